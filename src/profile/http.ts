import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { say } from '../base/i18n.ts'
import { isId } from '../base/id.ts'
import { category, categoryLabel } from '../catalog/categories.ts'
import type { Auth } from '../http/auth.ts'
import { cursorOf } from '../http/cursor.ts'
import type { Server } from '../http/server.ts'
import { correctFact, denyInterest, type Profiles, removeFact } from './flow.ts'
import { correctInterest } from './flow-correct.ts'
import { erasePerson } from './flow-erase.ts'
import { declare, takeArchive } from './flow-own.ts'
import { factsView, myDataView } from './flow-view.ts'
import { accountRoutes } from './http-accounts.ts'
import { profileConsoleRoutes } from './http-console.ts'
import { exportRoutes } from './http-export.ts'
import { profileFail } from './problems.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const FactsQuery = Type.Object({
  stream: Type.Optional(Type.String({ maxLength: 40 })),
  cursor: Type.Optional(Type.String({ maxLength: 80 })),
  lang: Type.Optional(Type.String()),
})
const FACTS_A_PAGE = 50

/** Routes of a shopper's data; all of them are about the shopper who is signed in, nobody else. */
export function profileRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  ownRoutes(app, profiles, auth)
  archiveRoutes(app, profiles, auth)
  heldRoutes(app, profiles, auth)
  exportRoutes(app, profiles, auth)
  correctionRoutes(app, profiles, auth)
  accountRoutes(app, profiles, auth)
  profileConsoleRoutes(app, profiles, auth)
}

/** What shoppers tell of themselves. */
function ownRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const Declared = Type.Object({
    categoryIds: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 }),
  })
  app.put(
    '/v1/sites/:slug/declared',
    {
      preHandler: auth.site,
      schema: { params: Slug, body: Declared, tags: ['my data'], summary: 'Says what I like: these and nothing else' },
    },
    async (request) => {
      const { site, personId } = await auth.viewer(request)
      return await declare(profiles, { site, personId, categoryIds: request.body.categoryIds })
    },
  )
}

/** A zip is sent as it is; only this route takes one, and takes it as it comes: it is received by whoever may send one. */
function archiveRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  app.register(async (scope) => {
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    scope.post(
      '/v1/sites/:slug/upload',
      {
        preHandler: auth.site,
        config: { isLarge: true },
        schema: {
          params: Slug,
          consumes: ['application/zip'],
          tags: ['my data'],
          summary: 'Reads an archive I asked a service for (Google Takeout, X, Mastodon, Instagram); it is not kept',
        },
      },
      async (request) => {
        const { site, personId } = await auth.viewer(request)
        auth.limits.take('archive', { address: request.ip, person: `${site.id} ${personId}` })
        if (!(request.body instanceof Readable)) throw profileFail('profile/archive-broken')
        return { streams: await takeArchive(profiles, { site, personId, body: request.body }) }
      },
    )
  })
}

/** What is held about a shopper: seen, taken along, erased. */
function heldRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const at = { preHandler: auth.site }
  const schema = (summary: string) => ({ params: Slug, tags: ['my data'], summary })

  app.get('/v1/sites/:slug/my-data', { ...at, schema: schema('Everything held about me') }, async (request) =>
    myDataView(profiles, await auth.viewer(request)),
  )

  app.get(
    '/v1/sites/:slug/facts',
    {
      ...at,
      schema: { params: Slug, querystring: FactsQuery, tags: ['my data'], summary: 'What was read, page by page' },
    },
    async (request) => {
      const { stream, cursor } = request.query
      const after = cursorOf(cursor)
      return await factsView(profiles, await auth.viewer(request), { stream, after, limit: FACTS_A_PAGE })
    },
  )

  app.post(
    '/v1/sites/:slug/erase',
    {
      ...at,
      schema: {
        params: Slug,
        body: Type.Object({ confirm: Type.Boolean() }),
        tags: ['my data'],
        summary: 'Erases everything about me',
      },
    },
    async (request, reply) => {
      const { site, personId, lang } = await auth.viewer(request)
      if (!request.body.confirm) throw profileFail('profile/not-confirmed', { field: 'confirm' })
      const kept = await erasePerson(profiles, site.id, personId)
      auth.take(reply, `shopper-${site.slug}`)
      return {
        erased: true,
        kept: kept.map(({ what, why, count }) => ({ what: say(what, lang), count, why: say(why, lang) })),
      }
    },
  )
}

/** The category that the rest of an address names; some write its slashes as %2F. @throws profile/unknown-category */
function categoryIn(rest: string): string {
  const id = rest.replace(/%2f/gi, '/')
  if (category(id) === null) throw profileFail('profile/unknown-category')
  return id
}

function correctionRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const at = { preHandler: auth.site }

  app.delete(
    '/v1/sites/:slug/facts/:id',
    {
      ...at,
      schema: {
        params: Type.Object({ slug: Type.String(), id: Type.String() }),
        tags: ['my data'],
        summary: 'Removes a fact; it is never read again',
      },
    },
    async (request) => {
      const { site, personId } = await auth.viewer(request)
      const { id } = request.params
      if (!isId(id)) throw profileFail('profile/not-found')
      await removeFact(profiles, site.id, personId, id)
      return { removed: id }
    },
  )

  app.put(
    '/v1/sites/:slug/facts/:id',
    {
      ...at,
      schema: {
        params: Type.Object({ slug: Type.String(), id: Type.String() }),
        body: Type.Object({ categoryId: Type.String({ maxLength: 200 }) }),
        tags: ['my data'],
        summary: 'Corrects what a fact is about',
      },
    },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const { id } = request.params
      const { categoryId } = request.body
      if (!isId(id)) throw profileFail('profile/not-found')
      await correctFact(profiles, { siteId: site.id, personId, factId: id, categoryId })
      return { corrected: id, categories: [{ categoryId, label: say(categoryLabel(categoryId), lang) }] }
    },
  )

  // A category's id has slashes: it is the rest of the address.
  const Wild = Type.Object({ slug: Type.String(), '*': Type.String({ maxLength: 200 }) })

  app.put(
    '/v1/sites/:slug/interests/*',
    {
      ...at,
      schema: {
        params: Wild,
        body: Type.Object({
          strength: Type.Optional(Type.Union(['strong', 'some', 'faint'].map((word) => Type.Literal(word)))),
          instead: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        tags: ['my data'],
        summary: 'Corrects an interest: how strong it is, or what it really is; an empty body takes that back',
      },
    },
    async (request) => {
      const { site, personId } = await auth.viewer(request)
      const categoryId = categoryIn(request.params['*'])
      const { strength, instead } = request.body as { strength?: 'strong' | 'some' | 'faint'; instead?: string }
      const said = { ...(strength === undefined ? {} : { strength }), ...(instead === undefined ? {} : { instead }) }
      const correction = strength === undefined && instead === undefined ? null : said
      await correctInterest(profiles, { siteId: site.id, personId, categoryId, correction })
      return { corrected: categoryId, ...said }
    },
  )

  app.delete(
    '/v1/sites/:slug/interests/*',
    { ...at, schema: { params: Wild, tags: ['my data'], summary: 'Says that an interest is wrong' } },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const categoryId = categoryIn(request.params['*'])
      await denyInterest(profiles, { siteId: site.id, personId, categoryId, denied: true })
      return { denied: { categoryId, label: say(categoryLabel(categoryId), lang) } }
    },
  )

  app.post(
    '/v1/sites/:slug/interests/*',
    { ...at, schema: { params: Wild, tags: ['my data'], summary: 'Lets an interest be formed again (…/restore)' } },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const [, path = ''] = /^(.+)\/restore$/.exec(request.params['*']) ?? []
      const categoryId = categoryIn(path)
      await denyInterest(profiles, { siteId: site.id, personId, categoryId, denied: false })
      return { restored: { categoryId, label: say(categoryLabel(categoryId), lang) } }
    },
  )
}
