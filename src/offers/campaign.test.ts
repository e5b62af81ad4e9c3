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
  return reading.ok ? null : reading.faults[0]!.field
}

describe('a campaign as it comes in', () => {
  test('is a draft for anybody unless it says otherwise; a SKU stands once', () => {
    expect(read({})).toMatchObject({
      ok: true,
      campaign: {
        name: '手冲季',
        state: 'draft',
        skus: ['KETTLE'],
        targeting: { all: [] },
        startsAt: null,
        endsAt: null,
      },
    })
  })

  test('words in one language stand for both', () => {
    const reading = read({ creative: { headline: { zh: '慢慢倒' }, line: { en: 'Ships today' } } })
    expect(reading).toMatchObject({
      campaign: {
        creatives: [
          { format: 'card', headline: { zh: '慢慢倒', en: '慢慢倒' }, line: { zh: 'Ships today', en: 'Ships today' } },
        ],
      },
    })
  })

  test.each<[string, object, string]>([
    ['a name of 121 characters', { name: 'x'.repeat(121) }, 'name'],
    ['a state that is none', { state: 'running' }, 'state'],
    ['501 products', { skus: Array.from({ length: 501 }, (_, i) => `S${i}`) }, 'skus'],
    ['a SKU that is a number', { skus: [7] }, 'skus'],
    ['an interest that is not in the tree', { targeting: { interests: ['x'] } }, 'targeting/interests/0'],
    ['a page category that is not in the tree', { targeting: { pageCategories: ['x'] } }, 'targeting/pageCategories/0'],
    ['a start that is no time', { startsAt: 'soon' }, 'startsAt'],
    ['an end at its start', { startsAt: '2026-12-01', endsAt: '2026-12-01' }, 'endsAt'],
    ['a budget below 0', { dailyBudget: money(-1) }, 'dailyBudget'],
    ['a budget that is a text', { dailyBudget: money('1000') }, 'dailyBudget'],
    ['a bid in dollars', { pricing: { per: 'click', amount: money(1, 'USD') } }, 'pricing/amount'],
    ['a way to pay that is none', { pricing: { per: 'view', amount: money(1) } }, 'pricing/per'],
    ['a budget of 10^15', { dailyBudget: money(1e15) }, 'dailyBudget'],
    ['a total below 0', { totalBudget: money(-1) }, 'totalBudget'],
    ['a pace that is none', { pacing: 'slow' }, 'pacing'],
    ['a cap of nothing', { caps: { campaignDay: 0 } }, 'caps/campaignDay'],
    ['a slot cap that is a text', { caps: { slotDay: '3' } }, 'caps/slotDay'],
    ['no creative at all', { creatives: [] }, 'creatives'],
    ['a format that is none', { creatives: [{ format: 'video' }] }, 'creatives/0/format'],
    ['a picture that is a script', { creatives: [{ picture: 'javascript:alert(1)' }] }, 'creatives/0/picture'],
    [
      'a picture in the address itself',
      { creatives: [{ picture: 'data:image/png;base64,AAAA' }] },
      'creatives/0/picture',
    ],
    ['a picture of another scheme', { creatives: [{ picture: '//elsewhere.example/a.png' }] }, 'creatives/0/picture'],
    ['words that turn round', { creatives: [{}, { line: { en: 'a\u202eb' } }] }, 'creatives/1/line'],
    ['a rule that is code', { targeting: { $where: 'sleep(1000)' } }, 'targeting/$where'],
    ['a pattern as a value', { targeting: { field: 'pageCategory', in: [{ $regex: '.*' }] } }, 'targeting/in/0'],
    [
      'a rule nobody meets',
      { targeting: { all: [{ field: 'device', in: ['phone'] }, { none: [{ field: 'device', in: ['phone'] }] }] } },
      'targeting',
    ],
    ['half a cap', { capPerPersonDay: 1.5 }, 'capPerPersonDay'],
    ['a headline of 61', { creative: { headline: { zh: '字'.repeat(61) } } }, 'creative/headline'],
    ['a line with a control character', { creative: { line: { zh: 'a\u0000' } } }, 'creative/line'],
  ])('with %s names the field', (_name, change, field) => {
    expect(fieldOf(change)).toBe(field)
  })

  test('everything that is wrong is named at once', () => {
    const reading = read({ name: '', dailyBudget: money(-1), creatives: [{ format: 'x' }, { picture: 'ftp://a' }] })
    expect(reading.ok ? [] : reading.faults.map(({ field }) => field)).toEqual([
      'name',
      'dailyBudget',
      'creatives/0/format',
      'creatives/1/picture',
    ])
  })

  test('emoji and writing from right to left are words like others', () => {
    const reading = read({ creatives: [{ headline: { zh: '☕'.repeat(60), en: 'قهوة' } }] })
    expect(reading.ok).toBe(true)
  })

  test('nobody is targeted by a sensitive category', () => {
    const sensitive = allCategories().filter((c) => c.sensitive)
    expect(sensitive.length).toBeGreaterThan(0)
    for (const { id } of sensitive) {
      expect(fieldOf({ targeting: { interests: [id] } })).toBe('targeting/interests/0')
      expect(fieldOf({ targeting: { pageCategories: [id] } })).toBe('targeting/pageCategories/0')
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
