import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PERSONAS } from '../demo/provider/personas.ts'
import { STREAMS, streamOf } from '../demo/provider/source.ts'
import { DAY } from '../src/base/clock.ts'
import { category } from '../src/catalog/categories.ts'
import { EXPIRE, type Profiles, READ, readOn } from '../src/profile/flow.ts'
import { expire, readPage } from '../src/profile/flow-read.ts'
import { HotProfiles } from '../src/profile/hot.ts'
import { profileRoutes } from '../src/profile/http.ts'
import { until } from './harness/wait.ts'
import { Browser, type Shop, signInWorld, startShop } from './sign-in-world.ts'

let world: Awaited<ReturnType<typeof signInWorld>>
let shop: Shop
let hot: HotProfiles

const withProfiles = (into: (hot: HotProfiles) => void) => (parts: Omit<Shop, 'stop'>) => {
  const profiles: Profiles = { core: parts.core, signIn: parts.signIn }
  profileRoutes(parts.server, profiles, parts.auth)
  parts.core.outbox.handle(READ, (item) => readPage(profiles, item))
  parts.core.outbox.handle(EXPIRE, (item) => expire(profiles, item))
  const mine = new HotProfiles(parts.core)
  into(mine)
  return () => mine.stop()
}

beforeAll(async () => {
  let core: Shop['core'] | undefined
  world = await signInWorld(
    (parts) => {
      core = parts.core
      return withProfiles((h) => {
        hot = h
      })(parts)
    },
    { onSignedIn: (tx, who) => readOn(core!, tx, who) },
  )
  shop = world.shop
})
afterAll(async () => {
  await world?.stop()
})
afterEach(async () => {
  await fetch(`${world.islet.issuer}/faults`, { method: 'DELETE' })
  shop.clock.byMs = 0
})

const fault = async (plan: object) => {
  const answer = await fetch(`${world.islet.issuer}/faults`, { method: 'POST', body: JSON.stringify(plan) })
  expect(answer.status).toBe(201)
}
const TEXT = '2026-11-25'
const get = async (browser: Browser, path: string, slug = 'hill') =>
  (await browser.ask(`/v1/sites/${slug}/${path}`)).json()
const agree = (browser: Browser, streams: Record<string, boolean>, slug = 'hill') =>
  browser.ask(`/v1/sites/${slug}/consents`, {
    method: 'POST',
    body: { connector: 'islet', streams, textVersion: TEXT, lang: 'zh' },
  })
const reading = (browser: Browser, slug = 'hill') => get(browser, 'reading?once=1', slug)
const readAll = (browser: Browser, slug = 'hill') =>
  until(
    async () => {
      const view = await reading(browser, slug)
      return view.done && view.streams.every((s: { state: string }) => s.state === 'done') ? view : null
    },
    { what: 'everything read' },
  )
const personOf = async (browser: Browser, slug: 'hill' | 'lake' = 'hill') =>
  (await shop.signIn.sessions.find(world.site(slug).id, browser.cookies.get(`shopper-${slug}`)!))!.personId
/** A person nobody has used yet, signed in. */
const signedIn = async (persona: string, slug: 'hill' | 'lake' = 'hill') => {
  const browser = new Browser(shop.server)
  await browser.signIn(persona, slug)
  return browser
}
const factsOf = async (personId: string) =>
  (await shop.core.db.one<{ n: number }>('select count(*) as n from fact where person_id = $1', [personId])).n
/** What was read a moment ago is not read again at a sign-in. */
const readLongAgo = () => shop.core.db.run("update account_stream set read_at = read_at - interval '2 hours'")
const erase = (browser: Browser, slug = 'hill') =>
  browser.ask(`/v1/sites/${slug}/erase`, { method: 'POST', body: { confirm: true } })

describe('consent, reading, profile', () => {
  test('signing in alone reads nothing and forms nothing', async () => {
    const browser = await signedIn('lin-wan')
    const sheet = await get(browser, 'consents')
    expect(sheet.connectors[0].streams.map((s: { stream: string; given: boolean }) => [s.stream, s.given])).toEqual([
      ['likes', false],
      ['follows', false],
      ['posts', false],
      ['purchases', false],
    ])
    expect(sheet.connectors[0]).toMatchObject({ name: '小岛', account: { name: '林晚', state: 'connected' } })
    expect(sheet.connectors[0].streams[0]).toMatchObject({ title: '点赞', retention: '留 90 天' })
    expect(sheet.personalOffers.on).toBe(false)
    expect((await reading(browser)).streams).toEqual([])
    expect((await hot.of(world.site('hill').id, await personOf(browser))).personal).toBe(false)
  })

  test('a yes is proved, read page by page, and becomes interests with evidence', async () => {
    const browser = await signedIn('lin-wan')
    const answer = (await agree(browser, { likes: true, follows: true, posts: false, purchases: true })).json()
    expect(answer.receipts).toHaveLength(12)
    expect(answer.receipts.filter((r: { given: boolean }) => r.given)).toHaveLength(9)
    const view = await readAll(browser)
    const person = PERSONAS.find((p) => p.id === 'lin-wan')!
    for (const s of view.streams) {
      const all = streamOf(person, s.stream, { issuer: 'x', startedAt: Date.now() })
      expect([s.stream, s.count, s.total]).toEqual([s.stream, all.length, all.length])
      expect(s.setAside).toBeGreaterThan(0)
    }
    expect(view.streams.map((s: { stream: string }) => s.stream).sort()).toEqual(['follows', 'likes', 'purchases'])
    expect(view.understood.map((u: { categoryId: string }) => u.categoryId)).toContain('kitchen/coffee/pour-over')
    const mine = await get(browser, 'my-data')
    const pourOver = mine.interests.find((i: { categoryId: string }) => i.categoryId === 'kitchen/coffee/pour-over')
    expect(pourOver.label).toBe('手冲咖啡')
    expect(pourOver.evidence[0].sentence).toMatch(/^你(买过|喜欢过|关注了) \d+ .*手冲咖啡/)
    expect(pourOver.evidence[0].source).toMatch(/^来自小岛的/)
    expect(mine.facts.items[0]).toMatchObject({ connector: 'islet', receiptId: expect.any(String) })
    const profile = await hot.of(world.site('hill').id, await personOf(browser))
    expect(profile.personal).toBe(true)
    expect(profile.interests.get('kitchen/coffee/pour-over')).toBeGreaterThan(0.5)
    expect(profile.evidence('kitchen/coffee/pour-over')?.text.en).toMatch(/pour-over coffee$/)
  })

  test('each answer leaves a signed receipt; the same sheet again leaves none', async () => {
    const browser = await signedIn('lin-wan')
    const before = (await get(browser, 'my-data')).receipts.length
    expect((await agree(browser, { likes: true })).json().receipts).toEqual([])
    expect((await get(browser, 'my-data')).receipts).toHaveLength(before)
    const [row] = await shop.core.db.query<{ signature: Buffer }>('select signature from consent_receipt limit 1')
    expect(row!.signature).toHaveLength(32)
  })

  test('sensitive things are set aside: nothing of them is kept, no interest is made of them', async () => {
    const rows = await shop.core.db.query<{ personId: string; id: string; sealed: Buffer }>(
      'select person_id as "personId", id, sealed from fact',
    )
    expect(rows.length).toBeGreaterThan(100)
    for (const row of rows) {
      const box = await shop.core.vault.personBox(shop.core.db, world.site('hill').id, row.personId)
      const fact = box.open<{ categories: { id: string }[] }>(row.sealed, `fact|${row.id}`)
      expect(fact.categories.filter((c) => category(c.id)?.sensitive === true)).toEqual([])
    }
  })

  test('posts leave what they are about, and no word of theirs', async () => {
    const browser = await signedIn('xu-xiao')
    await agree(browser, { posts: true })
    await readAll(browser)
    const { items } = await get(browser, 'facts?stream=posts')
    expect(items).toHaveLength(50)
    for (const item of items) expect(item.sentence).toMatch(/^你发过一条关于.{1,12}的帖子$/)
    await erase(browser)
  })

  test('an account without any history is read to its end', async () => {
    const browser = await signedIn('newcomer')
    await agree(browser, { likes: true, follows: true, posts: true, purchases: true })
    expect((await readAll(browser)).understood).toEqual([])
    expect((await hot.of(world.site('hill').id, await personOf(browser))).personal).toBe(false)
  })

  test('progress comes as events until everything is read', async () => {
    const browser = await signedIn('fang-qi')
    await agree(browser, { likes: true })
    await shop.server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = shop.server.server.address() as { port: number }
    const ended = new AbortController()
    const response = await fetch(`http://127.0.0.1:${port}/v1/sites/hill/reading`, {
      headers: { cookie: `shopper-hill=${browser.cookies.get('shopper-hill')}` },
      signal: ended.signal,
    })
    let text = ''
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part
      if (text.includes('"done":true')) break
    }
    ended.abort()
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(text).toContain('event: reading')
    await erase(browser)
  })
})

describe('what is not right is refused', () => {
  test.each<[string, object, number, string]>([
    [
      'an unknown stream',
      { connector: 'islet', streams: { x: true }, textVersion: TEXT },
      400,
      'profile/unknown-stream',
    ],
    [
      'another version of the text',
      { connector: 'islet', streams: { likes: true }, textVersion: 'old' },
      409,
      'profile/text-changed',
    ],
    [
      'an unknown connector',
      { connector: 'x', streams: { likes: true }, textVersion: TEXT },
      404,
      'sign-in/unknown-connector',
    ],
    ['a maybe', { connector: 'islet', streams: { likes: 'maybe' }, textVersion: TEXT }, 400, 'http/invalid'],
    ['no streams', { connector: 'islet', textVersion: TEXT }, 400, 'http/invalid'],
  ])('%s', async (_name, body, status, code) => {
    const browser = await signedIn('he-mo')
    const answer = await browser.ask('/v1/sites/hill/consents', { method: 'POST', body })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect((await reading(browser)).streams).toEqual([])
  })

  test('nobody signed in: every route says so', async () => {
    const nobody = new Browser(shop.server)
    for (const path of ['consents', 'my-data', 'facts', 'export', 'reading?once=1']) {
      const answer = await nobody.ask(`/v1/sites/hill/${path}`)
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, 401, 'http/sign-in'])
    }
  })

  test("another site's session opens nothing here", async () => {
    const lake = await signedIn('he-mo', 'lake')
    lake.cookies.set('shopper-hill', lake.cookies.get('shopper-lake')!)
    expect((await lake.ask('/v1/sites/hill/my-data')).statusCode).toBe(401)
  })

  test("somebody else's fact, a fact that is none", async () => {
    const [mine, other] = [await signedIn('lin-wan'), await signedIn('he-mo')]
    const { items } = await get(mine, 'facts')
    for (const id of [items[0].id, 'x', '00000000-0000-7000-8000-000000000000']) {
      const answer = await other.ask(`/v1/sites/hill/facts/${id}`, { method: 'DELETE' })
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'profile/not-found'])
    }
    expect((await mine.ask('/v1/sites/hill/interests/no/such', { method: 'DELETE' })).json().code).toBe(
      'profile/unknown-category',
    )
    expect((await mine.ask('/v1/sites/hill/erase', { method: 'POST', body: { confirm: false } })).json().code).toBe(
      'profile/not-confirmed',
    )
  })
})

describe('a source in trouble', () => {
  test.each(['down', '500', 'rubbish', '429'])(
    '%s in the middle: what was read is kept, and it goes on by itself',
    async (kind) => {
      const browser = await signedIn('zhou-ye')
      await fault({ kind, stream: 'likes', afterPages: 2, times: 1 })
      await agree(browser, { likes: true })
      const stopped = await until(
        async () => {
          const [s] = (await reading(browser)).streams
          return s.state === 'failed' ? s : null
        },
        { what: 'the trouble' },
      )
      expect(stopped).toMatchObject({ count: 80, problem: { code: expect.stringMatching(/^profile\/source-/) } })
      expect(stopped.problem.title).toContain('小岛')
      expect(stopped.problem.title).toContain('80')
      expect(stopped.problem.next).toMatch(/秒后自动接着读/)
      expect(await factsOf(await personOf(browser))).toBeGreaterThan(60)
      const view = await readAll(browser)
      expect(view.streams[0]).toMatchObject({ state: 'done', problem: null, count: view.streams[0].total })
      await erase(browser)
    },
  )

  test('slow: after five seconds it is said, in English too', async () => {
    const browser = await signedIn('zhou-ye')
    await fault({ kind: 'slow', ms: 7000, stream: 'likes', afterPages: 1, times: 1 })
    await agree(browser, { likes: true })
    const stopped = await until(
      async () => {
        const answer = await browser.ask('/v1/sites/hill/reading?once=1', { lang: 'en' })
        const [s] = answer.json().streams
        return s.state === 'failed' ? s : null
      },
      { what: 'the trouble' },
    )
    expect(stopped.problem).toMatchObject({
      code: 'profile/source-slow',
      title: 'Islet is too slow, after item 40. Those are kept.',
    })
    await readAll(browser)
    await erase(browser)
  })

  test('a person who allowed sign-in only is told so, and it is not tried again', async () => {
    const browser = new Browser(shop.server)
    await browser.signIn('zhou-ye', 'hill', { answer: 'sign-in-only' })
    await agree(browser, { likes: true })
    const stopped = await until(
      async () => {
        const [s] = (await reading(browser)).streams
        return s.state === 'failed' ? s : null
      },
      { what: 'the refusal' },
    )
    expect(stopped).toMatchObject({ nextAt: null, count: 0, problem: { code: 'profile/source-forbidden' } })
    await erase(browser)
  })

  test('the same stream read again keeps nothing twice and stops at what it knows', async () => {
    const browser = await signedIn('zhou-ye')
    await agree(browser, { likes: true })
    await readAll(browser)
    const personId = await personOf(browser)
    const before = await factsOf(personId)
    await readLongAgo()
    await browser.signIn('zhou-ye')
    const view = await until(
      async () => {
        const v = await reading(browser)
        return v.streams[0].state === 'done' && v.streams[0].kept === 0 ? v : null
      },
      { what: 'the second reading' },
    )
    expect(view.streams[0].count).toBe(40)
    expect(await factsOf(personId)).toBe(before)
    await erase(browser)
  })
})

describe('taking back', () => {
  test('withdrawn while reading: nothing of that page is kept, nothing more is read, all of the stream is gone', async () => {
    const browser = await signedIn('su-he')
    const personId = await personOf(browser)
    await fault({ kind: 'slow', ms: 800, stream: 'likes', afterPages: 2, times: 1 })
    await agree(browser, { likes: true, follows: true })
    await until(
      async () => {
        const { streams } = await reading(browser)
        const likes = streams.find((s: { stream: string }) => s.stream === 'likes')
        return likes.count === 80 && streams.some((s: { state: string }) => s.state === 'done')
      },
      { what: 'two pages of likes' },
    )
    await agree(browser, { likes: false })
    const of = async (stream: string) =>
      (
        await shop.core.db.one<{ n: number }>('select count(*) as n from fact where person_id = $1 and stream = $2', [
          personId,
          stream,
        ])
      ).n
    expect(await of('likes')).toBe(0)
    await until(
      async () =>
        (await shop.core.db.one<{ n: number }>("select count(*) as n from outbox where kind = 'source.read'")).n === 0,
      {
        what: 'the reading to end',
      },
    )
    await fetch(`${world.islet.issuer}/faults`, { method: 'DELETE' })
    expect(await of('likes')).toBe(0)
    expect(await of('follows')).toBeGreaterThan(0)
    const view = await reading(browser)
    expect(view.streams.map((s: { stream: string }) => s.stream)).toEqual(['follows'])
    await erase(browser)
  })

  test('withdrawn, the next decision of this process and within a second of another is without it', async () => {
    let otherHot: HotProfiles | undefined
    const other = await startShop(
      world.database,
      world.keys,
      withProfiles((h) => {
        otherHot = h
      }),
    )
    const browser = await signedIn('su-he')
    const personId = await personOf(browser)
    const siteId = world.site('hill').id
    await agree(browser, { likes: true })
    await readAll(browser)
    expect((await hot.of(siteId, personId)).personal).toBe(true)
    expect((await otherHot!.of(siteId, personId)).personal).toBe(true)
    await agree(browser, { likes: false })
    const startedAt = Date.now()
    expect((await hot.of(siteId, personId)).personal).toBe(false)
    await until(async () => !(await otherHot!.of(siteId, personId)).personal, {
      timeoutMs: 1000,
      what: 'the other process',
    })
    expect(Date.now() - startedAt).toBeLessThan(1000)
    await other.stop()
    await erase(browser)
  })

  test('the personal-offers switch stands by itself: off, nothing personal; on again, as before', async () => {
    const browser = await signedIn('lin-wan')
    const siteId = world.site('hill').id
    const personId = await personOf(browser)
    const set = (on: boolean) => browser.ask('/v1/sites/hill/personal-offers', { method: 'POST', body: { on } })
    expect((await get(browser, 'consents')).personalOffers.on).toBe(true)
    await set(false)
    expect(await hot.of(siteId, personId)).toMatchObject({
      personal: false,
      interests: new Map(),
      consentVersion: null,
    })
    expect((await get(browser, 'consents')).personalOffers.on).toBe(false)
    expect((await get(browser, 'my-data')).interests.length).toBeGreaterThan(0)
    await set(true)
    expect((await hot.of(siteId, personId)).personal).toBe(true)
  })

  test('a stopped reading keeps what was read and reads no more', async () => {
    const browser = await signedIn('su-he')
    await fault({ kind: 'slow', ms: 500, stream: 'likes', afterPages: 1, times: 1 })
    await agree(browser, { likes: true })
    await until(async () => (await reading(browser)).streams[0].count === 40, { what: 'a page' })
    const view = (await browser.ask('/v1/sites/hill/reading/stop', { method: 'POST' })).json()
    expect(view).toMatchObject({ done: true, streams: [{ state: 'stopped', count: 40 }] })
    await until(
      async () =>
        (await shop.core.db.one<{ n: number }>("select count(*) as n from outbox where kind = 'source.read'")).n === 0,
    )
    expect((await reading(browser)).streams[0]).toMatchObject({ state: 'stopped', count: 40 })
    await erase(browser)
  })
})

describe('correcting', () => {
  test('a removed fact is gone, and is not read again', async () => {
    const browser = await signedIn('he-mo')
    await agree(browser, { follows: true })
    await readAll(browser)
    const { items } = await get(browser, 'facts')
    const before = await factsOf(await personOf(browser))
    expect((await browser.ask(`/v1/sites/hill/facts/${items[0].id}`, { method: 'DELETE' })).statusCode).toBe(200)
    await readLongAgo()
    await browser.signIn('he-mo')
    await until(
      async () => {
        const [s] = (await reading(browser)).streams
        return s.state === 'done' && s.kept === 0 && s.count > 0
      },
      { what: 'the second reading' },
    )
    expect(await factsOf(await personOf(browser))).toBe(before - 1)
    await erase(browser)
  })

  test('a denied interest stays denied until it is restored, with all below it', async () => {
    const browser = await signedIn('lin-wan')
    const ids = async () => (await get(browser, 'my-data')).interests.map((i: { categoryId: string }) => i.categoryId)
    expect(await ids()).toContain('kitchen/coffee/pour-over')
    await browser.ask('/v1/sites/hill/interests/kitchen/coffee', { method: 'DELETE' })
    expect((await ids()).filter((id: string) => id.startsWith('kitchen/coffee'))).toEqual([])
    const profile = await hot.of(world.site('hill').id, await personOf(browser))
    expect([...profile.interests.keys()].filter((id) => id.startsWith('kitchen/coffee'))).toEqual([])
    await browser.ask('/v1/sites/hill/interests/kitchen/coffee/restore', { method: 'POST' })
    expect(await ids()).toContain('kitchen/coffee/pour-over')
  })

  test('facts end with their time, and the profile with them', async () => {
    const browser = await signedIn('su-he')
    await agree(browser, { posts: true })
    await readAll(browser)
    const personId = await personOf(browser)
    shop.clock.byMs = 29 * DAY
    shop.core.outbox.wake()
    expect(await factsOf(personId)).toBeGreaterThan(0)
    shop.clock.byMs = 31 * DAY
    shop.core.outbox.wake()
    await until(async () => (await factsOf(personId)) === 0, { what: 'the facts to end' })
    shop.clock.byMs = 0
    expect((await get(browser, 'my-data')).interests).toEqual([])
    await erase(browser)
  })
})

describe('export and erasure', () => {
  test('the export holds every table that names the person', async () => {
    const browser = await signedIn('lin-wan')
    const answer = await browser.ask('/v1/sites/hill/export')
    expect(answer.headers['content-disposition']).toContain('my-data-hill.json')
    const file = answer.json()
    expect(file).toMatchObject({
      format: 'tuidan-person',
      version: 1,
      accounts: [{ subject: 'is_8f3c21d7', name: '林晚' }],
    })
    expect(file.facts.length).toBe(await factsOf(await personOf(browser)))
    for (const key of ['consents', 'receipts', 'interests', 'orders', 'offers'])
      expect(Array.isArray(file[key])).toBe(true)
  })

  test('erased: no table holds any identifier this person ever had, the session ends, the token is taken back', async () => {
    const persona = PERSONAS.find((p) => p.id === 'lin-wan')!
    const [browser, lake] = [await signedIn('lin-wan'), await signedIn('lin-wan', 'lake')]
    await agree(browser, { likes: true, follows: true, posts: true, purchases: true })
    await readAll(browser)
    const personId = await personOf(browser)
    const exported = (await browser.ask('/v1/sites/hill/export')).json()
    const names = exported.facts.flatMap((f: { name: { zh?: string; en?: string } | null }) => [f.name?.zh, f.name?.en])
    const answer = (await erase(browser)).json()
    expect(answer.erased).toBe(true)
    expect(answer.kept.map((k: { what: string }) => k.what)).toEqual(['授权回执'])
    expect((await browser.ask('/v1/sites/hill/my-data')).statusCode).toBe(401)
    expect((await hot.of(world.site('hill').id, personId)).personal).toBe(false)
    await until(
      async () =>
        (await shop.core.db.one<{ n: number }>("select count(*) as n from outbox where kind = 'account.revoke'")).n ===
        0,
      {
        what: 'the token to be taken back',
      },
    )
    // The same account at the other site is another shopper: it is still there.
    expect((await get(lake, 'sign-in', 'lake')).signedIn.name).toBe('林晚')
    await erase(lake, 'lake')
    const texts = STREAMS.flatMap((stream) =>
      streamOf(persona, stream, { issuer: world.islet.issuer, startedAt: Date.now() }).flatMap((a) => [
        a.id,
        String(a.object.name ?? a.object.content ?? ''),
      ]),
    )
    const identifiers = [persona.subject, persona.handle, persona.name.zh, persona.name.en, ...names, ...texts].filter(
      (one): one is string => typeof one === 'string' && one.length > 1,
    )
    expect(identifiers.length).toBeGreaterThan(500)
    expect(await residue(identifiers, ['product'])).toEqual([])
    const rows = await shop.core.db.query('select from person_key where person_id = $1', [personId])
    expect(rows).toEqual([])
  })

  test('the search for residue can find some', async () => {
    await signedIn('he-mo')
    await shop.core.db.run("insert into event (site_id, id, name, at, payload) values ($1, $2, 'x', now(), $3)", [
      world.site('hill').id,
      '00000000-0000-7000-8000-000000000001',
      JSON.stringify({ oops: 'is_8f3c21d7' }),
    ])
    expect(await residue(['is_8f3c21d7'])).toEqual(['event: is_8f3c21d7'])
  })
})

/** Every table, all its columns as text and the bytes of binary ones, searched for each identifier. */
async function residue(identifiers: readonly string[], except: readonly string[] = []): Promise<string[]> {
  const tables = await shop.core.db.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  )
  const found: string[] = []
  for (const { name } of tables) {
    if (except.includes(name)) continue
    const rows = await shop.core.db.query<Record<string, unknown>>(`select * from "${name}"`)
    const text = rows
      .flatMap((row) => Object.values(row))
      .map((value) =>
        Buffer.isBuffer(value)
          ? `${value.toString('utf8')} ${value.toString('latin1')}`
          : typeof value === 'string'
            ? value
            : JSON.stringify(value),
      )
      .join('\n')
    for (const one of new Set(identifiers)) if (text.includes(one)) found.push(`${name}: ${one}`)
  }
  return found
}
