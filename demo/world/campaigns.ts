import type { Text } from '../../src/base/i18n.ts'
import { FORMATS } from '../../src/offers/creative.ts'
import { GOODS } from '../shop/goods.ts'

interface Plan {
  readonly name: string
  readonly categoryId?: string
  readonly skus?: readonly string[]
  /** Only for people who like one of these; empty: for anybody, by the page alone. */
  readonly interests?: readonly string[]
  readonly headline: Text
  readonly line: Text
  /** Yuan a day. */
  readonly budget: number
  readonly per: 'shown' | 'click' | 'order'
  /** Fen for one billable event. */
  readonly bid: number
  readonly cap: number
}

const skusOf = (...categories: string[]): string[] =>
  GOODS.filter((good) => categories.some((id) => good.categoryId.startsWith(id))).map((good) => good.sku)

const PLANS: readonly Plan[] = [
  {
    name: '手冲角 · Pour-over corner',
    categoryId: 'kitchen/coffee',
    headline: { zh: '{title}', en: '{title}' },
    line: { zh: '慢慢浇一杯', en: 'For a slow cup' },
    budget: 300,
    per: 'click',
    bid: 60,
    cap: 60,
  },
  {
    name: '周末进山 · Weekend in the hills',
    categoryId: 'outdoor',
    interests: ['outdoor'],
    headline: { zh: '周末带上它：{title}', en: 'For the weekend: {title}' },
    line: { zh: '装进包里就走', en: 'Pack it and go' },
    budget: 400,
    per: 'click',
    bid: 80,
    cap: 60,
  },
  {
    name: '骑和跑 · Ride and run',
    categoryId: 'sport',
    headline: { zh: '{title}', en: '{title}' },
    line: { zh: '下一趟就换上', en: 'Ready for the next ride' },
    budget: 350,
    per: 'click',
    bid: 70,
    cap: 60,
  },
  {
    name: '窗台一角 · On the windowsill',
    categoryId: 'garden',
    headline: { zh: '窗台还空着：{title}', en: 'Room on the sill: {title}' },
    line: { zh: '路上包好，到家不蔫', en: 'Packed to arrive fresh' },
    budget: 250,
    per: 'shown',
    bid: 4,
    cap: 60,
  },
  {
    name: '暗房和唱机 · Darkroom and turntable',
    skus: skusOf('photo', 'music/records', 'music/audio'),
    interests: ['photo', 'music'],
    headline: { zh: '{title}', en: '{title}' },
    line: { zh: '慢慢拍，慢慢听', en: 'For slow pictures and slow songs' },
    budget: 300,
    per: 'order',
    bid: 500,
    cap: 60,
  },
  {
    name: '雨天的书桌 · A desk on a rainy day',
    skus: skusOf('books', 'stationery'),
    headline: { zh: '{title}', en: '{title}' },
    line: { zh: '配一杯热的', en: 'With something hot' },
    budget: 200,
    per: 'click',
    bid: 50,
    cap: 60,
  },
]

const yuan = (amount: number) => ({ amount, currency: 'CNY' })

/** The demo's campaigns as the console would send them: each persona's interests meet one, four are for anybody. */
export const CAMPAIGNS = PLANS.map((plan) => ({
  name: plan.name,
  state: 'active',
  categoryId: plan.categoryId ?? null,
  skus: plan.skus ?? [],
  targeting: { interests: plan.interests ?? [], pageCategories: [] },
  dailyBudget: yuan(plan.budget * 100),
  pricing: { per: plan.per, amount: yuan(plan.bid) },
  capPerPersonDay: plan.cap,
  // One set of words, drawn as each place of a page takes it.
  creatives: FORMATS.map((format) => ({ format, headline: plan.headline, line: plan.line })),
}))
