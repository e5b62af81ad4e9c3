import type { Sql } from '../storage/db.ts'

/** A parcel. */
export interface Parcel {
  readonly id: string
  readonly orderId: string
  readonly number: string
  readonly carrier: string
  readonly tracking: string
  readonly weightGrams: number | null
  readonly packedAt: number
  readonly labelledAt: number | null
  readonly registeredAt: number | null
  readonly shippedAt: number | null
  /** How often its label was printed, when last, and by whom. */
  readonly prints: number
  readonly printedAt: number | null
  readonly printedBy: string | null
}

const PARCEL = `p.id, p.order_id as "orderId", p.number, p.carrier, p.tracking, p.weight_grams as "weightGrams",
  p.packed_at as "packedAt", p.labelled_at as "labelledAt", p.registered_at as "registeredAt", p.shipped_at as "shippedAt",
  p.prints, p.printed_at as "printedAt", p.printed_by as "printedBy"`

/** The next serial of a site's parcels. */
export async function nextParcelSerial(tx: Sql, siteId: string): Promise<number> {
  const row = await tx.one<{ last: number }>(
    `insert into parcel_counter (site_id, last) values ($1, 1) on conflict (site_id) do update set last = parcel_counter.last + 1 returning last`,
    [siteId],
  )
  return row.last
}

/** Writes a new parcel. */
export async function saveParcel(
  tx: Sql,
  siteId: string,
  p: Pick<Parcel, 'id' | 'orderId' | 'number' | 'carrier' | 'tracking' | 'weightGrams' | 'packedAt'>,
): Promise<void> {
  await tx.run(
    `insert into parcel (site_id, id, order_id, number, carrier, tracking, weight_grams, packed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [siteId, p.id, p.orderId, p.number, p.carrier, p.tracking, p.weightGrams, new Date(p.packedAt)],
  )
}

/** The parcel of an order, or null. */
export async function parcelOfOrder(sql: Sql, siteId: string, orderId: string): Promise<Parcel | null> {
  return await sql.maybe<Parcel>(`select ${PARCEL} from parcel p where site_id = $1 and order_id = $2`, [
    siteId,
    orderId,
  ])
}

/** The parcels of several orders, by order id. */
export async function parcelsOfOrders(
  sql: Sql,
  siteId: string,
  orderIds: readonly string[],
): Promise<Map<string, Parcel>> {
  const rows = await sql.query<Parcel>(`select ${PARCEL} from parcel p where site_id = $1 and order_id = any($2)`, [
    siteId,
    orderIds,
  ])
  return new Map(rows.map((p) => [p.orderId, p]))
}

/** One parcel, locked for a change; null when there is none. */
export async function lockParcel(tx: Sql, siteId: string, id: string): Promise<Parcel | null> {
  return await tx.maybe<Parcel>(`select ${PARCEL} from parcel p where site_id = $1 and id = $2 for update`, [
    siteId,
    id,
  ])
}

/** Counts a print of a parcel's label. */
export async function countPrint(tx: Sql, siteId: string, id: string, by: string, at: number): Promise<void> {
  await tx.run(
    'update parcel set prints = prints + 1, printed_at = $3, printed_by = $4 where site_id = $1 and id = $2',
    [siteId, id, new Date(at), by],
  )
}

/** Parcels that are registered and not yet handed over, the longest waiting first; of one carrier, or of all. */
export async function registeredParcels(
  sql: Sql,
  siteId: string,
  carrier: string | null,
): Promise<(Parcel & { orderNumber: string; registeredAt: number })[]> {
  return await sql.query(
    `select ${PARCEL}, o.number as "orderNumber" from parcel p join orders o on o.site_id = p.site_id and o.id = p.order_id
     where p.site_id = $1 and o.state = 'registered' and ($2::text is null or p.carrier = $2)
     order by p.registered_at, p.id`,
    [siteId, carrier],
  )
}

/** Marks a step of a parcel. */
export async function markParcel(
  tx: Sql,
  siteId: string,
  id: string,
  step: 'labelled' | 'registered' | 'shipped',
  at: number,
): Promise<void> {
  await tx.run(`update parcel set ${step}_at = $3 where site_id = $1 and id = $2`, [siteId, id, new Date(at)])
}
