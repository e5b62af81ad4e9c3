import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import { langOf, type Server } from '../http/server.ts'
import { FORMATS } from './creative.ts'
import type { Offers } from './flow.ts'
import { decisionsOf, explain, whyOf } from './flow-why.ts'
import type { DecisionFilter } from './store-why.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const PAGE_OF = 50

/** Why an offer was shown, and why others were not. */
export function whyRoutes(app: Server, offers: Offers, auth: Auth): void {
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/offers/decisions',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Decisions, youngest first: to find the one that somebody asks about',
        querystring: Type.Object({
          person: Type.Optional(Type.String({ format: 'uuid', description: 'the random key of a shopper' })),
          campaign: Type.Optional(Type.String({ format: 'uuid' })),
          cursor: Type.Optional(Type.String({ maxLength: 60 })),
          lang: Type.Optional(Type.String()),
        }),
      },
    },
    async ({ query, site }) => {
      const filter = { personId: query.person, campaignId: query.campaign, before: cursorOf(query.cursor) }
      const { items, next } = await decisionsOf(offers, site.id, filter, PAGE_OF)
      return { items: items.map((one) => ({ ...one, at: iso(one.at) })), next }
    },
  )

  app.get(
    '/v1/decisions/:id/why',
    { preHandler: guard, schema: { tags: ['offers'], summary: 'Why a decision was made', params: Id } },
    async (request) => await whyOf(offers, request.site, request.params.id, langOf(request)),
  )

  app.post(
    '/v1/console/offers/explain',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Whom a choice would be made among for a page and a visitor, and what keeps every other campaign out',
        description:
          'Nothing is drawn, counted or billed. `among` has those a choice would be made among with the chance of each; `out` the running campaigns that are not, by what stands in their way first: dates, the conditions of their rule, goods, budget and caps of everybody, or (`behind`) others that promise more.',
        body: Type.Object({
          page: Type.Optional(Type.Unknown()),
          interests: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 16 })),
          slot: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          format: Type.Optional(Type.Union(FORMATS.map((one) => Type.Literal(one)))),
          context: Type.Optional(
            Type.Object({
              place: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$' })),
              device: Type.Optional(
                Type.Union([Type.Literal('phone'), Type.Literal('tablet'), Type.Literal('desktop')]),
              ),
              language: Type.Optional(Type.String({ maxLength: 35 })),
              visitor: Type.Optional(Type.Union([Type.Literal('new'), Type.Literal('returning')])),
              basket: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 })),
              segments: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 32 })),
            }),
          ),
        }),
      },
    },
    async (request) => {
      const { body, site } = request
      return await explain(
        offers,
        site,
        {
          page: body.page ?? {},
          interests: body.interests ?? [],
          context: body.context ?? {},
          slot: body.slot ?? '-',
          format: body.format ?? 'card',
        },
        langOf(request),
      )
    },
  )
}

/** `<ms>.<id>` of the last one seen. @throws http/invalid */
function cursorOf(cursor: string | undefined): DecisionFilter['before'] {
  if (cursor === undefined) return undefined
  const [, at, id] = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  if (at === undefined || id === undefined)
    throw httpFail('http/invalid', { params: { field: 'cursor', reason: 'next' }, field: 'cursor' })
  return { at: Number(at), id }
}
