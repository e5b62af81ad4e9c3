import { allCategories, type Category, isWithin } from '../catalog/categories.ts'
import { fold } from './folding.ts'
import { SENSITIVE_WORDS, type SensitiveWords } from './sensitive-words.ts'

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
const ASCII = /^\p{ASCII}*$/u

const PARTED_HAN =
  /(?<=[\u3400-\u9fff\uac00-\ud7a3])[ -/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]{1,2}(?=[\u3400-\u9fff\uac00-\ud7a3])/g
const SINGLE_LETTERS = /(?:^|[^\p{L}\p{N}])\p{L}[^\p{L}\p{N}]\p{L}[^\p{L}\p{N}]\p{L}(?![\p{L}\p{N}])/u
const PARTED_LETTERS = /(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]){2,}\p{L}(?![\p{L}\p{N}])/gu

const PARTED_ASCII = /(?<![a-z0-9])(?:[a-z][^a-z0-9]){2,}[a-z](?![a-z0-9])/g

/** Characters that are parted to hide what they say stand together again: 抑·郁, h.i.v, g a y. */
function rejoined(folded: string, isAscii: boolean): string {
  if (isAscii) return folded.replace(PARTED_ASCII, (run) => run.replace(/[^a-z]/g, ''))
  const together = folded.replace(PARTED_HAN, '')
  if (!SINGLE_LETTERS.test(together)) return together
  return together.replace(PARTED_LETTERS, (run) => run.replace(/[^\p{L}]/gu, ''))
}

/** Words of the scripts with spaces, also where they stand between characters of the others. */
const WORD =
  /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}@$!])+/gu
const ASCII_WORD = /[a-z0-9@$!]+/g
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => fold(one.trim()).text.replace(/\s+/g, ' '))
    .filter((one) => one !== '')

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

/** By what UTF-16 has first of it. */
const PARTS: ReadonlyMap<number, readonly string[]> = Map.groupBy(
  ALL.flatMap(({ parts }) => listOf(parts)),
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

/** Is this one of the words, or the first of a phrase that goes on like this? `next` is the word so many places later. */
function isWord(word: string, next: (n: number) => string): boolean {
  let at: Letter | undefined = WORDS
  for (let i = 0; i < word.length; i++) {
    // A plural is the same word, but for words so short that another one ends like it.
    if (at.isWord && word.length > 3 && isPluralEnd(word, i)) return true
    at = at.next.get(word.charCodeAt(i))
    if (at === undefined) return false
    if (at.isStem && i > 2) return true
  }
  return at.isWord || at.phrases.some((phrase) => phrase.every((part, n) => isSame(next(n + 1), part)))
}

function isPluralEnd(word: string, from: number): boolean {
  const left = word.length - from
  return left === 1 ? word.endsWith('s') : left === 2 && word.endsWith('es')
}

/** The same but for a plural. */
const isSame = (word: string, part: string): boolean =>
  word === part || (word.startsWith(part) && /^e?s$/.test(word.slice(part.length)))

const LETTERS = /^[a-z]+$/
const FIGURES = /^\d+$/

function saysWord(text: string, isAscii: boolean): boolean {
  const words = text.match(isAscii ? ASCII_WORD : WORD) ?? []
  return words.some((word, i) => {
    const next = (n: number): string => words[i + n] ?? ''
    if (LETTERS.test(word) || FIGURES.test(word)) return isWord(word, next)
    return readings(word).some((one) => isWord(one, next))
  })
}

function saysPart(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 127 && PARTS.get(code)?.some((part) => text.startsWith(part, at)) === true) return true
  }
  return false
}

/**
 * Does a text speak of something that is never inferred: health, faith, politics, sex life, children, union, origin, crime, body marks,
 * want of money? In whatever script, spelling or disguise that is likely; a text that does is set aside whole.
 */
export function isSensitiveText(text: string): boolean {
  const read = text.slice(0, MOST_TEXT)
  const { text: folded, isParted } = fold(read)
  if (saysAny(folded)) return true
  // 23andMe and OnlyFans are one word with capitals inside, unlike a tag.
  if (isParted && saysAny(fold(read.toLowerCase()).text)) return true
  // A space without width parts words, or is put into one so that it is not found.
  return read.includes('\u200b') && saysAny(fold(read.replaceAll('\u200b', ' ')).text)
}

function saysAny(folded: string): boolean {
  const isAscii = ASCII.test(folded)
  const together = rejoined(folded, isAscii)
  const says = (one: string): boolean => saysWord(one, isAscii) || (!isAscii && saysPart(one))
  return says(folded) || (together !== folded && says(together))
}

/** What a thing is about stands in its beginning; longer texts are pages, and are not read for facts. */
const MOST_TEXT = 20_000
