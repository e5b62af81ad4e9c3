import { dayOf, dayStart } from '../base/day.ts'
import type { Money } from '../base/money.ts'
import type { Site } from '../sites/site.ts'
import type { Campaign } from './campaign.ts'
import { type CampaignStock, stockOf } from './decide.ts'
import type { Offers } from './flow.ts'
import { type Standing, standingOf } from './pace.ts'
import { spentInAll, spentSince } from './store-shares.ts'

/** A campaign and where it stands. */
export interface CampaignStanding {
  readonly campaign: Campaign
  readonly standing: Standing
  readonly spentToday: Money
  readonly stock: CampaignStock
}

/** Where campaigns stand now: what they spent, what they can sell, what holds them back. */
export async function standings(
  offers: Offers,
  site: Site,
  campaigns: readonly Campaign[],
): Promise<CampaignStanding[]> {
  const atMs = offers.core.clock.now()
  const { db } = offers.core
  const { timeZone } = site.settings
  const [memory, ofToday, ofAll] = await Promise.all([
    offers.memory.of(site.id, atMs),
    spentSince(db, site.id, dayStart(dayOf(atMs, timeZone), timeZone)),
    spentInAll(db, site.id),
  ])
  const today = new Map(ofToday.map((row) => [row.campaignId, row.spent]))
  const inAll = new Map(ofAll.map((row) => [row.campaignId, row.spent]))
  return campaigns.map((campaign) => {
    const stock = stockOf(memory, campaign)
    const spentToday = today.get(campaign.id) ?? 0
    const spent = inAll.get(campaign.id) ?? 0
    return {
      campaign,
      standing: standingOf(campaign, { atMs, spentToday, spent, pieces: stock.pieces }),
      spentToday: { amount: spentToday, currency: campaign.currency },
      stock,
    }
  })
}
