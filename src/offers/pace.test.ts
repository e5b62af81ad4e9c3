import { describe, expect, test } from 'vitest'
import { standingOf, timesLeft } from './pace.ts'

const campaign = { state: 'active', startsAt: null, endsAt: null, dailyBudget: 1000, bid: 100 } as const
const now = { atMs: 1_000_000, spentToday: 0, pieces: 5 }

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
})

describe('how often a campaign may be shown yet', () => {
  const allowance = { dailyBudget: 1000, spentToday: 0, bid: 100, capPerDay: 5, shownToPersonToday: 0 }
  test('is the smaller of what the cap and what the budget leave, never below 0', () => {
    expect(timesLeft(allowance)).toBe(5)
    expect(timesLeft({ ...allowance, shownToPersonToday: 4 })).toBe(1)
    expect(timesLeft({ ...allowance, shownToPersonToday: 9 })).toBe(0)
    expect(timesLeft({ ...allowance, spentToday: 801 })).toBe(1)
    expect(timesLeft({ ...allowance, spentToday: 5000 })).toBe(0)
    expect(timesLeft({ ...allowance, bid: 0, dailyBudget: 0 })).toBe(5)
  })
})
