import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildTextIndex, query } from './match.ts'
import { readPage } from './page.ts'
import { barcodeOf, readJsonLd, readOpenGraph } from './page-data.ts'

const URL_HERE = 'https://shop.example/p/kettle'
const KETTLE = { '@type': 'Product', name: 'Camp kettle', sku: 'K-1', gtin13: '6999990000347' }
const read = (...blocks: unknown[]) => readJsonLd(blocks, URL_HERE, '')

describe('the product of the page', () => {
  test.each<[string, unknown]>([
    ['in @graph', { '@graph': [{ '@type': 'Organization', name: 'Hillside' }, KETTLE] }],
    ['in a list of blocks', [[{ '@type': 'WebSite' }], [KETTLE]]],
    ['as the main thing of its page', { '@type': 'ItemPage', mainEntity: KETTLE }],
    ['by the full address of its type', { ...KETTLE, '@type': 'https://schema.org/Product' }],
    ['of several types', { ...KETTLE, '@type': ['Thing', 'schema:Product'] }],
    [
      'numbers on the offer',
      { '@type': 'Product', name: 'Camp kettle', offers: [{ sku: 'K-1', gtin: '6999990000347' }] },
    ],
    [
      'numbers inside an AggregateOffer',
      {
        '@type': 'Product',
        name: 'Camp kettle',
        offers: { '@type': 'AggregateOffer', offers: [{ itemOffered: { sku: 'K-1', gtin13: 6999990000347 } }] },
      },
    ],
    [
      'numbers on the first variant of a group',
      { '@type': 'ProductGroup', name: 'Camp kettle', hasVariant: [KETTLE, { ...KETTLE, sku: 'K-2' }] },
    ],
    [
      'as a microdata reader writes it',
      {
        type: ['https://schema.org/Product'],
        properties: { name: ['Camp kettle'], sku: ['K-1'], gtin13: ['6999990000347'] },
      },
    ],
    ['in a comment', `<!-- ${JSON.stringify(KETTLE)} -->`],
    ['in CDATA', `//<![CDATA[\n${JSON.stringify(KETTLE)}\n//]]>`],
    ['with a semicolon behind', `\ufeff${JSON.stringify(KETTLE)};`],
    ['with commas too many', '{"@type":"Product","name":"Camp kettle","sku":"K-1","gtin13":"6999990000347",}'],
    ['with a line end inside a text', '{"@type":"Product","name":"Camp\nkettle","sku":"K-1","gtin13":"6999990000347"}'],
    ['cut off in the middle of a text', `${JSON.stringify({ ...KETTLE, review: ['a'] }).slice(0, -4)}`],
    ['cut off in a list', `${JSON.stringify({ '@graph': [KETTLE, { a: { b: [1] } }] }).slice(0, -5)}`],
  ])('%s', (_name, block) => {
    expect(read(block).product).toEqual({ name: 'Camp kettle', sku: 'K-1', barcode: '6999990000347' })
  })

  test('is the one with this address, else the one the page calls itself by', () => {
    const pot = { '@type': 'Product', name: 'Pot', sku: 'P', url: `${URL_HERE}/?utm=1#x` }
    expect(read([KETTLE, pot]).product?.sku).toBe('P')
    expect(
      readJsonLd([[{ ...pot, url: 'https://shop.example/pot' }, KETTLE]], URL_HERE, 'Camp KETTLE - shop').product?.sku,
    ).toBe('K-1')
  })

  test('is none of those listed, related or reviewed, nor one of many', () => {
    const many = ['a', 'b', 'c'].map((name) => ({ '@type': 'Product', name, sku: name }))
    const list = { '@type': 'ItemList', itemListElement: many.map((item, i) => ({ position: i + 1, item })) }
    expect(read(list)).toMatchObject({ product: null, listed: 'a \n b \n c' })
    expect(read(many).product).toBeNull()
    expect(read({ ...KETTLE, isRelatedTo: many }).product?.sku).toBe('K-1')
  })
})

test('breadcrumbs come in their order, from steps, items and plain text', () => {
  const steps = [
    { '@type': 'ListItem', position: 2, item: { name: 'Kettles' } },
    { '@type': 'ListItem', position: '1', name: 'Camping' },
  ]
  expect(read({ '@type': 'BreadcrumbList', itemListElement: steps }).category.trim()).toBe('Camping \n Kettles')
  expect(read({ '@type': 'WebPage', breadcrumb: 'Camping > Kettles' }).category).toContain('Camping > Kettles')
})

test('an article gives its headline, section and subjects', () => {
  const data = read({
    '@type': 'NewsArticle',
    headline: 'Slow mornings',
    articleSection: ['Coffee'],
    keywords: 'pour-over, kettle',
    about: [{ name: 'Drip coffee' }],
    description: '<p>A &quot;quiet&quot; <b>hour</b></p>',
  })
  expect(data).toMatchObject({ product: null, headline: 'Slow mornings' })
  expect(data.category).toContain('Coffee')
  expect(data.about).toContain('A "quiet" hour')
  expect(data.about).toContain('pour-over, kettle')
  expect(data.about).toContain('Drip coffee')
})

test('OpenGraph: keys in any case, properties that stand several times, numbers of books and goods', () => {
  const og = readOpenGraph({ 'OG:Title': ' Tent ', 'article:tag': ['a', 'b'], 'product:price:amount': 59, x: { y: 1 } })
  expect(Object.fromEntries(og)).toEqual({
    'og:title': 'Tent',
    'article:tag': 'a b',
    'product:price:amount': '59',
    x: '',
  })
  const content = readPage({
    openGraph: { 'og:title': 'Tent', 'product:ean': '6 999990 000347', 'product:brand': 'Hill' },
  })
  expect(content).toMatchObject({ title: 'Tent', productBarcode: '6999990000347' })
  expect(content.terms).toContain('hill')
})

test.each([
  ['036000291452', '0036000291452'],
  ['06999990000347', '6999990000347'],
  ['urn:isbn:978-3-16-148410-0', '9783161484100'],
  ['none', ''],
])('a barcode written %s is %s', (written, digits) => expect(barcodeOf(written)).toBe(digits))

describe('hostile data', () => {
  test('keys of prototypes are plain keys', () => {
    const block =
      '{"__proto__":{"@type":"Product","name":"x"},"constructor":{"prototype":{"name":"y"}},"@type":"toString"}'
    expect(read(block).product?.name).toBe('x')
    expect(({} as { name?: string }).name).toBeUndefined()
    expect(readOpenGraph(JSON.parse('{"__proto__":"a","constructor":"b"}')).get('constructor')).toBe('b')
  })

  test.each<[string, () => unknown]>([
    ['a depth bomb as text', () => '['.repeat(20_000)],
    ['a depth bomb that is whole', () => `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`],
    [
      'a depth bomb as object',
      () => {
        let node: unknown = KETTLE
        for (let i = 0; i < 50_000; i++) node = { a: node }
        return node
      },
    ],
    ['a huge list', () => Array.from({ length: 1_000_000 }, () => KETTLE)],
    [
      'a huge object',
      () => Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, { '@type': 'Product' }])),
    ],
    ['a huge list of types', () => ({ '@type': Array(100_000).fill('x:'.repeat(1_000)) })],
    ['brackets that never open', () => '{"a":1]]]]'.repeat(1_900)],
    ['commas and blanks', () => `[1${`,${' '.repeat(90)}`.repeat(200)}`],
    ['tags that never close', () => ({ ...KETTLE, description: '<'.repeat(8_000) })],
    ['quotes and strokes', () => '"\\'.repeat(10_000)],
  ])('%s costs little', (_name, make) => {
    const block = make()
    const startedAt = performance.now()
    read(block)
    readPage({ jsonLd: Array(10).fill(block) })
    // A page takes a fifth of a millisecond; the bound only tells linear from runaway, on a busy machine too.
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('whatever JSON is cut off wherever, nothing throws', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(200), (json, cut) => {
        read(json.slice(0, cut))
        read(JSON.stringify({ ...KETTLE, offers: [json] }).slice(0, cut))
      }),
    )
  })
})

describe('a page in another script matches goods of its own language', () => {
  test.each([
    ['ja', 'キャンプ用テントの選び方', ['テント二人用', 'コーヒーミル']],
    ['ko', '캠핑 텐트를 고르는 법', ['이인용 텐트', '커피 그라인더']],
    ['th', 'วิธีเลือกเต็นท์', ['เต็นท์สองคน', 'กาแฟ']],
    ['ru', 'Как выбрать палатку и чай', ['чай зелёный', 'лампа']],
    ['ar', 'كيف تختار خيمة', ['خيمة لشخصين', 'قهوة']],
    ['hi', 'अच्छा तंबू कैसे चुनें', ['तंबू दो लोगों का', 'कॉफी']],
    ['el', 'Πώς να διαλέξεις ΣΚΗΝΉ', ['σκηνή για δύο', 'καφές']],
  ])('%s', (lang, title, [right, wrong]) => {
    const index = buildTextIndex([
      { id: 'wrong', text: wrong! },
      { id: 'right', text: right! },
    ])
    expect(query(index, readPage({ lang, title, text: title }).terms, 1)[0]?.doc).toBe('right')
  })

  test('a page of emoji alone is read, and says nothing', () => {
    expect(readPage({ title: '⛺🏕️🔥', text: '👩‍👩‍👧'.repeat(500) })).toMatchObject({
      terms: [],
      categoryIds: [],
      words: [],
    })
  })
})
