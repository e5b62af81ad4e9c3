/**
 * Text match by BM25 (Robertson and Zaragoza 2009, formula 3.15, with the +1 inside the logarithm so that no term counts
 * against a document). Everything that does not depend on the query is worked out when the index is built: one posting is a
 * document number and a ready "impact", laid out term by term in two flat arrays (CSR), so a query only adds numbers.
 */
import { countTerms, terms as termsOf } from './terms.ts'
import { textHash } from './text-hash.ts'

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
  /** Number of each term; the terms stand in the order of their numbers. */
  readonly vocabulary: ReadonlyMap<string, number>
  /** Postings of term t stand at `starts[t]` up to `starts[t + 1]`. */
  readonly starts: Uint32Array
  /** Document numbers, rising within a term. */
  readonly docs: Uint32Array
  /** What the term adds to that document's score, always above 0. */
  readonly impacts: Float32Array
  /** Inverse document frequency by term number. */
  readonly idf: Float32Array
  /** The same by document: what a changed index takes over without reading the text again. */
  readonly own: OwnTerms
  /** Scores under way; all 0 between two queries, which is why 0 can mean "not touched". */
  readonly scratch: Float32Array
  /** The documents touched, as far as the query under way says; nothing that is kept. */
  readonly touched: Uint32Array
  /** By term number: its place in the query under way, from 1; all 0 between two queries. */
  readonly places: Uint8Array
}

/** What each document holds: its terms stand at `starts[d]` up to `starts[d + 1]`. */
export interface OwnTerms {
  readonly starts: Uint32Array
  readonly terms: Uint32Array
  readonly counts: Float64Array
  /** Terms with repeats. */
  readonly lengths: Float64Array
  /** Hash of the text, to tell whether it changed. */
  readonly hashes: Float64Array
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
export interface CountedDoc {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/** Documents to be indexed: which, and how one is counted. */
export interface Indexed {
  readonly size: number
  id(i: number): string
  hash(i: number): number
  count(i: number): CountedDoc
}

/** Documents of one slice: some milliseconds of work. */
const SLICE = 100

/**
 * Builds the index at one go, about 30 µs a product: for some hundred; a whole shop's is built by {@link buildTextIndexInSlices}.
 * @param previous an index of most of the same documents: what did not change is taken over, the answer is the same, in a fiftieth
 *   of the time
 */
export function buildTextIndex(documents: readonly TextDoc[], previous?: TextIndex): TextIndex {
  return atOnce(indexing(textsOf(documents), previous))
}

/**
 * The same index, built while others work: `pause` is awaited after every {@link SLICE} documents.
 * @param pause lets others run, such as `setImmediate` of node:timers/promises
 */
export async function buildTextIndexInSlices(
  documents: readonly TextDoc[],
  pause: () => Promise<unknown>,
  previous?: TextIndex,
): Promise<TextIndex> {
  const work = indexing(textsOf(documents), previous)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await pause()
  }
}

/** The index, built without letting others run. */
export function atOnce(work: Generator<void, TextIndex>): TextIndex {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

function textsOf(documents: readonly TextDoc[]): Indexed {
  return {
    size: documents.length,
    id: (i) => documents[i]!.id,
    hash: (i) => textHash(documents[i]!.text),
    count(i) {
      const list = termsOf(documents[i]!.text)
      return { counts: countTerms(list), length: list.length }
    },
  }
}

/** The documents' terms by number, as they wait to be laid out. */
interface Gathered {
  readonly ids: string[]
  readonly vocabulary: Map<string, number>
  /** In how many documents each term stands. */
  readonly frequency: number[]
  readonly own: OwnTerms
}

/** The building of an index, step by step; what did not change since `previous` is taken over from there. */
export function* indexing(documents: Indexed, previous?: TextIndex): Generator<void, TextIndex> {
  const n = documents.size
  const ids: string[] = []
  const vocabulary = new Map<string, number>()
  const frequency: number[] = []
  const [starts, lengths, hashes] = [new Uint32Array(n + 1), new Float64Array(n), new Float64Array(n)]
  const terms: number[] = []
  const counts: number[] = []
  const numberOf = (term: string): number => {
    const number = vocabulary.get(term)
    if (number !== undefined) return number
    vocabulary.set(term, frequency.length)
    return frequency.push(0) - 1
  }
  const takeOver = previous === undefined ? (): number | false => false : takingOver(previous, numberOf, terms, counts)
  for (let i = 0; i < n; i++) {
    ids.push(documents.id(i))
    hashes[i] = documents.hash(i)
    const old = takeOver(ids[i]!, hashes[i]!)
    if (old !== false) lengths[i] = old
    else {
      const { counts: own, length } = documents.count(i)
      lengths[i] = length
      for (const [term, count] of own) {
        terms.push(numberOf(term))
        counts.push(count)
      }
    }
    starts[i + 1] = terms.length
    for (let at = starts[i]!; at < terms.length; at++) frequency[terms[at]!]!++
    if (i % SLICE === SLICE - 1) yield
  }
  const own = { starts, terms: Uint32Array.from(terms), counts: Float64Array.from(counts), lengths, hashes }
  return yield* layOut({ ids, vocabulary, frequency, own })
}

/** Gives a function that appends the terms of a document that did not change. It answers the document's length, or false. */
function takingOver(previous: TextIndex, numberOf: (term: string) => number, terms: number[], counts: number[]) {
  const words = [...previous.vocabulary.keys()]
  const renamed = new Int32Array(words.length).fill(-1)
  const places = new Map(previous.ids.map((id, i) => [id, i]))
  const { own } = previous
  return (id: string, hash: number): number | false => {
    const place = places.get(id)
    if (place === undefined || own.hashes[place] !== hash) return false
    for (let at = own.starts[place]!, end = own.starts[place + 1]!; at < end; at++) {
      const term = own.terms[at]!
      if (renamed[term] === -1) renamed[term] = numberOf(words[term]!)
      terms.push(renamed[term]!)
      counts.push(own.counts[at]!)
    }
    return own.lengths[place]!
  }
}

function* layOut({ ids, vocabulary, frequency, own }: Gathered): Generator<void, TextIndex> {
  const n = ids.length
  const average = own.lengths.reduce((sum, length) => sum + length, 0) / Math.max(n, 1) || 1
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
  for (let doc = 0; doc < n; doc++) {
    const norm = K1 * (1 - B + (B * own.lengths[doc]!) / average)
    for (let from = own.starts[doc]!, end = own.starts[doc + 1]!; from < end; from++) {
      const term = own.terms[from]!
      const count = own.counts[from]!
      const at = next[term]!++
      docs[at] = doc
      impacts[at] = (idf[term]! * count * (K1 + 1)) / (count + norm)
    }
    if (doc % SLICE === SLICE - 1) yield
  }
  const scratch = {
    scratch: new Float32Array(n),
    touched: new Uint32Array(n + 1),
    places: new Uint8Array(vocabulary.size),
  }
  return { ids, vocabulary, starts, docs, impacts, idf, own, ...scratch }
}

/** A term of a query that the index knows. */
export type KnownTerm = readonly [term: number, weight: number, word: string]

/** Weights under this are nothing; it also keeps a score from adding up to exactly 0, which means "not touched". */
const MIN_WEIGHT = 1e-6

/** The terms that the index knows, by number, with their weights; the most telling {@link MAX_QUERY_TERMS} of them. */
export function knownTerms(index: TextIndex, query: QueryTerms, share?: (term: string) => number): KnownTerm[] {
  const known: KnownTerm[] = []
  for (const [word, weight] of weightsOf(query)) {
    const number = index.vocabulary.get(word)
    if (number === undefined || !(weight > MIN_WEIGHT)) continue
    known.push([number, share === undefined ? weight : weight * share(word), word])
  }
  known.sort((a, b) => b[1] * index.idf[b[0]]! - a[1] * index.idf[a[0]]!)
  return known.length > MAX_QUERY_TERMS ? known.slice(0, MAX_QUERY_TERMS) : known
}

function weightsOf(query: QueryTerms): ReadonlyMap<string, number> {
  if (query instanceof Map) return query
  const weights = new Map<string, number>()
  for (const term of query as Iterable<string>) weights.set(term, 1)
  return weights
}

/** What the term adds to the score of a document that holds it. */
function impactOf(index: TextIndex, term: number, doc: number): number {
  let low = index.starts[term]!
  let high = index.starts[term + 1]! - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (index.docs[middle]! < doc) low = middle + 1
    else high = middle
  }
  return index.impacts[low]!
}

/**
 * The best `k` documents, best first; equal scores keep the order of the documents. `only`, where given, says which document
 * numbers may be answered (stock, state), without a second pass.
 */
export function query(index: TextIndex, terms: QueryTerms, k: number, only?: (doc: number) => boolean): TextHit[] {
  const known = knownTerms(index, terms)
  return named(index, known, rank(index, known, k, only))
}

/** Documents by number with their scores, best first. */
export type Ranked = readonly (readonly [doc: number, score: number])[]

/** The best `k` documents by number. */
export function rank(
  index: TextIndex,
  known: readonly KnownTerm[],
  k: number,
  only?: (doc: number) => boolean,
): Ranked {
  const { scratch, touched } = index
  const n = addUp(index, known)
  const best: [doc: number, score: number][] = []
  let least = 0
  for (let i = 0; i < n; i++) {
    const doc = touched[i]!
    const score = scratch[doc]!
    scratch[doc] = 0
    if (score < least || k <= 0 || (only !== undefined && !only(doc))) continue
    let at = best.length
    while (at > 0 && isWorse(best[at - 1]!, doc, score)) at--
    if (at === k) continue
    if (best.length === k) best.pop()
    best.splice(at, 0, [doc, score])
    if (best.length === k) least = best[k - 1]![1]
  }
  return best
}

/** Adds the impacts of all terms into `scratch`. @returns how many documents were touched */
function addUp({ scratch, touched, starts, docs, impacts }: TextIndex, known: readonly KnownTerm[]): number {
  let n = 0
  for (const [term, weight] of known) {
    for (let at = starts[term]!, end = starts[term + 1]!; at < end; at++) {
      const doc = docs[at]!
      const before = scratch[doc]!
      touched[n] = doc // stands only when it is the first time; without a branch, which would be guessed wrong half the time
      n += before === 0 ? 1 : 0
      scratch[doc] = before + weight * impacts[at]!
    }
  }
  return n
}

const isWorse = (one: readonly [number, number], doc: number, score: number): boolean =>
  one[1] < score || (one[1] === score && one[0] > doc)

/** The documents by id, with the terms of the query that each holds. */
export function named(index: TextIndex, known: readonly KnownTerm[], best: Ranked): TextHit[] {
  const { places, own } = index
  for (let i = 0; i < known.length; i++) places[known[i]![0]] = i + 1
  const hits = best.map(([doc, score]) => {
    const found: [place: number, value: number][] = []
    for (let at = own.starts[doc]!, end = own.starts[doc + 1]!; at < end; at++) {
      const place = places[own.terms[at]!]!
      if (place > 0) found.push([place, known[place - 1]![1] * impactOf(index, own.terms[at]!, doc)])
    }
    found.sort((a, b) => b[1] - a[1] || a[0] - b[0])
    return { doc: index.ids[doc]!, score, matched: found.map(([place]) => known[place - 1]![2]) }
  })
  for (const [term] of known) places[term] = 0
  return hits
}
