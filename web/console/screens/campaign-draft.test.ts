import { expect, test } from 'vitest'
import { bodyOf, type CampaignView, draftOf, newDraft } from './campaign-draft.ts'

const shop = { currency: 'CNY', timeZone: 'Asia/Shanghai' }

test('the dates of a campaign are dates of the shop, wherever the browser is', () => {
  const draft = { ...newDraft('CNY'), from: '2026-12-01', until: '2026-12-01' }
  const body = bodyOf(draft, shop)
  expect([body.startsAt, body.endsAt]).toEqual(['2026-11-30T16:00:00.000Z', '2026-12-01T16:00:00.000Z'])
  const money = { amount: 1, currency: 'CNY' }
  const kept = { ...body, dailyBudget: money, pricing: { per: 'click', amount: money } } as unknown as CampaignView
  expect(draftOf(kept, [], shop.timeZone)).toMatchObject({ from: '2026-12-01', until: '2026-12-01' })
})

test('a day on which clocks change is one whole day', () => {
  const draft = { ...newDraft('GBP'), from: '2026-03-29', until: '2026-03-29' }
  const { startsAt, endsAt } = bodyOf(draft, { currency: 'GBP', timeZone: 'Europe/London' })
  expect(Date.parse(endsAt!) - Date.parse(startsAt!)).toBe(23 * 3_600_000)
})
