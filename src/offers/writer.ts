import type { Log } from '../base/log.ts'
import type { Db } from '../storage/db.ts'
import { appendDecisions, type DecisionRow } from './store.ts'

/** A crash loses at most this much of the decision log; spend is booked by events, in a transaction of its own. */
const FLUSH_MS = 200
const BATCH = 500
/** More than this waiting means the database is away: the oldest go first to the log file's count, not into memory. */
const MOST = 50_000

/** Writes decisions in batches behind the answers. */
export class DecisionWriter {
  readonly #db: Db
  readonly #log: Log
  #waiting: DecisionRow[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #lost = 0

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#log = log
  }

  /** Takes decisions to be written soon. */
  add(rows: readonly DecisionRow[]): void {
    this.#waiting.push(...rows)
    if (this.#waiting.length > MOST) this.#lost += this.#waiting.splice(0, this.#waiting.length - MOST).length
    if (this.#waiting.length >= BATCH) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  /** The decision while it still waits; null when it was written or never made here. */
  find(siteId: string, id: string): DecisionRow | null {
    return this.#waiting.find((row) => row.id === id && row.siteId === siteId) ?? null
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#writing !== undefined) await this.#writing
    if (this.#waiting.length === 0) return
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined
    })
    await this.#writing
  }

  /** Writes everything and stops. */
  async stop(): Promise<void> {
    await this.flush()
    if (this.#lost > 0) this.#log.error({ lost: this.#lost }, 'decisions were dropped while the database was away')
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH)
      try {
        await appendDecisions(this.#db, batch)
        this.#waiting = this.#waiting.slice(batch.length)
      } catch (error) {
        this.#log.warn({ err: error, waiting: this.#waiting.length }, 'decisions wait for the database')
        this.#timer ??= setTimeout(() => void this.flush(), 1_000)
        return
      }
    }
  }
}
