import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { ensureDemo } from '../demo/world/seed.ts'
import { type App, startApp } from '../src/app.ts'
import type { Lang } from '../src/base/i18n.ts'
import { readConfig } from '../src/config.ts'
import { localCertificate } from '../src/http/local-authority.ts'
import type { Site } from '../src/sites/site.ts'
import { makeLink } from '../src/staff/flow.ts'
import { loadStaffByName } from '../src/staff/store.ts'
import { desktopPage, phonePage, watchErrors } from './harness/chromium.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

/** A running program with the demo world, on a real database, at a port of its own. */
export interface World {
  readonly app: App
  readonly url: string
  readonly site: Site
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts the world; with `https` as `--lan` does, with a certificate of our own authority. */
export async function journeyWorld({ https = false }: { https?: boolean } = {}): Promise<World> {
  const database = await freshDatabase()
  const home = await mkdtemp(join(tmpdir(), 'tuidan-journey-'))
  const port = await freePort()
  const url = `http${https ? 's' : ''}://localhost:${port}`
  const { config } = readConfig({}, { home, port, url, demo: 'on', logLevel: 'silent' }, join(home, 'none.json'))
  const made = https ? await localCertificate(home, ['localhost', '127.0.0.1'], Date.now()) : null
  const tls = made === null ? null : { cert: made.cert, key: made.key }
  const app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls, demo: true })
  const site = (await ensureDemo(app.core, true))!
  return {
    app,
    url,
    site,
    async stop() {
      await app.stop()
      await database.drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The provider's process answers a moment after the shop. */
export async function untilProviderAnswers(world: World): Promise<void> {
  await until(
    async () => {
      const state = (await (await fetch(`${world.url}/v1/demo`)).json()) as { provider: { ready: boolean } }
      return state.provider.ready || null
    },
    { timeoutMs: 15_000, what: 'the demo provider' },
  )
}

/** A single-use link, as `tuidan link NAME` or the console's QR code gives it. */
export async function linkOf(world: World, name: string, opens: 'console' | 'phone'): Promise<string> {
  const staff = (await loadStaffByName(world.app.core.db, world.site.id, name))!
  return (await makeLink(world.app.core, { siteId: world.site.id, staffId: staff.id, opens })).url
}

/** A browser window with what went wrong in it. */
export interface Window {
  readonly page: Page
  readonly errors: string[]
}

/** Opens a window of its own: other cookies, other storage. */
export async function openWindow(
  browser: Browser,
  world: World,
  size: 'phone' | 'desktop',
  lang: Lang,
): Promise<Window> {
  const options = { lang, baseURL: world.url, ignoreHTTPSErrors: true }
  const page = size === 'phone' ? await phonePage(browser, options) : await desktopPage(browser, options)
  return { page, errors: watchErrors(page) }
}

/** A code as a scanner sends it: typed, and Enter. */
export async function scanCode(page: Page, code: string): Promise<void> {
  await page.locator('input[name=code]').fill(code)
  await page.locator('input[name=code]').press('Enter')
}

/** What the phone shows to be done, read from its screen. */
export async function stepOnScreen(page: Page): Promise<string> {
  const found = page.locator('[data-step]')
  return (await found.count()) === 0 ? '' : ((await found.first().getAttribute('data-step')) ?? '')
}

/** Works at a phone until nothing is left: every bin, piece, cell and label is scanned as its screen says. */
export async function workAtPhone(world: World, page: Page, orderId: string): Promise<void> {
  const { db } = world.app.core
  await until(
    async () => {
      const order = await db.one<{ state: string }>('select state from orders where id = $1', [orderId])
      if (order.state === 'shipped') return true
      await oneStep(world, page)
      return null
    },
    { timeoutMs: 60_000, what: 'the order to be shipped by phone' },
  )
}

/** What tells one screen of the phone from the next; runs in the page. */
const SCREEN = `(() => {
  const box = document.querySelector('[data-step]')
  const shown = [...document.querySelectorAll('.plate, .qty, .steps, .ticks')].map((e) => e.outerHTML)
  return [box?.dataset.step, box?.dataset.sku, ...shown, document.querySelector('.flood') === null].join()
})()`

async function oneStep(world: World, page: Page): Promise<void> {
  const step = await stepOnScreen(page)
  if (step === '') return
  const before = await page.evaluate(SCREEN)
  await actOn(world, page, step)
  // A person looks before the next scan: the screen has changed, and no flood covers it.
  await until(
    async () => ((await page.evaluate(SCREEN)) !== before && (await page.locator('.flood').count()) === 0) || null,
    {
      timeoutMs: 10_000,
      what: `the screen after ${step}`,
    },
  )
}

async function actOn(world: World, page: Page, step: string): Promise<void> {
  if (step === 'dock') await page.locator('.dock .btn').first().click()
  else if (step === 'bin' || step === 'put') await scanCode(page, await page.locator('.plate b').innerText())
  else if (step === 'goods')
    await scanCode(page, await barcodeOf(world, await page.locator('[data-sku]').getAttribute('data-sku')))
  else if (step === 'close') {
    await page.locator('input[name=weight]').fill('840')
    await page.locator('button[type=submit]').click()
  } else if (step === 'print') {
    // The label opens in a window of its own, as on a phone.
    const [label] = await Promise.all([page.waitForEvent('popup'), page.locator('a.thumb').click()])
    await page.locator('[data-step=label]').waitFor()
    await label.close()
  } else if (step === 'label' || step === 'register') await scanCode(page, await page.locator('.plate b').innerText())
}

async function barcodeOf(world: World, sku: string | null): Promise<string> {
  const row = await world.app.core.db.one<{ code: string }>(
    'select coalesce(barcode, sku) as code from product where site_id = $1 and sku = $2',
    [world.site.id, sku],
  )
  expect(row.code).not.toBe('')
  return row.code
}
