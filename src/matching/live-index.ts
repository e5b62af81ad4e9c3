import { FlatBuilder, type FlatCampaigns, joined } from './flat.ts'
import type { Conjunction } from './normal-form.ts'
import { buildIndex, indexBytes, type PredicateIndex, readBack, unfold } from './predicate-index.ts'
import type { Traits } from './traits.ts'
import { type Code, Dictionary, type RequestValues, requestValues } from './values.ts'
import { appendAll, type Scratch, type Walk } from './walk.ts'

/** What may be asked of a campaign beyond its rule, by its slot: budget, pace, caps, stock. Within one query its answer must not change. */
export type Passes = (slot: number) => boolean

/** What a query found. Reused: valid until the next query with the same scratch. */
export interface Found {
  /** The first `count` are slots. */
  readonly slots: Uint32Array
  readonly count: number
  /** Entries that were met. */
  readonly visits: number
  /** There may be more behind the last: visits ran out. What is there is right and in its place all the same. */
  readonly isTruncated: boolean
  /** Lists that were not opened, because the request has too many values: what stands only there was not found. */
  readonly unopened: number
}

/** How a query is answered. */
export interface TopOptions {
  /** How many are wanted. */
  readonly k: number
  readonly passes?: Passes | undefined
  /** Entries met in one index before it gives up; 2,000 when nothing is said. */
  readonly mostVisits?: number
}

/** Where a campaign stands. One stands in one place only; what an index says of others is of old. */
const NOWHERE = 0
const BASE = 1
const MIDDLE = 2
const RECENT = 3

/** A site with no more campaigns is built anew at each change: less than a millisecond. */
const SMALL = 400
/** So many changed ones are indexed anew at each change. */
const MOST_RECENT = 128
/** From so many changed ones on a new base is due, or more of a large one. */
const LEAST_DUE = 1024
const DUE_SHARE = 1 / 32
/** Up to so many campaigns the new base is made at once: some ten milliseconds. Beyond, a thread is to make it. */
const MOST_AT_ONCE = 10_000
/** One request in so many is counted, for what is likely. */
const SAMPLE_EVERY = 8
/** As if so many requests had been seen that were just as likely. */
const PRIOR_REQUESTS = 32
/** About 0.15 ms. */
const MOST_VISITS = 2000
/** Arrays by slot grow by a little: they are copied in no time. */
const GROWTH = 1.1
/** Slots are places in arrays: they are to be small. */
const MOST_SLOT = 2 ** 24 - 1

/** One index that is walked beside others. */
interface Walking {
  readonly walk: Walk
  readonly home: number
  /** The campaign it stands at; -1: it is at its end. */
  next: number
}

/** All that a new base is made of, so that a thread can make it. */
export interface FoldJob {
  readonly base: PredicateIndex | null
  readonly homes: Uint8Array
  readonly bounds: Float32Array
  readonly changed: FlatCampaigns
  readonly valueCount: number
  readonly likelihood: Float32Array
}

/** The new base. Pure; a second or two for a million. */
export function fold({ base, homes, bounds, changed, valueCount, likelihood }: FoldJob): PredicateIndex {
  if (base === null) return buildIndex(changed, valueCount, likelihood)
  const kept = unfold(base, bounds, (slot) => homes[slot] === BASE)
  return buildIndex(changed.count === 0 ? kept : joined(kept, changed), valueCount, likelihood)
}

/**
 * The campaigns of one site, to be asked at any time and changed at any time: a change holds from the next query on.
 *
 * Three indexes of the same kind: a large base that rests, what changed since, and what changed last. A query walks all three at
 * once. A campaign is known by its slot, a small number of the caller's (side arrays are indexed by it too), which may be given
 * to another campaign once this one is removed.
 */
export class LiveIndex {
  readonly #scratch: Scratch
  readonly #onDue: () => void
  /** A bound that moves by less of itself waits for the next base: its rank is a little off until then. */
  readonly #drift: number
  readonly dictionary = new Dictionary()
  /** Base, middle, recent; by home less one. */
  readonly #indexes: (PredicateIndex | null)[] = [null, null, null]
  #homes = new Uint8Array(0)
  /** By which they are ordered now. */
  #bounds = new Float32Array(0)
  #size = 0
  #dead = 0
  /** What stands in the middle and in the recent index. */
  readonly #codes = [new Map<number, Code>(), new Map<number, Code>()] as const
  /** Of the base, to be moved to the recent: the bounds they get. */
  readonly #moved = new Map<number, number>()
  /** Bounds that drifted a little. */
  #drifted = new Map<number, number>()
  #isDirty = false
  #isDueTold = false
  /** While a thread makes a new base: which campaigns changed since it was told. */
  #since: Set<number> | null = null
  #driftedSent: Map<number, number> = new Map()
  #sampled = new Uint32Array(0)
  #samples = 0
  #queries = 0

  /**
   * @param scratch may be shared by all indexes of a process
   * @param onDue told once when a new base should be made by a thread ({@link startFold}); small ones make it by themselves
   */
  constructor(scratch: Scratch, { onDue = () => {}, drift = 0.2 }: { onDue?: () => void; drift?: number } = {}) {
    this.#scratch = scratch
    this.#onDue = onDue
    this.#drift = drift
  }

  /** Campaigns that are there. */
  get size(): number {
    return this.#size
  }

  /** Campaigns outside the base. */
  get changed(): number {
    return this.#codes[0].size + this.#codes[1].size
  }

  /** Bytes of the indexes and of what is kept by slot. */
  get bytes(): number {
    const indexes = this.#indexes.reduce((sum, index) => sum + (index === null ? 0 : indexBytes(index)), 0)
    return indexes + this.#homes.byteLength + this.#bounds.byteLength + this.#sampled.byteLength
  }

  /** By what a campaign is ordered now; undefined when it is not there. */
  boundOf(slot: number): number | undefined {
    return (this.#homes[slot] ?? NOWHERE) === NOWHERE ? undefined : (this.#moved.get(slot) ?? this.#bounds[slot])
  }

  /**
   * Adds a campaign, or puts it in the place of what its slot had.
   * @param bound what it is worth at best; kept as a 32-bit float. Equal ones are ordered by slot
   * @param conjunctions of {@link normalForm}
   * @throws TypeError for a slot that is no whole number from 0 to 16,777,215, or a bound that is no number
   */
  put(slot: number, bound: number, conjunctions: readonly Conjunction[]): void {
    if (!Number.isInteger(slot) || slot < 0 || slot > MOST_SLOT) throw new TypeError(`no slot: ${slot}`)
    if (!Number.isFinite(Math.fround(bound))) throw new TypeError(`no bound: ${bound}`)
    this.#grow(slot + 1)
    this.#place(slot, bound, this.dictionary.encode(conjunctions))
  }

  /**
   * Puts many at once into an index that is still empty, as flat data coded by {@link dictionary}: what comes out of the database
   * at the start. They can be changed at once, and are found once {@link endFold} was given their base, made by {@link fold}.
   * @throws TypeError when it is not empty
   */
  startPutAll(flat: FlatCampaigns): FoldJob {
    if (this.#size > 0 || this.#since !== null) throw new TypeError('the index is not empty')
    let most = -1
    for (const slot of flat.slots) if (slot > most) most = slot
    this.#grow(most + 1)
    for (let i = 0; i < flat.count; i++) {
      this.#homes[flat.slots[i]!] = BASE
      this.#bounds[flat.slots[i]!] = flat.bounds[i]!
    }
    this.#size = flat.count
    this.#indexes[0] = null
    return { ...this.startFold()!, changed: flat }
  }

  /** Takes a campaign out. One that is not there is none less. */
  remove(slot: number): void {
    const home = this.#homes[slot] ?? NOWHERE
    if (home === NOWHERE) return
    this.#leaveHome(slot, home)
    this.#homes[slot] = NOWHERE
    this.#size--
    this.#since?.add(slot)
  }

  /** The bound moved. By a little: from the next base on; by more: from the next query on. @returns whether it is there */
  setBound(slot: number, bound: number): boolean {
    const home = this.#homes[slot] ?? NOWHERE
    if (!Number.isFinite(Math.fround(bound))) throw new TypeError(`no bound: ${bound}`)
    if (home === NOWHERE) return false
    const now = this.#bounds[slot]!
    if (!this.#moved.has(slot) && Math.abs(bound - now) <= this.#drift * Math.abs(now)) {
      this.#drifted.set(slot, bound)
      return true
    }
    if (home === BASE) {
      this.#moved.set(slot, Math.fround(bound))
      this.#drifted.delete(slot)
      this.#isDirty = true
    } else this.#place(slot, bound, this.#codes[home - MIDDLE]!.get(slot)!)
    return true
  }

  /** The traits in numbers, in the scratch's place for a request. */
  request(traits: Traits): RequestValues {
    return requestValues(this.dictionary, traits, this.#scratch.request)
  }

  /**
   * The k best campaigns that hold for the request and pass, best bound first: exactly these, unless it was truncated, when the
   * first of them. `passes` is asked of each campaign at most once.
   * @throws TypeError when the request was numbered by another index, or within the `passes` of another query
   */
  top(request: RequestValues, { k, passes, mostVisits = MOST_VISITS }: TopOptions): Found {
    const scratch = this.#open(request)
    try {
      const [base, middle, recent] = this.#indexes
      if (base && !middle && !recent) return this.#walked(base, scratch, { k, passes, mostVisits })
      const walks: Walking[] = []
      for (let i = 0; i < this.#indexes.length; i++) {
        const index = this.#indexes[i]!
        if (index === null) continue
        scratch.walks[i]!.start(index, scratch, mostVisits)
        walks.push({ walk: scratch.walks[i]!, home: i + 1, next: -1 })
      }
      return this.#merged(walks, { k, passes })
    } finally {
      this.#close()
    }
  }

  /** Every campaign that holds for the request and passes, in no order. */
  enumerate(request: RequestValues, passes?: Passes): Found {
    const scratch = this.#open(request)
    try {
      const mark = scratch.newMark(this.#homes.length)
      let count = 0
      for (let i = 0; i < this.#indexes.length; i++) {
        const index = this.#indexes[i]!
        if (index !== null) count = appendAll(index, scratch, { homes: this.#homes, home: i + 1 }, mark, count)
      }
      if (passes !== undefined) count = filtered(scratch.found, count, passes)
      return { slots: scratch.found, count, visits: 0, isTruncated: false, unopened: 0 }
    } finally {
      this.#close()
    }
  }

  /** Counts a request among those by which the index finds out what is likely; queries do so by themselves. */
  sample({ values, count }: RequestValues): void {
    if (this.#sampled.length < this.dictionary.size)
      this.#sampled = grown(this.#sampled, new Uint32Array(this.dictionary.size + 64))
    this.#samples++
    for (let i = 0; i < count; i++) this.#sampled[values[i]!]!++
  }

  /** Makes the new base now. */
  foldNow(): void {
    const job = this.startFold()
    if (job !== null) this.endFold(fold(job))
  }

  /** What a thread needs to make a new base with {@link fold}; null when one is being made. Changes go on meanwhile. */
  startFold(): FoldJob | null {
    if (this.#since !== null) return null
    this.#resolveMoved()
    const changed = new FlatBuilder(this.changed)
    for (const codes of this.#codes)
      for (const [slot, code] of codes) changed.push(slot, this.#drifted.get(slot) ?? this.#bounds[slot]!, code)
    const bounds = this.#bounds.slice()
    for (const [slot, bound] of this.#drifted) bounds[slot] = bound
    this.#driftedSent = this.#drifted
    this.#drifted = new Map()
    this.#since = new Set()
    return {
      base: this.#indexes[0]!,
      homes: this.#homes.slice(),
      bounds,
      changed: changed.build(),
      valueCount: this.dictionary.size,
      likelihood: this.#likelihood(),
    }
  }

  /** Takes the new base; what changed since it was started holds on. With null it was not made: all stays as it is. */
  endFold(base: PredicateIndex | null): void {
    this.#resolveMoved()
    const since = this.#since
    if (since === null) throw new TypeError('no new base was being made')
    this.#since = null
    this.#isDueTold = false
    if (base === null) {
      for (const [slot, bound] of this.#driftedSent)
        if (!since.has(slot) && !this.#drifted.has(slot)) this.#drifted.set(slot, bound)
      if (this.#indexes[0] === null) this.#forgetBase()
      return
    }
    this.#indexes[0] = base
    for (const [slot, bound] of this.#driftedSent)
      if (!since.has(slot) && this.#homes[slot] !== NOWHERE) this.#bounds[slot] = bound
    for (const codes of this.#codes)
      for (const slot of [...codes.keys()]) {
        if (since.has(slot)) continue
        codes.delete(slot)
        this.#homes[slot] = BASE
      }
    // Of those that changed since, the base has what they were.
    this.#dead = since.size
    this.#indexes[1] = this.#built(MIDDLE)
    this.#indexes[2] = this.#built(RECENT)
    this.#isDirty = this.#moved.size > 0
  }

  /** What should have got its first base and did not is not there. */
  #forgetBase(): void {
    for (const [slot, home] of this.#homes.entries()) if (home === BASE) this.remove(slot)
  }

  #grow(slots: number): void {
    if (slots <= this.#homes.length) return
    const size = slots < 64 ? slots + 4 : Math.ceil(slots * GROWTH)
    this.#homes = grown(this.#homes, new Uint8Array(size))
    this.#bounds = grown(this.#bounds, new Float32Array(size))
  }

  #place(slot: number, bound: number, code: Code): void {
    const home = this.#homes[slot]!
    if (home === NOWHERE) this.#size++
    else this.#leaveHome(slot, home)
    this.#homes[slot] = RECENT
    this.#bounds[slot] = bound
    this.#codes[1].set(slot, code)
    this.#since?.add(slot)
    this.#isDirty = true
  }

  #leaveHome(slot: number, home: number): void {
    if (home === BASE) this.#dead++
    else this.#codes[home - MIDDLE]!.delete(slot)
    this.#moved.delete(slot)
    this.#drifted.delete(slot)
  }

  /** Moves what got another bound out of the base: one look through its entries for all of them. */
  #resolveMoved(): void {
    const base = this.#indexes[0]!
    if (this.#moved.size === 0 || base === null) return
    const moved = new Map(this.#moved)
    const isMoved = new Uint8Array(this.#homes.length)
    for (const slot of moved.keys()) isMoved[slot] = 1
    const codes = new Map<number, Code>()
    readBack(
      base,
      (slot) => isMoved[slot] === 1,
      (slot, code) => codes.set(slot, code),
    )
    // A campaign for nobody has no entry: an empty code.
    for (const [slot, bound] of moved) this.#place(slot, bound, codes.get(slot) ?? [])
  }

  /** Makes changes hold: as little as possible is indexed anew. */
  #refresh(): void {
    this.#isDirty = false
    this.#resolveMoved()
    this.#isDirty = false
    const [middle, recent] = this.#codes
    const isFolding = this.#since !== null
    if (this.#size <= SMALL && !isFolding) {
      this.foldNow()
      return
    }
    if (recent.size > MOST_RECENT) {
      for (const [slot, code] of recent) {
        middle.set(slot, code)
        this.#homes[slot] = MIDDLE
      }
      recent.clear()
      this.#indexes[1] = this.#built(MIDDLE)
    }
    const isDue = middle.size + this.#dead / 4 > Math.max(LEAST_DUE, this.#size * DUE_SHARE)
    if (isDue && !isFolding && this.#size <= MOST_AT_ONCE) {
      this.foldNow()
      return
    }
    this.#indexes[2] = this.#built(RECENT)
    if (!isDue || isFolding || this.#isDueTold) return
    this.#isDueTold = true
    this.#onDue()
  }

  #built(home: typeof MIDDLE | typeof RECENT): PredicateIndex | null {
    const codes = this.#codes[home - MIDDLE]!
    if (codes.size === 0) return null
    const flat = new FlatBuilder(codes.size)
    for (const [slot, code] of codes) flat.push(slot, this.#bounds[slot]!, code)
    return buildIndex(flat.build(), this.dictionary.size, this.#likelihood())
  }

  #likelihood(): Float32Array {
    const likely = new Float32Array(this.dictionary.size)
    const requests = this.#samples + PRIOR_REQUESTS
    for (let v = 0; v < likely.length; v++)
      likely[v] = ((this.#sampled[v] ?? 0) + PRIOR_REQUESTS * this.dictionary.likelihood(v)) / requests
    return likely
  }

  #open(request: RequestValues): Scratch {
    if (request.of !== this.dictionary) throw new TypeError('the request was numbered by another index')
    if (this.#scratch.isBusy) throw new TypeError('a query may not start another')
    if (this.#isDirty) this.#refresh()
    if (this.#queries++ % SAMPLE_EVERY === 0) this.sample(request)
    this.#scratch.isBusy = true
    this.#scratch.open(request, this.dictionary.size)
    return this.#scratch
  }

  #close(): void {
    this.#scratch.close()
    this.#scratch.isBusy = false
  }

  /** All stands in the base: one walk, nothing to compare. */
  #walked(base: PredicateIndex, scratch: Scratch, { k, passes, mostVisits = MOST_VISITS }: TopOptions): Found {
    const homes = this.#homes
    const walk = scratch.walks[0]!
    walk.start(base, scratch, mostVisits)
    let count = 0
    while (count < k) {
      const entry = walk.next()
      if (entry < 0) break
      const slot = walk.ownerOf(entry)
      walk.take(slot)
      if (homes[slot] !== BASE || (passes !== undefined && !passes(slot))) continue
      if (count === scratch.found.length) scratch.grow()
      scratch.found[count++] = slot
    }
    return this.#found(count, [walk])
  }

  /** Several walks, the larger bound first, equal ones by slot. */
  #merged(walking: readonly Walking[], { k, passes }: TopOptions): Found {
    const scratch = this.#scratch
    for (const one of walking) this.#step(one)
    let count = 0
    // Where one walk was cut, something better may lie there than the others have.
    while (count < k && !walking.some(({ walk }) => walk.isCut)) {
      let best: Walking | null = null
      for (const one of walking) if (one.next >= 0 && (best === null || this.#isBefore(one.next, best.next))) best = one
      if (best === null) break
      if (passes === undefined || passes(best.next)) {
        if (count === scratch.found.length) scratch.grow()
        scratch.found[count++] = best.next
      }
      if (count < k) this.#step(best)
    }
    return this.#found(
      count,
      walking.map(({ walk }) => walk),
    )
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#bounds[a]! - this.#bounds[b]!
    return difference > 0 || (difference === 0 && a < b)
  }

  /** On to the next campaign that stands in this walk's index and in no other. */
  #step(walking: Walking): void {
    const { walk, home } = walking
    for (;;) {
      const entry = walk.next()
      walking.next = entry < 0 ? -1 : walk.ownerOf(entry)
      if (entry < 0) return
      walk.take(walking.next)
      if (this.#homes[walking.next] === home) return
    }
  }

  #found(count: number, walks: readonly Walk[]): Found {
    let visits = 0
    let unopened = 0
    let isTruncated = false
    for (const walk of walks) {
      visits += walk.visits
      unopened += walk.unopened
      isTruncated ||= walk.isCut
      walk.stop()
    }
    return { slots: this.#scratch.found, count, visits, isTruncated, unopened }
  }
}

function filtered(found: Uint32Array, count: number, passes: Passes): number {
  let kept = 0
  for (let i = 0; i < count; i++) if (passes(found[i]!)) found[kept++] = found[i]!
  return kept
}

function grown<A extends Uint8Array | Uint32Array | Float32Array>(from: A, to: A): A {
  to.set(from)
  return to
}
