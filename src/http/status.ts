import type { Core } from '../engine/core.ts'
import type { Server } from './server.ts'

/** What `/health` and `/ready` say of the program. */
export interface Status {
  readonly version: string
  /** How the database was chosen, in one line. */
  readonly database: string
}

/** `/health`: the process lives. `/ready`: it can do its work, the database answers. */
export function statusRoutes(app: Server, core: Core, status: Status): void {
  app.get('/health', { schema: { tags: ['status'] } }, async () => ({ status: 'ok', version: status.version }))

  app.get('/ready', { schema: { tags: ['status'] } }, async () => {
    const row = await core.db.one<{ sync: string; fsync: string }>(
      "select current_setting('synchronous_commit') as sync, current_setting('fsync') as fsync",
    )
    return {
      status: 'ready',
      version: status.version,
      database: status.database,
      // An acknowledged order is on disk when both are on.
      durability:
        row.sync === 'on' && row.fsync === 'on'
          ? 'synced at commit'
          : `fsync ${row.fsync}, synchronous_commit ${row.sync}`,
    }
  })
}
