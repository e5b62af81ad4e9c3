import bwipjs from 'bwip-js'
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib'
import {
  type BarCode,
  type LabelJob,
  type LabelSheet,
  type ParcelLabel,
  parcelBarCode,
  phoneText,
  plainBarCode,
  type SheetLabel,
} from './label.ts'
import { hasSign, type LoadedFont, loadFont, type Weight } from './label-font.ts'

/** Points in a millimetre. */
const MM = 72 / 25.4
const BLACK = rgb(0, 0, 0)
/** What stands for a sign that the font has not: better a visible gap than a name that reads wrongly. */
const MISSING = '□'

/** Widths of signs at one point. The font shapes nothing (`label-font.ts`), so a line is as wide as its signs together. */
const ADVANCES: Readonly<Record<Weight, Map<string, number>>> = { 500: new Map(), 700: new Map() }

/** Paper that is drawn on in millimetres from the top left, as one measures a label. */
class Paper {
  readonly #page: PDFPage
  readonly #fonts: ReadonlyMap<Weight, { pdf: PDFFont; signs: LoadedFont }>

  constructor(page: PDFPage, fonts: ReadonlyMap<Weight, { pdf: PDFFont; signs: LoadedFont }>) {
    this.#page = page
    this.#fonts = fonts
  }

  /** Writes one line; `y` is its baseline. `size` in points. @returns its width in mm */
  text(words: string, x: number, y: number, size: number, weight: Weight = 500): number {
    const { pdf } = this.#fonts.get(weight)!
    const shown = this.#known(words, weight)
    this.#page.drawText(shown, { x: x * MM, y: this.#page.getHeight() - y * MM, size, font: pdf, color: BLACK })
    return this.width(shown, size, weight)
  }

  /** Width of a line in mm. */
  width(words: string, size: number, weight: Weight = 500): number {
    const { pdf } = this.#fonts.get(weight)!
    let points = 0
    for (const sign of words) {
      const known = ADVANCES[weight].get(sign) ?? pdf.widthOfTextAtSize(this.#known(sign, weight), 1)
      ADVANCES[weight].set(sign, known)
      points += known * size
    }
    return points / MM
  }

  /** Breaks a text into lines of at most `widthMm`; Chinese breaks anywhere. What does not fit in `most` lines is cut with …. */
  wrap(words: string, widthMm: number, size: number, most: number, weight: Weight = 500): string[] {
    const lines: string[] = []
    let line = ''
    const signs = [...words.replaceAll(/\s+/g, ' ')]
    for (const [i, sign] of signs.entries()) {
      const isLast = lines.length === most - 1
      if (this.width(line + sign + (isLast && i < signs.length - 1 ? '…' : ''), size, weight) <= widthMm) line += sign
      else if (isLast) return [...lines, `${line}…`]
      else {
        lines.push(line)
        line = sign.trim()
      }
    }
    return line === '' ? lines : [...lines, line]
  }

  /** A line across. */
  rule(x: number, y: number, width: number, thick = 0.4): void {
    this.#box(x, y, width, thick)
  }

  /**
   * A bar code as filled rectangles, centred in `width` with quiet zones of ten modules (ISO/IEC 15417 §4.3.2). A module is at
   * most half a millimetre.
   */
  bars({ bcid, text }: BarCode, x: number, y: number, width: number, height: number): void {
    const [symbol] = bwipjs.raw({ bcid, text }) as unknown as readonly { sbs: readonly number[] }[]
    const modules = symbol!.sbs.reduce((sum, n) => sum + n, 0)
    const module = Math.min(0.5, width / (modules + 20))
    let at = x + (width - modules * module) / 2
    symbol!.sbs.forEach((n, i) => {
      if (i % 2 === 0) this.#box(at, y, n * module, height)
      at += n * module
    })
  }

  #box(x: number, y: number, width: number, height: number): void {
    const top = this.#page.getHeight() - y * MM
    this.#page.drawRectangle({
      x: x * MM,
      y: top - height * MM,
      width: width * MM,
      height: height * MM,
      color: BLACK,
      borderWidth: 0,
    })
  }

  #known(words: string, weight: Weight): string {
    const { signs } = this.#fonts.get(weight)!
    return [...words].map((sign) => (hasSign(signs, sign) ? sign : MISSING)).join('')
  }
}

/** Prints a label or sheets of labels. Real text with an embedded subset of the font, bar codes as vectors. */
export async function printPdf(job: LabelJob): Promise<Uint8Array> {
  const doc = await PDFDocument.create()
  const fonts = new Map<Weight, { pdf: PDFFont; signs: LoadedFont }>()
  for (const weight of [500, 700] as const) {
    const signs = loadFont(weight)
    // pdf-lib asks fontkit to parse; it is handed what is parsed already.
    doc.registerFontkit({ create: () => signs })
    fonts.set(weight, { pdf: await doc.embedFont(new Uint8Array(1), { subset: true }), signs })
  }
  const paper = (width: number, height: number) => new Paper(doc.addPage([width * MM, height * MM]), fonts)
  if (job.kind === 'parcel') {
    doc.setTitle(job.parcelNumber)
    drawParcel(paper(100, 150), job)
  } else drawSheets(() => paper(210, 297), job)
  return await doc.save()
}

/** 100 × 150 mm: who it goes to is the largest, the number to be scanned lies in the middle. */
function drawParcel(paper: Paper, label: ParcelLabel): void {
  const [left, right] = [5, 95]
  paper.text(paper.wrap(label.from, 52, 11, 1, 700)[0] ?? '', left, 10, 11, 700)
  const carrier = paper.wrap(label.carrier, 36, 11, 1, 700)[0] ?? ''
  paper.text(carrier, right - paper.width(carrier, 11, 700), 10, 11, 700)
  paper.rule(left, 13, 90)
  drawReceiver(paper, label, left)
  paper.rule(left, 61, 90)
  const bars = parcelBarCode(label.parcelNumber)
  const { human } = bars
  paper.bars(bars, left, 64, 90, 25)
  paper.text(human, 50 - paper.width(human, 11) / 2, 94, 11)
  paper.rule(left, 97, 90)
  paper.text('订单', left, 103, 8)
  paper.text(label.orderNumber, left + 9, 103.5, 13, 700)
  const weight = label.weightGrams === null ? '' : `${(label.weightGrams / 1000).toFixed(2)} kg`
  const right1 = [label.packed, weight].filter((part) => part !== '').join('  ')
  paper.text(right1, right - paper.width(right1, 9), 103, 9)
  if (label.tracking !== label.parcelNumber) paper.text(`运单 ${label.tracking}`, left, 109.5, 10)
  drawPieces(paper, label, left, 116)
}

function drawReceiver(paper: Paper, { to }: ParcelLabel, left: number): void {
  paper.text('收件人', left, 18.5, 8)
  if (to === null) {
    paper.text('收件信息已按期清除', left, 28, 13, 700)
    return
  }
  const [name = ''] = paper.wrap(to.name, 48, 19, 1, 700)
  const width = paper.text(name, left, 27, 19, 700)
  paper.text(phoneText(to.phone), left + width + 4, 27, 14, 700)
  const size = paper.wrap(to.address, 90, 14, 9).length > 3 ? 10.5 : 14
  const most = size === 14 ? 3 : 5
  const step = size === 14 ? 6.6 : 5
  const lines = paper.wrap(to.address, 90, size, most)
  for (const [i, line] of lines.entries()) paper.text(line, left, 35 + i * step, size)
  if (to.note !== null && to.note !== '') paper.text(paper.wrap(`备注 ${to.note}`, 90, 9, 1)[0] ?? '', left, 59, 9)
}

function drawPieces(paper: Paper, { pieces }: ParcelLabel, left: number, top: number): void {
  const total = pieces.reduce((sum, piece) => sum + piece.qty, 0)
  paper.text(`共 ${total} 件`, left, top, 9, 700)
  const most = 5
  const shown = pieces.length > most ? pieces.slice(0, most - 1) : pieces
  for (const [i, piece] of shown.entries()) {
    const y = top + 5.5 + i * 5
    paper.text(`${piece.qty} ×`, left, y, 9, 700)
    paper.text(paper.wrap(piece.title, 78, 9, 1)[0] ?? '', left + 12, y, 9)
  }
  const rest = pieces.length - shown.length
  if (rest > 0) paper.text(`另有 ${rest} 种`, left, top + 5.5 + shown.length * 5, 9)
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
  const bars = plainBarCode(label.code)
  if (bars !== null) paper.bars(bars, x + 3, y + 4, 64, 13)
  const size = paper.width(label.big, 20, 700) <= 62 ? 20 : 11
  const [big = ''] = paper.wrap(label.big, 62, size, 1, 700)
  paper.text(big, x + 35 - paper.width(big, size, 700) / 2, y + 26, size, 700)
  const [small = ''] = paper.wrap(label.small, 62, 8, 1)
  paper.text(small, x + 35 - paper.width(small, 8) / 2, y + 32, 8)
}
