import { SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { advance, orderChanged } from '../orders/flow-state.ts'
import { linesOf, type Order, ordersInState } from '../orders/store.ts'
import { announce, send } from '../push/flow.ts'
import type { Role } from '../staff/staff.ts'
import { allocateBins } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { readBin, walkingOrder } from '../warehouse/floor.ts'
import { offerTask, peopleOnShift, type StoredTask, saveTask, tasksIn, touchShift } from '../warehouse/store.ts'
import type { TaskKind } from '../warehouse/task.ts'
import { type Assignment, assign, type OnShift, type Waiting } from './assign.ts'
import { OFFER_TIMER } from './flow-return.ts'

/** An offer that nobody answers goes to the next after this long. */
export const OFFER_SECONDS = 20
/** Orders released in one go. */
const RELEASE_AT_ONCE = 50
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
  const released = await releaseOrders(core, siteId)
  const offered = await offerTasks(core, siteId)
  return released + offered > 0
}

async function isMine(tx: Sql, siteId: string): Promise<boolean> {
  const row = await tx.one<{ mine: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('plan ' || $1, 0)) as mine",
    [siteId],
  )
  return row.mine
}

async function releaseOrders(core: Core, siteId: string): Promise<number> {
  const changed = await core.db.tx(async (tx) => {
    if (!(await isMine(tx, siteId))) return []
    const done: Order[] = []
    for (const order of await ordersInState(tx, siteId, 'reserved', RELEASE_AT_ONCE))
      done.push(await release(core, tx, siteId, order))
    return done
  })
  for (const order of changed) orderChanged(core, siteId, order)
  return changed.length
}

/** An order becomes one pick for each zone its goods lie in; the packing comes when all are picked. */
async function release(core: Core, tx: Sql, siteId: string, order: Order): Promise<Order> {
  const at = core.clock.now()
  const lines = await linesOf(tx, siteId, order.id)
  const wanted = lines.map((l) => ({ sku: l.sku, qty: l.qty - l.cancelled })).filter((l) => l.qty > 0)
  const chosen = await allocateBins(tx, siteId, order.id, wanted, at)
  const stops = chosen.map((c) => ({ ...c, place: readBin(c.bin) }))
  const zones = [...new Set(stops.map((s) => s.place?.zone ?? '?'))].sort()
  for (const zone of zones) {
    const mine = stops.flatMap((s) =>
      (s.place?.zone ?? '?') === zone
        ? [{ sku: s.sku, qty: s.qty, code: s.bin, bin: s.place ?? { code: s.bin, zone, aisle: 1, bay: 1 } }]
        : [],
    )
    const walked = walkingOrder(mine).map((s, seq) => ({ seq, bin: s.code, sku: s.sku, qty: s.qty }))
    await saveTask(
      tx,
      siteId,
      { id: newId(), kind: 'pick', orderId: order.id, zone: zone === '?' ? null : zone, lines: walked },
      at,
    )
  }
  return await advance(core, tx, {
    siteId,
    orderId: order.id,
    event: 'release',
    at,
    log: { name: 'order.released', payload: { tasks: zones.length } },
  })
}

async function offerTasks(core: Core, siteId: string): Promise<number> {
  const at = core.clock.now()
  const given = await core.db.tx(async (tx) => {
    if (!(await isMine(tx, siteId))) return []
    const ready = await tasksIn(tx, siteId, ['ready'])
    if (ready.length === 0) return []
    const people = await peopleOnShift(tx, siteId)
    const recently = await lately(tx, siteId, at)
    const waiting: Waiting[] = ready.map((t) => ({
      id: t.id,
      kind: t.kind,
      zone: t.zone,
      firstBin: t.lines[0] === undefined ? null : readBin(t.lines[0].bin),
      promiseAt: t.promiseAt,
      not: recently.get(t.id) ?? [],
    }))
    const workers: OnShift[] = people.map((p) => ({
      ...p,
      roles: p.roles as Role[],
      at: p.lastBin === null ? null : readBin(p.lastBin),
    }))
    const made = assign(waiting, workers, at)
    for (const one of made) await offer(core, tx, siteId, one, ready.find((t) => t.id === one.taskId)!, at)
    return made
  })
  for (const one of given) announce(core, siteId, { kind: 'worker', id: one.workerId })
  if (given.length > 0) core.bus.emit('floor', siteId)
  return given.length
}

/** Who was offered a task lately and did not take it, by the event log. */
async function lately(tx: Sql, siteId: string, at: number): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ taskId: string; workerId: string }>(
    `select payload->>'taskId' as "taskId", payload->>'workerId' as "workerId" from event
     where site_id = $1 and name in ('task.refused', 'task.taken-back') and at > $2`,
    [siteId, new Date(at - NOT_AGAIN_MS)],
  )
  const found = new Map<string, string[]>()
  for (const r of rows) found.set(r.taskId, [...(found.get(r.taskId) ?? []), r.workerId])
  return found
}

async function offer(
  core: Core,
  tx: Sql,
  siteId: string,
  one: Assignment,
  task: StoredTask & { number: string },
  at: number,
): Promise<void> {
  const expiresAt = at + OFFER_SECONDS * SECOND
  const epoch = await offerTask(tx, siteId, { id: one.taskId, staffId: one.workerId, why: one.why, at, expiresAt })
  if (epoch === null) return
  await touchShift(tx, siteId, one.workerId, at, true)
  await core.outbox.add(tx, { siteId, kind: OFFER_TIMER, ref: one.taskId, dueAt: expiresAt, payload: { epoch } })
  const worker = one.candidates.find((c) => c.workerId === one.workerId)!.name
  await record(tx, {
    siteId,
    name: 'task.offered',
    at,
    orderId: task.orderId,
    payload: {
      taskId: task.id,
      kind: task.kind,
      workerId: one.workerId,
      worker,
      epoch,
      why: one.why.map((w) => w.zh),
      candidates: one.candidates.slice(0, 5),
    },
  })
  const what = TASK_NEWS[task.kind]
  const where = task.zone === null ? { zh: '', en: '' } : { zh: `，${task.zone} 区`, en: `, zone ${task.zone}` }
  await send(core, tx, {
    siteId,
    to: { kind: 'worker', id: one.workerId },
    topic: 'task.offered',
    title: { zh: `${what.zh} ${task.number}`, en: `${what.en} ${task.number}` },
    body: { zh: `${task.lines.length} 行${where.zh}`, en: `${task.lines.length} lines${where.en}` },
    url: '/phone/',
    urgency: 'high',
    ttlSeconds: OFFER_SECONDS,
    tag: task.id,
    data: { taskId: task.id, epoch },
  })
}
