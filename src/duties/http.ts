import { Type } from 'typebox'
import type { Lang } from '../base/i18n.ts'
import type { Auth } from '../http/auth.ts'
import { cursorOf } from '../http/cursor.ts'
import { sendPaper } from '../http/paper.ts'
import { langOf, type Server } from '../http/server.ts'
import { GROUPS, type Group } from './actions.ts'
import { auditHead, auditView, type Duties } from './flow-audit.ts'
import { dutiesView, noticeOf, noticeTextOf, recordOf } from './flow-record.ts'

const AuditAsked = Type.Object({
  group: Type.Optional(Type.Union(Object.keys(GROUPS).map((name) => Type.Literal(name as Group)))),
  kind: Type.Optional(
    Type.Union((['staff', 'key', 'shopper', 'system', 'command'] as const).map((kind) => Type.Literal(kind))),
  ),
  staff: Type.Optional(Type.String({ format: 'uuid' })),
  person: Type.Optional(Type.String({ format: 'uuid' })),
  cursor: Type.Optional(Type.String({ maxLength: 80 })),
  lang: Type.Optional(Type.String()),
})

/** What the merchant owes people and authorities: who did what, and what is done with personal data. */
export function dutiesRoutes(app: Server, duties: Duties, auth: Auth): void {
  auditRoutes(app, duties, auth)
  recordRoutes(app, duties, auth)
  noticeRoutes(app, duties, auth)
}

function auditRoutes(app: Server, { core }: Duties, auth: Auth): void {
  app.get(
    '/v1/console/audit',
    {
      preHandler: auth.staff('owner'),
      schema: { querystring: AuditAsked, tags: ['console'], summary: 'Who did what and when, youngest first' },
    },
    async (request) => {
      const { group, kind, staff, person, cursor } = request.query
      const filter = { group, kind, staffId: staff, personId: person, before: cursorOf(cursor) }
      return await auditView(core, request.site.id, langOf(request), filter)
    },
  )

  app.get(
    '/v1/console/audit/chain',
    {
      preHandler: auth.staff('owner'),
      schema: { tags: ['console'], summary: 'Whether the audit’s chain holds, and what one may look for' },
    },
    async (request) => await auditHead(core, request.site.id, langOf(request)),
  )
}

const InLang = Type.Object({ lang: Type.Optional(Type.String()) })
const other = (lang: Lang): Lang => (lang === 'zh' ? 'en' : 'zh')

function recordRoutes(app: Server, duties: Duties, auth: Auth): void {
  app.get(
    '/v1/console/duties',
    {
      preHandler: auth.staff('owner'),
      schema: {
        querystring: InLang,
        tags: ['console'],
        summary: 'What is owed to people: requests, consents, readings, deletions',
      },
    },
    async (request) => await dutiesView(duties, request.site, langOf(request)),
  )

  app.get(
    '/v1/console/record.html',
    {
      config: { audited: 'read' },
      preHandler: auth.staff('owner'),
      schema: {
        querystring: InLang,
        tags: ['console'],
        summary: 'The record of processing, to print (GDPR 30, PIPL 54-56)',
      },
    },
    async (request, reply) => {
      const lang = langOf(request)
      return sendPaper(reply, lang, await recordOf(duties, request.site, lang, `?lang=${other(lang)}`))
    },
  )
}

function noticeRoutes(app: Server, duties: Duties, auth: Auth): void {
  const params = Type.Object({ slug: Type.String({ maxLength: 40 }) })

  app.get(
    '/s/:slug/privacy',
    {
      preHandler: auth.site,
      schema: { params, querystring: InLang, tags: ['shop'], summary: 'What this shop reads, and why' },
    },
    async (request, reply) => {
      const lang = langOf(request)
      const at = `/s/${request.site.slug}`
      const links = { data: `${at}/my-data`, text: `${at}/privacy.txt?lang=${lang}`, other: `?lang=${other(lang)}` }
      return sendPaper(reply, lang, await noticeOf(duties, request.site, lang, links))
    },
  )

  app.get(
    '/s/:slug/privacy.txt',
    {
      preHandler: auth.site,
      schema: {
        params,
        querystring: InLang,
        tags: ['shop'],
        summary: 'The same as plain text, for a privacy page of one’s own',
      },
    },
    async (request, reply) => {
      const lang = langOf(request)
      reply.type('text/plain; charset=utf-8').header('content-language', lang)
      return await noticeTextOf(duties, request.site, lang)
    },
  )
}
