import { expect, test } from 'vitest'
import { importRows } from './import.ts'
import { guessMapping } from './mapping.ts'

const read = (rows: Record<string, string>[], bin?: string) =>
  importRows({ rows }, guessMapping(Object.keys(rows[0]!)).mapping, { currency: 'CNY', ...(bin ? { bin } : {}) })
const row = (sku: string, stock: string, bin = '') => ({ sku, title: sku, price: '1', Stock: stock, Bin: bin })

test('stock columns are found under the names shops give them, and an order line’s quantity is none', () => {
  for (const name of ['Stock', 'Variant Inventory Qty', 'Inventory quantity', '库存', '库存数量'])
    expect(guessMapping(['sku', 'title', 'price', name]).mapping.stock).toBe(name)
  expect(guessMapping(['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'UnitPrice']).mapping.stock).toBeUndefined()
})

test('stock goes to the bin of its row, else to the one given for the rest, else nowhere', () => {
  const rows = [row('A', '5', 'b07-32'), row('B', '1,200'), row('C', '0'), row('D', '')]
  expect(read(rows).stock).toEqual([
    { sku: 'A', bin: 'B07-32', qty: 5 },
    { sku: 'B', bin: null, qty: 1200 },
  ])
  expect(read(rows, 'A01-01').stock[1]).toEqual({ sku: 'B', bin: 'A01-01', qty: 1200 })
})

test('a repeated product repeats its stock: it counts once a place', () => {
  expect(read([row('A', '5', 'A01-01'), row('A', '5', 'A01-01'), row('A', '2', 'A01-02')]).stock).toEqual([
    { sku: 'A', bin: 'A01-01', qty: 5 },
    { sku: 'A', bin: 'A01-02', qty: 2 },
  ])
})

test('what is no number of pieces, and no bin code, is counted; the product is kept', () => {
  const read3 = read([row('A', 'many'), row('B', '-2'), row('C', '3', 'Shelf 9')])
  expect(read3.products).toHaveLength(3)
  expect(read3.stock).toEqual([])
  expect(read3.notes.map(({ cause, count }) => [cause, count])).toEqual([
    ['stock', 2],
    ['bin', 1],
  ])
})
