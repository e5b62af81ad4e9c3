import { type Range, shareRange } from '../../../src/offers/interval.ts'

/** What offers did in a stretch of time, or a campaign in it. */
export interface Counts {
  readonly decided: number
  readonly shown: number
  readonly seen: number
  readonly clicked: number
  readonly ordered: number
  readonly shipped: number
  readonly spend: number
}

/** A day of the server's report, by the shop's calendar. */
export interface Day extends Counts {
  readonly day: string
  readonly seenPersonal: number
  readonly clickedPersonal: number
}

/** A campaign's row of the server's report: one for offers by interest, one for those by the page alone. */
export interface CampaignRow extends Counts {
  readonly campaignId: string
  readonly personal: boolean
}

const KEYS = ['decided', 'shown', 'seen', 'clicked', 'ordered', 'shipped', 'spend'] as const
const NOTHING: Counts = { decided: 0, shown: 0, seen: 0, clicked: 0, ordered: 0, shipped: 0, spend: 0 }

/** Everything added up. */
export function sum(rows: readonly Counts[]): Counts {
  return rows.reduce<Counts>(
    (all, row) => Object.fromEntries(KEYS.map((key) => [key, all[key] + row[key]])) as unknown as Counts,
    NOTHING,
  )
}

/** Every day of the shop that the report is of, those without an offer as zeros. */
export function everyDay(series: readonly Day[], days: readonly string[]): Day[] {
  const known = new Map(series.map((d) => [d.day, d]))
  return days.map((day) => known.get(day) ?? { ...NOTHING, day, seenPersonal: 0, clickedPersonal: 0 })
}

/** Opens of a thousand views, or null without views: no views are no zero. */
export function perThousand(clicked: number, seen: number): number | null {
  return seen === 0 ? null : (clicked / seen) * 1000
}

/** The lines of the chart: seconds, by interest with its 95 % range, by the page alone. */
export interface Lines {
  readonly at: number[]
  readonly personal: (number | null)[]
  readonly low: (number | null)[]
  readonly high: (number | null)[]
  readonly page: (number | null)[]
}

/** What the chart draws. */
export function linesOf(days: readonly Day[]): Lines {
  const range = (d: Day): Range | null => (d.seenPersonal === 0 ? null : shareRange(d.clickedPersonal, d.seenPersonal))
  return {
    at: days.map((d) => Date.parse(d.day) / 1000),
    personal: days.map((d) => perThousand(d.clickedPersonal, d.seenPersonal)),
    low: days.map((d) => scaled(range(d)?.low)),
    high: days.map((d) => scaled(range(d)?.high)),
    page: days.map((d) => perThousand(d.clicked - d.clickedPersonal, d.seen - d.seenPersonal)),
  }
}

const scaled = (share: number | undefined): number | null => (share === undefined ? null : share * 1000)

/** Does knowing the interest help? Only told when the two ranges do not touch. */
export type Comparison = 'better' | 'worse' | 'too-early' | 'one-kind'

/** A campaign, both its kinds together. */
export interface CampaignFigures extends Counts {
  readonly campaignId: string
  readonly comparison: Comparison
  /** Share of views that were opened, by interest and by the page alone. */
  readonly personalRate: number | null
  readonly pageRate: number | null
}

/** One line for each campaign, the one with most orders first. */
export function byCampaign(rows: readonly CampaignRow[]): CampaignFigures[] {
  const ids = [...new Set(rows.map((r) => r.campaignId))]
  return ids
    .map((campaignId) => {
      const mine = rows.filter((r) => r.campaignId === campaignId)
      const personal = sum(mine.filter((r) => r.personal))
      const page = sum(mine.filter((r) => !r.personal))
      return {
        ...sum(mine),
        campaignId,
        comparison: compare(personal, page),
        personalRate: personal.seen === 0 ? null : personal.clicked / personal.seen,
        pageRate: page.seen === 0 ? null : page.clicked / page.seen,
      }
    })
    .sort((a, b) => b.ordered - a.ordered || b.clicked - a.clicked || b.seen - a.seen)
}

function compare(personal: Counts, page: Counts): Comparison {
  if (personal.seen === 0 || page.seen === 0) return 'one-kind'
  const a = shareRange(personal.clicked, personal.seen)
  const b = shareRange(page.clicked, page.seen)
  if (a.low > b.high) return 'better'
  return a.high < b.low ? 'worse' : 'too-early'
}

/**
 * Where the axis of opens per thousand views ends: a round number that three parts divide well, above the lines and their
 * ranges. A range far above its line (a few views, nothing opened) is cut off, so that it does not press the lines flat.
 */
export function axisTop(line: number, range: number): number {
  const high = Math.max(line, Math.min(range, Math.max(line * 3, 30)))
  const step = 10 ** Math.floor(Math.log10(Math.max(high, 3) / 3))
  const part = [1, 2, 3, 4, 5, 10].map((n) => n * step).find((n) => n * 3 >= high) ?? step * 10
  return part * 3
}
