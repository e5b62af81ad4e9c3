import { Type } from 'typebox'
import { isId } from '../base/id.ts'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import { langOf, type Server } from '../http/server.ts'
import { GROUPS, type Group } from './actions.ts'
import { auditHead, auditView, type Duties } from './flow-audit.ts'

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

/** @throws http/invalid */
function cursorOf(text: string | undefined): { at: number; id: string } | undefined {
  if (text === undefined) return undefined
  const [, at, id] = /^(\d{1,15})_(.{36})$/.exec(text) ?? []
  if (at === undefined || !isId(id))
    throw httpFail('http/invalid', { params: { field: 'cursor', reason: 'malformed' }, field: 'cursor' })
  return { at: Number(at), id }
}

/** What the merchant owes people and authorities: who did what, and what is done with personal data. */
export function dutiesRoutes(app: Server, duties: Duties, auth: Auth): void {
  auditRoutes(app, duties, auth)
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
