import { describe, expect, test } from 'vitest'
import { HOUR, iso, MINUTE } from '../base/clock.ts'
import { type Outlook, orderBy, promiseAt, readyAt, vanAfter } from './promise.ts'

const DAILY = [1, 2, 3, 4, 5, 6, 7]

test.each([
  ['before the van', '2026-11-25T02:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-25T08:00:00.000Z'],
  ['at the minute it leaves', '2026-11-25T08:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['in the evening', '2026-11-25T13:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['when it is tomorrow there', '2026-11-25T17:00:00Z', '16:00', 'Asia/Shanghai', '2026-11-26T08:00:00.000Z'],
  ['when clocks go back in the night', '2026-10-24T20:00:00Z', '16:00', 'Europe/London', '2026-10-25T16:00:00.000Z'],
  ['when clocks go forward in the night', '2026-03-28T20:00:00Z', '16:00', 'Europe/London', '2026-03-29T15:00:00.000Z'],
  ['on the last day of the year', '2026-12-31T20:00:00Z', '09:30', 'UTC', '2027-01-01T09:30:00.000Z'],
])('the van of an order that comes %s', (_name, at, cutOff, timeZone, expected) => {
  expect(iso(promiseAt(Date.parse(at), { cutOff, timeZone, vanDays: DAILY }, null))).toBe(expected)
})

test('no van comes on other days than its own', () => {
  const vans = { cutOff: '16:00', timeZone: 'UTC', vanDays: [1, 5] }
  // 2026-11-27 is a Friday.
  expect(iso(vanAfter(Date.parse('2026-11-27T15:59:00Z'), vans))).toBe('2026-11-27T16:00:00.000Z')
  expect(iso(vanAfter(Date.parse('2026-11-27T16:00:00Z'), vans))).toBe('2026-11-30T16:00:00.000Z')
  const mondays = { ...vans, vanDays: [1] }
  expect(iso(vanAfter(Date.parse('2026-11-30T16:00:00Z'), mondays))).toBe('2026-12-07T16:00:00.000Z')
})

describe('what the floor has before it', () => {
  const vans = { cutOff: '16:00', timeZone: 'UTC', vanDays: [1, 2, 3, 4, 5] }
  const outlook: Outlook = { workMs: 2 * HOUR, isStaffed: true, hours: { from: 9 * 60, to: 17 * 60 } }
  const at = (text: string) => Date.parse(`2026-11-${text}:00Z`)
  const ready = (from: string, change: Partial<Outlook> = {}) =>
    iso(readyAt(at(from), vans, { ...outlook, ...change })).slice(8, 16)

  test('is worked off from now on while people are at work, and goes on the next working day', () => {
    expect(ready('27T10:00')).toBe('27T12:00')
    // Friday, an hour before the end: the other hour is Monday's.
    expect(ready('27T16:00')).toBe('30T10:00')
    expect(ready('26T10:00', { workMs: 15 * HOUR })).toBe('27T17:00')
  })

  test('waits for people to come; whoever is late by more than an hour is not counted on today', () => {
    expect(ready('27T07:00', { isStaffed: false })).toBe('27T11:00')
    expect(ready('27T09:40', { isStaffed: false })).toBe('27T11:40')
    expect(ready('27T10:30', { isStaffed: false })).toBe('30T11:00')
  })

  test('is worked off on a day without a van only by those who are there', () => {
    expect(ready('28T10:00', { isStaffed: false })).toBe('30T11:00')
    expect(ready('28T10:00')).toBe('28T12:00')
  })

  test('decides which van is promised, and until when that holds', () => {
    const now = at('27T13:02')
    expect(iso(promiseAt(now, vans, outlook))).toBe('2026-11-27T16:00:00.000Z')
    expect(iso(orderBy(now, vans, outlook, at('27T16:00')))).toBe('2026-11-27T14:00:00.000Z')
    const early = at('27T07:00')
    expect(iso(orderBy(early, vans, { ...outlook, isStaffed: false }, at('27T16:00')))).toBe('2026-11-27T14:00:00.000Z')
    expect(iso(orderBy(early, vans, { ...outlook, workMs: 15 * HOUR }, at('30T16:00')))).toBe(
      '2026-11-27T09:00:00.000Z',
    )
    expect(iso(promiseAt(now, vans, { ...outlook, workMs: 3 * HOUR }))).toBe('2026-11-30T16:00:00.000Z')
    expect(orderBy(now, vans, { ...outlook, workMs: 177 * MINUTE }, at('27T16:00'))).toBe(now)
  })

  test('without known hours takes as long as it takes', () => {
    expect(ready('27T23:00', { hours: null })).toBe('28T01:00')
  })

  test('that nobody could work off in months is promised for a day, not for ever', () => {
    expect(promiseAt(at('27T10:00'), vans, { ...outlook, workMs: 10_000 * HOUR })).toBeLessThan(
      at('27T10:00') + 70 * 24 * HOUR,
    )
  })
})
