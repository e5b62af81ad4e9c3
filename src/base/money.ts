import type { Lang } from './i18n.ts'

/** An amount in minor units (fen, pence, cents) and its ISO 4217 currency. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

// Making a format costs 50 µs; a page of prices asks often.
const digitsOf = new Map<string, number>()

/** How many digits a currency has behind the point, as Intl (ISO 4217) has it; two for what is no currency's code. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    if (!/^[A-Z]{3}$/.test(currency)) return 2
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
    digitsOf.set(currency, digits)
  }
  return digits
}

/** With all its digits, ¥569.00: what is to be paid from a piece of paper, where a figure could be added by hand. */
export function formatExact(money: Money, lang: Lang): string {
  return new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
  }).format(money.amount / 10 ** minorDigits(money.currency))
}

const formats = new Map<string, Intl.NumberFormat>()
/** More than a shop's currencies, both languages, with and without a fraction; codes come from outside. */
const MOST_FORMATS = 100

/** As people write it: ¥168, ¥59.50, £3.20. Whole yuan lose the zeros, as price tags do. */
export function formatMoney(money: Money, lang: Lang): string {
  const digits = minorDigits(money.currency)
  const value = money.amount / 10 ** digits
  const whole = Number.isInteger(value)
  const key = `${lang} ${money.currency} ${whole}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
      style: 'currency',
      currency: money.currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: whole ? 0 : digits,
      maximumFractionDigits: digits,
    })
    if (formats.size < MOST_FORMATS) formats.set(key, format)
  }
  return format.format(value)
}

/**
 * Reads a decimal text ("59.50", "1,299") into minor units; null when it is no such number or has too many digits.
 * Text, not a float, decides: 0.1 + 0.2 never meets money.
 */
export function parseMinor(text: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d+))?$/.exec(text.trim())
  if (match === null) return null
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return null
  const minor = Number(match[2]!.replaceAll(',', '') + fraction.padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? (match[1] === '-' ? -minor : minor) : null
}
