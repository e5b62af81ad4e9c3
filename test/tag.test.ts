import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { desktopPage, phonePage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld } from './loop-world.ts'

/** What the merchant's website answers next. */
interface ForeignPage {
  readonly head?: string
  readonly body: string
  readonly csp?: string
  readonly lang?: string
}

let world: LoopWorld
let at: LoopSite
let foreign: Server
let foreignUrl: string
let served: ForeignPage
let axe = ''
let browser: Browser | null = null
let reason = ''
let page: Page
let errors: string[]

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser === null) return
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  world = await LoopWorld.open()
  at = await world.site([
    { sku: 'KETTLE', qty: 9, categoryId: 'kitchen/coffee/pour-over', zh: '细口手冲壶', en: 'Gooseneck kettle' },
    { sku: 'FILTER', qty: 9, categoryId: 'kitchen/coffee/pour-over', zh: '滤纸', en: 'Filter papers' },
  ])
  await at.owner.ask('POST', '/v1/console/campaigns', {
    name: '手冲季',
    state: 'active',
    skus: ['KETTLE', 'FILTER'],
    dailyBudget: { amount: 0, currency: 'CNY' },
    pricing: { per: 'click', amount: { amount: 0, currency: 'CNY' } },
    capPerPersonDay: 1000,
    creative: {},
  })
  foreign = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(served.csp === undefined ? {} : { 'content-security-policy': served.csp }),
    })
    response.end(`<!doctype html><html lang="${served.lang ?? 'zh'}"><head><title>手冲咖啡怎么闷蒸</title>
      <script src="${world.url}/tag.js" data-site="${at.site.publicKey}" async></script>${served.head ?? ''}</head>
      <body>${served.body}</body></html>`)
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  // Another host than the program's `localhost`: another site, not only another origin.
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`
})
afterAll(async () => {
  await browser?.close()
  foreign?.closeAllConnections()
  foreign?.close()
  await world?.stop()
})
beforeEach(async (ctx) => {
  if (browser === null) return ctx.skip(reason)
  page = await desktopPage(browser, { lang: 'zh' })
  errors = watchErrors(page)
})
afterEach(async () => {
  await page?.context().close()
})

const SLOT = '<main><h1>手冲咖啡</h1><p>细口壶慢慢注水，滤杯先用热水冲过。</p><div data-tuidan-slot="a"></div></main>'

async function open(what: ForeignPage, query = ''): Promise<void> {
  served = what
  await page.goto(foreignUrl + query)
}
const card = (slot = 'a') => page.locator(`[data-tuidan-slot=${slot}] article`)
const events = async (type: string): Promise<number> =>
  world.count('offer_event where site_id = $1 and type = $2', [at.site.id, type])

/** Has the browser told every observer what is in view now? Ours is made last, so it is told last. */
const observed = () =>
  page.evaluate(`new Promise((resolve) => {
    const watch = new IntersectionObserver(() => {
      watch.disconnect()
      resolve()
    })
    watch.observe(document.querySelector('[data-tuidan-slot]'))
  })`)
/** Asks a function, as text, about something inside the slot's shadow root. */
const inside = (selector: string, ask: string): Promise<unknown> =>
  page.evaluate(`(${ask})(document.querySelector('[data-tuidan-slot]').shadowRoot.querySelector('${selector}'))`)
const refresh = () => page.evaluate('window.tuidan.refresh()')

test('the card is drawn in a page of another site, with nothing of that page’s style in it', async () => {
  const head = `<style>
    main * { display: none !important; visibility: hidden !important; opacity: .1 !important; color: red !important;
      font: 40px/3 cursive !important; letter-spacing: 20px !important; text-transform: uppercase !important;
      text-align: right !important; pointer-events: none !important; background: red !important }
    article, section, b, p, a, button, img, dialog { display: none !important; color: red !important }</style>`
  await open({ head, body: SLOT })
  await card().waitFor()
  const seen = (await inside(
    'article',
    `(article) => {
    const style = getComputedStyle(article.querySelector('b'))
    const box = article.getBoundingClientRect()
    const { host } = article.getRootNode()
    return {
      height: box.height,
      // What a finger at its middle would touch.
      touched: document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === host,
      opacity: getComputedStyle(host).opacity,
      color: style.color,
      size: style.fontSize,
      family: style.fontFamily,
      spacing: style.letterSpacing,
      transform: style.textTransform,
      align: style.textAlign,
      visibility: style.visibility,
    }
  }`,
  )) as Record<string, unknown>
  expect(seen.height).toBeGreaterThan(80)
  expect(seen).toMatchObject({
    touched: true,
    opacity: '1',
    color: 'rgb(29, 43, 41)',
    size: '16px',
    spacing: 'normal',
    transform: 'none',
    align: 'start',
    visibility: 'visible',
  })
  expect(seen.family).not.toContain('cursive')
  await page.getByRole('button', { name: '为什么看到它？' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await inside('dialog', '(d) => getComputedStyle(d).color')).toBe('rgb(29, 43, 41)')
  expect(errors).toEqual([])
})

test('a page with broken JSON-LD, thousands of headings and megabytes of text gets its card, and sends little', async () => {
  const bodies: number[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/decisions')) bodies.push(request.postDataBuffer()?.length ?? 0)
  })
  const block = (text: string) => `<script type="application/ld+json">${text}</script>`
  const head =
    block('{"@type":"Product","name":') +
    block(JSON.stringify({ '@type': 'Product', name: '滤杯', description: '滤'.repeat(30_000) })).repeat(20) +
    Array.from({ length: 200 }, (_, i) => `<meta property="og:x${i}" content="${'图'.repeat(500)}">`).join('')
  const body = `${'<h2>闷蒸的水温</h2>'.repeat(5_000)}<p>${'手冲咖啡'.repeat(400_000)}</p>${SLOT}`
  await open({ head, body: body.replaceAll('main', 'div') })
  await card().waitFor()
  expect(bodies).toHaveLength(1)
  expect(bodies[0]).toBeLessThan(64_000)
})

test('the strictest rules of a page leave the card its style', async () => {
  await open({ body: SLOT, csp: `default-src 'none'; script-src ${world.url}; connect-src ${world.url}` })
  await card().waitFor()
  expect(await inside('article', '(a) => getComputedStyle(a).display')).toBe('flex')
  expect(errors.filter((e) => !e.includes('favicon'))).toEqual([])
})

test('it counts as seen after half of it was in view for one second on end, once', async () => {
  await page.clock.install()
  const before = await events('seen')
  const told: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/events')) told.push(JSON.parse(request.postData() ?? '{}').events[0].type)
  })
  await open({
    body: `<div style="height:3000px"></div>${SLOT}<div style="height:3000px"></div>`,
    head: '<style>html { scroll-behavior: auto }</style>',
  })
  await card().waitFor()
  // From here on the page's clock moves by what is asked alone, and the server's has been as long about it.
  await page.clock.pauseAt(Date.now() + 60_000)
  world.clock.ahead += 60_000
  const showOf = async (share: number, ms: number) => {
    await page.evaluate(`
      const box = document.querySelector('[data-tuidan-slot]').getBoundingClientRect()
      window.scrollBy(0, box.top - window.innerHeight + box.height * ${share})`)
    await observed()
    await page.clock.runFor(ms)
  }
  await showOf(0, 5_000)
  await showOf(0.4, 5_000)
  await showOf(1, 900)
  await showOf(0.2, 5_000)
  await showOf(1, 900)
  expect(told).toEqual(['shown'])
  await page.clock.runFor(200)
  await until(async () => (await events('seen')) === before + 1, { what: 'seen' })
  await showOf(0, 2_000)
  await showOf(1, 5_000)
  expect(told).toEqual(['shown', 'seen'])
})

test('why this: reasons with their source, what was not used; closed by key, by button, and focus comes back', async () => {
  await open({ body: SLOT })
  const why = page.getByRole('button', { name: '为什么看到它？' })
  await why.click()
  const dialog = page.locator('dialog')
  await dialog.waitFor()
  expect(await dialog.locator('li').allInnerTexts()).toEqual([
    expect.stringMatching(/^你正在看.+\n+只来自这个页面$/),
    expect.stringMatching(/^9 件有货，(今天)?能发\n+发不了的我们不推荐$/),
  ])
  expect(await dialog.innerText()).toContain('没有用到你的任何资料')
  // Nobody is signed in here: nothing to look up, nothing to switch.
  expect(await dialog.getByRole('switch').count()).toBe(0)
  expect(await dialog.getByRole('link').count()).toBe(0)
  // The browser tells of the closing a moment later, and only then the dialog is taken away.
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await why.click()
  await dialog.getByRole('button', { name: '关上' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await inside('article', '(a) => a.getRootNode().activeElement?.textContent')).toBe('为什么看到它？')
})

test('in an English page it speaks English, and on a phone the reasons come from below', async () => {
  await page.context().close()
  page = await phonePage(browser!, { lang: 'en' })
  await open({ body: SLOT, lang: 'en', head: '<meta name="viewport" content="width=device-width">' })
  await page.getByRole('button', { name: 'Why this?' }).click()
  const box = (await page.locator('dialog').boundingBox())!
  expect(Math.round(box.y + box.height)).toBe(844)
  expect(box.width).toBe(390)
  expect(await page.locator('dialog').innerText()).toContain('Nothing about you was used.')
})

test('hidden is hidden: told once, and this slot stays empty however often the page asks anew', async () => {
  const before = await events('hidden')
  await open({ body: SLOT })
  await page.getByRole('button', { name: '不看这条' }).click()
  await until(async () => (await events('hidden')) === before + 1, { what: 'hidden' })
  await refresh()
  expect(await card().count()).toBe(0)
})

test('a slot takes the room the page keeps for it while it waits, and none when there is no offer or it was hidden', async () => {
  const head = '<style>[data-tuidan-slot] { min-height: 104px } main { display: grid; gap: 16px }</style>'
  const slots = ['a', 'b', 'c'].map((s) => `<div data-tuidan-slot="${s}"></div>`).join('')
  const heights = () =>
    page.evaluate(
      `[...document.querySelectorAll('[data-tuidan-slot]')].map((slot) => Math.sign(slot.getBoundingClientRect().height))`,
    )
  await page.route('**/v1/decisions', (route) => route.abort('internetdisconnected'), { times: 3 })
  await open({ head, body: `<main><h1>手冲咖啡</h1>${slots}</main>` })
  await page.waitForFunction('window.tuidan !== undefined')
  await until(async () => String(await heights()) === '0,0,0', { what: 'no offers, no room' })
  await refresh()
  expect(await heights()).toEqual([1, 1, 0])
  await page.getByRole('button', { name: '不看这条' }).first().click()
  expect(await heights()).toEqual([0, 1, 0])
})

test('who is not signed in does not get what they hid again in this tab; another offer comes, and nothing is kept of it', async () => {
  await open({ body: SLOT })
  await card().waitFor()
  const name = () => card().locator('b').first().innerText()
  const hid = await name()
  await page.getByRole('button', { name: '不看这条' }).click()
  for (let i = 0; i < 4; i++) {
    await open({ body: SLOT })
    await card().waitFor()
    expect(await name()).not.toBe(hid)
  }
  expect(await page.evaluate('sessionStorage.tuidan_hidden')).toMatch(/^(KETTLE|FILTER)$/)
  await page.getByRole('button', { name: '不看这条' }).click()
  await open({ body: SLOT })
  await refresh()
  expect(await card().count()).toBe(0)
})

test('nothing is stored: no cookie, no storage; only who came by an offer carries its token in this tab', async () => {
  const stored = () =>
    page.evaluate(`(async () => ({
      cookie: document.cookie,
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
    }))()`)
  const nothing = { cookie: '', local: {}, session: {}, databases: [], caches: [] }
  await open({ body: SLOT })
  await card().waitFor()
  await page.getByRole('button', { name: '为什么看到它？' }).click()
  expect(await stored()).toEqual(nothing)
  await open({ body: SLOT }, '?tuidan_offer=abc.def')
  await card().waitFor()
  expect(await stored()).toEqual({ ...nothing, session: { tuidan_offer: 'abc.def' } })
  await open({ body: SLOT })
  await card().waitFor()
  expect(await page.evaluate('window.tuidan.offerToken()')).toBe('abc.def')
  expect(await page.context().cookies()).toEqual([])
})

test('a frame that may store nothing gets its card all the same', async () => {
  await open({ body: SLOT })
  await card().waitFor()
  await page.evaluate(`
    const frame = Object.assign(document.createElement('iframe'), { src: '${foreignUrl}?tuidan_offer=x.y' })
    frame.setAttribute('sandbox', 'allow-scripts')
    document.body.append(frame)`)
  await page.frameLocator('iframe').locator('[data-tuidan-slot] article').waitFor()
})

test('without network the page is as it was, without an error; when it is back, so is the card', async () => {
  const thrown: string[] = []
  page.on('pageerror', (error) => thrown.push(error.message))
  await page.route('**/v1/**', (route) => route.abort('internetdisconnected'))
  await open({ body: `${SLOT}<button onclick="this.textContent = '还能用'">买</button>` })
  await page.waitForFunction('window.tuidan !== undefined')
  await refresh()
  await page.getByRole('button', { name: '买' }).click()
  await page.getByRole('button', { name: '还能用' }).waitFor()
  expect(await card().count()).toBe(0)
  expect(thrown).toEqual([])
  await page.unroute('**/v1/**')
  await refresh()
  await card().waitFor()
})

test('two slots never show the same goods; a third stays empty, as there are two', async () => {
  const slots = ['a', 'b', 'c'].map((s) => `<div data-tuidan-slot="${s}"></div>`).join('')
  for (let i = 0; i < 5; i++) {
    await open({ body: `<main><h1>手冲咖啡</h1>${slots}</main>` })
    await until(async () => (await page.locator('article').count()) === 2, { what: 'two cards' })
    const names = await page.locator('article b:first-child').allInnerTexts()
    expect(names.filter((n) => !n.startsWith('¥')).sort()).toEqual(['滤纸', '细口手冲壶'].sort())
  }
})

test('all of it is reached by keyboard, in the order it is read, and shows where one is', async () => {
  await open({ body: SLOT })
  await card().waitFor()
  const focused = () =>
    inside(
      'article',
      `(article) => {
      const active = article.getRootNode().activeElement
      return [active.ariaLabel ?? active.textContent, getComputedStyle(active).outlineStyle]
    }`,
    )
  const stops: unknown[] = []
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab')
    stops.push(await focused())
  }
  expect(stops).toEqual([
    [expect.stringMatching(/^(细口手冲壶|滤纸)(有货|.+今天发$)/), 'solid'],
    ['为什么看到它？', 'solid'],
    ['不看这条', 'solid'],
  ])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open]').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await card().count()).toBe(0)
})

test.each(['light', 'dark'] as const)('axe finds nothing serious in card and dialog, %s', async (theme) => {
  await page.context().close()
  page = await desktopPage(browser!, { lang: 'zh', theme })
  await open({ body: SLOT, head: '<style>:root { color-scheme: light dark }</style>' })
  await card().waitFor()
  await page.getByRole('button', { name: '为什么看到它？' }).click()
  await page.evaluate(axe)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as { violations: { id: string; impact: string; nodes: { html: string }[] }[] }
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
  expect(serious.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([])
})

test('it is no more than 3 KB', async () => {
  const tag = await (await fetch(`${world.url}/tag.js`)).arrayBuffer()
  expect(gzipSync(new Uint8Array(tag)).length).toBeLessThanOrEqual(3 * 1024)
})
