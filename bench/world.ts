import { join } from 'node:path'
import { systemClock } from '../src/base/clock.ts'
import { silentLog } from '../src/base/log.ts'
import { LoadClient } from '../src/cli/load-client.ts'
import { type MeasuredServer, startMeasuredServer } from '../src/cli/measured-server.ts'
import { type Config, readConfig } from '../src/config.ts'
import { Bus } from '../src/engine/bus.ts'
import type { Core } from '../src/engine/core.ts'
import { loadKeys, openVault } from '../src/engine/keys.ts'
import { Outbox } from '../src/engine/outbox.ts'
import { openDb } from '../src/storage/db.ts'
import { startEmbedded } from '../src/storage/embedded.ts'
import { migrate } from '../src/storage/migrate.ts'
import type { Bench } from './measure.ts'
import { freePort } from './start.ts'

/** A server in a process of its own on a fresh embedded database, and a core beside it to prepare what is measured. */
export interface BenchWorld {
  readonly core: Core
  readonly server: MeasuredServer
  /** `http://localhost:…`, as a browser would write it. */
  readonly origin: string
  readonly client: LoadClient
  stop(): Promise<void>
}

/**
 * Opens one under the run's scratch folder. The demo world brings goods, campaigns and a provider. `delays`: whether the server's
 * event loop is watched, which costs CPU time.
 */
export async function openBenchWorld(
  bench: Bench,
  name: string,
  demo: boolean,
  delays = true,
  settings: Partial<Config> = {},
): Promise<BenchWorld> {
  const home = join(bench.scratch, name)
  const port = await freePort()
  const { config } = readConfig({ ...process.env, DATABASE_URL: undefined }, { home, port })
  const database = await startEmbedded({ home, cache: config.cache, log: silentLog })
  const db = openDb(database.url, { max: 4, applicationName: 'tuidan bench' })
  await migrate(db)
  const vault = await openVault(db, await loadKeys(home, null))
  const bus = new Bus(db, silentLog)
  const outbox = new Outbox(db, systemClock, silentLog, bus)
  const origin = `http://localhost:${port}`
  const core: Core = { db, clock: systemClock, log: silentLog, bus, outbox, vault, publicUrl: origin }
  const server = await startMeasuredServer({
    databaseUrl: database.url,
    // All its pages ask from one address.
    overrides: { home, port, databaseUrl: database.url, demo: demo ? 'on' : 'off', limits: 0, ...settings },
    demo,
    delays,
  })
  const client = new LoadClient(server.base)
  return {
    core,
    server,
    origin,
    client,
    async stop() {
      client.close()
      await server.stop()
      await bus.stop()
      await db.close()
      await database.stop()
    },
  }
}
