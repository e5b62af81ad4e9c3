import type { Conjunction } from './normal-form.ts'
import { FIELDS, type Field, partsOf, widerValues } from './rule-words.ts'
import { type Traits, toldValues } from './traits.ts'

/** A category's numbers are remembered for so many ids a field; a tree has a few hundred. */
const MOST_REMEMBERED = 4096
/** Values of one request beyond this are not looked at. */
const MOST_VALUES = 4096

/** Conjunctions as numbers: for each group a header `(length << 1) | isNot` and its values; 0 ends a conjunction. */
export type Code = readonly number[]

/** A request in a dictionary's numbers. Reused: valid until the next {@link requestValues} into it. */
export interface RequestValues {
  readonly values: Uint32Array
  count: number
  /** Of these no account was taken. */
  dropped: number
  /** Whose numbers they are. */
  of: Dictionary | null
}

/** Room for one request. */
export function newRequestValues(): RequestValues {
  return { values: new Uint32Array(MOST_VALUES), count: 0, dropped: 0, of: null }
}

/** How likely a request has a value of the field, before any was seen. */
const LIKELY: Readonly<Record<Field, number>> = {
  slot: 0.3,
  format: 0.5,
  device: 0.4,
  visitor: 0.5,
  language: 0.6,
  hour: 1 / 24,
  place: 0.1,
  pageCategory: 0.03,
  interest: 0.05,
  basket: 0.01,
  pageWord: 0.005,
  segment: 0.02,
}

/** A phrase of pages, by all its terms. */
interface Phrase {
  readonly words: readonly string[]
  readonly value: number
}

/**
 * Numbers for the values that rules name: 0, 1, 2… in the order in which they came, never given anew. A value that no rule
 * names has none. Wider values (a category's parents, a country) are the request's business: it carries them all.
 */
export class Dictionary {
  readonly #fields = new Map<Field, Map<string, number>>()
  /** What each number stands for, as a key. */
  readonly #keys: string[] = []
  readonly #likely: number[] = []
  readonly #phrases = new Map<string, Phrase[]>()
  readonly #lineages = new Map<Field, Map<string, readonly number[]>>()

  /** How many numbers are given. */
  get size(): number {
    return this.#keys.length
  }

  /** Does any rule name a value of this field? */
  names(field: Field): boolean {
    return this.#fields.has(field)
  }

  /** The number of a value; undefined when no rule names it. */
  find(field: Field, value: string): number | undefined {
    return this.#fields.get(field)?.get(value)
  }

  /** The number of a key, given now if need be. */
  number(key: string): number {
    const [field, value] = partsOf(key)
    let values = this.#fields.get(field)
    if (values === undefined) {
      values = new Map()
      this.#fields.set(field, values)
    }
    const known = values.get(value)
    if (known !== undefined) return known
    const number = this.#keys.length
    values.set(value, number)
    this.#keys.push(key)
    this.#likely.push(LIKELY[field])
    this.#lineages.delete(field)
    if (field === 'pageWord' && value.includes(' ')) this.#addPhrase(value.split(' '), number)
    return number
  }

  /** What a number stands for, as a key. */
  keyOf(number: number): string {
    const key = this.#keys[number]
    if (key === undefined) throw new TypeError(`no value has the number ${number}`)
    return key
  }

  /** How likely a request has the value, for all we know of its field alone. */
  likelihood(number: number): number {
    return this.#likely[number] ?? 0
  }

  /** Conjunctions as numbers. */
  encode(conjunctions: readonly Conjunction[]): Code {
    const code: number[] = []
    for (const groups of conjunctions) {
      for (const { isNot, values } of groups) {
        code.push((values.length << 1) | (isNot ? 1 : 0))
        for (const key of values) code.push(this.number(key))
      }
      code.push(0)
    }
    return code
  }

  /** The numbers of a value and of what is wider. Those of categories, places and hours are remembered: requests repeat them. */
  lineage(field: Field, value: string): readonly number[] {
    let remembered = this.#lineages.get(field)
    if (remembered === undefined) {
      remembered = new Map()
      this.#lineages.set(field, remembered)
    }
    const known = remembered.get(value)
    if (known !== undefined) return known
    const values = this.#fields.get(field)
    const found =
      values === undefined
        ? []
        : [value, ...widerValues(field, value)].map((one) => values.get(one)).filter((number) => number !== undefined)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(value, found)
    return found
  }

  /** The numbers of phrases all of whose terms are there. */
  phrasesOf(words: readonly string[]): readonly number[] {
    if (this.#phrases.size === 0) return []
    const candidates = words.flatMap((word) => this.#phrases.get(word) ?? [])
    if (candidates.length === 0) return []
    const all = new Set(words)
    return candidates.filter((phrase) => phrase.words.every((word) => all.has(word))).map(({ value }) => value)
  }

  #addPhrase(words: readonly string[], value: number): void {
    const first = words[0]!
    const phrases = this.#phrases.get(first)
    if (phrases === undefined) this.#phrases.set(first, [{ words, value }])
    else phrases.push({ words, value })
  }
}

const HAS_LINEAGE: ReadonlySet<Field> = new Set<Field>(FIELDS.filter((field) => widerValues(field, 'a-a/a').length > 0))

/**
 * What a request says, in the dictionary's numbers, with everything wider. Values that no rule names cost nothing. More than
 * 4,096 are dropped from the end (segments last) and counted.
 */
export function requestValues(dictionary: Dictionary, traits: Traits, into: RequestValues): RequestValues {
  const { values } = into
  let count = 0
  let dropped = 0
  const add = (number: number) => {
    if (count < MOST_VALUES) values[count++] = number
    else dropped++
  }
  // A page has hundreds of words.
  const told = dictionary.names('pageWord') ? traits : { ...traits, pageWords: [] }
  toldValues(told, (field, value) => {
    // A basket has told what is wider by itself.
    if (field !== 'basket' && HAS_LINEAGE.has(field)) {
      for (const number of dictionary.lineage(field, value)) add(number)
      return
    }
    const number = dictionary.find(field, value)
    if (number !== undefined) add(number)
  })
  for (const number of dictionary.phrasesOf(told.pageWords)) add(number)
  into.count = count
  into.dropped = dropped
  into.of = dictionary
  return into
}
