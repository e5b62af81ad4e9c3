import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { HOUR, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import type { Notice } from '../src/channels/channel.ts'
import webPush from '../src/channels/web-push.ts'
import { Connections } from '../src/engine/connections.ts'
import { giveRecipient, send, subscribe } from '../src/push/flow.ts'
import type { Message } from '../src/push/message.ts'
import { newEnvelope } from '../src/push/pairs.ts'
import { until } from './harness/wait.ts'
import { PushFloor } from './push-floor.ts'

/* What push services see of the sender beside each message: its tokens, its patience, and where it does not go. */

let floor: PushFloor
beforeAll(async () => {
  floor = await PushFloor.open()
})
afterAll(() => floor?.stop())
afterEach(() => floor.inOrder())

test('one token serves a push service for hours, then there is another', async () => {
  const { phone, browser } = await floor.phoneWithPush()
  const other = await floor.phoneWithPush()
  await floor.say(phone)
  await floor.say(other.phone)
  const first = (await browser.push()).headers.authorization
  expect((await other.browser.push()).headers.authorization).toBe(first)
  floor.world.clock.ahead = 7 * HOUR
  await floor.say(phone)
  // The stand-in holds each of them to its origin, its end and its signature.
  expect((await browser.push(2)).headers.authorization).not.toBe(first)
})

test('a message that goes to many phones is sealed for each with a key of its own, however often it is sent', async () => {
  const { phone, browser } = await floor.phoneWithPush()
  for (let n = 1; n <= 7; n++) {
    await floor.say(phone, { body: { zh: String(n), en: String(n) } })
    expect((await browser.push(n)).json.notification.body).toBe(String(n))
  }
  expect(new Set(browser.pushes.map(({ sender }) => sender)).size).toBe(7)
})

test('a service that fails five times in a row is left alone, then asked by one, and all arrive when it is back', async () => {
  const phones = await Promise.all(Array.from({ length: 5 }, () => floor.phoneWithPush()))
  for (const { phone, browser } of phones) {
    browser.answers.push({ status: 503 })
    await floor.say(phone, { ttlSeconds: 600 })
    await until(() => browser.pushes[0], { what: 'the failure' })
  }
  // Each of them comes again after its own pause at the earliest; this one has not been tried yet.
  const late = await floor.phoneWithPush()
  await until(async () => (await floor.waiting(phones[4]!.phone)).some(({ tries }) => tries === 2) || null)
  await floor.say(late.phone, { ttlSeconds: 600 })
  const due = await until(
    async () => (await floor.waiting(late.phone)).find((row) => row.due > Date.now() + SECOND / 2),
    { what: 'that it waits' },
  )
  expect(due.due - Date.now()).toBeLessThanOrEqual(2 * SECOND)
  expect(late.browser.pushes).toEqual([])
  floor.world.clock.ahead = 30 * SECOND
  for (const { phone } of [...phones, late]) await floor.stateOf(phone, 'accepted')
})

test('the browsers of somebody who became another shopper ring for that one', async () => {
  const { core } = floor.world.app
  const siteId = floor.at.site.id
  const [from, into] = [newId(), newId()].map((id) => ({ kind: 'shopper', id }) as const)
  const browser = floor.service.subscribe()
  const settings = { extraHosts: [floor.service.host] }
  await subscribe(core, settings, { siteId, to: from!, subscription: browser.toJSON(), lang: 'en' })
  await core.db.tx((tx) => giveRecipient(core, tx, siteId, from!, into!))
  const message: Message = {
    siteId,
    to: into!,
    topic: 'order.shipped',
    title: { zh: '已发货', en: 'On its way' },
    body: { zh: '', en: '' },
    url: '/',
    urgency: 'normal',
    ttlSeconds: 60,
  }
  await core.db.tx((tx) => send(core, tx, message))
  expect((await browser.push()).json.notification.title).toBe('On its way')
})

test('an address that must not be asked, and a key that is none, fail for good', async () => {
  const connections = new Connections()
  const notice: Notice = {
    id: 'a',
    title: 'a',
    body: 'a',
    navigate: 'https://shop.example/',
    lang: 'en',
    tag: 'a',
    urgency: 'high',
    ttlSeconds: 60,
    receipt: null,
    data: {},
  }
  const send = (endpoint: string, point: Uint8Array) =>
    webPush.send(
      notice,
      { endpoint, envelope: () => newEnvelope({ point, auth: new Uint8Array(16) }) },
      { authorization: 'vapid t=a, k=b' },
      { now: 0, post: (address, asked) => connections.post(address, asked) },
    )
  const { keys } = floor.service.subscribe().toJSON()
  const point = Buffer.from(keys.p256dh, 'base64url')
  for (const endpoint of [
    'https://127.0.0.1/push',
    'https://localhost/push',
    'http://push.example/',
    'https://10.0.0.1/',
  ])
    expect(await send(endpoint, point)).toEqual({ state: 'failed', detail: 'ADDRESS_FORBIDDEN' })
  expect(await send('https://push.example/', Buffer.alloc(65, 4))).toEqual({
    state: 'failed',
    detail: 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY',
  })
  await connections.stop()
})
