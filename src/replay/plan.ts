/** What of a past is played, against how much stock, and on what floor. */
import type { Text } from '../base/i18n.ts'
import type { History, PastCancellation, PastOrder } from './history.ts'

/** How much stock a replay begins with: enough for all, or 95 % of what was sold net of cancellations. */
export type StockMode = 'full' | 'tight'

/** Share of the net sales that `tight` has. */
const TIGHT = 0.95

/** The first `orders` orders of a past and every cancellation up to the last of them. */
export function firstOrders(history: History, orders: number): readonly (PastOrder | PastCancellation)[] {
  let left = orders
  const end = history.events.findIndex((e) => e.kind === 'order' && left-- === 0)
  return end === -1 ? history.events : history.events.slice(0, end)
}

/** Pieces to receive of every SKU that is sold; a SKU of which nothing is left is 0 and not received. */
export function stockFor(events: readonly (PastOrder | PastCancellation)[], mode: StockMode): Map<string, number> {
  const sold = new Map<string, number>()
  const back = new Map<string, number>()
  const add = (to: Map<string, number>, sku: string, qty: number) => to.set(sku, (to.get(sku) ?? 0) + qty)
  for (const event of events) {
    if (event.kind === 'order') for (const { sku, qty } of event.lines) add(sold, sku, qty)
    else for (const [sku, qty] of event.goods) add(back, sku, qty)
  }
  if (mode === 'full') return sold
  return new Map([...sold].map(([sku, qty]) => [sku, Math.floor(Math.max(0, qty - (back.get(sku) ?? 0)) * TIGHT)]))
}

const ZONES = 'ABCDEFGHJKLMNPRSTUVWXYZ'
/** As the demo's floor: bays of an aisle, and the zones a small shop has. */
const BAYS = 45
const LEAST_ZONES = 3
const MOST_AISLES = 99

/** A bin for every SKU: three zones (more when their aisles run out), aisles of 45 bays, SKUs side by side as they are sorted. */
export function layOut(skus: readonly string[]): Map<string, string> {
  const zones = Math.min(ZONES.length, Math.max(LEAST_ZONES, Math.ceil(skus.length / (BAYS * MOST_AISLES))))
  const perZone = Math.max(1, Math.ceil(skus.length / zones))
  const two = (n: number) => String(n).padStart(2, '0')
  return new Map(
    [...skus].sort().map((sku, i) => {
      const place = i % perZone
      return [sku, `${ZONES[Math.floor(i / perZone)]}${two(Math.floor(place / BAYS) + 1)}-${two((place % BAYS) + 1)}`]
    }),
  )
}

/** What a cancellation of the past can mean here. */
export const CANCELLATION_OUTCOMES = {
  cancelled: { zh: '取消了一张订单', en: 'cancelled an order' },
  'after-shipping': { zh: '货已经登记出库，是退货', en: 'came after the goods had been registered: a return' },
  'order-refused': { zh: '那张订单当时就没有接', en: 'its order had been refused' },
  part: { zh: '只退一部分，订单照发', en: 'takes back a part; the order goes on' },
  'no-customer': { zh: '没有客户号，找不到订单', en: 'no customer, so no order can be found' },
  'no-order': { zh: '回放的这段里没有对应的订单', en: 'no such order in what is played' },
} as const satisfies Record<string, Text>

/** One of the outcomes. */
export type CancellationOutcome = keyof typeof CANCELLATION_OUTCOMES

/**
 * Finds the orders that cancellations mean. The rule: the latest earlier invoice of the same customer with exactly the
 * cancelled goods is cancelled as a whole; an invoice that holds them and more stays, for the program cancels whole orders.
 */
export class Matcher {
  readonly #byCustomer = new Map<string, { orders: PastOrder[]; goods: Map<string, number> }[]>()

  /** Remembers an order; the parts of a long invoice come one after another. */
  add(order: PastOrder): void {
    if (order.customer === '') return
    const mine = this.#byCustomer.get(order.customer) ?? []
    this.#byCustomer.set(order.customer, mine)
    const last = mine.at(-1)
    const entry = last?.orders[0]?.invoice === order.invoice ? last : { orders: [], goods: new Map<string, number>() }
    if (entry !== last) mine.push(entry)
    entry.orders.push(order)
    for (const { sku, qty } of order.lines) entry.goods.set(sku, qty)
  }

  /** The orders to cancel, or why there are none. An order is found once. */
  find(cancellation: PastCancellation): readonly PastOrder[] | 'part' | 'no-customer' | 'no-order' {
    if (cancellation.customer === '') return 'no-customer'
    const mine = this.#byCustomer.get(cancellation.customer) ?? []
    const wanted = [...cancellation.goods]
    const whole = mine.findLastIndex(
      ({ goods }) => goods.size === wanted.length && wanted.every(([sku, qty]) => goods.get(sku) === qty),
    )
    if (whole !== -1) return mine.splice(whole, 1)[0]!.orders
    return mine.some(({ goods }) => wanted.every(([sku, qty]) => (goods.get(sku) ?? 0) >= qty)) ? 'part' : 'no-order'
  }
}
