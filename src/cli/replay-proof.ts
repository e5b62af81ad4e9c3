import type { Core } from '../engine/core.ts'
import { checkBooks } from '../orders/flow-view.ts'
import type { PastOrder } from '../replay/history.ts'
import type { Fate } from './replay-run.ts'

/** What must be true at the end, and what was not. */
export interface Proof {
  /** SKUs whose books were compared. */
  readonly skus: number
  readonly orders: number
  readonly lines: number
  readonly movements: number
  readonly shipped: number
  readonly cancelled: number
  /** One sentence each. */
  readonly violations: readonly string[]
}

/** States in which nothing more happens by itself. */
export const FINAL_STATES = ['shipped', 'delivered', 'cancelled', 'returned'] as const

/**
 * Reads all books of the site and compares: the ledger with the balances, the orders sent in with the orders kept, every
 * line's pieces with where they went, and what was received with what left and what is there.
 */
export async function prove(
  core: Core,
  siteId: string,
  fates: ReadonlyMap<PastOrder, Fate>,
  received: ReadonlyMap<string, number>,
): Promise<Proof> {
  const violations = (await checkBooks(core.db, siteId)).map(
    (d) => `${d.rule} ${d.sku} ${d.bin ?? ''} ${d.what}: expected ${d.expected}, found ${d.found}`,
  )
  const kept = await core.db.query<{ id: string; number: string; state: string; externalId: string | null }>(
    'select id, number, state, external_id as "externalId" from orders where site_id = $1',
    [siteId],
  )
  const lines = await core.db.query<KeptLine>(
    `select order_id as "orderId", sku, qty, picked, packed, shipped, cancelled from order_line where site_id = $1`,
    [siteId],
  )
  violations.push(...wrongOrders(kept, fates), ...wrongLines(kept, lines, fates))
  violations.push(...(await wrongStock(core, siteId, lines, received)))
  violations.push(...(await openTasks(core, siteId)))
  const count = (table: string) =>
    core.db.one<{ n: number }>(`select count(*) as n from ${table} where site_id = $1`, [siteId])
  return {
    skus: (await count('stock_sku')).n,
    movements: (await count('stock_movement')).n,
    orders: kept.length,
    lines: lines.length,
    shipped: kept.filter((o) => o.state === 'shipped').length,
    cancelled: kept.filter((o) => o.state === 'cancelled').length,
    violations,
  }
}

interface KeptLine {
  readonly orderId: string
  readonly sku: string
  readonly qty: number
  readonly picked: number
  readonly packed: number
  readonly shipped: number
  readonly cancelled: number
}

function wrongOrders(
  kept: readonly { id: string; number: string; state: string; externalId: string | null }[],
  fates: ReadonlyMap<PastOrder, Fate>,
): string[] {
  const wrong: string[] = []
  const byId = new Map(kept.map((o) => [o.id, o]))
  for (const [order, fate] of fates) {
    if ('refused' in fate) continue
    const found = byId.get(fate.placed)
    byId.delete(fate.placed)
    if (found === undefined) wrong.push(`order ${order.id} was accepted and is not in the books`)
    else if (found.externalId !== order.id)
      wrong.push(`order ${fate.number} says ${found.externalId}, sent as ${order.id}`)
    else if (!(FINAL_STATES as readonly string[]).includes(found.state))
      wrong.push(`order ${fate.number} (${order.id}) ended ${found.state}`)
  }
  for (const extra of byId.values()) wrong.push(`order ${extra.number} (${extra.externalId}) was never answered`)
  return wrong
}

/** Every line that was sent in is there once, and each of its pieces left the building or was cancelled. */
function wrongLines(
  kept: readonly { id: string; number: string; state: string }[],
  lines: readonly KeptLine[],
  fates: ReadonlyMap<PastOrder, Fate>,
): string[] {
  const wrong: string[] = []
  const byOrder = Map.groupBy(lines, (l) => l.orderId)
  const state = new Map(kept.map((o) => [o.id, o.state]))
  for (const [order, fate] of fates) {
    if ('refused' in fate) continue
    const mine = new Map((byOrder.get(fate.placed) ?? []).map((l) => [l.sku, l]))
    for (const { sku, qty } of order.lines) {
      const line = mine.get(sku)
      mine.delete(sku)
      if (line === undefined || line.qty !== qty)
        wrong.push(`order ${fate.number}: ${qty} × ${sku} became ${line?.qty}`)
      else if (line.shipped + line.cancelled !== line.qty)
        wrong.push(
          `order ${fate.number} (${state.get(fate.placed)}): ${qty} × ${sku}, shipped ${line.shipped}, cancelled ${line.cancelled}`,
        )
    }
    for (const sku of mine.keys()) wrong.push(`order ${fate.number}: ${sku} was never ordered`)
  }
  return wrong
}

/** What came in is there or left with an order. */
async function wrongStock(
  core: Core,
  siteId: string,
  lines: readonly KeptLine[],
  received: ReadonlyMap<string, number>,
): Promise<string[]> {
  const left = new Map<string, number>()
  for (const { sku, shipped } of lines) left.set(sku, (left.get(sku) ?? 0) + shipped)
  const balances = await core.db.query<{ sku: string; onHand: number; reserved: number }>(
    'select sku, on_hand as "onHand", reserved from stock_sku where site_id = $1',
    [siteId],
  )
  const wrong: string[] = []
  const known = new Set(balances.map((b) => b.sku))
  for (const sku of received.keys()) if (!known.has(sku)) wrong.push(`${sku} was received and is not in the books`)
  for (const { sku, onHand, reserved } of balances) {
    const expected = (received.get(sku) ?? 0) - (left.get(sku) ?? 0)
    if (onHand !== expected) wrong.push(`${sku}: ${onHand} there, ${expected} received and not shipped`)
    if (reserved !== 0) wrong.push(`${sku}: ${reserved} still promised at the end`)
  }
  return wrong
}

async function openTasks(core: Core, siteId: string): Promise<string[]> {
  const open = await core.db.query<{ id: string; kind: string; state: string }>(
    `select id, kind, state from task where site_id = $1 and state not in ('done', 'cancelled')`,
    [siteId],
  )
  return open.map((t) => `task ${t.id} (${t.kind}) ended ${t.state}`)
}
