/**
 * What another policy would have earned, read from the log of the one that ran. With w = π_e/π_b for the choice that was shown,
 * r its reward and q(x, a) a reward model fitted on other rows:
 *
 *     IPW = mean(w·r)    SNIPW = Σwr/Σw    DM = mean Σ_a π_e(a)·q(x,a)    DR = DM + mean(w·(r - q(x, shown)))
 *
 * (Dudík, Langford, Li 2011; self-normalised: Swaminathan, Joachims 2015.) What the log cannot tell is not answered: below an
 * effective sample (Σw)²/Σw² of 100 there is no number, below 1,000 only the range, and weights whose mean is not 1 say that
 * the logged propensities are wrong.
 */
import type { Text } from '../base/i18n.ts'
import { type Random, seeded } from './random.ts'
import { chiSquare, type Estimate, quantile } from './statistics.ts'

/** Below this effective sample nothing is answered; below the second only the range is. */
export const REFUSE_BELOW = 100
export const RANGE_ONLY_BELOW = 1000
/** One row that carries more than this share of all weight is pointed out. */
const HEAVY_SHARE = 0.05
/** How often the rows are drawn anew for a range. */
const RESAMPLES = 1000

/** The log as columns, one value a row. */
export interface WeightedLog {
  /** π_e/π_b of what was shown. */
  readonly weight: Float64Array
  readonly reward: Float64Array
  /** q(x, shown), from a model that did not see this row. */
  readonly model: Float64Array
  /** Σ_a π_e(a)·q(x, a), from that same model. */
  readonly expected: Float64Array
  /**
   * How far DM would move if this row counted twice in the fit of the model, times the rows: what makes DM's range honest
   * about a model fitted on few rewards. Null: the model came from elsewhere and is taken as it is.
   */
  readonly pull: Float64Array | null
  /** Whose row it is, numbered 0…; null where the log does not say: then each row stands for itself. */
  readonly person: Uint32Array | null
}

/** The four estimators. */
export const ESTIMATORS = ['ipw', 'snipw', 'dm', 'dr'] as const
/** One of them. */
export type Estimator = (typeof ESTIMATORS)[number]

/** What is odd about a reading. */
export const FLAGS = {
  refused: {
    zh: '有效样本不到 100：这份日志回答不了，不给数',
    en: 'the effective sample is below 100: this log cannot tell, no number is given',
  },
  'range-only': {
    zh: '有效样本不到 1000：只看区间，别当一个数用',
    en: 'the effective sample is below 1,000: read the range, not the value',
  },
  propensities: {
    zh: '权重的平均离 1 超过三个标准误：日志里的概率多半记错了',
    en: 'the mean weight is more than three standard errors from 1: the logged propensities are probably wrong',
  },
  heavy: { zh: '一行就占了总权重的 5 % 以上', en: 'one row holds more than 5 % of all weight' },
  rare: {
    zh: '有奖励的行不到 10 行：区间按计数放宽了',
    en: 'fewer than 10 rows were rewarded: ranges are widened by a count’s own',
  },
} as const satisfies Record<string, Text>

/** One of these. */
export type Flag = keyof typeof FLAGS

/** A reading of a log. */
export interface Reading {
  readonly rows: number
  /** Persons, where the log knows them. */
  readonly persons: number | null
  readonly ess: number
  readonly meanWeight: number
  /** Standard error of it. */
  readonly meanWeightError: number
  /** The largest share of Σw that one row holds. */
  readonly largestShare: number
  readonly flags: readonly Flag[]
  /** Null: refused. */
  readonly estimates: Readonly<Record<Estimator, Estimate>> | null
}

/** Effective sample of weights: (Σw)²/Σw². */
export function effectiveSample(weight: Float64Array): number {
  let sum = 0
  let squares = 0
  for (const w of weight) {
    sum += w
    squares += w * w
  }
  return squares === 0 ? 0 : (sum * sum) / squares
}

/** Reads a log. The range is a bootstrap over persons (rows, where nobody is known), repeatable by its seed. */
export function readLog(log: WeightedLog, { seed = 1, resamples = RESAMPLES } = {}): Reading {
  const rows = log.weight.length
  const persons = log.person === null ? null : new Set(log.person).size
  const ess = effectiveSample(log.weight)
  const { meanWeight, meanWeightError, largestShare } = weights(log.weight)
  let rewarded = 0
  for (let i = 0; i < rows; i++) if (log.reward[i] !== 0 && log.weight[i] !== 0) rewarded++
  const flags: Flag[] = []
  if (ess < REFUSE_BELOW) flags.push('refused')
  else if (ess < RANGE_ONLY_BELOW) flags.push('range-only')
  if (rows > 0 && Math.abs(meanWeight - 1) > 3 * meanWeightError + 1e-9) flags.push('propensities')
  if (largestShare > HEAVY_SHARE) flags.push('heavy')
  if (rewarded < 10) flags.push('rare')
  const estimates = ess < REFUSE_BELOW ? null : estimate(log, seeded(seed), resamples)
  return { rows, persons, ess, meanWeight, meanWeightError, largestShare, flags, estimates }
}

function weights(weight: Float64Array) {
  const n = weight.length
  let sum = 0
  let squares = 0
  let largest = 0
  for (const w of weight) {
    sum += w
    squares += w * w
    if (w > largest) largest = w
  }
  const meanWeight = n === 0 ? 0 : sum / n
  const variance = n < 2 ? 0 : Math.max(0, (squares - n * meanWeight * meanWeight) / (n - 1))
  return {
    meanWeight,
    meanWeightError: n === 0 ? 0 : Math.sqrt(variance / n),
    largestShare: sum === 0 ? 0 : largest / sum,
  }
}

/** Sums of one unit of the bootstrap: rows, Σw, Σwr, Σexpected, Σw(r - q), Σpull. */
const SUMS = 6

/** The rows of each person added up: what the bootstrap draws. */
function units({ weight, reward, model, expected, pull, person }: WeightedLog): Float64Array {
  let count = weight.length
  if (person !== null) {
    count = 0
    for (const p of person) count = Math.max(count, p + 1)
  }
  const sums = new Float64Array(count * SUMS)
  for (let i = 0; i < weight.length; i++) {
    const at = (person === null ? i : person[i]!) * SUMS
    const w = weight[i]!
    sums[at] = sums[at]! + 1
    sums[at + 1] = sums[at + 1]! + w
    sums[at + 2] = sums[at + 2]! + w * reward[i]!
    sums[at + 3] = sums[at + 3]! + expected[i]!
    sums[at + 4] = sums[at + 4]! + w * (reward[i]! - model[i]!)
    if (pull !== null) sums[at + 5] = sums[at + 5]! + pull[i]!
  }
  return sums
}

/** The four values from the sums of all rows. */
function valuesOf(sum: Float64Array): [number, number, number, number] {
  const n = sum[0]! || 1
  const dm = sum[3]! / n
  return [sum[2]! / n, sum[1]! === 0 ? 0 : sum[2]! / sum[1]!, dm, dm + sum[4]! / n]
}

function estimate(log: WeightedLog, random: Random, resamples: number): Record<Estimator, Estimate> {
  const all = units(log)
  const count = all.length / SUMS
  const whole = new Float64Array(SUMS)
  for (let i = 0; i < all.length; i++) whole[i % SUMS] = whole[i % SUMS]! + all[i]!
  const values = valuesOf(whole)
  // Ten million drawn rows are enough for a range, however long the log.
  const times = Math.max(200, Math.min(resamples, Math.floor(2e7 / Math.max(1, count))))
  const drawn = ESTIMATORS.map(() => new Float64Array(times))
  const sum = new Float64Array(SUMS)
  for (let t = 0; t < times; t++) {
    sum.fill(0)
    for (let i = 0; i < count; i++) {
      const at = Math.floor(random() * count) * SUMS
      for (let j = 0; j < SUMS; j++) sum[j] = sum[j]! + all[at + j]!
    }
    for (const [e, value] of valuesOf(sum).entries())
      drawn[e]![t] = ESTIMATORS[e] === 'dm' ? value + (sum[5]! / sum[0]! - whole[5]! / whole[0]!) : value
  }
  const counted = countedRange(log)
  return Object.fromEntries(
    ESTIMATORS.map((name, e) => {
      const sorted = drawn[e]!.sort()
      const value = values[e]!
      const low = quantile(sorted, 0.025)
      const high = quantile(sorted, 0.975)
      // A handful of rewards leaves a bootstrap too sure of itself above all; the model alone says nothing of its own bias.
      const extra = name === 'dm' ? { below: 0, above: 0 } : counted
      return [name, { value, low: Math.min(low, value - extra.below), high: Math.max(high, value + extra.above) }]
    }),
  ) as Record<Estimator, Estimate>
}

/**
 * How far the truth may lie from Σwr/n when rewards are rare: the gamma range of a weighted sum of Poisson counts
 * (Fay and Feuer 1997), which also knows what no reward at all leaves open. Only for rewards that are never negative.
 */
function countedRange({ weight, reward }: WeightedLog): { below: number; above: number } {
  const n = weight.length
  let sum = 0
  let squares = 0
  let largest = 0
  for (let i = 0; i < n; i++) {
    const r = reward[i]!
    if (r < 0) return { below: 0, above: 0 }
    const w = weight[i]!
    sum += w * r
    squares += (w * r) ** 2
    if (w > largest) largest = w
  }
  if (n === 0 || largest === 0) return { below: 0, above: 0 }
  // The weight that one more reward would probably carry; the largest of all would make every range useless.
  const next = sum === 0 ? 1 : Math.min(largest, squares / sum)
  const low = sum === 0 ? 0 : (squares / (2 * sum)) * chiSquare((2 * sum * sum) / squares, -1.959964)
  const scale = (squares + next * next) / (2 * (sum + next))
  const high = scale * chiSquare((2 * (sum + next) ** 2) / (squares + next * next), 1.959964)
  return { below: Math.max(0, sum - low) / n, above: Math.max(0, high - sum) / n }
}
