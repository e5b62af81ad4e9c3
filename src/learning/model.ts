/**
 * The model of one site: for each reward (click, order, shipped) a popularity table, blocks of context on top, and the shared
 * weights of the affinities. The worth of an offer is its value times the chain of rates: clicked if seen, ordered if clicked,
 * shipped and kept if ordered.
 */
import { BlockBook, type BlockSettings, Blocks, type Lit, NO_BLOCK } from './block.ts'
import { type Affinity, AffinityWeights, LOGITS_A_WEIGHT } from './features.ts'
import type { Lesson, Reward } from './outcomes.ts'
import { Popularity, type PopularitySettings } from './popularity.ts'
import { logit, sigmoid } from './statistics.ts'

/**
 * Rates that are expected before anything is known, of an offer that fits neither person nor page: of those who see it, click; of
 * those, order; of those, keep what was shipped. And how much the fit counts: much for a click, little for an order, then not.
 */
export const PRIORS: Readonly<Record<Reward, number>> = { click: 0.003, order: 0.03, shipped: 0.9 }
const FIT_LOGITS: Readonly<Record<Reward, number>> = { click: LOGITS_A_WEIGHT, order: 1, shipped: 0 }

/** Below every number: a candidate, or a category, that nothing was learnt of. */
export const UNKNOWN = -1

/** A candidate as the model sees it: its number, its category's number ({@link UNKNOWN}: never met), and how it fits. */
export interface Candidate {
  readonly campaign: number
  readonly category: number
  readonly affinity: Affinity
}

/** What a decision was made by, kept until its outcomes have come; learnt from, whatever the profile says today. */
export interface Logged extends Candidate {
  readonly lit: Lit
  /** How likely somebody looks at that position, 0 to 1. */
  readonly exposure: number
}

/** The parts of one expected rate, for "why". */
export interface RateParts {
  /** The rate of the campaign whatever the context. */
  readonly popularity: number
  /** Logits that fit and context add. */
  readonly affinity: number
  readonly context: number
  readonly rate: number
}

/** One reward's posterior. */
export class RewardModel {
  readonly popularity: Popularity
  readonly book: BlockBook
  readonly affinities: AffinityWeights

  constructor(popularity: Popularity, book: BlockBook, affinities: AffinityWeights) {
    this.popularity = popularity
    this.book = book
    this.affinities = affinities
  }

  /** The expected rate of one candidate. `withContext` false: popularity and fit only, the guard's floor. Allocates nothing. */
  expected(candidate: Candidate, lit: Lit, at: number, withContext = true): number {
    const popularity = this.popularity.expected(candidate.campaign, candidate.category, at)
    const context = withContext ? this.#context(candidate, lit) : 0
    return sigmoid(logit(popularity) + this.affinities.lift(candidate.affinity) + context)
  }

  /** The same with its parts, for "why". */
  rate(candidate: Candidate, lit: Lit, at: number, withContext = true): RateParts {
    return {
      popularity: this.popularity.expected(candidate.campaign, candidate.category, at),
      affinity: this.affinities.lift(candidate.affinity),
      context: withContext ? this.#context(candidate, lit) : 0,
      rate: this.expected(candidate, lit, at, withContext),
    }
  }

  #context({ campaign, category }: Candidate, lit: Lit): number {
    const block = this.book.find(campaign, category)
    if (block === NO_BLOCK) return 0
    const { blocks } = this.book
    return blocks.lift(block, lit) / Math.sqrt(1 + (Math.PI / 8) * blocks.variance(block, lit))
  }

  /**
   * Learns one lesson.
   * @param exposure how likely somebody looked, 0 to 1
   */
  learn(decision: Logged, y: number, at: number, weight: 1 | -1, exposure: number): void {
    this.#place(decision)
    const { campaign, category, lit } = decision
    const { blocks } = this.book
    const block = this.book.of(campaign, category, at)
    const fit = this.affinities.lift(decision.affinity)
    const p = sigmoid(this.popularity.offset(campaign, at) + fit + blocks.lift(block, lit)) * exposure
    blocks.nudge(block, lit, p, y, at, weight)
    this.affinities.learn(decision.affinity, p, y, weight)
    // Shown where it fits, more was to be expected: popularity is what is left when the fit is taken off.
    this.popularity.add(campaign, y * weight, exposure * Math.exp(fit) * weight, at)
    if (weight > 0) this.book.viewed(campaign, category, at)
  }

  #place({ campaign, category }: Candidate): void {
    if (campaign >= this.popularity.size || this.popularity.categoryOf(campaign) !== category)
      this.popularity.place(campaign, category)
  }
}

/** The three rewards together. */
export class Model {
  readonly rewards: Readonly<Record<Reward, RewardModel>>
  /** Lessons learnt since the model began. */
  lessons: number

  constructor(rewards: Readonly<Record<Reward, RewardModel>>, lessons = 0) {
    this.rewards = rewards
    this.lessons = lessons
  }

  /** A model that has seen nothing. */
  static fresh(settings: { popularity?: Partial<PopularitySettings>; blocks?: Partial<BlockSettings> } = {}): Model {
    const made = (reward: Reward) =>
      new RewardModel(
        new Popularity({ ...settings.popularity, prior: PRIORS[reward] }),
        new BlockBook(new Blocks(settings.blocks)),
        new AffinityWeights(FIT_LOGITS[reward]),
      )
    return new Model({ click: made('click'), order: made('order'), shipped: made('shipped') })
  }

  /** The rate that a bid or margin is multiplied with: up to this reward, each step given the one before. */
  chain(candidate: Candidate, lit: Lit, at: number, upTo: Reward, withContext = true): number {
    let rate = this.rewards.click.expected(candidate, lit, at, withContext)
    if (upTo !== 'click') rate *= this.rewards.order.expected(candidate, lit, at, withContext)
    if (upTo === 'shipped') rate *= this.rewards.shipped.expected(candidate, lit, at, withContext)
    return rate
  }

  /** Learns what {@link Lesson}s say. */
  learn(lessons: readonly Lesson<Logged>[]): void {
    for (const { decision, reward, y, at, weight } of lessons) {
      // Who clicked has looked.
      this.rewards[reward].learn(decision, y, at, weight, reward === 'click' ? decision.exposure : 1)
      this.lessons++
    }
  }
}

/** The settings a kept reward is brought back with. */
export const priorOf = (reward: Reward): Partial<PopularitySettings> => ({ prior: PRIORS[reward] })
