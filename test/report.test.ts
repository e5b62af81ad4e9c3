import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './harness/wait.ts'
import { FloorWorld, type Json } from './warehouse-world.ts'

let world: FloorWorld

beforeAll(async () => {
  world = await FloorWorld.open()
})
afterAll(async () => {
  await world?.close()
})

const get = async (headers: Record<string, string>, query = ''): Promise<Json> => {
  const answer = await world.call('GET', `/v1/console/offers/report${query}`, undefined, headers)
  expect(answer.status, JSON.stringify(answer.json)).toBe(200)
  return answer.json
}

test('what shipped is told with its margin, as far as costs are known; each way of looking adds up to the same', async () => {
  const at = await world.site('margin', { division: false })
  const owner = await world.marketerOf(at)
  const phone = await world.phoneOf(at, '小满', ['picker'])
  const campaignId = await world.launch(owner, ['MUG', 'KETTLE'])
  // 59 yuan each; of the mug the merchant pays 20.
  const cost = (sku: string, amount: unknown) =>
    world.call('PUT', `/v1/console/products/${sku}/cost`, { amount }, owner)
  expect((await cost('MUG', 2_000)).status).toBe(204)
  expect((await cost('NONE', 1)).json.code).toBe('catalog/no-such-product')
  for (const bad of [-1, 1.5, '20', 10 ** 15]) expect((await cost('MUG', bad)).json.code).toBe('http/invalid')
  const offerOf = (sku: string) =>
    until(
      async () => {
        const found = await world.offered(at)
        return found.offer?.sku === sku ? found : null
      },
      { what: `an offer of ${sku}` },
    )
  for (const [sku, qty] of [
    ['MUG', 2],
    ['KETTLE', 1],
  ] as const) {
    await world.orderOf(at, await offerOf(sku), qty)
    await phone.workOff({ pick: 0, pack: 0, ship: 0 })
  }
  const shipped = {
    ordered: 2,
    shipped: 2,
    clicked: 2,
    revenue: 3 * 5_900,
    margin: 2 * 3_900,
    pieces: 3,
    piecesWithoutCost: 1,
  }
  for (const by of ['day', 'campaign', 'slot', 'product']) {
    const report = await get(owner, `?by=${by}`)
    expect(report.total, by).toMatchObject({ ...shipped, spend: 200 })
    expect(
      report.rows.reduce((n: number, row: Json) => n + row.decided, 0),
      by,
    ).toBe(report.total.decided)
  }
  const { rows } = await get(owner, '?by=product')
  const mug = rows.find((row: Json) => row.key === 'MUG')
  expect(mug).toMatchObject({
    name: { zh: '青瓷杯' },
    ordered: 1,
    revenue: 11_800,
    margin: 7_800,
    piecesWithoutCost: 0,
  })
  expect((await get(owner, '?by=campaign')).rows).toMatchObject([{ key: campaignId, name: { zh: 'MUG,KETTLE' } }])
  expect((await get(owner)).lift).toMatchObject({ clicked: { kind: 'too-few' }, ordered: { kind: 'too-few' } })

  // Both days of a span are in it.
  const today = (await get(owner)).days.at(-1)
  expect((await get(owner, `?from=${today}&to=${today}`)).total.ordered).toBe(2)
  expect(
    (await get(owner, `?to=${new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)}`)).total.ordered,
  ).toBe(0)

  // What goods cost is nobody's business but the merchant's.
  for (const path of ['/v1/sites/margin/products/MUG', '/v1/sites/margin/products', '/v1/console/products/MUG'])
    expect(JSON.stringify((await world.call('GET', path, undefined, owner)).json)).not.toContain('2000')
  const many = {
    costs: [
      { sku: 'KETTLE', amount: 900 },
      { sku: 'NONE', amount: 1 },
      { sku: 'MUG', amount: null },
    ],
  }
  expect((await world.call('PUT', '/v1/console/costs', many, owner)).json).toEqual({ kept: 2, unknown: ['NONE'] })
  expect((await get(owner)).total).toMatchObject({ margin: 5_000, piecesWithoutCost: 2 })
})

test('as a file it has the same figures, and a campaign’s name is never a formula', async () => {
  const at = await world.site('csv')
  const owner = await world.marketerOf(at)
  const id = await world.launch(owner, ['MUG'])
  const rename = {
    name: '=HYPERLINK("x")',
    state: 'active',
    skus: ['MUG'],
    dailyBudget: { amount: 0, currency: 'CNY' },
    pricing: { per: 'click', amount: { amount: 0, currency: 'CNY' } },
  }
  expect((await world.call('PUT', `/v1/console/campaigns/${id}`, rename, owner)).status).toBe(200)
  await until(async () => (await world.offered(at)).offer !== null || null, { what: 'an offer' })
  const answer = await world.call('GET', '/v1/console/offers/report.csv?by=campaign', undefined, owner)
  expect(answer.type).toBe('text/csv; charset=utf-8')
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer.bytes)
  const [head, line, end] = text.split('\r\n')
  expect(head).toMatch(/^\ufeffcampaign,name,decided,shown,seen,.*revenue CNY,margin CNY,.*,spend CNY$/)
  expect(line).toContain(`${id},"'=HYPERLINK(""x"")",`)
  expect(end).toBe('')
  expect((await world.call('GET', '/v1/console/offers/report.csv?by=name', undefined, owner)).json.code).toBe(
    'http/invalid',
  )
})
