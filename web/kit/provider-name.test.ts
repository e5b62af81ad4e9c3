import { expect, test } from 'vitest'
import { letterOf, spaced } from './provider-name.ts'

test('a name is told from the others by one letter', () => {
  expect(['微信', '微博', '微信（公众号）', 'Google', '小岛', ''].map(letterOf)).toEqual([
    '信',
    '博',
    '公',
    'G',
    '小',
    '',
  ])
})

test('Latin names stand apart from Chinese words', () => {
  expect(['Google', '微信', 'X 登', '小 A'].map((name) => `用${spaced(name)}登录`)).toEqual([
    '用 Google 登录',
    '用微信登录',
    '用 X 登登录',
    '用小 A 登录',
  ])
})
