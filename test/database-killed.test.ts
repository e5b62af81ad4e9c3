import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../src/base/log.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import type { Site } from '../src/sites/site.ts'
import { type EmbeddedServer, startEmbedded } from '../src/storage/embedded.ts'
import { until } from './harness/wait.ts'
import {
  cookieOf,
  type Hands,
  handsOn,
  linkFor,
  orderBody,
  Program,
  removeFolder,
  type Said,
  shopOf,
  stateFolder,
} from './processes-world.ts'

/** Longest a client may be left without any answer, in ms. */
const PATIENCE_MS = 15_000
/** What people are told meanwhile. */
const WORDS = {
  zh: { title: '数据库没有回应。', next: '几秒后再试；什么都没有丢。' },
  en: { title: 'The database does not answer.', next: 'Try again in a few seconds; nothing is lost.' },
}
/** Customers who order at the same time. */
const AT_ONCE = 24

let home: string
let hands: Hands
let database: EmbeddedServer
let program: Program
let second: Program

beforeAll(async () => {
  home = await stateFolder()
  const cache = join(home, 'cache')
  // All customers come from one address here.
  const env = { TUIDAN_HOME: join(home, 'state'), TUIDAN_CACHE: cache, TUIDAN_LIMITS: '0' }
  program = await Program.start(env)
  // Finds the server of the first and shares it; both look after it.
  second = await Program.start(env)
  database = await startEmbedded({ home: env.TUIDAN_HOME, cache, log: silentLog })
  hands = await handsOn(database.url, env.TUIDAN_HOME)
}, 120_000)

afterAll(async () => {
  await hands?.close()
  await second?.stop()
  await program?.stop()
  await removeFolder(home)
}, 60_000)

/** The process that PostgreSQL begins with; another after each restart. */
async function postmaster(): Promise<number> {
  const [pid] = (await readFile(join(database.dataDir, 'postmaster.pid'), 'utf8')).split('\n')
  return Number(pid)
}

/** One customer's checkout: tries again with the same key as long as it is told to; everything that was answered. */
async function checkout(slug: string, key: string, at: () => Program, lang = 'en'): Promise<Said[]> {
  const answers: Said[] = []
  const body = { ...orderBody('MUG'), payment: { method: 'cod' } }
  const headers = { 'idempotency-key': key, 'accept-language': lang }
  for (;;) {
    const from = performance.now()
    const said = await at().call('POST', `/v1/sites/${slug}/orders`, headers, body)
    expect(performance.now() - from, 'time without an answer').toBeLessThan(PATIENCE_MS)
    answers.push(said)
    const retryAfter = said.headers.get('retry-after')
    if (said.status === 201 || retryAfter === null || answers.length > 60) return answers
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Many checkouts with `strike` in the middle of them; the answers to each key. */
async function checkoutsWith(slug: string, count: number, strike: (answered: number) => Promise<void> | undefined) {
  const keys = Array.from({ length: count }, () => crypto.randomUUID())
  const answers = new Map<string, Said[]>()
  let next = 0
  let answered = 0
  const customer = async (n: number): Promise<void> => {
    while (next < keys.length) {
      const key = keys[next++]!
      answers.set(key, await checkout(slug, key, () => (n % 2 === 0 ? program : second), n % 3 === 0 ? 'zh' : 'en'))
      await strike(++answered)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => customer(n)))
  return answers
}

/** What must hold whatever happened to the database. */
async function nothingLostOrHalfDone(site: Site, answers: Map<string, Said[]>): Promise<void> {
  const odd = [...answers.values()]
    .flat()
    .filter((a) => a.status !== 201 && a.status !== 503 && a.json?.code !== 'orders/busy')
  expect(odd.map((a) => [a.status, a.json])).toEqual([])
  const { db } = hands.core
  const ids = new Set<string>()
  for (const [key, said] of answers) {
    const last = said.at(-1)!
    expect(last.status, key).toBe(201)
    ids.add(last.json.order.id)
    // Whoever asks once more gets the order there is.
    const again = (await checkout(site.slug, key, () => program)).at(-1)!
    expect(again.json.order.id).toBe(last.json.order.id)
  }
  const rows = await db.query<{ id: string; lines: number; receivers: number; placed: number; reserved: number }>(
    `select o.id, (select count(*) from order_line l where l.site_id = o.site_id and l.order_id = o.id) as lines,
            (select count(*) from order_receiver r where r.site_id = o.site_id and r.order_id = o.id) as receivers,
            (select count(*) from event e where e.site_id = o.site_id and e.order_id = o.id and e.name = 'order.placed') as placed
     from orders o where site_id = $1`,
    [site.id],
  )
  expect(rows.map((r) => r.id).sort()).toEqual([...ids].sort())
  for (const row of rows) expect(row).toMatchObject({ lines: 1, receivers: 1, placed: 1 })
  expect(await checkBooks(db, site.id)).toEqual([])
  await until(
    async () => {
      const waiting = await db.query(
        `select 1 from orders o where site_id = $1 and not exists
           (select 1 from task t where t.site_id = o.site_id and t.order_id = o.id)
         union all select 1 from outbox where site_id = $1 and dead_at is not null`,
        [site.id],
      )
      return waiting.length === 0 || null
    },
    { timeoutMs: 40_000, everyMs: 200, what: 'every order on the floor' },
  )
}

describe('the database killed in the middle of many checkouts', () => {
  test.each([
    ['with kill -9', 'SIGKILL'],
    ['by an immediate stop', 'SIGQUIT'],
  ] as const)(
    '%s comes back by itself; answered orders are there, the others are placed once',
    async (_name, signal) => {
      const slug = signal.toLowerCase()
      const { site } = await shopOf(hands.core, slug, { MUG: 1_000 })
      const boss = await linkFor(hands.core, site, '主管', ['supervisor'], 'console')
      const worker = await linkFor(hands.core, site, '陈立', ['picker'], 'phone')
      const staff = { cookie: cookieOf(await program.call('POST', '/v1/console/sign-in', {}, { token: boss.token })) }
      const device = { cookie: cookieOf(await program.call('POST', '/v1/phone/join', {}, { token: worker.token })) }
      const stream = await program.listen('/v1/phone/events', device)
      const killed = await postmaster()
      const meanwhile: Promise<Said[]>[] = []
      const answers = await checkoutsWith(slug, 150, (answered) => {
        if (answered !== 60) return
        process.kill(killed, signal)
        meanwhile.push(askEverything(slug, site.publicKey, staff, device))
      })
      const said = (await Promise.all(meanwhile)).flat()
      const away = [...answers.values()].flat().filter((a) => a.status === 503)
      expect(away.length, 'checkouts that were told to wait').toBeGreaterThan(0)
      expect(said.some((a) => a.status === 503)).toBe(true)
      for (const { json, headers } of [...away, ...said.filter((a) => a.status === 503)]) {
        expect(json.code).toBe('storage/unreachable')
        expect(json).toMatchObject(WORDS[headers.get('content-language') as 'zh' | 'en'])
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(said.filter((a) => a.status !== 200 && a.status !== 503).map((a) => [a.status, a.json])).toEqual([])
      await until(async () => (await postmaster()) !== killed || null, { what: 'another server' })
      for (const p of [program, second])
        await until(async () => (await p.call('GET', '/ready')).status === 200 || null, { what: 'ready again' })
      await nothingLostOrHalfDone(site, answers)
      // A phone that was open all the time hears of work again, without coming back.
      expect(stream.isOver).toBe(false)
      expect((await second.call('POST', '/v1/phone/shift', device, { on: true })).status).toBe(204)
      await until(() => stream.text.includes('event: task.offered') || null, { what: 'the phone hears of work' })
      stream.stop()
    },
    120_000,
  )

  /** What shop, console and phone ask while there is no database, until there is one again; one round each 100 ms. */
  async function askEverything(
    slug: string,
    publicKey: string,
    staff: Record<string, string>,
    device: Record<string, string>,
  ): Promise<Said[]> {
    const page = { url: 'https://blog.example/x', title: '手冲咖啡', text: '手冲咖啡', lang: 'zh' }
    const all: Said[] = []
    await until(
      async () => {
        expect((await program.call('GET', '/health')).status).toBe(200)
        const round = await Promise.all([
          program.call('GET', '/ready'),
          program.call('GET', `/v1/sites/${slug}/products`),
          program.call('GET', '/v1/console/me', staff),
          program.call('GET', '/v1/console/floor', staff),
          program.call('GET', '/v1/phone/me', device),
          program.call('POST', '/v1/decisions', {}, { site: publicKey, page, slots: [{ id: 'one' }] }),
        ])
        all.push(...round)
        return round.every((a) => a.status === 200) || null
      },
      { timeoutMs: 30_000, everyMs: 100, what: 'everything answers again' },
    )
    return all
  }
})

describe('connections cut again and again', () => {
  test('lose no order and make none twice', async () => {
    const { site } = await shopOf(hands.core, 'cut', { MUG: 1_000 })
    let cuts = 0
    const answers = await checkoutsWith('cut', 150, async (answered) => {
      if (answered % 25 !== 10) return
      cuts++
      await hands.core.db.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tuidan%' and pid <> pg_backend_pid()",
      )
    })
    expect(cuts).toBeGreaterThan(4)
    await nothingLostOrHalfDone(site, answers)
  }, 90_000)
})
