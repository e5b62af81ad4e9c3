import { expect, test } from 'vitest'
import { isWithin } from '../../src/catalog/categories.ts'
import { readBarcode } from '../../src/catalog/product.ts'
import { GOODS } from './goods.ts'
import { DRAWINGS, pictureOf } from './pictures.ts'

/** What each of the demo's six kinds of person cares for. */
const INTERESTS: Readonly<Record<string, readonly string[]>> = {
  'coffee and kitchen': ['kitchen', 'food'],
  'outdoor and camping': ['outdoor'],
  'cycling and running': ['sport'],
  'plants and home': ['garden', 'home'],
  'photography and music': ['photo', 'music'],
  'reading, stationery and games': ['books', 'stationery', 'games'],
}

test('at least 120 goods, each with its own SKU, barcode and name', () => {
  expect(GOODS.length).toBeGreaterThanOrEqual(120)
  for (const key of ['sku', 'barcode'] as const) expect(new Set(GOODS.map((good) => good[key])).size).toBe(GOODS.length)
  expect(new Set(GOODS.map((good) => good.title.zh)).size).toBe(GOODS.length)
  expect(new Set(GOODS.map((good) => good.title.en)).size).toBe(GOODS.length)
})

test('barcodes lie in 690 to 699 and their check digits hold', () => {
  for (const good of GOODS) {
    expect(good.barcode).toMatch(/^69\d{11}$/)
    expect(readBarcode(good.barcode ?? '')).toBe(good.barcode)
  }
})

test('Chinese and English are both there, and neither is the other', () => {
  for (const { title, text } of GOODS) {
    expect(title.zh).toMatch(/\p{Script=Han}/u)
    expect(text.zh).toMatch(/\p{Script=Han}.*[。]$/u)
    expect(title.en + text.en).not.toMatch(/\p{Script=Han}/u)
    expect(text.en).toMatch(/[.]$/)
    expect(text.zh + text.en + title.zh + title.en).not.toMatch(/[!！]/)
  }
})

test.each(Object.entries(INTERESTS))('%s: 15 goods or more', (_name, roots) => {
  const own = GOODS.filter((good) => roots.some((root) => isWithin(good.categoryId, root)))
  expect(own.length).toBeGreaterThanOrEqual(15)
})

test('every picture stands alone: square, under 4 KB, no text, nothing from outside, ids of its own', () => {
  const ids = new Set<string>()
  for (const { sku } of GOODS) {
    const svg = pictureOf(sku)
    expect(svg.length, sku).toBeLessThan(4096)
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 400 400">.*<\/svg>$/)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/<text|http|<script|<image|NaN|undefined/)
    for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) {
      expect(ids.has(id!)).toBe(false)
      ids.add(id!)
    }
    for (const [, id] of svg.matchAll(/(?:url\(|href=")#([^)"]+)/g)) expect(ids.has(id!)).toBe(true)
  }
})

test('at least 35 drawings, each used by some product', () => {
  const used = new Set(GOODS.map((good) => good.drawing.shape))
  expect(used.size).toBeGreaterThanOrEqual(35)
  expect(Object.keys(DRAWINGS).filter((name) => !used.has(name))).toEqual([])
})

test('a SKU that is not sold has no picture', () => {
  expect(() => pictureOf('HG-9999')).toThrow(TypeError)
})
