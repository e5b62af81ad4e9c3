import type { Params } from '../base/i18n.ts'
import type { Problem } from '../base/problem.ts'
import type { Sql } from '../storage/db.ts'

/** The last sign-in that failed at the provider's side. */
export interface Failure {
  readonly connector: string
  readonly code: string
  readonly params: Params
  readonly at: number
}

/** Remembers that a sign-in failed at the provider's side; only the last of each kind of account is kept. */
export async function noteFailure(
  sql: Sql,
  siteId: string,
  connector: string,
  problem: Problem,
  at: number,
): Promise<void> {
  await sql.run(
    `insert into sign_in_failure (site_id, connector, code, params, at) values ($1, $2, $3, $4, $5)
     on conflict (site_id, connector) do update set code = excluded.code, params = excluded.params, at = excluded.at`,
    [siteId, connector, problem.code, JSON.stringify(problem.params), new Date(at)],
  )
}

/** The last failure of each kind of account; kinds that never failed are absent. */
export async function lastFailures(sql: Sql, siteId: string): Promise<Failure[]> {
  return await sql.query<Failure>('select connector, code, params, at from sign_in_failure where site_id = $1', [
    siteId,
  ])
}
