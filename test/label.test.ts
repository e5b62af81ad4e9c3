import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { ParcelLabel, SheetLabel } from '../src/warehouse/label.ts'
import { printPdf } from '../src/warehouse/label-pdf.ts'

/** Dots in a millimetre of the thermal printers that stand in warehouses (203 dpi). */
const DOTS = 8
const MM = 72 / 25.4

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: (await readFile(wasm)).buffer as ArrayBuffer } })
})

const PARCEL: ParcelLabel = {
  kind: 'parcel',
  lang: 'zh',
  from: '我的店',
  carrier: '自行交运',
  tracking: '069000000000000014',
  parcelNumber: '069000000000000014',
  orderNumber: 'S-000123',
  to: { name: '陈小满', phone: '138 **** 8000', address: ['浙江省杭州市西湖区文三路 388 号'], note: null },
  collect: null,
  pieces: [{ title: '墨绿搪瓷杯', qty: 2 }],
  weightGrams: 900,
  packed: '2026-11-25 16:00',
}
const to = (change: Partial<NonNullable<ParcelLabel['to']>>): ParcelLabel => ({
  ...PARCEL,
  to: { ...PARCEL.to!, ...change },
})

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is drawn on the first page, in mm from the top left: filled boxes, and where each piece of text stands. */
function drawn(pdf: Uint8Array, heightMm: number): { boxes: Box[]; texts: { x: number; y: number; size: number }[] } {
  const bytes = Buffer.from(pdf)
  const source = bytes.toString('latin1')
  const boxes: Box[] = []
  const texts: { x: number; y: number; size: number }[] = []
  for (const { index, 0: head } of source.matchAll(/stream\r?\n/g)) {
    if (source.slice(index - 3, index) === 'end') continue
    const content = inflated(bytes.subarray(index + head.length, source.indexOf('endstream', index)))
    if (!/ cm\n| Tm\n/.test(content)) continue
    const box =
      /1 0 0 1 (\S+) (\S+) cm\n(?:1 0 0 1 0 0 cm\n|\S+ \S+ \S+ \S+ 0 0 cm\n)*0 0 m\n0 (\S+) l\n(\S+) \S+ l\n(?:.*\n)*?(f|S)\n/g
    for (const [, x, y, height, width, paint] of content.matchAll(box)) {
      if (paint !== 'f') continue
      const [w, h] = [Number(width) / MM, Number(height) / MM]
      boxes.push({ x: Number(x) / MM, y: heightMm - Number(y) / MM - h, width: w, height: h })
    }
    for (const [, size, x, y] of content.matchAll(/\/\S+ (\S+) Tf\n(?:.*\n)*?1 0 0 1 (\S+) (\S+) Tm/g))
      texts.push({ x: Number(x) / MM, y: heightMm - Number(y) / MM, size: Number(size) })
  }
  return { boxes, texts }
}

/** A stream's text; '' for one that is no deflated text, such as a font. */
function inflated(stream: Uint8Array): string {
  try {
    return inflateSync(stream).toString('latin1')
  } catch {
    return ''
  }
}

/** The boxes as a thermal printer burns them, each edge on a dot, read by the phone's own reader. */
async function readBoxes(boxes: readonly Box[], widthMm: number, heightMm: number): Promise<string[]> {
  const [width, height] = [widthMm * DOTS, heightMm * DOTS]
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (const box of boxes)
    for (let y = Math.round(box.y * DOTS); y < Math.round((box.y + box.height) * DOTS); y++)
      for (let x = Math.round(box.x * DOTS); x < Math.round((box.x + box.width) * DOTS); x++)
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  const image = { data, width, height, colorSpace: 'srgb' } as Parameters<typeof readBarcodes>[0]
  return (await readBarcodes(image, { formats: ['Code128'], maxNumberOfSymbols: 30 })).map((code) => code.text)
}

describe('a parcel’s label', () => {
  const LONG = 'Flat 12b, The Very Long Name of a House That Nobody Ever Shortens, '
  const cases: [string, ParcelLabel][] = [
    ['a usual one', PARCEL],
    ['a receiver who was erased', { ...PARCEL, to: null, collect: '¥1.00' }],
    ['one to be paid at the door', { ...PARCEL, collect: '¥569.00', tracking: 'SF1' }],
    ['an English one to be paid at the door', { ...PARCEL, lang: 'en', collect: 'CN¥99,999,569.00' }],
    ['an internal number', { ...PARCEL, parcelNumber: 'P0000000017', tracking: 'SF1234567890' }],
    ['a name of 80 Chinese signs', to({ name: '欧阳'.repeat(40) })],
    ['a name of 80 letters without a blank', to({ name: 'Wolfe'.repeat(16) })],
    [
      'a street of 200 letters and a note of 500',
      to({ address: [LONG.repeat(3), 'YORK YO1 7EP', 'UNITED KINGDOM'], note: LONG.repeat(7) }),
    ],
    [
      'an address of 440 Chinese signs',
      {
        ...to({ name: '欧阳'.repeat(40), address: ['文三路三百八十八号，'.repeat(44)], note: '谢谢。'.repeat(160) }),
        collect: '¥569.00',
      },
    ],
    [
      'signs no font has',
      to({ name: 'محمد 👨‍👩‍👧 🇩🇪 한국', address: ['شارع 12', 'Łódź', 'Жиляев'], note: '\u200f\u0000x' }),
    ],
    [
      'forty kinds of goods',
      {
        ...PARCEL,
        tracking: 'SF1',
        collect: '¥569.00',
        pieces: Array.from({ length: 40 }, () => ({ title: '杯'.repeat(90), qty: 9_999 })),
      },
    ],
  ]

  test.each(cases)(
    'is read by the phone’s reader, and nothing lies on its bar code or off the paper: %s',
    async (_name, label) => {
      const { boxes, texts } = drawn(await printPdf(label), 150)
      expect(await readBoxes(boxes, 100, 150)).toEqual([
        label.parcelNumber.startsWith('P') ? label.parcelNumber : `(00)${label.parcelNumber}`,
      ])
      const bars = boxes.filter((box) => box.height > 10)
      const top = Math.min(...bars.map((box) => box.y))
      expect(texts.length).toBeGreaterThan(5)
      for (const { x, y, size } of texts) {
        // A sign reaches some 0.9 of its size above the line it stands on, and 0.25 below.
        expect(y - (0.9 * size) / MM > top + 25 || y + (0.25 * size) / MM < top).toBe(true)
        expect(x >= 5 - 0.01 && x <= 95 && y > 5 && y < 149).toBe(true)
      }
    },
  )
})

test('labels of bins, goods and totes are read by the phone’s reader, and a code that has no bars says so', async () => {
  const label = (code: string): SheetLabel => ({ code, big: code, small: ['墨绿搪瓷杯', 'Enamel mug'] })
  const codes = ['B07-32', 'T-0001', '6901234567892', 'HG-0001', 'W-07', '85123A']
  const { boxes } = drawn(await printPdf({ kind: 'sheet', labels: [...codes, '茶-1'].map(label) }), 297)
  expect((await readBoxes(boxes, 210, 297)).toSorted()).toEqual(codes.toSorted())
})
