import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { SOLD_OUT } from '../demo/world/floor.ts'
import { ensureDemo } from '../demo/world/seed.ts'
import { isHomeName, wantsDemo } from '../demo/world/when.ts'
import { type App, startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { loadSiteBySlug } from '../src/sites/store.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { addBins } from '../src/warehouse/flow.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

/** An answer as it came. */
type Json = ReturnType<typeof JSON.parse>

let app: App
let base: string
let home: string
let database: Awaited<ReturnType<typeof freshDatabase>>
let demo: Site
let other: Site

beforeAll(async () => {
  database = await freshDatabase()
  home = await mkdtemp(join(tmpdir(), 'tuidan-demo-'))
  const { config } = readConfig({}, { home, port: 0, logLevel: 'silent' }, join(home, 'none.json'))
  app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls: null, demo: true })
  base = `http://127.0.0.1:${(app.server.server.address() as { port: number }).port}`
  demo = (await loadSiteBySlug(app.core.db, 'demo'))!
  other = (await createSite(app.core, { slug: 'hill', name: { zh: '山', en: 'Hill' } })).site
  await addBins(app.core, other.id, ['A01-01'])
})

afterAll(async () => {
  await app?.stop()
  await database?.drop()
  await rm(home, { recursive: true, force: true })
})

/** A browser as far as cookies go. */
class Browser {
  readonly cookies = new Map<string, string>()

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = { 'x-tuidan': '1' }) {
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    const text = await response.text()
    const json: Json = text.startsWith('{') ? JSON.parse(text) : null
    return { status: response.status, json, headers: response.headers }
  }
}

/** Rows of a site in each table that has any. */
async function rowsOf(siteId: string): Promise<Record<string, number>> {
  const tables = await app.core.db.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'site_id' order by 1`,
  )
  expect(tables.length).toBeGreaterThan(30)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { n } = await app.core.db.one<{ n: number }>(`select count(*)::int as n from "${name}" where site_id = $1`, [
      siteId,
    ])
    if (n > 0) counts[name] = n
  }
  return counts
}

describe('the demo world', () => {
  test('has its goods with pictures, floor, stock, people and campaigns, and its books agree', async () => {
    expect(demo).toMatchObject({ slug: 'demo', isDemo: true, currency: 'CNY' })
    expect(await rowsOf(demo.id)).toMatchObject({
      product: 192,
      product_picture: 192,
      bin: 450,
      stock_sku: 191,
      staff: 7,
      campaign: 6,
    })
    expect(await checkBooks(app.core.db, demo.id)).toEqual([])
    const picture = await fetch(`${base}/v1/sites/demo/pictures/HG-0001.svg`)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    const soldOut = await new Browser().ask('GET', `/v1/sites/demo/products/${SOLD_OUT}`)
    expect(soldOut.json.stock.available).toBe(0)
    const payments = await new Browser().ask('GET', '/v1/sites/demo/payments')
    expect(payments.json.items.map((way: Json) => way.id).sort()).toEqual(['cod', 'demo'])
  })

  test('a second start is quick and changes nothing', async () => {
    const before = await rowsOf(demo.id)
    const began = performance.now()
    expect((await ensureDemo(app.core, false))?.id).toBe(demo.id)
    expect(performance.now() - began).toBeLessThan(500)
    expect(await rowsOf(demo.id)).toEqual(before)
  })

  test('its campaigns are live: a page about coffee gets an offer', async () => {
    const page = { url: 'http://localhost/x', title: '手冲咖啡怎么做', text: '手冲咖啡，磨豆，滤杯，水温', lang: 'zh' }
    const asked = await new Browser().ask('POST', '/v1/decisions', {
      site: demo.publicKey,
      page,
      slots: [{ id: 'one' }],
    })
    expect(asked.status).toBe(200)
    expect(JSON.stringify(asked.json)).toContain('/v1/click/demo/')
  })

  test('its provider is a process of its own, answers as OpenID describes, and the shop sends people there', async () => {
    const state = await until(
      async () => {
        const { json } = await new Browser().ask('GET', '/v1/demo')
        return json.provider.ready ? json : null
      },
      { timeoutMs: 15_000, what: 'the demo provider' },
    )
    expect(state).toMatchObject({ on: true, shopUrl: '/s/demo/' })
    expect(state.personas).toHaveLength(7)
    const found = await fetch(`${state.provider.issuer}/.well-known/openid-configuration`)
    expect(((await found.json()) as Json).issuer).toBe(state.provider.issuer)
    const begun = await new Browser().ask('GET', '/s/demo/sign-in/islet')
    expect(begun.headers.get('location')).toContain(`${state.provider.issuer}/auth?`)
    const page = await new Browser().ask('GET', '/v1/demo')
    expect(page.headers.get('content-security-policy')).toContain(`frame-src 'self' ${state.provider.issuer}`)
  })
})

describe('a visitor', () => {
  const visitor = new Browser()

  test('signs in to the shop as a persona, and a first order made then is theirs', async () => {
    const shopper = new Browser()
    const begun = await shopper.ask('GET', '/s/demo/sign-in/islet')
    const back = new URL(await loginWith(begun.headers.get('location')!, 'lin-wan'))
    expect((await shopper.ask('GET', back.pathname + back.search)).headers.get('location')).toBe('/s/demo/')
    const owner = new Browser()
    await owner.ask('POST', '/v1/demo/enter')
    expect(await owner.ask('GET', '/v1/demo/order/latest')).toMatchObject({ status: 200, json: null })
    const ordered = await shopper.ask('POST', '/v1/demo/first-order')
    expect((await shopper.ask('GET', '/v1/sites/demo/orders')).json.items).toMatchObject([
      { number: ordered.json.number },
    ])
    const id = ordered.json.orderId
    const cancelled = await shopper.ask('POST', `/v1/sites/demo/orders/${id}/cancel?key=${ordered.json.key}`, {})
    expect(cancelled.status).toBe(200)
  })

  test('enters with one call, and a second call keeps the sessions', async () => {
    const entered = await visitor.ask('POST', '/v1/demo/enter')
    expect(entered.json).toMatchObject({ site: { slug: 'demo' }, worker: { name: '陈立' } })
    expect([...visitor.cookies.keys()].sort()).toEqual(['demo-device', 'demo-staff'])
    const before = new Map(visitor.cookies)
    const again = await visitor.ask('POST', '/v1/demo/enter')
    expect(again.json.device).toEqual(entered.json.device)
    expect(visitor.cookies).toEqual(before)
    expect((await visitor.ask('GET', '/demo/v1/console/me')).json.site).toMatchObject({ slug: 'demo', isDemo: true })
    expect((await visitor.ask('GET', '/demo/v1/phone/me')).json.worker).toMatchObject({ name: '陈立', onShift: true })
  })

  test('makes a first order, and it is on the phone at once', async () => {
    const ordered = await visitor.ask('POST', '/v1/demo/first-order')
    expect(ordered.status).toBe(201)
    const task = await until(async () => (await visitor.ask('GET', '/demo/v1/phone/tasks')).json.task, {
      timeoutMs: 5_000,
      what: 'the task on the phone',
    })
    expect(task).toMatchObject({ kind: 'pick', number: ordered.json.number })
    expect(new Set(task.lines.map((line: Json) => line.bin[0])).size).toBe(1)
    const { json } = await visitor.ask('GET', `/v1/demo/order/${ordered.json.orderId}`)
    expect(json).toMatchObject({ number: ordered.json.number, steps: { picked: null, shipped: null } })
    expect(Date.parse(json.steps.pushed)).toBeGreaterThanOrEqual(Date.parse(json.steps.placed))
    expect((await visitor.ask('GET', '/v1/demo/order/latest')).json.orderId).toBe(ordered.json.orderId)
    expect(await checkBooks(app.core.db, demo.id)).toEqual([])
  })

  test('opens nothing but the demo: real sessions and demo sessions do not mix', async () => {
    expect((await visitor.ask('GET', '/v1/console/me')).status).toBe(401)
    expect((await visitor.ask('GET', '/v1/phone/tasks')).status).toBe(401)
    const owner = await addStaff(app.core, { siteId: other.id, name: 'owner', roles: ['owner'] })
    const link = await makeLink(app.core, { siteId: other.id, staffId: owner.id, opens: 'console' })
    const { session } = await signInStaff(app.core, link.url.split('#')[1]!)
    const both = new Browser()
    for (const [name, value] of visitor.cookies) both.cookies.set(name, value)
    both.cookies.set('staff', session)
    expect((await both.ask('GET', '/v1/console/me')).json.site.slug).toBe('hill')
    expect((await both.ask('GET', '/demo/v1/console/me')).json.site.slug).toBe('demo')
    both.cookies.set('demo-staff', session)
    expect((await both.ask('GET', '/demo/v1/console/me')).status).toBe(401)
    const stolen = new Browser()
    stolen.cookies.set('staff', visitor.cookies.get('demo-staff')!)
    expect((await stolen.ask('GET', '/v1/console/me')).json.site.slug).toBe('demo')
  })

  test('is let in by our own page only, and not too often', async () => {
    expect((await new Browser().ask('POST', '/v1/demo/enter', undefined, {})).json.code).toBe('http/cross-site')
    expect((await visitor.ask('DELETE', '/v1/demo', undefined, {})).json.code).toBe('http/cross-site')
    expect((await new Browser().ask('DELETE', '/v1/demo')).status).toBe(401)
    let last = 0
    for (let i = 0; i < 40 && last !== 429; i++) last = (await new Browser().ask('POST', '/v1/demo/enter')).status
    expect(last).toBe(429)
  })

  test('removes it whole with one call: no row but its audit, no session, no provider; the other site is untouched', async () => {
    const before = await rowsOf(other.id)
    const { issuer } = (await visitor.ask('GET', '/v1/demo')).json.provider
    expect((await visitor.ask('DELETE', '/v1/demo')).status).toBe(204)
    expect(visitor.cookies.size).toBe(0)
    expect(Object.keys(await rowsOf(demo.id))).toEqual(['audit'])
    expect(await loadSiteBySlug(app.core.db, 'demo')).toBeNull()
    expect(await rowsOf(other.id)).toEqual(before)
    expect((await visitor.ask('GET', '/v1/demo')).json).toMatchObject({ on: false, provider: { ready: false } })
    expect((await visitor.ask('POST', '/v1/demo/first-order')).json.code).toBe('demo/gone')
    await expect(fetch(issuer)).rejects.toThrow()
  })

  test('a later start leaves it away, until it is asked for', async () => {
    expect(await ensureDemo(app.core, false)).toBeNull()
    const fresh = await ensureDemo(app.core, true)
    expect(fresh?.slug).toBe('demo')
    expect((await rowsOf(fresh!.id)).product).toBe(192)
    expect((await ensureDemo(app.core, false))?.id).toBe(fresh!.id)
  })
})

describe('when there is a demo', () => {
  const wants = (env: Record<string, string>, given: object = {}) =>
    wantsDemo(readConfig(env, { home: '/nowhere', ...given }, '/nowhere/none.json').config)

  test.each([
    ['by itself, on loopback with the embedded database', {}, true],
    ['not with a database of the merchant’s', { DATABASE_URL: 'postgres://a@b/c' }, false],
    ['not on an open address', { TUIDAN_HOST: '0.0.0.0' }, false],
    ['not with --lan alone', { TUIDAN_LAN: 'on' }, false],
    ['not beside a public address', { TUIDAN_URL: 'https://shop.example' }, false],
    ['when asked for, with --lan too', { TUIDAN_LAN: 'on', TUIDAN_DEMO: 'on' }, true],
    [
      'when asked for, with a database of the merchant’s',
      { DATABASE_URL: 'postgres://a@b/c', TUIDAN_DEMO: 'on' },
      true,
    ],
    ['beside an address of the local network', { TUIDAN_URL: 'https://192.168.1.5:4400', TUIDAN_DEMO: 'on' }, true],
    ['never with --no-demo', { TUIDAN_DEMO: 'off' }, false],
  ])('%s', (_name, env, expected) => {
    expect(wants(env as Record<string, string>)).toBe(expected)
  })

  test.each(['https://shop.example', 'https://203.0.113.9', 'https://[2001:db8::1]'])(
    'asked for beside %s it is refused, with the way out',
    (url) => {
      expect(() => wants({ TUIDAN_URL: url }, { demo: 'on' })).toThrow(
        expect.objectContaining({ code: 'demo/public-address' }),
      )
    },
  )
})

describe('the name a visitor’s page was asked under', () => {
  const ours = 'http://localhost:4400'
  test.each(['localhost', '127.0.0.1', '[::1]', '192.168.1.7', 'mac', 'mac.local', 'tuidan.lan'])(
    '%s is one of ours',
    (name) => {
      expect(isHomeName(name, ours)).toBe(true)
    },
  )

  test('one that its owner led here is not, unless it is our own address', () => {
    expect(isHomeName('rebound.example', ours)).toBe(false)
    expect(isHomeName('localhost.example', ours)).toBe(false)
    expect(isHomeName('Hill.Example', 'http://hill.example:4400')).toBe(true)
  })
})
