import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import type { Campaign } from './campaign.ts'
import type { Offers } from './flow.ts'
import { dropCampaign, preview, putCampaign } from './flow-campaigns.ts'
import { type CampaignStanding, standings } from './flow-console.ts'
import { learningView, rollBack } from './flow-learn.ts'
import { promiseRoutes } from './http-promises.ts'
import { reportRoutes } from './http-report.ts'
import { slotRoutes } from './http-slots.ts'
import { daysUntil, readTime } from './http-span.ts'
import { whyRoutes } from './http-why.ts'
import { offersFail } from './problems.ts'
import { listCampaigns, loadCampaign } from './store-campaigns.ts'
import { filteredBetween } from './store-filtered.ts'
import { filterSaid, NOT_MEASURED } from './traffic.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Campaigns, their preview and their report. */
export function consoleRoutes(app: Server, offers: Offers, auth: Auth): void {
  campaignRoutes(app, offers, auth)
  reportRoutes(app, offers, auth)
  filteredRoutes(app, offers, auth)
  slotRoutes(app, offers, auth)
  learningRoutes(app, offers, auth)
  promiseRoutes(app, offers, auth)
  whyRoutes(app, offers, auth)
}

function learningRoutes(app: Server, { core }: Offers, auth: Auth): void {
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/offers/learning',
    { preHandler: guard, schema: { tags: ['console'], summary: 'What offers have learnt, and whether it is heeded' } },
    async (request) => await learningView(core, request.site.id, langOf(request)),
  )

  app.post(
    '/v1/console/offers/learning/rollback',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Goes back to a model that is kept; 0: to none',
        body: Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }) }),
      },
    },
    async (request) => {
      await rollBack(core, request.site.id, request.body.version)
      return await learningView(core, request.site.id, langOf(request))
    },
  )
}

function campaignRoutes(app: Server, offers: Offers, auth: Auth): void {
  const { core } = offers
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/campaigns',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Campaigns and where they stand' } },
    async (request) => ({
      items: (await standings(offers, request.site, await listCampaigns(core.db, request.site.id))).map(standingView),
      next: null,
    }),
  )

  app.get(
    '/v1/console/campaigns/:id',
    { preHandler: guard, schema: { tags: ['console'], summary: 'One campaign', params: Id } },
    async (request) => {
      const campaign = await loadCampaign(core.db, request.site.id, request.params.id)
      if (campaign === null) throw offersFail('offers/no-such-campaign')
      return (await standings(offers, request.site, [campaign])).map(standingView)[0]
    },
  )

  app.post(
    '/v1/console/campaigns',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Makes a campaign', body: Type.Unknown() } },
    async (request, reply) => {
      const campaign = await putCampaign(core, request.site, request.body, langOf(request))
      return reply.status(201).send(view(campaign))
    },
  )

  app.put(
    '/v1/console/campaigns/:id',
    {
      preHandler: guard,
      schema: { tags: ['console'], summary: 'Changes a campaign', params: Id, body: Type.Unknown() },
    },
    async (request) => view(await putCampaign(core, request.site, request.body, langOf(request), request.params.id)),
  )

  app.delete(
    '/v1/console/campaigns/:id',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Removes a campaign', params: Id } },
    async (request, reply) => {
      await dropCampaign(core, request.site.id, request.params.id)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/console/campaigns/preview',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'What a campaign would look like on a page',
        body: Type.Object({
          campaign: Type.Unknown(),
          /** Which campaign this is when it is changed: it is no rival of itself. */
          id: Type.Optional(Type.String({ maxLength: 40 })),
          creative: Type.Optional(Type.Integer({ minimum: 0, maximum: 7, description: 'which of its creatives' })),
          interests: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 16 })),
          context: Type.Optional(
            Type.Object({
              device: Type.Optional(
                Type.Union([Type.Literal('phone'), Type.Literal('tablet'), Type.Literal('desktop')]),
              ),
              language: Type.Optional(Type.String({ maxLength: 35 })),
            }),
          ),
          page: Type.Optional(Type.Unknown()),
        }),
      },
    },
    async (request) => {
      const { campaign, id, creative, interests, context, page } = request.body
      return await preview(offers, request.site, {
        campaign,
        id: id ?? null,
        creative: creative ?? 0,
        interests: interests ?? [],
        context: context ?? {},
        page: page ?? {},
        lang: langOf(request),
      })
    },
  )
}

function filteredRoutes(app: Server, offers: Offers, auth: Auth): void {
  const { core } = offers

  app.get(
    '/v1/console/offers/filtered',
    {
      preHandler: auth.staff('marketer'),
      schema: {
        tags: ['console'],
        summary: 'What was not counted, and why',
        description:
          'Events and questions that cannot be a person’s doing, by the shop’s day, reason and type: neither counted, billed nor learnt from. `sophisticated` is what disguises as a person: it is not measured, so there is no number.',
        querystring: Type.Object({
          from: Type.Optional(Type.String({ maxLength: 30 })),
          to: Type.Optional(Type.String({ maxLength: 30 })),
          lang: Type.Optional(Type.String()),
        }),
      },
    },
    async (request) => {
      const { timeZone } = request.site.settings
      const to = readTime('to', request.query.to, timeZone) ?? core.clock.now()
      const days = daysUntil(to, readTime('from', request.query.from, timeZone), timeZone)
      await offers.filtered.flush()
      const lang = langOf(request)
      const rows = await filteredBetween(
        core.db,
        request.site.id,
        days[0]?.day ?? '9999-12-31',
        dayOf(to - 1, timeZone),
      )
      return {
        from: iso(days[0]?.from ?? to),
        to: iso(to),
        items: rows.map((row) => ({ ...row, said: filterSaid(row.reason, lang) })),
        sophisticated: { n: null, said: NOT_MEASURED[lang] },
      }
    },
  )
}

const standingView = ({ campaign, ...now }: CampaignStanding) => ({ ...view(campaign), ...now })

function view(c: Campaign) {
  const { billsPer, bid, dailyBudget, totalBudget, startsAt, endsAt, ...rest } = c
  return {
    ...rest,
    startsAt: startsAt === null ? null : iso(startsAt),
    endsAt: endsAt === null ? null : iso(endsAt),
    dailyBudget: { amount: dailyBudget, currency: c.currency },
    pricing: { per: billsPer, amount: { amount: bid, currency: c.currency } },
    totalBudget: totalBudget === null ? null : { amount: totalBudget, currency: c.currency },
  }
}
