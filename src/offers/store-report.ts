import type { Sql } from '../storage/db.ts'
import { type Arm, type Figures, NO_FIGURES, REPORT_BY, type ReportBy } from './report.ts'

/** Which decisions a report is of: the days of the shop with the moment each begins, oldest first, and where it ends. */
export interface ReportSpan {
  readonly from: number
  readonly to: number
  readonly days: readonly { readonly day: string; readonly from: number }[]
}

/** A row of a report: what it is of, and for whom when that is told apart. */
export interface ReportRow extends Figures {
  readonly key: string
  readonly personal?: boolean
}

/** A report looked at in the ways asked for; of campaigns what was by a profile stands apart from what was by the page alone. */
export type ReportRows = Readonly<Record<ReportBy, readonly ReportRow[]>>

const COLUMN: Readonly<Record<ReportBy, string>> = { day: 'day', campaign: 'campaign', slot: 'slot', product: 'sku' }

/**
 * What offers did, looked at in one way or several. Each table is read once and joined by the decision's id: nothing is looked up
 * decision by decision.
 */
export async function figuresOf(
  sql: Sql,
  siteId: string,
  span: ReportSpan,
  ways: readonly ReportBy[],
): Promise<ReportRows> {
  const values = [
    siteId,
    new Date(span.from),
    new Date(span.to),
    span.days.map((d) => d.day),
    // The days come with their moments: the database may know other zones than we do, or an older date of their clocks.
    span.days.map((d) => new Date(d.from).toISOString()),
  ]
  const used = [...new Set(ways)]
  const counted = (type: string, personal = '') => `count(*) filter (where type = '${type}'${personal})::int`
  const part = (what: string, columns: string, join: string) =>
    sql.query<Part>(
      `select case ${used.map((by) => `when grouping(${COLUMN[by]}) = 0 then '${by}'`).join(' ')} end as by,
         coalesce(${used.map((by) => COLUMN[by]).join()}) as key, ${used.includes('campaign') ? 'personal' : 'null as personal'}, ${what}
       from (
         select ($4::text[])[width_bucket(d.at, $5::timestamptz[])] as day, d.campaign_id::text as campaign, d.slot, d.sku, d.personal
           ${columns}
         from offer_decision d ${join} where d.site_id = $1 and d.at >= $2 and d.at < $3) x
       group by grouping sets (${used.map((by) => (by === 'campaign' ? '(campaign, personal)' : `(${COLUMN[by]})`)).join()})`,
      values,
    )
  const parts = await Promise.all([
    part('count(*)::int as decided', '', ''),
    part(
      `${counted('shown')} as shown, ${counted('seen')} as seen, ${counted('clicked')} as clicked, ${counted('hidden')} as hidden,
       ${counted('seen', ' and personal')} as "seenPersonal", ${counted('clicked', ' and personal')} as "clickedPersonal"`,
      ', e.type',
      'join offer_event e on e.site_id = d.site_id and e.decision_id = d.id and e.at >= $2',
    ),
    part(
      'sum(amount)::bigint as spend',
      ', s.amount',
      'join offer_spend s on s.site_id = d.site_id and s.decision_id = d.id',
    ),
    part(
      `count(*)::int as ordered, (count(*) filter (where pieces > 0))::int as shipped, sum(total)::bigint as revenue,
       coalesce(sum(margin), 0)::bigint as margin, coalesce(sum(pieces), 0)::int as pieces,
       coalesce(sum(without), 0)::int as "piecesWithoutCost"`,
      ', r.total, l.*',
      `join offer_order o on o.site_id = d.site_id and o.decision_id = d.id
       join orders r on r.site_id = o.site_id and r.id = o.order_id
       cross join lateral (
         select sum(n.shipped * (n.price - c.amount)) filter (where c.amount is not null) as margin, sum(n.shipped) as pieces,
           sum(n.shipped) filter (where c.amount is null) as without
         from order_line n left join product_cost c on c.site_id = n.site_id and c.sku = n.sku
         where n.site_id = o.site_id and n.order_id = o.order_id) l`,
    ),
  ])
  const rows = new Map<string, Part>()
  for (const one of parts.flat()) {
    const at = `${one.by} ${one.key} ${one.personal ?? ''}`
    rows.set(at, { ...rows.get(at), ...one })
  }
  const all = [...rows.values()]
  return Object.fromEntries(REPORT_BY.map((by) => [by, rowsBy(all, by)])) as unknown as ReportRows
}

type Part = Partial<Figures> & { readonly by: ReportBy; readonly key: string; readonly personal: boolean | null }

/** Days as they were, everything else with the most seen first. */
function rowsBy(all: readonly Part[], by: ReportBy): ReportRow[] {
  const rows = all.flatMap(({ by: own, personal, ...row }) =>
    own === by ? [{ ...NO_FIGURES, ...row, ...(personal === null ? {} : { personal }) }] : [],
  )
  return rows.sort((a, b) => (by === 'day' ? 0 : b.seen - a.seen) || compare(a.key, b.key))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What was seen, clicked, ordered and shipped, of what was chosen by what was learnt and of what was chosen evenly. */
export async function armsOf(
  sql: Sql,
  siteId: string,
  span: Pick<ReportSpan, 'from' | 'to'>,
): Promise<Record<'chosen' | 'random', Record<'clicked' | 'ordered', Arm>>> {
  const rows = await sql.query<{ random: boolean; seen: number; clicked: number; ordered: number }>(
    `select d.random_slice as random, count(*)::int as seen, count(c.decision_id)::int as clicked, count(o.decision_id)::int as ordered
     from offer_decision d
     join offer_event e on e.site_id = d.site_id and e.decision_id = d.id and e.type = 'seen' and e.at >= $2
     left join offer_event c on c.site_id = d.site_id and c.decision_id = d.id and c.type = 'clicked' and c.at >= $2
     left join (select distinct decision_id from offer_order where site_id = $1 and ordered_at >= $2) o on o.decision_id = d.id
     where d.site_id = $1 and d.at >= $2 and d.at < $3 group by 1`,
    [siteId, new Date(span.from), new Date(span.to)],
  )
  const arm = (isRandom: boolean) => {
    const { seen = 0, clicked = 0, ordered = 0 } = rows.find(({ random }) => random === isRandom) ?? {}
    return { clicked: { seen, did: clicked }, ordered: { seen, did: ordered } }
  }
  return { chosen: arm(false), random: arm(true) }
}

/** What names rows: campaigns that are still there, and goods. */
export async function namesOf(
  sql: Sql,
  siteId: string,
  by: ReportBy,
  keys: readonly string[],
): Promise<Map<string, { readonly zh: string; readonly en: string }>> {
  if (by !== 'campaign' && by !== 'product') return new Map()
  const text =
    by === 'campaign'
      ? `select id::text as key, name as zh, name as en from campaign where site_id = $1 and id = any($2::uuid[])`
      : `select sku as key, title->>'zh' as zh, title->>'en' as en from product where site_id = $1 and sku = any($2)`
  const rows = await sql.query<{ key: string; zh: string; en: string }>(text, [siteId, keys])
  return new Map(rows.map(({ key, zh, en }) => [key, { zh, en }]))
}
