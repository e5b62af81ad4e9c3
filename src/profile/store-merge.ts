import type { Sql } from '../storage/db.ts'

/** A fact on its way to another person. */
export interface MovedFact {
  readonly id: string
  readonly sealed: Buffer
}

/**
 * All facts of a person. In one reading: asked for in portions, each would walk over the rows that were moved before it. Whoever adds
 * or removes one holds the profile, as the caller does.
 */
export async function factsToMove(tx: Sql, siteId: string, personId: string): Promise<MovedFact[]> {
  return await tx.query<MovedFact>('select id, sealed from fact where site_id = $1 and person_id = $2', [
    siteId,
    personId,
  ])
}

/** Facts go over to another person, sealed anew. */
export async function giveFacts(tx: Sql, siteId: string, personId: string, facts: readonly MovedFact[]): Promise<void> {
  await tx.run(
    `update fact f set person_id = $2, sealed = m.sealed from unnest($3::uuid[], $4::bytea[]) m(id, sealed)
     where f.site_id = $1 and f.id = m.id`,
    [siteId, personId, facts.map((f) => f.id), facts.map((f) => f.sealed)],
  )
}

/**
 * Facts without an account are found again by a hash that has the person in it. Where the thing is known by name (`hashes`: the old
 * one beside the new one) it is made the other person's; what they have or removed themselves goes.
 */
export async function rehashOwn(
  tx: Sql,
  of: { siteId: string; from: string; into: string; connector: string; stream: string },
  hashes: readonly (readonly [old: Buffer, fresh: Buffer])[],
): Promise<void> {
  const { siteId, from, into, connector, stream } = of
  const values = [siteId, from, into, stream, hashes.map(([old]) => old), hashes.map(([, fresh]) => fresh)]
  const known = '(select * from unnest($5::bytea[], $6::bytea[]) k(old, fresh)) k'
  await tx.run(
    `delete from fact f using ${known} where f.site_id = $1 and f.person_id = $2 and f.account_id is null and f.connector = $7
       and f.stream = $4 and f.source_hash = k.old and (
         exists (select from fact g where g.site_id = $1 and g.person_id = $3 and g.account_id is null and g.connector = $7
           and g.stream = $4 and g.source_hash = k.fresh)
         or exists (select from fact_removed r where r.site_id = $1 and r.person_id = $3 and r.stream = $4 and r.source_hash = k.fresh))`,
    [...values, connector],
  )
  await tx.run(
    `update fact f set source_hash = k.fresh from (select * from unnest($3::bytea[], $4::bytea[]) k(old, fresh)) k
     where f.site_id = $1 and f.person_id = $2 and f.account_id is null and f.connector = $5 and f.stream = $6
       and f.source_hash = k.old`,
    [siteId, from, hashes.map(([old]) => old), hashes.map(([, fresh]) => fresh), connector, stream],
  )
  // What the one removed, the other does not keep.
  await tx.run(
    `delete from fact f using ${known}, fact_removed r where r.site_id = $1 and r.person_id = $2 and r.stream = $4
       and r.source_hash = k.old and f.site_id = $1 and f.person_id = $3 and f.account_id is null and f.connector = $7
       and f.stream = $4 and f.source_hash = k.fresh`,
    [...values, connector],
  )
  await tx.run(
    `insert into fact_removed (site_id, person_id, stream, source_hash)
     select $1, $3, $4, k.fresh from ${known}, fact_removed r where r.site_id = $1 and r.person_id = $2 and r.stream = $4
       and r.source_hash = k.old on conflict do nothing`,
    values,
  )
}

/** What a person removed stays removed when they are another. */
export async function giveRemoved(tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  await tx.run(
    `insert into fact_removed (site_id, account_id, person_id, stream, source_hash)
     select site_id, account_id, $3, stream, source_hash from fact_removed where site_id = $1 and person_id = $2
     on conflict do nothing`,
    [siteId, from, into],
  )
  await tx.run('delete from fact_removed where site_id = $1 and person_id = $2', [siteId, from])
}

/** Of these hashes those that a fact without an account stands under, or a removed one. */
export async function knownOwn(
  tx: Sql,
  of: { siteId: string; personId: string; stream: string },
  hashes: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await tx.query<{ hash: Buffer }>(
    `select source_hash as hash from fact where site_id = $1 and person_id = $2 and account_id is null and stream = $3 and source_hash = any($4)
     union select source_hash from fact_removed where site_id = $1 and person_id = $2 and stream = $3 and source_hash = any($4)`,
    [of.siteId, of.personId, of.stream, hashes],
  )
  return rows.map((row) => row.hash)
}

/** How far a stream was read goes over with its account; what is sealed in it was sealed anew. */
export async function giveStream(
  tx: Sql,
  siteId: string,
  s: {
    accountId: string
    stream: string
    personId: string
    nextPage: Buffer | null
    since: Buffer | null
    sinceNext: Buffer | null
  },
): Promise<void> {
  await tx.run(
    `update account_stream set person_id = $4, next_page = $5, since = $6, since_next = $7
     where site_id = $1 and account_id = $2 and stream = $3`,
    [siteId, s.accountId, s.stream, s.personId, s.nextPage, s.since, s.sinceNext],
  )
}

/** No consent of these people is in force any more; what stands is written anew. Their receipts stay. */
export async function clearConsents(tx: Sql, siteId: string, people: readonly string[]): Promise<void> {
  await tx.run('delete from consent where site_id = $1 and person_id = any($2)', [siteId, people])
}

/** The profile of somebody who is another now. */
export async function dropProfile(tx: Sql, siteId: string, personId: string): Promise<void> {
  await tx.run('delete from profile where site_id = $1 and person_id = $2', [siteId, personId])
}

/** The facts of an account stay when it goes: they belong to the person alone from now on. How many. */
export async function keepFactsOf(tx: Sql, siteId: string, accountId: string): Promise<number> {
  return await tx.run('update fact set account_id = null where site_id = $1 and account_id = $2', [siteId, accountId])
}

/** How many facts each account of a person has. */
export async function factsByAccount(
  sql: Sql,
  siteId: string,
  personId: string,
): Promise<{ accountId: string | null; connector: string; n: number }[]> {
  return await sql.query(
    `select account_id as "accountId", connector, count(*) as n from fact where site_id = $1 and person_id = $2 group by 1, 2`,
    [siteId, personId],
  )
}
