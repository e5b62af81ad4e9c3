import { expect, test } from 'vitest'
import { cellCode, judgePut, readPlace } from './put.ts'

test('cells and totes are read with or without their dash, and nothing else is a place', () => {
  expect(cellCode(7)).toBe('W-07')
  expect(readPlace(' w07 ')).toBe('W-07')
  expect(readPlace('T-0012')).toBe('T-0012')
  expect(readPlace('B07-32')).toBeNull()
  expect(readPlace('W-7')).toBeNull()
})

test('goods go into the place their order has, and without one into any place scanned', () => {
  expect(judgePut('W-07', 'W-07')).toBeNull()
  expect(judgePut('W-07', 'W-08')).toBe('wrong-cell')
  expect(judgePut('W-07', null)).toBe('put-unscanned')
  expect(judgePut(null, 'T-0001')).toBeNull()
  expect(judgePut(null, null)).toBe('tote-unscanned')
})
