import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { DAY, HOUR, MINUTE } from '../src/base/clock.ts'
import { dayOf, dayStart, daysAfter } from '../src/base/day.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld, orderOf, Visitor } from './loop-world.ts'
import { BLANK_PAGE, COFFEE_PAGE, KETTLE, money, offering, TENT } from './offers-world.ts'

const world = await LoopWorld.open()
const { launch, decide, one, offered, nothing, tell, click, order, skuOf } = offering(world)
afterAll(() => world.stop())
afterEach(() => {
  world.clock.ahead = 0
})

describe('who sees it', () => {
  test('without targeting anybody does, on any page', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    await offered(at, { page: BLANK_PAGE })
  })

  test('for a page category: there and below, not elsewhere', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { targeting: { pageCategories: ['kitchen/coffee'] } })
    await offered(at)
    await nothing(at, { page: { title: '周末去露营', lang: 'zh', headings: ['露营'], text: '搭帐篷，睡袋，营地灯' } })
  })

  test('for an interest: somebody who has it and said yes, and nobody else', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { targeting: { interests: ['kitchen/coffee'] } })
    const [likes, other] = [await world.shopper(at, 'lin-wan'), await world.shopper(at, 'zhou-ye')]
    await nothing(at)
    await nothing(at, { who: likes })
    await world.agree(at, likes)
    await world.agree(at, other)
    await offered(at, { who: likes, page: BLANK_PAGE })
    await nothing(at, { who: other, page: BLANK_PAGE })
  })

  test('goods that are sold out between two decisions are not offered any more', async () => {
    const at = await world.site([{ ...KETTLE, qty: 1 }])
    await launch(at)
    await offered(at)
    expect((await order(at, new Visitor(world.url), 'KETTLE')).status).toBe(201)
    await nothing(at)
    const { json } = await at.owner.ask('GET', '/v1/console/campaigns')
    expect(json.items[0].standing).toBe('no-stock')
  })

  test('goods that were never there, or are taken out of the shop, are not offered', async () => {
    const at = await world.site([{ ...KETTLE, qty: 0 }, TENT])
    await launch(at, { skus: ['KETTLE', 'TENT', 'NO-SUCH'] })
    for (let i = 0; i < 10; i++) expect(await skuOf(await offered(at))).toBe('TENT')
    await world.app.core.db.run("update product set state = 'hidden' where site_id = $1", [at.site.id])
    world.app.core.bus.emit('catalog', at.site.id)
    await nothing(at)
  })

  test('what the page sells already is not offered on it', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    await offered(at)
    const jsonLd = [JSON.stringify({ '@type': 'Product', name: '细口手冲壶', sku: 'KETTLE' })]
    await nothing(at, { page: { ...COFFEE_PAGE, jsonLd } })
  })

  test('two slots of a page never show the same goods', async () => {
    const at = await world.site([KETTLE, TENT])
    await launch(at, { skus: ['KETTLE', 'TENT'] })
    await offered(at)
    for (let i = 0; i < 10; i++) {
      const both = await decide(at, { slots: ['a', 'b', 'c'] })
      expect(both.map((d) => d.offer?.alt ?? null).sort()).toEqual([TENT.zh, KETTLE.zh, null].sort())
    }
  })
})

describe('how much and how often', () => {
  test('a spent daily budget stops it, and the next day it goes on', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { dailyBudget: money(250) })
    const decisions = [await offered(at), await one(at), await one(at)]
    for (const decision of decisions.slice(0, 2)) await click(decision)
    // Two clicks of 100 leave 50: no third one can be paid.
    expect((await one(at)).offer).toBeNull()
    const { json } = await at.owner.ask('GET', '/v1/console/campaigns')
    expect(json.items[0]).toMatchObject({ standing: 'no-budget', spentToday: money(200) })
    world.clock.ahead = DAY
    await offered(at)
  })

  test('the day of budget, cap and report is the shop’s own', async () => {
    const at = await world.site([KETTLE], { timeZone: 'Asia/Shanghai' })
    const who = await world.shopper(at)
    await launch(at, { dailyBudget: money(100), capPerPersonDay: 1 })
    const today = dayOf(Date.now(), 'Asia/Shanghai')
    const tomorrow = daysAfter(today, 1)
    const evening = dayStart(tomorrow, 'Asia/Shanghai') - Date.now() - 10 * MINUTE
    // However long it is until then, the owner looks in now and then and stays signed in.
    while (evening - world.clock.ahead > 10 * HOUR) {
      world.clock.ahead += 10 * HOUR
      await at.owner.ask('GET', '/v1/console/me')
    }
    world.clock.ahead = evening
    const late = await offered(at, { who })
    await tell(at, late.token, 'seen')
    await click(late, who)
    await nothing(at)
    await nothing(at, { who })
    world.clock.ahead += 20 * MINUTE
    await tell(at, (await offered(at, { who })).token, 'seen')
    expect((await one(at, { who })).offer).toBeNull()
    world.clock.ahead += 5 * MINUTE
    const { json } = await at.owner.ask('GET', '/v1/console/offers/report')
    expect(json.series).toMatchObject([
      { day: today, seen: 1, clicked: 1, spend: 100 },
      { day: tomorrow, seen: 1, clicked: 0, spend: 0 },
    ])
  })

  test('what was drawn and never seen counts towards the cap for a minute, what was seen the whole day', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await launch(at, { capPerPersonDay: 2 })
    world.clock.ahead = dayStart(daysAfter(dayOf(Date.now(), 'Asia/Shanghai'), 1), 'Asia/Shanghai') - Date.now()
    await offered(at, { who })
    const second = await one(at, { who })
    expect(second.offer).not.toBeNull()
    expect((await one(at, { who })).offer).toBeNull()
    await skuOf(second)
    await tell(at, second.token, 'seen')
    world.clock.ahead += MINUTE + 1000
    expect((await one(at, { who })).offer).not.toBeNull()
    expect((await one(at, { who })).offer).toBeNull()
    world.clock.ahead += 2 * MINUTE
    const third = await one(at, { who })
    await skuOf(third)
    await tell(at, third.token, 'seen')
    world.clock.ahead += 2 * MINUTE
    expect((await one(at, { who })).offer).toBeNull()
  })

  test('a budget that pays for one more is not given to two slots', async () => {
    const at = await world.site([KETTLE, TENT])
    await launch(at, { skus: ['KETTLE', 'TENT'], dailyBudget: money(100) })
    await offered(at)
    const both = await decide(at, { slots: ['a', 'b'] })
    expect(both.filter((d) => d.offer !== null)).toHaveLength(1)
  })

  test('one person sees it as often a day as the cap says, however fast they ask; somebody else still does', async () => {
    const at = await world.site([KETTLE])
    const [who, other] = [await world.shopper(at, 'lin-wan'), await world.shopper(at, 'zhou-ye')]
    await launch(at, { capPerPersonDay: 3 })
    await offered(at)
    const asked = await Promise.all(Array.from({ length: 6 }, () => one(at, { who })))
    expect(asked.filter((d) => d.offer !== null)).toHaveLength(3)
    expect((await one(at, { who })).offer).toBeNull()
    expect((await one(at, { who: other })).offer).not.toBeNull()
    world.clock.ahead = DAY
    await offered(at, { who })
  })

  test('two slots of one page count as two', async () => {
    const at = await world.site([KETTLE, TENT])
    const who = await world.shopper(at)
    await launch(at, { skus: ['KETTLE', 'TENT'], capPerPersonDay: 1 })
    await offered(at)
    const both = await decide(at, { who, slots: ['a', 'b'] })
    expect(both.filter((d) => d.offer !== null)).toHaveLength(1)
  })

  test('what somebody hid is not shown to them again, by whichever campaign; others still see it', async () => {
    const at = await world.site([KETTLE, TENT])
    const who = await world.shopper(at)
    await launch(at)
    const first = await offered(at, { who })
    expect((await tell(at, first.token, 'hidden')).status).toBe(204)
    expect((await one(at, { who })).offer).toBeNull()
    await launch(at, { name: '另一个' })
    await launch(at, { name: '帐篷', skus: ['TENT'] })
    await offered(at, { who }, 'the tent')
    for (let i = 0; i < 10; i++) expect((await one(at, { who })).offer.alt).toBe(TENT.zh)
    expect((await one(at, { page: COFFEE_PAGE })).offer).not.toBeNull()
  })
})

describe('what happens to an offer', () => {
  test('told together, a bad token is named and the good ones count', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const { token } = await offered(at)
    const events = [
      { token: 'of.nobody', type: 'shown' },
      { token, type: 'shown' },
    ]
    const told = (some: Json[]) =>
      new Visitor(world.url).ask('POST', '/v1/events', { site: at.site.publicKey, events: some })
    const answer = await told(events)
    expect(answer.status).toBe(200)
    expect(answer.json.failed).toMatchObject([{ index: 0, code: 'offers/bad-token', status: 403 }])
    expect(answer.json.failed.length).toBe(1)
    const noted = await world.app.core.db.query('select type from offer_event where site_id = $1', [at.site.id])
    expect(noted).toEqual([{ type: 'shown' }])
    expect((await told(events.slice(0, 1))).json.code).toBe('offers/bad-token')
  })

  test('is recorded once each, however often it is told, in any order, and billed once', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const decision = await offered(at)
    const told = ['clicked', 'shown', 'seen', 'seen', 'shown', 'clicked', 'hidden', 'hidden']
    const answers = await Promise.all(told.map((type) => tell(at, decision.token, type)))
    expect(answers.map((a) => a.status)).toEqual(told.map(() => 204))
    await click(decision)
    const rows = await world.app.core.db.query<{ type: string }>(
      'select type from offer_event where site_id = $1 order by type',
      [at.site.id],
    )
    expect(rows.map((r) => r.type)).toEqual(['clicked', 'hidden', 'seen', 'shown'])
    expect(await world.count('offer_spend where site_id = $1', [at.site.id])).toBe(1)
    expect(await world.count("event where site_id = $1 and name = 'offer.clicked'", [at.site.id])).toBe(1)
  })

  test('one that is billed when seen is billed by a sight or by a click, once; drawn alone costs nothing', async () => {
    const at = await world.site([KETTLE])
    await launch(at, { pricing: { per: 'shown', amount: money(7) } })
    const spent = () =>
      world.app.core.db.one('select coalesce(sum(amount), 0)::int as n from offer_spend where site_id = $1', [
        at.site.id,
      ])
    const decision = await offered(at)
    await tell(at, decision.token, 'shown')
    await tell(at, decision.token, 'hidden')
    expect(await spent()).toEqual({ n: 0 })
    await tell(at, decision.token, 'seen')
    await click(decision)
    expect(await spent()).toEqual({ n: 7 })
  })

  test('a click leads to the goods of this shop and nowhere else', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const decision = await offered(at)
    // Who checks the link is led there too, and has not clicked.
    const checked = await new Visitor(world.url).ask('HEAD', `/v1/click/${at.site.slug}/${decision.token}`)
    expect(checked.status).toBe(302)
    expect(await world.count("offer_event where type = 'clicked' and site_id = $1", [at.site.id])).toBe(0)
    const answer = await click(decision)
    expect(answer.status).toBe(302)
    expect(await world.count("offer_event where type = 'clicked' and site_id = $1", [at.site.id])).toBe(1)
    expect(answer.headers.get('location')).toBe(`/s/${at.site.slug}/p/KETTLE?tuidan_offer=${decision.token}`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('a click leads to the goods on the merchant’s own website, with the token in the address, and never elsewhere', async () => {
    const at = await world.site([KETTLE, TENT])
    const { json: now } = await at.owner.ask('GET', '/v1/console/settings')
    const setOrigins = (origins: string[]) =>
      at.owner.ask('PUT', '/v1/console/settings', { name: now.name, origins, settings: now.settings })
    expect((await setOrigins(['https://shop.example'])).status).toBe(200)
    const { json: kettle } = await at.owner.ask('GET', '/v1/console/products/KETTLE')
    const put = (url: string) =>
      at.owner.ask('PUT', '/v1/console/products/KETTLE', { ...kettle, categoryId: kettle.category.id, url })
    for (const bad of [
      'https://evil.example/x',
      'https://shop.example@evil.example/',
      'javascript:alert(1)',
      '//evil.example',
    ])
      expect((await put(bad)).json).toMatchObject({ code: 'catalog/bad-product', field: 'url' })
    expect((await put('https://shop.example/kettle?color=black#top')).status).toBe(204)
    await launch(at)
    const own = (token: string) => `https://shop.example/kettle?color=black&tuidan_offer=${token}#top`
    await until(
      async () => {
        const decision = await one(at)
        if (decision.offer === null) return null
        return (await click(decision)).headers.get('location') === own(decision.token) ? true : null
      },
      { what: 'the own website' },
    )
    expect((await setOrigins([])).status).toBe(200)
    const decision = await one(at)
    expect((await click(decision)).headers.get('location')).toMatch(/^\/s\/site-\d+\/p\/KETTLE/)
  })

  test('a forged token, and one of another site, is refused and records nothing', async () => {
    const [at, other] = [await world.site([KETTLE]), await world.site([KETTLE])]
    await launch(at)
    const { token } = await offered(at)
    const [payload, mac] = token.split('.') as [string, string]
    const swapped = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace(at.site.id, other.site.id),
    ).toString('base64url')
    const forged = [`${swapped}.${mac}`, `${payload}.${'A'.repeat(mac.length)}`, payload, '', 'x', `${token}.x`]
    for (const text of forged) {
      for (const site of [at, other]) {
        const { status, json } = await tell(site, text, 'clicked')
        expect([status, json.code]).toEqual([403, 'offers/bad-token'])
      }
    }
    expect((await tell(other, token, 'clicked')).json.code).toBe('offers/bad-token')
    const clicked = await new Visitor(world.url).ask('GET', `/v1/click/${other.site.slug}/${token}`)
    expect(clicked.json.code).toBe('offers/bad-token')
    expect(await world.count('offer_event where site_id = any($1)', [[at.site.id, other.site.id]])).toBe(0)
  })
})

describe('what an offer says of itself', () => {
  const kinds = (decision: Json) => decision.why.map((w: Json) => w.kind)

  test('signed out: reasons from the page alone, with the page’s own words', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const decision = await offered(at)
    expect(decision).toMatchObject({ signedIn: false, personal: false, personalOffers: null })
    expect(kinds(decision)).toEqual(['page', 'stock'])
    // The words that page and goods share, then the one that made the page's category.
    const text = '你正在看手冲咖啡，页面上说到：手冲、细口、滤杯'
    expect(decision.why[0]).toEqual({ kind: 'page', text, source: '只来自这个页面' })
    expect(decision.notUsed).toContain('没有用到你的任何资料')
  })

  test('signed in without a yes: the same, and nothing of a profile', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await launch(at)
    const decision = await offered(at, { who })
    expect(decision).toMatchObject({ signedIn: true, personal: false, personalOffers: null })
    expect(kinds(decision)).toEqual(['page', 'stock'])
    const row = await until(() =>
      world.app.core.db.maybe('select personal, consent_version as consent from offer_decision where id = $1', [
        decision.decisionId,
      ]),
    )
    expect(row).toEqual({ personal: false, consent: null })
  })

  test('after a yes: the fact with its source; switched off, the very next decision is without it; on again, with it', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    const decision = await offered(at, { who })
    expect(decision).toMatchObject({ signedIn: true, personal: true, personalOffers: true })
    expect(decision.why[0].kind).toBe('interest')
    expect(decision.why[0].text).toMatch(/^你(买过|喜欢过|关注了) \d+ .*咖啡/)
    expect(decision.why[0].source).toMatch(/^来自小岛：/)
    const set = (on: boolean) => who.ask('POST', '/v1/personal-offers', { site: at.site.publicKey, on })
    expect((await set(false)).status).toBe(204)
    const without = await one(at, { who })
    expect(without).toMatchObject({ personal: false, personalOffers: false })
    expect(kinds(without)).toEqual(['page', 'stock'])
    await set(true)
    expect(await one(at, { who })).toMatchObject({ personal: true, personalOffers: true })
  })

  test('the switch is there for whoever said yes, also before anything of theirs is understood', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await launch(at)
    await world.agree(at, who)
    await world.app.core.db.run('update profile set sealed = null, version = version + 1 where site_id = $1', [
      at.site.id,
    ])
    world.app.core.bus.emit('profile', at.site.id)
    await offered(at, { who })
    expect((await one(at, { who })).personalOffers).toBe(true)
    await who.ask('POST', '/v1/personal-offers', { site: at.site.publicKey, on: false })
    expect((await one(at, { who })).personalOffers).toBe(false)
  })

  test('a browser that says Global Privacy Control gets nothing personal, and no decision is kept under its key', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    await offered(at, { who })
    const decision = await one(at, { who, headers: { 'sec-gpc': '1' } })
    expect(decision).toMatchObject({ signedIn: false, personal: false })
    const row = await until(() =>
      world.app.core.db.maybe('select person_id as who from offer_decision where id = $1', [decision.decisionId]),
    )
    expect(row).toEqual({ who: null })
  })

  test('the merchant’s own server gets the personal offers of whoever came back to its page signed in, until they sign out', async () => {
    const at = await world.site([KETTLE])
    const other = await world.site([KETTLE])
    for (const { owner } of [at, other]) {
      const { json: now } = await owner.ask('GET', '/v1/console/settings')
      const change = { name: now.name, origins: ['https://shop.example'], settings: now.settings }
      expect((await owner.ask('PUT', '/v1/console/settings', change)).status).toBe(200)
    }
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    await offered(at)
    const page = encodeURIComponent('https://shop.example/home?a=b')
    const begun = await who.ask('GET', `/s/${at.site.slug}/sign-in/islet?returnTo=${page}`)
    const back = await loginWith(begun.headers.get('location')!, 'lin-wan')
    const landed = new URL((await who.ask('GET', back.slice(world.url.length))).headers.get('location')!)
    expect([landed.origin, landed.searchParams.get('a')]).toEqual(['https://shop.example', 'b'])
    const handover = landed.searchParams.get('tuidan_shopper')!
    const ask = async (shopper: string, shop = at, headers: Record<string, string> = {}) => {
      const body = { page: COFFEE_PAGE, slots: [{ id: 'a' }], lang: 'zh', shopper }
      const bearer = { authorization: `Bearer ${shop.secretKey}`, ...headers }
      return (await new Visitor(world.url).ask('POST', '/v1/decisions', body, bearer)).json
    }
    const first = await ask(handover)
    expect(first.decisions[0]).toMatchObject({ signedIn: true, personal: true, personalOffers: true })
    expect((await ask(handover, other)).shopper).toBeNull()
    expect((await ask(`${handover.slice(0, -2)}AA`)).decisions[0]).toMatchObject({ signedIn: false, personal: false })
    expect((await ask(handover, at, { 'sec-gpc': '1' })).decisions[0]).toMatchObject({ signedIn: false })
    const body = { site: at.site.publicKey, page: COFFEE_PAGE, slots: [{ id: 'a' }], shopper: handover }
    // Without the secret key it is worth nothing, whatever else stands where the key should.
    for (const headers of [{}, { authorization: 'Basic eDp5' }, { authorization: at.site.publicKey }]) {
      const asPage = await new Visitor(world.url).ask('POST', '/v1/decisions', body, headers as Record<string, string>)
      expect(asPage.json).toMatchObject({ code: 'http/invalid', field: 'shopper' })
    }
    world.clock.ahead = 11 * MINUTE
    expect((await ask(handover)).shopper).toBeNull()
    expect((await ask(first.shopper)).decisions[0].personal).toBe(true)
    await who.ask('POST', `/v1/sites/${at.site.slug}/sign-out`)
    expect(await ask(first.shopper)).toMatchObject({ shopper: null, decisions: [{ signedIn: false, personal: false }] })
  })

  test('a page of another origin learns nothing of who visits it', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    await offered(at)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' },
      { origin: 'https://shop.example' },
    ] as Record<string, string>[])
      expect(await one(at, { who, headers })).toMatchObject({ signedIn: false, personal: false })
  })

  test('the marketer sees why, without a sentence about the person', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    const decision = await offered(at, { who })
    const { json } = await at.owner.ask('GET', `/v1/decisions/${decision.decisionId}/why`)
    expect(json).toMatchObject({ sku: 'KETTLE', personal: true, why: { interestCategory: expect.any(String) } })
    expect(JSON.stringify(json)).not.toMatch(/林晚|买过|喜欢过/)
  })
})

describe('an order and its offer', () => {
  const joined = (at: LoopSite) => world.count('offer_order where site_id = $1', [at.site.id])

  test('are joined by the last click within seven days, and once', async () => {
    const at = await world.site([KETTLE, TENT])
    const who = await world.shopper(at)
    await launch(at, { skus: ['KETTLE', 'TENT'] })
    const [first, second] = [await offered(at, { who }), await one(at, { who })]
    await click(first, who)
    world.clock.ahead = HOUR
    await click(second, who)
    world.clock.ahead = 7 * DAY
    const placed = await order(at, who, 'KETTLE')
    expect(placed.status).toBe(201)
    const rows = await world.app.core.db.query(
      'select decision_id as d, order_id as o from offer_order where site_id = $1',
      [at.site.id],
    )
    expect(rows).toEqual([{ d: second.decisionId, o: placed.json.order.id }])
    expect(await world.count("event where site_id = $1 and name = 'offer.ordered'", [at.site.id])).toBe(1)
  })

  test('are not joined after seven days, nor without a click', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await launch(at)
    const decision = await offered(at, { who })
    await tell(at, decision.token, 'seen')
    await order(at, who, 'KETTLE')
    expect(await joined(at)).toBe(0)
    await click(decision, who)
    world.clock.ahead = 7 * DAY + 60_000
    await order(at, who, 'KETTLE')
    expect(await joined(at)).toBe(0)
  })

  test('of an own shop are joined by the token it sends; a forged one joins nothing and hinders nobody', async () => {
    const [at, other] = [await world.site([KETTLE]), await world.site([KETTLE])]
    await launch(at, { pricing: { per: 'order', amount: money(500) } })
    const decision = await offered(at)
    const send = (shop: LoopSite, offerToken: string) =>
      new Visitor(world.url).ask('POST', '/v1/orders', orderOf([{ sku: 'KETTLE', qty: 1 }], { offerToken }), {
        authorization: `Bearer ${shop.secretKey}`,
        'idempotency-key': crypto.randomUUID(),
      })
    // Shown but not clicked: nothing to join.
    expect(await send(at, decision.token)).toMatchObject({ status: 201, json: { order: { offer: null } } })
    expect(await joined(at)).toBe(0)
    await click(decision)
    for (const [shop, token] of [
      [at, `${decision.token}x`],
      [at, 'rubbish'],
      [other, decision.token],
    ] as const)
      expect((await send(shop, token)).status).toBe(201)
    expect((await joined(at)) + (await joined(other))).toBe(0)
    expect((await send(at, decision.token)).status).toBe(201)
    expect(await joined(at)).toBe(1)
    expect(await world.count('offer_spend where site_id = $1 and kind = $2', [at.site.id, 'order'])).toBe(1)
    world.clock.ahead = 8 * DAY
    await send(at, decision.token)
    expect(await joined(at)).toBe(1)
  })

  test('is told in the answer, the same again for the same key, also where the decision was just made', async () => {
    const at = await world.site([KETTLE])
    await launch(at)
    const decision = await offered(at)
    await click(decision)
    const headers = { authorization: `Bearer ${at.secretKey}`, 'idempotency-key': crypto.randomUUID() }
    const body = orderOf([{ sku: 'KETTLE', qty: 1 }], { offerToken: decision.token })
    const send = () => new Visitor(world.url).ask('POST', '/v1/orders', body, headers)
    const first = await send()
    expect(first).toMatchObject({ status: 201, json: { order: { offer: { sku: 'KETTLE' } } } })
    expect((await send()).json).toEqual(first.json)
  })

  test('are counted in the report, each decision once', async () => {
    const at = await world.site([KETTLE])
    const who = await world.shopper(at)
    await world.agree(at, who)
    await launch(at)
    await offered(at)
    const mine = await offered(at, { who })
    for (const type of ['shown', 'seen', 'seen']) await tell(at, mine.token, type)
    await click(mine, who)
    await click(mine, who)
    await order(at, who, 'KETTLE')
    const { json } = await at.owner.ask('GET', '/v1/console/offers/report')
    const counts = {
      shown: 1,
      seen: 1,
      clicked: 1,
      ordered: 1,
      shipped: 0,
      seenPersonal: 1,
      clickedPersonal: 1,
      spend: 100,
    }
    expect(json.series).toHaveLength(1)
    expect(json.series[0]).toMatchObject(counts)
    expect(json.series[0].decided).toBeGreaterThanOrEqual(2)
    expect(json.byCampaign.find((row: Json) => row.personal)).toMatchObject({ ...counts, decided: 1 })
    const empty = await at.owner.ask('GET', '/v1/console/offers/report?from=2020-01-01&to=2020-02-01')
    expect(empty.json).toMatchObject({ series: [], byCampaign: [] })
    for (const never of [
      'from=soon',
      'from=%2B275760-09-13',
      'to=%2B275760-09-13',
      'to=-271821-04-20',
      'to=9999-12-31',
    ])
      expect((await at.owner.ask('GET', `/v1/console/offers/report?${never}`)).json.code).toBe('http/invalid')
  })
})
