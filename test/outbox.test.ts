import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '../src/base/log.ts'
import { endImport, importOf, runImport, takeFile } from '../src/catalog/flow.ts'
import { Outbox } from '../src/engine/outbox.ts'
import type { Site } from '../src/sites/site.ts'
import type { Db, Sql } from '../src/storage/db.ts'
import { until } from './harness/wait.ts'
import { type OrdersWorld, ordersWorld, shopWith } from './orders-world.ts'

let world: OrdersWorld
let site: Site
beforeAll(async () => {
  world = await ordersWorld()
  site = await shopWith(world.core, {})
})
afterAll(async () => {
  await world?.stop()
})

const add = (kind: string, ref: string) =>
  world.core.outbox.add(world.core.db, { siteId: site.id, kind, ref, dueAt: world.clock.now() })

const rowOf = (kind: string) =>
  world.core.db.maybe<{ tries: number; dead: boolean; error: string | null }>(
    'select tries, dead_at is not null as dead, last_error as error from outbox where kind = $1',
    [kind],
  )

test('slow work holds up no other kind, keeps to its lane, and nobody asks while the lanes are full', async () => {
  const { core, clock } = world
  let asked = 0
  const db: Db = Object.assign(Object.create(core.db), {
    named: (...input: Parameters<Db['named']>) => ++asked && core.db.named(...input),
    maybe: (...input: Parameters<Db['maybe']>) => ++asked && core.db.maybe(...input),
  })
  const outbox = new Outbox(db, clock, silentLog, core.bus)
  const slow = Promise.withResolvers<void>()
  let inHand = 0
  let most = 0
  const done: string[] = []
  outbox.handle(
    'test.slow',
    async (item) => {
      inHand += 1
      most = Math.max(most, inHand)
      await slow.promise
      inHand -= 1
      done.push(item.ref)
    },
    { atOnce: 4 },
  )
  for (let i = 0; i < 40; i++) await add('test.slow', `slow ${i}`)
  outbox.start()
  try {
    await until(() => inHand === 4)
    // The only lane is full and what is due in it waits: the database is left in peace.
    await until(() => asked === 1)
    for (let i = 0; i < 20; i++) {
      outbox.wake()
      await new Promise(setImmediate)
    }
    expect(asked).toBe(1)
    outbox.handle('test.deadline', async (item) => {
      done.push(item.ref)
    })
    await add('test.deadline', 'in time')
    outbox.wake()
    await until(() => done.includes('in time'))
    expect([inHand, most]).toEqual([4, 4])
    slow.resolve()
    await until(() => done.length === 41)
    expect(most).toBe(4)
  } finally {
    slow.resolve()
    await outbox.stop()
  }
  expect(await core.db.query('select 1 from outbox')).toEqual([])
})

test('what is given up is told and counted; a deadline is tried for ever', async () => {
  const { core } = world
  const { outbox, db } = core
  const told: string[] = []
  const fails = async () => {
    throw new Error('a slip')
  }
  outbox.handle('test.gone', fails, { gaveUp: async (item) => void told.push(item.ref) })
  outbox.handle('test.forever', fails, { forever: true })
  let runs = 0
  outbox.handle('test.kills', async () => void runs++, { gaveUp: async (item) => void told.push(item.ref) })
  await add('test.gone', 'gone')
  await add('test.forever', 'order 1')
  await add('test.kills', 'kills')
  // As after many tries; the last kind took its process with it each time, so that nothing was written down.
  await db.run("update outbox set tries = 11 where kind <> 'test.kills'")
  await db.run("update outbox set tries = 12 where kind = 'test.kills'")
  outbox.start()
  try {
    await until(async () => (await rowOf('test.forever'))?.error !== null)
    await until(() => outbox.countDead().then((n) => n === 2))
  } finally {
    await outbox.stop()
  }
  expect(told.sort()).toEqual(['gone', 'kills'])
  expect(runs).toBe(0)
  expect(await rowOf('test.gone')).toEqual({ tries: 12, dead: true, error: 'unexpected' })
  expect(await rowOf('test.forever')).toEqual({ tries: 12, dead: false, error: 'unexpected' })
})

test('an import that was given up says so and may run again', async () => {
  const { core } = world
  const file = { name: 'a.csv', bytes: Buffer.from('sku,title,price\nA,Mug,5\n'), currency: 'CNY' }
  const { importId, guess } = await takeFile(core, site.id, file)
  await runImport(core, site.id, importId, { mapping: guess }, 'en')
  expect((await importOf(core, site.id, importId)).state).toBe('running')
  await endImport(core, { siteId: site.id, ref: importId })
  expect(await importOf(core, site.id, importId)).toMatchObject({
    state: 'failed',
    report: { problem: { code: 'catalog/import-stopped' } },
  })
  await runImport(core, site.id, importId, { mapping: guess }, 'en')
  expect((await importOf(core, site.id, importId)).state).toBe('running')
})

test('work in hand while the machine slept is not begun a second time, though its lease ran out', async () => {
  const { core, clock } = world
  const outbox = new Outbox(core.db, clock, silentLog, core.bus)
  const slow = Promise.withResolvers<void>()
  const begun: string[] = []
  outbox.handle('test.asleep', async (item) => {
    begun.push(item.ref)
    if (item.ref === 'first') await slow.promise
  })
  await add('test.asleep', 'first')
  outbox.start()
  try {
    await until(() => begun.length === 1)
    clock.at += 10 * 60_000
    await add('test.asleep', 'second')
    outbox.wake()
    await until(() => begun.length > 1)
    // Taken in the same look: had the first been begun again, it would stand before the second.
    expect(begun).toEqual(['first', 'second'])
    slow.resolve()
    await until(async () => (await rowOf('test.asleep')) === null || null)
  } finally {
    slow.resolve()
    await outbox.stop()
    clock.at -= 10 * 60_000
  }
})

test('a lease that is prolonged in the moment of a failure keeps no next try away', async () => {
  const { core, clock } = world
  const outbox = new Outbox(core.db, clock, silentLog, core.bus, 1)
  let tries = 0
  outbox.handle(
    'test.fails',
    async () => {
      tries += 1
      throw new Error('again')
    },
    { mostTries: 100, letGo: true },
  )
  await add('test.fails', 'x')
  outbox.start()
  const from = clock.at
  try {
    await until(
      async () => {
        const row = await core.db.maybe<{ rests: boolean }>(
          "select lease_until is null as rests from outbox where kind = 'test.fails'",
        )
        // The clock goes on only between tries, so that no lease ever runs out.
        if (row?.rests === true) {
          clock.at += 60_000
          outbox.wake()
        }
        return row === null || null
      },
      { everyMs: 2, what: 'all tries' },
    )
    expect(tries).toBe(100)
  } finally {
    await outbox.stop()
    clock.at = from
  }
})

test('work that is due is called for when its transaction is committed; what was rolled back or is due later is not', async () => {
  const { core, clock } = world
  const seen: string[] = []
  const off = core.bus.on('outbox', () => seen.push('called'))
  const add = (sql: Sql, dueAt: number) =>
    core.outbox.add(sql, { siteId: site.id, kind: 'test.called', ref: 'called', dueAt })
  try {
    await core.db.tx((tx) => add(tx, clock.now() + 1))
    const failing = core.db.tx(async (tx) => {
      await add(tx, clock.now())
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(seen).toEqual([])
    await core.db.tx(async (tx) => {
      await add(tx, clock.now())
      seen.push('written')
    })
    await add(core.db, clock.now())
    expect(seen).toEqual(['written', 'called', 'called'])
  } finally {
    off()
  }
})
