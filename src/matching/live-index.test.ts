import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { anyRule, anyTraits, plainly } from '../../test/harness/rules.ts'
import { IndexBuilder } from './builder.ts'
import { FlatBuilder } from './flat.ts'
import { type Found, fold, LiveIndex } from './live-index.ts'
import { normalForm, TooManyConjunctions } from './normal-form.ts'
import type { Rule } from './rule-words.ts'
import type { Traits } from './traits.ts'
import { Scratch } from './walk.ts'

const scratch = new Scratch()
const builder = new IndexBuilder()
afterAll(() => builder.stop())

/** What an index must answer as: a plain list that is looked through. */
class Plain {
  readonly campaigns = new Map<number, { rule: Rule; bound: number }>()

  top(traits: Traits, k: number, passes: (slot: number) => boolean): number[] {
    return [...this.campaigns]
      .filter(([slot, { rule }]) => plainly(rule, traits) && passes(slot))
      .sort(([a, x], [b, y]) => y.bound - x.bound || a - b)
      .slice(0, k)
      .map(([slot]) => slot)
  }
}

const slotsOf = ({ slots, count }: Found) => [...slots.subarray(0, count)]
const ascending = (slots: readonly number[]) => [...slots].sort((a, b) => a - b)

const usable = anyRule(2).filter((rule) => {
  try {
    return normalForm(rule).length >= 0
  } catch (error) {
    if (error instanceof TooManyConjunctions) return false
    throw error
  }
})
// Few bounds, so that many are equal; some below zero, some that no float holds exactly.
const bound = fc.constantFrom(0, -0, 1, 1.1, 1.15, 2, 5, 1e-3, -3, 1e9)
const SLOTS = 40
const slot = fc.nat(SLOTS - 1)

type Step =
  | { readonly put: number; readonly rule: Rule; readonly bound: number }
  | { readonly remove: number }
  | { readonly move: number; readonly bound: number }
  | { readonly ask: Traits; readonly k: number; readonly refused: number; readonly mostVisits: number }
  | { readonly fold: 'now' | 'begin' | 'end' | 'fail' }

const ask = fc.record({
  ask: anyTraits,
  k: fc.constantFrom(0, 1, 3, 10, 100),
  refused: fc.constantFrom(0, 2, 3),
  mostVisits: fc.constantFrom(0, 1, 5, 20, 100_000),
})
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 6, arbitrary: fc.record({ put: slot, rule: usable, bound }) },
    { weight: 2, arbitrary: fc.record({ remove: slot }) },
    { weight: 2, arbitrary: fc.record({ move: slot, bound }) },
    { weight: 4, arbitrary: ask },
    { weight: 1, arbitrary: fc.record({ fold: fc.constantFrom('now', 'begin', 'end', 'fail') }) },
  ),
  { maxLength: 80, size: 'max' },
)

/** Runs steps against index and list, and compares each answer. `drift` 0: every move holds at once. */
function play(list: readonly Step[], index: LiveIndex): void {
  const plain = new Plain()
  let job: ReturnType<LiveIndex['startFold']> = null
  for (const step of list) {
    if ('put' in step) {
      index.put(step.put, step.bound, normalForm(step.rule))
      plain.campaigns.set(step.put, { rule: step.rule, bound: Math.fround(step.bound) })
    } else if ('remove' in step) {
      index.remove(step.remove)
      plain.campaigns.delete(step.remove)
    } else if ('move' in step) {
      const one = plain.campaigns.get(step.move)
      expect(index.setBound(step.move, step.bound)).toBe(one !== undefined)
      if (one !== undefined) one.bound = Math.fround(step.bound)
    } else if ('ask' in step) compare(step, index, plain)
    else if (step.fold === 'now') index.foldNow()
    else if (step.fold === 'begin') job ??= index.startFold()
    else if (job !== null) {
      index.endFold(step.fold === 'end' ? fold(job) : null)
      job = null
    }
    expect(index.size).toBe(plain.campaigns.size)
  }
}

function compare(
  { ask, k, refused, mostVisits }: Extract<Step, { ask: Traits }>,
  index: LiveIndex,
  plain: Plain,
): void {
  const asked: number[] = []
  const passes = (one: number) => refused === 0 || one % refused !== 0
  const expected = plain.top(ask, k, passes)
  const found = index.top(index.request(ask), {
    k,
    mostVisits,
    passes: (one) => {
      asked.push(one)
      return passes(one)
    },
  })
  const slots = slotsOf(found)
  expect(slots).toEqual(expected.slice(0, slots.length))
  if (!found.isTruncated) expect(slots).toEqual(expected)
  expect(new Set(asked).size).toBe(asked.length)
  expect(found.visits).toBeLessThanOrEqual(3 * mostVisits)
  const all = plain.top(ask, Number.POSITIVE_INFINITY, passes)
  expect(ascending(slotsOf(index.enumerate(index.request(ask), passes)))).toEqual(ascending(all))
}

describe('an index answers as a list that is looked through', () => {
  test('whatever is added, changed, removed, moved and folded in between', () => {
    fc.assert(
      fc.property(steps, (list) => play(list, new LiveIndex(scratch, { drift: 0 }))),
      { numRuns: 400 },
    )
  })

  test('with a large base, a middle and a recent one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ rule: usable, bound }), { minLength: 60, maxLength: 60 }),
        steps,
        (many, list) => {
          // Sizes beyond those that are simply built anew: a base of 600, 200 changed, 20 changed last, and then the steps.
          const puts = (from: number, to: number): Step[] =>
            Array.from({ length: to - from }, (_, i) => ({ put: from + i, ...many[(from + i) % many.length]! }))
          const someone: Step = { ask: quiet, k: 100, refused: 0, mostVisits: 100_000 }
          play(
            [
              ...puts(0, 600),
              { fold: 'now' },
              ...puts(500, 700),
              someone,
              ...puts(690, 710),
              someone,
              ...list,
              someone,
            ],
            new LiveIndex(scratch, { drift: 0 }),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  const quiet: Traits = {
    interests: ['a/b/c'],
    pageCategories: ['e'],
    pageWords: ['coffee', 'kettle'],
    place: 'CN-SH',
    device: 'phone',
    language: 'zh',
    hourOfWeek: 9,
    visitor: 'new',
    basket: { skus: [], categories: [] },
    slot: 'top',
    format: ['card'],
    segments: ['s1', 's2'],
  }
  const forSegment = (id: string): Rule => ({ field: 'segment', in: [id] })
  const ofSegment = (...segments: string[]): Traits => ({ ...quiet, segments })
  const topOf = (index: LiveIndex, traits: Traits, k = 10) => slotsOf(index.top(index.request(traits), { k }))

  test('built in a thread while it is asked and changed', async () => {
    const index = new LiveIndex(scratch)
    const flat = new FlatBuilder()
    const code = (id: string) => index.dictionary.encode(normalForm(forSegment(id)))
    // More than is shared between threads only from.
    for (let i = 0; i < 60_000; i++) flat.push(i, i, code(`s${i % 100}`))
    const ready = builder.putAll(index, flat.build())
    index.put(70_000, 1e6, normalForm(forSegment('s7')))
    index.remove(59_907)
    expect(topOf(index, ofSegment('s7'))).toEqual([70_000])
    await ready
    expect(topOf(index, ofSegment('s7'), 3)).toEqual([70_000, 59_807, 59_707])
    index.setBound(59_707, 2e6)
    expect(topOf(index, ofSegment('s7'), 3)).toEqual([59_707, 70_000, 59_807])
    const folded = builder.fold(index)
    index.put(7, 3e6, normalForm(forSegment('s7')))
    await folded
    expect(index.changed).toBe(1)
    expect(topOf(index, ofSegment('s7'), 4)).toEqual([7, 59_707, 70_000, 59_807])
  })

  test('when the first base could not be made nothing of it is there, and it can be tried again', () => {
    const index = new LiveIndex(scratch)
    const flat = new FlatBuilder()
    for (let i = 0; i < 3; i++) flat.push(i, i, index.dictionary.encode(normalForm(forSegment('s'))))
    const many = flat.build()
    index.startPutAll(many)
    index.put(9, 9, normalForm(forSegment('s')))
    index.endFold(null)
    expect([index.size, topOf(index, ofSegment('s'))]).toEqual([1, [9]])
    index.remove(9)
    index.endFold(fold(index.startPutAll(many)))
    expect(topOf(index, ofSegment('s'))).toEqual([2, 1, 0])
  })

  test('when values no longer fit 16 bits', () => {
    const index = new LiveIndex(scratch)
    const both = (i: number): Rule => ({ all: [forSegment(`v${i}`), forSegment('all')] })
    for (let i = 0; i < 70_000; i++) index.put(i, i, normalForm(both(i)))
    index.foldNow()
    expect(topOf(index, ofSegment('all', 'v5', 'v69999', 'v66000'))).toEqual([69_999, 66_000, 5])
    index.setBound(66_000, 1e6)
    expect(topOf(index, ofSegment('all', 'v5', 'v69999', 'v66000'))).toEqual([66_000, 69_999, 5])
  })

  test('a bound that moves a little holds from the next base on', () => {
    const index = new LiveIndex(scratch)
    for (const [one, worth] of [10, 9, 8].entries()) index.put(one, worth, normalForm(forSegment('s')))
    index.foldNow()
    index.setBound(1, 10.5)
    expect(topOf(index, ofSegment('s'))).toEqual([0, 1, 2])
    index.setBound(2, 12)
    expect(topOf(index, ofSegment('s'))).toEqual([2, 1, 0])
    expect(index.boundOf(1)).toBe(10.5)
  })

  test('a request with more values than lists can be opened says so, and lets nobody in who is excluded', () => {
    const index = new LiveIndex(scratch)
    const ids = Array.from({ length: 300 }, (_, i) => `s${i}`)
    for (const [i, id] of ids.entries())
      index.put(i, i, normalForm({ all: [forSegment(id), { none: [forSegment(i % 2 === 0 ? 's299' : 's1000')] }] }))
    const found = index.top(index.request(ofSegment(...ids)), { k: 1000 })
    expect(found.unopened).toBe(45)
    expect(slotsOf(found)).toEqual(ids.flatMap((_, i) => (i < 255 && i % 2 === 1 ? [i] : [])).reverse())
  })

  test('what throws while it is asked leaves nothing behind', () => {
    const index = new LiveIndex(scratch)
    for (const [i, id] of ['a', 'b'].entries()) index.put(i, 1, normalForm(forSegment(id)))
    const boom = () => {
      throw new Error('boom')
    }
    expect(() => index.top(index.request(ofSegment('a')), { k: 1, passes: boom })).toThrow('boom')
    expect(topOf(index, ofSegment('b'))).toEqual([1])
  })

  test('slips are told: a query within a query, a request of another index, bounds and slots that are none', () => {
    const index = new LiveIndex(scratch)
    index.put(0, 1, normalForm({ all: [] }))
    const request = index.request(quiet)
    const again = () => index.top(request, { k: 1 }).count > 0
    expect(() => index.top(request, { k: 1, passes: again })).toThrow('a query may not start another')
    const other = new LiveIndex(scratch)
    expect(() => other.top(index.request(quiet), { k: 1 })).toThrow('numbered by another index')
    for (const no of [Number.NaN, Number.POSITIVE_INFINITY, 1e300])
      expect(() => index.put(0, no, [])).toThrow('no bound')
    for (const no of [-1, 0.5, 2 ** 24]) expect(() => index.put(no, 1, [])).toThrow('no slot')
  })
})

test('ten thousand small sites take a few kilobytes each', () => {
  globalThis.gc?.()
  const before = process.memoryUsage()
  const indexes = Array.from({ length: 10_000 }, (_, i) => {
    const index = new LiveIndex(scratch)
    for (let c = 0; c < 5; c++) index.put(c, c, normalForm({ field: 'segment', in: [`s${(i + c) % 50}`] }))
    index.top(index.request({ ...empty, segments: ['s1'] }), { k: 5 })
    return index
  })
  const after = process.memoryUsage()
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  expect(indexes).toHaveLength(10_000)
  expect(bytes / indexes.length).toBeLessThan(15_000)
})

const empty: Traits = {
  interests: [],
  pageCategories: [],
  pageWords: [],
  place: null,
  device: null,
  language: null,
  hourOfWeek: 0,
  visitor: null,
  basket: null,
  slot: null,
  format: [],
  segments: [],
}
