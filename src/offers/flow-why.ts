import { setImmediate as pause } from 'node:timers/promises'
import { DAY, iso } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { DECISION_DAYS } from '../duties/retention.ts'
import type { Site } from '../sites/site.ts'
import { askerOf, type Context } from './asker.ts'
import type { Format } from './creative.ts'
import { type DecisionInput, oddsIn, type ShopperProfile, type SiteMemory } from './decide.ts'
import { type Hindrance, hindranceOf, sayHindrance, supposing } from './explain.ts'
import type { Offers } from './flow.ts'
import { NOBODY } from './people.ts'
import { offersFail } from './problems.ts'
import { loadDecision } from './store.ts'
import { campaignNames } from './store-campaigns.ts'
import { aftermathOf, type DecisionFilter, type DecisionLine, recentDecisions } from './store-why.ts'

/** A page of decisions, youngest first, those that wait to be written too. */
export async function decisionsOf(
  offers: Offers,
  siteId: string,
  filter: DecisionFilter,
  limit: number,
): Promise<{ items: DecisionLine[]; next: string | null }> {
  await offers.writer.flush()
  const items = await recentDecisions(offers.core.db, siteId, filter, limit + 1)
  const last = items.length > limit ? items[limit - 1]! : null
  return { items: items.slice(0, limit), next: last === null ? null : `${last.at}.${last.id}` }
}

interface Why {
  readonly rivals?: readonly { readonly campaignId: string; readonly sku: string; readonly chance: number }[]
  readonly pageCategory?: string | null
  readonly interestCategory?: string | null
}

/**
 * Why a decision was made, in full, for the marketer: what it rests on, the score part by part, whom it was chosen among, what was
 * promised, and what came of it. Sentences about the person are not in it: history does not have them.
 * @throws offers/no-such-decision
 */
export async function whyOf(offers: Offers, site: Site, id: string, lang: Lang): Promise<Record<string, unknown>> {
  const { db } = offers.core
  const row = offers.writer.find(site.id, id) ?? (await loadDecision(db, site.id, id))
  if (row === null) throw offersFail('offers/no-such-decision')
  const why = row.why as Why
  const ids = [row.campaignId, ...(why.rivals ?? []).map(({ campaignId }) => campaignId)]
  const [after, memory, names] = await Promise.all([
    aftermathOf(db, site.id, id),
    offers.memory.of(site.id, offers.core.clock.now()),
    campaignNames(db, site.id, ids),
  ])
  const titleOf = (sku: string) => memory.goods.list[memory.goods.bySku.get(sku) ?? -1]?.title[lang] ?? null
  const labelOf = (category: string | null | undefined) => (category ? categoryLabel(category)[lang] : null)
  const { orderBy, promisedUntil, ...rest } = row
  return {
    ...rest,
    at: iso(row.at),
    keptUntil: iso(row.at + DECISION_DAYS * DAY),
    campaign: names.get(row.campaignId) ?? null,
    title: titleOf(row.sku),
    currency: site.currency,
    page: labelOf(why.pageCategory),
    interest: labelOf(why.interestCategory),
    rivals: (why.rivals ?? []).map((one) => ({
      ...one,
      campaign: names.get(one.campaignId) ?? null,
      title: titleOf(one.sku),
    })),
    promise: orderBy === null || promisedUntil === null ? null : { orderBy: iso(orderBy), until: iso(promisedUntil) },
    events: after.events.map((one) => ({ ...one, at: iso(one.at) })),
    spend: after.spend.map((one) => ({ ...one, at: iso(one.at) })),
    order: after.order && {
      id: after.order.id,
      at: iso(after.order.at),
      shippedAt: after.order.shippedAt === null ? null : iso(after.order.shippedAt),
    },
  }
}

/** A page and a visitor that a marketer asks about. */
export interface Supposed {
  readonly page: unknown
  readonly interests: readonly string[]
  readonly context: Context
  readonly slot: string
  readonly format: Format
}

/** Of so many campaigns it is said what keeps them out. */
const MOST_EXPLAINED = 200
const AT_ONCE = 500

/** Whom a choice would be made among for a page and a visitor, with the chance of each, and what keeps every other campaign out. Nothing is drawn. */
export async function explain(offers: Offers, site: Site, supposed: Supposed, lang: Lang) {
  const at = offers.core.clock.now()
  const memory = await offers.memory.of(site.id, at)
  const input = supposedly(offers, site, memory, supposed, at)
  const slot = { id: supposed.slot, formats: memory.slots.get(supposed.slot) ?? [supposed.format] }
  const odds = oddsIn(memory, input, slot)
  const isIn = new Set(odds.map(({ candidate }) => candidate.campaign.id))
  const kinds: Partial<Record<Hindrance['kind'] | 'behind', number>> = {}
  const out: object[] = []
  const supposition = supposing(input, slot)
  let looked = 0
  for (const [number, campaign] of memory.running.all()) {
    if (isIn.has(campaign.id) || campaign.state !== 'active') continue
    // Of a hundred thousand campaigns others are served in between.
    if (++looked % AT_ONCE === 0) await pause()
    // Meanwhile it may have gone, and its number be another's.
    if (memory.running.numberOf(campaign.id) !== number) continue
    const found = hindranceOf(memory, number, supposition) ?? ({ kind: 'behind' } as const)
    kinds[found.kind] = (kinds[found.kind] ?? 0) + 1
    if (out.length === MOST_EXPLAINED) continue
    const { kind, conditions } =
      found.kind === 'behind' ? { ...found, conditions: [] } : sayHindrance(found, campaign.targeting)
    out.push({ campaignId: campaign.id, name: campaign.name, kind, conditions })
  }
  return {
    pageCategories: input.page.content.categoryIds.map(({ id }) => ({ id, label: categoryLabel(id)[lang] })),
    among: odds
      .sort((a, b) => b.chance - a.chance)
      .map(({ candidate, chance, expected }) => ({
        campaignId: candidate.campaign.id,
        campaign: candidate.campaign.name,
        sku: candidate.product.sku,
        title: candidate.product.title[lang],
        chance,
        rate: expected.rate,
        upTo: expected.upTo,
        score: candidate.score,
        ...candidate.fit,
      })),
    out,
    outCounts: kinds,
  }
}

function supposedly(
  offers: Offers,
  site: Site,
  memory: SiteMemory,
  { page, interests, context }: Supposed,
  at: number,
): DecisionInput {
  const profile: ShopperProfile | null =
    interests.length === 0
      ? null
      : {
          personal: true,
          personalOffers: true,
          interests: new Map(interests.map((id) => [id, 1])),
          evidence: () => null,
          consentVersion: null,
        }
  return {
    page: offers.pages.viewOf(page, memory.goods),
    profile,
    asker: askerOf(context, memory.goods, at, site.settings.timeZone),
    ...NOBODY,
    at,
  }
}
