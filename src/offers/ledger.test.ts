import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Ledger, RESERVED_MS, type Share } from './ledger.ts'

const K = 3
const share = (change: Partial<Share> = {}): Share => ({
  money: 100,
  draws: Number.POSITIVE_INFINITY,
  slots: null,
  slotCap: 0,
  ...change,
})
const ledger = (change: Partial<Share> = {}): Ledger => {
  const made = new Ledger()
  made.renew(() => share(change), 0)
  return made
}
const perView = { bid: 30, billsPer: 'shown' } as const
const perClick = { bid: 30, billsPer: 'click' } as const
let n = 0
const drawn = (slot = 'a', now = 0) => ({ decision: `d${n++}`, slot, now })

describe('what a campaign may still do', () => {
  test('nothing before a share was read', () => {
    expect(new Ledger().timesLeft(K, perClick.bid, 'a')).toBe(0)
  })

  test('what is billed when seen holds its price from the moment it is drawn', () => {
    const books = ledger()
    for (const left of [2, 1, 0]) {
      books.draw(K, perView, drawn())
      expect(books.timesLeft(K, perView.bid, 'a')).toBe(left)
    }
  })

  test('what is billed when clicked takes nothing until then', () => {
    const books = ledger()
    books.draw(K, perClick, drawn())
    expect(books.moneyOf(K)).toBe(100)
    expect(books.hold(K, 30, 'x')).not.toBeNull()
    expect(books.moneyOf(K)).toBe(70)
  })

  test('seen, a decision pays with the price it held; a second telling would have to find another', () => {
    const books = ledger({ money: 30 })
    const at = drawn()
    books.draw(K, perView, at)
    expect(books.hold(K, 30, at.decision)).not.toBeNull()
    expect(books.hold(K, 30, at.decision)).toBeNull()
  })

  test('what nobody saw is let go of after a quarter of an hour', () => {
    const books = ledger({ money: 30 })
    books.draw(K, perView, drawn('a', 1_000))
    books.expire(1_000 + RESERVED_MS - 1)
    expect(books.moneyOf(K)).toBe(0)
    books.expire(1_000 + RESERVED_MS)
    expect(books.moneyOf(K)).toBe(30)
  })

  test('caps of the day hold for all slots together, and for each', () => {
    const books = ledger({ draws: 3, slots: new Map([['b', 1]]), slotCap: 2 })
    books.draw(K, perClick, drawn('b'))
    expect(books.timesLeft(K, perClick.bid, 'b')).toBe(0)
    expect(books.timesLeft(K, perClick.bid, 'a')).toBe(2)
    books.draw(K, perClick, drawn('a'))
    books.draw(K, perClick, drawn('a'))
    expect(books.timesLeft(K, perClick.bid, 'c')).toBe(0)
  })
})

describe('a reading of the books', () => {
  test('that began before something was written does not give it twice; one that began after has it already', () => {
    const books = ledger()
    const settle = books.hold(K, 30, 'x')!
    books.renew(() => share(), 5)
    expect(books.moneyOf(K), 'still being written').toBe(70)
    settle(10)
    books.renew(() => share(), 10)
    expect(books.moneyOf(K), 'may have missed it').toBe(70)
    books.renew(() => share({ money: 70 }), 11)
    expect(books.moneyOf(K)).toBe(70)
    expect(books.inHand().size).toBe(0)
  })

  test('that is too old gives nothing that is limited, and a house offer without a cap goes on', () => {
    const books = ledger()
    const house = { bid: 0, billsPer: 'click' } as const
    books.suspend()
    expect([books.timesLeft(K, perClick.bid, 'a'), books.hold(K, 30, 'x')]).toEqual([0, null])
    expect(books.timesLeft(K + 1, house.bid, 'a')).toBe(Number.POSITIVE_INFINITY)
    books.renew(() => share(), 5)
    expect(books.timesLeft(K, perClick.bid, 'a')).toBe(3)
  })

  test('what came to nothing is given back', () => {
    const books = ledger()
    books.hold(K, 30, 'x')!(null)
    expect(books.moneyOf(K)).toBe(100)
  })

  test('whatever is drawn, held, told, lost and read, in any order: never more than the budget is spent', () => {
    const step = fc.oneof(
      fc.constant('draw' as const),
      fc.constant('seen' as const),
      fc.constant('fails' as const),
      fc.constant('expire' as const),
      fc.constant('read' as const),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.array(step, { maxLength: 120 }), (budget, steps) => {
        const books = ledger({ money: budget })
        const open: string[] = []
        let spent = 0
        let clock = 1
        for (const what of steps) {
          clock++
          if (what === 'draw' && books.timesLeft(K, perView.bid, 'a') > 0) {
            const at = drawn('a', clock)
            books.draw(K, perView, at)
            open.push(at.decision)
          } else if (what === 'seen' || what === 'fails') {
            const settle = books.hold(K, 30, open.shift() ?? 'of another process')
            if (settle === null) continue
            if (what === 'seen') spent += 30
            settle(what === 'seen' ? clock : null)
          } else if (what === 'expire') books.expire(clock + RESERVED_MS / 2)
          else books.renew(() => share({ money: budget - spent }), clock)
        }
        expect(spent).toBeLessThanOrEqual(budget)
      }),
    )
  })
})
