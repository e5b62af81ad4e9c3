import { describe, expect, test } from 'vitest'
import { standingOf } from './pace.ts'

const campaign = {
  state: 'active',
  startsAt: null,
  endsAt: null,
  dailyBudget: 1000,
  totalBudget: null,
  bid: 100,
} as const
const now = { atMs: 1_000_000, spentToday: 0, spent: 0, pieces: 5 }

describe('where a campaign stands', () => {
  test('one that is started, in its time, in stock and within budget runs', () => {
    expect(standingOf(campaign, now)).toBe('running')
  })
  test('a draft and a paused one are what they are, whatever else holds', () => {
    expect(standingOf({ ...campaign, state: 'draft' }, { ...now, pieces: 0 })).toBe('draft')
    expect(standingOf({ ...campaign, state: 'paused', endsAt: 1 }, now)).toBe('paused')
  })
  test('its first millisecond runs, its last does not', () => {
    expect(standingOf({ ...campaign, startsAt: 1_000_001 }, now)).toBe('waiting')
    expect(standingOf({ ...campaign, startsAt: 1_000_000 }, now)).toBe('running')
    expect(standingOf({ ...campaign, endsAt: 1_000_000 }, now)).toBe('ended')
  })
  test('nothing in stock says so before the budget does', () => {
    expect(standingOf(campaign, { ...now, pieces: 0, spentToday: 1000 })).toBe('no-stock')
  })
  test('a budget that does not pay for one more event is spent; a house offer costs nothing and runs', () => {
    expect(standingOf(campaign, { ...now, spentToday: 900 })).toBe('running')
    expect(standingOf(campaign, { ...now, spentToday: 901 })).toBe('no-budget')
    expect(standingOf({ ...campaign, dailyBudget: 0, bid: 0 }, now)).toBe('running')
  })
  test('a total that does not pay for one more event is spent for good', () => {
    const limited = { ...campaign, totalBudget: 5000 }
    expect(standingOf(limited, { ...now, spent: 4900 })).toBe('running')
    expect(standingOf(limited, { ...now, spent: 4901 })).toBe('spent')
  })
})
