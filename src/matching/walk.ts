/**
 * Asking an index: which campaigns hold for a request, best first.
 *
 * Complete: whatever holds has one of its way-in's values in the request, so it stands in a list that is opened. Sound: all
 * other groups are checked. In order: each list ascends, so the merge does, and an entry that begins earlier has the higher bound.
 */
import { IS_NOT, OWNER_WORDS, ownerAt, type PredicateIndex, WAY_IN } from './predicate-index.ts'
import { newRequestValues, type RequestValues } from './values.ts'

/** How many lists one request opens at most; beyond, a merge is no longer quick. */
export const MOST_LISTS = 255

/**
 * What queries write while they run. One is enough for a whole process: it grows to the largest index that was asked, and a
 * query leaves it as it found it.
 */
export class Scratch {
  /** A place for the request, for whoever has none. */
  readonly request: RequestValues = newRequestValues()
  /** 1 for each value of the request that is being answered. */
  bits: Uint8Array = new Uint8Array(1024)
  /** The distinct values of that request. */
  readonly opened: Uint32Array
  openedCount = 0
  /** Slots that were found, best first or in no order, as the query says. */
  found: Uint32Array = new Uint32Array(128)
  /** By slot: in which enumeration it was found last. */
  marks: Uint32Array = new Uint32Array(0)
  mark = 0
  /** One for each segment of a live index. */
  readonly walks: readonly Walk[] = [new Walk(), new Walk(), new Walk()]
  /** A query is running: its predicate must not start another here. */
  isBusy = false

  constructor() {
    this.opened = new Uint32Array(this.request.values.length)
  }

  /** Sets the bits of a request; each distinct value once. */
  open({ values, count }: RequestValues, valueCount: number): void {
    if (this.bits.length < valueCount) this.bits = new Uint8Array(Math.max(valueCount, this.bits.length * 2))
    const { bits, opened } = this
    let n = 0
    for (let i = 0; i < count; i++) {
      const value = values[i]!
      if (bits[value] === 1) continue
      bits[value] = 1
      opened[n++] = value
    }
    this.openedCount = n
  }

  /** Clears what {@link open} set. */
  close(): void {
    const { bits, opened, openedCount } = this
    for (let i = 0; i < openedCount; i++) bits[opened[i]!] = 0
    this.openedCount = 0
  }

  /** Makes room for one more than `count` found. */
  grow(): void {
    const larger = new Uint32Array(this.found.length * 2)
    larger.set(this.found)
    this.found = larger
  }

  /** Begins an enumeration over slots below `slots`. @returns its mark */
  newMark(slots: number): number {
    if (this.marks.length < slots) {
      this.marks = new Uint32Array(Math.max(slots, this.marks.length * 2))
      this.mark = 0
    } else if (this.mark === 0xffffffff) {
      this.marks.fill(0)
      this.mark = 0
    }
    return ++this.mark
  }
}

/** Does the entry that begins here hold? Its way in is known to. */
function passes(programs: Uint16Array | Uint32Array, bits: Uint8Array, from: number): boolean {
  let at = from + OWNER_WORDS
  for (let header = programs[at]!; (header & WAY_IN) === 0; header = programs[at]!) {
    const end = at + 1 + (header >>> 2)
    let v = at + 1
    while (v < end && bits[programs[v]!] === 0) v++
    // A group that excludes wants to come to its end, all others must not.
    if ((v === end) !== ((header & IS_NOT) !== 0)) return false
    at = end
  }
  return true
}

/** The entries that hold, one after the other in the order of their bounds; goes only as far as it is asked to. */
export class Walk {
  /** Entries met so far, whether they held or not. */
  visits = 0
  /** Entries met before `next` gives up; may be raised between calls. */
  mostVisits = 0
  /** The next was not looked for, because of `mostVisits`. */
  isCut = false
  /** Lists that could not be opened beside {@link MOST_LISTS} others. */
  unopened = 0

  #index: PredicateIndex | null = null
  #bits: Uint8Array = new Uint8Array(0)
  #size = 0
  #last = -1
  #lastOwner = -1
  /** Of each opened list: the place of its head in the postings, and its end. */
  readonly #at = new Uint32Array(MOST_LISTS)
  readonly #end = new Uint32Array(MOST_LISTS)
  /** Heads of the lists, smallest first. */
  readonly #heads = new Uint32Array(MOST_LISTS)
  /** Whose heads they are. */
  readonly #whose = new Uint8Array(MOST_LISTS)

  /** Opens the lists of the scratch's request. */
  start(index: PredicateIndex, { bits, opened, openedCount }: Scratch, mostVisits: number): void {
    const { lists, postings, valueCount } = index
    this.#index = index
    this.#bits = bits
    this.visits = 0
    this.mostVisits = mostVisits
    this.isCut = false
    this.unopened = 0
    this.#last = -1
    this.#lastOwner = -1
    let n = 0
    for (let i = -1; i < openedCount; i++) {
      const value = i < 0 ? valueCount : opened[i]!
      if (value > valueCount || (value === valueCount && i >= 0)) continue
      const from = lists[value]!
      const end = lists[value + 1]!
      if (from === end) continue
      if (n === MOST_LISTS) {
        this.unopened++
        continue
      }
      this.#at[n] = from
      this.#end[n] = end
      this.#heads[n] = postings[from]!
      this.#whose[n] = n
      n++
    }
    this.#size = n
    for (let i = (n >> 1) - 1; i >= 0; i--) sift(this.#heads, this.#whose, n, i, this.#heads[i]!, this.#whose[i]!)
  }

  /** The next entry that holds, or -1. Of a campaign that was taken ({@link take}) there is no other. */
  next(): number {
    const { programs, postings } = this.#index!
    const heads = this.#heads
    const whose = this.#whose
    const at = this.#at
    const end = this.#end
    const bits = this.#bits
    const taken = this.#lastOwner
    let last = this.#last
    let size = this.#size
    let visits = this.visits
    let found = -1
    while (size > 0) {
      if (visits >= this.mostVisits) {
        this.isCut = true
        break
      }
      visits++
      const entry = heads[0]!
      const list = whose[0]!
      const place = at[list]! + 1
      if (place < end[list]!) {
        at[list] = place
        sift(heads, whose, size, 0, postings[place]!, list)
      } else {
        size--
        sift(heads, whose, size, 0, heads[size]!, whose[size]!)
      }
      // The same entry under two values of the request comes twice in a row.
      if (entry === last) continue
      last = entry
      if (ownerAt(programs, entry) === taken || !passes(programs, bits, entry)) continue
      found = entry
      break
    }
    this.#last = last
    this.#size = size
    this.visits = visits
    return found
  }

  /** Whose entry it is. */
  ownerOf(entry: number): number {
    return ownerAt(this.#index!.programs, entry)
  }

  /** No other conjunction of this campaign is wanted. */
  take(slot: number): void {
    this.#lastOwner = slot
  }

  /** Lets go of the index, so that an old one can be freed. */
  stop(): void {
    this.#index = null
  }
}

/** Puts a head where it belongs, beginning from this place. */
function sift(heads: Uint32Array, whose: Uint8Array, size: number, from: number, head: number, list: number): void {
  let place = from
  for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
    let least = heads[child]!
    const right = child + 1
    if (right < size && heads[right]! < least) {
      child = right
      least = heads[right]!
    }
    if (least >= head) break
    heads[place] = least
    whose[place] = whose[child]!
    place = child
  }
  heads[place] = head
  whose[place] = list
}

/** Which campaigns are looked at: those for which `homes[slot]` is `home`. */
export interface Homes {
  readonly homes: Uint8Array
  readonly home: number
}

/**
 * Every campaign of an index that holds, in no order, appended to the scratch's `found` behind `count`. Quicker than a walk to
 * the end: nothing is merged.
 * @param mark of {@link Scratch.newMark}: a campaign is found once
 * @returns how many there are now
 */
export function appendAll(
  index: PredicateIndex,
  scratch: Scratch,
  { homes, home }: Homes,
  mark: number,
  count: number,
): number {
  const { lists, postings, programs, valueCount } = index
  const { bits, opened, openedCount, marks } = scratch
  let { found } = scratch
  let n = count
  for (let i = -1; i < openedCount; i++) {
    const value = i < 0 ? valueCount : opened[i]!
    if (value > valueCount || (value === valueCount && i >= 0)) continue
    const end = lists[value + 1]!
    for (let p = lists[value]!; p < end; p++) {
      const entry = postings[p]!
      if (!passes(programs, bits, entry)) continue
      const slot = ownerAt(programs, entry)
      if (marks[slot] === mark || homes[slot] !== home) continue
      marks[slot] = mark
      if (n === found.length) {
        scratch.grow()
        found = scratch.found
      }
      found[n++] = slot
    }
  }
  return n
}
