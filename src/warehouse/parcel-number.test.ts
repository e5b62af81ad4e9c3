import { expect, test } from 'vitest'
import { isSscc, parcelNumber, readParcelNumber } from './parcel-number.ts'

test.each([
  [1, '6901234', '069012340000000011'],
  [999_999_999, '6901234', '069012349999999997'],
  [9_999, '690123456789', '069012345678999999'],
])('parcel %i of the prefix %s is %s, a right SSCC', (serial, prefix, number) => {
  expect(parcelNumber(serial, prefix).slice(0, 17)).toBe(number.slice(0, 17))
  expect(isSscc(parcelNumber(serial, prefix))).toBe(true)
  expect(readParcelNumber(`(00)${parcelNumber(serial, prefix)}`)).toBe(parcelNumber(serial, prefix))
})

test('where the serial of a long prefix is full the extension digit counts on, and after it the internal numbers', () => {
  const numbers = [9_999, 10_000, 99_999, 100_000].map((serial) => parcelNumber(serial, '690123456789'))
  expect(numbers.map((n) => n.slice(0, -1))).toEqual([
    '06901234567899999',
    '16901234567890000',
    '96901234567899999',
    'P000100000',
  ])
  expect(numbers.map(isSscc)).toEqual([true, true, true, false])
})

test('without a prefix it is P, nine digits and their check digit', () => {
  expect(parcelNumber(7, null)).toMatch(/^P000000007\d$/)
  expect(isSscc(parcelNumber(7, null))).toBe(false)
})

test('a number typed in small letters is the same number', () => {
  expect(readParcelNumber(' p0000000017 ')).toBe('P0000000017')
})
