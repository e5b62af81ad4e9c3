import { describe, expect, test } from 'vitest'
import { countRange, shareRange } from './interval.ts'

describe('the range of a share', () => {
  test('holds the share and narrows with more tries', () => {
    const few = shareRange(5, 100)
    const many = shareRange(500, 10_000)
    expect(few.low).toBeCloseTo(0.0215, 3)
    expect(few.high).toBeCloseTo(0.1118, 3)
    expect(many.high - many.low).toBeLessThan(few.high - few.low)
  })
  test('stays between nothing and everything', () => {
    expect(shareRange(0, 10).low).toBeCloseTo(0, 9)
    expect(shareRange(10, 10).high).toBeCloseTo(1, 9)
    expect(shareRange(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('the range of a count', () => {
  test('is the table of Garwood to the whole number', () => {
    for (const [count, low, high] of [
      [0, 0, 3.69],
      [1, 0.03, 5.57],
      [10, 4.8, 18.39],
      [100, 81.36, 121.63],
    ] as const) {
      expect(countRange(count).low).toBeCloseTo(low, 0)
      expect(countRange(count).high).toBeCloseTo(high, 0)
    }
  })
})
