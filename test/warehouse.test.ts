import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from './harness/wait.ts'
import { FloorWorld } from './warehouse-world.ts'

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
