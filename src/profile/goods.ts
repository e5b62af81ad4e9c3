import { iso } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import { OTHER_CATEGORY } from '../catalog/categories.ts'
import type { Product } from '../catalog/product.ts'

/** A product as the streams of this site read it. */
export interface GoodsItem {
  readonly id: string
  readonly at: string
  readonly name: Text
  readonly about: string
  readonly categories: readonly string[]
}

/** A product in the words of own-site; `id` is what tells one act from another, `at` ms since the epoch. */
export function goodsItem(id: string, at: number, product: Product): GoodsItem {
  const { title, tags, categoryId } = product
  return {
    id,
    at: iso(at),
    name: title,
    about: [title.zh, title.en, ...tags].join(' '),
    categories: categoryId === OTHER_CATEGORY ? [] : [categoryId],
  }
}
