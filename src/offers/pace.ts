/** What a campaign may still do today. */
export interface Allowance {
  readonly dailyBudget: number
  readonly spentToday: number
  readonly bid: number
  readonly capPerDay: number
  /** How often it counts as seen by this person today; 0 for somebody unknown, whom no cap can hold. */
  readonly shownToPersonToday: number
}

/** How often it may be shown yet, to this person today. A budget of 0 with a bid of 0 is a house offer: only the cap holds it. */
export function timesLeft(allowance: Allowance): number {
  const { capPerDay, shownToPersonToday, bid, dailyBudget, spentToday } = allowance
  const byCap = Math.max(0, capPerDay - shownToPersonToday)
  if (bid === 0) return byCap
  return Math.min(byCap, Math.max(0, Math.floor((dailyBudget - spentToday) / bid)))
}

/** Is a campaign running at this moment? */
export function isRunning(
  campaign: { state: string; startsAt: number | null; endsAt: number | null },
  atMs: number,
): boolean {
  return (
    campaign.state === 'active' &&
    (campaign.startsAt === null || campaign.startsAt <= atMs) &&
    (campaign.endsAt === null || campaign.endsAt > atMs)
  )
}

/** Why a campaign is shown now, or is not: the first thing that holds it back. */
export type Standing = 'draft' | 'paused' | 'waiting' | 'ended' | 'no-stock' | 'no-budget' | 'running'

/** Where a campaign stands at this moment. `pieces` is what can be sold of everything it offers. */
export function standingOf(
  campaign: {
    state: 'draft' | 'active' | 'paused'
    startsAt: number | null
    endsAt: number | null
    dailyBudget: number
    bid: number
  },
  now: { atMs: number; spentToday: number; pieces: number },
): Standing {
  if (campaign.state !== 'active') return campaign.state
  if (campaign.endsAt !== null && campaign.endsAt <= now.atMs) return 'ended'
  if (campaign.startsAt !== null && campaign.startsAt > now.atMs) return 'waiting'
  if (now.pieces <= 0) return 'no-stock'
  const left = timesLeft({ ...campaign, spentToday: now.spentToday, capPerDay: 1, shownToPersonToday: 0 })
  return left > 0 ? 'running' : 'no-budget'
}
