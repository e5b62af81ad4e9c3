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
async function picker(at: LoopSite) {
  const phone = await world.phone(at, `阿青${crypto.randomUUID().slice(0, 8)}`, ['picker'])
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
/** Goods here have no pictures, which the browser itself complains of. */
const wrong = (errors: readonly string[]) => errors.filter((error) => !error.includes('/pictures/'))
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
    expect(wrong(phone.errors)).toEqual([])
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
    expect(wrong(phone.errors)).toEqual([])
    await phone.page.context().close()
  })
})
