import pg from 'pg'
import { joinWrites, ScopedPool, type Statement, send } from './pool.ts'
import { storageFail } from './problems.ts'
import { INSTALLATION, scopeNow } from './scope.ts'

/** What stores need of a connection: text with `$1` places in, rows out. Column names are the row's field names. */
export interface Sql {
  /** All rows. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** All rows, by a named statement that PostgreSQL plans once per connection: for hot paths. */
  named<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  /** The first row or null. */
  maybe<Row>(text: string, values?: readonly unknown[]): Promise<Row | null>
  /** The only row; a TypeError when there is none or several, since then the statement is wrong. */
  one<Row>(text: string, values?: readonly unknown[]): Promise<Row>
  /** How many rows were written. */
  run(text: string, values?: readonly unknown[]): Promise<number>
  /** Does `work` when what was written so far is committed: after the transaction, outside of one at once. Never after a rollback. */
  afterCommit(work: () => void): void
}

/** How a pool is opened. */
export interface DbOptions {
  /** Most connections at once; several processes share one server's 100. */
  readonly max?: number
  /** Shown in pg_stat_activity; the embedded server is left running while another `tuidan…` is connected. */
  readonly applicationName?: string
  /** Told about a connection that broke while idle; the pool replaces it. */
  readonly onError?: (error: Error) => void
  /** The role that statements run as, instead of the one that signs in: see `apart.ts`. */
  readonly role?: string | null
  /** What a statement outside of any scope may see: everything, as commands and tests do, or it is refused, as in the server. */
  readonly unscoped?: 'installation' | 'refused'
}

// timestamptz → ms, int8 and numeric → number: parsed once here, so that rows are plain values everywhere.
const TYPES = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === 20) return safeInteger
      if (oid === 1184) return parseTimestamp
      if (oid === 1700) return Number
      if (oid === 1082) return (text: string) => text
    }
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer`)
  return value
}

function parseTimestamp(text: string): number {
  // "2026-11-25 03:57:19.123+00" is ISO 8601 but for the blank and the short offset.
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}

interface Querier {
  query(statement: Statement): Promise<pg.QueryResult>
}

/** Texts of statements and the names they are prepared under; texts are written in stores, so there are some hundreds. */
const NAMES = new Map<string, string>()
/** Should a text ever be made of data, it must not fill the server's memory with prepared statements. */
const MOST_NAMES = 1_000

/** A statement with values is planned once per connection: planning cost more than running for most of them. */
function nameOf(text: string): string | undefined {
  const known = NAMES.get(text)
  if (known !== undefined || NAMES.size >= MOST_NAMES) return known
  const name = `s${NAMES.size + 1}`
  NAMES.set(text, name)
  return name
}

function sqlOver(querier: Querier, afterCommit: Sql['afterCommit']): Sql {
  const rows = async (text: string, values: readonly unknown[], name?: string): Promise<pg.QueryResult> => {
    try {
      return await querier.query({ text, values, name: name ?? (values.length > 0 ? nameOf(text) : undefined) })
    } catch (error) {
      // The driver's own leads to its socket; this one to whoever asked.
      if (error instanceof pg.DatabaseError) Error.captureStackTrace(error)
      throw asProblem(error)
    }
  }
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return (await rows(text, values)).rows as Row[]
    },
    async named<Row>(name: string, text: string, values: readonly unknown[]) {
      return (await rows(text, values, name)).rows as Row[]
    },
    async maybe<Row>(text: string, values: readonly unknown[] = []) {
      return ((await rows(text, values)).rows[0] as Row | undefined) ?? null
    },
    async one<Row>(text: string, values: readonly unknown[] = []) {
      const result = await rows(text, values)
      if (result.rows.length !== 1) throw new TypeError(`expected one row, got ${result.rows.length}`)
      return result.rows[0] as Row
    },
    async run(text: string, values: readonly unknown[] = []) {
      return (await rows(text, values)).rowCount ?? 0
    },
    afterCommit,
  }
}

/** in_failed_sql_transaction: a statement before this one failed. */
const ABORTED = '25P02'
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** A connection for as long as one transaction has it. */
interface Lent extends Querier {
  /** What comes later is refused: it would run outside the transaction, or in that of whoever has the connection next. */
  end(): void
  /** Why the transaction failed: of statements sent together the first that did; those after it only say that it had. */
  reason(error: unknown): unknown
  /** The commit, last of all. @throws what had failed when `work` kept it to itself: PostgreSQL rolls back then, without an error */
  commit(): Promise<void>
}

/** Lends a connection; what is sent in one turn goes out as one write, since each wakes the server and costs a system call. */
function lend(client: pg.PoolClient): Lent {
  let isOver = false
  let failed: unknown
  const query = (statement: Statement) => {
    if (isOver) return Promise.reject(new TypeError('the transaction of this statement is over'))
    joinWrites(client)
    const sent = send(client, statement)
    sent.catch((error: unknown) => {
      failed ??= error
    })
    return sent
  }
  const reason = (error: unknown) => (codeOf(error) === ABORTED ? asProblem(failed) : error)
  const end = () => {
    isOver = true
  }
  const commit = async () => {
    end()
    const { command } = await client.query('commit')
    if (command === 'ROLLBACK') throw failed ?? new TypeError('a transaction was rolled back by itself')
  }
  return { query, end, reason, commit }
}

/** Two transactions wanted each other's rows (deadlock_detected, serialization_failure): done again it goes through. */
const IN_EACH_OTHERS_WAY: readonly unknown[] = ['40P01', '40001']
/** unique_violation: somebody wrote the same in this moment, and done again it is found; what is simply wrong fails again. */
const TAKEN = '23505'
/** Those two, and: lock_not_available, query_canceled (by our own statement_timeout), too_many_connections. */
const BUSY: readonly unknown[] = [...IN_EACH_OTHERS_WAY, '55P03', '57014', '53300']

/**
 * Connection trouble becomes `storage/unreachable`, a crowd `storage/busy`, a full disk `storage/disk-full`; anything else
 * stays as it is.
 */
function asProblem(error: unknown): unknown {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') {
    if (code.startsWith('08') || code === '57P01' || code === '57P02' || code === '57P03')
      return storageFail('storage/unreachable', { cause: error, retryAfterMs: 1000 })
    if (BUSY.includes(code)) return storageFail('storage/busy', { cause: error, retryAfterMs: 1000 })
    if (code === '53100') return storageFail('storage/disk-full', { cause: error })
    if (/^E(CONN|PIPE|NOENT|TIMEDOUT)/.test(code))
      return storageFail('storage/unreachable', { cause: error, retryAfterMs: 1000 })
  }
  if (
    error instanceof Error &&
    // The driver's own words, which have no code; the second one is a connection that broke between two statements.
    /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout/.test(error.message)
  )
    return storageFail('storage/unreachable', { cause: error, retryAfterMs: 1000 })
  return error
}

/** A pool of connections to the one database. Whoever opens it closes it. */
export class Db implements Sql {
  readonly url: string
  readonly query: Sql['query']
  readonly named: Sql['named']
  readonly maybe: Sql['maybe']
  readonly one: Sql['one']
  readonly run: Sql['run']
  readonly afterCommit: Sql['afterCommit']
  readonly #pool: ScopedPool
  /** How it was opened. */
  readonly options: DbOptions

  constructor(url: string, options: DbOptions = {}, pool?: ScopedPool) {
    this.url = url
    this.options = options
    this.#pool = pool ?? new ScopedPool(poolConfig(url, options), options.onError ?? (() => {}))
    const query = (statement: Statement) => this.#pool.query(this.#scope(), statement)
    const sql = sqlOver({ query }, (later) => later())
    this.query = sql.query
    this.named = sql.named
    this.maybe = sql.maybe
    this.one = sql.one
    this.run = sql.run
    this.afterCommit = sql.afterCommit
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. When another transaction stood in
   * its way or wrote the same key first, `work` runs a second time from the start, so what it keeps outside the database it
   * must set, not add to.
   * Statements that are begun without waiting (`Promise.all`) run in the order they were begun, each seeing what the one before
   * wrote and locked, and cost one round trip together. Those that `work` returns without waiting for go out with the commit, which
   * fails if one of them did.
   * @throws storage/busy when it stood in the way twice, storage/unreachable when the database went away; whether the commit happened is then unknown, which is why
   * every write carries an idempotency or natural key.
   */
  async tx<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    try {
      return await this.#tryTx(work)
    } catch (error) {
      const { cause } = error as { cause?: { code?: unknown } }
      if (!IN_EACH_OTHERS_WAY.includes(cause?.code) && codeOf(error) !== TAKEN) throw error
      return await this.#tryTx(work)
    }
  }

  async #tryTx<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const scope = this.#scope()
    const client = await this.#lease(scope)
    let broken: Error | undefined
    const noteBroken = (error: Error) => {
      broken = error
    }
    client.on('error', noteBroken)
    const lent = lend(client)
    const afterwards: (() => void)[] = []
    let result: T
    try {
      // Not waited for: they go out with the first statement, and when one fails nothing is committed.
      const begun = Promise.all([this.#pool.enter(client, scope, lent.query), lent.query({ text: 'begin' })])
      begun.catch(() => {})
      result = await work(sqlOver(lent, (later) => afterwards.push(later)))
      await begun
      await lent.commit()
    } catch (error) {
      // Of statements begun together one has failed; the others may have more to send.
      lent.end()
      const known = asProblem(lent.reason(error))
      // A connection that cannot even roll back is thrown away rather than reused.
      await client.query('rollback').catch((cause: Error) => {
        broken = cause
      })
      throw known
    } finally {
      client.off('error', noteBroken)
      client.release(broken)
    }
    for (const later of afterwards) later()
    return result
  }

  /** The same pool for whoever stands outside of requests and jobs: what they do is the installation's where nothing says else. */
  forInstallation(): Db {
    return new Db(this.url, { ...this.options, unscoped: 'installation' }, this.#pool)
  }

  /** A connection of its own outside the pool, for LISTEN and advisory locks held for long; it sees no rows. The caller ends it. */
  async dedicated(applicationName: string): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: withRole(this.url, this.options.role),
      application_name: applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    client.on('error', () => {}) // the same: the caller's listener comes after connecting
    try {
      await client.connect()
    } catch (error) {
      throw asProblem(error)
    }
    return client
  }

  /** Waits for work in flight and closes all connections. */
  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #lease(scope: string): Promise<pg.PoolClient> {
    try {
      return await this.#pool.lease(scope)
    } catch (error) {
      throw asProblem(error)
    }
  }

  #scope(): string {
    const scope = scopeNow()
    if (scope !== null) return scope
    if (this.options.unscoped !== 'refused') return INSTALLATION
    throw new TypeError('a statement of no site: it must run in a narrowed request, within() a site or acrossSites()')
  }
}

function poolConfig(url: string, options: DbOptions): pg.PoolConfig {
  return {
    connectionString: withRole(url, options.role),
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'tuidan',
    types: TYPES as unknown as pg.CustomTypesConfig,
    // A frozen network must surface as an error in seconds, not hang for ever (pg's defaults do).
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
    statement_timeout: 55_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Statements of a transaction that do not wait for each other travel together: see `tx`.
    pipeline: true,
  }
}

/** By hand: `URL` refuses an address with an empty host, as one over a socket has. What the address asks for itself is kept. */
function withRole(url: string, role: string | null | undefined): string {
  if (role == null) return url
  const [base = '', query = ''] = url.split('?')
  const params = new URLSearchParams(query)
  params.set('options', `${params.get('options') ?? ''} -c role=${role}`.trim())
  return `${base}?${params}`
}

/** Opens a pool; nothing is sent until the first query. */
export function openDb(url: string, options: DbOptions = {}): Db {
  return new Db(url, options)
}

/** Is this PostgreSQL's unique_violation (23505), optionally of one constraint? */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const e = error as { code?: unknown; constraint?: unknown }
  return e.code === TAKEN && (constraint === undefined || e.constraint === constraint)
}
