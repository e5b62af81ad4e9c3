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
  return template.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one: string | undefined, many: string | undefined, at: number) => {
      if (!(name in params)) return whole
      if (one !== undefined && many !== undefined) return Number(params[name]) === 1 ? one : many
      const value = String(params[name])
      const before = meets(template.slice(0, at), value) ? ' ' : ''
      const after = meets(value, template.slice(at + whole.length)) ? ' ' : ''
      return before + value + after
    },
  )
}

const HAN_LAST = /\p{Script=Han}$/u
const HAN_FIRST = /^\p{Script=Han}/u
const LATIN_LAST = /[\p{Script=Latin}\d]$/u
const LATIN_FIRST = /^[\p{Script=Latin}\d]/u
/** Do a Han sign and a Latin one stand side by side where these two are joined? */
const meets = (left: string, right: string): boolean =>
  (HAN_LAST.test(left) && LATIN_FIRST.test(right)) || (LATIN_LAST.test(left) && HAN_FIRST.test(right))

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
