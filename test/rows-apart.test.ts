import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../src/app.ts'
import { newId } from '../src/base/id.ts'
import { readConfig } from '../src/config.ts'
import { siteBySlug } from '../src/sites/flow.ts'
import { checkApart, mendApart, openApart } from '../src/storage/apart.ts'
import { type Db, openDb, type Sql } from '../src/storage/db.ts'
import { migrate } from '../src/storage/migrate.ts'
import { acrossSites, within } from '../src/storage/scope.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { readSources } from './harness/source.ts'
import { until } from './harness/wait.ts'
import { ALPINE, ApartWorld, SEASIDE, type Side } from './sites-apart-world.ts'

let world: ApartWorld
/** The site that asks, and the one whose rows it must not get. */
let a: Side
let b: Side
/** Stands above row level security. */
let owner: Db
/** As the server's: of a role that it holds, and refused without a scope. */
let db: Db
/** Tables with whose a row is. */
let tables: { name: string; key: string }[]

/** Everything of a table: the mistake that row level security is there for. */
const WRONG = 'select distinct site_id as "siteId" from product'
const ids = (rows: readonly { siteId: string }[]) => rows.map((row) => row.siteId)
const OVER_ROWS = { code: '42501' }

/** Routes with a mistake in them, beside those of the program. */
function addWrongRoutes(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance }
  let isAdded = false
  fastify.addHook('onRoute', function (this: FastifyInstance, { url }) {
    if (url !== '/health' || isAdded) return
    isAdded = true
    const wrong = async ({ params }: { params: unknown }) => {
      const { slug, other } = params as { slug: string; other?: string }
      const early = await db.query(WRONG).catch((error: Error) => error.message)
      await siteBySlug(world.floor.app.core, slug)
      if (other !== undefined) await siteBySlug(world.floor.app.core, other)
      const [now, later] = await Promise.all([
        db.query<{ siteId: string }>(WRONG),
        new Promise((go) => setImmediate(go)).then(() => db.tx((tx) => tx.query<{ siteId: string }>(WRONG))),
      ])
      return { early, now: ids(now), later: ids(later) }
    }
    this.get('/wrong/:slug', wrong)
    this.post('/wrong/:slug', wrong)
    this.get('/wrong/:slug/:other', wrong)
  })
}

beforeAll(async () => {
  channel('fastify.initialization')
  subscribe('fastify.initialization', addWrongRoutes)
  world = await ApartWorld.open()
  unsubscribe('fastify.initialization', addWrongRoutes)
  a = await world.side(ALPINE)
  b = await world.side(SEASIDE)
  const { url } = world.floor.app.core.db
  owner = openDb(url, { max: 2 })
  db = await openApart(url, { max: 3, unscoped: 'refused' })
  tables = await owner.query(
    `select table_name as name, column_name as key from information_schema.columns
     where table_schema = 'public' and column_name = case table_name when 'site' then 'id' else 'site_id' end`,
  )
}, 120_000)

afterAll(async () => {
  await db?.close()
  await owner?.close()
  await world?.close()
})

const countOf = async (sql: Pick<Db, 'one'>, table: { name: string; key: string }, siteId: string | null) =>
  (
    await sql.one<{ n: number }>(
      `select count(*) as n from "${table.name}" where $1::uuid is null or "${table.key}" = $1`,
      [siteId],
    )
  ).n

/** What `work` did is taken back. */
async function undone<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
  let result: T | undefined
  const done = new Error('taken back')
  const act = async (tx: Sql) => {
    result = await work(tx)
    throw done
  }
  await db.tx(act).catch((error: unknown) => {
    if (error !== done) throw error
  })
  return result!
}

describe('a connection that works for one site', () => {
  test('sees every row of it and none of another one, in every table', async () => {
    expect(tables.length).toBeGreaterThan(45)
    let filled = 0
    for (const table of tables) {
      const own = await countOf(owner, table, a.at.site.id)
      const seen = await within(a.at.site.id, async () => [
        await countOf(db, table, b.at.site.id),
        (await countOf(db, table, null)) >= Math.min(own, 1),
      ])
      expect([table.name, ...seen]).toEqual([table.name, 0, true])
      if ((await countOf(owner, table, b.at.site.id)) > 0) filled++
    }
    // A table that nobody fills shows nothing; its policy is looked at below.
    expect(filled).toBeGreaterThan(tables.length * 0.7)
  })

  test('changes and removes none of another one, and puts none there', async () => {
    for (const { name, key } of tables) {
      const other = b.at.site.id
      const row = await owner.maybe<{ row: object }>(
        `select to_jsonb(t) as row from "${name}" t where "${key}" = $1 limit 1`,
        [other],
      )
      await within(a.at.site.id, async () => {
        const touched = await undone(async (tx) => [
          await tx.run(`update "${name}" set "${key}" = "${key}" where "${key}" = $1`, [other]),
          await tx.run(`delete from "${name}" where "${key}" = $1`, [other]),
        ])
        expect([name, ...touched]).toEqual([name, 0, 0])
        if (row === null) return
        const insert = `insert into "${name}" select * from jsonb_populate_record(null::"${name}", $1::jsonb)`
        await expect(db.run(insert, [JSON.stringify(row.row)]), name).rejects.toMatchObject(OVER_ROWS)
      })
    }
  })

  test('moves none of its own to another one', async () => {
    const move = () => db.run('update product set site_id = $1', [b.at.site.id])
    await expect(within(a.at.site.id, move)).rejects.toMatchObject(OVER_ROWS)
  })

  test('sees nothing when it was told of no site, and of one that is not there', async () => {
    for (const scope of ['', newId()])
      for (const table of tables)
        expect([table.name, await within(scope, () => countOf(db, table, null))]).toEqual([table.name, 0])
  })
})

describe('a mistake in the program', () => {
  const ask = async (path: string, body?: string) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await fetch(`${world.floor.base}/wrong/${path}`, { ...(body && { method: 'POST', body }), headers })
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
  }
  const own = (side: Side) => ({ now: [side.at.site.id], later: [side.at.site.id] })

  test('a statement that names no site shows the request its own rows, and none before the site is known', async () => {
    const { json } = await ask(a.slug)
    expect(json).toEqual({ ...own(a), early: expect.stringContaining('of no site') })
    // The reading of a body breaks what follows the request by itself.
    expect((await ask(b.slug, JSON.stringify({ long: 'x'.repeat(300_000) }))).json).toMatchObject(own(b))
  })

  test('requests of two sites at once on three connections each see their own', async () => {
    const sides = Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? a : b))
    const answers = await Promise.all(sides.map((side) => ask(side.slug)))
    expect(answers.map(({ json }) => json.now)).toEqual(sides.map((side) => own(side).now))
    expect(answers.map(({ json }) => json.later)).toEqual(sides.map((side) => own(side).later))
  })

  test('a request that turns to another site is given no answer', async () => {
    expect((await ask(`${a.slug}/${b.slug}`)).status).toBe(500)
  })

  test('later work and whoever listens to the bus work for the site it is about', async () => {
    const { outbox, bus, clock } = world.floor.app.core
    const seen: string[][] = []
    outbox.handle('test.wrong', async () => void seen.push(ids(await db.query(WRONG))))
    const off = bus.on('catalog', async () => void seen.push(ids(await db.query(WRONG))))
    for (const { at } of [a, b]) {
      bus.emit('catalog', at.site.id)
      await until(() => seen.length === 1 || null, { what: 'the bus' })
      const work = { siteId: at.site.id, kind: 'test.wrong', ref: 'x', dueAt: clock.now() }
      await acrossSites('a test', () => db.tx((tx) => outbox.add(tx, work)))
      outbox.wake()
      await until(() => seen.length === 2 || null, { what: 'the work' })
      expect(seen.splice(0)).toEqual([[at.site.id], [at.site.id]])
    }
    off()
  })

  test('a connection takes nothing from one use to the next, also when a transaction has failed', async () => {
    const one = await openApart(db.url, { max: 1, unscoped: 'refused' })
    const seen = async (side: Side) => ids(await within(side.at.site.id, () => one.query<{ siteId: string }>(WRONG)))
    try {
      for (const side of [a, b, b, a]) {
        expect(await seen(side)).toEqual([side.at.site.id])
        await expect(one.query(WRONG)).rejects.toThrow('of no site')
        const fails = () => one.tx(async (tx) => [await tx.query(WRONG), await tx.run('select 1 / 0')])
        await expect(within((side === a ? b : a).at.site.id, fails)).rejects.toMatchObject({ code: '22012' })
        await expect(within(side.at.site.id, () => one.run('select 1 / 0'))).rejects.toMatchObject({ code: '22012' })
      }
      expect((await acrossSites('a test', () => one.query<{ siteId: string }>(WRONG))).length).toBe(2)
    } finally {
      await one.close()
    }
  })

  test('what works across sites is known by name', () => {
    const asks = /^import \{[^}]*\bacrossSites\b/m
    const files = readSources(['src', 'demo']).filter(({ path, text }) => asks.test(text) && !path.endsWith('.test.ts'))
    expect(files.map(({ path }) => path).sort()).toEqual(ACROSS)
  })
})

/** Each says why, where it does. */
const ACROSS = [
  'src/app.ts',
  'src/engine/bus.ts',
  'src/engine/keys.ts',
  'src/engine/outbox.ts',
  'src/engine/tidy.ts',
  'src/http/status.ts',
  'src/offers/filtered.ts',
  'src/offers/flow-memory.ts',
  'src/offers/writer.ts',
  'src/push/hub.ts',
  'src/sites/flow.ts',
  'src/staff/flow.ts',
  'src/storage/apart.ts',
  'src/storage/migrate.ts',
]

describe('the look at each start', () => {
  let fresh: FreshDatabase
  let folder: string
  const looked = async () => {
    const opened = await openApart(fresh.url, { max: 1 })
    try {
      await checkApart(opened)
      return null
    } catch (error) {
      const { code, params } = error as { code: string; params: { table?: string } }
      return `${code} ${params.table}`
    } finally {
      await opened.close()
    }
  }
  const byHand = async (text: string) => {
    const hand = openDb(fresh.url, { max: 1 })
    await hand.run(text).finally(() => hand.close())
  }

  beforeAll(async () => {
    fresh = await freshDatabase()
    folder = await mkdtemp(join(tmpdir(), 'tuidan-rows-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await fresh.drop()
  })

  test('finds sites apart in a database that nobody has changed', async () => {
    expect(await looked()).toBeNull()
  })

  test.each([
    ['alter table fact disable row level security', 'fact'],
    ['alter table orders no force row level security', 'orders'],
    ['drop policy rows_apart on consent', 'consent'],
    ['create policy more on site for select using (true)', 'site'],
    ['alter policy rows_apart on account using (true)', 'account'],
    ['alter policy rows_apart on account to current_user', 'account'],
    ['alter policy rows_apart on inbox with check (true)', 'inbox'],
  ])('after `%s` names %s; mending puts it right', async (change, table) => {
    await byHand(change)
    expect(await looked()).toBe(`storage/not-apart ${table}`)
    await mendApart(fresh.url)
    expect(await looked()).toBeNull()
  })

  test('a server does not start on such a database', async () => {
    await byHand('drop policy rows_apart on parcel')
    const { config } = readConfig({}, { home: folder, port: 0, logLevel: 'silent' }, join(folder, 'none.json'))
    const start = startApp({ config, databaseUrl: fresh.url, databaseHow: 'test', tls: null, demo: false })
    await expect(start).rejects.toMatchObject({ code: 'storage/not-apart', params: { table: 'parcel' } })
    await mendApart(fresh.url)
  })

  test('a table of a later migration is kept apart by itself; one that says of no row whose it is stops the start', async () => {
    const ours = join(import.meta.dirname, '../src/storage/migrations')
    for (const name of await readdir(ours)) await copyFile(join(ours, name), join(folder, name))
    await writeFile(join(folder, '998-more.sql'), 'create table more (site_id uuid not null, note text)')
    const hand = openDb(fresh.url, { max: 1 })
    expect(await migrate(hand, folder)).toEqual(['998-more.sql'])
    const { forced } = await hand.one<{ forced: boolean }>(
      "select relforcerowsecurity as forced from pg_class where relname = 'more'",
    )
    expect(forced).toBe(true)
    await writeFile(join(folder, '999-less.sql'), 'create table less (note text)')
    await migrate(hand, folder)
    await hand.run('delete from migration where number >= 998')
    await hand.close()
    expect(await looked()).toBe('storage/not-apart less')
  })
})

describe('who signs in to the database', () => {
  const name = `rows_${newId().slice(-12)}`
  const urlAs = (user: string, database: string) =>
    owner.url.replace(/^(\w+:\/\/)[^/]*\/[^?]*/, `$1${user}@/${database}`)
  let made: string[] = []

  /** A database of somebody's own, as a provider gives it. */
  async function databaseOf(user: string, rights: string): Promise<string> {
    await owner.run(`create role ${user} login ${rights}`)
    await owner.run(`create database ${user} owner ${user}`)
    made.push(user)
    return urlAs(user, user)
  }
  afterAll(async () => {
    for (const one of made.splice(0)) {
      await owner.run(`drop database if exists ${one} with (force)`)
      await owner.run(`drop role if exists ${one}`)
    }
    made = []
  })

  test('a superuser is never worked as', async () => {
    await expect(checkApart(owner)).rejects.toMatchObject({ code: 'storage/above-rows' })
    const me = await acrossSites('a test', () =>
      db.one<{ above: boolean }>('select rolsuper or rolbypassrls as above from pg_roles where rolname = current_user'),
    )
    expect(me.above).toBe(false)
  })

  test('a plain user who owns the tables is held to the rows as well', async (ctx) => {
    if (process.env.DATABASE_URL_TEST) return ctx.skip('signing in without a password is the embedded server’s')
    const opened = await openApart(await databaseOf(`${name}_plain`, ''), { max: 1, unscoped: 'refused' })
    try {
      await checkApart(opened)
      const [one, two] = [newId(), newId()]
      const add = (id: string, slug: string) =>
        opened.run(
          "insert into site (id, slug, name, public_key, secret_hash, created_at) values ($1, $2, '{}', $2, '', now())",
          [id, slug],
        )
      await within(one, () => add(one, 'one'))
      await within(two, () => add(two, 'two'))
      await expect(within(one, () => add(newId(), 'three'))).rejects.toMatchObject(OVER_ROWS)
      expect(await within(one, () => opened.query('select slug from site'))).toEqual([{ slug: 'one' }])
      expect(await within(two, () => opened.run('delete from site'))).toBe(1)
    } finally {
      await opened.close()
    }
  })

  test('a user above the rows who may make no role is told what to do, and it helps', async (ctx) => {
    if (process.env.DATABASE_URL_TEST) return ctx.skip('signing in without a password is the embedded server’s')
    const user = `${name}_above`
    const url = await databaseOf(user, 'bypassrls')
    const error = await openApart(url, { max: 1 }).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'storage/above-rows', params: { user, role: 'tuidan_app' } })
    await owner.run(`grant tuidan_app to ${user}`)
    const opened = await openApart(url, { max: 1 })
    await checkApart(opened).finally(() => opened.close())
  })
})
