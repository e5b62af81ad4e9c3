import { iso } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Sql } from '../storage/db.ts'

/** Who did it: `key` is the site's secret key, `command` somebody at the server's own terminal. */
export type WhoKind = 'staff' | 'key' | 'shopper' | 'system' | 'command'

/** An entry on its way into the audit. Names of things and fields, never what they hold. */
export interface NewEntry {
  readonly siteId: string
  /** ms since the epoch. */
  readonly at: number
  readonly who: { readonly kind: WhoKind; readonly id?: string }
  /** A route (`PUT /v1/console/settings`) or, where there is none, `noun.past-verb`. */
  readonly action: string
  /** Ids of what it was done to: `connector=github`. */
  readonly about?: string | null
  /** The random person key, when it is about a person. */
  readonly personId?: string | null
  readonly fields?: readonly string[]
  /** The reason that was typed, sealed under the person's own key: it may name them. */
  readonly note?: Buffer | null
  /** `begun` stands as done unless a refusal follows. */
  readonly outcome: 'begun' | 'done' | 'refused'
  readonly begunId?: string | null
  readonly code?: string | null
}

/** An entry as it is read: a refusal is told by the entry that it answers. */
export interface Entry {
  readonly id: string
  readonly n: number
  readonly at: number
  readonly whoKind: WhoKind
  readonly who: string | null
  readonly action: string
  readonly about: string | null
  readonly personId: string | null
  readonly fields: readonly string[]
  readonly note: Buffer | null
  /** The problem's code, when it was refused. */
  readonly refused: string | null
}

/** Adds an entry: in the transaction of the change it tells of, as its last statement, since entries of a site queue up. @returns its id */
export async function audit(sql: Sql, entry: NewEntry): Promise<string> {
  const id = newId()
  await sql.named(
    'audit-append',
    `insert into audit (site_id, id, at, who_kind, who, action, about, person_id, fields, note, outcome, begun_id, code)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      entry.siteId,
      id,
      iso(entry.at),
      entry.who.kind,
      entry.who.id ?? null,
      entry.action,
      entry.about ?? null,
      entry.personId ?? null,
      entry.fields ?? [],
      entry.note ?? null,
      entry.outcome,
      entry.begunId ?? null,
      entry.code ?? null,
    ],
  )
  return id
}

/** Is the same done by the same person about the same thing written down since then, ms since the epoch? */
export async function isAuditedSince(
  sql: Sql,
  since: number,
  { siteId, action, about, who }: Pick<NewEntry, 'siteId' | 'action' | 'about' | 'who'>,
): Promise<boolean> {
  const known = await sql.maybe(
    `select 1 from audit where site_id = $1 and at > $2 and action = $3 and about = $4 and who_kind = $5 and who = $6 limit 1`,
    [siteId, iso(since), action, about, who.kind, who.id],
  )
  return known !== null
}

/** What is looked for in the audit; an absent member does not matter. */
export interface AuditFilter {
  readonly actions?: readonly string[] | undefined
  readonly staffId?: string | undefined
  readonly kind?: WhoKind | undefined
  readonly personId?: string | undefined
  /** Older than this entry. */
  readonly before?: { readonly at: number; readonly id: string } | undefined
  readonly limit: number
}

/** Entries of a site, youngest first. */
export async function listAudit(sql: Sql, siteId: string, filter: AuditFilter): Promise<Entry[]> {
  return await sql.query<Entry>(
    `select a.id, a.n, a.at, a.who_kind as "whoKind", a.who, a.action, a.about, a.person_id as "personId", a.fields, a.note,
       (select r.code from audit r where r.site_id = a.site_id and r.begun_id = a.id limit 1) as refused
     from audit a
     where a.site_id = $1 and a.outcome <> 'refused'
       and ($2::text[] is null or a.action = any($2)) and ($3::uuid is null or (a.who_kind = 'staff' and a.who = $3))
       and ($4::text is null or a.who_kind = $4) and ($5::uuid is null or a.person_id = any(array(
         select $5::uuid union all select id from person where site_id = $1 and merged_into = $5)))
       and ($6::timestamptz is null or (a.at, a.id) < ($6, $7::uuid))
     order by a.at desc, a.id desc limit $8`,
    [
      siteId,
      filter.actions ?? null,
      filter.staffId ?? null,
      filter.kind ?? null,
      filter.personId ?? null,
      filter.before === undefined ? null : iso(filter.before.at),
      filter.before?.id ?? null,
      filter.limit,
    ],
  )
}

/** How many entries a site has, and the first whose hash or link is not what it was; null: the chain holds. */
export async function checkAudit(sql: Sql, siteId: string): Promise<{ entries: number; brokenAt: number | null }> {
  return await sql.one(
    `select count(*) as entries, min(n) filter (where is_wrong) as "brokenAt" from (
       select a.n, a.hash <> audit_hash(a) or (lag(a.n) over chain is not null
         and (a.prev <> lag(a.hash) over chain or a.n <> lag(a.n) over chain + 1)) as is_wrong
       from audit a where a.site_id = $1 window chain as (order by a.n)) rows`,
    [siteId],
  )
}

/** Lets go of entries that are over three years old; the database itself refuses any other. @returns how many went */
export async function tidyAudit(sql: Sql, limit: number): Promise<number> {
  return await sql.run(
    `delete from audit where ctid = any(array(
       select ctid from audit where at < now() - interval '3 years' order by at limit $1))`,
    [limit],
  )
}
