import { newId } from '../base/id.ts'
import type { Sql } from '../storage/db.ts'
import {
  type BinBalance,
  type BookDifference,
  byBin,
  deltasOf,
  type HeldByOrder,
  type Holding,
  type Movement,
  type SkuBalance,
} from './stock.ts'

/** Locks the balances of SKUs, sorted, and returns them; a SKU never received has no row and is not returned. */
export async function lockSkus(tx: Sql, siteId: string, skus: readonly string[]): Promise<SkuBalance[]> {
  return await tx.named<SkuBalance>(
    'stock-lock-skus',
    `select sku, on_hand as "onHand", reserved from stock_sku where site_id = $1 and sku = any($2) order by sku for update`,
    [siteId, skus],
  )
}

/** Locks the balances of bins, sorted; makes the rows that are not there yet, since a find can be anywhere. */
export async function lockBins(
  tx: Sql,
  siteId: string,
  places: readonly { bin: string; sku: string }[],
): Promise<BinBalance[]> {
  const sorted = [...places].sort(byBin)
  const values = [siteId, sorted.map((p) => p.bin), sorted.map((p) => p.sku)]
  const lock = () =>
    tx.named<BinBalance>(
      'stock-lock-bins',
      `select b.bin, b.sku, b.on_hand as "onHand", b.allocated from stock_bin b
       join unnest($2::text[], $3::text[]) w(bin, sku) on b.bin = w.bin and b.sku = w.sku
       where b.site_id = $1 order by b.bin, b.sku for update of b`,
      values,
    )
  const rows = await lock()
  if (rows.length === new Set(sorted.map((p) => `${p.bin}\n${p.sku}`)).size) return rows
  await tx.named(
    'stock-new-bins',
    `insert into stock_bin (site_id, bin, sku, on_hand, allocated)
     select distinct $1::uuid, w.bin, w.sku, 0, 0 from unnest($2::text[], $3::text[]) w(bin, sku)
     order by w.bin, w.sku on conflict do nothing`,
    values,
  )
  return await lock()
}

/** Locks every bin that holds one of the SKUs. */
export async function lockBinsOfSkus(tx: Sql, siteId: string, skus: readonly string[]): Promise<BinBalance[]> {
  return await tx.named<BinBalance>(
    'stock-lock-bins-of-skus',
    `select bin, sku, on_hand as "onHand", allocated from stock_bin
     where site_id = $1 and sku = any($2) order by bin, sku for update`,
    [siteId, skus],
  )
}

/**
 * Writes movements and what they do to the balances, whose rows the caller has locked, bins before SKUs. The checks of the
 * tables refuse what would go below zero or beyond what is there: the caller has judged that before.
 */
export async function writeMovements(
  tx: Sql,
  siteId: string,
  movements: readonly Movement[],
  at: number,
): Promise<void> {
  if (movements.length === 0) return
  const { skus, bins } = deltasOf(movements)
  const when = new Date(at)
  const written: Promise<unknown>[] = []
  if (bins.some((b) => b.onHand !== 0 || b.allocated !== 0)) {
    const adding = tx.named(
      'stock-add-bins',
      `update stock_bin b set on_hand = b.on_hand + d.on_hand, allocated = b.allocated + d.allocated
       from unnest($2::text[], $3::text[], $4::int[], $5::int[]) d(bin, sku, on_hand, allocated)
       where b.site_id = $1 and b.bin = d.bin and b.sku = d.sku`,
      [siteId, bins.map((b) => b.bin), bins.map((b) => b.sku), bins.map((b) => b.onHand), bins.map((b) => b.allocated)],
    )
    written.push(adding)
  }
  if (skus.length > 0) {
    const adding = tx.named(
      'stock-add-skus',
      `update stock_sku s set on_hand = s.on_hand + d.on_hand, reserved = s.reserved + d.reserved
       from unnest($2::text[], $3::int[], $4::int[]) d(sku, on_hand, reserved)
       where s.site_id = $1 and s.sku = d.sku`,
      [siteId, skus.map((s) => s.sku), skus.map((s) => s.onHand), skus.map((s) => s.reserved)],
    )
    written.push(adding)
  }
  const appended = tx.named(
    'stock-append',
    `insert into stock_movement (site_id, id, kind, sku, bin, qty, order_id, task_id, staff_id, uid, at)
     select $1, m.*, $11 from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::uuid[], $8::uuid[],
       $9::uuid[], $10::text[]) m`,
    [
      siteId,
      movements.map(() => newId()),
      movements.map((m) => m.kind),
      movements.map((m) => m.sku),
      movements.map((m) => m.bin),
      movements.map((m) => m.qty),
      movements.map((m) => m.orderId ?? null),
      movements.map((m) => m.taskId ?? null),
      movements.map((m) => m.staffId ?? null),
      movements.map((m) => m.uid ?? null),
      when,
    ],
  )
  await Promise.all([...written, appended])
}

/** Makes the balance row of SKUs that never had one. */
export async function ensureSkus(tx: Sql, siteId: string, skus: readonly string[]): Promise<void> {
  await tx.named(
    'stock-new-skus',
    `insert into stock_sku (site_id, sku, on_hand, reserved)
     select distinct $1::uuid, sku, 0, 0 from unnest($2::text[]) sku order by sku on conflict do nothing`,
    [siteId, skus],
  )
}

/** Which of these uids were written before. */
export async function knownUids(tx: Sql, siteId: string, uids: readonly string[]): Promise<Set<string>> {
  if (uids.length === 0) return new Set()
  const rows = await tx.named<{ uid: string }>(
    'stock-uids',
    'select uid from stock_movement where site_id = $1 and uid = any($2)',
    [siteId, uids],
  )
  return new Set(rows.map((r) => r.uid))
}

/** Pieces per SKU that were received with a uid of this beginning. */
export async function receivedUnder(
  tx: Sql,
  siteId: string,
  skus: readonly string[],
  beginning: string,
): Promise<Map<string, number>> {
  const rows = await tx.named<{ sku: string; qty: number }>(
    'stock-received-under',
    `select sku, sum(qty)::int as qty from stock_movement
     where site_id = $1 and sku = any($2) and kind = 'receive' and starts_with(uid, $3) group by sku`,
    [siteId, skus, beginning],
  )
  return new Map(rows.map((r) => [r.sku, r.qty]))
}

/** Pieces of a SKU that lie at the dock: in the building, in no bin, and in no order's tote. */
export async function loadDock(sql: Sql, siteId: string, sku: string): Promise<number> {
  const row = await sql.one<{ qty: number }>(
    `select coalesce((select on_hand from stock_sku where site_id = $1 and sku = $2), 0)
       - coalesce((select sum(on_hand) from stock_bin where site_id = $1 and sku = $2), 0)
       - coalesce((select sum(case kind when 'pick' then qty else -qty end) from stock_movement
                   where site_id = $1 and sku = $2 and kind in ('pick', 'unpick', 'ship')), 0) as qty`,
    [siteId, sku],
  )
  return row.qty
}

/** What an order holds, summed from the ledger: entries without a bin (reserved, picked) and one a bin (allocated). */
export async function loadHoldings(sql: Sql, siteId: string, orderId: string): Promise<Holding[]> {
  return await sql.named<Holding>(
    'stock-holdings',
    `select sku, bin, reserved::int, allocated::int, picked::int from (
       select sku, null::text as bin,
         sum(case kind when 'reserve' then qty when 'unreserve' then -qty when 'ship' then -qty else 0 end) as reserved,
         0 as allocated,
         sum(case kind when 'pick' then qty when 'unpick' then -qty when 'ship' then -qty else 0 end) as picked
       from stock_movement where site_id = $1 and order_id = $2 group by sku
       union all
       select sku, bin, 0,
         sum(case kind when 'allocate' then qty when 'unallocate' then -qty when 'pick' then -qty else 0 end), 0
       from stock_movement where site_id = $1 and order_id = $2 and bin is not null group by sku, bin
     ) h where reserved <> 0 or allocated <> 0 or picked <> 0 order by sku, bin nulls first`,
    [siteId, orderId],
  )
}

/** The balances of SKUs, not locked. */
export async function loadSkus(sql: Sql, siteId: string, skus: readonly string[]): Promise<SkuBalance[]> {
  return await sql.named<SkuBalance>(
    'stock-load-skus',
    'select sku, on_hand as "onHand", reserved from stock_sku where site_id = $1 and sku = any($2)',
    [siteId, skus],
  )
}

/** The bins that hold one of the SKUs, not locked, in bin order; empty bins are left out. */
export async function loadBins(sql: Sql, siteId: string, skus: readonly string[]): Promise<BinBalance[]> {
  return await sql.query<BinBalance>(
    `select bin, sku, on_hand as "onHand", allocated from stock_bin
     where site_id = $1 and sku = any($2) and on_hand > 0 order by bin, sku`,
    [siteId, skus],
  )
}

/** Differences of SKU balances from the ledger. */
export async function compareSkus(sql: Sql, siteId: string): Promise<BookDifference[]> {
  return await sql.query<BookDifference>(
    `with l as (
       select sku,
         sum(case when kind in ('receive', 'found', 'return', 'count') then qty when kind in ('short', 'ship') then -qty else 0 end)::int as on_hand,
         sum(case when kind = 'reserve' then qty when kind in ('unreserve', 'ship') then -qty else 0 end)::int as reserved
       from stock_movement where site_id = $1 group by sku
     )
     select 'sku' as rule, coalesce(l.sku, s.sku) as sku, null as bin, w.what, w.expected, w.found
     from l full join (select * from stock_sku where site_id = $1) s on s.sku = l.sku
     cross join lateral (values
       ('on_hand', coalesce(l.on_hand, 0), coalesce(s.on_hand, 0)),
       ('reserved', coalesce(l.reserved, 0), coalesce(s.reserved, 0))) w(what, expected, found)
     where w.expected <> w.found`,
    [siteId],
  )
}

/** Differences of bin balances from the ledger. */
export async function compareBins(sql: Sql, siteId: string): Promise<BookDifference[]> {
  return await sql.query<BookDifference>(
    `with l as (
       select bin, sku,
         sum(case when kind in ('receive', 'found', 'return', 'count', 'move', 'unpick') then qty
                  when kind in ('short', 'pick') then -qty else 0 end)::int as on_hand,
         sum(case when kind = 'allocate' then qty when kind in ('unallocate', 'pick') then -qty else 0 end)::int as allocated
       from stock_movement where site_id = $1 and bin is not null group by bin, sku
     )
     select 'bin' as rule, coalesce(l.sku, b.sku) as sku, coalesce(l.bin, b.bin) as bin, w.what, w.expected, w.found
     from l full join (select * from stock_bin where site_id = $1) b on b.sku = l.sku and b.bin = l.bin
     cross join lateral (values
       ('on_hand', coalesce(l.on_hand, 0), coalesce(b.on_hand, 0)),
       ('allocated', coalesce(l.allocated, 0), coalesce(b.allocated, 0))) w(what, expected, found)
     where w.expected <> w.found`,
    [siteId],
  )
}

/** SKUs with more pieces in bins than in the building. */
export async function compareLoose(sql: Sql, siteId: string): Promise<BookDifference[]> {
  return await sql.query<BookDifference>(
    `select 'loose' as rule, s.sku, null as bin, 'on_hand' as what, sum(b.on_hand)::int as expected, s.on_hand as found
     from stock_sku s join stock_bin b on b.site_id = s.site_id and b.sku = s.sku
     where s.site_id = $1 group by s.sku, s.on_hand having sum(b.on_hand) > s.on_hand`,
    [siteId],
  )
}

/** What orders hold by the ledger, per order and SKU, for the comparison with their lines. */
export async function loadHeldByOrders(sql: Sql, siteId: string): Promise<HeldByOrder[]> {
  return await sql.query(
    `select * from (
       select order_id as "orderId", sku,
         sum(case when kind = 'reserve' then qty when kind in ('unreserve', 'ship') then -qty else 0 end)::int as reserved,
         sum(case kind when 'pick' then qty when 'unpick' then -qty else 0 end)::int as picked
       from stock_movement where site_id = $1 and order_id is not null group by order_id, sku) h
     where reserved <> 0 or picked <> 0`,
    [siteId],
  )
}
