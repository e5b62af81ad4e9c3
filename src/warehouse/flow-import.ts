import { createHash } from 'node:crypto'
import type { Core } from '../engine/core.ts'
import { inThread } from '../engine/thread.ts'
import { receive } from '../stock/flow.ts'
import type { FileFault, FloorFile } from './floor-file.ts'
import type { FloorThreadInput } from './floor-thread.ts'
import { goOn } from './flow-held.ts'
import { knownBins, listGoods, saveBins } from './store.ts'

/** A file of bins or of goods. */
export interface FloorImport {
  readonly siteId: string
  readonly staffId: string
  readonly filename: string
  readonly bytes: Uint8Array
  /** The same file a second time means the same goods a second time; else they are counted once. */
  readonly again: boolean
}

/** What was taken; with faults, nothing. */
export interface FloorImported {
  readonly faults: readonly FileFault[]
  readonly bins: number
  readonly added: number
  readonly lines: number
  readonly pieces: number
  /** Lines that had been taken before, from this very file. */
  readonly repeated: number
}

/** Bins, and what lies in them, from a CSV. @throws warehouse/missing-column, catalog/unreadable-table, catalog/empty-table */
export async function importFloor(core: Core, input: FloorImport): Promise<FloorImported> {
  return await take(core, input, await readFile(input, 'floor'), true)
}

/** Goods received from a CSV, into bins that are there. @throws as `importFloor` */
export async function importGoods(core: Core, input: FloorImport): Promise<FloorImported> {
  return await take(core, input, await readFile(input, 'goods'), false)
}

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './floor-thread.ts' : './floor-thread.js', import.meta.url)

async function readFile({ bytes, filename }: FloorImport, kind: FloorThreadInput['kind']): Promise<FloorFile> {
  return await inThread<FloorFile>(THREAD, { bytes, filename, kind } satisfies FloorThreadInput)
}

async function take(core: Core, input: FloorImport, file: FloorFile, makesBins: boolean): Promise<FloorImported> {
  const { siteId, staffId } = input
  const taken = await core.db.tx(async (tx): Promise<FloorImported> => {
    const skus = [...new Set(file.goods.map((g) => g.sku))]
    const sold = new Set((await listGoods(tx, siteId, skus)).map((g) => g.sku))
    const unknown = file.goods.filter((g) => !sold.has(g.sku))
    const there = makesBins
      ? null
      : await knownBins(
          tx,
          siteId,
          file.bins.map((b) => b.code),
        )
    const homeless = file.goods.filter((g) => there !== null && !there.has(g.bin))
    const faults: FileFault[] = [
      ...file.faults,
      ...unknown.map(({ line, sku }) => ({ line, cause: 'unknown-sku' as const, value: sku.slice(0, 60) })),
      ...homeless.map(({ line, bin }) => ({ line, cause: 'unknown-bin' as const, value: bin })),
    ].sort((a, b) => a.line - b.line)
    const bins = makesBins ? file.bins.length : 0
    if (faults.length > 0) return { faults, bins: 0, added: 0, lines: 0, pieces: 0, repeated: 0 }
    const added = makesBins ? await saveBins(tx, siteId, file.bins) : 0
    const name = input.again ? crypto.randomUUID() : createHash('sha256').update(input.bytes).digest('hex').slice(0, 40)
    const goods = file.goods.map(({ line, bin, sku, qty }) => ({ bin, sku, qty, staffId, uid: `${name}:${line}` }))
    const fresh = await receive(tx, siteId, goods, core.clock.now())
    const pieces = fresh.reduce((sum, g) => sum + g.qty, 0)
    return { faults, bins, added, lines: fresh.length, pieces, repeated: goods.length - fresh.length }
  })
  if (taken.faults.length > 0) return taken
  core.bus.emit('floor', siteId)
  core.bus.emit('catalog', siteId, 'stock')
  core.bus.emit('dispatch', siteId)
  await goOn(core, siteId, [...new Set(file.goods.map((g) => g.sku))])
  return taken
}
