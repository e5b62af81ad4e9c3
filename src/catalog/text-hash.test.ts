import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsHash, textHash } from './text-hash.ts'

const aText = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[手冲咖啡 ab]{0,9}$/))
const parts = fc.array(aText, { maxLength: 5 })

test('the same texts have one hash; others, or the same cut elsewhere, have another', () => {
  fc.assert(
    fc.property(parts, parts, fc.integer(), (some, others, seed) => {
      const isSame = JSON.stringify(some) === JSON.stringify(others)
      expect(partsHash([...some], seed) === partsHash(others, seed)).toBe(isSame)
      expect(partsHash(some, seed)).not.toBe(partsHash(some, seed + 1))
    }),
  )
  expect(partsHash(['ab', 'c'], 1)).not.toBe(partsHash(['a', 'bc'], 1))
  expect(partsHash(['a', ''], 1)).not.toBe(partsHash(['', 'a'], 1))
})

test('what was hashed before leaves no trace', () => {
  const short = partsHash(['咖啡'], 3)
  partsHash(['x'.repeat(100_000)], 3)
  expect(partsHash(['咖啡'], 3)).toBe(short)
})

test('neighbours do not meet', () => {
  const all = Array.from({ length: 100_000 }, (_, i) => `page ${i}`)
  expect(new Set(all.map((text) => textHash(text, 5))).size).toBe(all.length)
  expect(new Set(all.map((text) => partsHash([text], 5))).size).toBe(all.length)
})
