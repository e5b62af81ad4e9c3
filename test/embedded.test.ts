import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../src/base/log.ts'
import type { Problem } from '../src/base/problem.ts'
import { openDb } from '../src/storage/db.ts'
import { type EmbeddedServer, startEmbedded } from '../src/storage/embedded.ts'
import { until } from './harness/wait.ts'

let root: string
let servers: EmbeddedServer[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuidan-pg-'))
  await chmod(root, 0o755)
  servers = []
})

afterEach(async () => {
  for (const server of servers) await server.stop()
  await rm(root, { recursive: true, force: true })
})

async function start(home = join(root, 'home'), unsafe = true): Promise<EmbeddedServer> {
  const server = await startEmbedded({ home, cache: join(root, 'cache'), log: silentLog, unsafe })
  servers.push(server)
  return server
}

async function ask<Row>(server: EmbeddedServer, text: string): Promise<Row> {
  const db = openDb(server.url, { max: 1, applicationName: 'test' })
  try {
    return await db.one<Row>(text)
  } finally {
    await db.close()
  }
}

describe('the embedded PostgreSQL', () => {
  test('two starts at once share one server, which knows Chinese trigrams', async () => {
    const [a, b] = await Promise.all([start(), start()])
    expect(a.pid).toBe(b.pid)
    const db = openDb(a.url, { max: 1, applicationName: 'test' })
    await db.run('create extension pg_trgm')
    const { alike } = await db.one<{ alike: number }>("select similarity('绿茶礼盒', '绿茶') as alike")
    await db.close()
    expect(alike).toBeGreaterThan(0)
  })

  test('killed with -9 it is back within 3 s with what was committed, and the next start adopts it', async () => {
    // With the settings of the product: the tests' own lose the last commits in a crash.
    const server = await start(join(root, 'home'), false)
    const db = openDb(server.url, { max: 1, applicationName: 'test' })
    await db.run('create table kept (n int)')
    await db.run('insert into kept values (7)')
    await db.close()
    const killed = server.pid
    const startedAt = Date.now()
    let back = 0
    server.supervise((pid) => {
      back = pid
    })
    process.kill(killed, 'SIGKILL')
    await until(() => back > 0, { timeoutMs: 10_000, what: 'the database to come back' })
    expect(Date.now() - startedAt).toBeLessThan(3_000)
    expect(await ask<{ n: number }>(server, 'select n from kept')).toEqual({ n: 7 })
    expect((await start()).pid).toBe(back)
  })

  test('it is left running while another program of ours is connected', async () => {
    const server = await start()
    const other = openDb(server.url, { max: 1, applicationName: 'tuidan' })
    await other.query('select 1')
    expect(await server.stop()).toBe('left-running')
    await other.close()
    expect(await server.stop()).toBe('stopped')
  })

  test('a cluster half made by a killed start is made anew, and a deep folder gets a short socket', async () => {
    const home = join(root, 'a-very-long-folder-name-that-no-socket-path-can-hold'.repeat(2))
    await mkdir(join(home, 'pg', 'data.new'), { recursive: true })
    await writeFile(join(home, 'pg', 'data.new', 'PG_VERSION'), '18')
    const server = await start(home)
    expect(await ask<{ one: number }>(server, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('data of another major version is refused by name and not touched', async () => {
    const data = join(root, 'home', 'pg', 'data')
    await mkdir(data, { recursive: true })
    await writeFile(join(data, 'PG_VERSION'), '15\n')
    const error = await start().catch((e: unknown) => e)
    expect((error as Problem).code).toBe('storage/other-major')
    expect((error as Problem).params).toMatchObject({ found: 15, ours: 18 })
  })

  test('as root, a parent folder that the server’s user cannot pass is named', async (ctx) => {
    if (process.getuid?.() !== 0) return ctx.skip('only root starts the server as another user')
    const locked = join(root, 'locked')
    await mkdir(locked, { mode: 0o700 })
    const error = await start(join(locked, 'home')).catch((e: unknown) => e)
    expect((error as Problem).code).toBe('storage/locked-folder')
    expect((error as Problem).params.folder).toBe(locked)
  })
})
