import { expect, test } from 'vitest'
import { shownLine } from './shown.ts'

test.each([
  ['小岛 island قهوة ☕', 40, '小岛 island قهوة ☕'],
  ['\u202egnp.exe\u202c', 40, 'gnp.exe'],
  ['a\0b\nc\u2028d', 40, 'ab c d'],
  ['👩‍👩‍👧 family', 40, '👩‍👩‍👧 family'],
  ['half \ud83d', 40, 'half'],
  ['0123456789x', 10, '0123456789'],
  ['012345678👍', 10, '012345678'],
  ['<b>{name}', 40, '<b>{name}'],
])('%j in %i letters is shown as %j', (text, most, shown) => {
  expect(shownLine(text, most)).toBe(shown)
})
