import { expect, test } from 'vitest'
import { isChallenge, visitReturn } from './visit.ts'

const site = { origins: ['https://shop.example', 'http://localhost:3000'] }
const back = (address: string) => visitReturn(address, site, 'https://tuidan.example')?.href ?? null

test.each([['https://shop.example/a?b#c'], ['http://localhost:3000/'], ['https://tuidan.example/s/shop/']])(
  '%s is led back to',
  (address) => expect(back(address)).toBe(address),
)

test.each([
  ['https://shop.example.evil.example/'],
  ['https://user@shop.example/'],
  ['http://shop.example/'],
  ['//shop.example/'],
  ['/s/shop/'],
  ['javascript:alert(1)'],
  ['https:\\\\shop.example/'],
  [`https://shop.example/${'x'.repeat(2000)}`],
])('%s is not', (address) => expect(back(address)).toBeNull())

test('a challenge is a SHA-256 as base64url', () => {
  expect(isChallenge('x'.repeat(43))).toBe(true)
  for (const bad of ['', 'x'.repeat(42), `${'x'.repeat(42)}=`, `${'x'.repeat(42)}+`])
    expect(isChallenge(bad)).toBe(false)
})
