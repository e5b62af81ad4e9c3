import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allCategories } from '../catalog/categories.ts'
import { readCampaign } from './campaign.ts'

const money = (amount: unknown, currency = 'CNY') => ({ amount, currency })
const good = {
  name: ' 手冲季 ',
  skus: ['KETTLE', 'KETTLE'],
  dailyBudget: money(1000),
  pricing: { per: 'click', amount: money(10) },
  capPerPersonDay: 3,
}
const read = (change: object) => readCampaign({ ...good, ...change }, 'CNY')
const fieldOf = (change: object) => {
  const reading = read(change)
  return reading.ok ? null : reading.fault.field
}

describe('a campaign as it comes in', () => {
  test('is a draft for anybody unless it says otherwise; a SKU stands once', () => {
    expect(read({})).toMatchObject({
      ok: true,
      campaign: {
        name: '手冲季',
        state: 'draft',
        skus: ['KETTLE'],
        targeting: { interests: [], pageCategories: [] },
        startsAt: null,
        endsAt: null,
      },
    })
  })

  test('words in one language stand for both', () => {
    const reading = read({ creative: { headline: { zh: '慢慢倒' }, line: { en: 'Ships today' } } })
    expect(reading).toMatchObject({
      campaign: { headline: { zh: '慢慢倒', en: '慢慢倒' }, line: { zh: 'Ships today', en: 'Ships today' } },
    })
  })

  test.each<[string, object, string]>([
    ['a name of 121 characters', { name: 'x'.repeat(121) }, 'name'],
    ['a state that is none', { state: 'running' }, 'state'],
    ['501 products', { skus: Array.from({ length: 501 }, (_, i) => `S${i}`) }, 'skus'],
    ['a SKU that is a number', { skus: [7] }, 'skus'],
    ['an interest that is not in the tree', { targeting: { interests: ['x'] } }, 'targeting/interests'],
    ['a page category that is not in the tree', { targeting: { pageCategories: ['x'] } }, 'targeting/pageCategories'],
    ['a start that is no time', { startsAt: 'soon' }, 'startsAt'],
    ['an end at its start', { startsAt: '2026-12-01', endsAt: '2026-12-01' }, 'endsAt'],
    ['a budget below 0', { dailyBudget: money(-1) }, 'dailyBudget'],
    ['a budget that is a text', { dailyBudget: money('1000') }, 'dailyBudget'],
    ['a bid in dollars', { pricing: { per: 'click', amount: money(1, 'USD') } }, 'pricing/amount'],
    ['a way to pay that is none', { pricing: { per: 'view', amount: money(1) } }, 'pricing/per'],
    ['half a cap', { capPerPersonDay: 1.5 }, 'capPerPersonDay'],
    ['a headline of 61', { creative: { headline: { zh: '字'.repeat(61) } } }, 'creative/headline'],
    ['a line with a control character', { creative: { line: { zh: 'a\u0000' } } }, 'creative/line'],
  ])('with %s names the field', (_name, change, field) => {
    expect(fieldOf(change)).toBe(field)
  })

  test('nobody is targeted by a sensitive category', () => {
    const sensitive = allCategories().filter((c) => c.sensitive)
    expect(sensitive.length).toBeGreaterThan(0)
    for (const { id } of sensitive) {
      expect(fieldOf({ targeting: { interests: [id] } })).toBe('targeting/interests')
      expect(fieldOf({ targeting: { pageCategories: [id] } })).toBe('targeting/pageCategories')
    }
  })

  test('nothing that may come in makes it throw', () => {
    fc.assert(fc.property(fc.anything(), (input) => void readCampaign(input, 'CNY')))
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good), 'targeting', 'creative'), fc.anything(), (key, value) => {
        void read({ [key]: value })
      }),
    )
  })
})
