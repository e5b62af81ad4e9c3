import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTextIndex } from '../catalog/match.ts'
import type { Product } from '../catalog/product.ts'
import { Aims } from './aims.ts'
import type { Campaign } from './campaign.ts'
import { goodsOf, layOut } from './goods.ts'

const CATEGORIES = ['kitchen', 'kitchen/coffee', 'outdoor']
const goodsWith = (n: number) =>
  layOut(
    Array.from(
      { length: n },
      (_, i) =>
        ({
          sku: `P${i}`,
          categoryId: CATEGORIES[i % 3],
          state: i % 5 === 0 ? 'archived' : 'active',
        }) as unknown as Product,
    ),
    buildTextIndex([]),
  )
const aCampaign = fc.record({
  skus: fc.array(
    fc.integer({ min: 0, max: 40 }).map((i) => `P${i}`),
    { maxLength: 4 },
  ),
  categoryId: fc.constantFrom(null, ...CATEGORIES),
})
const aStep = fc.record({
  do: fc.constantFrom('put', 'put', 'put', 'ask', 'ask', 'goods'),
  number: fc.integer({ min: 0, max: 30 }),
  campaign: aCampaign,
})

test('whatever changes, a campaign offers what its SKUs or its category say', () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 80 }), (steps) => {
      let goods = goodsWith(30)
      const aims = new Aims(goods)
      const campaigns = new Map<number, Campaign>()
      for (const [i, step] of steps.entries()) {
        if (step.do === 'goods') {
          goods = goodsWith(10 + (i % 30))
          aims.setGoods(goods)
        } else if (step.do === 'put') {
          campaigns.set(step.number, step.campaign as unknown as Campaign)
          aims.forget(step.number)
        } else
          for (const [number, campaign] of campaigns) {
            const from = aims.find(number, { at: () => campaign })
            const found = aims.list.subarray(from, from + aims.count(number))
            expect([...found]).toEqual([...goodsOf(goods, campaign)])
          }
      }
    }),
  )
})

test('lists that were left behind make room', () => {
  const goods = goodsWith(40)
  const aims = new Aims(goods)
  const campaign = { skus: goods.list.map(({ sku }) => sku), categoryId: null } as unknown as Campaign
  for (let n = 0; n < 10_000; n++) {
    aims.find(3, { at: () => campaign })
    aims.forget(3)
  }
  expect(aims.list.length).toBeLessThan(200_000)
})
