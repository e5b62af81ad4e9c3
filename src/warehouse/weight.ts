/** Heaviest parcel that is taken in, in grams. */
export const MOST_GRAMS = 1_000_000

/** A parcel's weight as a hand wrote it: grams (null: left empty), or why it cannot be used. */
export type Weighed = { readonly grams: number | null } | { readonly fault: 'unreadable' | 'too-heavy' }

/** A number, its fraction after a point or comma, and a unit if one was written. */
const WEIGHT = /^(\d{1,9})(?:[.,](\d{1,6}))?(kg|公斤|千克|g|克)?$/

/**
 * Reads a weight: a whole number is grams, one with a decimal point or comma kilograms, as scales show them; a unit written
 * behind it counts before that. `1,500` is 1500 g either way.
 */
export function readWeight(text: string): Weighed {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '').replaceAll('。', '.').toLowerCase()
  if (plain === '') return { grams: null }
  const match = WEIGHT.exec(plain)
  if (match === null) return { fault: 'unreadable' }
  const [, whole, fraction, unit] = match
  const isGrams = unit === 'g' || unit === '克'
  // Parts of a gram are below what a packing table weighs: most likely another unit was meant.
  if (isGrams && fraction !== undefined) return { fault: 'unreadable' }
  const isKilograms = !isGrams && (unit !== undefined || fraction !== undefined)
  const grams = isKilograms ? Math.round(Number(`${whole}.${fraction ?? '0'}`) * 1000) : Number(whole)
  if (grams < 1) return { fault: 'unreadable' }
  return grams > MOST_GRAMS ? { fault: 'too-heavy' } : { grams }
}
