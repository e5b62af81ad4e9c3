import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { HOUR } from '../src/base/clock.ts'
import { LoopWorld, Visitor } from './loop-world.ts'
import { COFFEE_PAGE, campaign, KETTLE, money, offering } from './offers-world.ts'

const world = await LoopWorld.open()
const { launch, change, one, offered, nothing, tell, skuOf } = offering(world)
afterAll(() => world.stop())
afterEach(() => {
  world.clock.ahead = 0
})

describe('the life of a campaign', () => {
  test('a draft is not shown, an active one is, a paused one is not any more', async () => {
    const at = await world.site([KETTLE])
    const id = await launch(at, { state: 'draft' })
    await nothing(at)
    await change(at, id, { state: 'active' })
    expect((await offered(at)).offer.headline).toBe('慢慢倒')
    await change(at, id, { state: 'paused' })
    await nothing(at)
    const seen = await at.owner.ask('GET', '/v1/console/campaigns')
    expect(seen.json.items).toMatchObject([{ id, standing: 'paused', stock: { products: 1, pieces: 50 } }])
  })

  test('it begins and ends at its dates', async () => {
    const at = await world.site([KETTLE])
    const start = Date.now() + 2 * HOUR
    await launch(at, { startsAt: new Date(start).toISOString(), endsAt: new Date(start + HOUR).toISOString() })
    await nothing(at)
    world.clock.ahead = 2 * HOUR + 60_000
    await offered(at)
    world.clock.ahead = 3 * HOUR + 60_000
    await nothing(at)
  })

  test('in its own preview a running campaign is no rival of itself', async () => {
    const at = await world.site([KETTLE])
    const id = await launch(at)
    const ask = { campaign: campaign(), interests: [], page: COFFEE_PAGE }
    const rivals = async (body: object) =>
      (await at.owner.ask('POST', '/v1/console/campaigns/preview', body)).json.rivals
    expect(await rivals(ask)).toBe(1)
    expect(await rivals({ ...ask, id })).toBe(0)
  })

  test('a removed one is gone, and what it showed stays in the books', async () => {
    const at = await world.site([KETTLE])
    const id = await launch(at)
    const decision = await offered(at)
    await tell(at, decision.token, 'seen')
    expect((await at.owner.ask('DELETE', `/v1/console/campaigns/${id}`)).status).toBe(204)
    await nothing(at)
    expect((await at.owner.ask('DELETE', `/v1/console/campaigns/${id}`)).json.code).toBe('offers/no-such-campaign')
    expect(await world.count('offer_event where site_id = $1', [at.site.id])).toBe(1)
  })

  test.each<[string, object, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['nothing to offer', { skus: [], categoryId: null }, 'skus'],
    ['a category that is not there', { categoryId: 'nowhere' }, 'categoryId'],
    ['money in another currency', { dailyBudget: { amount: 1, currency: 'USD' } }, 'dailyBudget'],
    ['a fraction of a fen', { pricing: { per: 'click', amount: money(0.5) } }, 'pricing/amount'],
    ['an end before its start', { startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' }, 'endsAt'],
    ['a cap of 0', { capPerPersonDay: 0 }, 'capPerPersonDay'],
    ['words that run backwards', { creative: { headline: { zh: '买\u202e', en: '' }, line: {} } }, 'creative/headline'],
  ])('with %s it is refused at its field, in both languages', async (_name, fields, field) => {
    const at = await world.site([])
    for (const [lang, script] of [
      ['zh', /[\u4e00-\u9fff]/],
      ['en', /^[^\u4e00-\u9fff]+$/],
    ] as const) {
      const { status, json } = await at.owner.ask('POST', '/v1/console/campaigns', campaign(fields), {
        'accept-language': lang,
      })
      expect([status, json.code, json.field]).toEqual([422, 'offers/bad-campaign', field])
      expect(json.title).toMatch(script)
    }
    expect(await world.count('campaign where site_id = $1', [at.site.id])).toBe(0)
  })

  test('only a marketer or an owner may', async () => {
    const at = await world.site([KETTLE])
    const picker = await world.staff(at.site, '阿青', ['picker'])
    expect((await picker.ask('POST', '/v1/console/campaigns', campaign())).status).toBe(403)
    const stranger = new Visitor(world.url)
    expect((await stranger.ask('GET', '/v1/console/campaigns')).status).toBe(401)
  })
})

describe('asking for offers', () => {
  test('with a server’s secret key, and refused without a key that is known', async () => {
    const at = await world.site([KETTLE])
    const ask = (body: object, headers: Record<string, string> = {}) =>
      new Visitor(world.url).ask('POST', '/v1/decisions', { page: COFFEE_PAGE, slots: [{ id: 'a' }], ...body }, headers)
    expect((await ask({}, { authorization: `Bearer ${at.secretKey}` })).status).toBe(200)
    expect((await ask({}, { authorization: 'Bearer sk_nobody0000000000' })).json.code).toBe('http/bad-key')
    expect((await ask({})).json).toMatchObject({ code: 'http/invalid', field: 'site' })
    expect(await ask({ site: 'pk_nobody' })).toMatchObject({
      status: 404,
      json: { code: 'sites/unknown-key', field: 'site' },
    })
    const swapped = await ask({}, { authorization: `Bearer ${at.site.publicKey}`, 'accept-language': 'en' })
    expect(swapped).toMatchObject({ status: 401, json: { code: 'http/public-key' } })
    expect(swapped.json.title).toContain('the secret key (sk_…) is needed')
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['broken JSON-LD', { jsonLd: ['{"@type":"Product","name":', '[[[[', 'null'], title: '手冲咖啡' }],
    [
      'wrong kinds everywhere',
      { title: {}, headings: 'x', text: [], lang: 9, jsonLd: {}, openGraph: [[]], url: 'javascript:0' },
    ],
    ['JSON-LD nested a thousand deep', { jsonLd: [`${'['.repeat(1000)}${']'.repeat(1000)}`] }],
  ])('a page that is %s still gets an answer', async (_name, page) => {
    const at = await world.site([KETTLE])
    await launch(at)
    await offered(at)
    const body = { site: at.site.publicKey, page: page ?? null, slots: [{ id: 'a' }] }
    const answer = await new Visitor(world.url).ask('POST', '/v1/decisions', body)
    expect(answer.status).toBe(200)
    expect(answer.json.decisions[0].offer).not.toBeNull()
  })

  test('text that no database keeps is refused or set aside, and holds up nobody else’s decisions', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    await offered(at)
    const ask = (slot: string, page: unknown) =>
      new Visitor(world.url).ask('POST', '/v1/decisions', { site: at.site.publicKey, page, slots: [{ id: slot }] })
    for (const slot of ['a\u0000b', 'a\ud800']) expect((await ask(slot, COFFEE_PAGE)).json.code).toBe('http/invalid')
    for (const bad of ['\u0000', '\ud800', '\udc00手冲']) {
      const page = {
        title: `手冲${bad}咖啡`,
        headings: [`滤杯${bad}`],
        text: `手冲${bad}壶 细口壶${bad}`,
        url: bad,
        lang: bad,
      }
      expect((await ask('a', page)).status).toBe(200)
    }
    const after = await one(at)
    expect(await skuOf(after)).toBe('KETTLE')
  })

  test('too many slots, too large a page: a clear problem', async () => {
    const at = await world.site([KETTLE])
    const body = (change: object) => ({ site: at.site.publicKey, page: {}, slots: [{ id: 'a' }], ...change })
    const ask = (change: object) => new Visitor(world.url).ask('POST', '/v1/decisions', body(change))
    const slots = Array.from({ length: 9 }, (_, i) => ({ id: `s${i}` }))
    expect((await ask({ slots })).json).toMatchObject({ code: 'offers/too-many-slots', field: 'slots' })
    expect((await ask({ slots: [] })).status).toBe(400)
    expect((await ask({ page: { text: 'x'.repeat(200_000) } })).json.code).toBe('http/too-large')
  })

  test('is answered in the time of a page: half of 200 within 50 ms', async () => {
    const at = await world.site(
      Array.from({ length: 100 }, (_, i) => ({ ...KETTLE, sku: `K${i}`, zh: `手冲壶 ${i} 号` })),
    )
    for (let i = 0; i < 20; i++)
      await launch(at, { name: `计划 ${i}`, skus: Array.from({ length: 5 }, (_, k) => `K${i * 5 + k}`) })
    await offered(at)
    const times: number[] = []
    for (let i = 0; i < 200; i++) {
      const startedAt = performance.now()
      await one(at)
      times.push(performance.now() - startedAt)
    }
    expect(times.sort((a, b) => a - b)[100]).toBeLessThan(50)
  })
})
