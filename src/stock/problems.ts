import { problems } from '../base/problem.ts'

/** Expected problems of stock. */
export const stockFail = problems({
  'stock/bad-quantity': {
    status: 400,
    title: {
      zh: '数量 {qty} 不对：要 1 到 {most} 的整数。',
      en: 'The quantity {qty} is not right: a whole number from 1 to {most}.',
    },
    next: { zh: '改好数量再来，什么都没有改变。', en: 'Mend the quantity and try again; nothing was changed.' },
  },
  'stock/not-enough': {
    status: 409,
    title: {
      zh: '{sku} 只剩 {left} 件可用，要 {wanted} 件。',
      en: 'Only {left} of {sku} are free, {wanted} are wanted.',
    },
    next: { zh: '先收货，或换一个数量。', en: 'Receive goods first, or ask for fewer.' },
  },
  'stock/not-in-bins': {
    status: 409,
    title: {
      zh: '{sku} 有 {missing} 件账上有、货位里没有。',
      en: '{missing} of {sku} are in the books but in no bin.',
    },
    next: {
      zh: '把它们放上货位，订单会自己继续。',
      en: 'Put them into a bin; the order goes on by itself.',
    },
    retry: true,
  },
})
