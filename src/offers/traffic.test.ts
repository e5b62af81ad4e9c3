import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, SECOND } from '../base/clock.ts'
import {
  type EventType,
  FILTER_REASONS,
  filterOf,
  filterSaid,
  isPrefetch,
  isYoung,
  momentOf,
  NOT_MEASURED,
  type Traffic,
} from './traffic.ts'

const DECIDED = Date.UTC(2026, 10, 26)
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'
const told = (type: EventType, afterMs: number, change: Partial<Traffic> = {}): Traffic => ({
  type,
  userAgent: BROWSER,
  purpose: undefined,
  claimedAt: null,
  now: DECIDED + afterMs,
  decidedAt: DECIDED,
  ...change,
})

test.each<[string, Traffic, string | null]>([
  ['a sight after a second', told('seen', SECOND), null],
  ['a sight at once', told('seen', 0), 'too-soon'],
  ['a sight before its decision', told('seen', -SECOND), 'too-soon'],
  ['a sight by the clock of another machine', told('seen', SECOND - 90), null],
  ['shown at once', told('shown', 1), null],
  ['a click at once: somebody quick', told('clicked', 300), null],
  ['a sight after a day', told('seen', DAY), null],
  ['a sight after more', told('seen', DAY + 1), 'expired'],
  ['shown after more', told('shown', DAY + 1), 'expired'],
  ['a click after seven days', told('clicked', 7 * DAY), null],
  ['a click after more', told('clicked', 7 * DAY + 1), 'expired'],
  ['hidden after eighty days', told('hidden', 80 * DAY), null],
  ['said to be in an hour', told('seen', SECOND, { claimedAt: DECIDED + 3_600_000 }), null],
  ['said to be in two days', told('seen', SECOND, { claimedAt: DECIDED + 2 * DAY }), 'future'],
  ['said to be long ago', told('seen', SECOND, { claimedAt: 0 }), null],
  ['a crawler', told('shown', SECOND, { userAgent: 'Twitterbot/1.0' }), 'bot'],
  ['a crawler that hides things', told('hidden', SECOND, { userAgent: 'Twitterbot/1.0' }), 'bot'],
  ['no user agent', told('seen', SECOND, { userAgent: undefined }), null],
  ['fetched ahead', told('clicked', SECOND, { purpose: 'prefetch' }), 'prefetch'],
  ['drawn ahead', told('shown', SECOND, { purpose: 'prefetch;prerender' }), 'prefetch'],
  ['before its decision is found', told('seen', 0, { decidedAt: null }), null],
])('%s', (_name, traffic, reason) => expect(filterOf(traffic)).toBe(reason))

test.each<[string | undefined, boolean]>([
  ['prefetch', true],
  ['prefetch;anonymous-client-ip', true],
  ['Preview', true],
  ['navigation', false],
  ['', false],
  [undefined, false],
])('Sec-Purpose %s', (purpose, is) => expect(isPrefetch(purpose)).toBe(is))

test.each<[unknown, number | undefined]>([
  [0, 0],
  [DECIDED, DECIDED],
  ['2026-11-26T00:00:00Z', DECIDED],
  ['soon', undefined],
  ['', undefined],
  [8.64e15 + 1, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  [{}, undefined],
  [[DECIDED], undefined],
  [true, undefined],
  ['2'.repeat(100_000), undefined],
])('the moment %j', (value, at) => expect(momentOf(value)).toBe(at))

test('whatever is told has one reason at most, and is judged without failing', () => {
  fc.assert(
    fc.property(
      fc.record({
        type: fc.constantFrom<EventType[]>('shown', 'seen', 'clicked', 'hidden'),
        userAgent: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
        purpose: fc.option(fc.string(), { nil: undefined }),
        claimedAt: fc.option(fc.double({ noNaN: true }), { nil: null }),
        now: fc.integer({ min: 0, max: 4e12 }),
        decidedAt: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: null }),
      }),
      (traffic) => {
        const reason = filterOf(traffic)
        expect(reason === null || FILTER_REASONS.includes(reason)).toBe(true)
      },
    ),
  )
})

test('every reason is said in both languages, an old one as it was written, and what is not measured is no number', () => {
  for (const reason of FILTER_REASONS) {
    expect(filterSaid(reason, 'zh')).toMatch(/[\u4e00-\u9fff]/)
    expect(filterSaid(reason, 'en')).not.toMatch(/[\u4e00-\u9fff]/)
  }
  expect(filterSaid('constructor', 'en')).toBe('constructor')
  expect(NOT_MEASURED.en).not.toMatch(/\d/)
})

test('a decision may still come for ten seconds', () => {
  expect([0, 9_999, -9_999].map((ms) => isYoung(DECIDED, DECIDED + ms))).toEqual([true, true, true])
  expect([10_000, DAY].map((ms) => isYoung(DECIDED, DECIDED + ms))).toEqual([false, false])
})
