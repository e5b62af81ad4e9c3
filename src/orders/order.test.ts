import { expect, test } from 'vitest'
import { Problem } from '../base/problem.ts'
import { checkOrder, priceLines, toCollect } from './order.ts'

const good = {
  lines: [{ sku: 'mug', qty: 2 }],
  receiver: { name: ' 林小满 ', phone: '+86 138-0013-8000' },
  address: { street: '文三路 1 号', city: '' },
  payment: { method: 'cod' },
}
const check = (change: object) => checkOrder({ ...good, ...change }, 'CNY')
const line = (qty: unknown) => ({ lines: [{ sku: 'mug', qty }] })

test('a good order comes out trimmed, blank fields as null', () => {
  expect(check({})).toEqual({
    lines: [{ sku: 'mug', qty: 2 }],
    delivery: {
      receiver: { name: '林小满', phone: '+86 138-0013-8000' },
      address: { country: null, province: null, city: null, district: null, street: '文三路 1 号', postcode: null },
      note: null,
    },
    method: 'cod',
    currency: null,
    externalId: null,
    offerToken: null,
  })
})

test('equal SKUs are merged into one line', () => {
  const lines = [
    { sku: 'mug', qty: 2 },
    { sku: 'tea', qty: 1 },
    { sku: 'mug', qty: 3 },
  ]
  expect(check({ lines }).lines).toEqual([
    { sku: 'mug', qty: 5 },
    { sku: 'tea', qty: 1 },
  ])
})

test.each([
  ['no lines', { lines: undefined }, 'orders/empty', 'lines'],
  ['an empty list', { lines: [] }, 'orders/empty', 'lines'],
  ['lines that are a text', { lines: 'mug' }, 'orders/invalid', 'lines'],
  ['a line that is null', { lines: [null] }, 'orders/invalid', 'lines/0'],
  ['a line without a SKU', { lines: [{ qty: 1 }] }, 'orders/invalid', 'lines/0/sku'],
  [
    'too many lines',
    { lines: Array.from({ length: 201 }, (_, i) => ({ sku: `s${i}`, qty: 1 })) },
    'orders/too-many-lines',
    'lines',
  ],
  ['zero pieces', line(0), 'orders/bad-quantity', 'lines/0/qty'],
  ['minus one piece', line(-1), 'orders/bad-quantity', 'lines/0/qty'],
  ['half a piece', line(0.5), 'orders/bad-quantity', 'lines/0/qty'],
  ['an enormous quantity', line(1e300), 'orders/bad-quantity', 'lines/0/qty'],
  ['10,000 pieces', line(10_000), 'orders/bad-quantity', 'lines/0/qty'],
  ['a quantity in words', line('2'), 'orders/bad-quantity', 'lines/0/qty'],
  ['a quantity that is an object', line({}), 'orders/bad-quantity', 'lines/0/qty'],
  [
    'a merged line of 10,000',
    {
      lines: [
        { sku: 'a', qty: 9_999 },
        { sku: 'a', qty: 1 },
      ],
    },
    'orders/bad-quantity',
    'lines/1/qty',
  ],
  ['no receiver', { receiver: undefined }, 'orders/no-receiver', 'receiver/name'],
  ['a receiver that is a text', { receiver: 'x' }, 'orders/invalid', 'receiver'],
  ['a blank name', { receiver: { name: ' ', phone: '1380013' } }, 'orders/no-receiver', 'receiver/name'],
  ['no phone', { receiver: { name: 'x' } }, 'orders/no-receiver', 'receiver/phone'],
  ['a phone that is none', { receiver: { name: 'x', phone: 'call me' } }, 'orders/invalid', 'receiver/phone'],
  ['no address', { address: undefined }, 'orders/no-address', 'address/street'],
  ['an address without a street', { address: { city: '杭州' } }, 'orders/no-address', 'address/street'],
  ['a street too long', { address: { street: 'x'.repeat(201) } }, 'orders/invalid', 'address/street'],
  ['a NUL in the name', { receiver: { name: 'a\u0000b', phone: '1380013' } }, 'orders/invalid', 'receiver/name'],
  [
    'a mark that turns the text',
    { receiver: { name: 'a\u202eb', phone: '1380013' } },
    'orders/invalid',
    'receiver/name',
  ],
  ['half a surrogate pair', { note: 'a\ud800' }, 'orders/invalid', 'note'],
  ['a NUL in the SKU', { lines: [{ sku: 'a\u0000', qty: 1 }] }, 'orders/invalid', 'lines/0/sku'],
  ['another currency', { currency: 'GBP' }, 'orders/currency-mismatch', 'currency'],
  ['no way to pay', { payment: {} }, 'orders/invalid', 'payment/method'],
] as const)('%s is refused, and the field is named', (_name, change, code, field) => {
  let caught: unknown
  try {
    check(change)
  } catch (error) {
    caught = error
  }
  expect(caught).toBeInstanceOf(Problem)
  expect([(caught as Problem).code, (caught as Problem).field]).toEqual([code, field])
  expect((caught as Problem).spec.status).toBeLessThan(500)
})

test.each([[null], ['order'], [42], [[]]])('a body that is %j is refused', (body) => {
  expect(() => checkOrder(body, 'CNY')).toThrow(Problem)
})

test('a note may have several lines', () => {
  expect(check({ note: '放门口\n谢谢' }).delivery.note).toBe('放门口\n谢谢')
})

test('lines get the catalogue’s price and title; an unknown product is named', () => {
  const mug = { sku: 'mug', title: { zh: '杯子', en: 'Mug' }, price: 250, currency: 'CNY' }
  const products = new Map([['mug', mug]])
  expect(priceLines([{ sku: 'mug', qty: 3 }], products, 'CNY').total).toBe(750)
  expect(() => priceLines([{ sku: 'cup', qty: 3 }], products, 'CNY')).toThrow('orders/unknown-product')
  expect(() => priceLines([{ sku: 'mug', qty: 3 }], products, 'GBP')).toThrow('orders/currency-mismatch')
  const dear = new Map([['mug', { ...mug, price: Number.MAX_SAFE_INTEGER }]])
  expect(() => priceLines([{ sku: 'mug', qty: 2 }], dear, 'CNY')).toThrow('orders/invalid')
})

test('every fault a person made is told at once, in words', () => {
  const faults = (order: object) => {
    try {
      check(order)
    } catch (error) {
      return (error as Problem).errors.map(({ field, text }) => [field, text.en])
    }
    return []
  }
  expect(faults({ receiver: { name: ' ', phone: 'call me' }, address: { city: 'x'.repeat(61) } })).toEqual([
    ['receiver/name', 'Enter the addressee’s name.'],
    ['receiver/phone', 'This is not a phone number. Use digits, such as 138 0000 0000.'],
    ['address/city', 'At most 60 characters.'],
    ['address/street', 'Enter the street and number.'],
  ])
  expect(faults({ note: 'a\u0000' }).map(([field]) => field)).toEqual(['note'])
  expect(faults({})).toEqual([])
})

test('a courier takes the total without the pieces that will not come, and nothing for what is paid', () => {
  const order = { paymentState: 'on-delivery', total: 56900, currency: 'CNY' }
  const lines = [
    { price: 10000, cancelled: 2 },
    { price: 36900, cancelled: 0 },
  ]
  expect(toCollect(order, lines)).toEqual({ amount: 36900, currency: 'CNY' })
  expect(toCollect({ ...order, paymentState: 'paid' }, lines)).toBeNull()
})
