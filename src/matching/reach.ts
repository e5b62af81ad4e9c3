import { type Group, normalForm } from './normal-form.ts'
import type { Rule } from './rule-words.ts'
import { keysOf, type Traits } from './traits.ts'

/**
 * Requests that were sampled, laid out so that a rule is counted over all of them in well under a millisecond: while a marketer
 * types. For each value the requests that have it, ascending.
 */
export class Samples {
  readonly size: number
  readonly #words: number
  readonly #having = new Map<string, number[]>()

  constructor(requests: readonly Traits[]) {
    this.size = requests.length
    this.#words = Math.ceil(requests.length / 32)
    for (const [i, traits] of requests.entries())
      for (const key of keysOf(traits)) {
        const having = this.#having.get(key)
        if (having === undefined) this.#having.set(key, [i])
        else having.push(i)
      }
  }

  /** A bit for each request for which the rule holds. @throws TooManyConjunctions, which a rule that was read never does */
  matching(rule: Rule): Uint32Array {
    const found = new Uint32Array(this.#words)
    for (const groups of normalForm(rule)) {
      const holding = new Uint32Array(this.#words).fill(0xffffffff)
      for (const group of groups) this.#narrow(holding, group)
      for (let w = 0; w < found.length; w++) found[w]! |= holding[w]!
    }
    const rest = this.size & 31
    if (rest > 0) found[this.#words - 1]! &= 2 ** rest - 1
    return found
  }

  #narrow(holding: Uint32Array, { isNot, values }: Group): void {
    const having = new Uint32Array(this.#words)
    for (const key of values)
      for (const i of this.#having.get(key) ?? this.#phrase(key)) having[i >>> 5]! |= 1 << (i & 31)
    for (let w = 0; w < having.length; w++) holding[w]! &= isNot ? ~having[w]! : having[w]!
  }

  /** Requests whose page has all terms of a phrase. */
  #phrase(key: string): readonly number[] {
    const [field, ...words] = key.split(' ')
    if (field !== 'pageWord' || words.length < 2) return []
    const lists = words.map((word) => this.#having.get(`pageWord ${word}`) ?? [])
    const [shortest = [], ...others] = lists.sort((a, b) => a.length - b.length)
    const sets = others.map((list) => new Set(list))
    return shortest.filter((i) => sets.every((set) => set.has(i)))
  }
}

/** For how many of the sampled requests the rule holds. */
export function reachOf(rule: Rule, samples: Samples): number {
  let count = 0
  for (const word of samples.matching(rule)) count += bitsOf(word)
  return count
}

/** Which of the sampled requests the rule holds for, ascending: to count people or pages among them. */
export function reached(rule: Rule, samples: Samples): number[] {
  const found: number[] = []
  for (const [w, word] of samples.matching(rule).entries())
    for (let rest = word; rest !== 0; rest &= rest - 1) found.push(w * 32 + 31 - Math.clz32(rest & -rest))
  return found
}

function bitsOf(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return (Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24) & 0xff
}
