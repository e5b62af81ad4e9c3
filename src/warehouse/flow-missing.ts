import { forgetTimers } from '../dispatch/flow-return.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { advance, orderChanged } from '../orders/flow-state.ts'
import { addToLines, linesOf, type Order } from '../orders/store.ts'
import { announce } from '../push/flow.ts'
import type { Site } from '../sites/site.ts'
import { losePicked } from '../stock/flow-pick.ts'
import type { Sql } from '../storage/db.ts'
import { type Actor, mine } from './flow.ts'
import { warehouseFail } from './problems.ts'
import { addToTaskLine, loadTask, type StoredTask, setTaskState, tasksOfOrder } from './store.ts'
import { parcelOfOrder } from './store-parcel.ts'
import { freePlace } from './store-put.ts'
import { moveTask, type TaskLine } from './task.ts'

/** Pieces that the packer misses, or finds damaged. */
export interface Missing {
  readonly taskId: string
  readonly epoch: number
  readonly line: number
  readonly qty: number
  /** Counts once. */
  readonly uid: string
}

/**
 * Pieces are missing or damaged at the packing table: they are taken off the order, and written off the bin they came from.
 * When the shop holds short orders, or nothing is left to send, the packing is withdrawn and a person decides; else it goes on
 * with what is there.
 * @returns the packing while it goes on, null when it was withdrawn
 * @throws warehouse/taken-back, warehouse/not-a-check, warehouse/nothing-missing
 */
export async function reportMissing(core: Core, site: Site, actor: Actor, input: Missing): Promise<StoredTask | null> {
  const at = core.clock.now()
  const { siteId } = actor
  const done = await core.db.tx(async (tx) => {
    const { task } = await mine(tx, actor, input.taskId, input.epoch)
    const line = task.lines.find((l) => l.seq === input.line)
    const isChecked = task.kind === 'pack' && (await parcelOfOrder(tx, siteId, task.orderId)) === null
    if (!isChecked || line === undefined || task.state !== 'working') throw warehouseFail('warehouse/not-a-check')
    const lost = await takeOff(tx, actor, task, line, input, at)
    if (lost === 0) return { order: null, task }
    await addToTaskLine(tx, siteId, task.id, line.seq, 'short', lost)
    const payload = { sku: line.sku, missing: lost }
    await record(tx, { siteId, name: 'order.short', at, orderId: task.orderId, payload })
    const isAny = (await linesOf(tx, siteId, task.orderId)).some((l) => l.picked > 0)
    if (isAny && site.settings.onShort !== 'hold') return { order: null, task: (await loadTask(tx, siteId, task.id))! }
    return { order: await withdraw(core, tx, siteId, task, isAny, at), task: null }
  })
  if (done.order !== null) orderChanged(core, siteId, done.order)
  core.bus.emit('catalog', siteId, 'stock')
  core.bus.emit('floor', siteId)
  if (done.task === null) {
    core.bus.emit('dispatch', siteId)
    announce(core, siteId, { kind: 'worker', id: actor.id })
  }
  return done.task
}

/** Takes pieces off stock and order. @returns how many; 0 when this uid was reported before */
async function takeOff(
  tx: Sql,
  actor: Actor,
  task: StoredTask,
  line: TaskLine,
  input: Missing,
  at: number,
): Promise<number> {
  const { siteId, id: staffId } = actor
  const { orderId, id: taskId } = task
  const { sku } = line
  const left = line.qty - line.picked - line.short
  const picks = (await tasksOfOrder(tx, siteId, orderId)).filter((t) => t.kind === 'pick')
  const bin = picks.flatMap((t) => t.lines).find((l) => l.sku === sku && l.picked > 0)?.bin
  if (bin === undefined) throw warehouseFail('warehouse/nothing-missing', { params: { left: 0 }, field: 'qty' })
  const qty = Math.min(input.qty, Math.max(1, left))
  const lost = await losePicked(tx, { siteId, orderId, taskId, staffId, sku, bin, qty, uid: input.uid, at })
  if (lost === 0) return 0
  // Judged after the uid: the same report again is no fault, though nothing is left to report.
  if (input.qty > left) throw warehouseFail('warehouse/nothing-missing', { params: { left }, field: 'qty' })
  await addToLines(tx, siteId, orderId, 'picked', [{ sku, qty: -lost }])
  await addToLines(tx, siteId, orderId, 'cancelled', [{ sku, qty: lost }])
  return lost
}

/** The order waits for a person; what is left of it stays in its place, and a new packing is made when it goes on. */
async function withdraw(
  core: Core,
  tx: Sql,
  siteId: string,
  task: StoredTask,
  isAny: boolean,
  at: number,
): Promise<Order> {
  await setTaskState(tx, siteId, task.id, moveTask(task.state, 'cancel')!, at)
  await forgetTimers(core, tx, siteId, task.id)
  if (!isAny) await freePlace(tx, siteId, task.orderId)
  return await advance(core, tx, { siteId, orderId: task.orderId, event: 'short', at })
}
