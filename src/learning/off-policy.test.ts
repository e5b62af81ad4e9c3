import { describe, expect, test } from 'vitest'
import { GUARD_START, type GuardRow, guard, TOLERATED } from './guard.ts'
import { effectiveSample, readLog, type WeightedLog } from './off-policy.ts'
import { seeded } from './random.ts'

/** Two items, clicked with these chances; logged evenly, and asked what always showing the better one would have earned. */
function logOf(rows: number, rates: readonly [number, number], seed = 1, pretended = 0.5): WeightedLog {
  const random = seeded(seed)
  const log = {
    weight: new Float64Array(rows),
    reward: new Float64Array(rows),
    model: new Float64Array(rows),
    expected: new Float64Array(rows),
    pull: null,
    person: null,
  }
  for (let i = 0; i < rows; i++) {
    const item = random() < 0.5 ? 0 : 1
    log.reward[i] = random() < rates[item]! ? 1 : 0
    log.weight[i] = item === 1 ? 1 / pretended : 0
    log.model[i] = rates[item]! * 0.8
    log.expected[i] = rates[1] * 0.8
  }
  return log
}

describe('what another policy would have earned', () => {
  test('is found by all weighted estimators, and their range holds the truth', () => {
    let held = 0
    for (let seed = 1; seed <= 40; seed++) {
      const { estimates, flags } = readLog(logOf(6_000, [0.05, 0.1], seed), { resamples: 200 })
      expect(flags).toEqual([])
      for (const name of ['ipw', 'snipw', 'dr'] as const) {
        expect(estimates![name].value).toBeGreaterThan(0.08)
        expect(estimates![name].value).toBeLessThan(0.12)
      }
      if (estimates!.dr.low <= 0.1 && 0.1 <= estimates!.dr.high) held++
      // The model alone is a fifth too low and knows nothing of it.
      expect(estimates!.dm.value).toBeCloseTo(0.08, 9)
    }
    expect(held).toBeGreaterThanOrEqual(35)
  })

  test('is not told from too small a sample, and only as a range from a small one', () => {
    expect(readLog(logOf(150, [0.1, 0.1]))).toMatchObject({
      estimates: null,
      flags: expect.arrayContaining(['refused']),
    })
    const small = readLog(logOf(800, [0.1, 0.1]))
    expect(small.flags).toContain('range-only')
    expect(small.estimates).not.toBeNull()
    expect(readLog(logOf(0, [0.1, 0.1]))).toMatchObject({ rows: 0, estimates: null })
  })

  test('says when the logged chances cannot be right, and when one row decides', () => {
    expect(readLog(logOf(4_000, [0.1, 0.1], 1, 0.25)).flags).toContain('propensities')
    const heavy = logOf(4_000, [0.1, 0.1])
    heavy.weight[0] = 1_000
    expect(readLog(heavy).flags).toContain('heavy')
  })
})

test('the effective sample is the rows where weights are even, and one where one row has them all', () => {
  expect(effectiveSample(new Float64Array(50).fill(3))).toBe(50)
  expect(effectiveSample(Float64Array.of(0, 9, 0))).toBe(1)
  expect(effectiveSample(new Float64Array(0))).toBe(0)
})

describe('the guard', () => {
  /** Rows in which context earns `lift` times what popularity earns. */
  function rowsOf(count: number, lift: number): GuardRow[] {
    const random = seeded(11)
    return Array.from({ length: count }, (_, person): GuardRow => {
      const byContext = random() < 0.5
      const reward = random() < 0.2 * (byContext ? lift : 1) ? 1 : 0
      return {
        ...{ person, reward, propensity: 0.5, model: 0.2, contextualExpects: 0.2, popularExpects: 0.2 },
        contextual: byContext ? 0.95 : 0.05,
        popular: byContext ? 0.05 : 0.95,
      }
    })
  }

  test('leaves everything as it is while it cannot tell', () => {
    const state = guard(rowsOf(60, 0.1), GUARD_START, 5)
    expect(state).toMatchObject({ isFallenBack: false, lift: null, since: null })
    expect(state.reason.en).toContain('too early')
  })

  test('falls back when context clearly earns less, says so, and comes back when it does not any more', () => {
    const fallen = guard(rowsOf(8_000, 0.5), GUARD_START, 5)
    expect(fallen).toMatchObject({ isFallenBack: true, since: 5 })
    expect(fallen.lift!.high).toBeLessThan(0)
    expect(fallen.reason.zh).toContain('退回热门')
    expect(guard(rowsOf(8_000, 0.5), fallen, 9)).toMatchObject({ isFallenBack: true, since: 5 })
    const back = guard(rowsOf(8_000, 1.6), fallen, 10)
    expect(back).toMatchObject({ isFallenBack: false, since: 10 })
    expect(back.lift!.low).toBeGreaterThan(TOLERATED)
  })

  test('stays on where nothing differs', () => {
    expect(guard(rowsOf(8_000, 1), GUARD_START, 5)).toMatchObject({ isFallenBack: false })
  })
})
