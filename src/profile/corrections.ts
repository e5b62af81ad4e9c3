import { type FactInput, type Interest, weightAt } from './interest.ts'

/** How clearly somebody says they care, in the words of the screens. */
export type Strength = 'strong' | 'some' | 'faint'

/** What somebody corrected of an interest: how strong it is, or that it is another. Kept whatever is read later. */
export interface Correction {
  readonly categoryId: string
  readonly strength?: Strength
  /** What was taken for `categoryId` is this. */
  readonly instead?: string
}

/** A person corrects this many at most. */
export const MOST_CORRECTIONS = 100

/** Weights that the screens show under these words. */
const WEIGHT: Readonly<Record<Strength, number>> = { strong: 0.9, some: 0.5, faint: 0.15 }

/** Facts as their owner understands them: moved to where they say. */
export function moved(facts: readonly FactInput[], corrections: readonly Correction[]): readonly FactInput[] {
  const moves = corrections.filter((one) => one.instead !== undefined)
  if (moves.length === 0) return facts
  return facts.map((fact) => ({
    ...fact,
    categories: fact.categories.map(({ id, weight }) => {
      const move = moves.find((one) => one.categoryId === id)
      return { id: move?.instead ?? id, weight }
    }),
  }))
}

/** Interests as strong as their owner says; their evidence stays, and they fade from there as others do. */
export function weighed(interests: readonly Interest[], corrections: readonly Correction[], now: number): Interest[] {
  return interests
    .map((interest) => {
      const said = corrections.find((one) => one.categoryId === interest.categoryId)?.strength
      return said === undefined ? interest : scaled(interest, WEIGHT[said], now)
    })
    .sort((a, b) => b.weight - a.weight || (a.categoryId < b.categoryId ? -1 : 1))
}

/** The same interest with parts that add up to another weight: weights are 1 - exp(-mass), up to a constant. */
function scaled(interest: Interest, weight: number, now: number): Interest {
  const before = weightAt(interest, now, now)
  if (before <= 0) return interest
  const factor = Math.log(1 - weight) / Math.log(1 - before)
  const parts = Object.fromEntries(Object.entries(interest.parts).map(([verb, mass]) => [verb, mass * factor]))
  return { ...interest, weight, parts }
}

/** The list with one more, which takes the place of what was said of the same interest before; null takes it back. */
export function withCorrection(
  before: readonly Correction[],
  categoryId: string,
  correction: Omit<Correction, 'categoryId'> | null,
): readonly Correction[] {
  const others = before.filter((one) => one.categoryId !== categoryId)
  return correction === null ? others : [...others, { categoryId, ...correction }].slice(-MOST_CORRECTIONS)
}
