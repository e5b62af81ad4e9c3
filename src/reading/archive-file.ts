import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { profileFail } from '../profile/problems.ts'
import type { Bytes } from './archive.ts'

/** The largest archive taken, packed. With photos and videos they are larger, and those say nothing to us. */
export const MOST_ARCHIVE_BYTES = 512 * 1024 * 1024
/** Archives that one process holds at once, and their bytes together, on disk: a slow line takes next to nothing from the others. */
const MOST_HELD = 40
const MOST_HELD_BYTES = 4 * MOST_ARCHIVE_BYTES
/** Archives that are read at once, for each takes some hundred MB of memory; whole ones wait for their turn. */
const MOST_READ = 4
/** Whose they are, and how much of each is here. */
const held = new Map<string, number>()
let reading = 0
const waiting: (() => void)[] = []

/** Waits until there are fewer than are read at once. */
async function begin(): Promise<void> {
  if (reading < MOST_READ) reading++
  else await new Promise<void>((resolve) => waiting.push(resolve))
}

/** Gives the place on. */
function over(): void {
  const next = waiting.shift()
  if (next === undefined) reading--
  else next()
}

const busy = () => profileFail('profile/archive-busy', { retryAfterMs: 60_000 })

/** What somebody sends, held on disk as long as it is read. */
export interface HeldFile extends Bytes {
  close(): Promise<void>
}

/**
 * Holds what comes in a file that only this process can open: without a name where the system allows that, so that nothing is left of
 * it whatever happens. An archive in memory would take as much as it is large for each who sends one. `whose`: each has one at a time.
 * Returns when it is whole and its turn to be read has come, which lasts until it is closed.
 * @throws profile/archive-too-large, archive-broken (it breaks off), archive-busy
 */
export async function holdFile(body: Readable, whose: string, mostBytes = MOST_ARCHIVE_BYTES): Promise<HeldFile> {
  if (held.size >= MOST_HELD || held.has(whose)) throw busy()
  held.set(whose, 0)
  const { file, forget } = await newFile().catch((error) => {
    held.delete(whose)
    throw error
  })
  const letGo = async () => {
    held.delete(whose)
    await file.close()
    await forget()
  }
  try {
    let size = 0
    for await (const part of body) {
      size += (part as Buffer).length
      if (size > mostBytes) throw profileFail('profile/archive-too-large')
      held.set(whose, size)
      if ([...held.values()].reduce((sum, bytes) => sum + bytes, 0) > MOST_HELD_BYTES) throw busy()
      await file.appendFile(part as Buffer)
    }
    const read = async (at: number, length: number) => {
      const into = Buffer.alloc(Math.max(0, Math.min(length, size - at)))
      const { bytesRead } = await file.read(into, 0, into.length, at)
      return into.subarray(0, bytesRead)
    }
    const close = async () => {
      over()
      await letGo()
    }
    await begin()
    return { size, read, close }
  } catch (cause) {
    await letGo()
    const isOurs = cause instanceof Error && 'spec' in cause
    throw isOurs ? cause : profileFail('profile/archive-broken', { cause })
  }
}

/** A file whose name is gone as soon as it is open, or when it is closed. */
async function newFile(): Promise<{ file: FileHandle; forget: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tuidan-archive-'))
  const forget = () => rm(folder, { recursive: true, force: true })
  const file = await open(join(folder, 'archive.zip'), 'wx+', 0o600)
  // Windows keeps the name until the file is closed.
  if (process.platform !== 'win32') await forget()
  return { file, forget }
}
