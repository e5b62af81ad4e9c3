import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { EventName } from '../base/events.ts'
import { type Lang, say } from '../base/i18n.ts'
import { knownProblem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { countGivenUp, dropWork, type GivenUp, listGivenUp, lockGivenUp, reviveWork } from '../engine/given-up.ts'
import type { Sql } from '../storage/db.ts'
import type { Auth } from './auth.ts'
import { httpFail } from './problems.ts'
import { langOf, type Server } from './server.ts'

const MOST = 50
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const UNEXPECTED = {
  zh: '出了没料到的错，日志里有原因。',
  en: 'Something unexpected went wrong; the log has the reason.',
}

/** Work that was given up: seen by who can do something about it, tried again or let go, and who did so is kept. */
export function givenUpRoutes(app: Server, core: Core, auth: Auth): void {
  const supervisor = auth.staff('supervisor')

  app.get(
    '/v1/console/given-up',
    { preHandler: supervisor, schema: { tags: ['console'], summary: 'Work that was given up, and why' } },
    async (request) => {
      const siteId = request.site.id
      const [found, count] = await Promise.all([listGivenUp(core.db, siteId, MOST), countGivenUp(core.db, siteId)])
      const lang = langOf(request)
      return { items: found.map((one) => view(one, lang)), count, next: null }
    },
  )

  app.post(
    '/v1/console/given-up/:id/again',
    { preHandler: supervisor, schema: { tags: ['console'], params: Id, summary: 'Has given-up work tried once more' } },
    async (request, reply) => {
      await settle(core, request, request.params.id, 'work.tried-again', (tx, siteId, id) =>
        reviveWork(tx, siteId, id, core.clock.now()),
      )
      core.bus.emit('outbox', request.site.id)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/console/given-up/:id/let-go',
    { preHandler: supervisor, schema: { tags: ['console'], params: Id, summary: 'Lets given-up work go for good' } },
    async (request, reply) => {
      await settle(core, request, request.params.id, 'work.let-go', dropWork)
      return reply.status(204).send()
    },
  )
}

async function settle(
  core: Core,
  { site, staff }: FastifyRequest,
  id: string,
  name: Extract<EventName, `work.${string}`>,
  work: (tx: Sql, siteId: string, id: string) => Promise<void>,
): Promise<void> {
  await core.db.tx(async (tx) => {
    const found = await lockGivenUp(tx, site.id, id)
    if (found === null) throw httpFail('http/not-found')
    const { kind, ref, error, orderId, personId } = found
    await work(tx, site.id, id)
    const payload = { kind, ref, error, by: staff.name }
    await record(tx, { siteId: site.id, name, at: core.clock.now(), orderId, personId, payload })
  })
}

function view({ orderId, orderNumber, error, since, ref: _, ...rest }: GivenUp, lang: Lang) {
  const order = orderId === null ? null : { id: orderId, number: orderNumber }
  return { ...rest, since: iso(since), order, error: { code: error, title: titleOf(error, lang) } }
}

/** A problem's sentence. The values of its places were not kept with it: whoever did not answer is "the other side". */
function titleOf(code: string, lang: Lang): string {
  const title = say(knownProblem(code)?.title ?? UNEXPECTED, lang, { name: lang === 'zh' ? '对方' : 'the other side' })
  const plain = title.replaceAll(/\s*[:：]\s*\{\w+\}/g, '').replaceAll(/\{\w+\}[.。]?/g, '…')
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
