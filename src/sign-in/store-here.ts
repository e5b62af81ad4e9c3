import type { Sql } from '../storage/db.ts'
import { SESSION_IDLE_MS } from './handshake.ts'

/** Is somebody signed in, in whatever browser? */
export async function isSignedIn(sql: Sql, siteId: string, personId: string, now: number): Promise<boolean> {
  const found = await sql.maybe(
    `select 1 from shopper_session where site_id = $1 and person_id = $2 and expires_at > $3 and seen_at > $4 limit 1`,
    [siteId, personId, new Date(now), new Date(now - SESSION_IDLE_MS)],
  )
  return found !== null
}
