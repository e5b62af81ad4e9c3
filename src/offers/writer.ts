import type { Log } from '../base/log.ts'
import { Problem } from '../base/problem.ts'
import type { Db } from '../storage/db.ts'
import { acrossSites } from '../storage/scope.ts'
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

  /** A person's decisions that still wait: the database does not know of them yet. */
  waitingOf(siteId: string, personId: string): DecisionRow[] {
    return this.#waiting.filter((row) => row.personId === personId && row.siteId === siteId)
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
        await this.#append(batch)
        // Those that were dropped for want of room meanwhile are gone already.
        const written = new Set(batch)
        this.#waiting = this.#waiting.filter((row) => !written.has(row))
      } catch (error) {
        this.#log.warn({ err: error, waiting: this.#waiting.length }, 'decisions wait for the database')
        this.#timer ??= setTimeout(() => void this.flush(), 1_000)
        return
      }
    }
  }

  /** Writes a batch; a row that the database refuses for itself is left out and logged, so that it holds up nobody's. */
  async #append(batch: readonly DecisionRow[]): Promise<void> {
    try {
      await acrossSites('decisions of every site are written together', () => appendDecisions(this.#db, batch))
    } catch (error) {
      if (error instanceof Problem) throw error // the database is away or full: all of them wait
      const [first] = batch
      if (batch.length === 1) return this.#log.error({ err: error, decision: first?.id }, 'a decision was refused')
      const half = Math.ceil(batch.length / 2)
      await this.#append(batch.slice(0, half))
      await this.#append(batch.slice(half))
    }
  }
}
