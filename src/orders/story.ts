import type { Text } from '../base/i18n.ts'
import { formatMoney } from '../base/money.ts'
import { heldText } from './held.ts'

/** One thing that happened to an order, as a person reads it. */
export interface StoryItem {
  readonly at: number
  readonly text: Text
  /** Which mark stands beside it. */
  readonly kind: 'order' | 'money' | 'floor' | 'parcel' | 'trouble' | 'push'
  /** Who did it; only in the staff's view. */
  readonly who?: string
}

/** What the story needs of a logged event. */
export interface StoryEvent {
  readonly name: string
  readonly at: number
  readonly payload: Readonly<Record<string, unknown>>
}

/** Who reads: the shopper sees no names, bins or refused scans. */
export type StoryView = 'shopper' | 'staff'

type Teller = (p: Readonly<Record<string, unknown>>) => Omit<StoryItem, 'at'>

const KINDS: Readonly<Record<string, Text>> = {
  pick: { zh: '拣货', en: 'picking' },
  pack: { zh: '打包', en: 'packing' },
  ship: { zh: '发货', en: 'shipping' },
}
/** Why a task went back, where the program itself did it; a person's words stand as they are. */
const REASONS: Readonly<Record<string, Text>> = {
  silent: { zh: '没有回应', en: 'no answer' },
  'shift-ended': { zh: '下岗', en: 'the shift ended' },
  'device-removed': { zh: '手机被移除', en: 'the phone was removed' },
  disabled: { zh: '账号停用', en: 'the account was disabled' },
  'by hand': { zh: '自己交回', en: 'given back' },
}
const reasonOf = (p: Readonly<Record<string, unknown>>): Text =>
  REASONS[str(p.reason)] ?? { zh: str(p.reason), en: str(p.reason) }
/** Why a scan did not count. */
const REFUSED: Readonly<Record<string, Text>> = {
  wrong: { zh: '扫到不对的码', en: 'A wrong code was scanned' },
  extra: { zh: '扫多了，没有算', en: 'One too many was scanned and not counted' },
  stale: { zh: '活已经交出去，这一扫没有算', en: 'Scanned after the task was taken back and not counted' },
}
const str = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const kindOf = (p: Readonly<Record<string, unknown>>): Text =>
  KINDS[str(p.kind)] ?? { zh: str(p.kind), en: str(p.kind) }
/** Put beside the carrier's id by `orderStory`; empty for a log without one. */
const carrierOf = (p: Readonly<Record<string, unknown>>): Text =>
  (p.carrierName as Text | undefined) ?? { zh: '', en: '' }
/** Why a worker was asked, in the words they read; nothing for a log that did not keep it in both languages. */
const toldOf = (p: Readonly<Record<string, unknown>>): Text => {
  const why = Array.isArray(p.why) ? p.why.filter((w): w is Text => typeof w === 'object' && w !== null) : []
  if (why.length === 0) return { zh: '', en: '' }
  return { zh: `：“${why.map((w) => w.zh).join('；')}”`, en: `: “${why.map((w) => w.en).join('; ')}”` }
}
const item = (kind: StoryItem['kind'], zh: string, en: string, who?: unknown): Omit<StoryItem, 'at'> => ({
  kind,
  text: { zh, en },
  ...(typeof who === 'string' && who !== '' ? { who } : {}),
})

/** Events that both may read. */
const FOR_ALL: Readonly<Record<string, Teller>> = {
  'order.placed': (p) => {
    const money = { amount: Number(p.total), currency: str(p.currency) }
    return item(
      'order',
      `下单，${str(p.pieces)} 件，${formatMoney(money, 'zh')}`,
      `Ordered: ${str(p.pieces)} ${p.pieces === 1 ? 'piece' : 'pieces'}, ${formatMoney(money, 'en')}`,
    )
  },
  'order.paid': () => item('money', '已付款', 'Paid'),
  'order.payment-failed': () =>
    item('money', '付款没有成功，可以再付一次', 'The payment did not go through; it can be tried again'),
  'order.hold-expired': () =>
    item('trouble', '没有按时付款，商品已放回', 'Not paid in time; the goods went back on sale'),
  'order.unheld': () => item('order', '恢复处理', 'Goes on'),
  'order.released': () => item('floor', '仓里开始安排', 'Handed to the warehouse'),
  'order.picking': () => item('floor', '开始拣货', 'Picking began'),
  'order.picked': () => item('floor', '拣齐了', 'Everything is picked'),
  'parcel.packed': (p) => item('parcel', '打包好了', 'Packed', p.worker),
  'parcel.labelled': (p) =>
    item(
      'parcel',
      `贴好面单，${carrierOf(p).zh} ${str(p.tracking)}`,
      `Labelled: ${carrierOf(p).en}, ${str(p.tracking)}`,
      p.worker,
    ),
  'parcel.registered': (p) => item('parcel', '已登记出库', 'Registered for dispatch', p.worker),
  'parcel.shipped': (p) =>
    item(
      'parcel',
      `已发货，${carrierOf(p).zh} ${str(p.tracking)}`,
      `Shipped: ${carrierOf(p).en}, ${str(p.tracking)}`,
      p.worker,
    ),
  'order.delivered': () => item('parcel', '已送达', 'Delivered'),
}

const BY: Readonly<Record<string, Text>> = {
  shopper: { zh: '由用户取消', en: 'Cancelled by the shopper' },
  staff: { zh: '由店家取消', en: 'Cancelled by the shop' },
  shop: { zh: '由店家取消', en: 'Cancelled by the shop' },
  system: { zh: '自动取消', en: 'Cancelled automatically' },
}

const FOR_SHOPPER: Readonly<Record<string, Teller>> = {
  'order.held': () => item('trouble', '店家在核对这张订单', 'The shop is checking this order'),
  'order.cancelled': (p) => {
    const text =
      p.by === 'shopper' ? { zh: '你取消了订单', en: 'You cancelled the order' } : (BY[str(p.by)] ?? BY.system!)
    return item('order', text.zh, text.en)
  },
  'order.refunded': () => item('money', '已退款', 'Refunded'),
  'order.paid-twice': () => item('money', '付了两次，多付的会退回', 'Paid twice; the second payment is refunded'),
  'order.short': () =>
    item('trouble', '有一件暂时找不到，店家在处理', 'One item cannot be found right now; the shop is on it'),
}

const FOR_STAFF: Readonly<Record<string, Teller>> = {
  'receiver.read': (p) => item('order', '看了收件人', 'Looked up the addressee', p.by),
  'order.paid-twice': () => item('trouble', '付了两次，第二笔要退', 'Paid twice: refund the second payment'),
  'order.held': (p) => {
    const reason = heldText(str(p.reason))
    return item('trouble', `挂起：${reason.zh}`, `On hold: ${reason.en}`)
  },
  'order.refunded': (p) =>
    item(
      'money',
      str(p.reference) === '' ? '已退款' : `已退款，凭据 ${str(p.reference)}`,
      str(p.reference) === '' ? 'Refunded' : `Refunded, reference ${str(p.reference)}`,
      p.by,
    ),
  'order.cancelled': (p) => {
    const text = BY[str(p.by)] ?? BY.system!
    const reason = str(p.reason)
    return item(
      'order',
      reason === '' ? text.zh : `${text.zh}：${reason}`,
      reason === '' ? text.en : `${text.en}: ${reason}`,
    )
  },
  'order.short': (p) =>
    item('trouble', `${str(p.sku)} 缺 ${str(p.missing)} 件`, `${str(p.missing)} of ${str(p.sku)} missing`),
  'task.offered': (p) => {
    const why = toldOf(p)
    return item(
      'floor',
      `${kindOf(p).zh}派给 ${str(p.worker)}${why.zh}`,
      `${cap(kindOf(p).en)} offered to ${str(p.worker)}${why.en}`,
      p.worker,
    )
  },
  'task.assigned': (p) =>
    item(
      'floor',
      `${str(p.by)} 把${kindOf(p).zh}指派给 ${str(p.worker)}${p.outOfZone === true ? '（跨区）' : ''}：${str(p.reason)}`,
      `${str(p.by)} gave the ${kindOf(p).en} to ${str(p.worker)}${p.outOfZone === true ? ' (outside their zones)' : ''}: ${str(p.reason)}`,
      p.by,
    ),
  'task.accepted': (p) =>
    item('floor', `${str(p.worker)} 接了${kindOf(p).zh}`, `${str(p.worker)} took the ${kindOf(p).en}`, p.worker),
  'task.refused': (p) =>
    item(
      'floor',
      `${str(p.worker)} 没接${kindOf(p).zh}：${reasonOf(p).zh}`,
      `${str(p.worker)} refused the ${kindOf(p).en}: ${reasonOf(p).en}`,
      p.worker,
    ),
  'task.taken-back': (p) =>
    item(
      'floor',
      `${kindOf(p).zh}从 ${str(p.worker)} 收回：${reasonOf(p).zh}`,
      `${cap(kindOf(p).en)} taken back from ${str(p.worker)}: ${reasonOf(p).en}`,
      p.worker,
    ),
  'task.done': (p) => item('floor', `${kindOf(p).zh}完成`, `${cap(kindOf(p).en)} done`, p.worker),
  'goods.put-back': (p) =>
    item(
      'floor',
      `${str(p.sku)} ${str(p.qty)} 件放回 ${str(p.bin)}`,
      `${str(p.qty)} of ${str(p.sku)} put back into ${str(p.bin)}`,
    ),
  'goods.placed': (p) => item('floor', `放到 ${str(p.place)}`, `Put into ${str(p.place)}`, p.worker),
  'parcel.label-printed': (p) =>
    p.reason === null || p.reason === undefined
      ? item('parcel', '打印面单', 'Label printed', p.worker)
      : item('parcel', `重印面单：${str(p.reason)}`, `Label printed again: ${str(p.reason)}`, p.worker),
  'line.picked': (p) =>
    item(
      'floor',
      `${str(p.bin)} 拣 ${str(p.sku)} ${str(p.qty)} 件`,
      `${str(p.qty)} of ${str(p.sku)} from ${str(p.bin)}`,
      p.worker,
    ),
  'scan.refused': (p) => {
    const said = REFUSED[str(p.verdict)] ?? REFUSED.wrong!
    return item('trouble', `${said.zh} ${str(p.code)}`, `${said.en}: ${str(p.code)}`)
  },
  'push.sent': (p) =>
    str(p.topic).startsWith('order.')
      ? item('push', '推送给用户', 'Pushed to the shopper')
      : item('push', '推送给作业员', 'Pushed to the worker'),
  'push.failed': (p) => item('push', `推送没有送到：${str(p.code)}`, `A push did not arrive: ${str(p.code)}`),
  'push.received': () => item('push', '手机收到了推送', 'The phone received the push'),
  'offer.ordered': (p) => item('order', `来自广告：${str(p.sku)}`, `Came from an offer: ${str(p.sku)}`),
}

const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * The story of an order out of its log, oldest first; events that the reader is not meant to see are left out. `carrierName`
 * words a carrier's id.
 */
export function orderStory(
  events: readonly StoryEvent[],
  view: StoryView,
  carrierName: (id: string) => Text = (id) => ({ zh: id, en: id }),
): StoryItem[] {
  const tellers = { ...FOR_ALL, ...(view === 'staff' ? FOR_STAFF : FOR_SHOPPER) }
  return events.flatMap(({ name, at, payload }) => {
    const named =
      payload.carrier === undefined ? payload : { ...payload, carrierName: carrierName(str(payload.carrier)) }
    const told = Object.hasOwn(tellers, name) ? tellers[name]!(named) : undefined
    if (told === undefined) return []
    return [{ at, kind: told.kind, text: told.text, ...(view === 'staff' && told.who ? { who: told.who } : {}) }]
  })
}

/** What a shopper is told by push. */
export type ShopperNews = 'paid' | 'expired' | 'picking' | 'shipped' | 'delivered' | 'cancelled' | 'refund'

/** The words of a push to the shopper. */
export function shopperMessage(
  news: ShopperNews,
  order: { readonly number: string; readonly total: number; readonly currency: string },
  parcel: { readonly carrier: Text; readonly tracking: string } | null,
): { title: Text; body: Text } {
  const zh = `订单 ${order.number}`
  const en = `Order ${order.number}`
  const money = { amount: order.total, currency: order.currency }
  const how =
    parcel === null
      ? null
      : { zh: `${parcel.carrier.zh} ${parcel.tracking}`, en: `${parcel.carrier.en} ${parcel.tracking}` }
  const table: Readonly<Record<ShopperNews, readonly [Text, Text]>> = {
    paid: [
      { zh: '付款收到了', en: 'Payment received' },
      {
        zh: `${zh}，${formatMoney(money, 'zh')}，马上去拣。`,
        en: `${en}, ${formatMoney(money, 'en')}. Picking comes next.`,
      },
    ],
    expired: [
      { zh: '没有付款，订单已取消', en: 'Not paid, so the order ended' },
      {
        zh: `${zh} 的商品放回去了，没有扣款。想要可以再下单。`,
        en: `The goods of ${en} went back; you were not charged. Order again if you like.`,
      },
    ],
    picking: [
      { zh: '开始拣货了', en: 'Picking has begun' },
      { zh: `${zh} 有人在拣了。`, en: `Somebody is picking ${en}.` },
    ],
    shipped: [
      { zh: '发货了', en: 'On its way' },
      {
        zh: how === null ? `${zh} 已交给快递。` : `${zh} 已交给快递：${how.zh}。`,
        en: how === null ? `${en} is with the carrier.` : `${en} is with the carrier: ${how.en}.`,
      },
    ],
    delivered: [
      { zh: '送到了', en: 'Delivered' },
      { zh: `${zh} 已送达。`, en: `${en} was delivered.` },
    ],
    cancelled: [
      { zh: '订单取消了', en: 'Order cancelled' },
      { zh: `${zh} 由店家取消。付过的钱会退回。`, en: `The shop cancelled ${en}. What you paid comes back.` },
    ],
    refund: [
      { zh: '付款来晚了，会退给你', en: 'The payment came late and is refunded' },
      {
        zh: `${zh} 的商品已卖完，${formatMoney(money, 'zh')} 会退回。`,
        en: `The goods of ${en} are sold out; ${formatMoney(money, 'en')} comes back to you.`,
      },
    ],
  }
  const [title, body] = table[news]
  return { title, body }
}
