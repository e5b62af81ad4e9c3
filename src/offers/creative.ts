import type { Text } from '../base/i18n.ts'

/** How an offer may be drawn: with a picture beside its words, several goods side by side, across the page, or words alone. */
export const FORMATS = ['card', 'carousel', 'banner', 'text'] as const

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number]

/** Is this one of {@link FORMATS}? */
export const isFormat = (value: unknown): value is Format => (FORMATS as readonly unknown[]).includes(value)

/**
 * What a campaign says in one format. Texts may hold `{title}`, `{price}`, `{stock}` and `{promise}`; they are filled from the
 * catalogue and the floor when an offer is made. Never HTML: whoever draws it sets text.
 */
export interface Creative {
  readonly format: Format
  /** Empty: the product's name. */
  readonly headline: Text
  /** Empty: when it ships. */
  readonly line: Text
  /** An https address or one of this server (`/…`); null: the product's own. */
  readonly picture: string | null
}

/** What is wrong with one field of a campaign. */
export interface CampaignFault {
  /** Path of the field: `creatives/0/headline`. */
  readonly field: string
  readonly expected: Text
}

const LIMITS = { creatives: 8, headline: 60, line: 90, picture: 500 } as const
/** Control characters and what turns the direction of writing could make an offer say something else than it does. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

/** What is drawn where a campaign says nothing: the product's name, and when it ships. */
export const PLAIN: Creative = { format: 'card', headline: { zh: '', en: '' }, line: { zh: '', en: '' }, picture: null }

/** The creatives of a campaign, and everything that is wrong with them. None given: one plain card. */
export function readCreatives(input: unknown): { creatives: Creative[]; faults: CampaignFault[] } {
  if (input === undefined || input === null) return { creatives: [PLAIN], faults: [] }
  if (!Array.isArray(input) || input.length === 0 || input.length > LIMITS.creatives) {
    const expected = {
      zh: `1 到 ${LIMITS.creatives} 个创意`,
      en: `a list of 1 to ${LIMITS.creatives} creatives`,
    }
    return { creatives: [], faults: [{ field: 'creatives', expected }] }
  }
  const faults: CampaignFault[] = []
  const creatives = input.map((one, i) => readCreative(one, `creatives/${i}`, faults))
  return { creatives, faults }
}

/** One creative; what is wrong with it goes to `faults`. */
export function readCreative(input: unknown, path: string, faults: CampaignFault[]): Creative {
  const raw = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const wrong = (field: string, zh: string, en: string) =>
    void faults.push({ field: `${path}/${field}`, expected: { zh, en } })
  const format = raw.format ?? 'card'
  if (!isFormat(format)) wrong('format', FORMATS.join('、'), `one of ${FORMATS.join(', ')}`)
  const headline = readText(raw.headline, LIMITS.headline)
  if (headline === null) wrong('headline', '中英文各最多 60 个字', 'up to 60 characters in each language')
  const line = readText(raw.line, LIMITS.line)
  if (line === null) wrong('line', '中英文各最多 90 个字', 'up to 90 characters in each language')
  const picture = readPicture(raw.picture)
  if (picture === undefined)
    wrong('picture', 'https 地址，或本站以 / 开头的地址', 'an https address, or one of this site that begins with /')
  return {
    format: isFormat(format) ? format : 'card',
    headline: headline ?? PLAIN.headline,
    line: line ?? PLAIN.line,
    picture: picture ?? null,
  }
}

/** Words in one language stand for both. Null: too long, or with characters that do not belong in a line. */
function readText(value: unknown, most: number): Text | null {
  const raw = (value ?? {}) as Record<string, unknown>
  const zh = typeof raw.zh === 'string' ? raw.zh.trim() : ''
  const en = typeof raw.en === 'string' ? raw.en.trim() : ''
  const isFit = (text: string) => text.length <= 4 * most && [...text].length <= most && !UNFIT.test(text)
  return isFit(zh) && isFit(en) ? { zh: zh || en, en: en || zh } : null
}

/** Undefined: it is none that may be drawn into other people's pages. */
function readPicture(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string' || value.length > LIMITS.picture || UNFIT.test(value)) return undefined
  if (/^\/(?![/\\])/.test(value)) return value
  const url = URL.parse(value)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined
}
