import type { Client } from 'pg'
import type { Core } from '../../src/engine/core.ts'

/** How often a process that is not the one looks whether it may be. */
const LOOK_MS = 2_000

/**
 * One process among all on a database does something, such as running the demo's provider; when it goes, another takes over.
 * Held by an advisory lock on a connection of its own.
 */
export class Turn {
  readonly #core: Core
  readonly #name: string
  readonly #begin: () => void
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #began = false
  #stopped = false

  /** @param begin called once, when it is this process's turn */
  constructor(core: Core, name: string, begin: () => void) {
    this.#core = core
    this.#name = name
    this.#begin = begin
    this.#looking = this.#look()
  }

  /** Is it this process's turn? */
  get isMine(): boolean {
    return this.#began
  }

  /** Lets another process have it. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
    await this.#client?.end().catch(() => {}) // a broken connection has let go already
  }

  async #look(): Promise<void> {
    try {
      this.#client ??= await this.#connect()
      const { rows } = await this.#client.query<{ mine: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
        [this.#name],
      )
      if (rows[0]?.mine === true) return this.#mine()
    } catch (error) {
      this.#core.log.warn({ err: error }, 'the turn of the demo provider could not be asked for, trying again')
    }
    this.#later()
  }

  #mine(): void {
    if (this.#began || this.#stopped) return
    this.#began = true
    this.#begin()
  }

  #later(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
    }, LOOK_MS)
  }

  async #connect(): Promise<Client> {
    const client = await this.#core.db.dedicated('tuidan demo')
    const lost = () => {
      if (this.#client !== client) return
      this.#client = undefined
      this.#later()
    }
    client.on('error', lost)
    client.on('end', lost)
    return client
  }
}
