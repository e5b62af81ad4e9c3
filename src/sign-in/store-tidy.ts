import { DAY, HOUR } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { SESSION_IDLE_MS } from './handshake.ts'
import { MOST_FOUND } from './store-found.ts'

/** A server nobody has signed in from for so long is forgotten; the next one registers anew. */
const FOUND_CLIENT_MS = 365 * DAY

/** Lets go of tries that came to nothing, of sessions that have ended, and of registrations that nobody uses. */
export async function tidySignIn({ db, clock }: Core, limit: number): Promise<number[]> {
  const now = clock.now()
  return [
    await db.run(
      `delete from sign_in_attempt where ctid = any(array(
         select ctid from sign_in_attempt where expires_at < $1 limit $2))`,
      [new Date(now - HOUR), limit],
    ),
    await db.run(
      `delete from shopper_session where ctid = any(array(
         select ctid from shopper_session where expires_at <= $1 or seen_at <= $2 limit $3))`,
      [new Date(now), new Date(now - SESSION_IDLE_MS), limit],
    ),
    await db.run(
      `delete from found_client where ctid = any(array(
         select ctid from found_client where used_at < $1 limit $2))`,
      [new Date(now - FOUND_CLIENT_MS), limit],
    ),
    // Whoever has a name below which every other one leads to a server of theirs makes as many as they like.
    await db.run(
      `delete from found_client where ctid = any(array(
         select ctid from (
           select ctid, row_number() over (partition by site_id, connector order by used_at desc) as n from found_client
         ) f where n > $1 limit $2))`,
      [MOST_FOUND, limit],
    ),
  ]
}
