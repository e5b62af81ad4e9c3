import { describe, expect, test } from 'vitest'
import { axisTop, byCampaign, type Day, everyDay, linesOf, sum } from './report-figures.ts'

const day = (date: string, change: Partial<Day> = {}): Day => ({
  day: date,
  decided: 100,
  shown: 90,
  seen: 80,
  clicked: 8,
  ordered: 1,
  shipped: 1,
  spend: 640,
  seenPersonal: 40,
  clickedPersonal: 6,
  ...change,
})

describe('a report', () => {
  test('adds up its days', () => {
    expect(sum([day('2026-11-01'), day('2026-11-02')])).toMatchObject({ seen: 160, clicked: 16, spend: 1280 })
    expect(sum([]).ordered).toBe(0)
  })

  test('has every day once, also those on which nothing was shown', () => {
    const days = everyDay([day('2026-11-02')], ['2026-11-01', '2026-11-02', '2026-11-03'])
    expect(days.map((d) => [d.day, d.seen])).toEqual([
      ['2026-11-01', 0],
      ['2026-11-02', 80],
      ['2026-11-03', 0],
    ])
  })

  test('tells opens of a thousand views, within their range, and no line where nobody looked', () => {
    const { personal, low, high, page } = linesOf([day('2026-11-01'), day('2026-11-02', { seen: 0, seenPersonal: 0 })])
    expect(personal).toEqual([150, null])
    expect(low[0]).toBeLessThan(150)
    expect(high[0]).toBeGreaterThan(150)
    expect(page).toEqual([50, null])
  })

  test('says that interests help only when the ranges do not touch', () => {
    const row = (personal: boolean, seen: number, clicked: number) => ({
      ...day('2026-11-01', { seen, clicked }),
      campaignId: 'c',
      personal,
    })
    expect(byCampaign([row(true, 1000, 100), row(false, 1000, 40)])[0]!.comparison).toBe('better')
    expect(byCampaign([row(true, 1000, 20), row(false, 1000, 60)])[0]!.comparison).toBe('worse')
    expect(byCampaign([row(true, 20, 2), row(false, 20, 1)])[0]!.comparison).toBe('too-early')
    expect(byCampaign([row(true, 20, 2)])[0]!.comparison).toBe('one-kind')
  })
})

test('the axis ends near the lines, however wide the range of a few views is', () => {
  expect(axisTop(0, 0)).toBe(3)
  expect(axisTop(0, 790)).toBe(30)
  expect(axisTop(40, 60)).toBe(60)
  expect(axisTop(333, 900)).toBe(900)
})
