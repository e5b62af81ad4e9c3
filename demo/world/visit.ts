import type { Lang, Text } from '../../src/base/i18n.ts'
import { newId } from '../../src/base/id.ts'
import type { Core } from '../../src/engine/core.ts'
import { eventsOfOrder } from '../../src/engine/event-log.ts'
import { type OrdersDeps, type Placed, placeOrder } from '../../src/orders/flow.ts'
import { orderWithLines } from '../../src/orders/flow-view.ts'
import type { Site } from '../../src/sites/site.ts'
import { changeStaff, joinPhone, makeLink, signInStaff, staffOfSession } from '../../src/staff/flow.ts'
import type { Staff } from '../../src/staff/staff.ts'
import { loadStaffByName } from '../../src/staff/store.ts'
import { setShift } from '../../src/warehouse/flow.ts'
import { RECEIVERS, VISITOR_OWNER, VISITOR_WORKER } from './people.ts'
import { demoFail } from './when.ts'

/** Sessions of a visitor; a token is null when the browser's own is still good. */
export interface Visit {
  readonly owner: Staff
  readonly worker: Staff
  readonly deviceId: string
  readonly consoleToken: string | null
  readonly phoneToken: string | null
}

/**
 * Lets a browser into the demo: the owner's console and the phone of 陈立, who goes on shift. What the browser holds already
 * is kept.
 * @throws demo/gone when the people of the demo are not there
 */
export async function enter(
  core: Core,
  site: Site,
  browser: { consoleToken: string | null; phoneToken: string | null; userAgent: string; lang: Lang },
): Promise<Visit> {
  const owner = await personOf(core, site, VISITOR_OWNER, browser.lang)
  const worker = await personOf(core, site, VISITOR_WORKER, browser.lang)
  const atConsole = browser.consoleToken === null ? null : await staffOfSession(core, browser.consoleToken)
  const consoleToken =
    atConsole?.siteId === site.id && atConsole.id === owner.id
      ? null
      : (await signInStaff(core, await secretOf(core, owner, 'console'))).session
  const atPhone = browser.phoneToken === null ? null : await staffOfSession(core, browser.phoneToken)
  const known = atPhone?.siteId === site.id && atPhone.id === worker.id ? atPhone.deviceId : null
  const joined = known === null ? await joinPhone(core, await secretOf(core, worker, 'phone'), browser.userAgent) : null
  const deviceId = known ?? joined!.deviceId
  await setShift(core, { siteId: site.id, id: worker.id, name: worker.name, deviceId }, true, false)
  return { owner, worker, deviceId, consoleToken, phoneToken: joined?.session ?? null }
}

/** Somebody of the demo, spoken to in the visitor's language. */
async function personOf(core: Core, site: Site, name: string, lang: Lang): Promise<Staff> {
  const staff = await loadStaffByName(core.db, site.id, name)
  if (staff === null) throw demoFail('demo/gone')
  return staff.lang === lang ? staff : await changeStaff(core, { siteId: site.id, id: staff.id, change: { lang } })
}

/** The way in is the one everybody takes: a single-use link. */
async function secretOf(core: Core, staff: Staff, opens: 'console' | 'phone'): Promise<string> {
  const { url } = await makeLink(core, { siteId: staff.siteId, staffId: staff.id, opens })
  return url.slice(url.indexOf('#') + 1)
}

/**
 * Places a first order through the door that every order takes: two or three goods of one zone, so that one walk picks them,
 * for somebody who does not exist, paid on delivery.
 * @param random numbers in [0, 1)
 * @throws demo/sold-out
 */
export async function firstOrder(
  orders: OrdersDeps,
  site: Site,
  personId: string | null,
  random: () => number,
): Promise<Placed> {
  const rows = await orders.core.db.query<{ sku: string; zone: string }>(
    `select distinct b.sku, n.zone from stock_bin b
     join bin n on n.site_id = b.site_id and n.code = b.bin
     join stock_sku s on s.site_id = b.site_id and s.sku = b.sku
     join product p on p.site_id = b.site_id and p.sku = b.sku and p.state = 'active'
     where b.site_id = $1 and b.on_hand - b.allocated >= 2 and s.on_hand - s.reserved >= 2
     order by b.sku`,
    [site.id],
  )
  const byZone = [...Map.groupBy(rows, (row) => row.zone).values()].filter((goods) => goods.length >= 2)
  const goods = [...(pick(byZone, random) ?? [])]
  if (goods.length === 0) throw demoFail('demo/sold-out')
  const count = Math.min(goods.length, random() < 0.5 ? 2 : 3)
  const lines = Array.from({ length: count }, () => {
    const [one] = goods.splice(Math.floor(random() * goods.length), 1)
    return { sku: one!.sku, qty: random() < 0.3 ? 2 : 1 }
  })
  const { name, phone, ...address } = pick(RECEIVERS, random)!
  const body = { lines, receiver: { name, phone }, address, payment: { method: 'cod' } }
  return await placeOrder(orders, { site, source: 'shop', key: newId(), body, personId, isServer: false })
}

function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)]
}

/** The steps on the Demo page's tape, and the event that tells of each. */
const STEPS = {
  placed: 'order.placed',
  pushed: 'task.offered',
  accepted: 'task.accepted',
  picked: 'order.picked',
  packed: 'parcel.packed',
  labelled: 'parcel.labelled',
  registered: 'parcel.registered',
  shipped: 'parcel.shipped',
} as const

/** When an order reached each step, in ms since the epoch; null: not yet. */
export interface Tape {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly lines: readonly { readonly sku: string; readonly title: Text; readonly qty: number }[]
  readonly steps: Readonly<Record<keyof typeof STEPS, number | null>>
}

/** How far an order is, by the log. `latest`: the newest of the site, null before there is one. @throws orders/not-found */
export async function tapeOf(core: Core, site: Site, which: string): Promise<Tape | null> {
  const latest =
    which === 'latest'
      ? await core.db.maybe<{ id: string }>(
          'select id from orders where site_id = $1 order by placed_at desc, id desc limit 1',
          [site.id],
        )
      : null
  if (which === 'latest' && latest === null) return null
  const order = await orderWithLines(core.db, site.id, latest?.id ?? which)
  const events = await eventsOfOrder(core.db, site.id, order.id)
  const at = (name: string) => events.find((event) => event.name === name)?.at ?? null
  const steps = Object.fromEntries(Object.entries(STEPS).map(([step, name]) => [step, at(name)])) as Tape['steps']
  const lines = order.lines.map(({ sku, title, qty }) => ({ sku, title, qty }))
  return { id: order.id, number: order.number, state: order.state, lines, steps }
}
