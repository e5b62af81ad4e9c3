import { readBin } from '../warehouse/floor.ts'

/** Goods that a product file says are there. */
export interface FileStock {
  readonly sku: string
  /** Null: the file names no bin, and none was given for the rest. */
  readonly bin: string | null
  readonly qty: number
}

/** Most pieces that a file may say lie in one place. */
const MOST = 1_000_000

/**
 * The stock column of a product file. A place that the file names twice counts once, by its first row: a list that repeats a
 * product repeats what there is of it.
 */
export class StockColumn {
  readonly #bin: string | null
  readonly #places = new Map<string, FileStock>()

  /** `bin`: where goods go whose row names none. */
  constructor(bin: string | null) {
    this.#bin = bin
  }

  /** Takes a row's two cells. @returns what of them cannot be read, or null */
  add(sku: string, stock: string, bin: string): 'stock' | 'bin' | null {
    if (stock === '') return null
    const qty = Number(stock.replaceAll(/[\s,，]/g, ''))
    if (!Number.isInteger(qty) || qty < 0 || qty > MOST) return 'stock'
    const place = bin === '' ? this.#bin : (readBin(bin)?.code ?? null)
    if (bin !== '' && place === null) return 'bin'
    const key = `${sku}\n${place ?? ''}`
    if (qty > 0 && !this.#places.has(key)) this.#places.set(key, { sku, bin: place, qty })
    return null
  }

  /** What lies where, of these products. */
  of(skus: ReadonlySet<string>): FileStock[] {
    return [...this.#places.values()].filter(({ sku }) => skus.has(sku))
  }
}
