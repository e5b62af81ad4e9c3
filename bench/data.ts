import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { isHistoryHeader } from '../src/replay/history.ts'

/** Every file below a folder that is a table of order lines by its first line; gzip is looked into. Names decide nothing. */
export async function historyFiles(data: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && /\.csv(\.gz)?$/i.test(entry.name) && isHistoryHeader(await header(path))) found.push(path)
  }
  return found.sort()
}

async function header(path: string): Promise<string[]> {
  const bytes = createReadStream(path)
  const text = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
  try {
    for await (const line of createInterface({ input: text })) return line.split(',')
    return []
  } catch {
    return [] // damaged, or no gzip: not ours to complain about
  } finally {
    bytes.destroy()
  }
}
