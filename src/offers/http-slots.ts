import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { FORMATS, type Format } from './creative.ts'
import type { Offers } from './flow.ts'
import { reachFor } from './flow-reach.ts'
import { offersFail } from './problems.ts'
import { dropSlot, listSlots, saveSlot } from './store-slots.ts'

const OneFormat = Type.Union(FORMATS.map((one) => Type.Literal(one)))
// A control character or half a pair could not be kept; what turns the direction of writing would look like another name.
const FIT = '[^\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069]'
const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100, pattern: `^${FIT}*$` }) })

const CARD: readonly Format[] = ['card']

/** Where offers stand, what each place takes, and how far a rule reaches. */
export function slotRoutes(app: Server, offers: Offers, auth: Auth): void {
  const { core } = offers
  const guard = auth.staff('marketer')

  app.get(
    '/v1/console/slots',
    { preHandler: guard, schema: { tags: ['console'], summary: 'Places on pages, and what each takes' } },
    async ({ site }) => ({ items: await listSlots(core.db, site.id), next: null }),
  )

  app.put(
    '/v1/console/slots/:id',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Names a place, or says what it takes; holds from the next offer on, whatever the page asks for',
        params: Id,
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 120, pattern: `^(?=.*\\S)${FIT}+$` }),
          formats: Type.Array(OneFormat, { minItems: 1, maxItems: FORMATS.length, uniqueItems: true }),
        }),
      },
    },
    async ({ site, params, body }, reply) => {
      const slot = { id: params.id, name: body.name.trim(), formats: body.formats }
      await saveSlot(core.db, site.id, slot, core.clock.now())
      core.bus.emit('offers', site.id)
      return reply.status(204).send()
    },
  )

  app.delete(
    '/v1/console/slots/:id',
    {
      preHandler: guard,
      schema: { tags: ['console'], summary: 'Forgets a place: it takes what its page asks for', params: Id },
    },
    async ({ site, params }, reply) => {
      if (!(await dropSlot(core.db, site.id, params.id))) throw offersFail('offers/no-such-slot')
      core.bus.emit('offers', site.id)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/console/campaigns/reach',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'How many people a rule could let in, and on what share of pages it could',
        description:
          '`people` is an estimate by a sample of those whose profile may be used, by interests alone; fewer than ten are not told apart (`isFew`). `pages` is the share of the pages that asked lately, kept in memory since the program started. What a rule asks beside is taken to hold.',
        body: Type.Object({
          targeting: Type.Unknown(),
          formats: Type.Optional(Type.Array(OneFormat, { minItems: 1, maxItems: 8 })),
        }),
      },
    },
    async (request) => {
      const { targeting, formats = CARD } = request.body
      return await reachFor(offers, request.site, { targeting, formats }, langOf(request))
    },
  )
}
