import { expect, test } from 'vitest'
import { timesOf, valuesOf } from './campaign-hours.ts'

test('days at hours are a table, there and back', () => {
  for (const times of [
    { days: ['mon', 'sun'], hours: ['09', '10'] },
    { days: ['tue'], hours: [] },
    { days: [], hours: ['23'] },
    { days: [], hours: [] },
  ])
    expect(timesOf(valuesOf(times))).toEqual(times)
})

test('what is no table is none', () => {
  expect(timesOf(['mon-09', 'tue-10'])).toBeNull()
  expect(timesOf(['mon', '09'])).toBeNull()
  expect(timesOf(['mon-09', 'mon'])).toBeNull()
})
