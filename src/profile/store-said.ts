import type { Age, SaidAge } from '../consent/age.ts'
import type { Sql } from '../storage/db.ts'

/** What somebody said of themselves. */
export interface SaidRow extends SaidAge {
  /** Sealed list of corrections; null: none. */
  readonly corrections: Buffer | null
}

/** What they said; of somebody without a profile: nothing. */
export async function loadSaid(sql: Sql, siteId: string, personId: string): Promise<SaidRow> {
  const row = await sql.maybe<SaidRow>(
    `select age, age_at as "ageAt", age_by as "ageBy", age_of as "ageOf", corrections from profile where site_id = $1 and person_id = $2`,
    [siteId, personId],
  )
  return row ?? { age: 'unsaid', ageAt: null, ageBy: null, ageOf: null, corrections: null }
}

/** Keeps what was said of their age; the profile is there and locked. */
export async function saveAge(tx: Sql, siteId: string, personId: string, said: SaidAge): Promise<void> {
  const { age, ageAt, ageBy, ageOf } = said
  await tx.run(
    'update profile set age = $3, age_at = $4, age_by = $5, age_of = $6 where site_id = $1 and person_id = $2',
    [siteId, personId, age, ageAt === null ? null : new Date(ageAt), ageBy, ageOf],
  )
}

/** Keeps their corrections; the profile is there and locked. */
export async function saveCorrections(
  tx: Sql,
  siteId: string,
  personId: string,
  corrections: Buffer | null,
): Promise<void> {
  await tx.run('update profile set corrections = $3 where site_id = $1 and person_id = $2', [
    siteId,
    personId,
    corrections,
  ])
}

/** How many of a site's people said what of their age. */
export async function countAges(sql: Sql, siteId: string): Promise<{ age: Age; n: number }[]> {
  return await sql.query(`select age, count(*) as n from profile where site_id = $1 and age <> 'unsaid' group by 1`, [
    siteId,
  ])
}

/** How many facts of a stream without an account were kept since then. */
export async function countOwnSince(
  sql: Sql,
  of: { siteId: string; personId: string; connector: string; stream: string },
  since: number,
): Promise<number> {
  const row = await sql.one<{ n: number }>(
    `select count(*) as n from fact where site_id = $1 and person_id = $2 and connector = $3 and stream = $4
       and account_id is null and read_at >= $5`,
    [of.siteId, of.personId, of.connector, of.stream, new Date(since)],
  )
  return row.n
}
