import type { Sql } from '../storage/db.ts'

/** Some people who have a profile, drawn by lot. */
export async function someProfiles(sql: Sql, siteId: string, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'select person_id as id from profile where site_id = $1 order by random() limit $2',
    [siteId, limit],
  )
  return rows.map(({ id }) => id)
}

/** How many people have a profile. */
export async function countProfiles(sql: Sql, siteId: string): Promise<number> {
  return (await sql.one<{ n: number }>('select count(*) as n from profile where site_id = $1', [siteId])).n
}
