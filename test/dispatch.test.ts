import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinPhone, makeLink } from '../src/staff/flow.ts'
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
