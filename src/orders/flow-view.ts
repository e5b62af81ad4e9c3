import { DAY, HOUR } from '../base/clock.ts'
import { type Cursor, readCursor } from '../base/cursor.ts'
import { isId } from '../base/id.ts'
import { carrierName } from '../carriers/name.ts'
import { audit, isAuditedSince } from '../engine/audit.ts'
import type { Core } from '../engine/core.ts'
import { eventsOfOrder, type LoggedEvent, record } from '../engine/event-log.ts'
import { checkStock, heldByOrders, holdingsOf } from '../stock/flow.ts'
import type { BookDifference } from '../stock/stock.ts'
import type { Sql } from '../storage/db.ts'
import { receiverPlace } from './flow.ts'
import type { Delivery } from './order.ts'
import { ordersFail } from './problems.ts'
import { holdsStock } from './state.ts'
import {
  eraseReceivers,
  forgetKeys,
  linesOf,
  loadOrder,
  loadSealed,
  loadWaiting,
  type Order,
  type OrderLine,
} from './store.ts'
import { orderStory, type StoryItem } from './story.ts'

/** An order with its lines. @throws orders/not-found, also for an id that is none */
export async function orderWithLines(
  sql: Sql,
  siteId: string,
  orderId: string,
): Promise<Order & { lines: OrderLine[] }> {
  const order = isId(orderId) ? await loadOrder(sql, siteId, orderId) : null
  if (order === null) throw ordersFail('orders/not-found')
  return { ...order, lines: await linesOf(sql, siteId, orderId) }
}

/** Who receives an order and where; null when the law's retention has ended. Only for whoever prints or reads the label. */
export async function deliveryOf(core: Core, sql: Sql, siteId: string, orderId: string): Promise<Delivery | null> {
  const sealed = await loadSealed(sql, siteId, orderId)
  return sealed === null ? null : core.vault.open<Delivery>(sealed, receiverPlace(siteId, orderId))
}

/** What happened to an order, oldest first: as logged, and as its shopper is told. */
export async function eventsAndStory(
  sql: Sql,
  siteId: string,
  orderId: string,
): Promise<{ events: LoggedEvent[]; story: StoryItem[] }> {
  const events = await eventsOfOrder(sql, siteId, orderId)
  return { events, story: orderStory(events, 'shopper', carrierName) }
}

/** Somebody who looks at one order again and again, as work goes on, has read its addressee once. */
const READ_ONCE_MS = HOUR

/** Writes into the audit that somebody at the console saw to whom an order goes that is under way. */
export async function noteReceiverRead(
  { db, clock }: Core,
  orderId: string,
  { siteId, staffId }: { siteId: string; staffId: string },
): Promise<void> {
  const at = clock.now()
  const entry = {
    siteId,
    action: 'receiver.read',
    about: `id=${orderId}`,
    who: { kind: 'staff', id: staffId },
  } as const
  if (await isAuditedSince(db, at - READ_ONCE_MS, entry)) return
  const personId = (await loadOrder(db, siteId, orderId))?.personId ?? null
  await audit(db, { ...entry, at, personId, outcome: 'done' })
}

/** Everything a supervisor sees of an order; its story is told event by event by whoever shows it. @throws orders/not-found */
export async function orderForStaff(core: Core, siteId: string, orderId: string) {
  const order = await orderWithLines(core.db, siteId, orderId)
  return {
    order,
    events: await eventsOfOrder(core.db, siteId, orderId),
    delivery: await deliveryOf(core, core.db, siteId, orderId),
    holdings: await holdingsOf(core.db, siteId, orderId),
  }
}

/**
 * Who received an order that is over, for staff who ask: the order's story says who did. Null when the retention has ended.
 * @throws orders/not-found
 */
export async function readReceiver(
  core: Core,
  orderId: string,
  { siteId, staffId, by }: { siteId: string; staffId: string; by: string },
): Promise<Delivery | null> {
  return await core.db.tx(async (tx) => {
    await orderWithLines(tx, siteId, orderId)
    const delivery = await deliveryOf(core, tx, siteId, orderId)
    const payload = { staffId, by }
    if (delivery !== null) await record(tx, { siteId, name: 'receiver.read', at: core.clock.now(), orderId, payload })
    return delivery
  })
}

/** Where a list of orders is asked to go on. @throws orders/bad-cursor */
export function orderCursor(text: string): Cursor {
  const cursor = readCursor(text)
  if (cursor === null) throw ordersFail('orders/bad-cursor', { field: 'cursor' })
  return cursor
}

/**
 * Compares all books of a site: stock balances with the ledger, and what the ledger promised to orders and took out of bins for
 * them with their lines. Empty when everything is right.
 */
export async function checkBooks(sql: Sql, siteId: string): Promise<BookDifference[]> {
  const differences = await checkStock(sql, siteId)
  const held = new Map((await heldByOrders(sql, siteId)).map((h) => [`${h.orderId}\n${h.sku}`, h]))
  for (const line of await loadWaiting(sql, siteId)) {
    const key = `${line.orderId}\n${line.sku}`
    const { reserved = 0, picked = 0 } = held.get(key) ?? {}
    held.delete(key)
    const differs = (rule: 'reserved' | 'picked', expected: number, found: number) => {
      const what = `${rule} by order ${line.orderId} (${line.state})`
      differences.push({ rule, sku: line.sku, bin: null, what, expected, found })
    }
    const expected = holdsStock(line.state) ? line.waiting : 0
    // A short order waits for pieces whose promise was taken back until a person decides.
    const isRight = line.state === 'short' ? reserved <= expected : reserved === expected
    if (!isRight) differs('reserved', expected, reserved)
    // What was picked for a cancelled order is put back piece by piece, and its lines keep what hands did.
    if (line.state !== 'cancelled' && picked !== line.picked) differs('picked', line.picked, picked)
  }
  for (const { orderId, sku, reserved, picked } of held.values()) {
    const what = `held by order ${orderId}, which has no such line`
    differences.push({ rule: 'reserved', sku, bin: null, what, expected: 0, found: reserved + picked })
  }
  return differences
}

/** How long an answer is remembered: well beyond the hours in which clients try again. */
const KEYS_KEPT_MS = 3 * DAY

/** Done once a day: forgets old answers and erases receivers whose retention has ended, `limit` of each. @returns how many */
export async function tidyOrders({ db, clock }: Core, limit: number): Promise<number[]> {
  const now = clock.now()
  return [await forgetKeys(db, now - KEYS_KEPT_MS, limit), await eraseReceivers(db, now, limit)]
}
