import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { writeCursor } from '../base/cursor.ts'
import { langOf, type Server } from '../http/server.ts'
import { orderKey, paymentsOf, placeOrder } from './flow.ts'
import { takeCallback } from './flow-pay.ts'
import { cancelOrder, followOrder } from './flow-state.ts'
import { orderCursor } from './flow-view.ts'
import { consoleOrderRoutes } from './http-console.ts'
import { demoPayRoutes } from './http-demo-pay.ts'
import { factsOf, isOrderKey, mustSee, type OrderRoutesDeps, placedJson, publicView } from './http-view.ts'
import { idsByExternalId, listOrders, loadOrder } from './store.ts'
import { orderJson } from './view.ts'

/** For the API page; what comes is judged by `checkOrder`, whose problems name the field and the next step. */
const OrderBody = Type.Object(
  {
    lines: Type.Array(Type.Object({ sku: Type.String(), qty: Type.Integer({ minimum: 1, maximum: 9999 }) })),
    receiver: Type.Object({ name: Type.String(), phone: Type.String() }),
    address: Type.Object({
      country: Type.Optional(Type.String()),
      province: Type.Optional(Type.String()),
      city: Type.Optional(Type.String()),
      district: Type.Optional(Type.String()),
      street: Type.String(),
      postcode: Type.Optional(Type.String()),
    }),
    payment: Type.Object({ method: Type.String({ description: 'cod, demo, or paid with the secret key' }) }),
    currency: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
    externalId: Type.Optional(Type.String()),
    offerToken: Type.Optional(Type.String()),
  },
  {
    description:
      'An order. Send the header Idempotency-Key; the same key and body gets the same answer. `key` in that answer is another thing: the key of the order’s page (`url`), for whoever may see it.',
  },
)
const OrderParams = Type.Object({ slug: Type.String(), id: Type.String() })
const KeyQuery = Type.Object({
  key: Type.Optional(Type.String({ maxLength: 200 })),
  lang: Type.Optional(Type.String()),
})
/** An external id is one order's for each source, and a site has two or three sources. */
const SAME_ID_MOST = 10
/** How often an open page looks by itself, should a wake-up be lost. */
const SWEEP_MS = 2_000

/** The routes of orders: a developer's, a shopper's, a provider's and the console's. */
export function ordersRoutes(app: Server, deps: OrderRoutesDeps): void {
  developerRoutes(app, deps)
  shopRoutes(app, deps)
  shopperOrderRoutes(app, deps)
  liveRoutes(app, deps)
  callbackRoute(app, deps)
  demoPayRoutes(app, deps)
  consoleOrderRoutes(app, deps)
}

function developerRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  const security = [{ secretKey: [] }]
  app.post(
    '/v1/orders',
    {
      preHandler: auth.secret,
      attachValidation: true,
      schema: { tags: ['orders'], summary: 'Places an order of your own shop', security, body: OrderBody },
    },
    async (request, reply) => {
      const input = { site: request.site, source: 'api', key: keyHeader(request), body: request.body }
      const placed = await placeOrder(orders, { ...input, personId: null, isServer: true })
      return reply.status(201).send({ order: placedJson(orders, request.site, placed) })
    },
  )

  app.get(
    '/v1/orders',
    {
      preHandler: auth.secret,
      schema: {
        tags: ['orders'],
        summary: 'The orders of your own shop with an external id',
        security,
        querystring: Type.Object({ externalId: Type.String({ minLength: 1, maxLength: 100 }) }),
      },
    },
    async ({ site, query }) => {
      const ids = await idsByExternalId(orders.core.db, site.id, query.externalId, SAME_ID_MOST)
      return { items: await Promise.all(ids.map((id) => publicView(orders, site, id))), next: null }
    },
  )

  app.get(
    '/v1/orders/:id',
    {
      preHandler: auth.secret,
      schema: {
        tags: ['orders'],
        summary: 'One order of your own shop',
        security,
        params: Type.Object({ id: Type.String() }),
      },
    },
    async (request) => await publicView(orders, request.site, request.params.id),
  )

  app.post(
    '/v1/orders/:id/cancel',
    {
      preHandler: auth.secret,
      schema: {
        tags: ['orders'],
        summary: 'Cancels an order of your own shop',
        security,
        params: Type.Object({ id: Type.String() }),
        body: Type.Optional(Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) })),
      },
    },
    async (request) => {
      const input = { siteId: request.site.id, orderId: request.params.id, reason: request.body?.reason ?? '' }
      await cancelOrder(orders, { ...input, by: 'shop' })
      return await publicView(orders, request.site, request.params.id)
    },
  )
}

function shopRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  app.get(
    '/v1/sites/:slug/payments',
    { preHandler: auth.site, schema: { tags: ['shop'], summary: 'Ways to pay' } },
    async (request) => ({
      items: paymentsOf(orders.payments, request.site, false).map(({ id, name }) => ({ id, name })),
    }),
  )

  app.post(
    '/v1/sites/:slug/orders',
    {
      preHandler: auth.site,
      attachValidation: true,
      schema: { tags: ['shop'], summary: 'Places an order', body: OrderBody },
    },
    async (request, reply) => {
      const { site } = request
      const shopper = await auth.shopper(request, site)
      const address = request.ip
      if (shopper === null) auth.limits.take('guestOrder', { address })
      else auth.limits.take('order', { address, person: `${site.id} ${shopper.personId}` })
      const input = { site, source: 'shop', key: keyHeader(request), body: request.body }
      const placed = await placeOrder(orders, { ...input, personId: shopper?.personId ?? null, isServer: false })
      return reply.status(201).send({ order: placedJson(orders, site, placed) })
    },
  )
}

/** What a shopper may do with an order of theirs. */
function shopperOrderRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  const { core } = orders

  app.get(
    '/v1/sites/:slug/orders',
    {
      preHandler: auth.site,
      schema: {
        tags: ['shop'],
        summary: 'Orders of whoever is signed in',
        querystring: Type.Object({ cursor: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const { site } = request
      const { personId } = await auth.mustBeShopper(request, site)
      const { cursor } = request.query
      const after = cursor === undefined ? undefined : orderCursor(cursor)
      const rows = await listOrders(core.db, site.id, { personId, after, limit: 20 })
      const last = rows.at(-1)
      return {
        items: rows.map(({ lines, pieces, ...order }) => ({
          ...orderJson(factsOf({ ...order, lines: [] })),
          lines,
          pieces,
          key: orderKey(core, site.id, order.id),
        })),
        next: rows.length === 20 && last ? writeCursor({ at: last.placedAt, id: last.id }) : null,
      }
    },
  )

  app.get(
    '/v1/sites/:slug/orders/:id',
    {
      preHandler: auth.site,
      schema: {
        tags: ['shop'],
        summary: 'One order, with its key or its session',
        params: OrderParams,
        querystring: KeyQuery,
      },
    },
    async (request) => {
      await mustSee(orders, auth, request, request.params.id, request.query.key)
      return await publicView(orders, request.site, request.params.id)
    },
  )

  app.post(
    '/v1/sites/:slug/orders/:id/cancel',
    {
      preHandler: auth.site,
      schema: { tags: ['shop'], summary: 'Cancels an order', params: OrderParams, querystring: KeyQuery },
    },
    async (request) => {
      const key = request.query.key ?? (request.body as { key?: unknown } | undefined)?.key
      await mustSee(orders, auth, request, request.params.id, key)
      await cancelOrder(orders, { siteId: request.site.id, orderId: request.params.id, by: 'shopper', reason: '' })
      return await publicView(orders, request.site, request.params.id)
    },
  )

  app.post(
    '/v1/sites/:slug/orders/:id/push',
    {
      preHandler: auth.site,
      schema: {
        tags: ['shop'],
        summary: 'Lets a browser ring about an order',
        params: OrderParams,
        body: Type.Object({ key: Type.Optional(Type.String()), subscription: Type.Unknown() }),
      },
    },
    async (request, reply) => {
      const { site, params, body } = request
      await mustSee(orders, auth, request, params.id, body.key)
      await followOrder(orders, {
        siteId: site.id,
        orderId: params.id,
        subscription: body.subscription,
        lang: langOf(request),
      })
      return reply.status(204).send()
    },
  )
}

/** The order's page, live: the whole view again whenever the order changed. */
function liveRoutes(app: Server, { orders, auth }: OrderRoutesDeps): void {
  const { core } = orders
  app.get(
    '/v1/sites/:slug/orders/:id/live',
    {
      preHandler: auth.site,
      schema: { tags: ['shop'], summary: 'Event stream of an order', params: OrderParams, querystring: KeyQuery },
    },
    async (request, reply) => {
      const { site } = request
      const { id } = request.params
      await mustSee(orders, auth, request, id, request.query.key)
      const stream = auth.streams.open(reply, { kind: 'shop', recipient: `order ${id}` })
      if (!isOrderKey(orders, site.id, id, request.query.key)) auth.endWithSession(stream, request, site)
      let version = 0
      let work = Promise.resolve()
      const look = () => {
        work = work.then(async () => {
          const order = stream.isOpen ? await loadOrder(core.db, site.id, id) : null
          if (order === null || order.version === version) return
          version = order.version
          stream.send('order', await publicView(orders, site, id), version)
        })
        work = work.catch((error) =>
          core.log.warn({ err: error }, 'an open order page could not be told, trying again'),
        )
      }
      const off = core.bus.on('order', (siteId, ref) => {
        if (siteId === site.id && ref === id) look()
      })
      const sweep = setInterval(look, SWEEP_MS)
      stream.onClose(() => {
        off()
        clearInterval(sweep)
      })
      look()
    },
  )
}

/** A provider's callback needs the body as it came, byte by byte, so it has a parser of its own. */
function callbackRoute(app: Server, { orders, auth }: OrderRoutesDeps): void {
  void app.register(async (instance) => {
    const scope = instance as unknown as Server
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.post(
      '/v1/payments/:provider/:slug',
      {
        config: { crossSite: true },
        schema: {
          tags: ['payments'],
          summary: 'A payment provider tells how a payment ended',
          description: 'A payment provider tells how a payment ended, signed as it does.',
        },
      },
      async (request, reply) => {
        await auth.site(request)
        const { provider } = request.params as { provider: string }
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(' ') : value,
          ]),
        )
        const rawBody = typeof request.body === 'string' ? request.body : ''
        await auth.limits.guess('callback', { address: request.ip }, () =>
          takeCallback(orders, { siteId: request.site.id, provider, rawBody, headers }),
        )
        return reply.status(204).send()
      },
    )
  })
}

function keyHeader(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' ? key : null
}
