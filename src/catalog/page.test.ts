import fc from 'fast-check'
import { expect, test } from 'vitest'
import { category } from './categories.ts'
import { PAGE_TERMS, readPage } from './page.ts'

const KETTLE = {
  url: 'https://shop.example/p/kettle',
  lang: 'zh-CN',
  title: '搪瓷露营壶 - 山货',
  headings: ['搪瓷露营壶，1.2 升'],
  text: '墨绿。明火、电磁炉都能用。今天发货。加入购物袋。',
}

test('a Product in JSON-LD gives sku, barcode, name and category, inside @graph too', () => {
  const content = readPage({
    ...KETTLE,
    jsonLd: [
      JSON.stringify({
        '@context': 'https://schema.org',
        '@graph': [
          { '@type': 'Organization', name: 'Hillside' },
          {
            '@type': ['Product', 'Thing'],
            name: '搪瓷露营壶',
            sku: 'HG-0034',
            gtin13: '6999990000347',
            category: '户外 > 露营 > 露营炊具',
          },
        ],
      }),
    ],
  })
  expect(content.productSku).toBe('HG-0034')
  expect(content.productBarcode).toBe('6999990000347')
  expect(content.title).toBe('搪瓷露营壶')
  expect(content.categoryIds[0]?.id).toBe('outdoor/camping/cooking')
  expect(content.words).toContain('露营')
})

test("the publisher's own breadcrumbs win over the words of the text", () => {
  const content = readPage({
    url: 'https://x.example/',
    title: 'A quiet morning',
    text: 'coffee coffee coffee dripper espresso latte',
    jsonLd: [
      {
        '@type': 'BreadcrumbList',
        itemListElement: [
          { '@type': 'ListItem', position: 1, name: 'Garden' },
          { '@type': 'ListItem', position: 2, item: { name: 'Houseplants' } },
        ],
      },
    ],
  })
  expect(content.categoryIds[0]?.id).toBe('garden/houseplants')
})

test('OpenGraph serves where there is no JSON-LD', () => {
  const content = readPage({
    url: 'https://x.example/',
    openGraph: {
      'og:title': 'Trail running shoes',
      'product:retailer_item_id': 'TR-9',
      'product:category': 'Shoes > Running',
    },
  })
  expect(content.productSku).toBe('TR-9')
  expect(content.title).toBe('Trail running shoes')
  expect(content.categoryIds[0]?.id.startsWith('sport/running')).toBe(true)
})

test('title, headings and text are enough, and the words are whole words of the page', () => {
  const content = readPage(KETTLE)
  expect(content.lang).toBe('zh')
  expect(content.categoryIds[0]?.id.startsWith('outdoor/camping')).toBe(true)
  expect(content.words.every((word) => JSON.stringify(KETTLE).includes(word))).toBe(true)
  expect(content.terms.length).toBeLessThanOrEqual(PAGE_TERMS)
  expect(content.terms.slice(0, 4)).toContain('露营')
})

test('a page about nothing we know has no category', () => {
  expect(readPage({ url: 'https://x.example/', title: 'Untitled', text: '' }).categoryIds).toEqual([])
})

test('a sensitive page is recognised as such', () => {
  const [first] = readPage({
    url: 'https://x.example/',
    title: '糖尿病人的饮食',
    text: '医生谈糖尿病与高血压',
  }).categoryIds
  expect(category(first?.id ?? '')?.sensitive).toBe(true)
})

test.each([
  [null],
  [undefined],
  [42],
  ['<html>'],
  [[]],
  [{ title: 7, headings: 'no list', text: { a: 1 }, jsonLd: 'broken {', openGraph: [] }],
  [{ jsonLd: [null, 3, '[{"@type":"Product","name":["a",{"name":5}],"sku":[1]}]', { '@graph': [[[[]]]] }] }],
  [{ jsonLd: [{ '@type': 'BreadcrumbList', itemListElement: { name: { deep: [] } } }] }],
])('rubbish is read without throwing: %j', (rubbish) => {
  expect(readPage(rubbish)).toMatchObject({
    terms: expect.any(Array),
    categoryIds: expect.any(Array),
    title: expect.any(String),
  })
})

test('no JSON value makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (part, jsonLd) => {
      readPage(part)
      const content = readPage({ url: 'x', title: part, headings: part, text: part, openGraph: part, jsonLd: [jsonLd] })
      expect(content.terms.length).toBeLessThanOrEqual(PAGE_TERMS)
    }),
  )
})

test('a circle in structured data ends', () => {
  const node: Record<string, unknown> = { '@type': 'Product', name: 'Tent' }
  node.isRelatedTo = node
  expect(readPage({ url: 'x', jsonLd: [node] }).title).toBe('Tent')
})
