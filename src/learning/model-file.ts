/**
 * A model as bytes, and back. Little-endian:
 *
 *     "TDLM"  version u32  header length u32  header (JSON)  padding to 8  tables  CRC-32 of all before, u32
 *
 * The header names each table with its kind, place and length. A file that is cut off, changed, of another program or of a later
 * version is refused with `learning/bad-model`, and says why; what was in use stays in use.
 */
import { say, type Text } from '../base/i18n.ts'
import type { Problem } from '../base/problem.ts'
import { BlockBook, Blocks } from './block.ts'
import { AFFINITIES, AffinityWeights } from './features.ts'
import { Model, priorOf, RewardModel } from './model.ts'
import { REWARDS, type Reward } from './outcomes.ts'
import { Popularity } from './popularity.ts'
import { learningProblem } from './problems.ts'

/** The version this program writes; it reads this one only. */
export const FORMAT = 1
const MAGIC = 0x4d4c4454

/** What a kept model says of itself. */
export interface ModelMeta {
  /** Counts up with every model that is kept; given by whoever keeps them. */
  readonly modelVersion: number
  /** When it was kept, ms. */
  readonly madeAt: number
  /** Lessons it has learnt. */
  readonly lessons: number
  /** What its numbers stand for: the names of candidates and of categories, by number. */
  readonly names: { readonly candidates: readonly string[]; readonly categories: readonly string[] }
}

type Table = Float32Array | Float64Array | Uint32Array
const KINDS = { f32: Float32Array, f64: Float64Array, u32: Uint32Array } as const
type Kind = keyof typeof KINDS

interface Entry {
  readonly name: string
  readonly kind: Kind
  /** Bytes from the beginning of the tables. */
  readonly at: number
  readonly length: number
}

const REASONS = {
  foreign: { zh: '不是推单的模型', en: 'it is no model of Tuidan' },
  short: { zh: '文件被截断了', en: 'it is cut off' },
  version: { zh: '版本是 {version}，这里能读 {known}', en: 'it has version {version}, this program reads {known}' },
  changed: { zh: '校验和不对，内容变了或坏了', en: 'its checksum is wrong, the content was changed or damaged' },
  tables: { zh: '里面的表 {name} 不对', en: 'its table {name} is not right' },
} satisfies Record<string, Text>

function refuse(reason: keyof typeof REASONS, params: Record<string, string | number> = {}): Problem {
  const text = REASONS[reason]
  return learningProblem('learning/bad-model', {
    params: { reason_zh: say(text, 'zh', params), reason_en: say(text, 'en', params) },
  })
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** CRC-32 as in gzip (RFC 1952 §8). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = CRC[(c ^ byte) & 0xff]! ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

/** A model as bytes. */
export function encodeModel(model: Model, meta: Omit<ModelMeta, 'lessons'>): Uint8Array {
  const tables = REWARDS.flatMap((reward) => tablesOf(reward, model.rewards[reward]))
  const entries: Entry[] = []
  let at = 0
  for (const [name, table] of tables) {
    entries.push({ name, kind: kindOf(table), at, length: table.length })
    at += Math.ceil(table.byteLength / 8) * 8
  }
  const head: ModelMeta & { tables: Entry[] } = { ...meta, lessons: model.lessons, tables: entries }
  const header = new TextEncoder().encode(JSON.stringify(head))
  const start = Math.ceil((12 + header.length) / 8) * 8
  const bytes = new Uint8Array(start + at + 4)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, FORMAT, true)
  view.setUint32(8, header.length, true)
  bytes.set(header, 12)
  for (const [i, [, table]] of tables.entries())
    bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), start + entries[i]!.at)
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, bytes.length - 4)), true)
  return bytes
}

/** What a kept model says of itself, without bringing it back. @throws learning/bad-model */
export function readModelMeta(bytes: Uint8Array): ModelMeta {
  const { modelVersion, madeAt, lessons, names } = open(bytes).head
  return { modelVersion, madeAt, lessons, names }
}

/** Brings a model back. @throws learning/bad-model */
export function decodeModel(bytes: Uint8Array): { model: Model; meta: ModelMeta } {
  const { head, start } = open(bytes)
  const { modelVersion, madeAt, lessons, names } = head
  const read = reader(bytes, head.tables, start)
  const rewards = Object.fromEntries(REWARDS.map((reward) => [reward, rewardOf(reward, read)]))
  return {
    model: new Model(rewards as Record<Reward, RewardModel>, lessons),
    meta: { modelVersion, madeAt, lessons, names },
  }
}

function open(bytes: Uint8Array): { head: ModelMeta & { tables: Entry[] }; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint32(0, true) !== MAGIC) throw refuse('foreign')
  if (bytes.length < 16) throw refuse('short')
  const version = view.getUint32(4, true)
  if (version !== FORMAT) throw refuse('version', { version, known: FORMAT })
  const length = view.getUint32(8, true)
  const start = Math.ceil((12 + length) / 8) * 8
  if (start + 4 > bytes.length) throw refuse('short')
  const isRight = crc32(bytes.subarray(0, bytes.length - 4)) === view.getUint32(bytes.length - 4, true)
  const head = readHeader(bytes.subarray(12, 12 + length))
  // A header that can be read says how long the file should be: cut off is another mistake than changed.
  if (head !== null && !isRight && sizeOf(head.tables) + start + 4 > bytes.length) throw refuse('short')
  if (head === null || !isRight) throw refuse('changed')
  if (sizeOf(head.tables) + start + 4 !== bytes.length) throw refuse('tables', { name: '*' })
  return { head, start }
}

const sizeOf = (tables: readonly Entry[]): number =>
  tables.reduce((end, t) => Math.max(end, t.at + Math.ceil((t.length * KINDS[t.kind].BYTES_PER_ELEMENT) / 8) * 8), 0)

function readHeader(bytes: Uint8Array): (ModelMeta & { tables: Entry[] }) | null {
  let head: Partial<ModelMeta & { tables: Entry[] }> | null
  try {
    head = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    // Cut or changed bytes: whoever asks says which.
    return null
  }
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0
  if (!isNumber(head?.modelVersion) || !isNumber(head?.madeAt) || !isNumber(head?.lessons)) return null
  const areNames = (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === 'string')
  if (!areNames(head?.names?.candidates) || !areNames(head?.names?.categories)) return null
  const tables: unknown = head?.tables
  const isTable = (t: Partial<Entry> | null) =>
    typeof t?.name === 'string' &&
    Object.hasOwn(KINDS, String(t.kind)) &&
    isNumber(t.at) &&
    isNumber(t.length) &&
    Number.isInteger(t.length) &&
    (t.at as number) % 8 === 0
  return Array.isArray(tables) && tables.every(isTable) ? (head as ModelMeta & { tables: Entry[] }) : null
}

type Read = <K extends Kind>(name: string, kind: K) => InstanceType<(typeof KINDS)[K]>

function reader(bytes: Uint8Array, entries: readonly Entry[], start: number): Read {
  return <K extends Kind>(name: string, kind: K) => {
    const entry = entries.find((e) => e.name === name)
    if (entry?.kind !== kind) throw refuse('tables', { name })
    const { BYTES_PER_ELEMENT } = KINDS[kind]
    // Copied: the bytes may stand anywhere in their buffer (and the `slice` of a Buffer copies nothing).
    const copy = new Uint8Array(entry.length * BYTES_PER_ELEMENT)
    copy.set(bytes.subarray(start + entry.at, start + entry.at + copy.length))
    const table = new KINDS[kind](copy.buffer)
    if (kind !== 'u32' && !(table as Float64Array).every(Number.isFinite)) throw refuse('tables', { name })
    return table as InstanceType<(typeof KINDS)[K]>
  }
}

const kindOf = (table: Table): Kind =>
  table instanceof Float32Array ? 'f32' : table instanceof Float64Array ? 'f64' : 'u32'

function tablesOf(reward: Reward, { popularity, book, affinities }: RewardModel): [string, Table][] {
  const p = popularity.tables()
  const b = book.blocks.tables()
  const k = book.tables()
  return (
    [
      ['products', p.products],
      ['categories', p.categories],
      ['whole', p.whole],
      ['category-of', p.categoryOf],
      ['weights', b.weights],
      ['times', b.times],
      ['own', k.own],
      ['viewed', k.viewed],
      ['shared', k.shared],
      ['affinity-means', affinities.mean],
      ['affinity-variances', affinities.variance],
    ] as [string, Table][]
  ).map(([name, table]) => [`${reward}/${name}`, table])
}

function rewardOf(reward: Reward, read: Read): RewardModel {
  const of = <K extends Kind>(name: string, kind: K) => read(`${reward}/${name}`, kind)
  try {
    const popularity = Popularity.from(
      {
        products: of('products', 'f64'),
        categories: of('categories', 'f64'),
        whole: of('whole', 'f64'),
        categoryOf: of('category-of', 'u32'),
      },
      priorOf(reward),
    )
    const blocks = Blocks.from({ weights: of('weights', 'f32'), times: of('times', 'f64') })
    const book = BlockBook.from(blocks, {
      own: of('own', 'u32'),
      viewed: of('viewed', 'u32'),
      shared: of('shared', 'u32'),
    })
    const affinities = new AffinityWeights()
    const [mean, variance] = [of('affinity-means', 'f64'), of('affinity-variances', 'f64')]
    if (mean.length !== AFFINITIES.length || variance.length !== AFFINITIES.length)
      throw refuse('tables', { name: `${reward}/affinity-means` })
    affinities.mean.set(mean)
    affinities.variance.set(variance)
    return new RewardModel(popularity, book, affinities)
  } catch (error) {
    // Tables that are whole but do not fit together.
    if (error instanceof TypeError) throw refuse('tables', { name: reward })
    throw error
  }
}
