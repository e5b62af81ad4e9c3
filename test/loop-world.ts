import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loginWith } from '../demo/provider/login.ts'
import { startIslet } from '../demo/provider/server.ts'
import { type App, startApp } from '../src/app.ts'
import { putProducts } from '../src/catalog/flow.ts'
import type { ProductInput } from '../src/catalog/product.ts'
import { type Config, readConfig } from '../src/config.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { addStaff, joinPhone, makeLink, signInStaff } from '../src/staff/flow.ts'
import type { Role } from '../src/staff/staff.ts'
import { addBins, receiveGoods } from '../src/warehouse/flow.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

/** An answer as it came: tests look into it freely. */
export type Json = ReturnType<typeof JSON.parse>

/** What the site is known to its provider by. */
export const LOOP_SECRET = 'islet-secret-of-the-loop-0123456789'
const MOST_SITES = 60
/** The version of the consent text that shoppers here have read. */
const TEXT = '2026-11-25'

/** A site with goods, a marketer and an owner at the console. */
export interface LoopSite {
  readonly site: Site
  readonly secretKey: string
  readonly owner: Visitor
}

/** The whole program on a real database over HTTP, with a real identity provider and a clock that can be moved. */
export class LoopWorld {
  readonly app: App
  readonly url: string
  /** Of the database, as its owner. */
  readonly databaseUrl: string
  readonly clock: { ahead: number }
  readonly #stop: () => Promise<void>
  readonly #issuer: string
  #sites = 0

  private constructor(
    app: App,
    databaseUrl: string,
    clock: { ahead: number },
    issuer: string,
    stop: () => Promise<void>,
  ) {
    this.app = app
    this.url = app.url
    this.databaseUrl = databaseUrl
    this.clock = clock
    this.#issuer = issuer
    this.#stop = stop
  }

  static async open(change: Partial<Config> = {}): Promise<LoopWorld> {
    const database = await freshDatabase()
    const home = await mkdtemp(join(tmpdir(), 'tuidan-loop-'))
    const port = await freePort()
    const url = `http://localhost:${port}`
    const clock = { ahead: 0 }
    const { config } = readConfig({}, { home, port, url, logLevel: 'silent', ...change }, join(home, 'none.json'))
    const app = await startApp({
      config,
      databaseUrl: database.url,
      databaseHow: 'test',
      tls: null,
      demo: false,
      clock: { now: () => Date.now() + clock.ahead },
    })
    const slugs = Array.from({ length: MOST_SITES }, (_, i) => `site-${i + 1}`)
    const islet = await startIslet({
      port: 0,
      host: '127.0.0.1',
      lang: 'zh',
      faults: true,
      perMinute: 10_000,
      accessTokenSeconds: 3600,
      clients: [
        {
          client_id: 'shop',
          client_secret: LOOP_SECRET,
          redirect_uris: slugs.map((slug) => `${url}/s/${slug}/sign-in/islet/callback`),
        },
      ],
    })
    return new LoopWorld(app, database.url, clock, islet.issuer, async () => {
      await app.stop()
      await islet.stop()
      await database.drop()
      await rm(home, { recursive: true, force: true })
    })
  }

  async stop(): Promise<void> {
    await this.#stop()
  }

  /** A site of its own with these goods, `qty` pieces of each in one bin. */
  async site(goods: readonly Goods[], settings: object = {}): Promise<LoopSite> {
    const { core } = this.app
    const slug = `site-${++this.#sites}`
    const { site, secretKey } = await createSite(core, { slug, name: { zh: '山前', en: 'Hillside' }, settings })
    await registerConnector(core, site.id, 'islet', {
      kind: 'oidc',
      issuer: this.#issuer,
      clientId: 'shop',
      clientSecret: LOOP_SECRET,
      tokenAuth: 'client_secret_basic',
      name: { zh: '小岛', en: 'Islet' },
      source: `${this.#issuer}/api`,
    })
    await putProducts(core, site.id, goods.map(product))
    await addBins(core, site.id, ['A01-01'])
    for (const { sku, qty } of goods)
      if (qty > 0) await receiveGoods(core, { siteId: site.id, sku, bin: 'A01-01', qty, staffId: null })
    const owner = await this.staff(site, '掌柜', ['owner'])
    return { site, secretKey, owner }
  }

  /** Somebody at the console. */
  async staff(site: Site, name: string, roles: Role[]): Promise<Visitor> {
    const { core } = this.app
    const staff = await addStaff(core, { siteId: site.id, name, roles })
    const link = await makeLink(core, { siteId: site.id, staffId: staff.id, opens: 'console' })
    const visitor = new Visitor(this.url)
    visitor.cookies.set('staff', (await signInStaff(core, link.url.split('#')[1]!)).session)
    return visitor
  }

  /** A worker with a phone, on shift unless told otherwise. */
  async phone(at: LoopSite, name: string, roles: Role[], onShift = true) {
    const { core } = this.app
    const staff = await addStaff(core, { siteId: at.site.id, name, roles })
    const link = await makeLink(core, { siteId: at.site.id, staffId: staff.id, opens: 'phone' })
    const { session, deviceId } = await joinPhone(core, link.url.split('#')[1]!, 'test')
    const visitor = new Visitor(this.url)
    visitor.cookies.set('device', session)
    if (onShift) await visitor.ask('POST', '/v1/phone/shift', { on: true })
    return { visitor, staffId: staff.id, deviceId }
  }

  /** A shopper, signed in at a site as one of the provider's people. */
  async shopper(at: LoopSite, persona = 'lin-wan'): Promise<Visitor> {
    const visitor = new Visitor(this.url)
    const begun = await visitor.ask('GET', `/s/${at.site.slug}/sign-in/islet`)
    const back = await loginWith(begun.headers.get('location')!, persona)
    await visitor.ask('GET', back.slice(this.url.length))
    return visitor
  }

  /** The shopper says yes to these streams, and everything is read. */
  async agree(at: LoopSite, shopper: Visitor, streams: Record<string, boolean> = { likes: true, purchases: true }) {
    const { slug } = at.site
    await shopper.ask('POST', `/v1/sites/${slug}/consents`, {
      connector: 'islet',
      streams,
      textVersion: TEXT,
      ofAge: true,
      lang: 'zh',
    })
    await until(
      async () => {
        const { json } = await shopper.ask('GET', `/v1/sites/${slug}/reading?once=1`)
        return json.done && json.streams.every((s: Json) => s.state === 'done') ? true : null
      },
      { what: 'everything read' },
    )
  }

  /** How many rows. */
  async count(sql: string, values: unknown[] = []): Promise<number> {
    return (await this.app.core.db.one<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).n
  }
}

/** Something to sell. */
export interface Goods {
  readonly sku: string
  readonly qty: number
  readonly categoryId?: string
  readonly zh?: string
  readonly en?: string
}

const product = ({ sku, categoryId = 'other', zh = `商品 ${sku}`, en = `Thing ${sku}` }: Goods): ProductInput => ({
  sku,
  barcode: null,
  title: { zh, en },
  text: { zh: '', en: '' },
  categoryId,
  price: { amount: 16800, currency: 'CNY' },
  picture: null,
  tags: [],
  weightGrams: 300,
  state: 'active' as const,
})

/** Somebody with a cookie jar who talks HTTP. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Asks as a page of the shop does, and keeps the cookies of the answer. A text as body is sent as it is. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(this.#url + path, {
      method,
      redirect: 'manual',
      headers: {
        'x-tuidan': '1',
        'accept-language': 'zh',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    const text = await response.text()
    const json: Json = /^[{[]/.test(text) ? JSON.parse(text) : null
    return { status: response.status, json, headers: response.headers, text }
  }
}

/** A port that is free now: the program's public address must be known before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The body of a good order, paid on delivery. */
export const orderOf = (lines: readonly { sku: string; qty: number }[], change: object = {}) => ({
  lines,
  receiver: { name: '林小满', phone: '13800138000' },
  address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 1 号' },
  payment: { method: 'cod' },
  ...change,
})

/** What may change though nothing was done: who was heard when, and the audit, which tells of refusals too. */
const RESTLESS = ['audit', 'staff_session', 'device', 'shopper_session', 'sign_in_attempt', 'sign_in_failure']

/** Every row of a site but the restless ones, as one text. */
export async function everythingOf(world: LoopWorld, siteId: string): Promise<string> {
  const { db } = world.app.core
  const tables = await db.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'site_id' order by 1`,
  )
  const parts: string[] = []
  for (const { name } of tables.filter((t) => !RESTLESS.includes(t.name))) {
    const rows = await db.query<{ row: string }>(
      `select t::text as row from "${name}" t where site_id = $1 order by 1`,
      [siteId],
    )
    if (rows.length > 0) parts.push(`${name}: ${rows.map((r) => r.row).join('\n')}`)
  }
  return parts.join('\n')
}
