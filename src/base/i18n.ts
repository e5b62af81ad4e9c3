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
 * is the first word when `n` is 1, else the second.
 */
export function fill(template: string, params: Params = {}): string {
  return template.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      if (!(name in params)) return whole
      if (one === undefined || many === undefined) return String(params[name])
      return Number(params[name]) === 1 ? one : many
    },
  )
}

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
