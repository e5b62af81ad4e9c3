import type { Log } from '../base/log.ts'
import type { Db } from '../storage/db.ts'
import { acrossSites } from '../storage/scope.ts'
import { addFiltered, type Filtered } from './store-filtered.ts'
import type { EventType, FilterReason } from './traffic.ts'

/** How long counts wait for others: a flood of forged events is one row to write. */
const FLUSH_MS = 500
/** When the database does not take them. */
const AGAIN_MS = 5_000

/**
 * Counts what is left out, by site, day, reason and type, and adds it up in the database. Nothing else of it is kept. A process that is
 * killed loses the counts of half a second, and no book rests on them.
 */
export class FilteredCounter {
  readonly #db: Db
  readonly #log: Log
  #waiting = new Map<string, Filtered>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#log = log
  }

  /** Something was left out. @param day the shop's date */
  add(siteId: string, day: string, type: EventType | 'decision', reason: FilterReason): void {
    this.#add({ siteId, day, reason, type, n: 1 })
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#writing !== undefined) await this.#writing
    if (this.#waiting.size === 0) return
    const rows = [...this.#waiting.values()]
    this.#waiting = new Map()
    this.#writing = this.#write(rows).finally(() => {
      this.#writing = undefined
    })
    await this.#writing
  }

  /** Writes what waits, once more; what the database does not take then is gone. */
  async stop(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
  }

  #add(row: Filtered): void {
    const key = `${row.siteId} ${row.day} ${row.reason} ${row.type}`
    this.#waiting.set(key, { ...row, n: row.n + (this.#waiting.get(key)?.n ?? 0) })
  }

  async #write(rows: readonly Filtered[]): Promise<void> {
    try {
      await acrossSites('what was filtered is added up for all sites', () => addFiltered(this.#db, rows))
    } catch (error) {
      for (const row of rows) this.#add(row)
      this.#log.warn({ err: error }, 'counts of what was filtered wait for the database')
      this.#timer ??= setTimeout(() => void this.flush(), AGAIN_MS)
    }
  }
}
