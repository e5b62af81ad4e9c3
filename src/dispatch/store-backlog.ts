import type { Sql } from '../storage/db.ts'
import { TASK_KINDS, type TaskKind } from '../warehouse/task.ts'
import type { Pending, PickPace, StepPace } from './backlog.ts'

/** Orders that each step is still before; what a person holds back is none of them. */
export async function pendingOrders(sql: Sql, siteId: string): Promise<Pending> {
  const [row] = await sql.named<Pending>(
    'dispatch-pending',
    `select count(*) filter (where state in ('reserved', 'released', 'picking')) as pick,
       count(*) filter (where state in ('reserved', 'released', 'picking', 'picked')) as pack, count(*) as ship
     from orders where site_id = $1 and state in ('reserved', 'released', 'picking', 'picked', 'packed', 'labelled')`,
    [siteId],
  )
  return row!
}

/** A task given in the evening and done in the morning did not take the night. */
const LONGEST_MS = 30 * 60_000
/** So many of a step are looked at, the youngest. */
const SAMPLE = 200

/** How quick each step was since a moment, by the last that were done; a step that nobody did is left out. */
export async function stepPace(sql: Sql, siteId: string, since: number): Promise<Map<TaskKind, StepPace>> {
  const rows = await sql.named<StepPace & { kind: TaskKind }>(
    'dispatch-pace',
    // Several picks of one order are work of that order.
    `select kind, sum(ms) / count(distinct order_id) as "msEach", percentile_cont(0.9) within group (order by ms) as "msSlow",
       count(distinct staff_id) as people
     from (
       select k.kind, t.order_id, t.staff_id, least(extract(epoch from t.done_at - t.offered_at) * 1000, $3)::float8 as ms
       from unnest($4::text[]) k(kind) cross join lateral (
         select order_id, staff_id, done_at, offered_at from task
         where site_id = $1 and kind = k.kind and state = 'done' and done_at >= $2 and offered_at is not null
         order by done_at desc limit $5) t) x
     group by kind`,
    [siteId, new Date(since), LONGEST_MS, TASK_KINDS, SAMPLE],
  )
  return new Map(rows.map(({ kind, ...pace }) => [kind, pace]))
}

/** The first and the last task that was done in each of these spans; spans without one are left out. */
export async function workedSpans(
  sql: Sql,
  siteId: string,
  spans: readonly { readonly from: number; readonly to: number }[],
): Promise<{ first: number; last: number }[]> {
  return await sql.named(
    'dispatch-worked',
    `select min(t.first) as first, max(t.last) as last
     from unnest($2::timestamptz[], $3::timestamptz[]) d(from_at, to_at) cross join unnest($4::text[]) k(kind)
     cross join lateral (select
       (select done_at from task where site_id = $1 and kind = k.kind and state = 'done' and done_at >= from_at and done_at < to_at
        order by done_at limit 1) as first,
       (select done_at from task where site_id = $1 and kind = k.kind and state = 'done' and done_at >= from_at and done_at < to_at
        order by done_at desc limit 1) as last) t
     where t.first is not null group by from_at order by from_at`,
    [siteId, spans.map((s) => new Date(s.from)), spans.map((s) => new Date(s.to)), TASK_KINDS],
  )
}

/** So many picks are looked at, the youngest. */
const PICKS = 5_000
/** Fewer picks of goods than this say nothing. */
const LEAST_PICKS = 3

/** How long goods take to pick, by picks of them alone since a moment. */
export async function pickPace(sql: Sql, siteId: string, since: number): Promise<PickPace[]> {
  return await sql.named<PickPace>(
    'dispatch-pick-pace',
    `select l.sku, percentile_cont(0.5) within group (order by least(extract(epoch from t.done_at - t.offered_at) * 1000, $3)::float8) as ms
     from (
       select id, done_at, offered_at from task
       where site_id = $1 and kind = 'pick' and state = 'done' and done_at >= $2 and offered_at is not null
       order by done_at desc limit $4) t
     join lateral (
       select min(sku) as sku, count(*) as lines, sum(short) as short from task_line where site_id = $1 and task_id = t.id) l
       on l.lines = 1 and l.short = 0
     group by l.sku having count(*) >= $5`,
    [siteId, new Date(since), LONGEST_MS, PICKS, LEAST_PICKS],
  )
}
