import type { PageContent } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import type { SiteMemory } from './decide.ts'

interface Known {
  readonly byAddress: ReadonlyMap<string, Product>
  readonly byBarcode: ReadonlyMap<string, Product>
}

/** Made once for each version of a site's memory, and only when a page is asked about that does not name its product. */
const known = new WeakMap<SiteMemory['products'], Known>()

/** The product a page is of: by the number or barcode its structured data says, else by an address the catalogue knows; or null. */
export function productOn(memory: Pick<SiteMemory, 'products'>, page: PageContent, url: unknown): Product | null {
  const { products } = memory
  const bySku = page.productSku === undefined ? undefined : products.get(page.productSku)
  if (bySku !== undefined) return bySku
  const { byAddress, byBarcode } = knownIn(products)
  const found = page.productBarcode === undefined ? undefined : byBarcode.get(page.productBarcode.padStart(13, '0'))
  return found ?? byAddress.get(placeOf(url)) ?? null
}

function knownIn(products: SiteMemory['products']): Known {
  const before = known.get(products)
  if (before !== undefined) return before
  const byAddress = new Map<string, Product>()
  const byBarcode = new Map<string, Product>()
  const several = new Set<string>()
  for (const product of products.values()) {
    if (product.barcode !== null) byBarcode.set(product.barcode, product)
    const place = placeOf(product.url)
    if (place === '') continue
    // Told apart by their queries alone, which a page's address comes without: it is not known which.
    if (byAddress.has(place)) several.add(place)
    byAddress.set(place, product)
  }
  for (const place of several) byAddress.delete(place)
  const made = { byAddress, byBarcode }
  known.set(products, made)
  return made
}

/** An address without query, fragment and last slash; empty for what is none. */
function placeOf(address: unknown): string {
  const url = typeof address === 'string' ? URL.parse(address) : null
  return url === null ? '' : url.origin + url.pathname.replace(/\/+$/, '')
}
