import { expect, test } from 'vitest'
import { pauseMs } from './retry.ts'

test('pauses double from a second to five minutes, and stay there', () => {
  expect([1, 2, 3, 9, 10, 1000].map((tries) => pauseMs(tries, null, 0))).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ])
})

test('chance takes up to half of a pause away, so that those which failed together come back one by one', () => {
  expect([0, 0.5, 1].map((chance) => pauseMs(4, null, chance))).toEqual([8_000, 6_000, 4_000])
})

test('a service that asks for longer is left alone for longer, and never sooner for asking less', () => {
  expect(pauseMs(1, 30_000, 1)).toBe(30_000)
  expect(pauseMs(5, 1_000, 0)).toBe(16_000)
})
