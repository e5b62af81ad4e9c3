import { DAY, MINUTE } from '../base/clock.ts'
import { zoneOffset } from '../base/day.ts'
import type { Outlook } from '../orders/promise.ts'
import { TASK_KINDS, type TaskKind } from '../warehouse/task.ts'
import { hasRole, type OnShift } from './assign.ts'

/** How quick a step was lately. */
export interface StepPace {
  /** Working time that it takes for one order, in ms, on average. */
  readonly msEach: number
  /** Nine of ten orders need less. */
  readonly msSlow: number
  /** How many people did it. */
  readonly people: number
}

/** Orders that a step is still before. */
export type Pending = Readonly<Record<TaskKind, number>>

/**
 * How long an order placed now takes to be out: until those before it are through the step, or the steps together, that hold it up
 * most, and then its own way. Somebody who does several steps can do one at a time, so each set of steps has the people who do any of
 * them (the bottleneck of flexible servers). Null: nothing was ever done here, so nothing is known.
 */
export function outlookOf(input: {
  readonly pending: Pending
  readonly pace: ReadonlyMap<TaskKind, StepPace>
  readonly people: readonly Pick<OnShift, 'roles'>[]
  readonly division: boolean
  readonly hours: Outlook['hours']
}): Outlook | null {
  const { pending, pace, people, division, hours } = input
  if (pace.size === 0) return null
  const isStaffed = TASK_KINDS.every((kind) => people.some((one) => hasRole(one, kind, division)))
  let waitMs = 0
  for (const steps of STEP_SETS) {
    const work = steps.reduce((ms, kind) => ms + pending[kind] * (pace.get(kind)?.msEach ?? 0), 0)
    waitMs = Math.max(waitMs, work / handsFor(steps, input))
  }
  const ownMs = TASK_KINDS.reduce((ms, kind) => ms + (pace.get(kind)?.msSlow ?? 0), 0)
  return { workMs: Math.round(waitMs + ownMs), isStaffed, hours }
}

/** Who can do any of these steps: those at work, else as many as usual. */
function handsFor(
  steps: readonly TaskKind[],
  { people, division, pace }: Pick<Parameters<typeof outlookOf>[0], 'people' | 'division' | 'pace'>,
): number {
  const here = people.filter((one) => steps.some((kind) => hasRole(one, kind, division))).length
  return here > 0 ? here : Math.max(1, ...steps.map((kind) => pace.get(kind)?.people ?? 0))
}

const STEP_SETS: readonly (readonly TaskKind[])[] = Array.from({ length: 2 ** TASK_KINDS.length - 1 }, (_, set) =>
  TASK_KINDS.filter((_kind, i) => ((set + 1) >> i) & 1),
)

/** When people usually begin and end: the middle of what their days were, in minutes after the shop's midnight. Null: no day is known. */
export function usualHours(
  days: readonly { readonly first: number; readonly last: number }[],
  timeZone: string,
): Outlook['hours'] {
  if (days.length === 0) return null
  const minuteOf = (at: number) => Math.floor((((at + zoneOffset(at, timeZone)) % DAY) + DAY) % DAY) / MINUTE
  return {
    from: Math.floor(middle(days.map(({ first }) => minuteOf(first)))),
    to: Math.ceil(middle(days.map(({ last }) => minuteOf(last)))),
  }
}

/** How long goods take to pick. */
export interface PickPace {
  readonly sku: string
  /** One line of it, in ms: the middle of what it took lately. */
  readonly ms: number
}

/** So much longer than the goods in the middle is slow. */
const SLOW = 1.5

/** Goods that take much longer to pick than others, slowest first, and what is usual, in ms; 0: nothing is known. */
export function slowOnes(goods: readonly PickPace[]): { slow: PickPace[]; usualMs: number } {
  if (goods.length === 0) return { slow: [], usualMs: 0 }
  const usualMs = middle(goods.map(({ ms }) => ms))
  return { slow: goods.filter(({ ms }) => ms > SLOW * usualMs).sort((a, b) => b.ms - a.ms), usualMs }
}

const middle = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)]!
