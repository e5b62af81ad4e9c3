import { iso } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import type { Money } from '../base/money.ts'
import { can, type OrderState, type PaymentState, STATE_NAMES } from './state.ts'
import type { StoryEvent, StoryItem } from './story.ts'

/** What the JSON of an order is made from. */
export interface OrderFacts {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly payment: { readonly method: string; readonly state: PaymentState }
  readonly currency: string
  readonly total: number
  readonly lines: readonly {
    sku: string
    qty: number
    price: number
    title: Text
    cancelled?: number
    shipped?: number
  }[]
  readonly placedAt: number
  readonly promiseAt: number
  readonly payUntil: number | null
  readonly externalId: string | null
}

/** An order as JSON at the edge: times ISO 8601, money with its currency. */
export interface OrderJson {
  readonly id: string
  readonly number: string
  readonly externalId: string | null
  readonly state: OrderState
  readonly stateName: Text
  readonly lines: readonly { sku: string; title: Text; qty: number; price: Money; cancelled: number; shipped: number }[]
  readonly total: Money
  readonly payment: { readonly method: string; readonly state: PaymentState; readonly payUntil: string | null }
  readonly placedAt: string
  readonly promise: string
  readonly canCancel: boolean
}

/** Writes an order as JSON. */
export function orderJson(order: OrderFacts): OrderJson {
  const money = (amount: number): Money => ({ amount, currency: order.currency })
  return {
    id: order.id,
    number: order.number,
    externalId: order.externalId,
    state: order.state,
    stateName: STATE_NAMES[order.state],
    lines: order.lines.map((l) => ({
      sku: l.sku,
      title: l.title,
      qty: l.qty,
      price: money(l.price),
      cancelled: l.cancelled ?? 0,
      shipped: l.shipped ?? 0,
    })),
    total: money(order.total),
    payment: { ...order.payment, payUntil: order.payUntil === null ? null : iso(order.payUntil) },
    placedAt: iso(order.placedAt),
    promise: iso(order.promiseAt),
    canCancel: can(order.state, 'cancel'),
  }
}

/** A story as JSON. */
export function storyJson(story: readonly StoryItem[]): (Omit<StoryItem, 'at'> & { at: string })[] {
  return story.map((item) => ({ ...item, at: iso(item.at) }))
}

/** The parcel an order is in, as the log last told; null before it has a label. */
export function parcelOf(
  events: readonly StoryEvent[],
  nameOf: (carrier: string) => Text,
): { carrier: string; carrierName: Text; tracking: string } | null {
  const last = events.findLast((e) => e.name === 'parcel.shipped' || e.name === 'parcel.labelled')
  if (last === undefined) return null
  const carrier = String(last.payload.carrier ?? '')
  return { carrier, carrierName: nameOf(carrier), tracking: String(last.payload.tracking ?? '') }
}
