import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Lang, say } from '../base/i18n.ts'
import { Problem } from '../base/problem.ts'
import type { Login } from '../connectors/connector.ts'
import type { Auth } from '../http/auth.ts'
import { isLedHere } from '../http/led-here.ts'
import { langOf, type Server } from '../http/server.ts'
import { begin, finish, openAttempt, signOut } from './flow.ts'
import { accountsOf } from './flow-account.ts'
import { connectorOf, connectorsOf, hasSource, type SiteConnector } from './flow-connectors.ts'
import { clientDocument, MOST_TYPED } from './flow-find.ts'
import { withHandover } from './flow-handover.ts'
import { finishLink } from './flow-link.ts'
import type { SignIn } from './flow-open.ts'
import { ATTEMPT_MS, SESSION_MS, safeReturnTo } from './handshake.ts'
import { signInConsoleRoutes } from './http-console.ts'
import { linkRoutes, pageAfter } from './http-link.ts'
import { fitFor, inUsualOrder } from './kinds.ts'
import { signInFail } from './problems.ts'
import { noteFailure } from './store-failure.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const OfConnector = Type.Object({ slug: Type.String({ maxLength: 40 }), connector: Type.String({ maxLength: 40 }) })
const Begin = Type.Object({
  returnTo: Type.Optional(Type.String({ maxLength: 2000 })),
  lang: Type.Optional(Type.String()),
  /** For kinds whose server is found from what somebody types: an account, a server. */
  typed: Type.Optional(Type.String({ maxLength: MOST_TYPED })),
})

/** Routes of signing in: what there is, there and back, out. */
export function signInRoutes(app: Server, signIn: SignIn, auth: Auth): void {
  const { core } = signIn
  signInConsoleRoutes(app, signIn, auth)
  app.get(
    '/v1/sites/:slug/sign-in',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['sign-in'], summary: 'Kinds of account, and who is signed in' },
    },
    async (request) => {
      const { site } = request
      const lang = langOf(request)
      const all = await connectorsOf(signIn, site)
      const shopper = await auth.shopper(request, site)
      const accounts = shopper === null ? [] : await accountsOf(core, core.db, site.id, shopper.personId)
      const latest = accounts.sort((a, b) => b.signedInAt - a.signedInAt)[0]
      return {
        providers: inUsualOrder(fitFor(all, request.headers['user-agent'] ?? ''), lang).map((one) => ({
          connector: one.id,
          name: say(one.names, lang),
          mark: one.descriptor.mark,
          asks: asksOf(one.descriptor.login, lang),
          href: `/s/${site.slug}/sign-in/${one.id}`,
          hasSource: hasSource(one),
        })),
        signedIn:
          shopper === null
            ? null
            : { name: latest?.name ?? null, picture: latest?.picture ?? null, connector: latest?.connector ?? null },
      }
    },
  )

  thereAndBack(app, signIn, auth)
  linkRoutes(app, signIn, auth)
  formPost(app, signIn, auth)
  app.post(
    '/v1/sites/:slug/sign-out',
    { preHandler: auth.site, schema: { params: Slug, tags: ['sign-in'], summary: 'Ends the session on the server' } },
    async (request, reply) => {
      const kind = `shopper-${request.site.slug}` as const
      await signOut(signIn, request.site.id, auth.read(request, kind))
      auth.take(reply, kind)
      return { signedIn: null }
    },
  )
}

/** Addresses that browsers are led to: there, back, and the document by which a server knows this site. */
function thereAndBack(app: Server, signIn: SignIn, auth: Auth): void {
  const { core } = signIn
  app.get(
    '/s/:slug/sign-in/:connector',
    {
      preHandler: auth.site,
      schema: {
        params: OfConnector,
        querystring: Begin,
        tags: ['sign-in'],
        summary: 'Begins a sign-in: leads to the provider',
      },
    },
    async (request, reply) => {
      const { connector } = request.params
      // A page that explains what went wrong leads on to where they were going.
      const told = new URLSearchParams({ to: safeReturnTo(request.query.returnTo, request.site, core.publicUrl) })
      const work = async () => {
        auth.limits.take('signIn', { address: request.ip, site: request.site.id })
        if (request.query.typed !== undefined && isLedHere(request, request.site, core.publicUrl))
          throw signInFail('sign-in/typed-elsewhere')
        const browser = auth.read(request, 'sign-in')
        const lang = langOf(request)
        const begun = await begin(signIn, {
          site: request.site,
          connector,
          returnTo: request.query.returnTo,
          typed: request.query.typed,
          browser,
          lang,
        })
        auth.give(reply, 'sign-in', begun.browser, ATTEMPT_MS / 1000)
        return begun.location
      }
      return await orProblemPage(core, request, reply, work, 302, told)
    },
  )

  app.get(
    '/s/:slug/sign-in/:connector/callback',
    {
      preHandler: auth.site,
      schema: {
        params: OfConnector,
        tags: ['sign-in'],
        summary: 'Finishes a sign-in: where the provider leads back to',
      },
    },
    async (request, reply) => {
      const { connector } = request.params
      const { site } = request
      const told = new URLSearchParams()
      const work = async () => {
        // Servers that know this site by its loopback address lead back to 127.0.0.1; the cookie is at home at localhost.
        if (
          request.hostname === '127.0.0.1' &&
          isDocumented(await connectorOf(signIn, site, connector)) &&
          new URL(core.publicUrl).hostname === 'localhost'
        )
          return `${core.publicUrl}${request.url}`
        const attempt = await openAttempt(signIn, {
          site,
          connector,
          query: request.url.split('?')[1] ?? '',
          browser: auth.read(request, 'sign-in'),
          lang: langOf(request),
        })
        told.set('to', attempt.secrets.returnTo)
        const session = auth.read(request, `shopper-${site.slug}`)
        if (attempt.secrets.link !== undefined) {
          told.set('link', '1')
          return pageAfter(site, connector, await finishLink(signIn, attempt, session))
        }
        const done = await finish(signIn, attempt, session)
        auth.give(reply, `shopper-${site.slug}`, done.session, SESSION_MS / 1000)
        return withHandover(core, site, done.returnTo, done.session)
      }
      return await orProblemPage(core, request, reply, work, 302, told)
    },
  )

  app.get(
    '/s/:slug/sign-in/:connector/client.json',
    { preHandler: auth.site, schema: { params: OfConnector, hide: true } },
    async (request, reply) => {
      const connector = await connectorOf(signIn, request.site, request.params.connector)
      if (!isDocumented(connector)) throw signInFail('sign-in/unknown-connector')
      reply.header('cache-control', 'public, max-age=600')
      return clientDocument(core, request.site, connector).document
    },
  )
}

/** Is the site known to the server by the document about it? */
const isDocumented = ({ descriptor: { login } }: SiteConnector): boolean =>
  login !== undefined && 'find' in login.server && login.server.client === 'document'

/** What comes back in a form; whatever else a provider adds to it is left behind. */
const IN_FORM = ['code', 'state', 'iss', 'error', 'user']
const MOST_IN_FORM = 2000
const MAX_FORM_BYTES = 16 * 1024
/** An extension that the types of the routes do not know. */
const FROM_ANYWHERE: object = { crossSite: true }

/**
 * Where a provider posts its answer (`response_mode=form_post`). A post from another site brings no cookie of ours, so the answer
 * goes on as an ordinary callback, which a browser follows with its cookie; that one is judged, and used up.
 */
function formPost(app: Server, signIn: SignIn, auth: Auth): void {
  void app.register(async (instance) => {
    const scope = instance as unknown as Server
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
      (_request, body, done) => done(null, body),
    )
    scope.post(
      '/s/:slug/sign-in/:connector/callback',
      { config: FROM_ANYWHERE, preHandler: auth.site, schema: { params: OfConnector, hide: true } },
      async (request, reply) => {
        const { site, params } = request
        const { connector } = params as { connector: string }
        return await orProblemPage(
          signIn.core,
          request,
          reply,
          async () => {
            const { login } = (await connectorOf(signIn, site, connector)).descriptor
            if (login?.quirk?.add?.authorize?.response_mode !== 'form_post')
              throw signInFail('sign-in/no-code', { params: { name: connector } })
            const posted = new URLSearchParams(String(request.body))
            const kept = [...posted].filter(([name, value]) => IN_FORM.includes(name) && value.length <= MOST_IN_FORM)
            return `/s/${site.slug}/sign-in/${connector}/callback?${new URLSearchParams(kept)}`
          },
          303,
        )
      },
    )
  })
}

/** What is typed before signing in, in the reader's language; null where nothing is. */
const asksOf = (login: Login | undefined, lang: Lang) =>
  login !== undefined && 'find' in login.server
    ? { label: say(login.server.asks, lang), placeholder: login.server.placeholder }
    : null

/** A browser is on its way here: an expected problem becomes a page of the shop that explains it, never a JSON text. */
async function orProblemPage(
  core: SignIn['core'],
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<string>,
  status: 302 | 303 = 302,
  /** What the page is told beside the problem. */
  told = new URLSearchParams(),
): Promise<FastifyReply> {
  // The address holds a code: it must not be kept, and not be told to the next page.
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  try {
    return reply.redirect(await work(), status)
  } catch (cause) {
    const error = isLimitOf(request, cause) ? signInFail('sign-in/too-many', { cause }) : cause
    if (!(error instanceof Problem) || !error.code.startsWith('sign-in/')) throw error
    const { slug, connector } = request.params as { slug: string; connector: string }
    if (error.spec.status >= 500) {
      request.log.warn({ err: error }, 'a sign-in failed')
      await noteFailure(core.db, request.site.id, connector, error, core.clock.now())
    }
    const query = new URLSearchParams([['code', error.code], ['connector', connector], ...told])
    if (typeof error.params.what === 'string') query.set('what', error.params.what)
    return reply.redirect(`/s/${slug}/sign-in-problem?${query}`, status)
  }
}

/** Was a person in a browser told to wait? Whoever asks for no page gets the problem as it is. */
const isLimitOf = (request: FastifyRequest, error: unknown): boolean =>
  error instanceof Problem && error.code === 'http/too-many' && request.headers.accept?.includes('text/html') === true
