import type { Sql } from '../storage/db.ts'

/** Two people who may become one, if the session that asked says so. */
export interface MergeOffer {
  readonly id: string
  readonly personId: string
  readonly otherId: string
  readonly sessionHash: Buffer
  readonly expiresAt: number
}

/** Keeps an offer to merge; an older one of the same person is gone with it. */
export async function saveMergeOffer(tx: Sql, siteId: string, offer: MergeOffer): Promise<void> {
  await tx.run('delete from merge_offer where site_id = $1 and person_id = $2', [siteId, offer.personId])
  await tx.run(
    `insert into merge_offer (site_id, id, person_id, other_id, session_hash, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [siteId, offer.id, offer.personId, offer.otherId, offer.sessionHash, new Date(offer.expiresAt)],
  )
}

/** The offer with this id that a person may still take in this session, or null. */
export async function loadMergeOffer(
  sql: Sql,
  siteId: string,
  by: { id: string; personId: string; sessionHash: Buffer; now: number },
): Promise<MergeOffer | null> {
  return await sql.maybe<MergeOffer>(
    `select id, person_id as "personId", other_id as "otherId", session_hash as "sessionHash", expires_at as "expiresAt"
     from merge_offer where site_id = $1 and id = $2 and person_id = $3 and session_hash = $4 and expires_at > $5`,
    [siteId, by.id, by.personId, by.sessionHash, new Date(by.now)],
  )
}

/** The offers that name any of these people are over. */
export async function dropMergeOffers(tx: Sql, siteId: string, people: readonly string[]): Promise<void> {
  await tx.run('delete from merge_offer where site_id = $1 and (person_id = any($2) or other_id = any($2))', [
    siteId,
    people,
  ])
}

/** An account goes over to another person; what is sealed in it was sealed anew. */
export async function giveAccount(
  tx: Sql,
  siteId: string,
  account: { id: string; personId: string; sealed: Buffer },
): Promise<void> {
  await tx.run('update account set person_id = $3, sealed = $4 where site_id = $1 and id = $2', [
    siteId,
    account.id,
    account.personId,
    account.sealed,
  ])
}

/** One account is another one: its names become other names of that one, and its row goes with all that hung on it. */
export async function foldAccount(tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  await tx.run(
    `with own as (select subject_hash from account where site_id = $1 and id = $2),
       moved as (update account_alias set account_id = $3 where site_id = $1 and account_id = $2)
     insert into account_alias (site_id, subject_hash, account_id) select $1, subject_hash, $3 from own on conflict do nothing`,
    [siteId, from, into],
  )
  await tx.run('delete from account where site_id = $1 and id = $2', [siteId, from])
}

/** A person as merging sees them. */
export interface PersonRow {
  readonly id: string
  readonly createdAt: number
  readonly erasedAt: number | null
}

/** These people, locked until the transaction ends: nothing new is hung on them meanwhile. */
export async function lockPeople(tx: Sql, siteId: string, ids: readonly string[]): Promise<PersonRow[]> {
  return await tx.query<PersonRow>(
    `select id, created_at as "createdAt", erased_at as "erasedAt" from person
     where site_id = $1 and id = any($2) order by id for update`,
    [siteId, ids],
  )
}

/** Where a person went: to another, and with them all who went to them before. Their sessions end. */
export async function markMerged(tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  await tx.run('update person set merged_into = $3 where site_id = $1 and (id = $2 or merged_into = $2)', [
    siteId,
    from,
    into,
  ])
  await tx.run('delete from shopper_session where site_id = $1 and person_id = $2', [siteId, from])
}

/** The keys a person had before: of everybody who was merged into them. */
export async function formerKeys(sql: Sql, siteId: string, personId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('select id from person where site_id = $1 and merged_into = $2', [
    siteId,
    personId,
  ])
  return rows.map((row) => row.id)
}
