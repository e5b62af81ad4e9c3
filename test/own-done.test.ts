import { afterAll, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { KETTLE, TENT } from './offers-world.ts'
import { TEXT } from './profile-world.ts'

const world = await LoopWorld.open()
afterAll(() => world.stop())

const agree = async (at: LoopSite, who: Visitor) => {
  const body = {
    connector: 'own-site',
    streams: { views: true, baskets: true },
    textVersion: TEXT,
    ofAge: true,
    lang: 'zh',
  }
  expect((await who.ask('POST', `/v1/sites/${at.site.slug}/consents`, body)).status).toBe(200)
}
const facts = async (at: LoopSite, who: Visitor): Promise<string[]> =>
  (await who.ask('GET', `/v1/sites/${at.site.slug}/facts`)).json.items.map((one: Json) => one.sentence).sort()
const look = (at: LoopSite, who: Visitor, page: object, headers: Record<string, string> = {}) =>
  who.ask('POST', '/v1/decisions', { site: at.site.publicKey, page, slots: [{ id: 'a' }] }, headers)
const pageOf = (sku: string) => ({ url: 'https://x.example/', jsonLd: [{ '@type': 'Product', sku, name: 'x' }] })

test('a page call of somebody who agreed is a view of its product; of nobody, under GPC, or of no product it is none', async () => {
  const at = await world.site([KETTLE, TENT])
  const where = 'https://shop.example/goods/tent?ref=1'
  await world.app.core.db.run("update product set url = $2 where site_id = $1 and sku = 'TENT'", [at.site.id, where])
  world.app.core.bus.emit('catalog', at.site.id)
  const [who, silent] = [await world.shopper(at), await world.shopper(at, 'zhou-ye')]
  await look(at, who, pageOf('KETTLE'))
  await agree(at, who)
  expect(await facts(at, who)).toEqual([])
  await look(at, new Visitor(world.url), pageOf('KETTLE'))
  await look(at, silent, pageOf('KETTLE'))
  await look(at, who, pageOf('KETTLE'), { 'sec-gpc': '1' })
  await look(at, who, { url: 'https://shop.example/about', title: '关于我们' })
  // By the address that the catalogue knows, whatever stands behind it.
  await look(at, who, { url: 'https://shop.example/goods/tent/', title: '帐篷' })
  await until(async () => ((await facts(at, who)).length > 0 ? true : null), { what: 'a view' })
  await look(at, who, pageOf('KETTLE'))
  await until(async () => ((await facts(at, who)).length === 2 ? true : null), { what: 'two views' })
  expect(await facts(at, silent)).toEqual([])
  const held = await world.app.core.db.one<{ n: number }>(
    "select count(*) as n from fact where site_id = $1 and stream = 'views'",
    [at.site.id],
  )
  expect(held.n).toBe(2)
})

test('another shop tells by its server what its basket holds, of whom it was handed, and of nobody else', async () => {
  const at = await world.site([KETTLE, TENT])
  const { json: now } = await at.owner.ask('GET', '/v1/console/settings')
  const change = { name: now.name, origins: ['https://shop.example'], settings: now.settings }
  await at.owner.ask('PUT', '/v1/console/settings', change)
  const who = await world.shopper(at)
  await agree(at, who)
  const page = encodeURIComponent('https://shop.example/home')
  const begun = await who.ask('GET', `/s/${at.site.slug}/sign-in/islet?returnTo=${page}`)
  const back = await loginWith(begun.headers.get('location')!, 'lin-wan')
  const landed = new URL((await who.ask('GET', back.slice(world.url.length))).headers.get('location')!)
  const handover = landed.searchParams.get('tuidan_shopper')!
  const put = (body: object, key = at.secretKey) =>
    new Visitor(world.url).ask('POST', '/v1/baskets', body, { authorization: `Bearer ${key}` })
  const said = await put({ shopper: handover, skus: ['TENT', 'TENT', 'NO-SUCH'] })
  expect([said.status, typeof said.json.shopper]).toEqual([200, 'string'])
  await until(async () => ((await facts(at, who)).length === 1 ? true : null), { what: 'what went into the basket' })
  expect((await put({ shopper: said.json.shopper, skus: ['TENT'] })).json.shopper).toEqual(expect.any(String))
  expect((await put({ shopper: 'made up', skus: ['KETTLE'] })).json).toEqual({ shopper: null })
  expect((await put({ shopper: handover, skus: [] })).status).toBe(400)
  expect((await put({ shopper: handover, skus: ['TENT'] }, at.site.publicKey)).status).toBe(401)
  expect((await facts(at, who))[0]).toMatch(/^你放进过购物袋：/)
})

test('the console counts who is under age, and lists nobody as such', async () => {
  const at = await world.site([KETTLE])
  const [child, other] = [await world.shopper(at, 'zhou-ye'), await world.shopper(at)]
  await child.ask('POST', `/v1/sites/${at.site.slug}/age`, { ofAge: false })
  await agree(at, other)
  const { json } = await at.owner.ask('GET', '/v1/console/people')
  expect(json.ages).toEqual({ from: 14, under: 1, ofAge: 1 })
  expect(JSON.stringify(json.items)).not.toMatch(/under|age"/)
  const [first] = json.items
  const read = await at.owner.ask('POST', `/v1/console/people/${first.personId}/read`, { reason: 'asked by mail' })
  expect(read.json.age).toBeUndefined()
  for (const [field, value] of [
    ['minorAge', 12],
    ['country', 'ZQ'],
    ['keptIn', 'China'],
  ] as const) {
    const { json: now } = await at.owner.ask('GET', '/v1/console/settings')
    const settings = { ...now.settings, [field]: value }
    const refused = await at.owner.ask('PUT', '/v1/console/settings', { name: now.name, origins: [], settings })
    expect([refused.status, refused.json.field]).toEqual([422, `settings/${field}`])
  }
})
