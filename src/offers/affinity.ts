import { allCategories } from '../catalog/categories.ts'
import { CATEGORY_COUNT, categoryNumber } from './goods.ts'
import { nearness } from './score.ts'

/** A category that a page speaks of, or a person likes, with its weight. */
export interface Weighted {
  readonly id: string
  readonly weight: number
}

/** How near every category is to a few weighted ones; worked out once for a page or a person, then looked up. */
export interface Affinity {
  /** By category number: 0 to 1. The last is for what is in no category of ours: 0. */
  readonly values: Float32Array
  /** By category number: which of `given` made the value; its place, or 255 for none. */
  readonly from: Uint8Array
  readonly given: readonly Weighted[]
}

const rows = new Map<string, Float32Array>()

/** How near each category is to one. Made at the first asking, 0.3 ms; there are a few hundred. */
function rowOf(id: string): Float32Array {
  const known = rows.get(id)
  if (known !== undefined) return known
  const row = new Float32Array(CATEGORY_COUNT)
  for (const [i, node] of allCategories().entries()) row[i] = nearness(node.id, id)
  // Only ids of the tree come here, so that strangers cannot make it grow.
  if (categoryNumber(id) < CATEGORY_COUNT) rows.set(id, row)
  return row
}

/** The affinity of up to 255 weighted categories. */
export function affinityTo(given: readonly Weighted[]): Affinity {
  const values = new Float32Array(CATEGORY_COUNT + 1)
  const from = new Uint8Array(CATEGORY_COUNT + 1).fill(255)
  for (const [place, { id, weight }] of given.slice(0, 255).entries()) {
    const row = rowOf(id)
    for (let c = 0; c < CATEGORY_COUNT; c++) {
      const value = weight * row[c]!
      if (value <= values[c]!) continue
      values[c] = value
      from[c] = place
    }
  }
  return { values, from, given }
}

/** To nothing. */
export const NO_AFFINITY: Affinity = affinityTo([])

/** Which of the given categories made the value of this one; null for none. */
export const sourceOf = ({ from, given }: Affinity, category: number): string | null =>
  given[from[category]!]?.id ?? null
