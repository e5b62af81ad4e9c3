import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { DAY } from '../src/base/clock.ts'
import { allCategories } from '../src/catalog/categories.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { planOwnOrders } from '../src/profile/flow.ts'
import { takeArchive, tidyOwn } from '../src/profile/flow-own.ts'
import { holdFile } from '../src/reading/archive-file.ts'
import { until } from './harness/wait.ts'
import { zipOf } from './harness/zip.ts'
import { profileWorld, TEXT } from './profile-world.ts'
import type { Browser } from './sign-in-world.ts'

const w = await profileWorld()
const { world, shop, hot, get, personOf, signedIn, factsOf, count, erase, send } = w
afterAll(() => world.stop())

const agreeTo = (browser: Browser, connector: string, streams: Record<string, boolean>) =>
  browser.ask('/v1/sites/hill/consents', {
    method: 'POST',
    body: { connector, streams, textVersion: TEXT, ofAge: true, lang: 'zh' },
  })
const declare = (browser: Browser, categoryIds: readonly string[]) =>
  browser.ask('/v1/sites/hill/declared', { method: 'PUT', body: { categoryIds } })
const interests = async (browser: Browser) =>
  (await get(browser, 'my-data')).interests.map((one: { categoryId: string }) => one.categoryId)

describe('what somebody says they like', () => {
  test('is a source of its own on the sheet, under its own consent', async () => {
    const browser = await signedIn('newcomer')
    const { sources, connectors } = await get(browser, 'consents')
    expect(connectors.map((one: { connector: string }) => one.connector)).toEqual(['islet'])
    const declared = sources.find((one: { connector: string }) => one.connector === 'declared')
    expect(declared).toMatchObject({
      answered: false,
      streams: [{ stream: 'likes', given: false, retentionDays: 365 }],
    })
    const answer = await declare(browser, ['kitchen/coffee/pour-over'])
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'profile/not-agreed'])
    expect(await factsOf(await personOf(browser))).toBe(0)
    await erase(browser)
  })

  test('becomes a fact, an interest and an offer’s ground at once; said otherwise, the other', async () => {
    const browser = await signedIn('newcomer')
    const personId = await personOf(browser)
    expect((await agreeTo(browser, 'declared', { likes: true })).json().receipts).toHaveLength(3)
    expect((await declare(browser, ['kitchen/coffee/pour-over', 'garden/pots'])).json().declared).toHaveLength(2)
    expect((await interests(browser)).sort()).toEqual(['garden/pots', 'kitchen/coffee/pour-over'])
    const { items } = await get(browser, 'facts')
    expect(items[0]).toMatchObject({
      connector: 'declared',
      source: '来自你自己说的：喜欢什么',
      receiptId: expect.any(String),
    })
    expect(items.map((one: { sentence: string }) => one.sentence)).toContain('你说过喜欢：手冲咖啡')
    const profile = await hot.of(world.site('hill').id, personId)
    expect(profile.interests.get('garden/pots')).toBeGreaterThan(0.5)
    // The same again is the same.
    await declare(browser, ['kitchen/coffee/pour-over', 'garden/pots'])
    expect(await factsOf(personId)).toBe(2)
    await declare(browser, ['garden/pots'])
    expect(await interests(browser)).toEqual(['garden/pots'])
    // Removed as a fact, then said again: it stands.
    const [left] = (await get(browser, 'facts')).items
    await browser.ask(`/v1/sites/hill/facts/${left.id}`, { method: 'DELETE' })
    expect(await interests(browser)).toEqual([])
    await declare(browser, ['garden/pots'])
    expect(await interests(browser)).toEqual(['garden/pots'])
    await agreeTo(browser, 'declared', { likes: false })
    expect([await factsOf(personId), await interests(browser)]).toEqual([0, []])
    await declare(browser, ['garden/pots'])
    expect(await factsOf(personId)).toBe(0)
    await erase(browser)
    expect(await count('fact_removed where person_id = $1', [personId])).toBe(0)
  })

  test('what is sensitive, unknown or too much is refused, and nothing changes', async () => {
    const browser = await signedIn('newcomer')
    await agreeTo(browser, 'declared', { likes: true })
    const sensitive = allCategories().find((one) => one.sensitive === true)!.id
    for (const [ids, code] of [
      [['garden/pots', sensitive], 'profile/unknown-category'],
      [['no/such'], 'profile/unknown-category'],
      [
        allCategories()
          .slice(0, 41)
          .map((one) => one.id),
        'profile/too-many',
      ],
    ] as const)
      expect((await declare(browser, ids)).json().code).toBe(code)
    expect(await factsOf(await personOf(browser))).toBe(0)
    await erase(browser)
  })

  test('ends with its time', async () => {
    const browser = await signedIn('newcomer')
    await agreeTo(browser, 'declared', { likes: true })
    await declare(browser, ['garden/pots'])
    shop.clock.byMs = 366 * DAY
    expect(await tidyOwn({ core: shop.core, signIn: shop.signIn }, 100)).toBe(1)
    shop.clock.byMs = 0
    expect([await factsOf(await personOf(browser)), await interests(browser)]).toEqual([0, []])
    await erase(browser)
  })
})

describe('an archive that somebody brings', () => {
  const archive = zipOf([
    {
      path: 'data/like.js',
      text: `window.YTD.like.part0 = ${JSON.stringify(
        Array.from({ length: 1200 }, (_, i) => ({ like: { tweetId: String(i), fullText: '手冲咖啡 豆子' } })),
      )}`,
    },
    { path: 'data/tweets.js', text: 'window.YTD.tweets.part0 = [{"tweet": {"id_str": "1", "full_text": "露营帐篷"}}]' },
    { path: 'data/direct-messages.js', text: 'this is nobody’s business' },
  ])
  test('is read for what was agreed to and nothing else; sent again it adds nothing', async () => {
    const browser = await signedIn('newcomer')
    expect((await send(browser, archive)).json().code).toBe('profile/not-agreed')
    await agreeTo(browser, 'upload', { likes: true })
    const answer = (await send(browser, archive)).json()
    expect(answer.streams).toEqual([{ stream: 'likes', files: 1, items: 1200, kept: 1200, known: 0, setAside: 0 }])
    expect((await send(browser, archive)).json().streams).toMatchObject([{ kept: 0, known: 1200 }])
    expect(await interests(browser)).toContain('kitchen/coffee/pour-over')
    expect(await factsOf(await personOf(browser))).toBe(1200)
    await agreeTo(browser, 'upload', { likes: false })
    expect(await factsOf(await personOf(browser))).toBe(0)
    await erase(browser)
  })

  test('that holds more than anybody ever did is read so far and no further, all files together', async () => {
    const browser = await signedIn('newcomer')
    await agreeTo(browser, 'upload', { likes: true })
    const text = `x = [${'{"like":{}},'.repeat(59_999)}{"like":{}}]`
    const zip = zipOf([1, 2].map((n) => ({ path: `data/like-part${n}.js`, text })))
    expect((await send(browser, zip)).json().streams).toMatchObject([{ files: 2, items: 100_000, kept: 0 }])
    await erase(browser)
  })

  test('that is cut off, or holds nothing of it, is refused in words', async () => {
    const browser = await signedIn('newcomer')
    await agreeTo(browser, 'upload', { follows: true })
    for (const [body, code] of [
      [archive.subarray(0, 500), 'profile/archive-broken'],
      [Buffer.from('{}'), 'profile/archive-broken'],
      [archive, 'profile/archive-unknown'],
    ] as const)
      expect((await send(browser, body)).json().code).toBe(code)
    // A file with a mistake does not take back what came before it.
    await agreeTo(browser, 'upload', { likes: true })
    const half = zipOf([
      {
        path: 'data/like.js',
        text: `window.YTD.like.part0 = ${JSON.stringify(
          Array.from({ length: 20 }, (_, i) => ({ like: { tweetId: String(i), fullText: '手冲咖啡 豆子' } })),
        )}`,
      },
      { path: 'data/like-part1.js', text: 'window.YTD.like.part1 = [{' },
    ])
    expect((await send(browser, half)).json().code).toBe('profile/archive-broken')
    expect(await interests(browser)).toContain('kitchen/coffee/pour-over')
    const odd = zipOf([{ path: 'x/subscriptions.csv', text: 'a"b,c\n"' }])
    expect((await send(browser, odd)).statusCode).toBe(400)
    await erase(browser)
  })
})

test('an archive whose yes is taken back while it is still being sent leaves nothing', async () => {
  const browser = await signedIn('newcomer')
  const personId = await personOf(browser)
  await agreeTo(browser, 'upload', { likes: true })
  const text = 'window.YTD.like.part0 = [{"like": {"tweetId": "1", "fullText": "手冲咖啡"}}]'
  const zip = zipOf([{ path: 'data/like.js', text }])
  const body = Readable.from(
    (async function* () {
      yield zip.subarray(0, 20)
      await agreeTo(browser, 'upload', { likes: false })
      yield zip.subarray(20)
    })(),
  )
  const taken = await takeArchive(
    { core: shop.core, signIn: shop.signIn },
    { site: world.site('hill'), personId, body },
  )
  expect(taken).toMatchObject([{ stream: 'likes', kept: 0 }])
  expect([await factsOf(personId), await interests(browser)]).toEqual([0, []])
  await erase(browser)
})

describe('the file an archive is held in', () => {
  const parts = (n: number) => Readable.from(Array.from({ length: n }, () => Buffer.alloc(1000)))

  test('is gone by its name while it is read, and goes when it is too large or breaks off', async () => {
    const before = new Set(await readdir(tmpdir()))
    const held = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('tuidan-archive-') && !before.has(name))
    const file = await holdFile(parts(3), 'lin')
    expect([file.size, (await file.read(2500, 1000)).length]).toEqual([3000, 500])
    if (process.platform !== 'win32') expect(await held()).toEqual([])
    await file.close()
    await expect(holdFile(parts(3), 'lin', 2500)).rejects.toMatchObject({ code: 'profile/archive-too-large' })
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(10)
        throw new Error('the line is dead')
      })(),
    )
    await expect(holdFile(broken, 'lin')).rejects.toMatchObject({ code: 'profile/archive-broken' })
    expect(await held()).toEqual([])
  })

  test('is read as one of four; a fifth that is whole waits until there is a place', async () => {
    const files = await Promise.all(Array.from({ length: 4 }, (_, i) => holdFile(parts(1), `person ${i}`)))
    let isRead = false
    const fifth = holdFile(parts(1), 'another').then((file) => {
      isRead = true
      return file
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isRead).toBe(false)
    await files[0]!.close()
    await Promise.all([...files.slice(1), await fifth].map((file) => file.close()))
  })

  test('comes as slowly as it likes: four that never end keep nobody from sending one, forty do', async () => {
    const endings: (() => void)[] = []
    const slow = () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(10)
          await new Promise<void>((resolve) => endings.push(resolve))
        })(),
      )
    const held = Array.from({ length: 39 }, (_, i) => holdFile(slow(), `slow ${i}`))
    await (await holdFile(parts(1), 'lin')).close()
    held.push(holdFile(slow(), 'slow 39'))
    await expect(holdFile(parts(1), 'lin')).rejects.toMatchObject({ code: 'profile/archive-busy' })
    await until(async () => (endings.length === 40 ? true : null))
    for (const end of endings) end()
    await Promise.all(held.map(async (one) => (await one).close()))
  })

  test('is the only one of whoever sends it: nobody else waits for somebody’s slow line', async () => {
    const first = await holdFile(parts(1), 'lin')
    await expect(holdFile(parts(1), 'lin')).rejects.toMatchObject({ code: 'profile/archive-busy' })
    await (await holdFile(parts(1), 'he')).close()
    await first.close()
    await (await holdFile(parts(1), 'lin')).close()
  })

  test('gives its place back when there is no room for it', async () => {
    const folder = process.env.TMPDIR
    process.env.TMPDIR = '/nowhere'
    for (let n = 0; n < 5; n++) await expect(holdFile(parts(1), `person ${n}`)).rejects.toThrow(/ENOENT/)
    if (folder === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = folder
    await (await holdFile(parts(1), 'lin')).close()
  })
})

describe('what somebody ordered on this site', () => {
  const ordered = async (personId: string, id: string, sku: string) => {
    const siteId = world.site('hill').id
    const { db } = shop.core
    await db.run(
      `insert into orders (site_id, id, number, source, state, payment_method, payment_state, currency, total, person_id,
         promise_at, placed_at, state_at)
       values ($1, $2, $3, 'shop', 'reserved', 'paid', 'paid', 'CNY', 5900, $4, now(), now(), now())`,
      [siteId, id, String(Date.now()), personId],
    )
    await db.run(
      `insert into order_line (site_id, order_id, seq, sku, qty, price, title) values ($1, $2, 1, $3, 1, 5900, $4)`,
      [siteId, id, sku, JSON.stringify({ zh: '细口壶', en: 'Kettle' })],
    )
  }

  test('tells something of them only once they agree, and no more when the order is cancelled or they disagree', async () => {
    const siteId = world.site('hill').id
    await putProducts(shop.core, siteId, [
      {
        sku: 'KETTLE',
        barcode: null,
        title: { zh: '细口壶', en: 'Gooseneck kettle' },
        text: { zh: '', en: '' },
        categoryId: 'kitchen/coffee/pour-over',
        price: { amount: 5900, currency: 'CNY' },
        picture: null,
        tags: [],
        weightGrams: 300,
        state: 'active' as const,
      },
    ])
    const browser = await signedIn('newcomer')
    const personId = await personOf(browser)
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    await ordered(personId, one, 'KETTLE')
    await planOwnOrders(shop.core, shop.core.db, { siteId, personId })
    expect(await count("outbox where kind = 'own.orders'")).toBe(0)
    await agreeTo(browser, 'own-site', { orders: true })
    const has = (n: number) => until(async () => (await factsOf(personId)) === n || null, { what: `${n} facts` })
    await has(1)
    const [fact] = (await get(browser, 'facts')).items
    expect(fact).toMatchObject({ connector: 'own-site', sentence: '你买过：细口壶' })
    expect(fact.categories).toMatchObject([{ categoryId: 'kitchen/coffee/pour-over' }])
    await ordered(personId, two, 'KETTLE')
    await planOwnOrders(shop.core, shop.core.db, { siteId, personId })
    await has(2)
    await shop.core.db.run("update orders set state = 'cancelled' where id = $1", [one])
    await browser.signIn('newcomer')
    await has(1)
    await agreeTo(browser, 'own-site', { orders: false })
    expect(await factsOf(personId)).toBe(0)
    await erase(browser)
  })
})
