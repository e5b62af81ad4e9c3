import { parse } from 'csv-parse/sync'
import { composed } from '../base/compose.ts'
import { factOf, isRecord, listOf, recordOf } from './answer.ts'
import type { ArchiveStream, Raw, Verb } from './connector.ts'

/** A thing out of an archive, whichever service wrote it. */
export interface Thing {
  /** Without one it is left out. */
  readonly id: unknown
  readonly at?: unknown
  readonly name: unknown
  /** Its name, where nothing else says what it is about. */
  readonly about?: readonly unknown[]
  /** What was done with it, where that is not what the stream is of. */
  readonly verb?: Verb
}

/** One kind of file of an archive. */
export interface ArchiveFile {
  /** By its path in the archive, which may lie in folders of any name. */
  readonly path: RegExp
  /** @throws Error when the file is not of this kind */
  things(text: string): Iterable<Thing>
}

/** What the archive of one service holds of each stream. */
export type ArchiveOf = Readonly<Partial<Record<'likes' | 'follows' | 'watched' | 'posts', readonly ArchiveFile[]>>>

/** A file that says little with much: a million empty things take fifty times its room once they are read. */
export class TooMuch extends Error {}

/** Lines of a table, and letters of one: nobody follows more, and reading it holds everybody up. */
const MOST_ROWS = 50_000
const MOST_TABLE = 8_000_000
/** Members, items, objects and lists of a file of JSON, each some hundred bytes once read; a real file of 32 MB has half of that. */
const MOST_VALUES = 2_000_000

/** @throws TooMuch when these signs stand in the text more often than that; in quotation marks they count too */
function mostOf(text: string, signs: string, most: number): void {
  let count = 0
  for (const sign of signs)
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1))
      if (++count > most) throw new TooMuch(`more than ${most} things in one file`)
}

/** What a file of JSON says; some begin with a byte order mark. @throws Error when it is none; TooMuch */
export function jsonOf(text: string): unknown {
  mostOf(text, ',{[', MOST_VALUES)
  return JSON.parse(text.replace(/^\ufeff/, ''))
}

/** The objects of a JSON list, or of the lists that hang below an object under whatever names. @throws Error when it is no JSON */
export function objectsIn(text: string): readonly Raw[] {
  const whole = jsonOf(text)
  return (Array.isArray(whole) ? whole : Object.values(recordOf(whole)).flatMap(listOf)).filter(isRecord)
}

/** The lines of a table below its heading, whose words depend on the language. @throws Error when it is no CSV (RFC 4180); TooMuch */
export function rowsOf(text: string): readonly (readonly string[])[] {
  if (text.length > MOST_TABLE) throw new TooMuch(`a table of ${text.length} letters`)
  mostOf(text, '\n\r', MOST_ROWS)
  mostOf(text, ',', 10 * MOST_ROWS)
  return (parse(text, { bom: true, relax_column_count: true }) as string[][]).slice(1)
}

/** Seconds since the epoch as a date; undefined when it is none. */
export function secondsOf(at: unknown): string | undefined {
  const ms = Number(at) * 1000
  return ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : undefined
}

/** A stream of what lies in such files. A path may be written with its accents apart, as macOS does. */
export function archiveStream(
  files: readonly ArchiveFile[],
  {
    verb,
    thing,
    ...spec
  }: Omit<ArchiveStream, 'holds' | 'items' | 'facts'> & { readonly verb: Verb; readonly thing: string },
): ArchiveStream {
  const fileAt = (path: string) => files.find((one) => one.path.test(composed(path, 'NFC')))
  return {
    ...spec,
    holds: (path) => fileAt(path) !== undefined,
    items: (text, path) => fileAt(path)?.things(text) ?? [],
    facts: (item) => {
      const { id, at, name, about, verb: own } = recordOf(item)
      const done = own === 'share' ? 'share' : verb
      return factOf(done, thing, { id, at, name, ...(Array.isArray(about) ? { about } : {}) })
    },
  }
}
