import type { Text } from '../base/i18n.ts'

/**
 * What of orders stays when their shopper is erased, in one sentence: asked before and told after. Who receives an order stands under the
 * master key for the term of the E-Commerce Law of the PRC, article 31 (`order_receiver`), not under the person's own.
 */
export const ORDERS_KEPT: Text = {
  zh: '法律规定订单保存三年：收件人、电话和地址加密存放，满三年删除；商品和金额留在账上，不再连着你的账号。',
  en: 'The law keeps orders for three years: name, phone and address stay sealed and are deleted then; goods and amounts stay in the books, no longer linked to your account.',
}
