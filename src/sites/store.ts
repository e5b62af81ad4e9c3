import type { Text } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'
import { type Site, settingsOf } from './site.ts'

interface SiteRow {
  id: string
  slug: string
  name: Text
  isDemo: boolean
  currency: string
  publicKey: string
  origins: string[]
  settings: Record<string, unknown>
}

const COLUMNS = `id, slug, name, is_demo as "isDemo", currency, public_key as "publicKey", origins, settings`

const toSite = (row: SiteRow): Site => ({ ...row, settings: settingsOf(row.settings) })

/** All sites, oldest first. */
export async function listSites(sql: Sql): Promise<Site[]> {
  return (await sql.query<SiteRow>(`select ${COLUMNS} from site order by created_at`)).map(toSite)
}

/** The site with this slug, or null. */
export async function loadSiteBySlug(sql: Sql, slug: string): Promise<Site | null> {
  const [row] = await sql.named<SiteRow>('site-by-slug', `select ${COLUMNS} from site where slug = $1`, [slug])
  return row === undefined ? null : toSite(row)
}

/** The site with this id, or null. */
export async function loadSite(sql: Sql, id: string): Promise<Site | null> {
  const [row] = await sql.named<SiteRow>('site-by-id', `select ${COLUMNS} from site where id = $1`, [id])
  return row === undefined ? null : toSite(row)
}

/** The site a public (`pk_…`) key belongs to, or null. */
export async function loadSiteByPublicKey(sql: Sql, key: string): Promise<Site | null> {
  const [row] = await sql.named<SiteRow>('site-by-public-key', `select ${COLUMNS} from site where public_key = $1`, [
    key,
  ])
  return row === undefined ? null : toSite(row)
}

/** The site a secret key's hash belongs to, or null. */
export async function loadSiteBySecretHash(sql: Sql, hash: Buffer): Promise<Site | null> {
  const [row] = await sql.named<SiteRow>('site-by-secret', `select ${COLUMNS} from site where secret_hash = $1`, [hash])
  return row === undefined ? null : toSite(row)
}

/** Writes a new site. */
export async function saveSite(
  sql: Sql,
  site: {
    id: string
    slug: string
    name: Text
    isDemo: boolean
    currency: string
    publicKey: string
    secretHash: Buffer
    settings: object
    at: number
  },
): Promise<void> {
  await sql.run(
    `insert into site (id, slug, name, is_demo, currency, public_key, secret_hash, settings, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      site.id,
      site.slug,
      JSON.stringify(site.name),
      site.isDemo,
      site.currency,
      site.publicKey,
      site.secretHash,
      JSON.stringify(site.settings),
      new Date(site.at),
    ],
  )
}

/** Replaces the secret key's hash. */
export async function saveSecretHash(sql: Sql, siteId: string, hash: Buffer): Promise<void> {
  await sql.run('update site set secret_hash = $2 where id = $1', [siteId, hash])
}

/** Changes name, origins or settings. */
export async function saveSiteSettings(
  sql: Sql,
  siteId: string,
  change: { name: Text; origins: readonly string[]; settings: object },
): Promise<void> {
  await sql.run('update site set name = $2, origins = $3, settings = $4 where id = $1', [
    siteId,
    JSON.stringify(change.name),
    change.origins,
    JSON.stringify(change.settings),
  ])
}

/** Removes a site and, by its foreign keys, everything of it. */
export async function deleteSite(sql: Sql, siteId: string): Promise<void> {
  await sql.run('delete from site where id = $1', [siteId])
}
