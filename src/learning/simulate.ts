/**
 * A shop with a known truth, to measure policies against: products in categories, people with topics, a logistic chance of a
 * click, positions that fewer people look at, drift, clicks that come late, bots, and goods that run out. What each policy loses
 * against the best choice (its regret) is counted with the true chances, so luck in clicks does not hide it.
 */
import { Lit } from './block.ts'
import { type Context, DEVICES, lightContext } from './features.ts'
import { type Logged, Model } from './model.ts'
import { Outcomes } from './outcomes.ts'
import { chances, draw, type PolicySettings } from './policy.ts'
import { Popularity } from './popularity.ts'
import { beta, hashPair, normal, type Random, seeded, shuffle } from './random.ts'
import { sigmoid } from './statistics.ts'

/** The shop. */
export interface ShopSettings {
  readonly products: number
  readonly categories: number
  readonly rounds: number
  /** Logit of an ordinary product for somebody who does not care. */
  readonly base: number
  /** How much products differ, and how much interest, page and the context of a category move a logit. */
  readonly quality: number
  readonly interest: number
  readonly page: number
  readonly context: number
  /** How often in the run a third of the products change what they are worth. */
  readonly drifts: number
  /** Share of shown offers that a bot clicks and no filter finds. */
  readonly bots: number
  /** Share of products that are out of stock at any time. */
  readonly empty: number
}

/** An ordinary shop. */
export const SHOP: ShopSettings = {
  products: 120,
  categories: 12,
  rounds: 12_000,
  base: -4.2,
  quality: 0.7,
  interest: 1.6,
  page: 0.9,
  context: 0.5,
  drifts: 2,
  bots: 0.003,
  empty: 0.1,
}

/** How likely a position is looked at. */
export const EXAMINED = [1, 0.7, 0.5] as const

/** The policies. */
export const SIM_POLICIES = ['random', 'popularity', 'beta-thompson', 'learner'] as const
/** One of them. */
export type SimPolicy = (typeof SIM_POLICIES)[number]

/** One moment of the shop: who is there, and what the candidates are really worth. */
interface Moment {
  readonly context: Context
  readonly candidates: Uint32Array
  readonly truth: Float64Array
  readonly affinities: readonly { interest: number; page: number; words: number }[]
  readonly exposure: number
  /** For the click, the delay and the choice. */
  readonly draws: readonly [number, number, number]
}

const CANDIDATES = 32
const ROUND_MS = 10_000
const POLICY_PLAYED: PolicySettings = { epsilon: 0.005, tau: 0.03 }

/** What one policy lost in all rounds, and clicks it got. */
export interface SimResult {
  readonly regret: number
  readonly clicks: number
}

/** Plays one seed of a shop with every policy: the same people, candidates and luck for all. */
export function simulate(seed: number, settings: Partial<ShopSettings> = {}): Record<SimPolicy, SimResult> {
  const shop = { ...SHOP, ...settings }
  const results = SIM_POLICIES.map((name) => {
    const actor = actorOf(name, shop, seed)
    let regret = 0
    let clicks = 0
    for (const moment of moments(shop, seed)) {
      const index = actor.choose(moment)
      const looked = moment.truth[index]! * moment.exposure
      let best = 0
      for (const p of moment.truth) if (p > best) best = p
      regret += (best - moment.truth[index]!) * moment.exposure
      const clicked = moment.draws[0] < looked + shop.bots
      if (clicked) clicks++
      actor.learn(moment, index, clicked)
    }
    return [name, { regret, clicks }]
  })
  return Object.fromEntries(results) as Record<SimPolicy, SimResult>
}

function* moments(shop: ShopSettings, seed: number): Generator<Moment> {
  const random = seeded(hashPair(seed, 11))
  const quality = Float64Array.from({ length: shop.products }, () => normal(random) * shop.quality)
  // What a device and a part of the day do to each category.
  const moved = Float64Array.from({ length: shop.categories * 8 }, () => normal(random) * shop.context)
  const all = Uint32Array.from({ length: shop.products }, (_, i) => i)
  const everyDrift = Math.max(1, Math.floor(shop.rounds / (shop.drifts + 1)))
  for (let round = 0; round < shop.rounds; round++) {
    if (round > 0 && round % everyDrift === 0)
      for (let i = 0; i < shop.products; i++) if (random() < 1 / 3) quality[i] = normal(random) * shop.quality
    shuffle(all, random, shop.products)
    const inStock = Math.min(CANDIDATES, Math.ceil(shop.products * (1 - shop.empty)))
    yield momentOf(shop, all.slice(0, inStock), quality, moved, random)
  }
}

function momentOf(
  shop: ShopSettings,
  candidates: Uint32Array,
  quality: Float64Array,
  moved: Float64Array,
  random: Random,
): Moment {
  const isKnown = random() < 0.6
  const likes = new Map<number, number>()
  for (let i = 0; i < 3; i++) likes.set(Math.floor(random() * shop.categories), 0.3 + 0.7 * random())
  const page = Math.floor(random() * shop.categories)
  const device = Math.floor(random() * DEVICES.length)
  const hour = Math.floor(random() * 24)
  const truth = new Float64Array(candidates.length)
  const affinities = Array.from(candidates, (product, i) => {
    const category = product % shop.categories
    const liking = likes.get(category) ?? 0
    const near = category === page ? 1 : 0
    const words = near * random()
    truth[i] = sigmoid(
      shop.base +
        quality[product]! +
        shop.interest * liking +
        shop.page * near +
        moved[category * 8 + device]! +
        moved[category * 8 + 3 + Math.floor(hour / 6)]!,
    )
    // Of somebody unknown the liking is there and nobody sees it.
    return { interest: isKnown ? liking : 0, page: near, words }
  })
  const segments = isKnown ? Array.from(likes, ([id, weight]) => ({ id: `topic-${id}`, weight })) : []
  return {
    context: { device: DEVICES[device]!, hour, segments, pageCategories: [{ id: `page-${page}`, weight: 1 }] },
    candidates,
    truth,
    affinities,
    exposure: EXAMINED[Math.floor(random() * EXAMINED.length)]!,
    draws: [random(), random(), random()],
  }
}

/** One policy at work. */
interface Actor {
  choose(moment: Moment): number
  learn(moment: Moment, index: number, clicked: boolean): void
}

function actorOf(name: SimPolicy, shop: ShopSettings, seed: number): Actor {
  if (name === 'random')
    return { choose: ({ draws, candidates }) => Math.floor(draws[2] * candidates.length), learn: () => {} }
  if (name === 'beta-thompson') return betaThompson(shop, seeded(hashPair(seed, 12)))
  return name === 'popularity' ? popularity(shop) : learner(shop)
}

function betaThompson(shop: ShopSettings, random: Random): Actor {
  const wins = new Float64Array(shop.products).fill(1)
  const losses = new Float64Array(shop.products).fill(1)
  return {
    choose: ({ candidates }) => {
      let [best, most] = [0, -1]
      for (const [i, product] of candidates.entries()) {
        const drawn = beta(wins[product]!, losses[product]!, random)
        if (drawn > most) [best, most] = [i, drawn]
      }
      return best
    },
    learn: ({ candidates }, index, clicked) => {
      const counts = clicked ? wins : losses
      counts[candidates[index]!] = counts[candidates[index]!]! + 1
    },
  }
}

function popularity(shop: ShopSettings): Actor {
  const table = new Popularity({ prior: 0.02, halfLife: Number.POSITIVE_INFINITY })
  for (let i = 0; i < shop.products; i++) table.place(i, i % shop.categories)
  const worth = new Float64Array(CANDIDATES)
  const chance = new Float64Array(CANDIDATES)
  return {
    choose: ({ candidates, draws }) => {
      for (const [i, product] of candidates.entries()) worth[i] = table.mean(product, 0)
      chances(worth, candidates.length, POLICY_PLAYED, chance)
      return draw(chance, candidates.length, draws[2])
    },
    learn: ({ candidates, exposure }, index, clicked) =>
      table.add(candidates[index]!, clicked ? 1 : 0, clicked ? 1 : exposure, 0),
  }
}

/** The product's own model, fed through delayed outcomes: a click comes up to an hour later, a negative after half an hour. */
function learner(shop: ShopSettings): Actor {
  const model = Model.fresh()
  const outcomes = new Outcomes<Logged>()
  const lit = new Lit()
  const worth = new Float64Array(CANDIDATES)
  const chance = new Float64Array(CANDIDATES)
  const late: { at: number; id: string }[] = []
  let round = 0
  const candidateOf = ({ candidates, affinities }: Moment, i: number) => ({
    campaign: candidates[i]!,
    category: candidates[i]! % shop.categories,
    affinity: affinities[i]!,
  })
  return {
    choose: (moment) => {
      lightContext(moment.context, lit)
      const now = round * ROUND_MS
      for (let i = 0; i < moment.candidates.length; i++)
        worth[i] = model.chain(candidateOf(moment, i), lit, now, 'click')
      chances(worth, moment.candidates.length, POLICY_PLAYED, chance)
      return draw(chance, moment.candidates.length, moment.draws[2])
    },
    learn: (moment, index, clicked) => {
      const now = round++ * ROUND_MS
      const id = String(round)
      const copy = new Lit()
      lightContext(moment.context, copy)
      outcomes.decided(id, { ...candidateOf(moment, index), lit: copy, exposure: moment.exposure }, now)
      model.learn(outcomes.heard(id, 'viewable', now, now))
      if (clicked) late.push({ at: now + moment.draws[1] ** 4 * 3_600_000, id })
      for (let i = late.length - 1; i >= 0; i--)
        if (late[i]!.at <= now) {
          const [come] = late.splice(i, 1)
          model.learn(outcomes.heard(come!.id, 'click', come!.at, now))
        }
      model.learn(outcomes.due(now))
    },
  }
}
