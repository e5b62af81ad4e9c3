import type { Writable } from 'node:stream'
import pg from 'pg'

/** A statement: its name, where it is prepared under one, its text and its values. */
export interface Statement {
  readonly name?: string | undefined
  readonly text: string
  readonly values?: readonly unknown[] | undefined
}

type Query = (statement: Statement) => Promise<pg.QueryResult>

/** Where the driver keeps connections that nobody uses; not in its types. Only their order is ever changed. */
interface Insides {
  readonly _idle?: { readonly client: pg.ClientBase }[]
}

/** The driver's own class; its types leave out what it is told. */
interface Told {
  name?: string | undefined
  callback: (error: Error | null, result: pg.QueryResult) => void
}

/** Sends a statement. The driver would copy a description of it property by property, which costs more than to send it. */
export function send(client: pg.ClientBase, { name, text, values }: Statement): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query(text, values as unknown[])
    const told = query as unknown as Told
    told.name = name
    told.callback = (error, result) => (error ? reject(error) : resolve(result))
    client.query(query)
  })
}

const setScope = (scope: string): Statement => ({
  name: 'scope',
  text: `select set_config('tuidan.scope', $1, false)`,
  values: [scope],
})

/** Collects what is sent in this turn into one write: each wakes the server and costs a system call. */
export function joinWrites(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/**
 * Connections that know whose rows they were last told to see: the site's id or `installation` (see `scope.ts`). Only when that
 * changes is PostgreSQL told, in the same write as the statement that follows.
 */
export class ScopedPool {
  readonly #pool: pg.Pool
  /** What each connection was told last; one that is not in here was told nothing, and sees no row. */
  readonly #told = new WeakMap<pg.ClientBase, string>()

  constructor(config: pg.PoolConfig, onError: (error: Error) => void) {
    this.#pool = new pg.Pool(config)
    this.#pool.on('error', onError)
    // Between the pool's own listener and that of a transaction there is a moment; a connection that breaks in it must not end
    // the process. Whoever holds it finds out by the next statement.
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  /** A connection, one that works in this scope already if there is one. The caller enters the scope and releases it. */
  async lease(scope: string): Promise<pg.PoolClient> {
    const idle = (this.#pool as unknown as Insides)._idle
    if (idle !== undefined && idle.length > 1 && this.#told.get(idle.at(-1)!.client) !== scope) {
      const at = idle.findLastIndex(({ client }) => this.#told.get(client) === scope)
      // The last one is taken next.
      if (at >= 0) idle.push(...idle.splice(at, 1))
    }
    return await this.#pool.connect()
  }

  /**
   * Tells a connection whose rows it sees from now on, before anything else is sent and outside of any transaction: a rollback
   * would take it back. Undefined when it knows already.
   */
  enter(client: pg.ClientBase, scope: string, query: Query): Promise<unknown> | undefined {
    if (this.#told.get(client) === scope) return undefined
    this.#told.set(client, scope)
    return query(setScope(scope)).catch((error: unknown) => {
      this.#told.delete(client)
      throw error
    })
  }

  /** Sends one statement in a scope. */
  async query(scope: string, statement: Statement): Promise<pg.QueryResult> {
    const client = await this.lease(scope)
    const query: Query = (one) => send(client, one)
    let broken: boolean | undefined
    try {
      if (this.#told.get(client) === scope) return await query(statement)
      joinWrites(client)
      // Were it not told, the statement behind it might have run in the scope before: its answer is not given out.
      const [, result] = await Promise.all([this.enter(client, scope, query), query(statement)])
      return result
    } catch (error) {
      // What PostgreSQL says of one statement leaves the connection as good as it was.
      const isOfStatement = error instanceof pg.DatabaseError && !/^(08|57P)/.test(error.code ?? '')
      broken = !isOfStatement || this.#told.get(client) !== scope
      throw error
    } finally {
      client.release(broken)
    }
  }

  /** Waits for work in flight and closes all connections. */
  async end(): Promise<void> {
    await this.#pool.end()
  }
}
