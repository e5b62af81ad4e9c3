import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, foldWhole } from './folding.ts'

/** Characters that fold in some way of their own, beside any others. */
const AWKWARD = [...'aAbBsS ßİıſΣσςйéÉ№ﬁǅ㍿ＨＩⅧ①がｶﾞ각한愛醫\u00ad\u200b\u0301\u1100\ufe0f🏳🌈👩𝐡𝔸']

test('character by character gives what the whole text gives', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'grapheme', maxLength: 2 })))
  fc.assert(
    fc.property(text, (parts) => {
      const text = parts.join('')
      expect(fold(text)).toEqual(foldWhole(text))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['#BlackOwned', '#black owned', true],
  ['HIVpositive', 'hiv positive', true],
  ['ＨＩＶ', 'hiv', false],
  ['愛滋病', '爱滋病', false],
  ['dépréssion', 'depression', false],
  ['pr\u00adegnant', 'pregnant', false],
])('%s becomes %s', (text, folded, isParted) => {
  expect(fold(text)).toEqual({ text: folded, isParted })
})

test('a hundred thousand capitals beside a mark take no longer than as many other letters', () => {
  const text = 'A'.repeat(100_000)
  expect(foldWhole(`${text}1\u0301`).text).toHaveLength(100_001)
})
