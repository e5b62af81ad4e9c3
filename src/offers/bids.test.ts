import { expect, test } from 'vitest'
import { Bids } from './bids.ts'

const spent = (amount: number) => new Map([['c', amount]])

test('bids of the same moment stay within the budget, and one that was not booked is given back', () => {
  const read = spent(0)
  const bids = new Bids(read)
  const [first, second] = [bids.hold('c', 100, 250), bids.hold('c', 100, 250)]
  expect(bids.hold('c', 100, 250)).toBeNull()
  second!.settle(null)
  expect(read.get('c')).toBe(100)
  first!.settle(1)
  expect(bids.hold('c', 100, 250)).not.toBeNull()
})

test('a reading that missed a bid does not give its budget again; one that began after it was booked counts it once', () => {
  const bids = new Bids(spent(0))
  const bid = bids.hold('c', 100, 100)!
  const early = spent(0)
  bids.carryInto(early, 5)
  expect(early.get('c')).toBe(100)
  bid.settle(7)
  const between = spent(0)
  bids.carryInto(between, 6)
  expect(between.get('c')).toBe(100)
  const late = spent(100)
  bids.carryInto(late, 8)
  expect(late.get('c')).toBe(100)
  expect(bids.hold('c', 1, 100)).toBeNull()
})

test('one that was not booked is given back to what was read since', () => {
  const bids = new Bids(spent(0))
  const bid = bids.hold('c', 100, 100)!
  const fresh = spent(0)
  bids.carryInto(fresh, 5)
  bid.settle(null)
  expect(fresh.get('c')).toBe(0)
})
