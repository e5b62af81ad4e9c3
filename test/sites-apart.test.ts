import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { paymentSecret } from '../src/orders/flow-pay.ts'
import { signWebhook } from '../src/orders/payments/webhook.ts'
import { send } from '../src/push/flow.ts'
import { until } from './harness/wait.ts'
import { OF_THE_CALLER, OPEN, TRIED, type Try } from './sites-apart-routes.ts'
import { ALPINE, ApartWorld, decisionAbout, orderOf, SEASIDE, type Side, subscription } from './sites-apart-world.ts'
import type { Answer } from './warehouse-world.ts'

let world: ApartWorld
/** The site that is tried. */
let a: Side
/** The site that tries. */
let b: Side

beforeAll(async () => {
  world = await ApartWorld.open()
  a = await world.side(ALPINE)
  b = await world.side(SEASIDE)
}, 120_000)

afterAll(async () => {
  await world?.close()
})

/** The headers of one of the second site's credentials. */
function mine(as: Try['as'], slug = b.slug): Record<string, string> {
  if (as === 'staff') return b.owner
  if (as === 'device') return b.phone.headers
  if (as === 'secret') return { authorization: `Bearer ${b.at.secretKey}`, 'idempotency-key': crypto.randomUUID() }
  return as === 'shopper' ? { cookie: `shopper-${slug}=${b.shopperSession}` } : {}
}

/** Every credential the second site has, each where another kind belongs. */
function mixedUp(): Record<string, string> {
  const cookies = { staff: b.deviceSession, device: b.ownerSession, 'sign-in': b.shopperSession }
  const shoppers = { [`shopper-${a.slug}`]: b.ownerSession, [`shopper-${b.slug}`]: b.deviceSession }
  return {
    cookie: Object.entries({ ...cookies, ...shoppers })
      .map((pair) => pair.join('='))
      .join('; '),
    authorization: `Bearer ${b.at.site.publicKey}`,
  }
}

/** One route with its places filled. */
function addressOf(route: string, how: Try, slug: string): { method: string; path: string } {
  const [method, url] = route.split(' ') as [string, string]
  const values: Record<string, string> = { slug, ...how.ids?.(a) }
  const path = url.replace(/:(\w+)|\*/g, (place, name: string | undefined) => {
    const value = values[name ?? '*']
    if (value === undefined) throw new Error(`${route}: nothing to put into ${place}`)
    return name === undefined ? value : encodeURIComponent(value)
  })
  const query = how.query?.(a, b)
  return { method, path: query === undefined ? path : `${path}?${query}` }
}

/** What an answer shows of the other site that was not in the question. */
function seenOf(side: Side, answer: Answer, asked: string): string[] {
  const text = Buffer.from(answer.bytes).toString('latin1')
  return side.marks.filter((mark) => text.includes(mark) && !asked.includes(mark))
}

/** Calls a route and says what is wrong with the answer, if anything. */
async function tryRoute(
  route: string,
  how: Try,
  input: { slug: string; headers: Record<string, string>; allowed: 'any' | number[] },
): Promise<string[]> {
  const { method, path } = addressOf(route, how, input.slug)
  const body = how.body?.(a, b)
  const answer = await world.ask(method, path, input.headers, body)
  const isFine =
    input.allowed === 'any' ? answer.status < 500 && answer.status !== 401 : input.allowed.includes(answer.status)
  const what = `${route} at ${input.slug} answered ${answer.status} ${answer.json?.code ?? ''}`
  const seen = seenOf(a, answer, path + JSON.stringify(body ?? ''))
  return [...(isFine ? [] : [what]), ...(seen.length === 0 ? [] : [`${what} and showed ${seen}`])]
}

const byTurn = (): [string, Try][] => Object.entries(TRIED).sort(([, x], [, y]) => (x.late ?? 0) - (y.late ?? 0))

describe('one federated account at two sites', () => {
  test('is two persons with an account, facts and a profile each', async () => {
    expect(a.personId).not.toBe(b.personId)
    const { db } = world.floor.app.core
    for (const side of [a, b]) {
      const counts = await db.one<Record<string, number>>(
        `select (select count(*) from person where site_id = $1) as persons, (select count(*) from account where site_id = $1) as accounts,
                (select count(*) from profile where site_id = $1) as profiles, (select count(*) from fact where site_id = $1 and person_id = $2) as facts`,
        [side.at.site.id, side.personId],
      )
      expect(counts).toMatchObject({ persons: 1, accounts: 1, profiles: 1 })
      expect(counts.facts).toBeGreaterThan(3)
    }
    const hashes = await db.query('select distinct subject_hash from account')
    expect(hashes, 'not even the stored form of the account is the same').toHaveLength(2)
  })

  test('sees nothing of the other site in its data, nor in what it takes along', async () => {
    for (const [here, there] of [
      [a, b],
      [b, a],
    ] as const)
      for (const path of ['my-data', 'export', 'facts', 'consents', 'orders', 'sign-in', 'reading?once=1']) {
        const answer = await world.ask('GET', `/v1/sites/${here.slug}/${path}`, here.shopper)
        expect(answer.status).toBe(200)
        expect(seenOf(there, answer, ''), path).toEqual([])
      }
  })

  test('is not signed in at the one by the session of the other, under whatever name', async () => {
    const asAlpine = { cookie: `shopper-${a.slug}=${b.shopperSession}; shopper-${b.slug}=${a.shopperSession}` }
    for (const { slug } of [a, b]) {
      expect((await world.ask('GET', `/v1/sites/${slug}/sign-in`, asAlpine)).json.signedIn).toBeNull()
      expect((await world.ask('POST', `/v1/sites/${slug}/sign-out`, asAlpine, {})).status).toBe(200)
    }
    for (const side of [a, b])
      expect((await world.ask('GET', `/v1/sites/${side.slug}/sign-in`, side.shopper)).json.signedIn).not.toBeNull()
  })

  test('cannot carry the answer of the provider from the one to the other', async () => {
    const carried = await world.signIn(a.slug, 'lin-wan', (back) => back.replace(`/s/${a.slug}/`, `/s/${b.slug}/`))
    expect(carried.headers.get('location')).toContain(`/s/${b.slug}/sign-in-problem`)
    expect(carried.headers.getSetCookie().join()).not.toContain('shopper-')
  })
})

describe('an offer of one site', () => {
  const orderAt = (side: Side, token: string, headers: Record<string, string> = {}) =>
    world.ask(
      'POST',
      `/v1/sites/${side.slug}/orders`,
      { 'idempotency-key': crypto.randomUUID(), ...headers },
      orderOf('MUG', '陈', token),
    )
  const offerOf = (orderId: string) =>
    world.floor.app.core.db.query('select 1 from offer_order where order_id = $1', [orderId])

  test('is joined to an order there, and to none of the other site', async () => {
    expect(await offerOf((await orderAt(b, b.token)).json.order.id)).toHaveLength(1)
    const other = await orderAt(b, a.token)
    expect(other.status).toBe(201)
    expect(await offerOf(other.json.order.id)).toEqual([])
  })

  test('an order with the session of the other site is nobody’s, and its clicks are not looked for', async () => {
    const placed = await orderAt(a, 'none', mine('shopper', a.slug))
    const { id } = placed.json.order
    expect(await offerOf(id)).toEqual([])
    const row = await world.floor.app.core.db.one('select person_id as person from orders where id = $1', [id])
    expect(row).toEqual({ person: null })
  })

  test('its clicks and events are refused at the other, and the page there knows nothing of the person', async () => {
    const click = await world.ask('GET', `/v1/click/${b.slug}/${a.token}`, {})
    expect(click).toMatchObject({ status: 403, json: { code: 'offers/bad-token' } })
    const asked = await world.ask('POST', '/v1/decisions', mine('shopper', a.slug), decisionAbout(a.at.site.publicKey))
    const [decision] = asked.json.decisions
    const why = await until(
      async () => {
        const seen = await world.ask('GET', `/v1/decisions/${decision.decisionId}/why`, a.owner)
        return seen.status === 200 ? seen.json : null
      },
      { what: 'the decision is written down' },
    )
    expect(JSON.stringify(why)).not.toContain(b.personId)
    expect(JSON.stringify(why)).not.toContain(a.personId)
  })
})

describe('keys and signatures of one site', () => {
  test('the key of an order opens no order of the other, either way round', async () => {
    for (const [slug, id, key] of [
      [a.slug, a.orderId, b.orderKey],
      [a.slug, b.orderId, b.orderKey],
      [b.slug, a.orderId, b.orderKey],
      [b.slug, a.orderId, a.orderKey],
    ])
      for (const more of ['', '/live'])
        expect((await world.ask('GET', `/v1/sites/${slug}/orders/${id}${more}?key=${key}`, b.shopper)).status).toBe(404)
    expect((await world.ask('GET', `/v1/sites/${a.slug}/orders/${a.orderId}`, mine('shopper', a.slug))).status).toBe(
      404,
    )
  })

  test('the same Idempotency-Key makes an order at each', async () => {
    const key = crypto.randomUUID()
    const place = (side: Side) =>
      world.ask(
        'POST',
        '/v1/orders',
        { authorization: `Bearer ${side.at.secretKey}`, 'idempotency-key': key },
        { ...orderOf('MUG', '陈'), payment: { method: 'paid' } },
      )
    const [first, second] = [await place(a), await place(b)]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(first.json.order.id).not.toBe(second.json.order.id)
    expect((await place(a)).json.order.id).toBe(first.json.order.id)
  })

  test('a payment signed with the secret of the other site is forged, one for the other site’s order is unknown', async () => {
    const { core } = world.floor.app
    const callBack = async (signer: Side, at: Side, of: Side) => {
      const body = JSON.stringify({ orderId: of.orderId, state: 'paid', amount: 9900, currency: 'CNY' })
      const [id, timestamp] = [newId(), Math.floor(core.clock.now() / SECOND)]
      const signature = signWebhook(await paymentSecret(core, signer.at.site.id, 'demo'), id, timestamp, body)
      const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
      return await world.ask('POST', `/v1/payments/demo/${at.slug}`, headers, body)
    }
    expect(await callBack(b, a, a)).toMatchObject({ status: 401, json: { code: 'orders/payment-forged' } })
    expect(await callBack(b, b, a)).toMatchObject({ status: 404, json: { code: 'orders/not-found' } })
  })

  test('a receipt is taken with the ids it was made for, and with no others', async () => {
    const tell = (siteId: string, messageId: string, subscriptionId: string, receipt: string) =>
      world.ask(
        'POST',
        '/v1/push/receipts',
        {},
        { token: [siteId, messageId, subscriptionId, receipt].join('.'), state: 'opened' },
      )
    expect((await tell(b.at.site.id, b.messageId, b.subscriptionId, b.receipt)).status).toBe(204)
    expect((await tell(a.at.site.id, a.messageId, a.subscriptionId, b.receipt)).status).toBe(403)
    expect((await tell(b.at.site.id, a.messageId, a.subscriptionId, a.receipt)).status).toBe(403)
    expect((await tell(a.at.site.id, b.messageId, b.subscriptionId, b.receipt)).status).toBe(403)
  })

  test('a task of one site is not given to a worker of the other', async () => {
    const { id } = b.task
    const headers = mine('staff')
    const give = (staffId: string) =>
      world.ask('POST', `/v1/console/tasks/${id}/assign`, headers, { staffId, reason: 'x', outOfZone: true })
    const theirs = await give(a.phone.id)
    expect(theirs.status).toBe(409)
    expect(theirs.json, 'as somebody who never was').toEqual((await give(newId())).json)
  })
})

describe('streams and pushes', () => {
  /** Reads a stream until it is let go; everything that came so far. */
  async function listen(path: string, headers: Record<string, string>) {
    const leave = new AbortController()
    const response = await fetch(world.floor.base + path, { headers, signal: leave.signal })
    expect(response.status, path).toBe(200)
    const heard = { text: '', stop: () => leave.abort() }
    const read = async () => {
      for await (const part of response.body!) heard.text += Buffer.from(part).toString()
    }
    read().catch(() => {}) // letting go is how it ends
    return heard
  }

  test('what happens at one site is heard there and nowhere else', async () => {
    const fresh = { ...a.shopper, 'idempotency-key': crypto.randomUUID() }
    const placed = await world.ask('POST', `/v1/sites/${a.slug}/orders`, fresh, orderOf('MUG', '陈'))
    const orderId: string = placed.json.order.id
    const paths = (side: Side) =>
      [
        ['/v1/console/live', side.owner],
        ['/v1/phone/events', side.phone.headers],
        [`/v1/sites/${side.slug}/events`, side.shopper],
        [`/v1/sites/${side.slug}/orders/${side === a ? orderId : side.orderId}/live`, side.shopper],
        [`/v1/sites/${side.slug}/reading`, side.shopper],
      ] as const
    const open = (side: Side) => Promise.all(paths(side).map(([path, headers]) => listen(path, headers)))
    const [there, here] = [await open(a), await open(b)]
    await until(() => here.every((s) => s.text.includes(': open')) || null, { what: 'open streams' })
    await world.rowsAtRest(b.at.site.id)
    const before = here.map((s) => s.text.length)
    const held = await world.ask('POST', `/v1/console/orders/${orderId}/hold`, a.owner, { reason: 'look' })
    expect(held.status).toBe(200)
    const [live, phone, , orderPage] = there
    await until(() => live!.text.includes('event: floor') || null, { what: 'the console hears' })
    await until(() => orderPage!.text.includes('"held"') || null, { what: 'the order’s page hears' })
    const taken = await world.ask('POST', `/v1/console/tasks/${a.task.id}/take-back`, a.owner, { reason: 'look' })
    expect(taken.status).toBe(204)
    await until(() => phone!.text.includes('event: task') || null, { what: 'the phone hears' })
    expect(here.map((s) => s.text.length)).toEqual(before)
    for (const { text } of here) expect(a.marks.filter((mark) => text.includes(mark))).toEqual([])
    for (const stream of [...there, ...here]) stream.stop()
  })

  test('one browser that subscribed at both has a subscription and a public key of each', async () => {
    const both = { subscription: subscription() }
    const keys = []
    for (const side of [a, b]) {
      expect((await world.ask('POST', `/v1/sites/${side.slug}/push`, side.shopper, both)).status).toBe(204)
      keys.push((await world.ask('GET', `/v1/sites/${side.slug}/push`, {})).json.vapidPublicKey)
    }
    expect(keys[0]).not.toBe(keys[1])
    const { core } = world.floor.app
    const rows = await core.db.query<{ site: string; hash: string }>(
      "select site_id as site, encode(endpoint_hash, 'hex') as hash from push_subscription order by created_at desc limit 2",
    )
    expect(new Set(rows.map((r) => r.site)).size).toBe(2)
    expect(new Set(rows.map((r) => r.hash)).size, 'not even the stored form of the address is the same').toBe(2)
  })

  test('a message of one site goes to the subscriptions there', async () => {
    const { core } = world.floor.app
    const siteId = a.at.site.id
    const words = { zh: '一', en: 'one' }
    const to = { kind: 'shopper' as const, id: a.personId }
    const message = { siteId, to, topic: 'order.shipped', title: words, body: words, url: '/', ttlSeconds: 60 }
    // Taken back at the end: what would be sent is seen, and nothing is.
    const undone = core.db.tx(async (tx) => {
      await send(core, tx, { ...message, urgency: 'normal' })
      throw Object.assign(new Error('undone'), {
        rows: await tx.query(
          `select distinct o.site_id as site, s.recipient from outbox o
           join push_subscription s on s.id = (o.payload->>'subscriptionId')::uuid where o.kind = 'push.deliver'`,
        ),
      })
    })
    await expect(undone).rejects.toMatchObject({ rows: [{ site: siteId, recipient: `shopper:${a.personId}` }] })
  })
})

describe('every route', () => {
  test('is either open to everybody for a reason, or tried with the keys of the other site', () => {
    const known = [...Object.keys(OPEN), ...Object.keys(TRIED)]
    expect([...world.routes.names].filter((name) => !known.includes(name)).sort(), 'routes nobody tries').toEqual([])
    expect(known.filter((name) => !world.routes.names.has(name)).sort(), 'routes that are no more').toEqual([])
    expect(Object.keys(OPEN).filter((name) => name in TRIED)).toEqual([])
  })

  test('gives and changes nothing of the first site to whoever has the keys of the second', async () => {
    expect((await a.phone.post('/v1/phone/here')).status).toBe(204)
    const before = await world.rowsAtRest(a.at.site.id)
    const faults: string[] = []
    for (const [route, how] of byTurn()) {
      const hasIds = how.ids !== undefined && !OF_THE_CALLER.has(route)
      const allowed = how.refuses ? [401, 403, 404] : hasIds ? [403, 404] : ('any' as const)
      if (how.as === 'shopper') {
        const headers = mine('shopper', a.slug)
        faults.push(...(await tryRoute(route, how, { slug: a.slug, headers, allowed: [401] })))
      }
      if (how.as !== 'none')
        faults.push(...(await tryRoute(route, how, { slug: b.slug, headers: mixedUp(), allowed: [401] })))
      faults.push(...(await tryRoute(route, how, { slug: b.slug, headers: mine(how.as), allowed })))
    }
    expect(faults).toEqual([])
    expect(await world.rowsAtRest(a.at.site.id)).toEqual(before)
    // What is looked for would be seen: the first site itself sees its things, and what it changes is a change.
    const own = await world.ask('GET', `/v1/console/orders/${a.orderId}`, a.owner)
    expect(seenOf(a, own, '')).toContain(a.orderId)
    const renamed = await world.ask('PUT', `/v1/console/staff/${a.phone.id}`, a.owner, { name: '改名' })
    expect(renamed.status).toBe(200)
    expect(await world.rowsOf(a.at.site.id)).not.toEqual(before)
  }, 120_000)
})
