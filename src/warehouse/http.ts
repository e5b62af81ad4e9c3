import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { HOUR, iso } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { EventStream } from '../engine/sse.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { promiseAt } from '../orders/promise.ts'
import { STATE_NAMES } from '../orders/state.ts'
import type { Site } from '../sites/site.ts'
import { type Bin, readBin, wayTo } from './floor.ts'
import {
  type Actor,
  acceptTask,
  addBins,
  currentTask,
  finishTask,
  giveBack,
  receiveGoods,
  reportShort,
  sayHere,
  setShift,
} from './flow.ts'
import { takeScans } from './flow-scans.ts'
import { isOnShift, listBins, type Parcel, peopleOnShift, type StoredTask, tasksIn } from './store.ts'
import { candidatesOf, dayFigures, dueOrders, recentShorts, stuckOrders, waitingSince } from './store-floor.ts'

const TaskId = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Epoch = Type.Integer({ minimum: 0 })
const Uid = Type.String({ minLength: 8, maxLength: 64 })

/** The floor's routes: a worker's phone, and the console's view of the floor. */
export function warehouseRoutes(app: Server, core: Core, auth: Auth): void {
  shiftRoutes(app, core, auth)
  taskRoutes(app, core, auth)
  floorRoutes(app, core, auth)
}

const actorOf = (request: FastifyRequest): Actor => ({
  siteId: request.worker.siteId,
  id: request.worker.id,
  name: request.worker.name,
  deviceId: request.worker.deviceId,
})

function shiftRoutes(app: Server, core: Core, auth: Auth): void {
  app.get('/v1/phone/me', { preHandler: auth.device, schema: { tags: ['phone'] } }, async (request) => {
    const { worker, site } = request
    const { id, name, roles, zones, lang } = worker
    return {
      worker: { id, name, roles, zones, lang, onShift: await isOnShift(core.db, worker.siteId, id) },
      site: { slug: site.slug, name: site.name },
    }
  })

  app.post(
    '/v1/phone/shift',
    {
      preHandler: auth.device,
      schema: { tags: ['phone'], body: Type.Object({ on: Type.Boolean(), confirm: Type.Optional(Type.Boolean()) }) },
    },
    async (request, reply) => {
      await setShift(core, actorOf(request), request.body.on, request.body.confirm === true)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/phone/here',
    {
      preHandler: auth.device,
      schema: { tags: ['phone'], description: 'The worker is at the phone: sent each 30 s while a task is in hand.' },
    },
    async (request, reply) => {
      await sayHere(core, actorOf(request), 'call')
      return reply.status(204).send()
    },
  )
}

function taskRoutes(app: Server, core: Core, auth: Auth): void {
  const options = { preHandler: auth.device }

  app.get('/v1/phone/tasks', { ...options, schema: { tags: ['phone'] } }, async (request) => {
    const { task, number, parcel } = await currentTask(core, actorOf(request))
    return { task: task === null ? null : view(task, number, parcel) }
  })

  app.post(
    '/v1/phone/tasks/:id/accept',
    { ...options, schema: { tags: ['phone'], params: TaskId, body: Type.Object({ epoch: Epoch }) } },
    async (request) => {
      const actor = actorOf(request)
      await acceptTask(core, actor, request.params.id, request.body.epoch)
      const { task, number, parcel } = await currentTask(core, actor)
      return { task: task === null ? null : view(task, number, parcel) }
    },
  )

  app.post(
    '/v1/phone/tasks/:id/return',
    {
      ...options,
      schema: {
        tags: ['phone'],
        params: TaskId,
        body: Type.Object({ epoch: Epoch, reason: Type.String({ maxLength: 200 }) }),
      },
    },
    async (request, reply) => {
      await giveBack(core, actorOf(request), request.params.id, request.body.epoch, request.body.reason)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/phone/tasks/:id/short',
    {
      ...options,
      schema: {
        tags: ['phone'],
        params: TaskId,
        body: Type.Object({ epoch: Epoch, line: Type.Integer({ minimum: 0 }), uid: Uid }),
      },
    },
    async (request) => {
      const task = await reportShort(core, actorOf(request), { taskId: request.params.id, ...request.body })
      return { task: view(task, null, null) }
    },
  )

  app.post(
    '/v1/phone/tasks/:id/done',
    {
      ...options,
      schema: {
        tags: ['phone'],
        params: TaskId,
        body: Type.Object({
          epoch: Epoch,
          weightGrams: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
          code: Type.Optional(Type.String({ maxLength: 200 })),
        }),
      },
    },
    async (request, reply) => {
      await finishTask(core, request.site, actorOf(request), { taskId: request.params.id, ...request.body })
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/phone/scans',
    {
      ...options,
      schema: {
        tags: ['phone'],
        description: 'Scans of one phone, also those kept while it was offline; each uid counts once.',
        body: Type.Object({
          scans: Type.Array(
            Type.Object({
              uid: Uid,
              seq: Type.Integer({ minimum: 0 }),
              taskId: Type.String({ format: 'uuid' }),
              epoch: Epoch,
              code: Type.String({ minLength: 1, maxLength: 200 }),
              qty: Type.Integer({ minimum: 1, maximum: 9999 }),
            }),
            { minItems: 1, maxItems: 500 },
          ),
        }),
      },
    },
    async (request) => ({ verdicts: await takeScans(core, actorOf(request), request.body.scans) }),
  )
}

function floorRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor')

  app.get('/v1/console/floor', { preHandler: guard, schema: { tags: ['console'] } }, async (request) => {
    const siteId = request.site.id
    const [people, open] = await Promise.all([
      peopleOnShift(core.db, siteId),
      tasksIn(core.db, siteId, ['ready', 'offered', 'working']),
    ])
    const count = (kind: string, ...states: string[]) =>
      open.filter((t) => t.kind === kind && states.includes(t.state)).length
    return {
      flow: {
        toAssign: open.filter((t) => t.state === 'ready').length,
        picking: count('pick', 'offered', 'working'),
        packing: count('pack', 'ready', 'offered', 'working'),
        shipping: count('ship', 'ready', 'offered', 'working'),
      },
      workers: people.map((p) => ({
        ...p,
        givenAt: p.givenAt === null ? null : iso(p.givenAt),
        seenAt: iso(p.seenAt),
      })),
      tasks: open.map((t) => ({
        ...view(t, t.number, null),
        orderId: t.orderId,
        promiseAt: iso(t.promiseAt),
        workerId: t.staffId,
      })),
      ...(await floorDetail(core, request.site, open)),
    }
  })

  app.get('/v1/console/live', { preHandler: guard, schema: { tags: ['console'] } }, async (request, reply) => {
    const { site } = request
    reply.hijack()
    const stream = new EventStream(reply.raw)
    let timer: NodeJS.Timeout | undefined
    // Many changes at once are one line to the screen, which then asks for what it shows.
    const off = core.bus.on('floor', (siteId) => {
      if (siteId !== site.id) return
      timer ??= setTimeout(() => {
        timer = undefined
        stream.send('floor', {})
      }, 250)
    })
    stream.onClose(() => {
      clearTimeout(timer)
      off()
    })
  })

  app.get('/v1/console/bins', { preHandler: guard, schema: { tags: ['console'] } }, async (request) => ({
    items: await listBins(core.db, request.site.id),
    next: null,
  }))

  app.post(
    '/v1/console/bins',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        body: Type.Object({ codes: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 10_000 }) }),
      },
    },
    async (request, reply) => reply.status(201).send(await addBins(core, request.site.id, request.body.codes)),
  )

  app.post(
    '/v1/console/stock/receive',
    {
      preHandler: auth.staff('supervisor', 'receiver'),
      schema: {
        tags: ['console'],
        body: Type.Object({
          sku: Type.String({ minLength: 1, maxLength: 64 }),
          bin: Type.String({ maxLength: 20 }),
          qty: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
          uid: Type.Optional(Uid),
        }),
      },
    },
    async (request, reply) => {
      const { sku, bin, qty, uid } = request.body
      await receiveGoods(core, { siteId: request.site.id, sku, bin, qty, staffId: request.staff.id, uid: uid ?? null })
      return reply.status(204).send()
    },
  )
}

/** Orders shown nearest their cut-off, and how far back a short is still news. */
const DUE_SHOWN = 12
const NEWS_MS = 12 * HOUR

/** What a supervisor decides on: what is stuck, what is due, how the day goes, and who else could have had each task. */
async function floorDetail(core: Core, site: Site, open: readonly StoredTask[]) {
  const at = core.clock.now()
  const { cutOff, timeZone } = site.settings
  const cutOffAt = promiseAt(at, cutOff, timeZone)
  const given = open.filter((t) => t.staffId !== null)
  const [stuck, due, day, shorts, candidates, since] = await Promise.all([
    stuckOrders(core.db, site.id),
    dueOrders(core.db, site.id, DUE_SHOWN),
    dayFigures(core.db, site.id, { at, timeZone, cutOff: cutOffAt }),
    recentShorts(core.db, site.id, at - NEWS_MS),
    candidatesOf(core.db, site.id, given),
    waitingSince(core.db, site.id),
  ])
  return {
    now: iso(at),
    day: { ...day, cutOff, cutOffAt: iso(cutOffAt) },
    stuck: stuck.map((o) => ({
      ...o,
      stateName: STATE_NAMES[o.state],
      stateAt: iso(o.stateAt),
      promiseAt: iso(o.promiseAt),
    })),
    due: due.map((o) => ({
      ...o,
      stateName: STATE_NAMES[o.state],
      promiseAt: iso(o.promiseAt),
      placedAt: iso(o.placedAt),
    })),
    shorts: shorts.map((s) => ({ ...s, at: iso(s.at) })),
    candidates: Object.fromEntries(candidates),
    waitingSince: Object.fromEntries([...since].map(([id, made]) => [id, iso(made)])),
  }
}

/** A worker sees what their step needs: never the receiver, and of the parcel only its number. */
function view(task: StoredTask, number: string | null, parcel: Parcel | null) {
  let from: Bin | null = null
  const lines = task.lines.map((line) => {
    const bin = readBin(line.bin)
    const way = bin === null ? null : wayTo(from, bin)
    from = bin
    return { ...line, way }
  })
  const { id, kind, state, epoch, zone, why } = task
  return {
    id,
    kind,
    state,
    epoch,
    zone,
    why,
    number,
    lines,
    expiresAt: task.expiresAt === null ? null : iso(task.expiresAt),
    parcel: parcel === null ? null : { number: parcel.number, carrier: parcel.carrier, tracking: parcel.tracking },
  }
}
