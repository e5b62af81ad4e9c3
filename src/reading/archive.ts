import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { profileFail } from '../profile/problems.ts'

// ZIP as PKWARE's APPNOTE 6.3.10 has it, as much as exports of services use: stored and deflated files, ZIP64, no encryption. Read
// piece by piece from wherever it lies, so that a large archive costs no memory.

/** More files than that is no export of a person. */
const MOST_ENTRIES = 50_000
/** Their names and places; 50,000 of some 150 bytes. */
const MOST_DIRECTORY_BYTES = 16 * 1024 * 1024
/** Largest file read, unpacked. */
const MOST_FILE_BYTES = 32 * 1024 * 1024
/** Most that is unpacked of one archive. */
const MOST_BYTES = 128 * 1024 * 1024
/** Text shrinks to a tenth, a bomb to a thousandth. */
const MOST_RATIO = 200
const SMALL_BYTES = 1024 * 1024
const PIECE_BYTES = 256 * 1024

const END = 0x06054b50
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const END64_BYTES = 56
const LOCATOR64_BYTES = 20
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30
const MOST_COMMENT_BYTES = 0xffff

/** Bytes that can be read at any place. */
export interface Bytes {
  readonly size: number
  /** As many as there are from there, `length` at most. */
  read(at: number, length: number): Promise<Buffer>
}

/** Bytes that are in memory. */
export const inMemory = (all: Buffer): Bytes => ({
  size: all.length,
  read: async (at, length) => all.subarray(at, at + length),
})

/** A file of an archive. */
interface Entry {
  readonly path: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

/** Where the directory of an archive lies. */
interface Directory {
  readonly count: number
  readonly at: number
  readonly length: number
}

const broken = (cause?: unknown) => profileFail('profile/archive-broken', { cause })
const tooLarge = (cause?: unknown) => profileFail('profile/archive-too-large', { cause })

/**
 * Unpacks the files of an archive that are wanted, one after the other, as text. Whatever else is in it, archives in the archive
 * too, is passed over.
 * @throws profile/archive-broken (cut off, encrypted, no archive, two files of one name), archive-path (leads out of itself, or
 * elsewhere as a link), archive-too-large (also a bomb)
 */
export async function* filesOf(zip: Bytes, isWanted: (path: string) => boolean): AsyncGenerator<[string, string]> {
  const wanted = (await entriesOf(zip)).filter(({ path }) => !path.endsWith('/') && isWanted(path))
  if (new Set(wanted.map(({ path }) => path)).size < wanted.length) throw broken()
  let left = MOST_BYTES
  for (const entry of wanted) {
    left -= entry.size
    if (left < 0) throw tooLarge()
    yield [entry.path, await unpacked(zip, entry)]
  }
}

async function entriesOf(zip: Bytes): Promise<Entry[]> {
  const { count, at: begin, length } = await directoryOf(zip)
  if (count > MOST_ENTRIES || length > MOST_DIRECTORY_BYTES) throw tooLarge()
  const directory = await zip.read(begin, length)
  const entries: Entry[] = []
  for (let i = 0, at = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) throw broken()
    const names = [28, 30, 32].map((where) => directory.readUInt16LE(at + where))
    const whole = CENTRAL_BYTES + names.reduce((sum, one) => sum + one, 0)
    if (at + whole > directory.length) throw broken()
    entries.push(entryOf(directory.subarray(at, at + whole), names[0]!, names[1]!))
    at += whole
  }
  // Files that share their bytes would together be larger than the archive.
  if (entries.reduce((sum, { packed }) => sum + packed, 0) > zip.size) throw tooLarge()
  return entries
}

/** One line of the directory. */
function entryOf(line: Buffer, nameBytes: number, extraBytes: number): Entry {
  const path = nameOf(line.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nameBytes))
  // Made on Unix, the upper half of the attributes says what kind of file it is.
  const isLink = line.readUInt8(5) === 3 && (line.readUInt16LE(40) & 0xf000) === 0xa000
  if (isEscape(path) || isLink) throw profileFail('profile/archive-path')
  // Encrypted: nothing in it can be read.
  if ((line.readUInt16LE(8) & 1) === 1) throw broken()
  const extra = line.subarray(CENTRAL_BYTES + nameBytes, CENTRAL_BYTES + nameBytes + extraBytes)
  const [size, packed, at] = large([line.readUInt32LE(24), line.readUInt32LE(20), line.readUInt32LE(42)], extra)
  return { path, method: line.readUInt16LE(10), crc: line.readUInt32LE(16), packed, size, at }
}

type Three = readonly [number, number, number]

/** Sizes and places that need eight bytes stand in an extra field (APPNOTE 4.5.3), in this order, those that need it only. */
function large(short: Three, extra: Buffer): Three {
  if (!short.includes(0xffffffff)) return short
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let from = at + 4
    const long = short.map((value) => {
      if (value !== 0xffffffff) return value
      if (from + 8 > extra.length) throw broken()
      from += 8
      return eightAt(extra, from - 8)
    })
    // As many as went in.
    return long as unknown as Three
  }
  throw broken()
}

/** A number of eight bytes; none of an archive we take is beyond what is exact. */
function eightAt(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw tooLarge()
  return Number(value)
}

/** The record at the end; behind it there may be a comment of up to 64 KB, before it the one of ZIP64 that counts instead. */
async function directoryOf(zip: Bytes): Promise<Directory> {
  const tailAt = Math.max(0, zip.size - END_BYTES - MOST_COMMENT_BYTES - LOCATOR64_BYTES)
  const tail = await zip.read(tailAt, zip.size - tailAt)
  let end = tail.length - END_BYTES
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--
  if (end < 0) throw broken()
  const locator = end - LOCATOR64_BYTES
  const isLong = locator >= 0 && tail.readUInt32LE(locator) === LOCATOR64
  const stands = isLong ? eightAt(tail, locator + 8) : tailAt + end
  if (!isLong) return within(stands, tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 16))
  const record = await zip.read(stands, END64_BYTES)
  if (record.length < END64_BYTES || record.readUInt32LE(0) !== END64) throw broken()
  return within(stands, eightAt(record, 32), eightAt(record, 48))
}

/** The directory lies before the record that tells of it. */
function within(end: number, count: number, at: number): Directory {
  if (at > end || count * CENTRAL_BYTES > end - at) throw broken()
  return { count, at, length: end - at }
}

/** UTF-8, whether it is said or not; Windows writes Chinese names in GB 18030 and says nothing. */
function nameOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Does this path lead anywhere but below the archive? Nothing is ever written, but who writes such a path means harm. */
const isEscape = (path: string): boolean =>
  /^[/\\]|^[a-zA-Z]:|[\\\0]/.test(path) || path.split('/').some((part) => part === '..')

async function unpacked(zip: Bytes, { at, packed, size, method, crc }: Entry): Promise<string> {
  if (size > MOST_FILE_BYTES || (size > SMALL_BYTES && size > packed * MOST_RATIO)) throw tooLarge()
  const head = await zip.read(at, LOCAL_BYTES)
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL) throw broken()
  const from = at + LOCAL_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (from + packed > zip.size || (method !== 0 && method !== 8)) throw broken()
  const pieces: Buffer[] = []
  let is = 0
  let sum = 0
  for await (const piece of method === 0 ? piecesOf(zip, from, packed) : inflated(piecesOf(zip, from, packed))) {
    is += piece.length
    // It is larger than it says of itself.
    if (is > size) throw tooLarge()
    sum = crc32(piece, sum)
    pieces.push(piece)
  }
  if (is !== size || sum !== crc) throw broken()
  return Buffer.concat(pieces).toString('utf8')
}

async function* piecesOf(zip: Bytes, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length; at += PIECE_BYTES)
    yield await zip.read(at, Math.min(PIECE_BYTES, from + length - at))
}

/** What was deflated, piece by piece: not more is unpacked than is taken. */
async function* inflated(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw()
  // Whoever takes the pieces is told what went wrong.
  pipeline(Readable.from(packed), inflate, () => {})
  try {
    for await (const piece of inflate) yield piece as Buffer
  } catch (cause) {
    throw broken(cause)
  }
}
