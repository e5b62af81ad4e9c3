import { expect, test } from 'vitest'
import { wayOn } from './way-on.ts'

test.each(['/s/shop/openid/enter/aB-_9', '/s/shop/visit?returnTo=x&challenge=y'])('%s goes on', (to) =>
  expect(wayOn(to, '/s/shop')).toBe(to),
)

test.each([
  '',
  '/s/shop/openid/enter/',
  '/s/shop/openid/enter/../../../../v1/sites/shop/sign-out?',
  '/s/shop/openid/enter/%2e%2e/x',
  '/s/shop/openid/enter/a/../../../x',
  '/s/shop/openid/enter/a?x',
  '/s/shop/openid/enter/a#x',
  '/s/shop/openid/enter/a\\b',
  '/s/shop/visit/../x?',
  '/s/other/visit?x',
  '//evil.example/s/shop/visit?',
  'https://evil.example/',
])('%s does not', (to) => expect(wayOn(to, '/s/shop')).toBeNull())
