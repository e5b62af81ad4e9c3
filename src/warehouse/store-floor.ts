import type { Text } from '../base/i18n.ts'
import type { OrderState } from '../orders/state.ts'
import type { Sql } from '../storage/db.ts'

/** An order that only goes on when a person decides. */
export interface StuckOrder {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly heldReason: string | null
  readonly stateAt: number
  readonly promiseAt: number
  readonly payment: string
  /** Pieces that were found, or may be: what can be sent. */
  readonly left: number
}

/** Orders on hold, short or waiting for stock, the ones stuck longest first, at most 50; and as many whose money is to go back. */
export async function stuckOrders(sql: Sql, siteId: string): Promise<StuckOrder[]> {
  return await sql.query<StuckOrder>(
    // Apart, so that many unpaid refunds never hide an order that waits.
    `select id, number, state, held_reason as "heldReason", state_at as "stateAt", promise_at as "promiseAt",
       payment_state as payment,
       (select coalesce(sum(qty - cancelled), 0)::int from order_line l where l.site_id = o.site_id and l.order_id = o.id) as left
     from ((select * from orders where site_id = $1 and state in ('held', 'short', 'backordered')
              and payment_state not in ('refund-needed', 'paid-twice') order by state_at limit 50)
       union all
       (select * from orders where site_id = $1 and payment_state in ('refund-needed', 'paid-twice') order by state_at limit 50)) o
     order by (payment_state in ('refund-needed', 'paid-twice')), state_at`,
    [siteId],
  )
}

/** An order on its way through the floor, with how far its pieces are. */
export interface DueOrder {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly promiseAt: number
  readonly placedAt: number
  readonly pieces: number
  readonly picked: number
  /** The first two lines, as people say them. */
  readonly lines: readonly { readonly title: Text; readonly qty: number }[]
}

/** Orders that have yet to leave, nearest their cut-off first. */
export async function dueOrders(sql: Sql, siteId: string, limit: number): Promise<DueOrder[]> {
  return await sql.query<DueOrder>(
    `select o.id, o.number, o.state, o.promise_at as "promiseAt", o.placed_at as "placedAt", l.pieces, l.picked, l.lines
     from orders o cross join lateral (
       select coalesce(sum(qty - cancelled), 0)::int as pieces, coalesce(sum(picked), 0)::int as picked,
         coalesce(jsonb_agg(jsonb_build_object('title', title, 'qty', qty) order by seq) filter (where seq <= 2), '[]') as lines
       from order_line where site_id = o.site_id and order_id = o.id) l
     where o.site_id = $1 and o.state in ('reserved', 'released', 'picking', 'picked', 'packed', 'labelled', 'registered')
     order by o.promise_at, o.placed_at limit $2`,
    [siteId, limit],
  )
}

/** How the day goes: parcels out since midnight there, and by this hour the day before; orders yet to leave, and those due by `cutOff`. */
export async function dayFigures(
  sql: Sql,
  siteId: string,
  day: { at: number; timeZone: string; cutOff: number },
): Promise<{ shipped: number; shippedBefore: number; open: number; openByCutOff: number }> {
  return await sql.one(
    `with d as (select date_trunc('day', $2::timestamptz at time zone $3) at time zone $3 as began)
     select
       (select count(*)::int from parcel, d where site_id = $1 and shipped_at >= d.began and shipped_at <= $2) as shipped,
       (select count(*)::int from parcel, d where site_id = $1 and shipped_at >= d.began - interval '1 day'
          and shipped_at <= $2::timestamptz - interval '1 day') as "shippedBefore",
       (select count(*)::int from orders where site_id = $1
          and state in ('reserved', 'released', 'picking', 'picked', 'packed', 'labelled', 'registered')) as open,
       (select count(*)::int from orders where site_id = $1 and promise_at <= $4
          and state in ('reserved', 'released', 'picking', 'picked', 'packed', 'labelled', 'registered')) as "openByCutOff"`,
    [siteId, new Date(day.at), day.timeZone, new Date(day.cutOff)],
  )
}

/** Pieces that were not in their bin, of orders that have not left: what was taken off them. */
export async function recentShorts(
  sql: Sql,
  siteId: string,
  since: number,
): Promise<{ orderId: string; number: string; sku: string; title: Text | null; missing: number; at: number }[]> {
  return await sql.query(
    `select e.order_id as "orderId", o.number, e.payload->>'sku' as sku, p.title, (e.payload->>'missing')::int as missing, e.at
     from event e join orders o on o.site_id = e.site_id and o.id = e.order_id
     left join product p on p.site_id = e.site_id and p.sku = e.payload->>'sku'
     where e.site_id = $1 and e.at > $2 and e.name = 'order.short'
       and o.state not in ('shipped', 'delivered', 'cancelled', 'returned')
     order by e.at desc limit 20`,
    [siteId, new Date(since)],
  )
}

/** Somebody who was looked at when a task was given. */
export interface Candidate {
  readonly workerId: string
  readonly name: string
  readonly metres: number
  readonly waitedMs: number
}

/** Who was looked at when these tasks were last given, by task; tasks whose giving did not write it down are absent. */
export async function candidatesOf(
  sql: Sql,
  siteId: string,
  tasks: readonly { id: string; orderId: string }[],
): Promise<Map<string, readonly Candidate[]>> {
  const rows = await sql.query<{ taskId: string; candidates: readonly Candidate[] }>(
    `select distinct on (payload->>'taskId') payload->>'taskId' as "taskId", payload->'candidates' as candidates
     from event where site_id = $1 and order_id = any($2::uuid[]) and name = 'task.offered'
       and payload->>'taskId' = any($3::text[]) and payload ? 'candidates'
     order by payload->>'taskId', at desc`,
    [siteId, tasks.map((t) => t.orderId), tasks.map((t) => t.id)],
  )
  return new Map(rows.map((r) => [r.taskId, r.candidates]))
}

/** When each of these waiting tasks was made. */
export async function waitingSince(sql: Sql, siteId: string): Promise<Map<string, number>> {
  const rows = await sql.query<{ id: string; at: number }>(
    `select id, created_at as at from task where site_id = $1 and state = 'ready'`,
    [siteId],
  )
  return new Map(rows.map((r) => [r.id, r.at]))
}
