import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bwipjs from 'bwip-js/node'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tryLaunch } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { journeyWorld, openWindow, type World } from './journey-world.ts'

const WIDTH = 640
const HEIGHT = 480

let world: World
let folder: string
let browser: Browser | null = null

beforeAll(async () => {
  world = await journeyWorld()
  folder = await mkdtemp(join(tmpdir(), 'tuidan-camera-'))
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
})

/**
 * A film of a bar code as it hangs on a rack, in the raw format that Chromium takes for a camera (YUV4MPEG2): a luma plane out
 * of the code's bars, grey chroma, two frames.
 */
function filmOf(code: string): Buffer {
  const [symbol] = bwipjs.raw({ bcid: 'code128', text: code }) as unknown as readonly { sbs: readonly number[] }[]
  const bars = symbol!.sbs.flatMap((width, i) => Array.from({ length: width }, () => i % 2 === 0))
  const scale = Math.floor((WIDTH * 0.7) / bars.length)
  const left = Math.floor((WIDTH - bars.length * scale) / 2)
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  for (let y = 140; y < 340; y++) {
    for (const [i, isBar] of bars.entries())
      if (isBar) luma.fill(16, y * WIDTH + left + i * scale, y * WIDTH + left + (i + 1) * scale)
  }
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip C420jpeg\n`), frame, frame])
}

/** An order on the floor, and the bin its first stop is at. */
async function firstBin(): Promise<string> {
  const headers = { 'x-tuidan': '1' }
  const entered = await fetch(`${world.url}/v1/demo/enter`, { method: 'POST', headers })
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await fetch(`${world.url}/v1/demo/first-order`, { method: 'POST', headers })
  const task = await until(
    async () => {
      const answer = await fetch(`${world.url}/demo/v1/phone/tasks`, { headers: { cookie } })
      return ((await answer.json()) as { task: { lines: { bin: string }[] } | null }).task
    },
    { timeoutMs: 10_000, what: 'the first task' },
  )
  return task.lines[0]!.bin
}

describe('the camera', () => {
  test('reads the bin’s bar code with the reader from this server', { timeout: 60_000 }, async (ctx) => {
    const bin = await firstBin()
    const film = join(folder, 'rack.y4m')
    await writeFile(film, filmOf(bin))
    const args = [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ]
    const launched = await tryLaunch({ args })
    if (launched.browser === null) return ctx.skip(launched.reason)
    browser = launched.browser
    const { page, errors } = await openWindow(browser, world, 'phone', 'zh')
    await page.context().grantPermissions(['camera'])
    await page.goto('/s/demo/')
    await page.evaluate("fetch('/v1/demo/enter', { method: 'POST', headers: { 'x-tuidan': '1' } })")
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto('/demo/phone/')
    await page.locator('[data-step=bin]').waitFor()
    // The reader is heavy: it comes only when the camera opens.
    expect(asked.filter((url) => url.includes('.wasm'))).toEqual([])
    await page.getByRole('button', { name: '扫货位码' }).click()
    await page.locator('[data-step=goods]').waitFor({ timeout: 30_000 })
    expect(await page.locator('.plateline').innerText()).toContain(bin)
    expect(asked.filter((url) => !url.startsWith(world.url) && !url.startsWith('blob:'))).toEqual([])
    expect(errors).toEqual([])
  })

  test('says so when its reader cannot be loaded, and tries again by itself', { timeout: 60_000 }, async (ctx) => {
    if (browser === null) return ctx.skip('no browser')
    const { page } = await openWindow(browser, world, 'phone', 'zh')
    await page.context().grantPermissions(['camera'])
    await page.goto('/s/demo/')
    await page.evaluate("fetch('/v1/demo/enter', { method: 'POST', headers: { 'x-tuidan': '1' } })")
    const unhandled: Error[] = []
    page.on('pageerror', (error) => unhandled.push(error))
    // A service worker's own requests pass by the route below.
    await page.addInitScript('delete Navigator.prototype.serviceWorker')
    await page.goto('/demo/phone/')
    await page.locator('[data-step=bin]').waitFor()
    await page.route('**/*.wasm', (route) => route.abort())
    await page.getByRole('button', { name: '扫货位码' }).click()
    await page.getByText('识码的部分还没下载到').waitFor({ timeout: 20_000 })
    await page.unroute('**/*.wasm')
    await page.locator('[data-step=goods]').waitFor({ timeout: 30_000 })
    expect(unhandled).toEqual([])
  })
})
