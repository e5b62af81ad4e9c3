import type { Lit } from '../learning/block.ts'
import type { Affinity } from '../learning/features.ts'
import { Learnt } from '../learning/learnt.ts'
import { type Candidate, PRIORS, type RateParts, UNKNOWN } from '../learning/model.ts'
import type { Reward } from '../learning/outcomes.ts'
import { chances, draw, isInRandomSlice, POLICY, UNIFORM } from '../learning/policy.ts'
import { hashText } from '../learning/random.ts'
import type { Campaign } from './campaign.ts'
import { worthOf } from './score.ts'

/** One of those a choice is made among. */
export interface Finalist {
  readonly campaign: Pick<Campaign, 'id' | 'bid' | 'billsPer'>
  readonly product: { readonly sku: string; readonly categoryId: string }
  readonly fit: Affinity
}

/** What was learnt of a site until now, and whether it is heeded. */
export interface Learning {
  /** Which of the kept models it is; 0: none was kept yet. */
  readonly version: number
  readonly learnt: Learnt
  /** Context earns less than popularity, says the guard: it is left out until it does better. */
  readonly isFallenBack: boolean
}

/** Of a site that begins. */
export const NOTHING_LEARNT: Learning = { version: 0, learnt: new Learnt(), isFallenBack: false }

/** What a choice is made by. */
export interface ChoiceInput {
  readonly learning: Learning
  readonly decisionId: string
  /** What the request lights: the same for all finalists. */
  readonly lit: Lit
  readonly at: number
}

/** The chances of the one that was chosen under both policies, and what each expected: what the guard compares them by. */
export interface Watched {
  /** The chance with which it was really chosen among the finalists. */
  readonly propensity: number
  readonly contextual: number
  readonly popular: number
  /** Worth that was expected of the one shown, and of each policy's choice, in minor units. */
  readonly model: number
  readonly contextualExpects: number
  readonly popularExpects: number
  /** What a click of the one shown is worth. */
  readonly value: number
}

/** What the learner needs again of a decision, whatever the profile says by then. */
export interface Features {
  /** Lit slots and their values. */
  readonly slots: readonly number[]
  readonly values: readonly number[]
  /** Interest, page, words. */
  readonly fit: readonly [interest: number, page: number, words: number]
  readonly category: string
  /** Of one decision in four. */
  readonly watched?: Watched
}

/** Why the chosen one was worth what it was: for "why" in full. */
export interface Expected {
  /** Minor units a step is worth: a click, an order. */
  readonly value: number
  readonly upTo: Reward
  readonly click: RateParts
  /** The chance of all steps together. */
  readonly rate: number
}

/** One of the finalists, with the exact chance it had. */
export interface Choice {
  readonly index: number
  readonly propensity: number
  readonly isRandomSlice: boolean
  readonly features: Features
  readonly expected: Expected
  /** How many it was chosen among. */
  readonly among: number
  /** The best of the others, by what they promised, and the chance each had. */
  readonly rivals: readonly { readonly index: number; readonly chance: number }[]
}

/** So many of all decisions are made evenly among the finalists, for ever: what everything else is measured against. */
const RANDOM_SHARE = 0.02
/** So many are watched by the guard. */
const WATCHED_SHARE = 0.25
/** So many of the others are remembered with a decision. */
const RIVALS = 3
/** The most finalists there are. */
export const FINALISTS = 32

/** Worths and chances while a choice is made. */
const worths = new Float64Array(FINALISTS)
const chance = new Float64Array(FINALISTS)
const otherWorths = new Float64Array(FINALISTS)
const otherChance = new Float64Array(FINALISTS)

/** The step that is billed; of a house offer the last. Views are worth what the clicks among them are: who pays for views wants them to fit, too. */
const stepOf = ({ bid, billsPer }: Finalist['campaign']): Reward =>
  bid === 0 ? 'shipped' : billsPer === 'order' ? 'order' : 'click'

/** What that step is worth, in minor units. */
function stepValue(campaign: Finalist['campaign']): number {
  if (campaign.bid === 0) return 1 / (PRIORS.order * PRIORS.shipped)
  return campaign.billsPer === 'order' ? campaign.bid : worthOf(campaign)
}

/**
 * Chooses among finalists by what each is expected to bring: its value times the learnt chances of the steps to it. A share of
 * all decisions is made evenly.
 * @param random a number in [0, 1)
 * @throws TypeError when there is nobody to choose from, or more than {@link FINALISTS}
 */
export function choose(finalists: readonly Finalist[], input: ChoiceInput, random: number): Choice {
  const count = finalists.length
  if (count === 0 || count > FINALISTS) throw new TypeError('between one and 32 are chosen from')
  const { decisionId, learning } = input
  weigh(finalists, input, !learning.isFallenBack, worths)
  const isRandomSlice = isInRandomSlice(decisionId, RANDOM_SHARE)
  chances(worths, count, isRandomSlice ? UNIFORM : POLICY, chance)
  const index = draw(chance, count, random)
  const propensity = chance[index]!
  const rivals = best(count, index)
  const { lit } = input
  const { product, fit } = finalists[index]!
  const watched =
    hashText(decisionId, 0x9a7d) < WATCHED_SHARE * 2 ** 32 ? { propensity, ...watch(finalists, input, index) } : null
  return {
    index,
    propensity,
    isRandomSlice,
    features: {
      ...litNow(lit),
      fit: [rounded(fit.interest), rounded(fit.page), rounded(fit.words)],
      category: product.categoryId,
      ...(watched === null ? {} : { watched }),
    },
    expected: expectedOf(finalists[index]!, input),
    among: count,
    rivals,
  }
}

function litNow({ slots, values, count }: Lit): Pick<Features, 'slots' | 'values'> {
  const made = { slots: new Array<number>(count), values: new Array<number>(count) }
  for (let i = 0; i < count; i++) {
    made.slots[i] = slots[i]!
    made.values[i] = rounded(values[i]!)
  }
  return made
}

/** The best by worth but one; equal ones as they stand. */
function best(count: number, but: number): Choice['rivals'] {
  const found: { index: number; chance: number }[] = []
  for (let i = 0; i < count; i++) {
    if (i === but) continue
    let place = found.length
    while (place > 0 && worths[found[place - 1]!.index]! < worths[i]!) place--
    if (place < RIVALS) found.splice(place, 0, { index: i, chance: rounded(chance[i]!) })
    if (found.length > RIVALS) found.length = RIVALS
  }
  return found
}

/** What is expected of each finalist, and the chance it has where nothing is left to even chance: for whoever asks why. */
export function oddsOf(
  finalists: readonly Finalist[],
  input: ChoiceInput,
): { readonly chance: number; readonly expected: Expected }[] {
  weigh(finalists, input, !input.learning.isFallenBack, worths)
  chances(worths, finalists.length, POLICY, chance)
  return finalists.map((finalist, i) => ({ chance: chance[i]!, expected: expectedOf(finalist, input) }))
}

/** Four digits: a feature is no exact thing. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

/** A finalist as the model sees it; one object for all of them, one at a time. */
const seen: { -readonly [K in keyof Candidate]: Candidate[K] } = {
  campaign: UNKNOWN,
  category: UNKNOWN,
  affinity: { interest: 0, page: 0, words: 0 },
}

function seenAs(learnt: Learnt, { campaign, product, fit }: Finalist): Candidate {
  seen.campaign = learnt.candidate(campaign.id, product.sku)
  seen.category = learnt.category(product.categoryId)
  seen.affinity = fit
  return seen
}

function weigh(
  finalists: readonly Finalist[],
  { learning: { learnt }, lit, at }: ChoiceInput,
  withContext: boolean,
  into: Float64Array,
): void {
  const { model } = learnt
  for (let i = 0; i < finalists.length; i++) {
    const { campaign } = finalists[i]!
    into[i] = stepValue(campaign) * model.chain(seenAs(learnt, finalists[i]!), lit, at, stepOf(campaign), withContext)
  }
}

/** Both policies side by side, by a model that has not heard yet what comes of this decision. */
function watch(finalists: readonly Finalist[], input: ChoiceInput, index: number): Omit<Watched, 'propensity'> {
  const { learning, lit, at } = input
  const { isFallenBack, learnt } = learning
  const count = finalists.length
  weigh(finalists, input, isFallenBack, otherWorths)
  chances(worths, count, POLICY, chance)
  chances(otherWorths, count, POLICY, otherChance)
  const [contextual, popular] = isFallenBack ? [otherChance, chance] : [chance, otherChance]
  let [model, contextualExpects, popularExpects] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const finalist = finalists[i]!
    const q = worthOf(finalist.campaign) * learnt.model.chain(seenAs(learnt, finalist), lit, at, 'click')
    contextualExpects += contextual[i]! * q
    popularExpects += popular[i]! * q
    if (i === index) model = q
  }
  const value = worthOf(finalists[index]!.campaign)
  const [ofContext, ofPopular] = [contextual[index]!, popular[index]!]
  return { contextual: ofContext, popular: ofPopular, model, contextualExpects, popularExpects, value }
}

function expectedOf(finalist: Finalist, { learning, lit, at }: ChoiceInput): Expected {
  const { learnt, isFallenBack } = learning
  const upTo = stepOf(finalist.campaign)
  const candidate = seenAs(learnt, finalist)
  const click = learnt.model.rewards.click.rate(candidate, lit, at, !isFallenBack)
  const rate = learnt.model.chain(candidate, lit, at, upTo, !isFallenBack)
  return { value: stepValue(finalist.campaign), upTo, click, rate }
}
