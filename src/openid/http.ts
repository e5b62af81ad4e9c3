import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { answer, asked, type Entering, enter, type Openid, signOutFor } from './flow.ts'
import { openidConsoleRoutes } from './http-console.ts'
import { leadOn } from './http-leave.ts'
import { visitorRoutes } from './http-visitor.ts'
import { OPENID_PATH } from './provider.ts'
import { publicKeys } from './signing.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const OfStep = Type.Object({ slug: Type.String({ maxLength: 40 }), uid: Type.String({ maxLength: 60 }) })
const Address = Type.Optional(Type.String({ maxLength: 2000 }))
const SignOut = Type.Object({
  id_token_hint: Type.Optional(Type.String({ maxLength: 8000 })),
  client_id: Type.Optional(Type.String({ maxLength: 100 })),
  post_logout_redirect_uri: Address,
  state: Type.Optional(Type.String({ maxLength: 1000 })),
})
/** Back ends call these from anywhere; the provider has checks of its own. */
const FROM_ANYWHERE: object = { crossSite: true }
/** Where the keys are, for whoever checks a token without discovery. */
const KEYS_SECONDS = 300

/** The site as an OpenID provider, the steps where a shopper is asked, and visitor tokens. */
export function openidRoutes(app: Server, openid: Openid, auth: Auth): void {
  openidConsoleRoutes(app, openid, auth)
  visitorRoutes(app, openid, auth)
  stepRoutes(app, openid, auth)
  signOutRoute(app, openid, auth)
  providerRoutes(app, openid, auth)
  app.get(
    '/s/:slug/.well-known/jwks.json',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        tags: ['sign-in'],
        summary: 'The keys that visitor tokens and ID tokens are checked with',
      },
    },
    async (request, reply) => {
      const { keys } = await openid.providers.of(request.site)
      reply.header('access-control-allow-origin', '*').header('cache-control', `public, max-age=${KEYS_SECONDS}`)
      return publicKeys(keys)
    },
  )
}

const enteringOf = (auth: Auth, request: FastifyRequest, reply: FastifyReply): Entering => ({
  site: request.site,
  request: request.raw,
  response: reply.raw,
  session: auth.read(request, `shopper-${request.site.slug}`),
})

/** Where the provider sends a browser when somebody is to be asked, and what the page there asks and answers. */
function stepRoutes(app: Server, openid: Openid, auth: Auth): void {
  const at = `/s/:slug${OPENID_PATH}/enter/:uid`
  app.get(at, { preHandler: auth.site, schema: { params: OfStep, hide: true } }, async (request, reply) => {
    const { slug } = request.site
    const here = `/s/${slug}${OPENID_PATH}/enter/${request.params.uid}`
    const next = await enter(openid, enteringOf(auth, request, reply))
    if (next !== null) return leadOn(reply, next, langOf(request))
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    return reply.redirect(`/s/${slug}/enter?${new URLSearchParams({ to: here })}`, 303)
  })
  app.get(`${at}/asked`, { preHandler: auth.site, schema: { params: OfStep, hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return await asked(openid, enteringOf(auth, request, reply))
  })
  app.post(
    `${at}/asked`,
    {
      preHandler: auth.site,
      schema: {
        params: OfStep,
        body: Type.Object({
          say: Type.Union([Type.Literal('share'), Type.Literal('keep'), Type.Literal('cancel')]),
        }),
        hide: true,
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return { href: await answer(openid, enteringOf(auth, request, reply), request.body.say) }
    },
  )
}

function signOutRoute(app: Server, openid: Openid, auth: Auth): void {
  app.get(
    `/s/:slug${OPENID_PATH}/session/end`,
    { preHandler: auth.site, schema: { params: Slug, querystring: SignOut, hide: true } },
    async (request, reply) => {
      const { query } = request
      const { location, ended } = await signOutFor(openid, enteringOf(auth, request, reply), {
        hint: query.id_token_hint,
        clientId: query.client_id,
        goTo: query.post_logout_redirect_uri,
        state: query.state,
      })
      if (ended) auth.take(reply, `shopper-${request.site.slug}`)
      return reply.header('cache-control', 'no-store').redirect(location, 303)
    },
  )
}

/** Everything else below the issuer is oidc-provider's: it reads the body and writes the answer by itself. */
function providerRoutes(app: Server, openid: Openid, auth: Auth): void {
  void app.register(async (instance) => {
    const scope = instance as unknown as Server
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    for (const method of ['GET', 'POST', 'OPTIONS'] as const)
      scope.route({
        method,
        url: `/s/:slug${OPENID_PATH}/*`,
        config: FROM_ANYWHERE,
        preHandler: auth.site,
        schema: { hide: true },
        handler: async (request, reply) => {
          // Browsers come to begin, from an address each; back ends for all else, for everybody from one.
          if ((request.params as { '*': string })['*'] === 'auth')
            auth.limits.take('signIn', { address: request.ip, site: request.site.id })
          else auth.limits.take('openid', { address: request.ip })
          const shopper = await auth.shopper(request, request.site)
          for (const [name, value] of Object.entries(reply.getHeaders()))
            if (value !== undefined) reply.raw.setHeader(name, value)
          reply.raw.setHeader('referrer-policy', 'no-referrer')
          reply.hijack()
          await openid.providers.answer(request.site, request.raw, reply.raw, shopper?.personId ?? null)
        },
      })
  })
}
