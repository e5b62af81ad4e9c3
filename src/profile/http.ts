import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { say } from '../base/i18n.ts'
import { isId } from '../base/id.ts'
import { categoryLabel } from '../catalog/categories.ts'
import type { EventStream } from '../engine/sse.ts'
import type { Auth } from '../http/auth.ts'
import { cursorOf } from '../http/cursor.ts'
import { langOf, type Server } from '../http/server.ts'
import {
  answerSheet,
  correctFact,
  denyInterest,
  type Profiles,
  removeFact,
  resumeReading,
  setPersonalOffers,
  stopReading,
} from './flow.ts'
import { erasePerson } from './flow-erase.ts'
import { declare, takeArchive } from './flow-own.ts'
import { consentsView, factsView, myDataView, readingView, type Viewer } from './flow-view.ts'
import { accountRoutes } from './http-accounts.ts'
import { profileConsoleRoutes } from './http-console.ts'
import { categoryIn, dutyRoutes } from './http-duties.ts'
import { exportRoutes } from './http-export.ts'
import { profileFail } from './problems.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const Answer = Type.Object({
  connector: Type.String({ maxLength: 40 }),
  streams: Type.Record(Type.String({ maxLength: 40 }), Type.Boolean(), { maxProperties: 50 }),
  lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
  textVersion: Type.String({ maxLength: 40 }),
  how: Type.Optional(Type.Union([Type.Literal('sheet'), Type.Literal('my-data')])),
  /** They say that they are of age; asked once, with the first yes. */
  ofAge: Type.Optional(Type.Literal(true)),
})
const FactsQuery = Type.Object({
  stream: Type.Optional(Type.String({ maxLength: 40 })),
  cursor: Type.Optional(Type.String({ maxLength: 80 })),
  lang: Type.Optional(Type.String()),
})
const FACTS_A_PAGE = 50

/** Routes of a shopper's consents and data; all of them are about the shopper who is signed in, nobody else. */
export function profileRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const viewer = async (request: FastifyRequest): Promise<Viewer> => {
    const { personId } = await auth.mustBeShopper(request, request.site)
    if (request.method !== 'GET') auth.limits.take('said', { person: `${request.site.id} ${personId}` })
    return { site: request.site, personId, lang: langOf(request) }
  }
  const at = { preHandler: auth.site }

  app.get(
    '/v1/sites/:slug/consents',
    { ...at, schema: { params: Slug, tags: ['my data'], summary: 'What could be read, and what was agreed to' } },
    async (request) => consentsView(profiles, await viewer(request)),
  )

  app.post(
    '/v1/sites/:slug/consents',
    { ...at, schema: { params: Slug, body: Answer, tags: ['my data'], summary: 'Answers the consent sheet' } },
    async (request) => {
      const { site, personId, lang } = await viewer(request)
      const { connector, streams, textVersion } = request.body
      const answer = {
        connector,
        streams,
        textVersion,
        lang: request.body.lang ?? lang,
        how: request.body.how ?? 'sheet',
        saysOfAge: request.body.ofAge === true,
      }
      const receipts = await answerSheet(profiles, { site, personId, ...answer })
      return {
        receipts: receipts.map(({ id, stream, purpose, given, at }) => ({ id, stream, purpose, given, at: iso(at) })),
        reading: Object.values(streams).some((given) => given),
      }
    },
  )

  app.post(
    '/v1/sites/:slug/personal-offers',
    {
      ...at,
      schema: {
        params: Slug,
        body: Type.Object({ on: Type.Boolean() }),
        tags: ['my data'],
        summary: 'The personal-offers switch',
      },
    },
    async (request) => {
      const { site, personId, lang } = await viewer(request)
      const { on } = request.body
      await setPersonalOffers(profiles, { siteId: site.id, personId, on, lang, how: 'my-data' })
      return { on }
    },
  )

  ownRoutes(app, profiles, auth, viewer)
  dutyRoutes(app, profiles, auth, viewer)
  archiveRoutes(app, profiles, auth, viewer)
  heldRoutes(app, profiles, auth, viewer)
  exportRoutes(app, profiles, auth, viewer)
  correctionRoutes(app, profiles, auth, viewer)
  readingRoutes(app, profiles, auth, viewer)
  accountRoutes(app, profiles, auth)
  profileConsoleRoutes(app, profiles, auth)
}

/** What shoppers tell of themselves. */
function ownRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
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
      const { site, personId } = await viewer(request)
      return await declare(profiles, { site, personId, categoryIds: request.body.categoryIds })
    },
  )
}

/** A zip is sent as it is; only this route takes one, and takes it as it comes: it is received by whoever may send one. */
function archiveRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
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
        const { site, personId } = await viewer(request)
        auth.limits.take('archive', { address: request.ip, person: `${site.id} ${personId}` })
        if (!(request.body instanceof Readable)) throw profileFail('profile/archive-broken')
        return { streams: await takeArchive(profiles, { site, personId, body: request.body }) }
      },
    )
  })
}

/** What is held about a shopper: seen, taken along, erased. */
function heldRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
  const at = { preHandler: auth.site }
  const schema = (summary: string) => ({ params: Slug, tags: ['my data'], summary })

  app.get('/v1/sites/:slug/my-data', { ...at, schema: schema('Everything held about me') }, async (request) =>
    myDataView(profiles, await viewer(request)),
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
      return await factsView(profiles, await viewer(request), { stream, after, limit: FACTS_A_PAGE })
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
      const { site, personId, lang } = await viewer(request)
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

type ViewerOf = (request: FastifyRequest) => Promise<Viewer>

function correctionRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
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
      const { site, personId } = await viewer(request)
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
      const { site, personId, lang } = await viewer(request)
      const { id } = request.params
      const { categoryId } = request.body
      if (!isId(id)) throw profileFail('profile/not-found')
      await correctFact(profiles, { siteId: site.id, personId, factId: id, categoryId })
      return { corrected: id, categories: [{ categoryId, label: say(categoryLabel(categoryId), lang) }] }
    },
  )

  // A category's id has slashes: it is the rest of the address.
  const Wild = Type.Object({ slug: Type.String(), '*': Type.String({ maxLength: 200 }) })

  app.delete(
    '/v1/sites/:slug/interests/*',
    { ...at, schema: { params: Wild, tags: ['my data'], summary: 'Says that an interest is wrong' } },
    async (request) => {
      const { site, personId, lang } = await viewer(request)
      const categoryId = categoryIn(request.params['*'])
      await denyInterest(profiles, { siteId: site.id, personId, categoryId, denied: true })
      return { denied: { categoryId, label: say(categoryLabel(categoryId), lang) } }
    },
  )

  app.post(
    '/v1/sites/:slug/interests/*',
    { ...at, schema: { params: Wild, tags: ['my data'], summary: 'Lets an interest be formed again (…/restore)' } },
    async (request) => {
      const { site, personId, lang } = await viewer(request)
      const [, path = ''] = /^(.+)\/restore$/.exec(request.params['*']) ?? []
      const categoryId = categoryIn(path)
      await denyInterest(profiles, { siteId: site.id, personId, categoryId, denied: false })
      return { restored: { categoryId, label: say(categoryLabel(categoryId), lang) } }
    },
  )
}

/** How often a stream of progress looks at the database: the bus may lose a word. */
const LOOK_MS = 1_000

function readingRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
  const { core } = profiles

  app.get(
    '/v1/sites/:slug/reading',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        querystring: Type.Object({ once: Type.Optional(Type.String()), lang: Type.Optional(Type.String()) }),
        tags: ['my data'],
        summary: 'How far reading is, as events (SSE); ?once=1 as JSON',
      },
    },
    async (request, reply) => {
      const who = await viewer(request)
      const first = await readingView(profiles, who)
      if (request.query.once !== undefined) return first
      const stream = auth.streams.open(reply, { kind: 'shop', recipient: `reading ${who.site.id} ${who.personId}` })
      auth.endWithSession(stream, request, who.site)
      followReading(stream, who, first)
    },
  )

  app.post(
    '/v1/sites/:slug/reading/stop',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['my data'], summary: 'Stops reading; what was read stays' },
    },
    async (request) => {
      const who = await viewer(request)
      await stopReading(profiles, who.site.id, who.personId)
      return await readingView(profiles, who)
    },
  )

  app.post(
    '/v1/sites/:slug/reading/go-on',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['my data'], summary: 'Goes on reading where it was stopped' },
    },
    async (request) => {
      const who = await viewer(request)
      await resumeReading(profiles, who.site.id, who.personId)
      return await readingView(profiles, who)
    },
  )

  function followReading(stream: EventStream, who: Viewer, first: object): void {
    let last = JSON.stringify(first)
    let isLooking = false
    let again = false
    stream.send('reading', first)
    const look = async (): Promise<void> => {
      again = true
      if (isLooking) return
      isLooking = true
      try {
        while (again && stream.isOpen) {
          again = false
          const now = await readingView(profiles, who)
          const text = JSON.stringify(now)
          if (text !== last) stream.send('reading', now)
          last = text
        }
      } catch (error) {
        // Erased meanwhile, or the database is away: the browser comes back and is told.
        core.log.warn({ err: error }, 'a stream of reading progress ended')
        stream.close()
      } finally {
        isLooking = false
      }
    }
    const off = core.bus.on('profile', (siteId, personId) => {
      if (siteId === who.site.id && personId === who.personId) void look()
    })
    const timer = setInterval(() => void look(), LOOK_MS)
    stream.onClose(() => {
      off()
      clearInterval(timer)
    })
  }
}
