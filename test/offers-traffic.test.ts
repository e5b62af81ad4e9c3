import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { tokenKey } from '../src/offers/flow.ts'
import { signToken } from '../src/offers/token.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { COFFEE_PAGE, KETTLE, money, offering } from './offers-world.ts'

const world = await LoopWorld.open()
const { launch, decide, one, offered, tell, click, skuOf } = offering(world)
afterAll(() => world.stop())
afterEach(() => {
  world.clock.ahead = 0
})

const CRAWLER = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }

/** A shop that pays for sights. */
async function shop(): Promise<LoopSite> {
  const at = await world.site([KETTLE])
  await launch(at, { pricing: { per: 'shown', amount: money(7) } })
  return at
}
const spends = (at: LoopSite) => world.count('offer_spend where site_id = $1', [at.site.id])
const noted = (at: LoopSite) => world.count('offer_event where site_id = $1', [at.site.id])
const decided = (at: LoopSite) => world.count('offer_decision where site_id = $1', [at.site.id])
/** What the marketer is told of it: `reason type` to how often. */
async function filtered(at: LoopSite): Promise<Record<string, number>> {
  const { status, json } = await at.owner.ask('GET', '/v1/console/offers/filtered')
  expect(status).toBe(200)
  return Object.fromEntries(json.items.map(({ reason, type, n }: Json) => [`${reason} ${type}`, n]))
}
const send = (at: LoopSite, events: object[], headers: Record<string, string> = {}) =>
  new Visitor(world.url).ask('POST', '/v1/events', { site: at.site.publicKey, events }, headers)
/** As the merchant's own server. */
const asServer = (at: LoopSite) => ({ authorization: `Bearer ${at.secretKey}` })

describe('what cannot be a person is not counted, not billed, and reported', () => {
  test('a declared crawler gets empty slots and is told so; nothing is decided, and what it tells is left out', async () => {
    const at = await shop()
    const offer = await offered(at)
    const { token } = offer
    await skuOf(offer)
    const before = await decided(at)
    const body = { site: at.site.publicKey, page: COFFEE_PAGE, slots: [{ id: 'a' }, { id: 'b' }] }
    const { status, json } = await new Visitor(world.url).ask('POST', '/v1/decisions', body, CRAWLER)
    expect([status, json.filtered]).toEqual([200, 'bot'])
    expect(json.decisions.map((d: Json) => [d.slot, d.offer, d.token])).toEqual([
      ['a', null, ''],
      ['b', null, ''],
    ])
    for (const type of ['shown', 'seen', 'clicked', 'hidden'])
      expect((await tell(at, token, type, CRAWLER)).status).toBe(204)
    const led = await new Visitor(world.url).ask('GET', `/v1/click/${at.site.slug}/${token}`, undefined, CRAWLER)
    expect([led.status, led.headers.get('location')]).toEqual([302, expect.stringContaining('/p/KETTLE')])
    expect([await decided(at), await noted(at), await spends(at)]).toEqual([before, 0, 0])
    expect(await filtered(at)).toEqual({
      'bot decision': 1,
      'bot shown': 1,
      'bot seen': 1,
      'bot clicked': 2,
      'bot hidden': 1,
    })
  })

  test('a server passes on what its visitor’s browser said; its own user agent says nothing of anybody', async () => {
    const at = await shop()
    await offered(at)
    const ask = async (more: object) => {
      const headers = { ...asServer(at), 'user-agent': 'python-requests/2.32.3' }
      const body = { page: COFFEE_PAGE, slots: [{ id: 'a' }], ...more }
      return (await new Visitor(world.url).ask('POST', '/v1/decisions', body, headers)).json
    }
    const { decisions } = await ask({})
    expect(decisions[0].offer).not.toBeNull()
    expect(await ask({ userAgent: CRAWLER['user-agent'] })).toMatchObject({
      filtered: 'bot',
      decisions: [{ offer: null }],
    })
    const { token } = decisions[0]
    world.clock.ahead = SECOND
    const events = [{ token, type: 'seen', userAgent: CRAWLER['user-agent'] }]
    const from = { ...asServer(at), 'user-agent': 'python-requests/2.32.3' }
    const told = (some: object[]) => new Visitor(world.url).ask('POST', '/v1/events', { events: some }, from)
    expect((await told(events)).status).toBe(204)
    expect(await noted(at)).toBe(0)
    expect((await told([{ token, type: 'seen' }])).status).toBe(204)
    expect([await noted(at), await spends(at)]).toEqual([1, 1])
    expect(await filtered(at)).toEqual({ 'bot decision': 1, 'bot seen': 1 })
  })

  test('a page does not say for its visitor what browser it is', async () => {
    const at = await shop()
    await offered(at)
    const body = { site: at.site.publicKey, page: COFFEE_PAGE, slots: [{ id: 'a' }], userAgent: 'Mozilla/5.0 Firefox' }
    expect((await new Visitor(world.url).ask('POST', '/v1/decisions', body, CRAWLER)).json.filtered).toBe('bot')
  })

  test('a click that a browser fetches ahead is refused, so that it comes again; then it counts', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const decision = await offered(at)
    const path = decision.offer.click.slice(world.url.length)
    for (const headers of [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }]) {
      const ahead = await new Visitor(world.url).ask('GET', path, undefined, headers)
      expect([ahead.status, ahead.json.code, ahead.headers.get('cache-control')]).toEqual([
        503,
        'offers/prefetch',
        'no-store',
      ])
    }
    expect(await noted(at)).toBe(0)
    expect((await click(decision)).status).toBe(302)
    expect([await noted(at), await spends(at)]).toEqual([1, 1])
    expect((await tell(at, decision.token, 'seen', { 'sec-purpose': 'prefetch;prerender' })).status).toBe(204)
    expect(await filtered(at)).toEqual({ 'prefetch clicked': 2, 'prefetch seen': 1 })
  })

  test('a sight within a second of the decision is left out; told again in time it counts', async () => {
    const at = await shop()
    const { token } = await offered(at)
    expect((await send(at, [{ token, type: 'seen' }])).status).toBe(204)
    expect([await noted(at), await spends(at)]).toEqual([0, 0])
    world.clock.ahead = SECOND
    await send(at, [{ token, type: 'seen' }])
    expect([await noted(at), await spends(at)]).toEqual([1, 1])
    expect(await filtered(at)).toEqual({ 'too-soon seen': 1 })
  })

  test('forged tokens, and those of another site, are refused and counted at the site they were sent to', async () => {
    const [at, other] = [await shop(), await shop()]
    const { token } = await offered(other)
    const [payload] = token.split('.')
    for (const bad of [token, `${payload}.AAAAAAAAAAAAAAAAAAAAAA`, 'x', `${token}.x`])
      expect((await send(at, [{ token: bad, type: 'clicked' }])).json.code).toBe('offers/bad-token')
    expect(await filtered(at)).toEqual({ 'forged clicked': 4 })
    expect(await filtered(other)).toEqual({})
    expect(await noted(other)).toBe(0)
  })

  test('more than one person could do is left out', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const who = await world.shopper(at)
    await offered(at, { who })
    const all = await Promise.all(Array.from({ length: 30 }, () => one(at, { who })))
    world.clock.ahead = SECOND
    const events = all.filter((d) => d.token !== '').map(({ token }) => ({ token, type: 'clicked' }))
    expect(events).toHaveLength(30)
    expect((await send(at, events)).status).toBe(204)
    const counted = await noted(at)
    expect(counted).toBeLessThan(30)
    expect(await filtered(at)).toEqual({ 'too-fast clicked': 30 - counted })
  })

  test('it is told by day and reason in the reader’s language; what disguises is not measured, which is no 0', async () => {
    const at = await shop()
    const { token } = await offered(at)
    await tell(at, token, 'shown', CRAWLER)
    for (const hours of [10, 20, 24]) {
      // The owner looks in now and then and stays signed in.
      world.clock.ahead = hours * HOUR
      await at.owner.ask('GET', '/v1/console/me')
    }
    await tell(at, token, 'shown', CRAWLER)
    const ask = (query: string, lang: string) =>
      at.owner.ask('GET', `/v1/console/offers/filtered${query}`, undefined, { 'accept-language': lang })
    const { json } = await ask('', 'zh')
    expect(json.items).toHaveLength(2)
    expect(json.items[0].day < json.items[1].day).toBe(true)
    expect(json.items[0]).toMatchObject({ reason: 'bot', type: 'shown', n: 1, said: '自称是程序（爬虫、预览、监控）' })
    expect(json.sophisticated).toEqual({ n: null, said: expect.stringMatching(/^没有测量/) })
    expect((await ask('', 'en')).json.sophisticated.said).toMatch(/^not measured/)
    const last = json.items[1].day
    expect((await ask(`?from=${last}`, 'en')).json.items.map((row: Json) => row.day)).toEqual([last])
    expect((await ask('?from=2020-01-01&to=2020-02-01', 'en')).json.items).toEqual([])
    expect((await ask('?from=soon', 'en')).json).toMatchObject({ status: 400, field: 'from' })
    expect((await new Visitor(world.url).ask('GET', '/v1/console/offers/filtered')).status).toBe(401)
  })
})

describe('an event at the wrong time', () => {
  test('a sight after a day and a click after a week cost nothing, and are refused by name', async () => {
    const at = await shop()
    const decision = await offered(at)
    world.clock.ahead = DAY + HOUR
    for (const type of ['shown', 'seen'])
      expect((await tell(at, decision.token, type)).json).toMatchObject({ status: 410, code: 'offers/event-expired' })
    expect(await noted(at)).toBe(0)
    world.clock.ahead = 7 * DAY - HOUR
    const early = await click(decision)
    expect([early.status, await noted(at), await spends(at)]).toEqual([302, 1, 1])
    const late = await one(at)
    world.clock.ahead += 7 * DAY + HOUR
    const led = await click(late)
    expect([led.status, led.headers.get('location')]).toEqual([302, expect.stringContaining('/p/KETTLE')])
    expect([await noted(at), await spends(at)]).toEqual([1, 1])
    expect((await tell(at, late.token, 'hidden')).status, 'a wish is never too late').toBe(204)
  })

  test('one from the future is refused by name, one whose time cannot be read too; the others of the batch count', async () => {
    const at = await shop()
    const { token } = await offered(at)
    world.clock.ahead = SECOND
    const now = Date.now()
    const events = [
      { token, type: 'seen', at: now + 3 * DAY },
      { token, type: 'shown', at: new Date(now).toISOString() },
      { token, type: 'seen', at: { $gt: 0 } },
      { token, type: 'seen', at: '昨天' },
      { token, type: 'seen', at: 1e300 },
    ]
    const { status, json } = await send(at, events)
    expect(status).toBe(200)
    expect(json.failed.map((one: Json) => [one.index, one.code])).toEqual([
      [0, 'offers/event-future'],
      [2, 'offers/bad-time'],
      [3, 'offers/bad-time'],
      [4, 'offers/bad-time'],
    ])
    expect([await noted(at), await spends(at)]).toEqual([1, 0])
    expect((await send(at, [{ token, type: 'seen', at: now + HOUR }])).status, 'a clock in another zone').toBe(204)
    expect(await spends(at)).toBe(1)
    expect(await filtered(at)).toEqual({ 'future seen': 1 })
  })

  test('of a decision that is still being written it is to be sent again; an old one that is not there counts as nothing', async () => {
    const at = await shop()
    await offered(at)
    const key = tokenKey(world.app.core, at.site.id)
    const tokenOf = (decisionId: string) => signToken({ siteId: at.site.id, decisionId, sku: 'KETTLE' }, key)
    const young = await send(at, [{ token: tokenOf(newId()), type: 'shown' }])
    expect(young).toMatchObject({ status: 503, json: { code: 'offers/not-written-yet' } })
    expect(young.headers.get('retry-after')).toBe('1')
    const old = tokenOf('01890000-0000-7000-8000-000000000000')
    expect((await send(at, [{ token: old, type: 'hidden' }])).status).toBe(204)
    expect((await send(at, [{ token: old, type: 'seen' }])).json.code).toBe('offers/event-expired')
    expect(await filtered(at)).toEqual({ 'unknown hidden': 1, 'expired seen': 1 })
  })

  test('another process’s decision, told of before it is written, is counted when it is told again; a click waits for it', async () => {
    const at = await shop()
    await offered(at)
    const key = tokenKey(world.app.core, at.site.id)
    const { db } = world.app.core
    /** As another process would write it a moment later. */
    const write = (id: string) =>
      db.run(
        `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, person_id, personal, propensity, bid, bills_per, why)
         select site_id, $2, now(), campaign_id, sku, slot, null, false, 1, bid, bills_per, why from offer_decision
         where site_id = $1 limit 1`,
        [at.site.id, id],
      )
    const [first, second] = [newId(), newId()]
    const tokenOf = (decisionId: string) => signToken({ siteId: at.site.id, decisionId, sku: 'KETTLE' }, key)
    expect((await send(at, [{ token: tokenOf(first), type: 'shown' }])).status).toBe(503)
    await until(async () => (await decided(at)) || null, { what: 'a decision to copy' })
    await write(first)
    expect((await send(at, [{ token: tokenOf(first), type: 'shown' }])).status).toBe(204)
    const led = new Visitor(world.url).ask('GET', `/v1/click/${at.site.slug}/${tokenOf(second)}`)
    await write(second)
    expect((await led).status).toBe(302)
    expect([await noted(at), await spends(at)]).toEqual([2, 1])
    const never = await new Visitor(world.url).ask('GET', `/v1/click/${at.site.slug}/${tokenOf(newId())}`)
    expect(never.status, 'one that never comes leads to the goods all the same').toBe(302)
    expect(await filtered(at)).toEqual({ 'unknown clicked': 1 })
  })

  test('replayed a thousand times and out of order it is counted once and billed once', async () => {
    const at = await shop()
    const { token } = await offered(at)
    world.clock.ahead = SECOND
    const types = ['clicked', 'seen', 'shown', 'seen']
    const events = Array.from({ length: 100 }, (_, i) => ({ token, type: types[i % types.length]! }))
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(at, events)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204))
    expect([await noted(at), await spends(at)]).toEqual([3, 1])
  })
})

describe('who asks for what it must not', () => {
  test('ten megabytes of text are a problem in both languages', async () => {
    const at = await shop()
    const body = { site: at.site.publicKey, page: { title: 'x', text: '手冲'.repeat(1_700_000) }, slots: [{ id: 'a' }] }
    for (const [lang, script] of [
      ['zh', /[\u4e00-\u9fff]/],
      ['en', /^[^\u4e00-\u9fff]+$/],
    ] as const) {
      const answer = await new Visitor(world.url).ask('POST', '/v1/decisions', body, { 'accept-language': lang })
      expect(answer).toMatchObject({ status: 413, json: { code: 'http/too-large' } })
      expect(answer.json.title).toMatch(script)
    }
  })

  test.each<[string, object, number, string]>([
    ['no slots', { slots: [] }, 400, 'http/invalid'],
    ['51 slots', { slots: Array.from({ length: 51 }, (_, i) => ({ id: `s${i}` })) }, 400, 'http/invalid'],
    ['9 slots', { slots: Array.from({ length: 9 }, (_, i) => ({ id: `s${i}` })) }, 422, 'offers/too-many-slots'],
    ['a key that is none', { site: 'pk_nobody' }, 404, 'sites/unknown-key'],
    ['a shopper of its own making', { shopper: 'lin-wan' }, 400, 'http/invalid'],
    ['segments of no list', { context: { segments: 'vip' } }, 400, 'http/invalid'],
    ['a user agent of 64 KB', { userAgent: 'x'.repeat(65_536) }, 400, 'http/invalid'],
  ])('%s: refused, and nothing decided', async (_name, change, status, code) => {
    const at = await world.site([KETTLE])
    const body = { site: at.site.publicKey, page: COFFEE_PAGE, slots: [{ id: 'a' }], ...change }
    expect(await new Visitor(world.url).ask('POST', '/v1/decisions', body)).toMatchObject({ status, json: { code } })
  })

  test('a page’s segments and profile are its own invention, and are not used', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { targeting: { all: [{ field: 'segment', in: ['vip'] }] } })
    const ask = async (headers: Record<string, string>, more: object = {}) => {
      const body = { page: COFFEE_PAGE, slots: [{ id: 'a' }], context: { segments: ['vip'] }, ...more }
      return (await new Visitor(world.url).ask('POST', '/v1/decisions', body, headers)).json.decisions[0].offer
    }
    await until(async () => (await ask(asServer(at))) !== null, { what: 'the campaign' })
    const forged = {
      site: at.site.publicKey,
      profile: { interests: ['kitchen/coffee'] },
      personId: newId(),
      personal: true,
    }
    expect(await ask({}, forged)).toBeNull()
  })

  test('the same slot twice is two places: each has a decision of its own, in the order asked', async () => {
    const at = await shop()
    await offered(at)
    const both = await decide(at, { slots: ['a', 'a'] })
    expect(both.map((d) => d.slot)).toEqual(['a', 'a'])
    expect(new Set(both.map((d) => d.decisionId)).size).toBe(2)
  })

  test.each<[string, Json, number]>([
    ['an event of no known type', [{ token: 'x', type: 'bought' }], 400],
    ['no events', [], 400],
    ['101 events', Array.from({ length: 101 }, () => ({ token: 'x', type: 'seen' })), 400],
    ['a token that is a number', [{ token: 1, type: 'seen' }], 400],
    ['a token with a NUL', [{ token: 'a\u0000.b', type: 'seen' }], 403],
    ['a token of dots', [{ token: '....', type: 'seen' }], 403],
    ['an event that is null', [null], 400],
  ])('%s is a problem', async (_name, events, status) => {
    const at = await world.site([])
    const answer = await new Visitor(world.url).ask('POST', '/v1/events', { site: at.site.publicKey, events })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  test('a secret key of another site, and no key at all', async () => {
    const [at, other] = [await shop(), await shop()]
    const { token } = await offered(at)
    world.clock.ahead = SECOND
    const events = [{ token, type: 'seen' }]
    const ask = (headers: Record<string, string>, body: object = { events }) =>
      new Visitor(world.url).ask('POST', '/v1/events', body, headers)
    expect((await ask(asServer(other))).json.code).toBe('offers/bad-token')
    expect((await ask({ authorization: 'Bearer sk_nobody' })).json).toMatchObject({ status: 401, code: 'http/bad-key' })
    expect((await ask({})).json).toMatchObject({ status: 400, field: 'site' })
    expect(await noted(at)).toBe(0)
  })
})
