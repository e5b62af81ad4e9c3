/** Codes of places where an order's picked goods wait for the packer: `W-07` a cell of the put wall, `T-0007` a tote. */
const PLACE = /^(?:W-\d{2,3}|T-\d{4})$/

/** The code of the n-th cell, from 1. */
export function cellCode(n: number): string {
  return `W-${String(n).padStart(2, '0')}`
}

/** The place a scanned or typed code names, or null when it is no such code. Hands leave out the dash. */
export function readPlace(code: string): string | null {
  const plain = code
    .trim()
    .toUpperCase()
    .replace(/^([WT])(\d)/, '$1-$2')
  return PLACE.test(plain) ? plain : null
}

/** What is wrong with putting picked goods where the scan says, or null. */
export type PutFault = 'put-unscanned' | 'tote-unscanned' | 'wrong-cell'

/**
 * Judges where a picker puts an order's goods: into the place the order has, else into any tote (or free cell) scanned.
 * `scanned` is null when nothing, or no place, was scanned.
 */
export function judgePut(has: string | null, scanned: string | null): PutFault | null {
  if (scanned === null) return has === null ? 'tote-unscanned' : 'put-unscanned'
  return has !== null && scanned !== has ? 'wrong-cell' : null
}
