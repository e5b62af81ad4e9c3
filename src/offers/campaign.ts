import { category } from '../catalog/categories.ts'
import { readRule } from '../matching/rule.ts'
import { EVERYBODY, type KnownCategories, type Rule } from '../matching/rule-words.ts'
import { type CampaignFault, type Creative, PLAIN, readCreative, readCreatives } from './creative.ts'

/** What is billed. */
export type BillsPer = 'shown' | 'click' | 'order'

/** How often, at most. Null: as often as it likes. Days are the shop's. */
export interface Caps {
  /** One person a day, if they can be told from others: signed in, or by the pseudonym that a server gives. */
  readonly personDay: number | null
  /** Everybody together a day. */
  readonly campaignDay: number | null
  /** In one slot a day. */
  readonly slotDay: number | null
}

/** A marketer's plan: what to offer, to whom, for how much. */
export interface Campaign {
  readonly id: string
  readonly name: string
  readonly state: 'draft' | 'active' | 'paused'
  /** Either products by SKU or everything of a category. */
  readonly skus: readonly string[]
  readonly categoryId: string | null
  readonly targeting: Rule
  readonly startsAt: number | null
  readonly endsAt: number | null
  /** Minor units a day in `currency`. */
  readonly dailyBudget: number
  /** Minor units in all; null: no more than the days give. */
  readonly totalBudget: number | null
  /** Over the day as the site's visitors come, or as fast as it goes. */
  readonly pacing: 'even' | 'fast'
  readonly currency: string
  readonly billsPer: BillsPer
  /** Minor units for one billable event. */
  readonly bid: number
  readonly caps: Caps
  /** At least one. */
  readonly creatives: readonly Creative[]
}

/** A campaign before it has an id. */
export type CampaignInput = Omit<Campaign, 'id'>

const LIMITS = { name: 120, skus: 500, sku: 64, money: 1_000_000_000_00, cap: 1_000_000_000 } as const

/** The tree, as rules ask for it. */
export const KNOWN_CATEGORIES: KnownCategories = {
  isCategory: (id) => category(id) !== null,
  isSensitive: (id) => category(id)?.sensitive === true,
}

/** Either the campaign, or everything that is wrong with it. Never throws. */
export function readCampaign(
  input: unknown,
  currency: string,
): { ok: true; campaign: CampaignInput } | { ok: false; faults: readonly CampaignFault[] } {
  const reading = new Reading(plain(input), currency)
  const campaign = reading.campaign()
  return reading.faults.length === 0 ? { ok: true, campaign } : { ok: false, faults: reading.faults }
}

/** One reading: what is wrong goes to `faults`, and something harmless stands in its place. */
class Reading {
  readonly faults: CampaignFault[] = []
  readonly #raw: Plain
  readonly #currency: string

  constructor(raw: Plain, currency: string) {
    this.#raw = raw
    this.#currency = currency
  }

  campaign(): CampaignInput {
    return {
      name: this.#name(),
      state: this.#oneOf('state', ['draft', 'active', 'paused'], 'draft'),
      ...this.#goods(),
      targeting: this.#targeting(),
      ...this.#times(),
      dailyBudget: this.#minor('dailyBudget', this.#raw.dailyBudget) ?? 0,
      totalBudget: this.#raw.totalBudget == null ? null : this.#minor('totalBudget', this.#raw.totalBudget),
      pacing: this.#oneOf('pacing', ['even', 'fast'], 'fast'),
      currency: this.#currency,
      ...this.#pricing(),
      caps: this.#caps(),
      creatives: this.#creatives(),
    }
  }

  #wrong(field: string, zh: string, en: string): void {
    this.faults.push({ field, expected: { zh, en } })
  }

  #name(): string {
    const name = typeof this.#raw.name === 'string' ? this.#raw.name.trim() : ''
    if (name === '' || name.length > LIMITS.name || /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(name))
      this.#wrong('name', '1 到 120 个字', '1 to 120 characters')
    return name
  }

  #oneOf<T extends string>(field: string, words: readonly T[], otherwise: T): T {
    const value = this.#raw[field] ?? otherwise
    if (words.includes(value as T)) return value as T
    this.#wrong(field, words.join('、'), words.join(', '))
    return otherwise
  }

  #goods(): Pick<CampaignInput, 'skus' | 'categoryId'> {
    const skus = readSkus(this.#raw.skus)
    if (skus === null) this.#wrong('skus', '最多 500 个货号', 'up to 500 SKUs')
    const given = this.#raw.categoryId ?? null
    const isKnown = given === null || (typeof given === 'string' && category(given) !== null)
    if (!isKnown) this.#wrong('categoryId', '类目树里的一个类目', 'a category of the tree')
    const categoryId = isKnown ? (given as string | null) : null
    if (skus?.length === 0 && given === null)
      this.#wrong('skus', '至少一件商品，或一个类目', 'at least one product, or a category')
    return { skus: skus ?? [], categoryId }
  }

  #targeting(): Rule {
    const read = readRule(this.#raw.targeting, KNOWN_CATEGORIES)
    if (read.ok) return read.rule
    for (const { path, expected } of read.faults) this.faults.push({ field: path, expected })
    return EVERYBODY
  }

  #times(): Pick<CampaignInput, 'startsAt' | 'endsAt'> {
    const startsAt = readTime(this.#raw.startsAt)
    const endsAt = readTime(this.#raw.endsAt)
    if (startsAt === undefined) this.#wrong('startsAt', 'ISO 8601 时间', 'an ISO 8601 time')
    if (endsAt === undefined || (endsAt !== null && startsAt != null && endsAt <= startsAt))
      this.#wrong('endsAt', '晚于开始的时间', 'a time after the start')
    return { startsAt: startsAt ?? null, endsAt: endsAt ?? null }
  }

  #pricing(): Pick<CampaignInput, 'billsPer' | 'bid'> {
    const { per, amount } = plain(this.#raw.pricing)
    const isKnown = per === 'shown' || per === 'click' || per === 'order'
    if (!isKnown) this.#wrong('pricing/per', 'shown、click 或 order', 'shown, click or order')
    return { billsPer: isKnown ? per : 'click', bid: this.#minor('pricing/amount', amount) ?? 0 }
  }

  #caps(): Caps {
    const caps = plain(this.#raw.caps)
    const read = (field: string, value: unknown, most: number): number | null => {
      if (value === undefined || value === null) return null
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
      this.#wrong(field, `1 到 ${most} 的整数`, `a whole number from 1 to ${most}`)
      return null
    }
    const { capPerPersonDay } = this.#raw
    return {
      personDay:
        capPerPersonDay === undefined || caps.personDay !== undefined
          ? read('caps/personDay', caps.personDay, 1000)
          : read('capPerPersonDay', capPerPersonDay, 1000),
      campaignDay: read('caps/campaignDay', caps.campaignDay, LIMITS.cap),
      slotDay: read('caps/slotDay', caps.slotDay, LIMITS.cap),
    }
  }

  /** A campaign may also say its one card as `creative`. */
  #creatives(): readonly Creative[] {
    const { creative, creatives } = this.#raw
    if (creatives === undefined && creative !== undefined && creative !== null)
      return [readCreative(plain(creative), 'creative', this.faults)]
    const read = readCreatives(creatives)
    this.faults.push(...read.faults)
    return read.creatives.length === 0 ? [PLAIN] : read.creatives
  }

  #minor(field: string, value: unknown): number | null {
    const { amount, currency = this.#currency } = plain(value)
    if (currency === this.#currency && typeof amount === 'number' && Number.isSafeInteger(amount))
      if (amount >= 0 && amount <= LIMITS.money) return amount
    const most = LIMITS.money
    this.#wrong(
      field,
      `以 ${this.#currency} 计的金额，最小单位的整数，0 到 ${most}`,
      `an amount in ${this.#currency}, a whole number of minor units from 0 to ${most}`,
    )
    return null
  }
}

type Plain = Readonly<Record<string, unknown>>

const plain = (value: unknown): Plain => (typeof value === 'object' && value !== null ? (value as Plain) : {})

function readSkus(value: unknown): string[] | null {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > LIMITS.skus) return null
  return value.every((v) => typeof v === 'string' && v !== '' && v.length <= LIMITS.sku)
    ? [...new Set(value as string[])]
    : null
}

function readTime(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(at) ? at : undefined
}
