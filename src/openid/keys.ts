import { DAY } from '../base/clock.ts'

/** Algorithms a site signs with: ID tokens (every client reads RS256, OpenID Connect Core §15.1) and visitor tokens. */
export const ALGS = ['RS256', 'ES256'] as const
/** One of them. */
export type Alg = (typeof ALGS)[number]

/** When a key signs. */
export interface KeyTimes {
  readonly id: string
  readonly alg: Alg
  /** It signs from then until the next of its kind does. */
  readonly signsAt: number
}

/** A key signs for so long; then a new one follows by itself. */
export const KEY_LIFE_MS = 90 * DAY
/** A new key is told of so long before it signs: whoever keeps the list of keys for a day knows it in time. */
export const TOLD_BEFORE_MS = DAY
/** A key that signs no more is told of so long: far longer than anything it signed is good. */
export const TOLD_AFTER_MS = DAY

/** The keys of a site at one moment. */
export interface KeysNow<K> {
  /** The one that signs, for each kind. */
  readonly signing: ReadonlyMap<Alg, K>
  /** All that are told of; those that sign come first. */
  readonly told: readonly K[]
  /** Kinds that want a key at once. */
  readonly missing: readonly Alg[]
  /** Kinds whose next key is to be made now, so that it is told of in time. */
  readonly due: readonly Alg[]
  /** Those nobody needs any more. */
  readonly over: readonly K[]
}

/** Which key does what now. */
export function keysAt<K extends KeyTimes>(keys: readonly K[], now: number): KeysNow<K> {
  const signing = new Map<Alg, K>()
  const others: K[] = []
  const over: K[] = []
  const missing: Alg[] = []
  const due: Alg[] = []
  for (const alg of ALGS) {
    const mine = keys.filter((key) => key.alg === alg).sort((a, b) => a.signsAt - b.signsAt)
    const at = mine.findLastIndex((key) => key.signsAt <= now)
    const current = mine[at]
    if (current === undefined) missing.push(alg)
    else {
      signing.set(alg, current)
      if (at === mine.length - 1 && current.signsAt <= now - KEY_LIFE_MS + TOLD_BEFORE_MS) due.push(alg)
    }
    mine.forEach((key, i) => {
      if (i === at) return
      const next = mine[i + 1]
      if (i < at && next !== undefined && next.signsAt <= now - TOLD_AFTER_MS) over.push(key)
      else others.push(key)
    })
  }
  return { signing, told: [...signing.values(), ...others], missing, due, over }
}
