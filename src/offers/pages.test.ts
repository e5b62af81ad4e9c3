import { expect, test } from 'vitest'
import { buildTextIndex } from '../catalog/match.ts'
import { layOut } from './goods.ts'
import { Pages } from './pages.ts'

const PAGE = { url: 'https://a.example/kettles', title: 'Kettles', lang: 'en', text: 'How to pour from a kettle.' }
const noGoods = () => layOut([], buildTextIndex([]))

test('a page is worked out once for the goods of a site, wherever it stands', () => {
  const pages = new Pages(7)
  const goods = noGoods()
  const view = pages.viewOf(PAGE, goods)
  expect(pages.viewOf({ ...PAGE, url: 'https://b.example/' }, goods)).toBe(view)
  expect(view.content.title).toBe('Kettles')
})

test('another text or other goods are worked out anew; the same text is read once for all sites', () => {
  const pages = new Pages(7)
  const [goods, others] = [noGoods(), noGoods()]
  const view = pages.viewOf(PAGE, goods)
  expect(pages.viewOf({ ...PAGE, text: 'How to pour from a pan.' }, goods)).not.toBe(view)
  const theirs = pages.viewOf(PAGE, others)
  expect(theirs).not.toBe(view)
  expect(theirs.goods).toBe(others)
  expect(theirs.content).toBe(view.content)
})

test('what is no page at all has a view too', () => {
  const pages = new Pages(7)
  for (const page of [null, 7, 'page', [], { title: 12, jsonLd: 'x' }])
    expect(pages.viewOf(page, noGoods()).hits).toEqual([])
})
