import type { Sql } from '../storage/db.ts'

/** A process that did not read for so long is gone: what it held goes back. By its own clock it stops using it sooner. */
export const GONE_MS = 3_000

/** Another process that makes offers of this site. */
export interface OtherProcess {
  readonly id: string
  readonly isAlone: boolean
}

/**
 * Takes the lock on the shares of a site until the transaction ends, lets go of processes that are gone, and says which others
 * there are.
 */
export async function lockShares(tx: Sql, siteId: string, processId: string): Promise<OtherProcess[]> {
  // One round trip: begun together they run in this order.
  const [, , others] = await Promise.all([
    tx.run('select pg_advisory_xact_lock(hashtextextended($1, 4))', [`offer shares ${siteId}`]),
    // By the database's clock: those of several machines may differ.
    tx.run(
      `delete from offer_process where site_id = $1 and id <> $2 and beat_at < clock_timestamp() - $3 * interval '1 millisecond'`,
      [siteId, processId, GONE_MS],
    ),
    tx.query<OtherProcess>('select id, is_alone as "isAlone" from offer_process where site_id = $1 and id <> $2', [
      siteId,
      processId,
    ]),
  ])
  return others
}

/** Says that this process is here, and whether it knows of another. */
export async function saveBeat(tx: Sql, siteId: string, processId: string, isAlone: boolean): Promise<void> {
  await tx.run(
    `insert into offer_process (site_id, id, beat_at, is_alone) values ($1, $2, clock_timestamp(), $3)
     on conflict (site_id, id) do update set beat_at = excluded.beat_at, is_alone = excluded.is_alone`,
    [siteId, processId, isAlone],
  )
}

/** This process is still here. @returns the sites of which it holds what it was given; of others it must read its shares anew */
export async function beat(sql: Sql, processId: string): Promise<string[]> {
  const text = 'update offer_process set beat_at = clock_timestamp() where id = $1 returning site_id as "siteId"'
  return (await sql.named<{ siteId: string }>('offers-beat', text, [processId])).map(({ siteId }) => siteId)
}

/** A process makes no more offers of a site: what it held goes back at once. */
export async function dropProcess(sql: Sql, siteId: string, processId: string): Promise<void> {
  await sql.run('delete from offer_process where site_id = $1 and id = $2', [siteId, processId])
}

/** What the other processes hold of each campaign. */
export async function othersShares(
  tx: Sql,
  siteId: string,
  processId: string,
): Promise<{ campaignId: string; money: number; draws: number }[]> {
  return await tx.query(
    `select campaign_id as "campaignId", sum(money)::bigint as money, coalesce(sum(draws), 0)::bigint as draws
     from offer_share where site_id = $1 and process_id <> $2 group by campaign_id`,
    [siteId, processId],
  )
}

/** Writes down what this process holds, in place of what it held. */
export async function saveShares(
  tx: Sql,
  siteId: string,
  processId: string,
  shares: readonly { campaignId: string; money: number; draws: number | null }[],
): Promise<void> {
  await Promise.all([
    tx.run('delete from offer_share where site_id = $1 and process_id = $2', [siteId, processId]),
    tx.run(
      `insert into offer_share (site_id, process_id, campaign_id, money, draws)
       select $1, $2, * from unnest($3::uuid[], $4::bigint[], $5::bigint[])`,
      [siteId, processId, shares.map((s) => s.campaignId), shares.map((s) => s.money), shares.map((s) => s.draws)],
    ),
  ])
}

/** What each campaign spent since a moment. */
export async function spentSince(
  sql: Sql,
  siteId: string,
  since: number,
): Promise<{ campaignId: string; spent: number }[]> {
  return await sql.query(
    `select campaign_id as "campaignId", sum(amount)::bigint as spent from offer_spend where site_id = $1 and at >= $2 group by campaign_id`,
    [siteId, new Date(since)],
  )
}

/** What campaigns with a total spent ever. */
export async function spentInAll(sql: Sql, siteId: string): Promise<{ campaignId: string; spent: number }[]> {
  return await sql.query(
    `select s.campaign_id as "campaignId", sum(s.amount)::bigint as spent from campaign c
     join offer_spend s on s.site_id = c.site_id and s.campaign_id = c.id
     where c.site_id = $1 and c.state = 'active' and c.total_budget is not null group by s.campaign_id`,
    [siteId],
  )
}

/** How often campaigns that have a cap for everybody were drawn in each slot on a day. */
export async function drawnOn(
  sql: Sql,
  siteId: string,
  day: string,
): Promise<{ campaignId: string; slot: string; decided: number }[]> {
  return await sql.query(
    `select n.campaign_id as "campaignId", n.slot, n.decided from offer_count n
     join campaign c on c.site_id = n.site_id and c.id = n.campaign_id
     where n.site_id = $1 and n.day = $2 and c.state = 'active' and (c.cap_campaign_day is not null or c.cap_slot_day is not null)`,
    [siteId, day],
  )
}

/** How many offers were asked for in each hour since a moment. */
export async function decidedByHour(
  sql: Sql,
  siteId: string,
  since: number,
): Promise<{ hour: number; decided: number }[]> {
  return await sql.query('select hour, decided from offer_hour where site_id = $1 and hour >= $2', [
    siteId,
    new Date(since),
  ])
}
