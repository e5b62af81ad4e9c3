import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRule, anyTraits, plainly } from '../../test/harness/rules.ts'
import { holds, whyNot } from './holds.ts'
import { type Conjunction, normalForm, TooManyConjunctions } from './normal-form.ts'
import { reached, reachOf, Samples } from './reach.ts'
import type { Rule } from './rule-words.ts'
import { hasKey, keysOf } from './traits.ts'

const anyOf = (conjunctions: readonly Conjunction[], keys: ReadonlySet<string>) =>
  conjunctions.some((groups) => groups.every(({ isNot, values }) => values.some((key) => hasKey(keys, key)) !== isNot))

const formOf = (rule: Rule) => {
  try {
    return normalForm(rule)
  } catch (error) {
    if (error instanceof TooManyConjunctions) return null
    throw error
  }
}

describe('a rule multiplied out', () => {
  test('holds for exactly those for whom the rule holds, and so does every other way to ask', () => {
    fc.assert(
      fc.property(anyRule(3), fc.array(anyTraits, { minLength: 1, maxLength: 40 }), (rule, requests) => {
        const form = formOf(rule)
        fc.pre(form !== null)
        const expected = requests.map((traits) => plainly(rule, traits))
        const keys = requests.map(keysOf)
        expect(keys.map((one) => holds(rule, one))).toEqual(expected)
        expect(keys.map((one) => whyNot(rule, one).length === 0)).toEqual(expected)
        expect(keys.map((one) => anyOf(form, one))).toEqual(expected)
        const samples = new Samples(requests)
        const indexes = expected.flatMap((does, i) => (does ? [i] : []))
        expect(reached(rule, samples)).toEqual(indexes)
        expect(reachOf(rule, samples)).toBe(indexes.length)
      }),
      { numRuns: 1500 },
    )
  })

  test.each<[string, Rule, Conjunction[]]>([
    ['everybody is one empty conjunction', { all: [] }, [[]]],
    ['nobody is none', { any: [] }, []],
    [
      'one of several conditions is one group, across fields',
      {
        any: [
          { field: 'device', in: ['phone'] },
          { field: 'segment', in: ['s'] },
        ],
      },
      [[{ isNot: false, values: ['device phone', 'segment s'] }]],
    ],
    [
      'none of them is one excluding group',
      {
        none: [
          { field: 'device', in: ['phone'] },
          { field: 'segment', in: ['s'] },
        ],
      },
      [[{ isNot: true, values: ['device phone', 'segment s'] }]],
    ],
    [
      'a value beside a wider one is not needed',
      { field: 'interest', in: ['a/b', 'a'] },
      [[{ isNot: false, values: ['interest a'] }]],
    ],
    [
      'what another implies is dropped',
      {
        any: [
          {
            all: [
              { field: 'place', in: ['CN-SH'] },
              { field: 'device', in: ['phone'] },
            ],
          },
          { field: 'place', in: ['CN'] },
        ],
      },
      [[{ isNot: false, values: ['place CN'] }]],
    ],
    [
      'not (a and b) is not a, or not b',
      {
        none: [
          {
            all: [
              { field: 'segment', in: ['a'] },
              { field: 'segment', in: ['b'] },
            ],
          },
        ],
      },
      [[{ isNot: true, values: ['segment a'] }], [{ isNot: true, values: ['segment b'] }]],
    ],
    [
      'a phrase is all its terms',
      { field: 'pageWord', in: ['手冲咖啡'] },
      [[{ isNot: false, values: ['pageWord 手冲 冲咖 咖啡'] }]],
    ],
  ])('%s', (_name, rule, form) => {
    expect(normalForm(rule)).toEqual(form)
  })

  test.each<[string, Rule]>([
    ['a value and not it', { all: [{ field: 'segment', in: ['a'] }, { none: [{ field: 'segment', in: ['a'] }] }] }],
    [
      'a value and not a wider one',
      { all: [{ field: 'interest', in: ['a/b'] }, { none: [{ field: 'interest', in: ['a'] }] }] },
    ],
    [
      'two devices at once',
      {
        all: [
          { field: 'device', in: ['phone'] },
          { field: 'device', in: ['tablet'] },
        ],
      },
    ],
    [
      'two countries at once',
      {
        all: [
          { field: 'place', in: ['CN-SH'] },
          { field: 'place', in: ['JP'] },
        ],
      },
    ],
    [
      'Monday on a Tuesday',
      {
        all: [
          { field: 'hour', in: ['mon-09'] },
          { field: 'hour', in: ['tue'] },
        ],
      },
    ],
    ['no day of the week', { none: [{ field: 'hour', in: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }] }],
    [
      'an empty basket with something',
      {
        all: [
          { field: 'basket', in: ['empty'] },
          { field: 'basket', in: ['SKU'] },
        ],
      },
    ],
  ])('%s is for nobody', (_name, rule) => {
    expect(normalForm(rule)).toEqual([])
  })
})
