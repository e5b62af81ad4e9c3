import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Bus } from '../engine/bus.ts'
import type { EventStream } from '../engine/sse.ts'
import type { Db } from '../storage/db.ts'
import { acrossSites } from '../storage/scope.ts'
import { inboxesWithNews, inboxHead, keepOpen, markOpen, readInboxes } from './store.ts'
import { isDropped } from './store-tidy.ts'

/** One open app. */
interface Reader {
  readonly stream: EventStream
  /** Number of the last entry it was given. */
  n: number
}

/** Entries of one stream read in one go. */
const MOST_AT_ONCE = 200
/** A lost wake-up costs at most this much. */
const SWEEP_MS = 1_000
/** Why the hub's own statements are not of one site. */
const REASON = 'streams of every site are read in one statement'
/** How often it is written down that the apps here are open, and how long that holds: one missed turn closes nobody. */
const KEEP_OPEN_MS = 20_000
const OPEN_MS = 45_000

/**
 * Keeps the streams of open apps: every entry of a recipient's inbox goes to each of their open apps, in order, once,
 * and an app that comes back is given what it missed from the database.
 */
export class Hub {
  readonly #db: Db
  readonly #log: Log
  readonly #readers = new Map<string, Set<Reader>>()
  /** Streams that may have news and are read next, together. */
  #waiting = new Set<string>()
  #reading = false
  #looking = false
  #stopped = false
  readonly #off: () => void
  readonly #sweep: NodeJS.Timeout
  readonly #keep: NodeJS.Timeout
  readonly #clock: Clock

  constructor(db: Db, bus: Bus, log: Log, clock: Clock) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#off = bus.on('inbox', (siteId, recipient) => this.#wake(`${siteId} ${recipient}`))
    this.#sweep = setInterval(() => void acrossSites(REASON, () => this.#look()), SWEEP_MS)
    this.#keep = setInterval(() => void acrossSites(REASON, () => this.#keepOpen()), KEEP_OPEN_MS)
  }

  /** How many apps are open. */
  get size(): number {
    let n = 0
    for (const set of this.#readers.values()) n += set.size
    return n
  }

  /**
   * Serves a stream until its reader leaves. Without a Last-Event-ID it starts at now; with one it resumes after it.
   * A number from the future (another database, nonsense), and one after which entries are gone, starts at now too and says
   * `reload`, so that the app asks anew.
   */
  async serve(stream: EventStream, siteId: string, recipient: string, lastEventId: string | undefined): Promise<void> {
    const head = await inboxHead(this.#db, siteId, recipient)
    const asked = /^\d+$/.test(lastEventId ?? '') ? Number(lastEventId) : Number.NaN
    const isKnown = Number.isSafeInteger(asked) && asked >= 0 && asked <= head
    const resumes = isKnown && (asked === head || !(await isDropped(this.#db, siteId, recipient, asked)))
    stream.send('hello', { n: head }, resumes ? asked : head)
    if (lastEventId && !resumes) stream.send('reload', {}, head)
    const key = `${siteId} ${recipient}`
    const reader: Reader = { stream, n: resumes ? asked : head }
    const set = this.#readers.get(key) ?? new Set()
    this.#readers.set(key, set)
    set.add(reader)
    stream.onClose(() => {
      set.delete(reader)
      if (set.size > 0 || this.#readers.get(key) !== set) return
      this.#readers.delete(key)
      // A program that stops closes all streams at once and its database next: what it wrote runs out by itself.
      if (!this.#stopped) void this.#mark(siteId, recipient, null)
    })
    this.#wake(key)
    if (set.size === 1) await this.#mark(siteId, recipient, this.#clock.now() + OPEN_MS)
  }

  /** Ends all streams; the apps come back by themselves. */
  stop(): void {
    this.#stopped = true
    this.#off()
    clearInterval(this.#sweep)
    clearInterval(this.#keep)
    for (const set of this.#readers.values()) for (const reader of set) reader.stream.close()
  }

  /** Looks by itself, for all streams in one statement, and wakes those that missed something. */
  async #look(): Promise<void> {
    const open = [...this.#readers].map(([key, readers]) => placeOf(key, readers))
    if (open.length === 0 || this.#looking) return
    this.#looking = true
    try {
      for (const { siteId, recipient } of await inboxesWithNews(this.#db, open)) this.#wake(`${siteId} ${recipient}`)
    } catch (error) {
      this.#log.warn({ err: error }, 'inboxes could not be looked at, trying again')
    } finally {
      this.#looking = false
    }
  }

  /** Whose app is open is a hint that spares a second ring: without it a push goes at once. */
  async #mark(siteId: string, recipient: string, until: number | null): Promise<void> {
    await markOpen(this.#db, siteId, recipient, until).catch((error) =>
      this.#log.warn({ err: error }, 'an open app was not written down'),
    )
  }

  async #keepOpen(): Promise<void> {
    const open = [...this.#readers.keys()].map((key) => {
      const [siteId = '', recipient = ''] = key.split(' ')
      return { siteId, recipient }
    })
    if (open.length === 0) return
    await keepOpen(this.#db, open, this.#clock.now() + OPEN_MS).catch((error) =>
      this.#log.warn({ err: error }, 'open apps were not written down'),
    )
  }

  #wake(key: string): void {
    if (!this.#readers.has(key)) return
    this.#waiting.add(key)
    if (!this.#reading) void acrossSites(REASON, () => this.#readAll())
  }

  /** Reads all streams that wait in one statement, and again those that were woken meanwhile. */
  async #readAll(): Promise<void> {
    this.#reading = true
    // One plan wakes many: they are joined by letting it finish telling them.
    await Promise.resolve()
    try {
      while (this.#waiting.size > 0) {
        const keys = this.#waiting
        this.#waiting = new Set()
        await this.#deliver([...keys])
      }
    } catch (error) {
      // The sweep finds what these have missed.
      this.#log.warn({ err: error }, 'inboxes could not be read, trying again')
    } finally {
      this.#reading = false
    }
  }

  async #deliver(keys: readonly string[]): Promise<void> {
    const open = keys.flatMap((key) => {
      const readers = this.#readers.get(key)
      return readers === undefined ? [] : [placeOf(key, readers)]
    })
    if (open.length === 0) return
    const entries = await readInboxes(this.#db, open, MOST_AT_ONCE)
    for (const { siteId, recipient, ...entry } of entries) {
      for (const reader of this.#readers.get(`${siteId} ${recipient}`) ?? []) {
        if (entry.n <= reader.n) continue
        reader.stream.send(entry.event, entry.data, entry.n)
        reader.n = entry.n
      }
    }
    for (const [key, mine] of Map.groupBy(entries, (e) => `${e.siteId} ${e.recipient}`))
      if (mine.length === MOST_AT_ONCE) this.#waiting.add(key)
  }
}

/** Where the slowest reader of a stream is. */
function placeOf(key: string, readers: ReadonlySet<Reader>): { siteId: string; recipient: string; n: number } {
  const [siteId = '', recipient = ''] = key.split(' ')
  return { siteId, recipient, n: Math.min(...[...readers].map((r) => r.n)) }
}
