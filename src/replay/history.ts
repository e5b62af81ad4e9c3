/** A shop's past as a list of order lines (the Online Retail file) into what happened: orders and cancellations in time order. */
import type { Text } from '../base/i18n.ts'
import { isServiceCode, type Row, readPriceText } from '../catalog/import.ts'
import type { Table } from '../catalog/table.ts'
import { MOST_LINES } from '../orders/order.ts'

/** Why a row of the file is part of no order. Every row is in an order, in a cancellation, or counted under one of these. */
export const DIRTY_CAUSES = {
  unreadable: { zh: '这一行读不成格子', en: 'the line cannot be read as cells' },
  'no-invoice': { zh: '没有单据号', en: 'no invoice number' },
  'bad-date': { zh: '日期读不出', en: 'the date cannot be read' },
  'no-sku': { zh: '没有货号', en: 'no stock code' },
  'not-goods': { zh: '邮费、手续费、折扣，不是商品', en: 'postage, fees, discounts: not goods' },
  adjustment: { zh: '库存或坏账调整，不是销售', en: 'an adjustment of stock or debt, not a sale' },
  'bad-quantity': { zh: '数量不是正整数', en: 'the quantity is no positive whole number' },
  'bad-price': { zh: '价格读不出、是 0 或是负数', en: 'the price cannot be read, is 0 or is negative' },
} as const satisfies Record<string, Text>

/** One of the causes. */
export type DirtyCause = keyof typeof DIRTY_CAUSES

/** One order to place. A long invoice becomes several: the order API takes at most {@link MOST_LINES} lines. */
export interface PastOrder {
  readonly kind: 'order'
  /** The invoice, with `-2`, `-3`… for the further parts of a long one. */
  readonly id: string
  readonly invoice: string
  /** ms; of the clock on the shop's wall, read as UTC. */
  readonly at: number
  /** Empty: the file does not say who. */
  readonly customer: string
  readonly country: string
  /** Each SKU once. */
  readonly lines: readonly { readonly sku: string; readonly qty: number }[]
  /** Rows of the file in it. */
  readonly rows: number
}

/** One cancellation: the goods that were taken back. */
export interface PastCancellation {
  readonly kind: 'cancellation'
  readonly invoice: string
  readonly at: number
  readonly customer: string
  readonly goods: ReadonlyMap<string, number>
  readonly rows: number
}

/** What a file tells. */
export interface History {
  readonly events: readonly (PastOrder | PastCancellation)[]
  readonly rows: number
  readonly dirty: ReadonlyMap<DirtyCause, number>
  /** Invoices with more lines than an order may have. */
  readonly longInvoices: number
}

/** Where each value stands. Headers as the UCI file and its common copies write them. */
const COLUMNS = {
  invoice: ['invoiceno', 'invoice'],
  sku: ['stockcode'],
  quantity: ['quantity'],
  date: ['invoicedate'],
  price: ['unitprice', 'price'],
  customer: ['customerid'],
  country: ['country'],
} as const

type Column = keyof typeof COLUMNS

const key = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')

/** Is this the header of a file of order lines? */
export function isHistoryHeader(columns: readonly string[]): boolean {
  const keys = columns.map(key)
  return (['invoice', 'sku', 'quantity', 'date', 'price'] as const).every((c) =>
    COLUMNS[c].some((name) => keys.includes(name)),
  )
}

/** Invoice, goods and rows while they come in. */
interface Draft {
  readonly invoice: string
  readonly at: number
  readonly customer: string
  readonly country: string
  readonly goods: Map<string, number>
  rows: number
}

/**
 * Reads the rows into orders and cancellations, the earliest first. An invoice whose number begins with C is a cancellation;
 * its quantities are negative. What is no sale is counted by cause.
 */
export function readHistory(table: Pick<Table, 'columns' | 'rows' | 'refused'>): History {
  const cell = cellsBy(table.columns)
  const dirty = new Map<DirtyCause, number>()
  const drafts = new Map<string, Draft>()
  const count = (cause: DirtyCause, n = 1) => dirty.set(cause, (dirty.get(cause) ?? 0) + n)
  if (table.refused.length > 0) count('unreadable', table.refused.length)
  for (const row of table.rows) {
    const read = readRow(row, cell)
    if (typeof read === 'string') {
      count(read)
      continue
    }
    const { invoice, at, sku, qty } = read
    const draft = drafts.get(invoice) ?? {
      invoice,
      at,
      customer: cell(row, 'customer'),
      country: cell(row, 'country'),
      goods: new Map<string, number>(),
      rows: 0,
    }
    draft.goods.set(sku, (draft.goods.get(sku) ?? 0) + qty)
    draft.rows++
    drafts.set(invoice, draft)
  }
  // Invoices stand in the order of their numbers; sort() is stable, so those of one minute keep it.
  const inTime = [...drafts.values()].sort((a, b) => a.at - b.at)
  return {
    events: inTime.flatMap((d): (PastOrder | PastCancellation)[] =>
      isCancellation(d.invoice) ? [cancellationOf(d)] : ordersOf(d),
    ),
    rows: table.rows.length + table.refused.length,
    dirty,
    longInvoices: inTime.filter((d) => !isCancellation(d.invoice) && d.goods.size > MOST_LINES).length,
  }
}

type Cell = (row: Row, column: Column) => string

function cellsBy(columns: readonly string[]): Cell {
  const at = new Map<Column, string>()
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const found = columns.find((c) => (COLUMNS[column] as readonly string[]).includes(key(c)))
    if (found !== undefined) at.set(column, found)
  }
  return (row, column) => (row[at.get(column) ?? ''] ?? '').trim()
}

const isCancellation = (invoice: string): boolean => /^c/i.test(invoice)

function readRow(row: Row, cell: Cell): DirtyCause | { invoice: string; at: number; sku: string; qty: number } {
  const invoice = cell(row, 'invoice')
  if (invoice === '') return 'no-invoice'
  const at = readMoment(cell(row, 'date'))
  if (at === null) return 'bad-date'
  const sku = cell(row, 'sku')
  if (sku === '') return 'no-sku'
  // A letter other than C is an entry of the books ("adjust bad debt").
  if (/^[abd-z]/i.test(invoice)) return 'adjustment'
  if (isServiceCode(sku)) return 'not-goods'
  const qty = Number(cell(row, 'quantity'))
  const price = readPriceText(cell(row, 'price'), 'GBP')
  const isBack = isCancellation(invoice)
  // Stock written off stands in the file as a "sale" of less than nothing for nothing.
  if (!isBack && qty < 0 && price === 'price-zero') return 'adjustment'
  if (!Number.isInteger(qty) || (isBack ? qty >= 0 : qty <= 0)) return 'bad-quantity'
  if (price === 'price-missing' || price === 'price-zero' || price === 'price-negative') return 'bad-price'
  return { invoice, at, sku, qty: Math.abs(qty) }
}

/** `2010-12-01 08:26:00`, or as the original spreadsheet shows it `12/1/2010 8:26` (month first). */
export function readMoment(text: string): number | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/.exec(text)
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)/.exec(text)
  const parts = iso ? iso.slice(1, 7) : us ? [us[3], us[1], us[2], us[4], us[5]] : null
  if (parts === null) return null
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts.map((p) => Number(p ?? 0))
  const at = Date.UTC(y, mo - 1, d, h, mi, s)
  const back = new Date(at)
  return back.getUTCMonth() === mo - 1 && back.getUTCDate() === d && h < 24 && mi < 60 ? at : null
}

function cancellationOf({ invoice, at, customer, goods, rows }: Draft): PastCancellation {
  return { kind: 'cancellation', invoice, at, customer, goods, rows }
}

function ordersOf({ invoice, at, customer, country, goods, rows }: Draft): PastOrder[] {
  const lines = [...goods].map(([sku, qty]) => ({ sku, qty }))
  const parts = Math.ceil(lines.length / MOST_LINES)
  return Array.from({ length: parts }, (_, i) => ({
    kind: 'order' as const,
    id: i === 0 ? invoice : `${invoice}-${i + 1}`,
    invoice,
    at,
    customer,
    country,
    lines: lines.slice(i * MOST_LINES, (i + 1) * MOST_LINES),
    rows: i === 0 ? rows : 0,
  }))
}
