import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBooks } from '../src/orders/flow-view.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { until } from './harness/wait.ts'
import { type FloorSite, FloorWorld, type Json, KETTLE, MUG, type Phone } from './warehouse-world.ts'

let world: FloorWorld

beforeAll(async () => {
  world = await FloorWorld.open()
})

afterAll(async () => {
  await world?.close()
})

describe('work in the hands of somebody who is not heard', () => {
  test('goes to the next after 90 seconds with what was picked, and a late answer is refused', async () => {
    const at = await world.site('silent')
    const first = await world.phoneOf(at, '阿一', ['picker'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 2 }])
    const task = await first.take('pick')
    await first.scan(task, 'MUG')
    const second = await world.phoneOf(at, '阿二', ['picker'])
    world.later(60_000)
    expect((await first.post('/v1/phone/here')).status).toBe(204)
    world.later(60_000)
    expect((await first.current()).id).toBe(task.id)
    await second.shift(true)
    world.later(95_000)
    const again = await second.take('pick')
    expect(again).toMatchObject({ id: task.id, epoch: task.epoch + 1, lines: [{ qty: 2, picked: 1 }] })
    expect((await first.act(task.id, 'done', { epoch: task.epoch })).json.code).toBe('warehouse/taken-back')
    expect((await first.scan(task, 'MUG')).verdict).toBe('stale')
    expect(await world.story(at, placed.id)).toContain('Picking taken back from 阿一: no answer')
  })

  test('goes to the next at once when the phone is removed or the account disabled', async () => {
    const at = await world.site('removed')
    const first = await world.phoneOf(at, '阿一', ['picker'])
    const placed = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await first.take('pick')
    const second = await world.phoneOf(at, '阿二', ['picker'])
    expect((await world.call('DELETE', `/v1/console/devices/${first.deviceId}`, undefined, at.boss)).status).toBe(204)
    expect((await second.take('pick')).id).toBe(task.id)
    expect((await first.get('/v1/phone/tasks')).status).toBe(401)
    const third = await world.phoneOf(at, '阿三', ['picker'])
    await world.call('PUT', `/v1/console/staff/${second.id}`, { state: 'disabled' }, at.boss)
    expect((await third.take('pick')).id).toBe(task.id)
    const story = await world.story(at, placed.id)
    expect(story).toContain('Picking taken back from 阿一: the phone was removed')
    expect(story).toContain('Picking taken back from 阿二: the account was disabled')
  })

  test('stays with them while their app is open, as long as a packing may take', async () => {
    const at = await world.site('open-app')
    const first = await world.phoneOf(at, '阿一', ['picker'])
    await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await first.take('pick')
    world.later(80_000)
    const leaves = new AbortController()
    await fetch(`${world.base}/v1/phone/events`, { headers: first.headers, signal: leaves.signal })
    world.later(60_000)
    const renewed = `select 1 from outbox where kind = 'task.lease' and ref = $1 and due_at > $2`
    const soon = new Date(world.now())
    await until(() => world.app.core.db.maybe(renewed, [task.id, soon]), { what: 'the lease goes on' })
    expect((await first.current()).epoch).toBe(task.epoch)
    leaves.abort()
  })
})

/** Picks an order's goods and puts them where they belong. */
async function pickAll(phone: Phone): Promise<Json> {
  const task = await phone.take('pick')
  await phone.scanAll(task)
  expect((await phone.act(task.id, 'done', { epoch: task.epoch, cell: task.cell })).status).toBe(200)
  return task
}

/** Packs an order up to its label. @returns the task at that step */
async function packAll(phone: Phone): Promise<Json> {
  const task = await phone.take('pack')
  await phone.scanAll(task)
  return (await phone.act(task.id, 'done', { epoch: task.epoch, weightGrams: 700 })).json.task
}

const stateOf = async (at: FloorSite, orderId: string): Promise<string> => (await world.seen(at, orderId)).state

describe('the put wall', () => {
  test('gathers an order of two zones in one cell, and nothing goes into another', async () => {
    const at = await world.site('wall')
    const placed = await world.order(at, [
      { sku: 'MUG', qty: 1 },
      { sku: 'KETTLE', qty: 1 },
    ])
    const [a, b] = [
      await world.phoneOf(at, '阿青', ['picker'], ['A']),
      await world.phoneOf(at, '老白', ['picker'], ['B']),
    ]
    const first = await a.take('pick')
    expect(first).toMatchObject({ cell: 'W-01', step: 'pick' })
    await a.scan(first, MUG)
    expect((await a.current()).step).toBe('put')
    const without = await a.act(first.id, 'done', { epoch: first.epoch })
    expect(without.json).toMatchObject({ code: 'warehouse/put-unscanned', title: 'The goods are not in W-01 yet.' })
    const wrong = await a.act(first.id, 'done', { epoch: first.epoch, cell: 'W-02' })
    expect(wrong.json.code).toBe('warehouse/wrong-cell')
    expect((await a.act(first.id, 'done', { epoch: first.epoch, cell: 'w01' })).json).toEqual({ task: null })
    expect((await a.act(first.id, 'done', { epoch: first.epoch, cell: 'w01' })).status).toBe(200)
    const wall = await world.call('GET', '/v1/console/put-wall', undefined, at.boss)
    expect(wall.json).toMatchObject({ cells: 40, free: 39, items: [{ code: 'W-01', picked: 1, missing: 1 }] })
    const second = await b.take('pick')
    expect(second.cell).toBe('W-01')
    await b.scan(second, KETTLE)
    await b.act(second.id, 'done', { epoch: second.epoch, cell: 'W-01' })
    const p = await world.phoneOf(at, '包子', ['packer'])
    const pack = await p.take('pack')
    expect(pack).toMatchObject({ cell: 'W-01', step: 'check' })
    await p.scanAll(pack)
    await p.act(pack.id, 'done', { epoch: pack.epoch })
    expect((await world.call('GET', '/v1/console/put-wall', undefined, at.boss)).json.items).toEqual([])
    const story = await world.story(at, placed.id)
    expect(story.filter((line) => line === 'Put into W-01')).toHaveLength(2)
    expect(story).toContain('A wrong code was scanned: W-02')
  })

  test('is followed by totes when all cells are taken; a cancelled order’s cell is emptied by hand', async () => {
    const at = await world.site('totes', { putWallCells: 1 })
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const first = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    await pickAll(a)
    await world.order(at, [{ sku: 'MUG', qty: 1 }])
    const task = await a.take('pick')
    expect(task.cell).toBeNull()
    await a.scan(task, MUG)
    const none = await a.act(task.id, 'done', { epoch: task.epoch })
    expect(none.json.code).toBe('warehouse/tote-unscanned')
    const taken = await a.act(task.id, 'done', { epoch: task.epoch, cell: 'W-01' })
    expect(taken.json.code).toBe('warehouse/tote-taken')
    expect((await a.act(task.id, 'done', { epoch: task.epoch, cell: 'T-0007' })).status).toBe(200)
    await world.call('POST', `/v1/console/orders/${first.id}/cancel`, { reason: '买家不要了' }, at.boss)
    const clear = () => world.call('POST', '/v1/console/put-wall/W-01/clear', undefined, at.boss)
    expect((await clear()).status).toBe(204)
    expect((await clear()).json.code).toBe('warehouse/empty-place')
    const back = { sku: 'MUG', bin: 'A01-09', qty: 5, uid: crypto.randomUUID() }
    const putBack = () => world.call('POST', `/v1/console/orders/${first.id}/put-back`, back, at.boss)
    expect((await putBack()).json).toEqual({ done: 1, left: 0 })
    expect((await putBack()).json).toEqual({ done: 0, left: 0 })
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })
})

describe('packing, label and dock', () => {
  test('a label is printed with the receiver in Chinese, printed again only with a reason, and scanned back', async () => {
    const at = await world.site('label', { gs1Prefix: '6900000' })
    const placed = await world.order(at, [{ sku: 'MUG', qty: 2 }])
    await pickAll(await world.phoneOf(at, '阿青', ['picker']))
    const p = await world.phoneOf(at, '包子', ['packer'])
    const pack = await packAll(p)
    expect(pack).toMatchObject({
      step: 'label',
      cell: null,
      parcel: { number: expect.stringMatching(/^06900000\d{10}$/) },
    })
    expect((await p.act(pack.id, 'done', { epoch: pack.epoch })).json.task.step).toBe('label')
    const floor = (await world.call('GET', '/v1/console/floor', undefined, at.boss)).json
    expect(floor).toMatchObject({ flow: { packing: 0, labelling: 1 }, tasks: [{ step: 'label', worker: '包子' }] })
    const pdf = await p.get(pack.parcel.labelUrl)
    expect(pdf).toMatchObject({ status: 200, type: 'application/pdf' })
    expect(new TextDecoder('latin1').decode(pdf.bytes.slice(0, 5))).toBe('%PDF-')
    expect((await p.get(pack.parcel.labelUrl)).status).toBe(200)
    world.later(61_000)
    expect((await p.get(pack.parcel.labelUrl)).json.code).toBe('warehouse/reprint-reason')
    expect((await p.get(`${pack.parcel.labelUrl}?reason=jammed`)).status).toBe(200)
    const other = await p.act(pack.id, 'done', { epoch: pack.epoch, code: '069000000000099990' })
    expect(other.json.code).toBe('warehouse/wrong-label')
    expect(await stateOf(at, placed.id)).toBe('packed')
    const done = await p.act(pack.id, 'done', { epoch: pack.epoch, code: `]C100${pack.parcel.number}` })
    expect(done.json).toEqual({ task: null })
    expect(await stateOf(at, placed.id)).toBe('labelled')
    expect((await p.get(pack.parcel.labelUrl)).json.code).toBe('warehouse/no-such-parcel')
    const story = await world.story(at, placed.id)
    expect(story).toContain('Label printed')
    expect(story).toContain('Label printed again: jammed')
    expect(story).toContain('A wrong code was scanned: 069000000000099990')
    const again = await world.call(
      'GET',
      `/v1/console/parcels/${pack.parcel.id}/label.pdf?reason=torn`,
      undefined,
      at.boss,
    )
    expect(again.type).toBe('application/pdf')
  })

  test('the dock registers parcel by parcel, and the carrier takes all that are registered', async () => {
    const at = await world.site('dock')
    const orders = [await world.order(at, [{ sku: 'MUG', qty: 1 }]), await world.order(at, [{ sku: 'KETTLE', qty: 1 }])]
    const a = await world.phoneOf(at, '阿青', ['picker'])
    const p = await world.phoneOf(at, '包子', ['packer'])
    const s = await world.phoneOf(at, '小发', ['shipper'])
    for (const _ of orders) await pickAll(a)
    for (const _ of orders) {
      const pack = await packAll(p)
      await p.act(pack.id, 'done', { epoch: pack.epoch, code: pack.parcel.number })
    }
    for (const _ of orders) {
      const task = await s.take('ship')
      expect(task.step).toBe('register')
      const wrong = await s.act(task.id, 'done', { epoch: task.epoch, code: 'P0000009994' })
      expect(wrong.json.code).toBe('warehouse/wrong-label')
      await s.act(task.id, 'done', { epoch: task.epoch, code: task.parcel.number })
    }
    for (const { id } of orders) expect(await stateOf(at, id)).toBe('registered')
    expect((await s.get('/v1/phone/tasks')).json.dock).toMatchObject([{ carrier: 'manual', count: 2 }])
    expect((await p.get('/v1/phone/tasks')).json.dock).toBeNull()
    expect((await p.post('/v1/phone/ship/handover', { carrier: 'manual' })).status).toBe(403)
    const gone = await s.post('/v1/phone/ship/handover', { carrier: 'manual' })
    expect(gone.json).toMatchObject({ carrier: 'manual', count: 2 })
    expect((await s.post('/v1/phone/ship/handover', { carrier: 'manual' })).json.count).toBe(0)
    for (const { id } of orders) expect(await stateOf(at, id)).toBe('shipped')
  })

  test('bins, goods, totes and cells get sheets of labels', async () => {
    const at = await world.site('sheets')
    for (const path of [
      'bins.pdf?zone=A',
      'products.pdf?skus=MUG,MUG,KETTLE',
      'totes.pdf?from=1&count=20',
      'cells.pdf',
    ])
      expect(await world.call('GET', `/v1/console/labels/${path}`, undefined, at.boss)).toMatchObject({
        status: 200,
        type: 'application/pdf',
      })
    const none = await world.call('GET', '/v1/console/labels/bins.pdf?zone=Z', undefined, at.boss)
    expect(none.json.code).toBe('warehouse/no-labels')
  })
})

describe('the uid of a scan', () => {
  test('that the ledger knows from a short moves no piece, and counts none on the order', async () => {
    const at = await world.site('uid-known', { division: false })
    const placed = await world.order(at, [
      { sku: 'MUG', qty: 1 },
      { sku: 'KETTLE', qty: 1 },
    ])
    const phone = await world.phoneOf(at, '阿青', ['picker'])
    const first = await phone.take('pick')
    const uid = crypto.randomUUID()
    expect((await phone.act(first.id, 'short', { epoch: first.epoch, line: 0, uid })).status).toBe(200)
    expect((await phone.act(first.id, 'done', { epoch: first.epoch })).status).toBe(200)
    const second = await phone.take('pick')
    const [{ sku }] = second.lines
    for (const _ of [1, 2]) expect(await phone.scan(second, sku, 1, uid)).toMatchObject({ uid, verdict: 'repeat' })
    expect((await phone.current()).lines).toMatchObject([{ sku, picked: 0 }])
    expect(await phone.scan(second, sku)).toMatchObject({ verdict: 'right' })
    const moved = await world.app.core.db.query(
      "select sku, qty from stock_movement where site_id = $1 and order_id = $2 and kind = 'pick'",
      [at.site.id, placed.id],
    )
    expect(moved).toEqual([{ sku, qty: 1 }])
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('that two phones send at once counts for one of them, and the other is told that it is known', async () => {
    const at = await world.site('uid-twice')
    const [a, b] = [await world.phoneOf(at, '阿青', ['picker']), await world.phoneOf(at, '包子', ['picker'])]
    await world.order(at, [{ sku: 'MUG', qty: 20 }])
    await world.order(at, [{ sku: 'KETTLE', qty: 20 }])
    const [mine, theirs] = [await a.take('pick'), await b.take('pick')]
    const [one, other] = [mine.lines[0].sku, theirs.lines[0].sku]
    for (let i = 0; i < 10; i++) {
      const uid = crypto.randomUUID()
      const both = await Promise.all([a.scan(mine, one, 1, uid), b.scan(theirs, other, 1, uid)])
      expect(both.map((v) => v.verdict).sort()).toEqual(['repeat', 'right'])
    }
    const counted = [await a.current(), await b.current()].map((task) => task.lines[0].picked)
    expect(counted[0] + counted[1]).toBe(10)
  })
})

test('a supervisor who is disabled loses the live floor at once', async () => {
  const at = await world.site('live-ended')
  const { core } = world.app
  const { id: staffId } = await addStaff(core, { siteId: at.site.id, name: '夜班', roles: ['supervisor'] })
  const link = await makeLink(core, { siteId: at.site.id, staffId, opens: 'console' })
  const { session } = await signInStaff(core, link.url.split('#')[1]!)
  const live = await fetch(`${world.base}/v1/console/live`, { headers: { cookie: `staff=${session}` } })
  expect(live.status).toBe(200)
  const whole = live.text()
  expect((await world.call('PUT', `/v1/console/staff/${staffId}`, { state: 'disabled' }, at.boss)).status).toBe(200)
  expect(await whole).toContain(': open')
})
