import type { Cursor } from '../base/cursor.ts'
import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'
import type { PricedLine, Sellable } from './order.ts'
import type { OrderState, PaymentState } from './state.ts'

/** An order as it stands in the books; who receives it stands apart. */
export interface Order {
  readonly id: string
  readonly number: string
  readonly source: string
  readonly externalId: string | null
  readonly state: OrderState
  readonly paymentMethod: string
  readonly paymentState: PaymentState
  readonly currency: string
  /** Minor units. */
  readonly total: number
  readonly personId: string | null
  readonly heldReason: string | null
  /** An unpaid order holds its stock until then. */
  readonly payUntil: number | null
  /** Leaves the building by then. */
  readonly promiseAt: number
  /** Rises by one with every change. */
  readonly version: number
  readonly placedAt: number
  readonly stateAt: number
}

/** One line with what was ordered and how far its pieces are. */
export interface OrderLine {
  readonly seq: number
  readonly sku: string
  readonly qty: number
  /** Of one piece, minor units. */
  readonly price: number
  readonly title: Text
  readonly picked: number
  readonly packed: number
  readonly shipped: number
  /** Pieces that will not come. */
  readonly cancelled: number
}

const ORDER = `id, number, source, external_id as "externalId", state, payment_method as "paymentMethod",
  payment_state as "paymentState", currency, total, person_id as "personId", held_reason as "heldReason",
  pay_until as "payUntil", promise_at as "promiseAt", version, placed_at as "placedAt", state_at as "stateAt"`

/** What the catalogue sells under these SKUs; hidden products are left out. A plain read of the catalogue's table. */
export async function loadSellable(sql: Sql, siteId: string, skus: readonly string[]): Promise<Sellable[]> {
  return await sql.named<Sellable>(
    'orders-sellable',
    `select sku, title, price_amount as price, currency from product
     where site_id = $1 and sku = any($2) and state = 'active'`,
    [siteId, skus],
  )
}

/** A remembered answer. */
export interface KeyRow {
  readonly scope: string
  readonly key: string
  readonly requestHash: Buffer
  readonly response: unknown
}

/** A key and the hash of the body that came with it. */
export interface NewKey {
  readonly scope: string
  readonly key: string
  readonly hash: Buffer
}

/** Takes keys that nobody used; waits for a transaction that is using one. Sorted, so that two batches never wait for each other. */
export async function takeKeys(tx: Sql, siteId: string, keys: readonly NewKey[], at: number): Promise<Set<string>> {
  const sorted = [...keys].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const rows = await tx.named<{ scope: string; key: string }>(
    'orders-take-keys',
    `insert into idempotency (site_id, scope, key, request_hash, status, at)
     select $1::uuid, k.scope, k.key, k.hash, 201, $5::timestamptz
     from unnest($2::text[], $3::text[], $4::bytea[]) k(scope, key, hash)
     on conflict do nothing returning scope, key`,
    [siteId, sorted.map((k) => k.scope), sorted.map((k) => k.key), sorted.map((k) => k.hash), new Date(at)],
  )
  return new Set(rows.map(keyOf))
}

/** One text for scope and key. */
export const keyOf = (k: { scope: string; key: string }): string => `${k.scope}\n${k.key}`

/** The remembered answers of keys. */
export async function loadKeys(sql: Sql, siteId: string, keys: readonly NewKey[]): Promise<KeyRow[]> {
  return await sql.named<KeyRow>(
    'orders-load-keys',
    `select i.scope, i.key, i.request_hash as "requestHash", i.response
     from unnest($2::text[], $3::text[]) k(scope, key)
     join idempotency i on i.site_id = $1 and i.scope = k.scope and i.key = k.key`,
    [siteId, keys.map((k) => k.scope), keys.map((k) => k.key)],
  )
}

/** Gives keys back whose order was refused, so that it may be tried again. */
export async function freeKeys(tx: Sql, siteId: string, keys: readonly NewKey[]): Promise<void> {
  if (keys.length === 0) return
  await tx.named(
    'orders-free-keys',
    `delete from idempotency i using unnest($2::text[], $3::text[]) k(scope, key)
     where i.site_id = $1 and i.scope = k.scope and i.key = k.key`,
    [siteId, keys.map((k) => k.scope), keys.map((k) => k.key)],
  )
}

/** Forgets answers older than `before`, `limit` at most. @returns how many */
export async function forgetKeys(sql: Sql, before: number, limit: number): Promise<number> {
  return await sql.run(
    'delete from idempotency where ctid = any(array(select ctid from idempotency where at < $1 limit $2))',
    [new Date(before), limit],
  )
}

/** The orders that already carry one of these external ids. */
export async function loadExternalIds(
  sql: Sql,
  siteId: string,
  source: string,
  ids: readonly string[],
): Promise<{ externalId: string; number: string }[]> {
  return await sql.named(
    'orders-external-ids',
    `select external_id as "externalId", number from orders where site_id = $1 and source = $2 and external_id = any($3)`,
    [siteId, source, ids],
  )
}

/** The orders of a site with this external id, newest first; each source may have used it once. */
export async function idsByExternalId(sql: Sql, siteId: string, externalId: string, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'select id from orders where site_id = $1 and external_id = $2 order by placed_at desc, id desc limit $3',
    [siteId, externalId, limit],
  )
  return rows.map((row) => row.id)
}

/** First number of a new site: five digits from the start, so that lists line up. */
const FIRST_NUMBER = 10_001

/**
 * The next `count` numbers of a site. The counter stays locked until the commit, so this comes last in the transaction.
 * @returns the first of them
 */
export async function takeNumbers(tx: Sql, siteId: string, count: number): Promise<number> {
  const [row] = await tx.named<{ last: number }>(
    'orders-numbers',
    `insert into order_counter as c (site_id, last) values ($1, $2::bigint + $3::bigint - 1)
     on conflict (site_id) do update set last = c.last + $3::bigint returning last`,
    [siteId, FIRST_NUMBER, count],
  )
  return row!.last - count + 1
}

/** An order on its way into the books. */
export interface NewOrder {
  readonly order: Omit<Order, 'version' | 'heldReason' | 'stateAt'>
  readonly lines: readonly PricedLine[]
  readonly sealed: Buffer
  readonly eraseAfter: number
  readonly key: NewKey
  readonly response: unknown
}

/** Writes orders, their lines, their sealed receivers and the answers of their keys in one statement. */
export async function saveOrders(tx: Sql, siteId: string, orders: readonly NewOrder[]): Promise<void> {
  const o = orders.map((n) => n.order)
  const lines = orders.flatMap((n) => n.lines.map((line) => ({ ...line, orderId: n.order.id })))
  const date = (at: number | null) => (at === null ? null : new Date(at))
  await tx.named(
    'orders-save',
    `with o as (
       insert into orders (site_id, id, number, source, external_id, state, payment_method, payment_state, currency, total,
         person_id, pay_until, promise_at, placed_at, state_at)
       select $1, n.*, n.placed_at from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[], $10::bigint[], $11::uuid[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[])
         n(id, number, source, external_id, state, method, payment, currency, total, person, pay_until, promise_at, placed_at)
     ), l as (
       insert into order_line (site_id, order_id, seq, sku, qty, price, title)
       select $1, n.* from unnest($15::uuid[], $16::int[], $17::text[], $18::int[], $19::bigint[], $20::jsonb[]) n
     ), r as (
       insert into order_receiver (site_id, order_id, sealed, erase_after)
       select $1, n.* from unnest($2::uuid[], $21::bytea[], $22::timestamptz[]) n
     )
     update idempotency i set response = k.response from unnest($23::text[], $24::text[], $25::jsonb[]) k(scope, key, response)
     where i.site_id = $1 and i.scope = k.scope and i.key = k.key`,
    [
      siteId,
      o.map((x) => x.id),
      o.map((x) => x.number),
      o.map((x) => x.source),
      o.map((x) => x.externalId),
      o.map((x) => x.state),
      o.map((x) => x.paymentMethod),
      o.map((x) => x.paymentState),
      o.map((x) => x.currency),
      o.map((x) => x.total),
      o.map((x) => x.personId),
      o.map((x) => date(x.payUntil)),
      o.map((x) => date(x.promiseAt)),
      o.map((x) => date(x.placedAt)),
      lines.map((l) => l.orderId),
      lines.map((l) => l.seq),
      lines.map((l) => l.sku),
      lines.map((l) => l.qty),
      lines.map((l) => l.price),
      lines.map((l) => JSON.stringify(l.title)),
      orders.map((n) => n.sealed),
      orders.map((n) => date(n.eraseAfter)),
      orders.map((n) => n.key.scope),
      orders.map((n) => n.key.key),
      orders.map((n) => JSON.stringify(n.response)),
    ],
  )
}

/** Writes the answers of keys anew, in the transaction that took them. */
export async function saveAnswers(
  tx: Sql,
  siteId: string,
  answers: readonly { readonly key: NewKey; readonly response: unknown }[],
): Promise<void> {
  if (answers.length === 0) return
  await tx.named(
    'orders-save-answers',
    `update idempotency i set response = k.response from unnest($2::text[], $3::text[], $4::jsonb[]) k(scope, key, response)
     where i.site_id = $1 and i.scope = k.scope and i.key = k.key`,
    [
      siteId,
      answers.map((a) => a.key.scope),
      answers.map((a) => a.key.key),
      answers.map((a) => JSON.stringify(a.response)),
    ],
  )
}

/** One order, or null. */
export async function loadOrder(sql: Sql, siteId: string, orderId: string): Promise<Order | null> {
  const [row] = await sql.named<Order>('orders-load', `select ${ORDER} from orders where site_id = $1 and id = $2`, [
    siteId,
    orderId,
  ])
  return row ?? null
}

/** One order, locked until the commit, or null. */
export async function lockOrder(tx: Sql, siteId: string, orderId: string): Promise<Order | null> {
  const [row] = await tx.named<Order>(
    'orders-lock',
    `select ${ORDER} from orders where site_id = $1 and id = $2 for update`,
    [siteId, orderId],
  )
  return row ?? null
}

/** The order a task belongs to, locked until the commit, or null. The task itself is only read here. */
export async function lockOrderOfTask(tx: Sql, siteId: string, taskId: string): Promise<Order | null> {
  const [row] = await tx.named<Order>(
    'orders-lock-of-task',
    `select ${ORDER} from orders where site_id = $1 and id = (select order_id from task where site_id = $1 and id = $2)
     for update`,
    [siteId, taskId],
  )
  return row ?? null
}

/** What of an order changes. */
export interface OrderChange {
  readonly state: OrderState
  readonly paymentState: PaymentState
  readonly heldReason: string | null
  /** Counted anew when an order is paid later than it was placed. */
  readonly promiseAt?: number
}

/** Writes a change of a locked order and raises its version. */
export async function saveChange(
  tx: Sql,
  siteId: string,
  order: Order,
  change: OrderChange,
  at: number,
): Promise<void> {
  const written = await tx.run(
    `update orders set state = $4, payment_state = $5, held_reason = $6, version = version + 1,
       state_at = case when state = $4 then state_at else $7 end, promise_at = coalesce($8, promise_at)
     where site_id = $1 and id = $2 and version = $3`,
    [
      siteId,
      order.id,
      order.version,
      change.state,
      change.paymentState,
      change.heldReason,
      new Date(at),
      change.promiseAt === undefined ? null : new Date(change.promiseAt),
    ],
  )
  if (written !== 1) throw new TypeError('the order was changed without its lock')
}

/** `saveChange` to one state for several locked orders, in one statement. */
export async function saveState(
  tx: Sql,
  siteId: string,
  orders: readonly Order[],
  state: OrderState,
  at: number,
): Promise<void> {
  const rows = await tx.named<{ id: string }>(
    'orders-save-state',
    `update orders o set state = $4, held_reason = null, version = o.version + 1, state_at = $5
     from unnest($2::uuid[], $3::int[]) n(id, version)
     where o.site_id = $1 and o.id = n.id and o.version = n.version returning o.id`,
    [siteId, orders.map((o) => o.id), orders.map((o) => o.version), state, new Date(at)],
  )
  if (rows.length !== orders.length) throw new TypeError('an order was changed without its lock')
}

/** The lines of an order in their sequence. */
export async function linesOf(sql: Sql, siteId: string, orderId: string): Promise<OrderLine[]> {
  return await sql.named<OrderLine>(
    'orders-lines',
    `select seq, sku, qty, price, title, picked, packed, shipped, cancelled from order_line
     where site_id = $1 and order_id = $2 order by seq`,
    [siteId, orderId],
  )
}

/** The lines of several orders, by order id. */
export async function linesOfOrders(
  sql: Sql,
  siteId: string,
  orderIds: readonly string[],
): Promise<Map<string, OrderLine[]>> {
  const rows = await sql.named<OrderLine & { orderId: string }>(
    'orders-lines-of-many',
    `select order_id as "orderId", seq, sku, qty, price, title, picked, packed, shipped, cancelled from order_line
     where site_id = $1 and order_id = any($2) order by order_id, seq`,
    [siteId, orderIds],
  )
  return Map.groupBy(rows, (r) => r.orderId)
}

/** Which counter of a line. */
export type LineCounter = 'picked' | 'packed' | 'shipped' | 'cancelled'

/** Adds pieces to a counter of an order's lines; the table's checks keep shipped ≤ packed ≤ picked ≤ ordered. */
export async function addToLines(
  tx: Sql,
  siteId: string,
  orderId: string,
  counter: LineCounter,
  pieces: readonly { sku: string; qty: number }[],
): Promise<void> {
  if (pieces.length === 0) return
  await tx.named(
    `orders-add-${counter}`,
    `update order_line l set ${counter} = l.${counter} + d.qty
     from (select sku, sum(qty)::int as qty from unnest($3::text[], $4::int[]) u(sku, qty) group by sku) d
     where l.site_id = $1 and l.order_id = $2 and l.sku = d.sku`,
    [siteId, orderId, pieces.map((p) => p.sku), pieces.map((p) => p.qty)],
  )
}

/** Marks every piece that has not been shipped as not coming (true), or as coming again (false). */
export async function cancelLines(tx: Sql, siteId: string, orderId: string, cancelled: boolean): Promise<void> {
  await tx.named(
    'orders-cancel-lines',
    `update order_line set cancelled = case when $3 then qty - shipped else 0 end where site_id = $1 and order_id = $2`,
    [siteId, orderId, cancelled],
  )
}

/** The sealed receiver of an order; null when it was erased. */
export async function loadSealed(sql: Sql, siteId: string, orderId: string): Promise<Buffer | null> {
  const row = await sql.maybe<{ sealed: Buffer }>(
    'select sealed from order_receiver where site_id = $1 and order_id = $2',
    [siteId, orderId],
  )
  return row?.sealed ?? null
}

/** Erases receivers whose retention has ended, `limit` at most. @returns how many */
export async function eraseReceivers(sql: Sql, now: number, limit: number): Promise<number> {
  return await sql.run(
    'delete from order_receiver where ctid = any(array(select ctid from order_receiver where erase_after < $1 limit $2))',
    [new Date(now), limit],
  )
}

/** Which orders a list shows. */
export interface OrderFilter {
  readonly state?: OrderState | undefined
  /** The beginning of a number, or a whole external id. */
  readonly query?: string | undefined
  readonly personId?: string | undefined
  /** Begin after this order, newest first. */
  readonly after?: Cursor | undefined
  readonly limit: number
}

/** Orders, newest first, with how many lines and pieces each has. */
export async function listOrders(
  sql: Sql,
  siteId: string,
  filter: OrderFilter,
): Promise<(Order & { lines: number; pieces: number })[]> {
  return await sql.query(
    `select ${ORDER}, l.lines, l.pieces from orders o cross join lateral (
       select count(*)::int as lines, coalesce(sum(qty), 0)::int as pieces from order_line
       where site_id = o.site_id and order_id = o.id) l
     where o.site_id = $1
       and ($2::text is null or o.state = $2)
       and ($3::text is null or starts_with(o.number, $3) or o.external_id = $3)
       and ($4::uuid is null or o.person_id = $4)
       and ($5::timestamptz is null or (o.placed_at, o.id) < ($5, $6::uuid))
     order by o.placed_at desc, o.id desc limit $7`,
    [
      siteId,
      filter.state ?? null,
      filter.query ?? null,
      filter.personId ?? null,
      filter.after === undefined ? null : new Date(filter.after.at),
      filter.after?.id ?? null,
      filter.limit,
    ],
  )
}

/** All orders of a person. */
export async function orderIdsOf(sql: Sql, siteId: string, personId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('select id from orders where site_id = $1 and person_id = $2', [
    siteId,
    personId,
  ])
  return rows.map((row) => row.id)
}

/** The orders of somebody who was merged into another are the other's. How many. */
export async function giveOrders(tx: Sql, siteId: string, from: string, into: string): Promise<number> {
  return await tx.run('update orders set person_id = $3 where site_id = $1 and person_id = $2', [siteId, from, into])
}

/** Orders that the program holds because one of these SKUs was in no bin (`notInBins`), those placed first before the others. */
export async function heldForBins(sql: Sql, siteId: string, skus: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from orders where site_id = $1 and state = 'held'
       and substring(held_reason from '^not-in-bins:[0-9]+:(.*)$') = any($2) order by placed_at`,
    [siteId, skus],
  )
  return rows.map((r) => r.id)
}

/** How many orders are in each state; states without orders are absent. */
export async function countStates(sql: Sql, siteId: string): Promise<Map<OrderState, number>> {
  const rows = await sql.query<{ state: OrderState; n: number }>(
    'select state, count(*) as n from orders where site_id = $1 group by state',
    [siteId],
  )
  return new Map(rows.map((r) => [r.state, r.n]))
}

/** Orders in a state, locked, the nearest promise first; those that somebody else has locked are left to them. */
export async function lockInState(tx: Sql, siteId: string, state: OrderState, limit: number): Promise<Order[]> {
  return await tx.named<Order>(
    'orders-lock-in-state',
    `select ${ORDER} from orders where site_id = $1 and state = $2 order by promise_at, placed_at limit $3
     for update skip locked`,
    [siteId, state, limit],
  )
}

/** Writes down a provider's notice; false when it is there already. */
export async function savePaymentEvent(
  tx: Sql,
  siteId: string,
  event: { provider: string; eventId: string; orderId: string; state: string; at: number },
): Promise<boolean> {
  const written = await tx.run(
    `insert into payment_event (site_id, provider, event_id, order_id, state, at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [siteId, event.provider, event.eventId, event.orderId, event.state, new Date(event.at)],
  )
  return written === 1
}

/** The sealed secret shared with a provider, or null. */
export async function loadPaymentSecret(sql: Sql, siteId: string, provider: string): Promise<Buffer | null> {
  const row = await sql.maybe<{ sealed: Buffer }>(
    'select sealed from payment_setting where site_id = $1 and provider = $2',
    [siteId, provider],
  )
  return row?.sealed ?? null
}

/** Keeps a first secret; one that is there already stays. */
export async function savePaymentSecret(sql: Sql, siteId: string, provider: string, sealed: Buffer): Promise<void> {
  await sql.run('insert into payment_setting (site_id, provider, sealed) values ($1, $2, $3) on conflict do nothing', [
    siteId,
    provider,
    sealed,
  ])
}

/** Pieces that every order still waits for, per SKU, for the comparison with stock. */
export async function loadWaiting(
  sql: Sql,
  siteId: string,
): Promise<{ orderId: string; state: OrderState; sku: string; waiting: number; picked: number }[]> {
  return await sql.query(
    `select o.id as "orderId", o.state, l.sku, l.qty - l.cancelled - l.shipped as waiting, l.picked
     from orders o join order_line l on l.site_id = o.site_id and l.order_id = o.id where o.site_id = $1`,
    [siteId],
  )
}
