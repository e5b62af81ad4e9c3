import { DAY } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import type { Sql } from '../storage/db.ts'

/** A phone that was away for longer asks anew instead of being told everything it missed. */
const INBOX_KEPT_MS = 7 * DAY
/** How a message came through is looked into for this long. */
const MESSAGES_KEPT_MS = 30 * DAY
/** The address of a browser that is gone. */
const GONE_KEPT_MS = 7 * DAY
/** The address of a browser that wanted to hear of one order: long after the last return. */
const ORDER_KEPT_MS = 180 * DAY

/** Lets go of what was told long ago, and of addresses that nobody is reached at any more. */
export async function tidyPush({ db, clock }: Core, limit: number): Promise<number[]> {
  const now = clock.now()
  const drop = async (table: string, where: string, before: number) =>
    await db.run(`delete from ${table} where ctid = any(array(select ctid from ${table} where ${where} limit $2))`, [
      new Date(before),
      limit,
    ])
  return [
    await drop('inbox', 'at < $1', now - INBOX_KEPT_MS),
    await drop('push_message', 'created_at < $1 and expires_at < $1', now - MESSAGES_KEPT_MS),
    await drop('push_subscription', 'gone_at < $1', now - GONE_KEPT_MS),
    await drop('push_subscription', `recipient like 'order:%' and created_at < $1`, now - ORDER_KEPT_MS),
  ]
}

/** Is the entry after `n` gone, though the stream went on? Then a reader who knows `n` cannot be told what it missed. */
export async function isDropped(sql: Sql, siteId: string, recipient: string, n: number): Promise<boolean> {
  const row = await sql.maybe('select from inbox where site_id = $1 and recipient = $2 and n = $3', [
    siteId,
    recipient,
    n + 1,
  ])
  return row === null
}
