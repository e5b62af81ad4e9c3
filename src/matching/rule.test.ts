import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRule } from '../../test/harness/rules.ts'
import { category } from '../catalog/categories.ts'
import { normalForm } from './normal-form.ts'
import { fromLists, RULE_LIMITS, readRule } from './rule.ts'
import type { Rule } from './rule-words.ts'

const known = {
  isCategory: (id: string) => category(id) !== null || /^[a-f](\/[a-f])*$/.test(id),
  isSensitive: (id: string) => category(id)?.sensitive === true,
}
const read = (input: unknown) => readRule(input, known)
const pathsOf = (input: unknown) => {
  const answer = read(input)
  return answer.ok ? [] : answer.faults.map(({ path }) => path)
}
const leaf = (field: string, ...values: unknown[]) => ({ field, in: values })
const nested = (depth: number): unknown => (depth === 0 ? leaf('segment', 's') : { all: [nested(depth - 1)] })

describe('a rule is read', () => {
  test.each([[undefined], [null], [{}], [{ all: [] }], [{ none: [] }], [{ interests: [], pageCategories: [] }]])(
    '%j lets everybody in',
    (input) => {
      const answer = read(input)
      expect(answer.ok && normalForm(answer.rule)).toEqual([[]])
    },
  )

  test('values are kept as they are compared, once each', () => {
    const input = {
      all: [
        leaf('pageWord', ' Ｃｏｆｆｅｅ ', 'coffee'),
        leaf('place', 'cn-sh'),
        leaf('hour', 'MON-09', '09'),
        leaf('language', 'ZH'),
        leaf('segment', 'a.*(b)+$', '<?php 1+1 ?>', 'عربي', '👩‍🚀'),
      ],
    }
    expect(read(input)).toEqual({
      ok: true,
      rule: {
        all: [
          { field: 'pageWord', in: ['coffee'] },
          { field: 'place', in: ['CN-SH'] },
          { field: 'hour', in: ['mon-09', '09'] },
          { field: 'language', in: ['zh'] },
          { field: 'segment', in: ['a.*(b)+$', '<?php 1+1 ?>', 'عربي', '👩‍🚀'] },
        ],
      },
    })
  })

  test('what was read is read the same again', () => {
    fc.assert(
      fc.property(anyRule(3), (rule) => {
        const once = read(rule)
        fc.pre(once.ok)
        expect(read(JSON.parse(JSON.stringify(once.ok && once.rule)))).toEqual(once)
      }),
    )
  })

  test('the two lists of older campaigns are a rule, and their faults are found in them', () => {
    const lists = { interests: ['a/b'], pageCategories: ['e'] }
    expect(read(lists)).toEqual({ ok: true, rule: fromLists(lists) })
    expect(pathsOf({ interests: ['a', 'nothing'], pageCategories: 'e' })).toEqual([
      'targeting/interests/1',
      'targeting/pageCategories',
    ])
  })
})

describe('what is wrong is named, all of it, where it is', () => {
  const sensitive = 'health'
  test('the sensitive category of this test is one', () => expect(known.isSensitive(sensitive)).toBe(true))

  test.each<[string, unknown, string[]]>([
    ['text', 'interest = coffee', ['targeting']],
    ['a list', [leaf('segment', 's')], ['targeting']],
    ['an unknown key', { all: [], eval: 'x' }, ['targeting/eval']],
    ['a leaf with more than a leaf has', { ...leaf('segment', 's'), regex: '.*' }, ['targeting/regex']],
    ['a leaf that is a group too', { ...leaf('segment', 's'), any: [] }, ['targeting/field', 'targeting/in']],
    ['a prototype', JSON.parse('{"__proto__": {"all": []}}'), ['targeting/__proto__']],
    ['an unknown field', leaf('age', '30'), ['targeting/field']],
    ['a pattern as a value', leaf('segment', { $regex: '.*' }), ['targeting/in/0']],
    ['a group that is no list', { all: leaf('segment', 's') }, ['targeting/all']],
    ['one of nothing', { any: [] }, ['targeting/any']],
    ['no value', { all: [leaf('segment')] }, ['targeting/all/0/in']],
    [
      'control characters',
      leaf('segment', 'a\u0000b', 'a\u202eb', '\ud800'),
      ['targeting/in/0', 'targeting/in/1', 'targeting/in/2'],
    ],
    ['too long a value', leaf('segment', 'x'.repeat(81), 'x'.repeat(80)), ['targeting/in/0']],
    ['too many values', leaf('segment', ...Array.from({ length: 201 }, (_, i) => `s${i}`)), ['targeting/in']],
    ['a filler word', leaf('pageWord', 'the', '的', '!'), ['targeting/in/0', 'targeting/in/1', 'targeting/in/2']],
    [
      'sensitive categories',
      { any: [leaf('interest', sensitive), leaf('pageCategory', sensitive), leaf('basket', sensitive)] },
      ['targeting/any/0/in/0', 'targeting/any/1/in/0', 'targeting/any/2/in/0'],
    ],
    [
      'wrong places, hours, languages',
      { all: [leaf('place', 'China'), leaf('hour', 'mon-24'), leaf('language', 'zh-CN'), leaf('device', 'tv')] },
      [0, 1, 2, 3].map((i) => `targeting/all/${i}/in/0`),
    ],
    ['too deep', nested(7), [`targeting${'/all/0'.repeat(6)}/all`]],
    [
      'a contradiction, innermost',
      { all: [leaf('segment', 's'), { all: [leaf('device', 'phone'), { none: [leaf('device', 'phone')] }] }] },
      ['targeting/all/1'],
    ],
    ['a contradiction of two parts', { all: [leaf('device', 'phone'), leaf('device', 'tablet')] }, ['targeting']],
  ])('%s', (_name, input, paths) => {
    expect(pathsOf(input)).toEqual(paths)
  })

  test('six groups inside one another are not too deep', () => expect(pathsOf(nested(6))).toEqual([]))

  test('too many conditions are named once', () => {
    expect(pathsOf({ any: Array.from({ length: 101 }, () => leaf('segment', 's')) })).toEqual(['targeting/any'])
    const halves = [0, 1].map(() => ({ any: Array.from({ length: 51 }, () => leaf('segment', 's')) }))
    expect(pathsOf({ all: halves })).toEqual(['targeting/all/1/any/49'])
  })

  test('a rule that multiplies out to too much is refused in no time', () => {
    const pair = (i: number): Rule => ({
      all: [
        { field: 'segment', in: [`a${i}`] },
        { field: 'segment', in: [`b${i}`] },
      ],
    })
    const startedAt = performance.now()
    const all = Array.from({ length: 25 }, (_, i) => ({ any: [pair(3 * i), pair(3 * i + 1)] }))
    expect(pathsOf({ all })).toEqual(['targeting'])
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  test('no more faults are told than anybody reads', () => {
    const input = { any: Array.from({ length: 50 }, () => leaf('segment', '', '', '', '')) }
    expect(pathsOf(input)).toHaveLength(RULE_LIMITS.faults)
  })

  test('nothing that can be sent makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (input) => {
        for (const one of [input, { all: [input] }, { any: input }, { field: 'segment', in: [input] }])
          expect(read(one)).toHaveProperty('ok')
      }),
    )
  })
})
