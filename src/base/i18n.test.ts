import { expect, test } from 'vitest'
import { fill } from './i18n.ts'

test('places are filled; one that nothing fills stays to be seen', () => {
  expect(fill('{n} of {all}, {rest}', { n: 1, all: 3 })).toBe('1 of 3, {rest}')
})

test.each([
  [1, '1 piece'],
  ['1', '1 piece'],
  [0, '0 pieces'],
  [2, '2 pieces'],
  [21, '21 pieces'],
])('English counts %j', (n, said) => {
  expect(fill('{n} {n|piece|pieces}', { n })).toBe(said)
})

test('a count that nothing fills stays to be seen', () => {
  expect(fill('{n|piece|pieces}')).toBe('{n|piece|pieces}')
})
