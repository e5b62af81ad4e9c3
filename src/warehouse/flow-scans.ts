import type { Text } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import { addToLines } from '../orders/store.ts'
import { pickAll } from '../stock/flow-pick.ts'
import type { Sql } from '../storage/db.ts'
import { type Actor, noteHeard } from './flow.ts'
import { judgeScan, MOST_CODE } from './scan.ts'
import { addPicked, knownVerdicts, lockTask, noteBin, type ScanRow, type StoredTask, saveScans } from './store.ts'

/** A scan on its way in; `uid` makes it safe to send twice, `seq` orders one phone's scans. */
export interface IncomingScan {
  readonly uid: string
  readonly seq: number
  readonly taskId: string
  readonly epoch: number
  readonly code: string
  readonly qty: number
}

/** What became of a scan. */
export interface ScanAnswer {
  readonly uid: string
  readonly verdict: 'right' | 'bin' | 'wrong' | 'extra' | 'stale' | 'repeat'
  readonly line: number | null
  readonly text: Text
}

const STALE: Text = {
  zh: '这份活已经不在你手上，扫的都记着。',
  en: 'This task is not in your hands any more; the scan is kept.',
}
const REPEAT: Text = { zh: '这一下已经记过了。', en: 'This scan is counted already.' }

/** The beginning of a code; half of a sign at the cut would be refused by the database. */
const cut = (code: string, most: number): string => code.slice(0, most).toWellFormed()

/**
 * Takes in scans, in their order; each once. Refused ones are kept too. A phone's queue comes whole: the scans of one task
 * share a transaction, so that a long list costs one sync of the disk and a handful of statements.
 */
export async function takeScans(core: Core, actor: Actor, scans: readonly IncomingScan[]): Promise<ScanAnswer[]> {
  const answers: ScanAnswer[] = []
  // What no database keeps must not hold up the rest of a phone's queue.
  const kept = scans.map((scan) => ({ ...scan, code: scan.code.replaceAll('\0', '').toWellFormed() }))
  for (const together of byTask(kept)) answers.push(...(await takeTogether(core, actor, together)))
  await noteHeard(core, actor)
  core.bus.emit('floor', actor.siteId)
  return answers
}

/** Runs of scans of the same task, as the phone made them. */
function byTask(scans: readonly IncomingScan[]): IncomingScan[][] {
  const runs: IncomingScan[][] = []
  for (const scan of [...scans].sort((a, b) => a.seq - b.seq)) {
    const run = runs.at(-1)
    if (run?.[0]?.taskId === scan.taskId) run.push(scan)
    else runs.push([scan])
  }
  return runs
}

async function takeTogether(core: Core, actor: Actor, scans: readonly IncomingScan[]): Promise<ScanAnswer[]> {
  const at = core.clock.now()
  const { siteId } = actor
  return await core.db.tx(async (tx) => {
    const uids = scans.map((s) => s.uid)
    const [task, known] = await Promise.all([lockTask(tx, siteId, scans[0]!.taskId), knownVerdicts(tx, siteId, uids)])
    let now = task
    const answers: ScanAnswer[] = []
    const rows: ScanRow[] = []
    const right: RightScan[] = []
    const events: NewEvent[] = []
    for (const scan of scans) {
      if (known.has(scan.uid)) {
        answers.push({ uid: scan.uid, verdict: 'repeat', line: known.get(scan.uid) ?? null, text: REPEAT })
        continue
      }
      const isMine = now !== null && now.staffId === actor.id && now.epoch === scan.epoch && now.state === 'working'
      const judged = isMine ? judgeScan(now!, scan) : { verdict: 'stale' as const, line: null, text: STALE }
      const { verdict, line, text } = judged
      known.set(scan.uid, line)
      answers.push({ uid: scan.uid, verdict, line, text })
      const kept = { ...scan, code: cut(scan.code, MOST_CODE), taskId: task?.id ?? null }
      rows.push({ ...kept, siteId, staffId: actor.id, deviceId: actor.deviceId, verdict, line, at })
      if (verdict === 'right' && now !== null && line !== null) {
        right.push({ ...scan, line })
        now = { ...now, lines: now.lines.map((l) => (l.seq === line ? { ...l, picked: l.picked + scan.qty } : l)) }
      } else if (verdict !== 'bin') {
        const payload = { taskId: scan.taskId, code: cut(scan.code, 60), verdict, workerId: actor.id }
        events.push({ siteId, name: 'scan.refused', at, orderId: task?.orderId ?? null, payload })
      }
    }
    const repeated = task?.kind === 'pick' ? await takeOut(tx, actor, task, right, at) : NONE
    const counted = right.filter((scan) => !repeated.has(scan.uid))
    if (task !== null) events.push(...pickedEvents(actor, task, counted, at))
    await Promise.all([
      saveScans(
        tx,
        siteId,
        rows.map((row) => (repeated.has(row.uid) ? { ...row, verdict: 'repeat' } : row)),
      ),
      recordAll(tx, events),
      task === null || counted.length === 0 ? undefined : countPieces(tx, actor, task, counted),
    ])
    return answers.map((a) => (repeated.has(a.uid) ? { ...a, verdict: 'repeat', text: REPEAT } : a))
  })
}

const NONE: ReadonlySet<string> = new Set()

interface RightScan extends IncomingScan {
  readonly line: number
}

/**
 * Pieces leave their bins, before any line is written: bins are locked before lines, as whoever reports a bin short does.
 * @returns the uids that the ledger knows from something else, a short or goods received: of those no piece moved
 */
async function takeOut(
  tx: Sql,
  actor: Actor,
  task: StoredTask,
  scans: readonly RightScan[],
  at: number,
): Promise<ReadonlySet<string>> {
  if (scans.length === 0) return NONE
  const { siteId, id: staffId } = actor
  const run = { siteId, orderId: task.orderId, taskId: task.id, staffId, at }
  const picks = await pickAll(tx, run, picksOf(task, scans))
  return new Set(scans.filter((_, i) => picks[i]!.repeat).map((scan) => scan.uid))
}

/** Right scans on the task's lines; of a pick also on the order's. At the packing table pieces are only checked. */
async function countPieces(tx: Sql, actor: Actor, task: StoredTask, scans: readonly RightScan[]): Promise<void> {
  const { siteId } = actor
  if (task.kind !== 'pick') return await addPicked(tx, siteId, task.id, scans)
  const picks = picksOf(task, scans)
  await Promise.all([
    addPicked(tx, siteId, task.id, scans),
    addToLines(tx, siteId, task.orderId, 'picked', picks),
    noteBin(tx, siteId, actor.id, picks.at(-1)!.bin),
  ])
}

const picksOf = (task: StoredTask, scans: readonly RightScan[]) =>
  scans.map((scan) => {
    const { sku, bin } = task.lines.find((l) => l.seq === scan.line)!
    return { sku, bin, qty: scan.qty, uid: scan.uid }
  })

/** What the order's story says of right scans. */
function pickedEvents(actor: Actor, task: StoredTask, scans: readonly RightScan[], at: number): NewEvent[] {
  if (task.kind !== 'pick') return []
  const { siteId } = actor
  return picksOf(task, scans).map(({ sku, bin, qty }) => ({
    siteId,
    name: 'line.picked',
    at,
    orderId: task.orderId,
    payload: { taskId: task.id, sku, qty, bin, workerId: actor.id, worker: actor.name },
  }))
}
