import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { minorDigits } from '../base/money.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import type { Site } from '../sites/site.ts'
import type { Offers } from './flow.ts'
import { daysUntil, readTime } from './http-span.ts'
import { addUp, csvText, FIGURES, liftOf, REPORT_BY, type ReportBy } from './report.ts'
import { armsOf, figuresOf, namesOf, type ReportRows, type ReportSpan } from './store-report.ts'

const SPAN = {
  from: Type.Optional(Type.String({ maxLength: 30 })),
  to: Type.Optional(Type.String({ maxLength: 30 })),
  lang: Type.Optional(Type.String()),
}
const By = Type.Optional(Type.Union(REPORT_BY.map((by) => Type.Literal(by))))
const MONEY = ['revenue', 'margin', 'spend'] as const

/** What offers brought, by day, campaign, slot and product. */
export function reportRoutes(app: Server, offers: Offers, auth: Auth): void {
  const { core } = offers
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/offers/report',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'What offers brought',
        description:
          'Each event counts once, on the shop’s day of its decision; `total` is the sum of `rows`, which are by `by`. `series` has every day with a decision, `byCampaign` campaigns with offers by a profile apart from those by the page alone. `lift` says how many times as often people opened and ordered what was chosen by what was learnt as what was drawn evenly (2 % of all decisions, by lot), with its 95 % range, or how many views are missing until that can be said. `margin` is price less cost (as the cost stands now) of shipped pieces whose cost is known.',
        querystring: Type.Object({ ...SPAN, by: By }),
      },
    },
    async ({ site, query }) => {
      const span = spanOf(site, query, core.clock.now())
      await offers.writer.flush()
      const by = query.by ?? 'day'
      const [all, arms] = await Promise.all([
        figuresOf(core.db, site.id, span, ['day', 'campaign', by]),
        armsOf(core.db, site.id, span),
      ])
      const named = await withNames(site, by, all)
      return {
        from: iso(span.from),
        to: iso(span.to),
        currency: site.currency,
        by,
        rows: named,
        total: addUp(named),
        days: span.days.map(({ day }) => day),
        series: all.day.map(({ key, ...figures }) => ({ day: key, ...figures })),
        byCampaign: all.campaign.map(({ key, ...figures }) => ({ campaignId: key, ...figures })),
        lift: {
          clicked: liftOf(arms.chosen.clicked, arms.random.clicked),
          ordered: liftOf(arms.chosen.ordered, arms.random.ordered),
          arms,
        },
      }
    },
  )

  app.get(
    '/v1/console/offers/report.csv',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'The same as a table: CSV (RFC 4180) in UTF-8, money in major units',
        querystring: Type.Object({ ...SPAN, by: By }),
      },
    },
    async (request, reply) => {
      const { site, query } = request
      const span = spanOf(site, query, core.clock.now())
      await offers.writer.flush()
      const by = query.by ?? 'day'
      const rows = await withNames(site, by, await figuresOf(core.db, site.id, span, [by]))
      const lang = langOf(request)
      const scale = 10 ** minorDigits(site.currency)
      const isMoney = (name: string) => (MONEY as readonly string[]).includes(name)
      const head = [by, 'name', ...FIGURES.map((name) => (isMoney(name) ? `${name} ${site.currency}` : name))]
      const lines = rows.map((row) => [
        row.key,
        row.name?.[lang] ?? '',
        ...FIGURES.map((name) => (isMoney(name) ? row[name] / scale : row[name])),
      ])
      const day = iso(span.from).slice(0, 10)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="offers-${by}-${day}.csv"`)
        .send(csvText(head, lines))
    },
  )

  /** By campaign, with and without a profile together. */
  async function withNames(site: Site, by: ReportBy, all: ReportRows) {
    const rows = Map.groupBy(all[by], ({ key }) => key)
    const names = await namesOf(core.db, site.id, by, [...rows.keys()])
    return [...rows].map(([key, parts]) => ({ key, name: names.get(key) ?? null, ...addUp(parts) }))
  }
}

function spanOf(site: Site, query: { from?: string; to?: string }, now: number): ReportSpan {
  const { timeZone } = site.settings
  const to = readTime('to', query.to, timeZone) ?? now
  const days = daysUntil(to, readTime('from', query.from, timeZone), timeZone)
  return { from: days[0]?.from ?? to, to, days }
}
