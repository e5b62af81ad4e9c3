import type { Campaign } from './campaign.ts'
import type { Share } from './ledger.ts'

/** What the books say of a campaign, and what other processes hold of it. */
export interface Books {
  /** Minor units, today and ever. */
  readonly spentToday: number
  readonly spent: number
  /** Drawn today, by slot. */
  readonly drawn: ReadonlyMap<string, number>
  /** What others may commit beyond that. */
  readonly others: { readonly money: number; readonly draws: number }
}

/** What this process has taken out of its share and the books do not know yet. */
export interface InHand {
  readonly money: number
  readonly draws: number
}

/** Nothing in hand. */
export const NOTHING_IN_HAND: InHand = { money: 0, draws: 0 }

/**
 * The share of one process of a campaign. Whoever reads takes it under a lock, so that the sum of all never exceeds what is left;
 * only a cap by slot is parted without a lock, and may be exceeded by one for each other process.
 * @param processes that make offers, this one too
 * @param dayDone how much of the day's visitors came by now, 0 to 1 ({@link shareOfDay})
 */
export function shareOf(
  campaign: Pick<Campaign, 'bid' | 'dailyBudget' | 'totalBudget' | 'pacing' | 'caps'>,
  books: Books,
  { processes, inHand, dayDone }: { processes: number; inHand: InHand; dayDone: number },
): Share {
  const { bid, caps } = campaign
  const drawn = [...books.drawn.values()].reduce((sum, n) => sum + n, 0)
  const { campaignDay, slotDay } = caps
  return {
    money:
      bid === 0
        ? Number.POSITIVE_INFINITY
        : partOf(moneyLeft(campaign, books, dayDone), books.others.money, inHand.money, { processes, unit: bid }),
    draws:
      campaignDay === null
        ? Number.POSITIVE_INFINITY
        : partOf(campaignDay - drawn, books.others.draws, inHand.draws, { processes, unit: 1 }),
    slots:
      slotDay === null
        ? null
        : new Map([...books.drawn].map(([slot, n]) => [slot, Math.ceil(Math.max(0, slotDay - n) / processes)])),
    slotCap: slotDay === null ? 0 : Math.ceil(slotDay / processes),
  }
}

/** What the budgets leave by now: an even one gives out what the day's visitors so far are worth, and at least one bid. */
function moneyLeft(
  { bid, dailyBudget, totalBudget, pacing }: Pick<Campaign, 'bid' | 'dailyBudget' | 'totalBudget' | 'pacing'>,
  { spentToday, spent }: Books,
  dayDone: number,
): number {
  const today = pacing === 'fast' ? dailyBudget : Math.min(dailyBudget, Math.max(bid, Math.ceil(dailyBudget * dayDone)))
  return Math.min(today - spentToday, (totalBudget ?? Number.POSITIVE_INFINITY) - spent)
}

/** An equal part in whole units, at least what is in hand, at most what the others leave. */
function partOf(
  left: number,
  others: number,
  inHand: number,
  { processes, unit }: { processes: number; unit: number },
): number {
  const most = Math.max(0, left - others)
  if (processes === 1) return most
  const part = Math.ceil(Math.floor(Math.max(0, left) / unit) / processes) * unit
  return Math.min(most, Math.max(part, inHand))
}

/**
 * How much of a day's visitors come until a moment of it, by the hours of days before: each hour counts as all those of the same
 * time of day did, and a little beside, for what has not been seen yet.
 * @param decided by hour of the day, 24 numbers
 * @param hours since the day began, 0 to 24
 */
export function shareOfDay(decided: readonly number[], hours: number): number {
  const total = decided.reduce((sum, n) => sum + n, 0)
  const beside = Math.max(1, total) / (24 * 10)
  let done = 0
  for (let hour = 0; hour < 24; hour++) {
    const part = Math.min(1, Math.max(0, hours - hour))
    done += part * ((decided[hour] ?? 0) + beside)
  }
  return Math.min(1, done / (total + 24 * beside))
}
