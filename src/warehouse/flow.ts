import { newId } from '../base/id.ts'
import manual from '../carriers/manual.ts'
import { beginLease, forgetTimers, takeBack } from '../dispatch/flow-return.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { advance, orderChanged } from '../orders/flow-state.ts'
import { addToLines, linesOf, loadOrder, lockOrder } from '../orders/store.ts'
import { announce } from '../push/flow.ts'
import type { Site } from '../sites/site.ts'
import { putAway, receive, ship, shortPick } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { type Bin, readBin } from './floor.ts'
import { parcelNumber, readParcelNumber } from './parcel-number.ts'
import { warehouseFail } from './problems.ts'
import { cleanCode } from './scan.ts'
import {
  addTaskLine,
  addToTaskLine,
  beginShift,
  endShift,
  hasBin,
  isOnShift,
  lockTask,
  markParcel,
  nextParcelSerial,
  type Parcel,
  parcelOfOrder,
  type StoredTask,
  saveBins,
  saveParcel,
  saveTask,
  setTaskState,
  taskOf,
  tasksOfOrder,
  touchShift,
  touchStream,
} from './store.ts'
import { leftOf, moveTask } from './task.ts'

/** Who acts, from which phone. */
export interface Actor {
  readonly siteId: string
  readonly id: string
  readonly name: string
  readonly deviceId: string
}

/** Goes on shift, or off it; open work goes back only when `confirm` says so. @throws warehouse/open-work */
export async function setShift(core: Core, actor: Actor, on: boolean, confirm: boolean): Promise<void> {
  const at = core.clock.now()
  if (on) await beginShift(core.db, actor.siteId, actor.id, at)
  else {
    const open = await taskOf(core.db, actor.siteId, actor.id)
    if (open !== null && !confirm) throw warehouseFail('warehouse/open-work')
    await endShift(core.db, actor.siteId, actor.id, at)
    if (open !== null) await takeBack(core, actor.siteId, open.id, { event: 'return', reason: 'shift-ended' })
  }
  core.bus.emit('dispatch', actor.siteId)
  core.bus.emit('floor', actor.siteId)
}

/** A phone says that its worker is there: what is in hand stays theirs. */
export async function sayHere(core: Core, actor: Pick<Actor, 'siteId' | 'id'>, how: 'call' | 'stream'): Promise<void> {
  const touch = how === 'call' ? touchShift : touchStream
  await touch(core.db, actor.siteId, actor.id, core.clock.now())
}

/** Takes an offered task into one's hands. @throws warehouse/taken-back, warehouse/no-such-task */
export async function acceptTask(core: Core, actor: Actor, taskId: string, epoch: number): Promise<StoredTask> {
  const at = core.clock.now()
  const { task, order } = await core.db.tx(async (tx) => {
    const task = await mine(tx, actor, taskId, epoch)
    if (task.state === 'working') return { task, order: null }
    await setTaskState(tx, actor.siteId, taskId, moveTask(task.state, 'accept')!, at)
    await beginLease(core, tx, { siteId: actor.siteId, taskId, epoch, at })
    await touchShift(tx, actor.siteId, actor.id, at)
    const payload = { taskId, kind: task.kind, workerId: actor.id, worker: actor.name, epoch }
    await record(tx, { siteId: actor.siteId, name: 'task.accepted', at, orderId: task.orderId, payload })
    // Two zones may begin at once: under the order's lock only the first of them starts it.
    const known = task.kind === 'pick' ? await lockOrder(tx, actor.siteId, task.orderId) : null
    const starts = known?.state === 'released'
    const order = starts
      ? await advance(core, tx, { siteId: actor.siteId, orderId: task.orderId, event: 'start', at })
      : null
    return { task: { ...task, state: 'working' as const }, order }
  })
  if (order !== null) orderChanged(core, actor.siteId, order)
  core.bus.emit('floor', actor.siteId)
  return task
}

/** Gives an offered or open task back. @throws warehouse/taken-back */
export async function giveBack(core: Core, actor: Actor, taskId: string, epoch: number, reason: string): Promise<void> {
  const task = await taskOf(core.db, actor.siteId, actor.id)
  if (task === null || task.id !== taskId || task.epoch !== epoch) throw warehouseFail('warehouse/taken-back')
  await takeBack(core, actor.siteId, taskId, { event: task.state === 'offered' ? 'refuse' : 'return', epoch, reason })
}

/** The task, if it is in this person's hands under this epoch. */
async function mine(tx: Sql, actor: Actor, taskId: string, epoch: number): Promise<StoredTask> {
  const task = await lockTask(tx, actor.siteId, taskId)
  if (task === null) throw warehouseFail('warehouse/no-such-task')
  if (task.staffId !== actor.id || task.epoch !== epoch || (task.state !== 'offered' && task.state !== 'working'))
    throw warehouseFail('warehouse/taken-back')
  return task
}

/** Pieces that are not in their bin: other bins become further stops, what no bin has is taken off the order. @throws warehouse/taken-back */
export async function reportShort(
  core: Core,
  actor: Actor,
  input: { taskId: string; epoch: number; line: number; uid: string },
): Promise<StoredTask> {
  const at = core.clock.now()
  return await core.db.tx(async (tx) => {
    const task = await mine(tx, actor, input.taskId, input.epoch)
    const line = task.lines.find((l) => l.seq === input.line)
    const missing = line === undefined ? 0 : line.qty - line.picked - line.short
    if (line === undefined || missing <= 0) return task
    const { siteId } = actor
    const outcome = await shortPick(tx, {
      siteId,
      orderId: task.orderId,
      taskId: task.id,
      staffId: actor.id,
      sku: line.sku,
      bin: line.bin,
      qty: missing,
      uid: input.uid,
      at,
    })
    if (outcome.repeat) return task
    await addToTaskLine(tx, siteId, task.id, line.seq, 'short', missing)
    for (const other of outcome.instead) await addTaskLine(tx, siteId, task.id, other)
    if (outcome.lost > 0) {
      await addToLines(tx, siteId, task.orderId, 'cancelled', [{ sku: line.sku, qty: outcome.lost }])
      await record(tx, {
        siteId,
        name: 'order.short',
        at,
        orderId: task.orderId,
        payload: { sku: line.sku, missing: outcome.lost },
      })
    }
    return (await lockTask(tx, siteId, task.id))!
  })
}

/**
 * Finishes a task. A pick opens the packing when it was the order's last; packing makes the parcel; shipping needs the parcel's
 * own number scanned, registers it and hands it over.
 * @throws warehouse/taken-back, warehouse/not-finished
 */
export async function finishTask(
  core: Core,
  site: Site,
  actor: Actor,
  input: { taskId: string; epoch: number; weightGrams?: number | null; code?: string },
): Promise<void> {
  const at = core.clock.now()
  const order = await core.db.tx(async (tx) => {
    const task = await mine(tx, actor, input.taskId, input.epoch)
    const left = leftOf(task)
    if (left > 0) throw warehouseFail('warehouse/not-finished', { params: { left } })
    await setTaskState(tx, actor.siteId, task.id, 'done', at)
    await forgetTimers(core, tx, actor.siteId, task.id)
    const payload = { taskId: task.id, kind: task.kind, workerId: actor.id, worker: actor.name }
    await record(tx, { siteId: actor.siteId, name: 'task.done', at, orderId: task.orderId, payload })
    if (task.kind === 'pick') return await afterPick(core, tx, actor, task, at)
    if (task.kind === 'pack') return await afterPack(core, tx, site, actor, task, input.weightGrams ?? null, at)
    return await afterShip(core, tx, actor, task, input.code ?? '', at)
  })
  if (order !== null) orderChanged(core, actor.siteId, order)
  core.bus.emit('catalog', actor.siteId, 'stock')
  core.bus.emit('dispatch', actor.siteId)
  core.bus.emit('floor', actor.siteId)
  announce(core, actor.siteId, { kind: 'worker', id: actor.id })
}

async function afterPick(core: Core, tx: Sql, actor: Actor, task: StoredTask, at: number) {
  const { siteId } = actor
  // Two zones may finish at once: the order's row decides who is the last.
  await tx.one('select id from orders where site_id = $1 and id = $2 for update', [siteId, task.orderId])
  const picks = (await tasksOfOrder(tx, siteId, task.orderId)).filter((t) => t.kind === 'pick')
  if (picks.some((t) => t.state !== 'done' && t.state !== 'cancelled')) return null
  const lines = (await linesOf(tx, siteId, task.orderId)).filter((l) => l.picked > 0)
  if (lines.length > 0) {
    const check = lines.map((l, seq) => ({ seq, bin: '', sku: l.sku, qty: l.picked }))
    await saveTask(tx, siteId, { id: newId(), kind: 'pack', orderId: task.orderId, zone: null, lines: check }, at)
  }
  return await advance(core, tx, { siteId, orderId: task.orderId, event: 'pick', at })
}

async function afterPack(
  core: Core,
  tx: Sql,
  site: Site,
  actor: Actor,
  task: StoredTask,
  weightGrams: number | null,
  at: number,
) {
  const { siteId } = actor
  const number = parcelNumber(await nextParcelSerial(tx, siteId), site.settings.gs1Prefix)
  const known = (await loadOrder(tx, siteId, task.orderId))!
  const { tracking } = await manual.book({ parcelNumber: number, orderNumber: known.number, weightGrams })
  const parcel = { id: newId(), orderId: task.orderId, number, carrier: manual.id, tracking, weightGrams, packedAt: at }
  await saveParcel(tx, siteId, parcel)
  await addToLines(
    tx,
    siteId,
    task.orderId,
    'packed',
    task.lines.map((l) => ({ sku: l.sku, qty: l.picked })),
  )
  const who = { parcelId: parcel.id, workerId: actor.id, worker: actor.name }
  await advance(core, tx, {
    siteId,
    orderId: task.orderId,
    event: 'pack',
    at,
    log: { name: 'parcel.packed', payload: { ...who, weightGrams } },
  })
  await markParcel(tx, siteId, parcel.id, 'labelled', at)
  const labelled = { ...who, carrier: parcel.carrier, tracking: parcel.tracking }
  const order = await advance(core, tx, {
    siteId,
    orderId: task.orderId,
    event: 'label',
    at,
    log: { name: 'parcel.labelled', payload: labelled },
  })
  await saveTask(tx, siteId, { id: newId(), kind: 'ship', orderId: task.orderId, zone: null, lines: [] }, at)
  return order
}

async function afterShip(core: Core, tx: Sql, actor: Actor, task: StoredTask, code: string, at: number) {
  const { siteId } = actor
  const parcel = (await parcelOfOrder(tx, siteId, task.orderId)) as Parcel
  if (readParcelNumber(cleanCode(code)) !== parcel.number)
    throw warehouseFail('warehouse/not-finished', { params: { left: 1 }, field: 'code' })
  const who = { parcelId: parcel.id, workerId: actor.id, worker: actor.name }
  await markParcel(tx, siteId, parcel.id, 'registered', at)
  await advance(core, tx, {
    siteId,
    orderId: task.orderId,
    event: 'register',
    at,
    log: { name: 'parcel.registered', payload: who },
  })
  const left = await ship(tx, siteId, task.orderId, at)
  await addToLines(tx, siteId, task.orderId, 'shipped', left)
  await markParcel(tx, siteId, parcel.id, 'shipped', at)
  const { carrier, tracking } = parcel
  return await advance(core, tx, {
    siteId,
    orderId: task.orderId,
    event: 'ship',
    at,
    log: { name: 'parcel.shipped', payload: { ...who, carrier, tracking } },
    parcel: { carrier, tracking },
  })
}

/** What a phone shows: the task in hand or offered. @throws warehouse/off-shift */
export async function currentTask(
  core: Core,
  actor: Actor,
): Promise<{ task: StoredTask | null; number: string | null; parcel: Parcel | null }> {
  if (!(await isOnShift(core.db, actor.siteId, actor.id))) throw warehouseFail('warehouse/off-shift')
  await touchShift(core.db, actor.siteId, actor.id, core.clock.now())
  const task = await taskOf(core.db, actor.siteId, actor.id)
  if (task === null) return { task, number: null, parcel: null }
  const order = await loadOrder(core.db, actor.siteId, task.orderId)
  return {
    task,
    number: order?.number ?? null,
    parcel: task.kind === 'pick' ? null : await parcelOfOrder(core.db, actor.siteId, task.orderId),
  }
}

/** Adds bins to the floor. @throws warehouse/bad-bin naming the first wrong code */
export async function addBins(
  core: Core,
  siteId: string,
  codes: readonly string[],
): Promise<{ added: number; known: number }> {
  const bins: Bin[] = codes.map((code) => {
    const bin = readBin(code)
    if (bin === null)
      throw warehouseFail('warehouse/bad-bin', { params: { code: code.slice(0, 40), reason: 'A01-01 … Z99-99' } })
    return bin
  })
  const added = await saveBins(core.db, siteId, bins)
  core.bus.emit('floor', siteId)
  return { added, known: bins.length - added }
}

/** Goods received straight into a bin. @throws warehouse/no-such-bin, stock/bad-quantity */
export async function receiveGoods(
  core: Core,
  input: { siteId: string; sku: string; bin: string; qty: number; staffId: string | null; uid?: string | null },
): Promise<void> {
  const { siteId } = input
  if (!(await hasBin(core.db, siteId, input.bin)))
    throw warehouseFail('warehouse/no-such-bin', { params: { code: input.bin } })
  await core.db.tx(async (tx) => {
    await receive(
      tx,
      siteId,
      [{ sku: input.sku, bin: input.bin, qty: input.qty, staffId: input.staffId, uid: input.uid ?? null }],
      core.clock.now(),
    )
  })
  core.bus.emit('catalog', siteId, 'stock')
  core.bus.emit('dispatch', siteId)
}

/** Moves goods from one bin to another. @throws warehouse/no-such-bin, stock/not-enough */
export async function moveGoods(
  core: Core,
  input: { siteId: string; sku: string; from: string; to: string; qty: number; staffId: string },
): Promise<void> {
  if (!(await hasBin(core.db, input.siteId, input.to)))
    throw warehouseFail('warehouse/no-such-bin', { params: { code: input.to } })
  await core.db.tx(async (tx) => await putAway(tx, input.siteId, input, core.clock.now()))
}
