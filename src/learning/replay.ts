/** Plays a table of rewards with every policy, seed by seed, the same rounds and the same random numbers for all. */
import { hashPair, seeded } from './random.ts'
import { type Features, featuresOf } from './replay-features.ts'
import { MOST_CANDIDATES, type Mode, type Plan, planOf, schedule } from './replay-plan.ts'
import {
  BetaThompson,
  LearningPlayer,
  type Offered,
  type Player,
  PopularityPlayer,
  RandomPlayer,
} from './replay-players.ts'
import type { RewardTable } from './reward-table.ts'
import { type Estimate, meanWithInterval, pairedRatio } from './statistics.ts'

/** The policies, in the order they are told. */
export const PLAYERS = ['random', 'beta-thompson', 'popularity', 'learner'] as const
/** One of them. */
export type PlayerName = (typeof PLAYERS)[number]

/** What a replay found. */
export interface Replayed {
  readonly mode: Mode
  /** Rounds of a seed (in `rejection`: rows looked at); how many of them counted, on average, by policy. */
  readonly rounds: number
  readonly counted: Readonly<Record<PlayerName, number>>
  readonly seeds: readonly number[]
  readonly rewards: { readonly low: number; readonly high: number; readonly isBinary: boolean }
  /** Mean reward a round, over the seeds. */
  readonly mean: Readonly<Record<PlayerName, Estimate>>
  readonly perSeed: Readonly<Record<PlayerName, readonly number[]>>
  /** Paired over the seeds. The ratio is NaN where popularity earns nothing. */
  readonly learnerMinus: Readonly<Record<Exclude<PlayerName, 'learner'>, Estimate>>
  readonly learnerVsPopularity: Estimate
  /** Share of rounds in which the learner went beyond popularity. */
  readonly led: number
  readonly features: Features['names']
}

/** How much is played. */
export interface ReplaySettings {
  readonly seeds: readonly number[]
  /** Rounds a seed plays at most. */
  readonly mostRounds?: number
  readonly onProgress?: (done: number, total: number) => void
}

const MOST_ROUNDS = 50_000
/** Rows of a log of single events that are looked at: most of them are passed over. */
const EVENTS_A_ROUND = 4

/** Plays. The table must have rows. */
export function replay(table: RewardTable, { seeds, mostRounds = MOST_ROUNDS, onProgress }: ReplaySettings): Replayed {
  const plan = planOf(table)
  const features = featuresOf(table, plan)
  const rewards = rangeOf(table.reward)
  const most = plan.mode === 'rejection' ? mostRounds * EVENTS_A_ROUND : mostRounds
  const perSeed = { random: [], 'beta-thompson': [], popularity: [], learner: [] } as Record<PlayerName, number[]>
  const counted = { random: 0, 'beta-thompson': 0, popularity: 0, learner: 0 }
  let led = 0
  let rounds = 0
  for (const [s, seed] of seeds.entries()) {
    const groups = schedule(plan, most, seeded(hashPair(seed, 1)))
    rounds = groups.length
    for (const name of PLAYERS) {
      const player = playerOf(name, table, plan, features, seed)
      const played = play(table, plan, groups, player, rewards, seed)
      perSeed[name].push(played.count === 0 ? 0 : played.sum / played.count)
      counted[name] += played.count / seeds.length
      if (player instanceof LearningPlayer) led += player.led / Math.max(1, groups.length) / seeds.length
      onProgress?.(s * PLAYERS.length + PLAYERS.indexOf(name) + 1, seeds.length * PLAYERS.length)
    }
  }
  const minus = (name: PlayerName) => meanWithInterval(perSeed.learner.map((v, i) => v - perSeed[name][i]!))
  return {
    mode: plan.mode,
    rounds,
    counted,
    seeds,
    rewards,
    mean: Object.fromEntries(PLAYERS.map((n) => [n, meanWithInterval(perSeed[n])])) as Record<PlayerName, Estimate>,
    perSeed,
    learnerMinus: {
      random: minus('random'),
      'beta-thompson': minus('beta-thompson'),
      popularity: minus('popularity'),
    },
    learnerVsPopularity: pairedRatio(perSeed.learner, perSeed.popularity),
    led,
    features: features.names,
  }
}

function playerOf(name: PlayerName, table: RewardTable, plan: Plan, features: Features, seed: number): Player {
  const items = table.items.length
  if (name === 'random') return new RandomPlayer()
  if (name === 'beta-thompson') return new BetaThompson(items, hashPair(seed, 2))
  if (name === 'popularity') return new PopularityPlayer(items)
  const returns = plan.mode !== 'rejection' && (plan.starts.length - 1) * plan.visits > 2 * table.users
  return new LearningPlayer(features, items, table.users, { returns })
}

/** The range of rewards; what a policy learns from is a reward's place in it. One far out does not flatten all others. */
function rangeOf(reward: Float64Array): Replayed['rewards'] {
  const sorted = reward.slice().sort()
  const low = sorted[0]!
  const top = sorted.at(-1)!
  const isBinary = sorted.every((r) => r === low || r === top)
  // Among what is above the least, the 99th percentile; times two, so that ordinary rewards are never cut.
  const above = sorted.subarray(sorted.findIndex((r) => r > low) >>> 0)
  const most = above.length === 0 ? top : low + 2 * (above[Math.floor(above.length * 0.99)]! - low)
  return {
    low,
    high: isBinary ? top : Math.min(top, most),
    isBinary: isBinary && low === 0 && (top === 1 || top === 0),
  }
}

function play(
  table: RewardTable,
  plan: Plan,
  groups: Uint32Array,
  player: Player,
  rewards: Replayed['rewards'],
  seed: number,
): { sum: number; count: number } {
  const isEvents = plan.mode === 'rejection'
  const width = rewards.high - rewards.low || 1
  const offered = { user: 0, items: new Uint32Array(MOST_CANDIDATES), rows: new Uint32Array(MOST_CANDIDATES), count: 0 }
  const shown = plan.visits > 1 ? new Uint8Array(plan.order.length) : null
  const places = new Uint32Array(MOST_CANDIDATES)
  let sum = 0
  let count = 0
  for (let r = 0; r < groups.length; r++) {
    const random = hashPair(hashPair(seed, 3), r) / 4294967296
    const group = groups[r]!
    if (isEvents) offerArms(table, plan, group, offered)
    else offerGroup(table, plan, group, shown, hashPair(seed, r), offered, places)
    if (offered.count < 1) continue
    const index = player.choose(offered, random)
    const row = offered.rows[index]!
    if (isEvents && offered.items[index] !== table.item[row]) continue
    if (shown !== null) shown[places[index]!] = 1
    const reward = table.reward[row]!
    sum += reward
    count++
    player.learn(offered, index, Math.min(1, Math.max(0, (reward - rewards.low) / width)))
  }
  return { sum, count }
}

type Filled = { -readonly [K in keyof Offered]: Offered[K] }

/** Every arm, each with the row's own context. */
function offerArms(table: RewardTable, plan: Plan, group: number, into: Filled): void {
  const row = plan.order[group]!
  into.user = table.user[row]!
  into.count = plan.arms.length
  into.items.set(plan.arms)
  into.rows.fill(row, 0, plan.arms.length)
}

/** The rows of a group that were not shown yet; of too many, a stretch that begins somewhere. */
function offerGroup(
  table: RewardTable,
  plan: Plan,
  group: number,
  shown: Uint8Array | null,
  hash: number,
  into: Filled,
  places: Uint32Array,
): void {
  const from = plan.starts[group]!
  const size = plan.starts[group + 1]! - from
  const skip = size > MOST_CANDIDATES ? hash % size : 0
  let count = 0
  for (let j = 0; j < size && count < MOST_CANDIDATES; j++) {
    const at = from + ((j + skip) % size)
    if (shown !== null && shown[at] === 1) continue
    const row = plan.order[at]!
    into.items[count] = table.item[row]!
    into.rows[count] = row
    places[count++] = at
  }
  into.count = count
  into.user = table.user[plan.order[from]!]!
}
