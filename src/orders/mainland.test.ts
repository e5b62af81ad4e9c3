import { expect, test } from 'vitest'
import { mainlandFaults } from './mainland.ts'

const address = { country: null, province: null, city: null, district: null, street: 'Mountain Rd 3', postcode: null }
const at = (change: object, phone = '13800138000', currency = 'CNY') =>
  mainlandFaults({ address: { ...address, ...change }, receiver: { name: '林晚', phone } }, currency).map(
    (f) => f.field,
  )

test('an address in the mainland needs province and city, each told at its field', () => {
  expect(at({})).toEqual(['address/province', 'address/city'])
  expect(at({ city: '杭州' })).toEqual(['address/province'])
  expect(at({ province: '浙江', city: '杭州' })).toEqual([])
})

test('a municipality is both, and a street may carry its region', () => {
  expect(at({ city: '上海' })).toEqual([])
  expect(at({ city: 'Beijing' })).toEqual([])
  expect(at({ street: '浙江省杭州市西湖区文三路 1 号' })).toEqual([])
  expect(at({ street: '上海市长宁区仙霞路 3 号' })).toEqual([])
  expect(at({ street: '城市花园 3 区' })).toEqual(['address/province', 'address/city'])
})

test('a mobile number has eleven digits; other numbers are left to the courier', () => {
  const here = { province: '浙江', city: '杭州' }
  expect(at(here, '1380013800')).toEqual(['receiver/phone'])
  for (const phone of ['138 0013 8000', '+86 138-0013-8000', '0571-88000000', '400 800 1234', '100 0000 0003'])
    expect(at(here, phone)).toEqual([])
})

test('other countries and shops of other money have rules of their own', () => {
  expect(at({ country: 'GB' }, '1380013800')).toEqual([])
  expect(at({}, '+44 20 7946 0000', 'GBP')).toEqual([])
  expect(at({ city: '香港' }, '2345 6789')).toEqual([])
  expect(at({ country: 'CN' }, '13800138000', 'USD')).toEqual(['address/province', 'address/city'])
})
