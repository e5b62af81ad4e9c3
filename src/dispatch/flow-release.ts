import { newId } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, record, recordAll } from '../engine/event-log.ts'
import { change } from '../orders/flow-state.ts'
import { notInBins } from '../orders/held.ts'
import { move } from '../orders/state.ts'
import { linesOfOrders, lockInState, type Order, saveState } from '../orders/store.ts'
import { allocateAll } from '../stock/flow.ts'
import type { BinQty } from '../stock/stock.ts'
import type { Sql } from '../storage/db.ts'
import { readBin, walkingOrder } from '../warehouse/floor.ts'
import { type NewTask, saveTasks } from '../warehouse/store.ts'

/**
 * Releases orders whose stock is reserved, those that must leave first before the others, in the caller's transaction: each
 * becomes one pick for each zone its goods lie in; the packing comes when all are picked. An order whose pieces are in the
 * building but in no bin (a cancelled one's, waiting to be put back) is held with that reason, so that it stops nobody else.
 * @returns the orders that changed; after the commit the caller tells of them
 */
export async function releaseOrders(core: Core, tx: Sql, siteId: string, most: number): Promise<Order[]> {
  const at = core.clock.now()
  const orders = await lockInState(tx, siteId, 'reserved', most)
  if (orders.length === 0) return []
  const lines = await linesOfOrders(
    tx,
    siteId,
    orders.map((o) => o.id),
  )
  const wanted = orders.map((o) => ({
    orderId: o.id,
    lines: (lines.get(o.id) ?? []).map((l) => ({ sku: l.sku, qty: l.qty - l.cancelled })).filter((l) => l.qty > 0),
  }))
  const chosen = await allocateAll(tx, siteId, wanted, at)
  const held: Order[] = []
  const released: Order[] = []
  const tasks: NewTask[] = []
  const events: NewEvent[] = []
  for (const [i, order] of orders.entries()) {
    const choice = chosen[i]!
    if (choice.ok) {
      const mine = picksOf(order.id, choice.bins)
      tasks.push(...mine)
      released.push(order)
      const payload = { tasks: mine.length }
      events.push({ siteId, name: 'order.released', at, orderId: order.id, personId: order.personId, payload })
    } else {
      held.push(await holdFor(tx, siteId, order, notInBins(choice.sku, choice.missing), at))
    }
  }
  const state = move('reserved', 'release')
  await Promise.all([
    saveTasks(tx, siteId, tasks, at),
    saveState(tx, siteId, released, state, at),
    recordAll(tx, events),
  ])
  return [...held, ...released.map((o) => ({ ...o, state, version: o.version + 1, stateAt: at }))]
}

function picksOf(orderId: string, bins: readonly BinQty[]): NewTask[] {
  const stops = bins.map((b) => ({ ...b, code: b.bin, place: readBin(b.bin) }))
  return [...Map.groupBy(stops, (s) => s.place?.zone ?? null)]
    .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([zone, here]) => {
      const walked = walkingOrder(
        here.map((s) => ({ ...s, bin: s.place ?? { code: s.code, zone: '', aisle: 1, bay: 1 } })),
      )
      return {
        id: newId(),
        kind: 'pick',
        orderId,
        zone,
        lines: walked.map((s, seq) => ({ seq, bin: s.code, sku: s.sku, qty: s.qty })),
      }
    })
}

async function holdFor(tx: Sql, siteId: string, order: Order, reason: string, at: number): Promise<Order> {
  const state = move(order.state, 'hold')
  const held = await change(tx, siteId, order, { state, paymentState: order.paymentState, heldReason: reason }, at)
  const { id: orderId, personId } = order
  await record(tx, { siteId, orderId, personId, at, name: 'order.held', payload: { reason } })
  return held
}
