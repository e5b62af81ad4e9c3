import { composed } from '../base/compose.ts'

/**
 * The one tokeniser for goods, pages, facts and the search box: whatever is compared must be cut in the same way.
 * Runs of Han (and kana, hangul) become overlapping pairs, a single character stays alone; runs of other letters and digits
 * become lower-case words. Pairs beat a dictionary here: no word is unknown, both sides are cut alike, and no native module.
 */

/** What one character is to the tokeniser. */
const GAP = 0
const WORD = 1
const PAIRED = 2

const LETTER = /[\p{L}\p{N}\p{M}]/u

/** The kind of a code point. Ranges, not properties: this runs for every character of every page. */
function kindOf(code: number): number {
  if (code < 0x80) {
    const isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
    return isWord ? WORD : GAP
  }
  if (code >= 0x4e00 && code <= 0x9fff) return PAIRED // Han
  if ((code >= 0x2010 && code <= 0x2bff) || (code >= 0x3001 && code <= 0x3004)) return GAP // signs
  if (code >= 0xff00 && code <= 0xff65) return GAP // full-width signs; full-width letters are gone after NFKC
  const isHan = (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x20000 && code <= 0x3ffff) || code === 0x3005
  const isKana = (code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fe)
  const isHangul = code >= 0xac00 && code <= 0xd7a3
  if (isHan || isKana || isHangul) return PAIRED
  return LETTER.test(String.fromCodePoint(code)) ? WORD : GAP
}

/** By UTF-16 unit, one more than its kind; 0: not met yet. Halves of pairs are never met. */
const KINDS = new Uint8Array(0x10000)

function meet(unit: number): number {
  KINDS[unit] = kindOf(unit) + 1
  return KINDS[unit]!
}

/** The kind of the character here. */
function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if ((unit & 0xf800) === 0xd800) return kindOf(text.codePointAt(at)!)
  return (KINDS[unit] || meet(unit)) - 1
}

/** How many units the character here has. */
const widthAt = (text: string, at: number): number =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && text.codePointAt(at)! > 0xffff ? 2 : 1

/** Longer "words" are hashes and encoded data; the cut keeps them from filling an index. */
const MAX_WORD = 40
/** Text beyond this is not read: what a page is about stands in its beginning. */
export const MAX_TERM_TEXT = 200_000

/** English words that tell nothing about goods. Kept short: a word wrongly dropped can never be found. */
const STOP_WORDS = new Set(
  `a an and are as at be been but by can do does for from had has have he her his how i if in into is it its just me more
  my no not of on or our out she so than that the their them then there these they this to up us was we were what when
  which who will with would you your`.split(/\s+/),
)
/** Chinese function characters: a pair that holds one crosses a word's edge (杯的, 我们) and tells nothing. */
const STOP_CHARACTERS = '的了吗呢吧啊呀们也很这那你您我他她它把被与并及'
/** The same by UTF-16 unit. */
const STOPS = new Uint8Array(0x10000)
for (let i = 0; i < STOP_CHARACTERS.length; i++) STOPS[STOP_CHARACTERS.charCodeAt(i)] = 1

/** Plurals that change the word and are common among goods. */
const ODD_PLURALS: ReadonlyMap<string, string> = new Map([
  ['knives', 'knife'],
  ['shelves', 'shelf'],
  ['leaves', 'leaf'],
  ['loaves', 'loaf'],
  ['scarves', 'scarf'],
  ['men', 'man'],
  ['women', 'woman'],
  ['children', 'child'],
  ['mice', 'mouse'],
  ['feet', 'foot'],
])

/** Plural and possessive off, nothing cleverer: both sides pass here, so only consistency matters. */
function singular(word: string): string {
  const odd = ODD_PLURALS.get(word)
  if (odd !== undefined) return odd
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|\d)s?$/.test(word)) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|z|ss)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/** Words met so far and what they became: texts say the same ones over and over. */
const WORDS = new Map<string, string | null>()
const MOST_WORDS = 10_000

function wordTerm(raw: string): string | null {
  const known = WORDS.get(raw)
  if (known !== undefined) return known
  const term = newWordTerm(raw)
  if (WORDS.size >= MOST_WORDS) WORDS.clear()
  if (raw.length <= MAX_WORD) WORDS.set(raw, term)
  return term
}

function newWordTerm(raw: string): string | null {
  // Accents fall so that "café" and "cafe" meet; done on words only, because it would take hangul apart.
  const plain = /^[a-z0-9.]*$/i.test(raw) ? raw : raw.normalize('NFD').replace(/\p{M}/gu, '')
  const word = plain.toLowerCase().slice(0, MAX_WORD)
  if (word === '' || STOP_WORDS.has(word)) return null
  return singular(word)
}

function pairTerms(run: string, into: string[]): void {
  let width = widthAt(run, 0)
  if (width === run.length) {
    if (STOPS[run.charCodeAt(0)] === 0) into.push(run)
    return
  }
  for (let at = 0; at + width < run.length; ) {
    const next = at + width
    const nextWidth = widthAt(run, next)
    if (STOPS[run.charCodeAt(at)] === 0 && STOPS[run.charCodeAt(next)] === 0) into.push(run.slice(at, next + nextWidth))
    at = next
    width = nextWidth
  }
}

/** Where a run of one kind ends. A decimal point between digits stays inside its word (1.2). */
function runEnd(text: string, from: number, kind: number): number {
  let at = from
  while (at < text.length) {
    if (kindAt(text, at) !== kind && !(kind === WORD && text.charCodeAt(at) === 46 && isDecimalPoint(text, at))) break
    at += widthAt(text, at)
  }
  return at
}

function isDecimalPoint(text: string, at: number): boolean {
  return /\d/.test(text[at - 1] ?? '') && /\d/.test(text[at + 1] ?? '')
}

/**
 * The terms of a text in their order, repeats kept. NFKC comes first, so that full-width and half-width forms meet.
 * Never throws; anything that is not text gives no terms.
 */
export function terms(input: string): string[] {
  const found: string[] = []
  if (typeof input !== 'string') return found
  const text = composed(input.slice(0, MAX_TERM_TEXT), 'NFKC')
  let at = 0
  while (at < text.length) {
    const kind = kindAt(text, at)
    if (kind === GAP) {
      at += widthAt(text, at)
      continue
    }
    const end = runEnd(text, at, kind)
    const run = text.slice(at, end)
    at = end
    if (kind === PAIRED) {
      pairTerms(run, found)
      continue
    }
    const term = wordTerm(run)
    if (term !== null) found.push(term)
    const isPossessive =
      (text[at] === "'" || text[at] === '’') && text[at + 1] === 's' && runEnd(text, at + 1, WORD) === at + 2
    if (isPossessive) at += 2
  }
  return found
}

/** How often each term stands in a text, in the order of first appearance. */
export function countTerms(list: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
