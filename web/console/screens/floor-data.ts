import type { Text } from '../../../src/base/i18n.ts'
import { mayDo } from '../../../src/dispatch/assign.ts'
import { isHeldForBins } from '../../../src/orders/held.ts'
import type { OrderState } from '../../../src/orders/state.ts'
import type { Role } from '../../../src/staff/staff.ts'
import { metresBetween, readBin } from '../../../src/warehouse/floor.ts'
import { TASK_KINDS, type TaskKind, type TaskLine, type TaskState } from '../../../src/warehouse/task.ts'
import type { StateKind } from '../../kit/icons.tsx'

/** Somebody on shift, as the server tells it. */
export interface FloorWorker {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Empty: every zone. */
  readonly zones: readonly string[]
  readonly seenAt: string
  readonly isBusy: boolean
  readonly lastBin: string | null
}

/** An open task on the floor. */
export interface FloorTask {
  readonly id: string
  readonly kind: TaskKind
  readonly state: TaskState
  readonly epoch: number
  readonly zone: string | null
  readonly why: readonly Text[]
  readonly number: string
  readonly orderId: string
  readonly lines: readonly TaskLine[]
  readonly promiseAt: string
  readonly expiresAt: string | null
  readonly workerId: string | null
  /** The put-wall cell of its order, `W-07`. */
  readonly cell?: string | null
}

/** Somebody who was looked at when a task was given. */
export interface Candidate {
  readonly workerId: string
  readonly name: string
  readonly metres: number
  readonly waitedMs: number
}

/** An order that has yet to leave. */
export interface DueOrder {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly stateName: Text
  readonly promiseAt: string
  readonly placedAt: string
  readonly pieces: number
  readonly picked: number
  readonly lines: readonly { readonly title: Text; readonly qty: number }[]
}

/** The put wall as `GET /v1/console/put-wall` gives it: cells where picked goods wait for packing. */
export interface PutWall {
  readonly cells: number
  readonly free: number
  readonly items: readonly {
    readonly code: string
    readonly orderId: string
    readonly orderNumber: string
    readonly orderState: OrderState
    readonly since: string
    readonly picked: number
    readonly missing: number
  }[]
}

/** The floor as `GET /v1/console/floor` gives it. */
export interface Floor {
  readonly now: string
  readonly workers: readonly FloorWorker[]
  /** Are the steps told apart by role? The site's setting. */
  readonly division: boolean
  readonly wall: PutWall
  readonly tasks: readonly FloorTask[]
  /** Parcels that wait for a carrier. */
  readonly dock?: readonly { readonly name: Text; readonly count: number }[]
  readonly day: {
    readonly shipped: number
    readonly shippedBefore: number
    readonly open: number
    readonly openByCutOff: number
    readonly cutOff: string
    readonly cutOffAt: string
  }
  readonly stuck: readonly {
    readonly id: string
    readonly number: string
    readonly state: OrderState
    readonly stateName: Text
    /** Why it is held, when it is: as kept, and as people read it. */
    readonly heldReason: string | null
    readonly heldText: Text | null
    readonly stateAt: string
    readonly payment: string
    /** Pieces that can be sent without what is missing. */
    readonly left: number
  }[]
  readonly due: readonly DueOrder[]
  readonly shorts: readonly {
    readonly orderId: string
    readonly number: string
    readonly sku: string
    readonly title: Text | null
    readonly missing: number
    readonly at: string
  }[]
  readonly candidates: Readonly<Record<string, readonly Candidate[]>>
  readonly waitingSince: Readonly<Record<string, string>>
}

/** Steps as the strip and the stations name them. */
export const KIND_NAMES: Readonly<Record<TaskKind, Text>> = {
  pick: { zh: '拣货', en: 'Picking' },
  pack: { zh: '打包', en: 'Packing' },
  ship: { zh: '发货', en: 'Shipping' },
}

/** One station of the flow: what waits there, what is in hand, and by how many. */
export interface Station {
  readonly kind: TaskKind
  readonly waiting: number
  readonly inHand: number
  /** People on shift who may do this. */
  readonly people: readonly FloorWorker[]
  /** ms since the oldest began to wait; 0 when nothing waits. */
  readonly oldestMs: number
}

/** Is this step somebody's work, in whatever zone? */
const hasStep = (floor: Floor, worker: FloorWorker, kind: TaskKind): boolean =>
  mayDo({ roles: worker.roles, zones: [] }, { kind, zone: null }, floor.division)

/** The stations of the floor as they stand at `now` (ms since epoch). */
export function stationsOf(floor: Floor, now: number): Station[] {
  return TASK_KINDS.map((kind) => {
    const here = floor.tasks.filter((t) => t.kind === kind)
    const waiting = here.filter((t) => t.state === 'ready')
    const began = waiting.map((t) => Date.parse(floor.waitingSince[t.id] ?? floor.now))
    return {
      kind,
      waiting: waiting.length,
      inHand: here.length - waiting.length,
      people: floor.workers.filter((w) => hasStep(floor, w, kind)),
      oldestMs: began.length === 0 ? 0 : Math.max(0, now - Math.min(...began)),
    }
  })
}

/** Work that waits for each person, from which a station counts as tight. */
const TIGHT = 3

/** Where the flow is stuck: the station with most waiting work for each of its people, or null when nothing piles up. */
export function bottleneck(stations: readonly Station[]): Station | null {
  const load = (s: Station) => s.waiting / Math.max(1, s.people.length)
  const worst = [...stations].sort((a, b) => load(b) - load(a))[0]
  return worst !== undefined && load(worst) >= TIGHT ? worst : null
}

/** What a supervisor can do with one press. */
export type Proposal =
  | { readonly do: 'assign'; readonly taskId: string; readonly worker: FloorWorker }
  | { readonly do: 'choose'; readonly taskId: string }
  | { readonly do: 'release'; readonly orderId: string }
  /** A short order goes on with what is there. */
  | { readonly do: 'send'; readonly orderId: string }
  | { readonly do: 'open'; readonly orderId: string }
  | { readonly do: 'staff' }

/** Something that does not go on by itself, with the one thing to do about it. */
export interface Matter {
  readonly key: string
  readonly kind: StateKind
  readonly chip: Text
  readonly number: string | null
  readonly orderId: string | null
  readonly at: string | null
  readonly title: Text
  readonly text: Text
  readonly proposal: Proposal
}

const SILENT_MS = 180_000
const SOON_MS = 30 * 60_000
const LATE: Text = { zh: '要超时', en: 'Running late' }

/** Everything that needs a person, the most pressing first. */
export function mattersOf(floor: Floor, now: number): Matter[] {
  return [
    ...silent(floor, now),
    ...nobody(floor),
    ...overdue(floor, now),
    ...stuck(floor),
    ...piledUp(floor, now),
    ...putBacks(floor),
    ...shorts(floor),
  ]
}

/** Who could take this task now, nearest first: idle people with the role; those outside their zones come last. */
export function takersOf(floor: Floor, task: FloorTask): { worker: FloorWorker; inZone: boolean; metres: number }[] {
  const to = readBin(task.lines.find((l) => l.picked + l.short < l.qty)?.bin ?? '')
  return floor.workers
    .filter((w) => w.id !== task.workerId && hasStep(floor, w, task.kind))
    .map((worker) => ({
      worker,
      inZone: mayDo(worker, task, floor.division),
      metres: to === null ? 0 : Math.round(metresBetween(readBin(worker.lastBin ?? ''), to)),
    }))
    .sort(
      (a, b) =>
        Number(a.worker.isBusy) - Number(b.worker.isBusy) || Number(b.inZone) - Number(a.inZone) || a.metres - b.metres,
    )
}

function silent(floor: Floor, now: number): Matter[] {
  return floor.tasks.flatMap((task): Matter[] => {
    const worker = floor.workers.find((w) => w.id === task.workerId)
    const quiet = worker === undefined ? 0 : now - Date.parse(worker.seenAt)
    if (worker === undefined || task.state !== 'working' || quiet < SILENT_MS) return []
    const minutes = Math.round(quiet / 60_000)
    const next = takersOf(floor, task).find((t) => !t.worker.isBusy && t.inZone)
    return [
      {
        key: `silent-${task.id}`,
        kind: 'wrong',
        chip: { zh: '没动静', en: 'Silent' },
        number: task.number,
        orderId: task.orderId,
        at: worker.seenAt,
        title: {
          zh: `${worker.name}的手机 ${minutes} 分钟没动静`,
          en: `${worker.name}’s phone is silent for ${minutes} min`,
        },
        text: {
          zh: `手上是${KIND_NAMES[task.kind].zh}，${progress(task)}。扫过的都记着。`,
          en: `${KIND_NAMES[task.kind].en} in hand, ${progress(task)}. What was scanned is kept.`,
        },
        proposal:
          next === undefined
            ? { do: 'choose', taskId: task.id }
            : { do: 'assign', taskId: task.id, worker: next.worker },
      },
    ]
  })
}

const progress = (task: FloorTask): string =>
  `${task.lines.filter((l) => l.picked + l.short >= l.qty).length} / ${task.lines.length}`

/** Work that nobody on shift may do: no such role, or not in that zone. One matter for each step and zone. */
function nobody(floor: Floor): Matter[] {
  const groups = new Map<string, FloorTask[]>()
  for (const task of floor.tasks) {
    if (task.state !== 'ready' || floor.workers.some((w) => mayDo(w, task, floor.division))) continue
    const key = `${task.kind} ${task.zone ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), task])
  }
  return [...groups].map(([key, tasks]) => {
    const first = tasks[0]!
    const what = KIND_NAMES[first.kind]
    const zone = first.zone
    const free = takersOf(floor, first).find((t) => !t.worker.isBusy)
    return {
      key: `nobody-${key}`,
      kind: 'late',
      chip: { zh: '没人能做', en: 'No one can' },
      number: null,
      orderId: null,
      at: floor.waitingSince[first.id] ?? null,
      title: {
        zh: `${zone === null ? '' : `${zone} 区 `}${tasks.length} 份${what.zh}没人能做`,
        en: `${tasks.length} ${what.en.toLowerCase()} ${tasks.length === 1 ? 'task' : 'tasks'}${zone === null ? '' : ` in zone ${zone}`} that nobody can do`,
      },
      text:
        zone === null
          ? { zh: '上岗的人里没有这个角色。', en: 'Nobody on shift has this role.' }
          : {
              zh: `上岗的人都不在 ${zone} 区。跨区要你点头。`,
              en: `Nobody on shift works in zone ${zone}. Crossing over needs your word.`,
            },
      proposal: free === undefined ? { do: 'staff' } : { do: 'assign', taskId: first.id, worker: free.worker },
    }
  })
}

/** Waiting this long at the bottleneck asks for another pair of hands. */
const PILED_MS = 5 * 60_000

function piledUp(floor: Floor, now: number): Matter[] {
  const tight = bottleneck(stationsOf(floor, now))
  if (tight === null || tight.people.length === 0 || tight.oldestMs < PILED_MS) return []
  const what = KIND_NAMES[tight.kind]
  const minutes = Math.round(tight.oldestMs / 60_000)
  const hands = tight.people.length
  return [
    {
      key: `tight-${tight.kind}`,
      kind: 'late',
      chip: { zh: '卡在这里', en: 'Bottleneck' },
      number: null,
      orderId: null,
      at: null,
      title: {
        zh: `${tight.waiting} 份${what.zh}在等，${hands} 个人在做`,
        en: `${tight.waiting} wait for ${what.en.toLowerCase()}, ${hands} ${hands === 1 ? 'person does' : 'people do'} it`,
      },
      text: {
        zh: `最久等了 ${minutes} 分钟。请人上岗，或给别人加这个角色。`,
        en: `The oldest waits ${minutes} min. Ask somebody on shift, or give another the role.`,
      },
      proposal: { do: 'staff' },
    },
  ]
}

/** What the next van will miss: one matter for what is past its time, one for what may be. */
function overdue(floor: Floor, now: number): Matter[] {
  const before = (ms: number) =>
    floor.due.filter((o) => Date.parse(o.promiseAt) - now < ms && !['labelled', 'registered'].includes(o.state))
  const past = before(0)
  const soon = before(SOON_MS).filter((o) => !past.includes(o))
  return [past, soon].flatMap((orders): Matter[] => {
    const first = orders[0]
    if (first === undefined) return []
    const ready = floor.tasks.find((t) => t.orderId === first.id && t.state === 'ready')
    const free =
      ready === undefined ? undefined : takersOf(floor, ready).find((t) => !t.worker.isBusy && t.inZone)?.worker
    const count = orders === soon ? Math.max(orders.length, floor.day.openByCutOff - past.length) : orders.length
    const minutes = Math.abs(Math.round((Date.parse(first.promiseAt) - now) / 60_000))
    const isPast = orders === past
    return [
      {
        key: isPast ? 'past' : 'soon',
        kind: 'late',
        chip: LATE,
        number: first.number,
        orderId: first.id,
        at: first.promiseAt,
        title: isPast
          ? {
              zh: `${count} 单过了截单时间`,
              en: `${count} ${count === 1 ? 'order is' : 'orders are'} past the cut-off`,
            }
          : {
              zh: `${count} 单要赶 ${floor.day.cutOff} 的车`,
              en: `${count} ${count === 1 ? 'order has' : 'orders have'} to make the ${floor.day.cutOff} van`,
            },
        text: isPast
          ? {
              zh: `最急的晚了 ${minutes} 分钟，${first.stateName.zh}。`,
              en: `The first is ${minutes} min late, ${first.stateName.en}.`,
            }
          : {
              zh: `还有 ${minutes} 分钟。最早的一单${first.stateName.zh}。`,
              en: `${minutes} min left. The first is ${first.stateName.en}.`,
            },
        proposal:
          free !== undefined && ready !== undefined
            ? { do: 'assign', taskId: ready.id, worker: free }
            : { do: 'open', orderId: first.id },
      },
    ]
  })
}

function stuck(floor: Floor): Matter[] {
  return floor.stuck.map((o) => {
    const common = { key: `stuck-${o.id}`, number: o.number, orderId: o.id, at: o.stateAt }
    if (o.payment === 'paid-twice')
      return {
        ...common,
        kind: 'wrong',
        chip: { zh: '要退款', en: 'Refund' },
        title: { zh: '付了两次，要退一次', en: 'Paid twice: refund one payment' },
        text: {
          zh: `订单${o.stateName.zh}。在支付平台退回第二笔，再到订单页点“已退款”。`,
          en: `The order is ${o.stateName.en}. Refund the second payment with the provider, then say Refunded on its page.`,
        },
        proposal: { do: 'open', orderId: o.id },
      }
    if (o.payment === 'refund-needed')
      return {
        ...common,
        kind: 'wrong',
        chip: { zh: '要退款', en: 'Refund' },
        title: { zh: '付了款，货不发，要退', en: 'Paid for, not sent: refund it' },
        text: {
          zh: `订单${o.stateName.zh}。在支付平台退回，再到订单页点“已退款”。`,
          en: `The order is ${o.stateName.en}. Refund it with the payment provider, then say Refunded on its page.`,
        },
        proposal: { do: 'open', orderId: o.id },
      }
    if (o.state === 'held' && isHeldForBins(o.heldReason ?? ''))
      return {
        ...common,
        kind: 'held',
        chip: { zh: '挂起', en: 'On hold' },
        title: o.heldText ?? { zh: '订单挂起', en: 'On hold' },
        text: { zh: '把货放上货位，它自己接着走。', en: 'Put the goods into a bin, and it goes on by itself.' },
        proposal: { do: 'open', orderId: o.id },
      }
    if (o.state === 'held')
      return {
        ...common,
        kind: 'held',
        chip: { zh: '挂起', en: 'On hold' },
        title: o.heldText ?? { zh: '订单挂起', en: 'On hold' },
        text: { zh: '货替它留着，恢复后马上接着做。', en: 'Its stock is kept; it goes on at once when released.' },
        proposal: { do: 'release', orderId: o.id },
      }
    if (o.state === 'short' && o.left > 0)
      return {
        ...common,
        kind: 'wrong',
        chip: { zh: '少货', en: 'Short' },
        title: shortTitle(floor, o.id, o.left),
        text: {
          zh: '发有的，少的不再等；或到订单页取消。',
          en: 'Send what is there without what is missing; or cancel it on its page.',
        },
        proposal: { do: 'send', orderId: o.id },
      }
    return {
      ...common,
      kind: o.state === 'short' ? 'wrong' : 'late',
      chip: o.state === 'short' ? { zh: '少货', en: 'Short' } : { zh: '待到货', en: 'Backordered' },
      title:
        o.state === 'short'
          ? { zh: '一件也没找到', en: 'Not one piece was found' }
          : { zh: '没有给它留到货', en: 'No stock is kept for it' },
      text: { zh: '没有能发的。到订单页取消。', en: 'There is nothing to send. Cancel it on its page.' },
      proposal: { do: 'open', orderId: o.id },
    }
  })
}

/** What an order that stopped lacks, and how much of it can go. */
function shortTitle(floor: Floor, orderId: string, left: number): Text {
  const lacks = floor.shorts.filter((s) => s.orderId === orderId)
  const names = (lang: 'zh' | 'en', join: string): string =>
    lacks.map((s) => `${s.missing} ${lang === 'zh' ? '件 ' : '× '}${s.title?.[lang] ?? s.sku}`).join(join)
  if (lacks.length === 0) return { zh: `少货；还有 ${left} 件可以发`, en: `Short of goods; ${left} can be sent` }
  return {
    zh: `少 ${names('zh', '，')}；还有 ${left} 件可以发`,
    en: `Missing: ${names('en', ', ')}; ${left} can be sent`,
  }
}

/** Cells that a cancelled order still fills: its goods go back into a bin. */
function putBacks(floor: Floor): Matter[] {
  return floor.wall.items
    .filter((place) => place.orderState === 'cancelled' && place.picked > 0)
    .map((place) => ({
      key: `back-${place.orderId}`,
      kind: 'off',
      chip: { zh: '已取消', en: 'Cancelled' },
      number: place.orderNumber,
      orderId: place.orderId,
      at: place.since,
      title: {
        zh: `${place.code} 里的 ${place.picked} 件要放回货位`,
        en: `${place.picked} in ${place.code} go back into a bin`,
      },
      text: { zh: '放回后这一格就空出来，货也能再卖。', en: 'Then the cell is free, and the goods can be sold again.' },
      proposal: { do: 'open', orderId: place.orderId },
    }))
}

function shorts(floor: Floor): Matter[] {
  // An order that stopped for it is a matter of its own, which names the goods.
  const stopped = new Set(floor.stuck.map((o) => o.id))
  return floor.shorts
    .filter((s) => !stopped.has(s.orderId))
    .map((s) => {
      const name = s.title ?? { zh: s.sku, en: s.sku }
      return {
        key: `short-${s.orderId}-${s.sku}`,
        kind: 'wrong',
        chip: { zh: '少货', en: 'Short' },
        number: s.number,
        orderId: s.orderId,
        at: s.at,
        title: { zh: `少 ${s.missing} 件 ${name.zh}`, en: `${s.missing} missing: ${name.en}` },
        text: {
          zh: '别的货位也没有，这几件已从订单减掉，其余照发。',
          en: 'No other bin has it; taken off the order, the rest goes out.',
        },
        proposal: { do: 'open', orderId: s.orderId },
      }
    })
}
