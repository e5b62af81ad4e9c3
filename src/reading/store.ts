import { DAY } from '../base/clock.ts'
import type { Sql } from '../storage/db.ts'

/** How far the reading of a stream of an account is. */
export interface StreamState {
  readonly accountId: string
  readonly stream: string
  readonly personId: string
  readonly connector: string
  readonly state: 'waiting' | 'reading' | 'done' | 'failed' | 'stopped'
  readonly nextPage: Buffer | null
  readonly pages: number
  readonly count: number
  readonly kept: number
  readonly setAside: number
  readonly total: number | null
  readonly problem: string | null
  readonly failures: number
  readonly nextAt: number | null
  readonly startedAt: number
  /** When it was last read to the end. */
  readonly readAt: number | null
  /** From where the next reading goes on, and what the first page of this run said of that; sealed. */
  readonly since: Buffer | null
  readonly sinceNext: Buffer | null
  /** Does this run read everything? */
  readonly isWhole: boolean
  readonly wholeAt: number | null
  /** When this run began, also where it was gone on with. */
  readonly runAt: number
  /** How often this run was begun anew because its next page was lost. */
  readonly restarts: number
}

const STATE = `account_id as "accountId", stream, person_id as "personId", connector, state, next_page as "nextPage", pages, count,
  kept, set_aside as "setAside", total, problem, failures, next_at as "nextAt", started_at as "startedAt", read_at as "readAt",
  since, since_next as "sinceNext", is_whole as "isWhole", whole_at as "wholeAt", coalesce(run_at, started_at) as "runAt", restarts`

/** All streams of a person that are or were read. */
export async function listStreams(sql: Sql, siteId: string, personId: string): Promise<StreamState[]> {
  return await sql.query<StreamState>(
    `select ${STATE} from account_stream where site_id = $1 and person_id = $2 order by account_id, stream`,
    [siteId, personId],
  )
}

/** One stream, or null. */
export async function loadStream(
  sql: Sql,
  siteId: string,
  accountId: string,
  stream: string,
): Promise<StreamState | null> {
  return await sql.maybe<StreamState>(
    `select ${STATE} from account_stream where site_id = $1 and account_id = $2 and stream = $3`,
    [siteId, accountId, stream],
  )
}

/** One stream, locked until the transaction ends, or null. */
export async function lockStream(
  tx: Sql,
  siteId: string,
  accountId: string,
  stream: string,
): Promise<StreamState | null> {
  return await tx.maybe<StreamState>(
    `select ${STATE} from account_stream where site_id = $1 and account_id = $2 and stream = $3 for update`,
    [siteId, accountId, stream],
  )
}

/**
 * A new run begins at the first page. When it was last read to the end stays known only if that was the last run: behind the
 * first page of a run that was broken off lies what nobody has read, so that a known page must not end the next one.
 * `forget`: from where it was to go on is not known at the source any more, so everything is read.
 */
export async function beginStream(
  tx: Sql,
  s: {
    siteId: string
    accountId: string
    stream: string
    personId: string
    connector: string
    at: number
    forget?: boolean
    restarts?: number
  },
): Promise<void> {
  await tx.run(
    `insert into account_stream (site_id, account_id, stream, person_id, connector, state, started_at, run_at)
     values ($1, $2, $3, $4, $5, 'waiting', $6, $6)
     on conflict (site_id, account_id, stream) do update set state = 'waiting', next_page = null, pages = 0, count = 0, kept = 0,
       set_aside = 0, total = null, problem = null, failures = 0, next_at = null, started_at = excluded.started_at,
       run_at = excluded.run_at, since_next = null, is_whole = true, restarts = $8,
       since = case when not $7 then account_stream.since end,
       read_at = case when account_stream.state = 'done' then account_stream.read_at end`,
    [s.siteId, s.accountId, s.stream, s.personId, s.connector, new Date(s.at), s.forget === true, s.restarts ?? 0],
  )
}

/** A run that was broken off goes on at the page where it stood; a reader of the old run is told by the new start. */
export async function continueStream(
  tx: Sql,
  s: { siteId: string; accountId: string; stream: string; at: number },
): Promise<void> {
  await tx.run(
    `update account_stream set state = 'waiting', problem = null, failures = 0, next_at = null, started_at = $4
     where site_id = $1 and account_id = $2 and stream = $3`,
    [s.siteId, s.accountId, s.stream, new Date(s.at)],
  )
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at))

/** Writes how far it is. */
export async function saveStream(tx: Sql, siteId: string, s: StreamState): Promise<void> {
  await tx.run(
    `update account_stream set state = $4, next_page = $5, pages = $6, count = $7, kept = $8, set_aside = $9, total = $10,
       problem = $11, failures = $12, next_at = $13, read_at = $14, since = $15, since_next = $16, is_whole = $17, whole_at = $18
     where site_id = $1 and account_id = $2 and stream = $3`,
    [
      siteId,
      s.accountId,
      s.stream,
      s.state,
      s.nextPage,
      s.pages,
      s.count,
      s.kept,
      s.setAside,
      s.total,
      s.problem,
      s.failures,
      dateOf(s.nextAt),
      dateOf(s.readAt),
      s.since,
      s.sinceNext,
      s.isWhole,
      dateOf(s.wholeAt),
    ],
  )
}

/** The shopper stopped all reading that is under way; what was read stays. */
export async function stopStreams(tx: Sql, siteId: string, personId: string): Promise<StreamState[]> {
  return await tx.query<StreamState>(
    `update account_stream set state = 'stopped', next_at = null
     where site_id = $1 and person_id = $2 and (state in ('waiting', 'reading') or next_at is not null)
     returning ${STATE}`,
    [siteId, personId],
  )
}

/** Forgets a stream of a connector with everything read from it. */
export async function deleteStream(
  tx: Sql,
  siteId: string,
  personId: string,
  connector: string,
  stream: string,
): Promise<{ accountId: string }[]> {
  const where = 'site_id = $1 and person_id = $2 and connector = $3 and stream = $4'
  const values = [siteId, personId, connector, stream]
  const gone = await tx.query<{ accountId: string }>(
    `delete from account_stream where ${where} returning account_id as "accountId"`,
    values,
  )
  return gone
}

/** Streams that hold facts whose time is over: of one that was stopped or failed nothing else comes by. */
export async function streamsOverTime(
  sql: Sql,
  now: number,
  limit: number,
): Promise<{ siteId: string; accountId: string; stream: string }[]> {
  return await sql.query(
    `select s.site_id as "siteId", s.account_id as "accountId", s.stream from account_stream s
     where exists (select from fact f where f.site_id = s.site_id and f.account_id = s.account_id and f.stream = s.stream
       and f.expires_at <= $1) limit $2`,
    [new Date(now), limit],
  )
}

/** How reading goes, by connector and stream, for the console. */
export interface StreamHealth {
  readonly connector: string
  readonly stream: string
  readonly accounts: number
  /** Accounts of which it is being read, or waits for its turn. */
  readonly underWay: number
  readonly lastReadAt: number | null
  readonly failing: number
  /** The problem that most of those have. */
  readonly problem: string | null
  /** Failures in a row, the most of any account. */
  readonly failures: number
  readonly nextAt: number | null
  readonly facts: number
  /** Facts of it that were read within the last day. */
  readonly factsToday: number
}

/** How reading goes on a site. */
export async function readingHealth(sql: Sql, siteId: string, now: number): Promise<StreamHealth[]> {
  return await sql.query(
    `select s.connector, s.stream, count(*) as accounts, count(*) filter (where s.state in ('waiting', 'reading')) as "underWay",
       max(s.read_at) as "lastReadAt", count(*) filter (where s.problem is not null) as failing,
       mode() within group (order by s.problem) as problem, max(s.failures) as failures, min(s.next_at) as "nextAt",
       coalesce(max(f.n), 0) as facts, coalesce(max(f.today), 0) as "factsToday"
     from account_stream s left join (
       select connector, stream, count(*) as n, count(*) filter (where read_at > $2) as today from fact
       where site_id = $1 group by 1, 2) f on f.connector = s.connector and f.stream = s.stream
     where s.site_id = $1 group by s.connector, s.stream order by 1, 2`,
    [siteId, new Date(now - DAY)],
  )
}

/**
 * Takes one request from a provider's allowance, counted for all processes: one statement, nobody waits (GCRA, the generic cell
 * rate algorithm: a request moves `free_at` on by the pace, and may go out while that is not further ahead than the burst).
 * @returns 0 when it may go out, else when to ask again, ms since the epoch
 */
export async function takeRequest(
  sql: Sql,
  siteId: string,
  bucket: string,
  { now, paceMs, burstMs }: { now: number; paceMs: number; burstMs: number },
): Promise<number> {
  const taken = await sql.named(
    'source-take',
    `insert into source_bucket as b (site_id, bucket, free_at) values ($1, $2, $3::timestamptz + $4 * interval '1 ms')
     on conflict (site_id, bucket) do update set free_at = greatest(b.free_at, $3::timestamptz) + $4 * interval '1 ms'
       where b.free_at <= $3::timestamptz + $5 * interval '1 ms' returning 1`,
    [siteId, bucket, new Date(now), paceMs, burstMs],
  )
  if (taken.length > 0) return 0
  const row = await sql.maybe<{ freeAt: number }>(
    'select free_at as "freeAt" from source_bucket where site_id = $1 and bucket = $2',
    [siteId, bucket],
  )
  return Math.max(now + 1, (row?.freeAt ?? now) - burstMs)
}

/** The provider wants nothing more before `until`: nobody who shares the allowance asks it. */
export async function closeBucket(
  sql: Sql,
  siteId: string,
  bucket: string,
  until: number,
  burstMs: number,
): Promise<void> {
  await sql.run(
    `insert into source_bucket as b (site_id, bucket, free_at) values ($1, $2, $3)
     on conflict (site_id, bucket) do update set free_at = greatest(b.free_at, excluded.free_at)`,
    [siteId, bucket, new Date(until + burstMs)],
  )
}

/** Allowances nobody has used for a day say nothing any more. */
export async function tidyBuckets(sql: Sql, now: number, limit: number): Promise<number> {
  return await sql.run(
    `delete from source_bucket where (site_id, bucket) in (
       select site_id, bucket from source_bucket where free_at < $1 limit $2)`,
    [new Date(now - DAY), limit],
  )
}
