import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SECOND } from '../src/base/clock.ts'
import { until } from './harness/wait.ts'
import { type Json, LoopWorld, orderOf, Visitor } from './loop-world.ts'
import { EventReader, StandIn } from './push-world.ts'

let service: StandIn
let world: LoopWorld
beforeAll(async () => {
  service = await StandIn.open()
  world = await LoopWorld.open({ pushHosts: [service.host] })
})
afterAll(async () => {
  await world?.stop()
  service?.stop()
})
afterEach(() => {
  world.clock.ahead = 0
  expect(service.faults.splice(0)).toEqual([])
})

describe('somebody whose app is open', () => {
  const offered = async (isOpen: boolean, answer?: { status: number }) => {
    const own = await world.site([{ sku: 'MUG', qty: 100 }])
    const phone = await world.phone(own, '阿青', ['picker'])
    const browser = service.subscribe()
    if (answer !== undefined) browser.answers.push(answer)
    await phone.visitor.ask('POST', '/v1/phone/push', { subscription: browser.toJSON() })
    const cookie = `device=${phone.visitor.cookies.get('device')}`
    const stream = isOpen ? await EventReader.open(`${world.url}/v1/phone/events`, { cookie }) : null
    const open = () => world.count('app_open where recipient = $1 and until > now()', [`worker:${phone.staffId}`])
    await until(async () => (await open()) === (isOpen ? 1 : 0) || null, { what: 'the open app' })
    const placed = await new Visitor(world.url).ask(
      'POST',
      `/v1/sites/${own.site.slug}/orders`,
      orderOf([{ sku: 'MUG', qty: 1 }]),
      { 'idempotency-key': crypto.randomUUID() },
    )
    const task: Json = await until(async () => (await phone.visitor.ask('GET', '/v1/phone/tasks')).json.task)
    const story = async (): Promise<string[]> =>
      (await own.owner.ask('GET', `/v1/console/orders/${placed.json.order.id}`)).json.story.map((s: Json) => s.text.zh)
    const waits = () => world.count("outbox where kind = 'push.deliver' and site_id = $1", [own.site.id])
    return { own, phone, browser, stream, task, story, waits }
  }

  test('and who takes the work there is not rung as well', async () => {
    const { phone, browser, stream, task, story, waits } = await offered(true)
    expect(await waits()).toBe(1)
    const path = `/v1/phone/tasks/${task.id}/accept`
    expect((await phone.visitor.ask('POST', path, { epoch: task.epoch })).status).toBe(200)
    expect(await waits()).toBe(0)
    world.clock.ahead = 5 * SECOND
    world.app.core.outbox.wake()
    await until(async () => (await story()).some((line) => line.includes('接了')) || null)
    expect(browser.pushes).toEqual([])
    expect(await story()).not.toContain('推送给作业员')
    stream?.close()
  })

  test('but in a pocket is rung two seconds later', async () => {
    const { browser, stream, waits } = await offered(true)
    expect([await waits(), browser.pushes.length]).toEqual([1, 0])
    world.clock.ahead = 3 * SECOND
    world.app.core.outbox.wake()
    await browser.push()
    stream?.close()
  })

  test('a push and its receipt stand in the order’s story, once each; so does one that failed', async () => {
    const { browser, story } = await offered(false)
    const { token } = (await browser.push()).json.notification.data.receipt
    const report = (state: string) => new Visitor(world.url).ask('POST', '/v1/push/receipts', { token, state })
    await until(async () => (await story()).includes('推送给作业员') || null, { what: 'sent in the story' })
    for (const state of ['received', 'shown', 'shown', 'opened']) expect((await report(state)).status).toBe(204)
    const lines = (await story()).filter((line) => line.includes('推送'))
    expect(lines).toEqual(['推送给作业员', '手机收到了推送'])
    const failed = await offered(false, { status: 403 })
    await until(async () => (await failed.story()).includes('推送没有送到：403') || null, { what: 'the failure' })
  })
})
