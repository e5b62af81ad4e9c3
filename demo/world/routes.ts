import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../../src/base/clock.ts'
import { categoryLabel } from '../../src/catalog/categories.ts'
import type { Core } from '../../src/engine/core.ts'
import type { Auth } from '../../src/http/auth.ts'
import { tooMany } from '../../src/http/limits.ts'
import { httpFail } from '../../src/http/problems.ts'
import { langOf, type Server } from '../../src/http/server.ts'
import type { OrdersDeps } from '../../src/orders/flow.ts'
import { placedJson } from '../../src/orders/http-view.ts'
import type { Site } from '../../src/sites/site.ts'
import { ABSOLUTE_DAYS, PHONE_DAYS } from '../../src/staff/staff.ts'
import { PERSONAS } from '../provider/personas.ts'
import { Limiter } from './limiter.ts'
import { enter, firstOrder, tapeOf } from './visit.ts'
import { demoFail, isHomeName } from './when.ts'

/** What the demo's routes need. */
export interface DemoRoutesDeps {
  readonly core: Core
  readonly auth: Auth
  readonly orders: OrdersDeps
  /** The demo's site, or null when it was removed. */
  readonly site: () => Promise<Site | null>
  /** Where the provider is, and whether it answers yet. */
  readonly provider: () => { readonly ready: boolean; readonly issuer: string | null }
  readonly remove: () => Promise<void>
}

const DAY_SECONDS = 86_400
const ADDRESSES = { shop: '/s/demo/', phone: '/demo/phone/', console: '/demo/console/' } as const
const schema = (summary: string) => ({ tags: ['demo'], summary })

/** The Demo page's routes. They use the demo's own cookies, whichever page they are called from. */
export function demoRoutes(app: Server, deps: DemoRoutesDeps): void {
  const { core, auth } = deps
  const limited = (perMinute: number) => {
    const limiter = new Limiter(perMinute, () => core.clock.now())
    return async (request: FastifyRequest) => {
      const waitMs = limiter.take(request.ip)
      if (waitMs !== null) throw tooMany(waitMs)
    }
  }
  /**
   * These need no session, so a foreign page could call them without a cookie: a header that it cannot set without asking us
   * (Fetch, CORS-safelisted request-header) shows that it is ours, and the name it was asked under that it was not led here.
   */
  const fromOurPage = async (request: FastifyRequest): Promise<void> => {
    if (request.headers['x-tuidan'] === undefined || !isHomeName(request.hostname, core.publicUrl))
      throw httpFail('http/cross-site')
  }
  const mustSite = async (): Promise<Site> => {
    const site = await deps.site()
    if (site === null) throw demoFail('demo/gone')
    return site
  }

  app.get('/v1/demo', { schema: schema('Whether there is a demo, and where'), preHandler: limited(240) }, async () =>
    stateOf(deps),
  )

  app.post(
    '/v1/demo/enter',
    { schema: schema('Enters the demo as shopper, worker and supervisor'), preHandler: [limited(30), fromOurPage] },
    async (request, reply) => {
      const site = await mustSite()
      const visit = await enter(core, site, {
        consoleToken: auth.read(request, 'staff'),
        phoneToken: auth.read(request, 'device'),
        userAgent: request.headers['user-agent'] ?? '',
        lang: langOf(request),
      })
      if (visit.consoleToken !== null) auth.give(reply, 'staff', visit.consoleToken, ABSOLUTE_DAYS * DAY_SECONDS)
      if (visit.phoneToken !== null) auth.give(reply, 'device', visit.phoneToken, PHONE_DAYS * DAY_SECONDS)
      const { slug, name, currency, publicKey } = site
      return {
        site: { slug, name, currency, publicKey },
        worker: { id: visit.worker.id, name: visit.worker.name, roles: visit.worker.roles },
        owner: { id: visit.owner.id, name: visit.owner.name, roles: visit.owner.roles },
        device: { id: visit.deviceId },
        addresses: ADDRESSES,
      }
    },
  )

  app.post(
    '/v1/demo/first-order',
    { schema: schema('Places an order in the demo'), preHandler: [limited(30), fromOurPage] },
    async (request, reply) => {
      const site = await mustSite()
      const shopper = await auth.shopper(request, site)
      const placed = await firstOrder(deps.orders, site, shopper?.personId ?? null, Math.random)
      const { id, ...rest } = placedJson(deps.orders, site, placed)
      return reply.status(201).send({ orderId: id, ...rest, placedAt: iso(placed.placedAt) })
    },
  )

  app.get(
    '/v1/demo/order/:id',
    {
      schema: { ...schema('How far an order of the demo is'), params: Type.Object({ id: Type.String() }) },
      preHandler: [limited(600), auth.staff()],
    },
    async (request, reply) => {
      const found = await tapeOf(core, request.site, request.params.id)
      if (found === null) return reply.type('application/json').send('null')
      const { id: orderId, steps, ...tape } = found
      const times = Object.entries(steps).map(([step, at]) => [step, at === null ? null : iso(at)])
      return { orderId, ...tape, steps: Object.fromEntries(times) as Record<keyof typeof steps, string | null> }
    },
  )

  app.delete(
    '/v1/demo',
    { schema: schema('Removes the demo and all it holds'), preHandler: [limited(6), fromOurPage, auth.staff('owner')] },
    async (_request, reply) => {
      await deps.remove()
      for (const kind of ['staff', 'device', 'shopper-demo'] as const) auth.take(reply, kind)
      return reply.status(204).send()
    },
  )
}

async function stateOf(deps: DemoRoutesDeps) {
  const site = await deps.site()
  const provider = deps.provider()
  return {
    on: site !== null,
    site: site === null ? null : { slug: site.slug, name: site.name, publicKey: site.publicKey },
    shopUrl: ADDRESSES.shop,
    addresses: ADDRESSES,
    provider,
    personas: PERSONAS.map(({ id, name, line, interests }) => ({
      id,
      name,
      line,
      interests: interests.map((category) => ({ id: category, label: categoryLabel(category) })),
      face: provider.issuer === null ? null : `${provider.issuer}/faces/${id}.svg`,
    })),
  }
}
