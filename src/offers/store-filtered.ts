import type { Sql } from '../storage/db.ts'

/** How often something was filtered on one day of a shop. */
export interface Filtered {
  readonly siteId: string
  readonly day: string
  readonly reason: string
  readonly type: string
  readonly n: number
}

/** Adds to what was filtered. Of a site that was removed meanwhile nothing is kept. */
export async function addFiltered(sql: Sql, rows: readonly Filtered[]): Promise<void> {
  await sql.named(
    'offers-filtered',
    `insert into offer_filtered (site_id, day, reason, type, n)
     select f.* from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::bigint[]) as f(site_id, day, reason, type, n)
     where exists (select 1 from site where site.id = f.site_id)
     order by f.site_id, f.day, f.reason, f.type
     on conflict (site_id, day, reason, type) do update set n = offer_filtered.n + excluded.n`,
    [
      rows.map((r) => r.siteId),
      rows.map((r) => r.day),
      rows.map((r) => r.reason),
      rows.map((r) => r.type),
      rows.map((r) => r.n),
    ],
  )
}

/** What was filtered between two days of the shop, both included. */
export async function filteredBetween(
  sql: Sql,
  siteId: string,
  from: string,
  to: string,
): Promise<Omit<Filtered, 'siteId'>[]> {
  return await sql.query(
    `select day::text as day, reason, type, n from offer_filtered
     where site_id = $1 and day >= $2 and day <= $3 order by day, reason, type`,
    [siteId, from, to],
  )
}
