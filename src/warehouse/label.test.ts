import { expect, test } from 'vitest'
import { parcelBarCode, plainBarCode, toteCodes } from './label.ts'

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

test('totes are numbered with four digits', () => {
  expect(toteCodes(9, 2)).toEqual(['T-0009', 'T-0010'])
})
