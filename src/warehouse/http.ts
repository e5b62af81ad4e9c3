import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { say } from '../base/i18n.ts'
import { carrierName } from '../carriers/name.ts'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import { langOf, type Server } from '../http/server.ts'
import { ROLE_NAMES } from '../staff/staff.ts'
import { type Actor, acceptTask, currentTask, giveBack, reportShort, sayHere, setShift } from './flow.ts'
import { finishTask, handOver } from './flow-finish.ts'
import { printLabel } from './flow-label.ts'
import { reportMissing } from './flow-missing.ts'
import { takeScans } from './flow-scans.ts'
import { floorRoutes } from './http-console.ts'
import { dockView, taskView } from './http-view.ts'
import type { LabelPress } from './label-press.ts'
import { warehouseFail } from './problems.ts'
import { isOnShift } from './store.ts'
import { registeredParcels } from './store-parcel.ts'

const TaskId = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Epoch = Type.Integer({ minimum: 0 })
const Reason = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) })
/** What a symbol can hold at most, in characters: a QR code of version 40-L (ISO/IEC 18004). */
const LONGEST_READ = 7089
const Uid = Type.String({ minLength: 8, maxLength: 64 })

/** The floor's routes: a worker's phone, and the console's view of the floor. */
export function warehouseRoutes(app: Server, core: Core, auth: Auth, press: LabelPress): void {
  shiftRoutes(app, core, auth)
  taskRoutes(app, core, auth)
  missingRoutes(app, core, auth)
  scanRoutes(app, core, auth)
  parcelRoutes(app, core, auth, press)
  floorRoutes(app, core, auth, press)
}

const actorOf = (request: FastifyRequest): Actor => ({
  siteId: request.worker.siteId,
  id: request.worker.id,
  name: request.worker.name,
  deviceId: request.worker.deviceId,
})

function shiftRoutes(app: Server, core: Core, auth: Auth): void {
  app.get(
    '/v1/phone/me',
    { preHandler: auth.device, schema: { tags: ['phone'], summary: 'Who works with this phone' } },
    async (request) => {
      const { worker, site } = request
      const { id, name, roles, zones, lang } = worker
      return {
        worker: { id, name, roles, zones, lang, onShift: await isOnShift(core.db, worker.siteId, id) },
        site: { slug: site.slug, name: site.name },
      }
    },
  )

  app.post(
    '/v1/phone/shift',
    {
      preHandler: auth.device,
      schema: {
        tags: ['phone'],
        summary: 'Goes on shift or off it',
        body: Type.Object({ on: Type.Boolean(), confirm: Type.Optional(Type.Boolean()) }),
      },
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
      schema: {
        tags: ['phone'],
        summary: 'Says that the worker is at the phone',
        description: 'The worker is at the phone: sent each 30 s while a task is in hand.',
      },
    },
    async (request, reply) => {
      await sayHere(core, actorOf(request), 'call')
      return reply.status(204).send()
    },
  )
}

function taskRoutes(app: Server, core: Core, auth: Auth): void {
  const options = { preHandler: auth.device }

  app.get(
    '/v1/phone/tasks',
    { ...options, schema: { tags: ['phone'], summary: 'The tasks of this phone' } },
    async (request) => {
      const { task, ...hand } = await currentTask(core, actorOf(request))
      return {
        task: task === null ? null : taskView(task, hand),
        dock: await dockOf(core, request),
      }
    },
  )

  app.post(
    '/v1/phone/tasks/:id/accept',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Takes the offered task',
        params: TaskId,
        body: Type.Object({ epoch: Epoch }),
      },
    },
    async (request) => {
      const actor = actorOf(request)
      await acceptTask(core, request.site, actor, request.params.id, request.body.epoch)
      const { task, ...hand } = await currentTask(core, actor)
      return { task: task === null ? null : taskView(task, hand) }
    },
  )

  app.post(
    '/v1/phone/tasks/:id/return',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Gives a task back, with the reason',
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
    '/v1/phone/tasks/:id/done',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Finishes a task or its next step',
        params: TaskId,
        body: Type.Object({
          epoch: Epoch,
          cell: Type.Optional(Type.String({ maxLength: 200 })),
          weightGrams: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
          code: Type.Optional(Type.String({ maxLength: 200 })),
          handOver: Type.Optional(Type.Boolean()),
        }),
      },
    },
    async (request) => {
      const actor = actorOf(request)
      const task = await finishTask(core, request.site, actor, { taskId: request.params.id, ...request.body })
      if (task === null) return { task: null }
      const now = await currentTask(core, actor)
      return { task: now.task === null ? null : taskView(now.task, now) }
    },
  )
}

/** What is not there: in its bin, or at the packing table. */
function missingRoutes(app: Server, core: Core, auth: Auth): void {
  const options = { preHandler: auth.device }

  app.post(
    '/v1/phone/tasks/:id/short',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Says that a bin holds too little',
        params: TaskId,
        body: Type.Object({ epoch: Epoch, line: Type.Integer({ minimum: 0 }), uid: Uid }),
      },
    },
    async (request) => {
      const task = await reportShort(core, request.site, actorOf(request), {
        taskId: request.params.id,
        ...request.body,
      })
      return { task: taskView(task) }
    },
  )

  app.post(
    '/v1/phone/tasks/:id/missing',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Says that pieces are missing at the packing table',
        description:
          'Pieces are missing or damaged at the packing table. The task is null when the order now waits for a person.',
        params: TaskId,
        body: Type.Object({
          epoch: Epoch,
          line: Type.Integer({ minimum: 0 }),
          qty: Type.Integer({ minimum: 1, maximum: 9999 }),
          uid: Uid,
        }),
      },
    },
    async (request) => {
      const actor = actorOf(request)
      const task = await reportMissing(core, request.site, actor, { taskId: request.params.id, ...request.body })
      if (task === null) return { task: null }
      const now = await currentTask(core, actor)
      return { task: now.task === null ? null : taskView(now.task, now) }
    },
  )
}

function scanRoutes(app: Server, core: Core, auth: Auth): void {
  const options = { preHandler: auth.device }

  app.post(
    '/v1/phone/scans',
    {
      ...options,
      schema: {
        tags: ['phone'],
        summary: 'Takes scans, also those kept offline',
        description: 'Scans of one phone, also those kept while it was offline; each uid counts once.',
        body: Type.Object({
          scans: Type.Array(
            Type.Object({
              uid: Uid,
              seq: Type.Integer({ minimum: 0 }),
              taskId: Type.String({ format: 'uuid' }),
              epoch: Epoch,
              // Longer than what is kept: one strange code must not hold up a phone's queue, it is judged wrong.
              code: Type.String({ minLength: 1, maxLength: LONGEST_READ }),
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

/** Labels for the parcel in hand, and handing over to the carrier what is registered. */
function parcelRoutes(app: Server, core: Core, auth: Auth, press: LabelPress): void {
  app.get(
    '/v1/phone/parcels/:id/label.pdf',
    {
      preHandler: auth.device,
      // A HEAD would count as a print.
      exposeHeadRoute: false,
      schema: { tags: ['phone'], summary: 'A parcel’s label, to print', params: TaskId, querystring: Reason },
    },
    async (request, reply) => {
      const by = { id: request.worker.id, name: request.worker.name }
      const reason = request.query.reason?.trim() || null
      const { site } = request
      const pdf = await printLabel(core, press, { site, parcelId: request.params.id, by, reason, from: 'phone' })
      return reply.type('application/pdf').header('content-disposition', 'inline').send(pdf)
    },
  )

  app.get(
    '/v1/phone/ship',
    { preHandler: auth.device, schema: { tags: ['phone'], summary: 'Parcels that wait for their carrier' } },
    async (request) => {
      mustShip(request)
      return { carriers: (await dockOf(core, request)) ?? [] }
    },
  )

  app.post(
    '/v1/phone/ship/handover',
    {
      preHandler: auth.device,
      schema: {
        tags: ['phone'],
        summary: 'Hands a carrier all that waits for it',
        description: 'The carrier took everything that is registered for it.',
        body: Type.Object({ carrier: Type.String({ minLength: 1, maxLength: 60 }) }),
      },
    },
    async (request) => {
      mustShip(request)
      const actor = actorOf(request)
      if (!(await isOnShift(core.db, actor.siteId, actor.id))) throw warehouseFail('warehouse/off-shift')
      const { carrier } = request.body
      const parcels = await handOver(core, actor.siteId, actor, carrier)
      return { carrier, name: carrierName(carrier), count: parcels.length, parcels }
    },
  )
}

/** What waits on the dock; null for whoever does not ship. */
async function dockOf(core: Core, request: FastifyRequest) {
  return ships(request) ? dockView(await registeredParcels(core.db, request.site.id, null)) : null
}

const ships = ({ worker, site }: FastifyRequest): boolean =>
  worker.roles.includes('shipper') ||
  (!site.settings.division && worker.roles.some((role) => role === 'picker' || role === 'packer'))

/** @throws http/not-allowed */
function mustShip(request: FastifyRequest): void {
  if (!ships(request))
    throw httpFail('http/not-allowed', { params: { roles: say(ROLE_NAMES.shipper, langOf(request)) } })
}
