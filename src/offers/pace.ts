/** What a campaign may still do today. */
export interface Allowance {
  readonly dailyBudget: number
  readonly spentToday: number
  readonly bid: number
  readonly capPerDay: number
  /** How often this person saw it today; 0 for somebody unknown. */
  readonly shownToPersonToday: number
}

/** May it be shown once more? A budget of 0 with a bid of 0 is a house offer and always may. */
export function maySpend(allowance: Allowance): boolean {
  if (allowance.shownToPersonToday >= allowance.capPerDay) return false
  if (allowance.bid === 0) return true
  return allowance.spentToday + allowance.bid <= allowance.dailyBudget
}

/** The day a moment belongs to, as a number: budgets and caps begin anew at midnight UTC. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / 86_400_000)
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
