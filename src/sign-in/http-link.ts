import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import { langOf, type Server } from '../http/server.ts'
import type { Site } from '../sites/site.ts'
import { MOST_TYPED } from './flow-find.ts'
import { beginLink, type Linked } from './flow-link.ts'
import type { SignIn } from './flow-open.ts'
import { ATTEMPT_MS } from './handshake.ts'

/** Where a shopper sees their accounts. */
export const accountsPage = (site: Pick<Site, 'slug'>, query: Readonly<Record<string, string>>): string =>
  `/s/${site.slug}/accounts?${new URLSearchParams(query)}`

/** Where a browser goes that came back with an account to connect. */
export const pageAfter = (site: Pick<Site, 'slug'>, connector: string, done: Linked): string =>
  accountsPage(site, done.result === 'other' ? { merge: done.offer.id, connector } : { [done.result]: connector })

/** The beginning of connecting another account. It is a write of our own page, so that no other page can begin it for somebody. */
export function linkRoutes(app: Server, signIn: SignIn, auth: Auth): void {
  app.post(
    '/v1/sites/:slug/accounts/connect/:connector',
    {
      preHandler: auth.site,
      schema: {
        params: Type.Object({ slug: Type.String({ maxLength: 40 }), connector: Type.String({ maxLength: 40 }) }),
        body: Type.Object({
          /** For kinds whose server is found from what somebody types. */
          typed: Type.Optional(Type.String({ maxLength: MOST_TYPED })),
          lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
        }),
        tags: ['sign-in'],
        summary: 'Begins connecting another account to me: says where the browser goes',
      },
    },
    async (request, reply) => {
      const { site, params, body } = request
      await auth.mustBeShopper(request, site)
      const session = auth.read(request, `shopper-${site.slug}`)
      if (session === null) throw httpFail('http/sign-in')
      auth.limits.take('signIn', { address: request.ip, site: site.id })
      const begun = await beginLink(signIn, {
        site,
        connector: params.connector,
        typed: body.typed,
        browser: auth.read(request, 'sign-in'),
        session,
        lang: body.lang ?? langOf(request),
      })
      auth.give(reply, 'sign-in', begun.browser, ATTEMPT_MS / 1000)
      return { location: begun.location }
    },
  )
}
