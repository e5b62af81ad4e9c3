import type { Sql } from '../storage/db.ts'

/** A registration with a server that somebody typed; nothing of it stands in clear. */
export interface FoundClientRow {
  readonly issuerHash: Buffer
  readonly sealed: Buffer
}

/** More servers than this nobody signs in from in a year; beyond it the site registers anew. */
export const MOST_FOUND = 2000

/** The registrations of one kind of account, those used last first. */
export async function listFoundClients(sql: Sql, siteId: string, connector: string): Promise<FoundClientRow[]> {
  return await sql.query<FoundClientRow>(
    `select issuer_hash as "issuerHash", sealed from found_client where site_id = $1 and connector = $2
     order by used_at desc limit $3`,
    [siteId, connector, MOST_FOUND],
  )
}

/** Keeps a registration, new or used again. */
export async function saveFoundClient(
  sql: Sql,
  siteId: string,
  connector: string,
  row: FoundClientRow,
  at: number,
): Promise<void> {
  await sql.run(
    `insert into found_client (site_id, connector, issuer_hash, sealed, used_at) values ($1, $2, $3, $4, $5)
     on conflict (site_id, connector, issuer_hash) do update set sealed = excluded.sealed, used_at = excluded.used_at`,
    [siteId, connector, row.issuerHash, row.sealed, new Date(at)],
  )
}
