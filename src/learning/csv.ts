/** A table of text read piece by piece, so that a log of any length needs no more memory than its longest line. */

/** What stands wrong with a line: its number, from 1. */
export interface BadLine {
  readonly line: number
}

/** A cell longer than this is the sign of a quotation mark that was never closed. */
const LONGEST_CELL = 100_000

/** The sign that parts the cells of a header most often. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '')
  let best = ','
  let most = 0
  for (const sign of [',', '\t', ';', '|']) {
    const times = bare.split(sign).length
    if (times > most) {
      most = times
      best = sign
    }
  }
  return best
}

/** Cuts one line; marks around a cell are taken off, two of them inside are one. Null: a mark is left open. */
export function cutLine(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (line[i + 1] === '"') {
        cell += '"'
        i++
      } else isQuoted = false
    } else if (char === '"' && cell.trim() === '') {
      cell = ''
      isQuoted = true
    } else if (char === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  if (isQuoted) return null
  cells.push(cell)
  return cells
}

/** Reads lines out of pieces of text; a line break inside quotation marks belongs to its cell. */
export class CsvReader {
  readonly #onHeader: (columns: readonly string[]) => void
  readonly #onRow: (cells: readonly string[], line: number) => void
  #rest = ''
  #open = ''
  #delimiter: string | null = null
  #line = 0
  #width = 0
  /** Lines that could not be cut into as many cells as the header has. */
  bad = 0
  /** Lines read, the header and empty ones too. */
  get lines(): number {
    return this.#line
  }

  /** @param onHeader may throw: then nothing more is read */
  constructor(onHeader: (columns: readonly string[]) => void, onRow: (cells: readonly string[], line: number) => void) {
    this.#onHeader = onHeader
    this.#onRow = onRow
  }

  /** The next piece of the text. */
  feed(text: string): void {
    const all = this.#rest + text
    let from = 0
    for (;;) {
      const end = all.indexOf('\n', from)
      if (end < 0) break
      this.#take(all.slice(from, end))
      from = end + 1
    }
    this.#rest = all.slice(from)
    // A file without line breaks is no table; it shall not fill the memory.
    if (this.#rest.length > LONGEST_CELL * 100) {
      this.bad++
      this.#rest = ''
    }
  }

  /** The text has ended. */
  end(): void {
    if (this.#rest !== '') this.#take(this.#rest)
    this.#rest = ''
    if (this.#open !== '') this.bad++
    this.#open = ''
  }

  #take(raw: string): void {
    this.#line++
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (this.#delimiter === null) {
      const header = line.replace(/^\uFEFF/, '')
      if (header.trim() === '') return
      this.#delimiter = delimiterOf(header)
      const columns = (cutLine(header, this.#delimiter) ?? [header]).map((name) => name.trim())
      this.#width = columns.length
      this.#onHeader(columns)
      return
    }
    if (this.#open === '' && line.trim() === '') return
    // A whole row after an open mark: the mark was a slip, and only its own line is lost.
    if (this.#open !== '' && cutLine(line, this.#delimiter)?.length === this.#width) {
      this.bad++
      this.#open = ''
    }
    const text = this.#open === '' ? line : `${this.#open}\n${line}`
    const cells = cutLine(text, this.#delimiter)
    if (cells === null) {
      if (text.length > LONGEST_CELL) {
        this.bad++
        this.#open = ''
      } else this.#open = text
      return
    }
    this.#open = ''
    if (cells.length === this.#width) this.#onRow(cells, this.#line)
    else this.bad++
  }
}

/** A column by its name: letters and figures only, lower case. */
export const columnKey = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A number out of a cell; null when it is none (empty, NaN, infinite, words). */
export function readNumber(cell: string): number | null {
  const text = cell.trim()
  if (text === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
