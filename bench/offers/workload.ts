/**
 * Campaigns and requests to measure matching with, the same at every run: 70 % of campaigns ask for one of 1 to 4 segments out of
 * 2,000, half for one of 1 to 3 page categories out of 400, half for one of 1 to 5 areas out of 300 on three levels, 30 % for
 * devices, 30 % for a window of hours; 15 % shut segments out, 10 % areas. Some values are named far more often than others
 * (Zipf), by campaigns and requests alike. A request has 5 to 29 segments, 1 to 4 categories, one area with the two above it, a
 * device and an hour.
 */
import type { Conjunction, Group } from '../../src/matching/normal-form.ts'
import { type Field, HOURS, partsOf, type Rule } from '../../src/matching/rule-words.ts'
import type { Traits } from '../../src/matching/traits.ts'

/** Numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number

/** A small generator of our own (32-bit mix of a counter), so that a run can be repeated anywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

const between = (random: Random, least: number, most: number) => least + Math.floor(random() * (most - least + 1))

/** So much more often is the first named than the second, third…: with 0.7 some 7 % of campaigns hold for a request. */
const SKEW = 0.7

/** One of `names`, the n-th in proportion to 1/n^{@link SKEW}. */
function zipf(names: readonly string[]): (random: Random) => string {
  const sums: number[] = []
  let sum = 0
  for (let n = 1; n <= names.length; n++) {
    sum += n ** -SKEW
    sums.push(sum)
  }
  return (random) => {
    const wanted = random() * sum
    let low = 0
    let high = names.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return names[low]!
  }
}

const names = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n}`)

/** 6 areas of 7 of 6: 300 in all. The names are paths, so that the upper ones follow from the lowest. */
const AREAS = names('r', 6).flatMap((one) => [
  one,
  ...names('p', 7).flatMap((two) => [`${one}/${two}`, ...names('q', 6).map((three) => `${one}/${two}/${three}`)]),
])
const LOWEST = AREAS.filter((area) => area.split('/').length === 3)

/** A fixed disorder, so that what is named often is not all in one place. */
function shuffled(list: readonly string[]): string[] {
  const random = seeded(7)
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

const segment = zipf(shuffled(names('s', 2000)))
const pageCategory = zipf(shuffled(names('c', 400)))
const area = zipf(shuffled(AREAS))
const lowestArea = zipf(shuffled(LOWEST))
const DEVICES = ['phone', 'tablet', 'desktop'] as const
const device = zipf(DEVICES)

function several(random: Random, count: number, one: (random: Random) => string): string[] {
  const found = new Set<string>()
  while (found.size < count) found.add(one(random))
  return [...found]
}

const group = (isNot: boolean, field: Field, values: readonly string[]): Group => ({
  isNot,
  values: values.map((value) => `${field} ${value}`).sort(),
})

/** One campaign's conjunction. */
export function campaign(random: Random): Conjunction {
  const groups: Group[] = []
  if (random() < 0.7) groups.push(group(false, 'segment', several(random, between(random, 1, 4), segment)))
  if (random() < 0.5) groups.push(group(false, 'pageCategory', several(random, between(random, 1, 3), pageCategory)))
  if (random() < 0.5) groups.push(group(false, 'interest', several(random, between(random, 1, 5), area)))
  if (random() < 0.3) groups.push(group(false, 'device', several(random, between(random, 1, 2), device)))
  if (random() < 0.3) {
    const from = between(random, 0, 23)
    const length = between(random, 4, 12)
    groups.push(
      group(
        false,
        'hour',
        Array.from({ length }, (_, n) => HOURS[(from + n) % 24]!),
      ),
    )
  }
  const shutOut = [
    ...(random() < 0.15 ? group(true, 'segment', several(random, between(random, 1, 2), segment)).values : []),
    ...(random() < 0.1 ? group(true, 'interest', several(random, between(random, 1, 2), area)).values : []),
  ]
  if (shutOut.length > 0) groups.push({ isNot: true, values: shutOut })
  return groups
}

/** What one is worth: some a lot, most little. */
export const worth = (random: Random): number => Math.exp(3 * (random() + random() + random() - 1.5))

/** One request. */
export function request(random: Random): Traits {
  return {
    interests: [lowestArea(random)],
    pageCategories: several(random, between(random, 1, 4), pageCategory),
    pageWords: [],
    place: null,
    device: device(random) as Traits['device'],
    language: null,
    hourOfWeek: between(random, 0, 167),
    visitor: null,
    basket: null,
    slot: null,
    format: [],
    segments: several(random, between(random, 5, 29), segment),
  }
}

/** The same campaign as a rule of ours, and as lists by field for whoever else is asked. */
export function asRule(conjunction: Conjunction): Rule {
  return {
    all: conjunction.map(({ isNot, values }): Rule => {
      const leaves = byField(values).map(([field, list]): Rule => ({ field, in: list }))
      return isNot ? { none: leaves } : { any: leaves }
    }),
  }
}

/** Keys sorted into their fields. */
export function byField(keys: readonly string[]): [Field, string[]][] {
  const fields = new Map<Field, string[]>()
  for (const key of keys) {
    const [field, value] = partsOf(key)
    fields.set(field, [...(fields.get(field) ?? []), value])
  }
  return [...fields]
}
