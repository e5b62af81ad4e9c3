import { expect, test } from 'vitest'
import { decodeText } from './encoding.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

test('UTF-8 with and without a mark, the mark does not stay', () => {
  expect(decodeText(utf8('货号,名称'))).toEqual({ text: '货号,名称', encoding: 'utf-8' })
  expect(decodeText(bytes(0xef, 0xbb, 0xbf, ...utf8('sku'))).text).toBe('sku')
})

test('UTF-16 in both orders, and without a mark', () => {
  expect(decodeText(bytes(0xff, 0xfe, 0x27, 0x8d, 0xf7, 0x53))).toEqual({ text: '货号', encoding: 'utf-16le' })
  expect(decodeText(bytes(0xfe, 0xff, 0x8d, 0x27, 0x53, 0xf7))).toEqual({ text: '货号', encoding: 'utf-16be' })
  expect(decodeText(bytes(0x73, 0, 0x6b, 0, 0x75, 0))).toEqual({ text: 'sku', encoding: 'utf-16le' })
})

test('GBK as Excel writes it on a Chinese Windows', () => {
  // 货号,名称 and 咖啡杯 in GBK
  const file = bytes(0xbb, 0xf5, 0xba, 0xc5, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a, 0xbf, 0xa7, 0xb7, 0xc8, 0xb1, 0xad)
  expect(decodeText(file)).toEqual({ text: '货号,名称\n咖啡杯', encoding: 'gb18030' })
})

test('Windows-1252, accents next to letters included', () => {
  // "café crème, été £2.50" as a Western Excel writes it
  const file = bytes(...[...'café crème, été £2.50'].map((character) => character.charCodeAt(0)))
  expect(decodeText(file)).toEqual({ text: 'café crème, été £2.50', encoding: 'windows-1252' })
})

test('no bytes are no text', () => {
  expect(decodeText(bytes())).toEqual({ text: '', encoding: 'utf-8' })
})
