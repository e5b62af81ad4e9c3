import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { desktopPage, phonePage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld } from './loop-world.ts'

const GOODS = Array.from({ length: 12 }, (_, i) => ({
  sku: `CUP-${i}`,
  qty: 9,
  categoryId: 'kitchen/coffee/pour-over',
  zh: `手冲杯 ${i} 号`,
  en: `Cup ${i}`,
}))

let world: LoopWorld
let at: LoopSite
let foreign: Server
let foreignUrl: string
let served: { head?: string; body: string; csp?: string }
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
  at = await world.site(GOODS)
  const made = await at.owner.ask('POST', '/v1/console/campaigns', {
    name: '手冲季',
    state: 'active',
    categoryId: 'kitchen/coffee/pour-over',
    dailyBudget: { amount: 0, currency: 'CNY' },
    pricing: { per: 'click', amount: { amount: 0, currency: 'CNY' } },
    creatives: ['card', 'carousel', 'banner', 'text'].map((format) => ({ format })),
  })
  expect(made.status).toBe(201)
  foreign = createServer((_request, response) => {
    const { csp } = served
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(csp === undefined ? {} : { 'content-security-policy': csp }),
    })
    response.end(`<!doctype html><html lang="zh"><head><title>手冲咖啡怎么闷蒸</title>
      <meta name="viewport" content="width=device-width">${served.head ?? ''}
      <script src="${world.url}/tag.js" data-site="${at.site.publicKey}" async></script></head><body>${served.body}</body></html>`)
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
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

const slot = (id: string, format = 'card') => `<div data-tuidan-slot="${id}" data-tuidan-format="${format}"></div>`
async function open(what: typeof served): Promise<void> {
  served = what
  await page.goto(foreignUrl)
}
/** Has the browser told every observer what is in view now? Ours is made last, so it is told last. */
const observed = () =>
  page.evaluate(`new Promise((resolve) => {
    const watch = new IntersectionObserver(() => {
      watch.disconnect()
      resolve()
    })
    watch.observe(document.querySelector('[data-tuidan-slot]'))
  })`)
const offer = (id: string) => page.locator(`[data-tuidan-slot=${id}] article`)

describe('each format', () => {
  test('is drawn as the slot asks for it, with a click of its own and the sign that it is an ad', async () => {
    const formats = ['card', 'carousel', 'banner', 'text']
    await open({ body: `<main><h1>手冲咖啡</h1>${formats.map((f) => slot(f, f)).join('')}</main>` })
    for (const format of formats) {
      await offer(format).waitFor()
      expect(await offer(format).getAttribute('class')).toBe(format)
      expect(await offer(format).locator('small').innerText()).toBe('广告')
      expect(await offer(format).getByRole('button', { name: '为什么看到它？' }).count()).toBe(1)
    }
    expect(await offer('text').locator('img').count()).toBe(0)
    const items = offer('carousel').locator('li a')
    expect(await items.count()).toBe(6)
    const clicks = await items.evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    expect(new Set(clicks).size).toBe(6)
    for (const click of clicks) expect(click).toMatch(/\/v1\/click\/site-1\//)
    // No two places of a page show the same goods.
    const names = await page.locator('article > div > a > b').allInnerTexts()
    expect(new Set(names).size).toBe(names.length)
    expect(errors).toEqual([])
  })

  test('fits a narrow phone; a carousel is walked through by keys, and brings what it reaches into view', async () => {
    await page.context().close()
    page = await phonePage(browser!, { lang: 'zh' })
    await open({ body: `<main><h1>手冲咖啡</h1>${slot('a', 'banner')}${slot('b', 'carousel')}</main>` })
    await offer('a').waitFor()
    await offer('b').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await offer('b').locator('a').first().focus()
    for (let i = 0; i < 8; i++) await page.keyboard.press('Tab')
    const last = offer('b').locator('li').last()
    await until(
      async () => {
        const box = (await last.boundingBox())!
        return box.x >= 0 && box.x + box.width <= 391 ? true : null
      },
      { what: 'the last one in view' },
    )
  })

  test('which the console does not allow there is not drawn, whatever the page asks for', async () => {
    await world.app.core.db.run(
      `insert into slot (site_id, id, name, formats, created_at) values ($1, 'named', '侧边', '{text}', now())`,
      [at.site.id],
    )
    world.app.core.bus.emit('offers', at.site.id)
    await until(
      async () => {
        await open({ body: `<main><h1>手冲咖啡</h1>${slot('named', 'banner')}</main>` })
        await offer('named').waitFor()
        return (await offer('named').getAttribute('class')) === 'text' ? true : null
      },
      { what: 'the console’s word' },
    )
  })
})

test('a page with more slots than one question takes fills each once, with other goods', async () => {
  const asked: { slots: unknown[]; hidden: string[] }[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/decisions')) asked.push(JSON.parse(request.postData() ?? '{}'))
  })
  const ids = Array.from({ length: 11 }, (_, i) => `s${i}`)
  await open({ body: `<main><h1>手冲咖啡</h1>${ids.map((id) => slot(id)).join('')}</main>` })
  await offer('s10').waitFor()
  expect(asked.map(({ slots }) => slots.length)).toEqual([8, 3])
  expect(asked[1]!.hidden).toHaveLength(8)
  const names = await page.locator('article > div > a > b').allInnerTexts()
  expect(new Set(names).size).toBe(11)
})

test('what is kept free for it does not move anything when it comes: the layout shift is 0', async () => {
  const head = `<style>[data-tuidan-slot]{min-height:104px}[data-tuidan-slot=b]{min-height:284px}p{height:300px}</style>
    <script>window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })</script>`
  await open({
    head,
    body: `<main><h1>手冲咖啡</h1>${slot('a')}<p>细口壶</p>${slot('b', 'carousel')}<p>滤杯</p></main>`,
  })
  await offer('a').waitFor()
  await offer('b').waitFor()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  expect(await page.evaluate('window.shift')).toBe(0)
})

test('on a page that forbids all but our host, trusted types too, each format has its style, and why opens', async () => {
  const rules = `default-src 'none'; script-src ${world.url}; connect-src ${world.url}; img-src ${world.url}`
  await open({
    body: `<main><h1>手冲咖啡</h1>${slot('a')}${slot('b', 'carousel')}</main>`,
    csp: `${rules}; require-trusted-types-for 'script'; trusted-types 'none'`,
  })
  await offer('b').waitFor()
  const list = `document.querySelector('[data-tuidan-slot=b]').shadowRoot.querySelector('ul')`
  expect(await page.evaluate(`getComputedStyle(${list}).display`)).toBe('flex')
  await offer('a').getByRole('button', { name: '为什么看到它？' }).click()
  await page.locator('dialog').waitFor()
  expect(await page.locator('dialog').innerText()).toContain('没有用到你的任何资料')
  expect(errors.filter((e) => !e.includes('favicon'))).toEqual([])
})

test('on a page that undoes everything, with foreign prototypes, offers are drawn and the page goes on', async () => {
  const head = `<style>*, ::before { all: unset !important; display: none !important }
      html, body, main { display: block !important }</style>
    <script>
      Array.prototype.extra = () => 1; Object.prototype.toJSON = undefined
      for (const name of ['map', 'filter']) { const real = Array.prototype[name]; Array.prototype[name] = function (f) { return real.call(this, f) } }
      window.tuidan = null
    </script>`
  await open({ head, body: `<main><h1>手冲咖啡</h1><img data-tuidan-slot="z" alt="">${slot('a')}</main>` })
  await offer('a').waitFor()
  const box = (await offer('a').boundingBox())!
  expect(box.height).toBeGreaterThan(60)
  expect(box.width).toBeGreaterThan(300)
})

describe('a bad network', () => {
  test('is asked again after a moment; a server that is busy after the time it names; never one that refuses', async () => {
    let asked = 0
    await page.route('**/v1/decisions', async (route) => {
      asked++
      if (asked === 1) await route.abort('internetdisconnected')
      else if (asked === 2)
        await route.fulfill({
          status: 503,
          headers: {
            'retry-after': '1',
            'access-control-allow-origin': '*',
            'access-control-expose-headers': 'retry-after',
          },
          body: '{}',
        })
      else await route.continue()
    })
    await open({ body: `<main><h1>手冲咖啡</h1>${slot('a')}</main>` })
    await offer('a').waitFor()
    expect(asked).toBe(3)
    await page.unroute('**/v1/decisions')
    asked = 0
    await page.route('**/v1/decisions', async (route) => {
      asked++
      await route.fulfill({ status: 403, headers: { 'access-control-allow-origin': '*' }, body: '{}' })
    })
    await open({ body: `<main><h1>手冲咖啡</h1>${slot('a')}</main>` })
    await page.waitForFunction('window.tuidan?.refresh !== undefined')
    await page.evaluate('window.tuidan.refresh()')
    expect(asked).toBe(2)
  })

  test('events that another process cannot place yet are told again, and count once', async () => {
    let told = 0
    await page.route('**/v1/events', async (route) => {
      told++
      if (told > 1) return await route.continue()
      await route.fulfill({
        status: 503,
        headers: { 'retry-after': '1', 'access-control-allow-origin': '*' },
        body: '{}',
      })
    })
    const before = await world.count(`offer_event where type = 'shown'`)
    await open({ body: `<main><h1>手冲咖啡</h1>${slot('a')}</main>` })
    await until(async () => (await world.count(`offer_event where type = 'shown'`)) === before + 1 || null, {
      what: 'shown',
    })
  })

  test('leaves the reasons readable when their sheet cannot be loaded', async () => {
    await page.route('**/why.js', (route) => route.abort('internetdisconnected'))
    await open({ body: `<main><h1>手冲咖啡</h1>${slot('a')}</main>` })
    await offer('a').waitFor()
    await offer('a').getByRole('button', { name: '为什么看到它？' }).click()
    await offer('a').getByText('你正在看手冲咖啡').waitFor()
  })
})

test('a tab that nobody looks at has seen nothing, until somebody does for a second', async () => {
  await page.clock.install()
  await open({ body: '<main></main>' })
  await page.evaluate(`
    window.isAway = true
    Object.defineProperty(document, 'hidden', { get: () => window.isAway, configurable: true })`)
  const told: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/events')) told.push(JSON.parse(request.postData() ?? '{}').events[0].type)
  })
  await page.evaluate(`
    document.querySelector('main').innerHTML = '<h1>手冲咖啡</h1>${slot('a').replaceAll('"', '\\"')}'
    window.tuidan.refresh()`)
  await offer('a').waitFor()
  // From here on the page's clock moves by what is asked alone, and the server's has been as long about it.
  await page.clock.pauseAt(Date.now() + 60_000)
  world.clock.ahead += 60_000
  await page.clock.runFor(1_300)
  expect(told).toEqual(['shown'])
  await page.evaluate(`window.isAway = false; document.dispatchEvent(new Event('visibilitychange'))`)
  await observed()
  await page.clock.runFor(1_100)
  await until(async () => told.includes('seen') || null, { what: 'seen' })
})
