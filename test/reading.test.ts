import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../src/base/clock.ts'
import { until } from './harness/wait.ts'
import { readingWorld } from './reading-world.ts'
import type { Browser } from './sign-in-world.ts'

/*
 * What sources, providers, archives and people may send that is not right, and where it is tried:
 *
 * | bad input                                   | file › test                                                                 |
 * |---------------------------------------------|-----------------------------------------------------------------------------|
 * | another shape, endless or repeated pages,   |                                                                             |
 * | a cursor that expires, 200 MB, odd names    | reading.test › a source that misbehaves › …                                 |
 * | 429 for an hour                             | reading.test › what a provider allows › 429 with an hour of patience        |
 * | a provider's clock ten minutes off          | sign-in.test › … › a clock ten minutes ahead, iat a week old                |
 * | a typed server: script, numbers, lookalikes | connectors-found.test › a server that somebody types, accounts.test › typed |
 * | archives: bombs, paths, links, cut off      | archive.test › …, archives.test › …, own-sources.test › an archive …        |
 * | a descriptor with a mistake                 | connectors.test › a descriptor with a mistake is named with file and field  |
 * | consent withdrawn in the middle of a read   | profile.test › taking back › withdrawn while reading                        |
 */
const w = await readingWorld()
const { shop, source, words, agree, whenIts, streamOf, later, signedIn, personOf, count, erase } = w
const numbered = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `t${from + n - 1 - i}`)
let browser: Browser

beforeEach(async () => {
  browser = await signedIn('zhou-ye')
})
afterEach(async () => {
  source.instead(() => null)
  words.instead(() => null)
  await erase(browser)
  shop.clock.byMs = 0
  source.things.clear()
  source.asked.length = 0
  words.asked.length = 0
})
afterAll(() => w.stopAll())

const facts = async () => await count('fact where person_id = $1', [await personOf(browser)])

describe('a stream is read again by itself', () => {
  test('when its hours are over, from where the last reading began to see nothing new', async () => {
    source.things.set('hourly', numbered(25))
    await agree(browser, { hourly: true })
    const first = await whenIts(browser, 'hourly', 'done')
    expect(first.count).toBe(25)
    expect(Date.parse(first.nextAt) - Date.now()).toBeGreaterThan(55 * MINUTE)
    expect(source.askedOf('hourly').map(({ query }) => query.from ?? '0')).toEqual(['0', '10', '20'])
    source.things.set('hourly', [...numbered(12, 25), ...numbered(25)])
    later(2 * HOUR)
    const again = await whenIts(browser, 'hourly', 'done', (s) => s.count === 12)
    expect(Date.parse(again.readAt)).toBeGreaterThan(Date.parse(first.readAt))
    expect(source.askedOf('hourly').map(({ query }) => [query.since, query.from])).toEqual([
      ['t24', undefined],
      ['t24', '10'],
    ])
    expect(await facts()).toBe(37)
    later(2 * HOUR)
    await whenIts(browser, 'hourly', 'done', (s) => s.count === 0)
    expect(source.askedOf('hourly').map(({ query }) => query.since)).toEqual(['t36'])
    expect(await facts()).toBe(37)
  })

  test('a place to read on from that the source has forgotten: everything is read, and nothing kept twice', async () => {
    source.things.set('hourly', numbered(5))
    await agree(browser, { hourly: true })
    await whenIts(browser, 'hourly', 'done')
    source.things.set('hourly', numbered(8))
    source.instead(({ query }) => (query.since === undefined ? null : { status: 410 }))
    later(2 * HOUR)
    await whenIts(browser, 'hourly', 'failed')
    later(2 * MINUTE)
    await whenIts(browser, 'hourly', 'done', (s) => s.count === 8)
    expect(await facts()).toBe(8)
  })

  test('stopped, it is not read again', async () => {
    source.things.set('hourly', numbered(3))
    await agree(browser, { hourly: true })
    await whenIts(browser, 'hourly', 'done')
    await browser.ask('/v1/sites/hill/reading/stop', { method: 'POST' })
    expect(await count("outbox where kind = 'source.read'")).toBe(0)
  })
})

describe('what was taken back at the source', () => {
  test('goes when a whole reading did not see it; a reading that was broken off takes nothing away', async () => {
    source.things.set('compared', numbered(25))
    await agree(browser, { compared: true })
    await whenIts(browser, 'compared', 'done')
    expect(await facts()).toBe(25)
    source.things.set('compared', [...numbered(3, 25), ...numbered(25).filter((id) => id !== 't3' && id !== 't20')])
    source.instead(({ query }) => (query.from === '20' ? { status: 500 } : null))
    later(8 * DAY)
    await whenIts(browser, 'compared', 'failed')
    expect(await facts()).toBe(28)
    source.instead(() => null)
    later(MINUTE)
    await whenIts(browser, 'compared', 'done', (s) => s.count === 26)
    expect(await facts()).toBe(26)
  })

  test('between two whole readings it is only read on, so that nothing goes', async () => {
    source.things.set('compared', numbered(15))
    await agree(browser, { compared: true })
    await whenIts(browser, 'compared', 'done')
    source.things.set('compared', [...numbered(1, 15), ...numbered(15).filter((id) => id !== 't2')])
    later(28 * HOUR)
    await whenIts(browser, 'compared', 'done', (s) => s.count === 1)
    expect(await facts()).toBe(16)
  })
})

describe('how a source is asked', () => {
  test('with a form, the token in the address and headers of its own; JSONP is opened', async () => {
    source.things.set('wrapped', numbered(12))
    await agree(browser, { wrapped: true })
    expect(await whenIts(browser, 'wrapped', 'done')).toMatchObject({ count: 12 })
    const asked = source.askedOf('wrapped')
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'from=0'],
      ['POST', 'from=10'],
    ])
    for (const { query, authorization } of asked) {
      expect(query.access_token).toMatch(/.{10}/)
      expect(authorization).toBeUndefined()
    }
  })

  test('what things are about is asked elsewhere, without the token', async () => {
    source.things.set('pointing', ['a', 'b'])
    words.instead(() => ({ status: 200, body: JSON.stringify({ a: '露营帐篷', b: '手冲咖啡' }) }))
    await agree(browser, { pointing: true })
    await whenIts(browser, 'pointing', 'done')
    const { items } = (await browser.ask('/v1/sites/hill/facts')).json()
    expect(items.map((f: { sentence: string }) => f.sentence).sort()).toEqual([
      '你喜欢过：手冲咖啡',
      '你喜欢过：露营帐篷',
    ])
    expect(words.asked.map(({ authorization, query }) => [authorization, query.ids])).toEqual([[undefined, 'a,b']])
    expect(source.asked[0]?.authorization).toMatch(/^Bearer /)
  })

  test('a look-up that fails costs the words, not the page', async () => {
    source.things.set('pointing', ['a', 'b'])
    words.instead(() => ({ status: 500 }))
    await agree(browser, { pointing: true })
    expect(await whenIts(browser, 'pointing', 'done')).toMatchObject({ count: 2, kept: 2, problem: null })
  })

  test('a page that is said to be elsewhere is not asked for: the token stays at home', async () => {
    source.instead(({ query }) =>
      query.from === undefined ? { status: 302, headers: { location: words.base }, body: '{}' } : null,
    )
    await agree(browser, { hourly: true })
    await whenIts(browser, 'hourly', 'failed')
    expect(words.asked).toEqual([])
  })
})

describe('what a provider allows', () => {
  test('is shared by all accounts and processes, and nobody is asked too often; it goes on by itself', async () => {
    const other = await w.other()
    source.things.set('metered', numbered(40))
    await agree(browser, { metered: true })
    const waiting = await until(async () => {
      const s = await streamOf(browser, 'metered')
      return s.count === 10 && s.nextAt !== null ? s : null
    })
    expect(waiting.state).toBe('reading')
    expect(Date.parse(waiting.nextAt) - Date.now()).toBeGreaterThan(25 * MINUTE)
    expect(source.askedOf('metered')).toHaveLength(1)
    later(31 * MINUTE)
    await until(async () => (await streamOf(browser, 'metered')).count === 20 || null)
    expect(source.askedOf('metered')).toHaveLength(1)
    await other.stop()
  })

  test('429 with an hour of patience: an hour nobody asks, and the shopper is told', async () => {
    source.things.set('metered', numbered(5))
    source.instead(() => ({ status: 429, headers: { 'retry-after': '3600' } }))
    // An allowance of its own: the bucket of the test before is another site's concern.
    await shop.core.db.run('delete from source_bucket')
    await agree(browser, { metered: true })
    const s = await whenIts(browser, 'metered', 'failed')
    expect(s.problem.code).toBe('profile/source-busy')
    expect(s.problem.next).toMatch(/60 分钟后自动接着读/)
    source.instead(() => null)
    later(59 * MINUTE)
    expect(source.askedOf('metered')).toHaveLength(1)
    later(2 * MINUTE)
    await whenIts(browser, 'metered', 'done')
    expect(source.askedOf('metered')).toHaveLength(1)
  })
})

describe('a source that misbehaves', () => {
  test('pages that repeat end', async () => {
    source.things.set('hourly', numbered(12))
    source.instead(() => ({ status: 200, body: JSON.stringify({ items: [{ id: 'x' }], next: '10', total: 9 }) }))
    await agree(browser, { hourly: true })
    expect(await whenIts(browser, 'hourly', 'done')).toMatchObject({ count: 2, kept: 1 })
  })

  test('pages that never end are read to the 500th, and what they did not show is not taken for gone', {
    timeout: 120_000,
  }, async () => {
    source.things.set('compared', numbered(5))
    await agree(browser, { compared: true })
    await whenIts(browser, 'compared', 'done')
    source.askedOf('compared')
    source.instead(({ query }) => {
      const page = Number(query.from ?? 0)
      return { status: 200, body: JSON.stringify({ items: [], next: String(page + 1), total: page }) }
    })
    later(8 * DAY)
    await until(async () => (await streamOf(browser, 'compared')).state === 'reading' || null)
    await until(async () => (await streamOf(browser, 'compared')).state === 'done' || null, { timeoutMs: 100_000 })
    expect(source.askedOf('compared')).toHaveLength(500)
    expect(await facts()).toBe(5)
  })

  test('an answer of another shape than before is said, nothing of it is kept and nothing goes; of the old shape again, it is read on', async () => {
    source.things.set('compared', numbered(5))
    await agree(browser, { compared: true })
    await whenIts(browser, 'compared', 'done')
    source.instead(() => ({ status: 200, body: JSON.stringify({ data: { items: [] }, meta: { next: null } }) }))
    later(8 * DAY)
    const said = await whenIts(browser, 'compared', 'failed')
    expect(said.problem.code).toBe('profile/source-rubbish')
    expect(await facts()).toBe(5)
    source.things.set('compared', numbered(4))
    source.instead(() => null)
    later(DAY)
    await whenIts(browser, 'compared', 'done', (s) => s.count === 4)
    expect(await facts()).toBe(4)
  })

  test('a cursor that expires in the middle: everything is read anew, and nothing is kept twice', async () => {
    source.things.set('hourly', numbered(25))
    let isOld = true
    source.instead(({ query }) => {
      if (query.from === undefined) return null
      return isOld ? { status: 410 } : null
    })
    await agree(browser, { hourly: true })
    await whenIts(browser, 'hourly', 'failed')
    expect(await facts()).toBe(10)
    source.askedOf('hourly')
    isOld = false
    later(2 * MINUTE)
    await whenIts(browser, 'hourly', 'done', (s) => s.count === 25)
    expect(source.askedOf('hourly').map(({ query }) => query.from ?? '0')).toEqual(['0', '10', '20'])
    expect(await facts()).toBe(25)
  })

  test('a page of more things than any source gives is not looked through', async () => {
    const items = Array.from({ length: 150_000 }, (_, id) => ({ id: String(id) }))
    source.instead(() => ({ status: 200, body: JSON.stringify({ items, next: null }) }))
    await agree(browser, { hourly: true })
    expect((await whenIts(browser, 'hourly', 'failed')).problem.code).toBe('profile/source-rubbish')
    expect(await facts()).toBe(0)
  })

  test('a page whose words take long to understand holds up nobody', async () => {
    const words = '@a.'.repeat(100)
    const items = Array.from({ length: 5_000 }, (_, id) => ({ id: String(id), words }))
    source.instead(() => ({ status: 200, body: JSON.stringify({ items, next: null, total: 5_000 }) }))
    let last = performance.now()
    let longest = 0
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await agree(browser, { hourly: true })
    await whenIts(browser, 'hourly', 'done')
    clearInterval(timer)
    expect(longest).toBeLessThan(1_000)
  })

  test('200 MB are not received: after 4 it is said', async () => {
    source.instead(() => ({ status: 200, body: '{"items": [], "next": null}', megabytes: 200 }))
    await agree(browser, { hourly: true })
    expect((await whenIts(browser, 'hourly', 'failed')).problem.code).toBe('profile/source-rubbish')
    expect(source.blanks()).toBeLessThan(40)
  })

  test('names of any script, with markup and what turns letters around, are one line of words and nothing else', async () => {
    source.things.set('pointing', ['a', 'b', 'c'])
    const names = {
      a: '<script>alert(1)</script>手冲咖啡',
      b: '\u202egnp.exe\u202c قهوة ☕',
      c: `\u0000${'长'.repeat(5000)}\ud83d`,
    }
    words.instead(() => ({ status: 200, body: JSON.stringify(names) }))
    await agree(browser, { pointing: true })
    expect(await whenIts(browser, 'pointing', 'done')).toMatchObject({ count: 3, kept: 3, problem: null })
    const text = (await browser.ask('/v1/sites/hill/facts')).body
    expect(text).not.toMatch(/\u202e|\\u0000|\\ud83d/)
    const sentences = JSON.parse(text)
      .items.map((one: { sentence: string }) => one.sentence.slice(0, 40))
      .sort()
    expect(sentences).toEqual([
      '你喜欢过：<script>alert(1)</script>手冲咖啡',
      '你喜欢过：gnp.exe قهوة ☕',
      `你喜欢过：${'长'.repeat(35)}`,
    ])
  })
})
