import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { carrierName } from '../carriers/name.ts'
import type { Auth } from '../http/auth.ts'
import type { Site } from '../sites/site.ts'
import { type OrdersDeps, orderKey, type Placed } from './flow.ts'
import { deliveryOf, eventsAndStory, orderWithLines } from './flow-view.ts'
import { maskDelivery } from './mask.ts'
import { ordersFail } from './problems.ts'
import type { Order, OrderLine } from './store.ts'
import { orderJson, parcelOf, storyJson } from './view.ts'

/** What the routes need beside the server. */
export interface OrderRoutesDeps {
  readonly orders: OrdersDeps
  readonly auth: Auth
}

/** May this request see the order? By the key in its address, or as the shopper who placed it. @throws orders/not-found */
export async function mustSee(
  orders: OrdersDeps,
  auth: Auth,
  request: FastifyRequest,
  orderId: string,
  key: unknown,
): Promise<void> {
  if (isOrderKey(orders, request.site.id, orderId, key)) return
  const shopper = await auth.shopper(request, request.site)
  const order = shopper === null ? null : await orderWithLines(orders.core.db, request.site.id, orderId)
  if (shopper === null || order?.personId !== shopper.personId) throw ordersFail('orders/not-found')
}

/** Is this the key of that order's public address? */
export function isOrderKey(orders: OrdersDeps, siteId: string, orderId: string, key: unknown): boolean {
  if (typeof key !== 'string') return false
  const expected = Buffer.from(orderKey(orders.core, siteId, orderId))
  const given = Buffer.from(key)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** An order of the books as its JSON is made from. */
export const factsOf = (order: Order & { lines: readonly OrderLine[] }) => ({
  ...order,
  payment: { method: order.paymentMethod, state: order.paymentState },
})

function links(orders: OrdersDeps, site: Site, orderId: string, method: string, isOpen: boolean) {
  const { core } = orders
  const key = orderKey(core, site.id, orderId)
  const toPay = { siteSlug: site.slug, orderId, orderKey: key, publicUrl: core.publicUrl }
  const payUrl = isOpen ? (orders.payments.get(method)?.payUrl?.(toPay) ?? null) : null
  return { key, payUrl, url: `${core.publicUrl}/s/${site.slug}/orders/${orderId}?key=${key}` }
}

/** The answer to a placed order; the same for a repeated key, whatever became of the order since. */
export function placedJson(orders: OrdersDeps, site: Site, placed: Placed) {
  const json = orderJson(placed)
  const { key, payUrl, url } = links(
    orders,
    site,
    placed.id,
    placed.payment.method,
    placed.payment.state === 'awaiting',
  )
  return { ...json, payment: { ...json.payment, payUrl }, offer: placed.offer ?? null, key, url }
}

/** The order as its shopper sees it: no names of staff, and of the address only what whoever gave it recognises. @throws orders/not-found */
export async function publicView(orders: OrdersDeps, site: Site, orderId: string) {
  const { db } = orders.core
  const order = await orderWithLines(db, site.id, orderId)
  const { events, story } = await eventsAndStory(db, site.id, orderId)
  const delivery = await deliveryOf(orders.core, db, site.id, orderId)
  const json = orderJson(factsOf(order))
  const { key, payUrl, url } = links(orders, site, orderId, order.paymentMethod, order.state === 'received')
  return {
    ...json,
    payment: { ...json.payment, payUrl },
    key,
    url,
    version: order.version,
    story: storyJson(story),
    parcel: parcelOf(events, carrierName),
    delivery: delivery === null ? null : maskDelivery(delivery),
  }
}
