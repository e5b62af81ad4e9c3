import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { startIslet } from '../demo/provider/server.ts'
import { type App, startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { SamplePage, Samples } from '../src/connectors/conform.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { createSite } from '../src/sites/flow.ts'
import { listSites } from '../src/sites/store.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { startPlain } from './accounts-world.ts'
import { desktopPage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { ROOT } from './harness/source.ts'
import { until } from './harness/wait.ts'
import { freePort, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'

const SHOP = join(ROOT, 'examples/shop-in-20-lines')
const CONNECTOR = join(ROOT, 'examples/own-connector/tuidan.json')

describe('a shop in twenty lines', () => {
  let world: LoopWorld
  let at: LoopSite
  let shop: ChildProcess
  let address: string
  let browser: Browser | null
  let reason = ''

  beforeAll(async () => {
    const launched = await tryLaunch()
    browser = launched.browser
    reason = launched.reason ?? ''
    world = await LoopWorld.open()
    at = await world.site([])
    const port = await freePort()
    address = `http://localhost:${port}`
    await prepare(at, address)
    shop = spawn(process.execPath, [join(SHOP, 'shop.mjs')], {
      env: {
        PATH: process.env.PATH,
        TUIDAN: world.url,
        SITE_KEY: at.site.publicKey,
        SECRET_KEY: at.secretKey,
        PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: shop.stdout! })) {
      expect(line).toContain(address)
      break
    }
  })
  afterAll(async () => {
    await browser?.close()
    if (shop?.exitCode === null) {
      const ended = new Promise((resolve) => shop.once('close', resolve))
      shop.kill()
      await ended
    }
    await world?.stop()
  })

  /** Sends an order as the page does. */
  const send = (sku: string, key: string | null, change: object = {}) =>
    fetch(`${address}/${sku}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify({
        receiver: { name: 'Lin', phone: '13800138000' },
        address: { city: 'Hangzhou', street: 'Wensan Rd 1' },
        ...change,
      }),
    })
  const orders = () => world.count('orders where site_id = $1', [at.site.id])

  test('an offer is clicked, the goods are ordered, and the order is joined to its offer', async (ctx) => {
    if (browser === null) return ctx.skip(reason)
    const page = await desktopPage(browser, { lang: 'en' })
    const errors = watchErrors(page)
    await page.goto(`${address}/KETTLE`)
    const card = page.locator('[data-tuidan-slot] article')
    await card.getByRole('link').first().click()
    // The click was counted at the program, which led back to a page of this shop with the token.
    await page.waitForURL(/\/(DRIPPER|FILTERS)\?tuidan_offer=/)
    expect(new URL(page.url()).origin).toBe(address)
    for (const [label, value] of [
      ['Name', 'Lin'],
      ['Phone', '13800138000'],
      ['City', 'Hangzhou'],
      ['Street', 'Wensan Rd 1'],
    ] as const)
      await page.getByLabel(label).fill(value)
    const sku = new URL(page.url()).pathname.slice(1)
    await page.getByRole('button', { name: 'Order', exact: true }).click()
    await page.waitForURL(`${world.url}/s/${at.site.slug}/orders/**`)
    expect(errors).toEqual([])
    const joined = await world.app.core.db.query<{ sku: string; orderId: string }>(
      'select sku, order_id as "orderId" from offer_order where site_id = $1',
      [at.site.id],
    )
    expect(joined).toEqual([{ sku, orderId: new URL(page.url()).pathname.split('/').at(-1) }])
    await page.context().close()
  })

  test('the page shows the public key and never the secret one', async () => {
    const text = await (await fetch(`${address}/KETTLE`)).text()
    expect(text).toContain(at.site.publicKey)
    expect(text).not.toContain('sk_')
    expect(text).not.toContain('{{')
  })

  test('sent twice with its key it is one order', async () => {
    const before = await orders()
    const key = crypto.randomUUID()
    const [first, second] = [await send('KETTLE', key), await send('KETTLE', key)]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect(await orders()).toBe(before + 1)
  })

  test('what is wrong comes back as a sentence and a next step, and nothing is ordered', async () => {
    const before = await orders()
    const nobody = await send('KETTLE', crypto.randomUUID(), { receiver: { name: '', phone: '' } })
    expect([nobody.status, await nobody.json()]).toMatchObject([
      400,
      { code: 'orders/no-receiver', title: expect.any(String), next: expect.any(String) },
    ])
    expect(await (await send('KETTLE', null)).json()).toMatchObject({ code: 'orders/key-needed' })
    expect((await send('NOTHING', crypto.randomUUID())).status).toBe(404)
    expect(await orders()).toBe(before)
  })

  test('a browser cannot say that it has paid', async () => {
    const placed = await send('KETTLE', crypto.randomUUID(), { payment: { method: 'paid' } })
    expect(await placed.json()).toMatchObject({ order: { payment: { method: 'cod' } } })
  })
})

describe('an account added by tuidan.json alone', () => {
  const endings: (() => Promise<unknown>)[] = []
  let app: App
  let shopper: Visitor

  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), 'tuidan-examples-'))
    endings.push(() => rm(home, { recursive: true, force: true }))
    const port = await freePort()
    const url = `http://localhost:${port}`
    const text = await readFile(CONNECTOR, 'utf8')
    const { acme } = JSON.parse(text).connectors
    const provider = await startIslet({
      port: 0,
      host: '127.0.0.1',
      lang: 'en',
      faults: false,
      perMinute: 10_000,
      accessTokenSeconds: 3600,
      clients: [
        {
          client_id: acme.clientId,
          client_secret: acme.clientSecret,
          redirect_uris: [`${url}/s/shop/sign-in/acme/callback`],
        },
      ],
    })
    endings.push(() => provider.stop())
    await writeFile(join(home, 'tuidan.json'), text.replaceAll(acme.issuer, provider.issuer))
    const { config } = readConfig({ TUIDAN_HOME: home }, { port, url, logLevel: 'silent' })
    const database: FreshDatabase = await freshDatabase()
    endings.push(() => database.drop())
    app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls: null, demo: false })
    endings.push(() => app.stop())
    await createSite(app.core, { slug: 'shop', name: { zh: '店', en: 'Shop' } })
    shopper = new Visitor(url)
  })
  afterAll(async () => {
    for (const end of endings.reverse()) await end()
  })

  test('is offered, signs somebody in, and their data is read once they agree', async () => {
    const offered = await shopper.ask('GET', '/v1/sites/shop/sign-in?lang=en')
    expect(offered.json).toMatchObject({ providers: [{ connector: 'acme', name: 'Acme account', hasSource: true }] })
    const begun = await shopper.ask('GET', '/s/shop/sign-in/acme')
    const back = await loginWith(begun.headers.get('location')!, 'lin-wan')
    await shopper.ask('GET', back.slice(app.url.length))
    const yes = { connector: 'acme', streams: { likes: true }, textVersion: '2026-11-25', ofAge: true, lang: 'en' }
    await shopper.ask('POST', '/v1/sites/shop/consents', yes)
    const read = await until(
      async () => {
        const { json } = await shopper.ask('GET', '/v1/sites/shop/reading?once=1')
        return json.done ? json : null
      },
      { what: 'everything read' },
    )
    expect(read.streams).toMatchObject([{ state: 'done' }])
    const { json } = await shopper.ask('GET', '/v1/sites/shop/facts')
    expect(json.items.length).toBeGreaterThan(0)
  })

  test('is changed in the file only: the console is refused, and a setting of its name is passed over', async () => {
    const [site] = await listSites(app.core.db)
    const siteId = site!.id
    const staff = await addStaff(app.core, { siteId, name: '掌柜', roles: ['owner'] })
    const link = await makeLink(app.core, { siteId, staffId: staff.id, opens: 'console' })
    const { session } = await signInStaff(app.core, link.url.split('#')[1]!)
    const setting = {
      name: { zh: '别的', en: 'Another' },
      issuer: 'https://login.example',
      clientId: 'other',
      clientSecret: 'not-in-the-file',
      tokenAuth: 'client_secret_basic' as const,
      source: null,
    }
    const put = await new Visitor(app.url).ask('PUT', '/v1/console/connectors/acme', setting, {
      cookie: `staff=${session}`,
    })
    expect(put).toMatchObject({ status: 409, json: { code: 'sign-in/connector-fixed' } })
    await registerConnector(app.core, siteId, 'acme', { ...setting, kind: 'oidc' })
    const offered = await shopper.ask('GET', '/v1/sites/shop/sign-in?lang=en')
    expect(offered.json).toMatchObject({ providers: [{ connector: 'acme', name: 'Acme account' }] })
  })
})

describe('a kind of account of one’s own, in the state folder', () => {
  const endings: (() => Promise<unknown>)[] = []
  const EXAMPLE = join(ROOT, 'examples/connector')
  let app: App
  let shopper: Visitor
  let hut: Awaited<ReturnType<typeof startPlain>>

  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), 'tuidan-examples-'))
    endings.push(() => rm(home, { recursive: true, force: true }))
    hut = await startPlain()
    endings.push(() => hut.stop())
    const descriptor = await readFile(join(EXAMPLE, 'hut.mjs'), 'utf8')
    const { streams } = JSON.parse(await readFile(join(EXAMPLE, 'hut.samples.json'), 'utf8')) as Samples
    // Its server answers as the samples say, at its own address.
    const walks = streams.walks as unknown as SamplePage & { rest: SamplePage[] }
    for (const { request, answer } of [walks, ...walks.rest])
      hut.pages.set(request.url.replace('https://hut.example', ''), answer.body)
    const own = join(home, 'connectors')
    await mkdir(own)
    await writeFile(join(own, 'hut.mjs'), descriptor.replace("HOME = 'https://hut.example'", `HOME = '${hut.origin}'`))
    await writeFile(join(own, 'torn.mjs'), 'export default {')
    await writeFile(join(home, 'tuidan.json'), await readFile(join(EXAMPLE, 'tuidan.json'), 'utf8'))
    const port = await freePort()
    const url = `http://localhost:${port}`
    const { config } = readConfig({ TUIDAN_HOME: home }, { port, url, logLevel: 'silent' })
    const database = await freshDatabase()
    endings.push(() => database.drop())
    app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls: null, demo: false })
    endings.push(() => app.stop())
    await createSite(app.core, { slug: 'shop', name: { zh: '店', en: 'Shop' } })
    shopper = new Visitor(url)
  })
  afterAll(async () => {
    for (const end of endings.reverse()) await end()
  })

  test('is short', async () => {
    expect((await readFile(join(EXAMPLE, 'hut.mjs'), 'utf8')).split('\n').length).toBeLessThanOrEqual(61)
  })

  test('signs somebody in beside a torn file, and is read to the last page once they agree', async () => {
    const offered = await shopper.ask('GET', '/v1/sites/shop/sign-in?lang=en')
    expect(offered.json).toMatchObject({ providers: [{ connector: 'hut', name: 'Hut account', hasSource: true }] })
    const begun = await shopper.ask('GET', '/s/shop/sign-in/hut')
    await shopper.ask('GET', hut.answer(begun.headers.get('location')!).slice(app.url.length))
    const yes = { connector: 'hut', streams: { walks: true }, textVersion: '2026-11-25', ofAge: true, lang: 'en' }
    await shopper.ask('POST', '/v1/sites/shop/consents', yes)
    const read = await until(
      async () => {
        const { json } = await shopper.ask('GET', '/v1/sites/shop/reading?once=1')
        return json.done ? json : null
      },
      { what: 'everything read' },
    )
    expect(read.streams).toMatchObject([{ state: 'done' }])
    expect(hut.asked.filter((one) => one.startsWith('GET /walks'))).toEqual(['GET /walks', 'GET /walks?after=w1'])
    const { json } = await shopper.ask('GET', '/v1/sites/shop/facts')
    expect(json.items).toHaveLength(2)
  })
})

/** What its README has the merchant do in the console: own website, a bin, the goods of the file, a campaign. */
async function prepare(at: LoopSite, address: string): Promise<void> {
  const { site, owner } = at
  const change = { name: site.name, settings: site.settings, origins: [address] }
  expect((await owner.ask('PUT', '/v1/console/settings', change)).status).toBe(200)
  const list = (await readFile(join(SHOP, 'goods.csv'), 'utf8')).replaceAll('http://localhost:4500', address)
  const taken = await owner.ask('POST', '/v1/console/imports?filename=goods.csv', list, { 'content-type': 'text/csv' })
  const path = `/v1/console/imports/${taken.json.importId}`
  await owner.ask('POST', `${path}/run`, { mapping: taken.json.guess, bin: 'A01-01' })
  const report = await until(
    async () => {
      const { json } = await owner.ask('GET', path)
      return json.state === 'running' ? null : json.report
    },
    { what: 'the import' },
  )
  expect(report).toMatchObject({ faults: [], notes: [], stock: { products: 3, homeless: 0, unknownBins: [] } })
  const nothing = { amount: 0, currency: 'CNY' }
  const campaign = {
    name: 'Coffee',
    state: 'active',
    categoryId: 'kitchen/coffee',
    dailyBudget: nothing,
    pricing: { per: 'click', amount: nothing },
    capPerPersonDay: 1000,
    creative: {},
  }
  expect((await owner.ask('POST', '/v1/console/campaigns', campaign)).status).toBe(201)
  await until(
    async () => {
      const asked = { site: site.publicKey, page: { title: 'Coffee' }, slots: [{ id: 'x' }] }
      return (await owner.ask('POST', '/v1/decisions', asked)).json.decisions[0].offer !== null
    },
    { what: 'an offer' },
  )
}
