import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isLang, type Lang } from '../base/i18n.ts'
import { PAGE_LIMITS } from '../catalog/page.ts'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import type { Server } from '../http/server.ts'
import type { Site } from '../sites/site.ts'
import { type Context, deviceOf } from './asker.ts'
import { isDeclaredBot } from './crawlers.ts'
import { decide, decideNothing, type Offers } from './flow.ts'
import { agentOf, allowOrigin, keyOf, leaveOut, siteOf } from './http-asking.ts'
import { consoleRoutes } from './http-console.ts'
import { eventRoutes, type SetPersonalOffers } from './http-events.ts'

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
          'Offers for the slots of a page. The tag sends the public key in `site`; a server sends its secret key as bearer, and in `shopper` what its page got as `tuidan_shopper` after sign-in; the answer’s `shopper` is the one to send next (null: signed out). `hidden` names the SKUs that were hidden on this device; they are not offered again, and not kept here. `visitor` is what your server calls somebody who is not signed in: caps and hidden offers hold for them from the first view on; it is kept as a keyed hash only, joined to no profile, and with `gpc` used for nothing. Name nobody who may not be remembered. A declared crawler (`filtered`: bot) gets empty slots, and nothing is decided.',
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
          visitor: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 64,
              pattern: '^[^\\p{Cc}\\p{Cs}]*$',
              description: 'what your server calls somebody who is not signed in; only from a server',
            }),
          ),
          gpc: Type.Optional(
            Type.Boolean({ description: 'the visitor’s browser sent Sec-GPC: 1; the header itself does as well' }),
          ),
          userAgent: Type.Optional(
            Type.String({ maxLength: 1_000, description: 'of the visitor’s browser; only from a server' }),
          ),
        }),
      },
    },
    async (request, reply) => {
      allowOrigin(request, reply)
      const { body } = request
      const site = await siteOf(offers, request, body.site)
      const asked = { site, slots: body.slots, ...langIn(body.lang) }
      const userAgent = agentOf(request, body.userAgent)
      if (isDeclaredBot(userAgent)) {
        leaveOut(offers, site, 'decision', 'bot')
        return { decisions: decideNothing(offers, asked), filtered: 'bot' }
      }
      // Global Privacy Control: an opt-out that the browser sends; nothing personal is used.
      const optedOut = request.headers['sec-gpc'] === '1' || body.gpc === true
      const isServer = keyOf(request) !== null
      // A page's would be anybody's invention, and kept on the device without a yes.
      for (const field of ['shopper', 'visitor'] as const)
        if (body[field] !== undefined && !isServer)
          throw httpFail('http/invalid', { params: { field, reason: 'sk_…' }, field })
      const handed = body.shopper === undefined ? null : await offers.shopperOf(site.id, body.shopper)
      const here = isServer || !isOwnPage(request) ? handed : await auth.shopper(request, site)
      const shopper = optedOut ? null : here
      if (!isServer) takeOne(request, site, here?.personId ?? null)
      const decisions = await decide(offers, {
        ...asked,
        page: body.page,
        context: contextOf(request, { ...body.context, userAgent }),
        ...(body.hidden === undefined ? {} : { hidden: body.hidden }),
        personId: shopper?.personId ?? null,
        ...(body.visitor === undefined || optedOut ? {} : { visitor: body.visitor }),
      })
      return { decisions, ...(body.shopper === undefined ? {} : { shopper: handed?.next ?? null }) }
    },
  )

  /** As often as a page asks, and no oftener. @throws http/too-many */
  function takeOne(request: FastifyRequest, site: Site, personId: string | null): void {
    try {
      const person = personId === null ? {} : { person: `${site.id} ${personId}` }
      auth.limits.take('decision', { address: request.ip, ...person })
    } catch (error) {
      leaveOut(offers, site, 'decision', 'too-fast')
      throw error
    }
  }
}

const langIn = (text: string | undefined): { lang?: Lang } => {
  const lang = text?.slice(0, 2)
  return isLang(lang) ? { lang } : {}
}

/** What is known of the visitor without asking: what was told, and what every browser says. */
function contextOf(request: FastifyRequest, told: Context & { userAgent: string | undefined }): Context {
  const { segments, userAgent, ...rest } = told
  const device = deviceOf(userAgent)
  const language = request.headers['accept-language']?.match(/^[a-zA-Z]{2,3}/)?.[0]
  return {
    ...(device === null || device === undefined ? {} : { device }),
    ...(language === undefined ? {} : { language }),
    ...rest,
    // A page must not put its visitors into segments of the merchant's making.
    ...(segments === undefined || keyOf(request) === null ? {} : { segments }),
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
