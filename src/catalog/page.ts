/**
 * What a page says about itself, as the tag sends it, read into categories and words. Nothing is crawled: the shopper's
 * browser has the page anyway. Every part may be missing, of the wrong kind, or hostile; the answer is then merely poorer.
 */
import type { Lang } from '../base/i18n.ts'
import { category } from './categories.ts'
import { classify, withPhrases } from './match.ts'
import { countTerms, terms as termsOf } from './terms.ts'

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

/** How much of a page is taken. The tag cuts to the same lengths, so a longer one was not sent by it. */
export const PAGE_LIMITS = {
  /** Characters. */
  url: 2048,
  title: 300,
  heading: 200,
  headings: 20,
  text: 8000,
  /** JSON-LD blocks on one page, and the characters of one. */
  jsonLd: 10,
  jsonLdBlock: 20_000,
  openGraph: 40,
  openGraphValue: 1000,
  /** Bytes of the whole description as JSON; what an HTTP body limit should allow for it. */
  body: 64_000,
} as const

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

/** How deep and how far structured data is walked; real pages stay far below. */
const MAX_DEPTH = 8
const MAX_NODES = 400

const HAN = /\p{Script=Han}/u

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown, limit: number): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' ? value.slice(0, limit).trim() : ''
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

/** Every object inside the JSON-LD blocks, @graph and nesting included. Broken blocks are passed over: pages have them. */
function jsonLdNodes(blocks: unknown): Plain[] {
  const nodes: Plain[] = []
  const walk = (value: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || nodes.length >= MAX_NODES) return
    if (Array.isArray(value)) for (const item of value.slice(0, MAX_NODES)) walk(item, depth + 1)
    else if (isPlain(value)) {
      nodes.push(value)
      for (const inner of Object.values(value)) if (typeof inner === 'object') walk(inner, depth + 1)
    }
  }
  for (const block of listOf(blocks).slice(0, PAGE_LIMITS.jsonLd)) walk(parsed(block), 0)
  return nodes
}

function parsed(block: unknown): unknown {
  if (typeof block !== 'string') return block
  try {
    return JSON.parse(block.slice(0, PAGE_LIMITS.jsonLdBlock))
  } catch {
    return null // a page with broken structured data still has its title and text
  }
}

/** Is the node of this schema.org type? Written as "Product", an array, or a full address. */
function hasType(node: Plain, type: string): boolean {
  return listOf(node['@type']).some((name) => typeof name === 'string' && name.split(/[/#:]/).at(-1) === type)
}

/** A name written as text, as an object with a name, or as a list of either. */
function nameOf(value: unknown, limit: number = PAGE_LIMITS.title): string {
  return listOf(value)
    .slice(0, 10)
    .map((item) => (isPlain(item) ? textOf(item.name, limit) : textOf(item, limit)))
    .filter((name) => name !== '')
    .join(' ')
}

function breadcrumbs(nodes: readonly Plain[]): string {
  return nodes
    .filter((node) => hasType(node, 'BreadcrumbList'))
    .flatMap((node) => listOf(node.itemListElement))
    .slice(0, 12)
    .map((step) => (isPlain(step) ? nameOf(step.name) || nameOf(step.item) : ''))
    .join(' ')
}

function openGraphOf(value: unknown): Map<string, string> {
  const found = new Map<string, string>()
  if (!isPlain(value)) return found
  for (const [key, content] of Object.entries(value).slice(0, PAGE_LIMITS.openGraph)) {
    found.set(key.toLowerCase(), textOf(content, PAGE_LIMITS.openGraphValue))
  }
  return found
}

/** First of the values that is not empty. */
function first(...values: readonly string[]): string {
  return values.find((value) => value !== '') ?? ''
}

/** What the page says, sorted by how much each place is worth. */
function fieldsOf(page: Plain, nodes: readonly Plain[], product: Plain | undefined): Record<Field, string> {
  const og = openGraphOf(page.openGraph)
  const headings = listOf(page.headings).slice(0, PAGE_LIMITS.headings)
  return {
    name: nameOf(product?.name),
    category: [
      nameOf(product?.category),
      breadcrumbs(nodes),
      og.get('product:category') ?? '',
      og.get('article:section') ?? '',
    ]
      .join(' \n ')
      .replaceAll(/[>›»/|]/g, ' \n '),
    title: [textOf(page.title, PAGE_LIMITS.title), og.get('og:title') ?? ''].join(' \n '),
    heading: headings.map((heading) => textOf(heading, PAGE_LIMITS.heading)).join(' \n '),
    description: [
      textOf(product?.description, PAGE_LIMITS.text),
      og.get('og:description') ?? '',
      nameOf(product?.keywords),
    ].join(' \n '),
    text: textOf(page.text, PAGE_LIMITS.text),
  }
}

/** Each term with its weight: a place counts once in full, repeats inside it add little (tf / (tf + 1.2), as in BM25). */
function weighTerms(fields: Readonly<Record<Field, string>>): Map<string, number> {
  const weights = new Map<string, number>()
  for (const field of Object.keys(FIELD_WEIGHT) as Field[]) {
    for (const [term, count] of countTerms(withPhrases(termsOf(fields[field])))) {
      const value = (FIELD_WEIGHT[field] * count * 2.2) / (count + 1.2)
      weights.set(term, (weights.get(term) ?? 0) + value)
    }
  }
  return weights
}

/** The heaviest terms, heaviest first; equal ones in the order of the page. */
function strongest(weights: ReadonlyMap<string, number>, count: number): [string, number][] {
  return [...weights].sort((a, b) => b[1] - a[1]).slice(0, count)
}

/** The publisher's own category and the product's name first, then what all words together say; at most three. */
function categoriesOf(fields: Readonly<Record<Field, string>>, heavy: readonly [string, number][]): PageCategory[] {
  const sums = new Map<string, number>()
  const add = (hits: readonly PageCategory[], share: number): void => {
    for (const hit of hits) sums.set(hit.id, (sums.get(hit.id) ?? 0) + hit.weight * share)
  }
  const own = classify(termsOf(fields.category))
  add(own, 1)
  add(classify(termsOf(`${fields.name} \n ${fields.title}`)), 0.8)
  const top = Math.max(heavy[0]?.[1] ?? 1, 1)
  add(classify(new Map(heavy.map(([term, weight]) => [term, Math.min(1, (2 * weight) / top)]))), 0.6)
  const ranked = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const best = ranked[0]?.[1] ?? 1
  return ranked
    .filter(([, sum]) => sum >= best * 0.3)
    .map(([id, sum]) => ({ id, weight: Math.round(Math.min(1, sum) * 1000) / 1000 }))
}

/** Labels and seeds of the found categories that stand on the page as written; the page's own language goes first. */
function wordsOf(
  fields: Readonly<Record<Field, string>>,
  weights: ReadonlyMap<string, number>,
  categories: readonly PageCategory[],
  lang: Lang,
): string[] {
  const all = Object.values(fields).join(' \n ')
  const found = new Set<string>()
  for (const { id } of categories) {
    const node = category(id)
    if (node === null) continue
    for (const word of [node.zh, node.en, ...node.seeds]) {
      const isHan = HAN.test(word)
      if (isHan && !all.includes(word)) continue
      const parts = withPhrases(termsOf(word))
      if (parts.length > 0 && parts.every((part) => weights.has(part))) found.add(isHan ? word : word.toLowerCase())
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
  const nodes = jsonLdNodes(page.jsonLd)
  const product = nodes.find((node) => hasType(node, 'Product')) ?? nodes.find((node) => hasType(node, 'ProductGroup'))
  const og = openGraphOf(page.openGraph)
  const fields = fieldsOf(page, nodes, product)
  const weights = weighTerms(fields)
  const lang = langOf(page, fields)
  const heavy = strongest(weights, 2 * PAGE_TERMS)
  const categoryIds = categoriesOf(fields, heavy)
  const sku = first(textOf(product?.sku, 64), og.get('product:retailer_item_id') ?? '', textOf(product?.productID, 64))
  const barcode = first(textOf(product?.gtin13, 20), textOf(product?.gtin, 20)).replaceAll(/\D/g, '')
  return {
    ...(sku === '' ? {} : { productSku: sku.slice(0, 64) }),
    ...(barcode === '' ? {} : { productBarcode: barcode }),
    lang,
    title: first(fields.name, textOf(page.title, PAGE_LIMITS.title), og.get('og:title') ?? ''),
    categoryIds,
    // Phrases serve the categories only: products know single terms.
    terms: heavy
      .map(([term]) => term)
      .filter((term) => !term.includes(' '))
      .slice(0, PAGE_TERMS),
    words: wordsOf(fields, weights, categoryIds, lang),
  }
}
