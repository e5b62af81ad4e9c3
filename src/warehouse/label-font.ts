import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import fontkit from '@pdf-lib/fontkit'

/** A parsed font, as fontkit gives it. */
export type LoadedFont = ReturnType<typeof fontkit.create>
/** Text, and what must be seen from afar. */
export type Weight = 500 | 700

/**
 * The files Noto Sans SC is delivered in: some 8,000 Chinese signs with the Latin of western Europe, then the small ones with the
 * letters of other Europeans and of Vietnam. A sign is drawn from the first that has it.
 */
export const FACES = ['chinese-simplified', 'latin-ext', 'vietnamese', 'cyrillic'] as const
/** One of them. */
export type Face = (typeof FACES)[number]

const loaded = new Map<string, LoadedFont>()

/** A face of one weight. Parsed once a process or thread, when it is needed first. */
export function loadFont(weight: Weight, face: Face): LoadedFont {
  const known = loaded.get(`${face} ${weight}`)
  if (known !== undefined) return known
  const name = `@fontsource/noto-sans-sc/files/noto-sans-sc-${face}-${weight}-normal.woff`
  const font = fontkit.create(sfntOf(readFileSync(fileURLToPath(import.meta.resolve(name)))))
  loaded.set(`${face} ${weight}`, font)
  return font
}

/** The first face that has this sign, or null: Arabic, Thai, Hangul and emoji are in none. */
export function faceOf(sign: string, weight: Weight): Face | null {
  return FACES.find((face) => hasSign(loadFont(weight, face), sign)) ?? null
}

/** Has the font this sign? */
function hasSign(font: LoadedFont, sign: string): boolean {
  // fontkit's own types leave this method out.
  return (font as unknown as { hasGlyphForCodePoint(code: number): boolean }).hasGlyphForCodePoint(sign.codePointAt(0)!)
}

/**
 * Tables of ligatures, kerning and vertical forms. A label needs none of them, and fontkit goes through them for every piece
 * of text it measures: two thirds of a label's time.
 */
const SHAPING: readonly string[] = ['GSUB', 'GPOS', 'GDEF']

interface FontTable {
  readonly tag: string
  readonly data: Buffer
}

/**
 * A WOFF 1.0 font as the plain font it wraps (W3C WOFF §4-5). fontkit reads WOFF by itself but inflates a table anew for every
 * glyph: 2.6 s a label instead of 0.1 s.
 */
function sfntOf(woff: Buffer): Buffer {
  const all = Array.from({ length: woff.readUInt16BE(12) }, (_, i): FontTable => {
    const at = 44 + 20 * i
    const [offset, packed, size] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field)) as [number, number, number]
    const raw = woff.subarray(offset, offset + packed)
    return { tag: woff.toString('latin1', at, at + 4), data: packed < size ? inflateSync(raw) : raw }
  })
  const tables = all.filter(({ tag }) => !SHAPING.includes(tag))
  return writeSfnt(woff.subarray(4, 8), alignGlyphs(tables))
}

/**
 * Glyphs padded to four bytes. fontkit writes a small subset's glyph index in units of two bytes (OpenType `loca`, short
 * format) without padding what it copies: after a glyph of odd length all others would be drawn as rubbish or not at all.
 */
function alignGlyphs(tables: readonly FontTable[]): FontTable[] {
  const data = (tag: string) => tables.find((t) => t.tag === tag)!.data
  const [head, loca, glyf] = [Buffer.from(data('head')), data('loca'), data('glyf')]
  const isLong = head.readInt16BE(50) === 1
  const count = loca.length / (isLong ? 4 : 2)
  const offsets = Array.from({ length: count }, (_, i) =>
    isLong ? loca.readUInt32BE(4 * i) : 2 * loca.readUInt16BE(2 * i),
  )
  const newLoca = Buffer.alloc(4 * count)
  const glyphs: Buffer[] = []
  let at = 0
  for (let i = 0; i < count - 1; i++) {
    newLoca.writeUInt32BE(at, 4 * i)
    const glyph = padded(glyf.subarray(offsets[i], offsets[i + 1]))
    glyphs.push(glyph)
    at += glyph.length
  }
  newLoca.writeUInt32BE(at, 4 * (count - 1))
  head.writeInt16BE(1, 50)
  const changed = new Map([
    ['head', head],
    ['loca', newLoca],
    ['glyf', Buffer.concat(glyphs)],
  ])
  return tables.map(({ tag, data: known }) => ({ tag, data: changed.get(tag) ?? known }))
}

/** Table directory and tables (OpenType §"Organization of an OpenType font"); nobody here checks the sums, so they are 0. */
function writeSfnt(flavour: Buffer, tables: readonly FontTable[]): Buffer {
  const count = tables.length
  const power = 2 ** Math.floor(Math.log2(count))
  const directory = Buffer.alloc(12 + 16 * count)
  flavour.copy(directory)
  const fields = [count, power * 16, Math.log2(power), (count - power) * 16]
  for (const [i, value] of fields.entries()) directory.writeUInt16BE(value, 4 + 2 * i)
  const parts = [directory]
  let offset = directory.length
  for (const [i, { tag, data }] of tables.entries()) {
    directory.write(tag, 12 + 16 * i, 'latin1')
    directory.writeUInt32BE(offset, 20 + 16 * i)
    directory.writeUInt32BE(data.length, 24 + 16 * i)
    const part = padded(data)
    parts.push(part)
    offset += part.length
  }
  return Buffer.concat(parts)
}

const padded = (data: Uint8Array): Buffer<ArrayBuffer> =>
  Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
