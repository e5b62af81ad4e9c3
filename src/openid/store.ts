import type { Sql } from '../storage/db.ts'
import type { OpenidClient } from './client.ts'
import type { KeyTimes } from './keys.ts'

const CLIENT = `id, name, redirect_uris as "redirectUris", sign_out_uris as "signOutUris", created_at as "createdAt"`

/** The clients of a site, by name. */
export async function listClients(sql: Sql, siteId: string): Promise<OpenidClient[]> {
  return await sql.query(`select ${CLIENT} from openid_client where site_id = $1 order by name, id`, [siteId])
}

/** One client with the hash of its secret, or null: also when it is another site's. */
export async function loadClient(
  sql: Sql,
  siteId: string,
  id: string,
): Promise<(OpenidClient & { secretHash: Buffer }) | null> {
  return await sql.maybe(
    `select ${CLIENT}, secret_hash as "secretHash" from openid_client where site_id = $1 and id = $2`,
    [siteId, id],
  )
}

/** Writes a new client. */
export async function saveClient(
  sql: Sql,
  siteId: string,
  client: OpenidClient & { readonly secretHash: Buffer },
): Promise<void> {
  await sql.run(
    `insert into openid_client (site_id, id, name, secret_hash, redirect_uris, sign_out_uris, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      siteId,
      client.id,
      client.name,
      client.secretHash,
      client.redirectUris,
      client.signOutUris,
      new Date(client.createdAt),
    ],
  )
}

/** Removes a client and all it was given. False when there is none. */
export async function deleteClient(tx: Sql, siteId: string, id: string): Promise<boolean> {
  await tx.run('delete from openid_record where site_id = $1 and client_id = $2', [siteId, id])
  return (await tx.run('delete from openid_client where site_id = $1 and id = $2', [siteId, id])) === 1
}

/** A signing key as it is stored; the private part is sealed. */
export interface KeyRow extends KeyTimes {
  readonly sealed: Buffer
}

/** The signing keys of a site. */
export async function listKeys(sql: Sql, siteId: string): Promise<KeyRow[]> {
  return await sql.named(
    'openid-keys',
    'select id, alg, sealed, signs_at as "signsAt" from openid_key where site_id = $1',
    [siteId],
  )
}

/** Locks the keys of a site until the transaction ends: of two processes that find one missing, one makes it. */
export async function lockKeys(tx: Sql, siteId: string): Promise<void> {
  await tx.run('select from site where id = $1 for no key update', [siteId])
}

/** Writes a new key. */
export async function saveKey(sql: Sql, siteId: string, { id, alg, sealed, signsAt }: KeyRow): Promise<void> {
  await sql.run('insert into openid_key (site_id, id, alg, sealed, signs_at) values ($1, $2, $3, $4, $5)', [
    siteId,
    id,
    alg,
    sealed,
    new Date(signsAt),
  ])
}

/** Removes keys that are over. */
export async function deleteKeys(sql: Sql, siteId: string, ids: readonly string[]): Promise<void> {
  await sql.run('delete from openid_key where site_id = $1 and id = any($2)', [siteId, ids])
}

/** Something that the provider keeps; ids are hashes. */
export interface RecordRow {
  readonly kind: string
  readonly idHash: Buffer
  readonly personId: string | null
  readonly clientId: string | null
  readonly grantHash: Buffer | null
  readonly uidHash: Buffer | null
  readonly sealed: Buffer
  readonly expiresAt: number
}

/** What is found again of it. */
export interface FoundRecord {
  readonly idHash: Buffer
  readonly sealed: Buffer
  readonly consumedAt: number | null
}

/** Of what ran out so much goes with each record that comes: anybody may begin to sign in, as often as they like. */
const MOST_AT_ONCE = 20

/** Writes a record, new or changed; what ran out a while before `now` makes room for it. */
export async function saveRecord(sql: Sql, siteId: string, row: RecordRow, now: number): Promise<void> {
  await sql.run(
    `with old as (delete from openid_record where ctid = any(array(
       select ctid from openid_record where site_id = $1 and expires_at < $10::timestamptz - interval '5 minutes'
       limit ${MOST_AT_ONCE} for update skip locked)))
     insert into openid_record (site_id, kind, id_hash, person_id, client_id, grant_hash, uid_hash, sealed, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site_id, kind, id_hash) do update set person_id = excluded.person_id, client_id = excluded.client_id,
       grant_hash = excluded.grant_hash, uid_hash = excluded.uid_hash, sealed = excluded.sealed,
       expires_at = excluded.expires_at`,
    [
      siteId,
      row.kind,
      row.idHash,
      row.personId,
      row.clientId,
      row.grantHash,
      row.uidHash,
      row.sealed,
      new Date(row.expiresAt),
      new Date(now),
    ],
  )
}

const FOUND = `id_hash as "idHash", sealed, consumed_at as "consumedAt"`

/** A record that has not run out, or null. */
export async function findRecord(
  sql: Sql,
  siteId: string,
  by: { readonly kind: string; readonly idHash: Buffer; readonly now: number },
): Promise<FoundRecord | null> {
  return await sql.maybe(
    `select ${FOUND} from openid_record where site_id = $1 and kind = $2 and id_hash = $3 and expires_at > $4`,
    [siteId, by.kind, by.idHash, new Date(by.now)],
  )
}

/** The same by the other name that sessions have. */
export async function findRecordByUid(
  sql: Sql,
  siteId: string,
  by: { readonly kind: string; readonly uidHash: Buffer; readonly now: number },
): Promise<FoundRecord | null> {
  return await sql.maybe(
    `select ${FOUND} from openid_record where site_id = $1 and kind = $2 and uid_hash = $3 and expires_at > $4`,
    [siteId, by.kind, by.uidHash, new Date(by.now)],
  )
}

/** Marks a record as used. False when it was used already: of two at once one is the first. */
export async function consumeRecord(
  sql: Sql,
  siteId: string,
  by: { readonly kind: string; readonly idHash: Buffer; readonly now: number },
): Promise<boolean> {
  const n = await sql.run(
    `update openid_record set consumed_at = $4
     where site_id = $1 and kind = $2 and id_hash = $3 and consumed_at is null`,
    [siteId, by.kind, by.idHash, new Date(by.now)],
  )
  return n === 1
}

/** Takes a record out, so that nobody finds it again; null when there is none that has not run out. */
export async function takeRecord(
  sql: Sql,
  siteId: string,
  by: { readonly kind: string; readonly idHash: Buffer; readonly now: number },
): Promise<{ sealed: Buffer } | null> {
  return await sql.maybe(
    `delete from openid_record where site_id = $1 and kind = $2 and id_hash = $3 and expires_at > $4 returning sealed`,
    [siteId, by.kind, by.idHash, new Date(by.now)],
  )
}

/** Removes one record. */
export async function deleteRecord(sql: Sql, siteId: string, kind: string, idHash: Buffer): Promise<void> {
  await sql.run('delete from openid_record where site_id = $1 and kind = $2 and id_hash = $3', [siteId, kind, idHash])
}

/** Removes everything that came of one grant. */
export async function deleteGrant(sql: Sql, siteId: string, grantHash: Buffer): Promise<void> {
  await sql.run('delete from openid_record where site_id = $1 and grant_hash = $2', [siteId, grantHash])
}

/** Removes everything that is about somebody: sessions, grants, codes, tokens. */
export async function deleteRecordsOf(sql: Sql, siteId: string, personId: string): Promise<void> {
  await sql.run('delete from openid_record where site_id = $1 and person_id = $2', [siteId, personId])
}
