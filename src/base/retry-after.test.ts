import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

test.each([
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', undefined],
  ['soon', undefined],
  [null, undefined],
])('Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, 1_000)).toBe(ms)
})
