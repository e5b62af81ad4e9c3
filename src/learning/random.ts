/** Seeded randomness: the same seed gives the same numbers on every machine, so that any replay can be repeated. */

/** Gives the next number in [0, 1). */
export type Random = () => number

/** Mixes 32 bits so that neighbours have nothing in common (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** 32 bits from a text (FNV-1a over UTF-16, mixed); the salt gives another, independent hash of the same text. */
export function hashText(text: string, salt = 0): number {
  let x = 0x811c9dc5 ^ mix32(salt)
  for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193)
  return mix32(x)
}

/** 32 bits from two whole numbers. */
export function hashPair(a: number, b: number): number {
  return mix32(Math.imul(mix32(a), 0x9e3779b1) ^ b)
}

/** A generator of numbers in [0, 1): a counter with a golden-ratio step, mixed twice. Period 2^32. */
export function seeded(seed: number): Random {
  let state = mix32(seed ^ 0x5bd1e995)
  return () => {
    state = (state + 0x9e3779b9) | 0
    return mix32(state ^ (state >>> 15)) / 4294967296
  }
}

/** A draw from the standard normal (Box and Muller, the cosine half). */
export function normal(random: Random): number {
  const u = 1 - random()
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random())
}

/** A draw from Gamma(shape, 1) (Marsaglia and Tsang 2000; below 1 by their boost). */
export function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A draw from Beta(a, b). */
export function beta(a: number, b: number, random: Random): number {
  const x = gamma(a, random)
  const y = gamma(b, random)
  return x + y > 0 ? x / (x + y) : 0.5
}

/** Puts the first `count` values into a random order, in place (Fisher and Yates). */
export function shuffle(values: Uint32Array | number[], random: Random, count = values.length): void {
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = values[i]!
    values[i] = values[j]!
    values[j] = kept
  }
}
