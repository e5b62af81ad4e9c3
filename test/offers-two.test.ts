import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putCampaign } from '../src/offers/flow-campaigns.ts'
import type { Site } from '../src/sites/site.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'
import { type Hands, handsOn, type Json, Program, removeFolder, shopOf, stateFolder } from './processes-world.ts'

const CAP = 3
const PAGE = { title: '手冲咖啡怎么闷蒸', lang: 'zh', text: '手冲咖啡用细口壶慢慢注水。' }

let home: string
let database: FreshDatabase
let hands: Hands
let programs: Program[]
let site: Site
let key: { authorization: string }

beforeAll(async () => {
  home = await stateFolder()
  database = await freshDatabase()
  const env = { DATABASE_URL: database.url, TUIDAN_HOME: home, TUIDAN_URL: 'http://localhost:4611', TUIDAN_POOL: '6' }
  programs = await Promise.all([Program.start(env), Program.start(env)])
  hands = await handsOn(database.url, home)
  const shop = await shopOf(hands.core, 'caps', { KETTLE: 5_000 })
  site = shop.site
  key = { authorization: `Bearer ${shop.secretKey}` }
  const input = {
    name: '手冲季',
    state: 'active',
    skus: ['KETTLE'],
    dailyBudget: { amount: 1_000_000, currency: 'CNY' },
    pricing: { per: 'click', amount: { amount: 1, currency: 'CNY' } },
    capPerPersonDay: CAP,
  }
  await putCampaign(hands.core, site, input, 'en')
  // Both make offers, and each knows of the other.
  for (const program of programs)
    await until(async () => (await draw(program, crypto.randomUUID())) || null, { timeoutMs: 10_000, what: 'offers' })
}, 120_000)

afterAll(async () => {
  await hands?.close()
  await Promise.all((programs ?? []).map((program) => program.stop()))
  await database?.drop()
  await removeFolder(home)
}, 60_000)

async function ask(program: Program, visitor: string): Promise<Json> {
  const said = await program.call('POST', '/v1/decisions', key, { page: PAGE, slots: [{ id: 'a' }], visitor })
  expect(said.status).toBe(200)
  return said.json.decisions[0]
}
/** Was an offer drawn? */
const draw = async (program: Program, visitor: string): Promise<boolean> => (await ask(program, visitor)).offer !== null

const visitors = (n: number) => Array.from({ length: n }, () => crypto.randomUUID())

describe('a cap for one person at two processes', () => {
  test('asked at both at once it is passed by one at most, and reached', async () => {
    const drawn = new Map(visitors(12).map((visitor) => [visitor, 0]))
    const end = performance.now() + 4_000
    await Promise.all(
      [...drawn.keys()].flatMap((visitor) =>
        programs.map(async (program) => {
          while (performance.now() < end) if (await draw(program, visitor)) drawn.set(visitor, drawn.get(visitor)! + 1)
        }),
      ),
    )
    for (const n of drawn.values()) {
      expect(n).toBeGreaterThanOrEqual(CAP)
      expect(n).toBeLessThanOrEqual(CAP + programs.length - 1)
    }
  }, 30_000)

  test('what was drawn at one counts at the other within a second, though the other had looked before', async () => {
    const [one, other] = programs as [Program, Program]
    for (const visitor of visitors(5)) {
      expect(await draw(other, visitor)).toBe(true)
      const from = performance.now()
      let n = 1
      // What is left is parted until both know: then the one that is asked gives the rest.
      while (n < CAP) {
        if (await draw(one, visitor)) n++
        expect(performance.now() - from).toBeLessThan(4_000)
      }
      const drawnAt = performance.now()
      let last = drawnAt
      while (performance.now() - drawnAt < 1_500) if (await draw(other, visitor)) last = performance.now()
      expect(last - drawnAt).toBeLessThan(1_000)
    }
  }, 60_000)

  test('hidden at one it is gone at the other', async () => {
    const [one, other] = programs as [Program, Program]
    const [visitor] = visitors(1)
    const { token } = await ask(one, visitor!)
    await ask(other, visitor!)
    // Told at the other process: the decision may still be on its way there.
    await until(
      async () => {
        const said = await other.call('POST', '/v1/events', key, { events: [{ token, type: 'hidden' }] })
        return said.status === 204 || null
      },
      { what: 'hidden', timeoutMs: 3_000 },
    )
    expect(await draw(other, visitor!)).toBe(false)
    await until(async () => !(await draw(one, visitor!)) || null, { what: 'gone at the first', timeoutMs: 1_000 })
  })

  test('an event that comes to the other process at once is counted, after one more try at most', async () => {
    const [one, other] = programs as [Program, Program]
    const asked = await Promise.all(visitors(20).map((visitor) => ask(one, visitor)))
    const tokens = asked.map(({ token }) => token as string)
    let early = 0
    await Promise.all(
      tokens.map(async (token) => {
        for (;;) {
          const said = await other.call('POST', '/v1/events', key, { events: [{ token, type: 'clicked' }] })
          if (said.status === 204) return
          expect([said.status, said.json.code]).toEqual([503, 'offers/not-written-yet'])
          early++
        }
      }),
    )
    expect(early, 'some came before they were written').toBeGreaterThan(0)
    const counted = await hands.core.db.one<{ n: number }>(
      `select count(*)::int as n from offer_event where site_id = $1 and type = 'clicked' and decision_id = any($2)`,
      [site.id, asked.map(({ decisionId }) => decisionId)],
    )
    expect(counted.n).toBe(tokens.length)
  }, 30_000)
})
