import type { Lang } from '../base/i18n.ts'
import { isSscc } from './parcel-number.ts'

/** What stands on a parcel's label: receiver and goods, the number as a bar code. */
export interface ParcelLabel {
  readonly kind: 'parcel'
  /** What the receiver's address is written in: its captions stand first and larger, those of the other language follow. */
  readonly lang: Lang
  readonly from: string
  readonly carrier: string
  readonly tracking: string
  readonly parcelNumber: string
  readonly orderNumber: string
  /** Null when the law's retention of the receiver has ended. */
  readonly to: {
    readonly name: string
    /** As printed: grouped, its middle hidden when the site says so. */
    readonly phone: string
    /** One line in Chinese, several elsewhere (`label-address.ts`); a long one is broken by the paper. */
    readonly address: readonly string[]
    readonly note: string | null
  } | null
  /** What the courier takes at the door, "¥569.00"; null when nothing is to be paid there. */
  readonly collect: string | null
  readonly pieces: readonly { readonly title: string; readonly qty: number }[]
  readonly weightGrams: number | null
  /** "2026-11-25 16:00" as the site's clock shows it. */
  readonly packed: string
}

/** A4 sheets of 3 × 8 labels for bins, totes or goods: a bar code and a big text. */
export interface LabelSheet {
  readonly kind: 'sheet'
  readonly labels: readonly SheetLabel[]
}

/** One of them. */
export interface SheetLabel {
  /** What the bar code says. */
  readonly code: string
  readonly big: string
  /** Two lines at most: Chinese, then English. */
  readonly small: readonly string[]
}

/** What the press prints. */
export type LabelJob = ParcelLabel | LabelSheet

/** A bar code: its symbology, what it encodes, and what people read under it. */
export interface BarCode {
  readonly bcid: 'gs1-128' | 'code128'
  readonly text: string
  readonly human: string
}

/**
 * The bar code of a parcel's number: an SSCC as GS1-128 with FNC1 and its application identifier (GS1 General Specifications
 * §6.6), an internal number as plain Code 128.
 */
export function parcelBarCode(number: string): BarCode {
  if (!isSscc(number)) return plainBarCode(number)!
  const human = `(00) ${number.slice(0, 1)} ${number.slice(1, 8)} ${number.slice(8, 17)} ${number.slice(17)}`
  return { bcid: 'gs1-128', text: `(00)${number}`, human }
}

/** Plain Code 128 of a bin, a tote or a SKU; null when Code 128 cannot say it (Chinese signs). */
export function plainBarCode(code: string): BarCode | null {
  return /^[\x20-\x7e]{1,48}$/.test(code) ? { bcid: 'code128', text: code, human: code } : null
}

/** Codes of tote labels from a number on: `T-0001`. */
export function toteCodes(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `T-${String(from + i).padStart(4, '0')}`)
}
