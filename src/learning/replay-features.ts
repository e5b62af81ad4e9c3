/**
 * The feature columns of a table as slots of blocks. Three kinds, told by themselves: what is the same for all candidates of a
 * round is *context* (it can only matter together with the item), what is the same in all rows of an item is an *item* feature,
 * anything else belongs to the *pair*. Numbers become their rank (so that their scale says nothing) and, where there is room,
 * four ranges; words become a slot each, the rarest of a wide column share one.
 */
import { Lit, SLOTS } from './block.ts'
import type { Plan } from './replay-plan.ts'
import type { FeatureColumn, RewardTable } from './reward-table.ts'

/** Whole numbers of at most so many values are taken for names. */
const FEW_VALUES = 16
/** Ranges a number is cut into beside its rank. */
const RANGES = 4

/** Cells as slots: slot 0 is none. */
interface Column {
  readonly slot: Uint8Array
  readonly value: Float32Array | null
}

/** Features of a table, ready to light. */
export interface Features {
  readonly context: readonly Column[]
  readonly pair: readonly Column[]
  /** By item: the slots of its features, lit. */
  readonly items: readonly Lit[] | null
  /** By item: a block number for each of its features' levels. */
  readonly levels: readonly Uint32Array[] | null
  readonly levelCount: number
  /** The names by kind, to be told. */
  readonly names: { readonly context: string[]; readonly item: string[]; readonly pair: string[] }
}

/** Sorts the columns by kind and encodes them. */
export function featuresOf(table: RewardTable, plan: Plan): Features {
  const kinds = { context: [] as FeatureColumn[], item: [] as FeatureColumn[], pair: [] as FeatureColumn[] }
  for (const column of table.features) {
    const perItem = isConstant(column.codes, table.item, table.items.length)
    const perRound = plan.mode === 'rejection' || isConstantInRounds(column.codes, plan)
    const isWhole = column.codes.every((code) => code === column.codes[0])
    if (isWhole) continue
    if (perItem) kinds.item.push(column)
    else kinds[perRound ? 'context' : 'pair'].push(column)
  }
  const [context, pair, item] = [encode(kinds.context), encode(kinds.pair), encode(kinds.item)]
  const names = (of: FeatureColumn[]) => of.map((c) => c.name)
  return {
    context,
    pair,
    ...(item.length === 0 ? { items: null, levels: null, levelCount: 0 } : perItem(table, item)),
    names: { context: names(kinds.context), item: names(kinds.item), pair: names(kinds.pair) },
  }
}

/** Lights the cells of one row. Many lit slots are worth less each, so that the whole stays a correction. */
export function lightRow(columns: readonly Column[], row: number, lit: Lit): void {
  lit.clear()
  const scale = columns.length > 8 ? Math.sqrt(8 / columns.length) : 1
  for (const { slot, value } of columns) {
    const at = slot[row]!
    if (at !== 0) lit.add(at, (value === null ? 1 : value[row]!) * scale)
  }
}

function isConstant(codes: Uint32Array, group: Uint32Array, groups: number): boolean {
  const first = new Float64Array(groups).fill(-1)
  for (let i = 0; i < codes.length; i++) {
    const g = group[i]!
    if (first[g] === -1) first[g] = codes[i]!
    else if (first[g] !== codes[i]) return false
  }
  return true
}

function isConstantInRounds(codes: Uint32Array, { order, starts }: Plan): boolean {
  for (let g = 0; g + 1 < starts.length; g++)
    for (let i = starts[g]! + 1; i < starts[g + 1]!; i++)
      if (codes[order[i]!] !== codes[order[starts[g]!]!]) return false
  return true
}

interface Draft {
  readonly column: FeatureColumn
  /** Levels by falling frequency; null: a number. */
  readonly levels: readonly number[] | null
  readonly isTwo: boolean
}

function draftOf(column: FeatureColumn): Draft {
  const counts = new Map<number, number>()
  for (const code of column.codes) {
    counts.set(code, (counts.get(code) ?? 0) + 1)
    // A number this rich is no name; words beyond this many share the last slot anyway.
    if (counts.size > (column.numbers === null ? 100_000 : FEW_VALUES)) break
  }
  const isTwo = counts.size === 2
  const isName =
    column.numbers === null ||
    (counts.size <= FEW_VALUES && !isTwo && column.numbers.every((n) => Number.isNaN(n) || Number.isInteger(n)))
  const levels = [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([code]) => code)
  // Of two values the rarer is lit and the other is the rule.
  return { column, levels: isTwo ? levels.slice(1) : isName ? levels : null, isTwo }
}

/** Gives out the slots 1 to 63: a number needs one, names what they have, and what is left cuts numbers into ranges. */
function encode(columns: readonly FeatureColumn[]): Column[] {
  const drafts = columns.map(draftOf)
  const numbers = drafts.filter((d) => d.levels === null)
  const named = drafts.filter((d) => d.levels !== null).sort((a, b) => a.levels!.length - b.levels!.length)
  let next = 1
  const take = (n: number): number => {
    const from = next
    next += n
    return from
  }
  const made: Column[] = []
  for (const { column } of numbers) made.push(ranked(column.numbers!, 1 + ((take(1) - 1) % (SLOTS - 1))))
  for (const [i, { column, levels }] of named.entries()) {
    const share = Math.floor((SLOTS - next) / (named.length - i))
    const width = Math.min(levels!.length, Math.max(share, 0))
    if (width > 0) made.push(leveled(column.codes, levels!, take(width), width))
  }
  const room = numbers.length === 0 ? 0 : Math.floor((SLOTS - next) / numbers.length)
  if (room >= RANGES) for (const { column } of numbers) made.push(ranged(column.numbers!, take(RANGES)))
  return made
}

/** Each number's rank as a value between -1.7 and 1.7 (standard deviation 1); an empty cell is 0. */
function ranked(numbers: Float32Array, slot: number): Column {
  const ranks = ranksOf(numbers)
  return {
    slot: new Uint8Array(numbers.length).fill(slot),
    value: ranks.map((r) => (Number.isNaN(r) ? 0 : (r - 0.5) * 3.46)),
  }
}

function ranged(numbers: Float32Array, slot: number): Column {
  const ranks = ranksOf(numbers)
  return {
    slot: Uint8Array.from(ranks, (r) => (Number.isNaN(r) ? 0 : slot + Math.min(RANGES - 1, Math.floor(r * RANGES)))),
    value: null,
  }
}

/** The share of values below (half of the equal ones counted), NaN kept. */
function ranksOf(numbers: Float32Array): Float32Array {
  const sorted = numbers.filter((n) => !Number.isNaN(n)).sort()
  const bound = (x: number, isUpper: boolean) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]! < x || (isUpper && sorted[middle] === x)) low = middle + 1
      else high = middle
    }
    return low
  }
  return numbers.map((x) =>
    Number.isNaN(x) ? Number.NaN : (bound(x, false) + bound(x, true)) / (2 * Math.max(1, sorted.length)),
  )
}

function leveled(codes: Uint32Array, levels: readonly number[], from: number, width: number): Column {
  const slotOf = new Map<number, number>()
  for (const [i, code] of levels.entries()) slotOf.set(code, from + Math.min(i, width - 1))
  // Of two values the common one has no slot at all; a word past the counted ones shares the last.
  const other = levels.length === width ? 0 : from + width - 1
  return { slot: Uint8Array.from(codes, (code) => slotOf.get(code) ?? other), value: null }
}

/** Item features by item: what is lit, and the number of each lit level (numbers by their range). */
function perItem(table: RewardTable, columns: readonly Column[]) {
  const firstRow = new Int32Array(table.items.length).fill(-1)
  for (let i = 0; i < table.rows; i++) if (firstRow[table.item[i]!] === -1) firstRow[table.item[i]!] = i
  const items: Lit[] = []
  const levels: Uint32Array[] = []
  for (const row of firstRow) {
    const lit = new Lit()
    lightRow(columns, Math.max(0, row), lit)
    items.push(lit)
    // A slot is a level: of a number's rank there is one for all items, which its ranges tell apart.
    levels.push(
      Uint32Array.from(
        columns.filter((c) => c.value === null && c.slot[row] !== 0),
        (c) => c.slot[row]!,
      ),
    )
  }
  return { items, levels, levelCount: SLOTS }
}
