import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { plantTidy, TIDY } from '../src/engine/tidy.ts'
import { appendInbox } from '../src/push/store.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld, orderOf } from './loop-world.ts'
import { EventReader } from './push-world.ts'

let world: LoopWorld
let at: LoopSite
beforeAll(async () => {
  world = await LoopWorld.open()
  at = await world.site([{ sku: 'MUG', qty: 1000 }])
})
afterAll(() => world?.stop())

const row = () =>
  world.app.core.db.maybe<{ id: string; dueAt: number }>(`select id, due_at as "dueAt" from outbox where kind = $1`, [
    TIDY,
  ])

/** Moves the clock to a time ahead of now and lets the turn that is due then be done. */
async function tidiedAt(aheadMs: number): Promise<void> {
  const before = await row()
  world.clock.ahead = aheadMs
  world.app.core.outbox.wake()
  await until(
    async () => {
      const now = await row()
      return now !== null && now.id !== before?.id && (await world.count('outbox where kind = $1', [TIDY])) === 1
    },
    { what: 'the turn to be done and the next one planned' },
  )
}

test('planned once however many programs plan it, first a minute after the start, then a day after each turn', async () => {
  const { core } = world.app
  await Promise.all([plantTidy(core), plantTidy(core)])
  const first = (await row())!
  expect(first.dueAt - Date.now()).toBeLessThanOrEqual(MINUTE)
  await tidiedAt(2 * MINUTE)
  await plantTidy(core)
  expect(await world.count('outbox where kind = $1', [TIDY])).toBe(1)
  expect((await row())!.dueAt - Date.now()).toBeGreaterThan(DAY)
  expect((await row())!.dueAt - Date.now()).toBeLessThan(DAY + HOUR)
})

test('everything goes when its time is over, and not before', async () => {
  const { core } = world.app
  const siteId = at.site.id
  const { slug } = at.site
  world.clock.ahead = 0
  const shopper = await world.shopper(at)
  await world.agree(at, shopper, { likes: true })
  await core.db.run("update account_stream set state = 'stopped'")
  await core.db.run("delete from outbox where kind = 'source.expire'")
  const placed = await shopper.ask('POST', `/v1/sites/${slug}/orders`, orderOf([{ sku: 'MUG', qty: 1 }]), {
    'idempotency-key': newId(),
  })
  expect([placed.status, placed.text]).toEqual([201, expect.any(String)])
  const { staffId } = await world.phone(at, '阿青', ['picker'], false)
  await appendInbox(core.db, { siteId, recipient: `worker:${staffId}`, event: 'told', data: {}, at: core.clock.now() })
  await shopper.ask('GET', `/s/${slug}/sign-in/islet`)
  const decision = newId()
  await core.db.run(
    `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, personal, propensity, bid, bills_per, why)
     values ($1, $2, now(), $2, 'MUG', 's', false, 1, 0, 'click', '[]')`,
    [siteId, decision],
  )
  await core.db.run(`insert into offer_event (site_id, decision_id, type, at) values ($1, $2, 'shown', now())`, [
    siteId,
    decision,
  ])
  await core.db.run(
    `insert into catalog_import (site_id, id, filename, bytes, currency, created_at) values ($1, $2, 'a.csv', '\\x00', 'CNY', now())`,
    [siteId, newId()],
  )
  await core.db.run(
    `insert into outbox (site_id, id, kind, ref, payload, due_at, dead_at) values ($1, $2, 'old', 'x', '{"token": 1}', now(), now())`,
    [siteId, newId()],
  )
  const left = async () => ({
    answers: await world.count('idempotency'),
    receivers: await world.count('order_receiver'),
    inbox: await world.count("inbox where event = 'told'"),
    decisions: await world.count('offer_decision'),
    offerEvents: await world.count('offer_event'),
    imports: await world.count('catalog_import where bytes is not null'),
    attempts: await world.count('sign_in_attempt'),
    sessions: await world.count('shopper_session'),
    links: await world.count('staff_link'),
    consoles: await world.count('staff_session where device_id is null'),
    phones: await world.count('staff_session where device_id is not null'),
    facts: (await world.count('fact')) > 0 ? 1 : 0,
    dead: await world.count("outbox where kind = 'old'"),
  })
  const all = await left()
  for (const [what, n] of Object.entries(all)) expect([what, n > 0]).toEqual([what, true])

  await tidiedAt(2 * DAY)
  expect(await left()).toEqual({ ...all, attempts: 0, links: 0, consoles: 0 })
  await tidiedAt(4 * DAY)
  expect(await left()).toMatchObject({ answers: 0, inbox: all.inbox, imports: 1 })
  await tidiedAt(8 * DAY)
  expect(await left()).toMatchObject({ inbox: 0, imports: 0, sessions: all.sessions, dead: 1 })
  await tidiedAt(31 * DAY)
  expect(await left()).toMatchObject({ sessions: 0, dead: 0, decisions: 1, facts: 1, phones: all.phones })
  await tidiedAt(91 * DAY)
  expect(await left()).toMatchObject({ decisions: 0, offerEvents: 0, facts: 0, phones: all.phones })
  await tidiedAt(181 * DAY)
  expect(await left()).toMatchObject({ phones: 0, receivers: 1 })
  await tidiedAt(3 * 365 * DAY + DAY)
  expect((await left()).receivers).toBe(0)
  expect(await world.count('orders')).toBe(1)
  world.clock.ahead = 0
})

test('an app that comes back with a number whose followers are gone is told to ask anew', async () => {
  world.clock.ahead = 0
  const phone = await world.phone(at, '阿白', ['picker'], false)
  const recipient = `worker:${phone.staffId}`
  const { db } = world.app.core
  await db.run('insert into inbox_head (site_id, recipient, last) values ($1, $2, 9)', [at.site.id, recipient])
  await db.run(
    `insert into inbox (site_id, recipient, n, event, data, at) select $1, $2, n, 'x', '{}', now() from generate_series(7, 9) n`,
    [at.site.id, recipient],
  )
  const back = async (n: number) => {
    const reader = await EventReader.open(`${world.url}/v1/phone/events`, {
      cookie: `device=${phone.visitor.cookies.get('device')}`,
      'last-event-id': String(n),
    })
    return reader
  }
  const lost = await back(4)
  expect(await lost.next('reload')).toMatchObject({ id: '9' })
  lost.close()
  const whole = await back(6)
  expect((await whole.next('x', 3)).id).toBe('9')
  expect(whole.events.some((e) => e.event === 'reload')).toBe(false)
  whole.close()
  const upToDate = await back(9)
  await upToDate.next('hello')
  expect(upToDate.events.some((e) => e.event === 'reload')).toBe(false)
  upToDate.close()
})
