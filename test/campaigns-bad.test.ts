import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hideProduct } from '../src/catalog/flow.ts'
import { until } from './harness/wait.ts'
import { type Json, LoopWorld } from './loop-world.ts'
import { BLANK_PAGE, COFFEE_PAGE, campaign, KETTLE, money, offering, TENT } from './offers-world.ts'

let world: LoopWorld
let acts: ReturnType<typeof offering>

beforeAll(async () => {
  world = await LoopWorld.open({ limits: 0 })
  acts = offering(world)
})
afterAll(async () => {
  await world?.stop()
})

const rule = (field: string, ...values: unknown[]) => ({ targeting: { all: [{ field, in: values }] } })
const words = (text: string) => ({
  creative: undefined,
  creatives: [{ format: 'card', headline: { zh: text, en: text } }],
})
const picture = (address: unknown) => ({ creative: undefined, creatives: [{ format: 'card', picture: address }] })
const deep = (n: number): object => (n === 0 ? { field: 'device', in: ['phone'] } : { any: [deep(n - 1)] })

describe('a campaign that cannot be one', () => {
  test.each<[string, object, string]>([
    ['a budget below nothing', { dailyBudget: money(-1) }, 'dailyBudget'],
    ['a budget of 10^15', { dailyBudget: money(10 ** 15) }, 'dailyBudget'],
    ['a total of 10^15', { totalBudget: money(10 ** 15) }, 'totalBudget'],
    ['a budget that is a text', { dailyBudget: { amount: '100', currency: 'CNY' } }, 'dailyBudget'],
    ['a budget that is no number', { dailyBudget: money(Number.NaN) }, 'dailyBudget'],
    ['code for a place', rule('place', 'process.exit()'), 'targeting/all/0/in/0'],
    ['a pattern for a language', rule('language', '(a+)+$'), 'targeting/all/0/in/0'],
    ['an object for a word', rule('pageWord', { $where: '1' }), 'targeting/all/0/in/0'],
    ['a sensitive category', rule('interest', 'health'), 'targeting/all/0/in/0'],
    ['a field of its own making', rule('constructor', 'x'), 'targeting/all/0/field'],
    ['an operator', { targeting: { $where: 'sleep(1000)' } }, 'targeting'],
    ['a rule that nobody can meet', { targeting: { all: [{ none: [{ all: [] }] }] } }, 'targeting/all/0'],
    ['a rule nested a thousand times', { targeting: deep(1_000) }, 'targeting'],
    ['a thousand values', rule('segment', ...Array.from({ length: 1_000 }, (_, i) => `s${i}`)), 'targeting/all/0/in'],
    ['a script for a picture', picture('javascript:alert(1)'), 'creatives/0/picture'],
    ['a picture within its address', picture(`data:image/png;base64,${'A'.repeat(2_000)}`), 'creatives/0/picture'],
    ['a picture of another scheme', picture('file:///etc/passwd'), 'creatives/0/picture'],
    ['a picture with a password', picture('https://u:p@example.com/x.png'), 'creatives/0/picture'],
    ['words from right to left by force', words('便宜\u202e'), 'creatives/0/headline'],
    ['words without end', words('好'.repeat(61)), 'creatives/0/headline'],
    [
      'nine creatives',
      { creative: undefined, creatives: Array.from({ length: 9 }, () => ({ format: 'card' })) },
      'creatives',
    ],
    ['a format that is none', { creative: undefined, creatives: [{ format: 'film' }] }, 'creatives/0/format'],
    ['a pace that is none', { pacing: 'never' }, 'pacing'],
    ['caps of nothing', { caps: { slotDay: 0 } }, 'caps/slotDay'],
  ])('%s is refused at its field', async (_name, fields, field) => {
    const at = await world.site([KETTLE])
    const { status, json } = await at.owner.ask('POST', '/v1/console/campaigns', campaign(fields))
    expect([status, json.code]).toEqual([422, 'offers/bad-campaign'])
    expect(
      json.errors.map((one: Json) => one.field).some((one: string) => one.startsWith(field)),
      JSON.stringify(json.errors),
    ).toBe(true)
    expect(await world.count('campaign where site_id = $1', [at.site.id])).toBe(0)
  })

  test.each<[string, string]>([
    ['nothing', ''],
    ['no object', '[]'],
    ['a number', '7'],
    ['broken JSON', '{"name":'],
    ['keys of a prototype', '{"__proto__":{"name":"x"},"constructor":{}}'],
  ])('%s is a problem, never a 500', async (_name, body) => {
    const at = await world.site([KETTLE])
    const { status, json } = await at.owner.ask('POST', '/v1/console/campaigns', body, {
      'content-type': 'application/json',
    })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(json.code).toMatch(/^(offers|http)\//)
  })
})

test('markup, emoji and writing from right to left are words like any other', async () => {
  const at = await world.site([KETTLE])
  const text = '<img src=x onerror=alert(1)> ☕️🫖 قهوة'
  await acts.launch(at, words(text))
  const { offer } = await acts.offered(at)
  expect(offer.headline).toBe(text)
})

test('a budget of nothing shows only what costs nothing', async () => {
  const at = await world.site([KETTLE, TENT])
  await acts.launch(at, { dailyBudget: money(0) })
  await acts.launch(at, { skus: ['TENT'], dailyBudget: money(0), pricing: { per: 'click', amount: money(0) } })
  await acts.offered(at)
  for (let i = 0; i < 20; i++) expect((await acts.one(at)).offer.sku).toBe('TENT')
})

test('edited a hundred times while pages ask, it is shown as it was or as it is, and its books stay right', async () => {
  const at = await world.site([KETTLE])
  const id = await acts.launch(at, words('版本 0'))
  await acts.offered(at)
  let version = 0
  let isOver = false
  const editing = (async () => {
    for (version = 1; version <= 100; version++) await acts.change(at, id, words(`版本 ${version}`))
    isOver = true
  })()
  const heads = new Set<string>()
  while (!isOver) {
    const decision = await acts.one(at, { page: COFFEE_PAGE })
    expect(decision.offer.headline).toMatch(/^版本 \d+$/)
    heads.add(decision.offer.headline)
    await acts.click(decision)
  }
  await editing
  await until(async () => (await acts.one(at)).offer?.headline === '版本 100' || null, { what: 'the last version' })
  expect(heads.size).toBeGreaterThan(1)
  const { db } = world.app.core
  const books = await db.one<{ clicks: number; spend: number }>(
    `select (select count(*) from offer_event where site_id = $1 and type = 'clicked') as clicks,
       (select coalesce(sum(amount), 0)::bigint from offer_spend where site_id = $1) as spend`,
    [at.site.id],
  )
  expect(books.spend).toBe(books.clicks * 100)
})

test('taken out of the shop while it is shown, a product is not offered again, and a click on it leads to a page that says so', async () => {
  const at = await world.site([KETTLE])
  await acts.launch(at)
  const decision = await acts.offered(at)
  await acts.skuOf(decision)
  await hideProduct(world.app.core, at.site.id, 'KETTLE')
  await acts.nothing(at, { page: BLANK_PAGE })
  const clicked = await acts.click(decision)
  expect(clicked.status).toBe(302)
  const product = await at.owner.ask('GET', `/v1/sites/${at.site.slug}/products/KETTLE`)
  expect(product).toMatchObject({ status: 404, json: { code: 'catalog/no-such-product' } })
  expect(await world.count(`offer_spend where site_id = $1`, [at.site.id])).toBe(1)
})
