import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'

/** A row of connector_setting; the secret is sealed. */
export interface SettingRow {
  readonly connector: string
  readonly kind: string
  readonly names: Text
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Buffer | null
  readonly tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly source: string | null
  readonly setup: Buffer | null
}

/** How a site is registered with its providers. */
export async function listSettings(sql: Sql, siteId: string): Promise<SettingRow[]> {
  return await sql.named<SettingRow>(
    'connector-settings',
    `select connector, kind, names, issuer, client_id as "clientId", client_secret as "clientSecret",
       token_auth as "tokenAuth", source, setup from connector_setting where site_id = $1 order by connector`,
    [siteId],
  )
}

/** Writes one registration, new or changed. */
export async function saveSetting(sql: Sql, siteId: string, row: SettingRow, at: number): Promise<void> {
  await sql.run(
    `insert into connector_setting (site_id, connector, kind, names, issuer, client_id, client_secret, token_auth, source, setup, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (site_id, connector) do update set kind = excluded.kind, names = excluded.names, issuer = excluded.issuer,
       client_id = excluded.client_id, client_secret = excluded.client_secret, token_auth = excluded.token_auth,
       source = excluded.source, setup = excluded.setup, updated_at = excluded.updated_at`,
    [
      siteId,
      row.connector,
      row.kind,
      JSON.stringify(row.names),
      row.issuer,
      row.clientId,
      row.clientSecret,
      row.tokenAuth,
      row.source,
      row.setup,
      new Date(at),
    ],
  )
}

/** Writes a try to sign in, and clears away those that ran out. */
export async function saveAttempt(
  sql: Sql,
  attempt: {
    siteId: string
    stateHash: Buffer
    browserHash: Buffer
    connector: string
    sealed: Buffer
    expiresAt: number
    now: number
  },
): Promise<void> {
  await sql.run(
    `with old as (delete from sign_in_attempt where expires_at < $7::timestamptz - interval '1 hour')
     insert into sign_in_attempt (site_id, state_hash, browser_hash, connector, sealed, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      attempt.siteId,
      attempt.stateHash,
      attempt.browserHash,
      attempt.connector,
      attempt.sealed,
      new Date(attempt.expiresAt),
      new Date(attempt.now),
    ],
  )
}

/** Takes a try out of the table, so that nobody can use it again; null when there is none of this state and browser. */
export async function takeAttempt(
  sql: Sql,
  by: { siteId: string; stateHash: Buffer; browserHash: Buffer; connector: string },
): Promise<{ sealed: Buffer; expiresAt: number } | null> {
  return await sql.maybe(
    `delete from sign_in_attempt where site_id = $1 and state_hash = $2 and browser_hash = $3 and connector = $4
     returning sealed, expires_at as "expiresAt"`,
    [by.siteId, by.stateHash, by.browserHash, by.connector],
  )
}

/** An account as it is stored. */
export interface AccountRow {
  readonly id: string
  readonly personId: string
  readonly connector: string
  readonly sealed: Buffer
  readonly state: 'connected' | 'needs-reconnect'
  readonly connectedAt: number
  readonly signedInAt: number
}

const ACCOUNT = `id, person_id as "personId", connector, sealed, state, connected_at as "connectedAt", signed_in_at as "signedInAt"`

/** An account as a sign-in finds it. */
export interface Found extends AccountRow {
  readonly subjectHash: Buffer
  /** Is its own name one of the others? */
  readonly isOther: boolean
  /** Its person's key, sealed. */
  readonly wrapped: Buffer | null
  /** Has its person agreed to anything? */
  readonly hasAgreed: boolean
}

/**
 * The account of a subject, locked until the transaction ends, or null: the one of this name, else one that had it as another
 * name, else one of the other names.
 */
export async function lockAccountBySubject(
  tx: Sql,
  siteId: string,
  subjectHash: Buffer,
  others: readonly Buffer[] = [],
): Promise<Found | null> {
  return await tx.maybe(
    `select ${ACCOUNT}, subject_hash = any($3) as "isOther", subject_hash as "subjectHash",
       (select wrapped from person_key k where k.site_id = a.site_id and k.person_id = a.person_id) as wrapped,
       exists (select from consent c where c.site_id = a.site_id and c.person_id = a.person_id) as "hasAgreed"
     from account a
     where site_id = $1 and id in (
       select id from account where site_id = $1 and subject_hash = any($4)
       union all select account_id from account_alias where site_id = $1 and subject_hash = any($4))
     order by subject_hash = $2 desc,
       exists (select from account_alias l where l.site_id = a.site_id and l.account_id = a.id and l.subject_hash = $2) desc,
       subject_hash = any($3) desc, id
     limit 1 for no key update`,
    [siteId, subjectHash, others, [subjectHash, ...others]],
  )
}

/** The accounts that any of these names finds, as their own or as another name. */
export async function accountIdsByNames(sql: Sql, siteId: string, names: readonly Buffer[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from account where site_id = $1 and subject_hash = any($2)
     union select account_id from account_alias where site_id = $1 and subject_hash = any($2) order by 1`,
    [siteId, names],
  )
  return rows.map((row) => row.id)
}

/** The account is called by another name from now on. */
export async function renameAccount(tx: Sql, siteId: string, id: string, subjectHash: Buffer): Promise<void> {
  await tx.run('update account set subject_hash = $3 where site_id = $1 and id = $2', [siteId, id, subjectHash])
  await tx.run('delete from account_alias where site_id = $1 and subject_hash = $2', [siteId, subjectHash])
}

/** Keeps other names of an account; one that is another account's stays there. */
export async function saveAliases(tx: Sql, siteId: string, id: string, hashes: readonly Buffer[]): Promise<void> {
  await tx.run(
    `insert into account_alias (site_id, subject_hash, account_id)
     select distinct $1::uuid, h, $2::uuid from unnest($3::bytea[]) as h
     where not exists (select from account where site_id = $1 and subject_hash = h)
     on conflict do nothing`,
    [siteId, id, hashes],
  )
}

/** The account with this id, or null. */
export async function loadAccount(sql: Sql, siteId: string, id: string): Promise<AccountRow | null> {
  return await sql.maybe<AccountRow>(`select ${ACCOUNT} from account where site_id = $1 and id = $2`, [siteId, id])
}

/** All accounts of a shopper, oldest first. */
export async function listAccounts(sql: Sql, siteId: string, personId: string): Promise<AccountRow[]> {
  return await sql.query<AccountRow>(
    `select ${ACCOUNT} from account where site_id = $1 and person_id = $2 order by connected_at, id`,
    [siteId, personId],
  )
}

/** Writes a new shopper: a random key and a language. */
export async function savePerson(
  sql: Sql,
  person: { siteId: string; id: string; lang: string; at: number },
): Promise<void> {
  await sql.run('insert into person (site_id, id, lang, created_at) values ($1, $2, $3, $4)', [
    person.siteId,
    person.id,
    person.lang,
    new Date(person.at),
  ])
}

/** Writes a new account. @throws 23505 when another request was first */
export async function saveAccount(
  sql: Sql,
  account: {
    siteId: string
    id: string
    personId: string
    connector: string
    subjectHash: Buffer
    sealed: Buffer
    at: number
  },
): Promise<void> {
  await sql.run(
    `insert into account (site_id, id, person_id, connector, subject_hash, sealed, connected_at, signed_in_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [
      account.siteId,
      account.id,
      account.personId,
      account.connector,
      account.subjectHash,
      account.sealed,
      new Date(account.at),
    ],
  )
}

/** The provider takes the refresh token no more. */
export async function markNeedsReconnect(sql: Sql, siteId: string, id: string): Promise<void> {
  await sql.run(`update account set state = 'needs-reconnect' where site_id = $1 and id = $2`, [siteId, id])
}

/** Sealed tokens of an account. */
export interface TokenRow {
  readonly access: Buffer
  readonly refresh: Buffer | null
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
  /** The key they are bound to. */
  readonly dpop: Buffer | null
  /** The server they are from, where it was typed. */
  readonly server: Buffer | null
}

/** Tokens as they are stored. */
export interface StoredToken extends TokenRow {
  /** Goes up whenever other tokens are written; sealing the same ones anew leaves it. */
  readonly version: number
}

const TOKEN = `access, refresh, expires_at as "expiresAt", scopes, dpop, server, version`

/** The tokens of an account, or null. */
export async function loadToken(sql: Sql, siteId: string, accountId: string): Promise<StoredToken | null> {
  return await sql.maybe<StoredToken>(`select ${TOKEN} from account_token where site_id = $1 and account_id = $2`, [
    siteId,
    accountId,
  ])
}

/**
 * The right to refresh a token until then, with the token as it is now; null while another has that right. It runs out by
 * itself, should its holder die.
 */
export async function leaseToken(
  sql: Sql,
  siteId: string,
  accountId: string,
  now: number,
  until: number,
): Promise<StoredToken | null> {
  return await sql.maybe<StoredToken>(
    `update account_token set refreshing_until = $4
     where site_id = $1 and account_id = $2 and (refreshing_until is null or refreshing_until <= $3) returning ${TOKEN}`,
    [siteId, accountId, new Date(now), new Date(until)],
  )
}

/** Gives that right back, by the time it was lent until: whose right has run out leaves the next one's alone. */
export async function freeToken(sql: Sql, siteId: string, accountId: string, until: number): Promise<void> {
  await sql.run(
    'update account_token set refreshing_until = null where site_id = $1 and account_id = $2 and refreshing_until = $3',
    [siteId, accountId, new Date(until)],
  )
}

/** Writes refreshed tokens in the place of those they were got with; false when others stand there. Safe to do twice. */
export async function saveRefreshed(
  sql: Sql,
  siteId: string,
  accountId: string,
  token: Omit<TokenRow, 'dpop' | 'server'>,
  usedVersion: number,
  at: number,
): Promise<boolean> {
  const n = await sql.run(
    `update account_token set access = $3, refresh = $4, expires_at = $5, scopes = $6, updated_at = $7, refreshing_until = null,
       version = $8 + 1
     where site_id = $1 and account_id = $2 and (version = $8 or (version = $8 + 1 and access = $3))`,
    [
      siteId,
      accountId,
      token.access,
      token.refresh,
      token.expiresAt === null ? null : new Date(token.expiresAt),
      token.scopes,
      new Date(at),
      usedVersion,
    ],
  )
  return n === 1
}

/** The same, locked until the transaction ends. */
export async function lockToken(tx: Sql, siteId: string, accountId: string): Promise<StoredToken | null> {
  return await tx.maybe<StoredToken>(
    `select ${TOKEN} from account_token where site_id = $1 and account_id = $2 for update`,
    [siteId, accountId],
  )
}

const PUT_TOKEN = `insert into account_token (site_id, account_id, access, refresh, expires_at, scopes, updated_at, dpop, server)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site_id, account_id) do update set access = excluded.access, refresh = excluded.refresh,
       expires_at = excluded.expires_at, scopes = excluded.scopes, updated_at = excluded.updated_at, dpop = excluded.dpop,
       server = excluded.server, refreshing_until = null, version = account_token.version + 1`

const tokenValues = (siteId: string, accountId: string, token: TokenRow, at: number) => [
  siteId,
  accountId,
  token.access,
  token.refresh,
  token.expiresAt === null ? null : new Date(token.expiresAt),
  token.scopes,
  new Date(at),
  token.dpop,
  token.server,
]

/** Writes tokens, expiry included: a stale one from an earlier sign-in must not stay. */
export async function saveToken(
  sql: Sql,
  siteId: string,
  accountId: string,
  token: TokenRow,
  at: number,
): Promise<void> {
  await sql.run(PUT_TOKEN, tokenValues(siteId, accountId, token, at))
}

/**
 * A known account was signed in with: its card may have changed, it is connected again, and has new tokens; by the kind that was used
 * now, whose tokens they are (a website application and a service account of one merchant are two kinds with the same people).
 */
export async function touchAccount(
  sql: Sql,
  siteId: string,
  id: string,
  now: { readonly connector: string; readonly sealed: Buffer; readonly token: TokenRow; readonly at: number },
): Promise<void> {
  await sql.run(
    `with known as (
       update account set sealed = $10, signed_in_at = $7, connector = $11, state = 'connected' where site_id = $1 and id = $2)
     ${PUT_TOKEN}`,
    [...tokenValues(siteId, id, now.token, now.at), now.sealed, now.connector],
  )
}

/** A session as it is stored, found by the hash of its token. */
export interface SessionRow {
  readonly personId: string
  readonly signedInAt: number
  readonly seenAt: number
  readonly expiresAt: number
}

/** The session of a token's hash, or null. */
export async function loadSession(sql: Sql, siteId: string, tokenHash: Buffer): Promise<SessionRow | null> {
  const [row] = await sql.named<SessionRow>(
    'shopper-session',
    `select person_id as "personId", signed_in_at as "signedInAt", seen_at as "seenAt", expires_at as "expiresAt"
     from shopper_session where site_id = $1 and token_hash = $2`,
    [siteId, tokenHash],
  )
  return row ?? null
}

/**
 * Writes a new session; of somebody who was merged into another meanwhile, it is the other's. The one that the browser had before
 * (`old`) ends.
 */
export async function saveSession(
  sql: Sql,
  session: { siteId: string; tokenHash: Buffer; personId: string; at: number; expiresAt: number; old?: Buffer | null },
): Promise<void> {
  const { siteId, tokenHash, personId, at, expiresAt, old = null } = session
  await sql.run(
    `with old as (delete from shopper_session where site_id = $1 and token_hash = $6)
     insert into shopper_session (site_id, token_hash, person_id, signed_in_at, seen_at, expires_at)
     select $1, $2, coalesce(merged_into, id), $4, $4, $5 from person where site_id = $1 and id = $3 for share`,
    [siteId, tokenHash, personId, new Date(at), new Date(expiresAt), old],
  )
}

/** Somebody came by. */
export async function touchSession(sql: Sql, siteId: string, tokenHash: Buffer, at: number): Promise<void> {
  await sql.run('update shopper_session set seen_at = $3 where site_id = $1 and token_hash = $2', [
    siteId,
    tokenHash,
    new Date(at),
  ])
}

/** Ends one session. */
export async function deleteSession(sql: Sql, siteId: string, tokenHash: Buffer): Promise<void> {
  await sql.run('delete from shopper_session where site_id = $1 and token_hash = $2', [siteId, tokenHash])
}

/** Ends all sessions of a shopper but this one. */
export async function deleteOtherSessions(sql: Sql, siteId: string, personId: string, but: Buffer): Promise<void> {
  await sql.run('delete from shopper_session where site_id = $1 and person_id = $2 and token_hash <> $3', [
    siteId,
    personId,
    but,
  ])
}

/** Removes all accounts, tokens and sessions of a shopper. */
export async function deleteSignIn(sql: Sql, siteId: string, personId: string): Promise<void> {
  await sql.run('delete from shopper_session where site_id = $1 and person_id = $2', [siteId, personId])
  await sql.run('delete from account where site_id = $1 and person_id = $2', [siteId, personId])
}

/** Destroys a shopper's key and notes when: what was sealed under it is gone for good. */
export async function destroyPersonKey(sql: Sql, siteId: string, personId: string, at: number): Promise<void> {
  await sql.run('delete from person_key where site_id = $1 and person_id = $2', [siteId, personId])
  await sql.run('update person set erased_at = $3 where site_id = $1 and id = $2', [siteId, personId, new Date(at)])
}

/** The shopper's language. */
export async function loadPersonLang(sql: Sql, siteId: string, personId: string): Promise<'zh' | 'en'> {
  const row = await sql.maybe<{ lang: 'zh' | 'en' }>('select lang from person where site_id = $1 and id = $2', [
    siteId,
    personId,
  ])
  return row?.lang ?? 'zh'
}

/** Removes one account with its token and everything read from it. */
export async function deleteAccount(tx: Sql, siteId: string, id: string): Promise<void> {
  await tx.run('delete from account where site_id = $1 and id = $2', [siteId, id])
}
