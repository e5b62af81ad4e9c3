/**
 * The choice among candidates and its exact chance:
 *
 *     π(a) = ε/|F| + (1 - ε)·softmax over F of ln(value·p)/τ
 *
 * p is the posterior mean (no draw), so the chance of every candidate is known exactly and never 0; that is what every later
 * off-policy reading divides by. Several places of a page are filled without putting back, each with its conditional chance.
 */
import { hashText, type Random } from './random.ts'

/** How bold the choice is. */
export interface PolicySettings {
  /** This share of choices is uniform over the candidates, 0 to 1. */
  readonly epsilon: number
  /** How sharply the best is preferred: a candidate e^τ times as good gets e times the chance. */
  readonly tau: number
}

/** Defaults of decisions. */
export const POLICY: PolicySettings = { epsilon: 0.05, tau: 0.15 }

/** Below this a product of value and chance counts as this: a logarithm must exist. */
const LEAST_WORTH = 1e-12

/**
 * Fills `into` with the exact chance of each of the first `count` worths (value·p).
 * Allocates nothing; worths that are not finite or not above 0 count as the least there is.
 */
export function chances(
  worth: ArrayLike<number>,
  count: number,
  { epsilon, tau }: PolicySettings,
  into: Float64Array,
): void {
  let top = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const w = worth[i]!
    const power = Math.log(w > LEAST_WORTH && w < Number.POSITIVE_INFINITY ? w : LEAST_WORTH) / tau
    into[i] = power
    if (power > top) top = power
  }
  let total = 0
  for (let i = 0; i < count; i++) {
    const power = Math.exp(into[i]! - top)
    into[i] = power
    total += power
  }
  const floor = epsilon / count
  for (let i = 0; i < count; i++) into[i] = floor + ((1 - epsilon) * into[i]!) / total
}

/** Which of the first `count` chances a number in [0, 1) falls on. */
export function draw(chance: ArrayLike<number>, count: number, random: number): number {
  let left = random
  for (let i = 0; i < count; i++) {
    left -= chance[i]!
    if (left < 0) return i
  }
  // Rounding left a crumb: it belongs to the last.
  return count - 1
}

/** One choice: which candidate, and how likely it was when it was made, given the choices before it. */
export interface Choice {
  readonly index: number
  readonly propensity: number
}

/**
 * Fills `places` places with different candidates, in order. Each chance is the conditional one: over the candidates that are
 * left. Fewer candidates than places fill fewer places. @throws TypeError when there is nothing to choose from
 */
export function chooseSeveral(
  worth: ArrayLike<number>,
  count: number,
  places: number,
  settings: PolicySettings,
  random: Random,
): Choice[] {
  if (count <= 0) throw new TypeError('there is nothing to choose from')
  const left = Array.from({ length: count }, (_, i) => i)
  const chosen: Choice[] = []
  const chance = new Float64Array(count)
  while (chosen.length < places && left.length > 0) {
    chances(
      left.map((i) => worth[i]!),
      left.length,
      settings,
      chance,
    )
    const at = draw(chance, left.length, random())
    chosen.push({ index: left[at]!, propensity: chance[at]! })
    left.splice(at, 1)
  }
  return chosen
}

/**
 * Is this decision one of the permanent uniform slice? By a hash of its id, so that everybody who has the id can tell, and
 * no counter is needed. In the slice the policy is `{ epsilon: 1 }`.
 * @param share 0.01 to 0.05 of all decisions
 */
export function isInRandomSlice(decisionId: string, share: number): boolean {
  return hashText(decisionId, 0x5eed) < share * 4294967296
}

/** The policy of the uniform slice: every candidate as likely as every other. */
export const UNIFORM: PolicySettings = { epsilon: 1, tau: 1 }

/** What was decided for one page: the choices, and whether they were made in the uniform slice. */
export interface Decided {
  readonly choices: readonly Choice[]
  readonly isRandomSlice: boolean
}

/** The whole choice of one decision: in the uniform slice evenly, else by worth. */
export function decideBy(
  worth: ArrayLike<number>,
  count: number,
  {
    decisionId,
    places,
    settings,
    randomShare,
  }: { decisionId: string; places: number; settings: PolicySettings; randomShare: number },
  random: Random,
): Decided {
  const isRandomSlice = isInRandomSlice(decisionId, randomShare)
  return { choices: chooseSeveral(worth, count, places, isRandomSlice ? UNIFORM : settings, random), isRandomSlice }
}
