import { fill, type Lang, say, type Text } from '../base/i18n.ts'
import { formatMoney } from '../base/money.ts'
import { categoryLabel } from '../catalog/categories.ts'
import type { Product } from '../catalog/product.ts'
import type { Creative, Format } from './creative.ts'
import { type Promised, sayPromise } from './promised.ts'

/** An offer as the tag draws it. */
export interface Card {
  readonly format: Format
  /** What it offers: a page that hides it says so when it asks next. */
  readonly sku: string
  readonly headline: string
  readonly line: string
  readonly price: string
  readonly picture: string | null
  readonly alt: string
  readonly click: string
  readonly label: string
  readonly disclosure: string
}

/** One of the goods of a carousel. */
export type CardItem = Pick<Card, 'sku' | 'headline' | 'price' | 'picture' | 'alt' | 'click'>

/** What an offer is made concrete with. */
interface Filling {
  readonly lang: Lang
  readonly click: string
  readonly picture: string | null
  /** Pieces that can be sold now. */
  readonly available: number
}

/** One reason, in words, and where it comes from. */
export interface Reason {
  readonly kind: 'page' | 'interest' | 'stock'
  readonly text: string
  readonly source: string
}

const WORDS = {
  ad: { zh: '广告', en: 'Ad' },
  why: { zh: '为什么看到它？', en: 'Why this?' },
  page: { zh: '你正在看{about}', en: 'You are looking at {about}' },
  pageAndWords: {
    zh: '你正在看{about}，页面上说到：{words}',
    en: 'You are looking at {about}; the page speaks of: {words}',
  },
  pageSource: { zh: '只来自这个页面', en: 'From this page only' },
  pageWords: { zh: '页面上说到：{words}', en: 'The page speaks of: {words}' },
  stock: { zh: '{n} 件有货，能发', en: '{n} in stock, can ship' },
  stockToday: { zh: '{n} 件有货，今天能发', en: '{n} in stock, can ship today' },
  stockSource: { zh: '发不了的我们不推荐', en: 'We never advertise what cannot ship' },
  notUsed: {
    zh: '价格对所有人一样。没有用到地址、订单或年龄。',
    en: 'Same price for all. No address, order or age used.',
  },
  notUsedPage: {
    zh: '价格对所有人一样。没有用到你的任何资料。',
    en: 'Same price for all. Nothing about you was used.',
  },
  random: {
    zh: '这一条是从合适的里面随机挑的，五十条里有一条这样，好知道挑得对不对。',
    en: 'This one was picked at random among what fits, as one in fifty is, to check our choices.',
  },
} satisfies Record<string, Text>

/** A creative's words made concrete for one product; an empty headline is the product's own name. */
export function card(creative: Creative, product: Product, input: Filling & { readonly promised: Promised }): Card {
  const { lang } = input
  const one = item(product, input)
  const promise = sayPromise(input.promised, lang)
  const values = { title: one.headline, price: one.price, stock: input.available, promise }
  return {
    ...one,
    format: creative.format,
    headline: fill(creative.headline[lang], values) || one.headline,
    line: fill(creative.line[lang], values) || promise,
    label: say(WORDS.ad, lang),
    disclosure: say(WORDS.why, lang),
  }
}

/** A product by its own name. */
export function item(product: Product, { lang, click, picture }: Filling): CardItem {
  const title = product.title[lang]
  return { sku: product.sku, headline: title, price: priceOf(product, lang), picture, alt: title, click }
}

/** Prices as they are written, as long as a product stands in memory: they are asked for with every offer. */
const written = new WeakMap<Product, Partial<Record<Lang, string>>>()

function priceOf(product: Product, lang: Lang): string {
  let known = written.get(product)
  if (known === undefined) {
    known = {}
    written.set(product, known)
  }
  known[lang] ??= formatMoney(product.price, lang)
  return known[lang]
}

/** What an offer rests on; `reasons` puts it into words. */
export interface Grounds {
  readonly pageTitle: string
  readonly pageCategory: string | null
  /** Words of the page that were used, at most three. */
  readonly pageWords: readonly string[]
  /** Sentences about the person with their source, from the profile; empty without one. */
  readonly interest: { readonly text: Text; readonly source: Text } | null
  readonly available: number
  readonly shipsToday: boolean
}

/** The reasons as sentences in one language, at most three, strongest first. */
export function reasons(grounds: Grounds, lang: Lang): Reason[] {
  const found: Reason[] = []
  if (grounds.interest !== null)
    found.push({ kind: 'interest', text: grounds.interest.text[lang], source: grounds.interest.source[lang] })
  const about = grounds.pageCategory === null ? '' : categoryLabel(grounds.pageCategory)[lang]
  const words = grounds.pageWords.join(lang === 'zh' ? '、' : ', ')
  if (about !== '' || words !== '') {
    const text = about === '' ? WORDS.pageWords : words === '' ? WORDS.page : WORDS.pageAndWords
    found.push({ kind: 'page', text: say(text, lang, { about, words }), source: say(WORDS.pageSource, lang) })
  }
  const stock = grounds.shipsToday ? WORDS.stockToday : WORDS.stock
  found.push({ kind: 'stock', text: say(stock, lang, { n: grounds.available }), source: say(WORDS.stockSource, lang) })
  return found
}

/**
 * What was not used, so that nobody has to guess.
 * @param isRandom was it drawn evenly, as a few are to learn from?
 */
export function notUsed(personal: boolean, lang: Lang, isRandom = false): string {
  const words = say(personal ? WORDS.notUsed : WORDS.notUsedPage, lang)
  return isRandom ? `${words}${lang === 'zh' ? '' : ' '}${say(WORDS.random, lang)}` : words
}
