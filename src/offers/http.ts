import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isLang } from '../base/i18n.ts'
import { Problem, problemJson } from '../base/problem.ts'
import { PAGE_LIMITS } from '../catalog/page.ts'
import { type Auth, bearerOf, siteOfSecret } from '../http/auth.ts'
import type { Who } from '../http/limits.ts'
import { httpFail } from '../http/problems.ts'
import { langOf, type Server } from '../http/server.ts'
import { siteByPublicKey, siteBySlug } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import { type Context, deviceOf } from './asker.ts'
import { decide, type Offers } from './flow.ts'
import { clickTarget, noteEvent, tokenOf } from './flow-events.ts'
import { consoleRoutes } from './http-console.ts'

const EVENT = Type.Union([Type.Literal('shown'), Type.Literal('seen'), Type.Literal('clicked'), Type.Literal('hidden')])
/** What a page or a server may say of the visitor; all of it may be left out. */
const CONTEXT = Type.Object({
  place: Type.Optional(
    Type.String({ pattern: '^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$', description: 'ISO 3166: CN or CN-SH' }),
  ),
  device: Type.Optional(Type.Union([Type.Literal('phone'), Type.Literal('tablet'), Type.Literal('desktop')])),
  language: Type.Optional(Type.String({ maxLength: 35, description: 'BCP 47' })),
  visitor: Type.Optional(Type.Union([Type.Literal('new'), Type.Literal('returning')])),
  basket: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, description: 'SKUs; empty when nothing is in it' }),
  ),
  segments: Type.Optional(
    Type.Array(Type.String({ maxLength: 80 }), { maxItems: 32, description: 'only from a server' }),
  ),
})
/** SKUs a page may say were hidden: all of them together stay below what a request may hold. */
const MOST_HIDDEN = 30

/** Sets or clears the personal-offers switch; the profile room's, handed in by app.ts. */
export type SetPersonalOffers = (site: Site, personId: string, on: boolean, request: FastifyRequest) => Promise<void>

/** The tag's and the server's decisions and events, the click, and the console's campaigns and report. */
export function offersRoutes(app: Server, offers: Offers, auth: Auth, setPersonalOffers: SetPersonalOffers): void {
  preflightRoutes(app)
  decisionRoutes(app, offers, auth)
  eventRoutes(app, offers, auth, setPersonalOffers)
  consoleRoutes(app, offers, auth)
}

function preflightRoutes(app: Server): void {
  for (const url of ['/v1/decisions', '/v1/events', '/v1/personal-offers']) {
    app.options(url, { schema: { hide: true } }, async (request, reply) => {
      allowOrigin(request, reply)
      return reply
        .header('access-control-allow-methods', 'POST')
        .header('access-control-allow-headers', 'content-type')
        .header('access-control-max-age', '86400')
        .status(204)
        .send()
    })
  }
}

function decisionRoutes(app: Server, offers: Offers, auth: Auth): void {
  app.post(
    '/v1/decisions',
    {
      config: { crossSite: true },
      bodyLimit: PAGE_LIMITS.body + 8_192,
      schema: {
        tags: ['offers'],
        summary: 'Offers for the slots of a page',
        description:
          'Offers for the slots of a page. The tag sends the public key in `site`; a server sends its secret key as bearer, and in `shopper` what its page got as `tuidan_shopper` after sign-in; the answer’s `shopper` is the one to send next (null: signed out). `hidden` names the SKUs that were hidden on this device; they are not offered again, and not kept here.',
        body: Type.Object({
          site: Type.Optional(Type.String({ maxLength: 100 })),
          shopper: Type.Optional(Type.String({ maxLength: 600 })),
          page: Type.Unknown(),
          slots: Type.Array(
            Type.Object({
              // A control character or half a pair could not be kept.
              id: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }),
              format: Type.Optional(
                Type.String({
                  maxLength: 20,
                  description: 'card, carousel, banner or text; what the console says of this slot goes before',
                }),
              ),
            }),
            {
              minItems: 1,
              maxItems: 50,
            },
          ),
          lang: Type.Optional(Type.String({ maxLength: 20 })),
          hidden: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: MOST_HIDDEN })),
          context: Type.Optional(CONTEXT),
        }),
      },
    },
    async (request, reply) => {
      allowOrigin(request, reply)
      const { body } = request
      const site = await siteOf(offers, request, body.site)
      // Global Privacy Control: an opt-out that the browser sends; nothing personal is used.
      const optedOut = request.headers['sec-gpc'] === '1'
      const isServer = keyOf(request) !== null
      if (body.shopper !== undefined && !isServer)
        throw httpFail('http/invalid', { params: { field: 'shopper', reason: 'sk_…' }, field: 'shopper' })
      const handed = body.shopper === undefined ? null : await offers.shopperOf(site.id, body.shopper)
      const here = isServer || !isOwnPage(request) ? handed : await auth.shopper(request, site)
      const shopper = optedOut ? null : here
      if (!isServer) {
        const person = here === null ? {} : { person: `${site.id} ${here.personId}` }
        auth.limits.take('decision', { address: request.ip, ...person })
      }
      const decisions = await decide(offers, {
        site,
        page: body.page,
        slots: body.slots,
        context: contextOf(request, body.context),
        ...(body.hidden === undefined ? {} : { hidden: body.hidden }),
        personId: shopper?.personId ?? null,
        ...(isLang(body.lang?.slice(0, 2)) ? { lang: body.lang!.slice(0, 2) as 'zh' | 'en' } : {}),
      })
      return { decisions, ...(body.shopper === undefined ? {} : { shopper: handed?.next ?? null }) }
    },
  )
}

/** What is known of the visitor without asking: what was told, and what every browser says. */
function contextOf(request: FastifyRequest, told: Context = {}): Context {
  const { segments, ...rest } = told
  const device = deviceOf(request.headers['user-agent'])
  const language = request.headers['accept-language']?.match(/^[a-zA-Z]{2,3}/)?.[0]
  return {
    ...(device === null || device === undefined ? {} : { device }),
    ...(language === undefined ? {} : { language }),
    ...rest,
    // A page must not put its visitors into segments of the merchant's making.
    ...(segments === undefined || keyOf(request) === null ? {} : { segments }),
  }
}

function eventRoutes(app: Server, offers: Offers, auth: Auth, setPersonalOffers: SetPersonalOffers): void {
  const { core } = offers
  const note = noter(offers, auth)

  app.post(
    '/v1/events',
    {
      config: { crossSite: true },
      schema: {
        tags: ['offers'],
        summary: 'What happened to offers: shown, seen, hidden',
        description:
          'What happened to offers. 204: all noted; 200: those in `failed` were not, by their index in `events`.',
        body: Type.Object({
          site: Type.String({ maxLength: 100 }),
          events: Type.Array(
            Type.Object({
              token: Type.String({ maxLength: 400 }),
              type: EVENT,
              decisionId: Type.Optional(Type.String({ maxLength: 60 })),
              at: Type.Optional(Type.Unknown()),
            }),
            {
              minItems: 1,
              maxItems: 100,
            },
          ),
        }),
      },
    },
    async (request, reply) => {
      allowOrigin(request, reply)
      const site = await siteByPublicKey(core, request.body.site)
      const failed: { index: number; problem: Problem }[] = []
      for (const [index, { token, type }] of request.body.events.entries()) {
        try {
          await note(request, site, { token, type })
        } catch (error) {
          // What is wrong with one says nothing of the others; what is wrong here is told as such, and all come again.
          if (!(error instanceof Problem) || error.spec.status >= 500) throw error
          failed.push({ index, problem: error })
        }
      }
      if (failed.length === request.body.events.length) throw failed[0]!.problem
      if (failed.length === 0) return reply.status(204).send()
      const lang = langOf(request)
      return { failed: failed.map(({ index, problem }) => ({ index, ...problemJson(problem, lang) })) }
    },
  )

  app.get(
    '/v1/click/:slug/:token',
    {
      schema: {
        tags: ['offers'],
        summary: 'Counts a click and leads to the goods',
        params: Type.Object({ slug: Type.String(), token: Type.String({ maxLength: 400 }) }),
      },
    },
    async (request, reply) => {
      const site = await siteBySlug(core, request.params.slug)
      const { token } = request.params
      // A program that checks links asks with HEAD: nobody has clicked.
      if (request.method !== 'HEAD') await note(request, site, { token, type: 'clicked' })
      const target = await clickTarget(offers, site, { sku: tokenOf(core, site.id, token).sku, token })
      return reply.header('cache-control', 'no-store').redirect(target, 302)
    },
  )

  app.post(
    '/v1/personal-offers',
    {
      schema: {
        tags: ['offers'],
        summary: 'The personal-offers switch, from a shop’s own page',
        body: Type.Object({ site: Type.String({ maxLength: 100 }), on: Type.Boolean() }),
      },
    },
    async (request, reply) => {
      const site = await siteByPublicKey(core, request.body.site)
      const shopper = await auth.mustBeShopper(request, site)
      await setPersonalOffers(site, shopper.personId, request.body.on, request)
      return reply.status(204).send()
    },
  )
}

/**
 * Writes down what happened to an offer, as far as limits allow: beyond them it is left out and nobody is told, so that a
 * script that clicks spends no budget and learns nothing. Who hides an offer wants something, and is told.
 */
function noter(offers: Offers, auth: Auth) {
  return async (
    request: FastifyRequest,
    site: Site,
    { token, type }: { token: string; type: 'shown' | 'seen' | 'clicked' | 'hidden' },
  ): Promise<void> => {
    const what = type === 'clicked' ? 'click' : 'impression'
    const allows = (who: Who): boolean => {
      if (type === 'hidden') auth.limits.take(what, who)
      return type === 'hidden' || auth.limits.allows(what, who)
    }
    // A forged one is refused, and counted nowhere; the database is asked only within the limit.
    tokenOf(offers.core, site.id, token)
    if (!allows({ address: request.ip })) return
    await noteEvent(offers, {
      siteId: site.id,
      token,
      type,
      mayCount: (personId) => allows({ person: `${site.id} ${personId}` }),
    })
  }
}

/** Cookies of a shopper count only on a page of this server: a foreign page must not learn who visits it. */
function isOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  return site === undefined ? request.headers.origin === undefined || sameHost(request) : site === 'same-origin'
}

function sameHost(request: FastifyRequest): boolean {
  return request.headers.origin === `${request.protocol}://${request.headers.host}`
}

/** The tag runs on the merchant's pages: any origin may ask, none gets credentials. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin === undefined) return
  reply.header('access-control-allow-origin', '*').header('vary', 'origin')
}

/** The key that a server sends; null for a page, whatever its proxy may have put into `Authorization`. */
const keyOf = (request: FastifyRequest): string | null => {
  const bearer = bearerOf(request)
  return bearer !== null && /^[sp]k_/.test(bearer) ? bearer : null
}

async function siteOf(offers: Offers, request: FastifyRequest, publicKey: string | undefined): Promise<Site> {
  const key = keyOf(request)
  if (key !== null) return await siteOfSecret(offers.core, key)
  if (publicKey === undefined)
    throw httpFail('http/invalid', { params: { field: 'site', reason: 'pk_…' }, field: 'site' })
  return await siteByPublicKey(offers.core, publicKey)
}
