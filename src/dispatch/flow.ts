import { SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import { orderChanged } from '../orders/flow-state.ts'
import { announce, sendAll } from '../push/flow.ts'
import type { Message } from '../push/message.ts'
import { DEFAULT_SETTINGS } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import type { Role } from '../staff/staff.ts'
import type { Sql } from '../storage/db.ts'
import { readBin } from '../warehouse/floor.ts'
import { noteGiven, offerTasks, type PersonOnShift, peopleOnShift } from '../warehouse/store.ts'
import type { TaskKind } from '../warehouse/task.ts'
import { type Assignment, assign, hasRole, type OnShift, type Waiting } from './assign.ts'
import { releaseOrders } from './flow-release.ts'
import { OFFER_TIMER } from './flow-return.ts'
import { heardAt, LEASE_MS } from './lease.ts'
import { keepersOf, notTaken, type ReadyTask, readyTasks, situation } from './store.ts'

/** An offer that nobody answers goes to the next after this long. */
export const OFFER_SECONDS = 20
/** Orders released in one go: their bins are locked together, and pickers wait for those. */
const RELEASE_AT_ONCE = 20
/** With so many picks waiting, further orders stay reserved: they can still be cancelled freely, and planning stays quick. */
const ENOUGH_PICKS = 200
/** Beyond this nothing more is released, whoever is idle: zones that nobody works in must not fill the floor. */
const MOST_PICKS = 5 * ENOUGH_PICKS
/** Tasks looked at beyond one for each idle person, since some were asked lately and did not take theirs. */
const SPARE = 5
/** Who did not answer is not asked again for the same task within this time. */
const NOT_AGAIN_MS = 60 * SECOND

const TASK_NEWS: Readonly<Record<TaskKind, Text>> = {
  pick: { zh: '拣货', en: 'Pick' },
  pack: { zh: '打包', en: 'Pack' },
  ship: { zh: '发货', en: 'Ship' },
}

/**
 * Plans one site: releases orders whose stock is reserved into tasks, then gives ready tasks to idle people. One planner a site
 * at a time (advisory lock); another process that comes meanwhile leaves it to that one, and the poll comes again.
 * @returns whether anything was done
 */
export async function plan(core: Core, siteId: string): Promise<boolean> {
  const now = await situation(core.db, siteId)
  if (!now.reserved && now.ready === 0) return false
  const { changed, made } = await core.db.tx(async (tx) => {
    const [mine, site] = await Promise.all([isMine(tx, siteId), loadSite(tx, siteId)])
    if (!mine) return { changed: [], made: [], idlePickers: 0 }
    const { division } = site?.settings ?? DEFAULT_SETTINGS
    const isEnough = now.readyPicks >= ENOUGH_PICKS
    const changed = now.reserved && !isEnough ? await releaseOrders(core, tx, siteId, RELEASE_AT_ONCE) : []
    const given =
      now.ready + changed.length > 0 ? await giveTasks(core, tx, siteId, division) : { made: [], idlePickers: 0 }
    // Enough picks wait, yet none for these people: their work is in orders behind them, and they are served next.
    const isMore = now.reserved && isEnough && given.idlePickers > 0 && now.readyPicks < MOST_PICKS
    if (isMore) changed.push(...(await releaseOrders(core, tx, siteId, RELEASE_AT_ONCE)))
    return { changed, ...given }
  })
  for (const one of made) announce(core, siteId, { kind: 'worker', id: one.workerId })
  for (const order of changed) orderChanged(core, siteId, order)
  if (made.length > 0) core.bus.emit('floor', siteId)
  return changed.length + made.length > 0
}

async function isMine(tx: Sql, siteId: string): Promise<boolean> {
  const row = await tx.one<{ mine: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('plan ' || $1, 0)) as mine",
    [siteId],
  )
  return row.mine
}

/** Gives ready tasks to idle people. @returns what was given, and how many pickers got nothing */
async function giveTasks(
  core: Core,
  tx: Sql,
  siteId: string,
  division: boolean,
): Promise<{ made: readonly Assignment[]; idlePickers: number }> {
  const at = core.clock.now()
  // Who is busy matters only where an order stays with one person.
  const people = await peopleOnShift(tx, siteId, division)
  const idle = people.filter((p) => !p.isBusy).length
  if (idle === 0) return { made: [], idlePickers: 0 }
  const [ready, recently] = await Promise.all([
    readyTasks(tx, siteId, idle + SPARE),
    notTaken(tx, siteId, at - NOT_AGAIN_MS),
  ])
  const keepers = division
    ? new Map()
    : await keepersOf(
        tx,
        siteId,
        ready.map((t) => t.orderId),
      )
  const waiting: Waiting[] = ready.map((t) => ({
    id: t.id,
    orderId: t.orderId,
    kind: t.kind,
    zone: t.zone,
    firstBin: t.firstBin === null ? null : readBin(t.firstBin),
    promiseAt: t.promiseAt,
    not: recently.get(t.id) ?? [],
    keeper: keepers.get(t.orderId) ?? null,
  }))
  const workers = people.map((p) => onShift(p, at))
  const made = assign(waiting, workers, at, division)
  const byId = new Map(ready.map((t) => [t.id, t]))
  await offerAll(
    core,
    tx,
    siteId,
    made.map((one) => ({ one, task: byId.get(one.taskId)! })),
    at,
  )
  const served = new Set(made.map((one) => one.workerId))
  const idlePickers = workers.filter((w) => !w.isBusy && !served.has(w.id) && hasRole(w, 'pick', division)).length
  return { made, idlePickers }
}

/** Somebody on shift as planning looks at them. */
export function onShift(person: PersonOnShift, at: number): OnShift {
  return {
    ...person,
    roles: person.roles as Role[],
    at: person.lastBin === null ? null : readBin(person.lastBin),
    isHeard: at - heardAt(person.seenAt, person.streamAt) <= LEASE_MS,
  }
}

/** Offers a task to somebody in the caller's transaction: the deadline, the log and the push with it. */
export async function offer(
  core: Core,
  tx: Sql,
  siteId: string,
  one: Assignment,
  task: ReadyTask,
  at: number,
): Promise<void> {
  await offerAll(core, tx, siteId, [{ one, task }], at)
}

/** `offer` for all that one plan gives, each table written once: with fifty orders a second a plan gives many. */
async function offerAll(
  core: Core,
  tx: Sql,
  siteId: string,
  offers: readonly { one: Assignment; task: ReadyTask }[],
  at: number,
): Promise<void> {
  if (offers.length === 0) return
  const dueAt = at + OFFER_SECONDS * SECOND
  const asked = offers.map(({ one }) => ({ id: one.taskId, staffId: one.workerId, why: one.why }))
  const epochs = await offerTasks(tx, siteId, asked, at, dueAt)
  const made = offers.flatMap(({ one, task }) => {
    const epoch = epochs.get(task.id)
    return epoch === undefined ? [] : [{ one, task, epoch }]
  })
  const people = made.map(({ one }) => one.workerId)
  const timers = made.map(({ task, epoch }) => ({ siteId, kind: OFFER_TIMER, ref: task.id, dueAt, payload: { epoch } }))
  const news = made.map(({ one, task, epoch }) => newsOf(siteId, one.workerId, task, epoch))
  await Promise.all([
    noteGiven(tx, siteId, people, at),
    core.outbox.addAll(tx, timers),
    recordAll(
      tx,
      made.map(({ one, task, epoch }) => offeredEvent(siteId, one, task, epoch, at)),
    ),
    sendAll(core, tx, siteId, news),
  ])
}

function offeredEvent(siteId: string, one: Assignment, task: ReadyTask, epoch: number, at: number): NewEvent {
  return {
    siteId,
    name: 'task.offered',
    at,
    orderId: task.orderId,
    payload: {
      taskId: task.id,
      kind: task.kind,
      workerId: one.workerId,
      worker: one.candidates.find((c) => c.workerId === one.workerId)!.name,
      epoch,
      why: one.why,
      candidates: one.candidates.slice(0, 5),
    },
  }
}

function newsOf(siteId: string, workerId: string, task: ReadyTask, epoch: number): Message {
  const what = TASK_NEWS[task.kind]
  const where = task.zone === null ? { zh: '', en: '' } : { zh: `，${task.zone} 区`, en: `, zone ${task.zone}` }
  return {
    siteId,
    to: { kind: 'worker', id: workerId },
    topic: 'task.offered',
    title: { zh: `${what.zh} ${task.number}`, en: `${what.en} ${task.number}` },
    body: { zh: `${task.lines} 行${where.zh}`, en: `${task.lines} lines${where.en}` },
    url: '/phone/',
    urgency: 'high',
    ttlSeconds: OFFER_SECONDS,
    tag: task.id,
    orderId: task.orderId,
    data: { taskId: task.id, epoch },
  }
}
