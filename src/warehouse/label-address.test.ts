import { describe, expect, test } from 'vitest'
import { addressLang, addressLines, maskedPhone, phoneText } from './label-address.ts'

const NOWHERE = { country: null, province: null, city: null, district: null, postcode: null }

describe('a Chinese address', () => {
  const address = {
    ...NOWHERE,
    country: 'CN',
    province: '北京市',
    city: '北京市',
    district: '海淀区',
    street: '知春路 1 号',
  }

  test('is one line from the large to the small, and a municipality once', () => {
    expect(addressLines(address)).toEqual(['北京市海淀区知春路 1 号'])
    expect(addressLines({ ...address, district: null })).toEqual(['北京市知春路 1 号'])
    expect(addressLines({ ...NOWHERE, street: '知春路 1 号', postcode: '100080' })).toEqual(['知春路 1 号  100080'])
  })

  test('names a country other than China first', () => {
    const tokyo = { ...NOWHERE, country: 'JP', province: '東京都', city: '千代田区', street: '丸の内 1-1' }
    expect(addressLines(tokyo)).toEqual(['日本東京都千代田区丸の内 1-1'])
  })
})

describe('a western address', () => {
  test('is street, town with postcode, and country, a line each with blanks', () => {
    const london = { ...NOWHERE, country: 'GB', city: 'London', street: '221B Baker Street', postcode: 'NW1 6XE' }
    expect(addressLang(london)).toBe('en')
    expect(addressLines(london)).toEqual(['221B Baker Street', 'London NW1 6XE', 'UNITED KINGDOM'])
    const austin = {
      ...NOWHERE,
      country: 'United States',
      province: 'TX',
      city: 'Austin',
      street: '1 Congress Ave',
      postcode: '78701',
    }
    expect(addressLines(austin)).toEqual(['1 Congress Ave', 'Austin, TX 78701', 'UNITED STATES'])
  })

  test.each(['DE', 'Germany'])('has the postcode before the town where it is written so: %s', (country) => {
    const berlin = { ...NOWHERE, country, province: 'Berlin', city: 'Berlin', street: 'Torstraße 1', postcode: '10119' }
    expect(addressLines(berlin).slice(1)).toEqual(['10119 Berlin', 'GERMANY'])
  })

  test('of a street alone is that street', () => {
    expect(addressLines({ ...NOWHERE, street: '5 Rue X' })).toEqual(['5 Rue X'])
  })
})

test('a mobile number is grouped, another stays as it is', () => {
  expect(phoneText('13800138000')).toBe('138 0013 8000')
  expect(phoneText('+8613800138000')).toBe('138 0013 8000')
  expect(phoneText('0571-8888 8888')).toBe('0571-8888 8888')
})

test.each([
  ['13800138000', '138 **** 8000'],
  ['+44 20 7946 0958', '+44 2* **** 0958'],
  ['0571-8888 8888', '057*-**** 8888'],
  ['8888123', '88***23'],
  ['120', '1*0'],
])('the middle of %s is hidden', (phone, shown) => {
  expect(maskedPhone(phone)).toBe(shown)
})
