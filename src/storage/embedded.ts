/**
 * The embedded PostgreSQL: a real server of our own, made and started at the first start, on a unix socket that only its user
 * may enter, stopped at the end. A start finds one of three things:
 *   started   nothing ran on our data folder: the cluster is made if need be, and the server started
 *   adopted   a server runs on it already, left by a crash or used by another process of ours: we share it
 *   refused   another major version made the data, a folder is closed, the disk is full: a clear problem, nothing touched
 */
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../base/log.ts'
import { findBinaries } from './embedded/binaries.ts'
import {
  type Cluster,
  makeCluster,
  type Running,
  runningServer,
  socketFolderOf,
  startServer,
  urlOf,
} from './embedded/cluster.ts'
import { isAlive, underLock } from './embedded/lock.ts'
import { mustBeReachable, privateFolder, serverOwner, stateFolder } from './embedded/owner.ts'

/** Where the embedded server lives. */
export interface EmbeddedOptions {
  /** State folder of the program; the cluster lives in `<home>/pg`. */
  readonly home: string
  /** Where the programs are copied to; may be thrown away at any time. */
  readonly cache: string
  readonly log: Log
  /** Tests only: initdb --no-sync and fsync=off. */
  readonly unsafe?: boolean
}

/** A server that runs. */
export interface EmbeddedServer {
  /** For `pg`. */
  readonly url: string
  /** Which server was chosen and why, in one printable line. */
  readonly how: string
  readonly pid: number
  readonly dataDir: string
  /** Stops it unless another program of ours is connected. */
  stop(): Promise<'stopped' | 'left-running'>
  /** Restarts the server when it dies; the function returned ends that. */
  supervise(onRestart?: (pid: number) => void): () => void
}

/** Looks often: a killed database must be back within seconds. */
const SUPERVISE_MS = 200
const FAST_STOP_MS = 15_000

/**
 * Finds or starts the embedded server.
 * @throws storage/no-binary, storage/other-major, storage/locked-folder, storage/disk-full-start, storage/cannot-start,
 *   storage/starting-elsewhere, storage/no-folder
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const owner = serverOwner()
  stateFolder(options.home)
  const home = await realpath(options.home)
  const folder = join(home, 'pg')
  const data = join(folder, 'data')
  await mustBeReachable(folder, owner)
  await privateFolder(folder, owner)
  return await underLock(join(home, 'pg.lock'), async () => {
    const adopted = await adopt(data)
    const binaries = await findBinaries(options.cache)
    await mustBeReachable(binaries.postgres, owner)
    const cluster: Cluster = {
      binaries,
      owner,
      folder,
      data,
      socketFolder: adopted?.socketFolder ?? socketFolderOf(folder),
      logFile: join(folder, 'server.log'),
      unsafe: options.unsafe === true,
    }
    if (adopted !== null) return new Server(cluster, adopted, options, 'running already, shared')
    await makeCluster(cluster)
    return new Server(cluster, await startServer(cluster), options, 'started')
  })
}

/** A ready server on our data folder that answers and says so itself. */
async function adopt(data: string): Promise<Running | null> {
  const running = await runningServer(data)
  if (running === null) return null
  try {
    const where = await ask<{ data: string }>(
      urlOf(running.socketFolder),
      "select current_setting('data_directory') as data",
    )
    return (await realpath(where.data)) === data ? running : null
  } catch {
    return null // the pid belongs to something else by now; postgres itself sorts out the stale file
  }
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, application_name: 'launcher' })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows[0]!
  } finally {
    await client.end()
  }
}

class Server implements EmbeddedServer {
  readonly url: string
  readonly how: string
  readonly dataDir: string
  readonly #cluster: Cluster
  readonly #options: EmbeddedOptions
  #running: Running
  #supervised = false

  constructor(cluster: Cluster, running: Running, options: EmbeddedOptions, found: string) {
    this.#cluster = cluster
    this.#running = running
    this.#options = options
    this.url = urlOf(running.socketFolder)
    this.dataDir = cluster.data
    this.how = `${cluster.binaries.origin}, ${found}: ${cluster.data}`
  }

  get pid(): number {
    return this.#running.pid
  }

  supervise(onRestart: (pid: number) => void = () => {}): () => void {
    this.#supervised = true
    void this.#watch(onRestart)
    return () => {
      this.#supervised = false
    }
  }

  async stop(): Promise<'stopped' | 'left-running'> {
    this.#supervised = false
    if (await this.#isShared()) return 'left-running'
    const { pid } = this.#running
    const gone = async (limitMs: number): Promise<boolean> => {
      for (const until = Date.now() + limitMs; Date.now() < until; await wait(10)) if (!isAlive(pid)) return true
      return !isAlive(pid)
    }
    // SIGINT is PostgreSQL's fast stop: clients are sent away, everything is on disk. SIGQUIT only when that hangs.
    kill(pid, 'SIGINT')
    if (!(await gone(FAST_STOP_MS))) {
      kill(pid, 'SIGQUIT')
      await gone(5_000)
    }
    return 'stopped'
  }

  async #isShared(): Promise<boolean> {
    try {
      const row = await ask<{ others: string }>(
        this.url,
        "select count(*) as others from pg_stat_activity where application_name like 'tuidan%' and pid <> pg_backend_pid()",
      )
      return Number(row.others) > 0
    } catch {
      return false // it does not answer: stop it
    }
  }

  async #watch(onRestart: (pid: number) => void): Promise<void> {
    const { log } = this.#options
    while (this.#supervised) {
      await wait(SUPERVISE_MS, undefined, { ref: false })
      if (!this.#supervised || isAlive(this.#running.pid)) continue
      log.warn({ pid: this.#running.pid }, 'the database ended, starting it again')
      try {
        this.#running = await underLock(join(this.#options.home, 'pg.lock'), async () => {
          return (await adopt(this.#cluster.data)) ?? (await startServer(this.#cluster))
        })
        onRestart(this.#running.pid)
      } catch (error) {
        log.error({ err: error }, 'the database could not be started again, trying once more')
        await wait(1_000, undefined, { ref: false })
      }
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
