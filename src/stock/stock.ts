import { stockFail } from './problems.ts'

/**
 * What a stock movement does to the books. The ledger is the truth; per SKU and per bin two projections are kept that
 * intake and floor can lock. On hand counts every piece in the building, picked ones too; it falls when goods leave.
 */

/** Why pieces moved or were promised. */
export type MovementKind =
  | 'receive' // came into the building
  | 'reserve' // promised to an order
  | 'unreserve' // the promise was taken back
  | 'allocate' // a bin was chosen for an order
  | 'unallocate' // that choice was taken back
  | 'pick' // out of the bin into a tote
  | 'unpick' // back from the tote into a bin
  | 'found' // more in the bin than the books said
  | 'short' // fewer in the bin than the books said
  | 'move' // into (positive) or out of (negative) a bin, without leaving the building
  | 'ship' // left the building for the receiver
  | 'return' // came back
  | 'count' // the difference a count found

/** One line of the ledger. */
export interface Movement {
  readonly kind: MovementKind
  readonly sku: string
  /** Null: the dock, a tote, or no place at all (reserve, ship). */
  readonly bin: string | null
  /** Pieces; only `move` and `count` may be negative. */
  readonly qty: number
  readonly orderId?: string | null
  readonly taskId?: string | null
  readonly staffId?: string | null
  /** Of the scan or import that caused it; the same uid is written once. */
  readonly uid?: string | null
}

/** What one piece of a movement adds to the four balances. */
interface Effect {
  readonly onHand: -1 | 0 | 1
  readonly reserved: -1 | 0 | 1
  readonly binOnHand: -1 | 0 | 1
  readonly binAllocated: -1 | 0 | 1
  /** Must it name a bin? `either`: without one the pieces lie at the dock. */
  readonly bin: 'must' | 'never' | 'either'
}

/** The rule, per piece. */
export const EFFECTS: Readonly<Record<MovementKind, Effect>> = {
  receive: { onHand: 1, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'either' },
  reserve: { onHand: 0, reserved: 1, binOnHand: 0, binAllocated: 0, bin: 'never' },
  unreserve: { onHand: 0, reserved: -1, binOnHand: 0, binAllocated: 0, bin: 'never' },
  allocate: { onHand: 0, reserved: 0, binOnHand: 0, binAllocated: 1, bin: 'must' },
  unallocate: { onHand: 0, reserved: 0, binOnHand: 0, binAllocated: -1, bin: 'must' },
  pick: { onHand: 0, reserved: 0, binOnHand: -1, binAllocated: -1, bin: 'must' },
  unpick: { onHand: 0, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'must' },
  found: { onHand: 1, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'must' },
  short: { onHand: -1, reserved: 0, binOnHand: -1, binAllocated: 0, bin: 'must' },
  move: { onHand: 0, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'must' },
  ship: { onHand: -1, reserved: -1, binOnHand: 0, binAllocated: 0, bin: 'never' },
  return: { onHand: 1, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'either' },
  count: { onHand: 1, reserved: 0, binOnHand: 1, binAllocated: 0, bin: 'must' },
}

/** The balance of one SKU. Free to sell: on hand less reserved. */
export interface SkuBalance {
  readonly sku: string
  readonly onHand: number
  readonly reserved: number
}

/** The balance of one SKU in one bin. Free to allocate: on hand less allocated. */
export interface BinBalance {
  readonly bin: string
  readonly sku: string
  readonly onHand: number
  readonly allocated: number
}

/** What movements add, one entry a SKU and one a bin, sorted as they are locked. */
export interface Deltas {
  readonly skus: readonly SkuBalance[]
  readonly bins: readonly BinBalance[]
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** The order in which bins are locked. */
export const byBin = (a: { bin: string; sku: string }, b: { bin: string; sku: string }): number =>
  byText(a.bin, b.bin) || byText(a.sku, b.sku)

/**
 * Sums movements into what they add to each balance.
 * @throws TypeError for a movement that breaks the rule of its kind: a slip of the caller
 */
export function deltasOf(movements: readonly Movement[]): Deltas {
  const skus = new Map<string, { sku: string; onHand: number; reserved: number }>()
  const bins = new Map<string, { bin: string; sku: string; onHand: number; allocated: number }>()
  for (const m of movements) {
    const effect = EFFECTS[m.kind]
    checkMovement(m)
    if (effect.onHand !== 0 || effect.reserved !== 0) {
      const sku = skus.get(m.sku) ?? { sku: m.sku, onHand: 0, reserved: 0 }
      sku.onHand += effect.onHand * m.qty
      sku.reserved += effect.reserved * m.qty
      skus.set(m.sku, sku)
    }
    if (m.bin !== null) {
      const key = `${m.bin}\n${m.sku}`
      const bin = bins.get(key) ?? { bin: m.bin, sku: m.sku, onHand: 0, allocated: 0 }
      bin.onHand += effect.binOnHand * m.qty
      bin.allocated += effect.binAllocated * m.qty
      bins.set(key, bin)
    }
  }
  return {
    skus: [...skus.values()].sort((a, b) => byText(a.sku, b.sku)),
    bins: [...bins.values()].sort(byBin),
  }
}

/** @throws TypeError for a movement that breaks the rule of its kind */
export function checkMovement(m: Movement): void {
  const { bin } = EFFECTS[m.kind]
  const signed = m.kind === 'move' || m.kind === 'count'
  if (!Number.isSafeInteger(m.qty) || m.qty === 0 || (m.qty < 0 && !signed))
    throw new TypeError(`a ${m.kind} of ${m.qty} pieces`)
  if ((bin === 'must' && m.bin === null) || (bin === 'never' && m.bin !== null))
    throw new TypeError(`a ${m.kind} ${m.bin === null ? 'without' : 'with'} a bin`)
}

/** Pieces of one SKU that somebody wants. */
export interface Wanted {
  readonly sku: string
  readonly qty: number
}

/** Why an order got nothing: what it wanted and what was left when its turn came. */
export interface Missing extends Wanted {
  readonly left: number
}

/** What an order got: all of it, or nothing and why. */
export type Allotment =
  | { readonly orderId: string; readonly ok: true }
  | { readonly orderId: string; readonly ok: false; readonly missing: readonly Missing[] }

/**
 * Shares what is free among orders in the order of arrival, each whole or not at all.
 * `free` holds the pieces free per SKU and is reduced by what was given; a SKU it lacks has none.
 */
export function allot(
  free: Map<string, number>,
  orders: readonly { orderId: string; lines: readonly Wanted[] }[],
): Allotment[] {
  return orders.map(({ orderId, lines }) => {
    const wanted = sumBySku(lines)
    const missing: Missing[] = []
    for (const [sku, qty] of wanted) {
      const left = free.get(sku) ?? 0
      if (left < qty) missing.push({ sku, qty, left })
    }
    if (missing.length > 0) return { orderId, ok: false, missing }
    for (const [sku, qty] of wanted) free.set(sku, free.get(sku)! - qty)
    return { orderId, ok: true }
  })
}

/** Adds up lines that name the same SKU. */
export function sumBySku(lines: readonly Wanted[]): Map<string, number> {
  const sum = new Map<string, number>()
  for (const { sku, qty } of lines) sum.set(sku, (sum.get(sku) ?? 0) + qty)
  return sum
}

/** Pieces of one SKU in one bin. */
export interface BinQty {
  readonly bin: string
  readonly sku: string
  readonly qty: number
}

/**
 * Chooses bins for `qty` pieces of one SKU: the fewest bins, and of those that can serve it alone the one that holds the
 * least, so that bins become empty and big stocks stay whole. Gives what there is; the caller compares the sum.
 */
export function chooseBins(bins: readonly BinBalance[], qty: number): BinQty[] {
  const free = bins
    .map((b) => ({ bin: b.bin, sku: b.sku, qty: b.onHand - b.allocated }))
    .filter((b) => b.qty > 0)
    .sort((a, b) => b.qty - a.qty || byText(a.bin, b.bin))
  const chosen: BinQty[] = []
  let need = qty
  while (need > 0 && free.length > 0) {
    const alone = free.findLast((b) => b.qty >= need)
    const next = alone ?? free[0]!
    free.splice(free.indexOf(next), 1)
    const take = Math.min(need, next.qty)
    chosen.push({ bin: next.bin, sku: next.sku, qty: take })
    need -= take
  }
  return chosen
}

/** What one order holds of one SKU, in one bin (allocated) or in none (reserved, picked). */
export interface Holding {
  readonly sku: string
  readonly bin: string | null
  /** Promised and neither shipped nor given back; only in the entry without a bin. */
  readonly reserved: number
  /** Waiting in this bin for a picker. */
  readonly allocated: number
  /** Taken out of bins and neither shipped nor put back; only in the entry without a bin. */
  readonly picked: number
}

/** What one order holds of one SKU by the ledger. */
export interface HeldByOrder {
  readonly orderId: string
  readonly sku: string
  /** Promised and neither shipped nor given back. */
  readonly reserved: number
  /** Taken out of bins and not put back; shipped ones too. */
  readonly picked: number
}

/** One difference between a balance and what the ledger says it should be. */
export interface BookDifference {
  readonly rule: 'sku' | 'bin' | 'loose' | 'reserved' | 'picked'
  readonly sku: string
  readonly bin: string | null
  readonly what: string
  /** By the ledger. */
  readonly expected: number
  /** In the balance. */
  readonly found: number
}

/** What an order has waiting in bins. */
export const allocatedOf = (holdings: readonly Holding[]): BinQty[] =>
  holdings.flatMap((h) => (h.bin !== null && h.allocated > 0 ? [{ bin: h.bin, sku: h.sku, qty: h.allocated }] : []))

/** Most pieces in one movement: more is a slip of the keyboard or of a scanner that read a barcode into the quantity. */
const MOST = 1_000_000

/** @throws stock/bad-quantity for what is no whole number of pieces, 1 to {@link MOST} */
export function checkQty(qty: number): void {
  if (!Number.isInteger(qty) || qty < 1 || qty > MOST)
    throw stockFail('stock/bad-quantity', { params: { qty: String(qty).slice(0, 20), most: MOST } })
}
