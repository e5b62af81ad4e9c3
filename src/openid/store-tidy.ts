import type { Core } from '../engine/core.ts'

/** Lets go of what the provider kept and what has run out. */
export async function tidyOpenid({ db, clock }: Core, limit: number): Promise<number[]> {
  return [
    await db.run(
      `delete from openid_record where ctid = any(array(
         select ctid from openid_record where expires_at <= $1 limit $2))`,
      [new Date(clock.now()), limit],
    ),
  ]
}
