import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrap } from './label-wrap.ts'

/** A Han sign is two wide, all else one. */
const widthOf = (text: string) =>
  [...text].reduce((sum, s) => sum + (/[\p{Script=Han}\uff00-\uffef]/u.test(s) ? 2 : 1), 0)
const in10 = (text: string, most = 9) => wrap(text, { widthOf, width: 10, most })

test('Chinese breaks between any signs but not before a comma', () => {
  expect(in10('浙江省杭州市西湖区').lines).toEqual(['浙江省杭州', '市西湖区'])
  expect(in10('浙江省杭州，西湖').lines).toEqual(['浙江省杭', '州，西湖'])
})

test('words break at blanks, and one longer than a line where it must', () => {
  expect(in10('12 Long Street, Northtown').lines).toEqual(['12 Long', 'Street,', 'Northtown'])
  expect(in10('Llanfairpwllgwyngyll').lines).toEqual(['Llanfairpw', 'llgwyngyll'])
})

test('what does not fit is cut and said so', () => {
  expect(in10('one two three four five', 2)).toEqual({ lines: ['one two', 'three fou…'], isWhole: false })
  expect(in10('one two', 1)).toEqual({ lines: ['one two'], isWhole: true })
  expect(in10('')).toEqual({ lines: [], isWhole: true })
})

test('nothing is lost and no line is too wide, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const { lines } = wrap(text, { widthOf: (t) => [...t].length, width: 7, most: 99 })
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      expect(lines.every((line) => [...line].length <= 7)).toBe(true)
    }),
  )
})
