import { dayOf, dayStart, daysAfter } from '../../../src/base/day.ts'
import { type Money, minorDigits, parseMinor } from '../../../src/base/money.ts'
import { EVERYBODY, type Field, type Rule } from '../../../src/matching/rule-words.ts'
import type { BillsPer, Caps } from '../../../src/offers/campaign.ts'
import { type Creative, PLAIN } from '../../../src/offers/creative.ts'
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
  readonly targeting: Rule
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly dailyBudget: Money
  readonly totalBudget: Money | null
  readonly pacing: 'even' | 'fast'
  readonly currency: string
  readonly pricing: { readonly per: BillsPer; readonly amount: Money }
  readonly caps: Caps
  readonly creatives: readonly Creative[]
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
  spent: { kind: 'off', zh: '总预算花完', en: 'Budget spent' },
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
  /** Empty: no more than the days give. */
  readonly total: string
  readonly pacing: CampaignView['pacing']
  readonly per: BillsPer
  readonly bid: string
  /** How often at most; empty: as often as it likes. */
  readonly cap: string
  readonly capDay: string
  readonly capSlot: string
  /** Conditions beside the interests and the pages above: all of them have to hold. */
  readonly rules: readonly Rule[]
  /** At least one. */
  readonly creatives: readonly Creative[]
}

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
    total: '',
    pacing: 'even',
    cap: '3',
    capDay: '',
    capSlot: '',
    rules: [],
    creatives: [PLAIN],
  }
}

/** The values of the one condition on a field that stands at the top of a rule, and what else the rule says. */
function takenOut(rules: readonly Rule[], field: Field): [values: readonly string[], rest: readonly Rule[]] {
  const found = rules.find((rule) => 'field' in rule && rule.field === field)
  if (found === undefined || !('field' in found)) return [[], rules]
  return [found.in, rules.filter((rule) => rule !== found)]
}

/** Minor units as somebody would type them. */
export function typed({ amount, currency }: Money): string {
  const digits = minorDigits(currency)
  const value = amount / 10 ** digits
  return Number.isInteger(value) ? String(value) : value.toFixed(digits)
}

/** The editor's state from a saved campaign and the goods it names, its dates in the shop's zone. */
export function draftOf(campaign: CampaignView, goods: readonly Goods[], timeZone: string): Draft {
  const { targeting, pricing, caps, totalBudget, pacing } = campaign
  const all = 'all' in targeting ? targeting.all : [targeting]
  const [interests, others] = takenOut(all, 'interest')
  const [pageCategories, rules] = takenOut(others, 'pageCategory')
  return {
    name: campaign.name,
    state: campaign.state,
    what: campaign.skus.length > 0 ? 'goods' : 'category',
    goods,
    categoryId: campaign.categoryId,
    who: interests.length > 0 ? 'interests' : 'anyone',
    interests,
    where: pageCategories.length > 0 ? 'pages' : 'anywhere',
    pageCategories,
    from: campaign.startsAt === null ? '' : dayOf(Date.parse(campaign.startsAt), timeZone),
    // The end is the first moment that is not the campaign's any more.
    until: campaign.endsAt === null ? '' : dayOf(Date.parse(campaign.endsAt) - 1, timeZone),
    budget: typed(campaign.dailyBudget),
    per: pricing.per,
    bid: typed(pricing.amount),
    total: totalBudget === null ? '' : typed(totalBudget),
    pacing,
    cap: typedCap(caps.personDay),
    capDay: typedCap(caps.campaignDay),
    capSlot: typedCap(caps.slotDay),
    rules,
    creatives: campaign.creatives,
  }
}

const typedCap = (cap: number | null): string => (cap === null ? '' : String(cap))

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
    targeting: ruleOf(draft),
    startsAt: midnight(draft.from, 0),
    endsAt: midnight(draft.until, 1),
    dailyBudget: amount(draft.budget),
    pricing: { per: draft.per, amount: amount(draft.bid) },
    totalBudget: draft.total.trim() === '' ? null : amount(draft.total),
    pacing: draft.pacing,
    caps: { personDay: capOf(draft.cap), campaignDay: capOf(draft.capDay), slotDay: capOf(draft.capSlot) },
    creatives: draft.creatives,
  }
}

/** Left empty there is none; what is no number is none of the server's either. */
function capOf(text: string): number | null {
  const cap = text.trim()
  if (cap === '') return null
  return /^\d{1,9}$/.test(cap) ? Number(cap) : Number.NaN
}

/** Whom and where it is for, as one rule. */
export function ruleOf({ who, interests, where, pageCategories, rules }: Draft): Rule {
  const leaf = (field: Field, values: readonly string[], isOn: boolean): Rule[] => (isOn ? [{ field, in: values }] : [])
  const all = [
    ...leaf('interest', interests, who === 'interests'),
    ...leaf('pageCategory', pageCategories, where === 'pages'),
    ...rules,
  ]
  return all.length === 0 ? EVERYBODY : { all }
}

/** When today's budgets begin anew: the next midnight of the shop's clocks. */
export function budgetsTurnAt(now: number, timeZone: string): number {
  return dayStart(daysAfter(dayOf(now, timeZone), 1), timeZone)
}

/** Which of the editor's paragraphs a field of the server belongs to, in the campaign that was sent. */
export function placeOf(field: string | null, sent: Pick<ReturnType<typeof bodyOf>, 'targeting'>): string | null {
  if (field === null) return null
  const [first = '', second, third] = field.split('/')
  if (first === 'categoryId') return 'skus'
  if (first === 'creatives') return `creatives/${third ?? 'format'}`
  if (first === 'caps' || first === 'pricing') return field
  if (first !== 'targeting') return first
  const part = second === 'all' && 'all' in sent.targeting ? sent.targeting.all[Number(third)] : undefined
  const isOf = (name: Field) => part !== undefined && 'field' in part && part.field === name
  return isOf('interest')
    ? 'targeting/interests'
    : isOf('pageCategory')
      ? 'targeting/pageCategories'
      : 'targeting/rules'
}

/** Which of the creatives a fault is in; 0 when it is in none. */
export function creativeOf(field: string | null): number {
  return Number(/^creatives\/(\d)/.exec(field ?? '')?.[1] ?? 0)
}

/** What is missing or no number, before the server need be asked: the paragraph it belongs to, or null. */
export function firstGap(draft: Draft, body: ReturnType<typeof bodyOf>): string | null {
  if (draft.name.trim() === '') return 'name'
  if (draft.who === 'interests' && draft.interests.length === 0) return 'targeting/interests'
  if (draft.where === 'pages' && draft.pageCategories.length === 0) return 'targeting/pageCategories'
  if (body.skus.length === 0 && body.categoryId === null) return 'skus'
  if (body.dailyBudget.amount === null || body.dailyBudget.amount < 0) return 'dailyBudget'
  if (body.pricing.amount.amount === null || body.pricing.amount.amount < 0) return 'pricing/amount'
  if (body.totalBudget !== null && !(body.totalBudget.amount !== null && body.totalBudget.amount >= 0))
    return 'totalBudget'
  for (const name of ['personDay', 'campaignDay', 'slotDay'] as const)
    if (body.caps[name] !== null && !(body.caps[name] >= 1)) return `caps/${name}`
  return draft.rules.some(isUnfilled) ? 'targeting/rules' : null
}

/** Has a condition no value yet, or a group nothing in it? */
function isUnfilled(rule: Rule): boolean {
  if ('field' in rule) return rule.in.length === 0
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : rule.none
  return parts.length === 0 || parts.some(isUnfilled)
}
