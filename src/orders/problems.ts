import { problems } from '../base/problem.ts'

/** Expected problems of orders and payments. Faults of an order's content name the field they are about. */
export const ordersFail = problems({
  'orders/invalid': {
    status: 400,
    title: { zh: '{field_zh}不对。{expected_zh}', en: 'The {field_en} is not right. {expected_en}' },
    next: { zh: '改好这一项再下单，什么都没有改变。', en: 'Mend it and order again; nothing was changed.' },
  },
  'orders/empty': {
    status: 400,
    title: { zh: '订单里没有商品。', en: 'The order has no lines.' },
    next: { zh: '至少放一件商品。', en: 'Put at least one product in.' },
  },
  'orders/too-many-lines': {
    status: 400,
    title: { zh: '一张订单最多 {most} 行，收到 {lines} 行。', en: 'An order has {most} lines at most; {lines} came.' },
    next: { zh: '分成几张订单。', en: 'Split it into several orders.' },
  },
  'orders/bad-quantity': {
    status: 400,
    title: {
      zh: '第 {line} 行的数量 {qty} 不对：要 1 到 {most} 的整数。',
      en: 'The quantity {qty} in line {line} is not right: a whole number from 1 to {most}.',
    },
    next: { zh: '改好数量再下单，其余的都在。', en: 'Mend the quantity and order again; the rest is kept.' },
  },
  'orders/unknown-product': {
    status: 422,
    title: { zh: '没有商品 {sku}，或已下架。', en: 'There is no product {sku}, or it is not on sale any more.' },
    next: {
      zh: '拿掉这一行，或先在目录里加上它。',
      en: 'Take this line out, or add the product to the catalogue first.',
    },
  },
  'orders/currency-mismatch': {
    status: 422,
    title: {
      zh: '这里用 {expected} 结算，订单写的是 {got}。',
      en: 'Prices here are in {expected}; the order says {got}.',
    },
    next: { zh: '用 {expected} 再下单，或不写币种。', en: 'Order again in {expected}, or leave the currency out.' },
  },
  'orders/no-receiver': {
    status: 400,
    title: { zh: '收件人没有写全。', en: 'The addressee is not complete.' },
    next: {
      zh: '写上收件人的姓名和电话，购物袋还在。',
      en: 'Give the addressee’s name and phone; the bag is kept.',
    },
  },
  'orders/no-address': {
    status: 400,
    title: { zh: '没有写收货地址。', en: 'There is no address.' },
    next: { zh: '写上能送到的地址，购物袋还在。', en: 'Give an address a parcel can reach; the bag is kept.' },
  },
  'orders/out-of-stock': {
    status: 409,
    title: {
      zh: '{product_zh}现在剩 {left} 件，要了 {wanted} 件；没有扣款。',
      en: '{product_en}: {left} left, {wanted} wanted; you were not charged.',
    },
    next: { zh: '购物袋还在。减少件数，或换一样。', en: 'Your bag is kept. Take fewer, or choose something else.' },
  },
  'orders/key-needed': {
    status: 400,
    title: { zh: '缺少 Idempotency-Key。', en: 'The Idempotency-Key header is missing.' },
    next: {
      zh: '给每张订单一个随机的键（1 到 200 个字符），重发时用同一个。',
      en: 'Give each order a random key of 1 to 200 characters, and the same one when you send it again.',
    },
  },
  'orders/key-reused': {
    status: 422,
    title: { zh: '这个 Idempotency-Key 已用于另一张订单。', en: 'This Idempotency-Key belongs to another order.' },
    next: {
      zh: '新订单用新的键；原来的订单没有变。',
      en: 'Use a new key for a new order; the first order is unchanged.',
    },
  },
  'orders/external-id-taken': {
    status: 409,
    title: {
      zh: '外部单号 {externalId} 已是订单 {number}。',
      en: 'External id {externalId} is order {number} already.',
    },
    next: { zh: '用原来的键重发，或换外部单号。', en: 'Send it again with its own key, or use another external id.' },
  },
  'orders/not-found': {
    status: 404,
    title: { zh: '没有这张订单，或链接里的钥匙不对。', en: 'There is no such order, or the key in the link is wrong.' },
    next: { zh: '从确认页或消息里的链接打开。', en: 'Open it from the link in the confirmation or message.' },
  },
  'orders/bad-move': {
    status: 409,
    title: {
      zh: '订单现在是“{state_zh}”，不能{event_zh}。',
      en: 'The order is {state_en}; it cannot be {event_en} now.',
    },
    next: { zh: '刷新看看订单走到了哪一步。', en: 'Reload to see how far the order is.' },
  },
  'orders/nothing-to-refund': {
    status: 409,
    title: { zh: '这张订单没有要退的钱。', en: 'There is nothing to refund for this order.' },
    next: { zh: '刷新看看付款现在怎样。', en: 'Reload to see how its payment stands.' },
  },
  'orders/payment-unknown': {
    status: 422,
    title: { zh: '这里不能用“{method}”付款。', en: 'Payment by {method} is not offered here.' },
    next: { zh: '可用：{methods}。', en: 'Offered: {methods}.' },
  },
  'orders/payment-forged': {
    status: 401,
    title: { zh: '付款通知的签名不对。', en: 'The signature of the payment notice is not right.' },
    next: { zh: '检查双方的密钥；订单没有变。', en: 'Check the secret on both sides; the order is unchanged.' },
  },
  'orders/payment-stale': {
    status: 401,
    title: { zh: '付款通知的时间差了 {seconds} 秒。', en: 'The payment notice is {seconds} seconds off.' },
    next: { zh: '校准时钟再发；订单没有变。', en: 'Set the clock and send it again; the order is unchanged.' },
  },
  'orders/payment-invalid': {
    status: 400,
    title: { zh: '付款通知不完整：{part}。', en: 'The payment notice is not whole: {part}.' },
    next: { zh: '按接口说明再发；订单没有变。', en: 'Send it as the API page says; the order is unchanged.' },
  },
  'orders/payment-mismatch': {
    status: 409,
    title: { zh: '付款金额和订单对不上。', en: 'The amount paid does not match the order.' },
    next: { zh: '请人核对；订单没有变。', en: 'Have somebody look at it; the order is unchanged.' },
  },
  'orders/payment-unreachable': {
    status: 502,
    title: {
      zh: '付款通知没有送到商店，没有扣款。',
      en: 'The payment notice did not reach the shop; nothing was charged.',
    },
    next: { zh: '稍等再按一次。', en: 'Wait a moment and press again.' },
    retry: true,
  },
  'orders/busy': {
    status: 409,
    title: { zh: '同一个键的订单正在处理。', en: 'An order with this key is being handled right now.' },
    next: { zh: '一秒后用同一个键再发。', en: 'Send it again with the same key in a second.' },
    retry: true,
  },
  'orders/bad-cursor': {
    status: 400,
    title: { zh: '翻页位置不对。', en: 'The cursor is not right.' },
    next: { zh: '从第一页开始。', en: 'Start from the first page.' },
  },
})
