import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import { sendPaper } from '../http/paper.ts'
import type { Server } from '../http/server.ts'
import type { Viewer } from '../sites/viewer.ts'
import { exportPage } from './export-page.ts'
import { EXPORT_SHAPE } from './export-shape.ts'
import type { Profiles } from './flow.ts'
import { exportOf } from './flow-export.ts'

/** Everything held about a shopper, to take along: as a file for programs, as a page for people, and the file's schema. */
export function exportRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const params = Type.Object({ slug: Type.String({ maxLength: 40 }) })
  const querystring = Type.Object({ lang: Type.Optional(Type.String()) })
  const tags = ['my data']
  const taker = async (request: FastifyRequest): Promise<Viewer> => {
    const who = await auth.viewer(request)
    auth.limits.take('takeAlong', { person: `${who.site.id} ${who.personId}` })
    return who
  }

  app.get(
    '/v1/sites/:slug/export',
    { preHandler: auth.site, schema: { params, tags, summary: 'Everything held about me, as a file' } },
    async (request, reply) => {
      const who = await taker(request)
      reply.header('content-disposition', `attachment; filename="my-data-${who.site.slug}.json"`)
      reply.type('application/json; charset=utf-8')
      return JSON.stringify(await exportOf(profiles, who), null, 2)
    },
  )

  app.get(
    '/v1/sites/:slug/export/page',
    {
      preHandler: auth.site,
      schema: { params, querystring, tags, summary: 'Everything held about me, as a page to read and print' },
    },
    async (request, reply) => {
      const who = await taker(request)
      const { slug } = who.site
      const links = {
        file: `/v1/sites/${slug}/export`,
        back: `/s/${slug}/my-data`,
        other: `/v1/sites/${slug}/export/page?lang=${who.lang === 'zh' ? 'en' : 'zh'}`,
      }
      return sendPaper(reply, who.lang, exportPage(await exportOf(profiles, who), who.lang, links))
    },
  )

  app.get(
    '/v1/my-data-export.schema.json',
    { schema: { tags, summary: 'The JSON Schema of the export' } },
    async (_request, reply) => reply.type('application/schema+json').send(JSON.stringify(EXPORT_SHAPE, null, 2)),
  )
}
