import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, startApp } from '../src/app.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { ean13 } from '../src/catalog/product.ts'
import { readConfig } from '../src/config.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { addStaff, joinPhone, makeLink } from '../src/staff/flow.ts'
import type { Role } from '../src/staff/staff.ts'
import { addBins, receiveGoods } from '../src/warehouse/flow.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

let app: App
let base: string
let site: Site
let secretKey: string
let home: string
let database: Awaited<ReturnType<typeof freshDatabase>>

/** An answer as it came. */
type Json = ReturnType<typeof JSON.parse>

const MUG = ean13('690000000001')
const KETTLE = ean13('690000000002')

beforeAll(async () => {
  database = await freshDatabase()
  home = await mkdtemp(join(tmpdir(), 'tuidan-app-'))
  const { config } = readConfig({}, { home, port: 0, logLevel: 'silent' }, join(home, 'none.json'))
  app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls: null, demo: false })
  base = `http://127.0.0.1:${(app.server.server.address() as { port: number }).port}`
  const made = await createSite(app.core, { slug: 'hill', name: { zh: '山货', en: 'Hillside' } })
  site = made.site
  secretKey = made.secretKey
  await stockUp()
})

afterAll(async () => {
  await app?.stop()
  await database?.drop()
  await rm(home, { recursive: true, force: true })
})

async function stockUp(): Promise<void> {
  const product = (sku: string, barcode: string) => ({
    sku,
    barcode,
    title: { zh: `商品${sku}`, en: `Product ${sku}` },
    text: { zh: '', en: '' },
    categoryId: 'other',
    price: { amount: 5900, currency: 'CNY' },
    picture: null,
    tags: [],
    weightGrams: 300,
    state: 'active' as const,
  })
  await putProducts(app.core, site.id, [product('MUG', MUG), product('KETTLE', KETTLE)])
  await addBins(app.core, site.id, ['A01-05', 'B02-10'])
  await receiveGoods(app.core, { siteId: site.id, sku: 'MUG', bin: 'A01-05', qty: 10, staffId: null })
  await receiveGoods(app.core, { siteId: site.id, sku: 'KETTLE', bin: 'B02-10', qty: 10, staffId: null })
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Json }> {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      'x-tuidan': '1',
      'accept-language': 'en',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : JSON.parse(text) }
}

/** A worker with a phone, on shift. */
async function phoneOf(name: string, roles: Role[], zones: string[] = []) {
  const staff = await addStaff(app.core, { siteId: site.id, name, roles, zones })
  const link = await makeLink(app.core, { siteId: site.id, staffId: staff.id, opens: 'phone' })
  const { session } = await joinPhone(app.core, link.url.split('#')[1]!, 'test')
  const headers = { cookie: `device=${session}` }
  let seq = 0
  const phone = {
    id: staff.id,
    headers,
    shift: (on: boolean, confirm = false) => call('POST', '/v1/phone/shift', { on, confirm }, headers),
    current: async () => (await call('GET', '/v1/phone/tasks', undefined, headers)).json.task,
    act: (id: string, verb: string, body: object) => call('POST', `/v1/phone/tasks/${id}/${verb}`, body, headers),
    scan: async (task: Json, code: string, qty = 1, uid = crypto.randomUUID()) =>
      (
        await call(
          'POST',
          '/v1/phone/scans',
          { scans: [{ uid, seq: seq++, taskId: task.id, epoch: task.epoch, code, qty }] },
          headers,
        )
      ).json.verdicts[0],
    next: (kind: string): Promise<Json> =>
      until(
        async () => {
          const task = await phone.current()
          return task?.kind === kind ? task : null
        },
        { timeoutMs: 5_000, what: `a ${kind} task for ${name}` },
      ),
  }
  await phone.shift(true)
  return phone
}

async function order(lines: { sku: string; qty: number }[]): Promise<Json> {
  const placed = await call(
    'POST',
    '/v1/orders',
    {
      lines,
      receiver: { name: '林小满', phone: '13800138000' },
      address: { province: '浙江', city: '杭州', street: '文三路 1 号' },
      payment: { method: 'paid' },
    },
    { authorization: `Bearer ${secretKey}`, 'idempotency-key': crypto.randomUUID() },
  )
  expect(placed.status).toBe(201)
  return placed.json.order
}

const stateOf = async (id: string): Promise<string> =>
  (await app.core.db.one<{ state: string }>('select state from orders where site_id = $1 and id = $2', [site.id, id]))
    .state

describe('an order on the floor', () => {
  test('is picked zone by zone, packed, labelled, registered and shipped, each step by whoever has the role', async () => {
    const a = await phoneOf('阿青', ['picker'], ['A'])
    const b = await phoneOf('老白', ['picker'], ['B'])
    const p = await phoneOf('包子', ['packer'])
    const s = await phoneOf('小发', ['shipper'])
    const placed = await order([
      { sku: 'MUG', qty: 2 },
      { sku: 'KETTLE', qty: 1 },
    ])
    for (const [phone, code, bin, qty] of [
      [a, MUG, 'A01-05', 2],
      [b, KETTLE, 'B02-10', 1],
    ] as const) {
      const task = await phone.next('pick')
      expect(task.lines).toMatchObject([{ bin, qty }])
      expect(JSON.stringify(task)).not.toMatch(/林小满|13800138000|文三路/)
      expect((await phone.act(task.id, 'accept', { epoch: task.epoch })).status).toBe(200)
      expect((await phone.act(task.id, 'done', { epoch: task.epoch })).json.code).toBe('warehouse/not-finished')
      expect((await phone.scan(task, bin)).verdict).toBe('bin')
      expect((await phone.scan(task, code, qty)).verdict).toBe('right')
      const cell = (await phone.current()).cell
      expect(cell).toBe('W-01')
      expect((await phone.act(task.id, 'done', { epoch: task.epoch, cell })).status).toBe(200)
    }
    expect(await stateOf(placed.id)).toBe('picked')
    const pack = await p.next('pack')
    await p.act(pack.id, 'accept', { epoch: pack.epoch })
    await p.scan(pack, MUG, 2)
    await p.scan(pack, 'KETTLE')
    expect(pack.cell).toBe('W-01')
    const packed = await p.act(pack.id, 'done', { epoch: pack.epoch, weightGrams: 900 })
    expect(packed.json.task).toMatchObject({ step: 'label', parcel: { weightGrams: 900, prints: 0 } })
    expect(await stateOf(placed.id)).toBe('packed')
    const labelled = await p.act(pack.id, 'done', { epoch: pack.epoch, code: packed.json.task.parcel.number })
    expect(labelled.json.task).toBeNull()
    expect(await stateOf(placed.id)).toBe('labelled')
    const ship = await s.next('ship')
    await s.act(ship.id, 'accept', { epoch: ship.epoch })
    expect((await s.act(ship.id, 'done', { epoch: ship.epoch, code: 'P0000000000' })).status).toBe(409)
    expect((await s.act(ship.id, 'done', { epoch: ship.epoch, code: ship.parcel.number })).status).toBe(200)
    expect(await stateOf(placed.id)).toBe('registered')
    const gone = await call('POST', '/v1/phone/ship/handover', { carrier: 'manual' }, s.headers)
    expect(gone.json).toMatchObject({ count: 1, parcels: [{ number: ship.parcel.number }] })
    expect(await stateOf(placed.id)).toBe('shipped')
    expect(await checkBooks(app.core.db, site.id)).toEqual([])
    const stock = await app.core.db.query(
      'select sku, on_hand as left, reserved from stock_sku where site_id = $1 order by sku',
      [site.id],
    )
    expect(stock).toEqual([
      { sku: 'KETTLE', left: 9, reserved: 0 },
      { sku: 'MUG', left: 8, reserved: 0 },
    ])
    for (const phone of [a, b, p, s]) await phone.shift(false, true)
  })

  test('another item, too many and the same scan twice are refused, and nothing is counted for them', async () => {
    const worker = await phoneOf('阿甲', ['picker'])
    await order([{ sku: 'MUG', qty: 2 }])
    const task = await worker.next('pick')
    await worker.act(task.id, 'accept', { epoch: task.epoch })
    const wrong = await worker.scan(task, KETTLE)
    expect(wrong).toMatchObject({ verdict: 'wrong', text: { zh: '不是这件。放回去，到 A01-05 拿商品MUG。' } })
    expect((await worker.scan(task, MUG, 3)).verdict).toBe('extra')
    const uid = crypto.randomUUID()
    expect((await worker.scan(task, MUG, 1, uid)).verdict).toBe('right')
    expect((await worker.scan(task, MUG, 1, uid)).verdict).toBe('repeat')
    expect((await worker.current()).lines[0].picked).toBe(1)
    await worker.scan(task, MUG)
    await worker.act(task.id, 'done', { epoch: task.epoch, cell: task.cell ?? (await worker.current()).cell })
    await worker.shift(false, true)
  })

  test('work left behind goes to the next person, and the first one’s late scans and answers are refused and kept', async () => {
    const first = await phoneOf('阿一', ['picker'], ['B'])
    await order([{ sku: 'KETTLE', qty: 1 }])
    const task = await first.next('pick')
    await first.act(task.id, 'accept', { epoch: task.epoch })
    expect((await first.shift(false)).json.code).toBe('warehouse/open-work')
    const second = await phoneOf('阿二', ['picker'], ['B'])
    await first.shift(false, true)
    const again = await second.next('pick')
    expect(again).toMatchObject({ id: task.id, epoch: task.epoch + 1 })
    expect((await first.scan(task, KETTLE)).verdict).toBe('stale')
    expect((await first.act(task.id, 'done', { epoch: task.epoch })).json.code).toBe('warehouse/taken-back')
    const kept = await app.core.db.query("select 1 from scan where site_id = $1 and verdict = 'stale'", [site.id])
    expect(kept).toHaveLength(1)
    await second.act(again.id, 'accept', { epoch: again.epoch })
    await second.scan(again, KETTLE)
    const { cell } = await second.current()
    expect((await second.act(again.id, 'done', { epoch: again.epoch, cell })).status).toBe(200)
    await second.shift(false, true)
  })

  test('nobody is given work outside their zones', async () => {
    const onlyA = await phoneOf('阿区', ['picker'], ['A'])
    await order([{ sku: 'KETTLE', qty: 1 }])
    const waits = async () =>
      (await app.core.db.query("select 1 from task where site_id = $1 and state = 'ready' and zone = 'B'", [site.id]))
        .length
    await until(async () => ((await waits()) === 1 ? true : null), { timeoutMs: 5_000, what: 'the task waits' })
    expect(await onlyA.current()).toBeNull()
    await onlyA.shift(false)
  })
})
