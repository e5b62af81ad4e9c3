import { DAY, HOUR } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { IDLE_HOURS } from './staff.ts'

/** Lets go of links whose time is over, used or not, and of sessions that have ended. */
export async function tidyStaff({ db, clock }: Core, limit: number): Promise<number[]> {
  const now = clock.now()
  return [
    await db.run(
      'delete from staff_link where ctid = any(array(select ctid from staff_link where expires_at < $1 limit $2))',
      [new Date(now - DAY), limit],
    ),
    await db.run(
      `delete from staff_session where ctid = any(array(
         select ctid from staff_session where expires_at <= $1 or (device_id is null and seen_at <= $2) limit $3))`,
      [new Date(now), new Date(now - IDLE_HOURS * HOUR), limit],
    ),
  ]
}
