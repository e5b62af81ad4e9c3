import { SECOND } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { newId, newSecret } from '../base/id.ts'
import type { Bus } from '../engine/bus.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { isUniqueViolation } from '../storage/db.ts'
import { acrossSites, narrowTo, within } from '../storage/scope.ts'
import { changeFault, type Site, type SiteChange, sitesFail } from './site.ts'
import {
  loadSite,
  loadSiteByPublicKey,
  loadSiteBySecretHash,
  loadSiteBySlug,
  saveSecretHash,
  saveSite,
  saveSiteSettings,
} from './store.ts'

/** A copy is used this long without a look: the longest that a change in another process goes unnoticed when the bus is down. */
const BELIEVED_MS = SECOND
const MOST = 10_000

interface Held {
  readonly byKey: Map<string, { readonly site: Site; readonly checkedAt: number }>
  /** Grows with every change, so that a copy loaded before one is not kept after it. */
  changes: number
}

/** Sites by key, of each running program: almost every request names one, and it hardly ever changes. */
const held = new WeakMap<Bus, Held>()

function heldOf({ bus }: Core): Held {
  const mine = held.get(bus)
  if (mine !== undefined) return mine
  const fresh: Held = { byKey: new Map(), changes: 0 }
  // All of them: a site stands here under several keys.
  bus.on('site', () => {
    fresh.changes++
    fresh.byKey.clear()
  })
  held.set(bus, fresh)
  return fresh
}

/** The site under a key. A request that asks for it is about it from then on. */
async function find(core: Core, key: string, load: () => Promise<Site | null>): Promise<Site | null> {
  const site = await lookUp(core, key, load)
  if (site !== null) narrowTo(site.id)
  return site
}

/** From memory or loaded; one that is not there is looked for again each time. */
async function lookUp(core: Core, key: string, load: () => Promise<Site | null>): Promise<Site | null> {
  const mine = heldOf(core)
  const now = core.clock.now()
  const known = mine.byKey.get(key)
  if (known !== undefined && now >= known.checkedAt && now - known.checkedAt < BELIEVED_MS) return known.site
  const { changes } = mine
  const site = await acrossSites('a name or key says which site', load)
  mine.byKey.delete(key)
  if (site === null || changes !== mine.changes) return site
  if (mine.byKey.size >= MOST) mine.byKey.clear()
  mine.byKey.set(key, { site, checkedAt: now })
  return site
}

/**
 * Makes a site with its keys. The secret key is returned once; only its hash is kept.
 * @throws sites/bad-slug, sites/slug-taken, sites/bad-currency
 */
export async function createSite(
  core: Core,
  input: { slug: string; name: Text; currency?: string; isDemo?: boolean; settings?: object },
): Promise<{ site: Site; secretKey: string }> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(input.slug)) throw sitesFail('sites/bad-slug', { params: { slug: input.slug } })
  const currency = input.currency ?? 'CNY'
  if (!/^[A-Z]{3}$/.test(currency)) throw sitesFail('sites/bad-currency', { params: { currency } })
  const secretKey = `sk_${newSecret(24)}`
  const id = newId()
  try {
    const site = {
      id,
      slug: input.slug,
      name: input.name,
      isDemo: input.isDemo ?? false,
      currency,
      publicKey: `pk_${newSecret(12)}`,
      secretHash: hashOf(secretKey),
      settings: input.settings ?? {},
      at: core.clock.now(),
    }
    await within(id, () => saveSite(core.db, site))
  } catch (error) {
    if (isUniqueViolation(error)) throw sitesFail('sites/slug-taken', { params: { slug: input.slug } })
    throw error
  }
  const site = await within(id, () => loadSite(core.db, id))
  return { site: site!, secretKey }
}

/** A fresh secret key; the old one ends at once. */
export async function renewSecretKey(core: Core, siteId: string): Promise<string> {
  const secretKey = `sk_${newSecret(24)}`
  await saveSecretHash(core.db, siteId, hashOf(secretKey))
  core.bus.emit('site', siteId)
  return secretKey
}

/**
 * Changes names, origins and settings as a whole; what is promised, held and worked from now on follows them.
 * @throws sites/bad-setting
 */
export async function changeSite(core: Core, site: Site, change: SiteChange, lang: Lang): Promise<Site> {
  const fault = changeFault(change)
  if (fault !== null) {
    const { field, expected } = fault
    throw sitesFail('sites/bad-setting', { params: { field, expected: say(expected, lang) }, field })
  }
  const name = { zh: change.name.zh.trim(), en: change.name.en.trim() }
  await saveSiteSettings(core.db, site.id, { ...change, name })
  core.bus.emit('site', site.id)
  core.bus.emit('dispatch', site.id)
  return await siteById(core, site.id)
}

/** @throws sites/unknown */
export async function siteBySlug(core: Core, slug: string): Promise<Site> {
  const site = await find(core, `slug ${slug}`, () => loadSiteBySlug(core.db, slug))
  if (site === null) throw sitesFail('sites/unknown')
  return site
}

/** @throws sites/unknown */
export async function siteById(core: Core, id: string): Promise<Site> {
  const site = await find(core, `id ${id}`, () => loadSite(core.db, id))
  if (site === null) throw sitesFail('sites/unknown')
  return site
}

/** The site of a tag's public key. @throws sites/unknown-key */
export async function siteByPublicKey(core: Core, key: string): Promise<Site> {
  const site = await find(core, `public ${key}`, () => loadSiteByPublicKey(core.db, key))
  if (site === null) throw sitesFail('sites/unknown-key', { field: 'site' })
  return site
}

/** The site of a secret key, or null. The hash is looked up, so that timing tells nothing of the key. */
export async function siteBySecret(core: Core, secret: string): Promise<Site | null> {
  const hash = hashOf(secret)
  return await find(core, `secret ${hash.toString('base64')}`, () => loadSiteBySecretHash(core.db, hash))
}
