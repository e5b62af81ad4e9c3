/**
 * Text match by BM25 (Robertson and Zaragoza 2009, formula 3.15, with the +1 inside the logarithm so that no term counts
 * against a document). Everything that does not depend on the query is worked out when the index is built: one posting is a
 * document number and a ready "impact", laid out term by term in two flat arrays (CSR), so a query only adds numbers.
 */
import { allCategories } from './categories.ts'
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

/** Builds the index. Takes about 20 µs a product: do it in a worker thread from some thousand documents on. */
export function buildTextIndex(documents: readonly TextDoc[]): TextIndex {
  const vocabulary = new Map<string, number>()
  const counted: [term: number, count: number][][] = []
  const lengths: number[] = []
  const frequency: number[] = []
  for (const document of documents) {
    const list = termsOf(document.text)
    const own: [number, number][] = []
    for (const [term, count] of countTerms(list)) {
      let number = vocabulary.get(term)
      if (number === undefined) {
        number = vocabulary.size
        vocabulary.set(term, number)
        frequency.push(0)
      }
      frequency[number]!++
      own.push([number, count])
    }
    counted.push(own)
    lengths.push(list.length)
  }
  return layOut(documents, vocabulary, counted, lengths, frequency)
}

function layOut(
  documents: readonly TextDoc[],
  vocabulary: Map<string, number>,
  counted: readonly [number, number][][],
  lengths: readonly number[],
  frequency: readonly number[],
): TextIndex {
  const n = documents.length
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(n, 1) || 1
  const starts = new Uint32Array(vocabulary.size + 1)
  const idf = new Float32Array(vocabulary.size)
  for (let t = 0; t < vocabulary.size; t++) {
    starts[t + 1] = starts[t]! + frequency[t]!
    idf[t] = Math.log(1 + (n - frequency[t]! + 0.5) / (frequency[t]! + 0.5))
  }
  const docs = new Uint32Array(starts[vocabulary.size]!)
  const impacts = new Float32Array(docs.length)
  const next = starts.slice()
  counted.forEach((own, doc) => {
    const norm = K1 * (1 - B + (B * lengths[doc]!) / average)
    for (const [term, count] of own) {
      const at = next[term]!++
      docs[at] = doc
      impacts[at] = (idf[term]! * count * (K1 + 1)) / (count + norm)
    }
  })
  return {
    ids: documents.map((document) => document.id),
    vocabulary,
    starts,
    docs,
    impacts,
    idf,
    scratch: new Float32Array(n),
  }
}

/** The terms that the index knows, by number, with their weights; the most telling {@link MAX_QUERY_TERMS} of them. */
function knownTerms(index: TextIndex, query: QueryTerms): [term: number, weight: number, word: string][] {
  const weights = query instanceof Map ? query : new Map(Array.from(query as Iterable<string>, (term) => [term, 1]))
  const known: [number, number, string][] = []
  for (const [word, weight] of weights as ReadonlyMap<string, number>) {
    const number = index.vocabulary.get(word)
    if (number !== undefined && weight > 0) known.push([number, weight, word])
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
  const known = knownTerms(index, terms)
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

function matchedTerms(index: TextIndex, known: readonly [number, number, string][], doc: number): string[] {
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
const MIN_CATEGORY_SCORE = 4.5
/** From this score on a text's best category counts in full. */
const SURE_CATEGORY_SCORE = 12
/** A runner-up under this share of the best is noise. */
const RUNNER_UP_SHARE = 0.5

/** Words that stand on goods of every kind: they may support a category, never make one ("white tea" and a white lantern). */
const WEAK_TERMS = new Set(
  `black white red green blue pink yellow brown grey gray cream gold silver set pack box small large big mini new vintage
  retro design classic 黑色 白色 红色 绿色 蓝色 小号 大号 中号 套装`.split(/\s+/),
)
const WEAK_WEIGHT = 0.15

function weaken(terms: QueryTerms): Map<string, number> {
  const entries =
    terms instanceof Map ? [...terms] : Array.from(terms as Iterable<string>, (term) => [term, 1] as const)
  return new Map(entries.map(([term, weight]) => [term, WEAK_TERMS.has(term) ? weight * WEAK_WEIGHT : weight]))
}

/** Category documents: the label twice (it is what people call the thing), then the seeds. About 315 short texts. */
const CATEGORY_INDEX: TextIndex = buildTextIndex(
  allCategories().map((node) => ({
    id: node.id,
    text: [node.zh, node.en, node.zh, node.en, ...node.seeds].join(' \n '),
  })),
)

/**
 * What a text is about: at most `k` categories of our tree, strongest first; empty when nothing speaks clearly.
 * Sensitive categories are answered too (a page may need them): whoever forms interests must look at the flag.
 */
export function classify(terms: QueryTerms, k = 3): CategoryHit[] {
  const hits = query(CATEGORY_INDEX, weaken(terms), k)
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
