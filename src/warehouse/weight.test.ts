import { expect, test } from 'vitest'
import { readWeight } from './weight.ts'

test.each([
  ['', null],
  ['850', 850],
  ['850 g', 850],
  ['1.5', 1500],
  ['1,5', 1500],
  ['１．５', 1500],
  ['1.5 kg', 1500],
  ['2kg', 2000],
  ['1.5公斤', 1500],
  ['850 克', 850],
  ['1,500', 1500],
])('%j is %s grams', (text, grams) => {
  expect(readWeight(text)).toEqual({ grams })
})

test.each(['abc', '0', '0.0001', '-5', '1.5 g', '1.5.2', '3 lb', '.'])('%j is refused and not guessed', (text) => {
  expect(readWeight(text)).toEqual({ fault: 'unreadable' })
})

test('more than a tonne is no parcel', () => {
  expect(readWeight('1000000')).toEqual({ grams: 1_000_000 })
  expect(readWeight('1000001')).toEqual({ fault: 'too-heavy' })
  expect(readWeight('1000.5')).toEqual({ fault: 'too-heavy' })
})
