import type { Text } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { announce } from '../push/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Role } from '../staff/staff.ts'
import { readBin } from '../warehouse/floor.ts'
import { warehouseFail } from '../warehouse/problems.ts'
import { lockTask, peopleOnShift } from '../warehouse/store.ts'
import { candidateOf, hasRole, inZone } from './assign.ts'
import { offer, onShift } from './flow.ts'
import { returned, takeBackIn } from './flow-return.ts'
import { dispatchFail } from './problems.ts'
import { readyTask, waitForPlanner } from './store.ts'

/** The supervisor who decides. */
export interface Supervisor {
  readonly id: string
  readonly name: string
}

/**
 * A supervisor gives a task to somebody, over whatever was planned: it is taken from whoever has it and offered to them. Outside
 * their zones only when that is allowed for this task.
 * @throws warehouse/no-such-task, dispatch/task-closed, dispatch/not-on-shift, dispatch/worker-busy, dispatch/wrong-role,
 * dispatch/out-of-zone
 */
export async function assignTo(
  core: Core,
  site: Site,
  by: Supervisor,
  input: { taskId: string; staffId: string; outOfZone: boolean; reason: string },
): Promise<void> {
  const at = core.clock.now()
  const siteId = site.id
  const from = await core.db.tx(async (tx) => {
    await waitForPlanner(tx, siteId)
    const task = await lockTask(tx, siteId, input.taskId)
    if (task === null) throw warehouseFail('warehouse/no-such-task')
    if (task.state === 'done' || task.state === 'cancelled') throw dispatchFail('dispatch/task-closed')
    if (task.staffId === input.staffId) return null
    const person = (await peopleOnShift(tx, siteId)).find((p) => p.id === input.staffId)
    if (person === undefined) throw dispatchFail('dispatch/not-on-shift')
    const { name } = person
    if (person.isBusy) throw dispatchFail('dispatch/worker-busy', { params: { name } })
    if (!hasRole({ roles: person.roles as Role[] }, task.kind, site.settings.division))
      throw dispatchFail('dispatch/wrong-role', { params: { name } })
    const isOutside = !inZone(person, task.zone)
    if (isOutside && !input.outOfZone)
      throw dispatchFail('dispatch/out-of-zone', { params: { name, zone: task.zone ?? '' }, field: 'outOfZone' })
    const { reason } = input
    const previous =
      task.staffId === null
        ? null
        : await takeBackIn(core, tx, { siteId, taskId: task.id, at, event: 'return', reason, by: by.id })
    const { id: taskId, kind, orderId } = task
    const payload = { taskId, kind, workerId: person.id, worker: name, by: by.name, reason, outOfZone: isOutside }
    await record(tx, { siteId, name: 'task.assigned', at, orderId, payload })
    const why = [
      { zh: `${by.name} 指派：${reason}`, en: `Given by ${by.name}: ${reason}` },
      ...zoneWords(isOutside, task.zone),
    ]
    const ready = (await readyTask(tx, siteId, taskId))!
    const firstBin = ready.firstBin === null ? null : readBin(ready.firstBin)
    const candidates = [candidateOf(onShift(person, at), { firstBin }, at)]
    await offer(core, tx, siteId, { taskId, workerId: person.id, why, candidates }, ready, at)
    return previous
  })
  if (from !== null) returned(core, siteId, from)
  announce(core, siteId, { kind: 'worker', id: input.staffId })
  core.bus.emit('floor', siteId)
}

const zoneWords = (isOutside: boolean, zone: string | null): Text[] =>
  isOutside ? [{ zh: `这次允许去 ${zone} 区`, en: `Allowed into zone ${zone} this time` }] : []

/**
 * A supervisor takes a task from whoever has it; it is given anew by plan.
 * @throws warehouse/no-such-task, dispatch/not-given
 */
export async function takeBackFrom(
  core: Core,
  siteId: string,
  by: Supervisor,
  input: { taskId: string; reason: string },
): Promise<void> {
  const at = core.clock.now()
  const from = await core.db.tx(async (tx) => {
    const task = await lockTask(tx, siteId, input.taskId)
    if (task === null) throw warehouseFail('warehouse/no-such-task')
    return await takeBackIn(core, tx, { siteId, at, event: 'return', by: by.id, ...input })
  })
  if (from === null) throw dispatchFail('dispatch/not-given')
  returned(core, siteId, from)
}
