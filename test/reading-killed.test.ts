import { afterAll, beforeAll, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { PERSONAS } from '../demo/provider/personas.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import { streamOf } from '../demo/provider/source.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'
import { cookieOf, type Hands, handsOn, Program, removeFolder, shopOf, stateFolder } from './processes-world.ts'
import { TEXT } from './profile-world.ts'
import { isletSetting } from './sign-in-world.ts'

const PUBLIC_URL = 'http://localhost:4610'
let home: string
let database: FreshDatabase
let hands: Hands
let islet: Islet

beforeAll(async () => {
  home = await stateFolder()
  database = await freshDatabase()
  const { clientId, clientSecret } = isletSetting('')
  islet = await startIslet({
    port: 0,
    host: '127.0.0.1',
    lang: 'zh',
    faults: true,
    perMinute: 10_000,
    accessTokenSeconds: 3600,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${PUBLIC_URL}/s/pages/sign-in/islet/callback`],
      },
    ],
  })
}, 120_000)

afterAll(async () => {
  await hands?.close()
  await islet?.stop()
  await database?.drop()
  await removeFolder(home)
}, 60_000)

test('killed in the middle of a page: another process goes on with that page, and nothing is kept twice', async () => {
  const env = { DATABASE_URL: database.url, TUIDAN_HOME: home, TUIDAN_URL: PUBLIC_URL, TUIDAN_POOL: '6' }
  const one = await Program.start(env)
  hands = await handsOn(database.url, home)
  const { site } = await shopOf(hands.core, 'pages', {})
  await registerConnector(hands.core, site.id, 'islet', isletSetting(islet.issuer))

  const begun = await one.call('GET', '/s/pages/sign-in/islet')
  const back = await loginWith(begun.headers.get('location')!, 'lin-wan')
  // By the name that people use: a callback at 127.0.0.1 is led to it.
  const callback = one.base.replace('127.0.0.1', 'localhost') + back.slice(PUBLIC_URL.length)
  const signedIn = await fetch(callback, { redirect: 'manual', headers: { cookie: cookieOf(begun) } })
  const session = { cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! }

  // The third page takes its time: the kill finds the program waiting for it, with two pages kept.
  const plan = { kind: 'slow', ms: 4_000, stream: 'likes', afterPages: 2, times: 1 }
  await fetch(`${islet.issuer}/faults`, { method: 'POST', body: JSON.stringify(plan) })
  const sheet = { connector: 'islet', streams: { likes: true }, textVersion: TEXT, ofAge: true }
  expect((await one.call('POST', '/v1/sites/pages/consents', session, sheet)).status).toBe(200)
  const stands = async () =>
    await hands.core.db.one<{ state: string; pages: number; count: number; total: number; facts: number }>(
      `select state, pages, count, total, (select count(*) from fact) as facts from account_stream`,
    )
  await until(async () => (await stands()).pages === 2, { timeoutMs: 30_000, what: 'two pages' })
  await one.kill()
  const before = await stands()
  expect(before).toMatchObject({ state: 'reading', count: 80 })

  const other = await Program.start(env)
  await until(async () => (await stands()).state === 'done', { timeoutMs: 60_000, what: 'the end of the stream' })
  const person = PERSONAS.find((one) => one.id === 'lin-wan')!
  const all = streamOf(person, 'likes', { issuer: 'x', startedAt: Date.now() }).length
  const after = await stands()
  expect(after).toMatchObject({ count: all, total: all })
  const { once, facts } = await hands.core.db.one<{ once: number; facts: number }>(
    'select count(distinct source_hash) as once, count(*) as facts from fact',
  )
  expect(once).toBe(facts)
  const { kept, aside } = await hands.core.db.one<{ kept: number; aside: number }>(
    'select kept, set_aside as aside from account_stream',
  )
  expect([kept + aside, facts]).toEqual([all, kept])
  // What the other one understood is there without any further reading.
  const view = (await other.call('GET', '/v1/sites/pages/reading?once=1', session)).json
  expect(view.understood.length).toBeGreaterThan(3)
  expect(await other.stop()).toBe(0)
}, 150_000)
