import { expect, test } from 'vitest'
import { newId } from '../base/id.ts'
import { allCategories } from '../catalog/categories.ts'
import type { Verb } from '../connectors/connector.ts'
import { evidenceSentence } from './interest.ts'
import { checked, checkedAtOf, evidenceOf, type Head, headOf, interestsOf, pack, Sources, versionOf } from './packed.ts'

const SOURCE = { zh: '来自小岛：喜欢', en: 'From Islet: likes' }
const AT = Date.UTC(2026, 10, 27, 12)
const HEAD: Head = { version: 7, checkedAt: AT, personalOffers: true, consentVersion: newId(), own: 0b101 }
const NOBODY: Head = { version: null, checkedAt: AT, personalOffers: null, consentVersion: null, own: 0 }

const interest = (categoryId: string, verb: Verb, count: number) => ({
  categoryId,
  weight: 0.625,
  best: { verb, count, source: SOURCE },
})

test('what is packed comes out again, of every category and verb', () => {
  const sources = new Sources()
  const verbs = ['view', 'listen', 'add', 'like', 'share', 'follow', 'save', 'post', 'buy', 'declare'] as const
  allCategories().forEach(({ id }, at) => {
    const verb = verbs[at % verbs.length]!
    const packed = pack(HEAD, [interest('kitchen', 'like', 1), interest(id, verb, at + 1)], sources)
    expect(interestsOf(packed).get(id)).toBeCloseTo(0.625, 2)
    if (id !== 'kitchen')
      expect(evidenceOf(packed, id, sources)).toEqual({
        text: evidenceSentence(id, { verb, count: at + 1 }),
        source: SOURCE,
      })
  })
  const packed = pack(HEAD, [], sources)
  expect(headOf(packed)).toEqual({ personalOffers: true, consentVersion: HEAD.consentVersion, own: 0b101 })
  expect([versionOf(packed), checkedAtOf(packed)]).toEqual([7, AT])
})

test('of somebody unknown nothing is said, and no version is not version 0', () => {
  const sources = new Sources()
  const packed = pack(NOBODY, [], sources)
  expect(headOf(packed)).toEqual({ personalOffers: null, consentVersion: null, own: 0 })
  expect(versionOf(packed)).toBeNull()
  expect(versionOf(pack({ ...NOBODY, version: 0 }, [], sources))).toBe(0)
  expect(headOf(pack({ ...NOBODY, personalOffers: false }, [], sources)).personalOffers).toBe(false)
})

test('a look at the version changes the time and nothing else', () => {
  const sources = new Sources()
  const packed = pack(HEAD, [interest('kitchen', 'buy', 3)], sources)
  expect(checked(packed, AT + 5_000)).toBe(
    pack({ ...HEAD, checkedAt: AT + 5_000 }, [interest('kitchen', 'buy', 3)], sources),
  )
  expect(checkedAtOf(checked(pack(NOBODY, [], sources), AT))).toBe(AT)
  expect(versionOf(checked(pack(NOBODY, [], sources), AT))).toBeNull()
})

test('an interest without words, and one our tree does not know', () => {
  const sources = new Sources()
  const packed = pack(
    HEAD,
    [
      { categoryId: 'kitchen', weight: 1, best: null },
      { categoryId: 'no/such/thing', weight: 1, best: null },
    ],
    sources,
  )
  expect([...interestsOf(packed)]).toEqual([['kitchen', 1]])
  expect(evidenceOf(packed, 'kitchen', sources)).toBeNull()
  expect(evidenceOf(packed, 'garden', sources)).toBeNull()
  expect(evidenceOf(packed, 'no/such/thing', sources)).toBeNull()
})

test('eight interests with their words take 84 bytes', () => {
  const sources = new Sources()
  const interests = allCategories()
    .slice(0, 8)
    .map(({ id }) => interest(id, 'buy', 60_000))
  expect(pack(HEAD, interests, sources)).toHaveLength(84)
})
