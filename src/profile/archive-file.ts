import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Bytes } from './archive.ts'
import { profileFail } from './problems.ts'

/** The largest archive taken, packed. With photos and videos they are larger, and those say nothing to us. */
export const MOST_ARCHIVE_BYTES = 512 * 1024 * 1024
/** Archives that one process holds at once: together not more than a few GB of disk. */
const MOST_AT_ONCE = 4
let held = 0

/** What somebody sends, held on disk as long as it is read. */
export interface HeldFile extends Bytes {
  close(): Promise<void>
}

/**
 * Holds what comes in a file that only this process can open: without a name where the system allows that, so that nothing is left of
 * it whatever happens. An archive in memory would take as much as it is large for each who sends one.
 * @throws profile/archive-too-large, archive-broken (it breaks off), archive-busy
 */
export async function holdFile(body: Readable, mostBytes = MOST_ARCHIVE_BYTES): Promise<HeldFile> {
  if (held >= MOST_AT_ONCE) throw profileFail('profile/archive-busy', { retryAfterMs: 60_000 })
  held++
  const folder = await mkdtemp(join(tmpdir(), 'tuidan-archive-'))
  const file = await open(join(folder, 'archive.zip'), 'wx+', 0o600)
  const forget = () => rm(folder, { recursive: true, force: true })
  const close = async () => {
    held--
    await file.close()
    await forget()
  }
  // Windows keeps the name until the file is closed.
  if (process.platform !== 'win32') await forget()
  try {
    let size = 0
    for await (const part of body) {
      size += (part as Buffer).length
      if (size > mostBytes) throw profileFail('profile/archive-too-large')
      await file.appendFile(part as Buffer)
    }
    const read = async (at: number, length: number) => {
      const into = Buffer.alloc(Math.max(0, Math.min(length, size - at)))
      const { bytesRead } = await file.read(into, 0, into.length, at)
      return into.subarray(0, bytesRead)
    }
    return { size, read, close }
  } catch (cause) {
    await close()
    const isOurs = cause instanceof Error && 'spec' in cause
    throw isOurs ? cause : profileFail('profile/archive-broken', { cause })
  }
}
