import type { Sql } from '../storage/db.ts'
import type { Consent, Receipt } from './consent.ts'

/** Appends receipts; never changed, never deleted. */
export async function saveReceipts(
  tx: Sql,
  siteId: string,
  receipts: readonly (Receipt & { signature: Buffer })[],
): Promise<void> {
  if (receipts.length === 0) return
  await tx.run(
    `insert into consent_receipt (site_id, id, person_id, connector, stream, purpose, given, text_version, lang, how, at, signature)
     select $1, r.* from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[], $9::text[],
       $10::text[], $11::timestamptz[], $12::bytea[]) r`,
    [
      siteId,
      receipts.map((r) => r.id),
      receipts.map((r) => r.personId),
      receipts.map((r) => r.connector),
      receipts.map((r) => r.stream),
      receipts.map((r) => r.purpose),
      receipts.map((r) => r.given),
      receipts.map((r) => r.textVersion),
      receipts.map((r) => r.lang),
      receipts.map((r) => r.how),
      receipts.map((r) => new Date(r.at)),
      receipts.map((r) => r.signature),
    ],
  )
}

/** All receipts of a person, also of whoever was merged into them, youngest first; each names the key it was given under. */
export async function listReceipts(
  sql: Sql,
  siteId: string,
  personId: string,
): Promise<(Receipt & { signature: Buffer })[]> {
  return await sql.query(
    `select id, person_id as "personId", connector, stream, purpose, given, text_version as "textVersion", lang, how, at, signature
     from consent_receipt where site_id = $1 and person_id in (
       select $2::uuid union all select id from person where site_id = $1 and merged_into = $2) order by at desc, id desc`,
    [siteId, personId],
  )
}

const CONSENT = 'connector, stream, purpose, receipt_id as "receiptId", at'

/** The consents of a person in force. */
export async function listConsents(sql: Sql, siteId: string, personId: string): Promise<Consent[]> {
  return await sql.query<Consent>(`select ${CONSENT} from consent where site_id = $1 and person_id = $2`, [
    siteId,
    personId,
  ])
}

/**
 * The consent to read a stream, held against withdrawal until the transaction ends; null when there is none. Whoever withdraws
 * waits for a page that is just being kept, and then deletes it.
 */
export async function holdReadConsent(
  tx: Sql,
  siteId: string,
  personId: string,
  connector: string,
  stream: string,
): Promise<Consent | null> {
  return await tx.maybe<Consent>(
    `select ${CONSENT} from consent
     where site_id = $1 and person_id = $2 and connector = $3 and stream = $4 and purpose = 'read' for share`,
    [siteId, personId, connector, stream],
  )
}

/** A consent comes into force. */
export async function saveConsents(
  tx: Sql,
  siteId: string,
  personId: string,
  consents: readonly Consent[],
): Promise<void> {
  for (const c of consents) {
    await tx.run(
      `insert into consent (site_id, person_id, connector, stream, purpose, receipt_id, at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (site_id, person_id, connector, stream, purpose) do update set receipt_id = excluded.receipt_id, at = excluded.at`,
      [siteId, personId, c.connector, c.stream, c.purpose, c.receiptId, new Date(c.at)],
    )
  }
}

/** The consents of a stream are no longer in force. */
export async function deleteConsents(
  tx: Sql,
  siteId: string,
  personId: string,
  connector: string,
  stream: string,
): Promise<void> {
  await tx.run('delete from consent where site_id = $1 and person_id = $2 and connector = $3 and stream = $4', [
    siteId,
    personId,
    connector,
    stream,
  ])
}
