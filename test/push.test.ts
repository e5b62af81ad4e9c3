import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../src/base/clock.ts'
import { judge } from '../src/channels/web-push.ts'
import { isPushHost } from '../src/push/message.ts'
import { until } from './harness/wait.ts'
import { type Json, orderOf, Visitor } from './loop-world.ts'
import { PushFloor } from './push-floor.ts'
import type { StandInSubscription } from './push-world.ts'

let floor: PushFloor
beforeAll(async () => {
  floor = await PushFloor.open()
})
afterAll(() => floor?.stop())
afterEach(() => floor.inOrder())

describe('a message on its way', () => {
  test('arrives decrypted, whole, with TTL, Urgency, Topic and a token of this site', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    await floor.say(phone, { tag: 'task-0190a4c2-aaaa-7bbb-8ccc-0123456789ab' })
    const { headers, json, vapid } = await browser.push()
    expect(json).toMatchObject({
      web_push: 8030,
      notification: {
        title: '拣货',
        body: 'A01-05，2 件',
        navigate: `${floor.world.url}/phone/`,
        lang: 'zh',
        tag: 'task-0190a4c2-aaaa-7bbb-8ccc-0123456789ab',
        data: { topic: 'task.offered', receipt: { url: `${floor.world.url}/v1/push/receipts` } },
      },
    })
    expect(Number(headers.ttl)).toBeGreaterThan(50)
    expect(Number(headers.ttl)).toBeLessThanOrEqual(60)
    expect(headers).toMatchObject({
      urgency: 'high',
      topic: 'a4c2-aaaa-7bbb-8ccc-0123456789ab',
    })
    expect(vapid.sub).toBe('mailto:owner@shop.example')
    const { json: key } = await phone.visitor.ask('GET', '/v1/phone/push')
    expect(key).toEqual({ vapidPublicKey: vapid.key, subscribed: true })
    expect((await floor.stateOf(phone, 'accepted')).detail).toBeNull()
  })

  test('in the worker’s language', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    await floor.world.app.core.db.run("update push_subscription set lang = 'en' where recipient = $1", [
      `worker:${phone.staffId}`,
    ])
    await floor.say(phone)
    expect((await browser.push()).json.notification).toMatchObject({
      title: 'Pick',
      body: 'A01-05, 2 pieces',
      lang: 'en',
    })
  })

  test('goes to every phone of its worker, and to nobody else', async () => {
    const [{ phone, browser }, other] = [await floor.phoneWithPush(), await floor.phoneWithPush()]
    const second = floor.service.subscribe()
    await phone.visitor.ask('POST', '/v1/phone/push', { subscription: second.toJSON() })
    await floor.say(phone)
    await Promise.all([browser.push(), second.push()])
    expect(other.browser.pushes).toEqual([])
    expect((await browser.push()).json.notification.data.id).toBe((await second.push()).json.notification.data.id)
  })

  test('the same browser subscribed twice is pushed to once', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    await phone.visitor.ask('POST', '/v1/phone/push', { subscription: browser.toJSON() })
    await floor.say(phone)
    await floor.stateOf(phone, 'accepted')
    expect(browser.pushes).toHaveLength(1)
  })

  test('a body too long for a push is cut, never the push', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    const body = '青瓷杯，'.repeat(2000)
    await floor.say(phone, { body: { zh: body, en: body } })
    const { json, bytes } = await browser.push()
    expect(bytes).toBeLessThanOrEqual(4096)
    expect(json.notification.body).toMatch(/^青瓷杯，青瓷杯，.*…$/)
    expect(json.notification.data.receipt).not.toBeNull()
  })

  test('is sealed in the database: neither endpoint nor keys stand there in clear', async () => {
    const { browser } = await floor.phoneWithPush()
    const rows = await floor.world.app.core.db.query<{ row: string }>('select s::text as row from push_subscription s')
    const all = rows.map((r) => r.row + Buffer.from(r.row.replace(/[^0-9a-f]/g, ''), 'hex').toString('latin1')).join()
    expect(all).not.toContain(new URL(browser.endpoint).pathname)
    expect(all).not.toContain(browser.toJSON().keys.auth)
  })
})

describe('what a push service answers', () => {
  test.each([410, 404])('%i: the subscription is over; the next message does not go there', async (status) => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status })
    await floor.say(phone)
    expect(await floor.stateOf(phone, 'gone')).toEqual({ state: 'gone', detail: String(status) })
    expect((await phone.visitor.ask('GET', '/v1/phone/push')).json.subscribed).toBe(false)
    await floor.say(phone)
    expect(await floor.waiting(phone)).toEqual([])
    expect(browser.pushes).toHaveLength(1)
    // The browser subscribes anew at its next start, with the same endpoint perhaps.
    await phone.visitor.ask('POST', '/v1/phone/push', { subscription: browser.toJSON() })
    await floor.say(phone)
    await browser.push(2)
  })

  test('429 with Retry-After: left alone that long, then tried again and not lost', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status: 429, headers: { 'retry-after': '30' } })
    await floor.say(phone, { ttlSeconds: 3600 })
    const row = await until(async () => (await floor.waiting(phone)).find((r) => r.tries === 2))
    expect(row.tries).toBe(2)
    expect(row.due - Date.now()).toBeGreaterThan(25 * SECOND)
    floor.world.clock.ahead = 31 * SECOND
    const { headers } = await browser.push(2)
    // What is left of its time, not all of it anew.
    expect(Number(headers.ttl)).toBeLessThan(3570)
    await floor.stateOf(phone, 'accepted')
  })

  test('500 again and again: pauses grow, and nothing is lost', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push(...Array.from({ length: 20 }, () => ({ status: 500 })))
    await floor.say(phone, { ttlSeconds: 86_400 })
    const pauses: number[] = []
    for (let n = 1; n <= 20; n++) {
      await browser.push(n)
      const row = await until(async () => (await floor.waiting(phone)).find((r) => r.tries === n + 1), {
        what: `try ${n + 1}`,
      })
      pauses.push(row.due - Date.now() - floor.world.clock.ahead)
      floor.world.clock.ahead = row.due - Date.now() + 10
      floor.world.app.core.outbox.wake()
    }
    await browser.push(21)
    await floor.stateOf(phone, 'accepted')
    expect(pauses[4]).toBeGreaterThan(pauses[0]!)
    // Five minutes, of which chance takes up to half.
    expect(pauses.at(-1)! / MINUTE).toBeGreaterThan(2.4)
    expect(pauses.at(-1)! / MINUTE).toBeLessThanOrEqual(5)
    expect(floor.world.clock.ahead).toBeGreaterThan(HOUR / 2)
  })

  test('no answer at all is tried again', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push('hang')
    await floor.say(phone, { ttlSeconds: 3600 })
    const { headers } = await until(() => browser.pushes[0], { timeoutMs: 12_000, what: 'the second try' })
    expect(Number(headers.ttl)).toBeLessThan(3600)
  })

  test.each([400, 401, 403])('%i is not tried again, and written down', async (status) => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status })
    await floor.say(phone)
    expect(await floor.stateOf(phone, 'failed')).toEqual({ state: 'failed', detail: String(status) })
    expect(await floor.waiting(phone)).toEqual([])
    await floor.say(phone)
    await browser.push(2)
  })

  test('413 is sent once more without its words; a service that takes not even that is not asked again', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status: 413 }, { status: 201 })
    await floor.say(phone)
    await floor.stateOf(phone, 'accepted')
    const [whole, small] = [await browser.push(1), await browser.push(2)]
    expect(small.json.notification).toMatchObject({ title: '拣货', body: '', tag: whole.json.notification.tag })
    expect(small.json.notification.data.receipt).toEqual(whole.json.notification.data.receipt)
    expect(small.bytes).toBeLessThanOrEqual(whole.bytes)
    const other = await floor.phoneWithPush()
    other.browser.answers.push({ status: 413 }, { status: 413 })
    await floor.say(other.phone)
    expect(await floor.stateOf(other.phone, 'failed')).toEqual({ state: 'failed', detail: '413' })
  })

  test('403 says why, where the service does', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status: 403, body: '{"reason":"BadJwtToken"}' })
    await floor.say(phone)
    expect(await floor.stateOf(phone, 'failed')).toEqual({ state: 'failed', detail: '403 BadJwtToken' })
  })

  test('a redirect is not followed', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    const elsewhere = floor.service.subscribe()
    browser.answers.push({ status: 307, headers: { location: elsewhere.endpoint } })
    await floor.say(phone)
    await floor.stateOf(phone, 'failed')
    expect(elsewhere.pushes).toEqual([])
  })

  test('what is not worth showing any more is not sent', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status: 503, headers: { 'retry-after': '3600' } })
    await floor.say(phone, { ttlSeconds: 60 })
    const row = await until(async () => (await floor.waiting(phone)).find((r) => r.tries === 2))
    // The service asked for an hour; the message ends in a minute.
    expect(row.due - Date.now()).toBeLessThanOrEqual(60 * SECOND)
    floor.world.clock.ahead = 61 * SECOND
    await floor.stateOf(phone, 'expired')
    expect(browser.pushes).toHaveLength(1)
  })

  test('a date in Retry-After is understood; one in the past, or rubbish, asks for nothing', () => {
    const now = Date.parse('2026-11-25T08:00:00Z')
    const wait = (text: string | null) => {
      const outcome = judge({ status: 429, header: () => text, words: '' }, now)
      return outcome.state === 'later' ? outcome.retryAfterMs : undefined
    }
    expect(wait('120')).toBe(120_000)
    expect(wait('Wed, 25 Nov 2026 08:02:00 GMT')).toBe(120_000)
    for (const text of ['Wed, 25 Nov 2026 07:00:00 GMT', 'soon', '-5', '', null]) expect(wait(text)).toBeNull()
  })
})

describe('receipts', () => {
  const report = (token: string, state: string) =>
    new Visitor(floor.world.url).ask('POST', '/v1/push/receipts', { token, state })

  test('received, shown and opened count once each, and never backwards', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    await floor.say(phone)
    const { token } = (await browser.push()).json.notification.data.receipt
    for (const state of ['received', 'received', 'shown', 'opened', 'shown', 'received'])
      expect((await report(token, state)).status).toBe(204)
    expect(await floor.deliveries(phone)).toEqual([{ state: 'opened', detail: null }])
    const row = await floor.world.app.core.db.one<{ shown: number | null }>(
      'select shown_at as shown from push_subscription where recipient = $1',
      [`worker:${phone.staffId}`],
    )
    expect(row.shown).not.toBeNull()
  })

  test('a receipt that comes before the service’s own 201 stands', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    await floor.say(phone)
    const { token } = (await browser.push()).json.notification.data.receipt
    await report(token, 'shown')
    await until(async () => (await floor.waiting(phone)).length === 0)
    expect((await floor.deliveries(phone)).map((d) => d.state)).toEqual(['shown'])
  })

  test('a forged one, one of another message and rubbish are refused and count nothing', async () => {
    const [one, two] = [await floor.phoneWithPush(), await floor.phoneWithPush()]
    await floor.say(one.phone)
    await floor.say(two.phone)
    const tokenOf = async (b: StandInSubscription) => (await b.push()).json.notification.data.receipt.token as string
    const [mine, other] = [await tokenOf(one.browser), await tokenOf(two.browser)]
    await floor.stateOf(one.phone, 'accepted')
    const [site, message, subscription, mac] = mine.split('.')
    const forged = [
      [site, message, subscription, other.split('.')[3]].join('.'),
      [site, other.split('.')[1], subscription, mac].join('.'),
      [site, message, other.split('.')[2], mac].join('.'),
      [crypto.randomUUID(), message, subscription, mac].join('.'),
      [site, message, subscription, ''].join('.'),
      mine.slice(0, -1),
      'a.b.c.d',
      '',
    ]
    for (const token of forged) {
      const { status, json } = await report(token, 'opened')
      expect([status, json.code]).toEqual([403, 'push/bad-receipt'])
    }
    expect((await report(mine, 'eaten')).json.code).toBe('http/invalid')
    expect((await floor.deliveries(one.phone)).map((d) => d.state)).toEqual(['accepted'])
  })
})

describe('a subscription that is not right', () => {
  test.each([
    ['https://evil.example/push', 'push/endpoint-refused'],
    ['https://169.254.169.254/latest/meta-data', 'push/endpoint-refused'],
    ['http://localhost:5432/', 'push/endpoint-refused'],
    ['http://127.0.0.1:1/push', 'push/endpoint-refused'],
    ['http://fcm.googleapis.com/fcm/send/x', 'push/endpoint-refused'],
    ['https://user@fcm.googleapis.com/fcm/send/x', 'push/endpoint-refused'],
    ['https://fcm.googleapis.com.evil.example/x', 'push/endpoint-refused'],
    ['https://evil-push.apple.com.example/x', 'push/endpoint-refused'],
    ['file:///etc/passwd', 'push/endpoint-refused'],
    ['not an address', 'push/bad-subscription'],
    ['', 'push/bad-subscription'],
  ])('%s is refused, in both languages, and nothing is kept', async (endpoint, code) => {
    const phone = await floor.world.phone(floor.at, `阿白${crypto.randomUUID().slice(0, 8)}`, ['picker'], false)
    const subscription = { ...floor.service.subscribe().toJSON(), endpoint }
    for (const [lang, script] of [
      ['zh', /[\u4e00-\u9fff]/],
      ['en', /^[^\u4e00-\u9fff]+$/],
    ] as const) {
      const { status, json } = await phone.visitor.ask(
        'POST',
        '/v1/phone/push',
        { subscription },
        { 'accept-language': lang },
      )
      expect([status, json.code]).toEqual([400, code])
      expect(json.title).toMatch(script)
    }
    expect(await floor.world.count('push_subscription where recipient = $1', [`worker:${phone.staffId}`])).toBe(0)
  })

  test.each<[string, (s: Json) => unknown]>([
    ['no keys', ({ keys: _, ...s }) => s],
    ['a short auth', (s) => ({ ...s, keys: { ...s.keys, auth: 'AAAA' } })],
    [
      'a p256dh that is no point',
      (s) => ({ ...s, keys: { ...s.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } }),
    ],
    ['a p256dh that is a number', (s) => ({ ...s, keys: { ...s.keys, p256dh: 4 } })],
    ['null', () => null],
    ['a text', () => 'x'],
  ])('%s: refused at once, not at the first push', async (_name, spoil) => {
    const phone = await floor.world.phone(floor.at, `阿白${crypto.randomUUID().slice(0, 8)}`, ['picker'], false)
    const subscription = spoil(floor.service.subscribe().toJSON())
    const { status, json } = await phone.visitor.ask('POST', '/v1/phone/push', { subscription })
    expect([status, json.code]).toEqual([400, 'push/bad-subscription'])
  })

  test('the services of browsers are allowed, others and their like are not', () => {
    for (const host of [
      'fcm.googleapis.com',
      'updates.push.services.mozilla.com',
      'web.push.apple.com',
      'wns2-par02p.notify.windows.com',
    ])
      expect([host, isPushHost(host, [])]).toEqual([host, true])
    for (const host of ['xfcm.googleapis.com', 'push.apple.com.evil.example', 'notify.windows.com', 'localhost', ''])
      expect([host, isPushHost(host, [])]).toEqual([host, false])
    expect(isPushHost('push.shop.example', ['*.shop.example'])).toBe(true)
  })

  test('nobody signed in, nobody’s order: nothing can be subscribed to', async () => {
    const stranger = new Visitor(floor.world.url)
    const subscription = floor.service.subscribe().toJSON()
    expect((await stranger.ask('POST', '/v1/phone/push', { subscription })).status).toBe(401)
    expect((await stranger.ask('POST', `/v1/sites/${floor.at.site.slug}/push`, { subscription })).status).toBe(401)
    const path = `/v1/sites/${floor.at.site.slug}/orders/${crypto.randomUUID()}/push`
    expect((await stranger.ask('POST', path, { key: 'x', subscription })).status).toBe(404)
  })
})

describe('the loop', () => {
  test('an order is pushed to the worker on shift; to one who went home it is not', async () => {
    const own = await floor.world.site([{ sku: 'MUG', qty: 100 }])
    const phone = await floor.world.phone(own, '阿青', ['picker'])
    const browser = floor.service.subscribe()
    await phone.visitor.ask('POST', '/v1/phone/push', { subscription: browser.toJSON() })
    const place = () =>
      new Visitor(floor.world.url).ask('POST', `/v1/sites/${own.site.slug}/orders`, orderOf([{ sku: 'MUG', qty: 2 }]), {
        'idempotency-key': crypto.randomUUID(),
      })
    await place()
    const { json, headers } = await browser.push()
    expect(json.notification).toMatchObject({
      navigate: expect.stringContaining('/phone/'),
      data: { topic: 'task.offered' },
    })
    expect(headers.urgency).toBe('high')
    expect(Number(headers.ttl)).toBeLessThanOrEqual(60)
    await phone.visitor.ask('POST', '/v1/phone/shift', { on: false, confirm: true })
    const before = browser.pushes.length
    await place()
    await until(async () => (await floor.world.count('orders where site_id = $1', [own.site.id])) === 2)
    await until(
      async () =>
        (await floor.world.count("outbox where site_id = $1 and kind = 'push.deliver'", [own.site.id])) === 0 || null,
    )
    expect(browser.pushes.length).toBe(before)
  })

  test('who follows an order with its key hears of it by push, in their language, and at its page', async () => {
    const own = await floor.world.site([{ sku: 'MUG', qty: 100 }])
    const shopper = new Visitor(floor.world.url)
    const placed = await shopper.ask('POST', `/v1/sites/${own.site.slug}/orders`, orderOf([{ sku: 'MUG', qty: 1 }]), {
      'idempotency-key': crypto.randomUUID(),
    })
    const { id, key } = placed.json.order
    const browser = floor.service.subscribe()
    const follow = (k: string) =>
      shopper.ask(
        'POST',
        `/v1/sites/${own.site.slug}/orders/${id}/push`,
        { key: k, subscription: browser.toJSON() },
        { 'accept-language': 'en' },
      )
    expect((await follow('wrong')).status).toBe(404)
    expect((await follow(key)).status).toBe(204)
    const phone = await floor.world.phone(own, '阿青', ['picker'])
    const task = await until(async () => (await phone.visitor.ask('GET', '/v1/phone/tasks')).json.task)
    await phone.visitor.ask('POST', `/v1/phone/tasks/${task.id}/accept`, { epoch: task.epoch })
    await phone.visitor.ask('POST', '/v1/phone/scans', {
      scans: [{ uid: crypto.randomUUID(), seq: 1, taskId: task.id, epoch: task.epoch, code: 'MUG', qty: 1 }],
    })
    const { json } = await browser.push()
    expect(json.notification).toMatchObject({
      title: 'Picking has begun',
      navigate: `${floor.world.url}/s/${own.site.slug}/orders/${id}?key=${key}`,
      data: { topic: 'order.picking' },
    })
    expect(JSON.stringify(json)).not.toMatch(/林小满|13800138000|文三路/)
  })

  test('a message of yesterday does not come when the phone is back', async () => {
    const { phone, browser } = await floor.phoneWithPush()
    browser.answers.push({ status: 503 })
    await floor.say(phone, { ttlSeconds: 3600 })
    await browser.push()
    floor.world.clock.ahead = DAY
    await floor.stateOf(phone, 'expired')
    expect(browser.pushes).toHaveLength(1)
  })
})
