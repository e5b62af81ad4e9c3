/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959964

/** A range that holds the true value 95 times out of 100. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** The range of a share, `hits` of `tries` (Wilson 1927). Without tries it is everything. */
export function shareRange(hits: number, tries: number): Range {
  if (tries <= 0) return { low: 0, high: 1 }
  const share = Math.min(1, hits / tries)
  const z2 = Z * Z
  const middle = share + z2 / (2 * tries)
  const half = Z * Math.sqrt((share * (1 - share)) / tries + z2 / (4 * tries * tries))
  const scale = 1 + z2 / tries
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) }
}

/**
 * How many things the same conditions would bring, from the count that came: a Poisson count's exact range (Garwood 1936)
 * with the chi-square quantile of Wilson and Hilferty, right to the whole number.
 */
export function countRange(count: number): Range {
  const quantile = (shape: number, z: number) => shape * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3
  return { low: count <= 0 ? 0 : quantile(count, -Z), high: quantile(count + 1, Z) }
}
