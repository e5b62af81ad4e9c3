/**
 * A merchant's CSV of bins, or of goods received, into what the floor can take: all of it or nothing, with every wrong line
 * named, since half a floor is worse than none.
 */
import type { Text } from '../base/i18n.ts'
import { readTable, type Table } from '../catalog/table.ts'
import { type Bin, readBin } from './floor.ts'
import { warehouseFail } from './problems.ts'

/** What a line can be wrong about. */
export const FILE_FAULTS = {
  'no-bin': { zh: '没有货位', en: 'no bin' },
  'bad-bin': { zh: '货位写法不对，要像 B07-32', en: 'not a bin code such as B07-32' },
  zone: { zh: '区和货位对不上', en: 'the zone is not the one in the bin code' },
  'no-sku': { zh: '有数量，没有货号', en: 'a quantity without a SKU' },
  'unknown-sku': { zh: '商品里没有这个货号', en: 'no product has this SKU' },
  qty: { zh: '数量要是 1 到 1000000 的整数', en: 'the quantity must be a whole number from 1 to 1,000,000' },
  'unknown-bin': { zh: '没有这个货位', en: 'there is no such bin' },
  twice: { zh: '和前面一行重复', en: 'the same as a line before it' },
  cells: { zh: '这一行的格数和列名对不上', en: 'the line does not have the columns of the first' },
  quote: { zh: '引号没有配对', en: 'a quotation mark is not closed' },
} as const satisfies Record<string, Text>
/** One of them. */
export type FileFaultCause = keyof typeof FILE_FAULTS

/** A wrong line of the file, by its number there. */
export interface FileFault {
  readonly line: number
  readonly cause: FileFaultCause
  /** What stood there. */
  readonly value: string
}

/** Goods in a bin, as a line says. */
export interface FileGoods {
  readonly line: number
  readonly bin: string
  readonly sku: string
  readonly qty: number
}

/** What a file says; with faults nothing of it is taken. */
export interface FloorFile {
  readonly bins: readonly Bin[]
  readonly goods: readonly FileGoods[]
  readonly faults: readonly FileFault[]
}

type Field = 'bin' | 'zone' | 'sku' | 'qty'

/** Names of columns, as exports of others write them. */
const COLUMNS: Readonly<Record<Field, RegExp>> = {
  bin: /^(code|bin|bin code|location|货位|库位|货位码|储位)$/i,
  zone: /^(zone|area|区|货区|库区)$/i,
  sku: /^(sku|item|item code|stock ?code|货号|商品编码|编码)$/i,
  qty: /^(qty|quantity|count|pieces|数量|件数)$/i,
}

/**
 * Reads a list of bins: `code`, and if wanted `zone`, `sku` and `qty` of what lies there already. Bins may repeat with other goods.
 * @throws warehouse/missing-column, catalog/unreadable-table, catalog/empty-table
 */
export function readFloorFile(bytes: Uint8Array, filename: string): FloorFile {
  return readLines(readTable(bytes, filename), ['bin'], false)
}

/** Reads goods received: `sku`, `bin` and `qty`, each line all three. @throws as `readFloorFile` */
export function readGoodsFile(bytes: Uint8Array, filename: string): FloorFile {
  return readLines(readTable(bytes, filename), ['sku', 'bin', 'qty'], true)
}

function readLines(table: Table, needed: readonly Field[], goodsOnly: boolean): FloorFile {
  const columnOf = (field: Field) => table.columns.find((name) => COLUMNS[field].test(name.trim()))
  const missing = needed.filter((field) => columnOf(field) === undefined)
  if (missing.length > 0) {
    const params = { missing: missing.join(', '), seen: table.columns.slice(0, 8).join(', ').slice(0, 200) }
    throw warehouseFail('warehouse/missing-column', { params })
  }
  const faults: FileFault[] = table.refused.map(({ line, cause, value }) => ({
    line,
    cause: cause === 'quote' ? 'quote' : 'cells',
    value: value.slice(0, 60),
  }))
  const bins = new Map<string, Bin>()
  const goods = new Map<string, FileGoods>()
  for (const [i, row] of table.rows.entries()) {
    const line = table.lines[i]!
    const cell = (field: Field) => (row[columnOf(field) ?? ''] ?? '').trim()
    const fault = (cause: FileFaultCause, field: Field) => faults.push({ line, cause, value: cell(field).slice(0, 60) })
    const bin = readBin(cell('bin'))
    if (bin === null) {
      fault(cell('bin') === '' ? 'no-bin' : 'bad-bin', 'bin')
      continue
    }
    if (cell('zone') !== '' && cell('zone').toUpperCase() !== bin.zone) fault('zone', 'zone')
    bins.set(bin.code, bin)
    const [sku, qty] = [cell('sku'), cell('qty')]
    if (sku === '' && qty === '' && !goodsOnly) continue
    const key = `${bin.code}\n${sku}`
    if (sku === '') fault('no-sku', 'qty')
    else if (!/^[1-9]\d{0,6}$/.test(qty) || Number(qty) > 1_000_000) fault('qty', 'qty')
    else if (goods.has(key) && !goodsOnly) fault('twice', 'sku')
    else goods.set(goodsOnly ? `${key}\n${line}` : key, { line, bin: bin.code, sku, qty: Number(qty) })
  }
  return { bins: [...bins.values()], goods: [...goods.values()], faults: faults.sort((a, b) => a.line - b.line) }
}
