import { expect, test } from 'vitest'
import { affinityTo, NO_AFFINITY, sourceOf } from './affinity.ts'
import { CATEGORY_COUNT, categoryNumber } from './goods.ts'

test('of several categories, the one with the most weight times nearness counts; strangers get nothing', () => {
  const given = [
    { id: 'kitchen/coffee/beans', weight: 1 },
    { id: 'kitchen/coffee/pour-over', weight: 0.7 },
  ]
  const near = affinityTo(given)
  const pour = categoryNumber('kitchen/coffee/pour-over')
  expect(near.values[pour]).toBeCloseTo(0.7)
  expect(sourceOf(near, pour)).toBe('kitchen/coffee/pour-over')
  const tent = categoryNumber('outdoor/camping')
  expect([near.values[tent], sourceOf(near, tent)]).toEqual([0, null])
})

test('a category that is none of ours is near nothing, and nothing is near it', () => {
  expect(affinityTo([{ id: 'x/y', weight: 1 }]).values.every((value) => value === 0)).toBe(true)
  expect(affinityTo([{ id: 'kitchen', weight: 1 }]).values[CATEGORY_COUNT]).toBe(0)
  expect(sourceOf(NO_AFFINITY, categoryNumber('x'))).toBeNull()
})
