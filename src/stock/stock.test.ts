import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  allot,
  type BinBalance,
  checkMovement,
  chooseBins,
  deltasOf,
  EFFECTS,
  type Movement,
  type MovementKind,
  sumBySku,
} from './stock.ts'

const sku = fc.constantFrom('a', 'b', 'c')
const lines = fc.array(fc.record({ sku, qty: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 4 })
const orders = fc.array(lines, { maxLength: 30 }).map((list) => list.map((l, i) => ({ orderId: `o${i}`, lines: l })))
const stock = fc.record({ a: fc.nat(40), b: fc.nat(40), c: fc.nat(40) })

describe('sharing what is free', () => {
  test('never promises more than there is, and each order gets all or nothing', () => {
    fc.assert(
      fc.property(stock, orders, (start, list) => {
        const free = new Map(Object.entries(start))
        const given = new Map<string, number>()
        allot(free, list).forEach((allotment, i) => {
          if (!allotment.ok) {
            expect(allotment.missing.every((m) => m.left < m.qty)).toBe(true)
            return
          }
          for (const [s, qty] of sumBySku(list[i]!.lines)) given.set(s, (given.get(s) ?? 0) + qty)
        })
        for (const [s, left] of free) {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(left + (given.get(s) ?? 0)).toBe(start[s as 'a'])
        }
      }),
    )
  })

  test('who comes first is served first; a later smaller order may still fit', () => {
    const want = (qty: number, i: number) => ({ orderId: `${i}`, lines: [{ sku: 'a', qty }] })
    const result = allot(new Map([['a', 5]]), [3, 4, 2].map(want))
    expect(result.map((r) => r.ok)).toEqual([true, false, true])
    expect(result[1]).toMatchObject({ missing: [{ sku: 'a', qty: 4, left: 2 }] })
  })
})

describe('choosing bins', () => {
  const bins = fc
    .uniqueArray(
      fc.record({ bin: fc.constantFrom('A1', 'A2', 'B1', 'B2', 'C1'), onHand: fc.nat(20), held: fc.nat(20) }),
      {
        selector: (b) => b.bin,
      },
    )
    .map((list): BinBalance[] =>
      list.map((b) => ({ bin: b.bin, sku: 'a', onHand: b.onHand, allocated: Math.min(b.held, b.onHand) })),
    )

  test('takes only free pieces, all of them when it must, from as few bins as possible', () => {
    fc.assert(
      fc.property(bins, fc.integer({ min: 1, max: 60 }), (list, qty) => {
        const chosen = chooseBins(list, qty)
        const free = list.map((b) => b.onHand - b.allocated).sort((x, y) => y - x)
        const total = free.reduce((sum, n) => sum + n, 0)
        expect(chosen.reduce((sum, b) => sum + b.qty, 0)).toBe(Math.min(qty, total))
        for (const c of chosen) {
          const book = list.find((b) => b.bin === c.bin)!
          expect(c.qty).toBeGreaterThan(0)
          expect(c.qty).toBeLessThanOrEqual(book.onHand - book.allocated)
        }
        let least = 0
        for (let sum = 0; sum < Math.min(qty, total); least++) sum += free[least]!
        expect(chosen.length).toBe(least)
      }),
    )
  })
})

describe('the ledger', () => {
  const kind = fc.constantFrom(...(Object.keys(EFFECTS) as MovementKind[]))
  const movement = fc
    .record({ kind, sku, bin: fc.constantFrom('A1', 'B1'), qty: fc.integer({ min: 1, max: 9 }), minus: fc.boolean() })
    .map(({ minus, ...m }): Movement => {
      const signed = m.kind === 'move' || m.kind === 'count'
      return { ...m, bin: EFFECTS[m.kind].bin === 'never' ? null : m.bin, qty: signed && minus ? -m.qty : m.qty }
    })

  test('a sum of movements is the sum of its parts, however they are cut into acts', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 40 }), fc.nat(40), (list, cut) => {
        const parts = [list.slice(0, cut), list.slice(cut)].map(deltasOf)
        const whole = deltasOf(list)
        for (const s of whole.skus) {
          const both = parts.flatMap((p) => p.skus.filter((x) => x.sku === s.sku))
          expect(both.reduce((n, x) => n + x.onHand, 0)).toBe(s.onHand)
          expect(both.reduce((n, x) => n + x.reserved, 0)).toBe(s.reserved)
        }
        for (const b of whole.bins) {
          const both = parts.flatMap((p) => p.bins.filter((x) => x.sku === b.sku && x.bin === b.bin))
          expect(both.reduce((n, x) => n + x.onHand, 0)).toBe(b.onHand)
          expect(both.reduce((n, x) => n + x.allocated, 0)).toBe(b.allocated)
        }
      }),
    )
  })

  test('balances come sorted as they are locked', () => {
    const at = (bin: string, s: string): Movement => ({ kind: 'receive', sku: s, bin, qty: 1 })
    const { bins, skus } = deltasOf([at('B1', 'a'), at('A1', 'b'), at('A1', 'a')])
    expect(bins.map((b) => b.bin + b.sku)).toEqual(['A1a', 'A1b', 'B1a'])
    expect(skus.map((s) => s.sku)).toEqual(['a', 'b'])
  })

  test.each([
    [{ kind: 'pick', sku: 'a', bin: null, qty: 1 }],
    [{ kind: 'ship', sku: 'a', bin: 'A1', qty: 1 }],
    [{ kind: 'receive', sku: 'a', bin: 'A1', qty: -1 }],
    [{ kind: 'receive', sku: 'a', bin: 'A1', qty: 0 }],
    [{ kind: 'count', sku: 'a', bin: 'A1', qty: 0.5 }],
  ] as const)('%j is a slip of the program', (m) => {
    expect(() => checkMovement(m)).toThrow(TypeError)
  })
})
