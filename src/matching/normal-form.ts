/**
 * A rule as a short list of conjunctions, each an AND of groups: what the index is built from. A group holds when the request
 * has one of its values (of any field), or with `isNot` when it has none.
 */
import { DAYS, type Field, HOURS, keyOf, partsOf, type Rule, SINGLE_FIELDS, widerValues } from './rule-words.ts'

/** One of these values, or with `isNot` none of them. Values are keys (`field value`), sorted. */
export interface Group {
  readonly isNot: boolean
  readonly values: readonly string[]
}

/** All groups hold. Without a group it holds for everybody. At most one group `isNot`, and it is the last. */
export type Conjunction = readonly Group[]

/** More conjunctions than this on the way are given up: a rule of ours multiplies out to a handful. */
const MOST_ON_THE_WAY = 256

/** While it is worked on: one of each `some`, and none of `none`. */
interface Part {
  readonly some: readonly ReadonlySet<string>[]
  readonly none: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()
const ALWAYS: Part = { some: [], none: NONE }

/** The rule has more conjunctions than is sensible. */
export class TooManyConjunctions extends Error {}

/**
 * The conjunctions of which one must hold; none: the rule holds for nobody. No conjunction implies another, none contradicts
 * itself, no group holds a value beside a wider one.
 * @throws TooManyConjunctions when multiplying out needs more than 256 at a time
 */
export function normalForm(rule: Rule): Conjunction[] {
  return parts(rule, false).map(({ some, none }) => [
    ...some.map((values) => ({ isNot: false, values: [...values].sort() })),
    ...(none.size === 0 ? [] : [{ isNot: true, values: [...none].sort() }]),
  ])
}

/** De Morgan on the way down: `isNot` is whether the rule stands under an odd number of `none`. */
function parts(rule: Rule, isNot: boolean): Part[] {
  if ('field' in rule) {
    const keys = new Set(rule.in.map((value) => keyOf(rule.field, value)))
    if (isNot) return tidy([{ some: [], none: keys }])
    return tidy([{ some: [keys], none: NONE }])
  }
  const isAll = 'all' in rule ? !isNot : 'any' in rule ? isNot : !isNot
  const inner = 'all' in rule ? rule.all : 'any' in rule ? rule.any : rule.none
  const lists = inner.map((part) => parts(part, 'none' in rule ? !isNot : isNot))
  return isAll ? product(lists) : union(lists.flat())
}

function product(lists: readonly Part[][]): Part[] {
  let found: Part[] = [ALWAYS]
  // The short ones first: what multiplies is absorbed early.
  for (const list of [...lists].sort((a, b) => a.length - b.length)) {
    if (found.length * list.length > MOST_ON_THE_WAY) throw new TooManyConjunctions()
    found = tidy(found.flatMap((a) => list.map((b) => both(a, b))))
  }
  return found
}

const both = (a: Part, b: Part): Part => ({ some: [...a.some, ...b.some], none: new Set([...a.none, ...b.none]) })

/** One of these. Those that only ask for one group become one group together. */
function union(list: readonly Part[]): Part[] {
  const isLone = ({ some, none }: Part) => some.length === 1 && none.size === 0
  const lone = list.filter(isLone)
  const joined = lone.length < 2 ? lone : [{ some: [new Set(lone.flatMap(({ some }) => [...some[0]!]))], none: NONE }]
  const all = [...list.filter((part) => !isLone(part)), ...joined]
  if (all.length > MOST_ON_THE_WAY) throw new TooManyConjunctions()
  return tidy(all)
}

/** Simplified, without those that cannot hold and those that another implies. */
function tidy(list: readonly Part[]): Part[] {
  const possible = list.map(simplified).filter((part) => part !== null)
  const kept: Part[] = []
  for (const part of possible) {
    if (kept.some((other) => implies(part, other))) continue
    for (let i = kept.length - 1; i >= 0; i--) if (implies(kept[i]!, part)) kept.splice(i, 1)
    kept.push(part)
  }
  return kept
}

function widerKeys(key: string): string[] {
  const [field, value] = partsOf(key)
  return widerValues(field, value).map((wider) => `${field} ${wider}`)
}

const isIn = (key: string, set: ReadonlySet<string>): boolean =>
  set.has(key) || widerKeys(key).some((wider) => set.has(wider))

/** Whoever has one of `narrow` has one of `wide`. */
function isWithin(narrow: ReadonlySet<string>, wide: ReadonlySet<string>): boolean {
  if (narrow === wide) return true
  for (const key of narrow) if (!isIn(key, wide)) return false
  return true
}

/** Whenever `a` holds, `b` does. */
function implies(a: Part, b: Part): boolean {
  return isWithin(b.none, a.none) && b.some.every((wide) => a.some.some((narrow) => isWithin(narrow, wide)))
}

const without = (set: ReadonlySet<string>, drop: (key: string) => boolean): ReadonlySet<string> => {
  const kept = [...set].filter((key) => !drop(key))
  return kept.length === set.size ? set : new Set(kept)
}

const withoutNarrow = (set: ReadonlySet<string>): ReadonlySet<string> =>
  without(set, (key) => widerKeys(key).some((wider) => set.has(wider)))

/** The same said shorter; null when it cannot hold. */
function simplified(part: Part): Part | null {
  const none = withoutNarrow(part.none)
  const some: ReadonlySet<string>[] = []
  for (const given of part.some) {
    const group = withoutNarrow(none.size === 0 ? given : without(given, (key) => isIn(key, none)))
    if (group.size === 0) return null
    if (some.some((other) => isWithin(other, group))) continue
    for (let i = some.length - 1; i >= 0; i--) if (isWithin(group, some[i]!)) some.splice(i, 1)
    some.push(group)
  }
  const short = { some, none }
  return isPossible(short) ? short : null
}

const EVERY_HOUR: readonly string[] = DAYS.flatMap((day) => HOURS.map((hour) => `hour ${day}-${hour}`))
const isOf = (field: Field, set: ReadonlySet<string>): boolean => {
  for (const key of set) if (!key.startsWith(`${field} `)) return false
  return true
}

/** Could anybody have one of each and none of the others? False only when surely nobody can. */
function isPossible({ some, none }: Part): boolean {
  for (const field of SINGLE_FIELDS) {
    const groups = some.filter((group) => isOf(field, group))
    // An hour there always is; of the others a request may have none.
    const isAsked = field === 'hour' ? groups.length > 0 || none.size > 0 : groups.length > 1
    if (!isAsked) continue
    const candidates = field === 'hour' ? EVERY_HOUR : groups.flatMap((group) => [...group])
    if (!candidates.some((key) => !isIn(key, none) && groups.every((group) => isIn(key, group)))) return false
  }
  const baskets = some.filter((group) => isOf('basket', group))
  const mustBeEmpty = baskets.some((group) => group.size === 1 && group.has('basket empty'))
  return !mustBeEmpty || baskets.every((group) => group.has('basket empty'))
}
