import { expect, test } from 'vitest'
import { isNextPage, pauseMs, whenText } from './reading.ts'

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
