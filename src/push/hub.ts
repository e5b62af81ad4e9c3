import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Bus } from '../engine/bus.ts'
import type { EventStream } from '../engine/sse.ts'
import type { Db } from '../storage/db.ts'
import { inboxesWithNews, inboxHead, keepOpen, markOpen, readInbox } from './store.ts'
import { isDropped } from './store-tidy.ts'

/** One open app. */
interface Reader {
  readonly stream: EventStream
  /** Number of the last entry it was given. */
  n: number
}

/** A lost wake-up costs at most this much. */
const SWEEP_MS = 1_000
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
  readonly #busy = new Set<string>()
  readonly #again = new Set<string>()
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
    this.#sweep = setInterval(() => void this.#look(), SWEEP_MS)
    this.#keep = setInterval(() => void this.#keepOpen(), KEEP_OPEN_MS)
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
    const open = [...this.#readers].map(([key, readers]) => {
      const [siteId = '', recipient = ''] = key.split(' ')
      return { siteId, recipient, n: Math.min(...[...readers].map((r) => r.n)) }
    })
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
    if (this.#busy.has(key)) {
      this.#again.add(key)
      return
    }
    this.#busy.add(key)
    void this.#deliver(key)
      .catch((error) => this.#log.warn({ err: error }, 'an inbox could not be read, trying again'))
      .finally(() => {
        this.#busy.delete(key)
        if (this.#again.delete(key)) this.#wake(key)
      })
  }

  async #deliver(key: string): Promise<void> {
    const readers = this.#readers.get(key)
    if (readers === undefined) return
    const [siteId = '', recipient = ''] = key.split(' ')
    const from = Math.min(...[...readers].map((r) => r.n))
    const entries = await readInbox(this.#db, siteId, recipient, from)
    for (const entry of entries) {
      for (const reader of readers) {
        if (entry.n <= reader.n) continue
        reader.stream.send(entry.event, entry.data, entry.n)
        reader.n = entry.n
      }
    }
    if (entries.length === 200) this.#again.add(key)
  }
}
