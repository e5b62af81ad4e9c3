import { Type } from 'typebox'
import { SECOND } from '../base/clock.ts'
import { html } from '../base/html.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { formatMoney } from '../base/money.ts'
import { langOf, type Server } from '../http/server.ts'
import { siteBySlug } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import type { OrdersDeps } from './flow.ts'
import { paymentSecret } from './flow-pay.ts'
import { orderWithLines } from './flow-view.ts'
import { isOrderKey, type OrderRoutesDeps } from './http-view.ts'
import { signWebhook } from './payments/webhook.ts'
import { ordersFail } from './problems.ts'
import { STATE_NAMES } from './state.ts'
import type { Order } from './store.ts'

/**
 * The page of the demo provider, which stands in for a real one: it knows the shop only by the shared secret and tells it
 * over HTTP, with the signed callback that a real provider would send. No money moves, and it says so.
 */
export function demoPayRoutes(app: Server, { orders }: OrderRoutesDeps): void {
  const query = Type.Object({ site: Type.String(), key: Type.String(), lang: Type.Optional(Type.String()) })
  const params = Type.Object({ orderId: Type.String() })

  app.get('/v1/pay/demo/style.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(STYLE),
  )

  app.get('/v1/pay/demo/:orderId', { schema: { hide: true, params, querystring: query } }, async (request, reply) => {
    const { orderId } = request.params
    const { site, order } = await toPay(orders, orderId, request.query)
    return reply.type('text/html; charset=utf-8').send(page(site, order, request.query.key, langOf(request)))
  })

  void app.register(async (instance) => {
    const scope = instance as unknown as Server
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.post(
      '/v1/pay/demo/:orderId',
      { config: { crossSite: true }, schema: { hide: true, params } },
      async (request, reply) => {
        const { orderId } = request.params as { orderId: string }
        const form = (request.body ?? {}) as Record<string, unknown>
        const { site, order } = await toPay(orders, orderId, form)
        const state = form.choice === 'pay' ? 'paid' : 'failed'
        await callBack(app, orders, site, order, state)
        return reply.redirect(`/s/${site.slug}/orders/${order.id}?key=${encodeURIComponent(String(form.key))}`, 303)
      },
    )
  })
}

async function toPay(
  orders: OrdersDeps,
  orderId: string,
  given: { site?: unknown; key?: unknown },
): Promise<{ site: Site; order: Order }> {
  const site = await siteBySlug(orders.core, String(given.site ?? ''))
  if (!isOrderKey(orders, site.id, orderId, given.key)) throw ordersFail('orders/not-found')
  const order = await orderWithLines(orders.core.db, site.id, orderId)
  if (order.paymentMethod !== 'demo') throw ordersFail('orders/not-found')
  return { site, order }
}

/**
 * Comes in by the shop's own door, as the callback of a real provider does; not by its public address, whose certificate this
 * process may have no reason to trust (`--lan`).
 * @throws orders/payment-unreachable when the shop did not take the callback
 */
async function callBack(
  app: Server,
  orders: OrdersDeps,
  site: Site,
  order: Order,
  state: 'paid' | 'failed',
): Promise<void> {
  const secret = await paymentSecret(orders.core, site.id, 'demo')
  const body = JSON.stringify({ orderId: order.id, state, amount: order.total, currency: order.currency })
  const id = newId()
  const timestamp = Math.floor(orders.core.clock.now() / SECOND)
  const response = await app.inject({
    method: 'POST',
    url: `/v1/payments/demo/${site.slug}`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(secret, id, timestamp, body),
    },
    payload: body,
  })
  if (response.statusCode >= 300)
    throw ordersFail('orders/payment-unreachable', { params: { status: response.statusCode } })
}

const WORDS = {
  title: { zh: '演示付款', en: 'Demo payment' },
  about: {
    zh: '这里不动真钱，只像真的付款方那样告诉商店结果。',
    en: 'No money moves here; the shop is told the result as a real provider would.',
  },
  order: { zh: '订单 {number}', en: 'Order {number}' },
  pay: { zh: '付 {money}', en: 'Pay {money}' },
  decline: { zh: '让付款失败', en: 'Let the payment fail' },
  done: { zh: '订单现在：{state}。', en: 'The order is now: {state}.' },
  back: { zh: '回到订单', en: 'Back to the order' },
} satisfies Record<string, Text>

function page(site: Site, order: Order, key: string, lang: Lang): string {
  const word = (name: keyof typeof WORDS, params = {}) => html(say(WORDS[name], lang, params))
  const money = formatMoney({ amount: order.total, currency: order.currency }, lang)
  const back = `/s/${html(site.slug)}/orders/${order.id}?key=${encodeURIComponent(key)}`
  const hidden = `<input type="hidden" name="site" value="${html(site.slug)}"><input type="hidden" name="key" value="${html(key)}">`
  const form = `<form method="post" action="/v1/pay/demo/${order.id}?lang=${lang}">${hidden}
      <button class="main" name="choice" value="pay">${word('pay', { money })}</button>
      <button name="choice" value="decline">${word('decline')}</button>
    </form>`
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>${word('title')}</title>
    <link rel="stylesheet" href="/v1/pay/demo/style.css">
  </head>
  <body>
    <main>
    <h1>${word('title')}</h1>
    <p>${html(site.name[lang])} · ${word('order', { number: order.number })}</p>
    <p class="money">${html(money)}</p>
    ${order.state === 'received' ? form : `<p>${word('done', { state: STATE_NAMES[order.state][lang] })}</p>`}
    <p><a href="${back}">${word('back')}</a></p>
    <p class="about">${word('about')}</p>
    </main>
  </body>
</html>
`
}

/** The shop's paper and ink, but no yellow and no name of ours: it stands in for somebody else's page. */
const STYLE = `:root { color-scheme: light dark; --paper: oklch(.966 .005 110); --card: oklch(.995 .002 110); --ink: oklch(.255 .032 190); --ink2: oklch(.435 .024 190); --line: oklch(.885 .008 120); --strong: oklch(.615 .014 180); --fill: oklch(.29 .04 190); --on: oklch(.985 .004 110); --focus: oklch(.5 .16 255); }
@media (prefers-color-scheme: dark) { :root { --paper: oklch(.185 .012 195); --card: oklch(.232 .014 195); --ink: oklch(.962 .006 105); --ink2: oklch(.815 .012 150); --line: oklch(.325 .015 192); --strong: oklch(.6 .016 185); --fill: oklch(.93 .008 105); --on: oklch(.2 .02 195); --focus: oklch(.78 .12 250); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.65 -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei UI', 'Noto Sans CJK SC', sans-serif; }
main { max-width: 440px; margin: 8vh auto 0; padding: 24px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
@media (max-width: 479px) { main { margin: 0; min-height: 100vh; min-height: 100dvh; border: 0; border-radius: 0; } }
p { margin: 0; }
h1 { margin: 0; font-size: 24px; line-height: 1.35; font-weight: 600; }
.money { margin-top: 16px; font-size: 44px; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; }
form { display: grid; gap: 12px; margin: 24px 0 12px; }
button { min-height: 52px; border: 1.5px solid var(--strong); border-radius: 10px; background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
.main { border-color: var(--fill); background: var(--fill); color: var(--on); font-size: 18px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
a { display: inline-flex; align-items: center; min-height: 44px; color: inherit; text-underline-offset: .2em; }
.about { margin-top: 12px; padding-top: 12px; border-top: 1px solid var(--line); font-size: 14px; color: var(--ink2); }
`
