/**
 * The one tokeniser for goods, pages, facts and the search box: whatever is compared must be cut in the same way.
 * Runs of Han (and kana, hangul) become overlapping pairs, a single character stays alone; runs of other letters and digits
 * become lower-case words. Pairs beat a dictionary here: no word is unknown, both sides are cut alike, and no native module.
 */

/** Scripts written without spaces between words. */
const PAIRED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`
/** A paired run, or a word with an inner decimal point (1.2) kept whole; an English 's falls off. */
const RUNS = new RegExp(
  String.raw`([${PAIRED}々]+)|((?:(?![${PAIRED}])[\p{L}\p{N}\p{M}])+(?:\.\p{N}+)*)(?:['’]s(?!\p{L}))?`,
  'gu',
)

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
const STOP_CHARACTERS = new Set('的了吗呢吧啊呀们也很这那你您我他她它把被与并及')

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

function wordTerm(raw: string): string | null {
  // Accents fall so that "café" and "cafe" meet; done on words only, because it would take hangul apart.
  const word = raw.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, MAX_WORD)
  if (word === '' || STOP_WORDS.has(word)) return null
  return singular(word)
}

function pairTerms(run: string, into: string[]): void {
  const characters = Array.from(run)
  if (characters.length === 1) {
    if (!STOP_CHARACTERS.has(run)) into.push(run)
    return
  }
  for (let i = 0; i + 1 < characters.length; i++) {
    if (STOP_CHARACTERS.has(characters[i]!) || STOP_CHARACTERS.has(characters[i + 1]!)) continue
    into.push(characters[i]! + characters[i + 1]!)
  }
}

/**
 * The terms of a text in their order, repeats kept. NFKC comes first, so that full-width and half-width forms meet.
 * Never throws; anything that is not text gives no terms.
 */
export function terms(text: string): string[] {
  const found: string[] = []
  if (typeof text !== 'string') return found
  for (const match of text.slice(0, MAX_TERM_TEXT).normalize('NFKC').matchAll(RUNS)) {
    if (match[1] !== undefined) pairTerms(match[1], found)
    else {
      const term = wordTerm(match[2] ?? '')
      if (term !== null) found.push(term)
    }
  }
  return found
}

/** How often each term stands in a text, in the order of first appearance. */
export function countTerms(list: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
