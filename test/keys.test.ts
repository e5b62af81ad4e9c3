import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import { DAY } from '../src/base/clock.ts'
import type { Problem } from '../src/base/problem.ts'
import { checkAudit } from '../src/engine/audit.ts'
import { coversKeys, keysAgain, keyText, loadKeys, loadSealing, openVault, writeKeys } from '../src/engine/keys.ts'
import { aloneAtKeys, countHanging, sealAllAnew, total } from '../src/engine/reseal.ts'
import { retireKey, rotateKeys, viewKeys } from '../src/engine/rotation.ts'
import { SEALED, SEALED_ELSEWHERE_MS } from '../src/engine/sealed.ts'
import { hashKeyOf, type KeyRing, Vault } from '../src/engine/vault.ts'
import { accessToken, REVOKE, tokenRefused } from '../src/sign-in/flow-account.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { withHandover } from '../src/sign-in/flow-handover.ts'
import { tokenPlace } from '../src/sign-in/flow-write.ts'
import { loadToken } from '../src/sign-in/store.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { openDb } from '../src/storage/db.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { readSources } from './harness/source.ts'
import { until } from './harness/wait.ts'
import { fillMany, fillPlaces, openEverything, type, typeAndKill, typeServer } from './keys-world.ts'
import {
  cookieOf,
  type Hands,
  handsOn,
  orderBody,
  Program,
  removeFolder,
  type Said,
  shopOf,
  stateFolder,
} from './processes-world.ts'
import { TEXT } from './profile-world.ts'
import { Browser, isletSetting, startShop, startTestIslet } from './sign-in-world.ts'

const PUBLIC_URL = 'http://localhost:4620'
const MANY = 3_000
const MANY_KEYS = 10

let home: string
let database: FreshDatabase
let env: Record<string, string>
let program: Program
let hands: Hands
let islet: Islet
let site: Site

beforeAll(async () => {
  home = await stateFolder()
  database = await freshDatabase()
  env = { DATABASE_URL: database.url, TUIDAN_HOME: home, TUIDAN_URL: PUBLIC_URL, TUIDAN_POOL: '6', TUIDAN_LIMITS: '0' }
  program = await Program.start(env)
  hands = await handsOn(database.url, home)
  const { clientId, clientSecret } = isletSetting('')
  const redirect = `${PUBLIC_URL}/s/keys/sign-in/islet/callback`
  islet = await startIslet({
    port: 0,
    host: '127.0.0.1',
    lang: 'zh',
    faults: false,
    perMinute: 10_000,
    accessTokenSeconds: 3600,
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect] }],
  })
  const shop = await shopOf(hands.core, 'keys', { MUG: 100 })
  site = shop.site
  await registerConnector(hands.core, site.id, 'islet', isletSetting(islet.issuer))
  const authorization = `Bearer ${shop.secretKey}`
  const headers = { authorization, 'idempotency-key': crypto.randomUUID() }
  expect((await program.call('POST', '/v1/orders', headers, orderBody('MUG'))).status).toBe(201)
}, 120_000)

afterAll(async () => {
  await hands?.close()
  expect(await program?.stop()).toBe(0)
  await islet?.stop()
  await database?.drop()
  await removeFolder(home)
}, 60_000)

/** Begins to sign in; what ends it. */
async function beginSignIn(persona: string): Promise<() => Promise<{ cookie: string }>> {
  const begun = await program.call('GET', '/s/keys/sign-in/islet')
  const back = new URL(await loginWith(begun.headers.get('location')!, persona))
  return async () => {
    const done = await program.call('GET', back.pathname + back.search, { cookie: cookieOf(begun) })
    expect(done.headers.get('location'), done.json?.code).toBe('/s/keys/')
    const cookie = done.headers.getSetCookie().find((one) => one.startsWith('shopper-keys='))!
    return { cookie: cookie.split(';')[0]! }
  }
}

const signIn = async (persona: string) => await (await beginSignIn(persona))()
const myData = async (shopper: { cookie: string }): Promise<Said> =>
  await program.call('GET', '/v1/sites/keys/my-data', shopper)
const people = async () => (await hands.core.db.one<{ n: number }>('select count(*) as n from person')).n
const ofKey = async (id: number) => total((await countHanging(hands.core.db)).get(id))
const place = () => ({ home, fromEnv: null })
const ringNow = () => loadKeys(home, null)

describe('the list of what is sealed', () => {
  /** Bytes that no master key seals: hashes, what a person's own key seals, files and learnt models. */
  const OTHERS =
    /_hash$|^(account|account_stream|audit|catalog_import|consent_receipt|fact|offer_model|product_picture|profile)\./

  test('has every column of bytes, but for hashes, files and what a person’s own key seals', async () => {
    const columns = await hands.core.db.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = current_schema() and data_type = 'bytea' order by 1`,
    )
    const listed = SEALED.map((one) => one.name)
    expect(columns.map((one) => one.name).filter((name) => !listed.includes(name) && !OTHERS.test(name))).toEqual([])
  })

  test('has what waits in the outbox under the names it has there', () => {
    const kinds = SEALED.flatMap(({ name }) => /^outbox (.*)\//.exec(name)?.[1] ?? [])
    expect(new Set(kinds)).toEqual(new Set([REVOKE, END_CONNECTOR]))
  })

  test('knows every call that seals: whoever adds one adds its place, and counts it here', () => {
    const calls: Record<string, number> = {}
    for (const { path, text } of readSources(['src', 'demo']).filter((one) => !one.path.endsWith('.test.ts'))) {
      // A person's box seals under that person's key.
      const n = [...text.matchAll(/(?:vault\s*|this)\.seal\(/g)].length
      if (n > 0) calls[path] = n
    }
    expect(calls).toEqual({
      'src/engine/keys.ts': 1,
      'src/engine/vault.ts': 1,
      'src/openid/adapter.ts': 1,
      // A code in a row; a pass, which the visitor's page has for SEALED_ELSEWHERE_MS at most.
      'src/openid/flow-visitor.ts': 2,
      'src/openid/signing.ts': 1,
      'src/orders/flow-pay.ts': 1,
      'src/orders/flow.ts': 1,
      'src/push/flow.ts': 2,
      'src/push/vapid-headers.ts': 1,
      'src/sign-in/flow-account.ts': 1,
      'src/sign-in/flow-connectors.ts': 1,
      'src/sign-in/flow-find.ts': 1,
      // No row: the merchant's server has it, for SEALED_ELSEWHERE_MS at most.
      'src/sign-in/flow-handover.ts': 1,
      'src/sign-in/flow-write.ts': 1,
      'src/sign-in/flow.ts': 1,
    })
  })
})

describe('a rotation while a server runs', () => {
  let before: number
  let shopper: { cookie: string }
  let handover: string
  let underWay: () => Promise<{ cookie: string }>

  test('before it, every place has a value, and all hang on key 1', async () => {
    const { core } = hands
    await signIn('he-mo')
    const { id, person } = await core.db.one<{ id: string; person: string }>(
      'select id, person_id as person from account',
    )
    await fillPlaces(core, site, id, person)
    expect(await typeServer(core, site)).toMatchObject({ id: 'client-1' })
    shopper = await signIn('lin-wan')
    const sheet = (await program.call('GET', '/v1/sites/keys/consents', shopper)).json
    const streams = Object.fromEntries(sheet.connectors[0].streams.map((one: { stream: string }) => [one.stream, true]))
    const yes = { connector: 'islet', streams, textVersion: TEXT, ofAge: true, lang: 'zh' }
    expect((await program.call('POST', '/v1/sites/keys/consents', shopper, yes)).status).toBe(200)
    await until(async () => (await program.call('GET', '/v1/sites/keys/reading?once=1', shopper)).json.done || null, {
      timeoutMs: 60_000,
      what: 'everything read',
    })
    underWay = await beginSignIn('su-he')
    const own = { ...site, origins: ['https://own.example'] }
    const to = withHandover(core, own, 'https://own.example/x', 'session-1')
    handover = new URL(to).searchParams.get('tuidan_shopper')!
    await fillMany(core, site.id, MANY)
    const hanging = await countHanging(core.db)
    expect([...hanging.keys()]).toEqual([1])
    expect([...hanging.get(1)!.keys()].sort()).toEqual(SEALED.map((one) => one.name).sort())
    before = total(hanging.get(1))
  }, 90_000)

  test('killed in the middle it leaves everything readable; people sign in and read all the while', async () => {
    const { db } = hands.core
    let kill: () => Promise<void> = async () => {}
    // Somebody holds one row, so that it cannot end.
    await db.tx(async (tx) => {
      await tx.run(
        `select from push_subscription where recipient = 'shopper:nobody' order by id desc limit 1 for update`,
      )
      kill = typeAndKill(['keys', 'rotate'], env)
      await until(async () => (await ofKey(2)) > MANY / 2 || null, { timeoutMs: 60_000, what: 'half of it' })
      await kill()
    })
    expect(await ofKey(1)).toBeGreaterThan(0)
    expect(await loadSealing(db)).toMatchObject({ key: 2, isOnTheWay: true })
    expect((await myData(shopper)).json.interests.length).toBeGreaterThan(0)
    await (await beginSignIn('lin-wan'))()
  }, 90_000)

  test('typed again it goes on with the same key until nothing hangs on the old one', async () => {
    let isOver = false
    const rotation = type(['keys', 'rotate'], env).finally(() => {
      isOver = true
    })
    const personsBefore = await people()
    const seen: (number | string)[] = []
    await until(
      async () => {
        await signIn('lin-wan')
        seen.push((await myData(shopper)).status)
        return isOver || null
      },
      { timeoutMs: 90_000, what: 'the rotation to end' },
    )
    const typed = await rotation
    expect(typed.err + typed.out).toContain('key 2 seals now')
    expect(typed.code).toBe(0)
    expect(new Set(seen)).toEqual(new Set([200]))
    expect(await people(), 'nobody became somebody else').toBe(personsBefore)
    expect(await ofKey(1)).toBe(0)
    expect(await ofKey(2)).toBeGreaterThanOrEqual(before)
    expect((await stat(join(home, 'keys.json'))).mode & 0o777).toBe(0o600)
    for (const key of (await ringNow()).keys.values())
      expect(typed.err + typed.out).not.toContain(Buffer.from(key).toString('base64'))
  }, 120_000)

  test('everything opens with the new key alone, and people are found by the same hashes', async () => {
    const ring = await ringNow()
    const alone: KeyRing = { current: 2, keys: new Map([[2, ring.keys.get(2)!]]), hash: hashKeyOf(ring) }
    const { opened, closed } = await openEverything(hands.core, alone)
    expect(closed).toEqual([])
    expect(opened).toBeGreaterThanOrEqual(before)
    const old = new Vault({ current: 1, keys: new Map([[1, ring.keys.get(1)!]]) })
    expect(new Vault(alone).hash('s', 'p', 'v')).toEqual(old.hash('s', 'p', 'v'))
    // What the rooms sealed is at home where they look for it.
    expect(await typeServer(hands.core, site)).toMatchObject({ id: 'client-1', secret: 'hush' })
    expect((await underWay()).cookie).toContain('shopper-keys=')
    expect((await program.call('GET', '/ready')).status).toBe(200)
  })

  test('a process that has not heard of it looks again by itself, and seals with the new key from then on', async () => {
    const late = new Vault({ current: 1, keys: new Map([[1, (await ringNow()).keys.get(1)!]]) }, keysAgain(home, null))
    const fresh = hands.core.vault.seal('fresh', 'place')
    expect(fresh[0]).toBe(2)
    // The first byte may be anybody's: only what really opens moves a process on.
    const forged = Buffer.concat([Buffer.of(2), randomBytes(60)])
    expect(() => late.open(forged, 'place')).toThrow(expect.objectContaining({ code: 'vault/wrong-key' }))
    expect(late.seal('x', 'place')[0]).toBe(1)
    expect(late.open(fresh, 'place')).toBe('fresh')
    expect(late.seal('x', 'place')[0]).toBe(2)
  })

  test('the old key stays while handovers may hang on it, and while anything does', async () => {
    const { core } = hands
    expect(core.vault.open(Buffer.from(handover, 'base64url'), `${site.id}|handover`)).toEqual([
      'session-1',
      expect.any(Number),
    ])
    await expect(retireKey(core, place(), 1)).rejects.toMatchObject({ code: 'keys/too-soon' })
    const later = { ...core, clock: { now: () => Date.now() + SEALED_ELSEWHERE_MS + DAY } }
    await expect(retireKey(later, place(), 2)).rejects.toMatchObject({ code: 'keys/seals' })
    await expect(retireKey(later, place(), 9)).rejects.toMatchObject({ code: 'keys/unknown' })
    // No key opens this one: it is said, and neither removed nor forgotten.
    const lost = { site: site.id, bytes: Buffer.concat([Buffer.of(1), randomBytes(60)]) }
    await core.db.run(`insert into payment_setting (site_id, provider, sealed) values ($1, 'torn', $2)`, [
      lost.site,
      lost.bytes,
    ])
    await expect(retireKey(later, place(), 1)).rejects.toMatchObject({
      code: 'keys/in-use',
      params: { id: 1, n: 1, what: 'payment_setting.sealed 1' },
    })
    await core.db.run(`delete from payment_setting where provider = 'torn'`)
  }, 60_000)

  test('then it goes; what a late process still sealed with it is sealed anew first', async () => {
    const { core } = hands
    const ring = await ringNow()
    const late = { ...core, vault: new Vault({ current: 1, keys: ring.keys }) }
    await fillMany(late, site.id, 3)
    const listed = await type(['keys'], env)
    expect(listed.out).toMatch(/^1 +opens +3 /m)
    expect(listed.out).toMatch(/^2 +seals +\d+$/m)
    const later = { ...core, clock: { now: () => Date.now() + SEALED_ELSEWHERE_MS + DAY } }
    await retireKey(later, place(), 1)
    const kept = await ringNow()
    expect([...kept.keys.keys()]).toEqual([2])
    expect(Buffer.from(hashKeyOf(kept))).toEqual(Buffer.from(hashKeyOf(ring)))
    expect((await openEverything(core, kept)).closed).toEqual([])
    // A server that starts now has only what the file has.
    await program.stop()
    program = await Program.start({ ...env, TUIDAN_URL: PUBLIC_URL })
    const persons = await people()
    shopper = await signIn('lin-wan')
    expect((await myData(shopper)).json.interests.length).toBeGreaterThan(0)
    expect(await people()).toBe(persons)
  }, 90_000)

  test('a backup holds every key, and what it brings back opens', async () => {
    expect(await rotateKeys(hands.core, place(), { prepare: true })).toMatchObject({ how: 'prepared', key: 3 })
    const file = join(home, 'all.tuidan')
    expect(await type(['backup', file], env)).toMatchObject({ code: 0 })
    const other = await stateFolder()
    const empty = await freshDatabase()
    try {
      const there = { DATABASE_URL: empty.url, TUIDAN_HOME: other }
      expect(await type(['restore', file], there)).toMatchObject({ code: 0 })
      const db = openDb(empty.url, { max: 2 })
      // The audit came along unbroken, and tells of the restoring; so it does of whoever is taken on at the terminal.
      expect(await type(['staff', 'add', '林青', '--roles', 'picker', '--site', site.slug], there)).toMatchObject({
        code: 0,
      })
      const told = await db.query<{ action: string }>(
        'select action from audit where site_id = $1 order by n desc limit 2',
        [site.id],
      )
      expect(told.map((one) => one.action)).toEqual(['staff.added', 'backup.restored'])
      expect((await checkAudit(db, site.id)).brokenAt).toBeNull()
      const ring = await loadKeys(other, null)
      const vault = await openVault(db, ring, keysAgain(other, null))
      expect([...ring.keys.keys()], 'the prepared one too').toEqual([2, 3])
      expect(vault.current).toBe(2)
      expect((await openEverything({ ...hands.core, db, vault }, ring)).closed).toEqual([])
      await db.close()
    } finally {
      await empty.drop()
      await removeFolder(other)
    }
  }, 90_000)
})

describe('a refresh on its way', () => {
  test('loses nothing to sealing anew, and gives nothing old back to it; its token is kept before it is used', async () => {
    const fresh = await freshDatabase()
    const ids = Array.from({ length: MANY_KEYS }, (_, i) => i + 1)
    const keys = new Map(ids.map((id) => [id, new Uint8Array(randomBytes(32))] as const))
    const shop = await startShop(fresh, { current: 1, keys })
    const provider = await startTestIslet({ accessTokenSeconds: 600 })
    try {
      const { site: hill } = await createSite(shop.core, { slug: 'hill', name: { zh: '山', en: 'Hill' } })
      await registerConnector(shop.core, hill.id, 'islet', isletSetting(provider.issuer))
      await new Browser(shop.server).signIn('su-he')
      const { id } = await shop.core.db.one<{ id: string }>('select id from account')
      const { db, vault } = shop.core
      const anew = { ...shop.core, vault: new Vault({ current: 2, keys }) }
      const kept = async () => (await loadToken(db, hill.id, id))!
      const opened = async () =>
        vault.open<string>((await kept()).refresh!, tokenPlace(hill.id, 'islet', id, 'refresh'))
      const got: string[] = []
      const providers = Object.create(shop.signIn.providers, {
        refresh: {
          value: async (...args: Parameters<typeof shop.signIn.providers.refresh>) => {
            const tokens = await shop.signIn.providers.refresh(...args)
            // The old one is burnt, the new one not kept: now everything is sealed anew.
            await sealAllAnew(anew)
            expect((await kept()).refresh![0]).toBe(2)
            got.push(tokens.refresh!)
            return tokens
          },
        },
      })
      // And the database is away for a moment, just when the new one is written.
      await db.run('create sequence hiccup')
      await db.run(`create function away() returns trigger language plpgsql as $$ begin
        if nextval('hiccup') <= 2 then raise exception 'away' using errcode = '08006'; end if;
        return new; end $$`)
      await db.run(`create trigger away before update on account_token for each row
        when (new.version <> old.version) execute function away()`)
      await tokenRefused(shop.core, hill.id, id)
      const access = await accessToken({ ...shop.signIn, providers }, hill.id, id)
      expect(await db.one(`select last_value as n from hiccup`)).toEqual({ n: 3 })
      expect(await opened()).toBe(got[0])
      expect((await kept()).version).toBe(2)
      expect(vault.open((await kept()).access, tokenPlace(hill.id, 'islet', id, 'access'))).toBe(access)
      // Sealing anew once more writes what stands there now, and the provider takes it.
      await sealAllAnew(anew)
      expect(await opened()).toBe(got[0])
      await tokenRefused(shop.core, hill.id, id)
      expect(await accessToken(shop.signIn, hill.id, id)).not.toBe(access)
      expect(await opened()).not.toBe(got[0])
      // Both at full speed: an old token that came back would be refused by the provider.
      let isOver = false
      const refreshing = async () => {
        let n = 0
        for (; !isOver || n < 5; n++) {
          await tokenRefused(shop.core, hill.id, id)
          await accessToken(shop.signIn, hill.id, id)
        }
        return n
      }
      const sealing = async () => {
        for (let key = 3; key <= MANY_KEYS; key++)
          await sealAllAnew({ ...shop.core, vault: new Vault({ current: key, keys }) })
        isOver = true
      }
      await Promise.all([refreshing(), sealing()])
      expect((await kept()).refresh![0]).toBe(MANY_KEYS)
      expect(await accessToken(shop.signIn, hill.id, id)).toBeTruthy()
    } finally {
      await shop.stop()
      await provider.stop()
      await fresh.drop()
    }
  }, 60_000)
})

describe('keys that come from elsewhere, or are wrong', () => {
  let other: FreshDatabase
  let folder: string
  beforeAll(async () => {
    other = await freshDatabase()
    folder = await stateFolder()
  })
  afterAll(async () => {
    await other.drop()
    await removeFolder(folder)
  })

  test('with TUIDAN_KEYS the new ring is written for its owner only and never printed; set, it is taken', async () => {
    const first = `1:${randomBytes(32).toString('base64')}`
    const with1 = { DATABASE_URL: other.url, TUIDAN_HOME: folder, TUIDAN_KEYS: first }
    const made = await type(['keys', 'rotate'], with1)
    expect(made).toMatchObject({ code: 0, err: '' })
    const file = join(folder, 'TUIDAN_KEYS.next')
    expect(made.out).toContain(file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = (await readFile(file, 'utf8')).trim()
    expect(text).toMatch(/^hash:[^,]+,1:[^,]+,2:[^,]+$/)
    for (const part of text.split(',')) expect(made.out).not.toContain(part.split(':')[1])
    const db = openDb(other.url, { max: 2 })
    const at = async (fromEnv: string) => {
      const vault = await openVault(db, await loadKeys(folder, fromEnv))
      const from = { home: folder, fromEnv }
      return { core: { ...hands.core, db, vault }, from }
    }
    // It may be on its way to other machines: a second call makes no other one.
    const before = await at(first)
    expect(await rotateKeys(before.core, before.from, { prepare: false })).toMatchObject({ how: 'prepared', key: 2 })
    expect((await readFile(file, 'utf8')).trim()).toBe(text)
    // Set everywhere, it is known and nothing more, until it is taken.
    const after = await at(text)
    expect(after.core.vault.current).toBe(1)
    expect(await rotateKeys(after.core, after.from, { prepare: false })).toMatchObject({
      how: 'done',
      key: 2,
      sealed: 1,
    })
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
    const old = await type(['keys'], with1)
    expect(old).toMatchObject({ code: 1, out: '' })
    expect(old.err).toContain('(keys/missing)')
    await db.close()
  }, 90_000)

  test('a backup from before a rotation goes to the keys from after it; one whose key was retired since does not', async () => {
    const [one, two] = [randomBytes(32), randomBytes(32)]
    const before = { current: 1, keys: new Map([[1, one]]) }
    const hash = hashKeyOf(before)
    const after = { current: 2, keys: new Map([...before.keys, [2, two]]), hash }
    expect(coversKeys(after, keyText(before))).toBe(true)
    expect(coversKeys(before, keyText(after))).toBe(false)
    expect(coversKeys({ current: 2, keys: new Map([[2, two]]), hash }, keyText(before))).toBe(false)
    expect(coversKeys({ current: 1, keys: new Map([[1, two]]) }, keyText(before))).toBe(false)
  })

  test('no id is given twice, though the file of a key that was prepared elsewhere is not here', async () => {
    const db = openDb(other.url, { max: 2 })
    const [here, there] = [await stateFolder(), await stateFolder()]
    const ring = { current: 2, keys: new Map([[2, new Uint8Array(randomBytes(32))]]) }
    for (const machine of [here, there]) await writeKeys(machine, ring)
    const core = { ...hands.core, db }
    const prepare = async (machine: string) =>
      (await rotateKeys(core, { home: machine, fromEnv: null }, { prepare: true })).key
    expect(await prepare(here)).toBe(3)
    expect(await prepare(here), 'the one that is there').toBe(3)
    expect(await prepare(there)).toBe(4)
    await db.close()
    for (const machine of [here, there]) await removeFolder(machine)
  })

  test('two rotations at once: the second says so', async () => {
    const busy = await aloneAtKeys(hands.core.db, () =>
      rotateKeys(hands.core, place(), { prepare: false }).catch((error: { code: string }) => error.code),
    )
    expect(busy).toBe('keys/busy')
    expect((await viewKeys(hands.core, place())).keys.map((key) => key.id)).toEqual([2, 3])
  })

  test('after key 255 there is no further one, and that is said', async () => {
    const db = openDb((await freshDatabase()).url, { max: 2 })
    const last = await stateFolder()
    const ring = { current: 255, keys: new Map([[255, new Uint8Array(randomBytes(32))]]) }
    await writeKeys(last, ring)
    const vault = await openVault(db, await loadKeys(last, null))
    const core = { ...hands.core, db, vault }
    await expect(rotateKeys(core, { home: last, fromEnv: null }, { prepare: false })).rejects.toMatchObject({
      code: 'keys/used-up',
    })
    expect(await readFile(join(last, 'keys.json'), 'utf8')).toContain(keyText(ring))
    await db.close()
    await removeFolder(last)
  })

  test.each(['', '0:AAAA', '1:AAAA', '256:KEY', '1:KEY,1:KEY', 'hash:KEY', 'x:KEY'])(
    '"%s" is malformed',
    async (text) => {
      const full = text.replaceAll('KEY', Buffer.alloc(32).toString('base64'))
      await expect(loadKeys(folder, full)).rejects.toMatchObject({ code: 'keys/malformed' })
    },
  )

  test('a keys.json that cannot be read ends a command with words', async () => {
    const file = join(home, 'keys.json')
    const whole = await readFile(file)
    try {
      // Root may read everything, whatever the mode says.
      await chmod(file, 0o000)
      const isRoot = process.geteuid?.() === 0
      if (isRoot) process.seteuid?.(65_534)
      const closed = await loadKeys(home, null).catch((error: Problem) => error)
      if (isRoot) process.seteuid?.(0)
      expect(closed).toMatchObject({ code: 'keys/unreadable', params: { file, reason: 'EACCES' } })
      await rename(file, `${file}.kept`)
      await mkdir(file)
      const folderThere = await type(['keys'], { ...env, LANG: 'zh_CN.UTF-8' })
      expect(folderThere).toMatchObject({ code: 1, out: '' })
      expect(folderThere.err).toMatch(/读不了钥匙文件 .*keys\.json（EISDIR）/)
      await rename(file, `${file}.folder`)
      await writeFile(file, '{', { mode: 0o600 })
      await expect(loadKeys(home, null)).rejects.toMatchObject({ code: 'keys/malformed' })
      // The server that runs has its keys and goes on.
      expect((await program.call('GET', '/ready')).status).toBe(200)
      await signIn('lin-wan')
    } finally {
      await writeFile(file, whole, { mode: 0o600 })
    }
  }, 60_000)

  test.each([
    [['keys', 'turn'], 'no "turn"'],
    [['keys', 'retire'], 'the number of a key'],
  ])('typed wrongly it says how: %j', async (args, words) => {
    const typed = await type(args, env)
    expect(typed).toMatchObject({ code: 2, out: '' })
    expect(typed.err).toContain(words)
    expect(typed.err).toContain('tuidan keys [list | rotate [--prepare] | retire KEY]')
  })
})
