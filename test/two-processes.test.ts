import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import { hasApp } from '../src/http/static.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import type { Site } from '../src/sites/site.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'
import {
  cookieOf,
  type Hands,
  type Heard,
  handsOn,
  type Json,
  linkFor,
  orderBody,
  Program,
  removeFolder,
  type Said,
  shopOf,
  stateFolder,
} from './processes-world.ts'
import { TEXT } from './profile-world.ts'
import { isletSetting } from './sign-in-world.ts'

/** What the second process may take to follow the first, in ms. */
const AT_ONCE_MS = 1_000
/** What people see; redirects lead here and are carried to whichever process is meant. */
const PUBLIC_URL = 'http://localhost:4610'

let home: string
let database: FreshDatabase
let hands: Hands
let islet: Islet
let one: Program
let other: Program
let env: Record<string, string>

beforeAll(async () => {
  home = await stateFolder()
  database = await freshDatabase()
  env = { DATABASE_URL: database.url, TUIDAN_HOME: home, TUIDAN_URL: PUBLIC_URL, TUIDAN_POOL: '6' }
  // Both at once, on an empty folder: the keys are made once.
  ;[one, other] = await Promise.all([Program.start(env), Program.start(env)])
  hands = await handsOn(database.url, home)
  const { clientId, clientSecret } = isletSetting('')
  islet = await startIslet({
    port: 0,
    host: '127.0.0.1',
    lang: 'zh',
    faults: false,
    perMinute: 10_000,
    accessTokenSeconds: 3600,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${PUBLIC_URL}/s/offers/sign-in/islet/callback`],
      },
    ],
  })
}, 120_000)

afterAll(async () => {
  await hands?.close()
  const codes = await Promise.all([one?.stop(), other?.stop()])
  await islet?.stop()
  await database?.drop()
  await removeFolder(home)
  expect(codes).toEqual([0, 0])
}, 60_000)

/** How long until this is so, counted from now, in ms. */
async function msUntil(what: string, look: () => unknown): Promise<number> {
  const from = performance.now()
  await until(async () => ((await look()) ? true : null), { timeoutMs: 15_000, everyMs: 10, what })
  return performance.now() - from
}

/** A shop with its key, its supervisor's cookie and its phones. */
async function shop(slug: string, stock: Record<string, number>) {
  const { site, secretKey } = await shopOf(hands.core, slug, stock)
  const boss = await linkFor(hands.core, site, '主管', ['supervisor', 'marketer'], 'console')
  const cookie = cookieOf(await one.call('POST', '/v1/console/sign-in', {}, { token: boss.token }))
  const order = (at: Program, sku: string, key: string = crypto.randomUUID(), qty = 1): Promise<Said> =>
    at.call('POST', '/v1/orders', { authorization: `Bearer ${secretKey}`, 'idempotency-key': key }, orderBody(sku, qty))
  return { site, secretKey, boss: { cookie }, order }
}

/** A worker's phone: joins at one process, may call both. */
async function phone(site: Site, name: string, at: Program = one) {
  const link = await linkFor(hands.core, site, name, ['picker'], 'phone')
  const joined = await at.call('POST', '/v1/phone/join', {}, { token: link.token })
  expect(joined.status).toBe(200)
  const headers = { cookie: cookieOf(joined) }
  return { id: link.id, deviceId: joined.json.device.id as string, headers }
}

describe('two processes on one database', () => {
  test('started at once on nothing they make one shop with one owner, and say its address', async () => {
    const shops = await hands.core.db.query(
      `select s.slug, (select count(*)::int from staff where site_id = s.id) as staff from site s where not is_demo and slug = 'shop'`,
    )
    expect(shops).toEqual([{ slug: 'shop', staff: 1 }])
    for (const program of [one, other]) await until(async () => program.said.includes('/docs') || null)
    if (hasApp('shop')) for (const program of [one, other]) expect(program.said).toContain('/s/shop/')
  })

  test('one that cannot begin to serve says why and ends, with nothing left running', async () => {
    const busy = createServer()
    await new Promise<void>((resolve) => busy.listen(0, '0.0.0.0', resolve))
    const { port } = busy.address() as { port: number }
    const lan = { ...env, TUIDAN_URL: 'https://shop.example', LANG: 'en_GB.UTF-8' }
    // The page that hands out the certificate stands on the port after the server's own.
    const started = Program.start(lan, ['--lan', '--port', String(port - 1)])
    await expect(started).rejects.toThrow(new RegExp(`needs port ${port}, which is taken`))
    await new Promise((resolve) => busy.close(resolve))
  })

  test('a session, a phone and a removal made at one hold at the other', async () => {
    const at = await shop('sessions', { MUG: 5 })
    for (const process of [one, other])
      expect((await process.call('GET', '/v1/console/me', at.boss)).json.staff.name).toBe('主管')
    const mobile = await phone(at.site, '陈立', other)
    for (const process of [one, other])
      expect((await process.call('GET', '/v1/phone/me', mobile.headers)).json.worker.name).toBe('陈立')
    const stream = await other.listen('/v1/phone/events', mobile.headers)
    expect((await one.call('DELETE', `/v1/console/devices/${mobile.deviceId}`, at.boss)).status).toBe(204)
    for (const process of [one, other])
      expect((await process.call('GET', '/v1/phone/tasks', mobile.headers)).status).toBe(401)
    expect(await msUntil('its open stream ends', () => stream.isOver)).toBeLessThan(AT_ONCE_MS)
    expect((await other.call('POST', '/v1/console/sign-out', at.boss)).status).toBe(204)
    for (const process of [one, other]) expect((await process.call('GET', '/v1/console/me', at.boss)).status).toBe(401)
  })

  test('an order placed at one is on a phone that is open at the other, and its page there is live', async () => {
    const at = await shop('loop', { MUG: 5 })
    const mobile = await phone(at.site, '陈立')
    const stream = await other.listen('/v1/phone/events', mobile.headers)
    await other.call('POST', '/v1/phone/shift', mobile.headers, { on: true })
    const placed = await at.order(one, 'MUG')
    expect(placed.status).toBe(201)
    expect(await msUntil('the task', () => stream.text.includes('event: task.offered'))).toBeLessThan(AT_ONCE_MS)
    const { id, key } = placed.json.order
    const page = await other.listen(`/v1/sites/loop/orders/${id}/live?key=${key}`, {})
    const { task } = (await other.call('GET', '/v1/phone/tasks', mobile.headers)).json
    const accepted = await one.call('POST', `/v1/phone/tasks/${task.id}/accept`, mobile.headers, { epoch: task.epoch })
    expect(accepted.status).toBe(200)
    expect(await msUntil('the page', () => page.text.includes('"picking"'))).toBeLessThan(AT_ONCE_MS)
    stream.stop()
    page.stop()
  })

  test('of the last pieces, ordered at both at once, each is sold once', async () => {
    const stock = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`LAST-${i}`, 1]))
    const at = await shop('last', stock)
    const asked = Object.keys(stock).flatMap((sku) =>
      [one, other, one, other].map(async (process) => ({ sku, said: await at.order(process, sku) })),
    )
    const answers = await Promise.all(asked)
    for (const sku of Object.keys(stock)) {
      const said = answers.filter((a) => a.sku === sku).map((a) => a.said)
      expect(said.map((s) => s.status).sort(), sku).toEqual([201, 409, 409, 409])
      expect(said.filter((s) => s.status === 409).every((s) => s.json.code === 'orders/out-of-stock')).toBe(true)
    }
    expect(await checkBooks(hands.core.db, at.site.id)).toEqual([])
  })

  test('the same key at both at once makes one order', async () => {
    const at = await shop('same-key', { MUG: 50 })
    const key = crypto.randomUUID()
    const answers = await Promise.all([one, other, one, other].map((process) => at.order(process, 'MUG', key)))
    const placed = answers.filter((a) => a.status === 201)
    expect(placed.length).toBeGreaterThan(0)
    // Whoever came while the first was at work is told to ask again, and then gets the same answer.
    for (const { status, json } of answers) if (status !== 201) expect(json.code).toBe('orders/busy')
    const again = await at.order(other, 'MUG', key)
    expect(new Set([...placed, again].map((a) => a.json.order.id)).size).toBe(1)
    expect(await hands.core.db.query('select 1 from orders where site_id = $1', [at.site.id])).toHaveLength(1)
  })

  test('no task is given twice, and nobody is given two at once', async () => {
    const at = await shop('planner', { MUG: 100 })
    const phones = await Promise.all(['甲', '乙', '丙', '丁'].map((name) => phone(at.site, name)))
    for (const [i, p] of phones.entries())
      await [one, other][i % 2]!.call('POST', '/v1/phone/shift', p.headers, { on: true })
    const ordered = await Promise.all(
      Array.from({ length: 16 }, (_, i) => at.order([one, other][i % 2]!, 'MUG', crypto.randomUUID(), 1)),
    )
    expect(ordered.map((o) => o.status)).toEqual(ordered.map(() => 201))
    let isOver = false
    const all = Promise.all(
      phones.map((p, i) => pickAll(at.site, p.headers, [one, other][(i + 1) % 2]!, ordered.length)),
    )
    const work = all.finally(() => {
      isOver = true
    })
    const burdened = `select staff_id from task where site_id = $1 and state in ('offered', 'working') group by 1 having count(*) > 1`
    const twice: unknown[] = []
    const watch = until(
      async () => {
        twice.push(...(await hands.core.db.query(burdened, [at.site.id])))
        return isOver || null
      },
      { timeoutMs: 50_000, what: 'nobody burdened twice' },
    )
    await Promise.all([work, watch])
    expect(twice, 'two tasks in one pair of hands').toEqual([])
    // On a slow machine an offer may run out: then it was taken back before the task was given again.
    const given = await hands.core.db.query<{ task: string; times: number }>(
      `select payload->>'taskId' as task, sum(case name when 'task.offered' then 1 else -1 end) as times from event
       where site_id = $1 and name in ('task.offered', 'task.taken-back')
         and payload->>'taskId' in (select id::text from task where site_id = $1 and kind = 'pick') group by 1`,
      [at.site.id],
    )
    expect(given.map((g) => g.times)).toEqual(Array(16).fill(1))
    expect(await checkBooks(hands.core.db, at.site.id)).toEqual([])
  }, 60_000)

  /** Picks until every order is picked. */
  /** Picks until so many are picked: planning may not have begun yet. */
  async function pickAll(site: Site, headers: Record<string, string>, at: Program, all: number): Promise<void> {
    let seq = 0
    await until(
      async () => {
        const { task } = (await at.call('GET', '/v1/phone/tasks', headers)).json
        if (task === null) {
          const { done } = await hands.core.db.one<{ done: number }>(
            "select count(*) as done from task where site_id = $1 and kind = 'pick' and state = 'done'",
            [site.id],
          )
          return done === all || null
        }
        const act = (verb: string, body: object) =>
          at.call('POST', `/v1/phone/tasks/${task.id}/${verb}`, headers, { epoch: task.epoch, ...body })
        await act('accept', {})
        const scans = task.lines.map((line: Json) => ({
          ...{
            uid: crypto.randomUUID(),
            seq: seq++,
            taskId: task.id,
            epoch: task.epoch,
            code: line.sku,
            qty: line.qty,
          },
        }))
        await at.call('POST', '/v1/phone/scans', headers, { scans })
        const now = (await at.call('GET', '/v1/phone/tasks', headers)).json.task
        const done = await act('done', now?.cell ? { cell: now.cell } : {})
        expect(done.status).toBe(200)
        return null
      },
      { timeoutMs: 45_000, what: 'everything picked' },
    )
  }
})

describe('a shopper at two processes', () => {
  let site: Site
  let shopper: { cookie: string }

  /** Is the next offer at this process a personal one? */
  const isPersonal = async (at: Program): Promise<boolean> => {
    const page = { url: 'https://blog.example/x', title: '手冲咖啡', text: '手冲咖啡 磨豆 滤杯', lang: 'zh' }
    const said = await at.call('POST', '/v1/decisions', shopper, { site: site.publicKey, page, slots: [{ id: 'one' }] })
    expect(said.status).toBe(200)
    return said.json.decisions[0].personal
  }

  const answer = (at: Program, streams: Record<string, boolean>) =>
    at.call('POST', '/v1/sites/offers/consents', shopper, {
      connector: 'islet',
      streams,
      textVersion: TEXT,
      ofAge: true,
      lang: 'zh',
    })

  test('may begin to sign in at one and come back to the other, and is signed in at both', async () => {
    const at = await shop('offers', { KETTLE: 50 })
    site = at.site
    await registerConnector(hands.core, site.id, 'islet', isletSetting(islet.issuer))
    const begun = await one.call('GET', '/s/offers/sign-in/islet')
    const back = new URL(await loginWith(begun.headers.get('location')!, 'lin-wan'))
    const done = await other.call('GET', back.pathname + back.search, { cookie: cookieOf(begun) })
    shopper = { cookie: cookieOf(done) }
    expect(shopper.cookie).toContain('shopper-offers=')
    for (const process of [one, other])
      expect((await process.call('GET', '/v1/sites/offers/sign-in', shopper)).json.signedIn.connector).toBe('islet')
    const campaign = {
      name: 'Kettles',
      state: 'active',
      skus: ['KETTLE'],
      targeting: { interests: [], pageCategories: [] },
      dailyBudget: { amount: 100_000, currency: 'CNY' },
      pricing: { per: 'click', amount: { amount: 100, currency: 'CNY' } },
      capPerPersonDay: 1000,
      creative: { headline: { zh: '', en: '' }, line: { zh: '', en: '' } },
    }
    expect((await other.call('POST', '/v1/console/campaigns', at.boss, campaign)).status).toBe(201)
  })

  test('a yes at one makes offers personal at the other', async () => {
    expect(await isPersonal(other)).toBe(false)
    const sheet = (await one.call('GET', '/v1/sites/offers/consents', shopper)).json
    const streams = sheet.connectors[0].streams.map((s: Json) => [s.stream, true])
    expect((await answer(one, Object.fromEntries(streams))).status).toBe(200)
    await until(async () => (await other.call('GET', '/v1/sites/offers/reading?once=1', shopper)).json.done || null, {
      timeoutMs: 30_000,
      what: 'everything read',
    })
    expect(
      await msUntil('personal offers at both', async () => (await isPersonal(one)) && (await isPersonal(other))),
    ).toBeLessThan(2 * AT_ONCE_MS)
  }, 45_000)

  test('the switch turned off at one is off at the other, and on again', async () => {
    const turn = (at: Program, on: boolean) => at.call('POST', '/v1/sites/offers/personal-offers', shopper, { on })
    expect((await turn(one, false)).status).toBe(200)
    expect(await isPersonal(one), 'at the next decision of the process that took it').toBe(false)
    expect(await msUntil('off at the other', async () => !(await isPersonal(other)))).toBeLessThan(AT_ONCE_MS)
    expect((await turn(other, true)).status).toBe(200)
    expect(await msUntil('on at the first', () => isPersonal(one))).toBeLessThan(AT_ONCE_MS)
  })

  test('a consent withdrawn at one is not used at the other', async () => {
    expect(await isPersonal(other)).toBe(true)
    const sheet = (await one.call('GET', '/v1/sites/offers/consents', shopper)).json
    const none = Object.fromEntries(sheet.connectors[0].streams.map((s: Json) => [s.stream, false]))
    expect((await answer(one, none)).status).toBe(200)
    expect(await isPersonal(one), 'at the next decision of the process that took it').toBe(false)
    expect(await msUntil('withdrawn at the other', async () => !(await isPersonal(other)))).toBeLessThan(AT_ONCE_MS)
  })

  test('a sign-out at one ends the session at the other, and the streams it opened there', async () => {
    expect((await other.call('GET', '/v1/sites/offers/my-data', shopper)).status).toBe(200)
    const streams = [
      await other.listen('/v1/sites/offers/events', shopper),
      await other.listen('/v1/sites/offers/reading', shopper),
    ]
    expect((await one.call('POST', '/v1/sites/offers/sign-out', shopper, {})).status).toBe(200)
    expect(
      await msUntil(
        'signed out',
        async () => (await other.call('GET', '/v1/sites/offers/my-data', shopper)).status === 401,
      ),
    ).toBeLessThan(AT_ONCE_MS)
    await until(() => streams.every((stream) => stream.isOver) || null, { what: 'both streams to end' })
  })
})

describe('one of them killed in the middle of its work', () => {
  test('the other carries on; each order that was answered is there, each that was not is placed once by a second try', async () => {
    const at = await shop('killed', { MUG: 500 })
    const mobile = await phone(at.site, '陈立')
    await one.call('POST', '/v1/phone/shift', mobile.headers, { on: true })
    let stream: Heard | undefined
    const victim = await Program.start(env)
    stream = await victim.listen('/v1/phone/events', mobile.headers)
    const keys = Array.from({ length: 120 }, () => crypto.randomUUID())
    let answered = 0
    const asked = keys.map(async (key, i) => {
      const said = await at.order(i % 3 === 0 ? other : victim, 'MUG', key)
      if (said.status === 201 && i % 3 !== 0 && ++answered === 20) await victim.kill()
      return said
    })
    const answers = await Promise.all(asked)
    const lost = answers.filter((a) => a.status === 0).length
    expect(lost, 'some were in its hands').toBeGreaterThan(0)
    expect(answers.filter((a) => a.status !== 201 && a.status !== 0)).toEqual([])
    expect(await msUntil('the phone notices', () => stream?.isOver)).toBeLessThan(AT_ONCE_MS)

    const again = await Promise.all(keys.map((key, i) => at.order([one, other][i % 2]!, 'MUG', key)))
    expect(again.map((a) => a.status)).toEqual(keys.map(() => 201))
    for (const [i, first] of answers.entries())
      if (first.status === 201) expect(again[i]!.json.order.id).toBe(first.json.order.id)
    const { db } = hands.core
    const { n, lines } = await db.one<{ n: number; lines: number }>(
      `select (select count(*) from orders where site_id = $1) as n, (select count(*) from order_line where site_id = $1) as lines`,
      [at.site.id],
    )
    expect({ n, lines }).toEqual({ n: 120, lines: 120 })
    expect(await checkBooks(db, at.site.id)).toEqual([])
    // What it had leased is done by the others when the lease is over; every order reaches the floor.
    await until(
      async () => {
        const left = await db.query(
          `select 1 from orders o where site_id = $1 and not exists (select 1 from task t where t.site_id = o.site_id and t.order_id = o.id)
           union all select 1 from outbox where site_id = $1 and dead_at is null and due_at < now() - interval '1 second'
           union all select 1 from outbox where site_id = $1 and dead_at is not null`,
          [at.site.id],
        )
        return left.length === 0 || null
      },
      { timeoutMs: 40_000, everyMs: 200, what: 'its work done by the others' },
    )
    const back = await other.listen('/v1/phone/events', mobile.headers)
    const { task } = (await other.call('GET', '/v1/phone/tasks', mobile.headers)).json
    expect(task).toMatchObject({ kind: 'pick' })
    back.stop()
  }, 90_000)
})
