import type { Text } from '../base/i18n.ts'
import type { Money } from '../base/money.ts'
import { category } from './categories.ts'

/** A thing the site sells. */
export interface Product {
  /** UUIDv7. */
  readonly id: string
  /** The merchant's own number, 1 to 64 characters, unique in the site, compared as written. */
  readonly sku: string
  /** EAN-13 as 13 digits with a right check digit, or null when the goods carry none. */
  readonly barcode: string | null
  readonly title: Text
  /** One or two sentences. */
  readonly text: Text
  /** A node of our tree. */
  readonly categoryId: string
  readonly price: Money
  /** An address (https, http or a path of this server) or a `data:image/...` reference; null when there is none. */
  readonly picture: string | null
  /** Where it stands on the merchant's own website; null or absent: on this server's shop page. */
  readonly url?: string | null
  readonly tags: readonly string[]
  /** Grams with packing; 0 when nobody has weighed it. */
  readonly weightGrams: number
  /** Hidden goods are neither shown nor offered; old orders keep them. */
  readonly state: 'active' | 'hidden'
}

/** A product before it has an id: what a form, an API call or an import gives. */
export type ProductInput = Omit<Product, 'id'>

/** One thing wrong with one field. */
export interface FieldFault {
  /** Path such as `title/zh`. */
  readonly field: string
  /** Stable word for counting: `sku-missing`, `price`, `barcode-check`... */
  readonly cause: string
  /** What would have been right. */
  readonly expected: Text
}

/** Bounds of a product's fields, in characters unless said. */
export const PRODUCT_LIMITS = {
  sku: 64,
  title: 200,
  text: 2000,
  picture: 200_000,
  url: 2000,
  tags: 30,
  tag: 60,
  /** Minor units. */
  price: 100_000_000_00,
  /** A tonne. */
  weightGrams: 1_000_000,
} as const

/** Sku: no spaces at the ends, no control characters, so that it prints and scans. */
const SKU = /^[^\s\p{Cc}](?:[^\p{Cc}]{0,62}[^\s\p{Cc}])?$/u

/** The check digit of a GTIN's other digits (GS1 General Specifications §7.9): weights 3 and 1 from the right. */
export function gtinCheckDigit(digits: string): number {
  if (!/^\d+$/.test(digits)) throw new TypeError('a GTIN is made of digits')
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/** The EAN-13 of twelve digits: the twelve and their check digit. */
export function ean13(prefix12: string): string {
  if (!/^\d{12}$/.test(prefix12)) throw new TypeError('ean13 takes twelve digits')
  return prefix12 + gtinCheckDigit(prefix12)
}

/**
 * A barcode as people write it (spaces, dashes; UPC-A with 12 digits becomes EAN-13 with a 0 before it), or null when it is
 * none or its check digit is wrong.
 */
export function readBarcode(value: string): string | null {
  const digits = value.replaceAll(/[\s-]/g, '')
  if (!/^(?:\d{12}|\d{13})$/.test(digits)) return null
  const full = digits.padStart(13, '0')
  return gtinCheckDigit(full.slice(0, 12)) === Number(full[12]) ? full : null
}

/** Is this a sku we can store, print and scan? */
export function isSku(value: string): boolean {
  return SKU.test(value)
}

/** Is this an address or image data that a page may show? Scripts and other kinds of address are refused. */
export function isPicture(value: string): boolean {
  if (value.length > PRODUCT_LIMITS.picture) return false
  if (/^data:image\/(?:png|jpeg|webp|gif|avif|svg\+xml)[;,]/.test(value)) return true
  return /^https?:\/\/[^\s<>"]+$/i.test(value) || /^\/(?!\/)[^\s<>"\\]*$/.test(value)
}

const EXPECTED = {
  product: { zh: '一件商品的各项', en: 'the fields of a product' },
  sku: { zh: '货号 1 到 64 个字符，两头没有空格', en: 'a SKU of 1 to 64 characters without spaces at its ends' },
  barcode: { zh: '13 位 EAN 码，校验位要对；没有就留空', en: 'a 13-digit EAN with a right check digit, or nothing' },
  title: { zh: '中文或英文名，最多 200 字', en: 'a Chinese or English name of up to 200 characters' },
  text: { zh: '一两句介绍，最多 2000 字', en: 'one or two sentences, up to 2,000 characters' },
  category: { zh: '类目树里的一个类目', en: 'a category of our tree' },
  price: {
    zh: '价格是 0 以上的整数分，带币种，例如 5900 和 CNY',
    en: 'whole minor units from 0 and a currency, such as 5900 and CNY',
  },
  picture: { zh: '图片网址，或图片数据', en: 'the address of a picture, or image data' },
  url: { zh: '商品页网址，https:// 开头', en: 'the address of its page, beginning with https://' },
  tags: { zh: '最多 30 个标签，每个最多 60 字', en: 'up to 30 tags of up to 60 characters' },
  weight: { zh: '重量是 0 到 1000000 的整数克', en: 'whole grams from 0 to 1,000,000' },
  state: { zh: 'active 或 hidden', en: 'active or hidden' },
} as const satisfies Record<string, Text>

function plain(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** A text in both languages; one alone stands for the other, so that no screen is ever empty. */
function readText(value: unknown, limit: number): Text | null {
  if (typeof value === 'string') return readText({ zh: value }, limit)
  const { zh, en } = plain(value)
  if ((zh !== undefined && typeof zh !== 'string') || (en !== undefined && typeof en !== 'string')) return null
  const text = { zh: (zh || en || '').trim(), en: (en || zh || '').trim() }
  return text.zh.length > limit || text.en.length > limit ? null : text
}

function readPrice(value: unknown): Money | null {
  const { amount, currency } = plain(value)
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 0 || amount > PRODUCT_LIMITS.price)
    return null
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? { amount, currency } : null
}

/** Null when there is none, undefined when it is none that a click could lead to. */
function readUrl(value: unknown): string | null | undefined {
  if (value === null || value === '') return null
  if (typeof value !== 'string' || value.length > PRODUCT_LIMITS.url) return undefined
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function readTags(value: unknown): string[] | null {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > PRODUCT_LIMITS.tags) return null
  const tags = value.map((tag) => (typeof tag === 'string' ? tag.trim() : ''))
  return tags.every((tag) => tag !== '' && tag.length <= PRODUCT_LIMITS.tag) ? [...new Set(tags)] : null
}

/** A product that passed, or everything that is wrong with it at once. */
export type ProductReading =
  | { readonly ok: true; readonly product: ProductInput }
  | { readonly ok: false; readonly faults: readonly FieldFault[] }

/**
 * Checks what a form, an API call or an import gives. Never throws; unknown fields are passed over.
 * @param currency the shop's: a price in another could be shown and never be paid
 */
export function readProductInput(input: unknown, currency?: string): ProductReading {
  const given = plain(input)
  const faults: FieldFault[] = []
  const fault = (field: string, cause: string, expected: Text): void => void faults.push({ field, cause, expected })
  if (input !== given) fault('', 'product', EXPECTED.product)

  const sku = typeof given.sku === 'string' ? given.sku.trim() : ''
  if (!isSku(sku)) fault('sku', sku === '' ? 'sku-missing' : 'sku', EXPECTED.sku)
  const code = typeof given.barcode === 'string' ? given.barcode.trim() : (given.barcode ?? '')
  const barcode = typeof code === 'string' && code !== '' ? readBarcode(code) : null
  if (code !== '' && barcode === null) fault('barcode', 'barcode-check', EXPECTED.barcode)
  const title = readText(given.title, PRODUCT_LIMITS.title)
  if (title === null || title.zh === '') fault('title', title === null ? 'title' : 'title-missing', EXPECTED.title)
  const text = readText(given.text ?? '', PRODUCT_LIMITS.text)
  if (text === null) fault('text', 'text', EXPECTED.text)
  const categoryId = typeof given.categoryId === 'string' ? given.categoryId : ''
  if (category(categoryId) === null) fault('categoryId', 'category', EXPECTED.category)
  const price = readPrice(given.price)
  if (price === null) fault('price', 'price', EXPECTED.price)
  else if (currency !== undefined && price.currency !== currency)
    fault('price/currency', 'currency', {
      zh: `价格用本店的币种 ${currency}`,
      en: `a price in the shop’s currency, ${currency}`,
    })
  const picture = given.picture === undefined || given.picture === '' ? null : given.picture
  if (picture !== null && !(typeof picture === 'string' && isPicture(picture)))
    fault('picture', 'picture', EXPECTED.picture)
  const url = given.url === undefined ? null : readUrl(given.url)
  if (url === undefined) fault('url', 'url', EXPECTED.url)
  const tags = readTags(given.tags)
  if (tags === null) fault('tags', 'tags', EXPECTED.tags)
  const weightGrams = given.weightGrams ?? 0
  const isWeight = typeof weightGrams === 'number' && Number.isInteger(weightGrams) && weightGrams >= 0
  if (!isWeight || weightGrams > PRODUCT_LIMITS.weightGrams) fault('weightGrams', 'weight', EXPECTED.weight)
  const state = given.state ?? 'active'
  if (state !== 'active' && state !== 'hidden') fault('state', 'state', EXPECTED.state)

  if (faults.length > 0) return { ok: false, faults }
  // Every field was checked above; a null here would have left a fault, so the claim holds.
  const product: unknown = { sku, barcode, title, text, categoryId, price, picture, tags, weightGrams, state }
  // Absent is not the same as empty: who does not speak of the address leaves it as it is.
  const address = url === undefined || given.url === undefined ? {} : { url }
  return { ok: true, product: { ...(product as ProductInput), ...address } }
}
