import { expect, test } from 'vitest'
import { readFloorFile, readGoodsFile } from './floor-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const floor = (text: string) => readFloorFile(bytes(text), 'floor.csv')

test('bins are read with or without what lies in them, from Excel too', () => {
  const read = floor('\uFEFFcode,zone,sku,qty\r\nA01-05,A,MUG,12\r\na01-06,,,\r\n"A01-05",A,"KETTLE",3\r\n')
  expect(read.faults).toEqual([])
  expect(read.bins.map((b) => b.code)).toEqual(['A01-05', 'A01-06'])
  expect(read.goods).toEqual([
    { line: 2, bin: 'A01-05', sku: 'MUG', qty: 12 },
    { line: 4, bin: 'A01-05', sku: 'KETTLE', qty: 3 },
  ])
  const utf16 = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from('货位\nB07-32', (c) => c.charCodeAt(0)).buffer),
  ])
  expect(readFloorFile(utf16, 'f.csv').bins[0]!.code).toBe('B07-32')
})

test('every wrong line is named by its number and cause', () => {
  const text =
    'code,zone,sku,qty\nI01-05,,,\nA01-05,B,,\n,A,,\nA01-06,A,MUG,0\nA01-07,A,,4\nA01-08,A,MUG,1.5\nA01-09,A,MUG,1\nA01-09,A,MUG,1\n'
  expect(floor(text).faults.map((f) => `${f.line} ${f.cause}`)).toEqual([
    '2 bad-bin',
    '3 zone',
    '4 no-bin',
    '5 qty',
    '6 no-sku',
    '7 qty',
    '9 twice',
  ])
})

test('a quotation mark in the middle is kept, one that is never closed is named, and its neighbours stay', () => {
  const text = 'code,sku,qty\nA01-05,5"-PLATE,2\nA01-06,"MUG,1\nA01-07,CUP,3\n'
  const read = floor(text)
  expect(read.goods.map((g) => g.sku)).toContain('5"-PLATE')
  expect(read.goods.map((g) => g.bin)).toContain('A01-07')
})

test('a missing column is said with what was found instead', () => {
  expect(() => floor('place,amount\nA01-05,2\n')).toThrow(/missing-column/)
  expect(() => readGoodsFile(bytes('sku,bin\nMUG,A01-05\n'), 'g.csv')).toThrow(/missing-column/)
  expect(() => floor('')).toThrow(/empty-table/)
})

test('goods received may name the same bin and SKU on several lines', () => {
  const read = readGoodsFile(bytes('货号,货位,数量\nMUG,A01-05,2\nMUG,A01-05,2\nMUG,,1\n'), 'g.csv')
  expect(read.goods.map((g) => g.line)).toEqual([2, 3])
  expect(read.faults).toMatchObject([{ line: 4, cause: 'no-bin' }])
})
