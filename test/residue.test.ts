import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { PERSONAS } from '../demo/provider/personas.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import { STREAMS, streamOf } from '../demo/provider/source.ts'
import { newId } from '../src/base/id.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import type { Site } from '../src/sites/site.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'
import { zipOf } from './harness/zip.ts'
import { Visitor } from './loop-world.ts'
import {
  type Hands,
  handsOn,
  linkFor,
  orderBody,
  Program,
  removeFolder,
  shopOf,
  stateFolder,
} from './processes-world.ts'
import { TEXT } from './profile-world.ts'
import { isletSetting } from './sign-in-world.ts'
import { subscription } from './sites-apart-world.ts'

const PUBLIC_URL = 'http://localhost:4611'
let home: string
let database: FreshDatabase
let hands: Hands
let islet: Islet
let program: Program
let site: Site

beforeAll(async () => {
  home = await stateFolder()
  const temp = join(home, 'temp')
  await mkdir(temp)
  database = await freshDatabase()
  const env = {
    DATABASE_URL: database.url,
    TUIDAN_HOME: home,
    TUIDAN_URL: PUBLIC_URL,
    TUIDAN_LOG: 'debug',
    TMPDIR: temp,
  }
  program = await Program.start(env)
  hands = await handsOn(database.url, home)
  site = (await shopOf(hands.core, 'hill', { MUG: 20 })).site
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
        redirect_uris: [`${PUBLIC_URL}/s/hill/sign-in/islet/callback`],
      },
    ],
  })
  await registerConnector(hands.core, site.id, 'islet', isletSetting(islet.issuer))
}, 90_000)

afterAll(async () => {
  await program?.stop()
  await hands?.close()
  await islet?.stop()
  await database?.drop()
  await removeFolder(home)
})

/** Everything that lies in a folder, as text. */
async function filesIn(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return await Promise.all(
    files.map(async (file) => [file, (await readFile(file)).toString('latin1')] as [string, string]),
  )
}

/** Every table, all columns as text, the bytes of binary ones too. */
async function rowsOf(): Promise<[string, string][]> {
  const { db } = hands.core
  const tables = await db.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  return await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await db.query<Record<string, unknown>>(`select * from "${name}"`)
      const text = rows
        .flatMap((row) => Object.values(row))
        .map((value) =>
          Buffer.isBuffer(value) ? value.toString('utf8') + value.toString('latin1') : JSON.stringify(value),
        )
      return [name, text.join('\n')] as [string, string]
    }),
  )
}

/** Where which of these stands. */
async function residue(identifiers: readonly string[]): Promise<string[]> {
  const places = [...(await rowsOf()), ...(await filesIn(home)), ['log', program.said] as [string, string]]
  const found: string[] = []
  for (const [place, text] of places) {
    // Files are read byte by byte.
    const isFile = place.startsWith(home)
    for (const one of identifiers)
      if (text.includes(isFile ? Buffer.from(one).toString('latin1') : one)) found.push(`${place}: ${one}`)
  }
  return found
}

const PUBLIC = ['https://www.w3.org/ns/activitystreams#Public']

/** A shopper who leaves something in every corner: account, readings, archive, declared likes, order, notifications, a dead job. */
async function liveHere(persona: string): Promise<{ shopper: Visitor; secrets: string[] }> {
  const shopper = new Visitor(program.base)
  const carry = (address: string) => address.slice(PUBLIC_URL.length)
  const begun = await shopper.ask('GET', '/s/hill/sign-in/islet')
  await shopper.ask('GET', carry(await loginWith(begun.headers.get('location')!, persona)))
  const agree = async (connector: string, streams: Record<string, boolean>) => {
    const body = { connector, streams, textVersion: TEXT, lang: 'zh', ofAge: true }
    const said = await shopper.ask('POST', '/v1/sites/hill/consents', body)
    expect(said.status, said.text).toBe(200)
  }
  await agree('islet', { likes: true, follows: true, posts: true, purchases: true })
  const isRead = async () => {
    const { json } = await shopper.ask('GET', '/v1/sites/hill/reading?once=1')
    return json.done || null
  }
  await until(isRead, { what: 'everything read', timeoutMs: 30_000 })
  const note = `Ballade von ${newId()}`
  await agree('upload', { likes: true, posts: true })
  const outbox = { orderedItems: [{ type: 'Create', object: { content: note, to: PUBLIC } }] }
  const zip = zipOf([{ path: 'outbox.json', text: JSON.stringify(outbox) }])
  await fetch(`${program.base}/v1/sites/hill/upload`, {
    method: 'POST',
    headers: {
      'x-tuidan': '1',
      cookie: `shopper-hill=${shopper.cookies.get('shopper-hill')}`,
      'content-type': 'application/zip',
    },
    body: new Uint8Array(zip),
  })
  const receiver = orderBody('MUG')
  const order = { ...receiver, payment: { method: 'cod' }, note: `Klingel bei ${note}` }
  const placed = await shopper.ask('POST', '/v1/sites/hill/orders', order, { 'idempotency-key': newId() })
  expect(placed.status, placed.text).toBe(201)
  const told = subscription()
  await shopper.ask('POST', '/v1/sites/hill/push', { subscription: told })
  return {
    shopper,
    secrets: [
      note,
      receiver.receiver.phone,
      receiver.address.street,
      told.endpoint,
      told.keys.auth,
      shopper.cookies.get('shopper-hill')!,
    ],
  }
}

test('whoever is erased is found in no table, no file and no line of the log, whatever they were known by', async () => {
  const persona = PERSONAS.find((p) => p.id === 'lin-wan')!
  const { shopper, secrets } = await liveHere('lin-wan')
  const owner = new Visitor(program.base)
  const { token } = await linkFor(hands.core, site, '掌柜', ['owner'], 'console')
  await owner.ask('POST', '/v1/console/sign-in', { token })
  const { id: personId } = await hands.core.db.one<{ id: string }>('select id from person')
  const read = await owner.ask('POST', `/v1/console/people/${personId}/read`, { reason: `${persona.name.zh}来信` })
  expect(read.status).toBe(200)
  const exported = (await shopper.ask('GET', '/v1/sites/hill/export')).json
  expect(exported.facts.length).toBeGreaterThan(50)
  await shopper.ask('GET', '/v1/sites/hill/export/page')
  // The provider is away, so that the work of taking the token back is given up.
  await hands.core.db.run("update connector_setting set issuer = 'http://localhost:1'")
  const erased = await shopper.ask('POST', '/v1/sites/hill/erase', { confirm: true })
  expect(erased.json.kept.map((one: { what: string }) => one.what)).toEqual(['订单', '你答应和拒绝过什么'])
  await hands.core.db.run("update outbox set dead_at = now() where kind = 'account.revoke'")
  const texts = STREAMS.flatMap((stream) =>
    streamOf(persona, stream, { issuer: islet.issuer, startedAt: Date.now() }).flatMap((a) => [
      a.id,
      String(a.object.name ?? a.object.content ?? ''),
    ]),
  )
  const names = exported.facts.flatMap((f: { name: { zh?: string; en?: string } | null }) => [f.name?.zh, f.name?.en])
  const known = [persona.subject, persona.handle, persona.name.zh, persona.name.en, ...secrets, ...names, ...texts]
  // Goods of the shop may be called as something that somebody liked.
  const goods = JSON.stringify(await hands.core.db.query('select title, text from product'))
  const isTheirs = (one: unknown) => typeof one === 'string' && one.length > 1 && !goods.includes(one)
  const identifiers = [...new Set(known.filter(isTheirs))] as string[]
  expect(identifiers.length).toBeGreaterThan(300)
  expect(await residue(identifiers)).toEqual([])
  expect(program.said).toContain('/v1/sites/hill/erase')
}, 90_000)

test('the search finds what is there: in a table, in a file, in the log', async () => {
  const [word] = ['something-known']
  await hands.core.db.run("insert into event (site_id, id, name, at, payload) values ($1, $2, 'x', now(), $3)", [
    site.id,
    newId(),
    JSON.stringify({ oops: word }),
  ])
  await fetch(`${program.base}/s/hill/${word}`)
  await until(async () => program.said.includes(word!) || null, { what: 'the log' })
  expect((await residue([word!])).map((one) => one.split(':')[0])).toEqual(['event', 'log'])
  expect((await residue(['"keys"'])).some((one) => one.startsWith(home))).toBe(true)
})
