import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { Problem } from '../src/base/problem.ts'
import type { Site } from '../src/sites/site.ts'
import {
  allocateBins,
  availableOf,
  checkStock,
  countBin,
  putAway,
  receive,
  reserve,
  ship,
  takeReturn,
  unallocate,
  unreserve,
} from '../src/stock/flow.ts'
import { type Pick, pick, shortPick, unpick } from '../src/stock/flow-pick.ts'
import { type OrdersWorld, ordersWorld, shopWith } from './orders-world.ts'

let world: OrdersWorld
beforeAll(async () => {
  world = await ordersWorld()
})
afterAll(async () => {
  await world?.stop()
})

const BINS = ['A01-01', 'A01-02', 'B01-01'] as const
const SKUS = ['a', 'b'] as const

/** One thing somebody does, sensible or not. */
const act = fc.record({
  what: fc.constantFrom(
    ...(['receive', 'dock', 'reserve', 'unreserve', 'allocate', 'unallocate', 'pick', 'unpick', 'short'] as const),
    ...(['ship', 'return', 'count', 'move', 'putAway'] as const),
  ),
  sku: fc.constantFrom(...SKUS),
  bin: fc.constantFrom(...BINS),
  other: fc.constantFrom(...BINS),
  order: fc.nat(3),
  qty: fc.integer({ min: 1, max: 6 }),
  /** The same uid now and then: things come twice. */
  uid: fc.constantFrom('fresh', 'fresh', 'fresh', 'u1', 'u2'),
})
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

const ORDERS = [newId(), newId(), newId(), newId()]

async function doAct(site: Site, a: Act): Promise<void> {
  const { core } = world
  const at = core.clock.now()
  const orderId = ORDERS[a.order]!
  const uid = a.uid === 'fresh' ? newId() : a.uid
  const hand: Pick = {
    siteId: site.id,
    orderId,
    taskId: null,
    staffId: null,
    sku: a.sku,
    bin: a.bin,
    qty: a.qty,
    uid,
    at,
  }
  const { sku, bin, qty } = a
  await core.db.tx(async (tx) => {
    if (a.what === 'receive') await receive(tx, site.id, [{ sku, bin, qty, uid }], at)
    if (a.what === 'dock') await receive(tx, site.id, [{ sku, bin: null, qty }], at)
    if (a.what === 'reserve') await reserve(tx, site.id, [{ orderId, lines: [{ sku, qty }] }], at)
    if (a.what === 'unreserve') await unreserve(tx, site.id, orderId, at)
    if (a.what === 'allocate') await allocateBins(tx, site.id, orderId, [{ sku, qty }], at)
    if (a.what === 'unallocate') await unallocate(tx, site.id, orderId, at)
    if (a.what === 'pick') await pick(tx, hand)
    if (a.what === 'unpick') await unpick(tx, hand)
    if (a.what === 'short') await shortPick(tx, hand)
    if (a.what === 'ship') await ship(tx, site.id, orderId, at)
    if (a.what === 'return') await takeReturn(tx, site.id, { sku, bin, qty, orderId, uid }, at)
    if (a.what === 'count') await countBin(tx, site.id, { sku, bin, counted: qty, uid }, at)
    if (a.what === 'move') await putAway(tx, site.id, { sku, from: bin, to: a.other, qty }, at)
    if (a.what === 'putAway') await putAway(tx, site.id, { sku, from: null, to: bin, qty }, at)
  })
}

/** A refusal is an answer; anything else is a fault. */
const orRefused = async (work: Promise<void>): Promise<void> => {
  await work.catch((error) => {
    if (!(error instanceof Problem)) throw error
  })
}

test('whatever is done in whatever order, balances equal the ledger and nothing goes below zero', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      const site = await shopWith(world.core, { a: 8, b: 3 })
      for (const a of acts) await orRefused(doAct(site, a))
      expect(await checkStock(world.core.db, site.id)).toEqual([])
    }),
    { numRuns: 60, endOnFailure: true },
  )
})

test('pieces an order was given without a promise are not written off while they are promised to another', async () => {
  const { core } = world
  const site = await shopWith(core, { a: 8 })
  const at = core.clock.now()
  const [promised, given] = [newId(), newId()]
  const short = { siteId: site.id, orderId: given, taskId: null, staffId: null, sku: 'a', bin: 'A01-01', qty: 3, at }
  await core.db.tx(async (tx) => {
    await reserve(tx, site.id, [{ orderId: promised, lines: [{ sku: 'a', qty: 6 }] }], at)
    const [bin] = await allocateBins(tx, site.id, given, [{ sku: 'a', qty: 4 }], at)
    const one = { ...short, bin: bin!.bin, uid: 'seen' }
    expect(await shortPick(tx, one)).toMatchObject({ repeat: false, lost: 0 })
    expect(await shortPick(tx, one)).toMatchObject({ repeat: true })
    expect((await availableOf(tx, site.id, ['a'])).get('a')).toBe(0)
  })
  expect(await checkStock(core.db, site.id)).toEqual([])
})

test('many hands at once leave the books as right as one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 40, maxLength: 40 }), async (acts) => {
      const site = await shopWith(world.core, { a: 30, b: 30 })
      await Promise.all(acts.map((a) => orRefused(again(() => doAct(site, a)))))
      expect(await checkStock(world.core.db, site.id)).toEqual([])
    }),
    { numRuns: 8, endOnFailure: true },
  )
})

/** What a caller does about a deadlock or a uid that another hand wrote in the same moment: once more. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === 5 || !['storage/busy', '23505'].includes(String((error as { code?: unknown }).code))) throw error
    }
  }
}
