import type { Text } from '../base/i18n.ts'
import type { Product } from '../catalog/product.ts'
import { Lit } from '../learning/block.ts'
import { type Affinity as Fit, type Held, lightContext } from '../learning/features.ts'
import type { Traits } from '../matching/traits.ts'
import type { Outlook } from '../orders/promise.ts'
import { type Affinity, affinityTo, NO_AFFINITY, sourceOf, type Weighted } from './affinity.ts'
import type { Campaign } from './campaign.ts'
import { type Choice, type ChoiceInput, choose, FINALISTS, type Learning, oddsOf } from './choice.ts'
import type { Format } from './creative.ts'
import { type Goods, goodsOf } from './goods.ts'
import type { Ledger } from './ledger.ts'
import type { PageView } from './page-view.ts'
import { capLeft } from './person-cap.ts'
import { Ranking } from './ranking.ts'
import type { Running } from './running.ts'
import type { ScoreParts } from './score.ts'
import { Pairs, shortlist } from './shortlist.ts'

/** Everything a decision of one site reads. */
export interface SiteMemory {
  readonly siteId: string
  readonly goods: Goods
  /** Pieces that can be sold now, by product number. */
  readonly free: Int32Array
  /** Goods that are not advertised while the floor is behind, by product number. */
  readonly heldBack: { readonly marks: Uint8Array; readonly count: number }
  readonly running: Running
  readonly ledger: Ledger
  readonly learning: Learning
  /** What the slots take that the console names. */
  readonly slots: ReadonlyMap<string, readonly Format[]>
  /** How the floor stands; null: nothing was shipped there yet. */
  readonly outlook: Outlook | null
  /** The shop's date that budgets and caps are of. */
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

/** A place on a page. */
export interface Slot {
  readonly id: string
  /** What may be drawn there. */
  readonly formats: readonly Format[]
}

/** A slot that is to be filled, and the decision that fills it. */
export interface Place extends Slot {
  readonly decisionId: string
}

/** One thing that could be shown. */
export interface Candidate {
  readonly campaign: Campaign
  /** The campaign's number among those that run. */
  readonly number: number
  readonly product: Product
  /** How it fits person and page. */
  readonly fit: Fit
  /** Worked out when it is asked for: of most candidates nobody does. */
  readonly parts: ScoreParts
  readonly score: number
}

/** Whoever asks, beside page and profile. */
export type Asker = Omit<Traits, 'interests' | 'pageCategories' | 'pageWords' | 'slot' | 'format'>

/** What a decision is made from. */
export interface DecisionInput {
  readonly page: PageView
  readonly profile: ShopperProfile | null
  readonly asker: Asker
  /** Campaign to how often it counts as seen by this person today. */
  readonly shownToday: ReadonlyMap<string, number>
  /** Of those, how often this process drew it a moment ago; left out, other processes know of all. */
  readonly recent?: ReadonlyMap<string, number>
  /** SKUs this person does not want to see again. */
  readonly hidden: ReadonlySet<string>
  readonly at: number
}

/** The interests that may be used, as an affinity; worked out once for a reading of somebody's profile. */
const tastes = new WeakMap<ShopperProfile, Affinity>()

/** What somebody likes, as far as it may be used. */
export function tasteOf(profile: ShopperProfile | null): Affinity {
  if (profile === null || !profile.personal) return NO_AFFINITY
  const known = tastes.get(profile)
  if (known !== undefined) return known
  const list: Weighted[] = [...profile.interests].map(([id, weight]) => ({ id, weight }))
  const taste = affinityTo(list.sort((a, b) => b.weight - a.weight))
  tastes.set(profile, taste)
  return taste
}

/**
 * The candidates for a slot, best first: campaigns that run, are within budget and cap and let this page and person in, each with
 * its most promising goods that are in stock and not what the page sells already. A product that several campaigns offer stands
 * once for each.
 */
export function candidates(memory: SiteMemory, input: DecisionInput, slot: Slot): Candidate[] {
  return [...ranking(memory, input, slot).all()]
}

/** A request as the rules of campaigns see it. */
export function traitsOf(input: DecisionInput, slot: Slot): Traits {
  return {
    ...input.asker,
    interests: tasteOf(input.profile).given.map(({ id }) => id),
    pageCategories: input.page.content.categoryIds.map(({ id }) => id),
    pageWords: input.page.content.terms,
    slot: slot.id,
    format: slot.formats,
  }
}

/** Where rankings stand: one for each of a request's kinds of slots, used again by the next request. */
const rooms: Pairs[] = [new Pairs()]

/**
 * The same, brought into order only as far as somebody asks.
 * @param room of how many rankings that are still looked at this is: each has a room of its own
 */
function ranking(memory: SiteMemory, input: DecisionInput, slot: Slot, room = 0): Ranking<Pair> {
  const taste = tasteOf(input.profile)
  const traits = traitsOf(input, slot)
  const isOpen = (number: number) => timesLeft(memory, number, input, slot) > 0
  if (room === rooms.length) rooms.push(new Pairs())
  const pairs = rooms[room]!
  shortlist(memory, input, { traits, taste, isOpen }, pairs)
  const { products } = pairs
  return new Ranking(
    pairs,
    // Equal ones as the catalogue has them.
    (a, b) => products[a]! < products[b]! || (products[a] === products[b] && a < b),
    (place) => new Pair(memory, input, taste, pairs, place),
  )
}

/** A campaign with one of its goods, as one page and person see them. */
class Pair implements Candidate {
  readonly campaign: Campaign
  readonly number: number
  readonly product: Product
  /** The product's number. */
  readonly place: number
  readonly score: number
  readonly fit: Fit
  readonly #input: DecisionInput
  readonly #taste: Affinity
  readonly #category: number

  constructor(memory: SiteMemory, input: DecisionInput, taste: Affinity, pairs: Pairs, at: number) {
    this.number = pairs.campaigns[at]!
    this.campaign = memory.running.at(this.number)
    this.place = pairs.products[at]!
    this.product = memory.goods.list[this.place]!
    this.score = pairs.scores[at]!
    this.#input = input
    this.#taste = taste
    this.#category = memory.goods.categories[this.place]!
    this.fit = {
      interest: taste.values[this.#category]!,
      page: input.page.near.values[this.#category]!,
      words: pairs.words[at]!,
    }
  }

  get parts(): ScoreParts {
    const { page } = this.#input
    return {
      ...this.fit,
      matched: page.hits.find(({ product }) => product === this.place)?.matched ?? [],
      pageCategory: this.fit.page >= 0.25 ? sourceOf(page.near, this.#category) : null,
      interestCategory: sourceOf(this.#taste, this.#category),
    }
  }
}

/** How often a campaign may be drawn yet for this person in this slot. */
export function timesLeft({ running, ledger }: SiteMemory, number: number, input: DecisionInput, slot: Slot): number {
  if (!running.isOn(number, input.at)) return 0
  const byAll = ledger.timesLeft(number, running.bidOf(number), slot.id)
  const personDay = running.personDayOf(number)
  if (personDay === Number.POSITIVE_INFINITY) return byAll
  const { shownToday, recent } = input
  const id = shownToday.size === 0 ? '' : running.at(number).id
  const shown = { counted: shownToday.get(id) ?? 0, recent: recent?.get(id) ?? 0, processes: ledger.processes }
  return Math.min(byAll, capLeft(personDay, shown))
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
  { goods, free }: Pick<SiteMemory, 'goods' | 'free'>,
  campaign: Pick<Campaign, 'skus' | 'categoryId'>,
): CampaignStock {
  let products = 0
  let pieces = 0
  const pictures: string[] = []
  const aim = goodsOf(goods, campaign)
  for (const product of aim) {
    const n = Math.max(0, free[product]!)
    if (n > 0) products++
    pieces += n
    const { picture } = goods.list[product]!
    if (picture !== null && pictures.length < 3) pictures.push(picture)
  }
  return { products, of: aim.length, pieces, pictures }
}

/** Who was chosen, with the exact chance it had. */
export interface Chosen extends Omit<Choice, 'index' | 'rivals'> {
  readonly candidate: Candidate
  /** Which of the campaign's creatives: one of those whose format the slot takes, each as likely as the others. */
  readonly creative: number
  readonly rivals: readonly { readonly campaignId: string; readonly sku: string; readonly chance: number }[]
  /** Beside the first, for a carousel. */
  readonly more: readonly Candidate[]
}

/** Goods a carousel shows, at most. */
export const CAROUSEL_GOODS = 6

/**
 * One candidate for each slot of a page, without showing a product twice or a campaign more often than it may.
 * @param random gives numbers in [0, 1)
 */
export function chooseFor(
  memory: SiteMemory,
  input: DecisionInput,
  slots: readonly Place[],
  random: () => number,
): (Chosen | null)[] {
  const taken = new Set<string>()
  const uses = new Map<string, number>()
  const rankings = new Map<string, Ranking<Pair>>()
  light(input)
  return slots.map((slot) => {
    const key = `${slot.formats.join()} ${memory.running.nameSlots ? slot.id : ''}`
    const found = rankings.get(key) ?? ranking(memory, input, slot, rankings.size)
    rankings.set(key, found)
    // Where nothing was chosen yet, all that was found just now is open.
    const isOpen = (c: Candidate) =>
      taken.size === 0 ||
      (!taken.has(c.product.sku) && timesLeft(memory, c.number, input, slot) > (uses.get(c.campaign.id) ?? 0))
    const chosen = chooseOne(found, isOpen, { ...slot, learning: memory.learning, lit, at: input.at }, random)
    if (chosen === null) return null
    for (const one of [chosen.candidate, ...chosen.more]) taken.add(one.product.sku)
    const { id } = chosen.candidate.campaign
    uses.set(id, (uses.get(id) ?? 0) + 1)
    return chosen
  })
}

/** What the request lights, while a choice is made. */
const lit = new Lit()

function light({ profile, asker, page }: DecisionInput): void {
  const segments: Held[] = tasteOf(profile).given.map(({ id, weight }) => ({ id, weight }))
  for (const id of asker.segments) segments.push({ id: `segment ${id}`, weight: 1 })
  const { device, hourOfWeek } = asker
  lightContext({ device, hour: hourOfWeek % 24, segments, pageCategories: page.content.categoryIds }, lit)
}

function chooseOne(
  found: Ranking<Pair>,
  isOpen: (candidate: Candidate) => boolean,
  by: ChoiceInput & Pick<Place, 'formats'>,
  random: () => number,
): Chosen | null {
  const finalists = finalistsOf(found, isOpen)
  if (finalists.length === 0) return null
  const { index, rivals, ...choice } = choose(finalists, by, random())
  const candidate = finalists[index]!
  const { creatives } = candidate.campaign
  const fitting = creatives.flatMap(({ format }, i) => (by.formats.includes(format) ? [i] : []))
  const creative = fitting.length === 1 ? fitting[0]! : fitting[Math.floor(random() * fitting.length)]!
  const more = creatives[creative]!.format === 'carousel' ? besideIt(candidate, found, isOpen) : []
  const others = rivals.map(({ index: i, chance }) => {
    const { campaign, product } = finalists[i]!
    return { campaignId: campaign.id, sku: product.sku, chance }
  })
  return { ...choice, candidate, propensity: choice.propensity / fitting.length, creative, more, rivals: others }
}

/** Whom a choice is made among: the best of each product. */
function finalistsOf(found: Ranking<Pair>, isOpen: (candidate: Candidate) => boolean): Pair[] {
  const finalists: Pair[] = []
  for (let rank = 0; finalists.length < FINALISTS; rank++) {
    const pair = found.at(rank)
    if (pair === undefined) break
    if (!finalists.some(({ place }) => place === pair.place) && isOpen(pair)) finalists.push(pair)
  }
  return finalists
}

/** Whom a choice for a slot would be made among, what is expected of each and its chance; nothing is drawn. */
export function oddsIn(
  memory: SiteMemory,
  input: DecisionInput,
  slot: Slot,
): { readonly candidate: Candidate; readonly chance: number; readonly expected: Choice['expected'] }[] {
  light(input)
  const finalists = finalistsOf(ranking(memory, input, slot), () => true)
  if (finalists.length === 0) return []
  const odds = oddsOf(finalists, { learning: memory.learning, decisionId: '', lit, at: input.at })
  return odds.map((one, i) => ({ candidate: finalists[i]!, ...one }))
}

/** What else of a campaign stands in its carousel. */
function besideIt(
  { campaign, product }: Candidate,
  found: Ranking<Pair>,
  isOpen: (candidate: Candidate) => boolean,
): Candidate[] {
  const more: Candidate[] = []
  for (const c of found.all()) {
    if (c.campaign.id !== campaign.id || c.product.sku === product.sku || !isOpen(c)) continue
    more.push(c)
    if (more.length === CAROUSEL_GOODS - 1) break
  }
  return more
}
