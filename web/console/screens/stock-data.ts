import { signal } from '@preact/signals'
import type { Text } from '../../../src/base/i18n.ts'
import type { Money } from '../../../src/base/money.ts'
import { api, BASE } from '../../kit/api.ts'
import { me } from '../session.ts'

/** A product as the console's routes give it. */
export interface ProductRow {
  readonly sku: string
  readonly barcode: string | null
  readonly title: Text
  readonly text: Text
  readonly category: { readonly id: string; readonly label: Text }
  readonly price: Money
  readonly picture: string | null
  readonly url: string | null
  readonly tags: readonly string[]
  readonly weightGrams: number
  readonly state: 'active' | 'hidden'
  readonly stock: { readonly available: number }
}

/** A node of the category tree; its id is its path. */
export interface CategoryRow {
  readonly id: string
  readonly label: Text
}

/** The category tree, asked for once. */
export const categories = signal<readonly CategoryRow[]>([])

/** Asks for the tree unless it is here. @throws ApiProblem */
export async function loadCategories(): Promise<void> {
  if (categories.value.length > 0) return
  categories.value = (await api<{ items: CategoryRow[] }>('GET', '/v1/console/categories')).items
}

/** The site's currency. */
export function currency(): string {
  const now = me.value
  return now === null || now === 'nobody' ? 'CNY' : now.site.currency
}

/** Where this site's picture of a product is served, with a mark that makes a new picture a new address. */
export function pictureAddress(sku: string, version: number): string {
  const now = me.value
  const slug = now === null || now === 'nobody' ? '' : now.site.slug
  return `/v1/sites/${slug}/pictures/${encodeURIComponent(sku)}?v=${version.toString(36)}`
}

/** A picture's address for this page: those of this server stand below the same base as its calls. */
export const shown = (picture: string): string => (picture.startsWith('/') ? BASE + picture : picture)
