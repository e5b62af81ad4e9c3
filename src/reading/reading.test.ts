import { expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../base/clock.ts'
import { isLost, isNextPage, mayDerive, nextReadingAt, paceOf, pauseMs, sinceOf, whenText } from './reading.ts'

test('the pauses grow from two seconds to ten minutes, and end one day', () => {
  expect([1, 2, 3, 4, 60].map((n) => pauseMs(n, undefined))).toEqual([2_000, 10_000, 60_000, 600_000, 600_000])
  expect(pauseMs(61, undefined)).toBeNull()
})

test('Retry-After is heeded, but not for more than a day', () => {
  expect(pauseMs(1, 90_000)).toBe(90_000)
  expect(pauseMs(4, 1_000)).toBe(600_000)
  expect(pauseMs(1, 999 * 86_400_000)).toBe(86_400_000)
})

test.each([
  ['https://a.example/p?c=2', true],
  ['https://a.example/p?c=1', false],
  ['https://b.example/p?c=2', false],
  ['http://a.example/p?c=2', false],
  ['http://', false],
])('next page %s of https://a.example/p?c=1: %s', (next, ok) => {
  expect(isNextPage({ url: next }, { url: 'https://a.example/p?c=1' }, 'https://a.example/p')).toBe(ok)
})

test('when reading goes on is said in words', () => {
  expect(whenText(1_500)).toEqual({ zh: '2 秒后', en: 'in 2 seconds' })
  expect(whenText(600_000)).toEqual({ zh: '10 分钟后', en: 'in 10 minutes' })
})

test('the next reading is spread over a tenth of its hours, always the same for an account', () => {
  const at = (id: string) => nextReadingAt(24, id, 0)
  expect(nextReadingAt(null, 'x-0000', 0)).toBeNull()
  expect([at('x-0000'), at('x-ffff')]).toEqual([24 * HOUR, 26.4 * HOUR])
  expect(at('x-8123')).toBe(at('x-8123'))
})

test('a stream that is compared is read whole once a week, another never again', () => {
  const now = 100 * DAY
  expect(sinceOf('compare', { since: 'a', wholeAt: now - 6 * DAY }, now)).toBe('a')
  expect(sinceOf('compare', { since: 'a', wholeAt: now - 7 * DAY }, now)).toBeNull()
  expect(sinceOf('compare', { since: 'a', wholeAt: null }, now)).toBeNull()
  expect(sinceOf('none', { since: 'a', wholeAt: null }, now)).toBe('a')
})

test('a page is lost when its source does not know it; a first page of everything is not', () => {
  const since = Buffer.from('x')
  expect(isLost('profile/source-gone', { pages: 3, since: null })).toBe(true)
  expect(isLost('profile/source-gone', { pages: 0, since })).toBe(true)
  expect(isLost('profile/source-gone', { pages: 0, since: null })).toBe(false)
  expect(isLost('profile/source-down', { pages: 3, since })).toBe(false)
})

test.each([
  [1, 60],
  [2, 3600],
  [5, 1],
  [75, 900],
  [5000, 3600],
])('an allowance of %i in %i s is never exceeded, wherever the stretch begins', (requests, perSeconds) => {
  const { paceMs, burstMs } = paceOf({ requests, perSeconds })
  // What takeRequest does in SQL, asked as often as possible.
  const sent: number[] = []
  let freeAt = 0
  for (let now = 0; now < 2.5 * perSeconds * SECOND && sent.length < 3 * requests; ) {
    if (freeAt <= now + burstMs + 1e-6) {
      freeAt = Math.max(freeAt, now) + paceMs
      sent.push(now)
    } else now = freeAt - burstMs
  }
  for (const [i, from] of sent.entries())
    expect(sent[i + requests] ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(from + perSeconds * SECOND - 1)
})

test('while it is read the profile is formed once a second, and less with many facts', () => {
  expect([mayDerive(null, 9, 0), mayDerive(0, 0, 999), mayDerive(0, 0, 1000)]).toEqual([true, false, true])
  expect([mayDerive(0, 10_000, 10_900), mayDerive(0, 10_000, 11_000)]).toEqual([false, true])
})
