import bwipjs from 'bwip-js'
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib'
import type { BarCode } from './label.ts'
import { FACES, type Face, faceOf, loadFont, type Weight } from './label-font.ts'
import { type Wrapped, wrap } from './label-wrap.ts'

/** Points in a millimetre. */
const MM = 72 / 25.4
const BLACK = rgb(0, 0, 0)
/**
 * What stands for a sign that no face has: better a visible gap than a name that reads wrongly. The fonts have no such box
 * either; it is drawn.
 */
const MISSING = '□'
/** The box's width in parts of the type size: that of a Han sign, less room to its neighbours. */
const BOX = 0.8

type Fonts = ReadonlyMap<string, PDFFont>

/** Widths of signs at one point. The fonts shape nothing (`label-font.ts`), so a line is as wide as its signs together. */
const ADVANCES: Readonly<Record<Weight, Map<string, number>>> = { 500: new Map(), 700: new Map() }

/** A document to print on. */
export interface Pages {
  /** A new page, sizes in mm. */
  next(width: number, height: number): Paper
  /** The PDF as bytes; real text with an embedded subset of the fonts, bar codes as vectors. */
  save(title: string | null): Promise<Uint8Array>
}

/** A new document with the faces that the signs of `words` need: each face more costs time and bytes. */
export async function openPages(words: string): Promise<Pages> {
  const doc = await PDFDocument.create()
  const fonts = new Map<string, PDFFont>()
  const signs = new Set([...printable(words)])
  const needed = new Set<Face>(['chinese-simplified'])
  for (const sign of signs) needed.add(faceOf(sign, 500) ?? 'chinese-simplified')
  for (const weight of [500, 700] as const)
    for (const face of FACES.filter((f) => needed.has(f))) {
      // pdf-lib asks fontkit to parse; it is handed what is parsed already.
      doc.registerFontkit({ create: () => loadFont(weight, face) })
      fonts.set(`${face} ${weight}`, await doc.embedFont(new Uint8Array(1), { subset: true }))
    }
  return {
    next: (width, height) => new Paper(doc.addPage([width * MM, height * MM]), fonts),
    save: async (title) => {
      if (title !== null) doc.setTitle(title)
      return await doc.save()
    },
  }
}

/** Letters that Unicode does not take apart into a letter and its mark, as the post writes them without (ICAO 9303-3 §6A). */
const PLAIN: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŧ: 't',
  Ŧ: 'T',
}

/** A Latin letter that no face has, without its mark: Łódź arrives as Lodz, and as □ód□ it does not. */
function plain(letter: string): string {
  if (faceOf(letter, 500) !== null) return letter
  return PLAIN[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '')
}

/**
 * A text as it can be drawn: letters with their accents in one sign (NFC), nothing without width, each picture made of several
 * signs (a family, a flag, a skin colour) as the one sign it is seen as.
 */
function printable(words: string): string {
  // Most of what is printed, and what is measured sign by sign.
  if (/^[\x20-\x7e\u4e00-\u9fff]*$/.test(words)) return words
  return words
    .normalize('NFC')
    .replaceAll(/\p{RI}\p{RI}|\p{Emoji_Modifier}|(?:\u200d\p{Extended_Pictographic})|[\ufe0e\ufe0f\u20e3]/gu, (s) =>
      /^\p{RI}/u.test(s) ? MISSING : '',
    )
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (s) => (/\s/.test(s) ? ' ' : ''))
    .replaceAll(/\p{Script=Latin}/gu, plain)
}

/** Paper that is drawn on in millimetres from the top left, as one measures a label. */
export class Paper {
  readonly #page: PDFPage
  readonly #fonts: Fonts

  constructor(page: PDFPage, fonts: Fonts) {
    this.#page = page
    this.#fonts = fonts
  }

  /** Writes one line; `y` is its baseline, `size` in points. @returns its width in mm */
  text(words: string, x: number, y: number, size: number, weight: Weight = 500): number {
    let at = x
    for (const { face, text } of runsOf(printable(words), weight)) {
      if (face === null) for (const [i] of [...text].entries()) this.#gap(at + (i * size) / MM, y, size)
      else {
        const font = this.#fonts.get(`${face} ${weight}`)!
        this.#page.drawText(text, { x: at * MM, y: this.#page.getHeight() - y * MM, size, font, color: BLACK })
      }
      at += this.width(text, size, weight)
    }
    return at - x
  }

  /** The same, ending at `right`. */
  textTo(words: string, right: number, y: number, size: number, weight: Weight = 500): void {
    this.text(words, right - this.width(words, size, weight), y, size, weight)
  }

  /** The same, centred around `middle`. */
  textAround(words: string, middle: number, y: number, size: number, weight: Weight = 500): void {
    this.text(words, middle - this.width(words, size, weight) / 2, y, size, weight)
  }

  /** Width of a line in mm. */
  width(words: string, size: number, weight: Weight = 500): number {
    let points = 0
    for (const sign of printable(words)) {
      const known = ADVANCES[weight].get(sign) ?? this.#advance(sign, weight)
      ADVANCES[weight].set(sign, known)
      points += known * size
    }
    return points / MM
  }

  /** Breaks a text into `most` lines of at most `width` mm. */
  wrap(words: string, width: number, size: number, most: number, weight: Weight = 500): Wrapped {
    return wrap(printable(words), { widthOf: (text) => this.width(text, size, weight), width, most })
  }

  /** One line of at most `width` mm; a longer text ends in …. */
  line(words: string, width: number, size: number, weight: Weight = 500): string {
    return this.wrap(words, width, size, 1, weight).lines[0] ?? ''
  }

  /** Is there a sign in it that is drawn as a box? */
  hasGaps(words: string): boolean {
    return [...printable(words)].some((sign) => faceOf(sign, 500) === null)
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

  #advance(sign: string, weight: Weight): number {
    const face = faceOf(sign, weight)
    return face === null ? 1 : this.#fonts.get(`${face} ${weight}`)!.widthOfTextAtSize(sign, 1)
  }

  #gap(x: number, y: number, size: number): void {
    const side = BOX * size
    this.#page.drawRectangle({
      x: x * MM + (size - side) / 2,
      y: this.#page.getHeight() - y * MM - size * 0.08,
      width: side,
      height: side,
      borderColor: BLACK,
      borderWidth: size / 16,
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
}

/** A line cut where the face changes; what no face has is a run of its own. */
function runsOf(words: string, weight: Weight): { face: Face | null; text: string }[] {
  const runs: { face: Face | null; text: string }[] = []
  for (const sign of words) {
    const face = faceOf(sign, weight)
    const last = runs.at(-1)
    if (last !== undefined && last.face === face) last.text += sign
    else runs.push({ face, text: sign })
  }
  return runs
}
