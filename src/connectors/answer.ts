import { shownLine } from '../base/shown.ts'
import type { AccountCard, ApiAnswer, Raw, RawFact, SourcePage, Verb } from './connector.ts'

/** Is this an object of JSON? */
export const isRecord = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** The object, or an empty one. */
export const recordOf = (value: unknown): Raw => (isRecord(value) ? value : {})
/** The text, cut to `most` characters; empty when it is none. */
export const textOf = (value: unknown, most = 300): string => (typeof value === 'string' ? value.slice(0, most) : '')
/** An id that some write as a number and others as a text; empty when there is none. */
export const idOf = (value: unknown): string => (Number.isSafeInteger(value) ? String(value) : textOf(value))
/** The list, the one thing as a list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/** A count that a source gives; null when it gives none. */
export const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null

/** Ms since the epoch of whatever date format `Date` knows; null when it is none. */
export function timeOf(value: unknown): number | null {
  const at = Date.parse(textOf(value))
  return Number.isNaN(at) ? null : at
}

/**
 * Texts of other people may hold markup (ActivityStreams 2.0 Vocabulary, `content`): only the words are of use. A tag ends
 * before the next `<`, or a text of nothing else would take the square of its length.
 */
export const plain = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** A name under the language its script tells. */
export function named(text: string): { readonly zh?: string; readonly en?: string } {
  const bare = plain(text)
  if (bare === '') return {}
  return /\p{Script=Han}/u.test(bare) ? { zh: bare } : { en: bare }
}

/** Whatever says what a thing is about, as one text: each part once, without markup and the `#` of tags. */
export function aboutOf(parts: readonly unknown[]): string {
  const words = parts.map((part) => plain(textOf(part, 2000)).replace(/^#/, ''))
  return [...new Set(words)]
    .filter((part) => part !== '')
    .join(' \n ')
    .slice(0, 6000)
}

/** One fact as a list, for `facts`; none when the source did not say which thing it is. */
export function factOf(
  verb: Verb,
  thing: string,
  { id, at, name, about = [name] }: { id: unknown; at?: unknown; name: unknown; about?: readonly unknown[] },
): readonly RawFact[] {
  const sourceId = idOf(id)
  if (sourceId === '') return []
  return [{ sourceId, verb, at: timeOf(at), thing, name: named(textOf(name)), about: aboutOf(about) }]
}

/**
 * Facts of somebody who is followed, with an `id`: the first of `names` that is filled is what they are called, `more` are members
 * that say more of them.
 */
export const followed =
  (names: readonly string[], more: readonly string[] = []) =>
  (item: unknown): readonly RawFact[] => {
    const one = recordOf(item)
    const name = names.map((member) => textOf(one[member])).find((text) => text !== '')
    return factOf('follow', 'Person', { id: one.id, name, about: [name, ...more.map((member) => one[member])] })
  }

/** How an account is shown: the first name that is one, and a picture on the web. */
export function cardOf(names: readonly unknown[], picture?: unknown): AccountCard {
  const name = names.map((one) => shownLine(plain(textOf(one, 200)), 80)).find((one) => one !== '')
  const address = textOf(picture, 500)
  const isOnTheWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
  return { name: name ?? null, picture: isOnTheWeb ? address : null }
}

/** A header that shows who asks by id and secret (RFC 7617; form-encoded first, RFC 6749 §2.3.1). */
export const basic = (id: string, secret: string): { readonly authorization: string } => ({
  authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`,
})

/** What a query says: a list is a parameter that is said again for each, null one that is left out. */
export type Query = Readonly<Record<string, string | number | null | readonly string[]>>

/** An address with a query. */
export function withQuery(address: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => listOf(value).map((one) => [name, String(one)]))
  return pairs.length === 0 ? address : `${address}?${new URLSearchParams(pairs)}`
}

/** The addresses under one `rel` of a Link header (RFC 8288 §3), read from where the answer came from. */
export const linksOf = ({ headers }: ApiAnswer, from: string, rel: string): readonly string[] =>
  [...(headers.link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)].flatMap(([, target = '', rest = '']) => {
    const said = /;\s*rel="?([^";,]*)/.exec(rest)?.[1]?.split(' ') ?? []
    return said.includes(rel) && URL.canParse(target, from) ? [new URL(target, from).href] : []
  })

/**
 * The address under `rel="next"`; null at the end. @throws Error when it leads to another host: the token goes with the next
 * request, and an end that is none would look as if the rest had been deleted
 */
export function nextLink(answer: ApiAnswer, current: string): string | null {
  const [next] = linksOf(answer, current, 'next')
  if (next === undefined) return null
  if (new URL(next).origin !== new URL(current).origin) throw new Error('the next page is on another host')
  return next
}

/** A page that is a bare list, with its next one in the Link header. @throws Error when it is no list */
export function linkedPage(answer: ApiAnswer, current: string): SourcePage {
  if (!Array.isArray(answer.body)) throw new Error('a list was expected')
  return { items: answer.body, next: nextLink(answer, current), total: null, deleted: [] }
}

/** A page whose list is a member of an object. @throws Error when there is no such list */
export function memberPage(
  answer: ApiAnswer,
  member: string,
  rest: (body: Raw, items: readonly unknown[]) => { readonly next: string | null; readonly total?: unknown },
): SourcePage {
  const items = recordOf(answer.body)[member]
  if (!Array.isArray(items)) throw new Error(`an object with a list of ${member} was expected`)
  const { next, total } = rest(recordOf(answer.body), items)
  return { items, next, total: countOf(total), deleted: [] }
}
