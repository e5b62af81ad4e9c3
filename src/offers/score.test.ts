import { describe, expect, test } from 'vitest'
import { bidPart, nearness, score, worthOf } from './score.ts'

describe('how near two categories are', () => {
  test('the same, or one within the other, is 1; sisters are less; cousins less again; strangers 0', () => {
    expect(nearness('kitchen/coffee', 'kitchen/coffee')).toBe(1)
    expect(nearness('kitchen/coffee/pour-over', 'kitchen')).toBe(1)
    expect(nearness('kitchen', 'kitchen/coffee/pour-over')).toBe(1)
    expect(nearness('kitchen/coffee/pour-over', 'kitchen/coffee/beans')).toBe(0.6)
    expect(nearness('kitchen/coffee/pour-over', 'kitchen/tea/leaf')).toBe(0.25)
    expect(nearness('kitchen/coffee', 'outdoor/camping')).toBe(0)
  })

  test('it is the same both ways', () => {
    const ids = [
      'kitchen',
      'kitchen/coffee',
      'kitchen/coffee/beans',
      'kitchen/tea',
      'kitchen/tea/leaf',
      'outdoor',
      'other',
    ]
    for (const a of ids) for (const b of ids) expect([a, b, nearness(a, b)]).toEqual([a, b, nearness(b, a)])
  })
})

describe('a score', () => {
  const parts = { page: 0, words: 0, matched: [], interest: 0, pageCategory: null, interestCategory: null }
  test('is above 0 for a product that nothing speaks for', () => {
    expect(score(parts)).toBeGreaterThan(0)
  })
  test('an interest outweighs the page', () => {
    expect(score({ ...parts, interest: 1 })).toBeGreaterThan(score({ ...parts, page: 1, words: 1 }))
  })
})

describe('a bid', () => {
  test('counts by what a click is worth: a view is a part of one, an order takes many', () => {
    expect(worthOf({ bid: 60, billsPer: 'click' })).toBe(60)
    expect(worthOf({ bid: 60, billsPer: 'shown' })).toBeGreaterThan(1000)
    expect(worthOf({ bid: 60, billsPer: 'order' })).toBeLessThan(10)
  })
  test('of a house offer adds nothing, and each other more the more it is', () => {
    expect(bidPart(worthOf({ bid: 0, billsPer: 'click' }))).toBe(0)
    expect(bidPart(worthOf({ bid: 200, billsPer: 'click' }))).toBeGreaterThan(
      bidPart(worthOf({ bid: 100, billsPer: 'click' })),
    )
  })
})
