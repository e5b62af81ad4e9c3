import type { Text } from '../base/i18n.ts'
import { isWithin, parentId } from '../catalog/categories.ts'
import { isTelling, query, type TextIndex } from '../catalog/match.ts'
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
  /** The shop's date that `spent` is of. */
  readonly day: string
}

/** What the offers room may know of a person: interests that consent and terms allow, each with its evidence. */
export interface ShopperProfile {
  /** False: withdrawn, switched off, or nothing is covered; then nothing below is used. */
  readonly personal: boolean
  /** How their switch stands; null when they never agreed to anything, so that there is nothing to switch. */
  readonly personalOffers: boolean | null
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
  /** Campaign to how often it counts as seen by this person today. */
  readonly shownToday: ReadonlyMap<string, number>
  /** SKUs this person does not want to see again. */
  readonly hidden: ReadonlySet<string>
  readonly at: number
}

/** Goods of one campaign that are looked at; of a large category those whose words fit, then those of its nearest categories. */
const MOST_PER_CAMPAIGN = 200
const MOST_BY_WORDS = 50
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
  const isFree = (sku: string) =>
    sku !== input.page.productSku && !input.hidden.has(sku) && (memory.available.get(sku) ?? 0) > 0
  const words = wordHits(memory, input.page, isFree)
  const near = [...interests, ...input.page.categoryIds].sort((a, b) => b.weight - a.weight).map((c) => c.id)
  const found: Candidate[] = []
  for (const campaign of memory.campaigns) {
    const left = timesLeft({
      ...campaign,
      spentToday: memory.spent.get(campaign.id) ?? 0,
      shownToPersonToday: input.shownToday.get(campaign.id) ?? 0,
    })
    if (!isRunning(campaign, input.at) || left === 0 || !isEligible(campaign.targeting, audience)) continue
    for (const product of best(memory, campaign, { words, near, isFree })) {
      const page = nearest(product.categoryId, input.page.categoryIds)
      // A page whose subject is known is not about the goods that share a word with it by chance.
      const isKin = page.value > 0 || input.page.categoryIds.length === 0
      const hit = isKin ? words.get(product.sku) : undefined
      const interest = nearest(product.categoryId, interests)
      const parts: ScoreParts = {
        page: page.value,
        words: hit?.value ?? 0,
        matched: hit?.matched ?? [],
        interest: interest.value,
        pageCategory: page.value >= 0.25 ? page.id : null,
        interestCategory: interest.id,
      }
      found.push({ campaign, product, parts, score: score(parts), left })
    }
  }
  return found.sort((a, b) => b.score - a.score || (a.product.sku < b.product.sku ? -1 : 1))
}

type Goods = Pick<SiteMemory, 'products'>
type Aim = Pick<Campaign, 'skus' | 'categoryId'>

/** What a campaign offers and the shop shows, in stock or not: all of it. */
function productsOf(memory: Goods, campaign: Aim): readonly Product[] {
  if (campaign.skus.length === 0) return shelvesOf(memory).get(campaign.categoryId ?? '') ?? []
  return campaign.skus.flatMap((sku) => {
    const product = memory.products.get(sku)
    return product?.state === 'active' ? [product] : []
  })
}

const shelves = new WeakMap<SiteMemory['products'], Map<string, Product[]>>()

/** What the shop shows by category, each product also under those above its own; made once for each reading of the catalogue. */
function shelvesOf({ products }: Goods): ReadonlyMap<string, readonly Product[]> {
  const known = shelves.get(products)
  if (known !== undefined) return known
  const made = new Map<string, Product[]>()
  for (const product of products.values()) {
    if (product.state !== 'active') continue
    for (let id: string | null = product.categoryId; id !== null; id = parentId(id)) {
      const shelf = made.get(id)
      if (shelf === undefined) made.set(id, [product])
      else shelf.push(product)
    }
  }
  shelves.set(products, made)
  return made
}

/** What of a campaign's goods is looked at: all that can be sold, or of a large category its most promising part. */
function best(
  memory: SiteMemory,
  campaign: Campaign,
  by: { words: ReadonlyMap<string, WordHit>; near: readonly string[]; isFree: (sku: string) => boolean },
): Iterable<Product> {
  const goods = productsOf(memory, campaign)
  if (goods.length <= MOST_PER_CAMPAIGN || campaign.categoryId === null || campaign.skus.length > 0)
    return goods.filter((product) => by.isFree(product.sku))
  const { categoryId } = campaign
  const found = new Set<Product>()
  const take = (from: readonly Product[]) => {
    for (const product of from) {
      if (found.size === MOST_PER_CAMPAIGN) return
      if (by.isFree(product.sku)) found.add(product)
    }
  }
  const named = [...by.words.keys()].flatMap((sku) => memory.products.get(sku) ?? [])
  take(named.filter((product) => product.state === 'active' && isWithin(product.categoryId, categoryId)))
  for (const id of by.near) if (isWithin(id, categoryId)) take(shelvesOf(memory).get(id) ?? [])
  take(goods)
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

/** How well a product's words match the page's. */
interface WordHit {
  /** 0 to 1. */
  readonly value: number
  /** The terms that both have, strongest first. */
  readonly matched: readonly string[]
}

/** The goods whose words fit the page best, best first, of those that may be offered. */
function wordHits(
  memory: SiteMemory,
  page: PageContent,
  isFree: (sku: string) => boolean,
): ReadonlyMap<string, WordHit> {
  const { ids } = memory.text
  const hits = query(memory.text, page.terms, MOST_BY_WORDS, (doc) => isFree(ids[doc]!))
  const top = hits[0]?.score ?? 1
  return new Map(
    hits.flatMap((hit) => {
      const matched = hit.matched.filter(isTelling)
      return matched.length === 0 ? [] : [[hit.doc, { value: hit.score / top, matched }] as const]
    }),
  )
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
