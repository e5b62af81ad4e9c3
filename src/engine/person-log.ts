import type { Sql } from '../storage/db.ts'

/** One thing of a person's history that is theirs to see. */
export interface PersonEvent {
  readonly name: string
  readonly at: number
  readonly payload: Readonly<Record<string, unknown>>
}

/** Rooms whose events are about the person alone; an order's story is told with the order. */
const THEIRS = ['account.%', 'consent.%', 'stream.%', 'fact.%', 'interest.%', 'person.%', 'age.%']

/** A person's own history, also from before they were merged into who they are, oldest first; who of the staff looked stays between the shop and its staff. */
export async function eventsOfPerson(
  sql: Sql,
  siteId: string,
  personId: string,
  limit: number,
): Promise<PersonEvent[]> {
  const rows = await sql.query<PersonEvent>(
    `select name, at, payload - 'staffId' as payload from event
     where site_id = $1 and person_id in (select $2::uuid union all select id from person where site_id = $1 and merged_into = $2)
       and order_id is null and name like any($3) order by at, id limit $4`,
    [siteId, personId, THEIRS, limit],
  )
  return rows
}
