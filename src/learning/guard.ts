/**
 * Watches whether context earns its place. From the decision log the contextual policy and plain popularity are read off-policy
 * over the same rows (DR, differences row by row, so that what both share cancels); the lift has a range by bootstrap over
 * persons. Clearly worse than popularity: it falls back by itself and says so. It comes back when the same log says it is good
 * again; the uniform slice and the exploration that go on meanwhile make that possible.
 */
import { fill, type Text } from '../base/i18n.ts'
import { effectiveSample, REFUSE_BELOW } from './off-policy.ts'
import { seeded } from './random.ts'
import { type Estimate, quantile } from './statistics.ts'

/** One logged decision: what both policies would have done with the candidates that were in hand. */
export interface GuardRow {
  readonly person: number
  readonly reward: number
  /** The chance with which the shown one was really chosen. */
  readonly propensity: number
  /** The chance that each policy gives to the one that was shown. */
  readonly contextual: number
  readonly popular: number
  /** q of the shown one, and what each policy expects by q over all candidates. From a model that did not see this row. */
  readonly model: number
  readonly contextualExpects: number
  readonly popularExpects: number
}

/** What the guard says. */
export interface GuardState {
  readonly isFallenBack: boolean
  /** Since when it is as it is, ms; null: from the start. */
  readonly since: number | null
  /** Lift of context over popularity, as a share (0.03: 3 % more); null: the log cannot tell. */
  readonly lift: Estimate | null
  readonly ess: number
  readonly reason: Text
}

/** Context may be this much worse before anything happens, as a share. */
export const TOLERATED = -0.01
const RESAMPLES = 500

const REASONS = {
  start: { zh: '还没有日志可比', en: 'there is no log to compare yet' },
  few: {
    zh: '有效样本 {ess}，不到 {least}：还比不出来，照旧',
    en: 'the effective sample is {ess}, below {least}: too early to tell, nothing changes',
  },
  good: {
    zh: '情境比热门多 {lift}（{low} 到 {high}）：继续用',
    en: 'context earns {lift} over popularity ({low} to {high}): it stays on',
  },
  fell: {
    zh: '情境比热门少（{lift}，{low} 到 {high}）：已自动退回热门',
    en: 'context earns less than popularity ({lift}, {low} to {high}): fallen back to popularity',
  },
  down: {
    zh: '情境还没有好过热门（{lift}，{low} 到 {high}）：仍用热门',
    en: 'context is not yet better than popularity ({lift}, {low} to {high}): popularity goes on',
  },
  back: {
    zh: '情境又不比热门差了（{lift}，{low} 到 {high}）：已恢复',
    en: 'context is no longer worse than popularity ({lift}, {low} to {high}): it is back on',
  },
} satisfies Record<string, Text>

/** Before anything was compared. */
export const GUARD_START: GuardState = { isFallenBack: false, since: null, lift: null, ess: 0, reason: REASONS.start }

/**
 * Looks at the log and says what is to be done from now on. It falls back when the lift is below -1 % and its range wholly
 * below 0; it comes back when the lift is above 0 and its range above -1 %.
 */
export function guard(rows: readonly GuardRow[], before: GuardState, now: number, seed = 1): GuardState {
  const weights = (of: 'contextual' | 'popular') => Float64Array.from(rows, (r) => r[of] / r.propensity)
  const ess = Math.min(effectiveSample(weights('contextual')), effectiveSample(weights('popular')))
  const lift = ess < REFUSE_BELOW ? null : liftOf(rows, seed)
  if (lift === null || !Number.isFinite(lift.value))
    return { ...before, lift: null, ess, reason: filled(REASONS.few, { ess: Math.floor(ess), least: REFUSE_BELOW }) }
  const isBad = lift.value < TOLERATED && lift.high < 0
  const isGood = lift.value > 0 && lift.low > TOLERATED
  const isFallenBack = before.isFallenBack ? !isGood : isBad
  const changed = isFallenBack !== before.isFallenBack
  const said = isFallenBack ? (changed ? REASONS.fell : REASONS.down) : changed ? REASONS.back : REASONS.good
  return {
    isFallenBack,
    since: changed ? now : before.since,
    lift,
    ess,
    reason: filled(said, { lift: percent(lift.value), low: percent(lift.low), high: percent(lift.high) }),
  }
}

/** DR of both, and the lift of one over the other, drawn anew over persons. */
function liftOf(rows: readonly GuardRow[], seed: number): Estimate {
  const persons = new Map<number, number>()
  for (const { person } of rows) if (!persons.has(person)) persons.set(person, persons.size)
  const sums = new Float64Array(persons.size * 2)
  for (const r of rows) {
    const at = persons.get(r.person)! * 2
    const rest = (r.reward - r.model) / r.propensity
    sums[at] = sums[at]! + r.contextualExpects + r.contextual * rest
    sums[at + 1] = sums[at + 1]! + r.popularExpects + r.popular * rest
  }
  let [contextual, popular] = [0, 0]
  for (let i = 0; i < sums.length; i += 2) {
    contextual += sums[i]!
    popular += sums[i + 1]!
  }
  // Popularity that earns nothing, or less by an unlucky correction, is nothing to divide by.
  if (!(popular > 0)) return { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  const random = seeded(seed)
  const drawn = new Float64Array(RESAMPLES)
  for (let t = 0; t < RESAMPLES; t++) {
    let difference = 0
    for (let i = 0; i < persons.size; i++) {
      const at = Math.floor(random() * persons.size) * 2
      difference += sums[at]! - sums[at + 1]!
    }
    drawn[t] = difference / popular
  }
  drawn.sort()
  return { value: (contextual - popular) / popular, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) }
}

const percent = (share: number): string => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)} %`

const filled = (text: Text, params: Record<string, string | number>): Text => ({
  zh: fill(text.zh, params),
  en: fill(text.en, params),
})
