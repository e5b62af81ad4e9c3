import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ranking } from './ranking.ts'

const rank = (scores: readonly number[]) =>
  new Ranking(
    { scores: Float64Array.from(scores), count: scores.length },
    (a, b) => a < b,
    (place) => place,
  )

test('all of it is what sorting gives, equal ones as told', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (scores) => {
      const sorted = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)
      expect([...rank(scores).all()]).toEqual(sorted)
    }),
  )
})

test('whoever stops and comes again, or comes beside, sees the same from the beginning', () => {
  const ranking = rank([1, 5, 3, 4])
  const first = ranking.all()
  expect(first.next().value).toBe(1)
  expect([...ranking.all()]).toEqual([1, 3, 2, 0])
  expect([...first]).toEqual([3, 2, 0])
})
