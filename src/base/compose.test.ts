import { expect, test } from 'vitest'
import { terms } from '../catalog/terms.ts'
import { fold } from '../sensitive/folding.ts'
import { composed } from './compose.ts'

test('letters and their marks come together as ever', () => {
  for (const text of ['e\u0301', 'ｶﾞ', 'การ์ตูน', 'हिन्दी', 'q\u0323\u0307', ''])
    expect(composed(text, 'NFKC')).toBe(text.normalize('NFKC'))
})

test.each([
  ['marks', '\u0301\u0323'],
  ['halves of kana between marks', '\u0301\uff9e'],
])('two hundred thousand %s on one letter are no more work than other text', (_what, two) => {
  const text = `cup e${two.repeat(100_000)}`
  expect([...composed(text, 'NFKC')].length).toBeLessThan(40)
  expect(terms(text)[0]).toBe('cup')
  expect(fold(text).text.startsWith('cup e')).toBe(true)
})
