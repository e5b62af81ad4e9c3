/**
 * Block-local Bayesian logistic regression. Each block is 64 slots × [mean, variance], 512 bytes side by side, so that a
 * candidate costs a few lines of cache; which slots are lit is computed once a request and holds for all candidates. The sum
 * is a correction of the popularity offset: clamped, and pulled back to 0 where there is no evidence.
 *
 *     score   z = offset + clamp(Σ x·m, ±1.5)      v = Σ x²·s
 *     update  s' = 1 / (1/s + h·x²)   m' = m - s'·x·(p - y)   with p = σ(z), h = p(1 - p)
 *     forget  1/s ← 1/s0 + γ(1/s - 1/s0)   m ← γ·m   with γ = 2^-(age / half-life)
 *
 * A campaign without data uses the block of its category. After 200 viewable impressions it is promoted: it gets a copy of
 * that block with the variances doubled, and goes its own way.
 */
import { sigmoid } from './statistics.ts'

/** Slots of a block. Slot 0 is the intercept and is lit only in shared blocks: a campaign's own level is its popularity. */
export const SLOTS = 64
/** Numbers of a block: mean and variance of each slot, interleaved. */
const STRIDE = SLOTS * 2
/** How far context may move a logit, either way: e^1.5 is about 4.5 times. */
export const MOST_LIFT = 1.5
/** Viewable impressions after which a campaign gets a block of its own. */
export const PROMOTE_AT = 200
/** Blocks are added in chunks of this many, 1 MB each; a table that grows copies nothing that stands. */
const CHUNK = 2048
/** No block. */
export const NO_BLOCK = 0xffffffff

/** What a request lights: slot numbers and their values, the same for every candidate. Made once, filled anew each time. */
export class Lit {
  readonly slots: Uint8Array
  readonly values: Float32Array
  count = 0

  constructor(capacity = SLOTS) {
    this.slots = new Uint8Array(capacity)
    this.values = new Float32Array(capacity)
  }

  clear(): void {
    this.count = 0
  }

  /** Lights a slot; the same slot twice adds up (two words of one hash). What has no room or no number is left out. */
  add(slot: number, value = 1): void {
    if (!Number.isFinite(value) || value === 0) return
    for (let i = 0; i < this.count; i++)
      if (this.slots[i] === slot) {
        this.values[i] = this.values[i]! + value
        return
      }
    if (this.count >= this.slots.length) return
    this.slots[this.count] = slot
    this.values[this.count++] = value
  }
}

/** The numbers of a table of blocks. */
export interface BlockSettings {
  /** Prior variance of a weight: 1/15 says that a single feature seldom doubles a rate. */
  readonly variance: number
  /** After this time a weight has lost half of what it learnt; in the unit of `at`. */
  readonly halfLife: number
  /** Impressions after which a campaign gets its own block. */
  readonly promoteAt: number
  /** The clamp of the sum, either way. */
  readonly mostLift: number
}

/** Defaults, times in ms. */
export const BLOCKS: BlockSettings = {
  variance: 1 / 15,
  halfLife: 60 * 86_400_000,
  promoteAt: PROMOTE_AT,
  mostLift: MOST_LIFT,
}

/** A table of blocks. Scoring allocates nothing. */
export class Blocks {
  readonly settings: BlockSettings
  readonly #chunks: Float32Array[] = []
  readonly #times: number[] = []
  #count = 0

  constructor(settings: Partial<BlockSettings> = {}) {
    this.settings = { ...BLOCKS, ...settings }
  }

  /** How many blocks there are. */
  get size(): number {
    return this.#count
  }

  /** A new block at the prior: means 0, except those given (slot → mean). @returns its number */
  add(at: number, means: Readonly<Record<number, number>> = {}): number {
    const block = this.#count++
    if (block % CHUNK === 0) this.#chunks.push(new Float32Array(CHUNK * STRIDE))
    const chunk = this.#chunks[this.#chunks.length - 1]!
    const base = (block % CHUNK) * STRIDE
    for (let slot = 0; slot < SLOTS; slot++) {
      chunk[base + slot * 2] = means[slot] ?? 0
      chunk[base + slot * 2 + 1] = this.settings.variance
    }
    this.#times.push(at)
    return block
  }

  /** A copy of a shared block with its variances doubled (never above the prior's): what a promoted campaign begins with. */
  promote(shared: number, at: number): number {
    const block = this.add(at)
    const from = this.#chunk(shared)
    const base = (shared % CHUNK) * STRIDE
    const into = this.#chunk(block)
    const own = (block % CHUNK) * STRIDE
    // Slot 0 stays behind, without variance so that it never moves: the campaign's level is its popularity, and one thing is
    // learnt once.
    into[own + 1] = 0
    for (let slot = 1; slot < SLOTS; slot++) {
      into[own + slot * 2] = from[base + slot * 2]!
      into[own + slot * 2 + 1] = Math.min(this.settings.variance, from[base + slot * 2 + 1]! * 2)
    }
    return block
  }

  /** Σ x·m of the lit slots, not clamped. */
  sum(block: number, lit: Lit): number {
    const chunk = this.#chunk(block)
    const base = (block % CHUNK) * STRIDE
    let sum = 0
    for (let i = 0; i < lit.count; i++) sum += lit.values[i]! * chunk[base + lit.slots[i]! * 2]!
    return sum
  }

  /** How context moves the logit, clamped. */
  lift(block: number, lit: Lit): number {
    return clamp(this.sum(block, lit), this.settings.mostLift)
  }

  /** How uncertain that is: Σ x²·s. */
  variance(block: number, lit: Lit): number {
    const chunk = this.#chunk(block)
    const base = (block % CHUNK) * STRIDE
    let sum = 0
    for (let i = 0; i < lit.count; i++) sum += lit.values[i]! ** 2 * chunk[base + lit.slots[i]! * 2 + 1]!
    return sum
  }

  /**
   * Scores many candidates at once: `into[i]` becomes the expected share, σ of the lifted logit, pulled towards one half
   * where it is uncertain (MacKay's moderation, z / √(1 + πv/8)).
   */
  score(blocks: ArrayLike<number>, offsets: ArrayLike<number>, count: number, lit: Lit, into: Float64Array): void {
    const { mostLift } = this.settings
    for (let i = 0; i < count; i++) {
      const block = blocks[i]!
      if (block === NO_BLOCK) {
        into[i] = sigmoid(offsets[i]!)
        continue
      }
      const chunk = this.#chunks[(block / CHUNK) | 0]!
      const base = (block % CHUNK) * STRIDE
      let sum = 0
      let variance = 0
      for (let j = 0; j < lit.count; j++) {
        const at = base + lit.slots[j]! * 2
        const x = lit.values[j]!
        sum += x * chunk[at]!
        variance += x * x * chunk[at + 1]!
      }
      const lift = sum > mostLift ? mostLift : sum < -mostLift ? -mostLift : sum
      into[i] = sigmoid(offsets[i]! + lift / Math.sqrt(1 + (Math.PI / 8) * variance))
    }
  }

  /**
   * Learns one outcome from the features that were lit when it was decided.
   * @param offset the logit without context, as it was at the decision
   * @param weight 1; -1 undoes an outcome that was learnt before (a negative that a late click corrects)
   */
  learn(block: number, lit: Lit, offset: number, y: number, at: number, weight = 1): void {
    this.nudge(block, lit, sigmoid(offset + this.lift(block, lit)), y, at, weight)
  }

  /** Learns one outcome that several blocks foretold together; `p` is what they foretold. */
  nudge(block: number, lit: Lit, p: number, y: number, at: number, weight = 1): void {
    this.#forget(block, at)
    const chunk = this.#chunk(block)
    const base = (block % CHUNK) * STRIDE
    const { variance: s0, mostLift } = this.settings
    const h = p * (1 - p)
    for (let i = 0; i < lit.count; i++) {
      const slot = base + lit.slots[i]! * 2
      const x = lit.values[i]!
      const precision = 1 / chunk[slot + 1]! + weight * h * x * x
      // Undoing never knows less than the prior.
      const s = precision < 1 / s0 ? s0 : 1 / precision
      chunk[slot + 1] = s
      // One outcome never throws a weight further than the whole lift may be.
      chunk[slot] = clamp(chunk[slot]! - weight * s * x * (p - y), 2 * mostLift)
    }
  }

  /** One weight, for "why": its mean and variance. */
  weight(block: number, slot: number): { mean: number; variance: number } {
    const at = (block % CHUNK) * STRIDE + slot * 2
    const chunk = this.#chunk(block)
    return { mean: chunk[at]!, variance: chunk[at + 1]! }
  }

  /** All numbers as two arrays, for keeping. */
  tables(): { weights: Float32Array; times: Float64Array } {
    const weights = new Float32Array(this.#count * STRIDE)
    for (const [i, chunk] of this.#chunks.entries())
      weights.set(chunk.subarray(0, Math.min(CHUNK, this.#count - i * CHUNK) * STRIDE), i * CHUNK * STRIDE)
    return { weights, times: Float64Array.from(this.#times) }
  }

  /** Brings kept numbers back. @throws TypeError when they are no whole blocks */
  static from(tables: { weights: Float32Array; times: Float64Array }, settings: Partial<BlockSettings> = {}): Blocks {
    const made = new Blocks(settings)
    if (tables.weights.length !== tables.times.length * STRIDE) throw new TypeError('these are no whole blocks')
    for (const [i, at] of tables.times.entries()) {
      const block = made.add(at)
      made.#chunk(block).set(tables.weights.subarray(i * STRIDE, (i + 1) * STRIDE), (block % CHUNK) * STRIDE)
    }
    return made
  }

  #chunk(block: number): Float32Array {
    const chunk = block < this.#count ? this.#chunks[(block / CHUNK) | 0] : undefined
    if (chunk === undefined) throw new TypeError(`there is no block ${block}`)
    return chunk
  }

  /** Brings a block to this time: what was learnt long ago fades towards the prior. Done only when it is written. */
  #forget(block: number, at: number): void {
    const age = at - this.#times[block]!
    if (age <= 0) return
    this.#times[block] = at
    const { halfLife, variance: s0 } = this.settings
    if (halfLife === Number.POSITIVE_INFINITY) return
    const kept = 2 ** (-age / halfLife)
    const chunk = this.#chunk(block)
    const base = (block % CHUNK) * STRIDE
    for (let i = base; i < base + STRIDE; i += 2) {
      chunk[i] = chunk[i]! * kept
      chunk[i + 1] = 1 / (1 / s0 + kept * (1 / chunk[i + 1]! - 1 / s0))
    }
  }
}

function clamp(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value
}

/** Which block each campaign scores with: the shared one of its category until it is promoted to its own. */
export class BlockBook {
  readonly blocks: Blocks
  readonly #own: number[] = []
  readonly #viewed: number[] = []
  readonly #shared: number[] = []

  constructor(blocks: Blocks) {
    this.blocks = blocks
  }

  /** The shared block of a category; made when it is first asked for. */
  shared(category: number, at: number): number {
    const block = this.#shared[category]
    if (block !== undefined && block !== NO_BLOCK) return block
    while (this.#shared.length <= category) this.#shared.push(NO_BLOCK)
    const made = this.blocks.add(at)
    this.#shared[category] = made
    return made
  }

  /** The block a campaign scores with. */
  of(campaign: number, category: number, at: number): number {
    const own = this.#own[campaign]
    return own === undefined || own === NO_BLOCK ? this.shared(category, at) : own
  }

  /** The block a campaign would score with; {@link NO_BLOCK} when nothing was learnt there yet. Makes nothing. */
  find(campaign: number, category: number): number {
    const own = campaign < 0 ? NO_BLOCK : (this.#own[campaign] ?? NO_BLOCK)
    return own !== NO_BLOCK || category < 0 ? own : (this.#shared[category] ?? NO_BLOCK)
  }

  /** Has this campaign a block of its own? */
  isPromoted(campaign: number): boolean {
    const own = this.#own[campaign]
    return own !== undefined && own !== NO_BLOCK
  }

  /** Counts a viewable impression; at the {@link PROMOTE_AT}th the campaign gets its own block. @returns whether it just did */
  viewed(campaign: number, category: number, at: number): boolean {
    while (this.#viewed.length <= campaign) {
      this.#viewed.push(0)
      this.#own.push(NO_BLOCK)
    }
    const viewed = this.#viewed[campaign]! + 1
    this.#viewed[campaign] = viewed
    if (viewed < this.blocks.settings.promoteAt || this.#own[campaign] !== NO_BLOCK) return false
    this.#own[campaign] = this.blocks.promote(this.shared(category, at), at)
    return true
  }

  /** The numbers for keeping: own block and viewable impressions by campaign, shared block by category. */
  tables(): { own: Uint32Array; viewed: Uint32Array; shared: Uint32Array } {
    return {
      own: Uint32Array.from(this.#own),
      viewed: Uint32Array.from(this.#viewed),
      shared: Uint32Array.from(this.#shared),
    }
  }

  /** Brings kept numbers back. @throws TypeError when a block is named that is not there */
  static from(blocks: Blocks, tables: ReturnType<BlockBook['tables']>): BlockBook {
    const isThere = (block: number) => block === NO_BLOCK || block < blocks.size
    if (!tables.own.every(isThere) || !tables.shared.every(isThere) || tables.own.length !== tables.viewed.length)
      throw new TypeError('a block is named that is not there')
    const made = new BlockBook(blocks)
    for (const block of tables.own) made.#own.push(block)
    for (const viewed of tables.viewed) made.#viewed.push(viewed)
    for (const block of tables.shared) made.#shared.push(block)
    return made
  }
}
