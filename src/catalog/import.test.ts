import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importRows, type Row, readPriceText } from './import.ts'
import { guessMapping } from './mapping.ts'
import { readTable } from './table.ts'

const DATA = process.env.TUIDAN_DATA ?? ''
const MISSING = 'TUIDAN_DATA names no folder with this file'
const run = (rows: readonly Row[], currency = 'CNY') =>
  importRows({ rows }, guessMapping(Object.keys(rows[0] ?? {})).mapping, { currency })

test('Chinese headers are understood', () => {
  const { mapping, missing } = guessMapping(['货号', '商品名称', '价格（元）', '条形码', '分类', '重量(kg)', '主图'])
  expect(missing).toEqual([])
  expect(mapping).toEqual({
    sku: '货号',
    title: '商品名称',
    price: '价格（元）',
    barcode: '条形码',
    category: '分类',
    weight: '重量(kg)',
    picture: '主图',
  })
})

test('a Shopify file: variants take the name of their group, picture rows are no goods', () => {
  const columns = ['Handle', 'Title', 'Body (HTML)', 'Type', 'Tags', 'Option1 Value', 'Variant SKU', 'Variant Grams']
  const rest = ['Variant Price', 'Variant Barcode', 'Image Src', 'Status']
  const row = (values: Record<string, string>): Row => ({
    ...Object.fromEntries([...columns, ...rest].map((column) => [column, ''])),
    ...values,
  })
  const rows = [
    row({
      Handle: 'tee',
      Title: 'Tee',
      'Body (HTML)': '<p>Soft &amp; warm</p>',
      'Option1 Value': 'S',
      'Variant SKU': 'T-S',
      'Variant Price': '19.90',
      'Variant Grams': '180',
      Status: 'active',
    }),
    row({
      Handle: 'tee',
      'Option1 Value': 'M',
      'Variant SKU': 'T-M',
      'Variant Price': '19.90',
      'Variant Grams': '190',
      Status: 'draft',
    }),
    row({ Handle: 'tee', 'Image Src': 'https://cdn.example/2.jpg' }),
  ]
  expect(guessMapping(Object.keys(rows[0]!)).shape).toBe('shopify')
  const result = run(rows, 'USD')
  expect(
    result.products.map((product) => [
      product.sku,
      product.title.en,
      product.price.amount,
      product.weightGrams,
      product.state,
    ]),
  ).toEqual([
    ['T-S', 'Tee S', 1990, 180, 'active'],
    ['T-M', 'Tee M', 1990, 190, 'hidden'],
  ])
  expect(result.products[0]?.text.en).toBe('Soft & warm')
  expect(result.faults).toEqual([{ cause: 'continuation', count: 1, example: { line: 4, value: 'Tee' } }])
})

test('a WooCommerce file: regular price, first of many pictures, kilograms', () => {
  const result = run([
    {
      ID: '9',
      Type: 'simple',
      SKU: 'W-1',
      'GTIN, UPC, EAN, or ISBN': '4006381333931',
      Name: 'Camp kettle',
      Published: '1',
      'Short description': 'Boils.',
      Description: 'Long',
      'Regular price': '12,50',
      Categories: 'Camping, Kitchen',
      Images: 'https://a.example/1.jpg, https://a.example/2.jpg',
      'Weight (kg)': '0.86',
    },
  ])
  expect(result.products).toEqual([
    expect.objectContaining({
      sku: 'W-1',
      barcode: '4006381333931',
      price: { amount: 1250, currency: 'CNY' },
      picture: 'https://a.example/1.jpg',
      weightGrams: 860,
    }),
  ])
})

test('rows with the same SKU are one product: its most frequent name and price win', () => {
  const rows = [
    { sku: 'A', name: 'Mug', price: '5' },
    { sku: 'A', name: 'Mugg', price: '6' },
    { sku: 'A', name: 'Mug', price: '6' },
  ]
  const result = run(rows)
  expect(result.products).toEqual([
    expect.objectContaining({ title: { zh: 'Mug', en: 'Mug' }, price: { amount: 600, currency: 'CNY' } }),
  ])
  expect(result.merged).toBe(2)
})

test('dirty rows are counted by cause, and a bad barcode or picture costs only itself', () => {
  const result = run([
    { sku: '', name: 'x', price: '1', barcode: '', image: '' },
    { sku: 'A', name: '', price: '1', barcode: '', image: '' },
    { sku: 'B', name: 'x', price: '', barcode: '', image: '' },
    { sku: 'C', name: 'x', price: 'free', barcode: '', image: '' },
    { sku: 'D', name: 'x', price: '0', barcode: '', image: '' },
    { sku: 'E', name: 'x', price: '-3', barcode: '', image: '' },
    { sku: 'F', name: 'x', price: '1.005', barcode: '', image: '' },
    { sku: 'G', name: 'good', price: '1', barcode: '123', image: 'javascript:x' },
  ])
  expect(Object.fromEntries(result.faults.map(({ cause, count }) => [cause, count]))).toEqual({
    'sku-missing': 1,
    'title-missing': 1,
    'price-missing': 1,
    price: 2,
    'price-zero': 1,
    'price-negative': 1,
  })
  expect(result.notes.map(({ cause, example }) => [cause, example.line])).toEqual([
    ['barcode-check', 9],
    ['picture', 9],
  ])
  expect(result.products).toEqual([expect.objectContaining({ sku: 'G', barcode: null, picture: null })])
})

test.each([
  ['59.50', 5950, 'CNY'],
  ['¥168', 16800, 'CNY'],
  ['168元', 16800, 'CNY'],
  ['£2.55', 255, 'GBP'],
  ['$1,299.00', 129900, 'USD'],
  ['1.299,00 €', 129900, 'EUR'],
  ['12,50', 1250, 'CNY'],
  ['US$ 9.99', 999, 'USD'],
  ['RMB 59', 5900, 'CNY'],
  ['KRW 5,000', 5000, 'KRW'],
])('the price %s is %i minor units of %s', (text, amount, currency) => {
  expect(readPriceText(text, 'CNY')).toEqual({ amount, currency })
})

test.each([
  ['¥1200', 'JPY', 1200],
  ['￥1,200', 'JPY', 1200],
  ['$1,299.00', 'AUD', 129900],
  ['HK$20', 'HKD', 2000],
  ['30元', 'TWD', 3000],
  ['$9990', 'CLP', 9990],
])('the sign of %s is the shop’s own where the shop sells in %s', (text, currency, amount) => {
  expect(readPriceText(text, currency)).toEqual({ amount, currency })
})

test('a price in another currency than the shop’s is a cause of its own, by sign, column or the file’s word', () => {
  const rows = [
    { sku: 'A', name: 'a', price: '5', currency: '' },
    { sku: 'B', name: 'b', price: '£5', currency: '' },
    { sku: 'C', name: 'c', price: '5', currency: 'usd' },
    { sku: 'D', name: 'd', price: '5', currency: 'RMB' },
  ]
  const mapping = { sku: 'sku', title: 'name', price: 'price', currency: 'currency' }
  const result = importRows({ rows }, mapping, { currency: 'CNY', shop: 'CNY' })
  expect(result.products.map((p) => p.sku)).toEqual(['A', 'D'])
  expect(result.faults).toMatchObject([{ cause: 'currency', count: 2, example: { value: 'B' } }])
  const foreign = importRows({ rows }, mapping, { currency: 'USD', shop: 'CNY' })
  expect(foreign.products.map((p) => p.sku)).toEqual(['D'])
})

test('the address of a product is taken when it is on the shop’s own website', () => {
  const rows = ['https://shop.example/mug?x=1', 'https://evil.example/', 'javascript:alert(1)', ''].map((link, i) => ({
    sku: `S${i}`,
    name: 'Mug',
    price: '5',
    link,
  }))
  const mapping = { ...guessMapping(['sku', 'name', 'price', 'link']).mapping }
  expect(mapping.url).toBe('link')
  const { products, notes } = importRows({ rows }, mapping, { currency: 'CNY', origins: ['https://shop.example'] })
  expect(products.map((p) => p.url)).toEqual(['https://shop.example/mug?x=1', null, null, null])
  expect(notes).toMatchObject([{ cause: 'url', count: 2 }])
})

test('every row is accounted for, whatever stands in it', () => {
  const cell = fc.oneof(fc.constantFrom('', 'A', 'B', '5', '-1', '0', 'x'.repeat(300)), fc.string({ maxLength: 8 }))
  fc.assert(
    fc.property(
      fc.array(fc.record({ sku: cell, name: cell, price: cell, barcode: cell, weight: cell, tags: cell }), {
        maxLength: 40,
      }),
      (rows) => {
        const result = importRows(
          { rows },
          { sku: 'sku', title: 'name', price: 'price', barcode: 'barcode', weight: 'weight', tags: 'tags' },
          { currency: 'CNY' },
        )
        const refused = result.faults.reduce((sum, fault) => sum + fault.count, 0)
        expect(result.rows).toBe(rows.length)
        expect(result.products.length + result.merged + refused).toBe(rows.length)
      },
    ),
  )
})

const dummy = join(DATA, 'dummyjson/products.json')
test('DummyJSON: all 194 products import', (ctx) => {
  if (!existsSync(dummy)) return ctx.skip(MISSING)
  const table = readTable(readFileSync(dummy), 'products.json')
  const { mapping, shape } = guessMapping(table.columns)
  expect(shape).toBe('dummyjson')
  expect(mapping).toMatchObject({ barcode: 'meta.barcode', picture: 'thumbnail', text: 'description' })
  const result = importRows(table, mapping, { currency: 'USD' })
  expect(result.products.length).toBe(194)
  expect(result.faults).toEqual([])
})

const retail = join(DATA, 'online-retail/online-retail.csv.gz')
test('Online Retail: its 3,900 products import, every one of 541,909 lines accounted for', {
  timeout: 60_000,
}, (ctx) => {
  if (!existsSync(retail)) return ctx.skip(MISSING)
  const table = readTable(gunzipSync(readFileSync(retail)), 'online-retail.csv')
  const { mapping, shape } = guessMapping(table.columns)
  expect(shape).toBe('order-lines')
  const result = importRows(table, mapping, { currency: 'GBP' })
  expect(result.rows).toBe(541_909)
  expect(result.products.length).toBeGreaterThan(3_850)
  const refused = result.faults.reduce((sum, fault) => sum + fault.count, 0)
  expect(result.products.length + result.merged + refused).toBe(541_909)
  expect(result.products.find((product) => product.sku === '85123A')).toMatchObject({
    title: { en: 'WHITE HANGING HEART T-LIGHT HOLDER' },
    price: { amount: 295, currency: 'GBP' },
  })
})
