import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { announce, tell } from '../push/flow.ts'
import type { Sql } from '../storage/db.ts'
import { endShift, lastHeard, lockTask, setTaskState, taskOf, tasksOfOrder } from '../warehouse/store.ts'
import { freePlace } from '../warehouse/store-put.ts'
import { moveTask } from '../warehouse/task.ts'
import { LEASE_MS, leaseEndsAt } from './lease.ts'

/** The outbox's kind of an offer's deadline. */
export const OFFER_TIMER = 'task.offer-expired'
/** The outbox's kind of the look whether a worker with a task in hand is still heard. */
export const LEASE_TIMER = 'task.lease'

/** How a task leaves somebody's hands. */
export interface Return {
  readonly event: 'expire' | 'refuse' | 'return'
  /** Only if it is still under this fencing number. */
  readonly epoch?: number
  /** `silent`, `shift-ended`, `device-removed`, `disabled`, or a person's words; stands in the order's story. */
  readonly reason: string
  /** The supervisor who did it. */
  readonly by?: string
}

/**
 * Takes a task from whoever has it: silence, refusal, the end of a shift, a removed phone. What was scanned stays.
 * @returns whether it was taken
 */
export async function takeBack(core: Core, siteId: string, taskId: string, how: Return): Promise<boolean> {
  const at = core.clock.now()
  const from = await core.db.tx((tx) => takeBackIn(core, tx, { siteId, taskId, at, ...how }))
  if (from !== null) returned(core, siteId, from)
  return from !== null
}

/** After the commit of `takeBackIn`: the worker hears it, and the task is given anew. */
export function returned(core: Core, siteId: string, staffId: string): void {
  announce(core, siteId, { kind: 'worker', id: staffId })
  core.bus.emit('dispatch', siteId)
  core.bus.emit('floor', siteId)
}

/** Takes a task back in the caller's transaction. @returns who had it; null when nobody had, or under another epoch */
export async function takeBackIn(
  core: Core,
  tx: Sql,
  how: Return & { siteId: string; taskId: string; at: number },
): Promise<string | null> {
  const { siteId, taskId, at } = how
  const task = await lockTask(tx, siteId, taskId)
  if (task === null || task.staffId === null || (how.epoch !== undefined && task.epoch !== how.epoch)) return null
  const state = moveTask(task.state, how.event)
  if (state === null) return null
  const { staffId, epoch, kind } = task
  const told = record(tx, {
    siteId,
    name: how.event === 'refuse' ? 'task.refused' : 'task.taken-back',
    at,
    orderId: task.orderId,
    payload: {
      taskId,
      kind,
      workerId: staffId,
      worker: task.worker ?? '',
      epoch,
      reason: how.reason,
      by: how.by ?? null,
    },
  })
  const news = { taskId, epoch, reason: how.reason }
  await Promise.all([
    told,
    setTaskState(tx, siteId, taskId, state, at),
    forgetTimers(core, tx, siteId, taskId),
    tell(core, tx, siteId, { kind: 'worker', id: staffId }, 'task.taken-back', news),
  ])
  return staffId
}

/** A task that is in nobody's hands any more has no deadlines. */
export async function forgetTimers(core: Core, tx: Sql, siteId: string, taskId: string): Promise<void> {
  await Promise.all([
    core.outbox.cancel(tx, { siteId, kind: OFFER_TIMER, ref: taskId }),
    core.outbox.cancel(tx, { siteId, kind: LEASE_TIMER, ref: taskId }),
  ])
}

/** The outbox's work when an offer was not answered in time: it goes to somebody else. */
export async function expireOffer(core: Core, item: OutboxItem): Promise<void> {
  await takeBack(core, item.siteId, item.ref, { event: 'expire', epoch: Number(item.payload.epoch), reason: 'silent' })
}

/** From acceptance on the task is held under a lease, in the caller's transaction. */
export async function beginLease(
  core: Core,
  tx: Sql,
  task: { siteId: string; taskId: string; epoch: number; at: number },
): Promise<void> {
  const { siteId, taskId, epoch, at } = task
  await Promise.all([
    core.outbox.cancel(tx, { siteId, kind: OFFER_TIMER, ref: taskId }),
    core.outbox.add(tx, { siteId, kind: LEASE_TIMER, ref: taskId, dueAt: at + LEASE_MS, payload: { epoch } }),
  ])
}

/** Work that is finished is held under no lease, in the caller's transaction; its offer's deadline went when it was accepted. */
export async function endLease(core: Core, tx: Sql, siteId: string, taskId: string): Promise<void> {
  await core.outbox.cancel(tx, { siteId, kind: LEASE_TIMER, ref: taskId })
}

/**
 * The outbox's work when a lease may have ended. Hearing a worker writes nothing here: the lease is looked at when it would
 * end, and goes on from when the worker was last heard.
 */
export async function checkLease(core: Core, item: OutboxItem): Promise<void> {
  const { siteId, ref: taskId } = item
  const epoch = Number(item.payload.epoch)
  const from = await core.db.tx(async (tx) => {
    const task = await lockTask(tx, siteId, taskId)
    if (task === null || task.state !== 'working' || task.staffId === null || task.epoch !== epoch) return null
    const at = core.clock.now()
    const heard = await lastHeard(tx, siteId, task.staffId)
    const endsAt = heard === null ? at : leaseEndsAt(heard.calledAt, heard.streamAt)
    if (endsAt <= at) return await takeBackIn(core, tx, { siteId, taskId, at, event: 'return', reason: 'silent' })
    await core.outbox.add(tx, { siteId, kind: LEASE_TIMER, ref: taskId, dueAt: endsAt, payload: { epoch } })
    return null
  })
  if (from !== null) returned(core, siteId, from)
}

/**
 * Somebody can work no more (phone removed, account disabled): the shift ends and what is in hand goes back, in the caller's
 * transaction; after the commit the caller calls `returned`.
 */
export async function leaveFloor(
  core: Core,
  tx: Sql,
  who: { siteId: string; staffId: string; at: number; reason: string; by?: string },
): Promise<void> {
  const { siteId, staffId, at, reason, by } = who
  const open = await taskOf(tx, siteId, staffId)
  if (open !== null)
    await takeBackIn(core, tx, { siteId, taskId: open.id, at, event: 'return', reason, ...(by ? { by } : {}) })
  await endShift(tx, siteId, staffId, at)
}

/**
 * Withdraws the open tasks of an order that was cancelled or held, in that transaction; their workers are told. The place it
 * took when its picking was accepted is free again, unless goods lie in it.
 */
export async function withdrawTasks(
  core: Core,
  tx: Sql,
  order: { siteId: string; orderId: string; at: number; reason: string },
): Promise<void> {
  const { siteId } = order
  const all = await tasksOfOrder(tx, siteId, order.orderId)
  if (all.every((t) => t.lines.every((l) => l.picked === 0))) await freePlace(tx, siteId, order.orderId)
  for (const task of all.filter((t) => moveTask(t.state, 'cancel') !== null)) {
    await setTaskState(tx, siteId, task.id, 'cancelled', order.at)
    await forgetTimers(core, tx, siteId, task.id)
    if (task.staffId === null) continue
    const news = { taskId: task.id, epoch: task.epoch, reason: order.reason }
    await tell(core, tx, siteId, { kind: 'worker', id: task.staffId }, 'task.taken-back', news)
  }
}
