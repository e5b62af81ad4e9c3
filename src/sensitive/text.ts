import { allCategories, type Category, isWithin } from '../catalog/categories.ts'
import { codesOf, type FoldedText, fold, foldCodes, textOfCodes } from './folding.ts'
import { SENSITIVE_WORDS, type SensitiveWords } from './words.ts'

/** Letters that look like Latin ones, and what people write in their place. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    'аa вb еe ѕs іi јj оo рp сc уy хx ѵv һh к' + 'k мm нh тt гr ԁd ԛq ԝw ӏl ьb зe',
    'αa βb εe ιi κk νv οo ρp τt υu χx ηn ωw γy ζz',
    'ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz',
    'ɑa ɡg ıi  օo ѡw ցg սu',
  ].flatMap((pairs) => pairs.split(' ').map((pair) => [[...pair][0]!, [...pair][1]!] as const)),
)
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Scripts that are written without spaces: looked for wherever they stand. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** Scripts whose characters are put together again over {@link BETWEEN_HAN}. */
const HAN = /^[\u3400-\u9fff\uac00-\ud7a3]$/
const BETWEEN_HAN = /^[ -/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]$/
const MOST_BETWEEN = 2
const PARTED_LETTERS = /(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]){2,}\p{L}(?![\p{L}\p{N}])/gu

/** Words of the scripts with spaces, also where they stand between characters of the others. */
const WORD =
  /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}@$!])+/gu
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => fold(one.trim()).text.replace(/\s+/g, ' '))
    .filter((one) => one !== '')

const S = 115
const E = 101
const isSmall = (unit: number): boolean => unit >= 97 && unit <= 122

/** What words begin like, letter by letter. */
interface Letter {
  readonly next: Map<number, Letter>
  /** A word ends here. */
  isWord: boolean
  /** Whatever goes on from here is one. */
  isStem: boolean
  /** A phrase whose first word ends here: the words that must follow. */
  phrases: (readonly string[])[]
}
const letter = (): Letter => ({ next: new Map(), isWord: false, isStem: false, phrases: [] })

function wayTo(root: Letter, word: string): Letter {
  let at = root
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i)
    const known = at.next.get(code)
    const next = known ?? letter()
    if (known === undefined) at.next.set(code, next)
    at = next
  }
  return at
}

/** Branches whose every word tells of somebody; of the others (news of law, restricted goods) a category must be recognised. */
const TELLING = ['health', 'religion', 'politics', 'intimacy', 'children']

const padded = (text: string): string => ` ${fold(text).text} `

/** The words of those branches in the tree, but for those that stand for something harmless as well. */
function seedWords(): SensitiveWords {
  const isTelling = (one: Category) => TELLING.some((branch) => isWithin(one.id, branch))
  const wordsOf = (one: Category) => [one.zh, one.en, ...one.seeds]
  const harmless = allCategories().flatMap((one) => (isTelling(one) ? [] : wordsOf(one).map(padded)))
  const mine = allCategories()
    .filter(isTelling)
    .flatMap(wordsOf)
    .filter((word) => !harmless.some((other) => other.includes(UNSPACED.test(word) ? fold(word).text : padded(word))))
  return {
    words: mine.filter((word) => !UNSPACED.test(word)).join(','),
    stems: '',
    parts: mine.filter((word) => UNSPACED.test(word)).join(','),
  }
}

const ALL = [...Object.values(SENSITIVE_WORDS), seedWords()]

const WORDS: Letter = (() => {
  const root = letter()
  for (const [first, ...rest] of ALL.flatMap(({ words }) => listOf(words)).map((one) => one.match(WORD) ?? [])) {
    const at = wayTo(root, first!)
    if (rest.length === 0) at.isWord = true
    else at.phrases.push(rest)
  }
  for (const stem of ALL.flatMap(({ stems }) => listOf(stems))) wayTo(root, stem).isStem = true
  return root
})()

/** Which three small letters some word, or its plural, begins with: most words of a text are none of these. */
const BEGINNINGS = new Uint8Array(26 ** 3)
const beginning = (a: number, b: number, c: number): number => ((a - A) * 26 + b - A) * 26 + c - A
const A = 97
for (const [a, { next: second }] of WORDS.next)
  for (const [b, { next: third, isWord }] of second)
    for (const c of isWord ? [...third.keys(), E] : third.keys())
      if ([a, b, c].every(isSmall)) BEGINNINGS[beginning(a, b, c)] = 1

/** By what UTF-16 has first of it. */
const PARTS: ReadonlyMap<number, readonly string[]> = Map.groupBy(
  ALL.flatMap(({ parts }) => listOf(parts)).filter((one) => one.charCodeAt(0) > 127),
  (one) => one.charCodeAt(0),
)

/** The same word as it may have been meant: in Latin letters, with figures for letters, without the Arabic article. */
function readings(word: string): readonly string[] {
  let end = word.length
  // By hand: a pattern that is tied to the end would begin anew at each of thousands of exclamation marks.
  while (end > 0 && '!@$'.includes(word[end - 1]!)) end--
  const plain = word.slice(0, end)
  const latin = [...plain].map((one) => LOOKALIKES.get(one) ?? one).join('')
  const letters = /[a-z]/.test(latin) ? [...latin].map((one) => LEET[one] ?? one).join('') : latin
  return [...new Set([word, plain, latin, letters, word.startsWith('ال') ? word.slice(2) : word])]
}

/** What a character is to the search: bits, worked out when it is first met. */
const MET = 1
/** Of a word of the scripts with spaces, see {@link WORD}. */
const OF_WORD = 2
const LETTER = 4
/** A letter or a figure. */
const LETTER_OR_FIGURE = 8
/** See {@link HAN} and {@link BETWEEN_HAN}. */
const JOINED = 16
const BETWEEN = 32
/** A part begins like this. */
const OF_PART = 64

const CLASSES = new Uint8Array(0x10000)
const IS_WORD = new RegExp(`^${WORD.source}$`, 'u')

function classOf(code: number): number {
  const one = String.fromCodePoint(code)
  const found =
    MET |
    (IS_WORD.test(one) ? OF_WORD : 0) |
    (/^\p{L}$/u.test(one) ? LETTER : 0) |
    (/^[\p{L}\p{N}]$/u.test(one) ? LETTER_OR_FIGURE : 0) |
    (HAN.test(one) ? JOINED : 0) |
    (BETWEEN_HAN.test(one) ? BETWEEN : 0) |
    (PARTS.has(one.charCodeAt(0)) ? OF_PART : 0)
  if (code <= 0xffff) CLASSES[code] = found
  return found
}

/** The class of the character here. */
function classAt(codes: Uint16Array, at: number, end: number): number {
  const unit = codes[at]!
  if (!isPair(codes, at, end)) return CLASSES[unit] || classOf(unit)
  return classOf(0x10000 + ((unit - 0xd800) << 10) + (codes[at + 1]! - 0xdc00))
}

const isPair = (codes: Uint16Array, at: number, end: number): boolean =>
  (codes[at]! & 0xfc00) === 0xd800 && at + 1 < end && (codes[at + 1]! & 0xfc00) === 0xdc00

/** What a text says: bits. */
const SAYS = 1
/** Characters of {@link HAN} stand apart. */
const HAN_APART = 2
/** Single letters stand apart. */
const LETTERS_APART = 4

/** Reads a text once: does it say a word or a part, or does it look as if it hid one? */
function search({ codes, length }: FoldedText): number {
  let found = 0
  let wordFrom = -1
  // Where the joined character before ended, if only what is taken out came since.
  let joinedTo = -1
  // Letters and figures in a row; how far the last row was away; how many single letters followed each other one sign apart.
  let row = 0
  let isLetter = false
  let away = 0
  let singles = 0
  for (let at = 0; at < length; at++) {
    const unit = codes[at]!
    const isTwo = isPair(codes, at, length)
    const kind = (isTwo ? 0 : CLASSES[unit]) || classAt(codes, at, length)
    if ((kind & OF_PART) !== 0 && beginsPart(codes, at, length)) return SAYS
    if ((kind & OF_WORD) !== 0) {
      if (wordFrom < 0) wordFrom = at
    } else if (wordFrom >= 0) {
      if (saysWord(codes, wordFrom, at, length)) return SAYS
      wordFrom = -1
    }
    if ((kind & LETTER_OR_FIGURE) !== 0) {
      if (row === 0 && away !== 1) singles = 0
      row++
      isLetter = (kind & LETTER) !== 0
    } else {
      if (row > 0) {
        singles = row === 1 && isLetter ? singles + 1 : 0
        if (singles > 2) found |= LETTERS_APART
        row = 0
        away = 0
      }
      away++
    }
    if ((kind & JOINED) !== 0) {
      if (joinedTo >= 0 && at > joinedTo && at - joinedTo <= MOST_BETWEEN) found |= HAN_APART
      joinedTo = at + 1
    } else if ((kind & BETWEEN) === 0) joinedTo = -1
    if (isTwo) at++
  }
  if (wordFrom >= 0 && saysWord(codes, wordFrom, length, length)) return SAYS
  return row === 1 && isLetter && singles > 1 ? found | LETTERS_APART : found
}

function beginsPart(codes: Uint16Array, at: number, end: number): boolean {
  return PARTS.get(codes[at]!)!.some((part) => {
    if (at + part.length > end) return false
    for (let i = 1; i < part.length; i++) if (codes[at + i] !== part.charCodeAt(i)) return false
    return true
  })
}

/** Is this word looked for, in any of its readings? */
function saysWord(codes: Uint16Array, from: number, to: number, end: number): boolean {
  let isPlain = true
  const isFigure = isDigit(codes[from]!)
  for (let at = from; at < to && isPlain; at++) isPlain = isFigure ? isDigit(codes[at]!) : isSmall(codes[at]!)
  if (
    isPlain &&
    !isFigure &&
    to - from > 2 &&
    BEGINNINGS[beginning(codes[from]!, codes[from + 1]!, codes[from + 2]!)] === 0
  )
    return false
  const next = (n: number): string => wordAfter(codes, to, end, n)
  if (isPlain) return isWord(codes, from, to, next)
  const word = textOfCodes(codes, from, to)
  return readings(word).some((one) =>
    isWord(
      Uint16Array.from(one, (c) => c.charCodeAt(0)),
      0,
      one.length,
      next,
    ),
  )
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57

/** The n-th word behind this place; empty when there is none. */
function wordAfter(codes: Uint16Array, at: number, end: number, n: number): string {
  let from = at
  let to = at
  for (let i = 0; i < n; i++) {
    from = skip(codes, to, end, 0)
    to = skip(codes, from, end, OF_WORD)
  }
  return textOfCodes(codes, from, to)
}

/** Where the characters that are of a word, or are not, end. */
function skip(codes: Uint16Array, from: number, end: number, bit: typeof OF_WORD | 0): number {
  let at = from
  while (at < end && (classAt(codes, at, end) & OF_WORD) === bit) at += isPair(codes, at, end) ? 2 : 1
  return at
}

/** Is this one of the words, or the first of a phrase that goes on like this? `next` is the word so many places later. */
function isWord(codes: Uint16Array, from: number, to: number, next: (n: number) => string): boolean {
  let way: Letter | undefined = WORDS
  for (let at = from; at < to; at++) {
    // A plural is the same word, but for words so short that another one ends like it.
    if (way.isWord && to - from > 3 && isPluralEnd(codes, at, to)) return true
    way = way.next.get(codes[at]!)
    if (way === undefined) return false
    if (way.isStem && at - from > 2) return true
  }
  return way.isWord || way.phrases.some((phrase) => phrase.every((part, n) => isSame(next(n + 1), part)))
}

function isPluralEnd(codes: Uint16Array, at: number, to: number): boolean {
  return codes[to - 1] === S && (to - at === 1 || (to - at === 2 && codes[at] === E))
}

/** The same but for a plural. */
const isSame = (word: string, part: string): boolean =>
  word === part || (word.startsWith(part) && /^e?s$/.test(word.slice(part.length)))

/**
 * Does a text speak of something that is never inferred: health, faith, politics, sex life, children, union, origin, crime, body marks,
 * want of money? In whatever script, spelling or disguise that is likely; a text that does is set aside whole.
 */
export function isSensitiveText(text: string): boolean {
  const read = text.slice(0, MOST_TEXT)
  const folded = foldCodes(read)
  if (saysAny(folded)) return true
  // 23andMe and OnlyFans are one word with capitals inside, unlike a tag.
  if (folded.isParted && saysAny(foldCodes(read.toLowerCase()))) return true
  // A space without width parts words, or is put into one so that it is not found.
  return read.includes('\u200b') && saysAny(foldCodes(read.replaceAll('\u200b', ' ')))
}

/** The folded text may be changed. Characters that are parted to hide what they say stand together again: 抑·郁, h.i.v, g a y. */
function saysAny(folded: FoldedText): boolean {
  let found = search(folded)
  let read = folded
  if (found === HAN_APART || found === (HAN_APART | LETTERS_APART)) {
    read = joinHan(folded)
    found = search(read)
  }
  if (found !== LETTERS_APART) return found === SAYS
  const together = textOfCodes(read.codes, 0, read.length).replace(PARTED_LETTERS, (run) =>
    run.replace(/[^\p{L}]/gu, ''),
  )
  return search(codesOf({ text: together, isParted: false })) === SAYS
}

/** Takes out what stands between characters of {@link HAN}, where it is short. */
function joinHan({ codes, length, isParted }: FoldedText): FoldedText {
  let to = 0
  let joinedTo = -1
  for (let at = 0; at < length; at++) {
    const kind = CLASSES[codes[at]!]!
    const isJoined = (kind & JOINED) !== 0
    if (isJoined && joinedTo >= 0 && to - joinedTo <= MOST_BETWEEN) to = joinedTo
    codes[to++] = codes[at]!
    if (isJoined) joinedTo = to
    else if ((kind & BETWEEN) === 0) joinedTo = -1
  }
  return { codes, length: to, isParted }
}

/** What a thing is about stands in its beginning; longer texts are pages, and are not read for facts. */
const MOST_TEXT = 20_000
