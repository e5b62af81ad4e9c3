import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { writeCursor } from '../base/cursor.ts'
import { carrierName } from '../carriers/name.ts'
import type { Server } from '../http/server.ts'
import type { OrdersDeps } from './flow.ts'
import { cancelOrder, holdOrder, refunded, unholdOrder } from './flow-state.ts'
import { noteReceiverRead, orderCursor, orderForStaff, readReceiver } from './flow-view.ts'
import { heldText } from './held.ts'
import { factsOf, type OrderRoutesDeps } from './http-view.ts'
import { isOver, maskDelivery } from './mask.ts'
import { can, isOrderState } from './state.ts'
import { countStates, listOrders } from './store.ts'
import { orderStory } from './story.ts'
import { orderJson, parcelOf, storyJson } from './view.ts'

const PAGE = 50
const IdParams = Type.Object({ id: Type.String() })
const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) })

/** The console's orders: list, one order's whole story, and what a supervisor may do. */
export function consoleOrderRoutes(app: Server, deps: OrderRoutesDeps): void {
  readingRoutes(app, deps)
  movingRoutes(app, deps)
}

function readingRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  const { core } = orders
  const supervisor = auth.staff('supervisor')

  app.get(
    '/v1/console/orders',
    {
      preHandler: supervisor,
      schema: {
        tags: ['console'],
        summary: 'Orders, by state or number',
        querystring: Type.Object({
          state: Type.Optional(Type.String()),
          query: Type.Optional(Type.String({ maxLength: 100 })),
          cursor: Type.Optional(Type.String()),
          lang: Type.Optional(Type.String()),
        }),
      },
    },
    async (request) => {
      const { state, cursor } = request.query
      const query = request.query.query?.trim().replace(/^#/, '')
      const rows = await listOrders(core.db, request.site.id, {
        state: isOrderState(state) ? state : undefined,
        query: query === '' ? undefined : query,
        after: cursor === undefined ? undefined : orderCursor(cursor),
        limit: PAGE,
      })
      const last = rows.at(-1)
      return {
        items: rows.map(({ lines, pieces, ...order }) => ({
          ...orderJson(factsOf({ ...order, lines: [] })),
          source: order.source,
          ...heldOf(order),
          lines,
          pieces,
        })),
        next: rows.length === PAGE && last ? writeCursor({ at: last.placedAt, id: last.id }) : null,
        counts: Object.fromEntries(await countStates(core.db, request.site.id)),
      }
    },
  )

  app.get(
    '/v1/console/orders/:id',
    {
      preHandler: supervisor,
      schema: { tags: ['console'], summary: 'One order and its whole story', params: IdParams },
    },
    async (request) => {
      const { site, staff } = request
      const view = await staffView(orders, site.id, request.params.id)
      const isRead = view.delivery !== null && !view.isMasked
      if (isRead) await noteReceiverRead(core, request.params.id, { siteId: site.id, staffId: staff.id })
      return view
    },
  )

  app.post(
    '/v1/console/orders/:id/receiver',
    {
      preHandler: supervisor,
      schema: {
        tags: ['console'],
        params: IdParams,
        summary: 'Who received an order that is over; who asked is logged',
      },
    },
    async (request) => {
      const { site, staff } = request
      const by = { siteId: site.id, staffId: staff.id, by: staff.name }
      return { delivery: await readReceiver(core, request.params.id, by) }
    },
  )
}

function movingRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  const { core } = orders
  const supervisor = auth.staff('supervisor')

  app.post(
    '/v1/console/orders/:id/hold',
    {
      preHandler: supervisor,
      schema: { tags: ['console'], summary: 'Puts an order on hold', params: IdParams, body: Reason },
    },
    async (request) => {
      const siteId = request.site.id
      await holdOrder(orders, { siteId, orderId: request.params.id, reason: request.body.reason })
      return await staffView(orders, siteId, request.params.id)
    },
  )

  app.post(
    '/v1/console/orders/:id/release',
    { preHandler: supervisor, schema: { tags: ['console'], summary: 'Lets a held order go on', params: IdParams } },
    async (request) => {
      await unholdOrder(orders, { siteId: request.site.id, orderId: request.params.id })
      return await staffView(orders, request.site.id, request.params.id)
    },
  )

  app.post(
    '/v1/console/orders/:id/refunded',
    {
      preHandler: supervisor,
      schema: {
        tags: ['console'],
        summary: 'Notes that the money was paid back',
        description: 'The money was paid back at the payment provider; `reference` is its number for that.',
        params: IdParams,
        body: Type.Object({ reference: Type.Optional(Type.String({ maxLength: 100 })) }),
      },
    },
    async (request) => {
      const siteId = request.site.id
      const reference = request.body.reference?.trim() || null
      await refunded(core, { siteId, orderId: request.params.id, by: request.staff.name, reference })
      return await staffView(orders, siteId, request.params.id)
    },
  )

  app.post(
    '/v1/console/orders/:id/cancel',
    {
      preHandler: supervisor,
      schema: { tags: ['console'], summary: 'Cancels an order', params: IdParams, body: Reason },
    },
    async (request) => {
      const siteId = request.site.id
      const { reason } = request.body
      const { putBack } = await cancelOrder(orders, { siteId, orderId: request.params.id, by: 'staff', reason })
      return { ...(await staffView(orders, siteId, request.params.id)), putBack }
    },
  )
}

/** Why an order is held: as kept, and as people read it. */
const heldOf = ({ heldReason }: { heldReason: string | null }) => ({
  heldReason,
  heldText: heldReason === null ? null : heldText(heldReason),
})

async function staffView(orders: OrdersDeps, siteId: string, orderId: string) {
  const { order, events, delivery, holdings } = await orderForStaff(orders.core, siteId, orderId)
  return {
    ...orderJson(factsOf(order)),
    source: order.source,
    ...heldOf(order),
    version: order.version,
    stateAt: iso(order.stateAt),
    // What the floor has done of each line, which the shopper's view leaves out.
    progress: order.lines.map(({ sku, picked, packed, shipped, cancelled }) => ({
      sku,
      picked,
      packed,
      shipped,
      cancelled,
    })),
    holdings,
    // After an order is over nobody needs its receiver to do their work; whoever asks is written down.
    delivery: delivery !== null && isOver(order.state) ? maskDelivery(delivery) : delivery,
    isMasked: delivery !== null && isOver(order.state),
    // Each line of the story with the event it was told from, for whoever wants to know exactly.
    story: events.flatMap((event) =>
      storyJson(orderStory([event], 'staff', carrierName)).map((told) => ({
        ...told,
        event: { id: event.id, name: event.name, payload: event.payload },
      })),
    ),
    parcel: parcelOf(events, carrierName),
    may: {
      hold: can(order.state, 'hold'),
      release: can(order.state, 'unhold'),
      cancel: can(order.state, 'cancel'),
      resume: can(order.state, 'resume') && order.lines.some((l) => l.cancelled < l.qty),
      refunded: order.paymentState === 'refund-needed' || order.paymentState === 'paid-twice',
    },
  }
}
