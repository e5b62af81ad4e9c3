import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { HOUR, iso } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { heldText } from '../orders/held.ts'
import { vanAfter } from '../orders/promise.ts'
import { STATE_NAMES } from '../orders/state.ts'
import type { Site } from '../sites/site.ts'
import { emptyPlace } from './flow.ts'
import { resumeShort } from './flow-finish.ts'
import { printLabel, printSheet } from './flow-label.ts'
import { placeRoutes } from './http-bins.ts'
import { dockView, taskView } from './http-view.ts'
import type { LabelPress } from './label-press.ts'
import { peopleOnShift, type StoredTask, tasksIn } from './store.ts'
import { candidatesOf, dayFigures, dueOrders, recentShorts, stuckOrders, waitingSince } from './store-floor.ts'
import { parcelsOfOrders, registeredParcels } from './store-parcel.ts'
import { listPlaces } from './store-put.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** The console's view of the floor, and what a supervisor does there. */
export function floorRoutes(app: Server, core: Core, auth: Auth, press: LabelPress): void {
  const guard = auth.staff('supervisor')
  liveRoutes(app, core, auth)
  placeRoutes(app, core, auth)
  labelRoutes(app, core, auth, press)
  wallRoutes(app, core, guard)
}

type Guard = ReturnType<Auth['staff']>

/** Who and what is on the floor now. */
function liveRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor')
  app.get(
    '/v1/console/floor',
    { preHandler: guard, schema: { tags: ['console'], summary: 'The floor now: tasks, people, orders' } },
    async (request) => {
      const siteId = request.site.id
      const [people, open, dock] = await Promise.all([
        peopleOnShift(core.db, siteId),
        tasksIn(core.db, siteId, ['ready', 'offered', 'working']),
        registeredParcels(core.db, siteId, null),
      ])
      const packed = await parcelsOfOrders(
        core.db,
        siteId,
        open.filter((t) => t.kind !== 'pick').map((t) => t.orderId),
      )
      const isLabelling = (t: StoredTask) => t.kind === 'pack' && packed.has(t.orderId)
      const count = (kind: string, ...states: string[]) =>
        open.filter((t) => t.kind === kind && states.includes(t.state)).length
      return {
        flow: {
          toAssign: open.filter((t) => t.state === 'ready').length,
          picking: count('pick', 'offered', 'working'),
          packing: count('pack', 'ready', 'offered', 'working') - open.filter(isLabelling).length,
          labelling: open.filter(isLabelling).length,
          shipping: count('ship', 'ready', 'offered', 'working'),
          toHandOver: dock.length,
        },
        workers: people.map((p) => ({
          ...p,
          givenAt: p.givenAt === null ? null : iso(p.givenAt),
          beganAt: iso(p.beganAt),
          seenAt: iso(p.seenAt),
          streamAt: p.streamAt === null ? null : iso(p.streamAt),
        })),
        tasks: open.map((t) => ({
          ...taskView(t, { number: t.number, parcel: packed.get(t.orderId) ?? null }),
          promiseAt: iso(t.promiseAt),
          workerId: t.staffId,
          worker: t.worker,
        })),
        dock: dockView(dock),
        ...(await floorDetail(core, request.site, open)),
      }
    },
  )

  app.get(
    '/v1/console/live',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Event stream of what changes on the floor' } },
    async (request, reply) => {
      const { site, staff } = request
      const stream = auth.streams.open(reply, { kind: 'staff', recipient: `staff ${site.id} ${staff.id}` })
      let timer: NodeJS.Timeout | undefined
      // Who is disabled loses it at once, not at the next call.
      const offSession = core.bus.on('session', (siteId, staffId) => {
        if (siteId === site.id && staffId === staff.id) stream.close()
      })
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
        offSession()
      })
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
  const cutOffAt = vanAfter(at, site.settings)
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
      heldText: o.heldReason === null ? null : heldText(o.heldReason),
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

/** Labels again for a parcel, and sheets for bins, goods and totes. */
function labelRoutes(app: Server, core: Core, auth: Auth, press: LabelPress): void {
  const guard = auth.staff('supervisor')
  const send = (reply: FastifyReply, pdf: Uint8Array) =>
    reply.type('application/pdf').header('content-disposition', 'inline').send(pdf)

  app.get(
    '/v1/console/parcels/:id/label.pdf',
    {
      config: { audited: 'read' },
      preHandler: guard,
      // A HEAD would count as a print.
      exposeHeadRoute: false,
      schema: {
        tags: ['console'],
        summary: 'A parcel’s label, printed again with a reason',
        params: Id,
        querystring: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) }),
      },
    },
    async (request, reply) => {
      const { site, staff } = request
      const reason = request.query.reason?.trim() || null
      const input = { site, parcelId: request.params.id, by: staff, reason, from: 'console' } as const
      return send(reply, await printLabel(core, press, input))
    },
  )

  const Code = Type.Optional(Type.String({ maxLength: 20 }))
  app.get(
    '/v1/console/labels/bins.pdf',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Signs of bins',
        querystring: Type.Object({ zone: Code, from: Code, to: Code }),
      },
    },
    async (request, reply) =>
      send(reply, await printSheet(core, press, request.site.id, { kind: 'bins', ...request.query })),
  )

  app.get(
    '/v1/console/labels/products.pdf',
    {
      // Goods that come in without a code get one; marketers see it from the product's page.
      preHandler: auth.staff('supervisor', 'receiver', 'marketer'),
      schema: {
        tags: ['console'],
        summary: 'Labels of products',
        description: 'SKUs parted by commas, each as often as labels are wanted.',
        querystring: Type.Object({ skus: Type.String({ minLength: 1, maxLength: 20_000 }) }),
      },
    },
    async (request, reply) => {
      const skus = request.query.skus.split(',').map((sku) => sku.trim())
      return send(reply, await printSheet(core, press, request.site.id, { kind: 'products', skus }))
    },
  )

  app.get(
    '/v1/console/labels/totes.pdf',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Labels of totes',
        querystring: Type.Object({
          from: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
          count: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$' })),
        }),
      },
    },
    async (request, reply) => {
      const from = Number(request.query.from ?? 1)
      const count = Math.min(Number(request.query.count ?? 24), 10_000 - from)
      return send(reply, await printSheet(core, press, request.site.id, { kind: 'totes', from, count }))
    },
  )

  app.get(
    '/v1/console/labels/cells.pdf',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Labels of put-wall cells' } },
    async (request, reply) => {
      const count = request.site.settings.putWallCells
      return send(reply, await printSheet(core, press, request.site.id, { kind: 'cells', count }))
    },
  )
}

/** The put wall: what waits in its cells and in totes; and short orders that go on. */
function wallRoutes(app: Server, core: Core, guard: Guard): void {
  app.post(
    '/v1/console/orders/:id/resume',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Sends what is there of a short order',
        params: Id,
        description: 'A short order goes on with what is there.',
      },
    },
    async (request, reply) => {
      await resumeShort(core, request.site.id, request.params.id)
      return reply.status(204).send()
    },
  )

  app.get(
    '/v1/console/put-wall',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Cells of the put wall and what is in them' } },
    async (request) => {
      const items = await listPlaces(core.db, request.site.id)
      const { putWallCells: cells } = request.site.settings
      const taken = items.filter((item) => item.code.startsWith('W-')).length
      return {
        cells,
        free: Math.max(0, cells - taken),
        items: items.map((item) => ({ ...item, since: iso(item.since) })),
      }
    },
  )

  app.post(
    '/v1/console/put-wall/:code/clear',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Frees a put-wall cell',
        params: Type.Object({ code: Type.String({ maxLength: 20 }) }),
      },
    },
    async (request, reply) => {
      await emptyPlace(core, request.site.id, request.params.code)
      return reply.status(204).send()
    },
  )
}
