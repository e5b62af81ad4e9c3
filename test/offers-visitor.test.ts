import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { DAY, MINUTE } from '../src/base/clock.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { COFFEE_PAGE, KETTLE, offering, TENT } from './offers-world.ts'

const world = await LoopWorld.open()
const { launch, offered, skuOf, tell } = offering(world)
afterAll(() => world.stop())
afterEach(() => {
  world.clock.ahead = 0
})

/** The merchant's server asks for one slot. */
async function ask(at: LoopSite, more: object = {}, headers: Record<string, string> = {}) {
  const body = { page: COFFEE_PAGE, slots: [{ id: 'a' }], lang: 'zh', ...more }
  const key = { authorization: `Bearer ${at.secretKey}`, ...headers }
  return await new Visitor(world.url).ask('POST', '/v1/decisions', body, key)
}
const offer = async (at: LoopSite, visitor: string, more: object = {}): Promise<Json> =>
  (await ask(at, { visitor, ...more })).json.decisions[0]
const hashes = async (at: LoopSite) => {
  const rows = await world.app.core.db.query<{ hash: string | null; person: string | null }>(
    'select visitor_hash as hash, person_id as person from offer_decision where site_id = $1 order by at, id',
    [at.site.id],
  )
  return rows
}

describe('somebody who is not signed in, whom the merchant’s server names', () => {
  test('sees a campaign as often a day as the cap says, from the first view on; another visitor still does', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { capPerPersonDay: 2 })
    await offered(at)
    const asked = await Promise.all(Array.from({ length: 6 }, () => offer(at, 'anna')))
    expect(asked.filter((d) => d.offer !== null)).toHaveLength(2)
    expect((await offer(at, 'anna')).offer).toBeNull()
    expect((await offer(at, 'bert')).offer).not.toBeNull()
    world.clock.ahead = DAY
    expect((await offer(at, 'anna')).offer).not.toBeNull()
  })

  test('what was seen counts the whole day, what was drawn only for a minute', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { capPerPersonDay: 1 })
    await offered(at)
    const first = await offer(at, 'anna')
    expect((await offer(at, 'anna')).offer).toBeNull()
    world.clock.ahead = MINUTE + 1_000
    const second = await offer(at, 'anna')
    expect([first.offer, second.offer]).not.toContain(null)
    await skuOf(second)
    await tell(at, second.token, 'seen')
    world.clock.ahead += 2 * MINUTE
    expect((await offer(at, 'anna')).offer).toBeNull()
  })

  test('is not offered again what they hid, also by a process that starts anew', async () => {
    const at = await world.site([KETTLE, TENT])
    await launch(at)
    await offered(at)
    const first = await offer(at, 'anna')
    expect((await tell(at, first.token, 'hidden')).status).toBe(204)
    expect((await offer(at, 'anna')).offer).toBeNull()
    // Longer than a copy is believed: it is read from the database.
    world.clock.ahead = 30_000
    expect((await offer(at, 'anna')).offer).toBeNull()
    expect((await offer(at, 'bert')).offer).not.toBeNull()
  })

  test('is kept as a hash that no other site has, and joined to nobody', async () => {
    const [at, other] = [await world.site([KETTLE]), await world.site([KETTLE])]
    for (const shop of [at, other]) {
      await launch(shop)
      await offered(shop)
      await offer(shop, 'anna@example.org')
      await offer(shop, 'anna@example.org')
    }
    const of = async (shop: LoopSite) =>
      await until(
        async () => {
          const found = (await hashes(shop)).flatMap(({ hash }) => (hash === null ? [] : [hash]))
          return found.length === 2 ? found : null
        },
        { what: 'both decisions written' },
      )
    const [mine, theirs] = [await of(at), await of(other)]
    expect(mine[0]).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect([mine[1], theirs[1]]).toEqual([mine[0], theirs[0]])
    expect(theirs[0]).not.toBe(mine[0])
    expect((await hashes(at)).every(({ person }) => person === null)).toBe(true)
  })

  test('who opted out by Global Privacy Control is nobody: nothing is counted for them or kept', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { capPerPersonDay: 1 })
    await offered(at)
    for (let i = 0; i < 3; i++) {
      expect((await offer(at, 'anna', { gpc: true })).offer).not.toBeNull()
      expect((await ask(at, { visitor: 'anna' }, { 'sec-gpc': '1' })).json.decisions[0].offer).not.toBeNull()
    }
    expect((await offer(at, 'anna')).offer, 'not opted out, and not seen yet').not.toBeNull()
    await until(async () => (await hashes(at)).filter(({ hash }) => hash !== null).length === 1 || null, {
      what: 'one decision with a hash',
    })
  })

  test.each<[string, unknown]>([
    ['an empty text', ''],
    ['65 characters', 'x'.repeat(65)],
    ['64 KB', 'x'.repeat(65_536)],
    ['a NUL', 'an\u0000na'],
    ['a line break', 'anna\nbert'],
    ['half a pair', 'an\ud800na'],
    ['a number', 7],
    ['an object', { $ne: null }],
    ['null', null],
  ])('%s for a visitor is refused', async (_name, visitor) => {
    const at = await world.site([KETTLE])
    expect(await ask(at, { visitor })).toMatchObject({ status: 400, json: { code: 'http/invalid' } })
  })

  test('64 characters of any script are one', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { capPerPersonDay: 1 })
    await offered(at)
    for (const visitor of ['访'.repeat(64), '🙂'.repeat(32), "'; drop table offer_decision; --"]) {
      expect((await offer(at, visitor)).offer).not.toBeNull()
      expect((await offer(at, visitor)).offer).toBeNull()
    }
  })

  test('a page may name nobody: in both languages it is told so', async () => {
    const at = await world.site([KETTLE])
    const body = { site: at.site.publicKey, page: COFFEE_PAGE, slots: [{ id: 'a' }], visitor: 'anna' }
    for (const lang of ['zh', 'en']) {
      const answer = await new Visitor(world.url).ask('POST', '/v1/decisions', body, { 'accept-language': lang })
      expect(answer).toMatchObject({ status: 400, json: { code: 'http/invalid', field: 'visitor' } })
    }
  })
})
