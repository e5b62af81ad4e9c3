import type { Sql } from '../storage/db.ts'

/** Deletes the facts of a stream; how many there were. */
export async function deleteFactsOfStream(
  tx: Sql,
  siteId: string,
  personId: string,
  connector: string,
  stream: string,
): Promise<number> {
  return await tx.run('delete from fact where site_id = $1 and person_id = $2 and connector = $3 and stream = $4', [
    siteId,
    personId,
    connector,
    stream,
  ])
}

/** A fact as it is stored. */
export interface FactRow {
  readonly id: string
  /** Null: it came from no federated account (declared, of this site, out of an archive). */
  readonly accountId: string | null
  readonly connector: string
  readonly stream: string
  readonly sealed: Buffer
  readonly receiptId: string
  readonly readAt: number
  readonly expiresAt: number
}

const FACT = `id, account_id as "accountId", connector, stream, sealed, receipt_id as "receiptId", read_at as "readAt",
  expires_at as "expiresAt"`

/** What the facts of one page have in common. */
export type FactsOf = Omit<FactRow, 'id' | 'sealed'>

/** Bytes of a source's hash (SHA-256). */
const HASH = 32

/** What each has of its own. */
export interface NewFact {
  readonly id: string
  readonly sealed: Uint8Array
  readonly sourceHash: Buffer
}

/** Adds facts; what is there already, or was removed by its owner, is left out. How many were new. */
export async function saveFacts(
  tx: Sql,
  siteId: string,
  personId: string,
  of: FactsOf,
  facts: readonly NewFact[],
): Promise<number> {
  if (facts.length === 0) return 0
  // Bytes go out as they are, one after the other: a list of them would be written as text, twice as long.
  let next = 1
  const starts = facts.map(({ sealed }) => {
    const start = next
    next += sealed.length
    return start
  })
  return await tx.run(
    `insert into fact (site_id, id, person_id, account_id, connector, stream, receipt_id, read_at, expires_at, source_hash, sealed)
     select $1, f.id, $2, $3, $4, $5, $6, $7, $8, f.source_hash, f.sealed
     from (select id, substr($9::bytea, (n::int - 1) * ${HASH} + 1, ${HASH}) as source_hash, substr($10::bytea, start, length) as sealed
       from unnest($11::uuid[], $12::int[], $13::int[]) with ordinality u(id, start, length, n)) f
     where not exists (select from fact_removed r where r.site_id = $1 and coalesce(r.account_id, r.person_id) = coalesce($3::uuid, $2)
       and r.stream = $5 and r.source_hash = f.source_hash)
     on conflict do nothing`,
    [
      siteId,
      personId,
      of.accountId,
      of.connector,
      of.stream,
      of.receiptId,
      new Date(of.readAt),
      new Date(of.expiresAt),
      Buffer.concat(facts.map((f) => f.sourceHash)),
      Buffer.concat(facts.map((f) => f.sealed)),
      facts.map((f) => f.id),
      starts,
      facts.map((f) => f.sealed.length),
    ],
  )
}

/** Of a stream that is compared: these facts were seen in the run that began then. */
export async function markSeen(
  tx: Sql,
  of: { siteId: string; accountId: string; stream: string; runAt: number },
  hashes: readonly Buffer[],
): Promise<void> {
  if (hashes.length === 0) return
  await tx.run(
    'update fact set seen_at = $4 where site_id = $1 and account_id = $2 and stream = $3 and source_hash = any($5)',
    [of.siteId, of.accountId, of.stream, new Date(of.runAt), hashes],
  )
}

/** A whole reading has ended: what it did not see is not at the source any more. How many went. */
export async function deleteUnseen(
  tx: Sql,
  of: { siteId: string; accountId: string; stream: string; runAt: number },
): Promise<number> {
  return await tx.run(
    'delete from fact where site_id = $1 and account_id = $2 and stream = $3 and seen_at is distinct from $4',
    [of.siteId, of.accountId, of.stream, new Date(of.runAt)],
  )
}

/** Facts of a source without an account that their owner took back: what was declared and is no more. How many went. */
export async function deleteOwnExcept(
  tx: Sql,
  of: { siteId: string; personId: string; connector: string; stream: string },
  keep: readonly Buffer[],
): Promise<number> {
  return await tx.run(
    `delete from fact where site_id = $1 and person_id = $2 and connector = $3 and stream = $4 and account_id is null
       and source_hash <> all($5)`,
    [of.siteId, of.personId, of.connector, of.stream, keep],
  )
}

/** What was declared again stands again, though it was removed before. */
export async function forgetRemoved(
  tx: Sql,
  of: { siteId: string; personId: string; stream: string },
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.run(
    `delete from fact_removed where site_id = $1 and person_id = $2 and stream = $3 and source_hash = any($4)`,
    [of.siteId, of.personId, of.stream, hashes],
  )
}

/** Deletes facts of sources without an account whose time is over; the people whose they were. */
export async function expireOwnFacts(
  sql: Sql,
  now: number,
  limit: number,
): Promise<{ siteId: string; personId: string }[]> {
  return await sql.query(
    `with gone as (delete from fact where (site_id, id) in (
       select site_id, id from fact where account_id is null and expires_at <= $1 limit $2)
       returning site_id, person_id)
     select distinct site_id as "siteId", person_id as "personId" from gone`,
    [new Date(now), limit],
  )
}

/** Facts that were taken back at the source. */
export async function deleteFactsByHash(
  tx: Sql,
  siteId: string,
  accountId: string,
  stream: string,
  hashes: readonly Buffer[],
): Promise<number> {
  if (hashes.length === 0) return 0
  return await tx.run(
    'delete from fact where site_id = $1 and account_id = $2 and stream = $3 and source_hash = any($4)',
    [siteId, accountId, stream, hashes],
  )
}

/** What a profile is formed from: facts of a person that are not over their time, all of them, and no column more. */
export async function allFacts(
  sql: Sql,
  siteId: string,
  personId: string,
  now: number,
): Promise<Pick<FactRow, 'id' | 'connector' | 'stream' | 'sealed' | 'readAt'>[]> {
  return await sql.query(
    `select id, connector, stream, sealed, (extract(epoch from read_at) * 1000)::int8 as "readAt"
     from fact where site_id = $1 and person_id = $2 and expires_at > $3`,
    [siteId, personId, new Date(now)],
  )
}

/** A page of facts, youngest reading first. */
export async function listFacts(
  sql: Sql,
  siteId: string,
  personId: string,
  filter: { stream?: string | undefined; after?: { at: number; id: string } | undefined; limit: number; now: number },
): Promise<FactRow[]> {
  return await sql.query<FactRow>(
    `select ${FACT} from fact where site_id = $1 and person_id = $2 and expires_at > $3 and ($4::text is null or stream = $4)
       and ($5::timestamptz is null or (read_at, id) < ($5, $6::uuid))
     order by read_at desc, id desc limit $7`,
    [
      siteId,
      personId,
      new Date(filter.now),
      filter.stream ?? null,
      filter.after === undefined ? null : new Date(filter.after.at),
      filter.after?.id ?? null,
      filter.limit,
    ],
  )
}

/** How many facts stand of each stream. */
export async function countFacts(
  sql: Sql,
  siteId: string,
  personId: string,
  now: number,
): Promise<{ accountId: string | null; stream: string; n: number }[]> {
  return await sql.query(
    `select account_id as "accountId", stream, count(*) as n from fact
     where site_id = $1 and person_id = $2 and expires_at > $3 group by 1, 2`,
    [siteId, personId, new Date(now)],
  )
}

/** One fact, locked until the transaction ends, or null. */
export async function lockFact(tx: Sql, siteId: string, personId: string, id: string): Promise<FactRow | null> {
  return await tx.maybe<FactRow>(
    `select ${FACT} from fact where site_id = $1 and person_id = $2 and id = $3 for update`,
    [siteId, personId, id],
  )
}

/** Writes what stands sealed in a fact. Reading it again leaves that as it is: its source's id is known. */
export async function resealFact(tx: Sql, siteId: string, id: string, sealed: Buffer): Promise<void> {
  await tx.run('update fact set sealed = $3 where site_id = $1 and id = $2', [siteId, id, sealed])
}

/** Removes one fact for good: it is noted by hash, so that it is never read again. False when it is not there. */
export async function removeFact(tx: Sql, siteId: string, personId: string, id: string): Promise<boolean> {
  const n = await tx.run(
    `with gone as (delete from fact where site_id = $1 and person_id = $2 and id = $3 returning account_id, stream, source_hash)
     insert into fact_removed (site_id, account_id, person_id, stream, source_hash)
     select $1, account_id, case when account_id is null then $2 end, stream, source_hash from gone on conflict do nothing`,
    [siteId, personId, id],
  )
  return n > 0
}

/** Deletes the facts of a stream whose time is over; when the next one's is, or null. */
export async function expireFacts(
  tx: Sql,
  siteId: string,
  accountId: string,
  stream: string,
  now: number,
): Promise<{ deleted: number; nextAt: number | null }> {
  const values = [siteId, accountId, stream]
  const where = 'site_id = $1 and account_id = $2 and stream = $3'
  const deleted = await tx.run(`delete from fact where ${where} and expires_at <= $4`, [...values, new Date(now)])
  const row = await tx.maybe<{ nextAt: number | null }>(
    `select min(expires_at) as "nextAt" from fact where ${where}`,
    values,
  )
  return { deleted, nextAt: row?.nextAt ?? null }
}

/** A profile as it is stored. */
export interface ProfileRow {
  readonly version: number
  readonly sealed: Buffer | null
  readonly denied: Buffer | null
  readonly offersSwitch: 'unset' | 'on' | 'off'
  readonly offersSwitchAt: number | null
  readonly consentVersion: string | null
  readonly derivedAt: number | null
}

const PROFILE = `version, sealed, denied, offers_switch as "offersSwitch", offers_switch_at as "offersSwitchAt",
  consent_version as "consentVersion", derived_at as "derivedAt"`

/** The profile of a person, or null. */
export async function loadProfile(sql: Sql, siteId: string, personId: string): Promise<ProfileRow | null> {
  const [row] = await sql.named<ProfileRow>(
    'profile',
    `select ${PROFILE} from profile where site_id = $1 and person_id = $2`,
    [siteId, personId],
  )
  return row ?? null
}

/** Only its version, for those who hold a copy; null when there is none. */
export async function profileVersion(sql: Sql, siteId: string, personId: string): Promise<number | null> {
  const [row] = await sql.named<{ version: number }>(
    'profile-version',
    'select version from profile where site_id = $1 and person_id = $2',
    [siteId, personId],
  )
  return row?.version ?? null
}

/** The profile, made where there is none, locked until the transaction ends: one derivation of a person at a time. */
export async function lockProfile(tx: Sql, siteId: string, personId: string): Promise<ProfileRow> {
  await tx.run('insert into profile (site_id, person_id) values ($1, $2) on conflict do nothing', [siteId, personId])
  return await tx.one<ProfileRow>(`select ${PROFILE} from profile where site_id = $1 and person_id = $2 for update`, [
    siteId,
    personId,
  ])
}

/** The same for work that must not make one: null when there is none, because the person was erased. */
export async function holdProfile(
  tx: Sql,
  siteId: string,
  personId: string,
): Promise<{ readonly derivedAt: number | null } | null> {
  return await tx.maybe(
    'select derived_at as "derivedAt" from profile where site_id = $1 and person_id = $2 for update',
    [siteId, personId],
  )
}

/** Writes a profile; its version grows. */
export async function saveProfile(
  tx: Sql,
  siteId: string,
  personId: string,
  p: Omit<ProfileRow, 'version'>,
): Promise<void> {
  await tx.run(
    `update profile set version = version + 1, sealed = $3, denied = $4, offers_switch = $5, offers_switch_at = $6,
       consent_version = $7, derived_at = $8 where site_id = $1 and person_id = $2`,
    [
      siteId,
      personId,
      p.sealed,
      p.denied,
      p.offersSwitch,
      p.offersSwitchAt === null ? null : new Date(p.offersSwitchAt),
      p.consentVersion,
      p.derivedAt === null ? null : new Date(p.derivedAt),
    ],
  )
}

/** Deletes everything that was read, formed or allowed; receipts stay (they hold a random key only). */
export async function deletePersonData(tx: Sql, siteId: string, personId: string): Promise<void> {
  for (const table of ['account_stream', 'consent', 'fact', 'fact_removed', 'profile'])
    await tx.run(`delete from ${table} where site_id = $1 and person_id = $2`, [siteId, personId])
}

/** A shopper as the console lists them: what they allowed and how much is held. */
export interface PersonRow {
  readonly personId: string
  readonly since: number
  readonly consents: readonly { connector: string; stream: string; at: string }[]
  readonly facts: number
  readonly interests: boolean
}

/** People who signed in, youngest first. */
export async function listPeople(
  sql: Sql,
  siteId: string,
  after: { at: number; id: string } | undefined,
  limit: number,
): Promise<PersonRow[]> {
  return await sql.query<PersonRow>(
    `select p.id as "personId", p.created_at as since, pr.sealed is not null as interests,
       (select count(*) from fact f where f.site_id = p.site_id and f.person_id = p.id) as facts,
       coalesce((select jsonb_agg(jsonb_build_object('connector', c.connector, 'stream', c.stream, 'at', c.at) order by c.at)
         from consent c where c.site_id = p.site_id and c.person_id = p.id and c.purpose = 'read'), '[]') as consents
     from person p left join profile pr on pr.site_id = p.site_id and pr.person_id = p.id
     where p.site_id = $1 and p.erased_at is null and ($2::timestamptz is null or (p.created_at, p.id) < ($2, $3::uuid))
     order by p.created_at desc, p.id desc limit $4`,
    [siteId, after === undefined ? null : new Date(after.at), after?.id ?? null, limit],
  )
}
