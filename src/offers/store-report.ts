import type { Sql } from '../storage/db.ts'
import { type Arm, type Figures, NO_FIGURES, type ReportBy } from './report.ts'

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

// The days come with their moments: the database may know other zones than we do, or an older date of their clocks.
const KEYS: Readonly<Record<ReportBy, string>> = {
  day: '($4::text[])[width_bucket(d.at, $5::timestamptz[])]',
  campaign: 'd.campaign_id::text',
  slot: 'd.slot',
  product: 'd.sku',
}

/**
 * What offers did, by one of the ways of looking at it. Each table is read once and joined by the decision's id: nothing is looked up
 * decision by decision.
 * @param apart tell offers by a profile from those by the page alone
 */
export async function figuresBy(
  sql: Sql,
  siteId: string,
  by: ReportBy,
  span: ReportSpan,
  apart = false,
): Promise<ReportRow[]> {
  const key = `${KEYS[by]} as key${apart ? ', d.personal' : ''}`
  const group = apart ? 'group by 1, 2' : 'group by 1'
  const of = 'd.site_id = $1 and d.at >= $2 and d.at < $3'
  const values = [
    siteId,
    new Date(span.from),
    new Date(span.to),
    ...(by === 'day' ? [span.days.map((d) => d.day), span.days.map((d) => new Date(d.from).toISOString())] : []),
  ]
  const counted = (type: string, personal = '') => `count(*) filter (where e.type = '${type}'${personal})::int`
  const parts = await Promise.all([
    sql.query<Part>(`select ${key}, count(*)::int as decided from offer_decision d where ${of} ${group}`, values),
    sql.query<Part>(
      `select ${key}, ${counted('shown')} as shown, ${counted('seen')} as seen, ${counted('clicked')} as clicked,
         ${counted('hidden')} as hidden, ${counted('seen', ' and d.personal')} as "seenPersonal",
         ${counted('clicked', ' and d.personal')} as "clickedPersonal"
       from offer_decision d join offer_event e on e.site_id = d.site_id and e.decision_id = d.id and e.at >= $2 where ${of} ${group}`,
      values,
    ),
    sql.query<Part>(
      `select ${key}, sum(s.amount)::bigint as spend
       from offer_decision d join offer_spend s on s.site_id = d.site_id and s.decision_id = d.id where ${of} ${group}`,
      values,
    ),
    sql.query<Part>(
      `select ${key}, count(*)::int as ordered, (count(*) filter (where l.pieces > 0))::int as shipped, sum(r.total)::bigint as revenue,
         coalesce(sum(l.margin), 0)::bigint as margin, coalesce(sum(l.pieces), 0)::int as pieces,
         coalesce(sum(l.without), 0)::int as "piecesWithoutCost"
       from offer_decision d
       join offer_order o on o.site_id = d.site_id and o.decision_id = d.id
       join orders r on r.site_id = o.site_id and r.id = o.order_id
       cross join lateral (
         select sum(n.shipped * (n.price - c.amount)) filter (where c.amount is not null) as margin, sum(n.shipped) as pieces,
           sum(n.shipped) filter (where c.amount is null) as without
         from order_line n left join product_cost c on c.site_id = n.site_id and c.sku = n.sku
         where n.site_id = o.site_id and n.order_id = o.order_id) l
       where ${of} ${group}`,
      values,
    ),
  ])
  const rows = new Map<string, ReportRow>()
  for (const part of parts.flat()) {
    const at = `${part.key} ${part.personal ?? ''}`
    rows.set(at, { ...NO_FIGURES, ...rows.get(at), ...part })
  }
  return [...rows.values()].sort((a, b) =>
    by === 'day' ? compare(a.key, b.key) : b.seen - a.seen || compare(a.key, b.key),
  )
}

type Part = Partial<Figures> & { readonly key: string; readonly personal?: boolean }

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What was seen, clicked, ordered and shipped, of what was chosen by what was learnt and of what was chosen evenly. */
export async function armsOf(
  sql: Sql,
  siteId: string,
  span: Pick<ReportSpan, 'from' | 'to'>,
): Promise<Record<'chosen' | 'random', Record<'clicked' | 'ordered', Arm>>> {
  const rows = await sql.query<{ random: boolean; seen: number; clicked: number; ordered: number }>(
    `select d.random_slice as random, count(*)::int as seen,
       count(*) filter (where exists (select 1 from offer_event c
         where c.site_id = d.site_id and c.decision_id = d.id and c.type = 'clicked'))::int as clicked,
       count(*) filter (where exists (select 1 from offer_order o where o.site_id = d.site_id and o.decision_id = d.id))::int as ordered
     from offer_decision d join offer_event e on e.site_id = d.site_id and e.decision_id = d.id and e.type = 'seen' and e.at >= $2
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
      ? `select id::text as key, name as zh, name as en from campaign where site_id = $1 and id::text = any($2)`
      : `select sku as key, title->>'zh' as zh, title->>'en' as en from product where site_id = $1 and sku = any($2)`
  const rows = await sql.query<{ key: string; zh: string; en: string }>(text, [siteId, keys])
  return new Map(rows.map(({ key, zh, en }) => [key, { zh, en }]))
}
