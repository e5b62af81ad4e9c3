import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { silentLog } from '../../src/base/log.ts'
import type { Db } from '../../src/storage/db.ts'
import { makeRunFolder, removeRunFolder, sweepDeadRuns } from './run-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `freshDatabase` asks for databases. */
    databaseBroker: string
  }
}

/** One PostgreSQL for the run with a migrated template in it. */
interface Server {
  create(): Promise<{ name: string; url: string }>
  drop(name: string): Promise<void>
  stop(): Promise<void>
}

/**
 * Runs once around all tests. The database is started by the first test that asks for one: a run of pure rules never
 * pays for it. Workers ask over loopback HTTP, so that creating databases is serialised here, in one process.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  sweepDeadRuns()
  const folder = makeRunFolder()
  const removeOnExit = () => removeRunFolder(folder)
  process.once('exit', removeOnExit)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

  let server: Promise<Server> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }
  // Anybody on this machine can reach the port; only who knows the path gets a database.
  const secret = `/${randomBytes(12).toString('hex')}`
  const broker = createServer((request, response) => {
    const answer = async () => {
      const [path, name] = (request.url ?? '').split('?')
      if (path !== secret) throw new Error('wrong path')
      server ??= startServer(folder)
      const started = await server
      return inTurn(async () => (name ? started.drop(name) : started.create()))
    }
    answer().then(
      (value) => response.end(JSON.stringify(value ?? null)),
      (error: Error) => response.writeHead(500).end(error.stack),
    )
  })
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
  project.provide('databaseBroker', `http://127.0.0.1:${(broker.address() as AddressInfo).port}${secret}`)

  return async () => {
    broker.closeAllConnections()
    broker.close()
    await server?.then(
      (started) => started.stop(),
      () => {},
    )
    process.off('exit', removeOnExit)
    removeRunFolder(folder)
  }
}

async function startServer(folder: string): Promise<Server> {
  const given = process.env.DATABASE_URL_TEST
  if (given) return serve(given, async () => {})
  const { startEmbedded } = await import('../../src/storage/embedded.ts')
  const embedded = await startEmbedded({
    home: join(folder, 'home'),
    cache: join(folder, 'cache'),
    log: silentLog,
    unsafe: true,
  })
  return serve(embedded.url, async () => {
    await embedded.stop()
  })
}

async function serve(url: string, stop: () => Promise<void>): Promise<Server> {
  // Loaded only now, for the same reason as the server is.
  const { openDb } = await import('../../src/storage/db.ts')
  const { migrate } = await import('../../src/storage/migrate.ts')
  const admin = openDb(url, { max: 1, applicationName: 'tuidan-test-harness' })
  const run = `tuidan_test_${process.pid}_${randomBytes(3).toString('hex')}`
  const template = `${run}_template`
  const made = new Set<string>([template])
  await admin.run(`create database ${template}`)
  const db = openDb(withDatabase(url, template), { max: 1, applicationName: 'tuidan-test-harness' })
  try {
    await migrate(db)
  } finally {
    await db.close()
  }
  let count = 0
  return {
    async create() {
      const name = `${run}_${++count}`
      await createFrom(admin, name, template)
      made.add(name)
      return { name, url: withDatabase(url, name) }
    },
    async drop(name) {
      if (!made.delete(name)) throw new Error(`${name} is not a database of this run`)
      await admin.run(`drop database if exists ${name} with (force)`)
    },
    async stop() {
      // Our own server goes with all its files; a borrowed one gets its databases removed.
      if (process.env.DATABASE_URL_TEST) {
        for (const name of made) await admin.run(`drop database if exists ${name} with (force)`)
      }
      await admin.close()
      await stop()
    },
  }
}

/** A closed connection lives on in the server for some ms; until then the template counts as "accessed by other users". */
async function createFrom(admin: Db, name: string, template: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await admin.run(`create database ${name} template ${template}`)
      return
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55006' || tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** The same server, another database. By hand: `URL` refuses an address with an empty host, as one over a socket has. */
function withDatabase(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}
