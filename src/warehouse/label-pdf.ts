import type { Lang, Text } from '../base/i18n.ts'
import { say } from '../base/i18n.ts'
import {
  type LabelJob,
  type LabelSheet,
  type ParcelLabel,
  parcelBarCode,
  plainBarCode,
  type SheetLabel,
} from './label.ts'
import { openPages, type Paper } from './label-paper.ts'

const WORDS = {
  to: { zh: '收件人', en: 'To' },
  erased: { zh: '收件信息已按期清除', en: 'Receiver erased, as the law asks' },
  gaps: { zh: '□ 是打不出的字，以订单为准', en: '□ cannot be printed; see the order' },
  cut: { zh: '没印完，以订单为准', en: 'cut short; see the order' },
  collect: { zh: '货到付款', en: 'Cash on delivery' },
  take: { zh: '{sum}，请收款', en: '{sum} — collect' },
  note: { zh: '备注', en: 'Note' },
  order: { zh: '订单', en: 'Order' },
  tracking: { zh: '运单', en: 'Tracking' },
  pieces: { zh: '共 {n} 件', en: 'Pieces: {n}' },
  more: { zh: '另有 {n} 种', en: 'Other kinds: {n}' },
  noBars: { zh: '这个码没有条码，扫码处手输', en: 'No bar code can say this: type it' },
} satisfies Record<string, Text>

/** Edges of what is printed on a parcel's label, in mm. */
const [LEFT, RIGHT] = [5, 95]
const WIDE = RIGHT - LEFT

/** Prints a label or sheets of labels as PDF. */
export async function printPdf(job: LabelJob): Promise<Uint8Array> {
  const pages = await openPages(JSON.stringify([job, WORDS]))
  if (job.kind === 'parcel') drawParcel(pages.next(100, 150), job)
  else drawSheets(() => pages.next(210, 297), job)
  return await pages.save(job.kind === 'parcel' ? job.parcelNumber : null)
}

/** 100 × 150 mm: who it goes to is the largest, the number to be scanned follows. A long address moves what is below it. */
function drawParcel(paper: Paper, label: ParcelLabel): void {
  const { lang } = label
  paper.text(paper.line(label.from, 52, 11, 700), LEFT, 10, 11, 700)
  paper.textTo(paper.line(label.carrier, 34, 11, 700), RIGHT, 10, 11, 700)
  paper.rule(LEFT, 13, WIDE)
  const top = drawReceiver(paper, label)
  paper.rule(LEFT, top, WIDE)
  const bars = parcelBarCode(label.parcelNumber)
  paper.bars(bars, LEFT, top + 3, WIDE, 25)
  paper.textAround(bars.human, 50, top + 33, 11)
  paper.rule(LEFT, top + 36, WIDE)
  let y = top + 42.5
  if (label.collect !== null) {
    drawCollect(paper, label.collect, top + 36, lang)
    y += 11
  }
  pair(paper, WORDS.order, label.orderNumber, y, lang, 13)
  y += 6
  if (label.tracking !== label.parcelNumber) {
    pair(paper, WORDS.tracking, label.tracking, y, lang, 10)
    y += 6
  }
  drawPieces(paper, label, y)
}

/** What is to be paid at the door: the money is as large as the receiver's address, between two rules. */
function drawCollect(paper: Paper, sum: string, top: number, lang: Lang): void {
  const width = caption(paper, WORDS.collect, LEFT, top + 7, lang) + 3
  const words = paper.line(say(WORDS.take, lang, { sum }), WIDE - width, 16, 700)
  paper.textTo(words, RIGHT, top + 7.5, 16, 700)
  paper.rule(LEFT, top + 11, WIDE)
}

/** A caption in both languages, the label's own first and larger. @returns its width in mm */
function caption(paper: Paper, words: Text, x: number, y: number, lang: Lang): number {
  const width = paper.text(words[lang], x, y, 8)
  return width + 1 + paper.text(words[lang === 'zh' ? 'en' : 'zh'], x + width + 1, y, 6.5)
}

function pair(paper: Paper, words: Text, value: string, y: number, lang: Lang, size: number): void {
  const width = caption(paper, words, LEFT, y, lang) + 2.5
  paper.text(paper.line(value, WIDE - width, size, 700), LEFT + width, y, size, 700)
}

/** Sizes an address is tried at, in points, each with the height of its lines and the lowest line it may reach, in mm. */
const SIZES = [
  { size: 14, step: 6.6, lowest: 57 },
  { size: 12, step: 5.6, lowest: 57 },
  { size: 10.5, step: 5, lowest: 57 },
  { size: 9, step: 4.3, lowest: 84 },
] as const

/** Who it goes to. @returns where the next part begins, in mm from the top */
function drawReceiver(paper: Paper, { to, lang }: ParcelLabel): number {
  const after = caption(paper, WORDS.to, LEFT, 18.5, lang)
  if (to === null) {
    paper.text(say(WORDS.erased, lang), LEFT, 28, 13, 700)
    return 61
  }
  const named = drawName(paper, to)
  const note = to.note === null || to.note === '' ? null : paper.wrap(`${WORDS.note[lang]} ${to.note}`, WIDE, 9, 2)
  const noteMm = note === null ? 0 : note.lines.length * 4.2
  const start = named.y + 8
  const laid = SIZES.map(({ size, step, lowest }) => {
    const rows = Math.floor((lowest - noteMm - start) / step) + 1
    const broken = to.address.flatMap((line) => paper.wrap(line, WIDE, size, 99).lines)
    return { size, step, rows, broken, isWhole: broken.length <= rows }
  })
  const { size, step, rows, broken, isWhole } = laid.find((way) => way.isWhole) ?? laid.at(-1)!
  const lines = isWhole ? broken : [...broken.slice(0, rows - 1), paper.line(`${broken[rows - 1]}……`, WIDE, size)]
  lines.forEach((line, i) => {
    paper.text(line, LEFT, start + i * step, size)
  })
  const end = start + (lines.length - 1) * step
  note?.lines.forEach((line, i) => {
    paper.text(line, LEFT, Math.max(end + 5, 59 - noteMm + 3.5) + i * 4.2, 9)
  })
  const told = [
    ...(named.isWhole && isWhole && (note?.isWhole ?? true) ? [] : [say(WORDS.cut, lang)]),
    ...(paper.hasGaps([to.name, ...to.address, to.note].join(' ')) ? [say(WORDS.gaps, lang)] : []),
  ]
  paper.textTo(paper.line(told.join(' · '), WIDE - after - 4, 8), RIGHT, 18.5, 8)
  return Math.max(61, end + noteMm + 4)
}

/** Name and phone: on one line where they fit, else below each other. */
function drawName(paper: Paper, { name, phone }: NonNullable<ParcelLabel['to']>): { y: number; isWhole: boolean } {
  const phoneMm = paper.width(phone, 14, 700)
  for (const size of [19, 15]) {
    const { lines, isWhole } = paper.wrap(name, WIDE - 4 - phoneMm, size, 1, 700)
    if (!isWhole) continue
    paper.textTo(phone, RIGHT, 27, 14, 700)
    paper.text(lines[0] ?? '', LEFT, 27, size, 700)
    return { y: 27, isWhole: true }
  }
  const two = paper.wrap(name, WIDE, 13, 3, 700)
  two.lines.forEach((line, i) => {
    paper.text(line, LEFT, 24.5 + i * 5.6, 13, 700)
  })
  const y = 24.5 + two.lines.length * 5.6
  paper.text(phone, LEFT, y, 12, 700)
  return { y: y - 1, isWhole: two.isWhole }
}

/** What is inside, as much of it as there is room for. */
function drawPieces(paper: Paper, { pieces, packed, weightGrams, lang }: ParcelLabel, top: number): void {
  const total = pieces.reduce((sum, piece) => sum + piece.qty, 0)
  paper.text(say(WORDS.pieces, lang, { n: total }), LEFT, top, 9, 700)
  const weight = weightGrams === null ? '' : `${(weightGrams / 1000).toFixed(2)} kg`
  paper.textTo([packed, weight].filter((part) => part !== '').join('  '), RIGHT, top, 9)
  const most = Math.min(5, Math.floor((147 - top - 0.5) / 5))
  const shown = pieces.length > most ? pieces.slice(0, Math.max(0, most - 1)) : pieces
  for (const [i, piece] of shown.entries()) {
    const y = top + 5.5 + i * 5
    paper.text(`${piece.qty} ×`, LEFT, y, 9, 700)
    paper.text(paper.line(piece.title, WIDE - 12, 9), LEFT + 12, y, 9)
  }
  const rest = pieces.length - shown.length
  if (rest > 0 && most > 0) paper.text(say(WORDS.more, lang, { n: rest }), LEFT, top + 5.5 + shown.length * 5, 9)
}

/** Three columns of 70 mm and eight rows of 37 mm, the sheet that every stationer has. */
function drawSheets(next: () => Paper, sheet: LabelSheet): void {
  let paper = next()
  for (const [i, label] of sheet.labels.entries()) {
    if (i > 0 && i % 24 === 0) paper = next()
    const place = i % 24
    drawSmall(paper, label, (place % 3) * 70, 0.5 + Math.floor(place / 3) * 37)
  }
}

function drawSmall(paper: Paper, label: SheetLabel, x: number, y: number): void {
  const middle = x + 35
  const bars = plainBarCode(label.code)
  if (bars !== null) paper.bars(bars, x + 3, y + 3.5, 64, 13)
  else
    for (const [i, lang] of (['zh', 'en'] as const).entries())
      paper.textAround(say(WORDS.noBars, lang), middle, y + 9 + i * 4, 8)
  const isShort = paper.width(label.big, 20, 700) <= 62
  const big = isShort ? [label.big] : paper.wrap(label.big, 62, 10, 2, 700).lines
  big.forEach((line, i) => {
    const at = isShort ? y + 25 : y + (big.length === 1 ? 24 : 21.5) + i * 4.5
    paper.textAround(line, middle, at, isShort ? 20 : 10, 700)
  })
  label.small.slice(0, 2).forEach((line, i) => {
    paper.textAround(paper.line(line, 62, 8), middle, y + 30.2 + i * 3.6, 8)
  })
}
