import fc from 'fast-check'
import { isWithin } from '../../src/catalog/categories.ts'
import { terms } from '../../src/catalog/terms.ts'
import type { Field, Leaf, Rule } from '../../src/matching/rule-words.ts'
import { hourValue, type Traits } from '../../src/matching/traits.ts'

const CATEGORIES = ['a', 'a/b', 'a/b/c', 'a/d', 'e', 'e/f']
const VALUES: Readonly<Record<Field, readonly string[]>> = {
  interest: CATEGORIES,
  pageCategory: CATEGORIES,
  pageWord: ['coffee', 'kettle', 'coffee kettle', '咖啡豆', '咖啡'],
  place: ['CN', 'CN-SH', 'CN-BJ', 'JP'],
  device: ['phone', 'tablet', 'desktop'],
  language: ['zh', 'en'],
  hour: ['mon', 'tue', 'mon-09', 'tue-09', 'mon-10', '09', '10'],
  visitor: ['new', 'returning'],
  basket: ['SKU-1', 'e/f', 'e', 'any', 'empty'],
  slot: ['top', 'side'],
  format: ['card', 'carousel', 'banner', 'text'],
  segment: ['s1', 's2', 's3', 's4'],
}

const leaf: fc.Arbitrary<Leaf> = fc
  .constantFrom(...(Object.keys(VALUES) as Field[]))
  .chain((field) =>
    fc
      .subarray([...VALUES[field]], { minLength: 1, maxLength: Math.min(3, VALUES[field].length) })
      .map((values) => ({ field, in: values })),
  )

/** Rules of a small world in which values meet often, groups inside one another up to this depth. */
export const anyRule = (depth: number): fc.Arbitrary<Rule> => {
  if (depth === 0) return leaf
  const inner = fc.array(anyRule(depth - 1), { maxLength: 3 })
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    { weight: 3, arbitrary: inner.map((all) => ({ all })) },
    { weight: 2, arbitrary: inner.map((any) => ({ any })) },
    { weight: 2, arbitrary: inner.map((none) => ({ none })) },
  )
}

const some = (values: readonly string[]) => fc.subarray([...values], { maxLength: Math.min(3, values.length) })

/** Requests of the same world. */
export const anyTraits: fc.Arbitrary<Traits> = fc.record({
  interests: some(CATEGORIES),
  pageCategories: some(CATEGORIES),
  pageWords: some(['coffee', 'kettle', '咖啡', '啡豆', 'unknown']),
  place: fc.constantFrom('CN', 'CN-SH', 'JP', 'JP-13', null),
  device: fc.constantFrom('phone', 'tablet', 'desktop', null),
  language: fc.constantFrom('zh', 'en', 'fr', null),
  hourOfWeek: fc.constantFrom(0, 9, 10, 33, 34, 100),
  visitor: fc.constantFrom('new', 'returning', null),
  basket: fc.option(fc.record({ skus: some(['SKU-1', 'SKU-2']), categories: some(['e', 'e/f', 'a']) })),
  slot: fc.constantFrom('top', 'side', 'foot', null),
  format: some(VALUES.format),
  segments: some(VALUES.segment),
})

/** A rule read straight from its words, without keys, conjunctions or an index: what all of those must equal. */
export function plainly(rule: Rule, traits: Traits): boolean {
  if ('all' in rule) return rule.all.every((part) => plainly(part, traits))
  if ('any' in rule) return rule.any.some((part) => plainly(part, traits))
  if ('none' in rule) return !rule.none.some((part) => plainly(part, traits))
  return rule.in.some((value) => has(rule.field, value, traits))
}

function has(field: Field, value: string, traits: Traits): boolean {
  const within = (ids: readonly string[]) => ids.some((id) => isWithin(id, value))
  switch (field) {
    case 'interest':
      return within(traits.interests)
    case 'pageCategory':
      return within(traits.pageCategories)
    case 'pageWord':
      return terms(value).every((term) => traits.pageWords.includes(term))
    case 'place':
      return traits.place === value || traits.place?.split('-')[0] === value
    case 'hour':
      return `${hourValue(traits.hourOfWeek)}`.split('-').includes(value) || hourValue(traits.hourOfWeek) === value
    case 'basket':
      return hasInBasket(value, traits.basket)
    case 'format':
      return traits.format.includes(value)
    case 'segment':
      return traits.segments.includes(value)
    default:
      return traits[field] === value
  }
}

function hasInBasket(value: string, basket: Traits['basket']): boolean {
  if (basket === null) return false
  const isEmpty = basket.skus.length + basket.categories.length === 0
  if (value === 'empty') return isEmpty
  if (value === 'any') return !isEmpty
  return basket.skus.includes(value) || basket.categories.some((id) => isWithin(id, value))
}
