import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readToken, signToken } from './token.ts'

const keyOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte))
const key = keyOf(7)
const token = { siteId: 's-1', decisionId: 'd-1', sku: '杯子 "A"' }

test('what was signed is read again', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (siteId, decisionId, sku) => {
      expect(readToken(signToken({ siteId, decisionId, sku }, key), key)).toEqual({ siteId, decisionId, sku })
    }),
  )
})

test('another key reads nothing', () => {
  expect(readToken(signToken(token, key), keyOf(8))).toBeNull()
})

test('any change of any character is noticed', () => {
  const text = signToken(token, key)
  for (let i = 0; i < text.length; i++)
    for (const c of ['A', 'b', '.', '0']) {
      if (text[i] === c) continue
      // The last character of a base64url text has bits that carry nothing; the text still differs, so it is refused.
      expect(readToken(text.slice(0, i) + c + text.slice(i + 1), key)).toBeNull()
    }
})

test('rubbish of every kind is null, never an error', () => {
  fc.assert(fc.property(fc.string(), (text) => readToken(text, key) === null))
  for (const text of ['', '.', '..', 'a.b.c', `${signToken(token, key)}.`]) expect(readToken(text, key)).toBeNull()
})
