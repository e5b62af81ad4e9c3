import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onShift } from '../src/dispatch/flow.ts'
import { STREAM_COUNTS_MS } from '../src/dispatch/lease.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import { addStaff, joinPhone, makeLink, signInStaff } from '../src/staff/flow.ts'
import { receive } from '../src/stock/flow.ts'
import { until } from './harness/wait.ts'
import { addressOf, type FloorSite, FloorWorld, type Json, KETTLE, MUG, type Phone } from './warehouse-world.ts'

let world: FloorWorld

beforeAll(async () => {
  world = await FloorWorld.open()
})

afterAll(async () => {
  await world?.close()
})

const stateOf = async (at: FloorSite, orderId: string): Promise<string> => (await world.seen(at, orderId)).state
const boss = (at: FloorSite, path: string, body: object) => world.call('POST', path, body, at.boss)
const floor = async (at: FloorSite): Promise<Json> =>
  (await world.call('GET', '/v1/console/floor', undefined, at.boss)).json

/** Waits until the floor has tasks that nobody can be given. */
const waiting = (at: FloorSite): Promise<Json> =>
  until(async () => (await floor(at)).tasks.find((t: Json) => t.state === 'ready') ?? null, { what: 'a task waits' })

async function finish(phone: Phone, task: Json, more: object = {}): Promise<Json> {
  return (await phone.act(task.id, 'done', { epoch: task.epoch, ...more })).json.task
}

describe('a shop that does not divide the work', () => {
  test('leaves an order with one person from the first zone to the carrier, whatever their one role', async () => {
    const at = await world.site('alone', { division: false })
    const one = await world.phoneOf(at, '小满', ['picker'])
    const other = await world.phoneOf(at, '老白', ['packer'])
    const placed = await world.order(at, [
      { sku: 'MUG', qty: 1 },
      { sku: 'KETTLE', qty: 1 },
    ])
    const first = await until(async () => (await one.current()) ?? (await other.current()), { what: 'the first pick' })
    const [keeper, idle] = (await one.current()) === null ? [other, one] : [one, other]
    expect(first.kind).toBe('pick')
    for (const _ of ['A', 'B']) {
      const task = await keeper.take('pick')
      await keeper.scanAll(task)
      await finish(keeper, task, { cell: task.cell })
      expect(await idle.current()).toBeNull()
    }
    const pack = await keeper.take('pack')
    expect(pack.why[0].en).toBe('You have this order already')
    await keeper.scanAll(pack)
    const labelled = await finish(keeper, pack)
    await finish(keeper, pack, { code: labelled.parcel.number })
    const ship = await keeper.take('ship')
    await finish(keeper, ship, { code: labelled.parcel.number, handOver: true })
    expect(await stateOf(at, placed.id)).toBe('shipped')
    expect(await idle.current()).toBeNull()
  })
})

describe('a supervisor', () => {
  test('gives a task to somebody, outside their zones only when that is allowed, and it is in the story', async () => {
    const at = await world.site('overrule')
    const b = await world.phoneOf(at, '老白', ['picker'], ['B'])
    const packer = await world.phoneOf(at, '包子', ['packer'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await waiting(at)
    expect(task).toMatchObject({ zone: 'A', worker: null })
    const path = `/v1/console/tasks/${task.id}/assign`
    expect((await boss(at, path, { staffId: b.id })).status).toBe(400)
    expect((await boss(at, path, { staffId: b.id, reason: '急' })).json.code).toBe('dispatch/out-of-zone')
    expect((await boss(at, path, { staffId: packer.id, reason: '急' })).json.code).toBe('dispatch/wrong-role')
    expect((await boss(at, path, { staffId: b.id, outOfZone: true, reason: '急单' })).status).toBe(204)
    const mine = await b.take('pick')
    expect(mine.why.map((w: Json) => w.en)).toEqual(['Given by 主管: 急单', 'Allowed into zone A this time'])
    const a = await world.phoneOf(at, '阿青', ['picker'], ['A'])
    expect((await boss(at, path, { staffId: a.id, reason: '换人' })).status).toBe(204)
    expect((await a.take('pick')).epoch).toBe(mine.epoch + 1)
    expect((await b.scan(mine, MUG)).verdict).toBe('stale')
    await a.shift(false)
    expect((await boss(at, path, { staffId: a.id, reason: '换人' })).json.code).toBe('dispatch/not-on-shift')
    const story = await world.story(at, placed.id)
    expect(story).toContain('主管 gave the picking to 老白 (outside their zones): 急单')
    expect(story).toContain('Picking taken back from 老白: 换人')
  })

  test('takes a task back, and it goes to somebody else', async () => {
    const at = await world.site('take-back')
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await a.take('pick')
    const b = await world.phoneOf(at, '老白', ['picker'])
    const path = `/v1/console/tasks/${task.id}/take-back`
    expect((await boss(at, path, { reason: '太慢' })).status).toBe(204)
    expect((await b.take('pick')).id).toBe(task.id)
    expect(await world.story(at, placed.id)).toContain('Picking taken back from 阿青: 太慢')
    await boss(at, `/v1/console/orders/${placed.id}/cancel`, { reason: '不要了' })
    expect((await boss(at, path, { reason: '太慢' })).json.code).toBe('dispatch/not-given')
  })
})

describe('a short line', () => {
  test('stops the order when the shop wants that, and a supervisor sends the rest', async () => {
    const at = await world.site('hold-short', { onShort: 'hold' })
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const p = await world.phoneOf(at, '包子', ['packer'])
    const placed = await world.order(at, [
      { sku: 'MUG', qty: 50 },
      { sku: 'KETTLE', qty: 1 },
    ])
    for (const _ of ['A', 'B']) {
      const task = await a.take('pick')
      if (task.zone === 'A') {
        await a.scan(task, MUG, 49)
        await a.act(task.id, 'short', { epoch: task.epoch, line: 0, uid: crypto.randomUUID() })
        expect(await stateOf(at, placed.id)).toBe('short')
      } else await a.scan(task, KETTLE)
      await finish(a, task, { cell: task.cell })
    }
    expect(await stateOf(at, placed.id)).toBe('short')
    expect((await boss(at, `/v1/console/orders/${placed.id}/resume`, {})).status).toBe(204)
    expect((await p.take('pack')).lines.map((l: Json) => l.qty)).toEqual([49, 1])
  })

  test('leaves an order of which nothing was found to a person', async () => {
    const at = await world.site('none-found')
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await a.take('pick')
    await a.act(task.id, 'short', { epoch: task.epoch, line: 0, uid: crypto.randomUUID() })
    expect(await finish(a, task)).toBeNull()
    expect(await stateOf(at, placed.id)).toBe('short')
    expect((await boss(at, `/v1/console/orders/${placed.id}/resume`, {})).json.code).toBe('warehouse/nothing-picked')
  })
})

describe('a piece missing at the packing table', () => {
  /** Picks an order of two goods and takes its packing. */
  async function packingOf(at: FloorSite, qty: number): Promise<{ id: string; packer: Phone; pack: Json }> {
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const packer = await world.phoneOf(at, '包子', ['packer'])
    const placed = await world.order(at, [{ sku: 'MUG', qty }])
    const task = await a.take('pick')
    await a.scan(task, MUG, qty)
    await finish(a, task, { cell: task.cell })
    return { id: placed.id, packer, pack: await packer.take('pack') }
  }
  const report = (phone: Phone, task: Json, qty: number, uid: string = crypto.randomUUID()) =>
    phone.act(task.id, 'missing', { epoch: task.epoch, line: 0, qty, uid })
  const books = (at: FloorSite) => checkBooks(world.app.core.db, at.site.id)

  test('is not reported as a picker reports an empty bin', async () => {
    const at = await world.site('pack-short')
    const { packer, pack } = await packingOf(at, 2)
    const refused = await packer.act(pack.id, 'short', { epoch: pack.epoch, line: 0, uid: crypto.randomUUID() })
    expect(refused.json.code).toBe('warehouse/not-a-pick')
    await packer.scan(pack, MUG, 2)
    expect((await finish(packer, pack)).parcel.number).toBeTruthy()
  })

  test('comes off the order and off the books, once, and the rest is sent', async () => {
    const at = await world.site('pack-missing', { onShort: 'ship' })
    const { id, packer, pack } = await packingOf(at, 3)
    expect((await report(packer, pack, 4)).json.code).toBe('warehouse/nothing-missing')
    const uid = crypto.randomUUID()
    expect((await report(packer, pack, 1, uid)).json.task.lines[0]).toMatchObject({ qty: 3, short: 1 })
    expect((await report(packer, pack, 1, uid)).json.task.lines[0].short).toBe(1)
    await packer.scan(pack, MUG, 2)
    const labelled = await finish(packer, pack)
    expect((await report(packer, pack, 1)).json.code).toBe('warehouse/not-a-check')
    await finish(packer, pack, { code: labelled.parcel.number })
    const shipper = await world.phoneOf(at, '小周', ['shipper'])
    const ship = await shipper.take('ship')
    await finish(shipper, ship, { code: labelled.parcel.number, handOver: true })
    const order = await world.seen(at, id)
    expect(order.state).toBe('shipped')
    expect(order.lines[0]).toMatchObject({ qty: 3, shipped: 2, cancelled: 1 })
    expect(await world.story(at, id)).toContain('1 of MUG missing')
    expect(await books(at)).toEqual([])
  })

  test('stops the order when the shop holds short ones, and a supervisor sends what is there', async () => {
    const at = await world.site('pack-hold', { onShort: 'hold' })
    const { id, packer, pack } = await packingOf(at, 2)
    expect((await report(packer, pack, 1)).json.task).toBeNull()
    expect(await stateOf(at, id)).toBe('short')
    expect((await floor(at)).stuck[0]).toMatchObject({ id, left: 1 })
    expect((await boss(at, `/v1/console/orders/${id}/resume`, {})).status).toBe(204)
    expect((await packer.take('pack')).lines.map((l: Json) => l.qty)).toEqual([1])
    expect(await books(at)).toEqual([])
  })

  test('that was all of the order leaves it to a person', async () => {
    const at = await world.site('pack-none', { onShort: 'ship' })
    const { id, packer, pack } = await packingOf(at, 1)
    expect((await report(packer, pack, 1)).json.task).toBeNull()
    expect(await stateOf(at, id)).toBe('short')
    await boss(at, `/v1/console/orders/${id}/cancel`, { reason: '没了' })
    expect(await books(at)).toEqual([])
  })
})

describe('what the floor shows', () => {
  test('a cell is free again when its order is cancelled before anything was picked', async () => {
    const at = await world.site('cell-free', { putWallCells: 1 })
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    expect((await a.take('pick')).cell).toBe('W-01')
    await boss(at, `/v1/console/orders/${placed.id}/cancel`, { reason: '不要了' })
    expect((await world.call('GET', '/v1/console/put-wall', undefined, at.boss)).json).toMatchObject({
      free: 1,
      items: [],
    })
  })

  test('an order due has its first two lines', async () => {
    const at = await world.site('two-lines')
    await world.order(at, [
      { sku: 'MUG', qty: 1 },
      { sku: 'KETTLE', qty: 1 },
    ])
    expect((await floor(at)).due[0].lines).toHaveLength(2)
  })

  test('a refund is asked for until somebody says it is done, and hides no order that waits', async () => {
    const at = await world.site('refunds')
    for (let n = 0; n < 51; n++) {
      const { id } = await world.order(at, [{ sku: 'MUG', qty: 1 }])
      await boss(at, `/v1/console/orders/${id}/cancel`, { reason: '不要了' })
    }
    const held = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    await boss(at, `/v1/console/orders/${held.id}/hold`, { reason: '核对' })
    const before = (await floor(at)).stuck
    expect(before).toHaveLength(51)
    expect(before[0]).toMatchObject({ id: held.id, heldText: { zh: '核对', en: '核对' } })
    const first = before[1].id
    const done = await boss(at, `/v1/console/orders/${first}/refunded`, { reference: 'R-1' })
    expect(done.json).toMatchObject({ payment: { state: 'refunded' }, may: { refunded: false } })
    expect((await boss(at, `/v1/console/orders/${first}/refunded`, {})).status).toBe(200)
    expect(await world.story(at, first)).toContain('Refunded, reference R-1')
    expect((await floor(at)).stuck.map((o: Json) => o.id)).not.toContain(first)
    expect((await boss(at, `/v1/console/orders/${held.id}/refunded`, {})).json.code).toBe('orders/nothing-to-refund')
  })

  test('an open stream alone keeps nobody heard for longer than it keeps their lease', () => {
    const person = { id: 'a', name: 'a', roles: [], zones: [], isBusy: false, lastBin: null, givenAt: null, beganAt: 0 }
    const at = 10 * STREAM_COUNTS_MS
    expect(onShift({ ...person, seenAt: 0, streamAt: at }, at).isHeard).toBe(false)
    expect(onShift({ ...person, seenAt: at - STREAM_COUNTS_MS, streamAt: at }, at).isHeard).toBe(true)
  })
})

describe('an order whose goods are still at the dock', () => {
  test('is held with the reason in both languages, and goes on by itself once they lie in a bin', async () => {
    const at = await world.site('at-dock')
    const { core } = world.app
    await core.db.tx((tx) => receive(tx, at.site.id, [{ sku: 'MUG', bin: null, qty: 10 }], core.clock.now()))
    const placed = await world.order(at, [{ sku: 'MUG', qty: 55 }])
    await until(async () => (await stateOf(at, placed.id)) === 'held', { what: 'the order is held' })
    expect((await world.seen(at, placed.id)).heldText).toEqual({
      zh: 'MUG 有 5 件不在货位上',
      en: '5 of MUG are in no bin',
    })
    await boss(at, '/v1/console/stock/move', { sku: 'MUG', from: null, to: 'A01-09', qty: 10 })
    await until(async () => (await stateOf(at, placed.id)) === 'released', { what: 'the order goes on' })
  })
})

describe('a receiver', () => {
  test('joins no phone, which has no work for them, and receives at the console', async () => {
    const at = await world.site('receiver')
    const { core } = world.app
    const { id: staffId } = await addStaff(core, { siteId: at.site.id, name: '收货', roles: ['receiver'] })
    await expect(makeLink(core, { siteId: at.site.id, staffId, opens: 'phone' })).rejects.toMatchObject({
      code: 'staff/no-floor-role',
    })
    const link = await makeLink(core, { siteId: at.site.id, staffId, opens: 'console' })
    const { session } = await signInStaff(core, link.url.split('#')[1]!)
    const headers = { cookie: `staff=${session}` }
    const receive = { sku: 'MUG', bin: 'A01-05', qty: 1 }
    expect((await world.call('POST', '/v1/console/stock/receive', receive, headers)).status).toBeLessThan(300)
  })
})

describe('two programs on one database', () => {
  test('never give one task twice, and behave as one', async () => {
    const at = await world.site('two')
    const second = await world.another()
    try {
      const phones = await Promise.all(['甲', '乙', '丙', '丁'].map((name) => world.phoneOf(at, name, ['picker'])))
      const orders = await Promise.all(Array.from({ length: 16 }, () => world.order(at, [{ sku: 'MUG', qty: 1 }])))
      const base = addressOf(second)
      const ask = async (i: number, method: string, path: string, body?: object) => {
        // Every other phone speaks to the other program.
        if (i % 2 === 0) return (await world.call(method, path, body, phones[i]!.headers)).json
        const headers = { ...phones[i]!.headers, 'x-tuidan': '1', 'content-type': 'application/json' }
        const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
        return await (await fetch(base + path, init)).json()
      }
      let done = 0
      const work = async (i: number): Promise<void> => {
        while (done < orders.length) {
          const { task } = await ask(i, 'GET', '/v1/phone/tasks')
          if (task === null) {
            await new Promise((go) => setTimeout(go, 10))
            continue
          }
          const { epoch, id } = task
          const taken = (await ask(i, 'POST', `/v1/phone/tasks/${id}/accept`, { epoch })).task
          const scans = [{ uid: crypto.randomUUID(), seq: 1, taskId: id, epoch, code: MUG, qty: 1 }]
          await ask(i, 'POST', '/v1/phone/scans', { scans })
          await ask(i, 'POST', `/v1/phone/tasks/${id}/done`, { epoch, cell: taken.cell })
          done++
        }
      }
      await Promise.all(phones.map((_, i) => work(i)))
      const offers = await world.app.core.db.query<{ n: number; epochs: number }>(
        `select count(*) as n, count(distinct payload->>'epoch') as epochs from event
         where site_id = $1 and name = 'task.offered' and payload->>'kind' = 'pick' group by payload->>'taskId'`,
        [at.site.id],
      )
      expect(offers).toHaveLength(16)
      expect(offers.filter((o) => o.n !== 1 || o.epochs !== 1)).toEqual([])
      for (const { id } of orders) expect(await stateOf(at, id)).toBe('picked')
    } finally {
      await second.stop()
    }
  })

  test('a phone joined at one is known at the other', async () => {
    const at = await world.site('two-phones')
    const second = await world.another()
    try {
      const phone = await world.phoneOf(at, '甲', ['picker'])
      const link = await makeLink(second.core, { siteId: at.site.id, staffId: phone.id, opens: 'phone' })
      const { session } = await joinPhone(world.app.core, link.url.split('#')[1]!, 'test')
      const seen = await fetch(`${addressOf(second)}/v1/phone/me`, { headers: { cookie: `device=${session}` } })
      expect(seen.status).toBe(200)
    } finally {
      await second.stop()
    }
  })
})
