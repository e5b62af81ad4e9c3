import { composed } from '../base/compose.ts'
import { category } from '../catalog/categories.ts'
import type { Product } from '../catalog/product.ts'
import { terms } from '../catalog/terms.ts'
import type { PageView } from './page-view.ts'
import type { ScoreParts } from './score.ts'

const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+/gu
/** As many as a sentence bears. */
const MOST = 3

/** The words of a page that an offer rests on: what they were matched with, for "why this?". */
export interface Used {
  /** Terms that page and product have both, strongest first. */
  readonly matched: readonly string[]
  /** The product's names, text and tags. */
  readonly goods: readonly string[]
  /** Words of the page that led to its categories. */
  readonly pageWords: readonly string[]
  /** The page's category that speaks for the product, or null. */
  readonly pageCategory: string | null
}

/** The words as people write them, at most three: first those the product has too, then those that made the page's category. */
export function usedWords({ matched, goods, pageWords, pageCategory }: Used): string[] {
  const kept: string[] = []
  for (const word of [...sharedWords(matched, goods), ...categoryWords(pageWords, pageCategory)])
    if (!kept.some((other) => other.includes(word) || word.includes(other))) kept.push(word)
  return kept.slice(0, MOST)
}

/** What was worked out for goods on a page. */
const known = new WeakMap<PageView, Map<string, readonly string[]>>()
const MOST_KNOWN = 100

/** The words of a page that an offer of a product rests on, looked for once. */
export function usedOn(view: PageView, offered: { product: Product; parts: ScoreParts }): readonly string[] {
  const { product } = offered
  let ofPage = known.get(view)
  if (ofPage === undefined || ofPage.size === MOST_KNOWN) {
    ofPage = new Map()
    known.set(view, ofPage)
  }
  let words = ofPage.get(product.sku)
  if (words === undefined) {
    const { title, text, tags } = product
    const { matched, pageCategory } = offered.parts
    const goods = [title.zh, title.en, text.zh, text.en, ...tags]
    words = usedWords({ matched, goods, pageWords: view.content.words, pageCategory })
    ofPage.set(product.sku, words)
  }
  return words
}

/** Terms are pairs of characters and singulars: the product's own text says which words they stand in. */
function sharedWords(matched: readonly string[], texts: readonly string[]): string[] {
  if (matched.length === 0) return []
  const rank = new Map(matched.map((term, i) => [term, i]))
  const found = new Map<string, number>()
  const add = (word: string, at: number) => found.set(word, Math.min(at, found.get(word) ?? at))
  for (const text of texts)
    for (const [run] of composed(text, 'NFKC').matchAll(RUNS)) {
      const own = terms(run)
      if (own.length === 1 && rank.has(own[0]!)) add(run.toLowerCase(), rank.get(own[0]!)!)
      else for (const { word, at } of chains(run, rank)) add(word, at)
    }
  return [...found].sort((a, b) => a[1] - b[1]).map(([word]) => word)
}

/** Neighbouring pairs that all matched, as one word: 手冲 and 冲壶 are 手冲壶. */
function* chains(run: string, rank: ReadonlyMap<string, number>): Generator<{ word: string; at: number }> {
  const signs = Array.from(run)
  let word = ''
  let at = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < signs.length; i++) {
    const own = rank.get(signs[i]! + signs[i + 1]!)
    if (own !== undefined) {
      word = word === '' ? signs[i]! + signs[i + 1]! : word + signs[i + 1]!
      at = Math.min(at, own)
    } else if (word !== '') {
      yield { word, at }
      word = ''
      at = Number.POSITIVE_INFINITY
    }
  }
  if (word !== '') yield { word, at }
}

function categoryWords(pageWords: readonly string[], id: string | null): string[] {
  const node = id === null ? null : category(id)
  if (node === null) return []
  const own = new Set([node.zh, node.en, ...node.seeds].map((word) => word.toLowerCase()))
  return pageWords.filter((word) => own.has(word.toLowerCase()))
}
