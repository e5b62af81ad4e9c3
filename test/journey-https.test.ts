import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { tryLaunch } from './harness/chromium.ts'
import { journeyWorld, linkOf, openWindow, type World } from './journey-world.ts'

let world: World
let browser: Browser | null = null
let reason = ''

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  await prepareZXingModule({
    overrides: { wasmBinary: (await readFile(wasm)).buffer as ArrayBuffer },
    fireImmediately: true,
  })
  // A service worker wants a certificate that the machine trusts; on a phone our authority is installed by hand.
  const args = ['--ignore-certificate-errors']
  const launched = await tryLaunch({ args })
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser !== null) world = await journeyWorld({ https: true })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

describe('a real phone', () => {
  test('starts from the QR code over https, and there camera, push and install are allowed', async (ctx) => {
    if (browser === null) return ctx.skip(reason)
    const desk = await openWindow(browser, world, 'desktop', 'zh')
    await desk.page.goto(await linkOf(world, '方圆', 'console'))
    await desk.page.getByRole('link', { name: '作业员' }).click()
    await desk.page.getByRole('button', { name: /王珊.*手机|手机.*王珊/ }).click()
    const code = desk.page.getByAltText('链接的二维码')
    await code.waitFor()
    const [found] = await readBarcodes(await code.screenshot(), { formats: ['QRCode'] })
    expect(found?.text).toMatch(new RegExp(`^${world.url}/phone/join#[\\w-]{20,}$`))

    const phone = await openWindow(browser, world, 'phone', 'zh')
    await phone.page.goto(found!.text)
    await phone.page.getByRole('heading', { name: '你是王珊吗？' }).waitFor()
    // The secret has left the address: it is not in the history, and works no second time.
    expect(phone.page.url()).toBe(`${world.url}/phone/`)
    await phone.page.getByRole('button', { name: '是我', exact: true }).click()
    await phone.page.getByText('A 区').waitFor()
    expect(await phone.page.evaluate('isSecureContext')).toBe(true)
    await phone.page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    const cookies = await phone.page.context().cookies()
    expect(cookies.map(({ name, secure, httpOnly }) => ({ name, secure, httpOnly }))).toContainEqual({
      name: '__Host-device',
      secure: true,
      httpOnly: true,
    })

    const thief = await openWindow(browser, world, 'phone', 'zh')
    await thief.page.goto(found!.text)
    await thief.page.getByRole('alert').waitFor()
    expect(await thief.page.getByText('你是王珊吗？').count()).toBe(0)

    // Without network the phone still opens, from what it kept.
    await phone.page.context().setOffline(true)
    await phone.page.reload()
    await phone.page.getByText('没网，照常干').waitFor()
    for (const { page } of [desk, phone, thief]) await page.context().close()
  }, 60_000)
})
