import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../src/base/clock.ts'
import { until } from './harness/wait.ts'
import { FloorWorld, type Json } from './warehouse-world.ts'

/** Ten in the morning of the shops' zone, on some day to come. */
const TEN = Math.ceil(Date.now() / DAY) * DAY + 2 * HOUR

let world: FloorWorld

beforeAll(async () => {
  world = await FloorWorld.open()
  world.later(TEN - Date.now())
})

afterAll(async () => {
  await world?.close()
})

const promises = async (headers: Record<string, string>): Promise<Json> =>
  (await world.call('GET', '/v1/console/offers/promises', undefined, headers)).json

describe('what an offer promises', () => {
  test('is what the floor can keep, from its own pace and backlog; whether it was kept is counted', async () => {
    const at = await world.site('kept', { division: false, cutOff: '11:30' })
    const owner = await world.marketerOf(at)
    await world.launch(owner, ['MUG'])
    const first = await until(async () => ((await world.offered(at)).offer === null ? null : world.offered(at)), {
      what: 'an offer',
    })
    expect(first.offer.line).toBe('Ships today if ordered by 11:30')
    expect(await promises(owner)).toMatchObject({ now: { isKnown: false, isBehind: false }, total: { promised: 0 } })
    await world.orderOf(at, first)
    const phone = await world.phoneOf(at, '小满', ['picker'])
    await phone.workOff({ pick: 2, pack: 1, ship: 1 })
    expect((await promises(owner)).total).toEqual({ promised: 1, kept: 1, broken: 0, open: 0 })

    // Four minutes an order by one person: thirty orders are two hours of work.
    world.later(30_000)
    const one = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    expect(one.promiseAt ?? one.promise).toContain(new Date(TEN).toISOString().slice(0, 10))
    for (let i = 0; i < 30; i++) await world.order(at, [{ sku: 'MUG', qty: 1 }])
    world.later(2_000)
    const behind = await until(
      async () => {
        const now = await world.offered(at)
        return now.offer.line === first.offer.line || now.offer.line.includes('today') ? null : now
      },
      { what: 'a later promise' },
    )
    expect(behind.offer.line).toBe('In stock, ships tomorrow')
    expect((await promises(owner)).now).toMatchObject({ isKnown: true, isBehind: true, isStaffed: true })
    const late = await world.order(at, [{ sku: 'MUG', qty: 1 }])
    expect(Date.parse(late.promise) - Date.parse(one.promise)).toBe(DAY)
    const shown = await world.call('GET', '/v1/sites/kept/products/MUG')
    expect(shown.json.stock).toMatchObject({ today: false, promise: late.promise })

    // Promised for tomorrow, and not shipped by the day after: broken, in plain figures.
    await world.orderOf(at, behind)
    expect((await promises(owner)).total).toEqual({ promised: 2, kept: 1, broken: 0, open: 1 })
    world.later(3 * DAY)
    expect((await promises(await world.marketerOf(at, '早班'))).total).toEqual({
      promised: 2,
      kept: 1,
      broken: 1,
      open: 0,
    })
  })
})

test('while the floor is behind, what takes long to pick is not advertised; the switch ends that', async () => {
  const at = await world.site('slow', { division: false, cutOff: '11:30' })
  const owner = await world.marketerOf(at)
  const phone = await world.phoneOf(at, '小满', ['picker'])
  for (const [sku, pick] of [
    ['MUG', 1],
    ['KETTLE', 3],
  ] as const)
    for (let i = 0; i < 3; i++) {
      await world.order(at, [{ sku, qty: 1 }])
      await phone.workOff({ pick, pack: 0, ship: 0 })
    }
  await world.launch(owner, ['MUG', 'KETTLE'])
  const skus = async () =>
    new Set(await Promise.all(Array.from({ length: 40 }, async () => (await world.offered(at)).offer?.sku)))
  await until(async () => (await skus()).size === 2 || null, { what: 'both goods are offered' })
  for (let i = 0; i < 45; i++) await world.order(at, [{ sku: 'MUG', qty: 1 }])
  world.later(10_000)
  await until(async () => (await promises(owner)).now.heldBack.length === 1 || null, { what: 'the floor is behind' })
  expect((await promises(owner)).now).toMatchObject({
    isBehind: true,
    holdsBack: true,
    heldBack: [{ sku: 'KETTLE' }],
  })
  expect(await skus()).toEqual(new Set(['MUG']))

  const { json: now } = await world.call('GET', '/v1/console/settings', undefined, owner)
  const { name, origins, settings } = now
  const put = (change: object) =>
    world.call('PUT', '/v1/console/settings', { name, origins, settings: { ...settings, ...change } }, owner)
  expect((await put({ holdBackSlow: false })).status).toBe(200)
  await until(async () => (await skus()).size === 2 || null, { what: 'both goods are offered again' })
  expect((await promises(owner)).now).toMatchObject({ isBehind: true, holdsBack: false, heldBack: [] })
  expect((await put({ vanDays: [] })).json).toMatchObject({ code: 'sites/bad-setting', field: 'settings/vanDays' })
  expect((await put({ vanDays: [1, 1] })).status).toBe(422)
})
