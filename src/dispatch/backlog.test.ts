import { describe, expect, test } from 'vitest'
import { MINUTE } from '../base/clock.ts'
import type { Role } from '../staff/staff.ts'
import { outlookOf, type StepPace, slowOnes, usualHours } from './backlog.ts'

const pace = (minutes: number, people = 1): StepPace => ({ msEach: minutes * MINUTE, msSlow: 0, people })
const who = (...roles: Role[]) => ({ roles })
const PACE = new Map([
  ['pick', pace(6)],
  ['pack', pace(3)],
  ['ship', pace(1)],
] as const)
const NOBODY_WAITS = { pick: 0, pack: 0, ship: 0 }
const minutes = (input: Partial<Parameters<typeof outlookOf>[0]>) =>
  outlookOf({ pending: NOBODY_WAITS, pace: PACE, people: [], division: true, hours: null, ...input })!.workMs / MINUTE

describe('how long an order placed now takes', () => {
  test('is not known where nothing was ever done', () => {
    expect(
      outlookOf({ pending: { pick: 9, pack: 9, ship: 9 }, pace: new Map(), people: [], division: true, hours: null }),
    ).toBeNull()
  })

  test('is its own way, slowly, when nobody is before it', () => {
    const slow = new Map([...PACE].map(([kind, one]) => [kind, { ...one, msSlow: 2 * one.msEach }]))
    expect(minutes({ pace: slow })).toBe(20)
  })

  test('is decided by the step that holds it up most', () => {
    const people = [who('picker'), who('picker'), who('packer'), who('shipper')]
    // 10 orders: picks 60 minutes by two, packs 30 by one.
    expect(minutes({ people, pending: { pick: 10, pack: 10, ship: 10 } })).toBe(30)
    expect(minutes({ people, pending: { pick: 10, pack: 20, ship: 20 } })).toBe(60)
  })

  test('counts whoever does several steps once', () => {
    const people = [who('picker', 'packer'), who('shipper')]
    expect(minutes({ people, pending: { pick: 10, pack: 10, ship: 10 } })).toBe(90)
    // Somebody who picks only takes the walking from them.
    expect(minutes({ people: [...people, who('picker')], pending: { pick: 10, pack: 10, ship: 10 } })).toBe(45)
    expect(minutes({ people: [who('picker')], division: false, pending: { pick: 10, pack: 10, ship: 10 } })).toBe(100)
  })

  test('is told for the usual people when nobody is there, and that nobody is', () => {
    const input = {
      pending: { pick: 10, pack: 0, ship: 0 },
      pace: new Map([['pick', pace(6, 3)]] as const),
      people: [],
    }
    expect(outlookOf({ ...input, division: true, hours: null })).toEqual({
      workMs: 20 * MINUTE,
      isStaffed: false,
      hours: null,
    })
    const people = [who('picker'), who('packer')]
    expect(outlookOf({ ...input, people, division: true, hours: null })?.isStaffed).toBe(false)
    expect(outlookOf({ ...input, people, division: false, hours: null })?.isStaffed).toBe(true)
  })
})

test('the usual hours are the middle of the days, by the shop’s clock', () => {
  const day = (first: string, last: string) => ({ first: Date.parse(first), last: Date.parse(last) })
  const days = [
    day('2026-11-23T01:10:00Z', '2026-11-23T09:00:00Z'),
    day('2026-11-24T00:50:30Z', '2026-11-24T09:59:30Z'),
    day('2026-11-25T06:00:00Z', '2026-11-25T06:30:00Z'),
  ]
  expect(usualHours(days, 'Asia/Shanghai')).toEqual({ from: 9 * 60 + 10, to: 17 * 60 })
  expect(usualHours([], 'UTC')).toBeNull()
})

test('slow is what takes half as long again as the goods in the middle', () => {
  const goods = (...ms: number[]) => ms.map((one, i) => ({ sku: `P${i}`, ms: one }))
  expect(slowOnes(goods(20, 30, 46, 45, 90))).toEqual({ slow: [{ sku: 'P4', ms: 90 }], usualMs: 45 })
  expect(slowOnes(goods(40, 40, 60, 61, 90)).slow.map(({ sku }) => sku)).toEqual([])
  expect(slowOnes(goods(30, 30, 46, 90)).slow.map(({ sku }) => sku)).toEqual(['P3', 'P2'])
  expect(slowOnes([])).toEqual({ slow: [], usualMs: 0 })
})
