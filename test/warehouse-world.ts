import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type App, startApp } from '../src/app.ts'
import { MINUTE } from '../src/base/clock.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { ean13 } from '../src/catalog/product.ts'
import { readConfig } from '../src/config.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { addStaff, joinPhone, makeLink, signInStaff } from '../src/staff/flow.ts'
import type { Role } from '../src/staff/staff.ts'
import { addBins, receiveGoods } from '../src/warehouse/flow.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

/** An answer as it came. */
export type Json = ReturnType<typeof JSON.parse>

/** Barcodes of the two goods of every site here; the mug lies in A01-05, the kettle in B02-10. */
export const MUG = ean13('690000000001')
/** The other one. */
export const KETTLE = ean13('690000000002')

/** What one call answered. */
export interface Answer {
  readonly status: number
  readonly json: Json
  readonly bytes: Uint8Array
  readonly type: string
}

/** A worker's phone as the tests use it. */
export type Phone = Awaited<ReturnType<FloorWorld['phoneOf']>>

/** A running program with its own database, a clock that can be put forward, and sites of two goods each. */
export class FloorWorld {
  readonly app: App
  readonly base: string
  readonly databaseUrl: string
  readonly home: string
  readonly #clock: { ahead: number }
  readonly #end: () => Promise<void>

  private constructor(parts: {
    app: App
    databaseUrl: string
    home: string
    clock: { ahead: number }
    end: () => Promise<void>
  }) {
    this.app = parts.app
    this.base = addressOf(parts.app)
    this.databaseUrl = parts.databaseUrl
    this.home = parts.home
    this.#clock = parts.clock
    this.#end = parts.end
  }

  static async open(): Promise<FloorWorld> {
    const database = await freshDatabase()
    const home = await mkdtemp(join(tmpdir(), 'tuidan-floor-'))
    const clock = { ahead: 0 }
    const app = await startOn(database.url, home, clock)
    const end = async () => {
      await app.stop()
      await database.drop()
      await rm(home, { recursive: true, force: true })
    }
    return new FloorWorld({ app, databaseUrl: database.url, home, clock, end })
  }

  /** Puts the clock forward. */
  later(ms: number): void {
    this.#clock.ahead += ms
  }

  /** The time as the program sees it. */
  now(): number {
    return Date.now() + this.#clock.ahead
  }

  /** A second process' worth of program on the same database. */
  async another(): Promise<App> {
    return await startOn(this.databaseUrl, this.home, this.#clock)
  }

  async close(): Promise<void> {
    await this.#end()
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': isRaw ? 'text/csv' : 'application/json' }),
        'x-tuidan': '1',
        'accept-language': 'en',
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const type = response.headers.get('content-type') ?? ''
    const json = type.includes('json') ? JSON.parse(new TextDecoder().decode(bytes)) : null
    return { status: response.status, json, bytes, type }
  }

  /** A site with goods on the floor and a supervisor at the console. */
  async site(slug: string, settings: object = {}): Promise<FloorSite> {
    const { core } = this.app
    const { site, secretKey } = await createSite(core, { slug, name: { zh: '山货', en: 'Hillside' }, settings })
    await putProducts(core, site.id, [product('MUG', MUG, '青瓷杯'), product('KETTLE', KETTLE, '手冲壶')])
    await addBins(core, site.id, ['A01-05', 'A01-09', 'B02-10'])
    await receiveGoods(core, { siteId: site.id, sku: 'MUG', bin: 'A01-05', qty: 50, staffId: null })
    await receiveGoods(core, { siteId: site.id, sku: 'KETTLE', bin: 'B02-10', qty: 50, staffId: null })
    const boss = await addStaff(core, { siteId: site.id, name: '主管', roles: ['supervisor'] })
    const link = await makeLink(core, { siteId: site.id, staffId: boss.id, opens: 'console' })
    const { session } = await signInStaff(core, link.url.split('#')[1]!)
    return { site, secretKey, boss: { cookie: `staff=${session}` } }
  }

  /** A worker with a phone, on shift. */
  async phoneOf(at: FloorSite, name: string, roles: Role[], zones: string[] = []) {
    const { core } = this.app
    const staff = await addStaff(core, { siteId: at.site.id, name, roles, zones })
    const link = await makeLink(core, { siteId: at.site.id, staffId: staff.id, opens: 'phone' })
    const { session, deviceId } = await joinPhone(core, link.url.split('#')[1]!, 'test')
    const headers = { cookie: `device=${session}` }
    let seq = 0
    const phone = {
      id: staff.id,
      deviceId,
      headers,
      get: (path: string) => this.call('GET', path, undefined, headers),
      post: (path: string, body: object = {}) => this.call('POST', path, body, headers),
      shift: (on: boolean, confirm = true) => this.call('POST', '/v1/phone/shift', { on, confirm }, headers),
      current: async (): Promise<Json> => (await this.call('GET', '/v1/phone/tasks', undefined, headers)).json.task,
      act: (id: string, verb: string, body: object) =>
        this.call('POST', `/v1/phone/tasks/${id}/${verb}`, body, headers),
      scan: async (task: Json, code: string, qty = 1, uid: string = crypto.randomUUID()): Promise<Json> => {
        const scans = [{ uid, seq: seq++, taskId: task.id, epoch: task.epoch, code, qty }]
        return (await this.call('POST', '/v1/phone/scans', { scans }, headers)).json.verdicts[0]
      },
      /** Waits for a task of this kind and takes it. */
      take: async (kind: string): Promise<Json> => {
        const task: Json = await until(
          async () => {
            const seen = await phone.current()
            return seen?.kind === kind ? seen : null
          },
          { timeoutMs: 8_000, what: `a ${kind} task for ${name}` },
        )
        const taken = await phone.act(task.id, 'accept', { epoch: task.epoch })
        expect(taken.status).toBe(200)
        return taken.json.task
      },
      /** Scans every line of a task. */
      scanAll: async (task: Json): Promise<Json> => {
        let last: Json
        for (const line of task.lines)
          if (line.qty > line.picked + line.short) last = await phone.scan(task, line.sku, line.qty - line.picked)
        return last
      },
      /** One order from the bin to the van, alone; each step takes as long as told. */
      workOff: async (minutes: { pick: number; pack: number; ship: number }): Promise<void> => {
        // Who is not heard for long has their task taken back.
        const pass = async (span: number) => {
          for (let half = 0; half < 2 * span; half++) {
            this.later(MINUTE / 2)
            await phone.post('/v1/phone/here')
          }
        }
        const pick = await phone.take('pick')
        await pass(minutes.pick)
        await phone.scanAll(pick)
        await phone.act(pick.id, 'done', { epoch: pick.epoch, cell: pick.cell })
        const pack = await phone.take('pack')
        await pass(minutes.pack)
        await phone.scanAll(pack)
        const labelled = (await phone.act(pack.id, 'done', { epoch: pack.epoch })).json.task
        const { number } = labelled.parcel
        await phone.act(pack.id, 'done', { epoch: pack.epoch, code: number })
        const ship = await phone.take('ship')
        await pass(minutes.ship)
        const done = await phone.act(ship.id, 'done', { epoch: ship.epoch, code: number, handOver: true })
        expect(done.status, JSON.stringify(done.json)).toBe(200)
      },
    }
    await phone.shift(true)
    return phone
  }

  /** An owner at the console, who may do everything. */
  async marketerOf({ site }: FloorSite, name = '掌柜'): Promise<Record<string, string>> {
    const { core } = this.app
    const staff = await addStaff(core, { siteId: site.id, name, roles: ['owner'] })
    const link = await makeLink(core, { siteId: site.id, staffId: staff.id, opens: 'console' })
    return { cookie: `staff=${(await signInStaff(core, link.url.split('#')[1]!)).session}` }
  }

  /** A campaign for these goods, a yuan a click. */
  async launch(headers: Record<string, string>, skus: readonly string[]): Promise<string> {
    const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' })
    const body = {
      name: skus.join(),
      state: 'active',
      skus,
      dailyBudget: yuan(100),
      pricing: { per: 'click', amount: yuan(1) },
    }
    const made = await this.call('POST', '/v1/console/campaigns', body, headers)
    expect(made.status).toBe(201)
    return made.json.id
  }

  /** What a server is offered for a page that says nothing. */
  async offered(at: FloorSite): Promise<Json> {
    const body = { page: { title: 'x' }, slots: [{ id: 'a' }], lang: 'en' }
    const answer = await this.call('POST', '/v1/decisions', body, { authorization: `Bearer ${at.secretKey}` })
    return answer.json.decisions[0]
  }

  /** An order by whoever clicked this offer. */
  async orderOf(at: FloorSite, decision: Json, qty = 1): Promise<string> {
    const clicked = await fetch(this.base + new URL(decision.offer.click).pathname, { redirect: 'manual' })
    expect(clicked.status).toBe(302)
    const placed = await this.order(at, [{ sku: decision.offer.sku, qty }], { offerToken: decision.token })
    return placed.id
  }

  /** Places a paid order. */
  async order(at: FloorSite, lines: readonly { sku: string; qty: number }[], more: object = {}): Promise<Json> {
    const body = {
      lines,
      receiver: { name: '林小满', phone: '13800138000' },
      address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 1 号 3 幢' },
      payment: { method: 'paid' },
      ...more,
    }
    const headers = { authorization: `Bearer ${at.secretKey}`, 'idempotency-key': crypto.randomUUID() }
    const placed = await this.call('POST', '/v1/orders', body, headers)
    expect(placed.status).toBe(201)
    return placed.json.order
  }

  /** What the supervisor sees of an order. */
  async seen(at: FloorSite, orderId: string): Promise<Json> {
    return (await this.call('GET', `/v1/console/orders/${orderId}`, undefined, at.boss)).json
  }

  /** The sentences of an order's story. */
  async story(at: FloorSite, orderId: string): Promise<string[]> {
    return (await this.seen(at, orderId)).story.map((item: Json) => item.text.en)
  }
}

/** One site of the world. */
export interface FloorSite {
  readonly site: Site
  readonly secretKey: string
  readonly boss: Record<string, string>
}

/** Where a program listens. */
export const addressOf = (app: App): string =>
  `http://127.0.0.1:${(app.server.server.address() as { port: number }).port}`

/** The push service of these worlds: nothing answers there, so that no test ever sends anything out. */
export const NO_SERVICE = 'localhost:9'

async function startOn(databaseUrl: string, home: string, clock: { ahead: number }): Promise<App> {
  const { config } = readConfig(
    {},
    { home, port: 0, logLevel: 'silent', pushHosts: [NO_SERVICE] },
    join(home, 'none.json'),
  )
  return await startApp({
    config,
    databaseUrl,
    databaseHow: 'test',
    tls: null,
    demo: false,
    clock: { now: () => Date.now() + clock.ahead },
  })
}

const product = (sku: string, barcode: string, zh: string) => ({
  sku,
  barcode,
  title: { zh, en: `Product ${sku}` },
  text: { zh: '', en: '' },
  categoryId: 'other',
  price: { amount: 5900, currency: 'CNY' },
  picture: null,
  tags: [],
  weightGrams: 300,
  state: 'active' as const,
})
