import type { Log } from '../base/log.ts'
import type { Bus } from '../engine/bus.ts'
import type { EventStream } from '../engine/sse.ts'
import type { Db } from '../storage/db.ts'
import { inboxesWithNews, inboxHead, readInbox } from './store.ts'

/** One open app. */
interface Reader {
  readonly stream: EventStream
  /** Number of the last entry it was given. */
  n: number
}

/** A lost wake-up costs at most this much. */
const SWEEP_MS = 1_000

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
  readonly #off: () => void
  readonly #sweep: NodeJS.Timeout

  constructor(db: Db, bus: Bus, log: Log) {
    this.#db = db
    this.#log = log
    this.#off = bus.on('inbox', (siteId, recipient) => this.#wake(`${siteId} ${recipient}`))
    this.#sweep = setInterval(() => void this.#look(), SWEEP_MS)
  }

  /** How many apps are open. */
  get size(): number {
    let n = 0
    for (const set of this.#readers.values()) n += set.size
    return n
  }

  /** Has this recipient an open app in this process? */
  isOpen(siteId: string, recipient: string): boolean {
    return this.#readers.has(`${siteId} ${recipient}`)
  }

  /**
   * Serves a stream until its reader leaves. Without a Last-Event-ID it starts at now; with one it resumes after it.
   * A number from the future (another database, nonsense) starts at now too, and says `reload`, so that the app asks anew.
   */
  async serve(stream: EventStream, siteId: string, recipient: string, lastEventId: string | undefined): Promise<void> {
    const head = await inboxHead(this.#db, siteId, recipient)
    const asked = /^\d+$/.test(lastEventId ?? '') ? Number(lastEventId) : Number.NaN
    const resumes = Number.isSafeInteger(asked) && asked >= 0 && asked <= head
    stream.send('hello', { n: head }, resumes ? asked : head)
    if (lastEventId && !resumes) stream.send('reload', {}, head)
    const key = `${siteId} ${recipient}`
    const reader: Reader = { stream, n: resumes ? asked : head }
    const set = this.#readers.get(key) ?? new Set()
    this.#readers.set(key, set)
    set.add(reader)
    stream.onClose(() => {
      set.delete(reader)
      if (set.size === 0 && this.#readers.get(key) === set) this.#readers.delete(key)
    })
    this.#wake(key)
  }

  /** Ends all streams; the apps come back by themselves. */
  stop(): void {
    this.#off()
    clearInterval(this.#sweep)
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
