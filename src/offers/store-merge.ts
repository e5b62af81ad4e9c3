import type { Sql } from '../storage/db.ts'

/** What was drawn for somebody, and what they did with it, is another's: caps, hidden goods and clicks go with them. */
export async function giveOffers(tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  for (const table of ['offer_decision', 'offer_event'])
    await tx.run(`update ${table} set person_id = $3 where site_id = $1 and person_id = $2`, [siteId, from, into])
}
