import type { Log } from '../base/log.ts'
import { Problem } from '../base/problem.ts'
import type { Db } from '../storage/db.ts'
import { acrossSites } from '../storage/scope.ts'
import type { Spool } from './spool.ts'
import { appendDecisions, type DecisionRow } from './store.ts'
import type { Whom } from './whom.ts'

/** How long decisions wait for others to be written with. */
const FLUSH_MS = 200
const BATCH = 500
/** More than this waiting means the database is away: the oldest are let go of here, and stay in the spool for the next start. */
const MOST = 50_000

/** A file of the spool that takes no more, and how many decisions were taken until then. */
interface Cut {
  readonly upTo: number
  readonly remove: () => void
}

/** A decision, and its JSON: it is put into it once, for the spool and for the database. */
interface Waiting {
  readonly row: DecisionRow
  readonly line: string
}

/** Writes decisions in batches behind the answers; until then they stand in the spool, which outlives this process. */
export class DecisionWriter {
  readonly #db: Db
  readonly #log: Log
  readonly #spool: Spool
  /** Oldest first. */
  #cuts: Cut[] = []
  /** Who wants to know when what was added until then stands in the database; oldest first. */
  #told: { readonly upTo: number; readonly written: () => void }[] = []
  #added = 0
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #lost = 0

  constructor(db: Db, log: Log, spool: Spool) {
    this.#db = db
    this.#log = log
    this.#spool = spool
  }

  /** Writes what processes left behind that ended without a word. Those that cannot be written now wait for the next start. */
  async recover(): Promise<void> {
    for (const { lines, remove } of this.#spool.left()) {
      try {
        for (let at = 0; at < lines.length; at += BATCH) await this.#append(lines.slice(at, at + BATCH))
        remove()
        if (lines.length > 0)
          this.#log.info({ decisions: lines.length }, 'decisions of a process that ended early were written')
      } catch (error) {
        this.#log.warn({ err: error, decisions: lines.length }, 'decisions left behind wait for the next start')
      }
    }
  }

  /**
   * Takes decisions to be written soon; when it returns they outlive this process.
   * @param written told when the database has them
   */
  add(rows: readonly DecisionRow[], written?: () => void): void {
    const lines = rows.map((row) => JSON.stringify(row))
    try {
      this.#spool.append(lines)
    } catch (error) {
      this.#log.warn({ err: error }, 'decisions are kept in memory only: the state folder takes nothing')
    }
    this.#added += rows.length
    for (const [i, row] of rows.entries()) this.#waiting.push({ row, line: lines[i]! })
    if (written !== undefined) this.#told.push({ upTo: this.#added, written })
    if (this.#waiting.length > MOST) this.#letGo(this.#waiting.length - MOST)
    if (this.#waiting.length >= BATCH) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  /** The decision while it still waits; null when it was written or never made here. */
  find(siteId: string, id: string): DecisionRow | null {
    return this.#waiting.find(({ row }) => row.id === id && row.siteId === siteId)?.row ?? null
  }

  /** Somebody's decisions that still wait: the database does not know of them yet. */
  waitingOf(siteId: string, { personId, visitorHash }: Whom): DecisionRow[] {
    const isTheirs = (row: DecisionRow) =>
      row.siteId === siteId && (personId === null ? row.visitorHash === visitorHash : row.personId === personId)
    return this.#waiting.flatMap(({ row }) => (isTheirs(row) ? [row] : []))
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
    if (this.#lost > 0)
      this.#log.error(
        { decisions: this.#lost },
        'decisions wait in the spool since the database was away: the next start writes them',
      )
  }

  /** The oldest leave memory; the files they stand in are kept for the next start. */
  #letGo(n: number): void {
    this.#lost += this.#waiting.splice(0, n).length
    this.#cut()
    this.#cuts = []
  }

  #cut(): void {
    this.#cuts.push({ upTo: this.#added, remove: this.#spool.cut() })
  }

  /** Removes the files of which everything stands in the database. */
  #clear(): void {
    const gone = this.#added - this.#waiting.length
    while (this.#cuts.length > 0 && this.#cuts[0]!.upTo <= gone) this.#cuts.shift()!.remove()
    const isTold = this.#told.findIndex(({ upTo }) => upTo > gone)
    for (const { written } of this.#told.splice(0, isTold < 0 ? this.#told.length : isTold)) written()
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#cut()
      const batch = this.#waiting.slice(0, BATCH)
      try {
        await this.#append(batch.map(({ line }) => line))
        // Those that were dropped for want of room meanwhile are gone already.
        const written = new Set(batch)
        this.#waiting = this.#waiting.filter((row) => !written.has(row))
        this.#clear()
      } catch (error) {
        this.#log.warn({ err: error, waiting: this.#waiting.length }, 'decisions wait for the database')
        this.#timer ??= setTimeout(() => void this.flush(), 1_000)
        return
      }
    }
  }

  /** Writes a batch; a row that the database refuses for itself is left out and logged, so that it holds up nobody's. */
  async #append(batch: readonly string[]): Promise<void> {
    try {
      await acrossSites('decisions of every site are written together', () => appendDecisions(this.#db, batch))
    } catch (error) {
      if (error instanceof Problem) throw error // the database is away or full: all of them wait
      if (batch.length === 1) {
        const { id } = JSON.parse(batch[0]!) as DecisionRow
        return this.#log.error({ err: error, decision: id }, 'a decision was refused')
      }
      const half = Math.ceil(batch.length / 2)
      await this.#append(batch.slice(0, half))
      await this.#append(batch.slice(half))
    }
  }
}
