import { gunzipSync } from 'node:zlib'
import { answer } from '../engine/thread.ts'
import { type ImportOptions, type ImportResult, importRows } from './import.ts'
import { guessMapping, type Mapping } from './mapping.ts'
import { catalogProblem, unreadable } from './problems.ts'
import { MAX_FILE_MB, readTable } from './table.ts'

/** What the thread is given: a file to look at, or one to read with a mapping. */
export interface ImportThreadInput {
  readonly bytes: Uint8Array
  readonly filename: string
  readonly read: ({ readonly mapping: Mapping } & ImportOptions) | null
}

/** What was seen of a file. */
export interface LookedAt {
  /** Unpacked. */
  readonly bytes: Uint8Array
  readonly columns: readonly string[]
  readonly guess: Mapping
  readonly preview: readonly Readonly<Record<string, string>>[]
  readonly rows: number
}

const PREVIEW_ROWS = 5

// Half a million lines take seconds to parse: here they hold up nobody.
answer((input: ImportThreadInput) => (input.read === null ? look(input) : read(input, input.read)))

function look({ bytes: packed, filename }: ImportThreadInput): LookedAt {
  const bytes = unpack(packed, filename)
  const table = readTable(bytes, filename)
  const guess = guessMapping(table.columns).mapping
  return { bytes, columns: table.columns, guess, preview: table.rows.slice(0, PREVIEW_ROWS), rows: table.rows.length }
}

function read({ bytes, filename }: ImportThreadInput, { mapping, ...options }: NonNullable<ImportThreadInput['read']>) {
  const table = readTable(bytes, filename)
  const missing = Object.values(mapping).find((column) => column !== '' && !table.columns.includes(column))
  const columns = table.columns.slice(0, 20).join(', ')
  if (missing !== undefined) throw catalogProblem('catalog/no-such-column', { params: { column: missing, columns } })
  return importRows(table, mapping, options) satisfies ImportResult
}

function unpack(bytes: Uint8Array, name: string): Uint8Array {
  const tooLarge = () => catalogProblem('catalog/file-too-large', { params: { limit: MAX_FILE_MB } })
  if (bytes.length > MAX_FILE_MB * 1_048_576) throw tooLarge()
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_FILE_MB * 1_048_576 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw unreadable(name, 'gzip', cause)
  }
}
