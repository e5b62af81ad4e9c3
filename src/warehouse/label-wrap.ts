/** A text to be broken into lines. `widthOf` and `width` are in the same unit; `most` lines at most. */
export interface Wrapping {
  readonly widthOf: (text: string) => number
  readonly width: number
  readonly most: number
}

/** Lines of a text, and whether all of it stands in them. A cut text ends in …. */
export interface Wrapped {
  readonly lines: readonly string[]
  readonly isWhole: boolean
}

/** Between two of these a line may be broken: Chinese and Japanese signs, full-width punctuation. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef□]/u
/** What begins no line, and what ends none (W3C "Requirements for Chinese Text Layout" §3.1.4). */
const NO_START = /^[，。、；：？！）》」』】〉”’…%,.;:!?)\]}]/u
const NO_END = /[（《「『【〈“‘([{]$/u

/**
 * Breaks a text at its blanks and between Chinese signs, never before closing punctuation; a word longer than a line is broken
 * where the line ends.
 */
export function wrap(text: string, { widthOf, width, most }: Wrapping): Wrapped {
  const pieces = piecesOf(text.replaceAll(/\s+/g, ' ').trim())
  const lines: string[] = []
  let line = ''
  for (const piece of pieces) {
    if (widthOf((line + piece).trimEnd()) <= width) {
      line += piece
      continue
    }
    if (line.trim() !== '') lines.push(line.trimEnd())
    line = piece
    while (widthOf(line.trimEnd()) > width) {
      const fits = longestStart(line, widthOf, width)
      lines.push(fits)
      line = line.slice(fits.length)
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  if (lines.length <= most) return { lines, isWhole: true }
  const last = [...lines.slice(most - 1).join(' ')]
  while (last.length > 0 && widthOf(`${last.join('').trimEnd()}…`) > width) last.pop()
  return { lines: [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`], isWhole: false }
}

/** Pieces that stay together: a word with the blank behind it, or one wide sign with the punctuation that belongs to it. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const sign of text) {
    const before = piece.slice(-1)
    const mayBreak =
      piece !== '' &&
      !NO_START.test(sign) &&
      !NO_END.test(piece) &&
      sign !== ' ' &&
      (before === ' ' || WIDE.test(sign) || WIDE.test(lastSign(piece)))
    if (mayBreak) {
      pieces.push(piece)
      piece = ''
    }
    piece += sign
  }
  return piece === '' ? pieces : [...pieces, piece]
}

const lastSign = (text: string): string => [...text.slice(-2)].at(-1) ?? ''

/** At least one sign, or the loop around would never end. */
function longestStart(text: string, widthOf: (text: string) => number, width: number): string {
  let start = ''
  for (const sign of text) {
    if (start !== '' && widthOf(start + sign) > width) return start
    start += sign
  }
  return start
}
