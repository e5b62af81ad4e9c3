import type { Sql } from '../storage/db.ts'
import { stockFail } from './problems.ts'
import {
  type Allotment,
  allot,
  type BinBalance,
  type BinQty,
  type BookDifference,
  chooseBins,
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
  loadHoldings,
  loadPromises,
  loadSkus,
  lockBins,
  lockBinsOfSkus,
  lockSkus,
  receivedUnder,
  writeMovements,
} from './store.ts'

// Every function here runs in the caller's transaction and locks bins before SKUs, both sorted. A caller that has several
// orders in one transaction calls them in the order of their ids; a deadlock that still happens is PostgreSQL's 40P01.

/** Most pieces in one movement: more is a slip of the keyboard or of a scanner that read a barcode into the quantity. */
const MOST = 1_000_000

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

/** One hand into one bin. */
export interface Pick {
  readonly siteId: string
  readonly orderId: string
  readonly taskId: string | null
  readonly staffId: string | null
  readonly sku: string
  readonly bin: string
  readonly qty: number
  /** Of the scan; the same uid picks once. */
  readonly uid: string
  readonly at: number
}

/** What several hands into bins for one order have in common. */
export type PickRun = Omit<Pick, 'sku' | 'bin' | 'qty' | 'uid'>

/**
 * A worker took pieces out of bins. What hands did is true: pieces the books did not have there are written as found
 * first, and a bin other than the one allocated takes the allocation over.
 * @returns for each `repeat` when this uid was written before (nothing happens), `found` pieces more than the books had
 * @throws stock/bad-quantity
 */
export async function pickAll(
  tx: Sql,
  run: PickRun,
  picks: readonly { sku: string; bin: string; qty: number; uid: string }[],
): Promise<{ repeat: boolean; found: number }[]> {
  for (const p of picks) checkQty(p.qty)
  const { siteId, orderId } = run
  const skus = new Set(picks.map((p) => p.sku))
  const ours = async () => allocatedOf(await loadHoldings(tx, siteId, orderId)).filter((b) => skus.has(b.sku))
  const places = new Map([...(await ours()), ...picks].map(({ bin, sku }) => [`${bin}\n${sku}`, { bin, sku }]))
  const [rows, known, ourNow] = await Promise.all([
    lockBins(tx, siteId, [...places.values()]),
    knownUids(
      tx,
      siteId,
      picks.map((p) => p.uid),
    ),
    ours(),
  ])
  const free = new Map(rows.map((b) => [`${b.bin}\n${b.sku}`, b.onHand - b.allocated]))
  // The locks are held: what the order has allocated in these bins cannot change any more; a bin that came to it only
  // now is not locked and stays as it is. Of a bin that seems not to be the order's we ask again: its balance may have been
  // made, and given to the order, while we waited.
  const isOurs = (p: { bin: string; sku: string }) => ourNow.some((b) => b.bin === p.bin && b.sku === p.sku)
  const mine = (picks.every(isOurs) ? ourNow : await ours())
    .filter((b) => places.has(`${b.bin}\n${b.sku}`))
    .map((b) => ({ ...b }))
  const movements: Movement[] = []
  const results = picks.map((p) => {
    if (known.has(p.uid)) return { repeat: true, found: 0 }
    known.add(p.uid)
    return { repeat: false, found: pickOne({ ...run, ...p }, mine, free, movements) }
  })
  const foundSkus = [...new Set(movements.flatMap((m) => (m.kind === 'found' ? [m.sku] : [])))].sort()
  if (foundSkus.length > 0) {
    await ensureSkus(tx, siteId, foundSkus)
    await lockSkus(tx, siteId, foundSkus)
  }
  await writeMovements(tx, siteId, movements, run.at)
  return results
}

/** Appends the movements of one hand; `mine` (allocated to the order) and `free` are kept up. @returns pieces found */
function pickOne(
  p: Pick,
  mine: { sku: string; bin: string; qty: number }[],
  free: Map<string, number>,
  movements: Movement[],
): number {
  const { sku, bin } = p
  const place = `${bin}\n${sku}`
  const here = mine.find((b) => b.bin === bin && b.sku === sku)
  let toMove = Math.max(0, p.qty - (here?.qty ?? 0))
  if (here !== undefined) here.qty -= p.qty - toMove
  const left = free.get(place) ?? 0
  const found = Math.max(0, toMove - left)
  if (found > 0) movements.push({ kind: 'found', sku, bin, qty: found, ...by(p) })
  if (toMove > 0) movements.push({ kind: 'allocate', sku, bin, qty: toMove, ...by(p) })
  free.set(place, left - (toMove - found))
  for (const other of mine.filter((b) => b.sku === sku && b.bin !== bin)) {
    const qty = Math.min(toMove, other.qty)
    if (qty > 0) movements.push({ kind: 'unallocate', sku, bin: other.bin, qty, ...by(p) })
    const there = `${other.bin}\n${sku}`
    free.set(there, (free.get(there) ?? 0) + qty)
    other.qty -= qty
    toMove -= qty
  }
  movements.push({ kind: 'pick', sku, bin, qty: p.qty, ...by(p), uid: p.uid })
  return found
}

/** One hand into one bin, as `pickAll`. @throws stock/bad-quantity */
export async function pick(tx: Sql, p: Pick): Promise<{ repeat: boolean; found: number }> {
  const { sku, bin, qty, uid, ...run } = p
  const [result] = await pickAll(tx, run, [{ sku, bin, qty, uid }])
  return result!
}

/**
 * Picked pieces go back into a bin: a cancelled order, an extra in the tote. Puts back what was picked and no more.
 * @returns how many pieces went back; 0 for a repeated uid
 */
export async function unpick(tx: Sql, p: Pick): Promise<number> {
  checkQty(p.qty)
  await lockBins(tx, p.siteId, [p])
  if ((await knownUids(tx, p.siteId, [p.uid])).has(p.uid)) return 0
  const holdings = await loadHoldings(tx, p.siteId, p.orderId)
  const picked = holdings.find((h) => h.bin === null && h.sku === p.sku)?.picked ?? 0
  const qty = Math.min(p.qty, picked)
  if (qty <= 0) return 0
  await writeMovements(tx, p.siteId, [{ kind: 'unpick', sku: p.sku, bin: p.bin, qty, ...by(p), uid: p.uid }], p.at)
  return qty
}

/**
 * Picked pieces were lost or damaged before they were packed: they leave the books as missing from the bin they came from, and
 * the order's promise for them is taken back.
 * @returns how many pieces; 0 for a repeated uid
 * @throws stock/bad-quantity
 */
export async function losePicked(tx: Sql, p: Pick): Promise<number> {
  checkQty(p.qty)
  const { siteId, orderId, sku, bin } = p
  await lockBins(tx, siteId, [p])
  if ((await knownUids(tx, siteId, [p.uid])).has(p.uid)) return 0
  await lockSkus(tx, siteId, [sku])
  const held = (await loadHoldings(tx, siteId, orderId)).find((h) => h.bin === null && h.sku === sku)
  const qty = Math.min(p.qty, held?.picked ?? 0, held?.reserved ?? 0)
  if (qty <= 0) return 0
  await writeMovements(
    tx,
    siteId,
    [
      { kind: 'unpick', sku, bin, qty, ...by(p) },
      { kind: 'unreserve', sku, bin: null, qty, ...by(p) },
      { kind: 'short', sku, bin, qty, ...by(p), uid: p.uid },
    ],
    p.at,
  )
  return qty
}

/** What became of pieces that were not in their bin. */
export interface ShortOutcome {
  readonly repeat: boolean
  /** Bins with free pieces that are now allocated to the order instead. */
  readonly instead: readonly BinQty[]
  /** Pieces the order will not get: its promise for them was taken back. */
  readonly lost: number
}

/**
 * A worker found fewer pieces than the order waits for. The missing ones are written off, other bins are tried, and what
 * no bin has is taken back from the order.
 * @throws stock/bad-quantity
 */
export async function shortPick(tx: Sql, p: Pick): Promise<ShortOutcome> {
  checkQty(p.qty)
  const { siteId, orderId, sku, bin } = p
  const bins = await lockBinsOfSkus(tx, siteId, [sku])
  if ((await knownUids(tx, siteId, [p.uid])).has(p.uid)) return { repeat: true, instead: [], lost: 0 }
  const [balance] = await lockSkus(tx, siteId, [sku])
  const holdings = await loadHoldings(tx, siteId, orderId)
  // A bin that came to the order only after the lock is not locked: nothing of it is judged here.
  const isLocked = bins.some((b) => b.bin === bin)
  const mine = allocatedOf(holdings).find((b) => b.sku === sku && b.bin === bin)
  const allocated = isLocked ? (mine?.qty ?? 0) : 0
  const missing = Math.min(p.qty, allocated)
  if (missing <= 0) return { repeat: false, instead: [], lost: 0 }
  const instead = chooseBins(
    bins.filter((b) => b.bin !== bin),
    missing,
  )
  const promised = holdings.find((h) => h.bin === null && h.sku === sku)?.reserved ?? 0
  // Written-off pieces may have been promised to nobody or to another order: never promise more than there is.
  const gone = missing - instead.reduce((sum, b) => sum + b.qty, 0)
  const free = balance === undefined ? 0 : balance.onHand - balance.reserved
  const lost = Math.min(promised, Math.max(gone, missing - free))
  // What an order was given without a promise may be another's: that stays in the books until somebody counts.
  const short = Math.min(missing, free + lost)
  const kept = takeBack(instead, Math.max(0, lost - gone))
  const movements: Movement[] = [{ kind: 'unallocate', sku, bin, qty: missing, ...by(p), uid: p.uid }]
  if (lost > 0) movements.push({ kind: 'unreserve', sku, bin: null, qty: lost, ...by(p) })
  if (short > 0) movements.push({ kind: 'short', sku, bin, qty: short, ...by(p) })
  for (const b of kept) movements.push({ kind: 'allocate', ...b, ...by(p) })
  await writeMovements(tx, siteId, movements, p.at)
  return { repeat: false, instead: kept, lost }
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

/** Net promises per order and SKU by the ledger, for the orders room's comparison with its lines. */
export async function promisesOf(
  sql: Sql,
  siteId: string,
): Promise<{ orderId: string; sku: string; reserved: number }[]> {
  return await loadPromises(sql, siteId)
}

/** Compares every balance with the ledger; empty when the books are right. The orders room compares promises with orders. */
export async function checkStock(sql: Sql, siteId: string): Promise<BookDifference[]> {
  const parts = [compareSkus, compareBins, compareLoose]
  const differences: BookDifference[] = []
  for (const part of parts) differences.push(...(await part(sql, siteId)))
  return differences
}

function checkQty(qty: number): void {
  if (!Number.isInteger(qty) || qty < 1 || qty > MOST)
    throw stockFail('stock/bad-quantity', { params: { qty: String(qty).slice(0, 20), most: MOST } })
}

const by = (p: Pick) => ({ orderId: p.orderId, taskId: p.taskId, staffId: p.staffId })

const freeIn = (bins: readonly BinBalance[], bin: string): number => {
  const book = bins.find((b) => b.bin === bin)
  return book === undefined ? 0 : book.onHand - book.allocated
}

const allocatedOf = (holdings: readonly Holding[]): BinQty[] =>
  holdings.flatMap((h) => (h.bin !== null && h.allocated > 0 ? [{ bin: h.bin, sku: h.sku, qty: h.allocated }] : []))

/** Takes `qty` pieces off the end of a choice of bins. */
function takeBack(chosen: readonly BinQty[], qty: number): BinQty[] {
  let left = qty
  return [...chosen]
    .reverse()
    .map((b) => {
      const taken = Math.min(left, b.qty)
      left -= taken
      return { ...b, qty: b.qty - taken }
    })
    .filter((b) => b.qty > 0)
    .reverse()
}
