import { createECDH } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import type { ReadStream } from '../src/connectors/connector.ts'
import oidc from '../src/connectors/oidc.ts'
import { createSite } from '../src/sites/flow.ts'
import { addStaff, makeLink } from '../src/staff/flow.ts'
import { LoopWorld, orderOf, Visitor } from './loop-world.ts'
import { KETTLE, money, offering } from './offers-world.ts'

const world = await LoopWorld.open()
const { launch, one, offered, tell } = offering(world)
afterAll(() => world.stop())

/** How a foreign page's form asks: no cookie of ours, no header of its own. */
const FOREIGN = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }

describe('a foreign page', () => {
  test('signs nobody in as somebody else, and uses up no link', async () => {
    const at = await world.site([])
    const { core } = world.app
    const staff = await addStaff(core, { siteId: at.site.id, name: '外人', roles: ['picker'] })
    for (const [opens, path] of [
      ['console', '/v1/console/sign-in'],
      ['phone', '/v1/phone/join'],
    ] as const) {
      const { url } = await makeLink(core, { siteId: at.site.id, staffId: staff.id, opens })
      const token = url.split('#')[1]!
      // What `<form enctype="text/plain">` can send: one field whose name and value meet at "=".
      const form = `{"token":"${token}","x":"="}\r\n`
      const forged = await new Visitor(world.url).ask('POST', path, form, { ...FOREIGN })
      expect(forged).toMatchObject({ status: 403, json: { code: 'http/cross-site' } })
      expect(forged.headers.getSetCookie()).toEqual([])
      expect((await new Visitor(world.url).ask('POST', path, { token })).status).toBe(200)
    }
  })

  test('places no order, with or without a cookie of ours', async () => {
    const at = await world.site([KETTLE])
    const body = JSON.stringify({ lines: [{ sku: 'KETTLE', qty: 1 }] })
    for (const cookie of [{}, { cookie: `shopper-${at.site.slug}=aaaaaaaaaaaaaaaaaaaaaaaa` }])
      expect(
        await new Visitor(world.url).ask('POST', `/v1/sites/${at.site.slug}/orders`, body, { ...FOREIGN, ...cookie }),
      ).toMatchObject({ status: 403, json: { code: 'http/cross-site' } })
  })

  test('may tell the tag’s events as text; nothing else is read from text, and no key of it reaches a prototype', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const { token } = await offered(at)
    const body = { site: at.site.publicKey, events: [{ token, type: 'shown' }] }
    const page = new Visitor(world.url)
    expect((await page.ask('POST', '/v1/events', JSON.stringify(body), FOREIGN)).status).toBe(204)
    const polluted = `{"site":"${at.site.publicKey}","page":{"__proto__":{"a":1}},"slots":[{"id":"a"}]}`
    expect((await page.ask('POST', '/v1/decisions', polluted, FOREIGN)).json.code).toBe('http/bad-json')
    const own = await page.ask('POST', '/v1/console/sign-in', '{"token":"aaaaaaaaaaaa"}', {
      'content-type': 'text/plain',
    })
    expect(own).toMatchObject({ status: 415, json: { code: 'http/media-type' } })
  })
})

describe('a stranger', () => {
  test.each([
    ['POST', '/v1/console/imports?filename=a.csv'],
    ['PUT', '/v1/console/products/MUG/picture'],
    ['POST', '/v1/console/bins/import'],
    ['POST', '/v1/console/stock/receive/import'],
  ])('is refused before their file is taken: %s %s', async (method, path) => {
    // Half a megabyte is announced and never sent: an answer shows that nobody waited for it.
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'text/csv', 'content-length': 500_000 }
      const asked = httpRequest(world.url + path, { method, headers }, (answer) => {
        resolve(answer.statusCode)
        asked.destroy()
      })
      asked.on('error', reject)
      asked.write('sku')
    })
    expect(status).toBe(401)
  })

  test('who keeps tokens and tells them together spends no more than the day’s budget', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { dailyBudget: money(250) })
    const kept = [await offered(at)]
    for (let i = 0; i < 9; i++) kept.push(await one(at))
    await Promise.all(kept.map((decision) => tell(at, decision.token, 'clicked')))
    const spent = 'select sum(amount)::int as fen from offer_spend where site_id = $1'
    expect(await world.app.core.db.one(spent, [at.site.id])).toEqual({ fen: 200 })
    // What happened is still known.
    const { id } = at.site
    expect(await world.count("offer_event where site_id = $1 and type = 'clicked'", [id])).toBe(10)
  })

  test('who has the address of one order makes us push to twenty browsers at most, the last ones', async () => {
    const at = await world.site([KETTLE])
    const shop = new Visitor(world.url)
    const { slug, id: siteId } = at.site
    const placed = await shop.ask('POST', `/v1/sites/${slug}/orders`, orderOf([{ sku: 'KETTLE', qty: 1 }]), {
      'idempotency-key': 'crowd',
    })
    const { id, key } = placed.json.order
    const p256dh = createECDH('prime256v1').generateKeys('base64url')
    const subscribe = (n: number) => {
      const endpoint = `https://fcm.googleapis.com/fcm/send/${n}`
      const subscription = { endpoint, keys: { p256dh, auth: Buffer.alloc(16).toString('base64url') } }
      return shop.ask('POST', `/v1/sites/${slug}/orders/${id}/push`, { key, subscription })
    }
    for (let n = 0; n < 25; n++) expect((await subscribe(n)).status).toBe(204)
    // One that was dropped comes back, and is not dropped for being old.
    expect((await subscribe(0)).status).toBe(204)
    expect(await world.count('push_subscription where site_id = $1 and gone_at is null', [siteId])).toBe(20)
    const first = 'select gone_at as "goneAt" from push_subscription where site_id = $1 order by id limit 1'
    expect(await world.app.core.db.one(first, [siteId])).toEqual({ goneAt: null })
  })

  test('whose posts are nothing but brackets holds up nobody', () => {
    const content = '<'.repeat(2_000)
    const post = {
      type: 'Create',
      id: 'x',
      object: { type: 'Note', content, name: content, contentMap: { zh: content } },
    }
    const posts = oidc.streams.posts as ReadStream
    const body = { type: 'Collection', items: Array.from({ length: 200 }, () => post) }
    const at = { base: 'https://islet.example/api', subject: '', next: null, since: null }
    const page = posts.page({ status: 200, headers: {}, body }, at)
    const began = performance.now()
    for (const item of page.items) posts.facts(item)
    // The square of the length took seconds.
    expect(performance.now() - began).toBeLessThan(500)
  })

  test('whose order has many goods and many tags holds up nobody', () => {
    const purchases = oidc.streams.purchases as ReadStream
    const tag = Array.from({ length: 2_000 }, (_, i) => ({ name: `t${i}` }))
    const object = { id: 'y', orderedItem: Array.from({ length: 20_000 }, () => ({})), tag }
    const began = performance.now()
    expect(purchases.facts({ type: 'Create', id: 'x', object })).toHaveLength(100)
    expect(performance.now() - began).toBeLessThan(500)
  })
})

describe('somebody with a key', () => {
  test.each([
    [
      'products',
      '/v1/console/imports?filename=a.csv',
      'sku,title,price,category,text',
      'MUG-1,Some mug,12.50,other,clay\n',
    ],
    ['bins', '/v1/console/bins/import', 'code,sku,qty', 'A01-01,NO-SUCH-THING-HERE,1\n'],
  ])('who sends a long file of %s holds up nobody', async (_what, path, head, row) => {
    const at = await world.site([])
    const file = `${head}\n${row.repeat(2_000_000 / row.length)}`
    let last = performance.now()
    let longest = 0
    const look = () => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }
    const timer = setInterval(look, 10)
    const began = performance.now()
    await at.owner.ask('POST', path, file, { 'content-type': 'text/csv' })
    const took = performance.now() - began
    look()
    clearInterval(timer)
    // The server runs in this process: read here, the file would be nearly all of the time one long silence.
    expect(longest).toBeLessThan(took / 2)
  })

  test('does not take the name of somebody else, under which links are asked for', async () => {
    const at = await world.site([])
    const supervisor = await world.staff(at.site, '周舟', ['supervisor'])
    const me = (await supervisor.ask('GET', '/v1/console/me')).json.staff
    const rename = (name: string) => supervisor.ask('PUT', `/v1/console/staff/${me.id}`, { name })
    expect(await rename(' 掌柜 ')).toMatchObject({ status: 409, json: { code: 'staff/name-taken', field: 'name' } })
    expect((await rename('周舟')).status).toBe(200)
    expect((await rename('周小舟')).status).toBe(200)
  })

  test('to a demo, which anybody has, points it at no other address', async () => {
    const { site } = await createSite(world.app.core, {
      slug: 'open-demo',
      name: { zh: '演示', en: 'Demo' },
      isDemo: true,
    })
    const owner = await world.staff(site, '访客', ['owner'])
    const put = (issuer: string, source: string | null) =>
      owner.ask('PUT', '/v1/console/connectors/probe', {
        name: { zh: '探', en: 'Probe' },
        issuer,
        source,
        clientId: 'c',
        tokenAuth: 'none',
      })
    for (const address of ['http://127.0.0.1:5432', 'https://printer.example'])
      expect(await put(address, null)).toMatchObject({ status: 403, json: { code: 'sign-in/demo-address' } })
    expect((await owner.ask('POST', '/v1/console/connectors/probe/test')).status).toBe(404)
  })
})
