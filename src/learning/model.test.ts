import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BLOCKS, Blocks, Lit, MOST_LIFT } from './block.ts'
import { lightContext } from './features.ts'
import { decodeLearnt, Learnt } from './learnt.ts'
import { type Candidate, Model, PRIORS } from './model.ts'
import { seeded } from './random.ts'

const NO_FIT = { interest: 0, page: 0, words: 0 }
const lit = (device: string | null, segments: readonly string[] = []) => {
  const made = new Lit()
  lightContext({ device, hour: 10, segments: segments.map((id) => ({ id, weight: 1 })), pageCategories: [] }, made)
  return made
}
const candidate = (campaign: number, affinity = NO_FIT): Candidate => ({ campaign, category: 0, affinity })
const HOUR = 3_600_000

/** Shows two offers to two devices; each is clicked by the people of one device. */
function taught(rounds: number): Model {
  const model = Model.fresh()
  const random = seeded(4)
  const seen = [lit('phone'), lit('desktop')]
  for (let i = 0; i < rounds; i++) {
    const campaign = i % 2
    const device = random() < 0.5 ? 0 : 1
    const y = random() < (campaign === device ? 0.2 : 0.02) ? 1 : 0
    const decision = { ...candidate(campaign), lit: seen[device]!, exposure: 1 }
    model.rewards.click.learn(decision, y, i * 1_000, 1, 1)
  }
  return model
}

describe('a model', () => {
  test('that has seen nothing expects the prior, more where it fits', () => {
    const { click } = Model.fresh().rewards
    expect(click.expected(candidate(-1), lit(null), 0)).toBeCloseTo(PRIORS.click, 4)
    const fits = click.expected(candidate(-1, { interest: 1, page: 1, words: 1 }), lit(null), 0)
    expect(fits).toBeGreaterThan(10 * PRIORS.click)
  })

  test('learns who clicks what, on top of how popular it is', () => {
    const { click } = taught(6_000).rewards
    const at = 6_000_000
    const rate = (campaign: number, device: string) => click.expected(candidate(campaign), lit(device), at)
    expect(rate(0, 'phone')).toBeGreaterThan(2 * rate(0, 'desktop'))
    expect(rate(1, 'desktop')).toBeGreaterThan(2 * rate(1, 'phone'))
    // Without context what is left is how popular each is.
    const popular = click.expected(candidate(0), lit('phone'), at, false)
    expect(popular).toBe(click.expected(candidate(0), lit('desktop'), at, false))
    expect(popular).toBeGreaterThan(0.05)
    expect(popular).toBeLessThan(0.2)
  })

  test('that unlearns a lesson is close to where it was', () => {
    const model = taught(2_000)
    const { click } = model.rewards
    const at = 2_000_000
    const before = click.expected(candidate(0), lit('phone'), at)
    const decision = { ...candidate(0), lit: lit('phone'), exposure: 1 }
    click.learn(decision, 0, at, 1, 1)
    click.learn(decision, 0, at, -1, 1)
    expect(click.expected(candidate(0), lit('phone'), at) / before).toBeCloseTo(1, 1)
  })

  test('stays between 0 and 1 and finite, whatever it is taught', () => {
    const lesson = fc.record({
      campaign: fc.nat(3),
      y: fc.constantFrom(0, 1),
      weight: fc.constantFrom(1 as const, -1 as const),
      exposure: fc.constantFrom(0, 0.5, 1),
      fit: fc.double({ min: 0, max: 1, noNaN: true }),
      hours: fc.nat(5_000),
    })
    fc.assert(
      fc.property(fc.array(lesson, { maxLength: 60 }), (lessons) => {
        const { click } = Model.fresh().rewards
        for (const { campaign, y, weight, exposure, fit, hours } of lessons) {
          const affinity = { interest: fit, page: fit, words: fit }
          click.learn(
            { ...candidate(campaign, affinity), lit: lit('phone', ['a', 'b']), exposure },
            y,
            hours * HOUR,
            weight,
            exposure,
          )
          const rate = click.expected(candidate(campaign, affinity), lit('phone', ['a']), hours * HOUR)
          expect(rate).toBeGreaterThanOrEqual(0)
          expect(rate).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 60 },
    )
  })
})

test('context moves a rate no further than it may, however much speaks for it', () => {
  const blocks = new Blocks(BLOCKS)
  const block = blocks.add(0)
  const request = lit('phone', ['a', 'b', 'c'])
  for (let i = 0; i < 5_000; i++) blocks.nudge(block, request, 0.01, 1, i, 1)
  expect(blocks.lift(block, request)).toBe(MOST_LIFT)
})

describe('a kept model', () => {
  const learnt = () => {
    const made = new Learnt(taught(500))
    for (const sku of ['P 1', '商品', 'x']) made.numbersOf({ campaignId: 'c1', sku }, 'kitchen/coffee')
    return made
  }

  test('comes back the same, with what its numbers stand for', () => {
    const bytes = learnt().encode(7, 123)
    const back = decodeLearnt(bytes)
    expect(back.candidate('c1', '商品')).toBe(1)
    expect(back.candidate('c1', 'P 1')).toBe(0)
    expect(back.candidate('c2', 'x')).toBe(-1)
    expect(back.category('kitchen/coffee')).toBe(0)
    expect(Buffer.from(back.encode(7, 123)).equals(bytes)).toBe(true)
    const rate = (one: Learnt) => one.model.rewards.click.expected(candidate(0), lit('phone'), 500_000)
    expect(rate(back)).toBe(rate(learnt()))
  })

  test('is refused when it is cut off or changed anywhere, or is none, and never crashes its reader', () => {
    const bytes = learnt().encode(1, 0)
    const refused = (changed: Uint8Array): void => {
      expect(() => decodeLearnt(changed)).toThrow(expect.objectContaining({ code: 'learning/bad-model' }))
    }
    for (const length of [0, 3, 12, 100, bytes.length >> 1, bytes.length - 1]) refused(bytes.slice(0, length))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = bytes.slice()
        changed[at]! ^= by
        refused(changed)
      }),
      { numRuns: 200 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refused))
  })
})
