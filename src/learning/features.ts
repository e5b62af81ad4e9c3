/**
 * What a model looks at. A *context* lights slots of a block, once a request: 0 the intercept (it moves in shared blocks only),
 * 1-3 the device, 4-7 the part of the day, 8-47 segments and interests by hash, 48-63 page categories by hash. *Affinities* are
 * three dense numbers of a candidate, how well it fits person and page; their weights are shared by all candidates and begin
 * where today's ranking stands, so that a model that has seen nothing already ranks sensibly.
 */

import { WEIGHTS } from '../offers/score.ts'
import type { Lit } from './block.ts'
import { hashText } from './random.ts'

/** A segment, interest or category, and how strongly it holds (0 to 1). */
export interface Held {
  readonly id: string
  readonly weight: number
}

/** Devices that have a slot of their own; any other lights none. */
export const DEVICES = ['desktop', 'phone', 'tablet'] as const

/** What is known of a request. */
export interface Context {
  readonly device: string | null
  /** Hour on the shopper's wall, 0 to 23; null: not known. */
  readonly hour: number | null
  /** Segments and interests; empty without the consent to use them, the rest stays the same. */
  readonly segments: readonly Held[]
  readonly pageCategories: readonly Held[]
}

const FIRST_DEVICE = 1
const FIRST_DAYPART = 4
const FIRST_SEGMENT = 8
const SEGMENT_SLOTS = 40
const FIRST_CATEGORY = 48
const CATEGORY_SLOTS = 16
/** Segments beyond so many are left out, the weakest first: 40 slots hold no more without meaning nothing. */
const MOST_SEGMENTS = 24

/** Lights what a context says; allocates nothing unless somebody has more than 24 segments. */
export function lightContext(context: Context, lit: Lit): void {
  lit.clear()
  lit.add(0)
  const device = DEVICES.indexOf(context.device as (typeof DEVICES)[number])
  if (device >= 0) lit.add(FIRST_DEVICE + device)
  const { hour } = context
  if (hour !== null && hour >= 0 && hour < 24) lit.add(FIRST_DAYPART + Math.floor(hour / 6))
  lightHeld(context.segments, FIRST_SEGMENT, SEGMENT_SLOTS, lit)
  lightHeld(context.pageCategories, FIRST_CATEGORY, CATEGORY_SLOTS, lit)
}

/** Hashes names into slots. The more there are the less each is worth: slots are shared, and the sum stays a correction. */
function lightHeld(held: readonly Held[], first: number, slots: number, lit: Lit): void {
  const few =
    held.length <= MOST_SEGMENTS ? held : [...held].sort((a, b) => b.weight - a.weight).slice(0, MOST_SEGMENTS)
  const shrink = few.length > 4 ? Math.sqrt(4 / few.length) : 1
  for (const { id, weight } of few) lit.add(first + (hashText(id) % slots), Math.max(0, Math.min(1, weight)) * shrink)
}

/** How well one candidate fits, each 0 to 1. */
export interface Affinity {
  /** The person's liking of the product's category. */
  readonly interest: number
  /** How near the product is to what the page is about. */
  readonly page: number
  /** How well the product's words match the page's (BM25, as a share of the best). */
  readonly words: number
}

/** The affinities in the order their weights are kept. */
export const AFFINITIES = ['interest', 'page', 'words'] as const

/** Logits that a weight of 1 in today's score is worth for clicks: a full match makes one about e^3.8 times as likely. */
export const LOGITS_A_WEIGHT = 10 / 3
/** Prior variance of such a weight: half a logit of doubt. */
const AFFINITY_VARIANCE = 0.25
/** How far affinities may move a logit. */
export const MOST_AFFINITY = 4

/** The shared weights of the affinities: a Bayesian logistic of three features with prior means. */
export class AffinityWeights {
  readonly mean: Float64Array
  readonly variance = new Float64Array(AFFINITIES.length).fill(AFFINITY_VARIANCE)

  /** @param logits what a weight of 1 in today's score is worth at the start */
  constructor(logits = LOGITS_A_WEIGHT) {
    this.mean = Float64Array.from(AFFINITIES, (name) => WEIGHTS[name] * logits)
  }

  /** How affinities move the logit. */
  lift({ interest, page, words }: Affinity): number {
    const sum = interest * this.mean[0]! + page * this.mean[1]! + words * this.mean[2]!
    return sum > MOST_AFFINITY ? MOST_AFFINITY : sum < -MOST_AFFINITY ? -MOST_AFFINITY : sum
  }

  /** Learns one outcome that was foretold with `p`; a weight of -1 undoes it. */
  learn(affinity: Affinity, p: number, y: number, weight = 1): void {
    const h = p * (1 - p)
    for (const [i, name] of AFFINITIES.entries()) {
      const x = affinity[name]
      if (!(x > 0)) continue
      const precision = Math.max(1 / AFFINITY_VARIANCE, 1 / this.variance[i]! + weight * h * x * x)
      this.variance[i] = 1 / precision
      const moved = this.mean[i]! - (weight * x * (p - y)) / precision
      this.mean[i] = Math.max(-MOST_AFFINITY, Math.min(MOST_AFFINITY, moved))
    }
  }
}
