import { type Lang, say, type Text } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { inThread } from '../engine/thread.ts'
import { siteById } from '../sites/flow.ts'
import { isOwnAddress } from '../sites/site.ts'
import { availableOf } from '../stock/flow.ts'
import { isUniqueViolation } from '../storage/db.ts'
import type { ImportResult } from './import.ts'
import type { ImportThreadInput, LookedAt } from './import-thread.ts'
import { IMPORT_FIELDS, type ImportField, type Mapping, missingFields } from './mapping.ts'
import { catalogProblem } from './problems.ts'
import { type FieldFault, type Product, type ProductInput, readProductInput } from './product.ts'
import type { FileStock } from './stock-column.ts'
import {
  beginImport,
  finishImport,
  insertProduct,
  listProducts,
  loadImport,
  loadImportBytes,
  loadProduct,
  type StoredImport,
  saveImport,
  saveImportProgress,
  updateProduct,
  upsertProducts,
} from './store.ts'
import { MAX_FILE_MB } from './table.ts'

/** A product with what can be sold of it now. */
export type ProductWithStock = Product & { readonly available: number }

/** Products written in one statement. */
const BATCH = 500

/** A product a shopper may see. @throws catalog/no-such-product */
export async function productOf(
  core: Core,
  siteId: string,
  sku: string,
  includeHidden = false,
): Promise<ProductWithStock> {
  const product = await loadProduct(core.db, siteId, sku)
  if (product === null || (product.state === 'hidden' && !includeHidden))
    throw catalogProblem('catalog/no-such-product', { params: { sku } })
  return (await withStock(core, siteId, [product]))[0]!
}

/** A page of products, with stock. */
export async function browse(
  core: Core,
  siteId: string,
  filter: {
    after?: string
    limit: number
    categoryPrefix?: string
    includeHidden?: boolean
    words?: readonly string[]
  },
): Promise<{ items: ProductWithStock[]; next: string | null }> {
  const found = await listProducts(core.db, siteId, { ...filter, limit: filter.limit + 1 })
  const items = await withStock(core, siteId, found.slice(0, filter.limit))
  return { items, next: found.length > filter.limit ? items.at(-1)!.sku : null }
}

async function withStock(core: Core, siteId: string, products: Product[]): Promise<ProductWithStock[]> {
  const available = await availableOf(
    core.db,
    siteId,
    products.map((p) => p.sku),
  )
  return products.map((p) => ({ ...p, available: available.get(p.sku) ?? 0 }))
}

/** Makes a product. @throws catalog/bad-product, catalog/sku-taken */
export async function addProduct(core: Core, siteId: string, input: unknown, lang: Lang): Promise<Product> {
  const product = { ...(await mustRead(core, siteId, input, lang)), id: newId() }
  try {
    await insertProduct(core.db, siteId, product, core.clock.now())
  } catch (error) {
    if (isUniqueViolation(error))
      throw catalogProblem('catalog/sku-taken', { params: { sku: product.sku }, field: 'sku' })
    throw error
  }
  core.bus.emit('catalog', siteId, product.sku)
  return product
}

/**
 * Changes a product; its SKU stays, since stock, orders and decisions go by it.
 * @throws catalog/bad-product, catalog/no-such-product, catalog/sku-fixed, catalog/sku-taken when it has another's barcode
 */
export async function changeProduct(
  core: Core,
  siteId: string,
  sku: string,
  input: unknown,
  lang: Lang,
): Promise<void> {
  const product = await mustRead(core, siteId, input, lang)
  if (product.sku !== sku) throw catalogProblem('catalog/sku-fixed', { params: { sku }, field: 'sku' })
  try {
    if (!(await updateProduct(core.db, siteId, product, core.clock.now())))
      throw catalogProblem('catalog/no-such-product', { params: { sku } })
  } catch (error) {
    if (isUniqueViolation(error))
      throw catalogProblem('catalog/sku-taken', { params: { sku: product.sku }, field: 'sku' })
    throw error
  }
  core.bus.emit('catalog', siteId, sku)
}

/** Takes a product out of the shop, whatever else is wrong with it; orders and history name it for ever. @throws catalog/no-such-product */
export async function hideProduct(core: Core, siteId: string, sku: string): Promise<void> {
  const product = await productOf(core, siteId, sku, true)
  await updateProduct(core.db, siteId, { ...product, state: 'hidden' }, core.clock.now())
  core.bus.emit('catalog', siteId, sku)
}

/** Writes many products by SKU, as an import does. */
export async function putProducts(
  core: Core,
  siteId: string,
  products: readonly ProductInput[],
): Promise<{ created: number; updated: number }> {
  let created = 0
  let updated = 0
  for (let i = 0; i < products.length; i += BATCH) {
    const result = await upsertProducts(core.db, siteId, products.slice(i, i + BATCH), core.clock.now())
    created += result.created
    updated += result.updated
  }
  core.bus.emit('catalog', siteId)
  return { created, updated }
}

async function mustRead(core: Core, siteId: string, input: unknown, lang: Lang): Promise<ProductInput> {
  const site = await siteById(core, siteId)
  const reading = readProductInput(input, site.currency)
  const fail = ({ field, expected }: Pick<FieldFault, 'field' | 'expected'>) =>
    catalogProblem('catalog/bad-product', { params: { field, expected: say(expected, lang) }, field })
  if (!reading.ok) throw fail(reading.faults[0]!)
  const { url } = reading.product
  if (url && !isOwnAddress(site, url, core.publicUrl)) throw fail({ field: 'url', expected: OWN_ADDRESS })
  return reading.product
}

/** A click leads only where the merchant said that their website is. */
const OWN_ADDRESS: Text = {
  zh: '本店网站上的网址；网站先写进设置的“自己的网站”',
  en: 'an address on the shop’s own website, which stands in the settings first',
}

/** A file that was taken, before anything is imported. */
export interface ImportOffer {
  readonly importId: string
  readonly columns: readonly string[]
  readonly guess: Mapping
  readonly missing: readonly ImportField[]
  readonly preview: readonly Readonly<Record<string, string>>[]
  readonly rows: number
}

/**
 * Takes a file (CSV or JSON, also gzipped), reads its columns and guesses which is which.
 * @throws catalog/unreadable-table, catalog/empty-table, catalog/file-too-large
 */
export async function takeFile(
  core: Core,
  siteId: string,
  file: { name: string; bytes: Uint8Array; currency: string },
): Promise<ImportOffer> {
  const seen = await readFile<LookedAt>({ bytes: file.bytes, filename: file.name, read: null })
  const id = newId()
  await saveImport(core.db, {
    siteId,
    id,
    filename: file.name,
    bytes: seen.bytes,
    currency: file.currency,
    total: seen.rows,
    at: core.clock.now(),
  })
  const { columns, guess, preview, rows } = seen
  return { importId: id, columns, guess, missing: missingFields(guess), preview, rows }
}

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './import-thread.ts' : './import-thread.js', import.meta.url)

/** A file of millions of empty cells takes more memory than its size says: the thread ends, not the program. */
async function readFile<T>(input: ImportThreadInput): Promise<T> {
  return await inThread<T>(THREAD, input).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error
    throw catalogProblem('catalog/file-too-large', { params: { limit: MAX_FILE_MB }, cause: error })
  })
}

/**
 * Lets an import run with this mapping; the outbox does the work, so a restart goes on with it.
 * @throws catalog/no-such-import, catalog/columns-missing; a column that is not there ends the import when it runs
 */
export async function runImport(
  core: Core,
  siteId: string,
  id: string,
  input: { mapping: Mapping; currency?: string; bin?: string; staffId?: string },
  lang: Lang,
): Promise<void> {
  const known = await importOf(core, siteId, id)
  const missing = missingFields(input.mapping)
  if (missing.length > 0) {
    const names = missing.map((f) => say(IMPORT_FIELDS[f], lang)).join(lang === 'zh' ? '、' : ', ')
    throw catalogProblem('catalog/columns-missing', { params: { missing: names } })
  }
  await core.db.tx(async (tx) => {
    if (!(await beginImport(tx, siteId, id, input.mapping, input.currency ?? known.currency))) return
    const { bin = null, staffId = null } = input
    const payload: StockOrder = { bin, staffId }
    await core.outbox.add(tx, {
      siteId,
      kind: 'catalog.import',
      ref: id,
      dueAt: core.clock.now(),
      payload: { ...payload },
    })
  })
}

/** @throws catalog/no-such-import */
export async function importOf(core: Core, siteId: string, id: string): Promise<StoredImport> {
  const found = await loadImport(core.db, siteId, id)
  if (found === null) throw catalogProblem('catalog/no-such-import')
  return found
}

/** When the outbox has given an import up: its page says so, and it may be run again. */
export async function endImport(core: Core, { siteId, ref }: Pick<OutboxItem, 'siteId' | 'ref'>): Promise<void> {
  await finishImport(core.db, siteId, ref, 'failed', { problem: { code: 'catalog/import-stopped', params: {} } })
}

/** Where the stock of a file goes that names no bin, and who said so. */
interface StockOrder {
  readonly bin: string | null
  readonly staffId: string | null
}

/** Receives what a product file says is there; the warehouse's, handed in by whoever runs imports. */
export type ReceiveStock = (input: {
  siteId: string
  importId: string
  staffId: string | null
  goods: readonly FileStock[]
}) => Promise<object>

/**
 * The outbox's work `catalog.import`: read in a thread, written in batches, progress kept after each; then its stock is
 * received, which `receive` does.
 */
export async function doImport(core: Core, item: OutboxItem, receive: ReceiveStock): Promise<void> {
  const known = await loadImport(core.db, item.siteId, item.ref)
  const bytes = await loadImportBytes(core.db, item.siteId, item.ref)
  if (known === null || bytes === null || known.mapping === null) return
  const { filename, mapping, currency } = known
  const { bin, staffId = null } = item.payload as Partial<StockOrder>
  const site = await siteById(core, item.siteId)
  const origins = [...site.origins, new URL(core.publicUrl).origin]
  const read = await readFile<ImportResult>({
    bytes,
    filename,
    read: { mapping, currency, shop: site.currency, origins, ...(bin == null ? {} : { bin }) },
  }).catch((error) => {
    if (error instanceof Problem) return error
    throw error
  })
  if (read instanceof Problem) {
    const { code, params } = read
    return await finishImport(core.db, item.siteId, item.ref, 'failed', { problem: { code, params } })
  }
  const { products, stock: goods, ...books } = read
  let created = 0
  let updated = 0
  const barcodesTaken: string[] = []
  for (let i = 0; i < products.length; i += BATCH) {
    const wrote = await upsertProducts(core.db, item.siteId, products.slice(i, i + BATCH), core.clock.now())
    created += wrote.created
    updated += wrote.updated
    barcodesTaken.push(...wrote.barcodesTaken)
    const done = Math.min(products.length, i + BATCH)
    await saveImportProgress(core.db, item.siteId, item.ref, { done, total: products.length, created, updated })
  }
  const stock =
    mapping.stock === undefined
      ? {}
      : { stock: await receive({ siteId: item.siteId, importId: item.ref, staffId, goods }) }
  await finishImport(core.db, item.siteId, item.ref, 'done', {
    ...books,
    products: products.length,
    barcodesTaken,
    ...stock,
  })
  core.bus.emit('catalog', item.siteId)
}
