import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../learning/random.ts'
import { addUp, csvText, FIGURES, liftOf, NO_FIGURES } from './report.ts'

describe('lift over offers picked at random', () => {
  test('is the ratio of two shares with its range', () => {
    const lift = liftOf({ seen: 10_000, did: 400 }, { seen: 1_000, did: 20 })
    expect(lift).toMatchObject({ kind: 'ratio', ratio: 2 })
    // By hand: √(1/400 − 1/10000 + 1/20 − 1/1000) = 0.22672; 2·e^±0.44437.
    expect((lift as { low: number }).low).toBeCloseTo(1.2824, 3)
    expect((lift as { high: number }).high).toBeCloseTo(3.1191, 3)
  })

  test('is not told from too few, and it says how many are missing', () => {
    expect(liftOf({ seen: 10_000, did: 400 }, { seen: 200, did: 4 })).toEqual({ kind: 'too-few', more: 300 })
    expect(liftOf({ seen: 980, did: 20 }, { seen: 20, did: 0 })).toEqual({ kind: 'too-few', more: 480 })
    expect(liftOf({ seen: 100, did: 0 }, { seen: 10, did: 0 })).toEqual({ kind: 'too-few', more: null })
    expect(liftOf({ seen: 0, did: 0 }, { seen: 0, did: 0 })).toEqual({ kind: 'too-few', more: null })
  })

  test('holds the true ratio about 95 times in a hundred', () => {
    const random = seeded(7)
    const draw = (n: number, p: number) => Array.from({ length: n }, random).filter((u) => u < p).length
    let held = 0
    const rounds = 400
    for (let i = 0; i < rounds; i++) {
      const lift = liftOf({ seen: 4_000, did: draw(4_000, 0.03) }, { seen: 1_500, did: draw(1_500, 0.02) })
      if (lift.kind === 'ratio' && lift.low <= 1.5 && 1.5 <= lift.high) held++
    }
    expect(held / rounds).toBeGreaterThan(0.92)
    expect(held / rounds).toBeLessThan(0.98)
  })
})

test('a total is the sum of its rows, name by name', () => {
  const row = fc.record(Object.fromEntries(FIGURES.map((name) => [name, fc.nat(1_000)]))) as fc.Arbitrary<
    typeof NO_FIGURES
  >
  fc.assert(
    fc.property(fc.array(row), fc.array(row), (a, b) => {
      expect(addUp([...a, ...b])).toEqual(addUp([addUp(a), addUp(b)]))
    }),
  )
  expect(addUp([])).toEqual(NO_FIGURES)
})

test('a table for spreadsheets keeps commas, quotes and lines, and no cell is a formula', () => {
  const text = csvText(
    ['name', 'n'],
    [
      ['杯, "大"', -1],
      ['=1+1', 2],
      ['-2', 3],
      ['两\n行', 4],
      ['@x', 5],
      ['\tx', 6],
    ],
  )
  expect(text).toBe('\ufeffname,n\r\n"杯, ""大""",-1\r\n\'=1+1,2\r\n\'-2,3\r\n"两\n行",4\r\n\'@x,5\r\n\'\tx,6\r\n')
})
