import type { Sql } from '../storage/db.ts'
import { stockFail } from './problems.ts'
import {
  type Allotment,
  allocatedOf,
  allot,
  type BinBalance,
  type BinQty,
  type BookDifference,
  checkQty,
  chooseBins,
  type HeldByOrder,
  type Holding,
  type Movement,
  sumBySku,
  type Wanted,
} from './stock.ts'
import {
  compareBins,
  compareLoose,
  compareSkus,
  ensureSkus,
  knownUids,
  loadDock,
  loadHeldByOrders,
  loadHoldings,
  loadSkus,
  lockBins,
  lockBinsOfSkus,
  lockSkus,
  receivedUnder,
  writeMovements,
} from './store.ts'

// Every function here runs in the caller's transaction and locks bins before SKUs, both sorted. A caller that has several
// orders in one transaction calls them in the order of their ids; a deadlock that still happens is PostgreSQL's 40P01.

/**
 * Promises stock to orders: each whole or not at all, in the order given. SKUs of all orders are locked together, so one
 * transaction may carry many orders.
 */
export async function reserve(
  tx: Sql,
  siteId: string,
  orders: readonly { orderId: string; lines: readonly Wanted[] }[],
  at: number,
): Promise<Allotment[]> {
  const skus = [...new Set(orders.flatMap((o) => o.lines.map((l) => l.sku)))].sort()
  const balances = await lockSkus(tx, siteId, skus)
  const free = new Map(balances.map((b) => [b.sku, b.onHand - b.reserved]))
  const allotments = allot(free, orders)
  const given = orders.filter((_, i) => allotments[i]!.ok)
  await writeMovements(
    tx,
    siteId,
    given.flatMap(({ orderId, lines }) =>
      [...sumBySku(lines)].map(([sku, qty]): Movement => ({ kind: 'reserve', sku, bin: null, qty, orderId })),
    ),
    at,
  )
  return allotments
}

/**
 * Takes back what an order was promised, and the bins chosen for it. Pieces already picked stay where they are; they are
 * free to sell again and must be put back.
 * @returns the pieces that were picked and now need a place
 */
export async function unreserve(tx: Sql, siteId: string, orderId: string, at: number): Promise<Wanted[]> {
  await unallocate(tx, siteId, orderId, at)
  const holdings = await lockedHoldings(tx, siteId, orderId)
  const reserved = holdings.filter((h) => h.reserved > 0)
  await writeMovements(
    tx,
    siteId,
    reserved.map((h) => ({ kind: 'unreserve', sku: h.sku, bin: null, qty: h.reserved, orderId })),
    at,
  )
  return holdings.filter((h) => h.picked > 0).map((h) => ({ sku: h.sku, qty: h.picked }))
}

/** Goods on their way into the building. */
export interface Received {
  readonly sku: string
  /** Null: at the dock, to be put away with `putAway`. */
  readonly bin: string | null
  readonly qty: number
  readonly staffId?: string | null
  /** The same uid is received once. */
  readonly uid?: string | null
}

/**
 * Goods came in. Many at once is one statement each for bins, SKUs and ledger.
 * @returns those that were received now: a uid that is known already is left out
 * @throws stock/bad-quantity
 */
export async function receive(tx: Sql, siteId: string, goods: readonly Received[], at: number): Promise<Received[]> {
  for (const g of goods) checkQty(g.qty)
  const known = await knownUids(
    tx,
    siteId,
    goods.flatMap((g) => g.uid ?? []),
  )
  const fresh = goods.filter((g) => g.uid == null || !known.has(g.uid))
  if (fresh.length === 0) return []
  await lockBins(
    tx,
    siteId,
    fresh.flatMap((g) => (g.bin === null ? [] : [{ bin: g.bin, sku: g.sku }])),
  )
  const skus = [...new Set(fresh.map((g) => g.sku))].sort()
  await ensureSkus(tx, siteId, skus)
  await lockSkus(tx, siteId, skus)
  await writeMovements(
    tx,
    siteId,
    fresh.map((g) => ({ kind: 'receive', ...g })),
    at,
  )
  return fresh
}

/** A list of what is there: `skus` are all it names, `goods` what of it can be received. */
export interface StockList {
  /** Whose pieces these are in the ledger; the same list given again has the same. */
  readonly id: string
  readonly staffId: string | null
  readonly skus: readonly string[]
  readonly goods: readonly BinQty[]
}

/**
 * Receives the goods of a list whose SKU has nothing here yet: a list tells how much there is, not how much came. One list at
 * a time: what it received before, in a transaction of its own, is told again and not received again, wherever it says now
 * that the goods lie.
 * @returns pieces per SKU that came of this list, and the SKUs that are here from elsewhere, free or promised
 * @throws stock/bad-quantity
 */
export async function receiveList(
  tx: Sql,
  siteId: string,
  list: StockList,
  at: number,
): Promise<{ received: Map<string, number>; had: Set<string> }> {
  for (const g of list.goods) checkQty(g.qty)
  const received = await receivedUnder(tx, siteId, list.skus, `${list.id}:`)
  const isHere = (b: { onHand: number; reserved: number }) => b.onHand > 0 || b.reserved > 0
  const seen = (await loadSkus(tx, siteId, list.skus)).filter((b) => isHere(b) && !received.has(b.sku))
  const had = new Set(seen.map((b) => b.sku))
  const wanted = list.goods.filter((g) => !received.has(g.sku) && !had.has(g.sku))
  if (wanted.length === 0) return { received, had }
  await lockBins(tx, siteId, wanted)
  const skus = [...new Set(wanted.map((g) => g.sku))].sort()
  await ensureSkus(tx, siteId, skus)
  // Only under the lock it is sure: somebody may have received the same goods by hand a moment ago.
  for (const balance of await lockSkus(tx, siteId, skus)) if (isHere(balance)) had.add(balance.sku)
  const fresh = wanted.filter((g) => !had.has(g.sku))
  await writeMovements(
    tx,
    siteId,
    fresh.map(({ sku, bin, qty }): Movement => {
      return { kind: 'receive', sku, bin, qty, staffId: list.staffId, uid: `${list.id}:${sku}:${bin}` }
    }),
    at,
  )
  return { received: new Map([...received, ...sumBySku(fresh)]), had }
}

/**
 * Moves pieces into a bin from another bin or, with `from` null, from the dock or a tote.
 * @throws stock/bad-quantity, stock/not-enough when the bin or the dock has not that many free pieces
 */
export async function putAway(
  tx: Sql,
  siteId: string,
  move: { sku: string; from: string | null; to: string; qty: number; staffId?: string | null; uid?: string | null },
  at: number,
): Promise<void> {
  checkQty(move.qty)
  const places = [move.to, ...(move.from === null ? [] : [move.from])].map((bin) => ({ bin, sku: move.sku }))
  const bins = await lockBins(tx, siteId, places)
  if (move.uid != null && (await knownUids(tx, siteId, [move.uid])).has(move.uid)) return
  if (move.from === null) await lockSkus(tx, siteId, [move.sku])
  const left = move.from === null ? await loadDock(tx, siteId, move.sku) : freeIn(bins, move.from)
  if (left < move.qty) throw stockFail('stock/not-enough', { params: { sku: move.sku, left, wanted: move.qty } })
  const shared = { kind: 'move', sku: move.sku, staffId: move.staffId ?? null } as const
  await writeMovements(
    tx,
    siteId,
    [
      ...(move.from === null ? [] : [{ ...shared, bin: move.from, qty: -move.qty }]),
      { ...shared, bin: move.to, qty: move.qty, uid: move.uid ?? null },
    ],
    at,
  )
}

/** Where an order's pieces are to be taken, or the first SKU of which the bins hold too few. */
export type BinChoice =
  | { readonly ok: true; readonly bins: readonly BinQty[] }
  | { readonly ok: false; readonly sku: string; readonly missing: number }

/**
 * Chooses bins for the lines of orders, fewest bins first, and keeps the pieces for their pickers; each order whole or not
 * at all, in the order given. The bins of all are locked together, sorted.
 */
export async function allocateAll(
  tx: Sql,
  siteId: string,
  orders: readonly { orderId: string; lines: readonly Wanted[] }[],
  at: number,
): Promise<BinChoice[]> {
  const skus = [...new Set(orders.flatMap((o) => o.lines.map((l) => l.sku)))].sort()
  const balances = (await lockBinsOfSkus(tx, siteId, skus)).map((b) => ({ ...b }))
  const bySku = Map.groupBy(balances, (b) => b.sku)
  const movements: Movement[] = []
  const choices = orders.map(({ orderId, lines }): BinChoice => {
    const bins: BinQty[] = []
    for (const [sku, qty] of sumBySku(lines)) {
      const mine = chooseBins(bySku.get(sku) ?? [], qty)
      const missing = qty - mine.reduce((sum, b) => sum + b.qty, 0)
      if (missing > 0) return { ok: false, sku, missing }
      bins.push(...mine)
    }
    for (const { sku, bin, qty } of bins) {
      const balance = bySku.get(sku)!.find((b) => b.bin === bin)!
      balance.allocated += qty
      movements.push({ kind: 'allocate', sku, bin, qty, orderId })
    }
    return { ok: true, bins }
  })
  await writeMovements(tx, siteId, movements, at)
  return choices
}

/**
 * `allocateAll` for one order.
 * @throws stock/not-in-bins when the building has the pieces but the bins do not (still at the dock, or in a tote)
 */
export async function allocateBins(
  tx: Sql,
  siteId: string,
  orderId: string,
  lines: readonly Wanted[],
  at: number,
): Promise<readonly BinQty[]> {
  const [choice] = await allocateAll(tx, siteId, [{ orderId, lines }], at)
  if (choice!.ok) return choice!.bins
  throw stockFail('stock/not-in-bins', { params: { sku: choice!.sku, missing: choice!.missing } })
}

/** Takes back the bins chosen for an order and not picked from yet. @returns what was freed */
export async function unallocate(tx: Sql, siteId: string, orderId: string, at: number): Promise<BinQty[]> {
  // A pick may take some, or take others over, while we wait for a lock: what is freed must be locked, all of it.
  const locked = new Set<string>()
  let freed = allocatedOf(await loadHoldings(tx, siteId, orderId))
  for (;;) {
    const open = freed.filter((b) => !locked.has(`${b.bin}\n${b.sku}`))
    if (open.length === 0) break
    await lockBins(tx, siteId, open)
    for (const b of open) locked.add(`${b.bin}\n${b.sku}`)
    freed = allocatedOf(await loadHoldings(tx, siteId, orderId))
  }
  await writeMovements(
    tx,
    siteId,
    freed.map((b) => ({ kind: 'unallocate', ...b, orderId })),
    at,
  )
  return freed
}

/**
 * The order left the building: what was picked for it leaves the books, what was promised and not picked is given back.
 * Safe to do twice.
 * @returns the pieces that left
 */
export async function ship(tx: Sql, siteId: string, orderId: string, at: number): Promise<Wanted[]> {
  await unallocate(tx, siteId, orderId, at)
  const holdings = await lockedHoldings(tx, siteId, orderId)
  const movements: Movement[] = []
  for (const { sku, reserved, picked } of holdings) {
    const leaves = Math.min(reserved, picked)
    if (leaves > 0) movements.push({ kind: 'ship', sku, bin: null, qty: leaves, orderId })
    if (reserved > leaves) movements.push({ kind: 'unreserve', sku, bin: null, qty: reserved - leaves, orderId })
  }
  await writeMovements(tx, siteId, movements, at)
  return movements.filter((m) => m.kind === 'ship').map((m) => ({ sku: m.sku, qty: m.qty }))
}

/**
 * Goods came back from a receiver, into a bin or (null) to the dock.
 * @throws stock/bad-quantity
 */
export async function takeReturn(
  tx: Sql,
  siteId: string,
  back: Received & { orderId: string },
  at: number,
): Promise<void> {
  checkQty(back.qty)
  if (back.bin !== null) await lockBins(tx, siteId, [{ bin: back.bin, sku: back.sku }])
  if (back.uid != null && (await knownUids(tx, siteId, [back.uid])).has(back.uid)) return
  await ensureSkus(tx, siteId, [back.sku])
  await lockSkus(tx, siteId, [back.sku])
  await writeMovements(tx, siteId, [{ kind: 'return', ...back }], at)
}

/**
 * Sets a bin's book to what was counted. Pieces promised to orders are never counted away: those show as `stock/not-enough`.
 * @returns the difference written
 */
export async function countBin(
  tx: Sql,
  siteId: string,
  count: { sku: string; bin: string; counted: number; staffId?: string | null; uid?: string | null },
  at: number,
): Promise<number> {
  if (count.counted !== 0) checkQty(count.counted)
  const [book] = await lockBins(tx, siteId, [count])
  if (count.uid != null && (await knownUids(tx, siteId, [count.uid])).has(count.uid)) return 0
  const qty = count.counted - (book?.onHand ?? 0)
  if (qty === 0) return 0
  await ensureSkus(tx, siteId, [count.sku])
  const [balance] = await lockSkus(tx, siteId, [count.sku])
  const left = Math.min((book?.onHand ?? 0) - (book?.allocated ?? 0), (balance?.onHand ?? 0) - (balance?.reserved ?? 0))
  if (-qty > left) throw stockFail('stock/not-enough', { params: { sku: count.sku, left, wanted: -qty } })
  const { sku, bin, staffId = null, uid = null } = count
  await writeMovements(tx, siteId, [{ kind: 'count', sku, bin, qty, staffId, uid }], at)
  return qty
}

/** Pieces free to sell per SKU; a SKU never received has 0. */
export async function availableOf(sql: Sql, siteId: string, skus: readonly string[]): Promise<Map<string, number>> {
  const rows = await loadSkus(sql, siteId, skus)
  const found = new Map(rows.map((r) => [r.sku, r.onHand - r.reserved]))
  return new Map(skus.map((sku) => [sku, found.get(sku) ?? 0]))
}

/**
 * What an order holds per SKU, with those SKUs locked: read again after the lock, since another hand may have shipped or
 * taken back meanwhile, and without SKUs that came to the order only then.
 */
async function lockedHoldings(tx: Sql, siteId: string, orderId: string): Promise<Holding[]> {
  const skus = [...new Set((await loadHoldings(tx, siteId, orderId)).map((h) => h.sku))].sort()
  await lockSkus(tx, siteId, skus)
  return (await loadHoldings(tx, siteId, orderId)).filter((h) => h.bin === null && skus.includes(h.sku))
}

/** What an order holds: promised, waiting in bins, picked. */
export async function holdingsOf(sql: Sql, siteId: string, orderId: string): Promise<Holding[]> {
  return await loadHoldings(sql, siteId, orderId)
}

/** What orders hold by the ledger, for the orders room's comparison with its lines. */
export async function heldByOrders(sql: Sql, siteId: string): Promise<HeldByOrder[]> {
  return await loadHeldByOrders(sql, siteId)
}

/** Compares every balance with the ledger; empty when the books are right. The orders room compares promises with orders. */
export async function checkStock(sql: Sql, siteId: string): Promise<BookDifference[]> {
  const parts = [compareSkus, compareBins, compareLoose]
  const differences: BookDifference[] = []
  for (const part of parts) differences.push(...(await part(sql, siteId)))
  return differences
}

const freeIn = (bins: readonly BinBalance[], bin: string): number => {
  const book = bins.find((b) => b.bin === bin)
  return book === undefined ? 0 : book.onHand - book.allocated
}
