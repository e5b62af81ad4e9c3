import type { Db } from '../../src/storage/db.ts'
import { until } from './wait.ts'

/** Waits until so many statements in this database wait for a lock that somebody else has. */
export async function blocked(db: Db, n: number): Promise<void> {
  await until(
    async () => {
      const { waiting } = await db.one<{ waiting: number }>(
        `select count(*) as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return waiting >= n
    },
    { what: `${n} statements waiting for a lock` },
  )
}
