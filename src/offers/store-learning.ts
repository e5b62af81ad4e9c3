import { DAY } from '../base/clock.ts'
import type { GuardState } from '../learning/guard.ts'
import type { Patience } from '../learning/outcomes.ts'
import type { Sql } from '../storage/db.ts'
import type { Features, Watched } from './choice.ts'

/** How far a site has learnt. */
export interface LearnerRow {
  /** Decisions are made by this model; 0: by none. */
  readonly version: number
  readonly learntUntil: number
  readonly guard: GuardState | null
  readonly guardedAt: number | null
}

const LEARNER = 'version, learnt_until as "learntUntil", guard, guarded_at as "guardedAt"'

/** How far a site has learnt; null before it began. */
export async function loadLearner(sql: Sql, siteId: string): Promise<LearnerRow | null> {
  const text = `select ${LEARNER} from offer_learner where site_id = $1`
  const [row] = await sql.named<LearnerRow>('offer-learner', text, [siteId])
  return row ?? null
}

/** Begins to learn from a moment on, unless the site has begun. */
export async function beginLearner(sql: Sql, siteId: string, from: number): Promise<void> {
  const text = 'insert into offer_learner (site_id, version, learnt_until) values ($1, 0, $2) on conflict do nothing'
  await sql.run(text, [siteId, new Date(from)])
}

/** The same, held until the transaction ends; null when another process holds it, unless that is waited for. */
export async function lockLearner(tx: Sql, siteId: string, waits = false): Promise<LearnerRow | null> {
  return await tx.maybe<LearnerRow>(
    `select ${LEARNER} from offer_learner where site_id = $1 for update ${waits ? '' : 'skip locked'}`,
    [siteId],
  )
}

/** Writes down how far a site has learnt. */
export async function saveLearner(tx: Sql, siteId: string, row: LearnerRow): Promise<void> {
  await tx.run(
    'update offer_learner set version = $2, learnt_until = $3, guard = $4, guarded_at = $5 where site_id = $1',
    [
      siteId,
      row.version,
      new Date(row.learntUntil),
      row.guard === null ? null : JSON.stringify(row.guard),
      row.guardedAt === null ? null : new Date(row.guardedAt),
    ],
  )
}

/** A kept model, without its bytes. */
export interface KeptModel {
  readonly version: number
  readonly madeAt: number
  readonly lessons: number
  /** Rolled back to that one; null: learnt. */
  readonly fromVersion: number | null
}

/** The kept models of a site, youngest first. */
export async function listModels(sql: Sql, siteId: string): Promise<KeptModel[]> {
  return await sql.query<KeptModel>(
    `select version, made_at as "madeAt", lessons, from_version as "fromVersion"
     from offer_model where site_id = $1 order by version desc`,
    [siteId],
  )
}

/** The bytes of the youngest model up to a version, and which it is; null when there is none. */
export async function loadModel(
  sql: Sql,
  siteId: string,
  upTo: number,
): Promise<{ version: number; lessons: number; bytes: Uint8Array } | null> {
  return await sql.maybe(
    `select version, lessons, bytes from offer_model where site_id = $1 and version <= $2 order by version desc limit 1`,
    [siteId, upTo],
  )
}

/** The highest version a site ever kept that is still here; 0 for none. */
export async function lastVersion(sql: Sql, siteId: string): Promise<number> {
  const text = 'select coalesce(max(version), 0)::int as version from offer_model where site_id = $1'
  return (await sql.one<{ version: number }>(text, [siteId])).version
}

/** The youngest models that are kept whatever their day. */
const YOUNGEST = 10
/** Of each of so many days the last one is kept too. */
const DAYS_KEPT = 30

/** Keeps a model; of the older ones the youngest stay, and one a day. */
export async function saveModel(tx: Sql, siteId: string, model: KeptModel & { bytes: Uint8Array }): Promise<void> {
  const { version, madeAt, lessons, fromVersion, bytes } = model
  await tx.run(
    'insert into offer_model (site_id, version, made_at, lessons, from_version, bytes) values ($1, $2, $3, $4, $5, $6)',
    [siteId, version, new Date(madeAt), lessons, fromVersion, bytes],
  )
  await tx.run(
    `delete from offer_model where site_id = $1 and version <= $2 - ${YOUNGEST}
       and (made_at < $3 or version not in
         (select max(version) from offer_model where site_id = $1 group by date_trunc('day', made_at at time zone 'UTC')))`,
    [siteId, version, new Date(madeAt - DAYS_KEPT * DAY)],
  )
}

/** A decision with what came of it, as the learner reads it. */
export interface ToldRow {
  readonly id: string
  readonly at: number
  readonly campaignId: string
  readonly sku: string
  readonly features: Features
  readonly seenAt: number | null
  readonly clickedAt: number | null
  readonly orderedAt: number | null
  readonly shippedAt: number | null
  readonly cancelledAt: number | null
}

/**
 * The decisions of which something may be learnt in a span (after `from`, up to `to`): something happened in it, or it ended the time
 * that silence is waited for.
 */
export async function decisionsTold(
  sql: Sql,
  siteId: string,
  { from, to, patience }: { from: number; to: number; patience: Patience },
): Promise<ToldRow[]> {
  const { clickMs, orderMs, shippedMs } = patience
  const span = [0, clickMs, orderMs, shippedMs].flatMap((ms) => [new Date(from - ms), new Date(to - ms)])
  return await sql.named<ToldRow>(
    'offer-decisions-told',
    `with told as (
       select decision_id as id from offer_event where site_id = $1 and type in ('seen', 'clicked') and at > $2 and at <= $3
       union select decision_id from offer_event where site_id = $1 and type = 'seen' and at > $4 and at <= $5
       union select decision_id from offer_event where site_id = $1 and type = 'clicked' and at > $6 and at <= $7
       union select decision_id from offer_order where site_id = $1 and ordered_at > $2 and ordered_at <= $3
       union select decision_id from offer_order where site_id = $1 and ordered_at > $8 and ordered_at <= $9
       union select o.decision_id from event v join offer_order o on o.site_id = v.site_id and o.order_id = v.order_id
         where v.site_id = $1 and v.at > $2 and v.at <= $3 and v.name in ('parcel.shipped', 'order.cancelled'))
     select d.id, d.at, d.campaign_id as "campaignId", d.sku, d.features,
       (select min(e.at) from offer_event e where e.site_id = d.site_id and e.decision_id = d.id and e.type in ('seen', 'clicked')) as "seenAt",
       (select e.at from offer_event e where e.site_id = d.site_id and e.decision_id = d.id and e.type = 'clicked') as "clickedAt",
       o.ordered_at as "orderedAt",
       (select min(v.at) from event v where v.site_id = d.site_id and v.order_id = o.order_id and v.name = 'parcel.shipped') as "shippedAt",
       (select min(v.at) from event v where v.site_id = d.site_id and v.order_id = o.order_id and v.name = 'order.cancelled') as "cancelledAt"
     from told join offer_decision d on d.site_id = $1 and d.id = told.id
     left join lateral (select order_id, ordered_at from offer_order x where x.site_id = d.site_id and x.decision_id = d.id
       order by ordered_at limit 1) o on true
     where d.features is not null`,
    [siteId, ...span],
  )
}

/** A watched decision that was seen, and whether it was clicked. */
export interface WatchedRow {
  readonly who: string
  readonly watched: Watched
  readonly clicked: boolean
}

/** What the guard compares by: the youngest watched decisions that were seen, decided after `from` and up to `to`. */
export async function decisionsWatched(
  sql: Sql,
  siteId: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<WatchedRow[]> {
  return await sql.query<WatchedRow>(
    `select coalesce(d.person_id, d.id) as who, d.features -> 'watched' as watched,
       exists (select 1 from offer_event e where e.site_id = d.site_id and e.decision_id = d.id and e.type = 'clicked') as clicked
     from offer_decision d
     where d.site_id = $1 and d.at > $2 and d.at <= $3 and d.features ? 'watched'
       and exists (select 1 from offer_event e where e.site_id = d.site_id and e.decision_id = d.id and e.type in ('seen', 'clicked'))
     order by d.at desc limit $4`,
    [siteId, new Date(from), new Date(to), limit],
  )
}
