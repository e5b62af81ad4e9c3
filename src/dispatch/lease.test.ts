import { expect, test } from 'vitest'
import { heardAt, LEASE_MS, leaseEndsAt, STREAM_COUNTS_MS } from './lease.ts'

test('a call counts as heard, and an open stream does for five minutes after it', () => {
  expect(heardAt(1_000, null)).toBe(1_000)
  expect(heardAt(1_000, 30_000)).toBe(30_000)
  expect(heardAt(30_000, 1_000)).toBe(30_000)
  expect(heardAt(1_000, 1_000 + STREAM_COUNTS_MS + 1)).toBe(1_000 + STREAM_COUNTS_MS)
})

test('a lease ends 90 seconds after the worker was last heard', () => {
  expect(leaseEndsAt(1_000, 30_000)).toBe(30_000 + LEASE_MS)
  expect(LEASE_MS).toBe(90_000)
})
