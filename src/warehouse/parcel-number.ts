/** GS1 mod-10 check digit of the digits before it: weights 3 and 1 from the right (GS1 General Specifications §7.9). */
function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/**
 * The number of a parcel: SSCC-18 with the merchant's own GS1 prefix (extension digit 0, prefix, serial, check digit), else an
 * internal one, `P` and ten digits of which the last checks the others. An internal number never looks like an SSCC.
 */
export function parcelNumber(serial: number, gs1Prefix: string | null): string {
  if (gs1Prefix === null) {
    const digits = String(serial).padStart(9, '0')
    return `P${digits}${checkDigit(digits)}`
  }
  const digits = `0${gs1Prefix}${String(serial).padStart(16 - gs1Prefix.length, '0')}`
  return digits + checkDigit(digits)
}

/** The parcel number in what a scanner read: strips the SSCC's application identifier (00). */
export function readParcelNumber(code: string): string {
  return /^\(?00\)?(\d{18})$/.exec(code)?.[1] ?? code
}

/** Is this an SSCC-18 with the right check digit? */
export function isSscc(code: string): boolean {
  return /^\d{18}$/.test(code) && checkDigit(code.slice(0, 17)) === Number(code[17])
}
