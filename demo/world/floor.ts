import { GOODS } from '../shop/goods.ts'

/** Aisles of each zone, and what lies there by the first part of its category. */
const ZONES = [
  { zone: 'A', aisles: [1, 2, 3], holds: ['kitchen', 'food', 'books', 'stationery', 'craft', 'pets'] },
  { zone: 'B', aisles: [4, 5, 6, 7], holds: ['outdoor', 'sport', 'games'] },
  { zone: 'C', aisles: [8, 9, 10], holds: ['garden', 'home', 'photo', 'music'] },
] as const
const BAYS = 45

/** Nothing left: to see that it is never offered and that the shop says so. */
export const SOLD_OUT = 'HG-0036'
/** Pieces of the few goods that run low. */
const LOW: Readonly<Record<string, number>> = { 'HG-0012': 1, 'HG-0049': 2, 'HG-0077': 3, 'HG-0120': 1, 'HG-0155': 2 }

const two = (n: number): string => String(n).padStart(2, '0')

/** The signs on all bins: ten aisles of 45, `A01-01` to `C10-45`. */
export const BINS: readonly string[] = ZONES.flatMap(({ zone, aisles }) =>
  aisles.flatMap((aisle) => Array.from({ length: BAYS }, (_, bay) => `${zone}${two(aisle)}-${two(bay + 1)}`)),
)

/** Pieces of a product in a bin. */
export interface Placed {
  readonly sku: string
  readonly bin: string
  readonly qty: number
}

/** Where the goods lie: spread over the aisles of their zone, every fourth in a second bin too, in varied quantities. */
export function stockPlan(): Placed[] {
  return ZONES.flatMap(({ zone, holds }) => {
    const bins = BINS.filter((bin) => bin.startsWith(zone))
    const goods = GOODS.filter((good) => (holds as readonly string[]).includes(good.categoryId.split('/')[0]!))
    return goods.flatMap((good, i): Placed[] => {
      if (good.sku === SOLD_OUT) return []
      const at = Math.floor((i * bins.length) / goods.length)
      const low = LOW[good.sku]
      // 37 and 41 have no common part: quantities from 8 to 48 without a pattern that one sees.
      const first = { sku: good.sku, bin: bins[at]!, qty: low ?? 8 + ((i * 37) % 41) }
      const more = low === undefined && i % 4 === 0 ? [{ sku: good.sku, bin: bins[at + 1]!, qty: 6 + (i % 7) }] : []
      return [first, ...more]
    })
  })
}
