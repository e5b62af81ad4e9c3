import type { Browser, BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { announce, send } from '../src/push/flow.ts'
import { tryLaunch } from './harness/chromium.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld } from './loop-world.ts'
import { StandIn, type StandInSubscription } from './push-world.ts'

let browser: Browser | null = null
let reason = ''
let service: StandIn
let world: LoopWorld
let at: LoopSite
let phone: Awaited<ReturnType<LoopWorld['phone']>>
let subscription: StandInSubscription

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  if (browser === null) return
  service = await StandIn.open()
  world = await LoopWorld.open({ pushHosts: [service.host] })
  at = await world.site([{ sku: 'MUG', qty: 10 }])
  phone = await world.phone(at, '阿青', ['picker'], false)
  subscription = service.subscribe()
  await phone.visitor.ask('POST', '/v1/phone/push', { subscription: subscription.toJSON() })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
  service?.stop()
})
beforeEach((ctx) => {
  if (browser === null) ctx.skip(reason)
})

/** A payload as it comes out of a real push: sent, encrypted, decrypted. */
async function payload(): Promise<Json> {
  const { core } = world.app
  const to = { kind: 'worker', id: phone.staffId } as const
  const n = subscription.pushes.length + 1
  await core.db.tx((tx) =>
    send(core, tx, {
      siteId: at.site.id,
      to,
      topic: 'task.offered',
      title: { zh: '拣货', en: 'Pick' },
      body: { zh: 'A01-05，2 件', en: 'A01-05, 2 pieces' },
      url: '/phone/',
      urgency: 'high',
      ttlSeconds: 60,
    }),
  )
  announce(core, at.site.id, to)
  return (await subscription.push(n)).json
}
const reached = async (state: string, messageId: string) =>
  until(
    () =>
      world.app.core.db.maybe('select 1 from push_delivery where message_id = $1 and state = $2', [messageId, state]),
    {
      what: state,
    },
  )

interface Installed {
  readonly context: BrowserContext
  readonly page: Page
  readonly worker: Worker
  deliver(data: Json): Promise<void>
}

/** A page of ours whose service worker stands, and a way to push to it as the browser would. */
async function install(path: string, script: string, scope: string): Promise<Installed> {
  const context = await browser!.newContext({ baseURL: world.url, locale: 'zh-CN' })
  await context.grantPermissions(['notifications'], { origin: world.url })
  const page = await context.newPage()
  await page.goto(path)
  const cdp: CDPSession = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find((r) => r.scopeURL === world.url + scope)
      if (found !== undefined) resolve(found.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  await page.evaluate(
    `navigator.serviceWorker.register('${script}', { scope: '${scope}' }).then(() => navigator.serviceWorker.ready)`,
  )
  const registrationId = await registered
  const worker = await until(() => context.serviceWorkers().find((w) => w.url() === world.url + script))
  return {
    context,
    page,
    worker,
    async deliver(data) {
      await cdp.send('ServiceWorker.deliverPushMessage', {
        origin: world.url,
        registrationId,
        data: JSON.stringify(data),
      })
    },
  }
}

/**
 * A headless Chromium denies notifications and opens no windows: there the browser's own last step writes down what it was
 * asked for. Everything before it is real: installing, the push event, the receipts.
 */
const RECORD = `
  self.asked = { shown: [], opened: [], focused: [] }
  self.registration.showNotification = async (title, options) => {
    const at = self.asked.shown.findIndex((n) => n.tag === options.tag)
    if (at >= 0) self.asked.shown.splice(at, 1)
    self.asked.shown.push({ title, ...options })
  }
  self.clients.openWindow = async (url) => { self.asked.opened.push(url) }
  WindowClient.prototype.focus = async function () { self.asked.focused.push(this.url) }
  self.touch = (notification) => {
    const event = new ExtendableEvent('notificationclick')
    event.notification = { ...notification, close() { this.closed = true } }
    self.dispatchEvent(event)
    return event.notification.closed
  }`
const asked = (worker: Worker): Promise<Json> => worker.evaluate('self.asked')
const touch = (worker: Worker, notification: Json): Promise<unknown> =>
  worker.evaluate(`self.touch(${JSON.stringify(notification)})`)

describe.each([
  ['the phone', '/phone/', '/phone/sw.js', '/phone/'],
  ['the shop', '', '/s/sw.js', '/s/'],
])('the service worker of %s', (_name, path, script, scope) => {
  const open = async () => {
    const installed = await install(path || `/s/${at.site.slug}/`, script, scope)
    await installed.worker.evaluate(RECORD)
    return installed
  }

  test('shows a push as it was sent, and says received and shown', async () => {
    const { context, worker, deliver } = await open()
    const push = await payload()
    await deliver(push)
    const { title, body, tag, lang, navigate, data } = push.notification
    await reached('shown', data.id)
    expect((await asked(worker)).shown).toEqual([{ title, body, tag, lang, data: { navigate, receipt: data.receipt } }])
    await context.close()
  })

  test('shows it at once though the receipt cannot be told', async () => {
    const { context, worker, deliver } = await open()
    await worker.evaluate('self.fetch = () => new Promise(() => {})')
    await deliver(await payload())
    await until(async () => (await asked(worker)).shown.length === 1, { timeoutMs: 3_000, what: 'the notification' })
    await context.close()
  })

  test('a newer message with the same tag takes the older one’s place', async () => {
    const { context, worker, deliver } = await open()
    for (const title of ['一', '二']) {
      const push = await payload()
      await deliver({ ...push, notification: { ...push.notification, tag: 'task-1', title } })
      await reached('shown', push.notification.data.id)
    }
    expect((await asked(worker)).shown.map((n: Json) => n.title)).toEqual(['二'])
    await context.close()
  })

  test('a touch opens its page, or brings the one forward that is open, and says opened', async () => {
    const { context, page, worker, deliver } = await open()
    const elsewhere = `${world.url}${scope}nowhere-yet`
    for (const [navigate, where] of [
      [elsewhere, 'opened'],
      [page.url(), 'focused'],
    ] as const) {
      const push = await payload()
      await deliver({ ...push, notification: { ...push.notification, navigate } })
      await reached('shown', push.notification.data.id)
      const notification = (await asked(worker)).shown.at(-1)
      expect(await touch(worker, notification)).toBe(true)
      await reached('opened', push.notification.data.id)
      expect((await asked(worker))[where]).toEqual([navigate])
    }
    await context.close()
  })
})
