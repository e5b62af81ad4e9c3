import type { Sql } from '../storage/db.ts'

/** What one piece of a product costs the merchant, in minor units of the shop's currency (null: nobody has told); undefined: no such product. */
export async function costOf(sql: Sql, siteId: string, sku: string): Promise<number | null | undefined> {
  const row = await sql.maybe<{ amount: number | null }>(
    `select c.amount from product p left join product_cost c on c.site_id = p.site_id and c.sku = p.sku
     where p.site_id = $1 and p.sku = $2`,
    [siteId, sku],
  )
  return row?.amount
}

/** Keeps what products cost; null: nothing is known any more. SKUs that the shop does not have are left out. @returns those that were kept */
export async function saveCosts(
  sql: Sql,
  siteId: string,
  costs: readonly { readonly sku: string; readonly amount: number | null }[],
): Promise<string[]> {
  const rows = await sql.query<{ sku: string }>(
    `with given as (
       select g.sku, g.amount from unnest($2::text[], $3::bigint[]) g(sku, amount)
       join product p on p.site_id = $1 and p.sku = g.sku),
     gone as (delete from product_cost c using given g where c.site_id = $1 and c.sku = g.sku and g.amount is null),
     kept as (
       insert into product_cost (site_id, sku, amount) select $1, sku, amount from given where amount is not null
       on conflict (site_id, sku) do update set amount = excluded.amount)
     select sku from given`,
    [siteId, costs.map((one) => one.sku), costs.map((one) => one.amount)],
  )
  return rows.map(({ sku }) => sku)
}
