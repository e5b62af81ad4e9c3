import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import type { Doings } from './flow-doings.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const Skus = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 50 })

/** What goes into a bag: told by the shop's own pages, or by another shop's server for the shopper it was handed. */
export function doneRoutes(app: Server, auth: Auth, doings: Doings): void {
  app.post(
    '/v1/sites/:slug/basket',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        body: Type.Object({ skus: Skus }),
        tags: ['my data'],
        summary: 'What I put in the bag; kept only where I agreed to that',
      },
    },
    async (request, reply) => {
      const { personId } = await auth.mustBeShopper(request, request.site)
      auth.limits.take('decision', { address: request.ip, person: `${request.site.id} ${personId}` })
      if (request.headers['sec-gpc'] !== '1') await doings.noteBasket(request.site, personId, request.body.skus)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/baskets',
    {
      preHandler: auth.secret,
      schema: {
        body: Type.Object({ shopper: Type.String({ maxLength: 600 }), skus: Skus }),
        tags: ['offers'],
        summary: 'What a shopper put in the basket of a shop of your own',
        description:
          'What a shopper put in the basket of a shop of your own: `shopper` is what your page got as `tuidan_shopper` after sign-in, and the answer’s is the one to send next (null: signed out). It is kept only where that shopper agreed to it, once a day for each product; unknown SKUs are passed over.',
      },
    },
    async (request) => {
      const { shopper, skus } = request.body
      return { shopper: await doings.noteHandedOver(request.site, shopper, skus) }
    },
  )
}
