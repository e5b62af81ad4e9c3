import { describe, expect, test } from 'vitest'
import type { Product } from '../catalog/product.ts'
import { type Creative, PLAIN } from './creative.ts'
import type { Promised } from './promised.ts'
import { card, type Grounds, notUsed, reasons } from './render.ts'

const product = {
  title: { zh: '细口壶', en: 'Gooseneck kettle' },
  price: { amount: 16800, currency: 'CNY' },
} as Product
const creative = (headline: string, line = ''): Creative => ({
  ...PLAIN,
  headline: { zh: headline, en: headline },
  line: { zh: line, en: line },
})
const TODAY: Promised = { inDays: 0, orderBy: 0, by: '14:30', until: 0, weekday: 4 }
const input = { lang: 'zh', click: '/c', picture: null, promised: TODAY, available: 12 } as const

describe('a card', () => {
  test('fills the product into the campaign’s words', () => {
    expect(card(creative('慢慢倒：{title}', '只要 {price}'), product, input)).toMatchObject({
      headline: '慢慢倒：细口壶',
      line: '只要 ¥168',
      price: '¥168',
      alt: '细口壶',
      label: '广告',
      disclosure: '为什么看到它？',
    })
  })

  test('says how many are left and when they ship', () => {
    expect(card(creative('{stock} 件', '{promise}'), product, input)).toMatchObject({
      headline: '12 件',
      line: '14:30 前下单，今天发',
    })
  })

  test('without words of its own is the product’s name and when it ships', () => {
    expect(card(creative(''), product, input)).toMatchObject({ headline: '细口壶', line: '14:30 前下单，今天发' })
    const late = card(creative(''), product, { ...input, lang: 'en', promised: { ...TODAY, inDays: 1 } })
    expect(late).toMatchObject({ headline: 'Gooseneck kettle', line: 'In stock, ships tomorrow', label: 'Ad' })
  })
})

describe('why this', () => {
  const grounds: Grounds = {
    pageTitle: '手冲',
    pageCategory: 'kitchen/coffee/pour-over',
    pageWords: ['滤杯', '闷蒸', '细口壶'],
    interest: null,
    available: 12,
    shipsToday: true,
  }

  test('a page is named by its category and by the words that were used, and only that page', () => {
    const text = '你正在看手冲咖啡，页面上说到：滤杯、闷蒸、细口壶'
    expect(reasons(grounds, 'zh')[0]).toEqual({ kind: 'page', text, source: '只来自这个页面' })
    expect(reasons({ ...grounds, pageWords: [] }, 'zh')[0]?.text).toBe('你正在看手冲咖啡')
    const [words] = reasons({ ...grounds, pageCategory: null }, 'zh')
    expect(words?.text).toBe('页面上说到：滤杯、闷蒸、细口壶')
    expect(reasons({ ...grounds, pageCategory: null, pageWords: [] }, 'en').map((r) => r.kind)).toEqual(['stock'])
  })

  test('a fact stands first, with where it comes from; three reasons at most', () => {
    const interest = {
      text: { zh: '你喜欢过 14 条关于手冲的内容', en: 'You liked 14 posts on pour-over' },
      source: { zh: '来自小岛：点赞', en: 'From Islet: likes' },
    }
    const found = reasons({ ...grounds, interest }, 'en')
    expect(found.map((r) => r.kind)).toEqual(['interest', 'page', 'stock'])
    expect(found[0]).toEqual({
      kind: 'interest',
      text: 'You liked 14 posts on pour-over',
      source: 'From Islet: likes',
    })
    expect(found[2]?.text).toBe('12 in stock, can ship today')
  })

  test('what was not used is said as it is', () => {
    expect(notUsed(true, 'en')).toBe('Same price for all. No address, order or age used.')
    expect(notUsed(false, 'en')).toBe('Same price for all. Nothing about you was used.')
  })
})
