import { DAY } from '../base/clock.ts'
import type { Sql } from '../storage/db.ts'
import { RETENTION } from './retention.ts'

/** Deletes what nobody else lets go of, table by table. @returns how many rows of each */
export async function sweepTables(sql: Sql, now: number, limit: number): Promise<number[]> {
  const gone: number[] = []
  for (const { table, age, days = 0, sweep } of RETENTION) {
    if (sweep !== true || age === undefined || table === 'person') continue
    gone.push(
      await sql.run(
        `delete from ${table} where ctid = any(array(select ctid from ${table} where ${age} < $1 limit $2))`,
        [new Date(now - days * DAY), limit],
      ),
    )
  }
  return gone
}

/** Of whoever was erased so long ago, receipts go, and then the random number itself. @returns how many of each */
export async function sweepErased(sql: Sql, before: number, limit: number): Promise<number[]> {
  // Who was merged into somebody still here goes with them: their receipts prove what that one agreed to.
  const gone = `p.erased_at < $1 and not exists (
    select from person t where t.site_id = p.site_id and t.id = p.merged_into and t.erased_at is null)`
  const receipts = await sql.run(
    `delete from consent_receipt where ctid = any(array(
       select r.ctid from consent_receipt r join person p on p.site_id = r.site_id and p.id = r.person_id
       where ${gone} limit $2))`,
    [new Date(before), limit],
  )
  const people = await sql.run(
    `delete from person where ctid = any(array(
       select p.ctid from person p where ${gone} and not exists (
         select from consent_receipt r where r.site_id = p.site_id and r.person_id = p.id) limit $2))`,
    [new Date(before), limit],
  )
  return [receipts, people]
}

/** The kind of a phone that was removed so long ago is forgotten; its row stays, since work was done with it. */
export async function forgetPhones(sql: Sql, before: number, limit: number): Promise<number> {
  return await sql.run(
    `update device set user_agent = '', name = '-' where ctid = any(array(
       select ctid from device where removed_at < $1 and user_agent <> '' limit $2))`,
    [new Date(before), limit],
  )
}

/** The condition on a person `p` that they have not signed in since then and are signed in nowhere; names of the two parameters. */
export const isIdle = (before: string, now: string): string =>
  `p.erased_at is null and p.created_at < ${before}
   and not exists (select from account a where a.site_id = p.site_id and a.person_id = p.id and a.signed_in_at >= ${before})
   and not exists (select from shopper_session s where s.site_id = p.site_id and s.person_id = p.id and s.expires_at > ${now})`

/** Shoppers who have not signed in since then and are signed in nowhere. */
export async function listIdle(
  sql: Sql,
  before: number,
  now: number,
  limit: number,
): Promise<{ siteId: string; personId: string }[]> {
  return await sql.query(
    `select p.site_id as "siteId", p.id as "personId" from person p where ${isIdle('$1', '$2')} order by p.created_at limit $3`,
    [new Date(before), new Date(now), limit],
  )
}
