import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'

/** One aisle: how many bins it has, how many hold goods, and how many pieces lie there. */
export interface AisleFill {
  readonly zone: string
  readonly aisle: number
  readonly bins: number
  readonly used: number
  readonly pieces: number
}

/** All aisles of the floor in walking order. Bins are the warehouse's table, read only. */
export async function fillOfAisles(sql: Sql, siteId: string): Promise<AisleFill[]> {
  return await sql.query<AisleFill>(
    `select b.zone, b.aisle, count(*)::int as bins, count(s.pieces)::int as used, coalesce(sum(s.pieces), 0)::int as pieces
     from bin b left join (
       select bin, sum(on_hand) as pieces from stock_bin where site_id = $1 and on_hand > 0 group by bin) s on s.bin = b.code
     where b.site_id = $1 group by b.zone, b.aisle order by b.zone, b.aisle`,
    [siteId],
  )
}

/** Goods as somebody at the dock tells them apart. */
export interface KnownGoods {
  readonly sku: string
  readonly title: Text
  readonly picture: string | null
  readonly barcode: string | null
}

/** The goods that a scanned code names, by barcode or SKU, or null. Products are the catalogue's table, read only. */
export async function goodsByCode(sql: Sql, siteId: string, code: string): Promise<KnownGoods | null> {
  return await sql.maybe<KnownGoods>(
    `select sku, title, picture, barcode from product where site_id = $1 and (barcode = $2 or sku = $2)
     order by barcode = $2 desc nulls last limit 1`,
    [siteId, code],
  )
}
