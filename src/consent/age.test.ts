import { expect, test } from 'vitest'
import { mayTakeBack, standingAge } from './age.ts'

test('older than 14 says nothing of 18; younger than 18 stands until it is taken back', () => {
  const ofAge = { age: 'of-age', ageOf: 14 } as const
  expect([13, 14, 18, null].map((limit) => standingAge(ofAge, limit))).toEqual(['of-age', 'of-age', 'unsaid', 'of-age'])
  expect(standingAge({ age: 'under', ageOf: 18 }, 14)).toBe('under')
  expect(standingAge({ age: 'of-age', ageOf: null }, 18)).toBe('of-age')
})

test('what an account said of an age its owner does not take back; their own slip they do', () => {
  const may = (age: 'under' | 'of-age', ageBy: 'self' | 'account') => mayTakeBack({ age, ageBy })
  expect([may('under', 'self'), may('under', 'account'), may('of-age', 'account')]).toEqual([true, false, true])
})
