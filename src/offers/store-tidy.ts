import { DAY } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'

/** Whom an offer was drawn for and what they did with it; what it cost stays in the books, which name nobody. */
const DECISIONS_KEPT_MS = 90 * DAY

/** Every process has heard of a removed campaign after this. */
const TOLD_MS = DAY
/** What an even budget follows looks back two weeks. */
const HOURS_KEPT_MS = 30 * DAY

const removeOlder = (db: Core['db'], table: string, column: string, before: number, limit: number): Promise<number> =>
  db.run(`delete from ${table} where ctid in (select ctid from ${table} where ${column} < $1 limit $2)`, [
    new Date(before),
    limit,
  ])

/** Lets go of decisions whose time is over, with what became of them. */
export async function tidyOffers({ db, clock }: Core, limit: number): Promise<number[]> {
  return [
    await db.run(
      `with old as (
         select d.site_id, d.id from site s cross join lateral (
           select site_id, id from offer_decision where site_id = s.id and at < $1 order by at limit $2) d limit $2),
       events as (delete from offer_event e using old where e.site_id = old.site_id and e.decision_id = old.id)
       delete from offer_decision d using old where d.site_id = old.site_id and d.id = old.id`,
      [new Date(clock.now() - DECISIONS_KEPT_MS), limit],
    ),
    await removeOlder(db, 'campaign_removed', 'at', clock.now() - TOLD_MS, limit),
    await removeOlder(db, 'offer_hour', 'hour', clock.now() - HOURS_KEPT_MS, limit),
  ]
}
