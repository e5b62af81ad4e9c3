import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countTerms, terms } from './terms.ts'

test('a run of Han becomes overlapping pairs, a single character stays alone', () => {
  expect(terms('手冲滤杯')).toEqual(['手冲', '冲滤', '滤杯'])
  expect(terms('猫')).toEqual(['猫'])
})

test('a pair that holds a function character is no term', () => {
  expect(terms('山里的风')).toEqual(['山里'])
  expect(terms('我们的')).toEqual([])
})

test('full-width and half-width forms meet', () => {
  expect(terms('ＡＢＣ１２３')).toEqual(terms('abc123'))
})

test('words are lower case, plural and possessive fall off, accents too', () => {
  expect(terms("Men's Running SHOES, knives and boxes at the Café")).toEqual([
    'man',
    'running',
    'shoe',
    'knife',
    'box',
    'cafe',
  ])
  expect(terms('glass glasses bus series')).toEqual(['glass', 'glass', 'bus', 'sery'])
})

test('an English word beside Chinese is a word of its own, and a decimal stays whole', () => {
  expect(terms('露营壶1.2L墨绿')).toEqual(['露营', '营壶', '1.2l', '墨绿'])
})

test('characters beyond the basic plane are not torn', () => {
  expect(terms('𠮷野家')).toEqual(['𠮷野', '野家'])
})

test('counts keep the order of first appearance', () => {
  expect([...countTerms(['b', 'a', 'b'])]).toEqual([
    ['b', 2],
    ['a', 1],
  ])
})

test('no text makes it throw, and every term is small, lower case and not blank', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const term of terms(text)) {
        expect(term.trim()).toBe(term)
        expect(term.length).toBeGreaterThan(0)
        expect(term.length).toBeLessThanOrEqual(40)
        expect(term).toBe(term.toLowerCase())
      }
    }),
  )
})

test('cutting a text twice gives the same terms: what was normalised stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(terms(text.normalize('NFKC'))).toEqual(terms(text))
    }),
  )
})

test('what is not text gives no terms', () => {
  expect(terms(null as unknown as string)).toEqual([])
})

describe('scripts that a shop may be written in', () => {
  test.each([
    ['kana', 'コーヒーを', ['コー', 'ーヒ', 'ヒー', 'ーを']],
    ['half-width kana', 'ｺｰﾋｰ', ['コー', 'ーヒ', 'ヒー']],
    ['hangul, with particles', '텐트를 산다', ['텐트', '트를', '산다']],
    ['Thai, whose marks belong to the letter before them', 'ที่นอน', ['ที่น', 'นอ', 'อน']],
    ['Cyrillic, й and all', 'Чёрный ЧАЙ', ['черный', 'чай']],
    ['Greek', 'Ο Καφές', ['ο', 'καφες']],
    ['Arabic without its points and its lengthened lines', 'كِتَابٌ كتـــاب', ['كتاب', 'كتاب']],
    ['Hebrew without its points', 'סֵפֶר', ['ספר']],
    ['Hindi, whose vowels are marks', 'किताब की', ['किताब', 'की']],
    ['Vietnamese', 'cà phê', ['ca', 'phe']],
  ])('%s', (_name, text, expected) => {
    expect(terms(text)).toEqual(expected)
  })

  test('signs alone give no terms', () => {
    expect(terms('⛺🏕️👩‍👩‍👧 ❤️ ₿ \u0301')).toEqual([])
  })

  test('what is not seen stands in no word', () => {
    expect(terms('ket\u200btle \u202ehat\u202c so\u00adfa ta\ufeffble 手\u200d冲')).toEqual(
      terms('kettle hat sofa table 手冲'),
    )
  })
})

test('a word remembered does not keep the text that it stood in', () => {
  const text = `${'x y '.repeat(10)}extraordinarily ${'z'.repeat(60)}`
  expect(terms(text).slice(-2)).toEqual(['extraordinarily', 'z'.repeat(40)])
  expect(terms(text)).toEqual(terms(text))
})
