import { DAY } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'

/** A file that nobody went on with. */
const FILES_KEPT_MS = 7 * DAY

/** Lets go of the bytes of imports that were begun and left; what the import said stays. */
export async function tidyCatalog({ db, clock }: Core, limit: number): Promise<number[]> {
  return [
    await db.run(
      `update catalog_import set bytes = null where ctid = any(array(
         select ctid from catalog_import where bytes is not null and created_at < $1 limit $2))`,
      [new Date(clock.now() - FILES_KEPT_MS), limit],
    ),
  ]
}
