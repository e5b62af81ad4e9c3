import fc from 'fast-check'
import { expect, test } from 'vitest'
import { capLeft, recentMs } from './person-cap.ts'

test.each([
  ['alone: all of it', 3, { counted: 0, recent: 0, processes: 1 }, 3],
  ['alone: what is left', 3, { counted: 2, recent: 2, processes: 1 }, 1],
  ['beside one other: half, rounded up', 3, { counted: 0, recent: 0, processes: 2 }, 2],
  ['half of it taken here a moment ago', 3, { counted: 2, recent: 2, processes: 2 }, 0],
  ['and known to the other by now', 3, { counted: 2, recent: 0, processes: 2 }, 1],
  ['a cap of one', 1, { counted: 0, recent: 0, processes: 4 }, 1],
  ['a cap that is reached', 5, { counted: 5, recent: 0, processes: 4 }, 0],
  ['nobody knows yet how many there are', 5, { counted: 0, recent: 0, processes: Number.POSITIVE_INFINITY }, 0],
] as const)('%s', (_name, cap, known, left) => expect(Math.max(0, capLeft(cap, known))).toBe(left))

/** Processes that learn of each other's draws some time later, each asking at moments of its own. */
const crowd = fc.record({
  processes: fc.integer({ min: 1, max: 5 }),
  cap: fc.integer({ min: 1, max: 12 }),
  asks: fc
    .array(
      fc.record({
        by: fc.nat(4),
        at: fc.nat(3_000),
        lateBy: fc.constantFrom(0, 250, 500),
        times: fc.integer({ min: 1, max: 8 }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((bursts) => bursts.flatMap((burst) => Array.from({ length: burst.times }, () => burst))),
})

interface Crowd {
  readonly processes: number
  readonly cap: number
  readonly asks: readonly { readonly by: number; readonly at: number; readonly lateBy: number }[]
}

/** How many are drawn in all, when each draws whenever it may. */
function drawnBy({ processes, cap, asks }: Crowd): number {
  const drawn: { by: number; at: number; knownAt: number }[] = []
  for (const { by: number, at, lateBy } of asks.toSorted((a, b) => a.at - b.at)) {
    const by = number % processes
    const mine = drawn.filter((draw) => draw.by === by)
    const counted = mine.length + drawn.filter((draw) => draw.by !== by && draw.knownAt <= at).length
    const recent = mine.filter((draw) => draw.at > at - recentMs(processes)).length
    if (capLeft(cap, { counted, recent, processes }) > 0) drawn.push({ by, at, knownAt: at + lateBy })
  }
  return drawn.length
}

test('n processes pass a cap by n − 1 at most, however their questions fall and however late they hear of each other', () => {
  fc.assert(
    fc.property(crowd, (one) => drawnBy(one) <= one.cap + one.processes - 1),
    { numRuns: 3_000 },
  )
})

test('whoever comes again after a while sees it as often as the cap allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }), (processes, cap) => {
      const asks = Array.from({ length: cap * 2 }, (_, n) => ({ by: n, at: n * 4_000, lateBy: 500 }))
      expect(drawnBy({ processes, cap, asks })).toBe(cap)
    }),
  )
})
