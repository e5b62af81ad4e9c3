import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { Learnt } from '../src/learning/learnt.ts'
import { NOTHING_LEARNT } from '../src/offers/choice.ts'
import { learningNow, learnOn } from '../src/offers/flow-learn.ts'
import { acrossSites, within } from '../src/storage/scope.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld } from './loop-world.ts'
import { BLANK_PAGE, KETTLE, money, offering, TENT } from './offers-world.ts'

const world = await LoopWorld.open({ limits: 0 })
const { core } = world.app
const { launch, decide, one, skuOf } = offering(world)
afterAll(() => world.stop())
afterEach(() => {
  world.clock.ahead = 0
})

const HOUSE = { skus: ['KETTLE', 'TENT'], pricing: { per: 'click', amount: money(0) }, capPerPersonDay: 1000 }

/** A shop with a house campaign for two products, on pages that say nothing. */
async function shop(): Promise<LoopSite> {
  const at = await world.site([KETTLE, TENT])
  await launch(at, HOUSE)
  await until(async () => (await one(at, { page: BLANK_PAGE })).offer !== null, { what: 'offers' })
  return at
}

/** Many decisions, all seen; what is offered for one product is clicked. The last hour, as far as the log knows. */
async function visitors(at: LoopSite, { clicks, times = 40 }: { clicks: string; times?: number }): Promise<void> {
  for (let i = 0; i < times; i++) await decide(at, { page: BLANK_PAGE })
  await skuOf(await one(at, { page: BLANK_PAGE }))
  await acrossSites('the test tells what visitors did', async () => {
    await core.db.run(
      `insert into offer_event (site_id, decision_id, type, at)
       select site_id, id, unnest(case when sku = $2 then '{seen,clicked}' else '{seen}' end::text[]), at from offer_decision
       where site_id = $1 on conflict do nothing`,
      [at.site.id, clicks],
    )
  })
}

/** One turn of the learner, as if so much time had gone by. */
async function learn(at: LoopSite, ahead = HOUR): Promise<void> {
  world.clock.ahead = ahead
  await within(at.site.id, () => learnOn(core, at.site.id))
}

const view = async (at: LoopSite, query = '') => (await at.owner.ask('GET', `/v1/console/offers/learning${query}`)).json
const rollBack = (at: LoopSite, version: unknown) =>
  at.owner.ask('POST', '/v1/console/offers/learning/rollback', { version })
const learnedOf = async (at: LoopSite) =>
  (await within(at.site.id, () => learningNow(core, at.site.id, NOTHING_LEARNT)))!

/** How often a product is chosen. */
async function share(at: LoopSite, sku: string, times = 30): Promise<number> {
  let n = 0
  for (let i = 0; i < times; i++) if ((await one(at, { page: BLANK_PAGE })).offer.sku === sku) n++
  return n / times
}

describe('what visitors do teaches the offers', () => {
  test('what is clicked is chosen more often, and a shop that begins prefers nothing', async () => {
    const at = await shop()
    expect(await view(at)).toMatchObject({ version: 0, models: [], isFallenBack: false })
    expect(await share(at, 'TENT')).toBeLessThan(0.9)
    await visitors(at, { clicks: 'TENT' })
    await learn(at)
    const after = await view(at)
    expect(after).toMatchObject({ version: 1, models: [{ version: 1, fromVersion: null }] })
    expect(after.models[0].lessons).toBeGreaterThan(40)
    await until(async () => (await share(at, 'TENT', 20)) > 0.85, { what: 'tents', timeoutMs: 15_000 })
  }, 60_000)

  test('a span is learnt once, and one that teaches nothing keeps no model', async () => {
    const at = await shop()
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at)
    const { lessons } = (await view(at)).models[0]
    await learn(at)
    await learn(at, HOUR + MINUTE)
    expect((await view(at)).models).toHaveLength(1)
    expect((await view(at)).models[0].lessons).toBe(lessons)
  })

  test('two processes at once learn it once', async () => {
    const at = await shop()
    await visitors(at, { clicks: 'KETTLE', times: 5 })
    await learn(at, 0)
    await Promise.all([learn(at), learn(at), learn(at)])
    await learn(at)
    const { models } = await view(at)
    expect(models.map(({ version }: { version: number }) => version)).toEqual([1])
  })
})

describe('going back', () => {
  test('an earlier model decides again, under a number of its own, and what was learnt since stays forgotten', async () => {
    const at = await shop()
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at)
    const first = (await view(at)).models[0].lessons
    await visitors(at, { clicks: 'KETTLE', times: 10 })
    await learn(at, 2 * HOUR)
    expect((await view(at)).models[0].lessons).toBeGreaterThan(first)
    const back = await rollBack(at, 1)
    expect([back.status, back.json.version, back.json.models[0]]).toMatchObject([
      200,
      3,
      { fromVersion: 1, lessons: first },
    ])
    await learn(at, 2 * HOUR + MINUTE)
    expect((await view(at)).version).toBe(3)
    expect((await rollBack(at, 0)).json.models[0]).toMatchObject({ version: 4, fromVersion: 0, lessons: 0 })
  })

  test.each([[99], [-1], ['1'], [1.5], [2 ** 40], [null]])('to %j is refused in words', async (version) => {
    const at = await shop()
    const { status, json } = await rollBack(at, version)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(json.title).not.toBe('')
  })
})

describe('a damaged model', () => {
  /** Makes the youngest model half as long. */
  const cut = (at: LoopSite) =>
    core.db.run(
      `update offer_model set bytes = substring(bytes from 1 for octet_length(bytes) / 2)
       where site_id = $1 and version = (select max(version) from offer_model where site_id = $1)`,
      [at.site.id],
    )

  test('is passed over for the one before it, and learning goes on from there', async () => {
    const at = await shop()
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at)
    const [first] = (await view(at)).models
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at, 2 * HOUR)
    await cut(at)
    expect((await learnedOf(at)).learnt.model.lessons).toBe(first.lessons)
    expect((await rollBack(at, 2)).json.code).toBe('learning/bad-model')
    expect((await view(at)).version).toBe(2)
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at, 3 * HOUR)
    expect((await learnedOf(at)).version).toBe(3)
    expect((await one(at, { page: BLANK_PAGE })).offer).not.toBeNull()
  })

  test('the only one: as if nothing had been learnt', async () => {
    const at = await shop()
    await visitors(at, { clicks: 'TENT', times: 5 })
    await learn(at)
    await cut(at)
    expect((await learnedOf(at)).learnt.model.lessons).toBe(new Learnt().model.lessons)
  })
})

describe('the guard', () => {
  /** Decisions as both policies saw them: every second one is what popularity would rather have shown. */
  async function history(at: LoopSite, clicked: 'contextual' | 'popular'): Promise<void> {
    const { campaignId } = await core.db.one<{ campaignId: string }>(
      'select id as "campaignId" from campaign where site_id = $1',
      [at.site.id],
    )
    const ids = Array.from({ length: 2_000 }, () => newId())
    const features = (isContextual: boolean) => ({
      ...{ slots: [0], values: [1], fit: [0, 0, 0], category: 'outdoor/camping' },
      watched: {
        ...{ propensity: 0.5, contextual: isContextual ? 0.9 : 0.1, popular: isContextual ? 0.1 : 0.9 },
        ...{ model: 0.2, contextualExpects: 0.2, popularExpects: 0.2, value: 1 },
      },
    })
    const rows = ids.map((id, i) => ({ id, features: features(i % 2 === 0) }))
    await core.db.run('delete from offer_event where site_id = $1', [at.site.id])
    await core.db.run('delete from offer_decision where site_id = $1', [at.site.id])
    await core.db.run(
      `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, personal, propensity, bid, bills_per, why, features)
       select $1, id, now() - interval '1 hour', $2, 'TENT', 'a', false, 0.5, 0, 'click', '{}', features
       from jsonb_to_recordset($3) as r(id uuid, features jsonb)`,
      [at.site.id, campaignId, JSON.stringify(rows)],
    )
    const good = ids.filter((_, i) => (i % 2 === 0) === (clicked === 'contextual') && i % 5 < 2)
    const events = `insert into offer_event (site_id, decision_id, type, at)
       select $1, unnest($2::uuid[]), $3, now() - interval '1 hour'`
    await core.db.run(events, [at.site.id, ids, 'seen'])
    await core.db.run(events, [at.site.id, good, 'clicked'])
  }

  test('falls back to popularity by itself where context earns less, says so, and comes back', async () => {
    const at = await shop()
    await learn(at, 0)
    expect((await view(at)).reason).toContain('100')
    await history(at, 'popular')
    await learn(at, 11 * MINUTE)
    const down = await view(at)
    expect(down).toMatchObject({ isFallenBack: true, reason: expect.stringContaining('退回热门') })
    expect(down.lift.high).toBeLessThan(0)
    expect((await view(at, '?lang=en')).reason).toContain('fallen back to popularity')
    expect((await learnedOf(at)).isFallenBack).toBe(true)
    await history(at, 'contextual')
    await learn(at, 22 * MINUTE)
    expect(await view(at)).toMatchObject({ isFallenBack: false })
    const before = { ...NOTHING_LEARNT, isFallenBack: true }
    expect(await within(at.site.id, () => learningNow(core, at.site.id, before))).toMatchObject({ isFallenBack: false })
  })
})
