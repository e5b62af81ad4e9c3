import { DAY, HOUR } from '../base/clock.ts'
import { zoneOffset } from '../base/day.ts'
import { ancestors } from '../catalog/categories.ts'
import type { Asker } from './decide.ts'
import type { Goods } from './goods.ts'

/** What whoever asks for offers may say of the visitor, and what their request says. Anything may be missing. */
export interface Context {
  /** ISO 3166: `CN` or `CN-SH`. */
  readonly place?: string
  readonly device?: 'phone' | 'tablet' | 'desktop'
  /** BCP 47. */
  readonly language?: string
  readonly visitor?: 'new' | 'returning'
  /** SKUs; an empty one is said as such. */
  readonly basket?: readonly string[]
  readonly segments?: readonly string[]
}

/** Who asks, as campaigns' rules see them. */
export function askerOf(context: Context, goods: Goods, at: number, timeZone: string): Asker {
  const local = at + zoneOffset(at, timeZone)
  // 1 January 1970 was a Thursday; the week begins on Monday.
  const weekday = (((Math.floor(local / DAY) + 3) % 7) + 7) % 7
  const { place, device, language, visitor, basket, segments } = context
  return {
    place: place === undefined ? null : place.toUpperCase(),
    device: device ?? null,
    language: language === undefined || language === '' ? null : language.split('-')[0]!.toLowerCase(),
    hourOfWeek: weekday * 24 + Math.floor((((local % DAY) + DAY) % DAY) / HOUR),
    visitor: visitor ?? null,
    basket: basket === undefined ? null : basketOf(basket, goods),
    segments: segments ?? [],
  }
}

function basketOf(skus: readonly string[], goods: Goods): NonNullable<Asker['basket']> {
  const categories = new Set<string>()
  for (const sku of skus) {
    const product = goods.list[goods.bySku.get(sku) ?? -1]
    if (product === undefined) continue
    categories.add(product.categoryId)
    for (const { id } of ancestors(product.categoryId)) categories.add(id)
  }
  return { skus, categories: [...categories] }
}

/** What kind of device a browser says it is; null for what is none. */
export function deviceOf(userAgent: string | undefined): Context['device'] | null {
  if (userAgent === undefined) return null
  if (/iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Android(?!.*Mobile)/i.test(userAgent)) return 'tablet'
  if (/Mobi|iPhone|Android|HarmonyOS.*Mobile/i.test(userAgent)) return 'phone'
  return /Mozilla\//.test(userAgent) ? 'desktop' : null
}
