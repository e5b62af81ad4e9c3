import { DAY } from '../base/clock.ts'
import type { Sql } from '../storage/db.ts'
import { isIdle } from './store-tidy.ts'

/** What is counted for the record of processing and the screen of duties. */
export interface Facts {
  readonly shoppers: number
  readonly staff: number
  readonly carriers: readonly string[]
  readonly payments: readonly string[]
  readonly pushHosts: readonly string[]
  readonly backEnds: readonly string[]
}

/** Whom a site knows, and who gets any of it. */
export async function loadFacts(sql: Sql, siteId: string): Promise<Facts> {
  return await sql.one<Facts>(
    `select (select count(*) from person where site_id = $1 and erased_at is null) as shoppers,
       (select count(*) from staff where site_id = $1 and state = 'active') as staff,
       array(select distinct carrier from parcel where site_id = $1 and carrier is not null order by 1) as carriers,
       array(select distinct payment_method from orders where site_id = $1 order by 1) as payments,
       array(select distinct host from push_subscription where site_id = $1 and gone_at is null order by 1) as "pushHosts",
       array(select name from openid_client where site_id = $1 order by 1) as "backEnds"`,
    [siteId],
  )
}

/** What a site's people ask for and agree to, and what needs somebody. */
export interface Standing {
  readonly exports: number
  readonly erasures: number
  readonly looks: number
  readonly people: number
  readonly refusedAll: number
  readonly under: number
  readonly ofAge: number
  readonly unsaid: number
  readonly factsDue: number
  readonly receiversDue: number
  readonly idle: number
  readonly erasing: number
  readonly revoking: number
}

/** Counts for the screen of duties: the last 30 days, and what the next daily turn will delete. */
export async function loadStanding(
  sql: Sql,
  siteId: string,
  at: { now: number; since: number; idleBefore: number },
): Promise<Standing> {
  const next = new Date(at.now + DAY)
  return await sql.one<Standing>(
    `select
       (select count(*) from audit where site_id = $1 and action = 'person.exported' and at >= $2) as exports,
       (select count(*) from audit where site_id = $1 and action = 'person.erased' and at >= $2) as erasures,
       (select count(*) from audit where site_id = $1 and action = 'person.read' and at >= $2) as looks,
       (select count(*) from person where site_id = $1 and erased_at is null) as people,
       (select count(*) from person p where site_id = $1 and erased_at is null and not exists (
          select from consent c where c.site_id = p.site_id and c.person_id = p.id and c.purpose = 'read')) as "refusedAll",
       (select count(*) from profile where site_id = $1 and age = 'under') as under,
       (select count(*) from profile where site_id = $1 and age = 'of-age') as "ofAge",
       (select count(*) from person p where site_id = $1 and erased_at is null and not exists (
          select from profile f where f.site_id = p.site_id and f.person_id = p.id and f.age <> 'unsaid')) as unsaid,
       (select count(*) from fact where site_id = $1 and expires_at < $3) as "factsDue",
       (select count(*) from order_receiver where site_id = $1 and erase_after < $3) as "receiversDue",
       (select count(*) from person p where site_id = $1 and ${isIdle('$4', '$5')}) as idle,
       (select count(*) from outbox where site_id = $1 and kind = 'connector.end' and dead_at is null) as erasing,
       (select count(*) from outbox where site_id = $1 and kind = 'account.revoke' and dead_at is null) as revoking`,
    [siteId, new Date(at.since), next, new Date(at.idleBefore), new Date(at.now)],
  )
}

/** How many people agreed to each stream, purpose by purpose, and how many took it back. */
export async function countConsents(
  sql: Sql,
  siteId: string,
): Promise<{ connector: string; stream: string; purpose: string; n: number }[]> {
  return await sql.query(
    `select connector, stream, purpose, count(*) as n from consent
     where site_id = $1 and connector <> '*' group by 1, 2, 3 order by 1, 2, 3`,
    [siteId],
  )
}
