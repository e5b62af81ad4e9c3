/** A merchant's file (CSV or JSON bytes) into rows of text. The one place where csv-parse is used. */
import { parse } from 'csv-parse/sync'
import { decodeText, type Encoding } from './encoding.ts'
import type { Row, RowCause } from './import.ts'
import { catalogProblem, unreadable } from './problems.ts'

/** Rows of text under their column names. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  /** Where each row stands in the file: the line of a CSV (its last, when it spans several), the place in a JSON list; from 1. */
  readonly lines: readonly number[]
  /** Lines that could not be made a row, each with its cause. */
  readonly refused: readonly { readonly line: number; readonly cause: RowCause; readonly value: string }[]
  /** Rows that were kept although their quotation marks are wrong: worth a look. */
  readonly mended: readonly number[]
  readonly encoding: Encoding
}

/** Largest file that is taken, unpacked. */
export const MAX_FILE_MB = 100
/** Columns beyond these are cut: a file with more is no list of goods. */
const MAX_COLUMNS = 300
/** JSON is flattened this deep. */
const MAX_JSON_DEPTH = 4

interface Line {
  readonly cells: readonly string[]
  readonly line: number
}

/** Reads a file by what stands in it; the name only helps to word the problem. Throws `catalog/unreadable-table`, `catalog/empty-table`. */
export function readTable(bytes: Uint8Array, filename: string): Table {
  const { text, encoding } = decodeText(bytes)
  if (text.trim() === '') throw catalogProblem('catalog/empty-table', { params: { file: filename } })
  // A workbook or a picture chosen by mistake: no table of text has a NUL in its head.
  if (text.slice(0, 1000).includes('\0')) throw unreadable(filename, 'binary')
  const isJson = /^[[{]/.test(text.trimStart())
  const table = isJson ? readJson(text, filename) : readCsv(text, filename)
  if (table.rows.length === 0 && table.refused.length === 0) {
    throw catalogProblem('catalog/empty-table', { params: { file: filename } })
  }
  return { ...table, encoding }
}

/** The sign that parts the cells of the first line most often. */
function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/\r|\n/) >>> 0).replaceAll(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((sign) => [sign, head.split(sign).length] as const)
  return counts.sort((a, b) => b[1] - a[1])[0]![0]
}

/**
 * Did an open quotation mark take the lines after it into this cell? Its own mark then still stands at the front, and the
 * text behind the first line break is cut like rows of `width` cells (0: any line will do, the row is broken anyway).
 */
function swallowsLines(cell: string, delimiter: string, width: number): boolean {
  if (!/^\s*"/.test(cell)) return false
  return cell
    .split(/[\r\n]+/)
    .slice(1)
    .some((rest) => rest.split(delimiter).length >= width)
}

/**
 * Parses leniently. A quotation mark in the middle of a cell is kept as it is; one that is opened and never closed would
 * swallow the lines after it, so those lines are read again one by one.
 */
function readLines(text: string, delimiter: string): { lines: Line[]; reopened: Set<number> } {
  const lines: Line[] = []
  const reopened = new Set<number>()
  const source = text.split(/\r\n|\n|\r/)
  const settings = {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
  } as const
  let last = 0
  let width = 0
  const oneByOne = (from: number, to: number): void => {
    for (let at = from; at <= to; at++) {
      const raw = source[at - 1] ?? ''
      if (raw.trim() === '') continue
      reopened.add(at)
      const [cells = []] = parse(raw, { ...settings, quote: null }) as string[][]
      lines.push({ cells, line: at })
    }
  }
  try {
    parse(text, {
      ...settings,
      on_record: (cells: string[], { lines: line }) => {
        const isSwallowed = cells.some((cell) => swallowsLines(cell, delimiter, cells.length === width ? width : 0))
        if (lines.length === 0) width = cells.length
        if (isSwallowed) oneByOne(last + 1, line)
        else lines.push({ cells, line })
        last = line
        return null
      },
    })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'CSV_QUOTE_NOT_CLOSED') throw error
    oneByOne(last + 1, source.length)
  }
  return { lines, reopened }
}

/** Unique, never empty column names. */
function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.slice(0, MAX_COLUMNS).map((cell, i) => {
    const name = cell.trim() || `column ${i + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

function readCsv(text: string, file: string): Omit<Table, 'encoding'> {
  let read: ReturnType<typeof readLines>
  try {
    read = readLines(text, delimiterOf(text))
  } catch (error) {
    throw unreadable(file, 'csv', error)
  }
  const columns = columnNames(read.lines[0]?.cells ?? [])
  const rows: Row[] = []
  const lines: number[] = []
  const mended: number[] = []
  const refused: { line: number; cause: RowCause; value: string }[] = []
  for (const { cells, line } of read.lines.slice(1)) {
    const isOpen = read.reopened.has(line)
    if (cells.slice(columns.length).some((cell) => cell.trim() !== '') || (isOpen && cells.length < columns.length)) {
      refused.push({ line, cause: isOpen ? 'quote' : 'cells', value: cells.join(' ') })
      continue
    }
    const row: Record<string, string> = {}
    let isMended = isOpen
    columns.forEach((column, i) => {
      const cell = cells[i] ?? ''
      const isWrapped = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"')
      const isLoose = isWrapped || (isOpen && cell.startsWith('"'))
      isMended ||= isLoose
      row[column] = isWrapped ? cell.slice(1, -1).trim() : isLoose ? cell.slice(1).trim() : cell
    })
    rows.push(row)
    lines.push(line)
    if (isMended) mended.push(line)
  }
  return { columns, rows, lines, refused, mended }
}

/** Nested values under dotted names; a list of texts joined by commas, of a list of objects only the first. */
function flatten(value: unknown, name: string, into: Record<string, string>, depth: number): void {
  if (value === null || value === undefined || depth > MAX_JSON_DEPTH) return
  if (Array.isArray(value)) {
    const plain = value.filter((item) => typeof item === 'string' || typeof item === 'number')
    if (plain.length > 0) into[name] = plain.join(', ')
    else if (value.length > 0) flatten(value[0], `${name}.0`, into, depth + 1)
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, name === '' ? key : `${name}.${key}`, into, depth + 1)
  } else if (name !== '') into[name] = String(value)
}

/** The list of goods in a JSON file: the file itself, or the first list under a usual name, or the only list there is. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return null
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const named = lists.find(([key]) => ['products', 'items', 'goods', 'data', 'rows'].includes(key))
  return (named ?? (lists.length === 1 ? lists[0] : undefined))?.[1] ?? null
}

function readJson(text: string, file: string): Omit<Table, 'encoding'> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const line = / \(line (\d+) /.exec((error as Error).message)?.[1]
    throw line === undefined ? unreadable(file, 'json', error) : unreadable(file, 'jsonAt', error, { line })
  }
  const list = listIn(value)
  if (list === null) throw unreadable(file, 'noList')
  const columns = new Set<string>()
  const rows: Row[] = []
  const lines: number[] = []
  const refused: { line: number; cause: RowCause; value: string }[] = []
  list.forEach((item, i) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      refused.push({ line: i + 1, cause: 'other', value: String(item).slice(0, 80) })
      return
    }
    const row: Record<string, string> = {}
    flatten(item, '', row, 0)
    for (const column of Object.keys(row)) if (columns.size < MAX_COLUMNS) columns.add(column)
    rows.push(row)
    lines.push(i + 1)
  })
  return { columns: [...columns], rows, lines, refused, mended: [] }
}
