import type { PaymentProvider } from './payment.ts'

/** The merchant's own shop took the money before it sent the order; only its secret key may say so. */
const paid: PaymentProvider = {
  id: 'paid',
  name: { zh: '已在商店付款', en: 'Paid in the shop' },
  begins: 'paid',
  offeredTo: 'server',
}
export default paid
