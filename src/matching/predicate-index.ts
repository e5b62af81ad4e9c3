/**
 * The ranked access-predicate index, built once and never changed.
 *
 * An entry is one conjunction of one campaign: its owner and a program, one after the other by falling bound. Where it begins is
 * its number, so the numbers rise as the bounds fall, and all entries of a campaign are neighbours. Of its positive groups the one that requests hit least often is the entry's way in: the entry
 * stands in the list of each value of that group and in no other; without a positive group it stands in the list of those that
 * every request opens. The other groups are its program, checked when it is met. Lists ascend, so a merge of the lists that a
 * request opens meets all entries that could hold, best first. The way in stands at the end of the program all the same: it
 * marks the end, and a campaign can be read back whole.
 */
import { FlatBuilder, type FlatCampaigns } from './flat.ts'

/** Typed arrays only; on shared memory when it is large, so that a thread can read and make one without copying. */
export interface PredicateIndex {
  readonly campaigns: number
  readonly entryCount: number
  /** Numbers below this may have a list; the list of this number itself is the one that every request opens. */
  readonly valueCount: number
  /** Where each value's list begins in `postings`; `valueCount + 2` places. */
  readonly lists: Uint32Array
  /** Places in `programs`, ascending in each list. */
  readonly postings: Uint32Array
  /**
   * For each entry its owner's slot in two words, the lower 16 bits first, and its groups: a header
   * `(length << 2) | WAY_IN | IS_NOT` and the values. The likeliest to fail come first, the way in comes last; one of length 0
   * where there is none. Owner and groups are read together, so they lie together.
   */
  readonly programs: Uint16Array | Uint32Array
}

/** Bits of a header in a program. */
export const IS_NOT = 1
export const WAY_IN = 2

/** Words before the groups of an entry. */
export const OWNER_WORDS = 2
/** Places are kept in 32 bits. */
const MOST_WORDS = 2 ** 32
/** From so many entries on the arrays are shared between threads. */
const SHARED_FROM = 50_000

/** How many bytes it takes. */
export function indexBytes({ lists, postings, programs }: PredicateIndex): number {
  return lists.byteLength + postings.byteLength + programs.byteLength
}

/**
 * Builds the index.
 * @param likelihood how likely a request has a value, by its number; only speed depends on it
 * @throws RangeError when it is too much for 32 bits
 */
export function buildIndex(flat: FlatCampaigns, valueCount: number, likelihood: Float32Array): PredicateIndex {
  const order = ranked(flat)
  const sizes = measured(flat)
  const isShared = sizes.entries >= SHARED_FROM
  const plan = planned(flat, order, sizes, valueCount, likelihood)
  if (Math.max(plan.postings, plan.programs) >= MOST_WORDS) throw new RangeError('too many campaigns for one index')
  const words = (length: number): Uint32Array => new Uint32Array(memory(length * 4, isShared))
  const index: PredicateIndex = {
    campaigns: flat.count,
    entryCount: sizes.entries,
    valueCount,
    lists: words(valueCount + 2),
    postings: words(plan.postings),
    programs:
      valueCount <= 0xffff && sizes.longestGroup < 0x4000
        ? new Uint16Array(memory(plan.programs * 2, isShared))
        : words(plan.programs),
  }
  fill(index, flat, order, plan, likelihood)
  return index
}

const memory = (bytes: number, isShared: boolean): ArrayBuffer | SharedArrayBuffer =>
  isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)

/** Campaigns by falling bound, then by slot. Sorted by digits: a million in some tens of milliseconds. */
function ranked({ count, slots, bounds }: FlatCampaigns): Uint32Array {
  const bits = new Uint32Array(count)
  // Of a float the bits order as the number does once the sign is turned; turned round once more they fall.
  const view = new Int32Array(bounds.buffer, bounds.byteOffset, count)
  for (let i = 0; i < count; i++) {
    const b = view[i] === -0x80000000 ? 0 : view[i]! // -0 is 0
    bits[i] = b < 0 ? b : ~(b | 0x80000000)
  }
  let order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  order = byDigits(order, slots)
  return byDigits(order, bits)
}

const DIGIT_BITS = 11
const DIGITS = 2 ** DIGIT_BITS

/** The order in which `keys` ascend; equal ones stay as they were. */
function byDigits(given: Uint32Array<ArrayBuffer>, keys: Uint32Array): Uint32Array<ArrayBuffer> {
  let order = given
  let other = new Uint32Array(order.length)
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = new Uint32Array(DIGITS + 1)
    for (const key of keys) starts[((key >>> shift) & (DIGITS - 1)) + 1]!++
    if (starts.includes(keys.length)) continue
    for (let digit = 1; digit <= DIGITS; digit++) starts[digit]! += starts[digit - 1]!
    for (const i of order) other[starts[(keys[i]! >>> shift) & (DIGITS - 1)]!++] = i
    ;[order, other] = [other, order]
  }
  return order
}

interface Sizes {
  readonly entries: number
  readonly longestGroup: number
}

function measured({ codes }: FlatCampaigns): Sizes {
  let entries = 0
  let longestGroup = 0
  for (let at = 0; at < codes.length; ) {
    const header = codes[at]!
    if (header === 0) entries++
    const length = header >>> 1
    if (length > longestGroup) longestGroup = length
    at += 1 + length
  }
  return { entries, longestGroup }
}

interface Plan {
  /** For each entry, in rank order, where in `codes` its way in stands; its end mark when it has none. */
  readonly ways: Uint32Array
  /** How many entries each list will have; the last is that of every request. */
  readonly counts: Uint32Array
  readonly postings: number
  readonly programs: number
}

function planned(
  flat: FlatCampaigns,
  order: Uint32Array,
  sizes: Sizes,
  valueCount: number,
  likelihood: Float32Array,
): Plan {
  const { codes, offsets } = flat
  const ways = new Uint32Array(sizes.entries)
  const counts = new Uint32Array(valueCount + 1)
  let postings = 0
  let programs = 0
  let entry = 0
  for (const i of order) {
    const end = offsets[i + 1]!
    for (let at = offsets[i]!; at < end; ) {
      const from = at
      let way = -1
      let least = Number.POSITIVE_INFINITY
      for (let header = codes[at]!; header !== 0; header = codes[at]!) {
        const length = header >>> 1
        if ((header & 1) === 0) {
          const cost = sumOf(codes, at + 1, length, likelihood)
          if (cost < least) {
            least = cost
            way = at
          }
        }
        at += 1 + length
      }
      ways[entry++] = way < 0 ? at : way
      const length = way < 0 ? 0 : codes[way]! >>> 1
      for (let v = 0; v < length; v++) counts[codes[way + 1 + v]!]!++
      if (way < 0) counts[valueCount]!++
      postings += Math.max(1, length)
      // Where there is a way in it is the end, else the end mark becomes an empty one.
      programs += OWNER_WORDS + at - from + (way < 0 ? 1 : 0)
      at++
    }
  }
  return { ways, counts, postings, programs }
}

function sumOf(codes: Uint32Array, from: number, length: number, likelihood: Float32Array): number {
  let sum = 0
  for (let v = from; v < from + length; v++) sum += likelihood[codes[v]!]!
  return sum
}

function fill(
  index: PredicateIndex,
  { codes, offsets, slots }: FlatCampaigns,
  order: Uint32Array,
  { ways, counts }: Plan,
  likelihood: Float32Array,
): void {
  const { lists, postings, programs, valueCount } = index
  for (let v = 0; v <= valueCount; v++) lists[v + 1] = lists[v]! + counts[v]!
  const next = lists.slice(0, valueCount + 1)
  const groups = new Groups()
  let entry = 0
  let to = 0
  for (const i of order) {
    const end = offsets[i + 1]!
    for (let at = offsets[i]!; at < end; at++) {
      const way = ways[entry]!
      groups.count = 0
      let header = codes[at]!
      while (header !== 0) {
        const length = header >>> 1
        if (at !== way) groups.add(at, header, sumOf(codes, at + 1, length, likelihood))
        at += 1 + length
        header = codes[at]!
      }
      const length = codes[way]! >>> 1
      if (length === 0) postings[next[valueCount]!++] = to
      for (let v = way + 1; v <= way + length; v++) postings[next[codes[v]!]!++] = to
      programs[to] = slots[i]! & 0xffff
      programs[to + 1] = slots[i]! >>> 16
      to = groups.write(codes, way, programs, to + OWNER_WORDS)
      entry++
    }
  }
}

/** The groups of one entry, in the order in which they are checked: rarest first, then those that exclude. */
class Groups {
  count = 0
  readonly #at: number[] = []
  readonly #weight: number[] = []

  add(at: number, header: number, likelihood: number): void {
    const weight = (header & 1) === 1 ? 1e9 : likelihood
    let i = this.count++
    for (; i > 0 && this.#weight[i - 1]! > weight; i--) {
      this.#weight[i] = this.#weight[i - 1]!
      this.#at[i] = this.#at[i - 1]!
    }
    this.#weight[i] = weight
    this.#at[i] = at
  }

  write(codes: Uint32Array, way: number, programs: Uint16Array | Uint32Array, from: number): number {
    let to = from
    for (let g = 0; g <= this.count; g++) {
      const at = g < this.count ? this.#at[g]! : way
      const header = codes[at]!
      const end = at + 1 + (header >>> 1)
      programs[to++] = ((header >>> 1) << 2) | (header & IS_NOT) | (g < this.count ? 0 : WAY_IN)
      for (let c = at + 1; c < end; c++) programs[to++] = codes[c]!
    }
    return to
  }
}

/** Whose entry begins here: a slot. */
export function ownerAt(programs: Uint16Array | Uint32Array, at: number): number {
  return programs[at]! | (programs[at + 1]! << 16)
}

/** Appends the code of the entry that begins here. @returns where the next begins */
export function readEntry({ programs }: PredicateIndex, from: number, code: number[]): number {
  let at = from + OWNER_WORDS
  for (;;) {
    const header = programs[at++]!
    const length = header >>> 2
    if (length > 0) code.push((length << 1) | (header & IS_NOT))
    for (let i = 0; i < length; i++) code.push(programs[at++]!)
    if ((header & WAY_IN) !== 0) break
  }
  code.push(0)
  return at
}

/** Where the entry after this one begins. */
function entryAfter(programs: Uint16Array | Uint32Array, from: number): number {
  let at = from + OWNER_WORDS
  for (;;) {
    const header = programs[at]!
    at += 1 + (header >>> 2)
    if ((header & WAY_IN) !== 0) return at
  }
}

/** The campaigns that `keeps` keeps, as codes: one look through all. */
export function readBack(
  index: PredicateIndex,
  keeps: (slot: number) => boolean,
  tell: (slot: number, code: number[]) => void,
): void {
  const { programs } = index
  let code: number[] = []
  for (let at = 0; at < programs.length; ) {
    const owner = ownerAt(programs, at)
    at = keeps(owner) ? readEntry(index, at, code) : entryAfter(programs, at)
    if (code.length === 0 || (at < programs.length && ownerAt(programs, at) === owner)) continue
    tell(owner, code)
    code = []
  }
}

/** What an index was built from, less the campaigns that `keeps` drops; with bounds by slot. */
export function unfold(index: PredicateIndex, bounds: Float32Array, keeps: (slot: number) => boolean): FlatCampaigns {
  const flat = new FlatBuilder(index.campaigns)
  readBack(index, keeps, (slot, code) => flat.push(slot, bounds[slot]!, code))
  return flat.build()
}
