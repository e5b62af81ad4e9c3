import type { Client } from 'pg'
import type { Log } from '../base/log.ts'
import type { Db } from '../storage/db.ts'
import { acrossSites, within } from '../storage/scope.ts'

/** What can have changed. The message carries no data: whoever hears it reads the database, which is the truth. */
export type Topic =
  | 'outbox'
  | 'dispatch'
  | 'inbox'
  | 'floor'
  | 'offers'
  | 'seen'
  | 'profile'
  | 'catalog'
  | 'order'
  | 'session'
  | 'site'
  | 'keys'
  | 'openid'

/** Called with the site and, where it helps, what changed (a recipient, a person, an order). May be called twice. */
export type Listener = (siteId: string, ref: string) => void

const CHANNEL = 'tuidan'
/** NOTIFY takes a database-wide lock at commit: one notify a process and 10 ms, outside order transactions. */
const COALESCE_MS = 10
/** PostgreSQL's limit is 8000 bytes a payload. */
const MAX_PAYLOAD = 7_000

/**
 * Wakes listeners in this process at once and those of other processes by LISTEN/NOTIFY.
 * A wake-up may be lost; every listener also polls.
 */
export class Bus {
  readonly #db: Db
  readonly #log: Log
  readonly #listeners = new Map<Topic, Set<Listener>>()
  readonly #waiting = new Set<string>()
  readonly #id = crypto.randomUUID().slice(0, 8)
  #timer: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #client: Client | undefined
  #stopped = false

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#log = log
  }

  /** Begins to hear other processes; reconnects for ever. */
  async start(): Promise<void> {
    await this.#listen()
  }

  /** Tells everybody. Call it after the commit, never inside the transaction. */
  emit(topic: Topic, siteId: string, ref = ''): void {
    this.#tell(topic, siteId, ref)
    if (this.#stopped) return
    this.#waiting.add(`${topic} ${siteId} ${ref}`)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#flush()
    }, COALESCE_MS)
  }

  /** Registers a listener, which then works for the site it is told of; the function returned ends it. */
  on(topic: Topic, listener: Listener): () => void {
    const set = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** Sends what waits and closes the connection. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    clearTimeout(this.#retry)
    await this.#flush()
    this.#stopped = true
    await this.#client?.end().catch(() => {}) // already gone is as good as closed
  }

  #tell(topic: Topic, siteId: string, ref: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        within(siteId, () => listener(siteId, ref))
      } catch (error) {
        this.#log.error({ err: error, topic }, 'a listener of the bus failed')
      }
    }
  }

  async #flush(): Promise<void> {
    if (this.#waiting.size === 0) return
    const payloads: string[] = []
    let current = this.#id
    for (const line of this.#waiting) {
      if (current.length + line.length + 1 > MAX_PAYLOAD) {
        payloads.push(current)
        current = this.#id
      }
      current += `\n${line}`
    }
    payloads.push(current)
    this.#waiting.clear()
    try {
      const notify = `select pg_notify('${CHANNEL}', p) from unnest($1::text[]) p`
      await acrossSites('wake-ups of several sites go out together', () => this.#db.query(notify, [payloads]))
    } catch (error) {
      // Others find out by their poll; nothing but a moment is lost.
      this.#log.warn({ err: error }, 'a wake-up for other processes was not sent')
    }
  }

  async #listen(): Promise<void> {
    if (this.#stopped) return
    try {
      const client = await this.#db.dedicated('tuidan bus')
      this.#client = client
      client.on('error', () => this.#reconnect())
      client.on('end', () => this.#reconnect())
      client.on('notification', (message) => this.#hear(message.payload ?? ''))
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      this.#log.warn({ err: error }, 'the bus has no connection, trying again')
      this.#reconnect()
    }
  }

  #reconnect(): void {
    if (this.#stopped) return
    this.#client?.removeAllListeners()
    this.#client?.on('error', () => {}) // a dying socket may still complain
    this.#client = undefined
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#listen(), 500)
  }

  #hear(payload: string): void {
    const [from, ...lines] = payload.split('\n')
    if (from === this.#id) return
    for (const line of lines) {
      const [topic, siteId = '', ...ref] = line.split(' ')
      this.#tell(topic as Topic, siteId, ref.join(' '))
    }
  }
}
