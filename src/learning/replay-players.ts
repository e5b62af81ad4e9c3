/** The policies that play a replayed log: random, Beta-Thompson, popularity, and our learner on top of popularity. */
import { Blocks, Lit } from './block.ts'
import { chances, draw, type PolicySettings } from './policy.ts'
import { Popularity } from './popularity.ts'
import { beta, type Random, seeded } from './random.ts'
import { type Features, lightRow } from './replay-features.ts'
import { MOST_CANDIDATES } from './replay-plan.ts'
import { sigmoid } from './statistics.ts'

/** What a round offers: for each candidate its item, and the row of the table that its features stand in. */
export interface Offered {
  readonly user: number
  readonly items: Uint32Array
  readonly rows: Uint32Array
  readonly count: number
}

/** One policy at play. */
export interface Player {
  /** @param random the round's number in [0, 1), the same for every policy. @returns which candidate */
  choose(offered: Offered, random: number): number
  /** @param share the reward as a share of the range that rewards have */
  learn(offered: Offered, index: number, share: number): void
}

/** The choice of popularity and of our learner, so that they differ in what they know only. */
export const PLAY: PolicySettings = { epsilon: 0.03, tau: 0.1 }

/** Any candidate, evenly. */
export class RandomPlayer implements Player {
  choose({ count }: Offered, random: number): number {
    return Math.min(count - 1, Math.floor(random * count))
  }

  learn(): void {}
}

/** Thompson sampling on a Beta(1, 1) for each item; a reward between 0 and 1 counts as 1 with that chance (Agrawal, Goyal 2012). */
export class BetaThompson implements Player {
  readonly #wins: Float64Array
  readonly #losses: Float64Array
  readonly #random: Random

  constructor(items: number, seed: number) {
    this.#wins = new Float64Array(items).fill(1)
    this.#losses = new Float64Array(items).fill(1)
    this.#random = seeded(seed)
  }

  choose({ items, count }: Offered): number {
    let best = 0
    let most = -1
    for (let i = 0; i < count; i++) {
      const drawn = beta(this.#wins[items[i]!]!, this.#losses[items[i]!]!, this.#random)
      if (drawn > most) {
        most = drawn
        best = i
      }
    }
    return best
  }

  learn({ items }: Offered, index: number, share: number): void {
    const counts = share === 1 || (share > 0 && this.#random() < share) ? this.#wins : this.#losses
    counts[items[index]!] = counts[items[index]!]! + 1
  }
}

const playPopularity = (items: number, halfLife: number): Popularity => {
  const made = new Popularity({ prior: 0.5, kappaPrior: 1, kappaCategory: 1, kappaProduct: 12, halfLife })
  for (let i = items - 1; i >= 0; i--) made.place(i, 0)
  return made
}

/** The mean of each item, pulled to the mean of all; nothing is forgotten. */
export class PopularityPlayer implements Player {
  readonly #popularity: Popularity
  readonly #worth = new Float64Array(MOST_CANDIDATES)
  readonly #chance = new Float64Array(MOST_CANDIDATES)

  constructor(items: number) {
    this.#popularity = playPopularity(items, Number.POSITIVE_INFINITY)
  }

  choose({ items, count }: Offered, random: number): number {
    for (let i = 0; i < count; i++) this.#worth[i] = this.#popularity.mean(items[i]!, 0)
    chances(this.#worth, count, PLAY, this.#chance)
    return draw(this.#chance, count, random)
  }

  learn({ items }: Offered, index: number, share: number): void {
    this.#popularity.add(items[index]!, share, 1, 0)
  }
}

/** What an expert may look at. */
interface Sight {
  /** A block for each item, lit by the context. */
  readonly item: boolean
  /** A block for each level of an item's features, lit by the context; and the item's and the pair's features alone. */
  readonly shared: boolean
  /** A block for each user, lit by the item's features. */
  readonly taste: boolean
}

/** Evidence, in nats over popularity, from which an expert is followed; below the second it no longer is. */
const FOLLOW = 4
const LEAVE = 1
/** Evidence from which another half-life of popularity is followed: more, for it also gains where only the start is forgotten. */
const FOLLOW_FADING = 10
/** Prior variances of a weight, of an item's block and of a user's. */
const VARIANCE = 1 / 12
const TASTE_VARIANCE = 1 / 4
/** Evidence is kept between these, so that what was true long ago can be unlearnt. */
const LEAST_EVIDENCE = -5
const MOST_EVIDENCE = 30
/** Half-lives of popularity that are tried, in rounds; the first is what the plain policy has. */
const HALF_LIVES = [Number.POSITIVE_INFINITY, 2000, 400]
/** More users than these get no block of their own. */
const MOST_TASTES = 50_000

/** One model of what context adds, with the blocks it needs. */
class Expert {
  readonly sight: Sight
  evidence = 0
  readonly #blocks = new Blocks({ variance: VARIANCE, halfLife: Number.POSITIVE_INFINITY, mostLift: 3 })
  /** Of a user there is little to see, so a taste may be strong from the start. */
  readonly #tastes = new Blocks({ variance: TASTE_VARIANCE, halfLife: Number.POSITIVE_INFINITY, mostLift: 3 })
  readonly #features: Features
  #taste: Lit | null = null
  #user = 0
  readonly #pair = new Lit()
  /** The blocks and lights of the candidate that was looked at last. */
  readonly #with: number[] = []
  readonly #lit: Lit[] = []

  constructor(sight: Sight, features: Features, items: number, users: number) {
    this.sight = sight
    this.#features = features
    const count = 2 + features.levelCount + (sight.item ? items : 0)
    for (let i = 0; i < count; i++) this.#blocks.add(0)
    for (let i = 0; sight.taste && i < users; i++) this.#tastes.add(0)
  }

  /** What context adds to the logit of one candidate, and how uncertain it is. */
  look(offered: Offered, i: number, context: Lit): { lift: number; variance: number } {
    const { items, levels, levelCount, pair } = this.#features
    const item = offered.items[i]!
    this.#with.length = 0
    this.#lit.length = 0
    if (this.sight.shared) {
      if (items !== null) this.#add(0, items[item]!)
      if (pair.length > 0) {
        lightRow(pair, offered.rows[i]!, this.#pair)
        this.#add(1, this.#pair)
      }
      if (levels !== null) for (const level of levels[item]!) this.#add(2 + level, context)
    }
    if (this.sight.item) this.#add(2 + levelCount + item, context)
    let lift = 0
    let variance = 0
    for (let j = 0; j < this.#with.length; j++) {
      lift += this.#blocks.sum(this.#with[j]!, this.#lit[j]!)
      variance += this.#blocks.variance(this.#with[j]!, this.#lit[j]!)
    }
    this.#taste = this.sight.taste && items !== null ? items[item]! : null
    this.#user = offered.user
    if (this.#taste !== null) {
      lift += this.#tastes.sum(this.#user, this.#taste)
      variance += this.#tastes.variance(this.#user, this.#taste)
    }
    const most = this.#blocks.settings.mostLift
    return { lift: Math.max(-most, Math.min(most, lift)), variance }
  }

  /** Learns for the candidate looked at last. */
  learn(p: number, y: number): void {
    for (let j = 0; j < this.#with.length; j++) this.#blocks.nudge(this.#with[j]!, this.#lit[j]!, p, y, 0)
    if (this.#taste !== null) this.#tastes.nudge(this.#user, this.#taste, p, y, 0)
  }

  #add(block: number, lit: Lit): void {
    this.#with.push(block)
    this.#lit.push(lit)
  }
}

/**
 * Popularity, moved by context where context has proven itself. Several experts foretell every outcome beside popularity;
 * what each gains in log-likelihood is its evidence. Until an expert has e^4 to 1 for it, the choice is popularity's own, made
 * with the same random number: without signal the learner *is* popularity. What all items share (this user clicks more) is
 * given to popularity's side too, for it can change no choice.
 */
export class LearningPlayer implements Player {
  readonly #popularity: Popularity[]
  readonly #popularityEvidence = HALF_LIVES.map(() => 0)
  readonly #main = new Blocks({ variance: 1 / 5, halfLife: Number.POSITIVE_INFINITY, mostLift: 3 })
  readonly #experts: Expert[] = []
  readonly #features: Features
  readonly #context = new Lit()
  readonly #worth = new Float64Array(MOST_CANDIDATES)
  readonly #chance = new Float64Array(MOST_CANDIDATES)
  #now = 0
  #base = 0
  #followed: Expert | null = null
  /** Rounds in which an expert was followed. */
  led = 0

  constructor(features: Features, items: number, users: number, { returns }: { returns: boolean }) {
    this.#features = features
    this.#popularity = HALF_LIVES.map((halfLife) => playPopularity(items, halfLife))
    this.#main.add(0)
    const hasContext = features.context.length > 0
    const hasShared = features.items !== null || features.pair.length > 0
    const taste = returns && features.items !== null && users <= MOST_TASTES
    const add = (sight: Sight) => this.#experts.push(new Expert(sight, features, items, users))
    if (hasContext) add({ item: true, shared: false, taste: false })
    if (hasShared) add({ item: false, shared: true, taste: false })
    if (taste) add({ item: false, shared: true, taste: true })
    if (hasShared && hasContext) add({ item: true, shared: true, taste })
  }

  choose(offered: Offered, random: number): number {
    this.#light(offered)
    const { items, count } = offered
    const base = this.#popularity[this.#base]!
    if (this.#followed === null) for (let i = 0; i < count; i++) this.#worth[i] = base.mean(items[i]!, this.#now)
    else {
      this.led++
      const main = this.#main.lift(0, this.#context)
      for (let i = 0; i < count; i++) {
        const { lift, variance } = this.#followed.look(offered, i, this.#context)
        this.#worth[i] = expected(base.offset(items[i]!, this.#now) + main, lift, variance)
      }
    }
    chances(this.#worth, count, PLAY, this.#chance)
    return draw(this.#chance, count, random)
  }

  learn(offered: Offered, index: number, share: number): void {
    const item = offered.items[index]!
    const offset = this.#popularity[this.#base]!.offset(item, this.#now) + this.#main.lift(0, this.#context)
    const plain = sigmoid(offset)
    const told = logLikelihood(plain, share)
    for (const expert of this.#experts) {
      const { lift, variance } = expert.look(offered, index, this.#context)
      expert.evidence = kept(expert.evidence + logLikelihood(expected(offset, lift, variance), share) - told)
      expert.learn(sigmoid(offset + lift), share)
    }
    this.#main.nudge(0, this.#context, plain, share, 0)
    const means = this.#popularity.map((p) => p.mean(item, this.#now))
    for (const [i, popularity] of this.#popularity.entries()) {
      this.#popularityEvidence[i] = kept(
        this.#popularityEvidence[i]! + logLikelihood(means[i]!, share) - logLikelihood(means[0]!, share),
      )
      popularity.add(item, share, 1, this.#now)
    }
    this.#now++
    this.#weigh()
  }

  #light({ rows }: Offered): void {
    lightRow(this.#features.context, rows[0]!, this.#context)
  }

  /** Whom to follow from now on. */
  #weigh(): void {
    const best = this.#experts.reduce<Expert | null>((a, b) => (a === null || b.evidence > a.evidence ? b : a), null)
    if (best !== null && best.evidence > FOLLOW) this.#followed = best
    else if (this.#followed !== null && this.#followed.evidence < LEAVE) this.#followed = null
    let base = this.#base
    for (const [i, evidence] of this.#popularityEvidence.entries())
      if (evidence > FOLLOW_FADING && evidence > this.#popularityEvidence[base]! + 1) base = i
    if (this.#popularityEvidence[base]! < (base === 0 ? 0 : LEAVE)) base = 0
    this.#base = base
  }
}

const kept = (evidence: number): number => Math.max(LEAST_EVIDENCE, Math.min(MOST_EVIDENCE, evidence))

/** The share to expect of a logit moved by an uncertain lift. */
const expected = (offset: number, lift: number, variance: number): number =>
  sigmoid(offset + lift / Math.sqrt(1 + (Math.PI / 8) * variance))

/** ln of the chance of an outcome; of a share between 0 and 1, both weighed. */
function logLikelihood(p: number, share: number): number {
  return share * Math.log(Math.max(p, 1e-9)) + (1 - share) * Math.log(Math.max(1 - p, 1e-9))
}
