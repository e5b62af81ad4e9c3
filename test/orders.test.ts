import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MINUTE } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { Problem } from '../src/base/problem.ts'
import { eventsOfOrder } from '../src/engine/event-log.ts'
import { expireHold, markPaid, paymentSecret, takeCallback } from '../src/orders/flow-pay.ts'
import { advance, cancelOrder, holdOrder, refunded, unholdOrder } from '../src/orders/flow-state.ts'
import { checkBooks, deliveryOf, eventsAndStory, orderWithLines } from '../src/orders/flow-view.ts'
import { signWebhook } from '../src/orders/payments/webhook.ts'
import { promiseAt } from '../src/orders/promise.ts'
import { addToLines, listOrders } from '../src/orders/store.ts'
import type { Site } from '../src/sites/site.ts'
import { allocateBins, availableOf, holdingsOf, receive, ship } from '../src/stock/flow.ts'
import { pick, shortPick, unpick } from '../src/stock/flow-pick.ts'
import { type OrdersWorld, orderBody, ordersWorld, place, shopWith } from './orders-world.ts'

let world: OrdersWorld
beforeAll(async () => {
  world = await ordersWorld()
})
afterAll(async () => {
  await world?.stop()
})

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'no problem'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}
const free = async (site: Site, sku: string) => (await availableOf(world.core.db, site.id, [sku])).get(sku)
const booksOf = (site: Site) => checkBooks(world.core.db, site.id)

describe('placing an order', () => {
  test('an order is written whole: lines, reservation, sealed receiver, event', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 10, tea: 5 })
    const placed = await place(deps, site, orderBody({ mug: 2, tea: 1 }))
    const order = await orderWithLines(core.db, site.id, placed.id)
    expect(order).toMatchObject({ number: '10001', state: 'reserved', paymentState: 'on-delivery', total: 3 * 16800 })
    expect(order.lines.map((l) => [l.seq, l.sku, l.qty])).toEqual([
      [1, 'mug', 2],
      [2, 'tea', 1],
    ])
    expect(await free(site, 'mug')).toBe(8)
    expect((await deliveryOf(core, core.db, site.id, placed.id))?.receiver.name).toBe('林小满')
    expect((await eventsOfOrder(core.db, site.id, placed.id)).map((e) => e.name)).toEqual(['order.placed'])
    const [row] = await core.db.query<{ text: string }>(
      'select encode(sealed, $2) as text from order_receiver where order_id = $1',
      [placed.id, 'escape'],
    )
    expect(row!.text).not.toContain('13800138000')
    expect(await booksOf(site)).toEqual([])
  })

  test('numbers of a site follow each other without gaps, refused orders in between or not', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 3 })
    const results = await Promise.allSettled([1, 9, 1, 9, 1].map((qty) => place(deps, site, orderBody({ mug: qty }))))
    const numbers = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.number] : []))
    expect(numbers).toEqual(['10001', '10002', '10003'])
  })

  test('the same key and body gets the same answer, at once, later and in the same batch', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 10 })
    const key = newId()
    const both = await Promise.all([1, 2].map(() => place(deps, site, orderBody({ mug: 1 }), { key })))
    const later = await place(deps, site, orderBody({ mug: 1 }), { key })
    expect(new Set([...both, later].map((p) => p.id)).size).toBe(1)
    expect(later).toEqual(both[0])
    expect(await free(site, 'mug')).toBe(9)
  })

  test('the same key with another body is refused', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 10 })
    const key = newId()
    await place(deps, site, orderBody({ mug: 1 }), { key })
    expect(await codeOf(place(deps, site, orderBody({ mug: 2 }), { key }))).toBe('orders/key-reused')
    expect(await free(site, 'mug')).toBe(9)
  })

  test('the same key in 40 requests over two programs makes one order', async () => {
    const { core, deps } = world
    const other = {
      ...deps,
      collector: (await import('../src/orders/flow.ts')).openOrders(core, deps as never).collector,
    }
    const site = await shopWith(core, { mug: 100 })
    const key = newId()
    const placed = await Promise.all(
      Array.from({ length: 40 }, (_, i) => place(i % 2 ? deps : other, site, orderBody({ mug: 1 }), { key })),
    )
    await other.collector.stop()
    expect(new Set(placed.map((p) => p.id)).size).toBe(1)
    expect(await free(site, 'mug')).toBe(99)
  })

  test('a refused order may be tried again with its key when there is stock', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 1 })
    const key = newId()
    expect(await codeOf(place(deps, site, orderBody({ mug: 2 }), { key }))).toBe('orders/out-of-stock')
    await core.db.tx((tx) => receive(tx, site.id, [{ sku: 'mug', bin: 'B01-01', qty: 5 }], core.clock.now()))
    expect((await place(deps, site, orderBody({ mug: 2 }), { key })).number).toBe('10001')
  })

  test('an external id is one order, with or without a key', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 9 })
    const body = orderBody({ mug: 1 }, { externalId: 'A-77' })
    const first = await place(deps, site, body, { key: null })
    expect((await place(deps, site, body, { key: null })).id).toBe(first.id)
    expect(await codeOf(place(deps, site, body))).toBe('orders/external-id-taken')
    expect(await codeOf(place(deps, site, orderBody({ mug: 1 }), { key: null }))).toBe('orders/key-needed')
  })

  test('two sites with the same SKU and key share nothing', async () => {
    const { core, deps } = world
    const [one, two] = [await shopWith(core, { mug: 1 }), await shopWith(core, { mug: 1 })]
    const key = newId()
    const placed = await Promise.all([one, two].map((s) => place(deps, s, orderBody({ mug: 1 }), { key })))
    expect(placed[0]!.id).not.toBe(placed[1]!.id)
    expect(await codeOf(orderWithLines(core.db, two.id, placed[0]!.id))).toBe('orders/not-found')
  })
})

describe('stock is never sold twice', () => {
  test('200 parallel orders on 50 pieces: exactly 50 win, the others are told what is left', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { hot: 50, mug: 500 })
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => place(deps, site, orderBody(i % 3 ? { hot: 1 } : { mug: 1, hot: 1 }))),
    )
    expect(results.filter((r) => r.status === 'fulfilled').length).toBe(50)
    const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as Problem] : []))
    expect(
      refused.every((p) => p.code === 'orders/out-of-stock' && p.params.left === 0 && p.params.sku === 'hot'),
    ).toBe(true)
    expect(await free(site, 'hot')).toBe(0)
    expect(await booksOf(site)).toEqual([])
  })

  test('two shoppers want the last piece: one gets it, the other hears what it was', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { last: 1 })
    const results = await Promise.allSettled([1, 2].map(() => place(deps, site, orderBody({ last: 1 }))))
    const refusal = results.find((r) => r.status === 'rejected')?.reason as Problem
    expect(results.filter((r) => r.status === 'fulfilled').length).toBe(1)
    expect(refusal.spec.status).toBe(409)
    expect(refusal.params).toMatchObject({ product_en: 'Thing last', left: 0, wanted: 1 })
  })

  test('a bad order in a batch is refused alone', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 10 })
    const results = await Promise.allSettled([
      place(deps, site, orderBody({ mug: 1 })),
      place(deps, site, orderBody({ ghost: 1 })),
      place(deps, site, orderBody({ mug: 1 })),
    ])
    expect(results.map((r) => (r.status === 'fulfilled' ? 'ok' : (r.reason as Problem).code))).toEqual([
      'ok',
      'orders/unknown-product',
      'ok',
    ])
  })
})

const MUG_PAID = { provider: 'demo', amount: 16800, currency: 'CNY' }

describe('an unpaid order', () => {
  const demo = (lines: Record<string, number>) => orderBody(lines, { payment: { method: 'demo' } })

  test('waits with its stock, and goes on when it is paid', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 1 })
    const placed = await place(deps, site, demo({ mug: 1 }))
    expect(placed).toMatchObject({ state: 'received', payUntil: core.clock.now() + 15 * MINUTE })
    const notice = { siteId: site.id, provider: 'demo', orderId: placed.id, amount: 16800, currency: 'CNY' }
    expect((await markPaid(deps, { ...notice, eventId: 'e0', state: 'failed' })).paymentState).toBe('failed')
    expect((await markPaid(deps, { ...notice, eventId: 'e1', state: 'paid' })).state).toBe('reserved')
    expect((await markPaid(deps, { ...notice, eventId: 'e1', state: 'paid' })).version).toBe(3)
    await expireHold(core, { siteId: site.id, ref: placed.id })
    const order = await orderWithLines(core.db, site.id, placed.id)
    expect(order).toMatchObject({ state: 'reserved', paymentState: 'paid' })
    expect(
      await core.db.query("select 1 from outbox where kind = 'order.hold-expired' and ref = $1", [placed.id]),
    ).toEqual([])
  })

  test('that nobody pays gives its stock back; money that comes late takes it again', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 1 })
    const placed = await place(deps, site, demo({ mug: 1 }))
    await expireHold(core, { siteId: site.id, ref: placed.id })
    await expireHold(core, { siteId: site.id, ref: placed.id })
    expect(await free(site, 'mug')).toBe(1)
    expect(await booksOf(site)).toEqual([])
    const notice = { siteId: site.id, provider: 'demo', orderId: placed.id, amount: 16800, currency: 'CNY' }
    const revived = await markPaid(deps, { ...notice, eventId: 'late', state: 'paid' })
    expect(revived).toMatchObject({ state: 'reserved', paymentState: 'paid' })
    expect(await free(site, 'mug')).toBe(0)
    expect(await booksOf(site)).toEqual([])
  })

  test('is promised from when it is paid, late or not: it is not late at once', async () => {
    const { core, deps, clock } = world
    const site = await shopWith(core, { mug: 2 })
    const placedAt = clock.at
    const pay = (orderId: string) =>
      markPaid(deps, { ...MUG_PAID, siteId: site.id, orderId, eventId: newId(), state: 'paid' })
    try {
      const [inTime, late] = [await place(deps, site, demo({ mug: 1 })), await place(deps, site, demo({ mug: 1 }))]
      // A minute after the van of the day on which they were placed.
      clock.at = inTime.promiseAt + MINUTE
      await expireHold(core, { siteId: site.id, ref: late.id })
      const next = promiseAt(clock.at, site.settings, null)
      expect(next).toBeGreaterThan(clock.at)
      for (const { id } of [inTime, late]) {
        expect(await pay(id)).toMatchObject({ state: 'reserved', promiseAt: next })
        expect((await orderWithLines(core.db, site.id, id)).promiseAt).toBe(next)
      }
    } finally {
      clock.at = placedAt
    }
  })

  test('that is paid twice goes on, and says that one payment is to go back until it was', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 2 })
    const pay = (orderId: string) =>
      markPaid(deps, { ...MUG_PAID, siteId: site.id, orderId, eventId: newId(), state: 'paid' })
    const back = (orderId: string) => refunded(core, { siteId: site.id, orderId, by: '周舟', reference: null })
    const { id } = await place(deps, site, demo({ mug: 1 }))
    await pay(id)
    expect(await pay(id)).toMatchObject({ state: 'reserved', paymentState: 'paid-twice' })
    const { events, story } = await eventsAndStory(core.db, site.id, id)
    expect(events.map((e) => e.name)).toEqual(['order.placed', 'order.paid', 'order.paid-twice'])
    expect(story.at(-1)?.text.en).toBe('Paid twice; the second payment is refunded')
    expect(await back(id)).toMatchObject({ state: 'reserved', paymentState: 'paid' })
    expect(await codeOf(back(id))).toBe('orders/nothing-to-refund')
    // Cancelled meanwhile, all of it is to go back.
    await pay(id)
    const { order } = await cancelOrder(deps, { siteId: site.id, orderId: id, by: 'staff', reason: 'x' })
    expect(order.paymentState).toBe('refund-needed')
  })

  test('whose goods are gone when the money comes says that a refund is needed', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 1 })
    const placed = await place(deps, site, demo({ mug: 1 }))
    await expireHold(core, { siteId: site.id, ref: placed.id })
    await place(deps, site, orderBody({ mug: 1 }))
    const notice = { siteId: site.id, provider: 'demo', orderId: placed.id, amount: 16800, currency: 'CNY' }
    const order = await markPaid(deps, { ...notice, eventId: 'late', state: 'paid' })
    expect(order).toMatchObject({ state: 'cancelled', paymentState: 'refund-needed' })
    expect(await booksOf(site)).toEqual([])
  })

  test('cannot be had at a real site with the demo provider, nor said to be paid by a shopper', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 1 }, false)
    expect(await codeOf(place(deps, site, demo({ mug: 1 })))).toBe('orders/payment-unknown')
    const paid = orderBody({ mug: 1 }, { payment: { method: 'paid' } })
    expect(await codeOf(place(deps, site, paid))).toBe('orders/payment-unknown')
    expect((await place(deps, site, paid, { isServer: true })).payment.state).toBe('paid')
  })
})

describe('a payment callback', () => {
  const signed = (secret: string, body: object, change: { id?: string; seconds?: number } = {}) => {
    const rawBody = JSON.stringify(body)
    const id = change.id ?? newId()
    const seconds = change.seconds ?? Math.floor(world.clock.now() / 1000)
    return {
      rawBody,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signWebhook(secret, id, seconds, rawBody),
      } as Record<string, string>,
    }
  }

  test('is believed when it is signed, and refused when forged, changed, old, of another site or of another amount', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 5 })
    const other = await shopWith(core, { mug: 5 })
    const placed = await place(deps, site, orderBody({ mug: 1 }, { payment: { method: 'demo' } }))
    const secret = await paymentSecret(core, site.id, 'demo')
    const body = { orderId: placed.id, state: 'paid', amount: 16800, currency: 'CNY' }
    const good = signed(secret, body)
    const now = Math.floor(core.clock.now() / 1000)
    const take = (callback: { rawBody: string; headers: Record<string, string> }, siteId = site.id) =>
      codeOf(takeCallback(deps, { siteId, provider: 'demo', ...callback }))
    expect(await take(signed('whsec_guess', body))).toBe('orders/payment-forged')
    expect(await take({ ...good, rawBody: good.rawBody.replace('16800', '16801') })).toBe('orders/payment-forged')
    expect(await take(signed(secret, body, { seconds: now - 301 }))).toBe('orders/payment-stale')
    expect(await take(signed(secret, body, { seconds: now + 301 }))).toBe('orders/payment-stale')
    expect(await take({ ...good, headers: {} })).toBe('orders/payment-invalid')
    expect(await take(good, other.id)).toBe('orders/payment-forged')
    expect(await take(signed(secret, { ...body, amount: 1 }))).toBe('orders/payment-mismatch')
    expect(await take(signed(secret, { ...body, orderId: newId() }))).toBe('orders/not-found')
    expect(await take(signed(secret, { ...body, orderId: "x' or 1=1" }))).toBe('orders/not-found')
    expect((await orderWithLines(core.db, site.id, placed.id)).state).toBe('received')
    expect(await take(good)).toBe('no problem')
    expect(await take(good)).toBe('no problem')
    const order = await orderWithLines(core.db, site.id, placed.id)
    expect(order).toMatchObject({ state: 'reserved', version: 2 })
    expect((await eventsOfOrder(core.db, site.id, placed.id)).filter((e) => e.name === 'order.paid').length).toBe(1)
  })
})

describe('the floor and the books', () => {
  const picking = async (stock: number, qty: number) => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: stock })
    const placed = await place(deps, site, orderBody({ mug: qty }))
    const at = core.clock.now()
    const bins = await core.db.tx(async (tx) => {
      await advance(core, tx, { siteId: site.id, orderId: placed.id, event: 'release', at })
      await advance(core, tx, { siteId: site.id, orderId: placed.id, event: 'start', at })
      return await allocateBins(tx, site.id, placed.id, [{ sku: 'mug', qty }], at)
    })
    const hand = (n: number, change: object = {}) => ({
      ...{ siteId: site.id, orderId: placed.id, taskId: newId(), staffId: newId(), sku: 'mug', bin: 'A01-01' },
      ...{ qty: n, uid: newId(), at },
      ...change,
    })
    return { core, deps, site, placed, bins, at, hand }
  }

  test('picked, packed and shipped pieces leave the books, once', async () => {
    const { core, site, placed, bins, at, hand } = await picking(10, 3)
    expect(bins).toEqual([{ bin: 'A01-01', sku: 'mug', qty: 3 }])
    const scan = hand(3)
    expect(await core.db.tx((tx) => pick(tx, scan))).toEqual({ repeat: false, found: 0 })
    expect(await core.db.tx((tx) => pick(tx, scan))).toEqual({ repeat: true, found: 0 })
    for (const event of ['pick', 'pack', 'label', 'register', 'ship'] as const) {
      await core.db.tx(async (tx) => {
        await advance(core, tx, { siteId: site.id, orderId: placed.id, event, at })
        if (event === 'ship') {
          for (const c of ['picked', 'packed', 'shipped'] as const)
            await addToLines(tx, site.id, placed.id, c, [{ sku: 'mug', qty: 3 }])
          expect(await ship(tx, site.id, placed.id, at)).toEqual([{ sku: 'mug', qty: 3 }])
          expect(await ship(tx, site.id, placed.id, at)).toEqual([])
        }
      })
    }
    expect(await free(site, 'mug')).toBe(7)
    expect(await holdingsOf(core.db, site.id, placed.id)).toEqual([])
    expect(await booksOf(site)).toEqual([])
  })

  test('a bin that holds more than its book, and a bin that was not planned, are believed', async () => {
    const { core, site, placed, hand } = await picking(2, 2)
    expect(await core.db.tx((tx) => pick(tx, hand(2, { bin: 'B09-09' })))).toEqual({ repeat: false, found: 2 })
    expect(await holdingsOf(core.db, site.id, placed.id)).toEqual([
      { sku: 'mug', bin: null, reserved: 2, allocated: 0, picked: 2 },
    ])
    expect(await free(site, 'mug')).toBe(2)
    // A hand without a scan, which would have counted it on the line: the books tell.
    expect((await booksOf(site)).map((d) => [d.rule, d.expected, d.found])).toEqual([['picked', 0, 2]])
    await core.db.tx((tx) => addToLines(tx, site.id, placed.id, 'picked', [{ sku: 'mug', qty: 2 }]))
    expect(await booksOf(site)).toEqual([])
  })

  test('a short bin is made up from another one, or the promise is taken back', async () => {
    const { core, site, placed, at, hand } = await picking(3, 3)
    await core.db.tx((tx) => receive(tx, site.id, [{ sku: 'mug', bin: 'C01-01', qty: 1 }], at))
    const outcome = await core.db.tx(async (tx) => {
      const result = await shortPick(tx, hand(2))
      await addToLines(tx, site.id, placed.id, 'cancelled', [{ sku: 'mug', qty: result.lost }])
      return result
    })
    expect(outcome).toEqual({ repeat: false, instead: [{ bin: 'C01-01', sku: 'mug', qty: 1 }], lost: 1 })
    expect(await free(site, 'mug')).toBe(0)
    expect(await booksOf(site)).toEqual([])
  })

  test('cancelling after the pick frees the stock and names what must be put back', async () => {
    const { core, deps, site, placed, hand } = await picking(5, 2)
    await core.db.tx((tx) => pick(tx, hand(1)))
    const cancel = { siteId: site.id, orderId: placed.id, by: 'staff', reason: '买家改主意' } as const
    const { order, putBack } = await cancelOrder(deps, cancel)
    expect(order.state).toBe('cancelled')
    expect(putBack).toEqual([{ sku: 'mug', qty: 1 }])
    expect((await cancelOrder(deps, cancel)).order.version).toBe(order.version)
    expect(await core.db.tx((tx) => unpick(tx, hand(4)))).toBe(1)
    expect(await free(site, 'mug')).toBe(5)
    expect(await booksOf(site)).toEqual([])
  })

  test('a registered order cannot be cancelled any more, an order being picked cannot be held', async () => {
    const { core, deps, site, placed, at } = await picking(5, 1)
    const it = { siteId: site.id, orderId: placed.id }
    expect(await codeOf(holdOrder(deps, { ...it, reason: 'x' }))).toBe('orders/bad-move')
    for (const event of ['pick', 'pack', 'label', 'register'] as const)
      await core.db.tx((tx) => advance(core, tx, { ...it, event, at }))
    expect(await codeOf(cancelOrder(deps, { ...it, by: 'shopper', reason: '' }))).toBe('orders/bad-move')
  })

  test('a held order keeps its promise and goes on', async () => {
    const { core, deps } = world
    const site = await shopWith(core, { mug: 2 })
    const placed = await place(deps, site, orderBody({ mug: 2 }))
    const it = { siteId: site.id, orderId: placed.id }
    expect(await holdOrder(deps, { ...it, reason: '地址不清' })).toMatchObject({
      state: 'held',
      heldReason: '地址不清',
    })
    expect(await booksOf(site)).toEqual([])
    expect(await unholdOrder(deps, it)).toMatchObject({ state: 'reserved', heldReason: null })
    expect((await listOrders(core.db, site.id, { query: '10', limit: 9 })).map((o) => o.number)).toEqual(['10001'])
  })

  test('the comparison finds a planted fault in the books', async () => {
    const { core, site } = await picking(5, 1)
    await core.db.run('update stock_sku set reserved = reserved + 1 where site_id = $1', [site.id])
    expect((await booksOf(site)).map((d) => [d.rule, d.what])).toEqual([['sku', 'reserved']])
  })
})

describe('an order whose offer cannot be joined', () => {
  test('is placed and told without one, also to a repeat; what waits is written before the transaction', async () => {
    const steps: string[] = []
    const faulty = await ordersWorld({
      attribute: {
        settle: async () => steps.push('settle'),
        join: async (tx, { offerToken }) => {
          steps.push('join')
          if (offerToken === 'fault') await tx.query('select 1 / 0')
          return { sku: 'mug' }
        },
      },
    })
    try {
      const { core, deps } = faulty
      const site = await shopWith(core, { mug: 5 })
      const told = async (offerToken: string | undefined, key: string) =>
        (await place(deps, site, orderBody({ mug: 1 }, { offerToken }), { key })).offer ?? null
      const [good, bad] = [newId(), newId()]
      for (const key of [good, good]) expect(await told('good', key)).toEqual({ sku: 'mug' })
      for (const key of [bad, bad]) expect(await told('fault', key)).toBeNull()
      expect(steps).toEqual(['settle', 'join', 'settle', 'settle', 'join', 'settle'])
      expect(await told(undefined, newId())).toBeNull()
      expect(steps).toHaveLength(6)
    } finally {
      await faulty.stop()
    }
  })
})

describe('the database goes away in the middle of a checkout', () => {
  test('nothing is half done, and the same key finishes the order', async () => {
    const killer = await ordersWorld({
      // Called in the order's transaction, after everything is written: the last moment before the commit.
      attribute: {
        settle: async () => {},
        join: async (tx, { offerToken }) => {
          if (offerToken === 'kill') await tx.query('select pg_terminate_backend(pg_backend_pid())')
          return null
        },
      },
    })
    try {
      const { core, deps } = killer
      const site = await shopWith(core, { mug: 5 })
      const key = newId()
      expect(await codeOf(place(deps, site, orderBody({ mug: 2 }, { offerToken: 'kill' }), { key }))).toBe(
        'storage/unreachable',
      )
      const counts = await core.db.one<Record<string, number>>(
        `select (select count(*) from orders) as orders, (select count(*) from order_line) as lines,
           (select count(*) from idempotency) as keys, (select count(*) from event) as events,
           (select count(*) from stock_movement where kind = 'reserve') as promises`,
      )
      expect(counts).toEqual({ orders: 0, lines: 0, keys: 0, events: 0, promises: 0 })
      expect((await place(deps, site, orderBody({ mug: 2 }), { key })).number).toBe('10001')
      expect(await checkBooks(core.db, site.id)).toEqual([])
    } finally {
      await killer.stop()
    }
  })
})
