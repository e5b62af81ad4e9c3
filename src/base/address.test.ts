import { expect, test } from 'vitest'
import { withParameter } from './address.ts'

test.each([
  ['https://a.example/x', 'https://a.example/x?t=1'],
  ['https://a.example/x?b#c', 'https://a.example/x?b&t=1#c'],
  ['https://a.example/?q=a%20b&t=old&z=+', 'https://a.example/?q=a%20b&z=+&t=1'],
])('%s becomes %s', (address, expected) => {
  expect(withParameter(new URL(address), 't', '1')).toBe(expected)
})
