/**
 * Which lessons outcomes teach, and when. Outcomes come late, twice and in any order; so nothing is counted as it comes. What
 * is known of a decision says what each reward *should* have taught by now, and only the difference to what it has taught is
 * handed out: a negative is undone before the positive that corrects it.
 *
 * | reward | looked at | 1 | 0 |
 * |---|---|---|---|
 * | click | viewable impressions (a click makes one viewable) | clicked | not clicked for T after it was viewable |
 * | order | clicked ones | ordered | not ordered for T after the click |
 * | shipped | ordered ones | shipped and not returned | cancelled, returned, or not shipped for T after the order |
 *
 * What was never viewable teaches nothing.
 */

/** What can happen to a decision. */
export const OUTCOMES = ['impression', 'viewable', 'click', 'order', 'shipped', 'cancelled', 'returned'] as const
/** One of these. */
export type OutcomeKind = (typeof OUTCOMES)[number]

/** What a model learns, each the rate of one step given the step before. */
export const REWARDS = ['click', 'order', 'shipped'] as const
/** One of these. */
export type Reward = (typeof REWARDS)[number]

/** One thing to learn: for this decision and reward, y with weight 1, or y with weight -1 to take it back. */
export interface Lesson<Decision> {
  readonly decision: Decision
  readonly reward: Reward
  readonly y: 0 | 1
  readonly weight: 1 | -1
  /** When the outcome was, ms. */
  readonly at: number
}

/** How long silence is waited for, ms. */
export interface Patience {
  readonly clickMs: number
  readonly orderMs: number
  readonly shippedMs: number
  /** After this a decision is let go: what comes later teaches nothing. */
  readonly keepMs: number
}

const DAY = 86_400_000

/** Clicks come within minutes, orders within the week that a click is credited for, parcels within two. */
export const PATIENCE: Patience = { clickMs: 30 * 60_000, orderMs: 7 * DAY, shippedMs: 14 * DAY, keepMs: 60 * DAY }

/** What is known of one decision. */
interface Known<Decision> {
  readonly decision: Decision
  readonly decidedAt: number
  /** When each kind first happened, by its place in {@link OUTCOMES}; NaN: not yet. */
  readonly at: Float64Array
  /** What each reward has taught: -1 nothing, else y. */
  readonly taught: Int8Array
}

/** Decisions whose outcomes are still coming. */
export class Outcomes<Decision> {
  readonly #patience: Patience
  readonly #known = new Map<string, Known<Decision>>()
  /** A heap of [due, id], the earliest first: when silence becomes an answer. */
  readonly #due: { readonly at: number; readonly id: string }[] = []
  /** Outcomes of decisions that are not known here (never made, or let go). */
  unknown = 0

  constructor(patience: Patience = PATIENCE) {
    this.#patience = patience
  }

  /** Decisions in hand. */
  get size(): number {
    return this.#known.size
  }

  /** Takes up a decision with the features it was made by; the same id again changes nothing. */
  decided(id: string, decision: Decision, at: number): void {
    if (this.#known.has(id)) return
    this.#known.set(id, {
      decision,
      decidedAt: at,
      at: new Float64Array(OUTCOMES.length).fill(Number.NaN),
      taught: new Int8Array(REWARDS.length).fill(-1),
    })
    this.#push(at + this.#patience.keepMs, id)
  }

  /** Hears an outcome; the same again, or an earlier one that comes late, is no harm. @returns what is to be learnt now */
  heard(id: string, kind: OutcomeKind, at: number, now: number): Lesson<Decision>[] {
    const known = this.#known.get(id)
    if (known === undefined) {
      this.unknown++
      return []
    }
    const place = OUTCOMES.indexOf(kind)
    const before = known.at[place]!
    // The first time counts; a clock that is wrong moves nothing into the future.
    const happened = Math.min(at, now)
    if (!Number.isNaN(before) && before <= happened) return []
    known.at[place] = happened
    const { clickMs, orderMs, shippedMs } = this.#patience
    if (kind === 'viewable') this.#push(happened + clickMs, id)
    if (kind === 'click') this.#push(happened + orderMs, id)
    if (kind === 'order') this.#push(happened + shippedMs, id)
    return this.#lessons(known, now)
  }

  /** What silence has taught until now; lets go of what is older than is kept. Call it every minute or so. */
  due(now: number): Lesson<Decision>[] {
    const lessons: Lesson<Decision>[] = []
    while (this.#due.length > 0 && this.#due[0]!.at <= now) {
      const { id } = this.#pop()
      const known = this.#known.get(id)
      if (known === undefined) continue
      for (const lesson of this.#lessons(known, now)) lessons.push(lesson)
      if (known.decidedAt + this.#patience.keepMs <= now) this.#known.delete(id)
    }
    return lessons
  }

  #lessons(known: Known<Decision>, now: number): Lesson<Decision>[] {
    const lessons: Lesson<Decision>[] = []
    for (const [i, reward] of REWARDS.entries()) {
      const { y, at } = this.#should(known, reward, now)
      const taught = known.taught[i]!
      if (y === taught) continue
      const lesson = { decision: known.decision, reward, at }
      if (taught >= 0) lessons.push({ ...lesson, y: taught as 0 | 1, weight: -1 })
      if (y >= 0) lessons.push({ ...lesson, y: y as 0 | 1, weight: 1 })
      known.taught[i] = y
    }
    return lessons
  }

  /** What a reward should have taught by now: 1, 0, or -1 for nothing yet. */
  #should(known: Known<Decision>, reward: Reward, now: number): { y: -1 | 0 | 1; at: number } {
    const when = (kind: OutcomeKind) => known.at[OUTCOMES.indexOf(kind)]!
    const has = (kind: OutcomeKind) => !Number.isNaN(when(kind))
    const { clickMs, orderMs, shippedMs } = this.#patience
    const silence = (from: number, ms: number) => ({ y: (now >= from + ms ? 0 : -1) as 0 | -1, at: from + ms })
    if (reward === 'click') {
      if (has('click')) return { y: 1, at: when('click') }
      return has('viewable') ? silence(when('viewable'), clickMs) : { y: -1, at: now }
    }
    // An order without a click says nothing of how clicks become orders.
    if (!has('click')) return { y: -1, at: now }
    if (reward === 'order') return has('order') ? { y: 1, at: when('order') } : silence(when('click'), orderMs)
    if (!has('order')) return { y: -1, at: now }
    for (const kind of ['returned', 'cancelled'] as const) if (has(kind)) return { y: 0, at: when(kind) }
    return has('shipped') ? { y: 1, at: when('shipped') } : silence(when('order'), shippedMs)
  }

  #push(at: number, id: string): void {
    const heap = this.#due
    heap.push({ at, id })
    for (let i = heap.length - 1; i > 0; ) {
      const above = (i - 1) >> 1
      if (heap[above]!.at <= heap[i]!.at) break
      ;[heap[above], heap[i]] = [heap[i]!, heap[above]!]
      i = above
    }
  }

  #pop(): { readonly at: number; readonly id: string } {
    const heap = this.#due
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      if (left >= heap.length) break
      const least = left + 1 < heap.length && heap[left + 1]!.at < heap[left]!.at ? left + 1 : left
      if (heap[i]!.at <= heap[least]!.at) break
      ;[heap[least], heap[i]] = [heap[i]!, heap[least]!]
      i = least
    }
    return first
  }
}
