import type { Text } from '../base/i18n.ts'
import type { Role } from '../staff/staff.ts'
import { type Bin, metresBetween } from '../warehouse/floor.ts'
import { ROLE_OF, type TaskKind } from '../warehouse/task.ts'

/** Somebody on shift. */
export interface OnShift {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Empty: every zone. */
  readonly zones: readonly string[]
  /** Has a task offered or in hand: one at a time is everybody's load. */
  readonly isBusy: boolean
  /** Was their phone heard lately? Others are asked last: perhaps a push reaches them. */
  readonly isHeard: boolean
  /** Where their last scan was; null: at the foot. */
  readonly at: Bin | null
  /** When they last got a task; null: not yet this shift. */
  readonly givenAt: number | null
  /** When this shift began. */
  readonly beganAt: number
}

/** Work that waits for somebody. */
export interface Waiting {
  readonly id: string
  readonly orderId: string
  readonly kind: TaskKind
  readonly zone: string | null
  readonly firstBin: Bin | null
  /** Leaves the building by then: the earliest goes first. */
  readonly promiseAt: number
  /** Did not answer or refused: not asked again at once. */
  readonly not: readonly string[]
  /** Without division of work: who did, or has in hand (`isNow`), another step of the same order. */
  readonly keeper?: { readonly id: string; readonly isNow: boolean } | null
}

/** Who gets what, and why, with everybody who was looked at. */
export interface Assignment {
  readonly taskId: string
  readonly workerId: string
  readonly why: readonly Text[]
  readonly candidates: readonly Candidate[]
}

/** Somebody who was looked at, with the numbers that decide. */
export interface Candidate {
  readonly workerId: string
  readonly name: string
  readonly metres: number
  readonly waitedMs: number
  readonly isHeard: boolean
}

/** Steps whose roles a one-person shop does not tell apart. */
const FLOOR_STEPS: readonly Role[] = ['picker', 'packer', 'shipper']

/** Is this step the person's work? Without division everybody who does one step does all. */
export function hasRole(worker: Pick<OnShift, 'roles'>, kind: TaskKind, division: boolean): boolean {
  return division ? worker.roles.includes(ROLE_OF[kind]) : worker.roles.some((role) => FLOOR_STEPS.includes(role))
}

/** Does the person work in the task's zone? */
export function inZone(worker: Pick<OnShift, 'zones'>, zone: string | null): boolean {
  return zone === null || worker.zones.length === 0 || worker.zones.includes(zone)
}

/** May this person do this work at all: role, zone? */
export function mayDo(
  worker: Pick<OnShift, 'roles' | 'zones'>,
  task: Pick<Waiting, 'kind' | 'zone'>,
  division = true,
): boolean {
  return hasRole(worker, task.kind, division) && inZone(worker, task.zone)
}

/** A minute of waiting weighs as much as this many metres: near first, but nobody is passed over for long. */
const METRES_A_MINUTE = 15
/** More than any walk: who was not heard lately comes after everybody who was. */
const SILENT_METRES = 100_000

/**
 * Gives waiting work to idle people: the order that must leave first is served first, by the one who is nearest, with those
 * who waited long before their turn. Nobody is given work outside their role and zones. Without `division` an order stays with
 * whoever began it: its next step goes to them before any other work, and waits while they have another part of it in hand.
 */
export function assign(
  tasks: readonly Waiting[],
  workers: readonly OnShift[],
  at: number,
  division = true,
): Assignment[] {
  const begun = new Set<string>()
  const idle = new Map(workers.filter((w) => !w.isBusy).map((w) => [w.id, w]))
  const may = (w: OnShift, task: Waiting) => mayDo(w, task, division) && !task.not.includes(w.id)
  const given: Assignment[] = []
  const give = (task: Waiting, among: readonly OnShift[], reason: Text | null): void => {
    const candidates = among.map((w) => candidateOf(w, task, at)).sort(byCost)
    const [best] = candidates
    if (best === undefined) return
    idle.delete(best.workerId)
    begun.add(task.orderId)
    const why = reason === null ? reasonsFor(task, best, candidates) : [reason]
    given.push({ taskId: task.id, workerId: best.workerId, why, candidates })
  }
  const inOrder = [...tasks].sort((a, b) => a.promiseAt - b.promiseAt || (a.id < b.id ? -1 : 1))
  const kept = (task: Waiting): OnShift | undefined =>
    division ? undefined : workers.find((w) => w.id === task.keeper?.id && may(w, task))
  for (const task of inOrder) {
    const keeper = kept(task)
    if (keeper !== undefined && idle.has(keeper.id)) give(task, [keeper], SAME_ORDER)
  }
  for (const task of inOrder) {
    if (given.some((one) => one.taskId === task.id)) continue
    const waitsForKeeper =
      !division && (begun.has(task.orderId) || (kept(task) !== undefined && task.keeper?.isNow === true))
    if (!waitsForKeeper)
      give(
        task,
        [...idle.values()].filter((w) => may(w, task)),
        null,
      )
  }
  return given
}

const SAME_ORDER: Text = { zh: '这一单一直是你在做', en: 'You have this order already' }

/** The numbers of one person for one task. */
export function candidateOf(w: OnShift, task: Pick<Waiting, 'firstBin'>, at: number): Candidate {
  const metres = task.firstBin === null ? 0 : Math.round(metresBetween(w.at, task.firstBin))
  return {
    workerId: w.id,
    name: w.name,
    metres,
    waitedMs: Math.max(0, at - (w.givenAt ?? w.beganAt)),
    isHeard: w.isHeard,
  }
}

const cost = (c: Candidate): number =>
  c.metres - (c.waitedMs / 60_000) * METRES_A_MINUTE + (c.isHeard ? 0 : SILENT_METRES)

const byCost = (a: Candidate, b: Candidate): number => cost(a) - cost(b) || (a.workerId < b.workerId ? -1 : 1)

/**
 * Why it was this person, in words that stay true while they walk: metres are in the list of candidates, and on the phone only
 * in the way to the next bin.
 */
function reasonsFor(task: Waiting, best: Candidate, all: readonly Candidate[]): Text[] {
  const where: Text =
    task.zone === null
      ? { zh: '这一步是你的角色', en: 'This step is your role' }
      : { zh: `在你的 ${task.zone} 区`, en: `In your zone ${task.zone}` }
  if (all.length === 1) return [where, { zh: '只有你空着', en: 'Only you are free' }]
  const rivals = all.filter((c) => c !== best && c.isHeard === best.isHeard)
  const why: Text[] = []
  if (task.firstBin !== null && rivals.length > 0 && rivals.every((c) => c.metres > best.metres))
    why.push({ zh: '你离第一个货位最近', en: 'You are nearest to the first bin' })
  else if (rivals.length > 0 && rivals.every((c) => c.waitedMs < best.waitedMs))
    why.push({ zh: '你等得最久', en: 'You have waited longest' })
  return [where, ...why, { zh: `${all.length} 个人里你最合适`, en: `Best placed of ${all.length}` }]
}
