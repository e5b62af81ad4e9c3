import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { addStaff, makeLink } from '../src/staff/flow.ts'
import { desktopPage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld } from './loop-world.ts'
import { COFFEE_PAGE, KETTLE, offering, TENT } from './offers-world.ts'

let world: LoopWorld
let at: LoopSite
let acts: ReturnType<typeof offering>
let browser: Browser | null = null
let reason = ''
let page: Page
let errors: string[]

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser === null) return
  world = await LoopWorld.open({ limits: 0 })
  acts = offering(world)
  at = await world.site([KETTLE, TENT])
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})
let hands = 0
beforeEach(async (ctx) => {
  if (browser === null) return ctx.skip(reason)
  page = await desktopPage(browser, { lang: 'zh' })
  errors = watchErrors(page)
  const { core } = world.app
  const staff = await addStaff(core, { siteId: at.site.id, name: `推广 ${++hands}`, roles: ['marketer'] })
  const link = await makeLink(core, { siteId: at.site.id, staffId: staff.id, opens: 'console' })
  await page.goto(link.url)
  await page.getByRole('link', { name: '投放计划' }).first().waitFor()
})
afterEach(async () => {
  await page?.context().close()
})

const field = (name: string) => page.getByLabel(name, { exact: true })
const press = (name: string | RegExp) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click()
const saved = async (name: string): Promise<Json> =>
  (await at.owner.ask('GET', '/v1/console/campaigns')).json.items.find((one: Json) => one.name === name)

test('a marketer makes a campaign with a nested rule and two creatives, and the shop has it within a minute', async () => {
  await page.goto(`${world.url}/console/campaigns/new`)
  await field('名字').fill('手冲，手机上')
  await page.getByLabel('按名字或货号找商品').first().fill('细口')
  await page
    .locator('#at-skus')
    .getByRole('button', { name: /细口手冲壶/ })
    .click()
  await press('加一条条件')
  await page.getByLabel('条件', { exact: true }).selectOption('device')
  await press('手机')
  await press('加一组')
  await page.getByLabel('怎么算满足').selectOption('none')
  await page.locator('.rulegroup input').fill('钓鱼')
  await page.keyboard.press('Enter')
  await page.getByText('用手机看，并且不是页面说到“钓鱼”').waitFor()
  await page.getByText('够得着的人').waitFor()
  await press('加一个创意')
  await page.getByLabel('样式').selectOption('banner')
  await field('标题, 中文').fill('慢慢倒：')
  await press('商品名')
  expect(await field('标题, 中文').inputValue()).toBe('慢慢倒：{title}')
  await page.locator('.preview article.banner').waitFor()
  expect(await page.locator('.preview article b').first().innerText()).toBe('慢慢倒：细口手冲壶')
  // On a desktop the rule lets nobody in, and the preview says which condition it is.
  await page.getByRole('tab', { name: '桌面' }).click()
  await page.getByText('这一次不符合条件：用手机看').waitFor()
  await press('存好并开始投')
  await page.getByRole('button', { name: '暂停' }).waitFor()

  expect(await saved('手冲，手机上')).toMatchObject({
    state: 'active',
    skus: ['KETTLE'],
    targeting: { all: [{ field: 'device', in: ['phone'] }, { none: [{ field: 'pageWord', in: ['钓鱼'] }] }] },
    creatives: [{ format: 'card' }, { format: 'banner', headline: { zh: '慢慢倒：{title}', en: '慢慢倒：{title}' } }],
  })
  const phone = { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile' }
  const decision = await acts.offered(at, { page: COFFEE_PAGE, headers: phone }, 'the new campaign on a phone')
  expect(decision.offer.sku).toBe('KETTLE')
  expect((await acts.one(at, { page: COFFEE_PAGE, headers: { 'user-agent': 'Mozilla/5.0 (X11)' } })).offer).toBeNull()
  expect(errors).toEqual([])
})

test('what was saved opens as it was, and a fault stands at its paragraph with nothing lost', async () => {
  const deep = {
    any: [
      { all: [{ none: [{ all: [{ field: 'hour', in: ['mon-09', 'tue-10'] }] }] }] },
      { field: 'segment', in: ['vip'] },
    ],
  }
  const id = await acts.launch(at, { name: '深', targeting: deep, totalBudget: { amount: 5_000, currency: 'CNY' } })
  const before = await saved('深')
  await page.goto(`${world.url}/console/campaigns/${id}`)
  await field('一个广告位一天最多画出').fill('0')
  await press('保存')
  await page.getByRole('alert').getByText('一个广告位一天的次数填 1 以上的整数').waitFor()
  await field('一个广告位一天最多画出').fill('7')
  await press('保存')
  await page.getByText('存好了').waitFor()
  const after = await saved('深')
  expect(after.caps).toEqual({ ...before.caps, slotDay: 7 })
  // The conditions of the editor all have to hold.
  expect(after.targeting).toEqual({ all: [before.targeting] })
  for (const key of ['totalBudget', 'dailyBudget', 'pacing', 'creatives', 'skus', 'startsAt'])
    expect(after[key], key).toEqual(before[key])
  // A place that is none is refused by the server, and said at the conditions.
  await press('加一条条件')
  await page.getByLabel('条件', { exact: true }).last().selectOption('place')
  await page.getByLabel(/^地方/).fill('火星')
  await page.keyboard.press('Enter')
  await press('保存')
  await page.getByRole('alert').getByText('有一条条件没填好').waitFor()
  expect((await saved('深')).targeting).toEqual(after.targeting)
  expect(await page.getByText('火星').count()).toBeGreaterThan(0)
})

test('a campaign is paused and back by one press, and copied as a draft', async () => {
  await acts.launch(at, { name: '来回' })
  await page.goto(`${world.url}/console/campaigns`)
  await press('暂停“来回”')
  await page.getByText('“来回”停了').waitFor()
  expect((await saved('来回')).state).toBe('paused')
  await press('撤销')
  await page.getByRole('button', { name: '暂停“来回”' }).waitFor()
  expect((await saved('来回')).state).toBe('active')
  await press('复制“来回”')
  await page.getByRole('heading', { name: '来回（副本）' }).waitFor()
  const [one, copy] = [await saved('来回'), await saved('来回（副本）')]
  expect(copy).toMatchObject({ state: 'draft', targeting: one.targeting, creatives: one.creatives, caps: one.caps })
})

test('a slot is named, and what it takes holds at the next offer', async () => {
  await page.goto(`${world.url}/console/campaigns/slots`)
  await press('加一个广告位')
  await press('保存')
  await page.getByText('写一个代号。').waitFor()
  await page.getByLabel('代号').fill('side')
  await page.getByLabel('名字').fill('侧边')
  await press('卡片')
  await press('横幅')
  await press('保存')
  await page.getByText('<div data-tuidan-slot="side"></div>').waitFor()
  expect((await at.owner.ask('GET', '/v1/console/slots')).json.items).toEqual([
    { id: 'side', name: '侧边', formats: ['banner'] },
  ])
  const phone = { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile' }
  await until(
    async () =>
      (await acts.one(at, { page: COFFEE_PAGE, slots: ['side'], headers: phone })).offer?.format === 'banner' || null,
    { what: 'a banner' },
  )
})
