import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lang } from '../src/base/i18n.ts'
import { tryLaunch } from './harness/chromium.ts'
import { journeyWorld, type World } from './journey-world.ts'

/** Every screen that has an address, as a visitor of the demo sees it. */
const SCREENS = [
  '/s/demo/',
  '/s/demo/?q=%E5%92%96%E5%95%A1',
  '/s/demo/p/HG-0001',
  '/s/demo/p/HG-0036',
  '/s/demo/bag',
  '/s/demo/checkout',
  '/s/demo/my-data',
  '/s/demo/accounts',
  '/s/demo/sign-in-problem?code=sign-in/expired&connector=islet',
  '/s/demo/orders',
  '/s/demo/enter?to=%2Fs%2Fdemo%2Fvisit%3F',
  '/s/demo/nowhere',
  '/s/nobody/',
  '/nowhere',
  '/demo/phone/',
  '/demo/console/floor',
  '/demo/console/orders',
  '/demo/console/stock',
  '/demo/console/staff',
  '/demo/console/campaigns',
  '/demo/console/campaigns/new',
  '/demo/console/campaigns/slots',
  '/demo/console/report',
  '/demo/console/why',
  '/demo/console/why/page',
  '/demo/console/people',
  '/demo/console/connectors',
  '/demo/console/site-sign-in',
  '/demo/console/settings',
  '/console/',
] as const

/** The narrowest, dark and English; the large, light and Chinese. */
const WORLDS = [
  { name: '320 px wide, English, dark', width: 320, height: 640, lang: 'en', theme: 'dark' },
  { name: '1440 px wide, Chinese, light', width: 1440, height: 900, lang: 'zh', theme: 'light' },
] as const

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[]
}

let world: World
let browser: Browser | null = null
let reason = ''
let axe = ''

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser === null) return
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  world = await journeyWorld()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

async function visitor(size: (typeof WORLDS)[number]): Promise<Page> {
  const context = await browser!.newContext({
    viewport: { width: size.width, height: size.height },
    locale: size.lang === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: size.theme,
    baseURL: world.url,
    // axe is put into the page as a script, which the page's own rules forbid.
    bypassCSP: true,
  })
  const page = await context.newPage()
  await page.goto('/s/demo/')
  // Into the demo, an order on the floor, and one thing in the bag.
  await page.evaluate(async (lang: Lang) => {
    const headers = { 'x-tuidan': '1', 'accept-language': lang }
    await fetch('/v1/demo/enter', { method: 'POST', headers })
    await fetch('/v1/demo/first-order', { method: 'POST', headers })
  }, size.lang)
  await page.goto('/s/demo/p/HG-0002')
  await page.locator('.btn.next').click()
  return page
}

/** The screen has drawn what it asked the server for. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await page.locator('main').first().waitFor()
  await page.waitForFunction('document.querySelector("main").innerText.trim().length > 0')
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
}

async function faultsOf(page: Page, lang: Lang): Promise<string[]> {
  const faults: string[] = []
  const at = new URL(page.url()).pathname
  const overflow = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number
  if (overflow > 0) faults.push(`${at}: ${overflow} px wider than the window`)
  const yellow = await page.locator('.btn.next:visible').count()
  if (yellow > 1) faults.push(`${at}: ${yellow} yellow buttons`)
  const spoken = await page.evaluate('document.documentElement.lang')
  if (!String(spoken).startsWith(lang)) faults.push(`${at}: lang is ${String(spoken)}`)
  await page.evaluate(axe)
  const result = (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })',
  )) as AxeResult
  for (const { id, nodes } of result.violations) faults.push(`${at}: ${id}: ${nodes[0]!.html.slice(0, 160)}`)
  return faults
}

describe('every screen', () => {
  test.each(WORLDS)(
    'fits, speaks, has one next step and passes WCAG 2.2 AA: $name',
    { timeout: 120_000 },
    async (size) => {
      if (browser === null) throw new Error(reason)
      const page = await visitor(size)
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      const faults: string[] = []
      for (const address of SCREENS) {
        await page.goto(address)
        await settled(page)
        faults.push(...(await faultsOf(page, size.lang)))
      }
      expect(faults).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    },
  )

  test('checkout says every fault at its field, and an order without an account stays in reach', {
    timeout: 60_000,
  }, async () => {
    if (browser === null) throw new Error(reason)
    const page = await visitor(WORLDS[0])
    await page.goto('/s/demo/checkout')
    await page.getByLabel('Phone').fill('call me')
    await page.getByRole('button', { name: /^Place the order/ }).click()
    const faults = page.locator('.field .error')
    await faults.nth(4).waitFor()
    expect(await faults.allInnerTexts()).toEqual([
      'Enter the addressee’s name.',
      'This is not a phone number. Use digits, such as 138 0000 0000.',
      'Enter the province, such as Zhejiang.',
      'Enter the city, such as Hangzhou.',
      'Enter the street and number.',
    ])
    await page.waitForFunction('document.activeElement.name === "name"')
    expect(await faultsOf(page, 'en')).toEqual([])
    await page.getByLabel('Addressee').fill('Lin Wan')
    await page.getByLabel('Phone').fill('13800000000')
    await page.getByLabel('Province').fill('Zhejiang')
    await page.getByLabel('City').fill('Hangzhou')
    await page.getByLabel('Street and number').fill('8 Qingshi Road')
    expect(await faults.count()).toBe(0)
    await page.getByRole('button', { name: /^Place the order/ }).click()
    await page.waitForURL(/\/orders\//)
    await page.goto('/s/demo/orders')
    await page.locator('.device .travels').click()
    await page.getByRole('heading', { name: /^Order \d/ }).waitFor()
    await page.context().close()
  })

  test('the console lists its keys on “?”, and a “?” that is typed stays a letter', { timeout: 60_000 }, async () => {
    if (browser === null) throw new Error(reason)
    const page = await visitor(WORLDS[1])
    await page.goto('/demo/console/orders')
    await settled(page)
    await page.keyboard.press('?')
    const list = page.getByRole('dialog', { name: '按键' })
    await list.waitFor()
    expect(await list.innerText()).toContain('下一行')
    expect(await faultsOf(page, 'zh')).toEqual([])
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('?')
    expect(await page.locator('input[type="search"]').inputValue()).toBe('?')
    expect(await list.count()).toBe(0)
    await page.context().close()
  })
})
