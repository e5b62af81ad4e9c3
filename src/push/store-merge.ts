import type { Sql } from '../storage/db.ts'

/** Where a recipient's browsers are reached, sealed; locked. */
export async function lockSubscriptions(
  tx: Sql,
  siteId: string,
  recipient: string,
): Promise<{ id: string; sealed: Buffer }[]> {
  return await tx.query(
    'select id, sealed from push_subscription where site_id = $1 and recipient = $2 order by id for update',
    [siteId, recipient],
  )
}

/** Seals anew where a browser is reached. */
export async function resealSubscription(tx: Sql, siteId: string, id: string, sealed: Buffer): Promise<void> {
  await tx.run('update push_subscription set sealed = $3 where site_id = $1 and id = $2', [siteId, id, sealed])
}

/**
 * A recipient is another one from now on: browsers that were subscribed, and what was said to them, numbered behind what the other
 * was told already.
 */
export async function moveRecipient(tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  const who = [siteId, from, into]
  await tx.run(
    `delete from push_subscription s where s.site_id = $1 and s.recipient = $2 and exists (
       select from push_subscription o where o.site_id = $1 and o.recipient = $3 and o.endpoint_hash = s.endpoint_hash)`,
    who,
  )
  await tx.run('update push_subscription set recipient = $3 where site_id = $1 and recipient = $2', who)
  await tx.run('update push_message set recipient = $3 where site_id = $1 and recipient = $2', who)
  // Both heads are locked by being written, the one that stays first.
  const head = await tx.one<{ last: number }>(
    `with old as (select last from inbox_head where site_id = $1 and recipient = $2 for update)
     insert into inbox_head as h (site_id, recipient, last) values ($1, $3, coalesce((select last from old), 0))
     on conflict (site_id, recipient) do update set last = h.last + excluded.last
     returning last - coalesce((select last from old), 0) as last`,
    who,
  )
  await tx.run('update inbox set recipient = $3, n = n + $4 where site_id = $1 and recipient = $2', [...who, head.last])
  for (const table of ['inbox_head', 'app_open'])
    await tx.run(`delete from ${table} where site_id = $1 and recipient = $2`, [siteId, from])
}
