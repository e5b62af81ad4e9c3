import { expect, test } from 'vitest'
import { openBody } from './body.ts'

test.each<[string, string, unknown]>([
  ['JSON', '{"a":1}', { a: 1 }],
  ['JSON with blanks around', ' \n{"a":1}\n', { a: 1 }],
  ['JSONP', 'callback( {"error":100} );\n', { error: 100 }],
  ['a form', 'access_token=A&expires_in=7', { access_token: 'A', expires_in: '7' }],
  ['a page', '<a href="?x=1">x</a>', '<a href="?x=1">x</a>'],
  ['a sentence', 'x = y, they said', 'x = y, they said'],
  ['nothing', '', ''],
  ['a call that is cut off', 'callback({"error":', 'callback({"error":'],
])('%s', (_name, text, body) => {
  expect(openBody(text)).toEqual(body)
})

test('a form is one where its type says so', () => {
  expect(openBody('a=b c', 'application/x-www-form-urlencoded')).toEqual({ a: 'b c' })
})

test('a form that is made to take long holds up nobody', () => {
  const text = `a=${'b&'.repeat(2_000_000)}`
  const startedAt = performance.now()
  expect(openBody(text, 'application/x-www-form-urlencoded')).toBe(text)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
