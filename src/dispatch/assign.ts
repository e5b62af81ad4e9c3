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
  /** Has a task offered or in hand. */
  readonly isBusy: boolean
  /** Where their last scan was; null: at the foot. */
  readonly at: Bin | null
  /** When they last got a task; null: not yet this shift. */
  readonly givenAt: number | null
}

/** Work that waits for somebody. */
export interface Waiting {
  readonly id: string
  readonly kind: TaskKind
  readonly zone: string | null
  readonly firstBin: Bin | null
  /** Leaves the building by then: the earliest goes first. */
  readonly promiseAt: number
  /** Did not answer or refused: not asked again at once. */
  readonly not: readonly string[]
}

/** Who gets what, and why, with everybody who was looked at. */
export interface Assignment {
  readonly taskId: string
  readonly workerId: string
  readonly why: readonly Text[]
  readonly candidates: readonly {
    readonly workerId: string
    readonly name: string
    readonly metres: number
    readonly waitedMs: number
  }[]
}

/** May this person do this work at all: on shift (given), role, zone? */
export function mayDo(worker: Pick<OnShift, 'roles' | 'zones'>, task: Pick<Waiting, 'kind' | 'zone'>): boolean {
  const inZone = task.zone === null || worker.zones.length === 0 || worker.zones.includes(task.zone)
  return inZone && worker.roles.includes(ROLE_OF[task.kind])
}

/** A minute of waiting weighs as much as this many metres: near first, but nobody is passed over for long. */
const METRES_A_MINUTE = 15

/**
 * Gives waiting work to idle people: the order that must leave first is served first, by the one who is nearest, with those
 * who waited long before their turn. Nobody is given work outside their role and zones.
 */
export function assign(tasks: readonly Waiting[], workers: readonly OnShift[], at: number): Assignment[] {
  const idle = new Map(workers.filter((w) => !w.isBusy).map((w) => [w.id, w]))
  const given: Assignment[] = []
  for (const task of [...tasks].sort((a, b) => a.promiseAt - b.promiseAt || (a.id < b.id ? -1 : 1))) {
    const candidates = [...idle.values()]
      .filter((w) => mayDo(w, task) && !task.not.includes(w.id))
      .map((w) => {
        const metres = task.firstBin === null ? 0 : Math.round(metresBetween(w.at, task.firstBin))
        return { workerId: w.id, name: w.name, metres, waitedMs: at - (w.givenAt ?? at - 60_000) }
      })
      .sort((a, b) => cost(a) - cost(b) || (a.workerId < b.workerId ? -1 : 1))
    const [best] = candidates
    if (best === undefined) continue
    idle.delete(best.workerId)
    given.push({ taskId: task.id, workerId: best.workerId, why: reasonsFor(task, best, candidates.length), candidates })
  }
  return given
}

const cost = (c: { metres: number; waitedMs: number }): number => c.metres - (c.waitedMs / 60_000) * METRES_A_MINUTE

function reasonsFor(task: Waiting, best: { metres: number }, rivals: number): Text[] {
  const where: Text =
    task.zone === null
      ? { zh: '这一步是你的角色', en: 'This step is your role' }
      : { zh: `在你的 ${task.zone} 区`, en: `In your zone ${task.zone}` }
  const way: Text[] = task.firstBin === null ? [] : [{ zh: `离你 ${best.metres} 米`, en: `${best.metres} m from you` }]
  const free: Text =
    rivals === 1
      ? { zh: '只有你空着', en: 'Only you are free' }
      : { zh: `${rivals} 个人里你最合适`, en: `Best placed of ${rivals}` }
  return [where, ...way, free]
}
