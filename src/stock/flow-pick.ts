import type { Sql } from '../storage/db.ts'
import { allocatedOf, type BinQty, checkQty, chooseBins, type Movement } from './stock.ts'
import { ensureSkus, knownUids, loadHoldings, lockBins, lockBinsOfSkus, lockSkus, writeMovements } from './store.ts'

// What hands do at a bin, in the caller's transaction; locks as in flow.ts: bins before SKUs, both sorted.

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

const by = (p: Pick) => ({ orderId: p.orderId, taskId: p.taskId, staffId: p.staffId })

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
