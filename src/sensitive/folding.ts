import { composed } from '../base/compose.ts'

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

/** Signs of the alphabets where case parts words, by what they are once folded. */
const SMALL = 1
const CAPITAL = 2

/** A letter in its plain form, and of which case it was. */
interface Piece {
  readonly text: string
  readonly kind: 0 | typeof SMALL | typeof CAPITAL
}

/** What one character becomes: nothing where it cannot be seen, several for a ligature. */
type Folded = readonly Piece[]

/** Characters that mean something else beside others: marks, parts of Hangul, halves of kana with a voice mark, the sigma. */
const NEEDS_NEIGHBOURS = /[\p{M}\p{Cs}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uff61-\uffdc\u03a3]/u

/** By code point; null: only the whole text can be folded. Rarer planes are not kept, so that nobody's text fills the memory. */
const KNOWN = new Map<number, Folded | null>()
const MOST_KEPT = 0x1ffff

function foldedOf(code: number): Folded | null {
  let folded = KNOWN.get(code)
  if (folded !== undefined) return folded
  folded = foldCharacter(String.fromCodePoint(code))
  if (code <= MOST_KEPT) KNOWN.set(code, folded)
  return folded
}

function foldCharacter(character: string): Folded | null {
  const visible = character.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  if (NEEDS_NEIGHBOURS.test(visible)) return null
  return [...visible].map((one) => {
    const kind = /\p{Lu}/u.test(one) ? CAPITAL : /\p{Ll}/u.test(one) ? SMALL : 0
    return { text: plain(one.toLowerCase()), kind }
  })
}

/** Without accents and in simplified characters. */
function plain(small: string): string {
  const bare = composed(small, 'NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
  let simple = ''
  for (const character of bare) simple += SIMPLIFIED.get(character) ?? character
  return simple
}

/** A text folded, as code units of UTF-16. */
export interface FoldedText {
  /** Only the first `length` are of it; the array is written over by the next folding. */
  readonly codes: Uint16Array
  readonly length: number
  /** Capitals parted something. */
  readonly isParted: boolean
}

/** What a code unit becomes, in the lower half, and of which sort it is: this table spares most looks into {@link KNOWN}. */
const UNITS = new Uint32Array(0x10000)
/** Sorts above the kinds of letters: one unit without case; more, less or something else than one unit. 0: not met yet. */
const PLAIN = 3
const ODD = 4

function meet(unit: number): number {
  const pieces = foldedOf(unit)
  const [one] = pieces ?? []
  const isOne = pieces?.length === 1 && one?.text.length === 1
  UNITS[unit] = isOne ? ((one.kind || PLAIN) << 16) | one.text.charCodeAt(0) : ODD << 16
  return UNITS[unit]!
}

/** No character becomes more than this many units, its spaces counted. */
const MOST_OF_ONE = 64
let codes = new Uint16Array(4096)
let units = new Uint16Array(4096)

const grown = (array: Uint16Array, least: number): Uint16Array<ArrayBuffer> => {
  const larger = new Uint16Array(Math.max(least, array.length * 2))
  larger.set(array)
  return larger
}

/** The units of a text, copied in one go. */
function unitsOf(text: string): Uint16Array {
  if (text.length > units.length) units = grown(units, text.length)
  Buffer.from(units.buffer).write(text, 'utf16le')
  return units
}

const SPACE = 32

/** Does a letter of this kind begin another word, after one of the kind before and so many capitals in a row? */
const parts = (kind: number, before: number, capitals: number): boolean =>
  (kind === CAPITAL && before === SMALL) || (kind === SMALL && capitals > 1)

/**
 * One way of writing: widths, accents, invisible characters, old forms of characters, capitals are no difference; a tag such as
 * #BlackOwned is two words, and so is HIVpositive.
 */
export function foldCodes(text: string): FoldedText {
  const read = unitsOf(text)
  let into = codes
  let length = 0
  let isParted = false
  let before = 0
  let capitals = 0
  for (let at = 0; at < text.length; at++) {
    if (length + MOST_OF_ONE > into.length) {
      codes = grown(into, 0)
      into = codes
    }
    const unit = read[at]!
    const met = UNITS[unit] || meet(unit)
    const sort = met >>> 16
    if (sort === PLAIN) {
      capitals = 0
      before = 0
      into[length++] = met
      continue
    }
    if (sort !== ODD) {
      if (parts(sort, before, capitals)) {
        into[length++] = SPACE
        isParted = true
      }
      capitals = sort === CAPITAL ? capitals + 1 : 0
      before = sort
      into[length++] = met
      continue
    }
    const code = text.codePointAt(at)!
    if (code > 0xffff) at++
    const pieces = foldedOf(code)
    if (pieces === null) return codesOf(foldWhole(text))
    for (const { text: piece, kind } of pieces) {
      if (parts(kind, before, capitals)) {
        into[length++] = SPACE
        isParted = true
      }
      capitals = kind === CAPITAL ? capitals + 1 : 0
      before = kind
      for (let i = 0; i < piece.length; i++) into[length++] = piece.charCodeAt(i)
    }
  }
  return { codes: into, length, isParted }
}

/** A text that is folded already, as code units. */
export function codesOf({ text, isParted }: { readonly text: string; readonly isParted: boolean }): FoldedText {
  if (text.length > codes.length) codes = grown(codes, text.length)
  codes.set(unitsOf(text).subarray(0, text.length))
  return { codes, length: text.length, isParted }
}

/** The text of code units. */
export function textOfCodes(codes: Uint16Array, from: number, to: number): string {
  if (to - from > A_WORD)
    return Buffer.from(codes.buffer, codes.byteOffset + from * 2, (to - from) * 2).toString('utf16le')
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(codes[at]!)
  return text
}

/** Up to here a text is put together faster letter by letter. */
const A_WORD = 16

/** The same as {@link foldCodes}, as a text. */
export function fold(text: string): { readonly text: string; readonly isParted: boolean } {
  const folded = foldCodes(text)
  return { text: textOfCodes(folded.codes, 0, folded.length), isParted: folded.isParted }
}

/** The same for texts whose characters change each other. */
export function foldWhole(text: string): { readonly text: string; readonly isParted: boolean } {
  const visible = composed(text, 'NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  // Looks back at two letters only: with all capitals before it, a text of nothing else would be read as often as it is long.
  const apart = visible.replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu}\p{Lu})(?=\p{Ll})/gu, ' ')
  return { text: plain(apart.toLowerCase()), isParted: apart !== visible }
}
