import type { Sql } from '../storage/db.ts'
import type { Whom } from './whom.ts'

/** What was drawn for one person or visitor since a moment and was seen, or is younger than `unseenSince`. */
export async function countedSince(
  sql: Sql,
  siteId: string,
  whom: Whom,
  since: number,
  unseenSince: number,
): Promise<{ id: string; campaignId: string; at: number; seen: boolean }[]> {
  const column = columnOf(whom)
  return await sql.named(
    `offers-counted-since-${column}`,
    `select * from (
       select d.id, d.campaign_id as "campaignId", d.at, exists (select 1 from offer_event e
           where e.site_id = d.site_id and e.decision_id = d.id and e.type in ('seen', 'clicked')) as seen
       from offer_decision d where d.site_id = $1 and d.${column} = $2 and d.at >= $3) x
     where seen or at >= $4`,
    [siteId, whom.personId ?? whom.visitorHash, new Date(since), new Date(unseenSince)],
  )
}

/** What a person or visitor hid since a moment, as SKUs. */
export async function hiddenSince(sql: Sql, siteId: string, whom: Whom, since: number): Promise<string[]> {
  const rows = await sql.named<{ sku: string }>(
    `offers-hidden-since-${columnOf(whom)}`,
    whom.personId === null
      ? `select distinct d.sku from offer_decision d join offer_event e on e.site_id = d.site_id and e.decision_id = d.id
         where d.site_id = $1 and d.visitor_hash = $2 and d.at >= $3 and e.type = 'hidden'`
      : `select distinct d.sku from offer_event e join offer_decision d on d.site_id = e.site_id and d.id = e.decision_id
         where e.site_id = $1 and e.person_id = $2 and e.type = 'hidden' and e.at >= $3`,
    [siteId, whom.personId ?? whom.visitorHash, new Date(since)],
  )
  return rows.map((row) => row.sku)
}

const columnOf = (whom: Whom): 'person_id' | 'visitor_hash' => (whom.personId === null ? 'visitor_hash' : 'person_id')
