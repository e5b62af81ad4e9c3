import type { PaymentProvider } from './payment.ts'

const cod: PaymentProvider = {
  id: 'cod',
  name: { zh: '货到付款', en: 'Cash on delivery' },
  begins: 'on-delivery',
  offeredTo: 'anyone',
}
export default cod
