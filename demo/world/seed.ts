import { createHash } from 'node:crypto'
import { putProducts } from '../../src/catalog/flow.ts'
import { savePicture } from '../../src/catalog/store.ts'
import type { Core } from '../../src/engine/core.ts'
import { putCampaign } from '../../src/offers/flow-campaigns.ts'
import { createSite } from '../../src/sites/flow.ts'
import type { Site } from '../../src/sites/site.ts'
import { deleteSite, loadSiteBySlug } from '../../src/sites/store.ts'
import { addStaff } from '../../src/staff/flow.ts'
import { listStaff } from '../../src/staff/store.ts'
import { receive } from '../../src/stock/flow.ts'
import type { Sql } from '../../src/storage/db.ts'
import { narrowTo } from '../../src/storage/scope.ts'
import { addBins } from '../../src/warehouse/flow.ts'
import { GOODS, SHOP_NAME } from '../shop/goods.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { BINS, stockPlan } from './floor.ts'
import { PEOPLE } from './people.ts'
import { demoFail } from './when.ts'

/** The demo's site; goods name their pictures by it. */
export const SLUG = 'demo'
/** Raised when the seeding itself changes; a change of goods, people, floor or campaigns shows by itself. */
const VERSION = 1
const MARK = 'demo'

/** What stands in the table `installation`, so that a later start knows what was done. */
interface Mark {
  /** Of what was seeded; another one is seeded anew. */
  readonly fingerprint?: string
  /** Somebody removed the demo: it stays away until it is asked for. */
  readonly removed?: boolean
}

const fingerprint = (): string =>
  createHash('sha256')
    .update(JSON.stringify([VERSION, GOODS, PEOPLE, CAMPAIGNS, BINS, stockPlan()]))
    .digest('hex')

/**
 * The demo's site, seeded if it is not there or not the one of this version; null when somebody removed it and nobody
 * `asked` for it again. Two processes that start at once seed it once.
 * @throws demo/name-taken when a real site has its name
 */
export async function ensureDemo(core: Core, asked: boolean): Promise<Site | null> {
  return await core.db.tx(async (lock) => {
    await lock.query("select pg_advisory_xact_lock(hashtextextended('demo world', 0))")
    const mark = await loadMark(core.db)
    if (mark.removed === true && !asked) return null
    const known = await loadSiteBySlug(core.db, SLUG)
    if (known !== null && !known.isDemo) throw demoFail('demo/name-taken')
    const print = fingerprint()
    if (known !== null && mark.fingerprint === print) return known
    // Another version's, or one that a crash left half done: nothing in it belongs to anybody.
    if (known !== null) await wipe(core, known.id)
    const site = await seed(core)
    await saveMark(core.db, { fingerprint: print })
    return site
  })
}

/** The demo's site as it stands, or null. */
export async function demoSite(core: Core): Promise<Site | null> {
  const site = await loadSiteBySlug(core.db, SLUG)
  if (site?.isDemo !== true) return null
  narrowTo(site.id)
  return site
}

/** Removes the demo with everything it holds and remembers that it is unwanted. Whoever holds a session of it is out. */
export async function removeDemo(core: Core): Promise<void> {
  const site = await demoSite(core)
  if (site === null) return
  await saveMark(core.db, { removed: true })
  await wipe(core, site.id)
}

async function wipe(core: Core, siteId: string): Promise<void> {
  const staff = await listStaff(core.db, siteId)
  await deleteSite(core.db, siteId)
  // Open streams end, what is held in memory is read again and found gone.
  for (const ref of ['', ...staff.map(({ id }) => id)]) core.bus.emit('session', siteId, ref)
  for (const topic of ['site', 'offers', 'catalog', 'profile', 'floor'] as const) core.bus.emit(topic, siteId)
}

async function seed(core: Core): Promise<Site> {
  const { site } = await createSite(core, { slug: SLUG, name: SHOP_NAME, currency: 'CNY', isDemo: true })
  await putProducts(
    core,
    site.id,
    GOODS.map(({ drawing: _, ...product }) => product),
  )
  await addBins(core, site.id, BINS)
  const { pictureOf } = await import('../shop/pictures.ts')
  await core.db.tx(async (tx) => {
    for (const { sku } of GOODS)
      await savePicture(tx, site.id, sku, 'image/svg+xml', new TextEncoder().encode(pictureOf(sku)))
    await receive(tx, site.id, stockPlan(), core.clock.now())
  })
  for (const { name, roles, zones } of PEOPLE) await addStaff(core, { siteId: site.id, name, roles, zones })
  for (const campaign of CAMPAIGNS) await putCampaign(core, site, campaign, 'zh')
  core.bus.emit('catalog', site.id)
  return site
}

async function loadMark(sql: Sql): Promise<Mark> {
  const row = await sql.maybe<{ value: Mark }>('select value from installation where key = $1', [MARK])
  return row?.value ?? {}
}

async function saveMark(sql: Sql, mark: Mark): Promise<void> {
  await sql.run(
    `insert into installation (key, value) values ($1, $2)
     on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [MARK, JSON.stringify(mark)],
  )
}
