import type { Money } from '../base/money.ts'
import { catalogProblem } from '../catalog/problems.ts'
import { beginLease, takeBack } from '../dispatch/flow-return.ts'
import type { Bus } from '../engine/bus.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, record, recordAll } from '../engine/event-log.ts'
import { advance, mustLock, orderChanged } from '../orders/flow-state.ts'
import { toCollect } from '../orders/order.ts'
import { addToLines, linesOf, loadOrder, lockOrderOfTask, type Order } from '../orders/store.ts'
import { acknowledge } from '../push/flow.ts'
import type { Site } from '../sites/site.ts'
import { holdingsOf, putAway, receive } from '../stock/flow.ts'
import { shortPick, unpick } from '../stock/flow-pick.ts'
import type { Sql } from '../storage/db.ts'
import { type Bin, readBin } from './floor.ts'
import { goOn } from './flow-held.ts'
import { warehouseFail } from './problems.ts'
import {
  addTaskLine,
  addToTaskLine,
  beginShift,
  endShift,
  HEARD_MS,
  handOf,
  hasBin,
  listGoods,
  loadTask,
  lockTask,
  type StoredTask,
  saveBins,
  setTaskState,
  taskOf,
  touchShift,
  touchStream,
} from './store.ts'
import { type Parcel, parcelOfOrder } from './store-parcel.ts'
import { clearPlace, freePlace, takeCell } from './store-put.ts'
import { moveTask } from './task.ts'

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

/** When this program last wrote down that somebody was heard. */
const heard = new WeakMap<Bus, Map<string, number>>()
/** Beyond so many people it begins anew. */
const MOST_HEARD = 10_000

/** A phone called: its worker is there. It calls several times a second, which is written down every two seconds. */
export async function noteHeard(core: Core, { siteId, id }: Pick<Actor, 'siteId' | 'id'>, seenAt = 0): Promise<void> {
  const at = core.clock.now()
  const mine = heard.get(core.bus) ?? new Map<string, number>()
  heard.set(core.bus, mine)
  const key = `${siteId} ${id}`
  const last = Math.max(seenAt, mine.get(key) ?? 0)
  if (last <= at && at - last < HEARD_MS) return
  await touchShift(core.db, siteId, id, at)
  if (mine.size >= MOST_HEARD) mine.clear()
  mine.set(key, at)
}

/** Takes an offered task into one's hands. @throws warehouse/taken-back, warehouse/no-such-task */
export async function acceptTask(
  core: Core,
  site: Site,
  actor: Actor,
  taskId: string,
  epoch: number,
): Promise<StoredTask> {
  const at = core.clock.now()
  const { task, order } = await core.db.tx(async (tx) => {
    const { task, order: known } = await mine(tx, actor, taskId, epoch)
    if (task.state === 'working') return { task, order: null }
    const { siteId } = actor
    const { orderId } = task
    const isPick = task.kind === 'pick'
    const payload = { taskId, kind: task.kind, workerId: actor.id, worker: actor.name, epoch }
    const accepted: NewEvent = { siteId, name: 'task.accepted', at, orderId, payload }
    // Two zones may begin at once: under the order's lock only the first of them starts it.
    const starts = isPick && known.state === 'released'
    const step = { siteId, orderId, event: 'start', at, locked: known, slug: site.slug, also: [accepted] } as const
    const [order] = await Promise.all([
      starts ? advance(core, tx, step) : recordAll(tx, [accepted]).then(() => null),
      setTaskState(tx, siteId, taskId, moveTask(task.state, 'accept')!, at),
      beginLease(core, tx, { siteId, taskId, epoch, at }),
      acknowledge(core, tx, siteId, taskId),
      // The phone knows from the start where the goods go, also without network.
      isPick ? takeCell(tx, siteId, orderId, site.settings.putWallCells, at) : undefined,
    ])
    return { task: { ...task, state: 'working' as const }, order }
  })
  if (order !== null) orderChanged(core, actor.siteId, order)
  core.bus.emit('floor', actor.siteId)
  return task
}

/** Gives an offered or open task back. @throws warehouse/taken-back, warehouse/no-such-task */
export async function giveBack(core: Core, actor: Actor, taskId: string, epoch: number, reason: string): Promise<void> {
  const task = await taskOf(core.db, actor.siteId, actor.id)
  if (task === null || task.id !== taskId || task.epoch !== epoch) {
    const isKnown = (await loadTask(core.db, actor.siteId, taskId)) !== null
    throw warehouseFail(isKnown ? 'warehouse/taken-back' : 'warehouse/no-such-task')
  }
  await takeBack(core, actor.siteId, taskId, { event: task.state === 'offered' ? 'refuse' : 'return', epoch, reason })
}

/** The task, if it is in this person's hands under this epoch, and its order, both locked. @throws warehouse/no-such-task, warehouse/taken-back */
export async function mine(
  tx: Sql,
  actor: Actor,
  taskId: string,
  epoch: number,
): Promise<{ task: StoredTask; order: Order }> {
  const { task, order } = await lockWork(tx, actor.siteId, taskId)
  if (task.staffId !== actor.id || task.epoch !== epoch || (task.state !== 'offered' && task.state !== 'working'))
    throw warehouseFail('warehouse/taken-back')
  return { task, order }
}

/** A task and its order, both locked. The order first, as cancelling does, so that the two never wait for each other. @throws warehouse/no-such-task */
export async function lockWork(tx: Sql, siteId: string, taskId: string): Promise<{ task: StoredTask; order: Order }> {
  const [order, task] = await Promise.all([lockOrderOfTask(tx, siteId, taskId), lockTask(tx, siteId, taskId)])
  if (order === null || task === null) throw warehouseFail('warehouse/no-such-task')
  return { task, order }
}

/** Pieces that are not in their bin: other bins become further stops, what no bin has is taken off the order. @throws warehouse/taken-back, warehouse/not-a-pick */
export async function reportShort(
  core: Core,
  site: Site,
  actor: Actor,
  input: { taskId: string; epoch: number; line: number; uid: string },
): Promise<StoredTask> {
  const at = core.clock.now()
  const short = await core.db.tx(async (tx) => {
    const { task } = await mine(tx, actor, input.taskId, input.epoch)
    if (task.kind !== 'pick') throw warehouseFail('warehouse/not-a-pick')
    const line = task.lines.find((l) => l.seq === input.line)
    const missing = line === undefined ? 0 : line.qty - line.picked - line.short
    if (line === undefined || missing <= 0) return { task, order: null }
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
    if (outcome.repeat) return { task, order: null }
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
    const known = await loadOrder(tx, siteId, task.orderId)
    const stops = outcome.lost > 0 && site.settings.onShort === 'hold' && known?.state === 'picking'
    const order = stops ? await advance(core, tx, { siteId, orderId: task.orderId, event: 'short', at }) : null
    return { task: (await lockTask(tx, siteId, task.id))!, order }
  })
  if (short.order !== null) orderChanged(core, actor.siteId, short.order)
  core.bus.emit('floor', actor.siteId)
  return short.task
}

/** What a phone shows: the task in hand or offered. @throws warehouse/off-shift */
export async function currentTask(core: Core, actor: Actor): Promise<InHand> {
  const { siteId } = actor
  const hand = await handOf(core.db, siteId, actor.id)
  if (hand === null) throw warehouseFail('warehouse/off-shift')
  await noteHeard(core, actor, hand.seenAt)
  const { task, number } = hand
  const standsAt = hand.lastBin === null ? null : readBin(hand.lastBin)
  if (task === null || task.kind === 'pick') return { task, number, parcel: null, collect: null, standsAt }
  const [parcel, order, lines] = await Promise.all([
    parcelOfOrder(core.db, siteId, task.orderId),
    loadOrder(core.db, siteId, task.orderId),
    linesOf(core.db, siteId, task.orderId),
  ])
  return { task, number, parcel, collect: order === null ? null : toCollect(order, lines), standsAt }
}

/** What a phone shows of the task in hand. */
export interface InHand {
  readonly task: StoredTask | null
  /** Of the task's order. */
  readonly number: string | null
  readonly parcel: Parcel | null
  /** What the courier takes for the parcel; null when nothing is to be paid at the door. */
  readonly collect: Money | null
  /** Where the worker's last scan was; null: at the foot. */
  readonly standsAt: Bin | null
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

/** A supervisor took the goods out of a cell or tote. @throws warehouse/empty-place */
export async function emptyPlace(core: Core, siteId: string, code: string): Promise<void> {
  if ((await clearPlace(core.db, siteId, code)) === null)
    throw warehouseFail('warehouse/empty-place', { params: { cell: code.slice(0, 20) } })
  core.bus.emit('floor', siteId)
}

/** Goods received straight into a bin. @throws warehouse/no-such-bin, catalog/no-such-product, stock/bad-quantity */
export async function receiveGoods(
  core: Core,
  input: { siteId: string; sku: string; bin: string; qty: number; staffId: string | null; uid?: string | null },
): Promise<void> {
  const { siteId } = input
  await mustHaveBin(core, siteId, input.bin)
  const [goods] = await listGoods(core.db, siteId, [input.sku])
  if (goods === undefined) throw catalogProblem('catalog/no-such-product', { params: { sku: input.sku }, field: 'sku' })
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
  await goOn(core, siteId, [input.sku])
}

/** Moves goods into a bin from another, or from the dock when `from` is null. @throws warehouse/no-such-bin, stock/not-enough */
export async function moveGoods(
  core: Core,
  input: {
    siteId: string
    sku: string
    from: string | null
    to: string
    qty: number
    staffId: string
    uid?: string | null
  },
): Promise<void> {
  await mustHaveBin(core, input.siteId, input.to)
  await core.db.tx(async (tx) => await putAway(tx, input.siteId, input, core.clock.now()))
  core.bus.emit('dispatch', input.siteId)
  await goOn(core, input.siteId, [input.sku])
}

async function mustHaveBin(core: Core, siteId: string, code: string): Promise<void> {
  if (!(await hasBin(core.db, siteId, code))) throw warehouseFail('warehouse/no-such-bin', { params: { code } })
}

/**
 * Goods that were picked for an order which is cancelled go back into a bin; with the last of them its cell is free again.
 * @returns pieces put back now, and pieces still to go
 * @throws orders/not-found, warehouse/not-cancelled, warehouse/no-such-bin, stock/bad-quantity
 */
export async function putBack(
  core: Core,
  input: { siteId: string; orderId: string; sku: string; bin: string; qty: number; staffId: string; uid: string },
): Promise<{ done: number; left: number }> {
  const { siteId, orderId, sku, bin, staffId, qty, uid } = input
  await mustHaveBin(core, siteId, bin)
  const at = core.clock.now()
  const result = await core.db.tx(async (tx) => {
    const order = await mustLock(tx, siteId, orderId)
    if (order.state !== 'cancelled') throw warehouseFail('warehouse/not-cancelled')
    const done = await unpick(tx, { siteId, orderId, taskId: null, staffId, sku, bin, qty, uid, at })
    if (done > 0)
      await record(tx, { siteId, name: 'goods.put-back', at, orderId, payload: { sku, qty: done, bin, staffId } })
    const left = (await holdingsOf(tx, siteId, orderId)).reduce((n, h) => n + (h.bin === null ? h.picked : 0), 0)
    if (left === 0) await freePlace(tx, siteId, orderId)
    return { done, left }
  })
  core.bus.emit('floor', siteId)
  core.bus.emit('dispatch', siteId)
  core.bus.emit('order', siteId, orderId)
  await goOn(core, siteId, [sku])
  return result
}
