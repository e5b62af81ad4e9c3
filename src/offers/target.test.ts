import { describe, expect, test } from 'vitest'
import { isEligible } from './target.ts'

const anybody = { interests: [], pageCategories: [] }
const page = (...pageCategories: string[]) => ({ pageCategories, interests: null })

describe('who is let in', () => {
  test('without targeting, everybody on every page', () => {
    expect(isEligible(anybody, page())).toBe(true)
    expect(isEligible(anybody, { pageCategories: ['outdoor'], interests: [] })).toBe(true)
  })

  test('a category takes all that is below it, and not what is above or beside it', () => {
    const coffee = { ...anybody, pageCategories: ['kitchen/coffee'] }
    expect(isEligible(coffee, page('kitchen/coffee/pour-over'))).toBe(true)
    expect(isEligible(coffee, page('outdoor', 'kitchen/coffee'))).toBe(true)
    expect(isEligible(coffee, page('kitchen'))).toBe(false)
    expect(isEligible(coffee, page('kitchen/tea'))).toBe(false)
    expect(isEligible(coffee, page())).toBe(false)
  })

  test('an interest never meets somebody without a profile that may be used', () => {
    const coffee = { ...anybody, interests: ['kitchen/coffee'] }
    expect(isEligible(coffee, page('kitchen/coffee'))).toBe(false)
    expect(isEligible(coffee, { pageCategories: [], interests: ['kitchen/coffee/beans'] })).toBe(true)
    expect(isEligible(coffee, { pageCategories: [], interests: ['outdoor'] })).toBe(false)
  })

  test('both kinds at once must both be met', () => {
    const both = { interests: ['kitchen/coffee'], pageCategories: ['outdoor'] }
    expect(isEligible(both, { pageCategories: ['outdoor/camping'], interests: ['kitchen/coffee'] })).toBe(true)
    expect(isEligible(both, { pageCategories: ['kitchen'], interests: ['kitchen/coffee'] })).toBe(false)
    expect(isEligible(both, { pageCategories: ['outdoor'], interests: ['outdoor'] })).toBe(false)
  })
})
