import { afterAll, expect, test } from 'vitest'
import { addBins } from '../src/warehouse/flow.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld } from './loop-world.ts'

const world = await LoopWorld.open()
afterAll(() => world.stop())

/** Sends a product file and imports it as the console does, with the columns as they were guessed. */
async function importFile(at: LoopSite, text: string, change: object = {}) {
  const taken = await fetch(`${world.url}/v1/console/imports?filename=goods.csv`, {
    method: 'POST',
    headers: { cookie: `staff=${at.owner.cookies.get('staff')}`, 'x-tuidan': '1', 'content-type': 'text/csv' },
    body: text,
  })
  const { importId, guess } = (await taken.json()) as { importId: string; guess: object }
  const path = `/v1/console/imports/${importId}`
  expect((await at.owner.ask('POST', `${path}/run`, { mapping: guess, ...change })).status).toBe(202)
  return await until(
    async () => {
      const { json } = await at.owner.ask('GET', path)
      return json.state === 'done' || json.state === 'failed' ? json.report : null
    },
    { what: 'the import' },
  )
}
const stockOf = async (at: LoopSite, sku: string): Promise<number> =>
  (await at.owner.ask('GET', `/v1/console/products/${sku}`)).json.stock.available

test('a stock column is received into the bins it names, once however often the list is imported', async () => {
  const at = await world.site([])
  await addBins(world.app.core, at.site.id, ['A01-02'])
  const list = 'sku,title,price,Stock,Bin\nCUP,Cup,10,5,A01-01\nPOT,Pot,20,7,A01-02\nJAR,Jar,5,3,A09-09\n'
  const first = await importFile(at, list)
  expect(first.stock).toEqual({ products: 2, pieces: 12, had: 0, homeless: 0, unknownBins: ['A09-09'] })
  expect([await stockOf(at, 'CUP'), await stockOf(at, 'POT'), await stockOf(at, 'JAR')]).toEqual([5, 7, 0])
  const again = await importFile(at, list)
  expect(again.stock).toMatchObject({ products: 0, had: 2 })
  expect(await stockOf(at, 'CUP')).toBe(5)
})

test('a marketer imports goods and receives none: that is the floor’s to do', async () => {
  const at = await world.site([])
  const marketer = await world.staff(at.site, '营销', ['marketer'])
  const list = 'sku,title,price,Stock,Bin\nCUP,Cup,10,5,A01-01\n'
  const taken = await fetch(`${world.url}/v1/console/imports?filename=goods.csv`, {
    method: 'POST',
    headers: { cookie: `staff=${marketer.cookies.get('staff')}`, 'x-tuidan': '1', 'content-type': 'text/csv' },
    body: list,
  })
  const { importId, guess } = (await taken.json()) as { importId: string; guess: Record<string, string> }
  expect(Object.keys(guess)).not.toContain('stock')
  const run = (mapping: object) => marketer.ask('POST', `/v1/console/imports/${importId}/run`, { mapping })
  expect((await run({ ...guess, stock: 'Stock', bin: 'Bin' })).json.code).toBe('http/not-allowed')
  expect((await run(guess)).status).toBe(202)
  await until(async () => (await marketer.ask('GET', `/v1/console/imports/${importId}`)).json.state === 'done')
  expect(await stockOf(at, 'CUP')).toBe(0)
})

test('without a bin no stock is imported and the report says so; a bin for the rest takes it', async () => {
  const at = await world.site([])
  const list = 'sku,title,price,Stock\nCUP,Cup,10,5\n'
  expect((await importFile(at, list)).stock).toMatchObject({ pieces: 0, homeless: 1 })
  expect(await stockOf(at, 'CUP')).toBe(0)
  expect((await importFile(at, list, { bin: 'A01-01' })).stock).toMatchObject({ pieces: 5, homeless: 0 })
  expect(await stockOf(at, 'CUP')).toBe(5)
})
