import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPage } from './page.ts'
import { PageCache, pageText, roughBytes } from './page-cache.ts'

const PAGE = { url: 'https://a.example/tents', title: 'Tents', text: 'two-person tents', headings: ['Light', 'Dry'] }
const cacheOf = (limits: Partial<{ pages: number; bytes: number }> = {}) =>
  new PageCache<{ n: number }>({ pages: 10, bytes: 1_000_000, seed: 7, ...limits })

test('the same content is one page, wherever it stands and however often it comes', () => {
  const cache = cacheOf()
  let made = 0
  const make = () => ({ n: ++made })
  const first = cache.of(PAGE, make)
  expect(cache.of({ ...PAGE }, make)).toBe(first)
  expect(cache.of({ ...PAGE, url: 'https://b.example/' }, make)).toBe(first)
  expect(cache.state).toMatchObject({ pages: 1, hits: 2, misses: 1 })
})

test('another content under the same address is another page', () => {
  const cache = cacheOf()
  let made = 0
  for (const change of [
    {},
    { text: 'kettles' },
    { title: 'Kettles' },
    { lang: 'en' },
    { headings: ['LightDry'] },
    { headings: ['Light', 'Dry', ''] },
    { jsonLd: ['{"@type":"Product"}'] },
    { jsonLd: [{ '@type': 'Product' }] },
    { openGraph: { 'og:title': 'x' } },
  ]) {
    cache.of({ ...PAGE, ...change }, () => ({ n: ++made }))
  }
  expect(made).toBe(9)
})

test('the page used longest ago goes first, and bytes count too', () => {
  const cache = cacheOf({ pages: 2 })
  const ask = (title: string) => cache.of({ title }, () => ({ n: 0 }))
  const [a, b] = [ask('a'), ask('b')]
  expect(ask('a')).toBe(a)
  ask('c')
  expect(ask('a')).toBe(a)
  expect(ask('b')).not.toBe(b)
  const small = cacheOf({ bytes: 2_000 })
  for (let i = 0; i < 100; i++) small.of({ title: `${i}` }, () => ({ n: i }))
  expect(small.state.bytes).toBeLessThanOrEqual(2_000)
  expect(small.state.pages).toBeGreaterThan(2)
  expect(small.of({ title: 'big' }, () => ({ n: 0, more: 'x'.repeat(2_000) }))).toMatchObject({ n: 0 })
  expect(small.state.bytes).toBeLessThanOrEqual(2_000)
})

test('ten megabytes are cut before they are hashed', () => {
  const big = 'long text '.repeat(1_000_000)
  const page = { title: big, text: big, headings: Array(1_000).fill(big), jsonLd: Array(100).fill(big), lang: big }
  expect(pageText(page)!.length).toBeLessThan(250_000)
  const cache = cacheOf()
  const first = cache.of(page, () => ({ n: 1 }))
  expect(cache.of({ ...page, text: `${big} and more` }, () => ({ n: 2 }))).toBe(first)
})

test('what no text can be made of is read each time', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const cache = cacheOf()
  let made = 0
  for (let i = 0; i < 2; i++) cache.of({ ...PAGE, jsonLd: [circle] }, () => ({ n: ++made }))
  expect(made).toBe(2)
  expect(cache.state.pages).toBe(0)
})

test('what is thrown while reading is thrown, and not kept', () => {
  const cache = cacheOf()
  expect(() =>
    cache.of(PAGE, () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(cache.of(PAGE, () => ({ n: 3 }))).toEqual({ n: 3 })
})

test('a hash of the caller’s own is used', () => {
  const cache = new PageCache<number>({ pages: 5, bytes: 10_000, hash: (text) => text.slice(0, 1) })
  expect(cache.of({ title: 'one' }, () => 1)).toBe(1)
  expect(cache.of({ title: 'two' }, () => 2)).toBe(1)
})

test('two pages of one text are read alike: the text holds all that reading looks at', () => {
  const part = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }))
  const page = fc.record(
    {
      url: part,
      title: part,
      lang: part,
      headings: fc.array(part),
      text: part,
      openGraph: part,
      jsonLd: fc.array(part),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(page, page, (a, b) => {
      const text = pageText(a)
      if (text !== null && text === pageText(b)) expect(readPage(a)).toEqual(readPage(b))
      if (text !== null) expect(pageText(structuredClone(a))).toBe(text)
    }),
  )
})

test('bytes are guessed for whatever is kept', () => {
  expect(roughBytes('ab')).toBe(28)
  expect(roughBytes(new Map([['a', [1, 2]]]))).toBeGreaterThan(50)
  expect(roughBytes(new Float64Array(100))).toBeGreaterThan(800)
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(roughBytes(circle)).toBeLessThan(1_000)
})
