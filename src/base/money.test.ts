import { expect, test } from 'vitest'
import { formatExact, formatMoney, minorDigits, parseMinor } from './money.ts'

test.each([
  ['CNY', 2],
  ['USD', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['CLP', 0],
  ['ISK', 0],
  ['UGX', 0],
  ['JOD', 3],
  ['OMR', 3],
  ['KWD', 3],
  ['yuan', 2],
])('%s has %i digits behind the point', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits)
})

test('an amount is read and written with the digits of its currency', () => {
  expect(parseMinor('1,200', 'CLP')).toBe(1200)
  expect(parseMinor('1.5', 'CLP')).toBeNull()
  expect(parseMinor('1.255', 'JOD')).toBe(1255)
  expect(formatMoney({ amount: 5950, currency: 'CNY' }, 'zh')).toBe('¥59.50')
  expect(formatMoney({ amount: 1200, currency: 'ISK' }, 'en')).toMatch(/1,200$/)
})

test('an amount on paper has all its digits', () => {
  expect(formatExact({ amount: 56900, currency: 'CNY' }, 'zh')).toBe('¥569.00')
  expect(formatExact({ amount: 569, currency: 'JPY' }, 'en')).toBe('¥569')
})
