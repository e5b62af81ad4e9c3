import { Type } from 'typebox'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { catalogProblem } from './problems.ts'
import { PRODUCT_LIMITS } from './product.ts'
import { costOf, saveCosts } from './store-cost.ts'

const Sku = Type.Object({ sku: Type.String({ maxLength: PRODUCT_LIMITS.sku }) })
const Amount = Type.Union([Type.Integer({ minimum: 0, maximum: PRODUCT_LIMITS.price }), Type.Null()], {
  description: 'of one piece, minor units of the shop’s currency; null: not known',
})
const MOST = 5_000

/** What goods cost the merchant, for margins in reports. No other answer has it: neither a page of the shop nor an offer. */
export function costRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/products/:sku/cost',
    { preHandler: guard, schema: { params: Sku, tags: ['console'], summary: 'What a product costs the merchant' } },
    async ({ site, params }) => {
      const amount = await costOf(core.db, site.id, params.sku)
      if (amount === undefined) throw catalogProblem('catalog/no-such-product', { params: { sku: params.sku } })
      return { amount, currency: site.currency }
    },
  )

  app.put(
    '/v1/console/products/:sku/cost',
    {
      preHandler: guard,
      schema: {
        params: Sku,
        body: Type.Object({ amount: Amount }),
        tags: ['console'],
        summary: 'Says what a product costs the merchant',
      },
    },
    async ({ site, params, body }, reply) => {
      const { sku } = params
      if ((await saveCosts(core.db, site.id, [{ sku, amount: body.amount }])).length === 0)
        throw catalogProblem('catalog/no-such-product', { params: { sku } })
      return reply.status(204).send()
    },
  )

  app.put(
    '/v1/console/costs',
    {
      preHandler: guard,
      schema: {
        body: Type.Object({
          costs: Type.Array(Type.Object({ sku: Type.String({ maxLength: PRODUCT_LIMITS.sku }), amount: Amount }), {
            minItems: 1,
            maxItems: MOST,
          }),
        }),
        tags: ['console'],
        summary: 'Says what many products cost the merchant; SKUs the shop does not have are named in the answer',
      },
    },
    async ({ site, body }) => {
      // The last word on a product counts.
      const costs = [...new Map(body.costs.map((one) => [one.sku, one])).values()]
      const kept = new Set(await saveCosts(core.db, site.id, costs))
      return { kept: kept.size, unknown: costs.flatMap(({ sku }) => (kept.has(sku) ? [] : [sku])) }
    },
  )
}
