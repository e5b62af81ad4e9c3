import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { SECOND } from '../base/clock.ts'
import { idTime } from '../base/id.ts'
import { Problem, problemJson } from '../base/problem.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { siteByPublicKey, siteBySlug } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Offers } from './flow.ts'
import { clickTarget, noteEvent, tokenOf } from './flow-events.ts'
import { agentOf, allowOrigin, keyOf, leaveOut, purposeOf, siteOf } from './http-asking.ts'
import { offersFail } from './problems.ts'
import { type EventType, type FilterReason, filterOf, isExpired, isPrefetch, isYoung, momentOf } from './traffic.ts'
import { keyOfWhom, whomOf } from './whom.ts'

const EVENT = Type.Union([Type.Literal('shown'), Type.Literal('seen'), Type.Literal('clicked'), Type.Literal('hidden')])
/** Whoever tells of a decision that is on its way to the database comes again after this. */
const AGAIN_MS = SECOND
/** Whoever clicks is kept waiting no longer. */
const CLICK_WAITS_MS = SECOND

/** Sets or clears the personal-offers switch; the profile room's, handed in by app.ts. */
export type SetPersonalOffers = (site: Site, personId: string, on: boolean, request: FastifyRequest) => Promise<void>

/** An event as it is told. */
interface Told {
  readonly token: string
  readonly type: EventType
  readonly at?: unknown
  readonly userAgent?: string
}

/** Notes an event, and waits so long for its decision where another process may be about to write it. */
type Note = (request: FastifyRequest, site: Site, told: Told, waitMs?: number) => Promise<void>

/** What happened to offers, the click, and the switch of a shop's own page. */
export function eventRoutes(app: Server, offers: Offers, auth: Auth, setPersonalOffers: SetPersonalOffers): void {
  const { core } = offers
  const note = noter(offers, auth)
  clickRoute(app, offers, note)

  app.post(
    '/v1/events',
    {
      config: { crossSite: true },
      schema: {
        tags: ['offers'],
        summary: 'What happened to offers: shown, seen, hidden',
        description:
          'What happened to offers, each counted once however often it is told. 204: all noted; 200: those in `failed` were not, by their index in `events`; 503: a decision is still being written, send all of them again. A server sends its secret key as bearer, and in `userAgent` what its visitor’s browser said. Shown and seen count within 24 hours of the decision, a click within 7 days. What cannot be a person’s doing (declared crawlers, prefetches, a sight sooner than a second, impossible rates) is left out and reported to the marketer.',
        body: Type.Object({
          site: Type.Optional(Type.String({ maxLength: 100 })),
          events: Type.Array(
            Type.Object({
              token: Type.String({ maxLength: 400 }),
              type: EVENT,
              decisionId: Type.Optional(Type.String({ maxLength: 60 })),
              at: Type.Optional(
                Type.Unknown({ description: 'when it happened: ISO 8601, or ms since 1970; the time it comes counts' }),
              ),
              userAgent: Type.Optional(Type.String({ maxLength: 1_000, description: 'only from a server' })),
            }),
            {
              minItems: 1,
              maxItems: 100,
            },
          ),
        }),
      },
    },
    async (request, reply) => {
      allowOrigin(request, reply)
      const site = await siteOf(offers, request, request.body.site)
      const failed: { index: number; problem: Problem }[] = []
      let isEarly: Problem | null = null
      for (const [index, event] of request.body.events.entries()) {
        try {
          await note(request, site, event)
        } catch (error) {
          // What is wrong with one says nothing of the others; what is wrong here is told as such, and all come again.
          if (!(error instanceof Problem)) throw error
          if (error.code === 'offers/not-written-yet') isEarly = error
          else if (error.spec.status >= 500) throw error
          else failed.push({ index, problem: error })
        }
      }
      if (isEarly !== null) throw isEarly
      if (failed.length === request.body.events.length) throw failed[0]!.problem
      if (failed.length === 0) return reply.status(204).send()
      const lang = langOf(request)
      return { failed: failed.map(({ index, problem }) => ({ index, ...problemJson(problem, lang) })) }
    },
  )

  app.post(
    '/v1/personal-offers',
    {
      schema: {
        tags: ['offers'],
        summary: 'The personal-offers switch, from a shop’s own page',
        body: Type.Object({ site: Type.String({ maxLength: 100 }), on: Type.Boolean() }),
      },
    },
    async (request, reply) => {
      const site = await siteByPublicKey(core, request.body.site)
      const shopper = await auth.mustBeShopper(request, site)
      await setPersonalOffers(site, shopper.personId, request.body.on, request)
      return reply.status(204).send()
    },
  )
}

function clickRoute(app: Server, offers: Offers, note: Note): void {
  const { core } = offers
  app.get(
    '/v1/click/:slug/:token',
    {
      schema: {
        tags: ['offers'],
        summary: 'Counts a click and leads to the goods',
        params: Type.Object({ slug: Type.String(), token: Type.String({ maxLength: 400 }) }),
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const site = await siteBySlug(core, request.params.slug)
      const { token } = request.params
      // A program that checks links asks with HEAD: nobody has clicked.
      if (request.method !== 'HEAD') await click(request, site, token)
      const target = await clickTarget(offers, site, { sku: tokenOf(core, site.id, token).sku, token })
      return reply.redirect(target, 302)
    },
  )

  /** Whoever clicks is led to the goods, counted or not; only a forged token leads nowhere. */
  async function click(request: FastifyRequest, site: Site, token: string): Promise<void> {
    try {
      await note(request, site, { token, type: 'clicked' }, CLICK_WAITS_MS)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'offers/not-written-yet') leaveOut(offers, site, 'clicked', 'unknown')
      else if (error.code !== 'offers/event-expired') throw error
    }
    // A browser throws away what it fetched ahead and failed, and comes again when somebody clicks.
    if (isPrefetch(purposeOf(request))) throw offersFail('offers/prefetch')
  }
}

/**
 * Writes down what happened to an offer, where it can be a person's doing (`traffic.ts`); what is left out is counted by its reason. Most
 * of it is left out without a word, so that a script that clicks spends no budget and learns nothing. Who hides an offer wants something,
 * and is told when it was too much.
 */
function noter(offers: Offers, auth: Auth): Note {
  const { core } = offers
  return async (request, site, told, waitMs = 0) => {
    const { token, type, at, userAgent } = told
    const now = core.clock.now()
    const isFast = (who: { address: string } | { person: string }): boolean => {
      const what = type === 'clicked' ? 'click' : 'impression'
      if (type === 'hidden') auth.limits.take(what, who)
      return type !== 'hidden' && !auth.limits.allows(what, who)
    }
    const claimedAt = at === undefined || at === null ? null : momentOf(at)
    if (claimedAt === undefined) throw offersFail('offers/bad-time', { field: 'at' })
    const traffic = { type, userAgent: agentOf(request, userAgent), purpose: purposeOf(request), claimedAt, now }
    const isIn = (reason: FilterReason | null): boolean => {
      if (reason === null) return true
      leaveOut(offers, site, type, reason)
      // These are slips of whoever sends them.
      if (reason === 'future') throw offersFail('offers/event-future', { field: 'at' })
      if (reason === 'expired') throw offersFail('offers/event-expired', { field: 'token' })
      return false
    }
    const { decisionId } = ownToken(offers, site, told)
    // The database is asked only for what may count, and within the limit.
    if (!isIn(filterOf({ ...traffic, decidedAt: null }))) return
    if (!isIn(keyOf(request) === null && isFast({ address: request.ip }) ? 'too-fast' : null)) return
    const { decision } = await noteEvent(offers, {
      siteId: site.id,
      token,
      type,
      waitMs,
      mayCount: (made) => {
        if (!isIn(filterOf({ ...traffic, decidedAt: made.at }))) return false
        const whom = whomOf(made)
        return isIn(whom !== null && isFast({ person: `${site.id} ${keyOfWhom(whom)}` }) ? 'too-fast' : null)
      },
    })
    if (decision !== null) return
    const decidedAt = idTime(decisionId)
    if (isYoung(decidedAt, Date.now())) throw offersFail('offers/not-written-yet', { retryAfterMs: AGAIN_MS })
    isIn(isExpired(type, decidedAt, now) ? 'expired' : 'unknown')
  }
}

/** The token, which is of this site. A forged one is refused and counted as such. @throws offers/bad-token */
function ownToken(offers: Offers, site: Site, { token, type }: Pick<Told, 'token' | 'type'>) {
  try {
    return tokenOf(offers.core, site.id, token)
  } catch (error) {
    leaveOut(offers, site, type, 'forged')
    throw error
  }
}
