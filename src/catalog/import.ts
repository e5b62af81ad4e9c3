/**
 * Rows of a merchant's file into products. Rows with the same SKU are one product: its most frequent name and price win,
 * because a file of order lines (Online Retail) says them thousands of times and mistypes some. No row is dropped silently:
 * rows = products + merged + everything counted under a cause.
 */
import type { Text } from '../base/i18n.ts'
import { parseMinor } from '../base/money.ts'
import { category, OTHER_CATEGORY } from './categories.ts'
import type { ImportField, Mapping } from './mapping.ts'
import { gramsPerUnit } from './mapping.ts'
import { classify } from './match.ts'
import type { ProductInput } from './product.ts'
import { isPicture, isSku, PRODUCT_LIMITS, readBarcode, readProductInput } from './product.ts'
import { type FileStock, StockColumn } from './stock-column.ts'
import { terms } from './terms.ts'

/** A row as the table reader gives it: column name to text, nested JSON as `meta.barcode`. */
export type Row = Readonly<Record<string, string>>

/** Why a row gave no product, or why one of its values was left out. Stable: shown, counted and tested by these words. */
export const ROW_CAUSES = {
  'sku-missing': { zh: '没有货号', en: 'no SKU' },
  sku: { zh: '货号太长或有控制字符', en: 'the SKU is too long or holds control characters' },
  'title-missing': { zh: '没有商品名', en: 'no name' },
  title: { zh: '商品名超过 200 字', en: 'the name is over 200 characters' },
  'price-missing': { zh: '没有价格', en: 'no price' },
  price: { zh: '价格不是数字，或小数位太多', en: 'the price is no number, or has too many decimals' },
  'price-zero': { zh: '价格是 0', en: 'the price is 0' },
  'price-negative': { zh: '价格是负数', en: 'the price is negative' },
  currency: { zh: '价格不是本店的币种', en: 'the price is in another currency than the shop’s' },
  cancelled: { zh: '取消的订单行', en: 'a cancelled order line' },
  'service-line': { zh: '邮费、手续费之类，不是商品', en: 'postage, fees and the like, not goods' },
  continuation: { zh: '上一件商品的附加图片行', en: 'an extra picture row of the product above' },
  variants: {
    zh: '多规格商品的总行，规格在别的行',
    en: 'the head of a product with variants, which stand in their own rows',
  },
  cells: { zh: '这一行的格数比列名多', en: 'the line has more cells than there are columns' },
  quote: { zh: '引号没有配对', en: 'a quotation mark is not closed' },
  other: { zh: '别的原因', en: 'another reason' },
  'barcode-check': { zh: '条码校验位不对，条码没用', en: 'the barcode has a wrong check digit and was left out' },
  picture: { zh: '图片地址不能用，没用', en: 'the picture address cannot be used and was left out' },
  url: { zh: '商品页网址不在本店的网站上，没用', en: 'the address is not on the shop’s own website and was left out' },
  weight: { zh: '重量读不出，当作没称过', en: 'the weight cannot be read and counts as not weighed' },
  stock: { zh: '库存不是件数，没收', en: 'the stock is no number of pieces and was not received' },
  bin: { zh: '货位码不对，库存没收', en: 'the bin is no bin code, so the stock was not received' },
  'text-cut': { zh: '介绍太长，只留前 2000 字', en: 'the description was cut at 2,000 characters' },
} as const satisfies Record<string, Text>

/** One of the causes. */
export type RowCause = keyof typeof ROW_CAUSES

/** How often a cause occurred, and one line to look at. */
export interface CauseCount {
  readonly cause: RowCause
  readonly count: number
  readonly example: { readonly line: number; readonly value: string }
}

/** What an import gives. */
export interface ImportResult {
  readonly products: readonly ProductInput[]
  /** Rows read. */
  readonly rows: number
  /** Rows that said a product again and were merged into it. */
  readonly merged: number
  /** Rows that gave no product, by cause, most frequent first. */
  readonly faults: readonly CauseCount[]
  /** Values left out of products that were kept, by cause. */
  readonly notes: readonly CauseCount[]
  /** What the file says lies where, of the products it gave. */
  readonly stock: readonly FileStock[]
}

/** What the file does not say by itself. */
export interface ImportOptions {
  /** ISO 4217, for prices without a sign of their own. */
  readonly currency: string
  /** The shop's own, the only one it sells in; absent: `currency`. */
  readonly shop?: string
  /** Where addresses of products may lead; absent: nowhere. */
  readonly origins?: readonly string[]
  /** Grams in one unit of the weight column, where the header does not tell. */
  readonly gramsPerUnit?: number
  /** Where stock goes whose row names no bin; absent: nowhere. */
  readonly bin?: string
}

/** Stock codes of order-line files that stand for no goods (as in Online Retail: postage, discount, fees, samples, manual). */
const SERVICE_CODES = new Set([
  'POST',
  'DOT',
  'D',
  'M',
  'S',
  'B',
  'C2',
  'C3',
  'PADS',
  'CRUK',
  'BANK CHARGES',
  'AMAZONFEE',
])

/** Does this stock code of an order-line file stand for postage, a fee or a discount instead of goods? */
export const isServiceCode = (sku: string): boolean => SERVICE_CODES.has(sku.toUpperCase())

/** Signs and the currencies that are written with them, the likeliest first. */
const CURRENCY_SIGNS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^HK\$|港币|港元/, ['HKD']],
  [/^NT\$|台币/, ['TWD']],
  [/^US\$|美元/, ['USD']],
  [/^AU?\$/, ['AUD']],
  [/^CA?\$/, ['CAD']],
  [/^S\$/, ['SGD']],
  [/^\$|\$$/, ['USD', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'CLP', 'COP', 'ARS', 'UYU']],
  [/£/, ['GBP', 'EGP', 'GIP', 'FKP']],
  [/€/, ['EUR']],
  [/₩/, ['KRW']],
  [/円|日元/, ['JPY']],
  [/人民币|RMB/, ['CNY']],
  [/¥/, ['CNY', 'JPY']],
  [/元$/, ['CNY', 'HKD', 'TWD', 'MOP', 'SGD']],
]
const CODES = new Set(Intl.supportedValuesOf('currency'))

/** The currency a text names by code or sign; a sign of several means the shop's where it fits, as does a text without one. */
function currencyOf(text: string, currency: string): string {
  const raw = text.normalize('NFKC').trim().toUpperCase()
  const code = /^[A-Z]{3}(?![A-Z])|(?<![A-Z])[A-Z]{3}$/.exec(raw)?.[0]
  if (code !== undefined && CODES.has(code)) return code
  const fits = CURRENCY_SIGNS.find(([sign]) => sign.test(raw))?.[1] ?? []
  return fits.includes(currency) ? currency : (fits[0] ?? currency)
}

/** Counts causes and keeps the first example of each. */
class Tally {
  readonly #counts = new Map<RowCause, { count: number; line: number; value: string }>()
  add(cause: RowCause, line: number, value: string, count = 1): void {
    const known = this.#counts.get(cause)
    if (known === undefined) this.#counts.set(cause, { count, line, value: value.slice(0, 80) })
    else known.count += count
  }
  list(): CauseCount[] {
    return [...this.#counts]
      .map(([cause, { count, line, value }]) => ({ cause, count, example: { line, value } }))
      .sort((a, b) => b.count - a.count)
  }
}

/** What is known of one SKU while rows come in. */
interface Draft {
  readonly line: number
  readonly row: Row
  rows: number
  readonly titles: Map<string, number>
  readonly prices: Map<string, number>
}

type Cell = (field: ImportField) => string

function cellsOf(row: Row, mapping: Mapping): Cell {
  return (field) => {
    const column = mapping[field]
    return column === undefined ? '' : (row[column] ?? '').trim()
  }
}

/** A price as shops write it: signs, spaces, 1,299.00 and 1.299,00, 12,50. */
export function readPriceText(text: string, currency: string): { amount: number; currency: string } | RowCause {
  const raw = text.normalize('NFKC').trim()
  if (raw === '') return 'price-missing'
  const own = currencyOf(raw, currency)
  let digits = raw.replaceAll(/[^\d.,-]/g, '')
  if (/^-?\d{1,3}(?:\.\d{3})+,\d{1,2}$/.test(digits) || /^-?\d+,\d{1,2}$/.test(digits)) {
    digits = digits.replaceAll('.', '').replace(',', '.') // a decimal comma
  }
  const amount = parseMinor(digits.replace(/\.$/, ''), own)
  if (amount === null) return 'price'
  if (amount < 0) return 'price-negative'
  return amount === 0 ? 'price-zero' : { amount, currency: own }
}

/** HTML of a shop's description into plain sentences. */
function plainText(html: string): string {
  const text = html
    .replaceAll(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/gi, ' ')
    .replaceAll(/<[^>]{0,2000}>/g, ' ')
  const signs: Readonly<Record<string, string>> = {
    '&nbsp;': ' ',
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
  }
  const plain = text.replaceAll(/&(?:nbsp|lt|gt|quot|#39);/g, (sign) => signs[sign] ?? ' ').replaceAll('&amp;', '&')
  return plain.replaceAll(/\s+/g, ' ').trim()
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  let best = ''
  let most = 0
  for (const [value, count] of counts) {
    if (count > most) {
      best = value
      most = count
    }
  }
  return best
}

const HAN = /\p{Script=Han}/u

/** Both languages from what the file has; a name in one stands for the other. */
function bothLangs(plain: string, zh: string, en: string): Text {
  const inZh = zh || (HAN.test(plain) ? plain : '')
  const inEn = en || (HAN.test(plain) ? '' : plain)
  return { zh: inZh || inEn, en: inEn || inZh }
}

/** Our own id when the file names one, else the best guess from its words, else {@link OTHER_CATEGORY}. */
function categoryOf(named: string, title: Text, tags: readonly string[]): string {
  if (category(named) !== null) return named
  const own = named.replaceAll(/[-_>/|,]/g, ' ')
  const words = [own, own, title.zh, title.en, ...tags].join(' \n ')
  return classify(terms(words), 1)[0]?.id ?? OTHER_CATEGORY
}

function stateOf(value: string): ProductInput['state'] {
  return /^(?:false|0|-1|no|否|n|下架|已下架|draft|archived|hidden|inactive)$/i.test(value) ? 'hidden' : 'active'
}

/** One list under way: give rows, then ask for the result. Rows may come in pieces, so that progress can be shown. */
export class Import {
  readonly #mapping: Mapping
  readonly #options: ImportOptions
  readonly #drafts = new Map<string, Draft>()
  readonly #faults = new Tally()
  readonly #notes = new Tally()
  readonly #stock: StockColumn
  #rows = 0
  #group = { key: '', title: '' }

  constructor(mapping: Mapping, options: ImportOptions) {
    this.#mapping = mapping
    this.#options = options
    this.#stock = new StockColumn(options.bin ?? null)
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows
  }

  /** A line that the table reader could not make a row of. */
  refuse(cause: RowCause, line: number, value: string): void {
    this.#rows++
    this.#faults.add(cause, line, value)
  }

  /** Takes one row; `line` is where it stands in the file, from 1. */
  add(row: Row, line: number): void {
    this.#rows++
    const cell = cellsOf(row, this.#mapping)
    const title = this.#titleOf(cell)
    const sku = cell('sku') || cell('barcode')
    const cause = this.#refusal(cell, sku, title)
    if (cause !== null) {
      this.#faults.add(cause, line, sku || title)
      return
    }
    const draft = this.#drafts.get(sku) ?? { line, row, rows: 0, titles: new Map(), prices: new Map() }
    draft.rows++
    draft.titles.set(title, (draft.titles.get(title) ?? 0) + 1)
    draft.prices.set(cell('price'), (draft.prices.get(cell('price')) ?? 0) + 1)
    this.#drafts.set(sku, draft)
    const unread = this.#stock.add(sku, cell('stock'), cell('bin'))
    if (unread !== null) this.#notes.add(unread, line, cell(unread))
  }

  /** The row's name; a further variant of a group (Shopify) takes the name of the group's first row and its own option. */
  #titleOf(cell: Cell): string {
    const own = cell('title') || cell('titleZh') || cell('titleEn')
    const key = cell('group')
    if (key === '') return own
    if (own !== '') this.#group = { key, title: own }
    const option = cell('option')
    const inherited = own || (this.#group.key === key ? this.#group.title : '')
    return inherited !== '' && option !== '' && option !== 'Default Title' ? `${inherited} ${option}` : inherited
  }

  #refusal(cell: Cell, sku: string, title: string): RowCause | null {
    if (this.#mapping.invoice !== undefined) {
      if (/^C/i.test(cell('invoice'))) return 'cancelled'
      if (isServiceCode(sku)) return 'service-line'
    }
    if (sku === '') {
      const isExtra = cell('group') !== '' && cell('price') === ''
      return isExtra ? 'continuation' : 'sku-missing'
    }
    if (!isSku(sku)) return 'sku'
    if (cell('group') !== '' && cell('price') === '' && cell('title') === '') return 'continuation'
    if (title === '') return 'title-missing'
    if (title.length > PRODUCT_LIMITS.title) return 'title'
    const price = this.#price(cell('price'), cell)
    if (typeof price === 'string') return price
    return price.currency === (this.#options.shop ?? this.#options.currency) ? null : 'currency'
  }

  /** The products and the books. May be asked once all rows were given. */
  finish(): ImportResult {
    const products: ProductInput[] = []
    let merged = 0
    for (const [sku, draft] of this.#drafts) {
      const reading = readProductInput(this.#product(sku, draft))
      if (reading.ok) {
        products.push(reading.product)
        merged += draft.rows - 1
        continue
      }
      const cause = reading.faults[0]?.cause ?? 'other'
      this.#faults.add(cause in ROW_CAUSES ? (cause as RowCause) : 'other', draft.line, sku, draft.rows)
    }
    const stock = this.#stock.of(new Set(products.map((p) => p.sku)))
    return { products, rows: this.#rows, merged, faults: this.#faults.list(), notes: this.#notes.list(), stock }
  }

  #product(sku: string, draft: Draft): unknown {
    const cell = cellsOf(draft.row, this.#mapping)
    const title = bothLangs(mostFrequent(draft.titles), cell('titleZh'), cell('titleEn'))
    const tags = [
      ...new Set(
        cell('tags')
          .split(/[,，;；|、]/)
          .map((tag) => tag.trim().slice(0, PRODUCT_LIMITS.tag)),
      ),
    ]
    const kept = tags.filter((tag) => tag !== '').slice(0, PRODUCT_LIMITS.tags)
    return {
      sku,
      barcode: this.#barcode(cell('barcode'), draft.line),
      title,
      text: bothLangs(
        this.#text(cell('text'), draft.line),
        this.#text(cell('textZh'), draft.line),
        this.#text(cell('textEn'), draft.line),
      ),
      categoryId: categoryOf(cell('category'), title, kept),
      price: this.#price(mostFrequent(draft.prices), cell),
      picture: this.#picture(cell('picture'), draft.line),
      url: this.#url(cell('url'), draft.line),
      tags: kept,
      weightGrams: this.#weight(cell('weight'), draft.line),
      state: stateOf(cell('state')),
    }
  }

  #text(value: string, line: number): string {
    const text = plainText(value)
    if (text.length > PRODUCT_LIMITS.text) this.#notes.add('text-cut', line, text)
    return text.slice(0, PRODUCT_LIMITS.text)
  }

  #price(text: string, cell: Cell): ReturnType<typeof readPriceText> {
    return readPriceText(text, currencyOf(cell('currency'), this.#options.currency))
  }

  #url(value: string, line: number): string | null {
    if (value === '') return null
    const url = URL.parse(value)
    if (url !== null && this.#options.origins?.includes(url.origin)) return url.href
    this.#notes.add('url', line, value)
    return null
  }

  #barcode(value: string, line: number): string | null {
    const barcode = value === '' ? null : readBarcode(value)
    if (value !== '' && barcode === null) this.#notes.add('barcode-check', line, value)
    return barcode
  }

  #picture(value: string, line: number): string | null {
    const picture = value.startsWith('data:') ? value : (value.split(/[,\s]+/)[0] ?? '')
    if (picture === '') return null
    if (isPicture(picture)) return picture
    this.#notes.add('picture', line, picture)
    return null
  }

  #weight(value: string, line: number): number {
    if (value === '') return 0
    const unit = this.#options.gramsPerUnit ?? gramsPerUnit(this.#mapping.weight ?? '')
    const grams = Math.round(Number(value.replace(',', '.').replace(/\s*(?:k?g|克)$/i, '')) * unit)
    if (Number.isFinite(grams) && grams >= 0 && grams <= PRODUCT_LIMITS.weightGrams) return grams
    this.#notes.add('weight', line, value)
    return 0
  }
}

/** A whole table at once: `lines[i]` is where row i stands in the file, `refused` what could not be made a row. */
export function importRows(
  table: {
    readonly rows: readonly Row[]
    readonly lines?: ArrayLike<number>
    readonly refused?: readonly { readonly line: number; readonly cause: RowCause; readonly value: string }[]
  },
  mapping: Mapping,
  options: ImportOptions,
): ImportResult {
  const list = new Import(mapping, options)
  table.rows.forEach((row, i) => void list.add(row, table.lines?.[i] ?? i + 2))
  for (const { cause, line, value } of table.refused ?? []) list.refuse(cause, line, value)
  return list.finish()
}
