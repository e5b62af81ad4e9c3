import type { Sql } from '../storage/db.ts'
import type { TaskKind } from '../warehouse/task.ts'

/** What there is to plan at a site. */
export interface Situation {
  /** Orders wait to be released. */
  readonly reserved: boolean
  /** Tasks wait to be given. */
  readonly ready: number
  /** Of these, picks. */
  readonly readyPicks: number
}

/** Asked at every wake-up: most of them find nothing, which this says without a transaction. */
export async function situation(sql: Sql, siteId: string): Promise<Situation> {
  const [row] = await sql.named<Situation>(
    'dispatch-situation',
    `select exists (select 1 from orders where site_id = $1 and state = 'reserved') as reserved,
       count(*) as ready, count(*) filter (where kind = 'pick') as "readyPicks"
     from task where site_id = $1 and state = 'ready'`,
    [siteId],
  )
  return row!
}

/** A task that waits, with what its giving needs. */
export interface ReadyTask {
  readonly id: string
  readonly kind: TaskKind
  readonly zone: string | null
  readonly orderId: string
  readonly number: string
  readonly promiseAt: number
  readonly firstBin: string | null
  readonly lines: number
}

/**
 * Of each step and zone the tasks whose orders must leave first, at most `each`: nobody idle can get more than that, however
 * long the list is.
 */
export async function readyTasks(sql: Sql, siteId: string, each: number): Promise<ReadyTask[]> {
  return await sql.named<ReadyTask>(
    'dispatch-ready',
    `select t.id, t.kind, t.zone, t."orderId", t.number, t."promiseAt",
       (select bin from task_line l where l.site_id = $1 and l.task_id = t.id order by seq limit 1) as "firstBin",
       (select count(*) from task_line l where l.site_id = $1 and l.task_id = t.id) as lines
     from (
       select t.id, t.kind, t.zone, t.order_id as "orderId", o.number, o.promise_at as "promiseAt",
         row_number() over (partition by t.kind, t.zone order by o.promise_at, t.id) as place
       from task t join orders o on o.site_id = t.site_id and o.id = t.order_id
       where t.site_id = $1 and t.state = 'ready') t
     where place <= $2`,
    [siteId, each],
  )
}

/** One task that waits, or null. */
export async function readyTask(sql: Sql, siteId: string, id: string): Promise<ReadyTask | null> {
  return await sql.maybe<ReadyTask>(
    `select t.id, t.kind, t.zone, t.order_id as "orderId", o.number, o.promise_at as "promiseAt",
       (select bin from task_line l where l.site_id = $1 and l.task_id = t.id order by seq limit 1) as "firstBin",
       (select count(*) from task_line l where l.site_id = $1 and l.task_id = t.id) as lines
     from task t join orders o on o.site_id = t.site_id and o.id = t.order_id
     where t.site_id = $1 and t.id = $2 and t.state = 'ready'`,
    [siteId, id],
  )
}

/** Who has, else who last did, a step of these orders: by order. For shops that do not divide the work. */
export async function keepersOf(
  sql: Sql,
  siteId: string,
  orderIds: readonly string[],
): Promise<Map<string, { id: string; isNow: boolean }>> {
  const rows = await sql.named<{ orderId: string; id: string; isNow: boolean }>(
    'dispatch-keepers',
    `select distinct on (order_id) order_id as "orderId", staff_id as id, state in ('offered', 'working') as "isNow"
     from task where site_id = $1 and order_id = any($2) and staff_id is not null and state in ('offered', 'working', 'done')
     order by order_id, state in ('offered', 'working') desc, done_at desc`,
    [siteId, orderIds],
  )
  return new Map(rows.map(({ orderId, ...keeper }) => [orderId, keeper]))
}

/** Takes the planner's lock of a site for the rest of the transaction, waiting for a plan in hand. */
export async function waitForPlanner(tx: Sql, siteId: string): Promise<void> {
  await tx.one("select pg_advisory_xact_lock(hashtextextended('plan ' || $1, 0))", [siteId])
}

/** Who was offered a task since then and did not take it, by the event log: task to people. */
export async function notTaken(sql: Sql, siteId: string, since: number): Promise<Map<string, string[]>> {
  const rows = await sql.named<{ taskId: string; workerId: string }>(
    'dispatch-not-taken',
    `select payload->>'taskId' as "taskId", payload->>'workerId' as "workerId" from event
     where site_id = $1 and name in ('task.refused', 'task.taken-back') and at > $2`,
    [siteId, new Date(since)],
  )
  return new Map([...Map.groupBy(rows, (r) => r.taskId)].map(([id, who]) => [id, who.map((w) => w.workerId)]))
}
