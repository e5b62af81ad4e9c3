import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chances, chooseSeveral, draw, isInRandomSlice, POLICY, UNIFORM } from './policy.ts'
import { seeded } from './random.ts'

const worths = fc.array(fc.double({ min: -5, max: 1e12, noDefaultInfinity: false }), { minLength: 1, maxLength: 32 })
const chancesOf = (worth: readonly number[], settings = POLICY) => {
  const into = new Float64Array(worth.length)
  chances(worth, worth.length, settings, into)
  return [...into]
}

describe('the chance of each candidate', () => {
  test('adds up to one and is never nothing, whatever the worths are', () => {
    fc.assert(
      fc.property(worths, (worth) => {
        const chance = chancesOf(worth)
        expect(chance.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
        for (const one of chance) expect(one).toBeGreaterThanOrEqual((POLICY.epsilon / worth.length) * (1 - 1e-9))
      }),
    )
    expect(chancesOf([Number.NaN, Number.POSITIVE_INFINITY, -1, 0])).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  test('grows with worth, and depends on how many times as much, not on the currency', () => {
    const chance = chancesOf([1, 2, 3])
    expect(chance[0]).toBeLessThan(chance[1]!)
    expect(chance[1]).toBeLessThan(chance[2]!)
    for (const [i, one] of chancesOf([100, 200, 300]).entries()) expect(one).toBeCloseTo(chance[i]!, 12)
  })

  test('is even in the random slice', () => {
    expect(chancesOf([1, 1e9, 5], UNIFORM)).toEqual([1 / 3, 1 / 3, 1 / 3])
  })
})

test('a draw falls on each as often as its chance says, and on somebody when rounding leaves a crumb', () => {
  const chance = [0.5, 0.3, 0.2]
  const random = seeded(3)
  const counts = [0, 0, 0]
  for (let i = 0; i < 20_000; i++) counts[draw(chance, 3, random())]!++
  for (const [i, n] of counts.entries()) expect(n / 20_000).toBeCloseTo(chance[i]!, 1)
  expect(draw([0.1, 0.2], 2, 0.999)).toBe(1)
})

test('several places get different candidates, each with its chance given those before', () => {
  const random = seeded(5)
  for (let i = 0; i < 200; i++) {
    const chosen = chooseSeveral([3, 2, 1], 3, 5, POLICY, random)
    expect(new Set(chosen.map(({ index }) => index)).size).toBe(3)
    expect(chosen[2]!.propensity).toBeCloseTo(1, 12)
  }
})

test('the random slice is a share of all ids, the same for whoever asks', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `0198a000-0000-7000-8000-${String(i).padStart(12, '0')}`)
  const share = ids.filter((id) => isInRandomSlice(id, 0.02)).length / ids.length
  expect(share).toBeGreaterThan(0.016)
  expect(share).toBeLessThan(0.024)
  expect(ids.filter((id) => isInRandomSlice(id, 0))).toEqual([])
})
