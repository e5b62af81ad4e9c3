import type { Sql } from '../storage/db.ts'

/** Outbox work: ending the accounts of a kind that the shop let go. Its ref is the connector. */
export const END_CONNECTOR = 'connector.end'

/** What hangs on a kind of account. */
export interface Hanging {
  readonly connector: string
  readonly accounts: number
  /** People for whom it is the only way to sign in. */
  readonly onlyWay: number
  readonly facts: number
}

/** What hangs on each kind of account that somebody has used. */
export async function listHanging(sql: Sql, siteId: string): Promise<Hanging[]> {
  return await sql.query<Hanging>(
    `select a.connector, count(*) as accounts,
       count(distinct a.person_id) filter (where not exists (
         select from account b where b.site_id = a.site_id and b.person_id = a.person_id and b.connector <> a.connector)) as "onlyWay",
       (select count(*) from fact f where f.site_id = $1 and f.connector = a.connector) as facts
     from account a where a.site_id = $1 group by a.connector`,
    [siteId],
  )
}

/** Are accounts of this kind still being ended? */
export async function isLeaving(sql: Sql, siteId: string, connector: string): Promise<boolean> {
  const row = await sql.maybe('select from outbox where site_id = $1 and kind = $2 and ref = $3 limit 1', [
    siteId,
    END_CONNECTOR,
    connector,
  ])
  return row !== null
}

/** What hangs on kinds of account that are not among those set up, but for those whose accounts are just being ended. */
export async function listLeft(sql: Sql, siteId: string, setUp: readonly string[]): Promise<Hanging[]> {
  // Of what was given up nobody ends the accounts any more: it can be removed again.
  const leaving = await sql.query<{ ref: string }>(
    'select ref from outbox where site_id = $1 and kind = $2 and dead_at is null',
    [siteId, END_CONNECTOR],
  )
  const known = new Set([...setUp, ...leaving.map((row) => row.ref)])
  return (await listHanging(sql, siteId)).filter((one) => !known.has(one.connector))
}

/** Is a kind of account registered? If so it stays until the transaction ends. */
export async function holdSetting(tx: Sql, siteId: string, connector: string): Promise<boolean> {
  const row = await tx.maybe('select from connector_setting where site_id = $1 and connector = $2 for key share', [
    siteId,
    connector,
  ])
  return row !== null
}

/** Takes a registration away, with sign-ins under way and the note of the last failure. */
export async function deleteSetting(tx: Sql, siteId: string, connector: string): Promise<void> {
  for (const table of ['connector_setting', 'sign_in_attempt', 'sign_in_failure', 'found_client'])
    await tx.run(`delete from ${table} where site_id = $1 and connector = $2`, [siteId, connector])
}

/** Tokens that wait to be taken back keep how to do it, sealed: their registration is about to go. */
export async function keepForRevoking(
  tx: Sql,
  siteId: string,
  connector: string,
  kind: string,
  sealed: string,
): Promise<void> {
  await tx.run(
    `update outbox set payload = payload || jsonb_build_object('registration', $4::text)
     where site_id = $1 and kind = $2 and payload->>'connector' = $3`,
    [siteId, kind, connector, sealed],
  )
}

/** Some of the accounts of a kind, by id, those behind `after`; null begins. */
export async function someAccounts(
  sql: Sql,
  siteId: string,
  connector: string,
  after: string | null,
  limit: number,
): Promise<{ id: string; personId: string }[]> {
  return await sql.query(
    `select id, person_id as "personId" from account
     where site_id = $1 and connector = $2 and ($3::uuid is null or id > $3) order by id limit $4`,
    [siteId, connector, after, limit],
  )
}

/** Was this person erased? */
export async function isErased(sql: Sql, siteId: string, personId: string): Promise<boolean> {
  const row = await sql.maybe('select from person where site_id = $1 and id = $2 and erased_at is not null', [
    siteId,
    personId,
  ])
  return row !== null
}
