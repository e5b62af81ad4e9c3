import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Buckets, callerOf, fullBucket, giveOne, type Rate, takeOne, times } from './bucket.ts'

const RATE: Rate = { burst: 3, everyMs: 1_000 }

describe('a bucket', () => {
  test('gives its burst at once, then says how long until the next', () => {
    let bucket = fullBucket(RATE, 0)
    const waits = [0, 0, 0, 0, 400, 1_000, 1_000].map((now) => {
      const taken = takeOne(bucket, RATE, now)
      bucket = taken.bucket
      return taken.waitMs
    })
    expect(waits).toEqual([null, null, null, 1_000, 600, null, 1_000])
  })

  test('is never fuller than its burst, however long nobody came, and whatever is given back', () => {
    const late = giveOne(fullBucket(RATE, 0), RATE, 1e9)
    expect(late.left).toBe(3)
  })

  test('a clock that is put back gives nothing and takes nothing', () => {
    const { bucket } = takeOne(fullBucket(RATE, 10_000), RATE, 10_000)
    expect(takeOne(bucket, RATE, 5_000).bucket.left).toBe(1)
  })

  test('asking in vain makes nobody wait longer', () => {
    let bucket = { left: 0, at: 0 }
    for (let now = 0; now < 1_000; now += 100) bucket = takeOne(bucket, RATE, now).bucket
    expect(takeOne(bucket, RATE, 1_000.001).waitMs).toBeNull()
  })

  test('whoever waits as long as was said gets one', () => {
    fc.assert(
      fc.property(
        fc.record({ burst: fc.integer({ min: 1, max: 50 }), everyMs: fc.integer({ min: 1, max: 600_000 }) }),
        fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 60 }),
        (rate, gaps) => {
          let [bucket, now, given] = [fullBucket(rate, 0), 0, 0]
          for (const gap of gaps) {
            now += gap
            const taken = takeOne(bucket, rate, now)
            bucket = taken.bucket
            if (taken.waitMs === null) given += 1
            // A millisecond for what adding fractions loses.
            else expect(takeOne(bucket, rate, now + taken.waitMs + 1).waitMs).toBeNull()
          }
          expect(given).toBeLessThanOrEqual(rate.burst + Math.ceil(now / rate.everyMs))
        },
      ),
    )
  })

  test('ten times as much is ten times the burst and a tenth of the wait', () => {
    expect(times(RATE, 10)).toEqual({ burst: 30, everyMs: 100 })
  })
})

describe('buckets of many callers', () => {
  test('one does not empty that of another', () => {
    const buckets = new Buckets({ burst: 1, everyMs: 1_000 }, 10)
    expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('b', 0)]).toEqual([null, 1_000, null])
    expect(buckets.waitOf('a', 400)).toBe(600)
    buckets.give('a', 0)
    expect(buckets.take('a', 0)).toBeNull()
  })

  test('are bounded: who was not seen for longest is forgotten', () => {
    const buckets = new Buckets({ burst: 1, everyMs: 1e9 }, 100)
    buckets.take('first', 0)
    buckets.take('second', 0)
    for (let i = 0; i < 99; i++) {
      buckets.take('second', 0)
      buckets.take(`other ${i}`, 0)
    }
    expect(buckets.size).toBe(100)
    expect(buckets.waitOf('second', 0), 'seen all the time').not.toBeNull()
    expect(buckets.waitOf('first', 0), 'forgotten').toBeNull()
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['a socket', 'a socket'],
])('the caller at %s is %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller)
})
