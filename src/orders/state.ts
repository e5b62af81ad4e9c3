import type { Text } from '../base/i18n.ts'
import { ordersFail } from './problems.ts'

/** How far an order is. */
export const ORDER_STATES = [
  'received', // unpaid; its stock is held for a while
  'reserved', // may go to the floor
  'released', // tasks are made
  'picking',
  'picked',
  'packed',
  'labelled',
  'registered', // 出库登记 done; only the handing over is left
  'shipped',
  'delivered',
  'held', // stopped by a person, with a reason
  'short', // the floor lacks pieces; a person decides
  'backordered', // paid, and without stock for now
  'cancelled',
  'returned',
] as const
/** One of the states. */
export type OrderState = (typeof ORDER_STATES)[number]

/** What can happen to an order. */
export const ORDER_EVENTS = [
  'pay',
  'expire', // nobody paid in time
  'pay-late', // the money came after the order had expired, and there was stock again
  'restock', // a backordered order got its stock
  'backorder',
  'release',
  'take-back', // tasks withdrawn before anything was picked
  'start', // the first worker began
  'pick', // everything that will come is picked
  'short',
  'resume', // a short order goes on
  'pack',
  'label',
  'register',
  'ship',
  'deliver',
  'hold',
  'unhold',
  'cancel',
  'return',
] as const
/** One of the events. */
export type OrderEvent = (typeof ORDER_EVENTS)[number]

/** State × event → state. What is not here is refused. */
export const MOVES: Readonly<Record<OrderState, Partial<Record<OrderEvent, OrderState>>>> = {
  received: { pay: 'reserved', expire: 'cancelled', cancel: 'cancelled' },
  reserved: { release: 'released', backorder: 'backordered', hold: 'held', cancel: 'cancelled' },
  released: { start: 'picking', 'take-back': 'reserved', short: 'short', hold: 'held', cancel: 'cancelled' },
  picking: { pick: 'picked', short: 'short', cancel: 'cancelled' },
  picked: { pack: 'packed', short: 'short', cancel: 'cancelled' },
  packed: { label: 'labelled', cancel: 'cancelled' },
  labelled: { register: 'registered', cancel: 'cancelled' },
  registered: { ship: 'shipped' },
  shipped: { deliver: 'delivered', return: 'returned' },
  delivered: { return: 'returned' },
  held: { unhold: 'reserved', cancel: 'cancelled' },
  short: { resume: 'picking', pick: 'picked', backorder: 'backordered', cancel: 'cancelled' },
  backordered: { restock: 'reserved', cancel: 'cancelled' },
  cancelled: { 'pay-late': 'reserved' },
  returned: {},
}

/** The states a person reads. */
export const STATE_NAMES: Readonly<Record<OrderState, Text>> = {
  received: { zh: '待付款', en: 'waiting for payment' },
  reserved: { zh: '已接单', en: 'accepted' },
  released: { zh: '已放行', en: 'released' },
  picking: { zh: '拣货中', en: 'being picked' },
  picked: { zh: '已拣齐', en: 'picked' },
  packed: { zh: '已打包', en: 'packed' },
  labelled: { zh: '已贴签', en: 'labelled' },
  registered: { zh: '已登记出库', en: 'registered for dispatch' },
  shipped: { zh: '已发货', en: 'shipped' },
  delivered: { zh: '已送达', en: 'delivered' },
  held: { zh: '挂起', en: 'on hold' },
  short: { zh: '少货', en: 'short' },
  backordered: { zh: '待到货', en: 'backordered' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  returned: { zh: '已退回', en: 'returned' },
}

/** The events as "it cannot be …" reads them. */
const EVENT_NAMES: Readonly<Record<OrderEvent, Text>> = {
  pay: { zh: '付款', en: 'paid' },
  expire: { zh: '过期', en: 'expired' },
  'pay-late': { zh: '补付', en: 'paid late' },
  restock: { zh: '补货', en: 'restocked' },
  backorder: { zh: '转为待到货', en: 'backordered' },
  release: { zh: '放行', en: 'released' },
  'take-back': { zh: '从现场收回', en: 'taken back' },
  start: { zh: '开始拣货', en: 'started' },
  pick: { zh: '完成拣货', en: 'picked' },
  short: { zh: '报缺', en: 'reported short' },
  resume: { zh: '继续', en: 'resumed' },
  pack: { zh: '打包', en: 'packed' },
  label: { zh: '贴签', en: 'labelled' },
  register: { zh: '登记出库', en: 'registered' },
  ship: { zh: '发货', en: 'shipped' },
  deliver: { zh: '送达', en: 'delivered' },
  hold: { zh: '挂起', en: 'put on hold' },
  unhold: { zh: '恢复', en: 'taken off hold' },
  cancel: { zh: '取消', en: 'cancelled' },
  return: { zh: '退回', en: 'returned' },
}

/**
 * The state an event leads to.
 * @throws orders/bad-move
 */
export function move(state: OrderState, event: OrderEvent): OrderState {
  const next = MOVES[state][event]
  if (next !== undefined) return next
  const from = STATE_NAMES[state]
  const what = EVENT_NAMES[event]
  throw ordersFail('orders/bad-move', {
    params: { state, event, state_zh: from.zh, state_en: from.en, event_zh: what.zh, event_en: what.en },
  })
}

/** May this happen now? For screens that show or hide a button. */
export function can(state: OrderState, event: OrderEvent): boolean {
  return MOVES[state][event] !== undefined
}

/** Does an order in this state keep its stock promised? */
export function holdsStock(state: OrderState): boolean {
  return !['shipped', 'delivered', 'cancelled', 'returned', 'backordered'].includes(state)
}

/** Is this one of the states? */
export function isOrderState(value: unknown): value is OrderState {
  return (ORDER_STATES as readonly unknown[]).includes(value)
}

/** How the money stands. */
export type PaymentState =
  | 'on-delivery' // paid to the courier
  | 'awaiting'
  | 'paid'
  | 'failed' // declined; may be tried again while the hold lasts
  | 'expired'
  | 'cancelled' // the order was cancelled before anybody paid
  | 'refund-needed' // money came for an order that will not be sent
  | 'paid-twice' // the order goes on, the second payment is to go back
  | 'refunded' // a person paid it back
