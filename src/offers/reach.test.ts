import { expect, test } from 'vitest'
import { holds } from '../matching/holds.ts'
import { keyOf, type Rule } from '../matching/rule-words.ts'
import { onlyAbout } from './reach.ts'

const interest: Rule = { field: 'interest', in: ['kitchen/coffee'] }
const phone: Rule = { field: 'device', in: ['phone'] }
const letsIn = (rule: Rule, ...keys: string[]) => holds(onlyAbout(rule, ['interest']), new Set(keys))
const COFFEE = keyOf('interest', 'kitchen/coffee')

test('what is not asked about is taken as it suits the rule', () => {
  expect(letsIn({ all: [interest, phone] }, COFFEE)).toBe(true)
  expect(letsIn({ all: [interest, phone] })).toBe(false)
  expect(letsIn({ any: [interest, phone] })).toBe(true)
  expect(letsIn({ none: [phone] })).toBe(true)
  expect(letsIn({ none: [interest, phone] })).toBe(true)
  expect(letsIn({ none: [interest, phone] }, COFFEE)).toBe(false)
  // Excluded unless on a phone: on a phone they are let in.
  expect(letsIn({ none: [{ none: [phone] }] })).toBe(true)
  expect(letsIn({ none: [{ none: [interest] }] })).toBe(false)
})
