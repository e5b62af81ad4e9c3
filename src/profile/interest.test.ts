import { describe, expect, test } from 'vitest'
import { DAY } from '../base/clock.ts'
import { allCategories } from '../catalog/categories.ts'
import { evidenceSentence, type FactInput, formInterests, MOST_INTERESTS, weightAt } from './interest.ts'

const NOW = Date.parse('2026-11-25T00:00:00Z')
let n = 0
const fact = (change: Partial<FactInput> & { about?: string } = {}): FactInput => ({
  id: `f${++n}`,
  verb: 'like',
  connector: 'islet',
  stream: 'likes',
  at: NOW,
  categories: [{ id: change.about ?? 'kitchen/tea', weight: 1 }],
  ...change,
})
const times = (count: number, change: Parameters<typeof fact>[0] = {}) =>
  Array.from({ length: count }, () => fact(change))
const ids = (facts: FactInput[], denied: string[] = []) => formInterests(facts, denied, NOW).map((i) => i.categoryId)

describe('forming interests', () => {
  test('one like makes nobody a tea lover, three do', () => {
    expect(ids(times(1))).toEqual([])
    expect(ids(times(3))).toEqual(['kitchen/tea'])
  })

  test('what is sensitive is never inferred, whatever is read', () => {
    const sensitive = allCategories().filter((c) => c.sensitive === true)
    expect(sensitive.length).toBeGreaterThan(10)
    expect(ids(sensitive.flatMap((c) => times(50, { about: c.id, verb: 'buy' })))).toEqual([])
  })

  test('what our tree does not know is no interest', () => {
    expect(ids(times(9, { about: 'no/such/branch' }))).toEqual([])
  })

  test('a denied branch takes all below it along, and nothing beside it', () => {
    const facts = [
      ...times(9, { about: 'kitchen/coffee' }),
      ...times(9, { about: 'kitchen/coffee/beans' }),
      ...times(9, { about: 'kitchen/tea' }),
    ]
    expect(ids(facts, ['kitchen/coffee'])).toEqual(['kitchen/tea'])
  })

  test('to buy says more than to like, the new more than the old, the clear more than the vague', () => {
    const weight = (change: Parameters<typeof fact>[0]) => formInterests(times(4, change), [], NOW)[0]?.weight ?? 0
    expect(weight({ verb: 'buy' })).toBeGreaterThan(weight({ verb: 'like' }))
    expect(weight({})).toBeGreaterThan(weight({ at: NOW - 30 * DAY }))
    expect(weight({})).toBeGreaterThan(weight({ categories: [{ id: 'kitchen/tea', weight: 0.5 }] }))
  })

  test('a date in the future counts as now', () => {
    expect(formInterests(times(4, { at: NOW + 900 * DAY }), [], NOW)).toMatchObject([
      { weight: formInterests(times(4), [], NOW)[0]!.weight },
    ])
  })

  test('there are never more than sixteen, strongest first', () => {
    const goods = allCategories().filter((c) => c.sensitive !== true)
    const found = formInterests(
      goods.flatMap((c, i) => times(2 + (i % 9), { about: c.id })),
      [],
      NOW,
    )
    expect(found).toHaveLength(MOST_INTERESTS)
    expect(found.map((i) => i.weight)).toEqual(found.map((i) => i.weight).sort((a, b) => b - a))
  })

  test('evidence counts the facts of one kind and names the strongest', () => {
    const [interest] = formInterests([...times(7), ...times(2, { verb: 'buy', stream: 'purchases' })], [], NOW)
    expect(interest!.evidence.map((e) => [e.verb, e.stream, e.count, e.factIds.length])).toEqual([
      ['like', 'likes', 7, 5],
      ['buy', 'purchases', 2, 2],
    ])
  })
})

test('an interest fades: a like by half in 60 days, a follow in a year', () => {
  const like = { parts: { like: 0.06 } }
  const follow = { parts: { follow: 0.06 } }
  expect(weightAt(like, NOW, NOW + 60 * DAY) / weightAt(like, NOW, NOW)).toBeCloseTo(0.5, 2)
  expect(weightAt(follow, NOW, NOW + 365 * DAY) / weightAt(follow, NOW, NOW)).toBeCloseTo(0.5, 2)
})

test.each([
  ['like', 3, '你喜欢过 3 条关于手冲咖啡的帖子', 'You liked 3 posts on pour-over coffee'],
  ['like', 1, '你喜欢过 1 条关于手冲咖啡的帖子', 'You liked 1 post on pour-over coffee'],
  ['buy', 2, '你买过 2 件和手冲咖啡有关的东西', 'You bought 2 things to do with pour-over coffee'],
] as const)('%s × %i is told in words', (verb, count, zh, en) => {
  expect(evidenceSentence('kitchen/coffee/pour-over', { verb, count })).toEqual({ zh, en })
})
