import { expect, test } from 'vitest'
import { DAY } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import {
  isAddressForShops,
  isAlive,
  isFresh,
  isSafeAddress,
  judgeCallback,
  safeReturnTo,
  shortCode,
} from './handshake.ts'

const attempt = { issuer: 'https://id.example', expiresAt: 1_000, name: 'Islet' }
const judged = (query: string, now = 0) => {
  const said = judgeCallback(new URLSearchParams(query), attempt, now)
  return said instanceof Problem ? said.code : said.code
}

test.each([
  ['code=c&state=s&iss=https%3A%2F%2Fid.example', 'c'],
  ['code=c&state=s', 'c'],
  ['code=c&state=s&iss=https%3A%2F%2Fid.example%2F', 'sign-in/wrong-issuer'],
  ['code=c&code=d&state=s', 'sign-in/no-code'],
  ['code=c&state=s&state=t', 'sign-in/no-code'],
  ['state=s', 'sign-in/no-code'],
  ['code=&state=s', 'sign-in/no-code'],
  ['error=access_denied&state=s', 'sign-in/denied'],
  ['error=server_error&state=s', 'sign-in/provider-down'],
  ['error=invalid_scope&state=s', 'sign-in/provider-refused'],
])('callback %s: %s', (query, expected) => {
  expect(judged(query)).toBe(expected)
})

test('a callback after its time is too late, whatever it says', () => {
  expect(judged('code=c&state=s', 1_001)).toBe('sign-in/expired')
})

test('what a provider calls an error is shown in plain letters only', () => {
  expect(shortCode('<b>\u0000漢"x\\')).toBe('<b>x')
  expect(shortCode('漢')).toBe('?')
})

const site = { slug: 'hill', origins: ['https://shop.example'] }
test.each([
  [undefined, '/s/hill/'],
  ['/s/hill/a?b#c', '/s/hill/a?b#c'],
  ['/s/hill', '/s/hill'],
  ['/demo', '/demo'],
  ['/s/hillside/', '/s/hill/'],
  ['/s/hill/%2e%2e/%2e%2e/console/', '/s/hill/'],
  ['https://shop.example/x', 'https://shop.example/x'],
  ['https://shop.example.evil.example/x', '/s/hill/'],
  ['https://user:pass@shop.example/x', '/s/hill/'],
  ['http://shop.example/x', '/s/hill/'],
  ['data:text/html,x', '/s/hill/'],
  ['\t//evil.example', '/s/hill/'],
])('return to %s leads to %s', (wanted, expected) => {
  expect(safeReturnTo(wanted, site, 'https://tuidan.example')).toBe(expected)
})

test.each([
  ['https://id.example', true],
  ['http://localhost:4410', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:1', true],
  ['http://id.example', false],
  ['http://localhost.evil.example', false],
  ['ftp://localhost', false],
  ['x', false],
])('%s is talked to: %s', (address, ok) => {
  expect(isSafeAddress(address)).toBe(ok)
})

test.each([
  ['http://127.0.0.1:5432', 'https://tuidan.example', false],
  ['https://localhost', 'https://tuidan.example', false],
  ['https://id.example', 'https://tuidan.example', true],
  ['http://localhost:4461', 'http://localhost:4460', true],
  ['http://id.example', 'http://localhost:4460', false],
])('may the console of a shop name %s, on %s: %s', (address, publicUrl, may) => {
  expect(isAddressForShops(address, publicUrl)).toBe(may)
})

test('a session ends 30 days after the last visit and 90 days after its start', () => {
  const session = { seenAt: 0, expiresAt: 90 * DAY }
  expect(isAlive(session, 30 * DAY - 1)).toBe(true)
  expect(isAlive(session, 30 * DAY)).toBe(false)
  expect(isAlive({ ...session, seenAt: 89 * DAY }, 90 * DAY)).toBe(false)
})

test('a token without an end does not end', () => {
  expect(isFresh(null, 9e15)).toBe(true)
  expect(isFresh(60_000, 0)).toBe(true)
  expect(isFresh(60_000, 31_000)).toBe(false)
})
