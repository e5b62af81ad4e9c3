import { ordersFail } from '../problems.ts'
import type { PaymentNotice, PaymentProvider } from './payment.ts'
import { verifyWebhook } from './webhook.ts'

/** No money moves: a page with Pay and Decline, and a signed callback as a real provider would send it. */
const demo: PaymentProvider = {
  id: 'demo',
  name: { zh: '演示付款', en: 'Demo payment' },
  begins: 'awaiting',
  offeredTo: 'demo',
  payUrl: ({ publicUrl, siteSlug, orderId, orderKey }) =>
    `${publicUrl}/v1/pay/demo/${orderId}?site=${encodeURIComponent(siteSlug)}&key=${encodeURIComponent(orderKey)}`,
  read(callback) {
    const eventId = verifyWebhook(callback)
    let body: Partial<PaymentNotice> | null
    try {
      body = JSON.parse(callback.rawBody) as Partial<PaymentNotice> | null
    } catch (cause) {
      throw ordersFail('orders/payment-invalid', { params: { part: 'JSON' }, cause })
    }
    const { orderId, state, amount, currency } = body ?? {}
    if (typeof orderId !== 'string') throw invalid('orderId')
    if (state !== 'paid' && state !== 'failed') throw invalid('state')
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) throw invalid('amount')
    if (typeof currency !== 'string') throw invalid('currency')
    return { eventId, orderId, state, amount, currency }
  },
}
export default demo

function invalid(part: string) {
  return ordersFail('orders/payment-invalid', { params: { part }, field: part })
}
