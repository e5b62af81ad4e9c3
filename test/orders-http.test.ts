import type { AddressInfo } from 'node:net'
import { connect, createServer as createTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { Auth } from '../src/http/auth.ts'
import { createServer, type Server } from '../src/http/server.ts'
import { advance, orderChanged } from '../src/orders/flow-state.ts'
import { orderWithLines } from '../src/orders/flow-view.ts'
import { ordersRoutes } from '../src/orders/http.ts'
import { renewSecretKey } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { type OrdersWorld, orderBody, ordersWorld, shopWith } from './orders-world.ts'

let world: OrdersWorld
let server: Server
let base: string
let site: Site
let secret: string
let staffCookie: string

/** A port that is free now; the routes must know it before the server listens. */
async function freePort(): Promise<number> {
  const tcp = createTcp()
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  await new Promise((resolve) => tcp.close(resolve))
  return port
}

beforeAll(async () => {
  world = await ordersWorld()
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  const publicUrl = world.core.publicUrl
  server = await createServer({ publicUrl, trustProxy: [], tls: null, logLevel: 'silent', version: 'test' })
  const auth = new Auth(world.core, {
    find: async (siteId, token) => (siteId === site.id && token.startsWith('shopper-session-') ? { personId } : null),
    watch: () => () => {},
  })
  auth.install(server)
  ordersRoutes(server, { orders: world.deps, auth })
  await server.listen({ host: '127.0.0.1', port })
  site = await shopWith(world.core, { mug: 1000, tea: 1000 })
  secret = await renewSecretKey(world.core, site.id)
  await world.core.db.run('insert into person (site_id, id, created_at) values ($1, $2, now())', [site.id, personId])
  staffCookie = await sessionOf('掌柜', 'owner')
})
afterAll(async () => {
  await server?.close()
  await world?.stop()
})

const personId = newId()

async function sessionOf(name: string, role: 'owner' | 'picker'): Promise<string> {
  const staff = await addStaff(world.core, { siteId: site.id, name, roles: [role] })
  const link = await makeLink(world.core, { siteId: site.id, staffId: staff.id, opens: 'console' })
  const { session } = await signInStaff(world.core, link.url.split('#')[1]!)
  return `staff=${session}`
}

/** An answer as it came: these tests look into it freely. */
type Json = ReturnType<typeof JSON.parse>

async function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; json: Json; headers: Headers }> {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  return {
    status: response.status,
    json: text.startsWith('{') ? JSON.parse(text) : { text },
    headers: response.headers,
  }
}
const order = async (lines: Record<string, number>, change: object = {}) =>
  (
    await call('POST', `/v1/sites/${site.slug}/orders`, {
      body: orderBody(lines, change),
      headers: { 'idempotency-key': newId() },
    })
  ).json.order as Json

describe('POST /v1/orders', () => {
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    call('POST', '/v1/orders', {
      body,
      headers: { authorization: `Bearer ${secret}`, 'idempotency-key': newId(), ...headers },
    })

  test('makes an order and answers the same the second time', async () => {
    const headers = { 'idempotency-key': newId() }
    const body = orderBody({ mug: 2 }, { payment: { method: 'paid' }, externalId: `W-${newId()}` })
    const first = await send(body, headers)
    expect(first.status).toBe(201)
    expect(first.json.order).toMatchObject({
      state: 'reserved',
      total: { amount: 33600, currency: 'CNY' },
      payment: { method: 'paid', state: 'paid', payUrl: null },
      canCancel: true,
    })
    const second = await send(body, headers)
    expect(second).toMatchObject({ status: 201, json: first.json })
    const seen = await call('GET', `/v1/orders/${first.json.order.id}`, {
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(seen.json.story[0].text.en).toBe('Ordered: 2 pieces, ¥336')
  })

  test('finds an order by the number your own shop gave it, whole and in this site only', async () => {
    const find = async (externalId: string, key = secret) =>
      await call('GET', `/v1/orders?externalId=${encodeURIComponent(externalId)}`, {
        headers: { authorization: `Bearer ${key}` },
      })
    const externalId = `W ${newId()}`
    const placed = await send(orderBody({ mug: 1 }, { payment: { method: 'paid' }, externalId }))
    const { id, key } = placed.json.order
    const found = await find(externalId)
    expect(found).toMatchObject({ status: 200, json: { items: [{ id, key, externalId, story: [{}] }], next: null } })
    expect((await find(externalId.slice(0, -1))).json).toEqual({ items: [], next: null })
    const other = await shopWith(world.core, { mug: 1 })
    expect((await find(externalId, await renewSecretKey(world.core, other.id))).json).toEqual({ items: [], next: null })
    expect((await find('')).status).toBe(400)
  })

  const cases: [name: string, body: unknown, headers: Record<string, string>, status: number, code: string][] = [
    ['no key', orderBody({ mug: 1 }), { authorization: '' }, 401, 'http/bad-key'],
    ['the public key', orderBody({ mug: 1 }), { authorization: 'Bearer pk_aaaaaaaaaaaaaaaa' }, 401, 'http/public-key'],
    ['a wrong key', orderBody({ mug: 1 }), { authorization: 'Bearer sk_aaaaaaaaaaaaaaaaaaaa' }, 401, 'http/bad-key'],
    ['an unknown product', orderBody({ ghost: 1 }), {}, 422, 'orders/unknown-product'],
    ['no address', orderBody({ mug: 1 }, { address: undefined }), {}, 400, 'orders/no-address'],
    ['zero pieces', orderBody({ mug: 0 }), {}, 400, 'orders/bad-quantity'],
    ['minus two pieces', orderBody({ mug: -2 }), {}, 400, 'orders/bad-quantity'],
    ['a fraction', orderBody({ mug: 1.5 }), {}, 400, 'orders/bad-quantity'],
    ['an enormous quantity', orderBody({ mug: 1e9 }), {}, 400, 'orders/bad-quantity'],
    ['more than there is', orderBody({ mug: 9999 }), {}, 409, 'orders/out-of-stock'],
    ['another currency', orderBody({ mug: 1 }, { currency: 'USD' }), {}, 422, 'orders/currency-mismatch'],
    ['half a body', JSON.stringify(orderBody({ mug: 1 })).slice(0, 60), {}, 400, 'http/bad-json'],
    ['an empty body', '', {}, 400, 'http/bad-json'],
    ['a list', [], {}, 400, 'orders/invalid'],
    ['no idempotency key', orderBody({ mug: 1 }), { 'idempotency-key': '' }, 400, 'orders/key-needed'],
    ['a key too long', orderBody({ mug: 1 }), { 'idempotency-key': 'x'.repeat(201) }, 400, 'orders/key-needed'],
    [
      'a way to pay that is not there',
      orderBody({ mug: 1 }, { payment: { method: 'gold' } }),
      {},
      422,
      'orders/payment-unknown',
    ],
    ['a NUL in the street', orderBody({ mug: 1 }, { address: { street: 'a\u0000' } }), {}, 400, 'orders/invalid'],
  ]
  test.each(cases)(
    '%s is refused with a problem in the reader’s language',
    async (_name, body, headers, status, code) => {
      const zh = await send(body, headers)
      const en = await send(body, { ...headers, 'accept-language': 'en' })
      expect([zh.status, zh.json.code]).toEqual([status, code])
      expect(zh.headers.get('content-type')).toContain('application/problem+json')
      expect(zh.json.title).toMatch(/[\u4e00-\u9fff]/)
      expect(`${en.json.title}${en.json.next}`).not.toMatch(/\{|[\u4e00-\u9fff]/)
    },
  )

  test('a body whose connection breaks in the middle makes no order', async () => {
    const before = await world.core.db.one<{ n: number }>('select count(*) as n from orders')
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1', () => {
        const body = JSON.stringify(orderBody({ mug: 1 }))
        socket.write(
          `POST /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}\r\nidempotency-key: cut\r\n` +
            `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 80)}`,
          () => socket.end(),
        )
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
      socket.resume()
    })
    const after = await world.core.db.one<{ n: number }>('select count(*) as n from orders')
    expect(after).toEqual(before)
  })

  test('an order of another site is not there', async () => {
    const other = await shopWith(world.core, { mug: 1 })
    const key = await renewSecretKey(world.core, other.id)
    const { id } = await order({ mug: 1 })
    const headers = { authorization: `Bearer ${key}` }
    expect((await call('GET', `/v1/orders/${id}`, { headers })).status).toBe(404)
    expect((await call('POST', `/v1/orders/${id}/cancel`, { headers, body: {} })).status).toBe(404)
  })
})

describe('the shopper’s order', () => {
  test('is seen with its key, not without, not with another order’s key, not at another site', async () => {
    const [mine, other] = [await order({ mug: 1 }), await order({ tea: 1 })]
    const at = `/v1/sites/${site.slug}/orders/${mine.id}`
    expect((await call('GET', `${at}?key=${mine.key}`)).json).toMatchObject({ number: mine.number, parcel: null })
    for (const query of ['', '?key=', `?key=${other.key}`])
      expect((await call('GET', at + query)).json.code).toBe('orders/not-found')
    const elsewhere = await shopWith(world.core, { mug: 1 })
    expect((await call('GET', `/v1/sites/${elsewhere.slug}/orders/${mine.id}?key=${mine.key}`)).status).toBe(404)
    expect((await call('GET', `/v1/sites/${site.slug}/orders/rubbish?key=x`)).status).toBe(404)
  })

  test('never tells the receiver’s name, phone or street', async () => {
    const mine = await order({ mug: 1 })
    const { json } = await call('GET', `/v1/sites/${site.slug}/orders/${mine.id}?key=${mine.key}`)
    expect(JSON.stringify(json)).not.toMatch(/林小满|13800138000|文三路/)
  })

  test('of a signed-in shopper is in their list and needs no key', async () => {
    const headers = { cookie: `shopper-${site.slug}=shopper-session-1234567890`, 'x-tuidan': '1' }
    const placed = await call('POST', `/v1/sites/${site.slug}/orders`, {
      body: orderBody({ mug: 3 }),
      headers: { ...headers, 'idempotency-key': newId() },
    })
    const { id } = placed.json.order
    expect((await call('GET', `/v1/sites/${site.slug}/orders/${id}`, { headers })).json.id).toBe(id)
    const list = await call('GET', `/v1/sites/${site.slug}/orders`, { headers })
    expect(list.json).toMatchObject({ items: [{ id, lines: 1, pieces: 3 }], next: null })
  })

  test('can be cancelled until it is registered', async () => {
    const mine = await order({ mug: 1 })
    const at = `/v1/sites/${site.slug}/orders/${mine.id}`
    expect((await call('POST', `${at}/cancel`, { body: {} })).status).toBe(404)
    const cancelled = await call('POST', `${at}/cancel?key=${mine.key}`)
    expect(cancelled.json).toMatchObject({ state: 'cancelled', canCancel: false })
    expect(cancelled.json.story.at(-1).text.zh).toBe('你取消了订单')
  })

  test('is followed live: the page gets the new state when it changes', async () => {
    const mine = await order({ mug: 1 })
    const stop = new AbortController()
    const response = await fetch(`${base}/v1/sites/${site.slug}/orders/${mine.id}/live?key=${mine.key}`, {
      signal: stop.signal,
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader.read()).value ?? ''
    }
    await until('"state":"reserved"')
    const changed = await world.core.db.tx((tx) =>
      advance(world.core, tx, { siteId: site.id, orderId: mine.id, event: 'release', at: world.clock.now() }),
    )
    orderChanged(world.core, site.id, changed)
    await until('"state":"released"')
    stop.abort()
  })
})

describe('paying with the demo provider', () => {
  const pay = async (mine: Json, choice: string) =>
    await fetch(`${base}/v1/pay/demo/${mine.id}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ site: site.slug, key: mine.key, choice }),
    })

  test('the page says what it is, declines, then pays, by a signed callback over HTTP', async () => {
    const mine = await order({ mug: 1 }, { payment: { method: 'demo' } })
    expect(mine).toMatchObject({ state: 'received', payment: { state: 'awaiting' } })
    const page = await call('GET', mine.payment.payUrl.replace(world.core.publicUrl, ''), {
      headers: { 'accept-language': 'en' },
    })
    expect(page.json.text).toContain('Pay ¥168')
    expect(page.json.text).not.toMatch(/<script|style=/)
    expect((await pay(mine, 'decline')).status).toBe(303)
    expect((await orderWithLines(world.core.db, site.id, mine.id)).paymentState).toBe('failed')
    const paid = await pay(mine, 'pay')
    expect(paid.headers.get('location')).toBe(`/s/${site.slug}/orders/${mine.id}?key=${mine.key}`)
    const after = await orderWithLines(world.core.db, site.id, mine.id)
    expect(after).toMatchObject({ state: 'reserved', paymentState: 'paid' })
  })

  test('a forged callback changes nothing', async () => {
    const mine = await order({ mug: 1 }, { payment: { method: 'demo' } })
    const forged = await call('POST', `/v1/payments/demo/${site.slug}`, {
      body: { orderId: mine.id, state: 'paid', amount: 16800, currency: 'CNY' },
      headers: {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(world.clock.now() / 1000)),
        'webhook-signature': 'v1,Zm9yZ2Vk',
      },
    })
    expect([forged.status, forged.json.code]).toEqual([401, 'orders/payment-forged'])
    expect((await call('POST', `/v1/payments/gold/${site.slug}`, { body: {} })).json.code).toBe(
      'orders/payment-unknown',
    )
    expect((await call('POST', `/v1/payments/demo/${site.slug}`)).json.code).toBe('orders/payment-invalid')
    expect((await orderWithLines(world.core.db, site.id, mine.id)).state).toBe('received')
    expect((await pay({ ...mine, key: 'guess' }, 'pay')).status).toBe(404)
  })

  test('a shop says which ways to pay it offers', async () => {
    const { json } = await call('GET', `/v1/sites/${site.slug}/payments`)
    expect(json.items.map((p: Json) => p.id)).toEqual(['cod', 'demo'])
  })
})

describe('the console', () => {
  const as = (cookie = staffCookie) => ({ headers: { cookie, 'x-tuidan': '1' } })

  test('covers the receiver of an order that is over until somebody asks, and keeps who did', async () => {
    const mine = await order({ mug: 1 })
    const at = `/v1/console/orders/${mine.id}`
    for (let look = 0; look < 2; look++) expect((await call('GET', at, as())).json.isMasked).toBe(false)
    const cancelled = await call('POST', `${at}/cancel`, { ...as(), body: { reason: '不要了' } })
    expect(cancelled.json).toMatchObject({ isMasked: true, delivery: { receiver: { name: '林**' } } })
    expect(JSON.stringify((await call('GET', at, as())).json)).not.toMatch(/林小满|13800138000|文三路/)
    const picker = await sessionOf('拣货员丙', 'picker')
    expect((await call('POST', `${at}/receiver`, as(picker))).status).toBe(403)
    // Whoever opens an order that is under way reads whom it goes to: once an hour that is in the audit, of one that is over never.
    const read = await world.core.db.query(
      `select who, person_id from audit where site_id = $1 and action = 'receiver.read' and about = $2`,
      [site.id, `id=${mine.id}`],
    )
    expect(read).toEqual([{ who: expect.any(String), person_id: null }])
    const asked = await call('POST', `${at}/receiver`, as())
    expect(asked.json.delivery.receiver.name).toBe('林小满')
    const { story } = (await call('GET', at, as())).json
    expect(story.at(-1)).toMatchObject({ text: { zh: '看了收件人' }, who: '掌柜', event: { name: 'receiver.read' } })
  })

  test('lists orders, finds one by its number, shows whom it goes to, holds, releases and cancels it', async () => {
    const mine = await order({ mug: 1 })
    const list = await call('GET', `/v1/console/orders?query=%23${mine.number}`, as())
    expect(list.json.items.map((o: Json) => o.id)).toEqual([mine.id])
    expect(list.json.counts.reserved).toBeGreaterThan(0)
    const at = `/v1/console/orders/${mine.id}`
    expect((await call('GET', at, as())).json).toMatchObject({
      delivery: { receiver: { name: '林小满' } },
      may: { hold: true, release: false, cancel: true },
    })
    const held = await call('POST', `${at}/hold`, { ...as(), body: { reason: '电话打不通' } })
    expect(held.json).toMatchObject({ state: 'held', heldReason: '电话打不通' })
    expect((await call('POST', `${at}/release`, as())).json.state).toBe('reserved')
    expect((await call('POST', `${at}/release`, as())).json.code).toBe('orders/bad-move')
    const cancelled = await call('POST', `${at}/cancel`, { ...as(), body: { reason: '买家电话取消' } })
    expect(cancelled.json).toMatchObject({ state: 'cancelled', putBack: [] })
    expect(cancelled.json.story.at(-1).text.zh).toContain('买家电话取消')
  })

  test('is closed to pickers and strangers, and to a page of another site', async () => {
    const mine = await order({ mug: 1 })
    const at = `/v1/console/orders/${mine.id}`
    expect((await call('GET', at)).status).toBe(401)
    expect((await call('GET', at, as(await sessionOf('阿明', 'picker')))).status).toBe(403)
    const foreign = { headers: { cookie: staffCookie } }
    expect((await call('POST', `${at}/cancel`, { ...foreign, body: { reason: 'x' } })).json.code).toBe(
      'http/cross-site',
    )
  })

  test('pages through the list without missing or repeating an order', async () => {
    const seen: string[] = []
    for (let i = 0; i < 60; i++) await order({ tea: 1 })
    let cursor = ''
    do {
      const { json } = await call('GET', `/v1/console/orders?${cursor === '' ? '' : `cursor=${cursor}`}`, as())
      seen.push(...json.items.map((o: Json) => o.id))
      cursor = json.next ?? ''
    } while (cursor !== '')
    const { n } = await world.core.db.one<{ n: number }>('select count(*) as n from orders where site_id = $1', [
      site.id,
    ])
    expect(new Set(seen).size).toBe(n)
    expect(seen.length).toBe(n)
    expect((await call('GET', '/v1/console/orders?cursor=rubbish', as())).json.code).toBe('orders/bad-cursor')
  })
})
