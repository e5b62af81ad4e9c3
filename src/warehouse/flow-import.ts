import { createHash } from 'node:crypto'
import type { FileStock } from '../catalog/stock-column.ts'
import type { Core } from '../engine/core.ts'
import { inThread } from '../engine/thread.ts'
import { receive, receiveList } from '../stock/flow.ts'
import type { FileFault, FloorFile } from './floor-file.ts'
import type { FloorThreadInput } from './floor-thread.ts'
import { goOn } from './flow-held.ts'
import { knownBins, listGoods, saveBins, waitForImports } from './store.ts'

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

/** What became of the stock that a product file told of. */
export interface StockTaken {
  /** Products and pieces received, also by the same import before it was begun anew. */
  readonly products: number
  readonly pieces: number
  /** Products that had stock here already: what a file says is there is no delivery. */
  readonly had: number
  /** Products without a bin, in the file or for the rest. */
  readonly homeless: number
  /** Bins that the file names and the floor does not have. */
  readonly unknownBins: readonly string[]
}

const AT_ONCE = 500
/** Unknown bins that are named; the rest is of no more help. */
const MOST_NAMED = 20

/**
 * Receives what a product file says is there, into bins that are there. A file tells how much there is, not how much came: a
 * product with stock of its own is left alone, so that the same list can be imported each week.
 */
export async function takeStock(
  core: Core,
  input: { siteId: string; importId: string; staffId: string | null; goods: readonly FileStock[] },
): Promise<StockTaken> {
  const { siteId, importId, staffId } = input
  const bins = new Set(input.goods.flatMap((g) => (g.bin === null ? [] : [g.bin])))
  const there = await knownBins(core.db, siteId, [...bins])
  const bySku = Map.groupBy(input.goods, (g) => g.sku)
  const had = new Set<string>()
  const received = new Map<string, number>()
  for (let i = 0; i < bySku.size; i += AT_ONCE) {
    const skus = [...bySku.keys()].slice(i, i + AT_ONCE)
    const goods = skus.flatMap((sku) => bySku.get(sku)!).filter((g) => isIn(there, g))
    // All bins of a product in one transaction: work that is begun anew finds all that it received, or none.
    const part = await core.db.tx(async (tx) => {
      await waitForImports(tx, siteId)
      return await receiveList(tx, siteId, { id: importId, staffId, skus, goods }, core.clock.now())
    })
    for (const sku of part.had) had.add(sku)
    for (const [sku, qty] of part.received) received.set(sku, qty)
  }
  const others = input.goods.filter((g) => !had.has(g.sku))
  core.bus.emit('catalog', siteId, 'stock')
  core.bus.emit('dispatch', siteId)
  await goOn(core, siteId, [...received.keys()])
  return {
    products: received.size,
    pieces: [...received.values()].reduce((sum, qty) => sum + qty, 0),
    had: had.size,
    homeless: new Set(others.filter((g) => g.bin === null).map((g) => g.sku)).size,
    unknownBins: [...new Set(others.flatMap(({ bin }) => (bin === null || there.has(bin) ? [] : [bin])))].slice(
      0,
      MOST_NAMED,
    ),
  }
}

const isIn = (there: ReadonlySet<string>, goods: FileStock): goods is FileStock & { bin: string } =>
  goods.bin !== null && there.has(goods.bin)

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './floor-thread.ts' : './floor-thread.js', import.meta.url)

async function readFile({ bytes, filename }: FloorImport, kind: FloorThreadInput['kind']): Promise<FloorFile> {
  return await inThread<FloorFile>(THREAD, { bytes, filename, kind } satisfies FloorThreadInput)
}

async function take(core: Core, input: FloorImport, file: FloorFile, makesBins: boolean): Promise<FloorImported> {
  const { siteId, staffId } = input
  const taken = await core.db.tx(async (tx): Promise<FloorImported> => {
    // The same file sent twice at once: the second one finds what the first has received.
    await waitForImports(tx, siteId)
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
