import { expect, test } from 'vitest'
import { fitFor, inUsualOrder } from './kinds.ts'

const kinds = ['google', 'own', 'wechat', 'oidc', 'atproto'].map((id) => ({ descriptor: { id } }))
const order = (lang: 'zh' | 'en') => inUsualOrder(kinds, lang).map(({ descriptor }) => descriptor.id)

test('WeChat comes first where Chinese is read, Google elsewhere; what is not named follows as it was', () => {
  expect(order('zh')).toEqual(['wechat', 'google', 'own', 'oidc', 'atproto'])
  expect(order('en')).toEqual(['google', 'atproto', 'wechat', 'own', 'oidc'])
})

const offered = ['wechat', 'wechat-official', 'github'].map((id) => ({ descriptor: { id } }))
const shown = (userAgent: string, of = offered) => fitFor(of, userAgent).map(({ descriptor }) => descriptor.id)
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50'

test('what works within WeChat alone is shown there alone, and takes the place of the QR code', () => {
  expect(shown('Mozilla/5.0 (Windows NT 10.0) Chrome/140')).toEqual(['wechat', 'github'])
  expect(shown(WECHAT)).toEqual(['wechat-official', 'github'])
  expect(shown('')).toEqual(['wechat', 'github'])
})

test('a site that has only the QR code keeps it within WeChat too', () => {
  expect(shown(WECHAT, [offered[0]!])).toEqual(['wechat'])
})
