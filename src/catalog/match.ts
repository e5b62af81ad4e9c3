/** What a text is about: BM25 against our category tree, whose labels and seeds are the documents. */
import { allCategories, type Category, OTHER_CATEGORY } from './categories.ts'
import { countTerms, isUnspaced, terms as termsOf } from './terms.ts'
import {
  atOnce,
  type CountedDoc,
  indexing,
  type KnownTerm,
  knownTerms,
  named,
  type QueryTerms,
  type Ranked,
  rank,
  type TextIndex,
} from './text-index.ts'

export {
  buildTextIndex,
  buildTextIndexInSlices,
  type QueryTerms,
  query,
  type TextDoc,
  type TextHit,
  type TextIndex,
} from './text-index.ts'

/** A category that a text speaks of. */
export interface CategoryHit {
  readonly id: string
  /** 0 to 1; the best of one text is 1 when its evidence is strong. */
  readonly weight: number
  readonly score: number
  /** The terms that decided. */
  readonly matched: readonly string[]
}

/** Below this score one stray word has matched: no evidence. */
const MIN_CATEGORY_SCORE = 4.2
/** From this score on a text's best category counts in full. */
const SURE_CATEGORY_SCORE = 12
/** A runner-up under this share of the best is noise. */
const RUNNER_UP_SHARE = 0.5

/** Words that stand on goods of every kind: they may support a category, never make one ("white tea" and a white lantern). */
const WEAK_TERMS = new Set(
  `black white red green blue pink yellow brown grey gray cream gold silver set pack box small large big mini new vintage
  retro design classic work home stand light soft water hand good space top year 黑色 白色 红色 绿色 蓝色 小号 大号 中号 套装`.split(
    /\s+/,
  ),
)
const WEAK_WEIGHT = 0.15

/** Words that say how many, how long or how well, and those of every shop's buttons; they tell nothing of a thing. */
const EMPTY_TERMS = new Set(
  `one two three four five six seven eight nine ten twenty thirty forty fifty hundred minute hour day week month year good
  great best fully enough pcs piece gram gramme kilogram litre liter millilitre milliliter centimetre centimeter
  millimetre millimeter metre meter inch ounce oz lbs pack pair spare over under hold ship put bag stock today tomorrow cart buy order price free more less make use
  五分 分钟 有货 今天 明天 发货 放进 购物 物袋 物车 一个 两个 三个 个人 公斤 千克 毫克 毫米 厘米 分米 毫升 公升 英寸 平米 可以 不用 还有`.split(
    /\s+/,
  ),
)

/** May this term be named as what two texts have in common? Numbers, units, single letters and empty words may not. */
export function isTelling(term: string): boolean {
  if (WEAK_TERMS.has(term) || EMPTY_TERMS.has(term) || /\d/.test(term)) return false
  return isWordTerm(term) ? term.length > 2 : term.length > 1
}

/** How much one word of a seed of several ("table" of "table tennis") says by itself; the words side by side say it all. */
const PART_OF_PHRASE = 0.12
/** The same for a pair of characters inside a longer Chinese seed (口水 inside 漱口水). */
const PART_OF_LONG = 0.6

/** Is the term a word, not a pair of characters? Latin, Greek, Cyrillic, Arabic, Indic… stand below; Thai and its like are pairs. */
function isWordTerm(term: string): boolean {
  const unit = term.charCodeAt(0)
  return unit < 0x2e80 && !isUnspaced(unit)
}

/** Two neighbouring words as one term. Both must be words: Chinese pairs overlap already. */
function phrasesOf(list: readonly string[], isWanted: (first: string) => boolean): string[] {
  const found: string[] = []
  for (let i = 0; i + 1 < list.length; i++) {
    if (isWanted(list[i]!) && isWordTerm(list[i]!) && isWordTerm(list[i + 1]!)) found.push(`${list[i]} ${list[i + 1]}`)
  }
  return found
}

/** Counts of a category's terms: labels in full and twice (it is what people call the thing), seeds as above. */
function countCategory(node: Category): CountedDoc {
  const counts = new Map<string, number>()
  const add = (text: string, times: number): void => {
    const list = termsOf(text)
    const isPhrase = list.length > 1
    for (const term of list) {
      const share = !isPhrase ? 1 : isWordTerm(term) ? PART_OF_PHRASE : list.length > 1 ? PART_OF_LONG : 1
      counts.set(term, (counts.get(term) ?? 0) + times * share)
    }
    for (const term of phrasesOf(list, () => true)) counts.set(term, (counts.get(term) ?? 0) + times)
  }
  add(node.zh, 2)
  for (const label of node.en.split(' and ')) add(label, 2)
  for (const seed of node.seeds) add(seed, 1)
  return { counts, length: [...counts.values()].reduce((sum, count) => sum + count, 0) }
}

const KNOWN_CATEGORIES = allCategories().filter((node) => node.id !== OTHER_CATEGORY)
const CATEGORY_INDEX: TextIndex = atOnce(
  indexing({
    size: KNOWN_CATEGORIES.length,
    id: (i) => KNOWN_CATEGORIES[i]!.id,
    hash: () => 0,
    count: (i) => countCategory(KNOWN_CATEGORIES[i]!),
  }),
)

/** First words of the phrases that categories know; others need no look. */
const PHRASE_STARTS = new Set(
  Array.from(CATEGORY_INDEX.vocabulary.keys(), (term) => term.split(' ')).flatMap((words) =>
    words.length > 1 ? words[0]! : [],
  ),
)

/** The terms, and after them those phrases ("table tennis") that some category may know. */
export function withPhrases(list: readonly string[]): readonly string[] {
  const phrases = phrasesOf(list, isPhraseStart)
  return phrases.length === 0 ? list : list.concat(phrases)
}

const isPhraseStart = (term: string): boolean => PHRASE_STARTS.has(term)

/** How often each term that some category knows stands in a text: all that {@link classify} would look at. */
export const countTelling = (terms: readonly string[]): Map<string, number> =>
  countTerms(terms.filter((term) => CATEGORY_INDEX.vocabulary.has(term)))

/**
 * What a text is about: at most `k` categories of our tree, strongest first; empty when nothing speaks clearly. Plain terms
 * are best given in the text's order, phrases are then met; a map is taken as it is (see {@link withPhrases}).
 * Sensitive categories are answered too (a page may need them): whoever forms interests must look at the flag.
 */
export function classify(terms: QueryTerms, k = 3): CategoryHit[] {
  const known = knownToCategories(terms)
  const best = clearOnes(rank(CATEGORY_INDEX, known, k))
  const hits = named(CATEGORY_INDEX, known, best)
  return weighed(best).map((hit, i) => ({ ...hit, matched: hits[i]!.matched }))
}

/** A category and its weight, from 0 to 1. */
export type WeighedCategory = Pick<CategoryHit, 'id' | 'weight' | 'score'>

/** As {@link classify}, without the terms that decided. */
export function categoriesIn(terms: QueryTerms, k = 3): WeighedCategory[] {
  return weighed(clearOnes(rank(CATEGORY_INDEX, knownToCategories(terms), k)))
}

function knownToCategories(terms: QueryTerms): KnownTerm[] {
  const all =
    terms instanceof Map ? (terms as ReadonlyMap<string, number>) : withPhrases([...(terms as Iterable<string>)])
  return knownTerms(CATEGORY_INDEX, all, (term) => (WEAK_TERMS.has(term) ? WEAK_WEIGHT : 1))
}

function clearOnes(best: Ranked): Ranked {
  const top = best[0]?.[1] ?? 0
  return best.filter(([, score]) => score >= MIN_CATEGORY_SCORE && score >= top * RUNNER_UP_SHARE)
}

function weighed(best: Ranked): WeighedCategory[] {
  const top = best[0]?.[1] ?? 0
  const sure = Math.min(1, top / SURE_CATEGORY_SCORE)
  return best.map(([doc, score]) => ({ id: CATEGORY_INDEX.ids[doc]!, weight: sure * (score / top), score }))
}
