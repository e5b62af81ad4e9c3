import type { Code } from './values.ts'

/**
 * Campaigns as flat arrays, in no particular order: what an index is built from, and what goes to the thread that builds. A
 * million campaigns as objects would take a gigabyte.
 */
export interface FlatCampaigns {
  readonly count: number
  /** Which campaign; one may stand here only once. */
  readonly slots: Uint32Array
  /** What it is worth at best; higher comes first. */
  readonly bounds: Float32Array
  /** `count + 1` places in `codes`: campaign i's conjunctions are from the i-th up to the next. */
  readonly offsets: Uint32Array
  /** See {@link Code}. */
  readonly codes: Uint32Array
}

/** No campaign. */
export const NO_CAMPAIGNS: FlatCampaigns = {
  count: 0,
  slots: new Uint32Array(0),
  bounds: new Float32Array(0),
  offsets: new Uint32Array(1),
  codes: new Uint32Array(0),
}

/** Gathers campaigns one by one; arrays double when full, so that rows can be streamed in. */
export class FlatBuilder {
  #count = 0
  #length = 0
  #slots: Uint32Array
  #bounds: Float32Array
  #offsets: Uint32Array
  #codes: Uint32Array

  constructor(campaigns = 16) {
    this.#slots = new Uint32Array(campaigns)
    this.#bounds = new Float32Array(campaigns)
    this.#offsets = new Uint32Array(campaigns + 1)
    this.#codes = new Uint32Array(campaigns * 12)
  }

  /** Adds one. A code without conjunctions is for nobody. @throws TypeError for a bound that is no number */
  push(slot: number, bound: number, code: Code): void {
    if (!Number.isFinite(bound)) throw new TypeError(`a bound must be a number: ${bound}`)
    const at = this.#count
    if (at === this.#slots.length) this.#growCampaigns()
    if (this.#length + code.length > this.#codes.length) this.#growCodes(this.#length + code.length)
    this.#slots[at] = slot
    this.#bounds[at] = bound
    this.#codes.set(code, this.#length)
    this.#length += code.length
    this.#count++
    this.#offsets[this.#count] = this.#length
  }

  /** What was gathered, in views of the arrays; push no more afterwards. */
  build(): FlatCampaigns {
    return {
      count: this.#count,
      slots: this.#slots.subarray(0, this.#count),
      bounds: this.#bounds.subarray(0, this.#count),
      offsets: this.#offsets.subarray(0, this.#count + 1),
      codes: this.#codes.subarray(0, this.#length),
    }
  }

  #growCampaigns(): void {
    const size = Math.max(16, this.#slots.length * 2)
    this.#slots = grown(this.#slots, new Uint32Array(size))
    this.#bounds = grown(this.#bounds, new Float32Array(size))
    this.#offsets = grown(this.#offsets, new Uint32Array(size + 1))
  }

  #growCodes(least: number): void {
    this.#codes = grown(this.#codes, new Uint32Array(Math.max(least, this.#codes.length * 2)))
  }
}

function grown<A extends Uint32Array | Float32Array>(from: A, to: A): A {
  to.set(from)
  return to
}

/** Both, one after the other. */
export function joined(a: FlatCampaigns, b: FlatCampaigns): FlatCampaigns {
  const count = a.count + b.count
  const offsets = new Uint32Array(count + 1)
  offsets.set(a.offsets)
  for (let i = 0; i <= b.count; i++) offsets[a.count + i] = a.codes.length + b.offsets[i]!
  const slots = new Uint32Array(count)
  slots.set(a.slots)
  slots.set(b.slots, a.count)
  const bounds = new Float32Array(count)
  bounds.set(a.bounds)
  bounds.set(b.bounds, a.count)
  const codes = new Uint32Array(a.codes.length + b.codes.length)
  codes.set(a.codes)
  codes.set(b.codes, a.codes.length)
  return { count, slots, bounds, offsets, codes }
}
