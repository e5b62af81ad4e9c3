import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { announce, tell } from '../src/push/flow.ts'
import { until } from './harness/wait.ts'
import { type Phone, PushFloor } from './push-floor.ts'
import { EventReader } from './push-world.ts'

let floor: PushFloor
beforeAll(async () => {
  floor = await PushFloor.open()
})
afterAll(() => floor?.stop())
afterEach(() => floor.inOrder())

describe('the streams of open apps', () => {
  const open = (phone: Phone, last?: string) =>
    EventReader.open(`${floor.world.url}/v1/phone/events`, {
      cookie: `device=${phone.visitor.cookies.get('device')}`,
      ...(last === undefined ? {} : { 'last-event-id': last }),
    })
  const tellN = async (phone: Phone, from: number, to: number) => {
    const { core } = floor.world.app
    const who = { kind: 'worker', id: phone.staffId } as const
    for (let n = from; n <= to; n++) await core.db.tx((tx) => tell(core, tx, floor.at.site.id, who, 'note', { n }))
    announce(core, floor.at.site.id, who)
  }
  const notes = (reader: EventReader) => reader.events.filter((e) => e.event === 'note').map((e) => e.data.n)

  test('a message comes to the open app too, under the same id', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    const stream = await open(phone)
    await stream.next('hello')
    await floor.say(phone, { data: { taskId: 't-1' } })
    const { data } = await stream.next('task.offered')
    expect(data).toMatchObject({ taskId: 't-1', url: '/phone/', title: { zh: '拣货' } })
    expect((await browser.push()).json.notification.data.id).toBe(data.id)
    stream.close()
  })

  test('one that was cut off resumes by its last number: nothing lost, nothing twice, in order', async () => {
    const { phone } = await floor.phoneWithPush()
    const first = await open(phone)
    await first.next('hello')
    await tellN(phone, 1, 3)
    const last = (await first.next('note', 3)).id
    first.close()
    await tellN(phone, 4, 600)
    const second = await open(phone, last)
    await second.next('note', 597)
    await tellN(phone, 601, 603)
    await second.next('note', 600)
    expect(notes(second)).toEqual(Array.from({ length: 600 }, (_, i) => i + 4))
    second.close()
  })

  test('messages written while it connects are not lost', async () => {
    const { phone } = await floor.phoneWithPush()
    const [, stream] = await Promise.all([tellN(phone, 1, 50), open(phone, '0')])
    await stream.next('note', 50)
    expect(notes(stream)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    stream.close()
  })

  test('two open apps of one worker get all of it each; without a number it starts at now', async () => {
    const { phone } = await floor.phoneWithPush()
    await tellN(phone, 1, 5)
    const [fresh, resumed] = [await open(phone), await open(phone, '2')]
    await Promise.all([fresh.next('hello'), resumed.next('hello')])
    await tellN(phone, 6, 7)
    await Promise.all([fresh.next('note', 2), resumed.next('note', 5)])
    expect([notes(fresh), notes(resumed)]).toEqual([
      [6, 7],
      [3, 4, 5, 6, 7],
    ])
    fresh.close()
    resumed.close()
  })

  test.each(['99999', 'rubbish', '-1', '1.5'])(
    'the number %s is none of ours: it is told to load anew',
    async (last) => {
      const { phone } = await floor.phoneWithPush()
      await tellN(phone, 1, 3)
      const stream = await open(phone, last)
      await stream.next('reload')
      expect(notes(stream)).toEqual([])
      stream.close()
    },
  )

  test('one worker’s stream carries nothing of another’s', async () => {
    const [one, two] = [await floor.phoneWithPush(), await floor.phoneWithPush()]
    const stream = await open(one.phone)
    await stream.next('hello')
    await tellN(two.phone, 1, 3)
    await tellN(one.phone, 7, 7)
    await stream.next('note')
    expect(notes(stream)).toEqual([7])
    stream.close()
  })

  test('a removed phone loses its stream and its pushes at once', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    const stream = await open(phone)
    await stream.next('hello')
    expect((await floor.at.owner.ask('DELETE', `/v1/console/devices/${phone.deviceId}`)).status).toBe(204)
    await until(() => stream.ended, { what: 'the stream to end' })
    await floor.say(phone)
    expect(await floor.waiting(phone)).toEqual([])
    expect(browser.pushes).toEqual([])
    expect(await floor.world.count('push_subscription where recipient = $1', [`worker:${phone.staffId}`])).toBe(0)
  })
})
