import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { profileFail } from './problems.ts'

// ZIP as PKWARE's APPNOTE 6.3.10 has it, as much as exports of services use: stored and deflated files, no encryption, no ZIP64.

/** More files than that is no export of a person. */
const MOST_ENTRIES = 50_000
/** Largest file read, unpacked. */
const MOST_FILE_BYTES = 32 * 1024 * 1024
/** Most that is unpacked of one archive. */
const MOST_BYTES = 128 * 1024 * 1024
/** Text shrinks to a tenth, a bomb to a thousandth. */
const MOST_RATIO = 200
const SMALL_BYTES = 1024 * 1024

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30

/** A file of an archive. */
interface Entry {
  readonly path: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

const inflate = promisify(inflateRaw) as (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>

/**
 * Unpacks the files of an archive that are wanted, one after the other, as text.
 * @throws profile/archive-broken (cut off, no archive), archive-path (leads out of itself), archive-too-large (also a bomb)
 */
export async function* filesOf(zip: Buffer, isWanted: (path: string) => boolean): AsyncGenerator<[string, string]> {
  const entries = entriesOf(zip)
  let left = MOST_BYTES
  for (const entry of entries) {
    if (entry.path.endsWith('/') || !isWanted(entry.path)) continue
    left -= entry.size
    if (left < 0) throw profileFail('profile/archive-too-large')
    yield [entry.path, (await unpacked(zip, entry)).toString('utf8')]
  }
}

function entriesOf(zip: Buffer): Entry[] {
  const end = endOf(zip)
  const count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff || count > MOST_ENTRIES) throw profileFail('profile/archive-too-large')
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > end || zip.readUInt32LE(at) !== CENTRAL) throw profileFail('profile/archive-broken')
    const nameBytes = zip.readUInt16LE(at + 28)
    const path = zip.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
    if (isEscape(path)) throw profileFail('profile/archive-path')
    // Encrypted: nothing in it can be read.
    if ((zip.readUInt16LE(at + 8) & 1) === 1) throw profileFail('profile/archive-broken')
    entries.push({
      path,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    })
    at += CENTRAL_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  // Files that share their bytes would together be larger than the archive.
  if (entries.reduce((sum, { packed }) => sum + packed, 0) > zip.length) throw profileFail('profile/archive-too-large')
  return entries
}

/** The record at the end; behind it there may be a comment of up to 64 KB. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - END_BYTES; at >= Math.max(0, zip.length - END_BYTES - 0xffff); at--)
    if (zip.readUInt32LE(at) === END) return at
  throw profileFail('profile/archive-broken')
}

/** Does this path lead anywhere but below the archive? Nothing is ever written, but who writes such a path means harm. */
const isEscape = (path: string): boolean =>
  /^[/\\]|^[a-zA-Z]:|[\\\0]/.test(path) || path.split('/').some((part) => part === '..')

async function unpacked(zip: Buffer, { at, packed, size, method, crc }: Entry): Promise<Buffer> {
  if (size > MOST_FILE_BYTES || (size > SMALL_BYTES && size > packed * MOST_RATIO))
    throw profileFail('profile/archive-too-large')
  if (at + LOCAL_BYTES > zip.length || zip.readUInt32LE(at) !== LOCAL) throw profileFail('profile/archive-broken')
  const from = at + LOCAL_BYTES + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
  if (from + packed > zip.length || (method !== 0 && method !== 8)) throw profileFail('profile/archive-broken')
  const bytes = zip.subarray(from, from + packed)
  const plain =
    method === 0
      ? bytes
      : await inflate(bytes, { maxOutputLength: Math.max(1, size) }).catch((cause: Error & { code?: string }) => {
          // It is larger than it says of itself.
          const isBomb = cause.code === 'ERR_BUFFER_TOO_LARGE'
          throw profileFail(isBomb ? 'profile/archive-too-large' : 'profile/archive-broken', { cause })
        })
  if (plain.length !== size || crc32(plain) !== crc) throw profileFail('profile/archive-broken')
  return plain
}
