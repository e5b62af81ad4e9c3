import type { Text } from '../base/i18n.ts'
import { parentId } from '../catalog/categories.ts'
import { terms } from '../catalog/terms.ts'

/** What a rule may ask about, in the order in which a request's values are kept when there are too many. */
export const FIELDS = [
  'slot',
  'format',
  'device',
  'visitor',
  'language',
  'hour',
  'place',
  'pageCategory',
  'interest',
  'basket',
  'pageWord',
  'segment',
] as const

/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number]

/** Holds when the request has at least one of these values of the field. */
export interface Leaf {
  readonly field: Field
  readonly in: readonly string[]
}

/** Whom a campaign is for: data that is compared, never code that is run. */
export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly none: readonly Rule[] }
  | Leaf

/** The rule that lets everybody in. */
export const EVERYBODY: Rule = { all: [] }

/** Days as a rule writes them; an hour of the week is counted from the first. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** 00 to 23. */
export const HOURS: readonly string[] = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/** What the rule reader asks of whoever knows the category tree. */
export interface KnownCategories {
  isCategory(id: string): boolean
  isSensitive(id: string): boolean
}

/** How one field's values are read. */
interface FieldWords {
  /** The value as it is kept, or null when it is none of this field. */
  readonly read: (value: string, known: KnownCategories) => string | null
  readonly expected: Text
}

const oneOf = (...words: readonly string[]): FieldWords => ({
  read: (value) => (words.includes(value.toLowerCase()) ? value.toLowerCase() : null),
  expected: { zh: words.join('、'), en: words.join(', ') },
})

const CATEGORY: FieldWords = {
  read: (value, known) => (known.isCategory(value) && !known.isSensitive(value) ? value : null),
  expected: { zh: '类目树里的类目；敏感类目不能用', en: 'a category of the tree; sensitive ones cannot be used' },
}
const ID: FieldWords = { read: (value) => value, expected: { zh: '1 到 80 个字', en: '1 to 80 characters' } }
const HOUR = new RegExp(`^(?:(?:${DAYS.join('|')})(?:-(?:[01]\\d|2[0-3]))?|[01]\\d|2[0-3])$`)

const WORDS: Readonly<Record<Field, FieldWords>> = {
  interest: CATEGORY,
  pageCategory: CATEGORY,
  pageWord: {
    read: (value) => {
      const word = value.normalize('NFKC').toLowerCase().trim()
      return terms(word).length === 0 ? null : word
    },
    expected: { zh: '页面上会出现的词，单独的虚词不算', en: 'a word a page may say; a filler word alone is none' },
  },
  place: {
    read: (value) => (/^[a-z]{2}(?:-[a-z0-9]{1,3})?$/i.test(value) ? value.toUpperCase() : null),
    expected: {
      zh: 'ISO 3166 的国家或地区代码，如 CN、CN-SH',
      en: 'an ISO 3166 code of a country or subdivision, such as CN or CN-SH',
    },
  },
  device: oneOf('phone', 'tablet', 'desktop'),
  language: {
    read: (value) => (/^[a-z]{2,3}$/i.test(value) ? value.toLowerCase() : null),
    expected: { zh: '语言代码，如 zh、en', en: 'a language code such as zh or en' },
  },
  hour: {
    read: (value) => (HOUR.test(value.toLowerCase()) ? value.toLowerCase() : null),
    expected: {
      zh: '某天某时 mon-09、某天 mon，或每天某时 09',
      en: 'an hour of a day such as mon-09, a day such as mon, or an hour of any day such as 09',
    },
  },
  visitor: oneOf('new', 'returning'),
  basket: {
    read: (value, known) => (known.isSensitive(value) ? null : value),
    expected: {
      zh: '货号、类目（敏感类目除外）、empty 或 any',
      en: 'a SKU, a category that is not sensitive, empty or any',
    },
  },
  slot: ID,
  format: oneOf('card', 'carousel', 'banner', 'text'),
  segment: ID,
}

/** The value as it is kept, or what would be one. */
export function readValue(field: Field, value: string, known: KnownCategories): string | { expected: Text } {
  const { read, expected } = WORDS[field]
  return read(value, known) ?? { expected }
}

/** Is this one of {@link FIELDS}? */
export function isField(name: unknown): name is Field {
  return typeof name === 'string' && (FIELDS as readonly string[]).includes(name)
}

/** `field value`: what is compared. Of a word of a page its terms, as the page's own text is cut. */
export function keyOf(field: Field, value: string): string {
  return `${field} ${field === 'pageWord' ? terms(value).join(' ') : value}`
}

/** Field and value of a key. */
export function partsOf(key: string): readonly [Field, string] {
  const cut = key.indexOf(' ')
  // Only keyOf makes keys.
  return [key.slice(0, cut) as Field, key.slice(cut + 1)]
}

/** Values that hold whenever this one does, without itself: `interest a` for `interest a/b`, `hour mon` for `hour mon-09`. */
export function widerValues(field: Field, value: string): readonly string[] {
  if (field === 'interest' || field === 'pageCategory') {
    const up: string[] = []
    for (let id = parentId(value); id !== null; id = parentId(id)) up.push(id)
    return up
  }
  if (field === 'place' || field === 'hour') {
    const cut = value.indexOf('-')
    if (cut < 0) return []
    return field === 'place' ? [value.slice(0, cut)] : [value.slice(0, cut), value.slice(cut + 1)]
  }
  if (field === 'basket') return value === 'any' || value === 'empty' ? [] : ['any']
  if (field === 'pageWord' && value.includes(' ')) return [...new Set(value.split(' '))]
  return []
}

/** Of these fields a request has at most one value (and what is wider). */
export const SINGLE_FIELDS: readonly Field[] = ['slot', 'device', 'visitor', 'language', 'hour', 'place']
