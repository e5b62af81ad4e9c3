/** Which policies can be judged on a pair of logs (one of a uniform random policy, one of another), and what each would earn. */
import type { Text } from '../base/i18n.ts'
import { shareRange } from '../offers/interval.ts'
import type { BanditLog } from './bandit-log.ts'
import { BlockBook, Blocks, Lit } from './block.ts'
import { ESTIMATORS, type Estimator, type Reading, readLog } from './off-policy.ts'
import { chances, POLICY } from './policy.ts'
import { Popularity } from './popularity.ts'
import { type Estimate, meanWithInterval } from './statistics.ts'

/** The policies by name. */
export const POLICIES = {
  bts: {
    zh: 'bts.csv 里的策略：每个位置按它出过的次数',
    en: 'the policy of bts.csv: by how often it showed each item at each position',
  },
  random: { zh: '随机：每个商品机会一样，用 bts.csv 来估', en: 'random: every item alike, read from bts.csv' },
  uniform: {
    zh: '均匀：每个商品机会一样，用 random.csv 来估（自查：权重应当都是 1）',
    en: 'uniform: every item alike, read from random.csv (a check: all weights should be 1)',
  },
  popularity: { zh: '热门：按点击率，在另一半日志上学', en: 'popularity: by click rate, learnt on the other half' },
  learner: {
    zh: '我们的学习器：热门加上用户特征，在另一半日志上学',
    en: 'our learner: popularity moved by user features, learnt on the other half',
  },
} as const satisfies Record<string, Text>

/** One of them. */
export type PolicyName = keyof typeof POLICIES

/** Impressions that the reward model is pulled towards its mean with. */
const PSEUDO_IMPRESSIONS = 100

/** What a folder of logs holds; a log that is not there is null. */
export interface LogPair {
  readonly random: BanditLog | null
  readonly bts: BanditLog | null
  readonly items: number
  readonly positions: number
  /** A category for each item; all 0 where nothing says more. */
  readonly categoryOf: Uint32Array
}

/** A judged policy. */
export interface Judged {
  readonly policy: PolicyName
  /** The log that was read. */
  readonly log: 'random' | 'bts'
  readonly reading: Reading
  /** What that policy really earned in the other log, where it ran. */
  readonly truth: Estimate | null
  /** |value - truth| / truth of each estimator; null: refused, or no truth. */
  readonly relativeErrors: Readonly<Record<Estimator, number | null>> | null
}

/** Which logs a policy needs. */
export function needs(policy: PolicyName): readonly ('random' | 'bts')[] {
  if (policy === 'bts') return ['random', 'bts']
  return policy === 'random' ? ['bts'] : ['random']
}

/** Fills the chance of every item for one row of the log. */
type Acts = (row: number, into: Float64Array) => void

/**
 * Judges a policy by name. @throws TypeError when a log it {@link needs} is null
 */
export function judge(pair: LogPair, policy: PolicyName, { seed = 1 } = {}): Judged {
  const name = policy === 'random' ? 'bts' : 'random'
  const log = pair[name]
  if (log === null || needs(policy).some((n) => pair[n] === null)) throw new TypeError(`${policy} needs a log`)
  const reading = readLog(weigh(pair, log, actsOf(pair, log, policy)), { seed })
  const other = policy === 'bts' ? pair.bts : policy === 'random' || policy === 'uniform' ? pair.random : null
  const truth = other === null ? null : truthOf(other)
  return { policy, log: name, reading, truth, relativeErrors: truth === null ? null : errorsOf(reading, truth) }
}

function errorsOf({ estimates }: Reading, truth: Estimate): Record<Estimator, number | null> {
  const errorOf = (name: Estimator) =>
    estimates === null || truth.value === 0
      ? null
      : Math.abs(estimates[name].value - truth.value) / Math.abs(truth.value)
  return Object.fromEntries(ESTIMATORS.map((name) => [name, errorOf(name)])) as Record<Estimator, number | null>
}

/** The mean reward of a log, with its interval. */
function truthOf({ reward, rows }: BanditLog): Estimate | null {
  if (rows === 0) return null
  let sum = 0
  let isShare = true
  for (const r of reward) {
    sum += r
    isShare &&= r === 0 || r === 1
  }
  if (!isShare) return meanWithInterval(Array.from(reward))
  return { value: sum / rows, ...shareRange(sum, rows) }
}

/** The two halves of a log, in its own order: rows near in time stay together, so that neither half peeks at the other. */
const halfOf = (row: number, rows: number): 0 | 1 => (row < rows / 2 ? 0 : 1)

function weigh(pair: LogPair, log: BanditLog, acts: Acts) {
  const { rows, item, reward, propensity, person } = log
  const q = [0, 1].map((half) => rewardModel(pair, log, half as 0 | 1))
  const weight = new Float64Array(rows)
  const model = new Float64Array(rows)
  const expected = new Float64Array(rows)
  const chance = new Float64Array(pair.items)
  for (let i = 0; i < rows; i++) {
    const q1 = q[halfOf(i, rows)]!
    acts(i, chance)
    weight[i] = chance[item[i]!]! / propensity[i]!
    model[i] = q1[item[i]!]!
    let sum = 0
    for (let a = 0; a < pair.items; a++) sum += chance[a]! * q1[a]!
    expected[i] = sum
  }
  return { weight, reward, model, expected, pull: pullOf(pair, log, acts), person }
}

/** How far each row pulls DM through the reward model it was fitted into, which serves the other half. */
function pullOf(pair: LogPair, log: BanditLog, acts: Acts): Float64Array {
  const { rows, item, reward } = log
  // What the policy wants of each item in each half, and how often the log shows it there.
  const wanted = [new Float64Array(pair.items), new Float64Array(pair.items)]
  const shown = [new Float64Array(pair.items), new Float64Array(pair.items)]
  const chance = new Float64Array(pair.items)
  for (let i = 0; i < rows; i++) {
    const half = halfOf(i, rows)
    acts(i, chance)
    for (let a = 0; a < pair.items; a++) wanted[half]![a] = wanted[half]![a]! + chance[a]!
    shown[half]![item[i]!] = shown[half]![item[i]!]! + 1
  }
  const q = [rewardModel(pair, log, 0), rewardModel(pair, log, 1)]
  return Float64Array.from({ length: rows }, (_, i) => {
    const half = halfOf(i, rows)
    const other = 1 - half
    const a = item[i]!
    return (wanted[other]![a]! * (reward[i]! - q[other]![a]!)) / (shown[half]![a]! + PSEUDO_IMPRESSIONS)
  })
}

/** The mean reward of each item over the rows outside one half, pulled to the mean of all. */
function rewardModel(pair: LogPair, log: BanditLog, half: 0 | 1): Float64Array {
  const sum = new Float64Array(pair.items)
  const count = new Float64Array(pair.items)
  let all = 0
  let rows = 0
  for (let i = 0; i < log.rows; i++) {
    if (halfOf(i, log.rows) === half) continue
    const item = log.item[i]!
    sum[item] = sum[item]! + log.reward[i]!
    count[item] = count[item]! + 1
    all += log.reward[i]!
    rows++
  }
  const mean = rows === 0 ? 0 : all / rows
  return sum.map((s, a) => (s + PSEUDO_IMPRESSIONS * mean) / (count[a]! + PSEUDO_IMPRESSIONS))
}

function actsOf(pair: LogPair, log: BanditLog, policy: PolicyName): Acts {
  if (policy === 'bts') return shownAs(pair, pair.bts!, log)
  if (policy === 'popularity') return learnt(pair, log, false)
  if (policy === 'learner') return learnt(pair, log, true)
  // Every item that either log has shown.
  const even = 1 / pair.items
  return (_row, into) => into.fill(even)
}

/** A policy by its own log: the share of each item at each position. A position it never filled gets its share over all. */
function shownAs(pair: LogPair, of: BanditLog, log: BanditLog): Acts {
  const { items, positions } = pair
  const share = Array.from({ length: positions + 1 }, () => new Float64Array(items))
  for (let i = 0; i < of.rows; i++)
    for (const row of [share[of.position[i]!]!, share[positions]!]) row[of.item[i]!] = row[of.item[i]!]! + 1
  // From the last, which is over all positions, to the first.
  for (const row of share.toReversed()) {
    const total = row.reduce((a, b) => a + b, 0)
    if (total > 0) for (let a = 0; a < items; a++) row[a] = row[a]! / total
    else row.set(share[positions]!)
  }
  return (row, into) => into.set(share[log.position[row]!]!)
}

/** A policy learnt on the half that a row is not in: popularity, and with context our blocks on top. */
function learnt(pair: LogPair, log: BanditLog, withContext: boolean): Acts {
  const halves = [0, 1].map((half) => learnHalf(pair, log, half as 0 | 1, withContext))
  const lit = new Lit()
  return (row, into) => {
    const { offsets, blocks, numbers, worth } = halves[halfOf(row, log.rows)]!
    light(log, row, lit)
    blocks.score(numbers, offsets, pair.items, lit, worth)
    chances(worth, pair.items, POLICY, into)
  }
}

function learnHalf(pair: LogPair, log: BanditLog, half: 0 | 1, withContext: boolean) {
  const { items, categoryOf } = pair
  const popularity = new Popularity({ halfLife: Number.POSITIVE_INFINITY, kappaProduct: PSEUDO_IMPRESSIONS })
  for (let a = 0; a < items; a++) popularity.place(a, categoryOf[a]!)
  for (let i = 0; i < log.rows; i++)
    if (halfOf(i, log.rows) !== half) popularity.add(log.item[i]!, share(log.reward[i]!), 1, 0)
  const offsets = Float64Array.from({ length: items }, (_, a) => popularity.offset(a, 0))
  const blocks = new Blocks({ halfLife: Number.POSITIVE_INFINITY })
  const book = new BlockBook(blocks)
  const lit = new Lit()
  for (let i = 0; withContext && i < log.rows; i++) {
    if (halfOf(i, log.rows) === half) continue
    const item = log.item[i]!
    light(log, i, lit)
    blocks.learn(book.of(item, categoryOf[item]!, 0), lit, offsets[item]!, share(log.reward[i]!), 0)
    book.viewed(item, categoryOf[item]!, 0)
  }
  // Without context every item scores with one block that has learnt nothing.
  const numbers = Uint32Array.from({ length: items }, (_, a) =>
    withContext ? book.of(a, categoryOf[a]!, 0) : book.shared(0, 0),
  )
  return { offsets, blocks, numbers, worth: new Float64Array(items) }
}

/** A reward as a share: the policies here learn how often, whatever a reward is worth. */
const share = (reward: number): number => Math.min(1, Math.max(0, reward))

/** The person's columns, hashed into the slots of segments (8 to 47), each worth less the more there are. */
function light(log: BanditLog, row: number, lit: Lit): void {
  lit.clear()
  const { contextWidth, context } = log
  const value = 1 / Math.sqrt(Math.max(1, contextWidth))
  for (let j = 0; j < contextWidth; j++) lit.add(8 + (context[row * contextWidth + j]! % 40), value)
}
