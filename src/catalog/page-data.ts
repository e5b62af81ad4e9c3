/**
 * What a page says of itself in structured form: JSON-LD (schema.org), the same as a microdata reader gives it, and OpenGraph. Pages
 * have it broken, cut off, nested without end, or of the wrong kind: what can be read is read, nothing throws, and the work is bounded.
 */
import { PAGE_LIMITS } from './page-limits.ts'

/** An object of unknown content. */
export type Plain = Readonly<Record<string, unknown>>

/** How deep structured data is walked, how many objects are looked at, and how many values; real pages stay far below. */
const MAX_DEPTH = 8
const MAX_NODES = 400
const MAX_VALUES = 4000

/** Is it an object that is no list? */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text or number as text, cut; anything else is empty. */
export function textOf(value: unknown, limit: number): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' ? value.slice(0, limit).trim() : ''
}

/** A list as it is, one thing as a list of it, nothing as an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

/** First of the values that is not empty. */
export const first = (...values: readonly string[]): string => values.find((value) => value !== '') ?? ''

/** An object of the structured data. */
interface Found {
  readonly node: Plain
  /** It stands in a list, or among what is like this page's product: it is not what the page is about. */
  readonly isAside: boolean
}

/** Below these a page names other things than its own. */
const ASIDE = new Set(
  'itemListElement isRelatedTo isSimilarTo isAccessoryOrSparePartFor isConsumableFor isVariantOf review relatedLink'.split(
    ' ',
  ),
)

function walk(blocks: readonly unknown[]): Found[] {
  const found: Found[] = []
  let left = MAX_VALUES
  const visit = (value: unknown, depth: number, isAside: boolean): void => {
    if (depth > MAX_DEPTH || found.length >= MAX_NODES || left-- <= 0) return
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length && left > 0; i++) visit(value[i], depth + 1, isAside)
    } else if (isPlain(value)) {
      const node = fromMicrodata(value)
      found.push({ node, isAside })
      for (const key in node) {
        if (left-- <= 0) return
        const inner = node[key]
        if (typeof inner === 'object' && inner !== null) visit(inner, depth + 1, isAside || ASIDE.has(key))
      }
    }
  }
  for (const block of blocks) visit(parsed(block), 0, false)
  return found
}

/** `{ type: ['https://schema.org/Product'], properties: { name: ['…'] } }`, as microdata readers write it, in the shape of JSON-LD. */
function fromMicrodata(node: Plain): Plain {
  if (node['@type'] !== undefined || !isPlain(node.properties)) return node
  return { ...node.properties, '@type': node.type }
}

/** Comment and CDATA marks that templates leave around a block. */
const WRAPPED =
  /^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[|\/\*\s*<!\[CDATA\[\s*\*\/)|(?:-->|\/\/\s*\]\]>|\]\]>|\/\*\s*\]\]>\s*\*\/)\s*;?\s*$|;\s*$/g

function parsed(block: unknown): unknown {
  if (typeof block !== 'string') return block
  const text = block.slice(0, PAGE_LIMITS.jsonLdBlock)
  for (const attempt of [() => text, () => mended(text), () => closed(mended(text))]) {
    try {
      return JSON.parse(attempt())
    } catch {
      // the next way of reading it; a page whose structured data stays broken still has its title and text
    }
  }
  return null
}

/** Without marks around it, line ends inside texts and commas before a closing bracket: what templates get wrong most often. */
function mended(text: string): string {
  const bare = text
    .replaceAll('\ufeff', '')
    .replace(WRAPPED, '')
    .replace(/\p{Cc}/gu, ' ')
  return bare.replace(/,\s*(?=[}\]])/g, '')
}

/** JSON that was cut off, up to its last whole value, with the brackets that are missing. */
function closed(text: string): string {
  const open: string[] = []
  let isText = false
  let end = 0
  let closing = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (isText) {
      if (sign === '\\') at++
      else if (sign === '"') isText = false
      continue
    }
    if (sign === '"') isText = true
    else if (sign === '{' || sign === '[') open.push(sign === '{' ? '}' : ']')
    else if (sign === '}' || sign === ']') open.pop()
    // Only so deep is it read anyway.
    if (open.length > 4 * MAX_DEPTH) break
    if (sign === ',' || sign === '}' || sign === ']') {
      end = sign === ',' ? at : at + 1
      closing = open.toReversed().join('')
    }
  }
  return text.slice(0, end) + closing
}

/** Is the node of one of these schema.org types? Written as "Product", in a list, or as a full address. */
function hasType(node: Plain, types: ReadonlySet<string>): boolean {
  return listOf(node['@type'])
    .slice(0, 10)
    .some((name) => typeof name === 'string' && types.has(name.slice(0, 200).split(/[/#:]/).at(-1)!))
}

const PRODUCTS = new Set([
  'Product',
  'ProductGroup',
  'ProductModel',
  'IndividualProduct',
  'SomeProducts',
  'Vehicle',
  'Book',
])
const BREADCRUMBS = new Set(['BreadcrumbList'])
const TEXTS = new Set(
  'Article NewsArticle BlogPosting TechArticle Review Recipe HowTo Event Course VideoObject CollectionPage Movie MusicAlbum SoftwareApplication VideoGame'.split(
    ' ',
  ),
)

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
}

/** Structured data is often a piece of the page's HTML: tags go, the common entities are read. */
function withoutTags(text: string): string {
  if (!/[<&]/.test(text)) return text
  const bare = text.replace(/<[a-z/!][^<>]{0,300}>/gi, ' ')
  const read = bare.replace(/&(\w{2,4}|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
  return read.replace(/\s+/g, ' ').trim()
}

/** A name written as text, as an object with a name, or as a list of either. */
export function nameOf(value: unknown, limit: number = PAGE_LIMITS.title): string {
  return listOf(value)
    .slice(0, 10)
    .map((item) => withoutTags(isPlain(item) ? textOf(item.name ?? item['@value'], limit) : textOf(item, limit)))
    .filter((name) => name !== '')
    .join(' ')
}

/** What the structured data of a page comes to; all texts empty when there is none. */
export interface PageData {
  /** The thing sold on this page: null on a page of many. */
  readonly product: ProductData | null
  /** Headline of what is no product: an article, a recipe, an event. */
  readonly headline: string
  /** The publisher's own categories, from the breadcrumbs too. */
  readonly category: string
  /** Descriptions, brand and keywords. */
  readonly about: string
  /** Names of the things listed on the page. */
  readonly listed: string
}

/** What a page says of the product it sells. */
export interface ProductData {
  readonly name: string
  readonly sku: string
  /** As digits; an EAN-13 where it can be written as one. */
  readonly barcode: string
}

/**
 * Reads the JSON-LD blocks of a page, parsed or as text.
 * @param said what the page calls itself (title, first heading), to tell its own product from others
 */
export function readJsonLd(blocks: unknown, url: string, said: string): PageData {
  const found = walk(listOf(blocks).slice(0, PAGE_LIMITS.jsonLd))
  const goods = found.filter(({ node }) => hasType(node, PRODUCTS))
  const own = ownProduct(goods, url, said)
  const text = found.find(({ node, isAside }) => !isAside && hasType(node, TEXTS))?.node
  const subject = own ?? text
  const crumbs = found.filter(({ node }) => hasType(node, BREADCRUMBS)).flatMap(({ node }) => crumbsOf(node))
  const written = found.map(({ node }) => textOf(node.breadcrumb, PAGE_LIMITS.title)).filter((crumb) => crumb !== '')
  return {
    product: own === undefined ? null : productOf(own),
    headline: own === undefined && text !== undefined ? first(nameOf(text.headline), nameOf(text.name)) : '',
    category: [
      ...[subject?.category, subject?.articleSection, subject?.recipeCategory, subject?.genre].map((one) =>
        nameOf(one),
      ),
      ...crumbs.slice(0, 12),
      ...written.slice(0, 3),
    ].join(' \n '),
    about: [
      withoutTags(textOf(subject?.description, PAGE_LIMITS.text)),
      nameOf(subject?.keywords),
      nameOf(subject?.brand),
      nameOf(subject?.about),
    ].join(' \n '),
    listed: goods
      .filter(({ node }) => node !== own)
      .slice(0, 20)
      .map(({ node }) => nameOf(node.name))
      .join(' \n '),
  }
}

/** The one that has this page's address, else the one that the page calls itself by, else the first of one or two. */
function ownProduct(goods: readonly Found[], url: string, said: string): Plain | undefined {
  const own = goods.filter(({ isAside }) => !isAside).map(({ node }) => node)
  const path = pathOf(url)
  const heading = said.toLowerCase()
  const isCalled = (node: Plain): boolean => {
    const name = nameOf(node.name).toLowerCase()
    return name !== '' && heading.includes(name)
  }
  return (
    own.find(
      (node) => path !== '' && [node.url, node['@id']].some((one) => pathOf(textOf(one, PAGE_LIMITS.url)) === path),
    ) ??
    own.find(isCalled) ??
    (own.length <= 2 || own.every((node) => nameOf(node.name) === nameOf(own[0]!.name)) ? own[0] : undefined)
  )
}

/** Host and path; query and fragment tell the same page apart by accident. */
const pathOf = (url: string): string =>
  url
    .replace(/^\w+:\/\//, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '')

function productOf(node: Plain): ProductData {
  // Shops write numbers on the offer as often as on the product, and a group's on its first variant.
  const places = [node, ...inner(node.offers), ...inner(node.hasVariant)].slice(0, 20)
  const pick = (keys: readonly string[], limit: number): string =>
    first(...places.flatMap((place) => keys.map((key) => textOf(listOf(place[key])[0], limit))))
  const sku = first(pick(['sku'], 64), pick(['productID', 'mpn'], 64))
  return {
    name: nameOf(node.name),
    sku,
    barcode: barcodeOf(pick(['gtin13', 'gtin', 'gtin14', 'gtin12', 'gtin8', 'isbn'], 40)),
  }
}

/** Offers, offers inside an AggregateOffer, and what they offer; nearest first. */
function inner(value: unknown, depth = 3): Plain[] {
  const here = listOf(value).slice(0, 10).filter(isPlain)
  if (depth === 1) return here
  return [...here, ...here.flatMap((one) => [...inner(one.offers, depth - 1), ...inner(one.itemOffered, depth - 1)])]
}

/** Digits of a GTIN; 12 and 14 of them are written as the 13 that stand on the goods. */
export function barcodeOf(text: string): string {
  const digits = text.replace(/^(?:urn:)?(?:gtin|isbn|ean|upc):?/i, '').replaceAll(/\D/g, '')
  if (digits.length === 12) return `0${digits}`
  return digits.length === 14 && digits.startsWith('0') ? digits.slice(1) : digits
}

function crumbsOf(node: Plain): string[] {
  const steps = listOf(node.itemListElement).slice(0, 12)
  const place = (step: unknown): number => (isPlain(step) ? Number(step.position ?? 0) || 0 : 0)
  return [...steps]
    .sort((a, b) => place(a) - place(b))
    .map((step) => (isPlain(step) ? nameOf(step.name) || nameOf(step.item) : textOf(step, PAGE_LIMITS.title)))
}

/** OpenGraph properties by lower-case name; a property that stands several times is joined. */
export function readOpenGraph(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (!isPlain(value)) return found
  let left: number = PAGE_LIMITS.openGraph
  for (const key in value) {
    if (left-- <= 0) break
    const content = listOf(value[key])
      .slice(0, 10)
      .map((one) => textOf(one, PAGE_LIMITS.openGraphValue))
    found.set(key.slice(0, 100).toLowerCase(), content.join(' ').slice(0, PAGE_LIMITS.openGraphValue))
  }
  return found
}
