import { expect, test } from 'vitest'
import { Problem } from '../base/problem.ts'
import { readTable } from './table.ts'

const read = (text: string, name = 'goods.csv') => readTable(new TextEncoder().encode(text), name)

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'none'
}

test('a plain CSV gives rows under their column names, with their lines', () => {
  const table = read('sku,title\nA1,Mug\n\nA2,"Kettle, 1.2 l"\n')
  expect(table.columns).toEqual(['sku', 'title'])
  expect(table.rows).toEqual([
    { sku: 'A1', title: 'Mug' },
    { sku: 'A2', title: 'Kettle, 1.2 l' },
  ])
  expect(table.lines).toEqual([2, 4])
})

test('semicolons, tabs and a byte order mark are understood', () => {
  expect(read('\ufeffsku;title\r\nA1;Mug').rows).toEqual([{ sku: 'A1', title: 'Mug' }])
  expect(read('sku\ttitle\nA1\tMug').rows).toEqual([{ sku: 'A1', title: 'Mug' }])
})

test('a quotation mark in the middle is kept, and the line is named', () => {
  const table = read('sku,title\nA1,6" plate\nA2,"a "good" mug"\nA3,ok\n')
  expect(table.rows.map((row) => row.title)).toEqual(['6" plate', 'a "good" mug', 'ok'])
  expect(table.mended).toEqual([3])
  expect(table.refused).toEqual([])
})

test('a quotation mark that is never closed swallows no other line', () => {
  const table = read('sku,title,price\nA1,"open,5\nA2,Mug,6\nA3,Cup,7\n')
  expect(table.rows.map((row) => row.sku)).toEqual(['A1', 'A2', 'A3'])
  expect(table.rows[0]).toEqual({ sku: 'A1', title: 'open', price: '5' })
  expect(table.mended).toContain(2)
})

test('a quotation mark closed many lines later swallows none of them', () => {
  const table = read('sku,title,price\nA1,"open,5\nA2,Mug,6\nA3,"two words",7\nA4,Cup,8\n')
  expect(table.rows.map((row) => row.sku)).toEqual(['A1', 'A2', 'A3', 'A4'])
})

test('a cell over several lines stays one cell', () => {
  expect(read('sku,title\nA1,"first\nsecond"\nA2,b').rows[0]).toEqual({ sku: 'A1', title: 'first\nsecond' })
})

test('a line with too many cells is refused by name, one with too few is filled', () => {
  const table = read('sku,title\nA1,Mug,blue,large\nA2\n')
  expect(table.refused).toEqual([{ line: 2, cause: 'cells', value: 'A1 Mug blue large' }])
  expect(table.rows).toEqual([{ sku: 'A2', title: '' }])
})

test('equal and empty column names become different ones', () => {
  expect(read('a,a,\n1,2,3').columns).toEqual(['a', 'a (2)', 'column 3'])
})

test('JSON: a list, a list under a name, nested values by dotted names', () => {
  const goods = [{ sku: 'A1', meta: { barcode: '123' }, tags: ['x', 'y'], variants: [{ price: 5 }, { price: 6 }] }]
  const flat = { sku: 'A1', 'meta.barcode': '123', tags: 'x, y', 'variants.0.price': '5' }
  expect(read(JSON.stringify(goods), 'a.json').rows).toEqual([flat])
  expect(read(JSON.stringify({ products: goods, total: 1 }), 'a.json').rows).toEqual([flat])
  expect(read('[1, {"sku":"B"}]').refused).toEqual([{ line: 1, cause: 'other', value: '1' }])
})

test.each([
  ['', 'catalog/empty-table'],
  ['sku,title\n', 'catalog/empty-table'],
  ['{"products": []}', 'catalog/empty-table'],
  ['[{"sku":', 'catalog/unreadable-table'],
  ['{"a": 1}', 'catalog/unreadable-table'],
])('%j is the problem %s', (text, code) => {
  expect(codeOf(() => read(text))).toBe(code)
})
