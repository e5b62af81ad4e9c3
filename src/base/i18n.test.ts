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

test('a space comes between a Han sign and a Latin one where a value is put in, and nowhere else', () => {
  const zh = (name: string | number) => fill('你是{name}吗？', { name })
  expect([zh('Chen'), zh('王珊'), zh(7)]).toEqual(['你是 Chen 吗？', '你是王珊吗？', '你是 7 吗？'])
  expect(fill('到 {bin}，拿{n}件', { bin: 'A01-05', n: '两' })).toBe('到 A01-05，拿两件')
})
