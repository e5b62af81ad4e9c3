import { isWithin } from '../catalog/categories.ts'
import type { Traits } from '../matching/traits.ts'
import type { Affinity } from './affinity.ts'
import type { DecisionInput, SiteMemory } from './decide.ts'
import { goodsOf } from './goods.ts'
import { score } from './score.ts'

/** Campaigns that are looked at, best by worth: of a site with fewer all that fit. */
const CAMPAIGNS = 64
/** Pairs of campaign and product that are weighed up, shared among the campaigns. */
const PAIRS = 256
const LEAST_A_CAMPAIGN = 2
/** Of a shelf that a campaign offers as a whole, goods of one category that are looked at. */
const OF_A_SHELF = 40

/** Up to so many goods of a campaign are weighed up where the pairs stand. */
const IN_PLACE = 32
const ROOM = PAIRS + IN_PLACE

/** Pairs of a campaign and one of its goods, by place; campaigns and products go by their numbers. Filled anew for each slot. */
export class Pairs {
  count = 0
  readonly campaigns = new Uint32Array(ROOM)
  readonly products = new Uint32Array(ROOM)
  readonly scores = new Float64Array(ROOM)
  /** How well each product's words match the page's. */
  readonly words = new Float32Array(ROOM)
}

/** By product number, while a decision is made; all 0 between two: how well its words match, and whether it is left out. */
let wordValues = new Float32Array(0)
let isOut = new Uint8Array(0)

/**
 * What is worth a closer look in a slot, in no order: of the best campaigns whose rules let page and person in the most promising goods
 * that can be sent and are not left out. A product that several campaigns offer stands once for each.
 * @param isOpen may this campaign be shown now? Asked once of each
 */
export function shortlist(
  memory: SiteMemory,
  input: DecisionInput,
  by: { readonly traits: Traits; readonly taste: Affinity; readonly isOpen: (campaign: number) => boolean },
  into: Pairs,
): void {
  const asked = new Asked(memory, input, by.taste, into)
  try {
    const { index } = memory.running
    const { slots, count } = index.top(index.request(by.traits), {
      k: CAMPAIGNS,
      passes: (number) => by.isOpen(number) && asked.hasGoods(number),
    })
    const each = Math.max(LEAST_A_CAMPAIGN, Math.floor(PAIRS / Math.max(1, count)))
    into.count = 0
    for (let i = 0; i < count; i++) asked.add(slots[i]!, each)
  } finally {
    asked.done()
  }
}

/** Goods, as one page and person see them. */
class Asked {
  readonly #memory: SiteMemory
  readonly #input: DecisionInput
  readonly #taste: Affinity
  readonly #out: readonly number[]
  readonly #into: Pairs
  /** By category: how near it is to the page, and how much the person likes it. */
  readonly #near: Float32Array
  readonly #liked: Float32Array
  /** The most promising goods of shelves; campaigns share them. */
  readonly #shelves = new Map<string, readonly number[]>()

  constructor(memory: SiteMemory, input: DecisionInput, taste: Affinity, into: Pairs) {
    this.#memory = memory
    this.#input = input
    this.#taste = taste
    this.#into = into
    this.#near = input.page.near.values
    this.#liked = taste.values
    const { goods } = memory
    if (wordValues.length < goods.list.length) {
      wordValues = new Float32Array(goods.list.length)
      isOut = new Uint8Array(goods.list.length)
    }
    const { hits } = input.page
    for (let i = 0; i < hits.length; i++) wordValues[hits[i]!.product] = hits[i]!.value
    const out = [goods.bySku.get(input.page.content.productSku ?? '')]
    for (const sku of input.hidden) out.push(goods.bySku.get(sku))
    this.#out = out.filter((product) => product !== undefined)
    for (const product of this.#out) isOut[product] = 1
  }

  /** Leaves the scratch as it was. */
  done(): void {
    const { hits } = this.#input.page
    for (let i = 0; i < hits.length; i++) wordValues[hits[i]!.product] = 0
    for (const product of this.#out) isOut[product] = 0
  }

  /** Has it anything to offer here? */
  hasGoods(number: number): boolean {
    const { running } = this.#memory
    const { aims } = running
    const from = aims.find(number, running)
    const { list } = aims
    for (let at = from; at < from + aims.count(number); at++) if (this.#isFree(list[at]!)) return true
    return false
  }

  /** Adds the most promising goods of a campaign. */
  add(number: number, most: number): void {
    const { running } = this.#memory
    const { aims } = running
    const from = aims.find(number, running)
    const count = aims.count(number)
    const bid = running.bidPartOf(number)
    if (count > most && count > IN_PLACE) {
      this.#addBest(number, most)
      return
    }
    const { list } = aims
    const pairs = this.#into
    const first = pairs.count
    for (let at = from; at < from + count; at++) if (this.#isFree(list[at]!)) this.#put(number, list[at]!, bid)
    if (pairs.count - first <= most) return
    bestFirst(pairs, first, most)
    pairs.count = first + most
  }

  /** The same where there are many. */
  #addBest(number: number, most: number): void {
    const { running } = this.#memory
    const { aims } = running
    const from = aims.find(number, running)
    const aim = aims.list.subarray(from, from + aims.count(number))
    const { skus, categoryId } = running.at(number)
    const isShelf = skus.length === 0 && categoryId !== null && aim.length > OF_A_SHELF
    const best = isShelf ? this.#ofShelf(categoryId, aim) : this.#ranked([...aim].filter((one) => this.#isFree(one)))
    const bid = running.bidPartOf(number)
    for (const product of best.slice(0, most)) this.#put(number, product, bid)
  }

  #put(number: number, product: number, bid: number): void {
    const pairs = this.#into
    const at = pairs.count++
    pairs.campaigns[at] = number
    pairs.products[at] = product
    pairs.scores[at] = this.#scoreOf(product) + bid
    pairs.words[at] = wordValues[product]!
  }

  #isFree(product: number): boolean {
    const { free, heldBack } = this.#memory
    return free[product]! > 0 && isOut[product] === 0 && heldBack.marks[product] === 0
  }

  /** What speaks for a product, whoever offers it. */
  #scoreOf(product: number): number {
    const category = this.#memory.goods.categories[product]!
    return score({
      page: this.#near[category]!,
      words: wordValues[product]!,
      interest: this.#liked[category]!,
    })
  }

  #ranked(list: number[]): number[] {
    const values = list.map((product) => this.#scoreOf(product))
    const order = list.map((_, i) => i)
    // Equal ones as the catalogue has them.
    return order.sort((a, b) => values[b]! - values[a]! || a - b).map((i) => list[i]!)
  }

  /** Of a large shelf: what the page speaks of, what is nearest to page and person, and some of all. */
  #ofShelf(categoryId: string, aim: Uint32Array): readonly number[] {
    const known = this.#shelves.get(categoryId)
    if (known !== undefined) return known
    const { goods } = this.#memory
    const found = new Set<number>()
    for (const { product } of this.#input.page.hits) {
      const { state, categoryId: own } = goods.list[product]!
      if (state === 'active' && isWithin(own, categoryId) && this.#isFree(product)) found.add(product)
    }
    const near = [...this.#taste.given, ...this.#input.page.content.categoryIds].sort((a, b) => b.weight - a.weight)
    const takeFrom = (shelf: Uint32Array) => {
      let left = OF_A_SHELF
      for (const product of shelf) {
        if (left === 0) return
        if (!this.#isFree(product)) continue
        found.add(product)
        left--
      }
    }
    for (const { id } of near) if (isWithin(id, categoryId)) takeFrom(goodsOf(goods, { skus: [], categoryId: id }))
    takeFrom(aim)
    const ranked = this.#ranked([...found])
    this.#shelves.set(categoryId, ranked)
    return ranked
  }
}

/** Brings the best `most` of the last pairs to the front of them; equal ones stay as the campaign has them. */
function bestFirst({ products, scores, words, count: to }: Pairs, from: number, most: number): void {
  for (let place = from; place < from + most; place++) {
    let best = place
    for (let at = place + 1; at < to; at++) if (scores[at]! > scores[best]!) best = at
    const [product, score, word] = [products[best]!, scores[best]!, words[best]!]
    for (let at = best; at > place; at--) {
      products[at] = products[at - 1]!
      scores[at] = scores[at - 1]!
      words[at] = words[at - 1]!
    }
    products[place] = product
    scores[place] = score
    words[place] = word
  }
}
