import { dayOf, dayStart, daysAfter } from '../../../src/base/day.ts'
import type { Text } from '../../../src/base/i18n.ts'
import { type Money, minorDigits, parseMinor } from '../../../src/base/money.ts'
import type { BillsPer, Targeting } from '../../../src/offers/campaign.ts'
import type { Standing } from '../../../src/offers/pace.ts'
import type { StateKind } from '../../kit/icons.tsx'
import type { Goods } from './picks.tsx'

/** A campaign as the server tells it. */
export interface CampaignView {
  readonly id: string
  readonly name: string
  readonly state: 'draft' | 'active' | 'paused'
  readonly skus: readonly string[]
  readonly categoryId: string | null
  readonly targeting: Targeting
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly dailyBudget: Money
  readonly currency: string
  readonly pricing: { readonly per: BillsPer; readonly amount: Money }
  readonly capPerPersonDay: number
  readonly creative: { readonly headline: Text; readonly line: Text }
  readonly standing: Standing
  readonly spentToday: Money
  readonly stock: {
    readonly products: number
    readonly of: number
    readonly pieces: number
    readonly pictures: readonly string[]
  }
}

/** A campaign's standing: its shape and its word. */
export const STANDING: Readonly<Record<Standing, { kind: StateKind; zh: string; en: string }>> = {
  running: { kind: 'right', zh: '投放中', en: 'Running' },
  'no-stock': { kind: 'late', zh: '没货', en: 'Out of stock' },
  'no-budget': { kind: 'late', zh: '今天花完', en: 'Spent today' },
  waiting: { kind: 'idle', zh: '没到日子', en: 'Scheduled' },
  ended: { kind: 'off', zh: '到期', en: 'Ended' },
  paused: { kind: 'held', zh: '暂停', en: 'Paused' },
  draft: { kind: 'idle', zh: '草稿', en: 'Draft' },
}

/** A campaign as it stands in the editor: numbers are texts while somebody types. */
export interface Draft {
  readonly name: string
  readonly state: CampaignView['state']
  readonly what: 'goods' | 'category'
  readonly goods: readonly Goods[]
  readonly categoryId: string | null
  readonly who: 'anyone' | 'interests'
  readonly interests: readonly string[]
  readonly where: 'anywhere' | 'pages'
  readonly pageCategories: readonly string[]
  /** Dates of the shop's zone, YYYY-MM-DD, both included; empty: open. */
  readonly from: string
  readonly until: string
  readonly budget: string
  readonly per: BillsPer
  readonly bid: string
  readonly cap: string
  readonly headline: Text
  readonly line: Text
}

const NO_TEXT: Text = { zh: '', en: '' }

/** What a new campaign begins with: anybody, anywhere, a small budget, three times a day. */
export function newDraft(currency: string): Draft {
  const asText = (major: number) => String(minorDigits(currency) === 0 ? major * 100 : major)
  return {
    name: '',
    state: 'draft',
    what: 'goods',
    goods: [],
    categoryId: null,
    who: 'anyone',
    interests: [],
    where: 'anywhere',
    pageCategories: [],
    from: '',
    until: '',
    budget: asText(100),
    per: 'click',
    bid: asText(1),
    cap: '3',
    headline: NO_TEXT,
    line: NO_TEXT,
  }
}

/** Minor units as somebody would type them. */
export function typed({ amount, currency }: Money): string {
  const digits = minorDigits(currency)
  const value = amount / 10 ** digits
  return Number.isInteger(value) ? String(value) : value.toFixed(digits)
}

/** The editor's state from a saved campaign and the goods it names, its dates in the shop's zone. */
export function draftOf(campaign: CampaignView, goods: readonly Goods[], timeZone: string): Draft {
  const { targeting, pricing, creative } = campaign
  return {
    name: campaign.name,
    state: campaign.state,
    what: campaign.skus.length > 0 ? 'goods' : 'category',
    goods,
    categoryId: campaign.categoryId,
    who: targeting.interests.length > 0 ? 'interests' : 'anyone',
    interests: targeting.interests,
    where: targeting.pageCategories.length > 0 ? 'pages' : 'anywhere',
    pageCategories: targeting.pageCategories,
    from: campaign.startsAt === null ? '' : dayOf(Date.parse(campaign.startsAt), timeZone),
    // The end is the first moment that is not the campaign's any more.
    until: campaign.endsAt === null ? '' : dayOf(Date.parse(campaign.endsAt) - 1, timeZone),
    budget: typed(campaign.dailyBudget),
    per: pricing.per,
    bid: typed(pricing.amount),
    cap: String(campaign.capPerPersonDay),
    headline: creative.headline,
    line: creative.line,
  }
}

/** The campaign the server is asked to keep. What is no number goes as null, so that the server names the field. */
export function bodyOf(draft: Draft, { currency, timeZone }: { currency: string; timeZone: string }) {
  const midnight = (day: string, days: number) =>
    day === '' ? null : new Date(dayStart(daysAfter(day, days), timeZone)).toISOString()
  const amount = (text: string) => ({ amount: parseMinor(text, currency), currency })
  return {
    name: draft.name,
    state: draft.state,
    skus: draft.what === 'goods' ? draft.goods.map((g) => g.sku) : [],
    categoryId: draft.what === 'category' ? draft.categoryId : null,
    targeting: {
      interests: draft.who === 'interests' ? draft.interests : [],
      pageCategories: draft.where === 'pages' ? draft.pageCategories : [],
    },
    startsAt: midnight(draft.from, 0),
    endsAt: midnight(draft.until, 1),
    dailyBudget: amount(draft.budget),
    pricing: { per: draft.per, amount: amount(draft.bid) },
    capPerPersonDay: /^\d{1,4}$/.test(draft.cap.trim()) ? Number(draft.cap) : null,
    creative: { headline: draft.headline, line: draft.line },
  }
}

/** When today's budgets begin anew: the next midnight of the shop's clocks. */
export function budgetsTurnAt(now: number, timeZone: string): number {
  return dayStart(daysAfter(dayOf(now, timeZone), 1), timeZone)
}

/** Which of the editor's paragraphs a field of the server belongs to. */
export function placeOf(field: string | null): string | null {
  if (field === null) return null
  const [first = ''] = field.split('/')
  if (first === 'categoryId') return 'skus'
  return field.startsWith('creative/') || field.startsWith('targeting/') || first === 'pricing' ? field : first
}

/** What is missing or no number, before the server need be asked: the paragraph it belongs to, or null. */
export function firstGap(draft: Draft, body: ReturnType<typeof bodyOf>): string | null {
  if (draft.name.trim() === '') return 'name'
  if (draft.who === 'interests' && draft.interests.length === 0) return 'targeting/interests'
  if (draft.where === 'pages' && draft.pageCategories.length === 0) return 'targeting/pageCategories'
  if (body.skus.length === 0 && body.categoryId === null) return 'skus'
  if (body.dailyBudget.amount === null || body.dailyBudget.amount < 0) return 'dailyBudget'
  if (body.pricing.amount.amount === null || body.pricing.amount.amount < 0) return 'pricing/amount'
  if (body.capPerPersonDay === null || body.capPerPersonDay < 1) return 'capPerPersonDay'
  return null
}
