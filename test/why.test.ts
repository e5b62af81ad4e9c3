import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY } from '../src/base/clock.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld } from './loop-world.ts'
import { BLANK_PAGE, COFFEE_PAGE, KETTLE, money, offering, TENT } from './offers-world.ts'

let world: LoopWorld
let acts: ReturnType<typeof offering>

beforeAll(async () => {
  world = await LoopWorld.open({ limits: 0 })
  acts = offering(world)
})

afterAll(async () => {
  await world?.stop()
})

const explain = async (at: LoopSite, body: object = {}): Promise<Json> => {
  const answer = await at.owner.ask('POST', '/v1/console/offers/explain', body)
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

describe('a decision that was made', () => {
  test('says whom it was chosen among with what chance, what was promised, and what came of it', async () => {
    const at = await world.site([KETTLE, TENT])
    const mine = await acts.launch(at, { name: '手冲季' })
    await acts.launch(at, { name: '露营季', skus: ['TENT'], pricing: { per: 'click', amount: money(1) } })
    const decision = await until(
      async () => {
        const found = await acts.one(at, { page: COFFEE_PAGE })
        return found.offer?.sku === 'KETTLE' ? found : null
      },
      { what: 'the kettle is offered' },
    )
    await acts.skuOf(decision)
    await acts.tell(at, decision.token, 'seen')
    await acts.click(decision)
    const { json } = await at.owner.ask('GET', `/v1/decisions/${decision.decisionId}/why`)
    expect(json).toMatchObject({
      campaignId: mine,
      campaign: '手冲季',
      title: '细口手冲壶',
      page: '手冲咖啡',
      interest: null,
      personal: false,
      why: { among: 2, pageWords: expect.arrayContaining(['细口']) },
      rivals: [{ campaign: '露营季', title: '双人帐篷', chance: expect.any(Number) }],
      spend: [{ kind: 'click', amount: 100 }],
      order: null,
    })
    expect(json.events.map((e: Json) => e.type).sort()).toEqual(['clicked', 'seen'])
    expect(json.propensity + json.rivals[0].chance).toBeCloseTo(1, 3)
    expect(Date.parse(json.keptUntil) - Date.parse(json.at)).toBe(90 * DAY)
    expect(Date.parse(json.promise.orderBy)).toBeGreaterThanOrEqual(Date.parse(json.at))
  })

  test('is found in the list of the last ones, by page, by campaign and by shopper', async () => {
    const at = await world.site([KETTLE])
    const id = await acts.launch(at)
    const who = await world.shopper(at)
    const mine = await acts.offered(at, { who })
    for (let i = 0; i < 52; i++) await acts.one(at)
    const list = async (query = '') => (await at.owner.ask('GET', `/v1/console/offers/decisions${query}`)).json
    const first = await list()
    expect(first.items).toHaveLength(50)
    const second = await list(`?cursor=${first.next}`)
    expect(second.next).toBeNull()
    const ids = [...first.items, ...second.items].map((one: Json) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.at(-1)).toBe(mine.decisionId)
    const line = second.items.at(-1)
    expect(line).toMatchObject({ campaign: '手冲季', sku: 'KETTLE', title: { zh: '细口手冲壶' }, personal: false })
    expect((await list(`?person=${line.personId}`)).items.map((one: Json) => one.id)).toEqual([mine.decisionId])
    expect((await list(`?campaign=${id}`)).items).toHaveLength(50)
    expect((await list(`?campaign=${line.personId}`)).items).toEqual([])
    const bad = await at.owner.ask('GET', '/v1/console/offers/decisions?cursor=1.x')
    expect(bad).toMatchObject({ status: 400, json: { code: 'http/invalid', field: 'cursor' } })
  })
})

describe('what keeps a campaign out', () => {
  test('is said by the first that stands in its way, a rule by its conditions', async () => {
    const at = await world.site([KETTLE, TENT, { sku: 'GONE', qty: 0 }])
    const ids: Record<string, string> = {}
    const make = async (name: string, change: object) => {
      ids[name] = await acts.launch(at, { name, ...change })
    }
    await make('open', {})
    await make('sold out', { skus: ['GONE'] })
    await make('broke', { skus: ['TENT'], dailyBudget: money(50) })
    await make('later', { startsAt: new Date(Date.now() + DAY).toISOString() })
    const inside = { all: [{ field: 'device', in: ['phone'] }, { none: [{ field: 'pageWord', in: ['闷蒸'] }] }] }
    await make('elsewhere', { targeting: inside })
    await make('banner', { creative: undefined, creatives: [{ format: 'banner' }] })
    await acts.offered(at)
    const said = await until(
      async () => {
        const answer = await explain(at, { page: COFFEE_PAGE, context: { device: 'desktop' } })
        return answer.out.length === 5 ? answer : null
      },
      { what: 'all campaigns are known' },
    )
    expect(said.among.map((one: Json) => one.campaign)).toEqual(['open'])
    expect(said.among[0]).toMatchObject({ sku: 'KETTLE', chance: 1 })
    const by = Object.fromEntries(said.out.map((one: Json) => [one.name, one]))
    expect(by['sold out'].kind).toBe('no-goods')
    expect(by.broke.kind).toBe('budget')
    expect(by.later.kind).toBe('dates')
    expect(by.banner).toMatchObject({ kind: 'rule', conditions: [{ path: 'format', rule: null }] })
    expect(by.elsewhere.conditions).toEqual([
      { path: 'all/0', rule: { field: 'device', in: ['phone'] }, isExcluded: false },
      { path: 'all/1/none/0', rule: { field: 'pageWord', in: ['闷蒸'] }, isExcluded: true },
    ])
    expect(said.outCounts).toEqual({ 'no-goods': 1, budget: 1, dates: 1, rule: 2 })
  })

  test('follows what is supposed of page and visitor, and counts and bills nothing', async () => {
    const at = await world.site([KETTLE])
    await acts.launch(at, { targeting: { field: 'interest', in: ['kitchen/coffee'] } })
    const before = await world.count('offer_decision where site_id = $1', [at.site.id])
    await until(
      async () => (await explain(at, { interests: ['kitchen/coffee/pour-over'] })).among.length === 1 || null,
      {
        what: 'somebody with the interest',
      },
    )
    const nobody = await explain(at, { page: BLANK_PAGE })
    expect(nobody).toMatchObject({ among: [], out: [{ kind: 'rule' }] })
    expect(await world.count('offer_decision where site_id = $1', [at.site.id])).toBe(before)
    for (const body of [{ format: 'film' }, { slot: '' }, { interests: [1] }, { context: { place: '火星' } }])
      expect((await at.owner.ask('POST', '/v1/console/offers/explain', body)).status).toBe(400)
    for (const page of [null, 'x', 7, [], { text: 'ab'.repeat(10_000) }]) await explain(at, { page })
  })
})
