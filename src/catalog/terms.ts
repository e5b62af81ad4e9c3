import { composed } from '../base/compose.ts'

/**
 * The one tokeniser for goods, pages, facts and the search box: whatever is compared must be cut in the same way.
 * Runs of Han (and kana, hangul) become overlapping pairs, a single character stays alone; so do runs of the other scripts that
 * write no spaces (Thai, Lao, Khmer, Burmese), a letter there with the marks on it. Runs of all other letters and digits become
 * lower-case words. Pairs beat a dictionary here: no word is unknown, both sides are cut alike, and no native module.
 */

/** What one character is to the tokeniser. */
const GAP = 0
const WORD = 1
const PAIRED = 2
/** As PAIRED, but marks belong to the letter before them. */
const CLUSTERED = 3

const LETTER = /[\p{L}\p{N}\p{M}]/u
const MARK = /\p{M}/u

/** Is this a letter of Thai, Lao, Burmese or Khmer, which write no spaces between words? By its code point. */
export const isUnspaced = (code: number): boolean =>
  (code >= 0x0e00 && code <= 0x0eff) || (code >= 0x1000 && code <= 0x109f) || (code >= 0x1780 && code <= 0x17ff)

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
  const character = String.fromCodePoint(code)
  if (isUnspaced(code) && /[\p{L}\p{M}]/u.test(character)) return CLUSTERED
  return LETTER.test(character) ? WORD : GAP
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

/**
 * By UTF-16 unit: 1 where NFKC changes nothing, beside whatever of these, or only turns one gap into another (，into ,).
 * Most pages are made of these alone, and looking is ten times cheaper than composing.
 */
const SETTLED = new Uint8Array(0x10000)
for (const [first, last] of [
  [0x00, 0x7f],
  [0xc0, 0xff],
  [0x400, 0x481], // Cyrillic without its marks
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
] as const) {
  SETTLED.fill(1, first, last + 1)
}
for (const sign of '–—‘’“”•、。《》「」『』【】！（），：；？·') SETTLED[sign.charCodeAt(0)] = 1

/** Text beyond this is not read: what a page is about stands in its beginning. */
export const MAX_TERM_TEXT = 200_000

/** The units of the text being cut: a plain array is read three times faster than a string. One text at a time. */
const UNITS = new Uint16Array(MAX_TERM_TEXT)

/** Takes a text's units. @returns whether it stands as NFKC would leave it */
function take(text: string): boolean {
  let all = 1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    UNITS[at] = unit
    all &= SETTLED[unit]!
  }
  return all === 1
}

/** What is not seen: zero-width characters, marks of direction, soft hyphens, variants of the same sign. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu

/** Full-width and half-width forms are one, and nothing unseen stands inside a word. */
function settled(text: string): string {
  if (take(text)) return text
  const plain = composed(text.replace(UNSEEN, ''), 'NFKC').replace(UNSEEN, '').slice(0, MAX_TERM_TEXT)
  take(plain)
  return plain
}

/** Longer "words" are hashes and encoded data; the cut keeps them from filling an index. */
const MAX_WORD = 40

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

/** Marks that may fall: accents, and the points of Arabic and Hebrew. Those of Indic scripts are vowels and stay, as does й. */
const ACCENTS =
  /(?<!и)\u0306|\u0640|(?=\p{M})(?!\u0306)[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}]/gu

function newWordTerm(raw: string): string | null {
  const isAscii = /^[a-z0-9.]*$/i.test(raw)
  // Accents fall so that "café" and "cafe" meet; done on words only, because it would take hangul apart.
  const plain = isAscii ? raw : raw.toLowerCase().normalize('NFD').replace(ACCENTS, '').normalize('NFC')
  const word = plain.toLowerCase().slice(0, MAX_WORD)
  if (word === '' || STOP_WORDS.has(word)) return null
  if (!isAscii && !/[\p{L}\p{N}]/u.test(word)) return null
  return singular(word)
}

/** A copy that stands alone: a long part of a text would keep the whole text in memory for as long as it is remembered. */
const alone = (part: string): string =>
  part.length < 13 ? part : String.fromCharCode(...Array.from({ length: part.length }, (_, i) => part.charCodeAt(i)))

/**
 * Words met and what they became, by a hash of the word: texts say the same ones over and over. A place holds two, the newer one
 * first, and the older is pushed out, so it never grows. The same word mostly gives the very same string, which maps find faster.
 */
const PLACES = 1 << 15
const MET_WORDS: (string | undefined)[] = new Array(PLACES)
const MET_TERMS: (string | null)[] = new Array(PLACES).fill(null)
/** The same for pairs of characters of one unit each; the key is both units. */
const PAIR_KEYS = new Int32Array(PLACES)
const MET_PAIRS: string[] = new Array(PLACES).fill('')

/** Is the word here this one? */
function standsAt(word: string | undefined, from: number, end: number): boolean {
  if (word === undefined || word.length !== end - from) return false
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== UNITS[from + i]) return false
  return true
}

function wordTerm(text: string, from: number, end: number, hash: number): string | null {
  const place = (hash ^ (hash >>> 15)) & (PLACES - 2)
  if (standsAt(MET_WORDS[place], from, end)) return MET_TERMS[place]!
  if (standsAt(MET_WORDS[place + 1], from, end)) return MET_TERMS[place + 1]!
  const raw = text.slice(from, end)
  const term = newWordTerm(raw)
  if (raw.length > MAX_WORD) return term === null ? null : alone(term)
  MET_WORDS[place + 1] = MET_WORDS[place]
  MET_TERMS[place + 1] = MET_TERMS[place]!
  MET_WORDS[place] = alone(raw)
  MET_TERMS[place] = term === null ? null : term === raw ? MET_WORDS[place]! : alone(term)
  return MET_TERMS[place]!
}

function pairTerm(first: number, second: number): string {
  const key = (first << 16) | second
  const place = Math.imul(key, 0x9e3779b1) >>> 17
  if (PAIR_KEYS[place] === key) return MET_PAIRS[place]!
  PAIR_KEYS[place] = key
  MET_PAIRS[place] = String.fromCharCode(first, second)
  return MET_PAIRS[place]!
}

/** Where a run of one kind ends. */
function runEnd(text: string, from: number, kind: number): number {
  let at = from
  while (at < text.length && kindAt(text, at) === kind) at += widthAt(text, at)
  return at
}

/** The pairs of the run that begins here, into `into`. @returns where it ends */
function pairsFrom(text: string, from: number, into: string[]): number {
  const had = into.length
  let before = -1
  let at = from
  for (; at < text.length; at++) {
    const unit = UNITS[at]!
    if ((unit & 0xf800) === 0xd800) {
      // Characters of two units: again, and slower.
      into.length = had
      return clustersFrom(text, from, PAIRED, into)
    }
    if ((KINDS[unit] || meet(unit)) - 1 !== PAIRED) break
    if (before >= 0 && STOPS[before] === 0 && STOPS[unit] === 0) into.push(pairTerm(before, unit))
    before = unit
  }
  if (at - from === 1 && STOPS[before] === 0) into.push(text[from]!)
  return at
}

/** The same where a character has several units: halves of a pair, or a letter with the marks on it. */
function clustersFrom(text: string, from: number, kind: number, into: string[]): number {
  const end = runEnd(text, from, kind)
  const isStop = (part: string) => STOPS[part.charCodeAt(0)] === 1
  const clusters: string[] = []
  for (let at = from; at < end; ) {
    const width = widthAt(text, at)
    const part = text.slice(at, at + width)
    if (kind === CLUSTERED && clusters.length > 0 && MARK.test(part)) clusters[clusters.length - 1] += part
    else clusters.push(part)
    at += width
  }
  if (clusters.length === 1 && !isStop(clusters[0]!)) into.push(clusters[0]!.slice(0, MAX_WORD))
  for (let i = 0; i + 1 < clusters.length; i++) {
    const [first, second] = [clusters[i]!, clusters[i + 1]!]
    if (!isStop(first) && !isStop(second)) into.push((first + second).slice(0, MAX_WORD))
  }
  return end
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57
const isQuote = (unit: number): boolean => unit === 0x27 || unit === 0x2019

/** Where the word that begins here ends; a decimal point between digits stays inside (1.2). Its hash is left in {@link hashed}. */
function wordEnd(text: string, from: number): number {
  let hash = 0
  let at = from
  for (; at < text.length; at++) {
    const unit = UNITS[at]!
    if (KINDS[unit] !== WORD + 1) {
      const isPoint = unit === 46 && isDigit(UNITS[at - 1]!) && at + 1 < text.length && isDigit(UNITS[at + 1]!)
      if (!isPoint && kindAt(text, at) !== WORD) break
      if ((unit & 0xfc00) === 0xd800 && widthAt(text, at) === 2) hash = (Math.imul(hash, 31) + UNITS[at++]!) | 0
    }
    hash = (Math.imul(hash, 31) + UNITS[at]!) | 0
  }
  hashed = hash
  return at
}
let hashed = 0

/** The word that begins here, into `into`. @returns where it ends, a possessive's s included */
function wordFrom(text: string, from: number, into: string[]): number {
  const end = wordEnd(text, from)
  const term = wordTerm(text, from, end, hashed)
  if (term !== null) into.push(term)
  if (!isQuote(text.charCodeAt(end)) || text.charCodeAt(end + 1) !== 115) return end
  return runEnd(text, end + 1, WORD) === end + 2 ? end + 2 : end
}

/**
 * The terms of a text in their order, repeats kept. NFKC comes first, so that full-width and half-width forms meet.
 * Never throws; anything that is not text gives no terms.
 */
export function terms(input: string): string[] {
  const found: string[] = []
  if (typeof input !== 'string') return found
  const text = settled(input.slice(0, MAX_TERM_TEXT))
  let at = 0
  while (at < text.length) {
    const unit = UNITS[at]!
    const kind = (unit & 0xf800) === 0xd800 ? kindAt(text, at) : (KINDS[unit] || meet(unit)) - 1
    if (kind === GAP) at += widthAt(text, at)
    else if (kind === WORD) at = wordFrom(text, at, found)
    else if (kind === PAIRED) at = pairsFrom(text, at, found)
    else at = clustersFrom(text, at, CLUSTERED, found)
  }
  return found
}

/** How often each term stands in a text, in the order of first appearance. */
export function countTerms(list: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
