import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tryLaunch } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type FloorSite, FloorWorld, type Json, MUG } from './warehouse-world.ts'

let world: FloorWorld
let browser: Browser | null = null
let reason = ''

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser !== null) world = await FloorWorld.open()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await world?.close()
})

/** The console as this site's supervisor has it open. */
const consoleOf = (at: FloorSite, path: string): Promise<Page> =>
  pageOf(at.boss.cookie!, `console/${path}`, { width: 1440, height: 900 })

async function pageOf(cookie: string, path: string, viewport: { width: number; height: number }): Promise<Page> {
  if (browser === null) throw new Error(reason)
  const context = await browser.newContext({ locale: 'en-GB', viewport })
  const [name, value] = cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: world.base }])
  const page = await context.newPage()
  await page.goto(`${world.base}/${path}`)
  return page
}

/** A short order: one of two mugs lies in its cell, the other was not found. */
async function shortOrder(at: FloorSite): Promise<string> {
  const phone = await world.phoneOf(at, '阿青', ['picker'])
  const placed = await world.order(at, [{ sku: 'MUG', qty: 50 }])
  const task = await phone.take('pick')
  await phone.scan(task, MUG, 1)
  await phone.act(task.id, 'short', { epoch: task.epoch, line: 0, uid: crypto.randomUUID() })
  await phone.act(task.id, 'done', { epoch: task.epoch, cell: task.cell })
  return placed.id
}

test('a supervisor sends what is there of a short order, from the floor', { timeout: 60_000 }, async () => {
  const at = await world.site('console-short', { onShort: 'hold' })
  const id = await shortOrder(at)
  const page = await consoleOf(at, 'floor')
  await page.getByRole('button', { name: 'Send what is there' }).click()
  await page.getByText('What is there goes out').waitFor()
  expect((await world.seen(at, id)).state).toBe('picked')
  await page.context().close()
})

test('a supervisor looks into the put wall and clears a cell', { timeout: 60_000 }, async () => {
  const at = await world.site('console-wall', { onShort: 'hold', putWallCells: 4 })
  await shortOrder(at)
  const page = await consoleOf(at, 'floor')
  await page.getByRole('button', { name: 'See each cell' }).click()
  const sheet = page.getByRole('dialog', { name: 'Put wall and totes' })
  await sheet.getByText('1 piece in').waitFor()
  await sheet.getByRole('button', { name: 'Clear', exact: true }).click()
  await sheet.getByRole('button', { name: 'Goods are gone: clear' }).click()
  await sheet.getByText('All of them are free').waitFor()
  const wall: Json = (await world.call('GET', '/v1/console/put-wall', undefined, at.boss)).json
  expect(wall.items).toEqual([])
  await page.context().close()
})

test('a supervisor says that a refund is done, on the order’s page', { timeout: 60_000 }, async () => {
  const at = await world.site('console-refund')
  const { id } = await world.order(at, [{ sku: 'MUG', qty: 1 }])
  await world.call('POST', `/v1/console/orders/${id}/cancel`, { reason: '不要了' }, at.boss)
  const page = await consoleOf(at, `orders/${id}`)
  await page.getByLabel('The provider’s refund number').fill('R-7')
  await page.getByRole('button', { name: 'Refunded' }).click()
  await page.getByText('Refunded, reference R-7').waitFor()
  expect((await world.seen(at, id)).payment.state).toBe('refunded')
  await page.context().close()
})

test('a packer says on the phone that a piece is missing, and packs the rest', { timeout: 60_000 }, async () => {
  const at = await world.site('phone-missing', { onShort: 'ship' })
  const picker = await world.phoneOf(at, '阿青', ['picker'])
  const packer = await world.phoneOf(at, '包子', ['packer'])
  const { id } = await world.order(at, [{ sku: 'MUG', qty: 2 }])
  const pick = await picker.take('pick')
  await picker.scan(pick, MUG, 2)
  await picker.act(pick.id, 'done', { epoch: pick.epoch, cell: pick.cell })
  const pack = await packer.take('pack')
  const page = await pageOf(packer.headers.cookie, 'phone/', { width: 390, height: 844 })
  await page.getByRole('button', { name: /少了或坏了|Short or damaged/ }).click()
  await page.getByRole('button', { name: /少了或坏了 1 件|1 missing/ }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until(async () => (await packer.current()).lines[0].short === 1, { what: 'the report' })
  await packer.scan(pack, MUG)
  expect((await packer.act(pack.id, 'done', { epoch: pack.epoch })).json.task.parcel.number).toBeTruthy()
  expect((await world.seen(at, id)).lines[0].cancelled).toBe(1)
  await page.context().close()
})
