import { afterAll, describe, expect, test } from 'vitest'
import { DAY } from '../src/base/clock.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { loadProduct } from '../src/catalog/store.ts'
import type { Connector } from '../src/connectors/connector.ts'
import { changeSite } from '../src/sites/flow.ts'
import { loadSite } from '../src/sites/store.ts'
import { until } from './harness/wait.ts'
import { zipOf } from './harness/zip.ts'
import { profileWorld, TEXT } from './profile-world.ts'
import type { Browser } from './sign-in-world.ts'

const w = await profileWorld()
const { world, shop, hot, doings, get, agree, readAll, readLongAgo, personOf, signedIn, factsOf, count, erase, send } =
  w
afterAll(() => world.stop())

const site = () => world.site('hill')
const siteId = () => site().id
const post = (browser: Browser, path: string, body: object, method: 'POST' | 'PUT' | 'DELETE' = 'POST') =>
  browser.ask(`/v1/sites/hill/${path}`, { method, body })
const answer = (
  browser: Browser,
  connector: string,
  streams: Record<string, boolean>,
  more: object = { ofAge: true },
) => post(browser, 'consents', { connector, streams, textVersion: TEXT, lang: 'zh', ...more })
const categories = async (browser: Browser): Promise<string[]> =>
  (await get(browser, 'my-data')).interests.map((one: { categoryId: string }) => one.categoryId)
const change = async (settings: object) => {
  const now = (await loadSite(shop.core.db, siteId()))!
  await changeSite(shop.core, now, { ...now, settings: { ...now.settings, ...settings } }, 'en')
}

/** The descriptor behind the kind of account of the tests is another from now on. */
const setKind = (descriptor: Connector) => {
  ;(shop.signIn.connectors as Map<string, Connector>).set('oidc', descriptor)
  shop.core.bus.emit('site', siteId())
}

const goods = (sku: string) => ({
  sku,
  barcode: null,
  title: { zh: `细口壶 ${sku}`, en: `Gooseneck kettle ${sku}` },
  text: { zh: '', en: '' },
  categoryId: 'kitchen/coffee/pour-over',
  price: { amount: 5900, currency: 'CNY' },
  picture: null,
  tags: [],
  weightGrams: 300,
  state: 'active' as const,
})
const SKUS = Array.from({ length: 60 }, (_, i) => `K-${i}`)
await putProducts(shop.core, siteId(), [
  ...SKUS.map(goods),
  { ...goods('PILLS'), title: { zh: '降血糖', en: 'Blood sugar pills' } },
])
const seen = async (personId: string, stream: 'views' | 'baskets', skus: readonly string[]) => {
  for (const sku of skus) doings.note(site(), personId, stream, (await loadProduct(shop.core.db, siteId(), sku))!)
  // A look at the profile is awaited before anything is held.
  await hot.of(siteId(), personId)
  await doings.flush()
}

describe('what somebody looks at and puts in the bag here', () => {
  test('leaves nothing before their yes to that very stream; then once a day, bounded, with where it is from', async () => {
    const browser = await signedIn('newcomer')
    const personId = await personOf(browser)
    await seen(personId, 'views', ['K-1'])
    expect((await post(browser, 'basket', { skus: ['K-1'] })).statusCode).toBe(204)
    expect([await factsOf(personId), await count('outbox where ref = $1', [personId])]).toEqual([0, 0])
    await answer(browser, 'own-site', { views: true })
    await until(async () => ((await hot.of(siteId(), personId)).own.has('views') ? true : null))
    await seen(personId, 'views', ['K-1', 'K-1', 'PILLS'])
    await seen(personId, 'views', ['K-1'])
    await seen(personId, 'baskets', ['K-2'])
    const { items } = await get(browser, 'facts')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      ...{ connector: 'own-site', stream: 'views', sentence: '你看过：细口壶 K-1', source: '来自本站：在这里看过的' },
      ...{ categories: [{ categoryId: 'kitchen/coffee/pour-over' }], receiptId: expect.any(String) },
    })
    expect(Date.parse(items[0].expiresAt) - Date.parse(items[0].readAt)).toBe(30 * DAY)
    await seen(personId, 'views', SKUS)
    expect(await factsOf(personId)).toBe(50)
    expect(await categories(browser)).toContain('kitchen/coffee/pour-over')
    expect((await hot.of(siteId(), personId)).interests.get('kitchen/coffee/pour-over')).toBeGreaterThan(0.2)
    const other = await w.other()
    await until(async () => ((await other.hot.of(siteId(), personId)).personal ? true : null))
    const from = performance.now()
    await answer(browser, 'own-site', { views: false })
    await until(async () => ((await other.hot.of(siteId(), personId)).personal ? null : true), {
      what: 'gone there too',
    })
    expect(performance.now() - from).toBeLessThan(1_500)
    expect([await factsOf(personId), await categories(browser)]).toEqual([0, []])
    await seen(personId, 'views', ['K-3'])
    expect(await factsOf(personId)).toBe(0)
    await other.stop()
    await erase(browser)
  })

  test('what goes into the bag says more than a look', async () => {
    const browser = await signedIn('newcomer')
    const personId = await personOf(browser)
    await answer(browser, 'own-site', { baskets: true })
    await until(async () => ((await hot.of(siteId(), personId)).own.has('baskets') ? true : null))
    expect((await post(browser, 'basket', { skus: ['K-1', 'K-2', 'NO-SUCH'] })).statusCode).toBe(204)
    await hot.of(siteId(), personId)
    await until(async () => ((await factsOf(personId)) === 2 ? true : null), { what: 'two facts' })
    const { interests } = await get(browser, 'my-data')
    expect(interests[0].evidence[0].sentence).toBe('你把 2 件和手冲咖啡有关的东西放进过购物袋')
    await erase(browser)
  })
})

describe('age', () => {
  test('nobody says yes without having said that they are of age; it is asked once, and no birthday is kept', async () => {
    const browser = await signedIn('newcomer')
    expect((await get(browser, 'consents')).age).toEqual({
      ...{ from: 14, said: 'unsaid', at: null, mayTakeBack: true },
    })
    const refused = await answer(browser, 'islet', { likes: true }, {})
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'profile/age-unsaid'])
    expect(await count('consent_receipt where person_id = $1', [await personOf(browser)])).toBe(0)
    // A no takes no age.
    expect((await answer(browser, 'islet', { likes: false }, {})).statusCode).toBe(200)
    expect((await answer(browser, 'islet', { likes: true })).statusCode).toBe(200)
    expect((await get(browser, 'consents')).age).toMatchObject({ said: 'of-age', at: expect.stringMatching(/^20/) })
    expect((await answer(browser, 'islet', { follows: true }, {})).statusCode).toBe(200)
    await erase(browser)
  })

  test('who says they are under age: everything read is gone at once, in another process too; nothing can be agreed to', async () => {
    const browser = await signedIn('lin-wan')
    const personId = await personOf(browser)
    await agree(browser, { likes: true })
    await readAll(browser)
    const other = await w.other()
    await until(async () => ((await other.hot.of(siteId(), personId)).personal ? true : null))
    const from = performance.now()
    expect((await post(browser, 'age', { ofAge: false })).statusCode).toBe(200)
    await until(async () => ((await other.hot.of(siteId(), personId)).personal ? null : true))
    expect(performance.now() - from).toBeLessThan(1_500)
    await other.stop()
    expect([await factsOf(personId), await categories(browser)]).toEqual([0, []])
    expect(await count('consent where person_id = $1', [personId])).toBe(0)
    const { receipts } = await get(browser, 'my-data')
    expect(receipts.filter((r: { how: string }) => r.how === 'age')).toHaveLength(3)
    for (const [connector, streams] of [
      ['islet', { likes: true }],
      ['declared', { likes: true }],
      ['own-site', { views: true }],
      ['upload', { likes: true }],
    ] as const) {
      const no = await answer(browser, connector, streams)
      expect([no.statusCode, no.json().code]).toEqual([403, 'profile/under-age'])
    }
    // Nor does what they look at, put in the bag, or send.
    await seen(personId, 'views', ['K-1'])
    await seen(personId, 'baskets', ['K-2'])
    const likes = `window.YTD.like.part0 = ${JSON.stringify([{ like: { tweetId: '1', fullText: '手冲咖啡' } }])}`
    const sent = await send(browser, zipOf([{ path: 'data/like.js', text: likes }]))
    expect([sent.statusCode, sent.json().code]).toEqual([409, 'profile/not-agreed'])
    expect(await factsOf(personId)).toBe(0)
    // Signing in again reads nothing either.
    await readLongAgo()
    await browser.signIn('lin-wan')
    expect((await get(browser, 'reading?once=1')).streams).toEqual([])
    expect(await factsOf(personId)).toBe(0)
    await post(browser, 'age', { ofAge: true })
    expect((await answer(browser, 'islet', { likes: true }, {})).statusCode).toBe(200)
    await erase(browser)
  })

  test('an account that says its owner is under age has said so for them; the birthdate is kept nowhere', async () => {
    const browser = await signedIn('newcomer')
    const personId = await personOf(browser)
    await answer(browser, 'islet', { likes: true })
    expect((await get(browser, 'consents')).age.said).toBe('of-age')
    const plain = shop.signIn.connectors.get('oidc')!
    const born = (birthdate: string) => setKind({ ...plain, login: { ...plain.login!, birthdate: () => birthdate } })
    try {
      // That somebody is older is theirs to say: it changes nothing.
      born('1990-01-01')
      await browser.signIn('newcomer')
      expect(await count('consent where person_id = $1', [personId])).toBeGreaterThan(0)
      const child = `${new Date(shop.clock.now()).getUTCFullYear() - 10}-02-03`
      born(child)
      await browser.signIn('newcomer')
      expect((await get(browser, 'consents')).age.said).toBe('under')
      expect(await count('consent where person_id = $1', [personId])).toBe(0)
      expect((await answer(browser, 'islet', { likes: true })).json().code).toBe('profile/under-age')
      // It is not theirs to take back, also after saying the same themselves.
      await post(browser, 'age', { ofAge: false })
      const slip = await post(browser, 'age', { ofAge: true })
      expect([slip.statusCode, slip.json().code]).toEqual([403, 'profile/age-by-account'])
      expect((await get(browser, 'consents')).age).toMatchObject({ said: 'under', mayTakeBack: false })
      const rows = await shop.core.db.query(
        'select p::text, a::text as account from profile p join account a using (person_id)',
      )
      expect(JSON.stringify(rows)).not.toContain(child)
      const events = await shop.core.db.query('select payload::text from event where person_id = $1', [personId])
      expect(JSON.stringify(events)).not.toContain(child)
      // Corrected there, or grown up: they are asked again.
      born('1990-01-01')
      await browser.signIn('newcomer')
      expect((await get(browser, 'consents')).age).toMatchObject({ said: 'unsaid', at: null, mayTakeBack: true })
    } finally {
      setKind(plain)
    }
    await erase(browser)
  })

  test('who said they are older than 14 is asked again by a shop that asks about 18', async () => {
    const browser = await signedIn('newcomer')
    await answer(browser, 'islet', { likes: true })
    await change({ minorAge: 18 })
    expect((await get(browser, 'consents')).age.said).toBe('unsaid')
    expect((await answer(browser, 'islet', { follows: true }, {})).json().code).toBe('profile/age-unsaid')
    expect((await answer(browser, 'islet', { follows: true })).statusCode).toBe(200)
    expect((await get(browser, 'consents')).age.said).toBe('of-age')
    await change({ minorAge: 14 })
    await erase(browser)
  })

  test('a shop for grown-ups asks nobody', async () => {
    await change({ minorAge: null })
    const browser = await signedIn('newcomer')
    expect((await get(browser, 'consents')).age.from).toBeNull()
    expect((await answer(browser, 'islet', { likes: true }, {})).statusCode).toBe(200)
    await change({ minorAge: 14 })
    await erase(browser)
  })
})

describe('what is asked by itself', () => {
  const apart = (browser: Browser, of: object) =>
    post(browser, 'consents/apart', { connector: 'islet', lang: 'zh', ofAge: true, ...of })
  const streamOf = async (browser: Browser, stream: string) =>
    (await get(browser, 'consents')).connectors[0].streams.find((s: { stream: string }) => s.stream === stream)

  test('data that crosses a border: default off, its own text and receipt; without it the stream is not read', async () => {
    await change({ country: 'CN', keptIn: 'SG' })
    const browser = await signedIn('lin-wan')
    const personId = await personOf(browser)
    const [asked] = (await streamOf(browser, 'likes')).apart
    expect(asked).toMatchObject({ what: 'abroad', given: false, text: '这些数据存放在境外（新加坡）' })
    const bundled = await answer(browser, 'islet', { likes: true })
    expect([bundled.statusCode, bundled.json().code]).toEqual([409, 'profile/apart-first'])
    const say = { stream: 'likes', what: 'abroad', textVersion: asked.textVersion }
    const old = await apart(browser, { ...say, given: true, textVersion: `${TEXT}/00000000` })
    expect(old.json().code).toBe('profile/text-changed')
    const said = (await apart(browser, { ...say, given: true })).json()
    expect(said.receipts).toMatchObject([{ stream: 'likes', purpose: 'abroad', given: true }])
    expect(await factsOf(personId)).toBe(0)
    await answer(browser, 'islet', { likes: true })
    await readAll(browser)
    expect(await factsOf(personId)).toBeGreaterThan(100)
    // Taken back, the stream ends with it.
    await apart(browser, { ...say, given: false })
    expect([await factsOf(personId), await count('consent where person_id = $1', [personId])]).toEqual([0, 0])
    const { receipts } = await get(browser, 'my-data')
    expect(receipts.slice(0, 4).map((r: { purpose: string; given: boolean }) => [r.purpose, r.given])).toEqual(
      expect.arrayContaining([
        ['abroad', false],
        ['read', false],
        ['profile', false],
        ['offers', false],
      ]),
    )
    await erase(browser)
    await change({ country: null, keptIn: null })
  })

  test('a border that came later stops the reading of whoever agreed before', async () => {
    const browser = await signedIn('lin-wan')
    await agree(browser, { likes: true })
    const before = (await readAll(browser)).streams[0].readAt
    await change({ country: 'DE', keptIn: 'NL' })
    expect((await streamOf(browser, 'likes')).apart).toEqual([])
    await change({ country: 'DE', keptIn: 'US' })
    expect((await streamOf(browser, 'likes')).apart).toHaveLength(1)
    await readLongAgo()
    await browser.signIn('lin-wan')
    await until(async () => ((await count("outbox where kind = 'source.read'")) === 0 ? true : null))
    const now = (await get(browser, 'reading?once=1')).streams[0]
    expect([now.state, Date.parse(now.readAt ?? before) <= Date.parse(before)]).toEqual(['waiting', true])
    await erase(browser)
    await change({ country: null, keptIn: null })
  })

  test('what a descriptor marks as sensitive has its switch, in its own words', async () => {
    const islet = shop.signIn.connectors.get('oidc')!
    const marked: Connector = {
      ...islet,
      streams: {
        ...islet.streams,
        likes: { ...islet.streams.likes!, sensitive: { zh: '赞里看得出你去过哪儿', en: 'Likes tell where you were' } },
      },
    }
    setKind(marked)
    const browser = await signedIn('lin-wan')
    expect((await streamOf(browser, 'likes')).apart).toMatchObject([
      { what: 'sensitive', text: '赞里看得出你去过哪儿', given: false },
    ])
    expect((await answer(browser, 'islet', { likes: true })).json().code).toBe('profile/apart-first')
    // The others of the sheet are not held up by it.
    expect((await answer(browser, 'islet', { follows: true })).statusCode).toBe(200)
    setKind(islet)
    await erase(browser)
  })
})

describe('correcting an interest', () => {
  test('how strong it is, or what it really is: at once, and after everything was read anew', async () => {
    const browser = await signedIn('lin-wan')
    const personId = await personOf(browser)
    await agree(browser, { likes: true, follows: true })
    await readAll(browser)
    const [first, second] = await categories(browser)
    const put = (id: string, body: object) => post(browser, `interests/${id}`, body, 'PUT')
    const weightOf = async (id: string) =>
      (await get(browser, 'my-data')).interests.find((one: { categoryId: string }) => one.categoryId === id)?.weight
    const from = performance.now()
    expect((await put(first!, { strength: 'faint' })).statusCode).toBe(200)
    expect((await put(second!, { instead: 'garden/pots' })).statusCode).toBe(200)
    await until(async () => ((await hot.of(siteId(), personId)).interests.has('garden/pots') ? true : null))
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(await weightOf(first!)).toBeCloseTo(0.15, 1)
    expect(await weightOf(second!)).toBeUndefined()
    expect((await hot.of(siteId(), personId)).interests.get(first!)).toBeLessThan(0.2)
    await shop.core.db.run('delete from fact where person_id = $1', [personId])
    await shop.core.db.run('update account_stream set whole_at = null, since = null where person_id = $1', [personId])
    await readLongAgo()
    await browser.signIn('lin-wan')
    await readAll(browser)
    await until(async () => ((await weightOf('garden/pots')) === undefined ? null : true), { what: 'read anew' })
    expect([await weightOf(second!), (await weightOf(first!)) < 0.2]).toEqual([undefined, true])
    const { corrections } = await get(browser, 'my-data')
    expect(corrections).toMatchObject([
      { categoryId: first, strength: 'faint', instead: null },
      { categoryId: second, strength: null, instead: { categoryId: 'garden/pots' } },
    ])
    await put(first!, {})
    await put(second!, {})
    expect(await weightOf(first!)).toBeGreaterThan(0.2)
    expect((await get(browser, 'my-data')).corrections).toEqual([])
    for (const [id, body] of [
      ['health', { strength: 'strong' }],
      [first!, { instead: 'religion' }],
      ['no/such', {}],
    ] as const)
      expect((await put(id, body)).statusCode).toBe(404)
    await erase(browser)
    expect(await count('profile where person_id = $1', [personId])).toBe(0)
  })
})

describe('receipts', () => {
  test('say which words were shown, in which language, when, where and what for; other words are asked again', async () => {
    const browser = await signedIn('newcomer')
    await post(browser, 'consents', {
      connector: 'islet',
      streams: { likes: true, follows: false },
      textVersion: TEXT,
      lang: 'en',
      ofAge: true,
    })
    const { receipts } = await get(browser, 'my-data')
    expect(receipts).toHaveLength(6)
    const likes = receipts.find(
      (r: { stream: string; purpose: string }) => r.stream === 'likes' && r.purpose === 'offers',
    )
    expect(likes).toMatchObject({
      ...{ connector: 'islet', given: true, lang: 'en', how: 'sheet', at: expect.stringMatching(/^20/) },
      textVersion: expect.stringMatching(/^2026-11-25\/[0-9a-f]{8}$/),
    })
    expect((await get(browser, 'consents')).connectors[0].answered).toBe(true)
    // The connector says now that it keeps them longer.
    const islet = shop.signIn.connectors.get('oidc')!
    setKind({
      ...islet,
      streams: { ...islet.streams, likes: { ...islet.streams.likes!, retentionDays: 3000 } },
    })
    expect((await get(browser, 'consents')).connectors[0].answered).toBe(false)
    const again = await answer(browser, 'islet', { likes: true })
    expect(again.json().receipts).toHaveLength(3)
    expect((await get(browser, 'consents')).connectors[0].answered).toBe(true)
    setKind(islet)
    await erase(browser)
  })
})

test('a connection that ended is told as one thing to do, and the provider is not asked again', async () => {
  const lin = await signedIn('lin-wan')
  const personId = await personOf(lin)
  await agree(lin, { likes: true, follows: true })
  await readAll(lin)
  const { db } = shop.core
  const [row] = await db.query<{ id: string }>('select id from account where person_id = $1', [personId])
  // The refresh token is none that the provider knows.
  const [connector] = await db.query<{ connector: string }>('select connector from account where id = $1', [row!.id])
  expect(connector!.connector).toBe('islet')
  await db.run(
    "update account_token set expires_at = now() - interval '1 hour', refresh = null where account_id = $1",
    [row!.id],
  )
  await readLongAgo()
  await db.run("update account_stream set state = 'waiting' where account_id = $1", [row!.id])
  for (const stream of ['likes', 'follows'])
    await shop.core.outbox.add(db, { siteId: siteId(), kind: 'source.read', ref: `${row!.id}/${stream}`, dueAt: 0 })
  const failed = () => count("event where person_id = $1 and name = 'stream.failed'", [personId])
  await until(async () => ((await failed()) === 2 ? true : null), { what: 'both streams stopped' })
  expect(await count("account where id = $1 and state = 'needs-reconnect'", [row!.id])).toBe(1)
  const problems = (await get(lin, 'my-data')).streams.map(
    (one: { problem: { code: string } | null }) => one.problem?.code,
  )
  expect(problems.filter((code: string | undefined) => code === 'profile/reconnect')).toHaveLength(1)
  // Nothing is planned any more: no loop asks on.
  expect(await count("outbox where kind = 'source.read' and ref like $1", [`${row!.id}/%`])).toBe(0)
})
