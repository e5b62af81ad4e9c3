import type { Text } from '../base/i18n.ts'

/**
 * What of orders stays when their shopper is erased, in one sentence: asked before and told after. Who receives an order stands under the
 * master key for the term of the E-Commerce Law of the PRC, article 31 (`order_receiver`), not under the person's own.
 */
export const ORDERS_KEPT: Text = {
  zh: '法律规定订单保存三年：收件人、电话和地址加密存放，满三年删除；商品和金额留在账上，不再连着你的账号。',
  en: 'The law keeps orders for three years: name, phone and address stay sealed and are deleted then; goods and amounts stay in the books, no longer linked to your account.',
}

/** A sale's record and whatever proves what was agreed: three years (E-Commerce Law of the PRC, article 31; PIPL, article 56). */
export const KEPT_DAYS = 3 * 365

/** What stays when somebody is erased, how many days and why. */
export const KEPT_AFTER: readonly { readonly what: Text; readonly days: number | null; readonly why: Text }[] = [
  { what: { zh: '订单', en: 'Orders' }, days: KEPT_DAYS, why: ORDERS_KEPT },
  {
    what: { zh: '你答应和拒绝过什么', en: 'What you said yes and no to' },
    days: KEPT_DAYS,
    why: {
      zh: '证明当时同意或拒绝过什么，里面只有一个随机编号，认不出你；删除三年后也删掉。',
      en: 'They prove what was agreed or refused and hold only a random number that no longer leads to you; they go three years after the erasure.',
    },
  },
  {
    what: { zh: '审计记录', en: 'Audit' },
    days: KEPT_DAYS,
    why: {
      zh: '店里的人什么时候动过你的资料，里面只有随机编号；满三年删掉。',
      en: 'When people of the shop touched your data, by random number only; it goes after three years.',
    },
  },
]
