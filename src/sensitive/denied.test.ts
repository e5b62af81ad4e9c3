import { describe, expect, test } from 'vitest'
import { allCategories, isWithin } from '../catalog/categories.ts'
import { judgeFact } from '../profile/fact.ts'
import { formInterests } from '../profile/interest.ts'
import { DENIED_BRANCHES, isDenied } from './denied.ts'

const nodes = allCategories().filter(({ id }) => DENIED_BRANCHES.some((branch) => isWithin(id, branch)))
const raw = (about: string, categories?: readonly string[]) => ({
  sourceId: 'x',
  verb: 'like' as const,
  at: 0,
  thing: 'Note',
  name: {},
  about,
  ...(categories === undefined ? {} : { categories }),
})

test('the deny list and the marks in the tree say the same', () => {
  expect(DENIED_BRANCHES.filter((branch) => !nodes.some(({ id }) => id === branch))).toEqual([])
  expect(
    allCategories()
      .filter(({ sensitive }) => sensitive === true)
      .map(({ id }) => id),
  ).toEqual(nodes.map(({ id }) => id))
  for (const must of ['health', 'religion', 'politics', 'intimacy', 'children']) expect(isDenied(must)).toBe(true)
})

describe('nothing is inferred of a denied branch', () => {
  test.each(nodes.map((node) => [node.id, node] as const))('%s', (id, { zh, en, seeds }) => {
    const han = seeds.filter((seed) => /\p{Script=Han}/u.test(seed))
    const latin = seeds.filter((seed) => !/\p{Script=Han}/u.test(seed))
    // What people write of it, in either language: the words of the branch, alone and with a harmless one beside them.
    for (const about of [`${zh} ${han.join(' ')}`, `${en} ${latin.join(' ')}`, `${zh} ${han.join(' ')} 手冲咖啡`])
      expect([about, judgeFact(raw(about), { keepsName: true })]).toEqual([about, null])
    // What a source itself names…
    expect(judgeFact(raw('', [id]), { keepsName: true })).toBeNull()
    expect(judgeFact(raw('手冲咖啡', ['kitchen/coffee', id]), { keepsName: true })).toBeNull()
    // …and what a fact that was kept by mistake would say.
    const fact = { id: 'f', verb: 'declare' as const, connector: 'c', stream: 's', at: 0 }
    const facts = Array.from({ length: 50 }, () => ({ ...fact, categories: [{ id, weight: 1 }] }))
    expect(formInterests(facts, [], 0)).toEqual([])
  })
})

test('categories that a source names are believed; those of no tree are not', () => {
  const judged = judgeFact(raw('登山', ['kitchen/coffee/pour-over', 'no/such']), { keepsName: true })
  expect(judged?.categories).toEqual([{ id: 'kitchen/coffee/pour-over', weight: 1 }])
  expect(judgeFact(raw('露营帐篷', ['no/such']), { keepsName: true })?.categories.length).toBeGreaterThan(0)
})
