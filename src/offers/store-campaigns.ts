import { fromLists } from '../matching/rule.ts'
import type { Rule } from '../matching/rule-words.ts'
import type { Sql } from '../storage/db.ts'
import type { Campaign } from './campaign.ts'

const COLUMNS = `id, name, state, skus, category_id as "categoryId", targeting, starts_at as "startsAt", ends_at as "endsAt",
  daily_budget as "dailyBudget", total_budget as "totalBudget", pacing, currency, bills_per as "billsPer", bid,
  cap_person_day as "personDay", cap_campaign_day as "campaignDay", cap_slot_day as "slotDay", creatives`

type Row = Omit<Campaign, 'targeting' | 'caps'> &
  Campaign['caps'] & { targeting: Rule | Parameters<typeof fromLists>[0] }

function toCampaign({ personDay, campaignDay, slotDay, targeting, ...row }: Row): Campaign {
  const isRule = ['all', 'any', 'none', 'field'].some((key) => key in targeting)
  return {
    ...row,
    // Older campaigns are kept as two lists.
    targeting: isRule ? (targeting as Rule) : fromLists(targeting as Parameters<typeof fromLists>[0]),
    caps: { personDay, campaignDay, slotDay },
  }
}

/** All campaigns of a site, the newest first. */
export async function listCampaigns(sql: Sql, siteId: string): Promise<Campaign[]> {
  const text = `select ${COLUMNS} from campaign where site_id = $1 order by created_at desc`
  return (await sql.query<Row>(text, [siteId])).map(toCampaign)
}

/** A campaign as it is kept, with what changes whenever it does. */
export interface KeptCampaign {
  readonly campaign: Campaign
  readonly version: string
}

type VersionRow = Row & { version: string }
const toKept = ({ version, ...row }: VersionRow): KeptCampaign => ({ campaign: toCampaign(row), version })

/** Those that may be shown. */
export async function listActiveCampaigns(sql: Sql, siteId: string): Promise<KeptCampaign[]> {
  const text = `select ${COLUMNS}, xmin::text as version from campaign where site_id = $1 and state = 'active' order by created_at desc`
  return (await sql.query<VersionRow>(text, [siteId])).map(toKept)
}

/** Those that changed since a moment, whatever they are now. */
export async function changedCampaigns(sql: Sql, siteId: string, since: number): Promise<KeptCampaign[]> {
  const text = `select ${COLUMNS}, xmin::text as version from campaign where site_id = $1 and updated_at >= $2`
  return (await sql.named<VersionRow>('campaigns-changed', text, [siteId, new Date(since)])).map(toKept)
}

/** Ids of those that were removed since a moment. */
export async function campaignsRemovedSince(sql: Sql, siteId: string, since: number): Promise<string[]> {
  const text = 'select id from campaign_removed where site_id = $1 and at >= $2'
  return (await sql.named<{ id: string }>('campaigns-removed', text, [siteId, new Date(since)])).map(({ id }) => id)
}

/** What campaigns are called, by id; those that are gone are left out. */
export async function campaignNames(
  sql: Sql,
  siteId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ id: string; name: string }>(
    'select id, name from campaign where site_id = $1 and id = any($2::uuid[])',
    [siteId, ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** One campaign, or null. */
export async function loadCampaign(sql: Sql, siteId: string, id: string): Promise<Campaign | null> {
  const row = await sql.maybe<Row>(`select ${COLUMNS} from campaign where site_id = $1 and id = $2`, [siteId, id])
  return row === null ? null : toCampaign(row)
}

/** Writes a campaign, new or changed. */
export async function saveCampaign(sql: Sql, siteId: string, c: Campaign, at: number): Promise<void> {
  await sql.run(
    `insert into campaign (site_id, id, name, state, skus, category_id, targeting, starts_at, ends_at, daily_budget, total_budget,
       pacing, currency, bills_per, bid, cap_person_day, cap_campaign_day, cap_slot_day, creatives, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
     on conflict (site_id, id) do update set name = excluded.name, state = excluded.state, skus = excluded.skus,
       category_id = excluded.category_id, targeting = excluded.targeting, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
       daily_budget = excluded.daily_budget, total_budget = excluded.total_budget, pacing = excluded.pacing,
       bills_per = excluded.bills_per, bid = excluded.bid, cap_person_day = excluded.cap_person_day,
       cap_campaign_day = excluded.cap_campaign_day, cap_slot_day = excluded.cap_slot_day, creatives = excluded.creatives,
       updated_at = excluded.updated_at`,
    [
      siteId,
      c.id,
      c.name,
      c.state,
      c.skus,
      c.categoryId,
      JSON.stringify(c.targeting),
      c.startsAt === null ? null : new Date(c.startsAt),
      c.endsAt === null ? null : new Date(c.endsAt),
      c.dailyBudget,
      c.totalBudget,
      c.pacing,
      c.currency,
      c.billsPer,
      c.bid,
      c.caps.personDay,
      c.caps.campaignDay,
      c.caps.slotDay,
      JSON.stringify(c.creatives),
      new Date(at),
    ],
  )
}

/** Removes a campaign; what it showed and spent stays in the books. */
export async function deleteCampaign(sql: Sql, siteId: string, id: string, at: number): Promise<boolean> {
  const n = await sql.run(
    `with gone as (delete from campaign where site_id = $1 and id = $2 returning site_id, id)
     insert into campaign_removed (site_id, id, at) select site_id, id, $3 from gone on conflict do nothing`,
    [siteId, id, new Date(at)],
  )
  return n === 1
}
