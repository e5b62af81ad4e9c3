import { describe, expect, test } from 'vitest'
import { buildTextIndex } from '../catalog/match.ts'
import { readPage } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import { Scratch } from '../matching/walk.ts'
import { askerOf } from './asker.ts'
import type { Campaign } from './campaign.ts'
import { NOTHING_LEARNT } from './choice.ts'
import { PLAIN } from './creative.ts'
import { candidates, chooseFor, type DecisionInput, type SiteMemory, stockOf } from './decide.ts'
import { layOut, markedOf } from './goods.ts'
import { Ledger } from './ledger.ts'
import { viewOf } from './page-view.ts'
import { Running } from './running.ts'

const product = (sku: string, categoryId = 'kitchen/coffee/pour-over') =>
  ({ sku, categoryId, state: 'active', title: { zh: sku, en: sku }, picture: null }) as Product
const campaign = (id: string, change: Partial<Campaign> = {}): Campaign => ({
  id,
  name: id,
  state: 'active',
  skus: [],
  categoryId: 'kitchen',
  targeting: { all: [] },
  startsAt: null,
  endsAt: null,
  dailyBudget: 1000,
  totalBudget: null,
  pacing: 'fast',
  currency: 'CNY',
  billsPer: 'click',
  bid: 100,
  caps: { personDay: 10, campaignDay: null, slotDay: null },
  creatives: [PLAIN],
  ...change,
})
const memory = (campaigns: Campaign[], products: Product[], spent = new Map<string, number>()): SiteMemory => {
  const text = buildTextIndex(products.map((p) => ({ id: p.sku, text: `${p.title.zh} ${p.title.en}` })))
  const goods = layOut(products, text)
  const running = new Running(goods, new Scratch())
  for (const one of campaigns) running.put(one, '1')
  const ledger = new Ledger()
  ledger.renew((number) => {
    const { id, dailyBudget } = running.at(number)
    const money = dailyBudget - (spent.get(id) ?? 0)
    return { money, draws: Number.POSITIVE_INFINITY, slots: null, slotCap: 0 }
  }, 0)
  const free = new Int32Array(products.length).fill(5)
  return {
    siteId: 's',
    goods,
    free,
    running,
    ledger,
    learning: NOTHING_LEARNT,
    slots: new Map(),
    outlook: null,
    heldBack: markedOf(goods, []),
    day: '2026-11-25',
  }
}
const SLOT = { id: 'a', formats: ['card'], decisionId: 'made by worth' } as const
const ask = (
  held: SiteMemory,
  change: Partial<Omit<DecisionInput, 'page'>> & { page?: unknown } = {},
): DecisionInput => ({
  profile: null,
  asker: askerOf({}, held.goods, 1_000, 'UTC'),
  shownToday: new Map(),
  hidden: new Set(),
  at: 1_000,
  ...change,
  page: viewOf(readPage(change.page ?? {}), held.goods),
})
const found = (held: SiteMemory, change: Parameters<typeof ask>[1] = {}) => candidates(held, ask(held, change), SLOT)
const skus = (list: ReturnType<typeof candidates>) => list.map((c) => c.product.sku)
const setFree = (held: SiteMemory, sku: string, pieces: number) => {
  held.free[held.goods.bySku.get(sku)!] = pieces
}

describe('candidates', () => {
  test('a campaign for a category offers what is within it', () => {
    const goods = [product('A'), product('B', 'kitchen'), product('C', 'outdoor'), product('D', 'kitchenware')]
    expect(skus(found(memory([campaign('k')], goods)))).toEqual(['A', 'B'])
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
    const on = found(memory([campaign('k')], goods), { profile: profile(true) })
    expect(skus(on)).toEqual(['B', 'A'])
    const off = found(memory([campaign('k')], goods), { profile: profile(false) })
    expect(off.every((c) => c.parts.interest === 0 && c.parts.interestCategory === null)).toBe(true)
  })

  test('what somebody hid, what is gone and what is not shown in the shop stay out', () => {
    const hiddenGoods = { ...product('C'), state: 'hidden' } as Product
    const held = memory([campaign('k')], [product('A'), product('B'), hiddenGoods, product('D')])
    setFree(held, 'B', 0)
    expect(skus(found(held, { hidden: new Set(['A']) }))).toEqual(['D'])
    expect(stockOf(held, campaign('k'))).toEqual({ products: 2, of: 3, pieces: 10, pictures: [] })
  })
})

describe('a campaign for a large category', () => {
  const many = Array.from({ length: 300 }, (_, i) => product(`A${String(i).padStart(3, '0')}`, 'kitchen'))
  const kettle = { ...product('Z-KETTLE', 'kitchen/baking'), title: { zh: '细口手冲壶', en: 'Gooseneck kettle' } }
  const shop = () => {
    return memory([campaign('k')], [...many, kettle, product('Z-CUP')])
  }

  test('offers what the page speaks of, wherever its SKU stands in the alphabet', () => {
    const [first] = found(shop(), { page: { title: '细口壶怎么选', lang: 'zh' } })
    expect(first).toMatchObject({ product: { sku: 'Z-KETTLE' }, parts: { words: 1, matched: ['细口'] } })
  })

  test('offers what the person likes', () => {
    const interests = new Map([['kitchen/coffee', 1]])
    const profile = { personal: true, personalOffers: true, interests, evidence: () => null, consentVersion: 'r' }
    expect(skus(found(shop(), { profile }))).toContain('Z-CUP')
  })

  test('is not emptied by sold-out goods, and its stock counts them all', () => {
    const held = shop()
    for (const { sku } of many) setFree(held, sku, 0)
    expect(skus(found(held)).sort()).toEqual(['Z-CUP', 'Z-KETTLE'])
    expect(stockOf(held, campaign('k'))).toMatchObject({ products: 2, of: 302, pieces: 10 })
  })
})

describe('choosing for the slots of a page', () => {
  const choose = (held: SiteMemory, slots: number, change: Parameters<typeof ask>[1] = {}) =>
    chooseFor(
      held,
      ask(held, change),
      Array.from({ length: slots }, () => SLOT),
      () => 0.999,
    ).map((c) => c?.candidate.product.sku ?? null)

  test('no goods stand twice, though two campaigns offer them', () => {
    const held = memory([campaign('x'), campaign('y')], [product('A'), product('B')])
    expect(choose(held, 3).sort()).toEqual(['A', 'B', null].sort())
  })

  test('cap and budget hold within one page too', () => {
    const goods = [product('A'), product('B'), product('C')]
    const count = (c: Campaign, change: Parameters<typeof ask>[1] = {}, spent = new Map<string, number>()) =>
      choose(memory([c], goods, spent), 3, change).filter((sku) => sku !== null).length
    expect(count(campaign('k', { caps: { personDay: 2, campaignDay: null, slotDay: null } }))).toBe(2)
    expect(
      count(campaign('k', { caps: { personDay: 2, campaignDay: null, slotDay: null } }), {
        shownToday: new Map([['k', 1]]),
      }),
    ).toBe(1)
    expect(count(campaign('k', { dailyBudget: 250 }))).toBe(2)
    expect(count(campaign('k', { dailyBudget: 250 }), {}, new Map([['k', 200]]))).toBe(0)
    expect(count(campaign('k', { dailyBudget: 0, bid: 0 }))).toBe(3)
  })

  test('a slot gets what has a format for it, and a carousel more than one product of the campaign', () => {
    const goods = [product('A'), product('B'), product('C')]
    const held = memory(
      [campaign('cards'), campaign('row', { creatives: [PLAIN, { ...PLAIN, format: 'carousel' }], bid: 1 })],
      goods,
    )
    const slots = [
      { id: 'a', formats: ['carousel'], decisionId: '1' },
      { id: 'b', formats: ['text'], decisionId: '2' },
    ] as const
    const [row, none] = chooseFor(held, ask(held), slots, () => 0)
    expect(row).toMatchObject({ candidate: { campaign: { id: 'row' } }, creative: 1 })
    expect([row!.candidate, ...row!.more].map((c) => c.product.sku).sort()).toEqual(['A', 'B', 'C'])
    expect(none).toBeNull()
  })

  test('of several creatives that fit each is as likely, and the chance that is written down says so', () => {
    const held = memory(
      [campaign('k', { creatives: [PLAIN, { ...PLAIN, headline: { zh: '二', en: 'two' } }] })],
      [product('A')],
    )
    const at = (random: number) => chooseFor(held, ask(held), [SLOT], () => random)[0]!
    expect([at(0.2).creative, at(0.8).creative]).toEqual([0, 1])
    expect(at(0.2).propensity).toBeCloseTo(0.5)
  })

  test('one decision in fifty is made evenly, and says so', () => {
    const both = [campaign('poor', { skus: ['A'], bid: 1 }), campaign('rich', { skus: ['B'], bid: 500 })]
    const held = memory(both, [product('A'), product('B')])
    const made = Array.from({ length: 5_000 }, (_, i) =>
      chooseFor(held, ask(held), [{ ...SLOT, decisionId: `decision ${i}` }], () => 0.999),
    ).flatMap(([chosen]) => chosen ?? [])
    const evenly = made.filter((chosen) => chosen.isRandomSlice)
    expect(evenly.length / made.length).toBeCloseTo(0.02, 2)
    expect(new Set(evenly.map(({ propensity }) => propensity))).toEqual(new Set([0.5]))
    expect(made.filter(({ propensity }) => propensity === 0.5)).toHaveLength(evenly.length)
  })
})

describe('who is let in', () => {
  const coffee = { field: 'interest', in: ['kitchen/coffee'] } as const
  const profile = (interest: string) => ({
    personal: true,
    personalOffers: true,
    interests: new Map([[interest, 1]]),
    evidence: () => null,
    consentVersion: 'r',
  })
  const isIn = (targeting: Campaign['targeting'], change: Parameters<typeof ask>[1] = {}) =>
    found(memory([campaign('k', { targeting })], [product('A')]), change).length > 0

  test('an interest never meets somebody without a profile that may be used; a category takes all that is below it', () => {
    expect(isIn(coffee)).toBe(false)
    expect(isIn(coffee, { profile: { ...profile('kitchen/coffee'), personal: false } })).toBe(false)
    expect(isIn(coffee, { profile: profile('kitchen/coffee/beans') })).toBe(true)
    expect(isIn(coffee, { profile: profile('kitchen') })).toBe(false)
  })

  test('a campaign before its time, after it, or paused meets nobody', () => {
    const of = (change: Partial<Campaign>) => found(memory([campaign('k', change)], [product('A')])).length
    expect(of({ startsAt: 1_001 })).toBe(0)
    expect(of({ startsAt: 1_000, endsAt: 1_001 })).toBe(1)
    expect(of({ endsAt: 1_000 })).toBe(0)
    expect(of({ state: 'paused' })).toBe(0)
  })
})
