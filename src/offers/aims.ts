import type { Campaign } from './campaign.ts'
import { categoryNumber, type Goods, goodsOf } from './goods.ts'

/** Not looked up yet. */
const UNKNOWN = 0xffffffff
/** Lists of campaigns that were changed or went stay behind until so many numbers are of no use. */
const MOST_LEFT_BEHIND = 1 << 16

/** Which goods each campaign offers, in one array: a decision looks at hundreds of campaigns. Looked up when first asked for. */
export class Aims {
  #goods: Goods
  /** Numbers of products, list after list; campaigns for a whole category share its list. */
  #list = new Uint32Array(1024)
  #used = 0
  #leftBehind = 0
  /** By campaign: where its list begins, and how many it has. */
  #places = new Uint32Array(0)
  readonly #shelves = new Map<number, number>()

  constructor(goods: Goods) {
    this.#goods = goods
  }

  /** Numbers of products; read it anew after {@link Aims.find}. */
  get list(): Uint32Array {
    return this.#list
  }

  /** Sees to it that a campaign's goods stand in the list. @returns where they begin */
  find(number: number, campaigns: { at(number: number): Campaign }): number {
    const known = this.#places[2 * number]
    if (known !== undefined && known !== UNKNOWN) return known
    return this.#lookUp(number, campaigns.at(number))
  }

  /** How many goods it has; after {@link Aims.find}. */
  count(number: number): number {
    return this.#places[2 * number + 1]!
  }

  /** The campaign is another now, or none. */
  forget(number: number): void {
    if ((this.#places[2 * number] ?? UNKNOWN) === UNKNOWN) return
    this.#leftBehind += this.#places[2 * number + 1]!
    this.#places[2 * number] = UNKNOWN
    if (this.#leftBehind > MOST_LEFT_BEHIND && this.#leftBehind > this.#used / 2) this.setGoods(this.#goods)
  }

  /** The shop's goods are others now: all is looked up anew. */
  setGoods(goods: Goods): void {
    this.#goods = goods
    this.#used = 0
    this.#leftBehind = 0
    this.#places.fill(UNKNOWN)
    this.#shelves.clear()
  }

  #lookUp(number: number, campaign: Campaign): number {
    if (2 * number >= this.#places.length) {
      const wider = new Uint32Array(2 * Math.ceil((number + 8) * 1.5)).fill(UNKNOWN)
      wider.set(this.#places)
      this.#places = wider
    }
    const { skus, categoryId } = campaign
    const shelf = skus.length > 0 || categoryId === null ? null : categoryNumber(categoryId)
    const goods = goodsOf(this.#goods, campaign)
    const from = (shelf === null ? undefined : this.#shelves.get(shelf)) ?? this.#append(goods)
    if (shelf !== null) this.#shelves.set(shelf, from)
    this.#places[2 * number] = from
    this.#places[2 * number + 1] = goods.length
    return from
  }

  #append(goods: Uint32Array): number {
    const from = this.#used
    this.#used += goods.length
    if (this.#used > this.#list.length) {
      const wider = new Uint32Array(Math.ceil(this.#used * 1.5))
      wider.set(this.#list)
      this.#list = wider
    }
    this.#list.set(goods, from)
    return from
  }
}
