import type { Text } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { Sql } from '../storage/db.ts'
import type { Mapping } from './mapping.ts'
import type { Product, ProductInput } from './product.ts'

interface ProductRow {
  id: string
  sku: string
  barcode: string | null
  title: Text
  text: Text
  categoryId: string
  amount: number
  currency: string
  picture: string | null
  url: string | null
  tags: string[]
  weightGrams: number
  state: 'active' | 'hidden'
}

const COLUMNS = `id, sku, barcode, title, text, category_id as "categoryId", price_amount as amount, currency, picture, url, tags,
  weight_grams as "weightGrams", state`

const toProduct = ({ amount, currency, ...row }: ProductRow): Product => ({ ...row, price: { amount, currency } })

/** A product by its SKU, or null. */
export async function loadProduct(sql: Sql, siteId: string, sku: string): Promise<Product | null> {
  const [row] = await sql.named<ProductRow>(
    'product-by-sku',
    `select ${COLUMNS} from product where site_id = $1 and sku = $2`,
    [siteId, sku],
  )
  return row === undefined ? null : toProduct(row)
}

/** All products of a site, for the index in memory. */
export async function allProducts(sql: Sql, siteId: string): Promise<Product[]> {
  return (await sql.query<ProductRow>(`select ${COLUMNS} from product where site_id = $1 order by sku`, [siteId])).map(
    toProduct,
  )
}

/** A page of products by SKU; `after` is the last SKU of the page before. */
export async function listProducts(
  sql: Sql,
  siteId: string,
  filter: {
    after?: string
    limit: number
    categoryPrefix?: string
    includeHidden?: boolean
    words?: readonly string[]
  },
): Promise<Product[]> {
  const rows = await sql.query<ProductRow>(
    `select ${COLUMNS} from product
     where site_id = $1 and sku > $2 and ($3 or state = 'active')
       and ($4::text is null or category_id = $4 or category_id like $4 || '/%')
       and (select bool_and(sku || ' ' || coalesce(barcode, '') || ' ' || title::text || ' ' || tags::text ilike '%' || w || '%')
            from unnest($5::text[]) w) is not false
     order by sku limit $6`,
    [
      siteId,
      filter.after ?? '',
      filter.includeHidden ?? false,
      filter.categoryPrefix ?? null,
      (filter.words ?? []).map(escapeLike),
      filter.limit,
    ],
  )
  return rows.map(toProduct)
}

const escapeLike = (word: string): string => word.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** How many active products stand in each category. */
export async function countByCategory(sql: Sql, siteId: string): Promise<{ categoryId: string; count: number }[]> {
  return await sql.query(
    `select category_id as "categoryId", count(*)::int as count from product where site_id = $1 and state = 'active' group by category_id`,
    [siteId],
  )
}

/**
 * Writes products by SKU: new ones are made, known ones changed. A barcode that another product has is left out of the later.
 * @returns how many were new and how many changed
 */
export async function upsertProducts(
  sql: Sql,
  siteId: string,
  products: readonly ProductInput[],
  at: number,
): Promise<{ created: number; updated: number; barcodesTaken: string[] }> {
  const taken = await sql.query<{ barcode: string }>(
    `select p.barcode from product p join unnest($2::text[], $3::text[]) n(sku, barcode) on n.barcode = p.barcode
     where p.site_id = $1 and p.sku <> n.sku`,
    [siteId, products.map((p) => p.sku), products.map((p) => p.barcode)],
  )
  const foreign = new Set(taken.map((t) => t.barcode))
  const seen = new Set<string>()
  const barcodes = products.map(({ barcode }) => {
    if (barcode === null || foreign.has(barcode) || seen.has(barcode)) return null
    seen.add(barcode)
    return barcode
  })
  const rows = await sql.query<{ isNew: boolean }>(
    `insert into product (site_id, id, sku, barcode, title, text, category_id, price_amount, currency, picture, tags, weight_grams,
                          state, created_at, updated_at, url)
     select $1, n.id, n.sku, n.barcode, n.title, n.text, n.category_id, n.amount, n.currency, n.picture,
            array(select jsonb_array_elements_text(n.tags)), n.grams, n.state, $14, $14, n.url
     from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::text[], $8::bigint[], $9::text[], $10::text[],
                 $11::jsonb[], $12::int[], $13::text[], $15::text[])
       as n(id, sku, barcode, title, text, category_id, amount, currency, picture, tags, grams, state, url)
     on conflict (site_id, sku) do update set
       barcode = coalesce(excluded.barcode, product.barcode), title = excluded.title, text = excluded.text,
       category_id = excluded.category_id, price_amount = excluded.price_amount, currency = excluded.currency,
       picture = coalesce(excluded.picture, product.picture), url = coalesce(excluded.url, product.url), tags = excluded.tags, weight_grams = excluded.weight_grams,
       state = excluded.state, updated_at = excluded.updated_at
     returning (xmax = 0) as "isNew"`,
    [
      siteId,
      products.map(() => newId()),
      products.map((p) => p.sku),
      barcodes,
      products.map((p) => JSON.stringify(p.title)),
      products.map((p) => JSON.stringify(p.text)),
      products.map((p) => p.categoryId),
      products.map((p) => p.price.amount),
      products.map((p) => p.price.currency),
      products.map((p) => p.picture),
      products.map((p) => JSON.stringify(p.tags)),
      products.map((p) => p.weightGrams),
      products.map((p) => p.state),
      new Date(at),
      products.map((p) => p.url ?? null),
    ],
  )
  const created = rows.filter((r) => r.isNew).length
  return { created, updated: rows.length - created, barcodesTaken: [...foreign] }
}

/** Inserts one product; a taken SKU or barcode is PostgreSQL's unique_violation. */
export async function insertProduct(sql: Sql, siteId: string, product: Product, at: number): Promise<void> {
  await sql.run(
    `insert into product (site_id, id, sku, barcode, title, text, category_id, price_amount, currency, picture, tags, weight_grams,
                          state, created_at, updated_at, url)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)`,
    [siteId, product.id, ...values(product), new Date(at), product.url ?? null],
  )
}

/** Changes one product, all but its SKU; its address too where one is given. @returns whether it was there */
export async function updateProduct(sql: Sql, siteId: string, product: ProductInput, at: number): Promise<boolean> {
  const n = await sql.run(
    `update product set barcode = $3, title = $4, text = $5, category_id = $6, price_amount = $7, currency = $8,
       picture = $9, tags = $10, weight_grams = $11, state = $12, updated_at = $13,
       url = case when $14 then $15 else url end where site_id = $1 and sku = $2`,
    [siteId, ...values(product), new Date(at), product.url !== undefined, product.url ?? null],
  )
  return n === 1
}

const values = (p: ProductInput): unknown[] => [
  p.sku,
  p.barcode,
  JSON.stringify(p.title),
  JSON.stringify(p.text),
  p.categoryId,
  p.price.amount,
  p.price.currency,
  p.picture,
  p.tags,
  p.weightGrams,
  p.state,
]

/** Keeps a drawn picture of a product. */
export async function savePicture(
  sql: Sql,
  siteId: string,
  sku: string,
  mediaType: string,
  bytes: Uint8Array,
): Promise<void> {
  await sql.run(
    `insert into product_picture (site_id, sku, media_type, bytes) values ($1, $2, $3, $4)
     on conflict (site_id, sku) do update set media_type = excluded.media_type, bytes = excluded.bytes`,
    [siteId, sku, mediaType, Buffer.from(bytes)],
  )
}

/** The picture of a product, or null. */
export async function loadPicture(
  sql: Sql,
  siteId: string,
  sku: string,
): Promise<{ mediaType: string; bytes: Buffer } | null> {
  return await sql.maybe(
    'select media_type as "mediaType", bytes from product_picture where site_id = $1 and sku = $2',
    [siteId, sku],
  )
}

/** An import as its page shows it. */
export interface StoredImport {
  readonly id: string
  readonly filename: string
  readonly currency: string
  readonly mapping: Mapping | null
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly report: Record<string, unknown> | null
}

/** Keeps a file until it was imported. */
export async function saveImport(
  sql: Sql,
  row: { siteId: string; id: string; filename: string; bytes: Uint8Array; currency: string; total: number; at: number },
): Promise<void> {
  await sql.run(
    `insert into catalog_import (site_id, id, filename, bytes, currency, total, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.siteId, row.id, row.filename, Buffer.from(row.bytes), row.currency, row.total, new Date(row.at)],
  )
}

/** One import, or null. */
export async function loadImport(sql: Sql, siteId: string, id: string): Promise<StoredImport | null> {
  return await sql.maybe<StoredImport>(
    `select id, filename, currency, mapping, state, done, total, created, updated, report
     from catalog_import where site_id = $1 and id = $2`,
    [siteId, id],
  )
}

/** The kept bytes of an import; null when it was read already. */
export async function loadImportBytes(sql: Sql, siteId: string, id: string): Promise<Buffer | null> {
  const row = await sql.maybe<{ bytes: Buffer | null }>(
    'select bytes from catalog_import where site_id = $1 and id = $2',
    [siteId, id],
  )
  return row?.bytes ?? null
}

/** Says which column is which and lets the import run. @returns false when it runs or ran already */
export async function beginImport(
  sql: Sql,
  siteId: string,
  id: string,
  mapping: Mapping,
  currency: string,
): Promise<boolean> {
  const n = await sql.run(
    `update catalog_import set mapping = $3, currency = $4, state = 'running', done = 0 where site_id = $1 and id = $2
     and state in ('waiting', 'failed') and bytes is not null`,
    [siteId, id, JSON.stringify(mapping), currency],
  )
  return n === 1
}

/** How far an import is. */
export async function saveImportProgress(
  sql: Sql,
  siteId: string,
  id: string,
  progress: { done: number; total: number; created: number; updated: number },
): Promise<void> {
  await sql.run(
    'update catalog_import set done = $3, total = $4, created = $5, updated = $6 where site_id = $1 and id = $2',
    [siteId, id, progress.done, progress.total, progress.created, progress.updated],
  )
}

/** Ends an import and lets the file go. */
export async function finishImport(
  sql: Sql,
  siteId: string,
  id: string,
  state: 'done' | 'failed',
  report: object,
): Promise<void> {
  await sql.run(
    `update catalog_import set state = $3, report = $4, bytes = case when $3 = 'done' then null else bytes end
     where site_id = $1 and id = $2`,
    [siteId, id, state, JSON.stringify(report)],
  )
}
