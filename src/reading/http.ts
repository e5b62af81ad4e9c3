import { Type } from 'typebox'
import type { EventStream } from '../engine/sse.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import type { Viewer } from '../sites/viewer.ts'
import { type Readings, resumeReading, stopReading } from './flow.ts'
import { readingView } from './flow-view.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })

/** How often a stream of progress looks at the database: the bus may lose a word. */
const LOOK_MS = 1_000

/** Routes of how far the reading of a shopper is; to stop it and to let it go on. */
export function readingRoutes(app: Server, readings: Readings, auth: Auth): void {
  const { core } = readings

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
      const who = await auth.viewer(request)
      const first = await readingView(readings, who)
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
      const who = await auth.viewer(request)
      await stopReading(readings, who.site.id, who.personId)
      return await readingView(readings, who)
    },
  )

  app.post(
    '/v1/sites/:slug/reading/go-on',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['my data'], summary: 'Goes on reading where it was stopped' },
    },
    async (request) => {
      const who = await auth.viewer(request)
      await resumeReading(readings, who.site.id, who.personId)
      return await readingView(readings, who)
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
          const now = await readingView(readings, who)
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
