import { isTelling, query } from '../catalog/match.ts'
import type { PageContent } from '../catalog/page.ts'
import { type Affinity, affinityTo } from './affinity.ts'
import type { Goods } from './goods.ts'

/** Goods whose words fit a page; more than a page could use, for some may be sold out. */
const MOST_HITS = 100

/** A product whose words fit the page. */
export interface WordHit {
  readonly product: number
  /** 0 to 1; the best of the page has 1. */
  readonly value: number
  /** Terms that both have, strongest first. */
  readonly matched: readonly string[]
}

/** What decisions need of a page: worked out when it is met for the first time, or when goods changed. */
export interface PageView {
  readonly content: PageContent
  readonly near: Affinity
  /** Best first. */
  readonly hits: readonly WordHit[]
  readonly goods: Goods
}

/** Works a page out. A page whose categories are known says nothing by a word it shares by chance with goods of others. */
export function viewOf(content: PageContent, goods: Goods): PageView {
  const near = affinityTo(content.categoryIds)
  const isOpen = content.categoryIds.length === 0
  const found = query(goods.text, content.terms, MOST_HITS)
  const top = found[0]?.score ?? 1
  const hits = found.flatMap(({ doc, score, matched }): WordHit[] => {
    const product = goods.bySku.get(doc)
    if (product === undefined || (!isOpen && near.values[goods.categories[product]!] === 0)) return []
    const telling = matched.filter(isTelling)
    return telling.length === 0 ? [] : [{ product, value: score / top, matched: telling }]
  })
  return { content, near, hits, goods }
}
