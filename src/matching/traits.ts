import { DAYS, type Field, HOURS, widerValues } from './rule-words.ts'

/** What is known when offers are asked for. What is unknown or may not be used is null or empty: then no rule that needs it holds. */
export interface Traits {
  /** Category ids, strongest first. */
  readonly interests: readonly string[]
  readonly pageCategories: readonly string[]
  /** Terms of the page, as `terms()` of the catalogue cuts them. */
  readonly pageWords: readonly string[]
  /** ISO 3166: `CN` or `CN-SH`. */
  readonly place: string | null
  readonly device: 'phone' | 'tablet' | 'desktop' | null
  /** Primary subtag of BCP 47. */
  readonly language: string | null
  /** In the shop's zone: 0 is Monday from midnight, 167 Sunday from 23:00. */
  readonly hourOfWeek: number
  readonly visitor: 'new' | 'returning' | null
  readonly basket: { readonly skus: readonly string[]; readonly categories: readonly string[] } | null
  readonly slot: string | null
  /** Those the slot takes. */
  readonly format: readonly string[]
  /** Strongest first. */
  readonly segments: readonly string[]
}

/** `mon-09` of an hour of the week; any whole number is taken round the week. */
export function hourValue(hourOfWeek: number): string {
  const hour = ((Math.trunc(hourOfWeek) % 168) + 168) % 168
  return `${DAYS[Math.trunc(hour / 24)]}-${HOURS[hour % 24]}`
}

/** Every value of the traits as they were told, field by field, without what is wider. */
export function toldValues(traits: Traits, tell: (field: Field, value: string) => void): void {
  if (traits.slot !== null) tell('slot', traits.slot)
  for (const format of traits.format) tell('format', format)
  if (traits.device !== null) tell('device', traits.device)
  if (traits.visitor !== null) tell('visitor', traits.visitor)
  if (traits.language !== null) tell('language', traits.language)
  tell('hour', hourValue(traits.hourOfWeek))
  if (traits.place !== null) tell('place', traits.place)
  for (const id of traits.pageCategories) tell('pageCategory', id)
  for (const id of traits.interests) tell('interest', id)
  if (traits.basket !== null) tellBasket(traits.basket, tell)
  for (const word of traits.pageWords) tell('pageWord', word)
  for (const id of traits.segments) tell('segment', id)
}

function tellBasket(basket: NonNullable<Traits['basket']>, tell: (field: Field, value: string) => void): void {
  tell('basket', basket.skus.length + basket.categories.length === 0 ? 'empty' : 'any')
  for (const sku of basket.skus) tell('basket', sku)
  // A category in the basket is also what it stands under; a SKU with a slash in it is not.
  for (const id of basket.categories) {
    tell('basket', id)
    for (const up of widerValues('interest', id)) tell('basket', up)
  }
}

/** All keys that hold for these traits, wider ones included; phrases are not among them, see {@link hasKey}. */
export function keysOf(traits: Traits): Set<string> {
  const keys = new Set<string>()
  toldValues(traits, (field, value) => {
    keys.add(`${field} ${value}`)
    if (field === 'basket') return
    for (const wider of widerValues(field, value)) keys.add(`${field} ${wider}`)
  })
  return keys
}

/** Does a key hold? A phrase holds when all its terms stand on the page. */
export function hasKey(keys: ReadonlySet<string>, key: string): boolean {
  if (keys.has(key)) return true
  if (!key.startsWith('pageWord ')) return false
  const words = key.slice('pageWord '.length).split(' ')
  return words.length > 1 && words.every((word) => keys.has(`pageWord ${word}`))
}
