import { gtinCheckDigit } from '../catalog/product.ts'

/**
 * The number of a parcel: SSCC-18 with the merchant's own GS1 prefix (extension digit, prefix, serial, check digit), else an
 * internal one, `P` and ten digits of which the last checks the others. An internal number never looks like an SSCC.
 * When a long prefix has no serials left (one of twelve digits has 100,000), parcels go on with internal numbers: an SSCC may
 * not be used again within a year (GS1 General Specifications §2.2.1), and the floor does not stop.
 */
export function parcelNumber(serial: number, gs1Prefix: string | null): string {
  // The extension digit is the merchant's to use (§3.2): it counts on where the serial is full.
  const digits = gs1Prefix === null ? '' : String(serial).padStart(17 - gs1Prefix.length, '0')
  if (gs1Prefix !== null && digits.length === 17 - gs1Prefix.length) {
    const whole = digits.slice(0, 1) + gs1Prefix + digits.slice(1)
    return whole + gtinCheckDigit(whole)
  }
  const internal = String(serial).padStart(9, '0')
  return `P${internal}${gtinCheckDigit(internal)}`
}

/** The parcel number in what a scanner read or a hand typed, in either case: strips the SSCC's application identifier (00). */
export function readParcelNumber(code: string): string {
  const plain = code.trim().toUpperCase()
  return /^\(?00\)?(\d{18})$/.exec(plain)?.[1] ?? plain
}

/** Is this an SSCC-18 with the right check digit? */
export function isSscc(code: string): boolean {
  return /^\d{18}$/.test(code) && gtinCheckDigit(code.slice(0, 17)) === Number(code[17])
}
