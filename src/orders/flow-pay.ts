import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { newSecret } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { loadSite } from '../sites/store.ts'
import { reserve, unreserve } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { HOLD_TIMER, type OrdersDeps } from './flow.ts'
import { change, mustLock, orderChanged, tellShopper } from './flow-state.ts'
import type { PaymentNotice, PaymentProvider } from './payments/payment.ts'
import { ordersFail } from './problems.ts'
import { promiseAt } from './promise.ts'
import { move } from './state.ts'
import {
  cancelLines,
  linesOf,
  loadPaymentSecret,
  type Order,
  type OrderChange,
  savePaymentEvent,
  savePaymentSecret,
} from './store.ts'

const FOLDER = join(import.meta.dirname, 'payments')
/** What lies in the folder beside the providers: their type and the signature they share. */
const NOT_PROVIDERS = /^(payment|webhook)\.[jt]s$|\.test\.[jt]s$|\.d\.ts$/

/**
 * Finds the payment providers: every file of the folder, and of the merchant's own one if there is any.
 * @throws TypeError that names the file and what is wrong with its default export
 */
export async function loadPayments(folders: readonly string[] = [FOLDER]): Promise<Map<string, PaymentProvider>> {
  const found = new Map<string, PaymentProvider>()
  for (const folder of folders) {
    const names = (await readdir(folder)).filter((n) => /\.[jt]s$/.test(n) && !NOT_PROVIDERS.test(n)).sort()
    for (const name of names) {
      const path = join(folder, name)
      const module = (await import(path)) as { default?: unknown }
      const provider = checkProvider(module.default, path, name.replace(/\.[jt]s$/, ''))
      if (found.has(provider.id)) throw new TypeError(`${path}: there are two payment providers called ${provider.id}`)
      found.set(provider.id, provider)
    }
  }
  return found
}

function checkProvider(value: unknown, path: string, id: string): PaymentProvider {
  const p = (value ?? {}) as Partial<PaymentProvider>
  const fault =
    p.id !== id
      ? `id must be the file's name, ${id}`
      : typeof p.name?.zh !== 'string' || typeof p.name.en !== 'string'
        ? 'name must have zh and en'
        : !['on-delivery', 'paid', 'awaiting'].includes(String(p.begins))
          ? 'begins must be on-delivery, paid or awaiting'
          : !['anyone', 'server', 'demo'].includes(String(p.offeredTo))
            ? 'offeredTo must be anyone, server or demo'
            : p.begins === 'awaiting' && (typeof p.read !== 'function' || typeof p.payUrl !== 'function')
              ? 'a provider whose orders await payment needs payUrl and read'
              : null
  if (fault !== null) throw new TypeError(`${path}: ${fault}`)
  return p as PaymentProvider
}

/** The secret a site shares with a provider; made when it is first asked for. */
export async function paymentSecret(core: Core, siteId: string, provider: string): Promise<string> {
  const place = `${siteId}|payment_setting|${provider}|sealed`
  let sealed = await loadPaymentSecret(core.db, siteId, provider)
  if (sealed === null) {
    await savePaymentSecret(core.db, siteId, provider, core.vault.seal(`whsec_${newSecret(24)}`, place))
    // Another process may have been first; what is stored counts.
    sealed = await loadPaymentSecret(core.db, siteId, provider)
  }
  return core.vault.open<string>(sealed!, place)
}

/**
 * A provider's callback: its signature is judged, then it is believed once.
 * @throws orders/payment-unknown, orders/payment-forged, orders/payment-stale, orders/payment-invalid, and as `markPaid`
 */
export async function takeCallback(
  deps: OrdersDeps,
  input: { siteId: string; provider: string; rawBody: string; headers: Readonly<Record<string, string | undefined>> },
): Promise<Order> {
  const provider = deps.payments.get(input.provider)
  if (provider?.read === undefined)
    throw ordersFail('orders/payment-unknown', {
      params: {
        method: input.provider.slice(0, 40),
        methods: [...deps.payments.values()].flatMap((p) => (p.read === undefined ? [] : [p.id])).join(', '),
      },
    })
  const secret = await paymentSecret(deps.core, input.siteId, provider.id)
  const { rawBody, headers } = input
  const notice = provider.read({ rawBody, headers, secret, now: deps.core.clock.now() })
  return await markPaid(deps, { siteId: input.siteId, provider: provider.id, ...notice })
}

/** Which of the ends a notice led to; for the events and messages after it. */
type PaidEnd = 'unchanged' | 'paid' | 'failed' | 'refund'

/**
 * Believes a payment notice, once per event id. Money that comes after the hold has ended reserves again; if the goods
 * are gone, the order was cancelled, or it was paid before, the order says that a refund is needed.
 * @throws orders/not-found, orders/payment-mismatch
 */
export async function markPaid(
  deps: OrdersDeps,
  notice: PaymentNotice & { siteId: string; provider: string },
): Promise<Order> {
  const { core } = deps
  const { siteId, provider, orderId } = notice
  const at = core.clock.now()
  const promise = await promiseFor(deps, siteId, at)
  const { order, end } = await core.db.tx(async (tx) => {
    const locked = await mustLock(tx, siteId, orderId)
    if (locked.paymentMethod !== provider || locked.total !== notice.amount || locked.currency !== notice.currency)
      throw ordersFail('orders/payment-mismatch')
    const isNew = await savePaymentEvent(tx, siteId, { ...notice, at })
    if (!isNew) return { order: locked, end: 'unchanged' as const }
    return await settle(core, tx, siteId, locked, { ...notice, promiseAt: promise }, at)
  })
  if (end !== 'unchanged') {
    orderChanged(core, siteId, order)
    core.bus.emit('catalog', siteId)
  }
  return order
}

/** The floor gets an order when it is paid: its van is one from then on, or it would be late at once. */
async function promiseFor({ core, outlook }: OrdersDeps, siteId: string, at: number): Promise<number> {
  const site = (await loadSite(core.db, siteId))!
  return promiseAt(at, site.settings, await outlook(site))
}

async function settle(
  core: Core,
  tx: Sql,
  siteId: string,
  order: Order,
  notice: PaymentNotice & { provider: string; promiseAt: number },
  at: number,
): Promise<{ order: Order; end: PaidEnd }> {
  const { provider, promiseAt: promise } = notice
  const shared = { siteId, orderId: order.id, personId: order.personId, at, payload: { provider } }
  if (notice.state === 'failed') {
    if (order.state !== 'received' || order.paymentState === 'failed') return { order, end: 'unchanged' }
    const failed = await change(tx, siteId, order, { ...order, paymentState: 'failed' }, at)
    await record(tx, { ...shared, name: 'order.payment-failed' })
    return { order: failed, end: 'failed' }
  }
  if (order.state !== 'received' && order.state !== 'cancelled') {
    const { state, heldReason } = order
    const twice = await change(tx, siteId, order, { state, heldReason, paymentState: 'paid-twice' }, at)
    await record(tx, { ...shared, name: 'order.paid-twice', payload: { provider, eventId: notice.eventId } })
    return { order: twice, end: 'refund' }
  }
  await record(tx, { ...shared, name: 'order.paid' })
  if (order.state === 'received') {
    await core.outbox.cancel(tx, { siteId, kind: HOLD_TIMER, ref: order.id })
    const state = move(order.state, 'pay')
    const paid = { state, paymentState: 'paid', heldReason: null, promiseAt: promise } as const
    const changed = await change(tx, siteId, order, paid, at)
    await tellShopper(core, tx, siteId, changed, 'paid')
    return { order: changed, end: 'paid' }
  }
  const revived = order.paymentState === 'expired' && (await reserveAgain(tx, siteId, order, at))
  const to: OrderChange = revived
    ? {
        state: move(order.state, 'pay-late'),
        paymentState: 'paid',
        heldReason: null,
        promiseAt: promise,
      }
    : { state: order.state, paymentState: 'refund-needed', heldReason: null }
  const changed = await change(tx, siteId, order, to, at)
  await tellShopper(core, tx, siteId, changed, revived ? 'paid' : 'refund')
  return { order: changed, end: revived ? 'paid' : 'refund' }
}

async function reserveAgain(tx: Sql, siteId: string, order: Order, at: number): Promise<boolean> {
  const lines = await linesOf(tx, siteId, order.id)
  const [allotment] = await reserve(tx, siteId, [{ orderId: order.id, lines }], at)
  if (allotment?.ok !== true) return false
  await cancelLines(tx, siteId, order.id, false)
  return true
}

/**
 * The outbox's work `order.hold-expired`: an order that nobody paid in time gives its stock back. Safe to do twice.
 */
export async function expireHold(core: Core, item: Pick<OutboxItem, 'siteId' | 'ref'>): Promise<void> {
  const { siteId, ref: orderId } = item
  const at = core.clock.now()
  const expired = await core.db.tx(async (tx) => {
    const order = await mustLock(tx, siteId, orderId)
    if (order.state !== 'received') return null
    await unreserve(tx, siteId, orderId, at)
    await cancelLines(tx, siteId, orderId, true)
    const to = { state: move(order.state, 'expire'), paymentState: 'expired', heldReason: null } as const
    const changed = await change(tx, siteId, order, to, at)
    await record(tx, { siteId, orderId, personId: order.personId, at, name: 'order.hold-expired', payload: {} })
    await tellShopper(core, tx, siteId, changed, 'expired')
    return changed
  })
  if (expired === null) return
  orderChanged(core, siteId, expired)
  core.bus.emit('catalog', siteId)
}
