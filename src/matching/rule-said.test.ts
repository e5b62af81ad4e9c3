import { expect, test } from 'vitest'
import { sayRule } from './rule-said.ts'
import type { Rule } from './rule-words.ts'

const CASES: readonly [string, Rule, string, string][] = [
  ['nothing asked', { all: [] }, '所有人', 'everybody'],
  [
    'categories',
    { field: 'interest', in: ['kitchen/coffee', 'outdoor/camping'] },
    '喜欢咖啡或露营',
    'likes Coffee or Camping',
  ],
  [
    'several at once',
    {
      all: [
        { field: 'pageWord', in: ['闷蒸'] },
        {
          any: [
            { field: 'device', in: ['phone'] },
            { field: 'hour', in: ['mon-09', '20', 'sun'] },
          ],
        },
        { none: [{ field: 'visitor', in: ['new'] }] },
      ],
    },
    '页面说到“闷蒸”，并且（用手机看，或者时间是周一 9 点或 20 点或周日），并且不是第一次来',
    'the page says "闷蒸", and (looks on a phone, or it is Monday 09:00 or 20:00 or Sunday), and not: is here for the first time',
  ],
  [
    'places and languages',
    {
      all: [
        { field: 'place', in: ['CN-SH', 'DE'] },
        { field: 'language', in: ['en'] },
      ],
    },
    '人在中国 SH 或德国，并且用英语',
    'is in China SH or Germany, and reads English',
  ],
  ['what is in the bag', { field: 'basket', in: ['empty'] }, '购物袋是空的', 'the bag is empty'],
]

test.each(CASES)('%s', (_what, rule, zh, en) => {
  expect(sayRule(rule, 'zh')).toBe(zh)
  expect(sayRule(rule, 'en')).toBe(en)
})

test('of many values the first are said, and how many there are', () => {
  const rule: Rule = { field: 'segment', in: Array.from({ length: 9 }, (_, i) => `s${i}`) }
  expect(sayRule(rule, 'zh')).toMatch(/“s5”等 9 个$/)
  expect(sayRule(rule, 'en')).toMatch(/"s5" or 3 more$/)
})
