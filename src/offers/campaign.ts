import type { Text } from '../base/i18n.ts'
import { category } from '../catalog/categories.ts'

/** Who may see a campaign. Data, never code: groups of ids that must or may match. */
export interface Targeting {
  /** Only people with an interest in one of these categories (or anything under them); empty: anybody. */
  readonly interests: readonly string[]
  /** Only on pages about one of these categories; empty: any page. */
  readonly pageCategories: readonly string[]
}

/** What is billed. */
export type BillsPer = 'shown' | 'click' | 'order'

/** A marketer's plan: what to offer, to whom, for how much. */
export interface Campaign {
  readonly id: string
  readonly name: string
  readonly state: 'draft' | 'active' | 'paused'
  /** Either products by SKU or everything of a category. */
  readonly skus: readonly string[]
  readonly categoryId: string | null
  readonly targeting: Targeting
  readonly startsAt: number | null
  readonly endsAt: number | null
  /** Minor units a day in `currency`. */
  readonly dailyBudget: number
  readonly currency: string
  readonly billsPer: BillsPer
  /** Minor units for one billable event. */
  readonly bid: number
  /** How often one signed-in person may see it in a day of the shop; of others nobody knows who they are, so no cap holds for them. */
  readonly capPerDay: number
  /** `{title}` stands for the product's name. Empty: made from the product. */
  readonly headline: Text
  readonly line: Text
}

/** A campaign before it has an id. */
export type CampaignInput = Omit<Campaign, 'id'>

/** What is wrong with one field. */
export interface CampaignFault {
  readonly field: string
  readonly expected: Text
}

const LIMITS = { name: 120, headline: 60, line: 90, skus: 500, categories: 50, money: 1_000_000_000_00 } as const

/** Either the campaign, or the first thing that is wrong with it. Never throws. */
export function readCampaign(
  input: unknown,
  currency: string,
): { ok: true; campaign: CampaignInput } | { ok: false; fault: CampaignFault } {
  const raw = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const fault = (field: string, zh: string, en: string) => ({
    ok: false as const,
    fault: { field, expected: { zh, en } },
  })
  const name = typeof raw.name === 'string' ? raw.name.trim() : ''
  if (name === '' || name.length > LIMITS.name) return fault('name', '1 到 120 个字', '1 to 120 characters')
  const state = raw.state ?? 'draft'
  if (state !== 'draft' && state !== 'active' && state !== 'paused')
    return fault('state', 'draft、active 或 paused', 'draft, active or paused')
  const skus = readList(raw.skus, LIMITS.skus, 64)
  if (skus === null) return fault('skus', '最多 500 个货号', 'up to 500 SKUs')
  const categoryId = raw.categoryId ?? null
  if (categoryId !== null && (typeof categoryId !== 'string' || category(categoryId) === null))
    return fault('categoryId', '类目树里的一个类目', 'a category of the tree')
  if (skus.length === 0 && categoryId === null)
    return fault('skus', '至少一件商品，或一个类目', 'at least one product, or a category')
  const targeting = readTargeting(raw.targeting)
  if ('field' in targeting) return { ok: false, fault: targeting }
  const startsAt = readTime(raw.startsAt)
  const endsAt = readTime(raw.endsAt)
  if (startsAt === undefined) return fault('startsAt', 'ISO 8601 时间', 'an ISO 8601 time')
  if (endsAt === undefined || (endsAt !== null && startsAt !== null && endsAt <= startsAt))
    return fault('endsAt', '晚于开始的时间', 'a time after the start')
  const dailyBudget = readMinor(raw.dailyBudget, currency)
  if (dailyBudget === null)
    return fault('dailyBudget', `以 ${currency} 计的金额，不小于 0`, `an amount in ${currency}, 0 or more`)
  const pricing = (raw.pricing ?? {}) as Record<string, unknown>
  const billsPer = pricing.per
  if (billsPer !== 'shown' && billsPer !== 'click' && billsPer !== 'order')
    return fault('pricing/per', 'shown、click 或 order', 'shown, click or order')
  const bid = readMinor(pricing.amount, currency)
  if (bid === null)
    return fault('pricing/amount', `以 ${currency} 计的金额，不小于 0`, `an amount in ${currency}, 0 or more`)
  const capPerDay = raw.capPerPersonDay
  if (typeof capPerDay !== 'number' || !Number.isInteger(capPerDay) || capPerDay < 1 || capPerDay > 1000)
    return fault('capPerPersonDay', '1 到 1000 的整数', 'a whole number from 1 to 1000')
  const creative = (raw.creative ?? {}) as Record<string, unknown>
  const headline = readTexts(creative.headline, LIMITS.headline)
  if (headline === null)
    return fault('creative/headline', '中英文各最多 60 个字', 'up to 60 characters in each language')
  const line = readTexts(creative.line, LIMITS.line)
  if (line === null) return fault('creative/line', '中英文各最多 90 个字', 'up to 90 characters in each language')
  return {
    ok: true,
    campaign: {
      name,
      state,
      skus,
      categoryId,
      targeting,
      startsAt,
      endsAt,
      dailyBudget,
      currency,
      billsPer,
      bid,
      capPerDay,
      headline,
      line,
    },
  }
}

function readList(value: unknown, most: number, length: number): string[] | null {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > most) return null
  return value.every((v) => typeof v === 'string' && v !== '' && v.length <= length)
    ? [...new Set(value as string[])]
    : null
}

function readTargeting(value: unknown): Targeting | CampaignFault {
  const raw = (value ?? {}) as Record<string, unknown>
  const expected = {
    zh: '类目树里的类目，最多 50 个；敏感类目不能用',
    en: 'up to 50 categories of the tree; sensitive ones cannot be used',
  }
  const read = (v: unknown): string[] | null => {
    const ids = readList(v, LIMITS.categories, 80)
    return ids?.every((id) => category(id) !== null && category(id)?.sensitive !== true) ? ids : null
  }
  const interests = read(raw.interests)
  if (interests === null) return { field: 'targeting/interests', expected }
  const pageCategories = read(raw.pageCategories)
  return pageCategories === null ? { field: 'targeting/pageCategories', expected } : { interests, pageCategories }
}

function readTime(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(at) ? at : undefined
}

function readMinor(value: unknown, currency: string): number | null {
  const raw = (value ?? {}) as Record<string, unknown>
  const { amount } = raw
  if (raw.currency !== undefined && raw.currency !== currency) return null
  return typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0 && amount <= LIMITS.money
    ? amount
    : null
}

function readTexts(value: unknown, most: number): Text | null {
  const raw = (value ?? {}) as Record<string, unknown>
  const zh = typeof raw.zh === 'string' ? raw.zh.trim() : ''
  const en = typeof raw.en === 'string' ? raw.en.trim() : ''
  // Control characters and overrides of writing direction could make a card say something else than it does.
  const bad = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u
  if (zh.length > most || en.length > most || bad.test(zh) || bad.test(en)) return null
  return { zh: zh || en, en: en || zh }
}
