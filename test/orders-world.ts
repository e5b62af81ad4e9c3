import { randomBytes } from 'node:crypto'
import type { Clock } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { Bus } from '../src/engine/bus.ts'
import type { Core } from '../src/engine/core.ts'
import { Outbox } from '../src/engine/outbox.ts'
import { Vault } from '../src/engine/vault.ts'
import { type OrdersDeps, openOrders, type Placed, type PlaceInput, placeOrder } from '../src/orders/flow.ts'
import { loadPayments } from '../src/orders/flow-pay.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { receive } from '../src/stock/flow.ts'
import { openDb } from '../src/storage/db.ts'
import { freshDatabase } from './harness/database.ts'

/** A clock that stands still until it is set. */
export class HandClock implements Clock {
  at = Date.parse('2026-11-25T02:00:00Z')
  now(): number {
    return this.at
  }
}

/** A database, a core and the orders room on it, with the outbox standing still. */
export interface OrdersWorld {
  readonly core: Core
  readonly deps: OrdersDeps
  readonly clock: HandClock
  readonly url: string
  stop(): Promise<void>
}

/** Builds it; whoever does stops it. */
export async function ordersWorld(
  parts: Partial<Pick<Parameters<typeof openOrders>[1], 'attribute' | 'takeBack'>> = {},
): Promise<OrdersWorld> {
  const database = await freshDatabase()
  const db = openDb(database.url, { max: 8, applicationName: 'tuidan-orders-test' })
  const clock = new HandClock()
  const bus = new Bus(db, silentLog)
  const vault = new Vault({ current: 1, keys: new Map([[1, randomBytes(32)]]) })
  const outbox = new Outbox(db, clock, silentLog, bus)
  const core: Core = { db, clock, log: silentLog, bus, outbox, vault, publicUrl: 'http://localhost:4440' }
  const deps = openOrders(core, { payments: await loadPayments(), ...parts })
  return {
    core,
    deps,
    clock,
    url: database.url,
    async stop() {
      await deps.collector.stop()
      await bus.stop()
      await db.close()
      await database.drop()
    },
  }
}

let sites = 0
/** A site that sells these SKUs, `qty` pieces of each in the bin A01-01. */
export async function shopWith(core: Core, stock: Readonly<Record<string, number>>, isDemo = true): Promise<Site> {
  const { site } = await createSite(core, { slug: `shop-${++sites}`, name: { zh: '店', en: 'Shop' }, isDemo })
  for (const sku of Object.keys(stock)) {
    await core.db.run(
      `insert into product (site_id, id, sku, title, price_amount, currency, created_at, updated_at)
       values ($1, $2, $3, $4, 16800, 'CNY', now(), now())`,
      [site.id, newId(), sku, JSON.stringify({ zh: `商品${sku}`, en: `Thing ${sku}` })],
    )
  }
  await core.db.tx((tx) =>
    receive(
      tx,
      site.id,
      Object.entries(stock).flatMap(([sku, qty]) => (qty > 0 ? [{ sku, qty, bin: 'A01-01' }] : [])),
      core.clock.now(),
    ),
  )
  return site
}

/** The body of a good order. */
export function orderBody(lines: Readonly<Record<string, number>>, change: object = {}): Record<string, unknown> {
  return {
    lines: Object.entries(lines).map(([sku, qty]) => ({ sku, qty })),
    receiver: { name: '林小满', phone: '13800138000' },
    address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 1 号' },
    payment: { method: 'cod' },
    ...change,
  }
}

/** Places an order, a fresh key unless told otherwise. */
export async function place(
  deps: OrdersDeps,
  site: Site,
  body: unknown,
  change: Partial<PlaceInput> = {},
): Promise<Placed> {
  return await placeOrder(deps, {
    site,
    source: 'shop',
    key: newId(),
    body,
    personId: null,
    isServer: false,
    ...change,
  })
}
