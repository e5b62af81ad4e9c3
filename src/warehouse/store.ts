import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'
import type { Bin } from './floor.ts'
import type { Task, TaskKind, TaskState } from './task.ts'

/** A task with what its giving left behind. */
export interface StoredTask extends Task {
  readonly expiresAt: number | null
  readonly offeredAt: number | null
  readonly why: readonly Text[]
  /** Whoever has it; also of those who left meanwhile. */
  readonly worker: string | null
  /** Where its order's goods wait or shall be put: a cell of the put wall, or a tote. */
  readonly cell: string | null
}

const TASK = `(select name from staff s where s.site_id = t.site_id and s.id = t.staff_id) as worker, t.id, t.kind, t.order_id as "orderId", t.state, t.staff_id as "staffId", t.epoch, t.zone,
  (select code from put_place p where p.site_id = t.site_id and p.order_id = t.order_id) as cell,
  t.expires_at as "expiresAt", t.offered_at as "offeredAt", t.why`

/** Lines with what the phone needs to judge a scan by itself; goods come from the catalogue's table, read only. */
const LINES = `(select coalesce(jsonb_agg(jsonb_build_object('seq', l.seq, 'bin', l.bin, 'sku', l.sku, 'barcode', p.barcode,
    'title', coalesce(p.title, jsonb_build_object('zh', l.sku, 'en', l.sku)), 'qty', l.qty, 'picked', l.picked, 'short', l.short,
    'hasPicture', exists (select 1 from product_picture pp where pp.site_id = l.site_id and pp.sku = l.sku))
    order by l.seq), '[]')
  from task_line l left join product p on p.site_id = l.site_id and p.sku = l.sku
  where l.site_id = t.site_id and l.task_id = t.id) as lines`

/** Writes bins; known codes stay. @returns how many were new */
export async function saveBins(sql: Sql, siteId: string, bins: readonly Bin[]): Promise<number> {
  return await sql.run(
    `insert into bin (site_id, code, zone, aisle, bay) select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::int[])
     on conflict do nothing`,
    [siteId, bins.map((b) => b.code), bins.map((b) => b.zone), bins.map((b) => b.aisle), bins.map((b) => b.bay)],
  )
}

/** All bins of a site by code. */
export async function listBins(sql: Sql, siteId: string): Promise<Bin[]> {
  return await sql.query<Bin>('select code, zone, aisle, bay from bin where site_id = $1 order by code', [siteId])
}

/** Is there such a bin? */
export async function hasBin(sql: Sql, siteId: string, code: string): Promise<boolean> {
  return (await sql.maybe('select 1 from bin where site_id = $1 and code = $2', [siteId, code])) !== null
}

/**
 * Takes the lock of a site's imports of stock for the rest of the transaction, waiting for one in hand. Taken before any row:
 * who holds it waits for rows, and nobody with rows waits for it.
 */
export async function waitForImports(tx: Sql, siteId: string): Promise<void> {
  await tx.one("select pg_advisory_xact_lock(hashtextextended('stock import ' || $1, 0))", [siteId])
}

/** A task on its way into the books, ready to be given. */
export interface NewTask {
  readonly id: string
  readonly kind: TaskKind
  readonly orderId: string
  readonly zone: string | null
  readonly lines: readonly { readonly seq: number; readonly bin: string; readonly sku: string; readonly qty: number }[]
}

/** Which of these bins are there. */
export async function knownBins(sql: Sql, siteId: string, codes: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ code: string }>('select code from bin where site_id = $1 and code = any($2)', [
    siteId,
    codes,
  ])
  return new Set(rows.map((r) => r.code))
}

/** Goods by SKU in the order asked for; what the catalogue does not know is left out. Read only. */
export async function listGoods(
  sql: Sql,
  siteId: string,
  skus: readonly string[],
): Promise<{ sku: string; barcode: string | null; title: Text }[]> {
  return await sql.query(
    `select p.sku, p.barcode, p.title from unnest($2::text[]) with ordinality u(sku, n)
     join product p on p.site_id = $1 and p.sku = u.sku order by u.n`,
    [siteId, skus],
  )
}

/** Writes a new task and its lines. */
export async function saveTask(tx: Sql, siteId: string, task: NewTask, at: number): Promise<void> {
  await saveTasks(tx, siteId, [task], at)
}

/** Writes new tasks and their lines in one statement. */
export async function saveTasks(tx: Sql, siteId: string, tasks: readonly NewTask[], at: number): Promise<void> {
  if (tasks.length === 0) return
  const lines = tasks.flatMap((t) => t.lines.map((line) => ({ ...line, taskId: t.id })))
  await tx.named(
    'task-add',
    `with t as (
       insert into task (site_id, id, kind, order_id, zone, state, created_at)
       select $1, n.*, 'ready', $2::timestamptz from unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[]) n)
     insert into task_line (site_id, task_id, seq, bin, sku, qty)
     select $1, * from unnest($7::uuid[], $8::int[], $9::text[], $10::text[], $11::int[])`,
    [
      siteId,
      new Date(at),
      tasks.map((t) => t.id),
      tasks.map((t) => t.kind),
      tasks.map((t) => t.orderId),
      tasks.map((t) => t.zone),
      lines.map((l) => l.taskId),
      lines.map((l) => l.seq),
      lines.map((l) => l.bin),
      lines.map((l) => l.sku),
      lines.map((l) => l.qty),
    ],
  )
}

/** One task, locked for a change; null when there is none. */
export async function lockTask(tx: Sql, siteId: string, id: string): Promise<StoredTask | null> {
  // Read by a statement of its own: what somebody wrote while we waited for the lock is in it.
  const lock = tx.maybe('select 1 from task where site_id = $1 and id = $2 for update', [siteId, id])
  const [, task] = await Promise.all([lock, loadTask(tx, siteId, id)])
  return task
}

/** One task, or null. */
export async function loadTask(sql: Sql, siteId: string, id: string): Promise<StoredTask | null> {
  return await sql.maybe<StoredTask>(`select ${TASK}, ${LINES} from task t where site_id = $1 and id = $2`, [
    siteId,
    id,
  ])
}

/** What a worker was given and has not finished, or null. */
export async function taskOf(sql: Sql, siteId: string, staffId: string): Promise<StoredTask | null> {
  return await sql.maybe<StoredTask>(
    `select ${TASK}, ${LINES} from task t where site_id = $1 and staff_id = $2 and state in ('offered', 'working')`,
    [siteId, staffId],
  )
}

/** What a phone shows of its worker. */
export interface Hand {
  /** When the phone was last heard. */
  readonly seenAt: number
  /** Where their last scan was; null: at the foot. */
  readonly lastBin: string | null
  readonly task: StoredTask | null
  /** Of the task's order. */
  readonly number: string | null
}

/** What somebody on shift was given and has not finished, in one look; null when they are not on shift. */
export async function handOf(sql: Sql, siteId: string, staffId: string): Promise<Hand | null> {
  const [row] = await sql.named<Omit<StoredTask, 'id'> & Omit<Hand, 'task'> & { id: string | null }>(
    'task-hand',
    `select w.seen_at as "seenAt", w.last_bin as "lastBin", o.number, t.* from work_shift w
     left join lateral (
       select ${TASK}, ${LINES} from task t
       where t.site_id = w.site_id and t.staff_id = w.staff_id and t.state in ('offered', 'working')) t on true
     left join orders o on o.site_id = w.site_id and o.id = t."orderId"
     where w.site_id = $1 and w.staff_id = $2 and w.ended_at is null`,
    [siteId, staffId],
  )
  if (row === undefined) return null
  const { seenAt, lastBin, number, id, ...task } = row
  return { seenAt, lastBin, number, task: id === null ? null : { id, ...task } }
}

/** Has this order a pick that is neither finished nor withdrawn? */
export async function hasOpenPick(sql: Sql, siteId: string, orderId: string): Promise<boolean> {
  const rows = await sql.named(
    'task-open-picks',
    `select 1 from task where site_id = $1 and order_id = $2 and kind = 'pick' and state not in ('done', 'cancelled') limit 1`,
    [siteId, orderId],
  )
  return rows.length > 0
}

/** Tasks in some states, those whose order must leave first before the others. */
export async function tasksIn(
  sql: Sql,
  siteId: string,
  states: readonly TaskState[],
): Promise<(StoredTask & { promiseAt: number; number: string })[]> {
  return await sql.query(
    `select ${TASK}, ${LINES}, o.promise_at as "promiseAt", o.number from task t
     join orders o on o.site_id = t.site_id and o.id = t.order_id
     where t.site_id = $1 and t.state = any($2) order by o.promise_at, t.id`,
    [siteId, states],
  )
}

/** All tasks of an order. */
export async function tasksOfOrder(sql: Sql, siteId: string, orderId: string): Promise<StoredTask[]> {
  return await sql.query<StoredTask>(
    `select ${TASK}, ${LINES} from task t where site_id = $1 and order_id = $2 order by created_at, id`,
    [siteId, orderId],
  )
}

/** Gives tasks to people; their epochs rise. @returns the new epoch of each that was still ready, by task */
export async function offerTasks(
  tx: Sql,
  siteId: string,
  offers: readonly { id: string; staffId: string; why: readonly Text[] }[],
  at: number,
  expiresAt: number,
): Promise<Map<string, number>> {
  const rows = await tx.named<{ id: string; epoch: number }>(
    'task-offer',
    `update task t set state = 'offered', staff_id = o.staff_id, epoch = t.epoch + 1, why = o.why, offered_at = $5, expires_at = $6
     from unnest($2::uuid[], $3::uuid[], $4::jsonb[]) o(id, staff_id, why)
     where t.site_id = $1 and t.id = o.id and t.state = 'ready' returning t.id, t.epoch`,
    [
      siteId,
      offers.map((o) => o.id),
      offers.map((o) => o.staffId),
      offers.map((o) => JSON.stringify(o.why)),
      new Date(at),
      new Date(expiresAt),
    ],
  )
  return new Map(rows.map((r) => [r.id, r.epoch]))
}

/** Changes a task's state; leaving a worker's hands takes the worker off it. */
export async function setTaskState(tx: Sql, siteId: string, id: string, state: TaskState, at: number): Promise<void> {
  await tx.run(
    `update task set state = $3, staff_id = case when $3 = 'ready' then null else staff_id end,
       expires_at = null, done_at = case when $3 in ('done', 'cancelled') then $4::timestamptz end
     where site_id = $1 and id = $2`,
    [siteId, id, state, new Date(at)],
  )
}

/** Adds picked or missing pieces to a line. */
export async function addToTaskLine(
  tx: Sql,
  siteId: string,
  taskId: string,
  seq: number,
  counter: 'picked' | 'short',
  qty: number,
): Promise<void> {
  await tx.run(`update task_line set ${counter} = ${counter} + $4 where site_id = $1 and task_id = $2 and seq = $3`, [
    siteId,
    taskId,
    seq,
    qty,
  ])
}

/** Adds a stop to a task: another bin for what was missing. */
export async function addTaskLine(
  tx: Sql,
  siteId: string,
  taskId: string,
  line: { bin: string; sku: string; qty: number },
): Promise<void> {
  await tx.run(
    `insert into task_line (site_id, task_id, seq, bin, sku, qty)
     select $1, $2, max(seq) + 1, $3, $4, $5 from task_line where site_id = $1 and task_id = $2`,
    [siteId, taskId, line.bin, line.sku, line.qty],
  )
}

/** A scan as it is kept. */
export interface ScanRow {
  readonly siteId: string
  readonly uid: string
  readonly taskId: string | null
  readonly staffId: string
  readonly deviceId: string
  readonly seq: number
  readonly code: string
  readonly qty: number
  readonly verdict: string
  readonly line: number | null
  readonly at: number
}

/** Which of these scans came before, and the line each was about. */
export async function knownVerdicts(
  sql: Sql,
  siteId: string,
  uids: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await sql.named<{ uid: string; line: number | null }>(
    'scan-known',
    'select uid, line from scan where site_id = $1 and uid = any($2)',
    [siteId, uids],
  )
  return new Map(rows.map((r) => [r.uid, r.line]))
}

/** Keeps scans, whatever their verdict. */
export async function saveScans(tx: Sql, siteId: string, scans: readonly ScanRow[]): Promise<void> {
  if (scans.length === 0) return
  await tx.named(
    'scan-add',
    `insert into scan (site_id, uid, task_id, staff_id, device_id, seq, code, qty, verdict, line, at)
     select $1, * from unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::int[],
       $9::text[], $10::int[], $11::timestamptz[])`,
    [
      siteId,
      scans.map((s) => s.uid),
      scans.map((s) => s.taskId),
      scans.map((s) => s.staffId),
      scans.map((s) => s.deviceId),
      scans.map((s) => s.seq),
      scans.map((s) => s.code),
      scans.map((s) => s.qty),
      scans.map((s) => s.verdict),
      scans.map((s) => s.line),
      scans.map((s) => new Date(s.at)),
    ],
  )
}

/** Adds picked pieces to the lines of a task; a line may be named several times. */
export async function addPicked(
  tx: Sql,
  siteId: string,
  taskId: string,
  pieces: readonly { line: number; qty: number }[],
): Promise<void> {
  await tx.named(
    'task-line-picked',
    `update task_line l set picked = l.picked + d.qty
     from (select seq, sum(qty)::int as qty from unnest($3::int[], $4::int[]) u(seq, qty) group by seq) d
     where l.site_id = $1 and l.task_id = $2 and l.seq = d.seq`,
    [siteId, taskId, pieces.map((p) => p.line), pieces.map((p) => p.qty)],
  )
}

/** Begins a shift unless one is open. */
export async function beginShift(tx: Sql, siteId: string, staffId: string, at: number): Promise<void> {
  await tx.run(
    `insert into work_shift (site_id, staff_id, began_at, seen_at) values ($1, $2, $3, $3) on conflict do nothing`,
    [siteId, staffId, new Date(at)],
  )
}

/** Ends the open shift. */
export async function endShift(tx: Sql, siteId: string, staffId: string, at: number): Promise<void> {
  await tx.run('update work_shift set ended_at = $3 where site_id = $1 and staff_id = $2 and ended_at is null', [
    siteId,
    staffId,
    new Date(at),
  ])
}

/** Is this person on shift? */
export async function isOnShift(sql: Sql, siteId: string, staffId: string): Promise<boolean> {
  return (
    (await sql.maybe('select 1 from work_shift where site_id = $1 and staff_id = $2 and ended_at is null', [
      siteId,
      staffId,
    ])) !== null
  )
}

/** A phone calls several times a second; that it was heard is written this often, for each writing waits for the disk. */
export const HEARD_MS = 2_000

/** Remembers that a worker's phone was heard. */
export async function touchShift(sql: Sql, siteId: string, staffId: string, at: number): Promise<void> {
  await sql.run(
    'update work_shift set seen_at = $3 where site_id = $1 and staff_id = $2 and ended_at is null and seen_at < $4',
    [siteId, staffId, new Date(at), new Date(at - HEARD_MS)],
  )
}

/** Remembers at which bin somebody stands: the next task is measured from there. */
export async function noteBin(tx: Sql, siteId: string, staffId: string, bin: string): Promise<void> {
  await tx.run(
    `update work_shift set last_bin = $3
     where site_id = $1 and staff_id = $2 and ended_at is null and last_bin is distinct from $3`,
    [siteId, staffId, bin],
  )
}

/** Remembers that workers got a task: the one who waits longest is next. */
export async function noteGiven(tx: Sql, siteId: string, staffIds: readonly string[], at: number): Promise<void> {
  await tx.named(
    'shift-given',
    'update work_shift set given_at = $3 where site_id = $1 and staff_id = any($2) and ended_at is null',
    [siteId, staffIds, new Date(at)],
  )
}

/** Remembers that a worker's phone has a stream open. */
export async function touchStream(sql: Sql, siteId: string, staffId: string, at: number): Promise<void> {
  await sql.run('update work_shift set stream_at = $3 where site_id = $1 and staff_id = $2 and ended_at is null', [
    siteId,
    staffId,
    new Date(at),
  ])
}

/** When somebody on shift last called, and when their stream was last seen open; null when they are not on shift. */
export async function lastHeard(
  sql: Sql,
  siteId: string,
  staffId: string,
): Promise<{ calledAt: number; streamAt: number | null } | null> {
  return await sql.maybe(
    `select seen_at as "calledAt", stream_at as "streamAt" from work_shift
     where site_id = $1 and staff_id = $2 and ended_at is null`,
    [siteId, staffId],
  )
}

/** Somebody on shift, as stored. */
export interface PersonOnShift {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly zones: readonly string[]
  readonly isBusy: boolean
  readonly lastBin: string | null
  readonly givenAt: number | null
  /** When this shift began. */
  readonly beganAt: number
  /** When the phone last called, and when its stream was last seen open. */
  readonly seenAt: number
  readonly streamAt: number | null
}

/** People on shift, with what they have and where they last scanned; all, or only those with nothing to do. */
export async function peopleOnShift(sql: Sql, siteId: string, onlyIdle = false): Promise<PersonOnShift[]> {
  return await sql.query(
    `select s.id, s.name, s.roles, s.zones, w.given_at as "givenAt", w.began_at as "beganAt", w.seen_at as "seenAt", w.stream_at as "streamAt",
       t.id is not null as "isBusy", w.last_bin as "lastBin"
     from work_shift w join staff s on s.site_id = w.site_id and s.id = w.staff_id
     left join task t on t.site_id = w.site_id and t.staff_id = w.staff_id and t.state in ('offered', 'working')
     where w.site_id = $1 and w.ended_at is null and s.state = 'active' and not ($2 and t.id is not null)`,
    [siteId, onlyIdle],
  )
}
