import { createReadStream, type Dirent } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { CsvReader } from '../learning/csv.ts'
import { learningProblem } from '../learning/problems.ts'
import { fileFail } from './options.ts'

/** What is told of a file while it is read. */
export interface CsvEars {
  /** The names of the columns; throwing ends the reading. */
  readonly onHeader: (columns: readonly string[]) => void
  /** One row with as many cells as there are columns. @returns false: enough, read no further */
  readonly onRow: (cells: readonly string[], line: number) => unknown
  /** Bytes of the file that were read, of all. */
  readonly onProgress?: (read: number, total: number) => void
}

/**
 * Reads a CSV, gzipped or not (told by its first bytes), piece by piece. @returns lines that were no rows
 * @throws cli/no-file, cli/is-folder, learning/broken-log
 */
export async function readCsvFile(file: string, { onHeader, onRow, onProgress }: CsvEars): Promise<{ bad: number }> {
  const { size, isGzip } = await look(file)
  let isEnough = false
  const reader = new CsvReader(onHeader, (cells, line) => {
    if (!isEnough && onRow(cells, line) === false) isEnough = true
  })
  const source = createReadStream(file, { highWaterMark: 1 << 18 })
  let read = 0
  source.on('data', (chunk) => {
    read += chunk.length
    onProgress?.(read, size)
  })
  const text = isGzip ? source.pipe(createGunzip()) : source
  // A pipe does not hand on the error of its source.
  if (isGzip) source.once('error', (error) => text.destroy(error))
  const decoder = new StringDecoder('utf8')
  try {
    for await (const chunk of text) {
      reader.feed(decoder.write(chunk as Buffer))
      if (isEnough) break
    }
  } catch (cause) {
    if (isGzip && /^(Z_|ERR_)/.test((cause as NodeJS.ErrnoException).code ?? ''))
      throw learningProblem('learning/broken-log', { params: { file: basename(file) }, cause })
    throw cause
  } finally {
    source.destroy()
  }
  reader.feed(decoder.end())
  reader.end()
  return { bad: reader.bad }
}

async function look(file: string): Promise<{ size: number; isGzip: boolean }> {
  const handle = await open(file).catch((cause) => {
    throw fileFail(file, cause)
  })
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(2)
    await handle.read(head, 0, 2, 0)
    return { size, isGzip: head[0] === 0x1f && head[1] === 0x8b }
  } catch (cause) {
    throw fileFail(file, cause)
  } finally {
    await handle.close()
  }
}

/** The file of this name in a folder, or the one with .gz behind it, or null. */
export async function findLog(folder: string, name: string): Promise<string | null> {
  for (const file of [join(folder, name), join(folder, `${name}.gz`)])
    if ((await stat(file).catch(() => null))?.isFile()) return file
  return null
}

/** Every file below a folder whose name ends in .csv or .csv.gz, sorted; what cannot be looked into is passed over. */
export async function csvFilesBelow(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && /\.csv(\.gz)?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The columns a file names in its first line; null when it is no table that can be read. */
export async function headerOf(file: string): Promise<readonly string[] | null> {
  let header: readonly string[] | null = null
  try {
    await readCsvFile(file, { onHeader: (columns) => (header = columns), onRow: () => false })
  } catch {
    // Not a table of ours: whoever looks for one goes on to the next file.
  }
  return header
}
