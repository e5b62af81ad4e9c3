import { describe, expect, test } from 'vitest'
import { buildTextIndex } from '../catalog/match.ts'
import { readPage } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import type { Campaign } from './campaign.ts'
import { candidates, chooseFor, type DecisionInput, type SiteMemory, stockOf } from './decide.ts'

const product = (sku: string, categoryId = 'kitchen/coffee/pour-over') =>
  ({ sku, categoryId, state: 'active', title: { zh: sku, en: sku }, picture: null }) as Product
const campaign = (id: string, change: Partial<Campaign> = {}): Campaign => ({
  id,
  name: id,
  state: 'active',
  skus: [],
  categoryId: 'kitchen',
  targeting: { interests: [], pageCategories: [] },
  startsAt: null,
  endsAt: null,
  dailyBudget: 1000,
  currency: 'CNY',
  billsPer: 'click',
  bid: 100,
  capPerDay: 10,
  headline: { zh: '', en: '' },
  line: { zh: '', en: '' },
  ...change,
})
const memory = (campaigns: Campaign[], products: Product[], spent = new Map<string, number>()): SiteMemory => ({
  siteId: 's',
  campaigns,
  products: new Map(products.map((p) => [p.sku, p])),
  available: new Map(products.map((p) => [p.sku, 5])),
  text: buildTextIndex([]),
  spent,
  day: '2026-11-25',
})
const input: DecisionInput = {
  page: readPage({}),
  profile: null,
  shownToday: new Map(),
  hidden: new Set(),
  at: 1_000,
}
const skus = (found: ReturnType<typeof candidates>) => found.map((c) => c.product.sku)

describe('candidates', () => {
  test('a campaign for a category offers what is within it', () => {
    const goods = [product('A'), product('B', 'kitchen'), product('C', 'outdoor'), product('D', 'kitchenware')]
    expect(skus(candidates(memory([campaign('k')], goods), input))).toEqual(['A', 'B'])
  })

  test('an interest of a profile that may be used lifts its goods; of one that may not, it does nothing', () => {
    const goods = [product('A', 'kitchen/baking'), product('B')]
    const profile = (personal: boolean) => ({
      personal,
      personalOffers: personal,
      interests: new Map([['kitchen/coffee/pour-over', 1]]),
      evidence: () => null,
      consentVersion: 'r',
    })
    const on = candidates(memory([campaign('k')], goods), { ...input, profile: profile(true) })
    expect(skus(on)).toEqual(['B', 'A'])
    const off = candidates(memory([campaign('k')], goods), { ...input, profile: profile(false) })
    expect(off.every((c) => c.parts.interest === 0 && c.parts.interestCategory === null)).toBe(true)
  })

  test('what somebody hid, what is gone and what is not shown in the shop stay out', () => {
    const hiddenGoods = { ...product('C'), state: 'hidden' } as Product
    const held = memory([campaign('k')], [product('A'), product('B'), hiddenGoods, product('D')])
    held.available.set('B', 0)
    expect(skus(candidates(held, { ...input, hidden: new Set(['A']) }))).toEqual(['D'])
    expect(stockOf(held, campaign('k'))).toEqual({ products: 2, of: 3, pieces: 10, pictures: [] })
  })
})

describe('a campaign for a large category', () => {
  const many = Array.from({ length: 300 }, (_, i) => product(`A${String(i).padStart(3, '0')}`, 'kitchen'))
  const kettle = { ...product('Z-KETTLE', 'kitchen/baking'), title: { zh: '细口手冲壶', en: 'Gooseneck kettle' } }
  const shop = () => {
    const goods = [...many, kettle, product('Z-CUP')]
    const text = buildTextIndex(goods.map((p) => ({ id: p.sku, text: `${p.title.zh} ${p.title.en}` })))
    return { ...memory([campaign('k')], goods), text }
  }

  test('offers what the page speaks of, wherever its SKU stands in the alphabet', () => {
    const found = candidates(shop(), { ...input, page: readPage({ title: '细口壶怎么选', lang: 'zh' }) })
    expect(found).toHaveLength(200)
    expect(found[0]).toMatchObject({ product: { sku: 'Z-KETTLE' }, parts: { words: 1, matched: ['细口'] } })
  })

  test('offers what the person likes', () => {
    const interests = new Map([['kitchen/coffee', 1]])
    const profile = { personal: true, personalOffers: true, interests, evidence: () => null, consentVersion: 'r' }
    expect(skus(candidates(shop(), { ...input, profile }))).toContain('Z-CUP')
  })

  test('is not emptied by sold-out goods, and its stock counts them all', () => {
    const held = shop()
    for (const { sku } of many) held.available.set(sku, 0)
    expect(skus(candidates(held, input)).sort()).toEqual(['Z-CUP', 'Z-KETTLE'])
    expect(stockOf(held, campaign('k'))).toMatchObject({ products: 2, of: 302, pieces: 10 })
  })
})

describe('choosing for the slots of a page', () => {
  const choose = (held: SiteMemory, slots: number, change: Partial<DecisionInput> = {}) =>
    chooseFor(slots, candidates(held, { ...input, ...change }), () => 0.999).map(
      (c) => c?.candidate.product.sku ?? null,
    )

  test('no goods stand twice, though two campaigns offer them', () => {
    const held = memory([campaign('x'), campaign('y')], [product('A'), product('B')])
    expect(choose(held, 3).sort()).toEqual(['A', 'B', null].sort())
  })

  test('cap and budget hold within one page too', () => {
    const goods = [product('A'), product('B'), product('C')]
    const count = (c: Campaign, change: Partial<DecisionInput> = {}, spent = new Map<string, number>()) =>
      choose(memory([c], goods, spent), 3, change).filter((sku) => sku !== null).length
    expect(count(campaign('k', { capPerDay: 2 }))).toBe(2)
    expect(count(campaign('k', { capPerDay: 2 }), { shownToday: new Map([['k', 1]]) })).toBe(1)
    expect(count(campaign('k', { dailyBudget: 250 }))).toBe(2)
    expect(count(campaign('k', { dailyBudget: 250 }), {}, new Map([['k', 200]]))).toBe(0)
    expect(count(campaign('k', { dailyBudget: 0, bid: 0 }))).toBe(3)
  })
})
