/**
 * How often things are taken, whatever the context: a posterior in three steps, everything → category → product, so that a
 * product without history stands where its category stands. Exposure is corrected for the position (an impression that few
 * people look at counts as less than one), and both counts fade by a half-life, so that old habits are forgotten.
 *
 *     global   m_g = (k + κ0·m0) / (n + κ0)
 *     category m_c = (k + κ1·m_g) / (n + κ1)
 *     product  m_i = (k + κ2·m_c) / (n + κ2)
 */
import { logit } from './statistics.ts'

/** The numbers of a popularity table; all have a default. */
export interface PopularitySettings {
  /** The share expected before anything is known. */
  readonly prior: number
  /** How many impressions the prior, the whole and the category are worth. */
  readonly kappaPrior: number
  readonly kappaCategory: number
  readonly kappaProduct: number
  /** After this time a count is worth half; in the unit of the `at` that is given, Infinity: never. */
  readonly halfLife: number
}

/** Defaults: clicks on offers are rare, and a campaign lives for weeks (times in ms). */
export const POPULARITY: PopularitySettings = {
  prior: 0.01,
  kappaPrior: 50,
  kappaCategory: 40,
  kappaProduct: 20,
  halfLife: 30 * 86_400_000,
}

/**
 * Counts of a set of things that may grow. Things are numbered 0… by whoever keeps them; thing i belongs to category
 * `categoryOf(i)`. Reading and updating allocate nothing.
 */
export class Popularity {
  readonly settings: PopularitySettings
  /** One row of three numbers for each product: rewards, exposure, time of the last update. */
  #products = new Float64Array(0)
  #categories = new Float64Array(0)
  readonly #whole = new Float64Array(3)
  #categoryOf = new Uint32Array(0)
  /** What {@link Popularity.whole} said last: it is asked for every candidate of a decision. */
  #wholeAt = Number.NaN
  #wholeMean = 0

  constructor(settings: Partial<PopularitySettings> = {}) {
    this.settings = { ...POPULARITY, ...settings }
  }

  /** How many products have a row. */
  get size(): number {
    return this.#categoryOf.length
  }

  /** Says to which category a product belongs; makes room for both. Counts stay where they were made. */
  place(product: number, category: number): void {
    if (product >= this.#categoryOf.length) {
      const size = Math.max(product + 1, Math.ceil(this.#categoryOf.length * 1.5))
      this.#categoryOf = grown(this.#categoryOf, size)
      this.#products = grown(this.#products, size * 3)
    }
    if (category * 3 >= this.#categories.length)
      this.#categories = grown(this.#categories, Math.max(category + 1, Math.ceil(this.#categories.length / 2)) * 3)
    this.#categoryOf[product] = category
  }

  /** The category a product was placed in. */
  categoryOf(product: number): number {
    return this.#categoryOf[product]!
  }

  /**
   * Counts one outcome.
   * @param exposure how likely somebody looked, 0 to 1 (1 at the first position); negative undoes one
   * @param reward 1 or 0, or any share between; negative undoes one
   */
  add(product: number, reward: number, exposure: number, at: number): void {
    const { halfLife } = this.settings
    bump(this.#products, product * 3, reward, exposure, at, halfLife)
    bump(this.#categories, this.#categoryOf[product]! * 3, reward, exposure, at, halfLife)
    bump(this.#whole, 0, reward, exposure, at, halfLife)
    this.#wholeAt = Number.NaN
  }

  /** The posterior mean of the whole. */
  whole(at: number): number {
    if (at !== this.#wholeAt) {
      const { prior, kappaPrior, halfLife } = this.settings
      this.#wholeAt = at
      this.#wholeMean = mean(this.#whole, 0, prior, kappaPrior, at, halfLife)
    }
    return this.#wholeMean
  }

  /** The posterior mean of one category. */
  category(category: number, at: number): number {
    return mean(this.#categories, category * 3, this.whole(at), this.settings.kappaCategory, at, this.settings.halfLife)
  }

  /** The posterior mean of one product: the share of those who look that take it. */
  mean(product: number, at: number): number {
    const { kappaProduct, halfLife } = this.settings
    return mean(this.#products, product * 3, this.category(this.#categoryOf[product]!, at), kappaProduct, at, halfLife)
  }

  /** What is expected of something that may never have been seen, by what is known: itself, else its category, else the whole. */
  expected(product: number, category: number, at: number): number {
    if (product >= 0 && product < this.size) return this.mean(product, at)
    return category >= 0 && category * 3 < this.#categories.length ? this.category(category, at) : this.whole(at)
  }

  /** The posterior mean as a logit: the offset that context moves. */
  offset(product: number, at: number): number {
    return logit(this.mean(product, at))
  }

  /** How uncertain that logit is: 1 / ((n + κ)·m·(1 - m)), the delta method on the Beta posterior. */
  variance(product: number, at: number): number {
    const m = this.mean(product, at)
    return 1 / ((this.exposure(product, at) + this.settings.kappaProduct) * Math.max(1e-9, m * (1 - m)))
  }

  /** The faded exposure of one product. */
  exposure(product: number, at: number): number {
    const row = product * 3
    return Math.max(0, this.#products[row + 1]!) * fade(at - this.#products[row + 2]!, this.settings.halfLife)
  }

  /** The faded rewards of one product. */
  rewards(product: number, at: number): number {
    const row = product * 3
    return Math.max(0, this.#products[row]!) * fade(at - this.#products[row + 2]!, this.settings.halfLife)
  }

  /** The counts as they are, for keeping: rows of rewards, exposure, time, and each product's category. */
  tables(): { products: Float64Array; categories: Float64Array; whole: Float64Array; categoryOf: Uint32Array } {
    const { size } = this
    return {
      products: this.#products.subarray(0, size * 3),
      categories: this.#categories,
      whole: this.#whole,
      categoryOf: this.#categoryOf,
    }
  }

  /** Brings kept counts back. @throws TypeError when the tables do not belong together */
  static from(tables: ReturnType<Popularity['tables']>, settings: Partial<PopularitySettings> = {}): Popularity {
    const { products, categories, whole, categoryOf } = tables
    const isWhole = products.length === categoryOf.length * 3 && whole.length === 3 && categories.length % 3 === 0
    if (!isWhole || categoryOf.some((c) => c * 3 >= categories.length))
      throw new TypeError('these tables of popularity do not belong together')
    const made = new Popularity(settings)
    made.#products = products.slice()
    made.#categories = categories.slice()
    made.#categoryOf = categoryOf.slice()
    made.#whole.set(whole)
    return made
  }
}

function grown<T extends Float64Array | Uint32Array>(from: T, size: number): T {
  const made = from instanceof Float64Array ? new Float64Array(size) : new Uint32Array(size)
  made.set(from)
  return made as T
}

/** What a count of this age is still worth; never more than before, whatever the clock does. */
function fade(age: number, halfLife: number): number {
  return age <= 0 || halfLife === Number.POSITIVE_INFINITY ? 1 : 2 ** (-age / halfLife)
}

function bump(rows: Float64Array, row: number, reward: number, exposure: number, at: number, halfLife: number): void {
  const last = rows[row + 2]!
  // An outcome that comes late counts as little as if it had come in time.
  const kept = fade(at - last, halfLife)
  const weight = fade(last - at, halfLife)
  rows[row] = rows[row]! * kept + reward * weight
  rows[row + 1] = rows[row + 1]! * kept + exposure * weight
  rows[row + 2] = Math.max(last, at)
}

function mean(rows: Float64Array, row: number, prior: number, kappa: number, at: number, halfLife: number): number {
  const worth = fade(at - rows[row + 2]!, halfLife)
  // Undoing may leave a rounding error below 0.
  const k = Math.max(0, rows[row]! * worth)
  const n = Math.max(k, rows[row + 1]! * worth)
  return (k + kappa * prior) / (n + kappa)
}
