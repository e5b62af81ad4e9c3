import type { Text } from '../base/i18n.ts'
import type { Role } from '../staff/staff.ts'

/** The steps of an order on the floor, each its own task for whoever has the role. */
export const TASK_KINDS = ['pick', 'pack', 'ship'] as const
/** One step. */
export type TaskKind = (typeof TASK_KINDS)[number]

/** Whose work a step is. */
export const ROLE_OF: Readonly<Record<TaskKind, Role>> = { pick: 'picker', pack: 'packer', ship: 'shipper' }

/** Where a task is: to be given, given, in hand, finished, withdrawn. */
export type TaskState = 'ready' | 'offered' | 'working' | 'done' | 'cancelled'

/** What can happen to a task. */
export type TaskEvent = 'offer' | 'accept' | 'refuse' | 'expire' | 'return' | 'finish' | 'cancel'

/** State × event → state; what is not here is refused. */
export const TASK_MOVES: Readonly<Record<TaskState, Partial<Record<TaskEvent, TaskState>>>> = {
  ready: { offer: 'offered', cancel: 'cancelled' },
  offered: { accept: 'working', refuse: 'ready', expire: 'ready', return: 'ready', cancel: 'cancelled' },
  working: { return: 'ready', finish: 'done', cancel: 'cancelled' },
  done: {},
  cancelled: {},
}

/** The state an event leads to, or null when it is refused. */
export function moveTask(state: TaskState, event: TaskEvent): TaskState | null {
  return TASK_MOVES[state][event] ?? null
}

/** One stop of a pick, or one product to check at the packing table. */
export interface TaskLine {
  readonly seq: number
  readonly bin: string
  readonly sku: string
  readonly barcode: string | null
  readonly title: Text
  readonly qty: number
  readonly picked: number
  /** Pieces reported missing. */
  readonly short: number
  /** Is there a picture of it on this server? Nobody asks for one that is not there. */
  readonly hasPicture?: boolean
}

/** A task as the phone works on it; also offline. */
export interface Task {
  readonly id: string
  readonly kind: TaskKind
  readonly orderId: string
  readonly state: TaskState
  readonly staffId: string | null
  /** Fencing number: an answer with another one is late. */
  readonly epoch: number
  readonly zone: string | null
  readonly lines: readonly TaskLine[]
}

/** What a worker does next in a task. */
export type TaskStep = 'pick' | 'put' | 'check' | 'label' | 'register'

/** The step a task is at: a packing whose parcel has its number waits for the label. */
export function stepOf(task: Pick<Task, 'kind' | 'lines'>, hasParcel: boolean): TaskStep {
  if (task.kind === 'ship') return 'register'
  if (task.kind === 'pack') return hasParcel ? 'label' : 'check'
  return leftOf(task) > 0 ? 'pick' : 'put'
}

/** Pieces still to scan. */
export function leftOf(task: Pick<Task, 'lines'>): number {
  return task.lines.reduce((n, l) => n + l.qty - l.picked - l.short, 0)
}

/** The line that is next, or null when all are done. */
export function nextLine(task: Pick<Task, 'lines'>): TaskLine | null {
  return task.lines.find((l) => l.picked + l.short < l.qty) ?? null
}
