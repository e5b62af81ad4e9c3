import { allCategories, type Category, isWithin } from '../catalog/categories.ts'
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

/** Traditional and Japanese forms of the characters in the words, each before its simplified one. */
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  `島岛 瘡疮 癲癫 銳锐 確确 減减 穌稣 觀观 猶犹 錫锡 門门 華华 進进 訪访 飛飞 機机 裝装 帶带 體体 賽赛 庫库 監监 駕驾 賴赖 資资 眾众 個个 詢询
  瘋疯 癮瘾 聯联 絕绝 爭争 傳传 遊游 醫医 愛爱 鬱郁 憂忧 慮虑 癥症 雙双 殺杀 殘残 腫肿 療疗 壓压 臟脏 臓脏 風风 癇痫 皰疱 濕湿 閉闭 動动 爾尔 癡痴 殘残 輪轮 懷怀 備备 婦妇 墮堕 試试 嬰婴 陽阳 洩泄 診诊 術术 處处 處处 厭厌
  暴暴 紅红 狀状 聖圣 經经 會会 禮礼 禱祷 師师 蘭兰 齋斋 覲觐 羅罗 無无 論论 統统 選选 舉举 擧举 競竞 黨党 產产 産产 員员 費费 極极 維维 權权 議议 獨独 運运 對对 異异 見见 習习 樸朴 佔占
  傘伞 婁娄 戀恋 櫃柜 變变 別别 驕骄 約约 夜夜 愛爱 趣趣 內内 衣衣 黃黄 聊聊 賣卖 軌轨 兒儿 寶宝 臉脸 識识 別别 紋纹 聲声 檢检 測测 親亲 鑑鉴 鑒鉴 認认 證证 証证 債债 務务 還还 催催 網网 貸贷
  貧贫 領领 錢钱 賭赌 場场 討讨 條条 徵征 業业 崗岗 濟济 斷断 產产 負负 卡卡 逾逾 數数 維维 吾吾 滿满 壯壮 鮮鲜 薩萨 種种 難难 偷偷 綠绿 滯滞 獄狱 緩缓 釋释 審审 詐诈 騙骗 強强 侵侵 慣惯 勞劳 労劳
  談谈 薪薪 罷罢 單单 撫抚 養养 幼幼 園园 車车 輔辅 褲裤 紙纸 媽妈 學学 長长 歲岁 氣气 礎础 醫医 藥药 劑剂 護护 術术 綜综 龍龙 質质 孕孕 發发 記记 錄录 牠它 國国 実实 関关 薬药 検检 顔颜 遺遗 伝传`
    .split(/\s+/)
    .filter((pair) => [...pair].length === 2)
    .map((pair) => [[...pair][0]!, [...pair][1]!] as const),
)

/** Scripts that are written without spaces: looked for wherever they stand. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
// Ranges, not properties, where every text passes: this runs for everything that is read.
const ASCII = /^\p{ASCII}*$/u
/** Without accents, marks or letters of other scripts than these. */
const SIMPLE = /^[\p{ASCII}\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]*$/u

/** One way of writing: widths, accents, invisible characters, old forms of characters, capitals are no difference. */
function fold(text: string): string {
  // A tag such as #BlackOwned is words, and so is HIVpositive.
  if (ASCII.test(text))
    return text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/([A-Z]{2,})([a-z])/g, '$1 $2')
      .toLowerCase()
  const visible = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  const apart = visible.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu}{2,})(\p{Ll})/gu, '$1 $2')
  const small = apart.toLowerCase()
  const bare = SIMPLE.test(small)
    ? small
    : small
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .normalize('NFC')
  let simple = ''
  for (const character of bare) simple += SIMPLIFIED.get(character) ?? character
  return simple
}

const PARTED_HAN =
  /(?<=[\u3400-\u9fff\uac00-\ud7a3])[ -/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]{1,2}(?=[\u3400-\u9fff\uac00-\ud7a3])/g
const SINGLE_LETTERS = /(?:^|[^\p{L}\p{N}])\p{L}[^\p{L}\p{N}]\p{L}[^\p{L}\p{N}]\p{L}(?![\p{L}\p{N}])/u
const PARTED_LETTERS = /(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]){2,}\p{L}(?![\p{L}\p{N}])/gu

const PARTED_ASCII = /(?<![a-z0-9])(?:[a-z][^a-z0-9]){2,}[a-z](?![a-z0-9])/g

/** Characters that are parted to hide what they say stand together again: 抑·郁, h.i.v, g a y. */
function rejoined(folded: string): string {
  if (ASCII.test(folded)) return folded.replace(PARTED_ASCII, (run) => run.replace(/[^a-z]/g, ''))
  const together = folded.replace(PARTED_HAN, '')
  if (!SINGLE_LETTERS.test(together)) return together
  return together.replace(PARTED_LETTERS, (run) => run.replace(/[^\p{L}]/gu, ''))
}

const WORD = /[\p{L}\p{N}@$!]+/gu
const ASCII_WORD = /[a-z0-9@$!]+/g
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => fold(one.trim()).replace(/\s+/g, ' '))
    .filter((one) => one !== '')

interface Words {
  readonly single: ReadonlySet<string>
  /** First word to the words that must follow. */
  readonly phrases: ReadonlyMap<string, readonly (readonly string[])[]>
  /** First four letters to stems. */
  readonly stems: ReadonlyMap<string, readonly string[]>
  /** First character to parts. */
  readonly parts: ReadonlyMap<string, readonly string[]>
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, keyOf)
}

/** Branches whose every word tells of somebody; of the others (news of law, restricted goods) a category must be recognised. */
const TELLING = ['health', 'religion', 'politics', 'intimacy', 'children']

const padded = (text: string): string => ` ${fold(text)} `

/** The words of those branches in the tree, but for those that stand for something harmless as well. */
function seedWords(): SensitiveWords {
  const isTelling = (one: Category) => TELLING.some((branch) => isWithin(one.id, branch))
  const wordsOf = (one: Category) => [one.zh, one.en, ...one.seeds]
  const harmless = allCategories().flatMap((one) => (isTelling(one) ? [] : wordsOf(one).map(padded)))
  const mine = allCategories()
    .filter(isTelling)
    .flatMap(wordsOf)
    .filter((word) => !harmless.some((other) => other.includes(UNSPACED.test(word) ? fold(word) : padded(word))))
  return {
    words: mine.filter((word) => !UNSPACED.test(word)).join(','),
    stems: '',
    parts: mine.filter((word) => UNSPACED.test(word)).join(','),
  }
}

const WORDS: Words = (() => {
  const all = [...Object.values(SENSITIVE_WORDS), seedWords()]
  const words = all.flatMap(({ words }) => listOf(words)).map((one) => one.match(WORD) ?? [])
  const stems = all.flatMap(({ stems }) => listOf(stems))
  const parts = all.flatMap(({ parts }) => listOf(parts))
  return {
    single: new Set(words.filter(({ length }) => length === 1).map(([one]) => one!)),
    phrases: grouped(
      words.filter(({ length }) => length > 1),
      ([first]) => first!,
    ),
    stems: grouped(stems, (one) => one.slice(0, 4)),
    parts: grouped(parts, (one) => [...one][0]!),
  }
})()

/** The same word as it may have been meant: in Latin letters, with figures for letters, without the Arabic article. */
function readings(word: string): readonly string[] {
  const plain = word.replace(/[!@$]+$/, '')
  const latin = [...plain].map((one) => LOOKALIKES.get(one) ?? one).join('')
  const letters = /[a-z]/.test(latin) ? [...latin].map((one) => LEET[one] ?? one).join('') : latin
  return [word, plain, latin, letters, word.startsWith('ال') ? word.slice(2) : word]
}

/** Is this one of the words, or the first of a phrase that goes on like this? `next` is the word so many places later. */
function isWord(word: string, next: (n: number) => string): boolean {
  if (WORDS.single.has(word)) return true
  if (word.length > 3) {
    if (WORDS.stems.get(word.slice(0, 4))?.some((stem) => word.startsWith(stem)) === true) return true
    if (word.endsWith('s') && WORDS.single.has(word.slice(0, word.endsWith('es') ? -2 : -1))) return true
    if (word.endsWith('es') && WORDS.single.has(word.slice(0, -1))) return true
  }
  return (
    WORDS.phrases.get(word)?.some((phrase) => phrase.every((part, n) => n === 0 || startsSame(next(n), part))) === true
  )
}

/** The same but for a plural. */
const startsSame = (word: string, part: string): boolean =>
  word === part || (word.startsWith(part) && /^e?s$/.test(word.slice(part.length)))

const LETTERS = /^[a-z]+$/

function saysWord(text: string): boolean {
  const words = text.match(ASCII.test(text) ? ASCII_WORD : WORD) ?? []
  return words.some((word, i) => {
    const next = (n: number): string => words[i + n] ?? ''
    return LETTERS.test(word) ? isWord(word, next) : readings(word).some((one) => isWord(one, next))
  })
}

function saysPart(text: string): boolean {
  let at = 0
  for (const character of text) {
    if (WORDS.parts.get(character)?.some((part) => text.startsWith(part, at)) === true) return true
    at += character.length
  }
  return false
}

/**
 * Does a text speak of something that is never inferred: health, faith, politics, sex life, children, union, origin, crime, body marks,
 * want of money? In whatever script, spelling or disguise that is likely; a text that does is set aside whole.
 */
export function isSensitiveText(text: string): boolean {
  const read = text.slice(0, MOST_TEXT)
  if (saysAny(fold(read))) return true
  // 23andMe and OnlyFans are one word with capitals inside, unlike a tag.
  if (/\p{Ll}\p{Lu}/u.test(read) && saysAny(fold(read.toLowerCase()))) return true
  // A space without width parts words, or is put into one so that it is not found.
  return read.includes('\u200b') && saysAny(fold(read.replaceAll('\u200b', ' ')))
}

function saysAny(folded: string): boolean {
  const together = rejoined(folded)
  if (saysWord(folded) || (together !== folded && saysWord(together))) return true
  return !ASCII.test(folded) && (saysPart(folded) || (together !== folded && saysPart(together)))
}

/** What a thing is about stands in its beginning; longer texts are pages, and are not read for facts. */
const MOST_TEXT = 20_000
