import type { Sql } from '../storage/db.ts'

/** What became of what offers promised. */
export interface PromiseCounts {
  /** Orders that an offer brought while its promise held; those cancelled since are none. */
  readonly promised: number
  /** Shipped before the end of the promised day. */
  readonly kept: number
  /** Shipped later, or not yet though the day is over. */
  readonly broken: number
  /** Not shipped yet, and still in time. */
  readonly open: number
}

/** The same for one day on which orders came, and whether goods that take long to pick were left out when their offers were made. */
export interface PromiseRow extends PromiseCounts {
  readonly day: string
  readonly heldBack: boolean
}

/** What was promised and kept, by the shop's day of the order; the days come with the moment each begins. */
export async function promisesByDay(
  sql: Sql,
  siteId: string,
  span: { readonly from: number; readonly to: number; readonly now: number },
  days: readonly { readonly day: string; readonly from: number }[],
): Promise<PromiseRow[]> {
  return await sql.query<PromiseRow>(
    `select ($5::text[])[width_bucket(ordered_at, $6::timestamptz[])] as day, "heldBack", count(*)::int as promised,
       count(*) filter (where shipped_at < promised_until)::int as kept,
       count(*) filter (where coalesce(shipped_at, $4) >= promised_until)::int as broken,
       count(*) filter (where shipped_at is null and promised_until > $4)::int as open
     from (
       select o.ordered_at, o.promised_until, coalesce(d.held_back, 0) > 0 as "heldBack",
         (select min(at) from event v where v.site_id = o.site_id and v.order_id = o.order_id and v.name = 'parcel.shipped') as shipped_at
       from offer_order o left join offer_decision d on d.site_id = o.site_id and d.id = o.decision_id
       where o.site_id = $1 and o.ordered_at >= $2 and o.ordered_at < $3 and o.promised_until is not null
         and not exists (
           select 1 from event v where v.site_id = o.site_id and v.order_id = o.order_id and v.name = 'order.cancelled')) x
     group by 1, 2 order by 1, 2`,
    [
      siteId,
      new Date(span.from),
      new Date(span.to),
      new Date(span.now),
      days.map((d) => d.day),
      days.map((d) => new Date(d.from).toISOString()),
    ],
  )
}
