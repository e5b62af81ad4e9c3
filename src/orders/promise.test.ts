import { expect, test } from 'vitest'
import { iso } from '../base/clock.ts'
import { promiseAt } from './promise.ts'

test.each([
  ['before the van', '2026-11-25T02:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-25T08:00:00.000Z'],
  ['at the minute it leaves', '2026-11-25T08:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['in the evening', '2026-11-25T13:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['when it is tomorrow there', '2026-11-25T17:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['when clocks go back in the night', '2026-10-24T20:00:00Z', '16:00', 'Europe/London', '2026-10-25T16:00:00.000Z'],
  ['when clocks go forward in the night', '2026-03-28T20:00:00Z', '16:00', 'Europe/London', '2026-03-29T15:00:00.000Z'],
  ['on the last day of the year', '2026-12-31T20:00:00Z', '09:30', 'UTC', '2027-01-01T09:30:00.000Z'],
])('%s', (_name, at, cutOff, zone, expected) => {
  expect(iso(promiseAt(Date.parse(at), cutOff, zone))).toBe(expected)
})
