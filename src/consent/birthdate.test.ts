import { expect, test } from 'vitest'
import { isUnderAge } from './birthdate.ts'

const NOW = Date.UTC(2026, 10, 25, 12)

test.each([
  ['2012-11-26', true],
  ['2012-11-25', false],
  ['2020-02-29', true],
  ['1990-01-01', false],
  ['2013', true],
  // Thirteen or fourteen.
  ['2012', false],
  ['0000-03-01', false],
  ['2030-01-01', false],
  ['child', false],
  ['', false],
])('born %s, under fourteen for sure: %s', (birthdate, isUnder) => {
  expect(isUnderAge(birthdate, 14, NOW)).toBe(isUnder)
})
