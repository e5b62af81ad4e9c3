import { expect, test } from 'vitest'
import { inUsualOrder } from './order.ts'

const kinds = ['google', 'own', 'wechat', 'oidc', 'atproto'].map((id) => ({ descriptor: { id } }))
const order = (lang: 'zh' | 'en') => inUsualOrder(kinds, lang).map(({ descriptor }) => descriptor.id)

test('WeChat comes first where Chinese is read, Google elsewhere; what is not named follows as it was', () => {
  expect(order('zh')).toEqual(['wechat', 'google', 'own', 'oidc', 'atproto'])
  expect(order('en')).toEqual(['google', 'atproto', 'wechat', 'own', 'oidc'])
})
