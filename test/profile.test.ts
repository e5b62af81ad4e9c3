import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { PERSONAS } from '../demo/provider/personas.ts'
import { streamOf } from '../demo/provider/source.ts'
import { DAY } from '../src/base/clock.ts'
import { allCategories, category } from '../src/catalog/categories.ts'
import { until } from './harness/wait.ts'
import { profileWorld, TEXT } from './profile-world.ts'
import { Browser } from './sign-in-world.ts'

/** One of the branches that are never inferred. */
const SENSITIVE = allCategories().find((one) => one.sensitive)!.id

const w = await profileWorld()
const {
  world,
  shop,
  hot,
  get,
  reading,
  count,
  fault,
  agree,
  readAll,
  personOf,
  signedIn,
  factsOf,
  readLongAgo,
  erase,
} = w
afterAll(() => world.stop())
afterEach(() => w.calm())

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
    expect(pourOver.evidence[0].source).toMatch(/^来自小岛：/)
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

  test('a no to what was never given is a refusal, proved once however often it is said', async () => {
    const browser = await signedIn('he-mo')
    const personId = await personOf(browser)
    const names = async () =>
      (
        await shop.core.db.query<{ name: string }>(
          "select name from event where person_id = $1 and name like 'consent.%' order by at, id",
          [personId],
        )
      ).map((e) => e.name)
    const none = { likes: false, follows: false }
    expect((await agree(browser, none)).json().receipts).toHaveLength(6)
    for (const _ of [1, 2]) expect((await agree(browser, none)).json().receipts).toEqual([])
    expect(await count('consent_receipt where person_id = $1', [personId])).toBe(6)
    expect(new Set(await names())).toEqual(new Set(['consent.refused']))
    await agree(browser, { likes: true })
    await agree(browser, none)
    await agree(browser, none)
    expect((await names()).filter((name) => name === 'consent.withdrawn')).toHaveLength(3)
    expect(await names()).toHaveLength(12)
    await erase(browser)
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
    for (const none of ['no/such', '%25', '%25zz'])
      expect((await mine.ask(`/v1/sites/hill/interests/${none}`, { method: 'DELETE' })).json().code).toBe(
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

describe('a run that was broken off', () => {
  /** Everything read, then all but the newest page forgotten: as if much had been added at the source since. */
  const muchIsNew = async (browser: Browser): Promise<{ personId: string; all: number }> => {
    const personId = await personOf(browser)
    const all = await factsOf(personId)
    await shop.core.db.run('delete from fact where person_id = $1', [personId])
    await readLongAgo()
    return { personId, all }
  }
  const failed = (browser: Browser) =>
    until(async () => (await reading(browser)).streams[0].state === 'failed', { what: 'the trouble' })

  test.each(['down', 'rubbish'])(
    '%s after its first page: at the next sign-in it is read to the end, though its first page is known',
    async (kind) => {
      const browser = await signedIn('zhou-ye')
      await agree(browser, { likes: true })
      await readAll(browser)
      const { personId, all } = await muchIsNew(browser)
      await fault({ kind, stream: 'likes', afterPages: 1, times: 1 })
      await browser.signIn('zhou-ye')
      await failed(browser)
      expect(await factsOf(personId)).toBeLessThan(all)
      await browser.signIn('zhou-ye')
      await readAll(browser)
      expect(await factsOf(personId)).toBe(all)
      await erase(browser)
    },
  )
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
    await until(async () => (await count("outbox where kind = 'source.read'")) === 0, {
      what: 'the reading to end',
    })
    await fetch(`${world.islet.issuer}/faults`, { method: 'DELETE' })
    expect(await of('likes')).toBe(0)
    expect(await of('follows')).toBeGreaterThan(0)
    const view = await reading(browser)
    expect(view.streams.map((s: { stream: string }) => s.stream)).toEqual(['follows'])
    await erase(browser)
  })

  test('withdrawn, the next decision of this process and within a second of another is without it', async () => {
    const other = await w.other()
    const browser = await signedIn('su-he')
    const personId = await personOf(browser)
    const siteId = world.site('hill').id
    await agree(browser, { likes: true })
    await readAll(browser)
    expect((await hot.of(siteId, personId)).personal).toBe(true)
    expect((await other.hot.of(siteId, personId)).personal).toBe(true)
    await agree(browser, { likes: false })
    const startedAt = Date.now()
    expect((await hot.of(siteId, personId)).personal).toBe(false)
    await until(async () => !(await other.hot.of(siteId, personId)).personal, {
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
    await until(async () => (await count("outbox where kind = 'source.read'")) === 0)
    expect((await reading(browser)).streams[0]).toMatchObject({ state: 'stopped', count: 40 })
    await erase(browser)
  })

  test('a stopped reading goes on where it stood when the shopper says so', async () => {
    const browser = await signedIn('su-he')
    const goOn = async () => (await browser.ask('/v1/sites/hill/reading/go-on', { method: 'POST' })).json()
    await fault({ kind: 'slow', ms: 500, stream: 'likes', afterPages: 1, times: 1 })
    await agree(browser, { likes: true })
    await until(async () => (await reading(browser)).streams[0].count === 40, { what: 'a page' })
    await browser.ask('/v1/sites/hill/reading/stop', { method: 'POST' })
    expect(await goOn()).toMatchObject({ done: false, streams: [{ count: 40 }] })
    const [likes] = (await readAll(browser)).streams
    expect(likes).toMatchObject({ state: 'done', count: likes.total })
    // Nothing stands still now: saying it again changes nothing.
    expect(await goOn()).toMatchObject({ done: true })
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

  test('a corrected fact is about what its owner says, in interests too, and stays so when it is read again', async () => {
    const browser = await signedIn('he-mo')
    await agree(browser, { follows: true })
    await readAll(browser)
    const { items } = await get(browser, 'facts')
    const about = (id: string) =>
      get(browser, 'facts').then((page) => page.items.find((f: { id: string }) => f.id === id).categories)
    const correct = (id: string, categoryId: string) =>
      browser.ask(`/v1/sites/hill/facts/${id}`, { method: 'PUT', body: { categoryId } })
    const strange = 'garden/pots'
    const weightOf = async () =>
      (await get(browser, 'my-data')).interests.find((i: { categoryId: string }) => i.categoryId === strange)?.weight
    const mine = items.slice(0, 4).map((f: { id: string }) => f.id)
    expect((await about(mine[0])).map((c: { categoryId: string }) => c.categoryId)).not.toContain(strange)
    const before = (await weightOf()) ?? 0
    for (const id of mine) expect((await correct(id, strange)).statusCode).toBe(200)
    expect(await weightOf()).toBeGreaterThan(before)
    await readLongAgo()
    await browser.signIn('he-mo')
    await readAll(browser)
    for (const id of mine) expect(await about(id)).toMatchObject([{ categoryId: strange }])
    const other = await signedIn('lin-wan')
    const theirs = await other.ask(`/v1/sites/hill/facts/${mine[0]}`, {
      method: 'PUT',
      body: { categoryId: strange },
    })
    expect([theirs.statusCode, theirs.json().code]).toEqual([404, 'profile/not-found'])
    for (const [id, categoryId, code] of [
      [mine[0], 'no/such', 'profile/unknown-category'],
      [mine[0], SENSITIVE, 'profile/unknown-category'],
      ['x', strange, 'profile/not-found'],
    ] as const)
      expect((await correct(id, categoryId)).json().code).toBe(code)
    expect(await count("event where name = 'fact.corrected'")).toBe(4)
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
