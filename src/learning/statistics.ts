/** The few formulas of statistics that evaluation and replay share. */

/** A value with the range that holds the true one 95 times out of 100. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** σ(z), the share that a logit stands for. */
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** The logit of a share, kept away from 0 and 1. */
export function logit(share: number): number {
  const p = share < 1e-9 ? 1e-9 : share > 1 - 1e-9 ? 1 - 1e-9 : share
  return Math.log(p / (1 - p))
}

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** The two-sided 95 % quantile of Student's t. */
export function t95(degrees: number): number {
  if (degrees < 1) return Number.POSITIVE_INFINITY
  // Cornish and Fisher's first term: right to 0.002 from 31 degrees on.
  return T95[degrees - 1] ?? 1.959964 + 2.3722 / degrees
}

/** Mean of the values with the t interval of that mean; of fewer than two values the interval is unbounded. */
export function meanWithInterval(values: readonly number[]): Estimate {
  const n = values.length
  const value = values.reduce((sum, v) => sum + v, 0) / n
  if (n < 2) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (n - 1)
  const half = t95(n - 1) * Math.sqrt(variance / n)
  return { value, low: value - half, high: value + half }
}

/**
 * The ratio of two means over the same seeds, with the t interval of the paired differences `above - ratio·below`
 * (Fieller's idea to first order). NaN where the mean below is not above 0: then there is no ratio.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): Estimate {
  const n = below.length
  const mean = below.reduce((sum, v) => sum + v, 0) / n
  if (!(mean > 0)) return { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  const value = above.reduce((sum, v) => sum + v, 0) / n / mean
  const { low, high } = meanWithInterval(above.map((a, i) => (a - value * below[i]!) / mean))
  return { value, low: value + low, high: value + high }
}

/** The value below which this share of the sorted values lies, between neighbours by line. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length - 1)))
  const below = Math.floor(at)
  const low = sorted[below]!
  return low + (sorted[Math.min(sorted.length - 1, below + 1)]! - low) * (at - below)
}

/** Quantile of the chi-square distribution (Wilson and Hilferty 1931); `z` is the normal quantile of the share wanted. */
export function chiSquare(degrees: number, z: number): number {
  if (degrees <= 0) return 0
  const c = 2 / (9 * degrees)
  return degrees * Math.max(0, 1 - c + z * Math.sqrt(c)) ** 3
}
