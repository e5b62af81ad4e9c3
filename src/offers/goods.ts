import { allCategories, parentId } from '../catalog/categories.ts'
import type { TextIndex } from '../catalog/match.ts'
import type { Product } from '../catalog/product.ts'

/** What a site's shop shows, laid out for decisions: products have numbers, which are good for as long as these goods are. */
export interface Goods {
  readonly list: readonly Product[]
  readonly bySku: ReadonlyMap<string, number>
  /** Its documents are the products, in the order of `list`. */
  readonly text: TextIndex
  /** Category number of each product ({@link categoryNumber}). */
  readonly categories: Uint16Array
  /** By category number: the active products in it and below, or none. */
  readonly shelves: readonly (Uint32Array | undefined)[]
}

const NUMBERS: ReadonlyMap<string, number> = new Map(allCategories().map((node, i) => [node.id, i]))

/** How many categories there are. */
export const CATEGORY_COUNT = NUMBERS.size

/** The number of a category of our tree; {@link CATEGORY_COUNT} for what is none of it. */
export const categoryNumber = (id: string): number => NUMBERS.get(id) ?? CATEGORY_COUNT

/** Lays goods out. */
export function layOut(products: readonly Product[], text: TextIndex): Goods {
  const shelves: number[][] = []
  const categories = new Uint16Array(products.length)
  for (const [i, product] of products.entries()) {
    categories[i] = categoryNumber(product.categoryId)
    if (product.state !== 'active') continue
    for (let id: string | null = product.categoryId; id !== null; id = parentId(id)) {
      const number = categoryNumber(id)
      shelves[number] ??= []
      shelves[number].push(i)
    }
  }
  return {
    list: products,
    bySku: new Map(products.map((product, i) => [product.sku, i])),
    text,
    categories,
    shelves: Array.from(shelves, (shelf) => shelf && Uint32Array.from(shelf)),
  }
}

const NOTHING = new Uint32Array(0)

/** Numbers of the products a campaign may offer, in stock or not; what the shop does not show is left out. */
export function goodsOf(
  goods: Goods,
  aim: { readonly skus: readonly string[]; readonly categoryId: string | null },
): Uint32Array {
  if (aim.skus.length === 0)
    return (aim.categoryId === null ? undefined : goods.shelves[categoryNumber(aim.categoryId)]) ?? NOTHING
  const found = aim.skus.flatMap((sku) => {
    const number = goods.bySku.get(sku)
    return number !== undefined && goods.list[number]!.state === 'active' ? [number] : []
  })
  return Uint32Array.from(found)
}

/** 1 for each of these products, by product number, and how many they are. */
export function markedOf(
  goods: Goods,
  skus: readonly string[],
): { readonly marks: Uint8Array; readonly count: number } {
  const marks = new Uint8Array(goods.list.length)
  const numbers = skus.flatMap((sku) => goods.bySku.get(sku) ?? [])
  for (const number of numbers) marks[number] = 1
  return { marks, count: numbers.length }
}

/** Pieces that can be sold now, by product number. */
export function freeOf(goods: Goods, available: ReadonlyMap<string, number>): Int32Array {
  const free = new Int32Array(goods.list.length)
  for (const [sku, pieces] of available) {
    const number = goods.bySku.get(sku)
    if (number !== undefined) free[number] = Math.min(pieces, 0x7fffffff)
  }
  return free
}
