import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { phonePage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld, orderOf, Visitor } from './loop-world.ts'

let browser: Browser | null = null
let reason = ''
let world: LoopWorld

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser !== null) world = await LoopWorld.open()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})
beforeEach((ctx) => {
  if (browser === null) ctx.skip(reason)
})

/** A page that can be put into a pocket: headless browsers never hide one. */
const POCKET = `(() => {
  let isHidden = false
  Object.defineProperty(document, 'hidden', { get: () => isHidden })
  globalThis.pocket = (hidden) => { isHidden = hidden; document.dispatchEvent(new Event('visibilitychange')) }
})()`
const pocket = (page: Page, hidden: boolean) => page.evaluate(`pocket(${hidden})`)

/** A picker on shift with the phone's page open. */
async function picker(at: LoopSite, roles: ('picker' | 'packer' | 'shipper')[] = ['picker']) {
  const phone = await world.phone(at, `阿青${crypto.randomUUID().slice(0, 8)}`, roles)
  const page = await phonePage(browser!, { lang: 'zh', baseURL: world.url })
  const value = phone.visitor.cookies.get('device')!
  await page.context().addCookies([{ name: 'device', value, url: world.url }])
  await page.addInitScript(POCKET)
  const errors = watchErrors(page)
  await page.goto('/phone/')
  await page.getByText('现在没有活').waitFor()
  return { ...phone, page, errors }
}
const order = (at: LoopSite, qty: number) =>
  new Visitor(world.url).ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([{ sku: 'MUG', qty }]), {
    'idempotency-key': crypto.randomUUID(),
  })
const taskOf = (phone: { visitor: Visitor }): Promise<Json> =>
  until(async () => (await phone.visitor.ask('GET', '/v1/phone/tasks')).json.task, { what: 'a task' })
const scan = async (page: Page, code: string) => {
  await page.locator('input[name=code]').fill(code)
  await page.locator('input[name=code]').press('Enter')
}

describe('the phone’s page', () => {
  test('takes work when it is looked at, not in a pocket', { timeout: 40_000 }, async () => {
    const at = await world.site([{ sku: 'MUG', qty: 9 }])
    const phone = await picker(at)
    const taken: string[] = []
    phone.page.on('request', (r) => void (r.url().endsWith('/accept') && taken.push(r.url())))
    await pocket(phone.page, true)
    const heard = phone.page.waitForResponse(
      async (r) => r.url().endsWith('/v1/phone/tasks') && ((await r.json()) as Json).task !== null,
    )
    await order(at, 1)
    await (await heard).finished()
    // Whatever it would have asked, it has asked before this answer.
    await phone.page.evaluate("fetch('/v1/phone/me').then((r) => r.text())")
    expect([taken, (await taskOf(phone)).state]).toEqual([[], 'offered'])
    await pocket(phone.page, false)
    await phone.page.locator('[data-step=bin]').waitFor()
    expect((await taskOf(phone)).state).toBe('working')
    expect(phone.errors).toEqual([])
    await phone.page.context().close()
  })

  test('says what the server said of scans that it had counted itself', { timeout: 40_000 }, async () => {
    const at = await world.site([{ sku: 'MUG', qty: 9 }])
    const phone = await picker(at)
    await order(at, 3)
    await phone.page.locator('[data-step=bin]').waitFor()
    await phone.page.context().setOffline(true)
    await scan(phone.page, 'MUG')
    await phone.page.getByText('没网，照常干').waitFor()
    const { id, epoch } = await taskOf(phone)
    await phone.visitor.ask('POST', `/v1/phone/tasks/${id}/return`, { epoch, reason: '过不去' })
    await phone.page.context().setOffline(false)
    await phone.page.locator('.flood.wrong', { hasText: '不在你手上' }).waitFor({ timeout: 20_000 })
    await phone.page.context().close()
  })

  test('goes on scanning after a code that never ends', { timeout: 40_000 }, async () => {
    const at = await world.site([{ sku: 'MUG', qty: 9 }])
    const phone = await picker(at)
    await order(at, 2)
    await phone.page.locator('[data-step=bin]').waitFor()
    await scan(phone.page, '9'.repeat(5000))
    await phone.page.locator('.flood.wrong').click()
    await scan(phone.page, 'MUG')
    await until(async () => ((await taskOf(phone)).lines[0].picked === 1 ? true : null), { what: 'the next scan' })
    expect(await phone.page.evaluate("localStorage.getItem('tuidan-scans')")).toBe('[]')
    expect(phone.errors).toEqual([])
    await phone.page.context().close()
  })

  test('says of every step what it wants, what was wrong and what is to be collected', {
    timeout: 90_000,
  }, async () => {
    const at = await world.site([{ sku: 'MUG', qty: 9 }])
    const { page, visitor, errors } = await picker(at, ['picker', 'packer', 'shipper'])
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const wrongScan = async (code: string, words: string) => {
      await scan(page, code)
      await page.locator('.flood.wrong', { hasText: words }).click()
      await page.locator('.flood').waitFor({ state: 'detached' })
    }
    await order(at, 1)
    await page.locator('[data-step=bin]').waitFor()
    expect(await page.locator('.goods .pic.none svg').count()).toBe(1)
    await press('核对货位')
    await page.getByRole('alert').getByText('先扫货位码').waitFor()
    await wrongScan('B01-01', '货位不对：扫到的是 B01\u201101，要去 A01\u201101。')
    await wrongScan('KETTLE', 'KETTLE 不是货位码')
    await scan(page, 'a01-01')
    await page.locator('[data-step=goods]').waitFor()
    await wrongScan('KETTLE', '不是这件')
    await scan(page, 'MUG')
    await page.locator('[data-step=put]').waitFor()
    await wrongScan('W-09', 'W\u201109 不是这张订单的格子')
    await scan(page, 'w-01')
    await page.getByText('去 W\u201101 取').waitFor()
    await page.getByText('货到付款，收 ¥').waitFor()
    await scan(page, 'MUG')
    const weight = page.getByLabel('重量')
    await weight.fill('abc')
    await press('封箱，取面单')
    await page.getByRole('alert').getByText('读不出这个重量').waitFor()
    expect(await weight.inputValue()).toBe('abc')
    await weight.fill('1.5')
    await page.getByText('记作 1500 克').waitFor()
    await press('封箱，取面单')
    await page.locator('[data-step=print]').waitFor()
    const { parcel } = await taskOf({ visitor })
    expect(parcel.weightGrams).toBe(1500)
    await visitor.ask('GET', parcel.labelUrl)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.locator('[data-step=label]').waitFor()
    await wrongScan('P0000000000', '这个包裹是')
    await scan(page, parcel.number.toLowerCase())
    await page.locator('[data-step=register]').waitFor()
    await page.getByText('货到付款，收 ¥').waitFor()
    await wrongScan('P0000000000', '这个包裹是')
    await scan(page, parcel.number.toLowerCase())
    await page.locator('[data-step=dock]').waitFor()
    // A refused cell or label is an answer, which the browser lists as an error; a picture that is not there is not asked for.
    expect(errors.filter((error) => !error.includes('/done'))).toEqual([])
    await page.context().close()
  })

  test('asks nothing that needs a session once it is nobody’s, and stops listening', { timeout: 40_000 }, async () => {
    const at = await world.site([{ sku: 'MUG', qty: 9 }])
    const { page, visitor } = await picker(at)
    await visitor.ask('POST', '/v1/phone/leave')
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.getByText('请主管给你二维码').waitFor()
    const asked: string[] = []
    page.on('request', (r) => void (r.url().includes('/v1/phone/') && asked.push(r.url())))
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.reload()
    await page.getByText('请主管给你二维码').waitFor()
    expect(asked).toEqual([])
    await page.context().close()
  })
})
