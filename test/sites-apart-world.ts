import { createECDH, randomBytes } from 'node:crypto'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { expect } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import { newSecret } from '../src/base/id.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { addClient } from '../src/openid/flow.ts'
import { announce, send } from '../src/push/flow.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { addBins, receiveGoods } from '../src/warehouse/flow.ts'
import { until } from './harness/wait.ts'
import { TEXT } from './profile-world.ts'
import { isletSetting } from './sign-in-world.ts'
import { type Answer, type FloorSite, FloorWorld, type Json, NO_SERVICE, type Phone } from './warehouse-world.ts'

/** The two sites; the first is the one that the second tries to get at. */
export const ALPINE = 'alpine-hut'
/** The one that tries. */
export const SEASIDE = 'seaside-kiosk'

/** Written without anybody asking: a process says that it is here, and what was learnt is put down (a way back is in the audit log too). */
const MOVES_BY_ITSELF: ReadonlySet<string> = new Set(['offer_process', 'offer_learner', 'offer_model'])

/** Every route of a program, `GET /v1/orders/:id`: learnt while Fastify is told of them. HEAD goes with its GET. */
export class RouteList {
  readonly names = new Set<string>()
  readonly #onServer = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', (route: RouteOptions) => {
      for (const method of [route.method].flat()) if (method !== 'HEAD') this.names.add(`${method} ${route.url}`)
    })
  }

  /** Listens to servers that are made from now on. */
  start(): void {
    channel('fastify.initialization')
    subscribe('fastify.initialization', this.#onServer)
  }

  stop(): void {
    unsubscribe('fastify.initialization', this.#onServer)
  }
}

/** Ids, keys and sessions of one site: what the other site tries, and what must never be seen there. */
export interface Side {
  readonly at: FloorSite
  readonly slug: string
  readonly owner: Record<string, string>
  readonly ownerSession: string
  readonly staffId: string
  readonly phone: Phone
  readonly deviceSession: string
  readonly shopperSession: string
  readonly shopper: Record<string, string>
  readonly personId: string
  readonly sku: string
  readonly bin: string
  readonly orderId: string
  readonly orderKey: string
  readonly task: Json
  readonly parcelId: string
  readonly campaignId: string
  readonly decisionId: string
  readonly token: string
  readonly importId: string
  /** Work that the outbox gave up. */
  readonly givenUpId: string
  readonly factId: string
  readonly accountId: string
  readonly messageId: string
  readonly subscriptionId: string
  /** Proves at this site that the message was read. */
  readonly receipt: string
  readonly connector: string
  /** A back end of the merchant's. */
  readonly openidClientId: string
  /** Texts that belong to this site alone. */
  readonly marks: readonly string[]
}

/** A subscription as a browser gives it, at a push service that nobody runs. */
export const subscription = () => ({
  endpoint: `http://${NO_SERVICE}/${newSecret(24)}`,
  keys: {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  },
})

/** One program, two sites, each with everything that a site can hold, and one federated account that is known at both. */
export class ApartWorld {
  readonly floor: FloorWorld
  readonly islet: Islet
  readonly routes: RouteList

  private constructor(floor: FloorWorld, islet: Islet, routes: RouteList) {
    this.floor = floor
    this.islet = islet
    this.routes = routes
  }

  static async open(): Promise<ApartWorld> {
    const routes = new RouteList()
    routes.start()
    const floor = await FloorWorld.open()
    routes.stop()
    const redirects = [ALPINE, SEASIDE].map((s) => `${floor.app.url}/s/${s}/sign-in/islet/callback`)
    const { clientId, clientSecret } = isletSetting('')
    const islet = await startIslet({
      port: 0,
      host: '127.0.0.1',
      lang: 'zh',
      faults: true,
      perMinute: 10_000,
      accessTokenSeconds: 3600,
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirects }],
    })
    return new ApartWorld(floor, islet, routes)
  }

  async close(): Promise<void> {
    await this.floor.close()
    await this.islet.stop()
  }

  /** Signs a persona in at a site; the callback may be carried to another address on the way. */
  async signIn(slug: string, persona: string, change: (back: string) => string = (b) => b): Promise<Response> {
    const begun = await fetch(`${this.floor.base}/s/${slug}/sign-in/islet`, { redirect: 'manual' })
    const cookie = begun.headers.getSetCookie().map((line) => line.split(';')[0])
    const back = new URL(await loginWith(begun.headers.get('location')!, persona))
    return await fetch(change(this.floor.base + back.pathname + back.search), {
      redirect: 'manual',
      headers: { cookie: cookie.join('; ') },
    })
  }

  /** A shopper's session at a site. */
  async shopperAt(slug: string, persona: string): Promise<string> {
    const done = await this.signIn(slug, persona)
    const [, session] = /shopper-[\w-]+=([^;]+)/.exec(done.headers.getSetCookie().join('\n')) ?? []
    expect(session, `signed in at ${slug}: ${done.headers.get('location')}`).toBeDefined()
    return session!
  }

  /** A console session for somebody with these roles. */
  async sessionAt(
    at: FloorSite,
    name: string,
    roles: ('owner' | 'supervisor')[],
  ): Promise<{ id: string; session: string }> {
    const { core } = this.floor.app
    const staff = await addStaff(core, { siteId: at.site.id, name, roles })
    const link = await makeLink(core, { siteId: at.site.id, staffId: staff.id, opens: 'console' })
    return { id: staff.id, session: (await signInStaff(core, link.url.split('#')[1]!)).session }
  }

  /** A site with one of everything. */
  async side(slug: string): Promise<Side> {
    const { floor } = this
    const { core } = floor.app
    const at = await floor.site(slug)
    const siteId = at.site.id
    const own = slug.toUpperCase()
    const sku = `${own}-ONE`
    await registerConnector(core, siteId, 'islet', isletSetting(this.islet.issuer))
    const connector = `${slug.split('-')[0]}-id`
    await registerConnector(core, siteId, connector, isletSetting(this.islet.issuer))
    const backEnd = { name: 'Own', redirectUris: [`https://${slug}.example/`], signOutUris: [] }
    const openidClientId = (await addClient(core, at.site, backEnd, 'en')).client.id
    await putProducts(core, siteId, [
      {
        sku,
        barcode: null,
        title: { zh: `${own} 手冲咖啡壶`, en: `${own} coffee kettle` },
        text: { zh: '手冲咖啡', en: 'Pour-over coffee' },
        categoryId: 'kitchen/coffee/pour-over',
        price: { amount: 9900, currency: 'CNY' },
        picture: null,
        tags: ['coffee', '咖啡'],
        weightGrams: 500,
        state: 'active',
      },
    ])
    // Aisles that only one of the sites has.
    const bin = slug === ALPINE ? 'C03-01' : 'D04-02'
    await addBins(core, siteId, [bin])
    await receiveGoods(core, { siteId, sku, bin, qty: 20, staffId: null })
    const { id: staffId, session: ownerSession } = await this.sessionAt(at, `${own} owner`, ['owner'])
    const owner = { cookie: `staff=${ownerSession}` }
    const picture = await fetch(`${floor.base}/v1/console/products/${sku}/picture`, {
      method: 'PUT',
      headers: { ...owner, 'x-tuidan': '1', 'content-type': 'image/svg+xml' },
      body: `<svg xmlns="http://www.w3.org/2000/svg"><title>${own}</title></svg>`,
    })
    expect(picture.status).toBe(204)

    const shopperSession = await this.shopperAt(slug, 'lin-wan')
    const shopper = { cookie: `shopper-${slug}=${shopperSession}` }
    const factId = await this.#readEverything(slug, shopper)
    const { personId } = await core.db.one<{ personId: string }>(
      'select person_id as "personId" from shopper_session where site_id = $1',
      [siteId],
    )
    const { id: accountId } = await core.db.one<{ id: string }>('select id from account where person_id = $1', [
      personId,
    ])
    const { campaignId, decisionId, token } = await this.#offer(at, owner, shopper, own, sku)
    const { phone, ship } = await this.#parcel(at, slug)
    const asked = { ...orderOf(sku, own, token), externalId: `${slug}-1` }
    const placed = await floor.call('POST', `/v1/sites/${slug}/orders`, asked, {
      ...shopper,
      'idempotency-key': crypto.randomUUID(),
    })
    expect(placed.status).toBe(201)
    const task = await phone.take('pick')
    const file = `sku,title,price\n${sku},${own},12\n`
    const taken = await floor.call('POST', '/v1/console/imports?filename=a.csv', file, owner)
    expect(taken.status).toBe(201)
    await core.db.tx((tx) =>
      send(core, tx, {
        siteId,
        to: { kind: 'shopper', id: personId },
        topic: 'order.shipped',
        title: { zh: own, en: own },
        body: { zh: own, en: own },
        url: '/',
        urgency: 'normal',
        ttlSeconds: 60,
      }),
    )
    announce(core, siteId, { kind: 'shopper', id: personId })
    const { id: messageId } = await core.db.one<{ id: string }>(
      'select id from push_message where site_id = $1 and topic = $2 order by created_at desc limit 1',
      [siteId, 'order.shipped'],
    )
    const pushed = await floor.call('POST', `/v1/sites/${slug}/push`, { subscription: subscription() }, shopper)
    expect(pushed.status).toBe(204)
    const { id: subscriptionId } = await core.db.one<{ id: string }>(
      'select id from push_subscription where site_id = $1 and recipient = $2',
      [siteId, `shopper:${personId}`],
    )
    const { order } = placed.json
    const givenUpId = await this.#givenUp(siteId, order.id)
    const receipt = core.vault.hash(siteId, 'push receipt', `${messageId} ${subscriptionId}`).toString('base64url')
    const ids = {
      orderId: order.id,
      parcelId: ship.parcelId,
      campaignId,
      decisionId,
      factId,
      accountId,
      messageId,
      subscriptionId,
      openidClientId,
    }
    const deviceSession = phone.headers.cookie!.split('=')[1]!
    return {
      ...ids,
      ...{ at, slug, owner, ownerSession, staffId, phone, deviceSession, shopperSession, shopper, personId, sku, bin },
      ...{ orderKey: order.key, receipt, task, token, importId: taken.json.importId, givenUpId, connector },
      marks: [
        ...Object.values(ids),
        ...[siteId, own, slug, at.site.publicKey, at.secretKey, order.key, task.id, token, personId, staffId, phone.id],
        ...[ownerSession, deviceSession, shopperSession, taken.json.importId, bin, connector, phone.deviceId],
      ],
    }
  }

  async #givenUp(siteId: string, orderId: string): Promise<string> {
    const { db, outbox, clock } = this.floor.app.core
    const id = await outbox.add(db, { siteId, kind: 'order.given-up', ref: orderId, dueAt: clock.now() })
    await db.run('update outbox set dead_at = now() where site_id = $1 and id = $2', [siteId, id])
    return id
  }

  async #readEverything(slug: string, shopper: Record<string, string>): Promise<string> {
    const get = async (path: string): Promise<Json> =>
      (await this.floor.call('GET', `/v1/sites/${slug}/${path}`, undefined, shopper)).json
    const consents = await get('consents')
    const streams = consents.connectors
      .find((c: Json) => c.connector === 'islet')
      .streams.map((s: Json) => [s.stream ?? s.id, true])
    const said = await this.floor.call(
      'POST',
      `/v1/sites/${slug}/consents`,
      { connector: 'islet', streams: Object.fromEntries(streams), textVersion: TEXT, ofAge: true, lang: 'zh' },
      shopper,
    )
    expect(said.status).toBe(200)
    await until(async () => (await get('reading?once=1')).done || null, { timeoutMs: 30_000, what: 'everything read' })
    const facts = await get('facts')
    expect(facts.items.length).toBeGreaterThan(3)
    return facts.items[0].id
  }

  async #offer(
    at: FloorSite,
    owner: Record<string, string>,
    shopper: Record<string, string>,
    own: string,
    sku: string,
  ) {
    const made = await this.floor.call('POST', '/v1/console/campaigns', campaignOf(own, sku), owner)
    expect(made.status).toBe(201)
    const offer = await until(
      async () => {
        const asked = await this.floor.call('POST', '/v1/decisions', decisionAbout(at.site.publicKey), shopper)
        return asked.json.decisions[0]?.offer ?? asked.json.decisions[0] ?? null
      },
      { what: 'an offer' },
    )
    const token = /click\/[\w-]+\/([\w.-]+)/.exec(JSON.stringify(offer))![1]!
    const clicked = await fetch(`${this.floor.base}/v1/click/${at.site.slug}/${token}`, { redirect: 'manual' })
    expect(clicked.status).toBe(302)
    const [, decisionId] = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as string[]
    return { campaignId: made.json.id as string, decisionId: decisionId!, token }
  }

  /** An order that waits on the dock: picked, packed, labelled, registered. */
  async #parcel(at: FloorSite, slug: string) {
    const phone = await this.floor.phoneOf(at, `${slug.toUpperCase()} worker`, ['picker', 'packer', 'shipper'])
    await this.floor.order(at, [{ sku: 'MUG', qty: 1 }])
    const pick = await phone.take('pick')
    await phone.scanAll(pick)
    const { cell } = await phone.current()
    expect((await phone.act(pick.id, 'done', { epoch: pick.epoch, ...(cell ? { cell } : {}) })).status).toBe(200)
    const pack = await phone.take('pack')
    await phone.scanAll(pack)
    const packed = await phone.act(pack.id, 'done', { epoch: pack.epoch, weightGrams: 400 })
    const { number } = packed.json.task.parcel
    await phone.act(pack.id, 'done', { epoch: pack.epoch, code: number })
    const ship = await phone.take('ship')
    expect((await phone.act(ship.id, 'done', { epoch: ship.epoch, code: number })).status).toBe(200)
    const { id } = await this.floor.app.core.db.one<{ id: string }>(
      'select id from parcel where site_id = $1 and number = $2',
      [at.site.id, number],
    )
    return { phone, ship: { parcelId: id } }
  }

  /** A fingerprint of each table's rows of a site, to be compared. */
  async rowsOf(siteId: string): Promise<Record<string, string>> {
    const { db } = this.floor.app.core
    const tables = await db.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and c.column_name = 'site_id' and t.table_type = 'BASE TABLE' order by 1`,
    )
    expect(tables.length).toBeGreaterThan(40)
    const of = async (table: string, column: string): Promise<string> =>
      (
        await db.one<{ sum: string }>(
          `select count(*) || ' ' || coalesce(md5(string_agg(r, '|' order by r)), '-') as sum
           from (select md5(t::text) as r from "${table}" t where ${column} = $1) rows`,
          [siteId],
        )
      ).sum
    const sums: Record<string, string> = { site: await of('site', 'id') }
    for (const { name } of tables) if (!MOVES_BY_ITSELF.has(name)) sums[name] = await of(name, 'site_id')
    return sums
  }

  /** The rows of a site once nothing moves in them any more. */
  async rowsAtRest(siteId: string): Promise<Record<string, string>> {
    let last = ''
    return await until(
      async () => {
        const rows = await this.rowsOf(siteId)
        const same = JSON.stringify(rows) === last
        last = JSON.stringify(rows)
        return same ? rows : null
      },
      { timeoutMs: 20_000, everyMs: 400, what: 'rows at rest' },
    )
  }

  /** Asks, and stops reading a stream as soon as it opens. */
  async ask(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
    const stop = AbortSignal.timeout(10_000)
    const isRaw = typeof body === 'string'
    const response = await fetch(this.floor.base + path, {
      method,
      redirect: 'manual',
      signal: stop,
      headers: {
        'x-tuidan': '1',
        'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': isRaw ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('text/event-stream')) {
      await response.body?.cancel()
      return { status: response.status, json: null, bytes: new Uint8Array(), type }
    }
    const bytes = new Uint8Array(await response.arrayBuffer())
    const json = type.includes('json') ? JSON.parse(new TextDecoder().decode(bytes)) : null
    return { status: response.status, json, bytes, type }
  }
}

/** A shopper's order of one piece. */
export const orderOf = (sku: string, receiver: string, offerToken?: string) => ({
  lines: [{ sku, qty: 1 }],
  receiver: { name: receiver, phone: '13800138000' },
  address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 1 号 3 幢' },
  payment: { method: 'cod' },
  ...(offerToken === undefined ? {} : { offerToken }),
})

/** A campaign for one product. */
export const campaignOf = (name: string, sku: string) => ({
  name,
  state: 'active',
  skus: [sku],
  targeting: { interests: [], pageCategories: [] },
  dailyBudget: { amount: 100_000, currency: 'CNY' },
  pricing: { per: 'click', amount: { amount: 100, currency: 'CNY' } },
  capPerPersonDay: 50,
  creative: { headline: { zh: '', en: '' }, line: { zh: '', en: '' } },
})

/** What the tag asks on a page about coffee. */
export const decisionAbout = (publicKey: string) => ({
  site: publicKey,
  page: { url: 'https://blog.example/x', title: '手冲咖啡怎么做', text: '手冲咖啡，磨豆，滤杯，水温', lang: 'zh' },
  slots: [{ id: 'one' }],
})
