import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld } from './loop-world.ts'
import { BLANK_PAGE, COFFEE_PAGE, KETTLE, offering } from './offers-world.ts'

let world: LoopWorld
let acts: ReturnType<typeof offering>

beforeAll(async () => {
  world = await LoopWorld.open({ limits: 0 })
  acts = offering(world)
})
afterAll(async () => {
  await world?.stop()
})

const reach = async (at: LoopSite, targeting: unknown, more: object = {}): Promise<Json> => {
  const answer = await at.owner.ask('POST', '/v1/console/campaigns/reach', { targeting, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

test('on how many pages a rule could stand is told from what pages asked, without whoever looked', async () => {
  const at = await world.site([KETTLE])
  await acts.launch(at)
  expect(await reach(at, {})).toEqual({ people: null, pages: null })
  await acts.offered(at, { page: COFFEE_PAGE })
  // One question in 20 ms is remembered.
  const asked = async (n: number) => (await reach(at, {})).pages?.sampled === n || null
  await until(async () => ((await acts.one(at, { page: BLANK_PAGE })) && (await asked(2))) ?? null, {
    what: 'two are known',
  })
  const coffee = { field: 'pageCategory', in: ['kitchen/coffee'] }
  expect((await reach(at, coffee)).pages).toMatchObject({ share: 0.5, sampled: 2 })
  expect((await reach(at, { none: [coffee] })).pages.share).toBe(0.5)
  expect((await reach(at, { all: [coffee, { field: 'interest', in: ['outdoor'] }] })).pages.share).toBe(0.5)
  expect((await reach(at, {}, { formats: ['banner'] })).pages.share).toBe(0)
})

test('people are counted by interests alone, and a few are not told apart', async () => {
  const at = await world.site([KETTLE])
  const who = await world.shopper(at)
  await world.agree(at, who)
  const found = await until(
    async () => {
      world.clock.ahead += 301_000
      const { people } = await reach(at, {
        all: [
          { field: 'interest', in: ['kitchen'] },
          { field: 'device', in: ['phone'] },
        ],
      })
      return people
    },
    { what: 'somebody is in the sample' },
  )
  expect(found).toEqual({ about: 0, isFew: true, of: 1, sampled: 1 })
  expect((await reach(at, { field: 'interest', in: ['outdoor'] })).people).toEqual(found)
})

test('a rule that is none is refused at its place', async () => {
  const at = await world.site([KETTLE])
  const answer = await at.owner.ask('POST', '/v1/console/campaigns/reach', {
    targeting: { all: [{ field: 'place', in: ['/etc'] }] },
  })
  expect(answer).toMatchObject({ status: 422, json: { code: 'offers/bad-campaign', field: 'targeting/all/0/in/0' } })
})

test('a slot that the console names takes what it says, whatever the page asks for, until it is forgotten', async () => {
  const at = await world.site([KETTLE])
  await acts.launch(at, { creative: undefined, creatives: [{ format: 'card' }, { format: 'text' }] })
  const put = (id: string, body: object) => at.owner.ask('PUT', `/v1/console/slots/${id}`, body)
  expect((await put('side', { name: ' 侧边 ', formats: ['text'] })).status).toBe(204)
  const format = async () => (await acts.one(at, { slots: ['side'] })).offer?.format
  await until(async () => (await format()) === 'text' || null, { what: 'text' })
  expect((await at.owner.ask('GET', '/v1/console/slots')).json.items).toEqual([
    { id: 'side', name: '侧边', formats: ['text'] },
  ])
  for (const body of [
    { name: ' ', formats: ['text'] },
    { name: 'a', formats: [] },
    { name: 'a', formats: ['film'] },
    { name: 'a', formats: ['card', 'card'] },
    { name: '边\u202e侧', formats: ['card'] },
  ])
    expect((await put('side', body)).json.code).toBe('http/invalid')
  expect((await at.owner.ask('DELETE', '/v1/console/slots/side')).status).toBe(204)
  await until(async () => (await format()) === 'card' || null, { what: 'a card again' })
  expect((await at.owner.ask('DELETE', '/v1/console/slots/side')).json.code).toBe('offers/no-such-slot')
})
