/**
 * Text match by BM25 (Robertson and Zaragoza 2009, formula 3.15, with the +1 inside the logarithm so that no term counts
 * against a document). Everything that does not depend on the query is worked out when the index is built: one posting is a
 * document number and a ready "impact", laid out term by term in two flat arrays (CSR), so a query only adds numbers.
 */
import { allCategories, type Category, OTHER_CATEGORY } from './categories.ts'
import { countTerms, terms as termsOf } from './terms.ts'

/** How quickly repeats of a term stop counting. */
const K1 = 1.2
/** How much a long document is discounted. */
const B = 0.75
/** A query reads at most this many terms, the most telling first: more cost time and change no top ten. */
export const MAX_QUERY_TERMS = 24

/** A text to be found again. */
export interface TextDoc {
  readonly id: string
  readonly text: string
}

/** An index over documents; built once, then only read. One thread may use it at a time (it owns scratch arrays). */
export interface TextIndex {
  /** Document ids by number. */
  readonly ids: readonly string[]
  /** Number of each term. */
  readonly vocabulary: ReadonlyMap<string, number>
  /** Postings of term t stand at `starts[t]` up to `starts[t + 1]`. */
  readonly starts: Uint32Array
  /** Document numbers, rising within a term. */
  readonly docs: Uint32Array
  /** What the term adds to that document's score, always above 0. */
  readonly impacts: Float32Array
  /** Inverse document frequency by term number. */
  readonly idf: Float32Array
  /** Scores under way; all 0 between two queries, which is why 0 can mean "not touched". */
  readonly scratch: Float32Array
}

/** One document found. */
export interface TextHit {
  /** The document's id. */
  readonly doc: string
  readonly score: number
  /** The query's terms that this document holds, strongest first. */
  readonly matched: readonly string[]
}

/** Terms with a weight each, or plain terms that all weigh 1 (repeats are read once). */
export type QueryTerms = Iterable<string> | ReadonlyMap<string, number>

/** A document as counted terms. Counts may be fractions: a term that only half belongs. */
interface CountedDoc {
  readonly id: string
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/** Documents of one slice: some milliseconds of work. */
const SLICE = 100

/** Builds the index at one go, about 30 µs a product: for some hundred; a whole shop's is built by {@link buildTextIndexInSlices}. */
export function buildTextIndex(documents: readonly TextDoc[]): TextIndex {
  return atOnce(indexing(documents.length, (i) => counted(documents[i]!)))
}

/**
 * The same index, built while others work: `pause` is awaited after every {@link SLICE} documents.
 * @param pause lets others run, such as `setImmediate` of node:timers/promises
 */
export async function buildTextIndexInSlices(
  documents: readonly TextDoc[],
  pause: () => Promise<unknown>,
): Promise<TextIndex> {
  const work = indexing(documents.length, (i) => counted(documents[i]!))
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await pause()
  }
}

function atOnce(work: Generator<void, TextIndex>): TextIndex {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

function counted({ id, text }: TextDoc): CountedDoc {
  const list = termsOf(text)
  return { id, counts: countTerms(list), length: list.length }
}

/** A document's terms by number, as they wait to be laid out. */
interface Numbered {
  readonly id: string
  readonly length: number
  readonly own: readonly (readonly [term: number, count: number])[]
}

function* indexing(n: number, documentAt: (i: number) => CountedDoc): Generator<void, TextIndex> {
  const vocabulary = new Map<string, number>()
  const documents: Numbered[] = []
  const frequency: number[] = []
  for (let i = 0; i < n; i++) {
    const { id, counts, length } = documentAt(i)
    const own: [number, number][] = []
    for (const [term, count] of counts) {
      let number = vocabulary.get(term)
      if (number === undefined) {
        number = vocabulary.size
        vocabulary.set(term, number)
        frequency.push(0)
      }
      frequency[number]!++
      own.push([number, count])
    }
    documents.push({ id, length, own })
    if (i % SLICE === SLICE - 1) yield
  }
  return yield* layOut(documents, vocabulary, frequency)
}

function* layOut(
  documents: readonly Numbered[],
  vocabulary: Map<string, number>,
  frequency: readonly number[],
): Generator<void, TextIndex> {
  const n = documents.length
  const average = documents.reduce((sum, document) => sum + document.length, 0) / Math.max(n, 1) || 1
  const starts = new Uint32Array(vocabulary.size + 1)
  const idf = new Float32Array(vocabulary.size)
  for (let t = 0; t < vocabulary.size; t++) {
    starts[t + 1] = starts[t]! + frequency[t]!
    idf[t] = Math.log(1 + (n - frequency[t]! + 0.5) / (frequency[t]! + 0.5))
  }
  yield
  const docs = new Uint32Array(starts[vocabulary.size]!)
  const impacts = new Float32Array(docs.length)
  const next = starts.slice()
  for (const [doc, { own, length }] of documents.entries()) {
    const norm = K1 * (1 - B + (B * length) / average)
    for (const [term, count] of own) {
      const at = next[term]!++
      docs[at] = doc
      impacts[at] = (idf[term]! * count * (K1 + 1)) / (count + norm)
    }
    if (doc % SLICE === SLICE - 1) yield
  }
  const ids = documents.map((document) => document.id)
  return { ids, vocabulary, starts, docs, impacts, idf, scratch: new Float32Array(n) }
}

type KnownTerm = readonly [term: number, weight: number, word: string]

/** Weights under this are nothing; it also keeps a score from adding up to exactly 0, which means "not touched". */
const MIN_WEIGHT = 1e-6

/** The terms that the index knows, by number, with their weights; the most telling {@link MAX_QUERY_TERMS} of them. */
function knownTerms(index: TextIndex, query: QueryTerms, share?: (term: string) => number): KnownTerm[] {
  const weights = query instanceof Map ? query : new Map(Array.from(query as Iterable<string>, (term) => [term, 1]))
  const known: KnownTerm[] = []
  for (const [word, weight] of weights as ReadonlyMap<string, number>) {
    const number = index.vocabulary.get(word)
    if (number === undefined || !(weight > MIN_WEIGHT)) continue
    known.push([number, share === undefined ? weight : weight * share(word), word])
  }
  known.sort((a, b) => b[1] * index.idf[b[0]]! - a[1] * index.idf[a[0]]!)
  return known.slice(0, MAX_QUERY_TERMS)
}

/** Where in the postings of `term` the document stands, -1 when it does not hold the term. */
function postingOf(index: TextIndex, term: number, doc: number): number {
  let low = index.starts[term]!
  let high = index.starts[term + 1]! - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const at = index.docs[middle]!
    if (at === doc) return middle
    if (at < doc) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/**
 * The best `k` documents, best first; equal scores keep the order of the documents. `only`, where given, says which document
 * numbers may be answered (stock, state), without a second pass.
 */
export function query(index: TextIndex, terms: QueryTerms, k: number, only?: (doc: number) => boolean): TextHit[] {
  return rank(index, knownTerms(index, terms), k, only)
}

function rank(index: TextIndex, known: readonly KnownTerm[], k: number, only?: (doc: number) => boolean): TextHit[] {
  const { scratch, starts, docs, impacts } = index
  const touched: number[] = []
  for (const [term, weight] of known) {
    for (let at = starts[term]!, end = starts[term + 1]!; at < end; at++) {
      const doc = docs[at]!
      if (scratch[doc] === 0) touched.push(doc)
      scratch[doc]! += weight * impacts[at]!
    }
  }
  const best: [doc: number, score: number][] = []
  for (const doc of touched) {
    const score = scratch[doc]!
    scratch[doc] = 0
    const last = best.at(-1)
    if (best.length === k && (last === undefined || worse(doc, score, last))) continue
    if (only !== undefined && !only(doc)) continue
    let at = best.length
    while (at > 0 && !worse(doc, score, best[at - 1]!)) at--
    best.splice(at, 0, [doc, score])
    if (best.length > k) best.pop()
  }
  return best.map(([doc, score]) => ({ doc: index.ids[doc]!, score, matched: matchedTerms(index, known, doc) }))
}

function worse(doc: number, score: number, than: readonly [number, number]): boolean {
  return score < than[1] || (score === than[1] && doc > than[0])
}

function matchedTerms(index: TextIndex, known: readonly KnownTerm[], doc: number): string[] {
  const found: [string, number][] = []
  for (const [term, weight, word] of known) {
    const at = postingOf(index, term, doc)
    if (at >= 0) found.push([word, weight * index.impacts[at]!])
  }
  return found.sort((a, b) => b[1] - a[1]).map(([word]) => word)
}

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

const isWordTerm = (term: string): boolean => term.charCodeAt(0) < 0x2e80

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
  return { id: node.id, counts, length: [...counts.values()].reduce((sum, count) => sum + count, 0) }
}

const KNOWN_CATEGORIES = allCategories().filter((node) => node.id !== OTHER_CATEGORY)
const CATEGORY_INDEX: TextIndex = atOnce(indexing(KNOWN_CATEGORIES.length, (i) => countCategory(KNOWN_CATEGORIES[i]!)))

/** First words of the phrases that categories know; others need no look. */
const PHRASE_STARTS = new Set(
  Array.from(CATEGORY_INDEX.vocabulary.keys(), (term) => term.split(' ')).flatMap((words) =>
    words.length > 1 ? words[0]! : [],
  ),
)

/** The terms, and after them those phrases ("table tennis") that some category may know. */
export function withPhrases(list: readonly string[]): string[] {
  return [...list, ...phrasesOf(list, (first) => PHRASE_STARTS.has(first))]
}

/** How often each term that some category knows stands in a text: all that {@link classify} would look at. */
export const countTelling = (terms: readonly string[]): Map<string, number> =>
  countTerms(terms.filter((term) => CATEGORY_INDEX.vocabulary.has(term)))

/**
 * What a text is about: at most `k` categories of our tree, strongest first; empty when nothing speaks clearly. Plain terms
 * are best given in the text's order, phrases are then met; a map is taken as it is (see {@link withPhrases}).
 * Sensitive categories are answered too (a page may need them): whoever forms interests must look at the flag.
 */
export function classify(terms: QueryTerms, k = 3): CategoryHit[] {
  const all =
    terms instanceof Map ? (terms as ReadonlyMap<string, number>) : withPhrases([...(terms as Iterable<string>)])
  const known = knownTerms(CATEGORY_INDEX, all, (term) => (WEAK_TERMS.has(term) ? WEAK_WEIGHT : 1))
  const hits = rank(CATEGORY_INDEX, known, k)
  const best = hits[0]?.score ?? 0
  return hits
    .filter((hit) => hit.score >= MIN_CATEGORY_SCORE && hit.score >= best * RUNNER_UP_SHARE)
    .map((hit) => ({
      id: hit.doc,
      weight: Math.min(1, best / SURE_CATEGORY_SCORE) * (hit.score / best),
      score: hit.score,
      matched: hit.matched,
    }))
}
