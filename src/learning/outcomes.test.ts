import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lessonsBetween } from './lessons.ts'
import { type Lesson, OUTCOMES, type OutcomeKind, Outcomes, REWARDS } from './outcomes.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const said = (lessons: readonly Lesson<string>[]) =>
  lessons.map(({ reward, y, weight }) => `${weight > 0 ? '+' : '-'}${reward} ${y}`)

function told(...heard: readonly (readonly [kind: OutcomeKind, at: number])[]) {
  const outcomes = new Outcomes<string>()
  outcomes.decided('d', 'd', 0)
  return { outcomes, lessons: heard.flatMap(([kind, at]) => outcomes.heard('d', kind, at, at)) }
}

describe('what outcomes teach', () => {
  test('silence is an answer only after it was waited for', () => {
    const { outcomes, lessons } = told(['impression', 0], ['viewable', 1_000])
    expect(lessons).toEqual([])
    expect(outcomes.due(30 * MINUTE)).toEqual([])
    expect(said(outcomes.due(30 * MINUTE + 1_000))).toEqual(['+click 0'])
  })

  test('a click that comes after all takes the negative back first', () => {
    const { outcomes } = told(['viewable', 1_000])
    outcomes.due(40 * MINUTE)
    expect(said(outcomes.heard('d', 'click', 41 * MINUTE, 41 * MINUTE))).toEqual(['-click 0', '+click 1'])
    expect(outcomes.heard('d', 'click', 42 * MINUTE, 42 * MINUTE)).toEqual([])
  })

  test('what comes back unteaches the parcel, and what was never viewed teaches nothing', () => {
    const { outcomes, lessons } = told(['viewable', 1], ['click', 2], ['order', 3], ['shipped', 4])
    expect(said(lessons)).toEqual(['+click 1', '+order 1', '+shipped 1'])
    expect(said(outcomes.heard('d', 'returned', 3 * DAY, 3 * DAY))).toEqual(['-shipped 1', '+shipped 0'])
    const unseen = told(['impression', 1])
    expect(unseen.outcomes.due(50 * DAY)).toEqual([])
  })

  test('of a decision that was let go, or never made, nothing is learnt', () => {
    const { outcomes } = told(['viewable', 1])
    outcomes.due(61 * DAY)
    expect(outcomes.size).toBe(0)
    expect(outcomes.heard('d', 'click', 61 * DAY, 61 * DAY)).toEqual([])
    expect(outcomes.heard('never', 'click', 1, 1)).toEqual([])
    expect(outcomes.unknown).toBe(2)
  })

  const story = fc.array(fc.tuple(fc.constantFrom(...OUTCOMES), fc.integer({ min: 0, max: 40 * DAY })), {
    maxLength: 10,
  })
  /** What was taught in the end: each lesson counted with its weight. */
  const sums = (lessons: readonly Lesson<string>[]) => {
    const sum: Record<string, number> = {}
    for (const { reward, y, weight } of lessons) sum[`${reward} ${y}`] = (sum[`${reward} ${y}`] ?? 0) + weight
    return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0))
  }

  test('in the end each reward is taught once at most, whatever came twice, late or out of order', () => {
    fc.assert(
      fc.property(story, (heard) => {
        const { outcomes, lessons } = told(...heard)
        const all = sums([...lessons, ...outcomes.due(100 * DAY)])
        for (const n of Object.values(all)) expect(n).toBe(1)
        for (const reward of REWARDS)
          expect(Object.keys(all).filter((key) => key.startsWith(reward)).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('a log learnt in spans teaches what it teaches at once, wherever it was cut', () => {
    fc.assert(
      fc.property(story, fc.array(fc.integer({ min: 0, max: 50 * DAY }), { maxLength: 4 }), (heard, cuts) => {
        const log = [{ id: 'd', at: 0, decision: 'd', outcomes: heard.map(([kind, at]) => ({ kind, at })) }]
        const ends = [...cuts, 55 * DAY].sort((a, b) => a - b)
        const inSpans = ends.flatMap((to, i) => lessonsBetween(log, i === 0 ? -1 : ends[i - 1]!, to))
        expect(sums(inSpans)).toEqual(sums(lessonsBetween(log, -1, 55 * DAY)))
      }),
    )
  })
})
