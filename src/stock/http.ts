import { Type } from 'typebox'
import { catalogProblem } from '../catalog/problems.ts'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { loadBins, loadSkus } from './store.ts'
import { fillOfAisles, goodsByCode } from './store-console.ts'

/** Where goods lie, for the console; what comes in and goes out has its routes on the floor. */
export function stockRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor', 'marketer', 'receiver')

  app.get(
    '/v1/console/stock/aisles',
    {
      preHandler: auth.staff('supervisor'),
      schema: { tags: ['console'], summary: 'How full each aisle is', description: 'How full each aisle is.' },
    },
    async (request) => ({ items: await fillOfAisles(core.db, request.site.id), next: null }),
  )

  app.get(
    '/v1/console/stock/skus/:sku',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'What of these goods is there, and where',
        description: 'What of these goods is there and where it lies; by SKU or barcode.',
        params: Type.Object({ sku: Type.String({ maxLength: 64 }) }),
      },
    },
    async (request) => {
      const goods = await goodsByCode(core.db, request.site.id, request.params.sku)
      if (goods === null) throw catalogProblem('catalog/no-such-product', { params: { sku: request.params.sku } })
      const { sku } = goods
      const [[balance], bins] = await Promise.all([
        loadSkus(core.db, request.site.id, [sku]),
        loadBins(core.db, request.site.id, [sku]),
      ])
      return {
        ...goods,
        onHand: balance?.onHand ?? 0,
        reserved: balance?.reserved ?? 0,
        bins: bins.map(({ bin, onHand, allocated }) => ({ bin, onHand, allocated })),
      }
    },
  )
}
