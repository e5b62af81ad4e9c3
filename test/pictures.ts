// Makes the README's pictures from a running demo: `npm start` in one terminal, `node test/pictures.ts http://localhost:4400` here.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { launch } from './harness/chromium.ts'

const base = process.argv[2] ?? 'http://localhost:4400'
const FOLDER = join(import.meta.dirname, '../docs/pictures')
const HEADERS = { 'x-tuidan': '1' }

await mkdir(FOLDER, { recursive: true })
const browser = await launch()
const context = await browser.newContext({
  baseURL: base,
  locale: 'en-GB',
  timezoneId: 'Asia/Shanghai',
  colorScheme: 'light',
  viewport: { width: 1440, height: 900 },
})
const desk = await context.newPage()
await prepareFloor(context)
await shop(await narrow(context))
await desk.goto('/demo')
await desk.frameLocator('iframe[src="/demo/phone/"]').locator('.plate').waitFor()
await desk.waitForTimeout(2_000)
await save(desk, 'demo')
await phone(await narrow(context))
await desk.goto('/demo/console/floor')
await desk.locator('svg').nth(8).waitFor()
await desk.waitForTimeout(1_500)
await save(desk, 'console-floor')
await browser.close()

async function save(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  console.error(`docs/pictures/${name}.png`)
}

async function narrow(from: BrowserContext): Promise<Page> {
  const page = await from.newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  return page
}

/** A floor at work: everybody on shift with some orders in hand. */
async function prepareFloor(from: BrowserContext): Promise<void> {
  await from.request.post('/v1/demo/enter', { headers: HEADERS })
  const staff = (await (await from.request.get('/demo/v1/console/staff')).json()) as {
    items: { id: string; name: string; roles: string[] }[]
  }
  for (const { id, roles } of staff.items) {
    if (roles.includes('owner') || roles.length > 2) continue
    const made = await from.request.post(`/demo/v1/console/staff/${id}/link`, {
      headers: HEADERS,
      data: { opens: 'phone' },
    })
    const { url } = (await made.json()) as { url: string }
    const worker = await browser.newContext({ baseURL: base })
    await worker.request.post('/v1/phone/join', { headers: HEADERS, data: { token: url.split('#')[1] } })
    await worker.request.post('/v1/phone/shift', { headers: HEADERS, data: { on: true } })
    const page = await worker.newPage()
    await page.goto('/phone/')
  }
  for (let n = 0; n < 9; n++) await from.request.post('/v1/demo/first-order', { headers: HEADERS })
}

async function shop(page: Page): Promise<void> {
  await page.goto('/s/demo/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: 'With Islet' }).click()
  await page.getByRole('button', { name: 'Lin Wan' }).click()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.getByRole('button', { name: 'Yes', exact: true }).click()
  await page.getByRole('switch', { name: 'Likes' }).click()
  await save(page, 'consent')
  await page.getByRole('button', { name: 'Agree to this 1' }).click()
  await page.getByRole('heading', { name: 'Done reading' }).waitFor()
  await page.goto('/s/demo/p/HG-0002')
  await page.getByRole('button', { name: 'Why this?' }).click()
  await page.getByRole('dialog').waitFor()
  await page.mouse.move(5, 5)
  await save(page, 'why')
}

async function phone(page: Page): Promise<void> {
  await page.goto('/demo/phone/')
  await page.locator('.plate').waitFor()
  await page.waitForTimeout(800)
  await save(page, 'phone-pick')
}
