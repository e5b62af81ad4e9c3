import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { isBehind } from '../orders/promise.ts'
import type { Offers } from './flow.ts'
import { daysUntil, readTime } from './http-span.ts'
import { promisedAt, sayPromise } from './promised.ts'
import { type PromiseCounts, type PromiseRow, promisesByDay } from './store-promises.ts'

/** What offers promise now, and whether they kept it. */
export function promiseRoutes(app: Server, { core, memory }: Offers, auth: Auth): void {
  app.get(
    '/v1/console/offers/promises',
    {
      preHandler: auth.staff('marketer', 'supervisor'),
      schema: {
        tags: ['console'],
        summary: 'What offers promise now, and whether they kept it',
        description:
          'A promise counts for an order that came while it held. It is kept when the order shipped before the end of the promised day, by the shop’s clock. `heldBack` tells apart what was decided while the floor was behind and goods that take long to pick were not advertised.',
        querystring: Type.Object({
          from: Type.Optional(Type.String({ maxLength: 30 })),
          to: Type.Optional(Type.String({ maxLength: 30 })),
          lang: Type.Optional(Type.String()),
        }),
      },
    },
    async (request) => {
      const { site, query } = request
      const now = core.clock.now()
      const { timeZone } = site.settings
      const to = readTime('to', query.to, timeZone) ?? now
      const days = daysUntil(to, readTime('from', query.from, timeZone), timeZone)
      const from = days[0]?.from ?? to
      const [rows, { outlook, heldBack, goods }] = await Promise.all([
        promisesByDay(core.db, site.id, { from, to, now }, days),
        memory.of(site.id, now),
      ])
      const promised = promisedAt(now, site.settings, outlook)
      return {
        from: iso(from),
        to: iso(to),
        now: {
          text: sayPromise(promised, langOf(request)),
          isKnown: outlook !== null,
          isBehind: isBehind(now, site.settings, outlook),
          isStaffed: outlook?.isStaffed ?? null,
          workMinutes: outlook === null ? null : Math.ceil(outlook.workMs / 60_000),
          orderBy: iso(promised.orderBy),
          holdsBack: site.settings.holdBackSlow,
          heldBack: goods.list.filter((_, i) => heldBack.marks[i] === 1).map(({ sku, title }) => ({ sku, title })),
        },
        total: added(rows),
        whileHeldBack: added(rows.filter((row) => row.heldBack)),
        items: rows,
      }
    },
  )
}

function added(rows: readonly PromiseRow[]): PromiseCounts {
  const sum = (of: keyof PromiseCounts) => rows.reduce((n, row) => n + row[of], 0)
  return { promised: sum('promised'), kept: sum('kept'), broken: sum('broken'), open: sum('open') }
}
