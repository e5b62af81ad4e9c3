import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { LIMITS } from '../src/http/limits.ts'
import { paymentSecret } from '../src/orders/flow-pay.ts'
import { signWebhook } from '../src/orders/payments/webhook.ts'
import { joinPhone, makeLink, signInStaff } from '../src/staff/flow.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld, orderOf, Visitor } from './loop-world.ts'

let world: LoopWorld
let at: LoopSite
/** Three shoppers, signed in while the program's clock is still that of the provider. */
let linWan: Visitor
let zhouYe: Visitor
let heMo: Visitor
let later: (ms: number) => void

beforeAll(async () => {
  // The tests come from this machine, as a proxy does, and say for whom.
  world = await LoopWorld.open({ trustProxy: ['127.0.0.1', '::1'] })
  at = await world.site([{ sku: 'POT', qty: 900, categoryId: 'kitchen/coffee/pour-over', zh: '手冲壶', en: 'Kettle' }])
  const made = await at.owner.ask('POST', '/v1/console/campaigns', {
    name: '手冲季',
    state: 'active',
    skus: ['POT'],
    dailyBudget: { amount: 1_000_000, currency: 'CNY' },
    pricing: { per: 'click', amount: { amount: 100, currency: 'CNY' } },
    capPerPersonDay: 1_000,
    creative: {},
  })
  expect(made.status).toBe(201)
  ;[linWan, zhouYe] = [await world.shopper(at, 'lin-wan'), await world.shopper(at, 'zhou-ye')]
  heMo = await world.shopper(at, 'he-mo')
  // The demo's way to pay is the demo's alone.
  await world.app.core.db.run('update site set is_demo = true where id = $1', [at.site.id])
  world.app.core.bus.emit('site', at.site.id)
  later = freeze(world)
}, 60_000)
afterAll(async () => {
  await world?.stop()
})

/**
 * Stops a program's clock, so that however slow the machine is nothing is given back but by `later`.
 * @returns puts the clock forward
 */
function freeze({ clock }: LoopWorld): (ms: number) => void {
  let now = Date.now() + clock.ahead
  Object.defineProperty(clock, 'ahead', { get: () => now - Date.now() })
  return (ms) => {
    now += ms
  }
}

let addresses = 0
/** The headers of somebody at an address nobody else has. */
const elsewhere = (): { 'x-forwarded-for': string } => ({
  'x-forwarded-for': `198.51.${Math.floor(++addresses / 200)}.${(addresses % 200) + 1}`,
})

/** So many of the same at once; how many answered what. */
async function often(n: number, ask: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: n }, ask))
  const found: Record<number, number> = {}
  for (const { status } of answers) found[status] = (found[status] ?? 0) + 1
  return found
}

const guess = (from: object, path = '/v1/console/sign-in', lang = 'zh') =>
  new Visitor(world.url).ask('POST', path, { token: `guess-${newId()}` }, { 'accept-language': lang, ...from })

/** A link's secret for somebody new at the console. */
async function linkFor(opens: 'console' | 'phone'): Promise<string> {
  const { json } = await at.owner.ask('POST', '/v1/console/staff', { name: newId(), roles: ['picker'] })
  const { url } = await makeLink(world.app.core, { siteId: at.site.id, staffId: json.id, opens })
  return url.split('#')[1]!
}

const decide = (visitor: Visitor, from: object, headers: object = {}) =>
  visitor.ask(
    'POST',
    '/v1/decisions',
    {
      site: at.site.publicKey,
      page: { url: 'https://blog.example/x', title: '手冲咖啡怎么做', text: '手冲咖啡，磨豆，滤杯', lang: 'zh' },
      slots: [{ id: 'one' }],
    },
    { ...from, ...headers },
  )

async function tokens(n: number, visitor: Visitor, from: () => object = elsewhere): Promise<string[]> {
  const found: string[] = []
  for (let i = 0; i < n; i++) {
    const { json } = await decide(visitor, from())
    found.push(json.decisions[0].token)
  }
  expect(found).not.toContain('')
  return found
}

const spent = () => world.count('offer_spend where site_id = $1', [at.site.id])

test('guesses of links are refused after twenty, in both languages and with when to try again; a right link counts nothing', async () => {
  const here = elsewhere()
  const { burst } = LIMITS.link.address
  expect(await often(burst + 5, () => guess(here))).toEqual({ 401: burst, 429: 5 })
  const [zh, en] = [await guess(here), await guess(here, '/v1/phone/join', 'en')]
  expect(zh).toMatchObject({ status: 429, json: { code: 'http/too-many', title: '请求太密了。' } })
  expect(en.json.next).toMatch(/^Try again in \d seconds\.$/)
  expect(Number(zh.headers.get('retry-after'))).toBeGreaterThan(0)
  const mine = await linkFor('console')
  expect((await new Visitor(world.url).ask('POST', '/v1/console/sign-in', { token: mine }, here)).status).toBe(429)
  expect((await guess(elsewhere())).status, 'somebody elsewhere').toBe(401)
  later(MINUTE)
  expect((await new Visitor(world.url).ask('POST', '/v1/console/sign-in', { token: mine }, here)).status).toBe(200)
  const there = elsewhere()
  for (let i = 0; i < burst + 5; i++) {
    const token = await linkFor('phone')
    const joined = await new Visitor(world.url).ask('POST', '/v1/phone/join', { token }, there)
    expect(joined.status).toBe(200)
  }
})

test('the next address of the same IPv6 subnet is the same caller', async () => {
  const from = (tail: string) => ({ 'x-forwarded-for': `2001:db8:7:7:${tail}` })
  for (let i = 0; i < LIMITS.link.address.burst; i++)
    expect((await guess(from(`0:0:0:${i.toString(16)}`))).status).toBe(401)
  expect((await guess(from('9:9:9:9'))).status).toBe(429)
  expect((await guess({ 'x-forwarded-for': '2001:db8:7:8::1' })).status).toBe(401)
})

test('a guest’s orders are limited by address before any stock is reserved, those of a shop’s server are not', async () => {
  const here = elsewhere()
  const { slug, id } = at.site
  const { burst } = LIMITS.guestOrder.address
  const place = () =>
    new Visitor(world.url).ask('POST', `/v1/sites/${slug}/orders`, orderOf([{ sku: 'POT', qty: 1 }]), {
      'idempotency-key': newId(),
      ...here,
    })
  const before = await world.count('orders where site_id = $1', [id])
  for (let i = 0; i < burst; i++) expect((await place()).status).toBe(201)
  const refused = await place()
  expect(refused.json).toMatchObject({ code: 'http/too-many', status: 429 })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1)
  expect(await world.count('orders where site_id = $1', [id])).toBe(before + burst)
  const server = await new Visitor(world.url).ask(
    'POST',
    '/v1/orders',
    { ...orderOf([{ sku: 'POT', qty: 1 }]), payment: { method: 'paid' } },
    { authorization: `Bearer ${at.secretKey}`, 'idempotency-key': newId(), ...here },
  )
  expect(server.status).toBe(201)
})

test('a person’s orders are limited strictly, the neighbour’s behind the same address are not', async () => {
  const here = elsewhere()
  const [who, other] = [linWan, zhouYe]
  const place = (visitor: Visitor, from: object) =>
    visitor.ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([{ sku: 'POT', qty: 1 }]), {
      'idempotency-key': newId(),
      ...from,
    })
  for (let i = 0; i < LIMITS.order.person.burst; i++) expect((await place(who, here)).status).toBe(201)
  expect((await place(who, here)).status).toBe(429)
  expect((await place(who, elsewhere())).status, 'also from elsewhere').toBe(429)
  expect((await place(other, here)).status).toBe(201)
  later(HOUR)
  expect((await place(who, here)).status).toBe(201)
})

test('clicks beyond the limit lead to the goods and spend nothing; a click that was told twice counts once', async () => {
  const here = elsewhere()
  const { burst } = LIMITS.click.address
  const click = (token: string, from: object) =>
    new Visitor(world.url).ask('GET', `/v1/click/${at.site.slug}/${token}`, undefined, { ...from })
  const all = await tokens(burst + 4, new Visitor(world.url))
  const before = await spent()
  for (const token of all) {
    const gone = await click(token, here)
    expect(gone.status).toBe(302)
    expect(gone.headers.get('location')).toContain('/p/POT')
  }
  expect((await spent()) - before).toBe(burst)
  const told = { site: at.site.publicKey, events: [{ token: all.at(-1), type: 'clicked' }] }
  expect((await new Visitor(world.url).ask('POST', '/v1/events', told, { ...here })).status, 'politely').toBe(204)
  expect((await spent()) - before).toBe(burst)
  const [first] = all
  await click(first!, elsewhere())
  expect((await spent()) - before, 'the same token again').toBe(burst)
  await click(all.at(-1)!, elsewhere())
  expect((await spent()) - before, 'one that was left out, from elsewhere').toBe(burst + 1)
  expect((await click('made.up', here)).json.code).toBe('offers/bad-token')
})

test('a person’s clicks are limited strictly, wherever they come from', async () => {
  const who = linWan
  const { burst } = LIMITS.click.person
  const all = await tokens(burst + 3, who)
  const before = await spent()
  for (const token of all)
    expect((await who.ask('GET', `/v1/click/${at.site.slug}/${token}`, undefined, elsewhere())).status).toBe(302)
  expect((await spent()) - before).toBe(burst)
})

test('a person’s pages get offers so often and then wait; another page of the address still gets its own', async () => {
  later(HOUR)
  const here = elsewhere()
  const who = zhouYe
  const { burst } = LIMITS.decision.person
  expect(await often(burst + 2, () => decide(who, here))).toEqual({ 200: burst, 429: 2 })
  const refused = await decide(who, here, { origin: world.url })
  expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  expect((await decide(new Visitor(world.url), here)).status).toBe(200)
})

test('sign-ins that begin are limited: a browser sees a page of the shop, anything else the problem', async () => {
  const here = elsewhere()
  const begin = (headers: object = {}) =>
    new Visitor(world.url).ask('GET', `/s/${at.site.slug}/sign-in/islet`, undefined, { ...here, ...headers })
  const { burst } = LIMITS.signIn.address
  expect(await often(burst + 1, () => begin())).toEqual({ 302: burst, 429: 1 })
  const page = await begin({ accept: 'text/html,*/*' })
  expect(page.status).toBe(302)
  expect(page.headers.get('location')).toContain('sign-in-problem?code=sign-in%2Ftoo-many')
})

test('sign-ins that begin at the site as an OpenID provider are limited as those of its own', async () => {
  const from = elsewhere()
  const { burst } = LIMITS.signIn.address
  const begin = () => new Visitor(world.url).ask('GET', `/s/${at.site.slug}/openid/auth?client_id=x`, undefined, from)
  expect(await often(burst + 5, begin)).toEqual({ 400: burst, 429: 5 })
  const keys = `/s/${at.site.slug}/openid/jwks`
  expect((await new Visitor(world.url).ask('GET', keys, undefined, from)).status).toBe(200)
})

test('what somebody says of their data, brings, or takes along is limited by who they are, the neighbour is not', async () => {
  const mine = `/v1/sites/${at.site.slug}`
  const flip = (visitor: Visitor, on: boolean) => visitor.ask('POST', `${mine}/personal-offers`, { on }, elsewhere())
  const { burst } = LIMITS.said.person
  let n = 0
  expect(await often(burst + 10, () => flip(heMo, n++ % 2 === 0))).toEqual({ 200: burst, 429: 10 })
  expect((await flip(linWan, false)).status).toBe(200)
  // Looking is no saying.
  expect((await heMo.ask('GET', `${mine}/my-data`)).status).toBe(200)
  const most = LIMITS.takeAlong.person.burst
  expect(await often(most + 2, () => heMo.ask('GET', `${mine}/export`, undefined, elsewhere()))).toEqual({
    200: most,
    429: 2,
  })
  later(HOUR)
  const zip = { ...elsewhere(), 'content-type': 'application/zip' }
  const archives = LIMITS.archive.person.burst
  const sent: number[] = []
  for (let i = 0; i < archives + 1; i++) sent.push((await heMo.ask('POST', `${mine}/upload`, 'no zip', zip)).status)
  expect(sent.slice(-2)).toEqual([409, 429])
  expect((await zhouYe.ask('POST', `${mine}/upload`, 'no zip', zip)).status).toBe(409)
})

test('forged payment callbacks are refused after a while; true ones count nothing', async () => {
  const { core } = world.app
  const secret = await paymentSecret(core, at.site.id, 'demo')
  const tell = (from: object, key: string, orderId: string) => {
    const body = JSON.stringify({ orderId, state: 'failed', amount: 16800, currency: 'CNY' })
    const [id, timestamp] = [newId(), Math.floor(core.clock.now() / SECOND)]
    return new Visitor(world.url).ask('POST', `/v1/payments/demo/${at.site.slug}`, body, {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(key, id, timestamp, body),
      ...from,
    })
  }
  const placed = await new Visitor(world.url).ask(
    'POST',
    `/v1/sites/${at.site.slug}/orders`,
    orderOf([{ sku: 'POT', qty: 1 }], { payment: { method: 'demo' } }),
    { 'idempotency-key': newId(), ...elsewhere() },
  )
  const { id } = placed.json.order
  const [here, there] = [elsewhere(), elsewhere()]
  const { burst } = LIMITS.callback.address
  expect(await often(burst + 3, () => tell(here, `${secret}x`, id))).toEqual({ 401: burst, 429: 3 })
  for (let i = 0; i < burst + 3; i++) expect((await tell(there, secret, id)).status).toBe(204)
}, 60_000)

test('files are limited by who sends them, not by address', async () => {
  const other = await world.staff(at.site, '另一位掌柜', ['owner'])
  // Without its name a file is refused, after it was counted and before it is read.
  const send = (who: Visitor) => who.ask('POST', '/v1/console/imports', 'sku', { 'content-type': 'text/csv' })
  const { burst } = LIMITS.import.staff
  expect(await often(burst + 2, () => send(at.owner))).toEqual({ 400: burst, 429: 2 })
  expect((await send(other)).status).toBe(400)
})

test('phones and consoles are limited by no address: hundreds of calls at once from one', async () => {
  const here = elsewhere()
  const token = await linkFor('phone')
  const phone = new Visitor(world.url)
  phone.cookies.set('device', (await joinPhone(world.app.core, token, 'test')).session)
  expect(await often(300, () => phone.ask('GET', '/v1/phone/me', undefined, here))).toEqual({ 200: 300 })
  expect(await often(300, () => at.owner.ask('GET', '/v1/console/me', undefined, here))).toEqual({ 200: 300 })
})

test('without a listed proxy the connection’s address counts, whatever the request says; with limits off nothing does', async () => {
  const plain = await LoopWorld.open()
  const off = await LoopWorld.open({ limits: 0 })
  freeze(plain)
  try {
    const ask = (url: string) =>
      new Visitor(url).ask('POST', '/v1/console/sign-in', { token: `guess-${newId()}` }, elsewhere())
    const { burst } = LIMITS.link.address
    expect(await often(burst + 5, () => ask(plain.url))).toEqual({ 401: burst, 429: 5 })
    expect(await often(burst + 5, () => ask(off.url))).toEqual({ 401: burst + 5 })
  } finally {
    await plain.stop()
    await off.stop()
  }
}, 60_000)

/** Opens a stream; `ended` once the server closed it. */
async function listen(path: string, cookie: string) {
  const stop = new AbortController()
  const response = await fetch(world.url + path, { headers: { cookie }, signal: stop.signal })
  const heard = { status: response.status, text: '', isEnded: false, stop: () => stop.abort() }
  const read = async () => {
    for await (const part of response.body!) heard.text += Buffer.from(part).toString()
    heard.isEnded = true
  }
  read().catch(() => {}) // letting go is how it ends
  return heard
}

test('the ninth stream of a console closes its first, which is told to come back later', async () => {
  const token = await linkFor('console')
  const { session, staff } = await signInStaff(world.app.core, token)
  await at.owner.ask('PUT', `/v1/console/staff/${staff.id}`, { roles: ['supervisor'] })
  const open: Awaited<ReturnType<typeof listen>>[] = []
  for (let i = 0; i < 9; i++) open.push(await listen('/v1/console/live', `staff=${session}`))
  expect(open.map((stream) => stream.status)).toEqual(open.map(() => 200))
  await until(() => open[0]!.isEnded || null, { what: 'the first is closed' })
  expect(open[0]!.text).toContain('retry: 60000')
  expect(open.slice(1).filter((stream) => stream.isEnded)).toEqual([])
  for (const stream of open) stream.stop()
})
