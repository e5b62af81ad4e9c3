import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ean13, gtinCheckDigit, isPicture, readBarcode, readProductInput } from './product.ts'

const MUG = {
  sku: 'HG-0012',
  barcode: '6999990000128',
  title: { zh: '墨绿搪瓷杯', en: 'Pine green mug' },
  text: { zh: '摔不碎。', en: 'Does not break.' },
  categoryId: 'kitchen/drinkware/mugs',
  price: { amount: 3900, currency: 'CNY' },
  picture: '/v1/sites/demo/pictures/HG-0012.svg',
  tags: ['杯子'],
  weightGrams: 210,
  state: 'active',
}

test('a whole product passes unchanged', () => {
  expect(readProductInput(MUG)).toEqual({ ok: true, product: MUG })
})

test('one language stands for the other, and what may be left out gets its plain value', () => {
  const reading = readProductInput({ sku: ' A1 ', title: { en: 'Mug' }, categoryId: 'other', price: MUG.price })
  expect(reading).toEqual({
    ok: true,
    product: {
      sku: 'A1',
      barcode: null,
      title: { zh: 'Mug', en: 'Mug' },
      text: { zh: '', en: '' },
      categoryId: 'other',
      price: MUG.price,
      picture: null,
      tags: [],
      weightGrams: 0,
      state: 'active',
    },
  })
})

test.each([
  ['sku', '', 'sku-missing'],
  ['sku', 'x'.repeat(65), 'sku'],
  ['sku', 'a\u0007b', 'sku'],
  ['barcode', '6999990000129', 'barcode-check'],
  ['barcode', 7, 'barcode-check'],
  ['title', {}, 'title-missing'],
  ['title', { zh: 'x'.repeat(201) }, 'title'],
  ['title', { zh: 5 }, 'title'],
  ['categoryId', 'kitchen/spaceships', 'category'],
  ['price', { amount: 1.5, currency: 'CNY' }, 'price'],
  ['price', { amount: -1, currency: 'CNY' }, 'price'],
  ['price', { amount: 100, currency: 'yuan' }, 'price'],
  ['picture', 'javascript:alert(1)', 'picture'],
  ['picture', '//elsewhere.example/x.png', 'picture'],
  ['tags', ['ok', ''], 'tags'],
  ['weightGrams', -5, 'weight'],
  ['state', 'sold', 'state'],
])('a wrong %s (%j) is named as %s', (field, value, cause) => {
  const reading = readProductInput({ ...MUG, [field]: value })
  expect(reading.ok ? [] : reading.faults.map((fault) => [fault.field, fault.cause])).toEqual([[field, cause]])
})

test('a price in another currency than the shop’s is a fault of its own', () => {
  expect(readProductInput(MUG, MUG.price.currency).ok).toBe(true)
  const reading = readProductInput(MUG, 'JPY')
  expect(reading.ok ? [] : reading.faults).toMatchObject([{ field: 'price/currency', cause: 'currency' }])
})

test('the address of a product is a web address, or left as it is', () => {
  const url = (value: unknown) => {
    const reading = readProductInput({ ...MUG, url: value })
    return reading.ok ? reading.product.url : reading.faults[0]?.cause
  }
  expect(['https://shop.example/a b', '', null].map(url)).toEqual(['https://shop.example/a%20b', null, null])
  for (const bad of ['javascript:alert(1)', '/p/1', 7, 'x'.repeat(3000)]) expect(url(bad)).toBe('url')
})

test('all faults are told at once, and nothing makes it throw', () => {
  const reading = readProductInput({})
  expect(reading.ok ? [] : reading.faults.map((fault) => fault.field)).toEqual(['sku', 'title', 'categoryId', 'price'])
  fc.assert(fc.property(fc.jsonValue(), (value) => void readProductInput(value)))
})

test('the check digit is that of GS1: known codes hold', () => {
  expect(gtinCheckDigit('629104150021')).toBe(3)
  expect(ean13('400638133393')).toBe('4006381333931')
})

test('a barcode is read with spaces and dashes, a UPC gets its zero, a wrong digit is refused', () => {
  expect(readBarcode('4 006381-333931')).toBe('4006381333931')
  expect(readBarcode('036000291452')).toBe('0036000291452')
  expect(readBarcode('4006381333932')).toBeNull()
  expect(readBarcode('')).toBeNull()
})

test('any one wrong digit of an EAN-13 is found', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{12}$/),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (prefix, at, by) => {
        const code = ean13(prefix)
        expect(readBarcode(code)).toBe(code)
        const wrong = code.slice(0, at) + ((Number(code[at]) + by) % 10) + code.slice(at + 1)
        expect(readBarcode(wrong)).toBeNull()
      },
    ),
  )
})

test('only picture addresses and picture data pass', () => {
  expect(isPicture('https://cdn.example/a.webp')).toBe(true)
  expect(isPicture('data:image/png;base64,AAAA')).toBe(true)
  expect(isPicture('data:text/html,<script>')).toBe(false)
  expect(isPicture('/\\evil')).toBe(false)
})
