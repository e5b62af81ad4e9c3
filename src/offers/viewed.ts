import type { PageContent } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import type { Goods } from './goods.ts'

interface Known {
  readonly byAddress: ReadonlyMap<string, Product>
  readonly byBarcode: ReadonlyMap<string, Product>
}

/** Made once for each reading of a site's goods, and only when a page is asked about that does not name its product. */
const known = new WeakMap<Goods, Known>()

/** The product a page is of: by the number or barcode its structured data says, else by an address the catalogue knows; or null. */
export function productOn(goods: Goods, page: PageContent, url: unknown): Product | null {
  const bySku = page.productSku === undefined ? undefined : goods.list[goods.bySku.get(page.productSku) ?? -1]
  if (bySku !== undefined) return bySku
  const { byAddress, byBarcode } = knownIn(goods)
  const found = page.productBarcode === undefined ? undefined : byBarcode.get(page.productBarcode.padStart(13, '0'))
  return found ?? byAddress.get(placeOf(url)) ?? null
}

function knownIn(goods: Goods): Known {
  const before = known.get(goods)
  if (before !== undefined) return before
  const byAddress = new Map<string, Product>()
  const byBarcode = new Map<string, Product>()
  const several = new Set<string>()
  for (const product of goods.list) {
    if (product.barcode !== null) byBarcode.set(product.barcode, product)
    const place = placeOf(product.url)
    if (place === '') continue
    // Told apart by their queries alone, which a page's address comes without: it is not known which.
    if (byAddress.has(place)) several.add(place)
    byAddress.set(place, product)
  }
  for (const place of several) byAddress.delete(place)
  const made = { byAddress, byBarcode }
  known.set(goods, made)
  return made
}

/** An address without query, fragment and last slash; empty for what is none. */
function placeOf(address: unknown): string {
  const url = typeof address === 'string' ? URL.parse(address) : null
  return url === null ? '' : url.origin + url.pathname.replace(/\/+$/, '')
}
