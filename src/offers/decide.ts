import type { Text } from '../base/i18n.ts'
import { query, type TextIndex } from '../catalog/match.ts'
import type { PageContent } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import type { Campaign } from './campaign.ts'
import { isRunning, timesLeft } from './pace.ts'
import { choose, nearest, type ScoreParts, score, type Weighted } from './score.ts'
import { isEligible } from './target.ts'

/** Everything a decision of one site reads; replaced as a whole when something changed. */
export interface SiteMemory {
  readonly siteId: string
  readonly campaigns: readonly Campaign[]
  readonly products: ReadonlyMap<string, Product>
  /** SKU to pieces that can be sold now. */
  readonly available: Map<string, number>
  readonly text: TextIndex
  /** Minor units each campaign spent today. */
  readonly spent: Map<string, number>
  readonly day: number
}

/** What the offers room may know of a person: interests that consent and terms allow, each with its evidence. */
export interface ShopperProfile {
  /** False: withdrawn, switched off, or nothing is covered; then nothing below is used. */
  readonly personal: boolean
  /** Category to weight now, 0 to 1. */
  readonly interests: ReadonlyMap<string, number>
  /** The strongest sentence about a category and where it comes from. */
  evidence(categoryId: string): { readonly text: Text; readonly source: Text } | null
  readonly consentVersion: string | null
}

/** One thing that could be shown. */
export interface Candidate {
  readonly campaign: Campaign
  readonly product: Product
  readonly parts: ScoreParts
  readonly score: number
  /** How often its campaign may be shown yet: a page with several slots must not go past cap or budget either. */
  readonly left: number
}

/** What a decision is made from. */
export interface DecisionInput {
  readonly page: PageContent
  readonly profile: ShopperProfile | null
  /** Campaign to how often this person saw it today. */
  readonly shownToday: ReadonlyMap<string, number>
  /** SKUs this person does not want to see again. */
  readonly hidden: ReadonlySet<string>
  readonly at: number
}

/** Products of one campaign that are looked at; a campaign for a large category is cut to its best by words. */
const MOST_PER_CAMPAIGN = 200
const FINALISTS = 32

/**
 * All candidates, best first: running, within budget and cap, let in by their targeting, in stock, and not what the page sells
 * already. A product that several campaigns offer stands once for each.
 */
export function candidates(memory: SiteMemory, input: DecisionInput): Candidate[] {
  const personal = input.profile?.personal === true
  const interests: Weighted[] = personal ? [...input.profile!.interests].map(([id, weight]) => ({ id, weight })) : []
  const audience = {
    pageCategories: input.page.categoryIds.map((c) => c.id),
    interests: personal ? interests.map((i) => i.id) : null,
  }
  const words = wordScores(memory, input.page)
  const found: Candidate[] = []
  for (const campaign of memory.campaigns) {
    const left = timesLeft({
      ...campaign,
      spentToday: memory.spent.get(campaign.id) ?? 0,
      shownToPersonToday: input.shownToday.get(campaign.id) ?? 0,
    })
    if (!isRunning(campaign, input.at) || left === 0 || !isEligible(campaign.targeting, audience)) continue
    for (const product of productsOf(memory, campaign)) {
      const { sku } = product
      if (sku === input.page.productSku || input.hidden.has(sku) || (memory.available.get(sku) ?? 0) <= 0) continue
      const page = nearest(product.categoryId, input.page.categoryIds)
      const interest = nearest(product.categoryId, interests)
      const parts: ScoreParts = {
        page: page.value,
        words: words.get(sku) ?? 0,
        interest: interest.value,
        pageCategory: page.value >= 0.25 ? page.id : null,
        interestCategory: interest.id,
      }
      found.push({ campaign, product, parts, score: score(parts), left })
    }
  }
  return found.sort((a, b) => b.score - a.score || (a.product.sku < b.product.sku ? -1 : 1))
}

/** What a campaign offers and the shop shows, in stock or not. */
function productsOf(memory: Pick<SiteMemory, 'products'>, campaign: Pick<Campaign, 'skus' | 'categoryId'>): Product[] {
  if (campaign.skus.length > 0) {
    return campaign.skus.flatMap((sku) => {
      const product = memory.products.get(sku)
      return product?.state === 'active' ? [product] : []
    })
  }
  const found: Product[] = []
  for (const product of memory.products.values()) {
    const within =
      product.categoryId === campaign.categoryId || product.categoryId.startsWith(`${campaign.categoryId}/`)
    if (within && product.state === 'active') found.push(product)
    if (found.length === MOST_PER_CAMPAIGN) break
  }
  return found
}

/** What the goods of a campaign amount to. */
export interface CampaignStock {
  /** Products that can be sold now, of `of` that the shop shows. */
  readonly products: number
  readonly of: number
  readonly pieces: number
  /** The first pictures, for a list. */
  readonly pictures: readonly string[]
}

/** What can be sold of everything a campaign offers. */
export function stockOf(
  memory: Pick<SiteMemory, 'products' | 'available'>,
  campaign: Pick<Campaign, 'skus' | 'categoryId'>,
): CampaignStock {
  const goods = productsOf(memory, campaign)
  const pieces = goods.map((p) => Math.max(0, memory.available.get(p.sku) ?? 0))
  return {
    products: pieces.filter((n) => n > 0).length,
    of: goods.length,
    pieces: pieces.reduce((sum, n) => sum + n, 0),
    pictures: goods.flatMap((p) => (p.picture === null ? [] : [p.picture])).slice(0, 3),
  }
}

/** How well each product's words match the page's, 0 to 1 of the best. */
function wordScores(memory: SiteMemory, page: PageContent): Map<string, number> {
  const hits = query(memory.text, page.terms, 50)
  const best = hits[0]?.score ?? 1
  return new Map(hits.map((hit) => [hit.doc, hit.score / best]))
}

/** Who was chosen, with the exact chance it had among the finalists. */
export interface Chosen {
  readonly candidate: Candidate
  readonly propensity: number
}

/**
 * One candidate for each slot of a page, without showing a product twice or a campaign more often than it may.
 * @param random gives numbers in [0, 1)
 */
export function chooseFor(slots: number, found: readonly Candidate[], random: () => number): (Chosen | null)[] {
  const taken = new Set<string>()
  const uses = new Map<string, number>()
  return Array.from({ length: slots }, () => {
    const finalists: Candidate[] = []
    const inList = new Set<string>()
    for (const c of found) {
      if (taken.has(c.product.sku) || inList.has(c.product.sku) || (uses.get(c.campaign.id) ?? 0) >= c.left) continue
      inList.add(c.product.sku)
      finalists.push(c)
      if (finalists.length === FINALISTS) break
    }
    if (finalists.length === 0) return null
    const { index, propensity } = choose(
      finalists.map((f) => f.score),
      random(),
    )
    const candidate = finalists[index]!
    taken.add(candidate.product.sku)
    uses.set(candidate.campaign.id, (uses.get(candidate.campaign.id) ?? 0) + 1)
    return { candidate, propensity }
  })
}
