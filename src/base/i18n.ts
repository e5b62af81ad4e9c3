/** The languages every screen, message and problem exists in. Chinese first: the product's home language. */
export const LANGS = ['zh', 'en'] as const
/** One of the two languages. */
export type Lang = (typeof LANGS)[number]
/** A sentence or name in both languages. */
export interface Text {
  readonly zh: string
  readonly en: string
}
/** Values put into `{name}` places of a sentence. */
export type Params = Readonly<Record<string, string | number>>

/** Is this one of our languages? */
export function isLang(value: unknown): value is Lang {
  return value === 'zh' || value === 'en'
}

/**
 * Fills `{name}` places; an unknown name stays visible, so that a slip is seen and not hidden. English counts: `{n|piece|pieces}`
 * is the first word when `n` is 1, else the second. Where a Han sign meets a Latin letter or a figure at the edge of a place,
 * a space comes between: 你是 Chen 吗，你是王珊吗.
 */
export function fill(template: string, params: Params = {}): string {
  if (!template.includes('{')) return template
  const { texts, places } = cut(template)
  let filled = texts[0]!
  for (const [i, place] of places.entries()) filled += valueAt(place, params) + texts[i + 1]!
  return filled
}

/** A `{name}` or `{name|one|many}` of a template. */
interface Place {
  readonly whole: string
  readonly name: string
  readonly words: readonly [one: string, many: string] | null
  /** What the template has on either side, as far as it matters. */
  readonly before: Script
  readonly after: Script
}
type Script = 'han' | 'latin' | null

interface Template {
  /** One more than places: what stands before, between and behind them. */
  readonly texts: readonly string[]
  readonly places: readonly Place[]
}

const PLACE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g
// The same few hundred sentences are filled all day; those that merchants write come on top.
const known = new Map<string, Template>()
const MOST_KNOWN = 2_000

function cut(template: string): Template {
  const found = known.get(template)
  if (found !== undefined) return found
  const texts: string[] = []
  const places: Place[] = []
  let from = 0
  for (const { 0: whole, 1: name, 2: one, 3: many, index } of template.matchAll(PLACE)) {
    texts.push(template.slice(from, index))
    from = index + whole.length
    const words = one === undefined || many === undefined ? null : ([one, many] as const)
    const before = lastScript(template.slice(0, index))
    places.push({ whole, name: name!, words, before, after: firstScript(template.slice(from)) })
  }
  texts.push(template.slice(from))
  if (known.size === MOST_KNOWN) known.clear()
  const made = { texts, places }
  known.set(template, made)
  return made
}

function valueAt({ whole, name, words, before, after }: Place, params: Params): string {
  if (!(name in params)) return whole
  if (words !== null) return Number(params[name]) === 1 ? words[0] : words[1]
  const value = String(params[name])
  const left = meet(before, before && firstScript(value)) ? ' ' : ''
  const right = meet(after, after && lastScript(value)) ? ' ' : ''
  return left + value + right
}

const HAN_LAST = /\p{Script=Han}$/u
const HAN_FIRST = /^\p{Script=Han}/u
const LATIN_LAST = /[\p{Script=Latin}\d]$/u
const LATIN_FIRST = /^[\p{Script=Latin}\d]/u
const firstScript = (text: string): Script => (HAN_FIRST.test(text) ? 'han' : LATIN_FIRST.test(text) ? 'latin' : null)
const lastScript = (text: string): Script => (HAN_LAST.test(text) ? 'han' : LATIN_LAST.test(text) ? 'latin' : null)
/** Do a Han sign and a Latin one stand side by side? */
const meet = (one: Script, other: Script): boolean => one !== null && other !== null && one !== other

/** The sentence in one language, its places filled. */
export function say(text: Text, lang: Lang, params: Params = {}): string {
  return fill(text[lang], params)
}

/**
 * The better of our languages for an `Accept-Language` header (RFC 9110 §12.5.4): highest q wins, first named breaks a tie.
 * Anything that names neither language gets `fallback`.
 */
export function negotiateLang(header: string | undefined, fallback: Lang = 'zh'): Lang {
  let best: Lang = fallback
  let bestQ = 0
  for (const part of (header ?? '').split(',')) {
    const [range = '', ...params] = part.trim().toLowerCase().split(';')
    const lang = range.split('-')[0]
    const q = Number(
      params
        .find((p) => p.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    )
    if (isLang(lang) && q > bestQ) {
      best = lang
      bestQ = q
    }
  }
  return best
}
