import type { Text } from '../base/i18n.ts'
import type { Money } from '../base/money.ts'
import type { FieldError } from '../base/problem.ts'
import { mainlandFaults } from './mainland.ts'
import { ordersFail } from './problems.ts'

/** One line as it was asked for. */
export interface AskedLine {
  readonly sku: string
  readonly qty: number
}

/** Who gets the parcel. */
export interface Receiver {
  readonly name: string
  readonly phone: string
}

/** Where it goes. In the order a Chinese label prints it; only the street is always there. */
export interface Address {
  readonly country: string | null
  readonly province: string | null
  readonly city: string | null
  readonly district: string | null
  readonly street: string
  readonly postcode: string | null
}

/** What is sealed of an order. */
export interface Delivery {
  readonly receiver: Receiver
  readonly address: Address
  readonly note: string | null
}

/** An order that may be placed: everything checked that can be checked without the database. */
export interface CheckedOrder {
  /** Each SKU once. */
  readonly lines: readonly AskedLine[]
  readonly delivery: Delivery
  /** `cod`, `demo`, `paid`: the id of a payment file. */
  readonly method: string
  readonly currency: string | null
  readonly externalId: string | null
  readonly offerToken: string | null
}

/** Most lines of one order: longer ones are lists for a wholesaler, and would keep a worker from everybody else's. */
export const MOST_LINES = 200
/** Most pieces in a line: four digits fit the phone's screen. */
export const MOST_PIECES = 9_999
/** Longest of each text, in characters; a label has room for about this much. */
const LONGEST = {
  name: 80,
  phone: 30,
  country: 60,
  province: 60,
  city: 60,
  district: 60,
  street: 200,
  postcode: 20,
  note: 500,
}

/**
 * Checks an order as it came from outside. Equal SKUs are merged, blanks at the ends are cut.
 * @param siteCurrency prices are in this; an order may repeat it
 * @param byHand a shopper filled it in here: then a mainland address must be one a parcel can reach. What a merchant's own
 *   server sends was asked for by their checkout, and its street may hold all of it.
 * @throws orders/* with the field's path
 */
export function checkOrder(input: unknown, siteCurrency: string, byHand = false): CheckedOrder {
  const order = record(input, '')
  const lines = checkLines(order.lines)
  const receiver = record(order.receiver ?? {}, 'receiver')
  const address = record(order.address ?? {}, 'address')
  const payment = record(order.payment ?? {}, 'payment')
  const currency = optional(order.currency, 'currency', 3)
  if (currency !== null && currency !== siteCurrency)
    throw ordersFail('orders/currency-mismatch', {
      params: { expected: siteCurrency, got: currency },
      field: 'currency',
    })
  const delivery = checkDelivery(receiver, address, order.note, byHand ? siteCurrency : null)
  const method = optional(payment.method, 'payment/method', 40)
  if (method === null) throw invalid('payment/method', { zh: '要付款方式。', en: 'A way to pay is expected.' })
  return {
    lines,
    delivery,
    method,
    currency,
    externalId: optional(order.externalId, 'externalId', 100),
    offerToken: optional(order.offerToken, 'offerToken', 2_000),
  }
}

const WANTED: Readonly<Record<'receiver/name' | 'receiver/phone' | 'address/street', Text>> = {
  'receiver/name': { zh: '写上收件人的姓名。', en: 'Enter the addressee’s name.' },
  'receiver/phone': { zh: '写上电话，送货时要用。', en: 'Enter a phone number; the courier needs one.' },
  'address/street': { zh: '写上街道和门牌号。', en: 'Enter the street and number.' },
}
const NO_PHONE: Text = {
  zh: '这不像电话号码。写数字，例如 13800000000。',
  en: 'This is not a phone number. Use digits, such as 138 0000 0000.',
}

/**
 * What a person fills in by hand: every fault of it is told at once, so that nobody mends one field after the other.
 * @throws orders/no-receiver, orders/no-address, orders/invalid: the first fault, with all of them in `errors`
 */
function checkDelivery(
  receiver: Readonly<Record<string, unknown>>,
  address: Readonly<Record<string, unknown>>,
  note: unknown,
  /** The site's currency, where a mainland address must be whole; null: it need not. */
  wholeFor: string | null,
): Delivery {
  const errors: FieldError[] = []
  const read = (value: unknown, field: string, longest: number, lineBreaks = false): string | null => {
    const reading = readText(value, longest, lineBreaks)
    if (reading.fault !== null) errors.push({ field, text: reading.fault })
    return reading.text
  }
  const must = (value: unknown, field: keyof typeof WANTED, longest: number): string => {
    const before = errors.length
    const text = read(value, field, longest)
    if (text === null && errors.length === before) errors.push({ field, text: WANTED[field] })
    return text ?? ''
  }
  const name = must(receiver.name, 'receiver/name', LONGEST.name)
  const phone = must(receiver.phone, 'receiver/phone', LONGEST.phone)
  if (phone !== '' && !/^[+\d][\d ()./-]{2,29}$/.test(phone)) errors.push({ field: 'receiver/phone', text: NO_PHONE })
  const part = (key: Exclude<keyof Address, 'street'>) => read(address[key], `address/${key}`, LONGEST[key])
  const delivery = {
    receiver: { name, phone },
    address: {
      country: part('country'),
      province: part('province'),
      city: part('city'),
      district: part('district'),
      street: must(address.street, 'address/street', LONGEST.street),
      postcode: part('postcode'),
    },
    note: read(note, 'note', LONGEST.note, true),
  }
  if (wholeFor !== null) errors.push(...missing(delivery, wholeFor, errors))
  const first = errors[0]
  if (first === undefined) return delivery
  if (first.text === WANTED['address/street'] || first.field === 'address/province')
    throw ordersFail('orders/no-address', { field: first.field, errors })
  if (Object.values(WANTED).includes(first.text)) throw ordersFail('orders/no-receiver', { field: first.field, errors })
  throw invalid(first.field, first.text, errors)
}

/** What a mainland address lacks, at fields where nothing else is wrong. */
const missing = (delivery: Delivery, currency: string, errors: readonly FieldError[]): FieldError[] =>
  mainlandFaults(delivery, currency).filter(({ field }) => errors.every((known) => known.field !== field))

function checkLines(input: unknown): AskedLine[] {
  if (input === undefined || input === null) throw ordersFail('orders/empty', { field: 'lines' })
  if (!Array.isArray(input)) throw invalid('lines', { zh: '要一个列表。', en: 'A list is expected.' })
  if (input.length === 0) throw ordersFail('orders/empty', { field: 'lines' })
  if (input.length > MOST_LINES)
    throw ordersFail('orders/too-many-lines', { params: { most: MOST_LINES, lines: input.length }, field: 'lines' })
  const merged = new Map<string, number>()
  input.forEach((raw, i) => {
    const line = record(raw, `lines/${i}`)
    const sku = optional(line.sku, `lines/${i}/sku`, 64)
    if (sku === null) throw invalid(`lines/${i}/sku`, { zh: '要商品编码。', en: 'A SKU is expected.' })
    checkPieces(line.qty, i)
    const sum = (merged.get(sku) ?? 0) + line.qty
    checkPieces(sum, i)
    merged.set(sku, sum)
  })
  return [...merged].map(([sku, qty]) => ({ sku, qty }))
}

function checkPieces(qty: unknown, i: number): asserts qty is number {
  if (typeof qty === 'number' && Number.isInteger(qty) && qty >= 1 && qty <= MOST_PIECES) return
  throw ordersFail('orders/bad-quantity', {
    params: { line: i + 1, qty: String(qty).slice(0, 20), most: MOST_PIECES },
    field: `lines/${i}/qty`,
  })
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalid(field, { zh: '要一个对象。', en: 'An object is expected.' })
}

/** A text of at most `longest` characters without control characters, trimmed; null when it is absent or blank. */
function optional(value: unknown, field: string, longest: number): string | null {
  const { text, fault } = readText(value, longest)
  if (fault !== null) throw invalid(field, fault)
  return text
}

/** The same, with what is wrong instead of a throw: then `text` is null. */
function readText(value: unknown, longest: number, lineBreaks = false): { text: string | null; fault: Text | null } {
  if (value === undefined || value === null) return { text: null, fault: null }
  if (typeof value !== 'string') return { text: null, fault: { zh: '要文字。', en: 'A text is expected.' } }
  const text = value.trim()
  if (text === '') return { text: null, fault: null }
  if ([...text].length > longest)
    return { text: null, fault: { zh: `最多 ${longest} 个字。`, en: `At most ${longest} characters.` } }
  // Control characters and the marks that turn the reading direction: a label or a phone would show another text.
  const bad = lineBreaks ? /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u : /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
  if (bad.test(lineBreaks ? text.replace(/\r?\n/g, ' ') : text) || !text.isWellFormed())
    return {
      text: null,
      fault: {
        zh: '里面有打印不出来的字符，删掉再试。',
        en: 'It has characters that cannot be printed; take them out.',
      },
    }
  return { text, fault: null }
}

/** Fields by the name people give them; others by their path. */
const LABELS: Readonly<Record<string, Text>> = {
  'receiver/name': { zh: '收件人', en: 'addressee' },
  'receiver/phone': { zh: '电话', en: 'phone number' },
  'address/country': { zh: '国家', en: 'country' },
  'address/province': { zh: '省份', en: 'province' },
  'address/city': { zh: '城市', en: 'city' },
  'address/district': { zh: '区县', en: 'district' },
  'address/street': { zh: '街道、门牌', en: 'street' },
  'address/postcode': { zh: '邮编', en: 'postcode' },
  'payment/method': { zh: '付款方式', en: 'way to pay' },
  note: { zh: '留言', en: 'note' },
}

function invalid(field: string, expected: Text, errors: readonly FieldError[] = [{ field, text: expected }]) {
  const path = field === '' ? 'body' : field
  const label = LABELS[field] ?? { zh: ` ${path} `, en: path }
  return ordersFail('orders/invalid', {
    params: {
      field: path,
      field_zh: label.zh,
      field_en: label.en,
      expected_zh: expected.zh,
      expected_en: expected.en,
    },
    field,
    errors,
  })
}

/** What the catalogue says of a product when it is ordered. */
export interface Sellable {
  readonly sku: string
  readonly title: Text
  readonly price: number
  readonly currency: string
}

/** A line with what it cost and was called then. */
export interface PricedLine extends AskedLine {
  readonly seq: number
  readonly price: number
  readonly title: Text
}

/**
 * Puts prices and titles on the lines. A price never depends on who asks.
 * @throws orders/unknown-product, orders/currency-mismatch
 */
export function priceLines(
  lines: readonly AskedLine[],
  products: ReadonlyMap<string, Sellable>,
  currency: string,
): { lines: PricedLine[]; total: number } {
  let total = 0
  const priced = lines.map(({ sku, qty }, i) => {
    const product = products.get(sku)
    if (product === undefined) throw ordersFail('orders/unknown-product', { params: { sku }, field: `lines/${i}/sku` })
    if (product.currency !== currency)
      throw ordersFail('orders/currency-mismatch', {
        params: { expected: currency, got: product.currency },
        field: `lines/${i}/sku`,
      })
    total += product.price * qty
    return { seq: i + 1, sku, qty, price: product.price, title: product.title }
  })
  if (!Number.isSafeInteger(total)) throw invalid('lines', { zh: '总价太大。', en: 'The total is too large.' })
  return { lines: priced, total }
}

/**
 * What a courier takes at the door: the order's total without the pieces that will not come; null when it is not paid on
 * delivery, or was.
 */
export function toCollect(
  order: { readonly paymentState: string; readonly total: number; readonly currency: string },
  lines: readonly { readonly price: number; readonly cancelled: number }[],
): Money | null {
  if (order.paymentState !== 'on-delivery') return null
  const gone = lines.reduce((sum, l) => sum + l.price * l.cancelled, 0)
  return { amount: Math.max(0, order.total - gone), currency: order.currency }
}
