import { expect, test } from 'vitest'
import { addressText, parcelBarCode, phoneText, plainBarCode, toteCodes } from './label.ts'

test('an SSCC is printed as GS1-128 with its identifier, an internal number as plain Code 128', () => {
  expect(parcelBarCode('069000000000000014')).toEqual({
    bcid: 'gs1-128',
    text: '(00)069000000000000014',
    human: '(00) 0 6900000 000000001 4',
  })
  expect(parcelBarCode('P0000000017')).toEqual({ bcid: 'code128', text: 'P0000000017', human: 'P0000000017' })
})

test('what Code 128 cannot say has no bars', () => {
  expect(plainBarCode('茶-1')).toBeNull()
})

test('an address is written from the large to the small, and a municipality once', () => {
  const address = {
    country: 'CN',
    province: '北京市',
    city: '北京市',
    district: '海淀区',
    street: '知春路 1 号',
    postcode: null,
  }
  expect(addressText(address)).toBe('北京市海淀区知春路 1 号')
  expect(addressText({ ...address, province: null, city: null, district: null, postcode: '100080' })).toBe(
    '知春路 1 号  100080',
  )
})

test('a mobile number is grouped, another stays as it is', () => {
  expect(phoneText('13800138000')).toBe('138 0013 8000')
  expect(phoneText('+8613800138000')).toBe('138 0013 8000')
  expect(phoneText('0571-8888 8888')).toBe('0571-8888 8888')
})

test('totes are numbered with four digits', () => {
  expect(toteCodes(9, 2)).toEqual(['T-0009', 'T-0010'])
})
