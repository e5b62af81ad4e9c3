import type { OrderState } from '../orders/state.ts'
import type { Sql } from '../storage/db.ts'
import { cellCode } from './put.ts'

/** Where an order's goods are, or null. */
export async function placeOf(sql: Sql, siteId: string, orderId: string): Promise<string | null> {
  const row = await sql.maybe<{ code: string }>('select code from put_place where site_id = $1 and order_id = $2', [
    siteId,
    orderId,
  ])
  return row?.code ?? null
}

/** Gives an order the first free of `cells` cells, unless it has a place. @returns its place; null when all are taken */
export async function takeCell(
  tx: Sql,
  siteId: string,
  orderId: string,
  cells: number,
  at: number,
): Promise<string | null> {
  const codes = Array.from({ length: cells }, (_, i) => cellCode(i + 1))
  for (let tries = 0; tries <= cells; tries++) {
    const [row] = await tx.named<{ place: string | null; isFull: boolean }>(
      'put-take-cell',
      `with known as (select code from put_place where site_id = $1 and order_id = $2),
       free as (
         select c.code from unnest($3::text[]) with ordinality c(code, n)
         where not exists (select 1 from known)
           and not exists (select 1 from put_place p where p.site_id = $1 and p.code = c.code)
         order by c.n limit 1),
       taken as (
         insert into put_place (site_id, code, order_id, since) select $1, code, $2, $4 from free
         on conflict do nothing returning code)
       select coalesce((select code from known), (select code from taken)) as place,
         not exists (select 1 from free) as "isFull"`,
      [siteId, orderId, codes, new Date(at)],
    )
    // Two pickers may choose the same cell at once: the key decides, the other takes the next.
    if (row!.place !== null || row!.isFull) return row!.place
  }
  return null
}

/** Gives an order this place. @returns false when the place, or the order, has another already */
export async function takePlace(tx: Sql, siteId: string, orderId: string, code: string, at: number): Promise<boolean> {
  const rows = await tx.run(
    'insert into put_place (site_id, code, order_id, since) values ($1, $2, $3, $4) on conflict do nothing',
    [siteId, code, orderId, new Date(at)],
  )
  return rows === 1
}

/** The order's goods left their place. */
export async function freePlace(tx: Sql, siteId: string, orderId: string): Promise<void> {
  await tx.run('delete from put_place where site_id = $1 and order_id = $2', [siteId, orderId])
}

/** Empties a place by its code. @returns the order that had it, or null when it was empty */
export async function clearPlace(tx: Sql, siteId: string, code: string): Promise<string | null> {
  const row = await tx.maybe<{ orderId: string }>(
    'delete from put_place where site_id = $1 and code = $2 returning order_id as "orderId"',
    [siteId, code],
  )
  return row?.orderId ?? null
}

/** One place that is taken. */
export interface TakenPlace {
  readonly code: string
  readonly orderId: string
  readonly orderNumber: string
  readonly orderState: OrderState
  readonly since: number
  /** Pieces in it, and pieces still on their way. */
  readonly picked: number
  readonly missing: number
}

/** All places that are taken, by code. */
export async function listPlaces(sql: Sql, siteId: string): Promise<TakenPlace[]> {
  return await sql.query<TakenPlace>(
    `select p.code, p.order_id as "orderId", o.number as "orderNumber", o.state as "orderState", p.since,
       sum(l.picked) as picked, sum(l.qty - l.cancelled - l.picked) as missing
     from put_place p join orders o on o.site_id = p.site_id and o.id = p.order_id
     join order_line l on l.site_id = p.site_id and l.order_id = p.order_id
     where p.site_id = $1 group by p.code, p.order_id, o.number, o.state, p.since order by p.code`,
    [siteId],
  )
}
