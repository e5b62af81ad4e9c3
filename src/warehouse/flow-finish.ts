import { newId } from '../base/id.ts'
import manual from '../carriers/manual.ts'
import { endLease } from '../dispatch/flow-return.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, record, recordAll } from '../engine/event-log.ts'
import { advance, mustLock, orderChanged } from '../orders/flow-state.ts'
import { addToLines, linesOf, type Order, type OrderLine } from '../orders/store.ts'
import type { Site } from '../sites/site.ts'
import { ship } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { type Actor, lockWork } from './flow.ts'
import { parcelNumber, readParcelNumber } from './parcel-number.ts'
import { warehouseFail } from './problems.ts'
import { judgePut, readPlace } from './put.ts'
import { cleanCode } from './scan.ts'
import { hasOpenPick, type StoredTask, saveTask, setTaskState } from './store.ts'
import {
  markParcel,
  nextParcelSerial,
  type Parcel,
  parcelOfOrder,
  registeredParcels,
  saveParcel,
} from './store-parcel.ts'
import { freePlace, takePlace } from './store-put.ts'
import { leftOf } from './task.ts'

/** What a worker says when a step is finished. */
export interface Finish {
  readonly taskId: string
  readonly epoch: number
  /** Of a pick: the put wall's cell, or the tote, that the goods were put into. */
  readonly cell?: string
  /** Of the packing, once the carton is closed. */
  readonly weightGrams?: number
  /** The parcel's number as scanned: from the label just stuck on, or at the dock. */
  readonly code?: string
  /** Of shipping: the carrier takes the parcel at once. */
  readonly handOver?: boolean
}

/** What became of it: the order, and a scan that was refused, which is written down before the worker is told. */
interface Outcome {
  readonly order: Order | null
  /** The step is over, and with it the task. */
  readonly isOver?: boolean
  readonly refused?: ReturnType<typeof warehouseFail> | undefined
}

/**
 * Finishes a step of the task in hand. A pick ends with its goods put into their cell, and opens the packing when it was the
 * order's last. Packing has two steps: goods checked and closed in makes the parcel; its label printed and scanned back ends
 * it. Shipping is the outbound registration (出库登记): the parcel is scanned; handing over to the carrier comes after.
 * Saying it again changes nothing.
 * @returns the task while it goes on (packing waits for its label), null when it is done
 * @throws warehouse/taken-back, warehouse/not-finished, warehouse/put-unscanned, warehouse/tote-unscanned,
 * warehouse/wrong-cell, warehouse/tote-taken, warehouse/wrong-label
 */
export async function finishTask(core: Core, site: Site, actor: Actor, input: Finish): Promise<StoredTask | null> {
  const at = core.clock.now()
  const done = await core.db.tx(async (tx) => {
    const { task, order } = await lockWork(tx, actor.siteId, input.taskId)
    const isDone = task.state === 'done' && task.staffId === actor.id && task.epoch === input.epoch
    if (isDone) return { order: null, task: null, refused: undefined }
    if (task.staffId !== actor.id || task.epoch !== input.epoch || task.state !== 'working')
      throw warehouseFail('warehouse/taken-back')
    const outcome = await STEPS[task.kind]({ core, tx, site, actor, task, order, at }, input)
    return { refused: undefined, ...outcome, task: outcome.isOver === true ? null : task }
  })
  if (done.refused !== undefined) throw done.refused
  if (done.order !== null) orderChanged(core, actor.siteId, done.order)
  core.bus.emit('catalog', actor.siteId, 'stock')
  core.bus.emit('dispatch', actor.siteId)
  core.bus.emit('floor', actor.siteId)
  return done.task
}

/** What every step is done with. */
interface Work {
  readonly core: Core
  readonly tx: Sql
  readonly site: Site
  readonly actor: Actor
  readonly task: StoredTask
  /** Of the task; locked. */
  readonly order: Order
  readonly at: number
}

const STEPS: Readonly<Record<StoredTask['kind'], (work: Work, input: Finish) => Promise<Outcome>>> = {
  pick: finishPick,
  pack: (work, input) => finishPack(work, input),
  ship: finishShip,
}

async function close({ core, tx, actor, task, at }: Work): Promise<void> {
  await Promise.all([setTaskState(tx, actor.siteId, task.id, 'done', at), endLease(core, tx, actor.siteId, task.id)])
}

/** What the story says of the end of a task. */
function doneEvent({ actor, task, at }: Work): NewEvent {
  const payload = { taskId: task.id, kind: task.kind, workerId: actor.id, worker: actor.name }
  return { siteId: actor.siteId, name: 'task.done', at, orderId: task.orderId, payload }
}

function mustBeAllScanned(task: StoredTask): void {
  const left = leftOf(task)
  if (left > 0) throw warehouseFail('warehouse/not-finished', { params: { left } })
}

/** A wrong code is kept like every other scan; the worker is told after it is written. */
async function refuse(work: Work, code: string, problem: ReturnType<typeof warehouseFail>): Promise<Outcome> {
  const { tx, actor, task, at } = work
  const payload = { taskId: task.id, code: code.slice(0, 60).toWellFormed(), verdict: 'wrong', workerId: actor.id }
  await record(tx, { siteId: actor.siteId, name: 'scan.refused', at, orderId: task.orderId, payload })
  return { order: null, refused: problem }
}

async function finishPick(work: Work, input: Finish): Promise<Outcome> {
  const { tx, site, actor, task, at } = work
  mustBeAllScanned(task)
  const events: NewEvent[] = []
  const isEmpty = task.lines.every((l) => l.picked === 0)
  const asksPlace = !isEmpty && (site.settings.putWallCells > 0 || task.cell !== null || input.cell !== undefined)
  if (asksPlace) {
    const scanned = input.cell === undefined ? null : readPlace(cleanCode(input.cell))
    const fault = judgePut(task.cell, scanned)
    const params = { cell: task.cell ?? '', got: input.cell?.slice(0, 40) ?? '' }
    if (fault === 'wrong-cell')
      return await refuse(work, params.got, warehouseFail('warehouse/wrong-cell', { params, field: 'cell' }))
    if (fault !== null) throw warehouseFail(`warehouse/${fault}`, { params, field: 'cell' })
    if (task.cell === null && !(await takePlace(tx, actor.siteId, task.orderId, scanned!, at)))
      throw warehouseFail('warehouse/tote-taken', { params: { cell: scanned! }, field: 'cell' })
    const payload = { taskId: task.id, place: scanned!, workerId: actor.id, worker: actor.name }
    events.push({ siteId: actor.siteId, name: 'goods.placed', at, orderId: task.orderId, payload })
  }
  events.push(doneEvent(work))
  const [, order] = await Promise.all([close(work), afterPick(work, events)])
  return { order, isOver: true }
}

/** The order's last pick opens the packing. Nothing picked at all, or an order that waits for a person, opens nothing. */
async function afterPick(work: Work, also: readonly NewEvent[]): Promise<Order | null> {
  const { core, tx, order, at } = work
  const { siteId } = work.actor
  const orderId = order.id
  // Asked after the task was closed: the statements of a transaction run in the order they were begun.
  const [isOpen, lines] = await Promise.all([hasOpenPick(tx, siteId, orderId), linesOf(tx, siteId, orderId)])
  if (isOpen || order.state === 'short') {
    await recordAll(tx, also)
    return null
  }
  if (lines.some((l) => l.picked > 0)) return await openPacking(core, tx, siteId, order, lines, at, also)
  return await advance(core, tx, { siteId, orderId, event: 'short', at, locked: order, also })
}

/** Makes the packing of an order whose goods are all there. */
async function openPacking(
  core: Core,
  tx: Sql,
  siteId: string,
  order: Order,
  lines: readonly OrderLine[],
  at: number,
  also: readonly NewEvent[] = [],
): Promise<Order> {
  const orderId = order.id
  const picked = lines.filter((l) => l.picked > 0)
  const check = picked.map((l, seq) => ({ seq, bin: '', sku: l.sku, qty: l.picked }))
  const [, changed] = await Promise.all([
    saveTask(tx, siteId, { id: newId(), kind: 'pack', orderId, zone: null, lines: check }, at),
    advance(core, tx, { siteId, orderId, event: 'pick', at, locked: order, also }),
  ])
  return changed
}

/**
 * A supervisor lets a short order go on with what is there.
 * @throws orders/not-found, orders/bad-move when it is not short, warehouse/nothing-picked
 */
export async function resumeShort(core: Core, siteId: string, orderId: string): Promise<void> {
  const at = core.clock.now()
  const order = await core.db.tx(async (tx) => {
    const known = await mustLock(tx, siteId, orderId)
    const isOpen = await hasOpenPick(tx, siteId, orderId)
    if (isOpen || known.state !== 'short') return await advance(core, tx, { siteId, orderId, event: 'resume', at })
    const lines = await linesOf(tx, siteId, orderId)
    if (lines.every((l) => l.picked === 0)) throw warehouseFail('warehouse/nothing-picked')
    return await openPacking(core, tx, siteId, known, lines, at)
  })
  orderChanged(core, siteId, order)
}

async function finishPack(work: Work, input: Finish): Promise<Outcome> {
  const { tx, actor, task } = work
  const parcel = await parcelOfOrder(tx, actor.siteId, task.orderId)
  if (parcel === null) return { order: await makeParcel(work, input.weightGrams ?? null) }
  if (input.code === undefined) return { order: null }
  return await scanLabel(work, parcel, input.code)
}

/** The carton is closed: the parcel gets its number, its goods leave the put wall. The label comes next. */
async function makeParcel(work: Work, weightGrams: number | null): Promise<Order> {
  const { core, tx, site, actor, task, order, at } = work
  const { siteId } = actor
  mustBeAllScanned(task)
  const number = parcelNumber(await nextParcelSerial(tx, siteId), site.settings.gs1Prefix)
  const { tracking } = await manual.book({ parcelNumber: number, orderNumber: order.number, weightGrams })
  const parcel = { id: newId(), orderId: task.orderId, number, carrier: manual.id, tracking, weightGrams, packedAt: at }
  const pieces = task.lines.map((l) => ({ sku: l.sku, qty: l.picked }))
  const payload = { parcelId: parcel.id, workerId: actor.id, worker: actor.name, weightGrams }
  const log = { name: 'parcel.packed', payload } as const
  const [changed] = await Promise.all([
    advance(core, tx, { siteId, orderId: task.orderId, event: 'pack', at, log, locked: order }),
    saveParcel(tx, siteId, parcel),
    addToLines(tx, siteId, task.orderId, 'packed', pieces),
    freePlace(tx, siteId, task.orderId),
  ])
  return changed
}

/** The label on the carton is this parcel's: the packing is done, the dock has its next work. */
async function scanLabel(work: Work, parcel: Parcel, code: string): Promise<Outcome> {
  const { core, tx, actor, task, order, at } = work
  const { siteId } = actor
  if (readParcelNumber(cleanCode(code)) !== parcel.number) return await refuse(work, code, wrongLabel(parcel, code))
  const { carrier, tracking } = parcel
  const payload = { parcelId: parcel.id, carrier, tracking, workerId: actor.id, worker: actor.name }
  const log = { name: 'parcel.labelled', payload } as const
  const also = [doneEvent(work)]
  const [changed] = await Promise.all([
    advance(core, tx, { siteId, orderId: task.orderId, event: 'label', at, log, locked: order, also }),
    markParcel(tx, siteId, parcel.id, 'labelled', at),
    close(work),
    saveTask(tx, siteId, { id: newId(), kind: 'ship', orderId: task.orderId, zone: null, lines: [] }, at),
  ])
  return { order: changed, isOver: true }
}

const wrongLabel = (parcel: Parcel, code: string) =>
  warehouseFail('warehouse/wrong-label', {
    params: { wanted: parcel.number, got: code.slice(0, 40) || '-' },
    field: 'code',
  })

async function finishShip(work: Work, input: Finish): Promise<Outcome> {
  const { core, tx, actor, task, order, at } = work
  const { siteId } = actor
  const parcel = (await parcelOfOrder(tx, siteId, task.orderId))!
  const code = input.code ?? ''
  if (readParcelNumber(cleanCode(code)) !== parcel.number) return await refuse(work, code, wrongLabel(parcel, code))
  const payload = { parcelId: parcel.id, workerId: actor.id, worker: actor.name }
  const log = { name: 'parcel.registered', payload } as const
  const also = [doneEvent(work)]
  const [registered] = await Promise.all([
    advance(core, tx, { siteId, orderId: task.orderId, event: 'register', at, log, locked: order, also }),
    markParcel(tx, siteId, parcel.id, 'registered', at),
    close(work),
  ])
  if (input.handOver !== true) return { order: registered, isOver: true }
  const { slug } = work.site
  return {
    order: await shipParcel(core, tx, { siteId, who: actor, parcel, at, order: registered, slug }),
    isOver: true,
  }
}

/** A registered parcel leaves; its order is locked. */
async function shipParcel(
  core: Core,
  tx: Sql,
  input: {
    siteId: string
    who: { id: string; name: string }
    parcel: Parcel
    at: number
    order: Order
    slug?: string
  },
): Promise<Order> {
  const { siteId, who, parcel, at, order, slug } = input
  const { id: parcelId, orderId, carrier, tracking } = parcel
  const left = await ship(tx, siteId, orderId, at)
  const payload = { parcelId, carrier, tracking, workerId: who.id, worker: who.name }
  const log = { name: 'parcel.shipped', payload } as const
  const step = { siteId, orderId, event: 'ship', at, log, parcel: { carrier, tracking }, locked: order } as const
  const [changed] = await Promise.all([
    advance(core, tx, slug === undefined ? step : { ...step, slug }),
    addToLines(tx, siteId, orderId, 'shipped', left),
    markParcel(tx, siteId, parcelId, 'shipped', at),
  ])
  return changed
}

/**
 * The carrier took what was registered for it: each of its parcels has left. Saying it again finds nothing more.
 * @returns the parcels that left
 */
export async function handOver(
  core: Core,
  siteId: string,
  who: { id: string; name: string },
  carrier: string,
): Promise<{ number: string; tracking: string; orderNumber: string }[]> {
  const gone: { number: string; tracking: string; orderNumber: string }[] = []
  // One transaction a parcel: hundreds on the dock hold up nobody, and a break in the middle loses none.
  for (const parcel of await registeredParcels(core.db, siteId, carrier)) {
    const order = await core.db.tx(async (tx) => {
      const known = await mustLock(tx, siteId, parcel.orderId)
      if (known.state !== 'registered') return null
      return await shipParcel(core, tx, { siteId, who, parcel, at: core.clock.now(), order: known })
    })
    if (order === null) continue
    orderChanged(core, siteId, order)
    gone.push({ number: parcel.number, tracking: parcel.tracking, orderNumber: parcel.orderNumber })
  }
  if (gone.length > 0) core.bus.emit('catalog', siteId, 'stock')
  return gone
}
