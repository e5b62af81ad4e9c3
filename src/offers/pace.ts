/** Why a campaign is shown now, or is not: the first thing that holds it back. */
export type Standing = 'draft' | 'paused' | 'waiting' | 'ended' | 'no-stock' | 'spent' | 'no-budget' | 'running'

/** Where a campaign stands at this moment. `pieces` is what can be sold of everything it offers. A house offer spends nothing. */
export function standingOf(
  campaign: {
    readonly state: 'draft' | 'active' | 'paused'
    readonly startsAt: number | null
    readonly endsAt: number | null
    readonly dailyBudget: number
    readonly totalBudget: number | null
    readonly bid: number
  },
  now: { readonly atMs: number; readonly spentToday: number; readonly spent: number; readonly pieces: number },
): Standing {
  if (campaign.state !== 'active') return campaign.state
  if (campaign.endsAt !== null && campaign.endsAt <= now.atMs) return 'ended'
  if (campaign.startsAt !== null && campaign.startsAt > now.atMs) return 'waiting'
  if (now.pieces <= 0) return 'no-stock'
  if (campaign.bid === 0) return 'running'
  if (campaign.totalBudget !== null && campaign.totalBudget - now.spent < campaign.bid) return 'spent'
  return campaign.dailyBudget - now.spentToday >= campaign.bid ? 'running' : 'no-budget'
}
