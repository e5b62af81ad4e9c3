import type { EventMap, EventName } from '../base/events.ts'
import type { Lang, Text } from '../base/i18n.ts'
import { isId } from '../base/id.ts'
import { carrierName } from '../carriers/name.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, record, recordAll } from '../engine/event-log.ts'
import { announce, sendAll, subscribe } from '../push/flow.ts'
import type { Recipient } from '../push/message.ts'
import { loadSite } from '../sites/store.ts'
import { unallocate, unreserve } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { HOLD_TIMER, type OrdersDeps, orderKey } from './flow.ts'
import { ordersFail } from './problems.ts'
import { move, type OrderEvent, type PaymentState } from './state.ts'
import { cancelLines, lockOrder, type Order, type OrderChange, saveChange } from './store.ts'
import { type ShopperNews, shopperMessage } from './story.ts'

/** Something that happens to an order. */
export interface Step<N extends EventName = EventName> {
  readonly siteId: string
  readonly orderId: string
  readonly event: OrderEvent
  readonly at: number
  /** What the log says of it; without it `start`, `pick` and `deliver` write their plain event and others none. */
  readonly log?: { readonly name: N; readonly payload: EventMap[N] }
  /** What else happened, written before it in the story. */
  readonly also?: readonly NewEvent[]
  /** Of the site, where the caller knows it. */
  readonly slug?: string
  /** The order, when the caller has locked it already and changed nothing of it since. */
  readonly locked?: Order
  /** Told to the shopper beside what the step says by itself. */
  readonly parcel?: { readonly carrier: string; readonly tracking: string }
}

const PLAIN: Partial<Record<OrderEvent, 'order.picking' | 'order.picked' | 'order.delivered' | 'order.unheld'>> = {
  start: 'order.picking',
  pick: 'order.picked',
  deliver: 'order.delivered',
  unhold: 'order.unheld',
}

/** Steps the shopper is told of by push; the order's page shows all of them. */
const NEWS: Partial<Record<OrderEvent, ShopperNews>> = { start: 'picking', ship: 'shipped', deliver: 'delivered' }

/**
 * Moves an order along its state table, in the caller's transaction: locks it, judges, writes, logs, tells the shopper.
 * After the commit the caller calls `orderChanged` with the order returned. Stock is the caller's business.
 * @throws orders/not-found, orders/bad-move
 */
export async function advance<N extends EventName>(core: Core, tx: Sql, step: Step<N>): Promise<Order> {
  const { siteId, orderId, event, at } = step
  const order = step.locked ?? (await mustLock(tx, siteId, orderId))
  const state = move(order.state, event)
  const paymentState = event === 'deliver' && order.paymentState === 'on-delivery' ? 'paid' : order.paymentState
  const plain = PLAIN[event]
  const shared = { siteId, orderId, personId: order.personId, at }
  const news = NEWS[event]
  const to = { state, paymentState, heldReason: null }
  const events: NewEvent[] = [...(step.also ?? [])]
  if (step.log !== undefined) events.push({ ...shared, ...step.log })
  else if (plain !== undefined) events.push({ ...shared, name: plain, payload: {} })
  const [changed] = await Promise.all([
    change(tx, siteId, order, to, at),
    recordAll(tx, events),
    news === undefined
      ? undefined
      : tellShopper(core, tx, siteId, changedOrder(order, to, at), news, step.parcel, step.slug),
  ])
  return changed
}

/** After the commit: wakes whoever shows or works on this order. */
export function orderChanged(core: Core, siteId: string, order: Pick<Order, 'id' | 'personId'>): void {
  core.bus.emit('order', siteId, order.id)
  core.bus.emit('floor', siteId)
  core.bus.emit('dispatch', siteId)
  for (const to of shoppersOf(order)) announce(core, siteId, to)
}

/** Who ended an order. */
export type CancelledBy = EventMap['order.cancelled']['by']

/**
 * Cancels an order that is not registered yet: its stock is free again, the floor's tasks are withdrawn, what was picked
 * waits to be put back. Cancelling twice changes nothing.
 * @returns the order, and the picked pieces that need a place
 * @throws orders/not-found, orders/bad-move
 */
export async function cancelOrder(
  deps: OrdersDeps,
  input: { siteId: string; orderId: string; by: CancelledBy; reason: string },
): Promise<{ order: Order; putBack: readonly { sku: string; qty: number }[] }> {
  const { core } = deps
  const { siteId, orderId, by, reason } = input
  const at = core.clock.now()
  const result = await core.db.tx(async (tx) => {
    const order = await mustLock(tx, siteId, orderId)
    if (order.state === 'cancelled') return { order, putBack: [] }
    const state = move(order.state, 'cancel')
    const paymentState = afterCancel(order.paymentState)
    await deps.takeBack?.(tx, { siteId, orderId, reason, at })
    const putBack = await unreserve(tx, siteId, orderId, at)
    await cancelLines(tx, siteId, orderId, true)
    await core.outbox.cancel(tx, { siteId, kind: HOLD_TIMER, ref: orderId })
    const changed = await change(tx, siteId, order, { state, paymentState, heldReason: null }, at)
    const payload = { by, reason }
    await record(tx, { siteId, orderId, personId: order.personId, at, name: 'order.cancelled', payload })
    if (by !== 'shopper') await tellShopper(core, tx, siteId, changed, 'cancelled')
    return { order: changed, putBack }
  })
  orderChanged(core, siteId, result.order)
  core.bus.emit('catalog', siteId)
  return result
}

/** What becomes of the money when an order is cancelled. */
function afterCancel(state: PaymentState): PaymentState {
  if (state === 'paid' || state === 'paid-twice') return 'refund-needed'
  return state === 'awaiting' || state === 'failed' || state === 'on-delivery' ? 'cancelled' : state
}

/**
 * Stops an order that nobody has begun to pick; its stock stays promised, its tasks are withdrawn.
 * @throws orders/not-found, orders/bad-move
 */
export async function holdOrder(
  deps: OrdersDeps,
  input: { siteId: string; orderId: string; reason: string },
): Promise<Order> {
  const { core } = deps
  const { siteId, orderId, reason } = input
  const at = core.clock.now()
  const held = await core.db.tx(async (tx) => {
    const order = await mustLock(tx, siteId, orderId)
    const state = move(order.state, 'hold')
    await deps.takeBack?.(tx, { siteId, orderId, reason, at })
    await unallocate(tx, siteId, orderId, at)
    const { paymentState } = order
    const changed = await change(tx, siteId, order, { state, paymentState, heldReason: reason }, at)
    await record(tx, { siteId, orderId, personId: order.personId, at, name: 'order.held', payload: { reason } })
    return changed
  })
  orderChanged(core, siteId, held)
  return held
}

/**
 * Lets a held order go on: the floor gets it anew.
 * @throws orders/not-found, orders/bad-move
 */
export async function unholdOrder(deps: OrdersDeps, input: { siteId: string; orderId: string }): Promise<Order> {
  const { core } = deps
  const at = core.clock.now()
  const order = await core.db.tx((tx) => advance(core, tx, { ...input, event: 'unhold', at }))
  orderChanged(core, input.siteId, order)
  return order
}

/** How the money stands once it was paid back; of two payments one stays. */
const REFUNDED: Partial<Record<PaymentState, PaymentState>> = { 'refund-needed': 'refunded', 'paid-twice': 'paid' }

/**
 * A person paid back the money of an order that will not be sent, or a second payment, at the payment provider; nothing asks for
 * it any more. Saying it again changes nothing.
 * @throws orders/not-found, orders/nothing-to-refund
 */
export async function refunded(
  core: Core,
  input: { siteId: string; orderId: string; by: string; reference: string | null },
): Promise<Order> {
  const { siteId, orderId, by, reference } = input
  const at = core.clock.now()
  const order = await core.db.tx(async (tx) => {
    const known = await mustLock(tx, siteId, orderId)
    if (known.paymentState === 'refunded') return known
    const { state, heldReason } = known
    const paymentState = REFUNDED[known.paymentState]
    if (paymentState === undefined) throw ordersFail('orders/nothing-to-refund')
    const changed = await change(tx, siteId, known, { state, heldReason, paymentState }, at)
    const payload = { reference, by }
    await record(tx, { siteId, orderId, personId: known.personId, at, name: 'order.refunded', payload })
    return changed
  })
  orderChanged(core, siteId, order)
  return order
}

/** Locks an order. @throws orders/not-found, also for an id that is none */
export async function mustLock(tx: Sql, siteId: string, orderId: string): Promise<Order> {
  const order = isId(orderId) ? await lockOrder(tx, siteId, orderId) : null
  if (order === null) throw ordersFail('orders/not-found')
  return order
}

/** Writes a change of a locked order. @returns the order as it is now */
export async function change(tx: Sql, siteId: string, order: Order, to: OrderChange, at: number): Promise<Order> {
  await saveChange(tx, siteId, order, to, at)
  return changedOrder(order, to, at)
}

/** The order as it is after a change. */
function changedOrder(order: Order, to: OrderChange, at: number): Order {
  return { ...order, ...to, version: order.version + 1, stateAt: to.state === order.state ? order.stateAt : at }
}

/** Tells the shopper: whoever holds the order's link, and the signed-in person. In the caller's transaction. */
export async function tellShopper(
  core: Core,
  tx: Sql,
  siteId: string,
  order: Order,
  news: ShopperNews,
  parcel?: { carrier: string; tracking: string },
  known?: string,
): Promise<void> {
  const slug = known ?? (await loadSite(tx, siteId))?.slug
  if (slug === undefined) return
  const { title, body }: { title: Text; body: Text } = shopperMessage(
    news,
    order,
    parcel === undefined ? null : { carrier: carrierName(parcel.carrier), tracking: parcel.tracking },
  )
  await sendAll(
    core,
    tx,
    siteId,
    shoppersOf(order).map((to) => ({
      siteId,
      to,
      topic: `order.${news}`,
      title,
      body,
      url: `/s/${slug}/orders/${order.id}?key=${orderKey(core, siteId, order.id)}`,
      urgency: 'normal',
      ttlSeconds: 86_400,
      tag: `order-${order.id}`,
      data: { orderId: order.id, state: order.state },
    })),
  )
}

function shoppersOf(order: Pick<Order, 'id' | 'personId'>): Recipient[] {
  const holder: Recipient = { kind: 'order', id: order.id }
  return order.personId === null ? [holder] : [holder, { kind: 'shopper', id: order.personId }]
}

/**
 * Tells this browser of the order by Web Push from now on; the caller has checked that it may see the order.
 * @throws push/bad-subscription, push/endpoint-refused
 */
export async function followOrder(
  deps: OrdersDeps,
  input: { siteId: string; orderId: string; subscription: unknown; lang: Lang },
): Promise<void> {
  const { orderId, ...rest } = input
  await subscribe(deps.core, deps.push, { ...rest, to: { kind: 'order', id: orderId } })
}
