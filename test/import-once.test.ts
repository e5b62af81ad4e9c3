import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { addStaff } from '../src/staff/flow.ts'
import { availableOf, countBin, receive } from '../src/stock/flow.ts'
import { openDb, type Sql } from '../src/storage/db.ts'
import { addBins } from '../src/warehouse/flow.ts'
import { importGoods, takeStock } from '../src/warehouse/flow-import.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld, orderOf } from './loop-world.ts'

const world = await LoopWorld.open()
const { core } = world.app
// The role that the program works as is told nothing of what others do.
const watcher = openDb(core.db.url, { max: 1 })
afterAll(async () => {
  await watcher.close()
  await world.stop()
})

const CUP = { sku: 'CUP', bin: 'A01-01', qty: 5 }
const take = (at: LoopSite, goods: { sku: string; bin: string; qty: number }[], importId = newId()) =>
  takeStock(core, { siteId: at.site.id, importId, staffId: null, goods })
const left = async (at: LoopSite, sku: string) => (await availableOf(core.db, at.site.id, [sku])).get(sku)

/** Runs `work` while another transaction holds what `act` has touched, which commits when `waiting` others stand at a lock. */
async function whileHeld<T>(act: (tx: Sql) => Promise<unknown>, waiting: number, work: () => Promise<T>): Promise<T> {
  let begun: Promise<T> | undefined
  await core.db.tx(async (tx) => {
    await act(tx)
    begun = work()
    // Awaited below; what it throws before is seen there.
    begun.catch(() => {})
    await until(
      async () => {
        const { n } = await watcher.one<{ n: number }>(
          "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        return n >= waiting ? true : null
      },
      { what: `${waiting} wait` },
    )
  })
  return await begun!
}

/** Makes the balance of the bin, which whoever receives into it must then wait for. */
const touch = (at: LoopSite) => (tx: Sql) =>
  tx.run("insert into stock_bin (site_id, bin, sku, on_hand, allocated) values ($1, 'A01-01', 'CUP', 0, 0)", [
    at.site.id,
  ])

describe('stock of a list is received once', () => {
  test('when two lists of one site are imported at the same time', async () => {
    const at = await world.site([{ sku: 'CUP', qty: 0 }])
    const both = await whileHeld(touch(at), 2, () => Promise.all([take(at, [CUP]), take(at, [CUP])]))
    expect(both.map((s) => [s.products, s.pieces, s.had]).sort()).toEqual([
      [0, 0, 1],
      [1, 5, 0],
    ])
    expect(await left(at, 'CUP')).toBe(5)
  })

  test('when somebody receives the same goods by hand while it is imported', async () => {
    const at = await world.site([{ sku: 'CUP', qty: 0 }])
    const byHand = (tx: Sql) => receive(tx, at.site.id, [{ ...CUP, qty: 3 }], core.clock.now())
    const taken = await whileHeld(byHand, 1, () => take(at, [CUP]))
    expect(taken).toMatchObject({ products: 0, pieces: 0, had: 1 })
    expect(await left(at, 'CUP')).toBe(3)
  })

  test('when the same import runs twice at once, and both tell of it', async () => {
    const at = await world.site([{ sku: 'CUP', qty: 0 }])
    const id = newId()
    const both = await whileHeld(touch(at), 2, () => Promise.all([take(at, [CUP], id), take(at, [CUP], id)]))
    expect(both.map((s) => [s.products, s.pieces, s.had])).toEqual([
      [1, 5, 0],
      [1, 5, 0],
    ])
    expect(await left(at, 'CUP')).toBe(5)
  })

  test('when an import is run again with another bin, even after all of it was sold', async () => {
    const at = await world.site([{ sku: 'CUP', qty: 0 }])
    await addBins(core, at.site.id, ['A01-02'])
    const id = newId()
    await take(at, [CUP], id)
    await core.db.tx((tx) => countBin(tx, at.site.id, { ...CUP, counted: 0 }, core.clock.now()))
    expect(await take(at, [{ ...CUP, bin: 'A01-02' }], id)).toMatchObject({ products: 1, pieces: 5, had: 0 })
    expect(await left(at, 'CUP')).toBe(0)
  })

  test('when a file of goods is sent twice at once', async () => {
    const at = await world.site([{ sku: 'CUP', qty: 0 }])
    const bytes = Buffer.from('sku,bin,qty\nCUP,A01-01,5\n')
    const { id: staffId } = await addStaff(core, { siteId: at.site.id, name: '收货', roles: ['receiver'] })
    const send = () => importGoods(core, { siteId: at.site.id, staffId, filename: 'goods.csv', bytes, again: false })
    const both = await whileHeld(touch(at), 2, () => Promise.all([send(), send()]))
    expect(both.map((s) => [s.pieces, s.repeated]).sort()).toEqual([
      [0, 1],
      [5, 0],
    ])
    expect(await left(at, 'CUP')).toBe(5)
  })
})

test('an import begun again tells what it received before, and wakes the orders that wait for it', async () => {
  const at = await world.site([{ sku: 'CUP', qty: 0 }])
  const id = newId()
  await core.db.tx((tx) => receive(tx, at.site.id, [{ ...CUP, bin: null }], core.clock.now()))
  const shopper = await world.shopper(at)
  const placed = await shopper.ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([{ sku: 'CUP', qty: 5 }]), {
    'idempotency-key': newId(),
  })
  expect(placed.status).toBe(201)
  const state = async () =>
    (await core.db.one<{ state: string }>('select state from orders where site_id = $1', [at.site.id])).state
  await until(async () => (await state()) === 'held', { what: 'the order is held' })
  // The import died behind this commit: nobody was woken.
  await core.db.tx((tx) => receive(tx, at.site.id, [{ ...CUP, uid: `${id}:CUP:A01-01` }], core.clock.now()))
  expect(await take(at, [CUP], id)).toMatchObject({ products: 1, pieces: 5, had: 0 })
  await until(async () => (await state()) === 'released', { what: 'the order goes on' })
})
