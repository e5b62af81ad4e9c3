import { describe, expect, test } from 'vitest'
import { newId } from '../base/id.ts'
import { Lit } from '../learning/block.ts'
import { lightContext } from '../learning/features.ts'
import { Learnt } from '../learning/learnt.ts'
import { isInRandomSlice } from '../learning/policy.ts'
import { seeded } from '../learning/random.ts'
import { choose, FINALISTS, type Finalist, type Learning, NOTHING_LEARNT, oddsOf } from './choice.ts'

const lit = new Lit()
lightContext({ device: 'phone', hour: 9, segments: [], pageCategories: [] }, lit)
const finalist = (id: string, bid: number, change: Partial<Finalist['campaign']> = {}): Finalist => ({
  campaign: { id, bid, billsPer: 'click', ...change },
  product: { sku: id, categoryId: 'other' },
  fit: { interest: 0, page: 0, words: 0 },
})
const idIn = (isRandom: boolean): string => {
  for (;;) {
    const id = newId()
    if (isInRandomSlice(id, 0.02) === isRandom) return id
  }
}
const by = (decisionId = idIn(false), learning: Learning = NOTHING_LEARNT) => ({ decisionId, learning, lit, at: 0 })

describe('a choice', () => {
  test('says the chance it really had, and the chances of those beside it', () => {
    const finalists = [finalist('a', 100), finalist('b', 80), finalist('c', 60), finalist('d', 40), finalist('e', 20)]
    const odds = oddsOf(finalists, by())
    expect(odds.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9)
    const random = seeded(2)
    const counts = new Array<number>(5).fill(0)
    for (let i = 0; i < 5_000; i++) {
      const { index, propensity, among, rivals, isRandomSlice } = choose(finalists, by(), random())
      counts[index]!++
      expect(propensity).toBeCloseTo(odds[index]!.chance, 9)
      expect([among, isRandomSlice]).toEqual([5, false])
      // The three best of the others, by what they promise.
      expect(rivals.map((one) => one.index)).toEqual([0, 1, 2, 3, 4].filter((one) => one !== index).slice(0, 3))
    }
    for (const [i, n] of counts.entries()) expect(n / 5_000).toBeCloseTo(odds[i]!.chance, 1)
  })

  test('is even in the random slice, whatever anybody pays', () => {
    const finalists = [finalist('rich', 1_000_000), finalist('poor', 0)]
    expect(choose(finalists, by(idIn(true)), 0.7)).toMatchObject({ index: 1, propensity: 0.5, isRandomSlice: true })
  })

  test('goes by what was learnt, and by popularity alone when the guard says so', () => {
    const learnt = new Learnt()
    for (const id of ['good', 'bad']) {
      const { campaign, category } = learnt.numbersOf({ campaignId: id, sku: id }, 'other')
      for (let i = 0; i < 2_000; i++) {
        const y = id === 'good' && i % 5 === 0 ? 1 : 0
        const decision = { campaign, category, affinity: finalist(id, 1).fit, lit, exposure: 1 }
        learnt.model.rewards.click.learn(decision, y, i, 1, 1)
      }
    }
    const finalists = [finalist('bad', 100), finalist('good', 100)]
    for (const isFallenBack of [false, true]) {
      const [bad, good] = oddsOf(finalists, by(idIn(false), { version: 1, learnt, isFallenBack }))
      expect(good!.chance).toBeGreaterThan(10 * bad!.chance)
      expect(good!.expected.click.context === 0).toBe(isFallenBack)
    }
  })

  test('keeps what the learner needs again, and the guard’s view of one in four', () => {
    const finalists = [finalist('a', 100), finalist('b', 80)]
    const made = Array.from({ length: 2_000 }, () => choose(finalists, by(), 0.4))
    const watched = made.filter(({ features }) => features.watched !== undefined)
    expect(watched.length / made.length).toBeCloseTo(0.25, 1)
    for (const { features, propensity } of watched.slice(0, 50)) {
      expect(features.watched!.propensity).toBe(propensity)
      expect(features.slots).toEqual([0, 2, 5])
    }
  })

  test('is made among one and thirty-two', () => {
    expect(() => choose([], by(), 0)).toThrow(TypeError)
    const many = Array.from({ length: FINALISTS + 1 }, (_, i) => finalist(`c${i}`, 1))
    expect(() => choose(many, by(), 0)).toThrow(TypeError)
    expect(choose([finalist('a', 5)], by(), 0.99)).toMatchObject({ index: 0, propensity: 1, rivals: [] })
  })
})
