import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { Auth } from '../http/auth.ts'
import { isLedHere } from '../http/led-here.ts'
import { langOf, type Server } from '../http/server.ts'
import { siteByPublicKey } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Openid } from './flow.ts'
import { leadBack, leave, takeCode, takePass, type Visitor, waysOf } from './flow-visitor.ts'
import { leadOn } from './http-leave.ts'
import { openidFail } from './problems.ts'
import { isChallenge, visitReturn } from './visit.ts'

const Key = Type.String({ maxLength: 100 })
const Lang = Type.Optional(Type.String({ maxLength: 20 }))
const Visit = Type.Object({
  returnTo: Type.String({ maxLength: 2000 }),
  challenge: Type.String({ maxLength: 43 }),
  /** The kind of account that was chosen on the page; absent: whoever is signed in here, or they choose here. */
  connector: Type.Optional(Type.String({ maxLength: 40 })),
  typed: Type.Optional(Type.String({ maxLength: 2000 })),
  /** They do not want to sign in after all: straight back. */
  cancel: Type.Optional(Type.Literal('1')),
  lang: Lang,
})
const Secret = Type.String({ minLength: 1, maxLength: 600 })

/** For pages of the merchant's own website: the kinds of account, there and back, the visitor's token, out. */
export function visitorRoutes(app: Server, openid: Openid, auth: Auth): void {
  visitRoute(app, openid, auth)
  const { core } = openid
  const siteOf = async (request: FastifyRequest, reply: FastifyReply, key: string): Promise<Site> => {
    // Any page may read the answer, also a refusal: no cookie plays a part, and what is a secret is bound to its origin.
    reply.header('access-control-allow-origin', '*')
    auth.limits.take('visitor', { address: request.ip })
    const site = await siteByPublicKey(core, key)
    return site
  }
  const tags = ['sign-in']

  app.get(
    '/v1/visitor',
    {
      schema: {
        querystring: Type.Object({ site: Key, lang: Lang }),
        tags,
        summary: 'What <tuidan-sign-in> draws: the kinds of account of a site, by its public key',
      },
    },
    async (request, reply) => await waysOf(openid, await siteOf(request, reply, request.query.site), langOf(request)),
  )

  app.post(
    '/v1/visitor',
    {
      config: { crossSite: true },
      schema: {
        body: Type.Object({
          site: Key,
          code: Type.Optional(Secret),
          verifier: Type.Optional(Secret),
          pass: Type.Optional(Secret),
        }),
        tags,
        summary: 'Trades a page’s code, or the pass it got for one, for a visitor token of five minutes',
      },
    },
    async (request, reply) => {
      const { site: key, code, verifier, pass } = request.body
      const site = await siteOf(request, reply, key)
      const { origin } = request.headers
      if (pass !== undefined) return view(await takePass(openid, site, origin, pass))
      if (code === undefined || verifier === undefined) throw openidFail('openid/bad-code')
      return view(await takeCode(openid, site, origin, { code, verifier }))
    },
  )

  app.post(
    '/v1/visitor/sign-out',
    {
      config: { crossSite: true },
      schema: { body: Type.Object({ site: Key, pass: Secret }), tags, summary: 'Signs a page’s visitor out' },
    },
    async (request, reply) => {
      const { site: key, pass } = request.body
      const site = await siteOf(request, reply, key)
      await leave(openid, site, request.headers.origin, pass)
      return { signedIn: null }
    },
  )
}

/**
 * Where a page of another site leads somebody who is to sign in, as the whole window: no cookie of ours is read or set within
 * another site's page. It ends at that page, with a code.
 */
function visitRoute(app: Server, openid: Openid, auth: Auth): void {
  const { core } = openid
  app.get(
    '/s/:slug/visit',
    {
      preHandler: auth.site,
      schema: {
        params: Type.Object({ slug: Type.String({ maxLength: 40 }) }),
        querystring: Visit,
        tags: ['sign-in'],
        summary: 'Signs somebody in for a page of the merchant’s own website, and leads back there',
      },
    },
    async (request, reply) => {
      const { site } = request
      const { returnTo, challenge, connector, typed, cancel, lang } = request.query
      // Whoever is signed in leaves a code behind, each time.
      auth.limits.take('visitor', { address: request.ip })
      const back = visitReturn(returnTo, site, core.publicUrl)
      if (back === null || !isChallenge(challenge)) throw openidFail('openid/bad-return')
      reply.header('cache-control', 'no-store')
      if (cancel !== undefined) return leadOn(reply, back.href, langOf(request))
      const words = lang === undefined ? {} : { lang }
      const again = `/s/${site.slug}/visit?${new URLSearchParams({ returnTo, challenge, ...words })}`
      // A server that no page of the merchant's or ours named is left aside: they choose here.
      const isChosen = connector !== undefined && (typed === undefined || !isLedHere(request, site, core.publicUrl))
      if (isChosen) {
        const query = { returnTo: again, ...words, ...(typed === undefined ? {} : { typed }) }
        const way = `/s/${site.slug}/sign-in/${encodeURIComponent(connector)}`
        // The sign-in looks again at where they come from; that is told by the page they left, not by this address.
        return reply.redirect(`${way}?${new URLSearchParams(query)}`, 303)
      }
      reply.header('referrer-policy', 'no-referrer')
      const shopper = await auth.shopper(request, site)
      const session = auth.read(request, `shopper-${site.slug}`)
      if (shopper === null || session === null)
        return reply.redirect(`/s/${site.slug}/enter?${new URLSearchParams({ to: again, ...words })}`, 303)
      const { personId } = shopper
      return leadOn(
        reply,
        await leadBack(openid, site, { returnTo, challenge }, { session, personId }),
        langOf(request),
      )
    },
  )
}

const view = ({ expiresAt, ...visitor }: Visitor) => ({ ...visitor, expiresAt: iso(expiresAt) })
