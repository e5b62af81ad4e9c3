/**
 * What a page says about itself, as the tag sends it, read into categories and words. Nothing is crawled: the shopper's
 * browser has the page anyway. Every part may be missing, of the wrong kind, or hostile; the answer is then merely poorer.
 */
import type { Lang } from '../base/i18n.ts'
import { category } from './categories.ts'
import { categoriesIn, withPhrases } from './match.ts'
import {
  barcodeOf,
  first,
  isPlain,
  listOf,
  type PageData,
  type Plain,
  readJsonLd,
  readOpenGraph,
  textOf,
} from './page-data.ts'
import { PAGE_LIMITS } from './page-limits.ts'
import { terms as termsOf } from './terms.ts'

export { PAGE_LIMITS } from './page-limits.ts'

/** A page in the tag's words. JSON-LD blocks come parsed or as text; the other texts are what a reader sees. */
export interface Page {
  readonly url: string
  readonly title?: string
  readonly lang?: string
  /** h1 to h3, in their order. */
  readonly headings?: readonly string[]
  /** Visible text of the main part. */
  readonly text?: string
  readonly jsonLd?: readonly unknown[]
  /** Property to content, keys as in the page (`og:title`, `product:retailer_item_id`). */
  readonly openGraph?: Readonly<Record<string, string>>
}

/** A category that the page speaks of. */
export interface PageCategory {
  readonly id: string
  /** 0 to 1; 1 is certain. */
  readonly weight: number
}

/** What was read out of a page. */
export interface PageContent {
  /** The product this page sells, when it says so; our catalogue may or may not hold it. */
  readonly productSku?: string
  /** GTIN from the structured data, digits only. */
  readonly productBarcode?: string
  readonly lang: Lang
  readonly title: string
  /** At most three, strongest first. A publisher's own category goes before what the words suggest. */
  readonly categoryIds: readonly PageCategory[]
  /** The 24 most telling terms, strongest first: the query for goods that fit. */
  readonly terms: readonly string[]
  /** Whole words of the page, as a reader knows them, that led to the categories: for "why this?". At most 6. */
  readonly words: readonly string[]
}

/** How many terms stand for a page. */
export const PAGE_TERMS = 24

/** What one place on a page is worth; a word in a product's own name says eight times more than one in the text. */
const FIELD_WEIGHT = { name: 8, category: 6, title: 5, heading: 3, description: 2, text: 1 } as const
type Field = keyof typeof FIELD_WEIGHT
/** In the order in which they are weighed. */
const FIELDS = Object.keys(FIELD_WEIGHT) as Field[]

const HAN = /\p{Script=Han}/u

/** Where OpenGraph says what a thing is, in the order of trust. */
const OG_CATEGORY = ['product:category', 'article:section', 'article:tag', 'book:tag', 'video:tag']
const OG_BARCODE = ['product:gtin', 'product:ean', 'product:upc', 'product:isbn', 'book:isbn']

/** What the page says, sorted by how much each place is worth. */
function fieldsOf(page: Plain, data: PageData, og: ReadonlyMap<string, string>): Record<Field, string> {
  const headings = listOf(page.headings).slice(0, PAGE_LIMITS.headings)
  const ofGraph = (key: string): string => og.get(key) ?? ''
  return {
    name: data.product?.name ?? '',
    category: [data.category, ...OG_CATEGORY.map(ofGraph)].join(' \n ').replaceAll(/[>›»/|]/g, ' \n '),
    title: [textOf(page.title, PAGE_LIMITS.title), ofGraph('og:title'), data.headline].join(' \n '),
    heading: headings.map((heading) => textOf(heading, PAGE_LIMITS.heading)).join(' \n '),
    description: [data.about, ofGraph('og:description'), ofGraph('product:brand')].join(' \n '),
    text: [textOf(page.text, PAGE_LIMITS.text), data.listed].join(' \n '),
  }
}

/** Every field cut into terms. */
type Cut = Readonly<Record<Field, readonly string[]>>

function cutFields(fields: Readonly<Record<Field, string>>): Cut {
  const cut: Partial<Record<Field, readonly string[]>> = {}
  for (const field of FIELDS) cut[field] = termsOf(fields[field])
  return cut as Cut // every field has been set just now
}

/** A term's weight so far, and how often it stands in the field under way. */
interface Weighing {
  readonly term: string
  weight: number
  count: number
}

/** Each term with its weight: a place counts once in full, repeats inside it add little (tf / (tf + 1.2), as in BM25). */
function weighTerms(cut: Cut): Map<string, Weighing> {
  const all = new Map<string, Weighing>()
  for (const field of FIELDS) {
    const here: Weighing[] = []
    for (const term of withPhrases(cut[field])) {
      let one = all.get(term)
      if (one === undefined) {
        one = { term, weight: 0, count: 0 }
        all.set(term, one)
      }
      if (one.count++ === 0) here.push(one)
    }
    for (const one of here) {
      one.weight += (FIELD_WEIGHT[field] * one.count * 2.2) / (one.count + 1.2)
      one.count = 0
    }
  }
  return all
}

/** The heaviest terms, heaviest first; equal ones in the order of the page. Most fail at the first look. */
function strongest(weighed: ReadonlyMap<string, Weighing>, count: number): Weighing[] {
  const best: Weighing[] = []
  for (const one of weighed.values()) {
    let at = best.length
    if (at === count && best[at - 1]!.weight >= one.weight) continue
    if (at === count) at--
    for (; at > 0 && best[at - 1]!.weight < one.weight; at--) best[at] = best[at - 1]!
    best[at] = one
  }
  return best
}

/** The publisher's own category and the product's name first, then what all words together say; at most three. */
function categoriesOf(cut: Cut, heavy: readonly Weighing[]): PageCategory[] {
  const sums = new Map<string, number>()
  const add = (hits: readonly PageCategory[], share: number): void => {
    for (const hit of hits) sums.set(hit.id, (sums.get(hit.id) ?? 0) + hit.weight * share)
  }
  add(categoriesIn(cut.category), 1)
  add(categoriesIn([...cut.name, ...cut.title]), 0.8)
  const top = Math.max(heavy[0]?.weight ?? 1, 1)
  add(categoriesIn(new Map(heavy.map(({ term, weight }) => [term, Math.min(1, (2 * weight) / top)]))), 0.6)
  const ranked = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const best = ranked[0]?.[1] ?? 1
  return ranked
    .filter(([, sum]) => sum >= best * 0.3)
    .map(([id, sum]) => ({ id, weight: Math.round(Math.min(1, sum) * 1000) / 1000 }))
}

/** A label or seed of a category, cut as a page is. */
interface Seed {
  readonly word: string
  readonly isHan: boolean
  readonly parts: readonly string[]
}

/** By category; made when a page first speaks of it. */
const SEEDS = new Map<string, readonly Seed[]>()

function seedsOf(id: string): readonly Seed[] {
  const known = SEEDS.get(id)
  if (known !== undefined) return known
  const node = category(id)
  const words = node === null ? [] : [node.zh, node.en, ...node.seeds]
  const seeds = words.map((word) => ({ word, isHan: HAN.test(word), parts: withPhrases(termsOf(word)) }))
  if (node !== null) SEEDS.set(id, seeds)
  return seeds
}

/** Labels and seeds of the found categories that stand on the page as written; the page's own language goes first. */
function wordsOf(
  fields: Readonly<Record<Field, string>>,
  weights: ReadonlyMap<string, unknown>,
  categories: readonly PageCategory[],
  lang: Lang,
): string[] {
  const all = Object.values(fields).join(' \n ')
  const found = new Set<string>()
  for (const { id } of categories) {
    for (const { word, isHan, parts } of seedsOf(id)) {
      if (parts.length === 0 || !parts.every((part) => weights.has(part)) || (isHan && !all.includes(word))) continue
      found.add(isHan ? word : word.toLowerCase())
    }
  }
  const wanted = (word: string): number => (HAN.test(word) === (lang === 'zh') ? 0 : 1)
  return [...found].sort((a, b) => wanted(a) - wanted(b)).slice(0, 6)
}

function langOf(page: Plain, fields: Readonly<Record<Field, string>>): Lang {
  const said = textOf(page.lang, 20).toLowerCase()
  if (said.startsWith('zh')) return 'zh'
  if (said.startsWith('en')) return 'en'
  return HAN.test(fields.title + fields.name + fields.heading + fields.text) ? 'zh' : 'en'
}

/**
 * Reads a page. Takes anything and never throws: `null`, a list or a number give an empty content. Structured data
 * (schema.org Product, BreadcrumbList) goes before OpenGraph, title, headings and text. Pure; cache it by the page's hash.
 */
export function readPage(input: unknown): PageContent {
  const page = isPlain(input) ? input : {}
  const og = readOpenGraph(page.openGraph)
  const title = textOf(page.title, PAGE_LIMITS.title)
  const said = [title, og.get('og:title'), textOf(listOf(page.headings)[0], PAGE_LIMITS.heading)].join(' \n ')
  const data = readJsonLd(page.jsonLd, textOf(page.url, PAGE_LIMITS.url), said)
  const fields = fieldsOf(page, data, og)
  const cut = cutFields(fields)
  const weights = weighTerms(cut)
  const lang = langOf(page, fields)
  const heavy = strongest(weights, 2 * PAGE_TERMS)
  const categoryIds = categoriesOf(cut, heavy)
  const sku = first(data.product?.sku ?? '', og.get('product:retailer_item_id') ?? '').slice(0, 64)
  const barcode = first(data.product?.barcode ?? '', ...OG_BARCODE.map((key) => barcodeOf(og.get(key) ?? '')))
  return {
    ...(sku === '' ? {} : { productSku: sku }),
    ...(barcode === '' ? {} : { productBarcode: barcode }),
    lang,
    title: first(fields.name, title, og.get('og:title') ?? '', data.headline),
    categoryIds,
    // Phrases serve the categories only: products know single terms.
    terms: heavy
      .map(({ term }) => term)
      .filter((term) => !term.includes(' '))
      .slice(0, PAGE_TERMS),
    words: wordsOf(fields, weights, categoryIds, lang),
  }
}
