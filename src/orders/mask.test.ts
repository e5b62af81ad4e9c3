import { expect, test } from 'vitest'
import { isOver, maskDelivery } from './mask.ts'

const delivery = {
  receiver: { name: '林小满', phone: '13800138042' },
  address: {
    country: 'CN',
    province: '浙江',
    city: '杭州',
    district: '西湖区',
    street: '文三路 1 号',
    postcode: '310000',
  },
  note: '放门口',
}

test('of an order that is over a name keeps its first character, a phone its last two digits, an address its city', () => {
  const masked = maskDelivery(delivery)
  expect(masked.receiver).toEqual({ name: '林**', phone: '*********42' })
  expect(masked.address).toMatchObject({ province: '浙江', city: '杭州', district: null, street: '', postcode: null })
  expect(masked.note).toBeNull()
  for (const secret of ['小满', '138', '文三路', '放门口']) expect(JSON.stringify(masked)).not.toContain(secret)
})

test('an order is over when it left, came, went back or was cancelled, and not before', () => {
  expect(['shipped', 'delivered', 'cancelled', 'returned'].every((s) => isOver(s as 'shipped'))).toBe(true)
  expect(['received', 'picking', 'labelled', 'registered', 'held'].some((s) => isOver(s as 'held'))).toBe(false)
})
