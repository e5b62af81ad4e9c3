import { createHash } from 'node:crypto'
import { DAY, MINUTE } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import { Collector, type Outcome } from '../engine/collector.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import type { PushSettings } from '../push/flow-deliver.ts'
import type { Site } from '../sites/site.ts'
import { reserve } from '../stock/flow.ts'
import { isUniqueViolation, type Sql } from '../storage/db.ts'
import { within } from '../storage/scope.ts'
import { type CheckedOrder, checkOrder, type PricedLine, priceLines, type Sellable } from './order.ts'
import type { PaymentProvider } from './payments/payment.ts'
import { ordersFail } from './problems.ts'
import { type Outlook, promiseAt } from './promise.ts'
import type { OrderState, PaymentState } from './state.ts'
import {
  freeKeys,
  keyOf,
  loadExternalIds,
  loadKeys,
  loadSellable,
  type NewKey,
  type NewOrder,
  saveAnswers,
  saveOrders,
  takeKeys,
  takeNumbers,
} from './store.ts'

/** The order of a click; the offers room's. */
export interface Attribute {
  /** Once before the transaction of orders that may have come from an offer: writes what still waits in memory. */
  readonly settle: () => Promise<unknown>
  /** Once for each order, in its transaction. @returns the product of the offer it was joined to, or null */
  readonly join: (
    tx: Sql,
    order: {
      readonly siteId: string
      readonly orderId: string
      readonly offerToken: string | null
      readonly personId: string | null
      readonly lines: readonly PricedLine[]
      readonly at: number
    },
  ) => Promise<{ readonly sku: string } | null>
}

/** Withdraws the floor's tasks of an order that was cancelled or held, in that transaction; the warehouse room's. */
export type TakeBack = (
  tx: Sql,
  order: { readonly siteId: string; readonly orderId: string; readonly reason: string; readonly at: number },
) => Promise<unknown>

/** How the floor of a site stands, for what is promised; the dispatch room's. */
export type OutlookOf = (site: Site) => Promise<Outlook | null>

/** What the steps of an order need. Built once in app.ts by `openOrders`. */
export interface OrdersDeps {
  readonly core: Core
  readonly payments: ReadonlyMap<string, PaymentProvider>
  readonly attribute: Attribute | null
  readonly takeBack: TakeBack | null
  readonly push: PushSettings
  readonly outlook: OutlookOf
  readonly collector: Collector<PlaceEntry, Placed>
}

/** One waiting order with everything decided that needs no database. */
export interface PlaceEntry {
  readonly site: Site
  readonly source: string
  readonly key: NewKey
  readonly asked: CheckedOrder
  readonly provider: PaymentProvider
  readonly personId: string | null
  readonly at: number
}

/** The answer to an order, kept with its key: the same again for the same request. Nothing of the receiver is in it. */
export interface Placed {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly payment: { readonly method: string; readonly state: PaymentState }
  readonly currency: string
  readonly total: number
  readonly lines: readonly PricedLine[]
  readonly externalId: string | null
  readonly placedAt: number
  readonly promiseAt: number
  readonly payUntil: number | null
  /** The offer that the order was joined to; not in answers kept by earlier versions. */
  readonly offer?: { readonly sku: string } | null
}

/** The law keeps a sale's record for three years (E-Commerce Law of the PRC, article 31); then the receiver is erased. */
const RECEIVER_KEPT_MS = 3 * 365 * DAY
/** Waiting 2 ms is not felt by a shopper and lets a burst share one sync of the disk. */
const BATCH = { most: 50, waitMs: 2, atOnce: 2 }

/** Builds what the steps of an order need; whoever opens it waits for `deps.collector.stop()` at the end. */
export function openOrders(
  core: Core,
  parts: {
    readonly payments: ReadonlyMap<string, PaymentProvider>
    readonly attribute?: Attribute
    readonly takeBack?: TakeBack
    readonly push?: PushSettings
    readonly outlook?: OutlookOf
  },
): OrdersDeps {
  const shared = {
    core,
    payments: parts.payments,
    attribute: parts.attribute ?? null,
    takeBack: parts.takeBack ?? null,
    push: parts.push ?? { contact: null, extraHosts: [] },
    outlook: parts.outlook ?? (async () => null),
  }
  const collector = new Collector<PlaceEntry, Placed>(
    (siteId, entries) => within(siteId, () => placeTogether(shared, entries)),
    BATCH,
  )
  return { ...shared, collector }
}

/** An order as it came from outside. */
export interface PlaceInput {
  readonly site: Site
  /** `shop`, `api`, or the intake that brought it. */
  readonly source: string
  /** The Idempotency-Key; null: the order's external id stands for it. */
  readonly key: string | null
  readonly body: unknown
  readonly personId: string | null
  /** May it say that it is paid already? Only behind the site's secret key. */
  readonly isServer: boolean
}

/**
 * Places an order: idempotency key, order, lines, reservation, event, timer and attribution in one transaction that it
 * shares with other orders of the moment. The same key and body gets the same answer.
 * @throws orders/* (see the table); nothing is kept of a refused order, its key may be used again
 */
export async function placeOrder(deps: OrdersDeps, input: PlaceInput): Promise<Placed> {
  const asked = checkOrder(input.body, input.site.currency, !input.isServer)
  const provider = providerFor(deps.payments, input.site, asked.method, input.isServer)
  const text = input.key ?? (asked.externalId === null ? null : `external:${asked.externalId}`)
  if (text === null || !/^[\x21-\x7e]{1,200}$/.test(text)) throw ordersFail('orders/key-needed')
  const hash = createHash('sha256').update(JSON.stringify(asked)).digest()
  const entry: PlaceEntry = {
    site: input.site,
    source: input.source,
    // A signed-in shopper's keys are their own: nobody learns of another's order by guessing a key.
    key: { scope: `${input.source}:${input.personId ?? ''}`, key: text, hash },
    asked,
    provider,
    personId: input.personId,
    at: deps.core.clock.now(),
  }
  return await deps.collector.add(input.site.id, entry)
}

/** The ways to pay that this site offers to this kind of caller. */
export function paymentsOf(
  payments: ReadonlyMap<string, PaymentProvider>,
  site: Site,
  isServer: boolean,
): PaymentProvider[] {
  return [...payments.values()].filter(
    (p) =>
      p.offeredTo === 'anyone' || (p.offeredTo === 'server' && isServer) || (p.offeredTo === 'demo' && site.isDemo),
  )
}

function providerFor(
  payments: ReadonlyMap<string, PaymentProvider>,
  site: Site,
  method: string,
  isServer: boolean,
): PaymentProvider {
  const offered = paymentsOf(payments, site, isServer)
  const provider = offered.find((p) => p.id === method)
  if (provider !== undefined) return provider
  throw ordersFail('orders/payment-unknown', {
    params: { method, methods: offered.map((p) => p.id).join(', ') },
    field: 'payment/method',
  })
}

type Shared = Omit<OrdersDeps, 'collector'>
/** One batch: how the floor stands is known before its transaction, which holds a connection. */
type Placing = Shared & { readonly floor: Outlook | null }

/** One transaction for many orders; when it fails for a reason that is not the database's, each gets one of its own. */
async function placeTogether(deps: Shared, entries: readonly PlaceEntry[]): Promise<Outcome<Placed>[]> {
  try {
    if (entries.some(mayJoin)) await deps.attribute?.settle()
    const floor = await deps.outlook(entries[0]!.site)
    const outcomes = await deps.core.db.tx((tx) => placeBatch({ ...deps, floor }, tx, entries))
    announcePlaced(deps.core, entries[0]!.site.id, outcomes)
    return outcomes
  } catch (error) {
    // Whether the commit happened is unknown when the connection broke: the caller's retry with the same key finds out.
    if (error instanceof Problem) throw error
    if (entries.length === 1) return [{ ok: false, error: asTaken(error, entries[0]!) }]
  }
  const outcomes: Outcome<Placed>[] = []
  for (const entry of entries) {
    const alone = await placeTogether(deps, [entry]).catch((error) => [{ ok: false as const, error }])
    outcomes.push(...alone)
  }
  return outcomes
}

function asTaken(error: unknown, entry: PlaceEntry): unknown {
  if (!isUniqueViolation(error, 'orders_site_id_source_external_id_key')) return error
  return ordersFail('orders/external-id-taken', {
    params: { externalId: entry.asked.externalId ?? '', number: '-' },
    field: 'externalId',
    cause: error,
  })
}

function announcePlaced(core: Core, siteId: string, outcomes: readonly Outcome<Placed>[]): void {
  const placed = outcomes.flatMap((o) => (o.ok ? [o.value] : []))
  if (placed.length === 0) return
  for (const { id } of placed) core.bus.emit('order', siteId, id)
  core.bus.emit('dispatch', siteId)
  core.bus.emit('floor', siteId)
  core.bus.emit('catalog', siteId)
}

/** An entry of a batch that is still in the race. */
interface Candidate {
  readonly entry: PlaceEntry
  readonly orderId: string
  readonly lines: PricedLine[]
  readonly total: number
}

async function placeBatch(deps: Placing, tx: Sql, entries: readonly PlaceEntry[]): Promise<Outcome<Placed>[]> {
  const siteId = entries[0]!.site.id
  const at = Math.max(...entries.map((e) => e.at))
  // Keys first: only orders whose key is new go on, or a repeated one would be promised stock twice.
  const first = new Map<string, PlaceEntry>()
  for (const e of entries) if (!first.has(keyOf(e.key))) first.set(keyOf(e.key), e)
  const unique = [...first.values()]
  const taken = await takeKeys(
    tx,
    siteId,
    unique.map((e) => e.key),
    at,
  )
  const results = new Map<string, Outcome<Placed>>()
  await answerRepeats(
    tx,
    siteId,
    unique.filter((e) => !taken.has(keyOf(e.key))),
    results,
  )
  const fresh = unique.filter((e) => taken.has(keyOf(e.key)))
  const candidates = await judge(tx, siteId, fresh, results)
  const winners = await promise(tx, siteId, candidates, results, at)
  await freeKeys(
    tx,
    siteId,
    fresh.filter((e) => results.get(keyOf(e.key))?.ok === false).map((e) => e.key),
  )
  await write(deps, tx, siteId, winners, results, at)
  return entries.map((e) => answerFor(e, first.get(keyOf(e.key))!, results.get(keyOf(e.key))!))
}

/** The same key twice in one batch: the second gets the answer of the first, or is told that its body differs. */
function answerFor(entry: PlaceEntry, firstWithKey: PlaceEntry, result: Outcome<Placed>): Outcome<Placed> {
  if (entry.key.hash.equals(firstWithKey.key.hash)) return result
  return { ok: false, error: ordersFail('orders/key-reused') }
}

async function answerRepeats(
  tx: Sql,
  siteId: string,
  repeats: readonly PlaceEntry[],
  results: Map<string, Outcome<Placed>>,
): Promise<void> {
  if (repeats.length === 0) return
  const rows = new Map(
    (
      await loadKeys(
        tx,
        siteId,
        repeats.map((e) => e.key),
      )
    ).map((r) => [keyOf(r), r]),
  )
  for (const { key } of repeats) {
    const row = rows.get(keyOf(key))
    // The other transaction gave the key back between our two statements: its order was refused.
    if (row === undefined)
      results.set(keyOf(key), { ok: false, error: ordersFail('orders/busy', { retryAfterMs: 1000 }) })
    else if (!row.requestHash.equals(key.hash))
      results.set(keyOf(key), { ok: false, error: ordersFail('orders/key-reused') })
    else results.set(keyOf(key), { ok: true, value: row.response as Placed })
  }
}

/** Products, prices and external ids: what only the database knows. */
async function judge(
  tx: Sql,
  siteId: string,
  fresh: readonly PlaceEntry[],
  results: Map<string, Outcome<Placed>>,
): Promise<Candidate[]> {
  if (fresh.length === 0) return []
  const skus = [...new Set(fresh.flatMap((e) => e.asked.lines.map((l) => l.sku)))]
  const [sellable, numbers] = await Promise.all([loadSellable(tx, siteId, skus), externalNumbers(tx, siteId, fresh)])
  const products = new Map(sellable.map((p): [string, Sellable] => [p.sku, p]))
  const candidates: Candidate[] = []
  for (const entry of fresh) {
    try {
      const externalId = entry.asked.externalId
      const known = externalId === null ? undefined : numbers.get(`${entry.source}\n${externalId}`)
      if (externalId !== null && known !== undefined)
        throw ordersFail('orders/external-id-taken', { params: { externalId, number: known }, field: 'externalId' })
      candidates.push({ entry, orderId: newId(), ...priceLines(entry.asked.lines, products, entry.site.currency) })
      if (externalId !== null) numbers.set(`${entry.source}\n${externalId}`, '-')
    } catch (error) {
      results.set(keyOf(entry.key), { ok: false, error })
    }
  }
  return candidates
}

async function externalNumbers(tx: Sql, siteId: string, fresh: readonly PlaceEntry[]): Promise<Map<string, string>> {
  const numbers = new Map<string, string>()
  for (const [source, entries] of Map.groupBy(fresh, (e) => e.source)) {
    const ids = entries.flatMap((e) => e.asked.externalId ?? [])
    if (ids.length === 0) continue
    for (const row of await loadExternalIds(tx, siteId, source, ids))
      numbers.set(`${source}\n${row.externalId}`, row.number)
  }
  return numbers
}

/** Reserves for all candidates at once; those that get nothing are told what is left. */
async function promise(
  tx: Sql,
  siteId: string,
  candidates: readonly Candidate[],
  results: Map<string, Outcome<Placed>>,
  at: number,
): Promise<Candidate[]> {
  if (candidates.length === 0) return []
  const allotments = await reserve(tx, siteId, candidates, at)
  return candidates.filter(({ entry, lines }, i) => {
    const allotment = allotments[i]!
    if (allotment.ok) return true
    const missing = allotment.missing[0]!
    const index = lines.findIndex((l) => l.sku === missing.sku)
    const title = lines[index]!.title
    const error = ordersFail('orders/out-of-stock', {
      params: {
        sku: missing.sku,
        product_zh: title.zh,
        product_en: title.en,
        left: missing.left,
        wanted: missing.qty,
      },
      field: `lines/${index}/qty`,
    })
    results.set(keyOf(entry.key), { ok: false, error })
    return false
  })
}

async function write(
  deps: Placing,
  tx: Sql,
  siteId: string,
  winners: readonly Candidate[],
  results: Map<string, Outcome<Placed>>,
  at: number,
): Promise<void> {
  if (winners.length === 0) return
  const { core } = deps
  const firstNumber = await takeNumbers(tx, siteId, winners.length)
  const booked = winners.map((w, i) => bookEntry(deps, siteId, w, String(firstNumber + i), at))
  const timers = booked.flatMap(({ order }) =>
    order.payUntil === null ? [] : [{ siteId, kind: HOLD_TIMER, ref: order.id, dueAt: order.payUntil }],
  )
  await Promise.all([
    saveOrders(tx, siteId, booked),
    recordAll(
      tx,
      winners.map((w, i) => placedEvent(siteId, w, booked[i]!)),
    ),
    core.outbox.addAll(tx, timers),
  ])
  const offers = await attributeAll(deps, tx, siteId, winners, at)
  const answers = winners.map(({ entry, orderId }, i) => ({
    key: entry.key,
    response: { ...(booked[i]!.response as Placed), offer: offers.get(orderId) ?? null },
  }))
  // The answers were kept with the orders, with no offer yet.
  await saveAnswers(
    tx,
    siteId,
    answers.filter(({ response }) => response.offer !== null),
  )
  for (const { key, response } of answers) results.set(keyOf(key), { ok: true, value: response })
}

/** The outbox kind of the timer of an unpaid order. */
export const HOLD_TIMER = 'order.hold-expired'

/** Where a sealed receiver belongs. */
export const receiverPlace = (siteId: string, orderId: string): string => `${siteId}|order_receiver|${orderId}|sealed`

function bookEntry(deps: Placing, siteId: string, winner: Candidate, number: string, at: number): NewOrder {
  const { core, floor } = deps
  const { entry, orderId, lines, total } = winner
  const { settings } = entry.site
  const begins = entry.provider.begins
  const state: OrderState = begins === 'awaiting' ? 'received' : 'reserved'
  const payUntil = begins === 'awaiting' ? at + settings.unpaidHoldMinutes * MINUTE : null
  const shared = {
    id: orderId,
    number,
    state,
    currency: entry.site.currency,
    total,
    externalId: entry.asked.externalId,
    placedAt: at,
    promiseAt: promiseAt(at, settings, floor),
    payUntil,
  }
  const response: Placed = { ...shared, payment: { method: entry.provider.id, state: begins }, lines, offer: null }
  return {
    order: {
      ...shared,
      source: entry.source,
      paymentMethod: entry.provider.id,
      paymentState: begins,
      personId: entry.personId,
    },
    lines,
    sealed: core.vault.seal(entry.asked.delivery, receiverPlace(siteId, orderId)),
    eraseAfter: at + RECEIVER_KEPT_MS,
    key: entry.key,
    response,
  }
}

function placedEvent(siteId: string, { entry, orderId, lines, total }: Candidate, { order }: NewOrder): NewEvent {
  return {
    siteId,
    name: 'order.placed',
    at: order.placedAt,
    orderId,
    personId: entry.personId,
    payload: {
      number: order.number,
      lines: lines.length,
      pieces: lines.reduce((sum, l) => sum + l.qty, 0),
      total,
      currency: order.currency,
      offer: entry.asked.offerToken !== null,
    },
  }
}

/** May this order have come from an offer? */
const mayJoin = ({ asked, personId }: PlaceEntry): boolean => asked.offerToken !== null || personId !== null

/** Joins orders to the offers that led to them, by order id. What goes wrong there costs the offer its credit, never the order. */
async function attributeAll(
  deps: Shared,
  tx: Sql,
  siteId: string,
  winners: readonly Candidate[],
  at: number,
): Promise<Map<string, { readonly sku: string }>> {
  const { attribute } = deps
  const offers = new Map<string, { readonly sku: string }>()
  const mine = winners.filter(({ entry }) => mayJoin(entry))
  if (attribute === null || mine.length === 0) return offers
  await tx.run('savepoint attribution')
  try {
    for (const { entry, orderId, lines } of mine) {
      const { personId } = entry
      const { offerToken } = entry.asked
      const offer = await attribute.join(tx, { siteId, orderId, offerToken, personId, lines, at })
      if (offer !== null) offers.set(orderId, offer)
    }
    return offers
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('storage/')) throw error
    deps.core.log.warn({ err: error }, 'orders were placed and their offers not joined')
    await tx.run('rollback to savepoint attribution')
    return new Map()
  }
}

/**
 * The key in an order's public address. Derived, so that it needs no storing and is the same when an answer is repeated;
 * 144 bits, as unguessable as a random one.
 */
export function orderKey(core: Core, siteId: string, orderId: string): string {
  return core.vault.hash(siteId, 'order-key', orderId).subarray(0, 18).toString('base64url')
}
