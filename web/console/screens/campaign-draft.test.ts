import { expect, test } from 'vitest'
import { bodyOf, budgetsTurnAt, type CampaignView, draftOf, newDraft } from './campaign-draft.ts'

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

test.each([
  ['Asia/Shanghai', '2026-12-01T03:00:00Z', '2026-12-01T16:00:00.000Z'],
  ['America/New_York', '2026-12-01T03:00:00Z', '2026-12-01T05:00:00.000Z'],
  // Where clocks jump over midnight, a day begins at one.
  ['Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-23T22:00:00.000Z'],
])('budgets of %s begin anew at its own midnight', (zone, now, turns) => {
  expect(new Date(budgetsTurnAt(Date.parse(now), zone)).toISOString()).toBe(turns)
})
