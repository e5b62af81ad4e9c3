import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Db } from '../storage/db.ts'
import type { Bus } from './bus.ts'
import type { Outbox } from './outbox.ts'
import type { Vault } from './vault.ts'

/**
 * What every flow is given: the one database, the clock, the log, the wake-ups, the work to be done later and the vault.
 * Built by hand in app.ts; a test builds its own.
 */
export interface Core {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly bus: Bus
  readonly outbox: Outbox
  readonly vault: Vault
  /** The address people reach this server at, without a slash at the end: `https://shop.example` or `http://localhost:4400`. */
  readonly publicUrl: string
}
