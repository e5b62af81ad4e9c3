import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'

/** A decision in a list: enough to find the one that somebody asks about. */
export interface DecisionLine {
  readonly id: string
  readonly at: number
  readonly slot: string
  readonly campaignId: string
  /** Null: it was removed. */
  readonly campaign: string | null
  readonly sku: string
  readonly title: Text | null
  readonly personId: string | null
  readonly personal: boolean
  readonly isRandomSlice: boolean
  readonly events: readonly string[]
}

/** What is looked for; everything may be left out. */
export interface DecisionFilter {
  readonly personId?: string | undefined
  readonly campaignId?: string | undefined
  /** Only what is older than this one. */
  readonly before?: { readonly at: number; readonly id: string } | undefined
}

/** Decisions, youngest first. */
export async function recentDecisions(
  sql: Sql,
  siteId: string,
  { personId, campaignId, before }: DecisionFilter,
  limit: number,
): Promise<DecisionLine[]> {
  return await sql.query<DecisionLine>(
    `select d.id, d.at, d.slot, d.campaign_id as "campaignId", c.name as campaign, d.sku, p.title, d.person_id as "personId", d.personal,
       d.random_slice as "isRandomSlice",
       coalesce((select array_agg(e.type order by e.at, e.type) from offer_event e
         where e.site_id = d.site_id and e.decision_id = d.id), '{}') as events
     from offer_decision d
     left join campaign c on c.site_id = d.site_id and c.id = d.campaign_id
     left join product p on p.site_id = d.site_id and p.sku = d.sku
     where d.site_id = $1 and ($2::uuid is null or d.person_id = $2) and ($3::uuid is null or d.campaign_id = $3)
       and ($4::timestamptz is null or (d.at, d.id) < ($4, $5::uuid))
     order by d.at desc, d.id desc limit $6`,
    [
      siteId,
      personId ?? null,
      campaignId ?? null,
      before === undefined ? null : new Date(before.at),
      before?.id ?? null,
      limit,
    ],
  )
}

/** What came of a decision. */
export interface Aftermath {
  readonly events: readonly { readonly type: string; readonly at: number }[]
  readonly spend: readonly { readonly kind: string; readonly amount: number; readonly at: number }[]
  readonly order: { readonly id: string; readonly at: number; readonly shippedAt: number | null } | null
}

/** What came of a decision until now. */
export async function aftermathOf(sql: Sql, siteId: string, id: string): Promise<Aftermath> {
  const [events, spend, order] = await Promise.all([
    sql.query<Aftermath['events'][number]>(
      'select type, at from offer_event where site_id = $1 and decision_id = $2 order by at, type',
      [siteId, id],
    ),
    sql.query<Aftermath['spend'][number]>(
      'select kind, amount, at from offer_spend where site_id = $1 and decision_id = $2 order by at, kind',
      [siteId, id],
    ),
    sql.maybe<NonNullable<Aftermath['order']>>(
      `select order_id as id, ordered_at as at,
         (select min(at) from event v where v.site_id = o.site_id and v.order_id = o.order_id and v.name = 'parcel.shipped') as "shippedAt"
       from offer_order o where site_id = $1 and decision_id = $2 order by ordered_at limit 1`,
      [siteId, id],
    ),
  ])
  return { events, spend, order }
}
