import type { Readable } from 'node:stream'
import { DAY, iso } from '../base/clock.ts'
import { category } from '../catalog/categories.ts'
import type { Product } from '../catalog/product.ts'
import { loadProduct } from '../catalog/store.ts'
import { TooMuch } from '../connectors/archive.ts'
import type { ArchiveStream, StreamSpec } from '../connectors/connector.ts'
import { mayRead } from '../consent/apart.ts'
import { holdReadConsent, listConsents } from '../consent/store.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { takingTurns } from '../engine/turn.ts'
import { linesOfOrders, listOrders } from '../orders/store.ts'
import { filesOf } from '../reading/archive.ts'
import { holdFile } from '../reading/archive-file.ts'
import type { Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { changed, derive, OWN_ORDERS_STREAM, ownSources, type Profiles } from './flow.ts'
import { knownFormer, ownHash } from './flow-former.ts'
import { goodsItem } from './goods.ts'
import { mayInfer } from './interest.ts'
import { judgeFacts } from './judging.ts'
import { profileFail } from './problems.ts'
import {
  deleteOwnExcept,
  expireOwnFacts,
  forgetRemoved,
  holdProfile,
  lockProfile,
  type NewFact,
  saveFacts,
} from './store.ts'

/** Somebody declares this many things at most. */
const MOST_DECLARED = 40

/** Whose things are kept, out of which source. */
export interface OwnInput {
  readonly siteId: string
  readonly personId: string
  readonly connector: string
  readonly stream: string
  readonly items: readonly unknown[]
}

/** What became of the things. */
export interface OwnKept {
  readonly kept: number
  readonly setAside: number
  readonly known: number
  readonly hashes: readonly Buffer[]
}

const NOTHING: OwnKept = { kept: 0, setAside: 0, known: 0, hashes: [] }

/**
 * Keeps things of a source without an account as facts, in the caller's transaction, which holds the profile; the caller derives.
 * Without a consent in force nothing is kept and null is answered. The same thing twice is one fact.
 */
export async function keepOwn({ core, signIn }: Profiles, tx: Sql, input: OwnInput): Promise<OwnKept | null> {
  const { siteId, personId, connector, stream, items } = input
  const source = ownSources(signIn).find((one) => one.id === connector)
  const spec: StreamSpec | undefined = source?.descriptor.streams[stream]
  const consent = await holdReadConsent(tx, siteId, personId, connector, stream)
  const site = await loadSite(tx, siteId)
  if (source === undefined || spec === undefined || consent === null || site === null) return null
  if (!mayRead(site.settings, source, stream, await listConsents(tx, siteId, personId))) return null
  const raws = items.flatMap((item) => spec.facts(item))
  if (raws.length === 0) return NOTHING
  const now = core.clock.now()
  const box = await core.vault.personBox(tx, siteId, personId)
  const former = await knownFormer(
    core,
    tx,
    input,
    raws.map((raw) => raw.sourceId),
  )
  const fresh = raws.filter((raw) => !former.ids.has(raw.sourceId))
  const facts: NewFact[] = []
  const turn = takingTurns()
  for (const [i, fact] of (await judgeFacts(fresh, spec, box)).entries()) {
    if (fact === null) continue
    const pause = turn()
    if (pause !== null) await pause
    facts.push({ ...fact, sourceHash: ownHash(core, input, fresh[i]!.sourceId) })
  }
  const times = { readAt: now, expiresAt: now + spec.retentionDays * DAY }
  const of = { accountId: null, connector, stream, receiptId: consent.receiptId, ...times }
  const kept = await saveFacts(tx, siteId, personId, of, facts)
  const setAside = fresh.length - facts.length
  const known = raws.length - setAside - kept
  return { kept, setAside, known, hashes: [...facts.map((fact) => fact.sourceHash), ...former.hashes] }
}

/**
 * The shopper says what they like: these categories and no others. Said again it changes nothing; what is left out is taken back.
 * @throws profile/unknown-category (also for a sensitive one), profile/too-many, profile/not-agreed
 */
export async function declare(
  profiles: Profiles,
  input: { site: Site; personId: string; categoryIds: readonly string[] },
): Promise<{ declared: readonly string[] }> {
  const { core } = profiles
  const { site, personId } = input
  const categoryIds = [...new Set(input.categoryIds)]
  if (categoryIds.length > MOST_DECLARED) throw profileFail('profile/too-many', { params: { most: MOST_DECLARED } })
  const unknown = categoryIds.findIndex((id) => !mayInfer(id, []))
  if (unknown >= 0) throw profileFail('profile/unknown-category', { field: `categoryIds/${unknown}` })
  const at = iso(core.clock.now())
  const items = categoryIds.map((id) => ({ categoryId: id, zh: category(id)?.zh, en: category(id)?.en, at }))
  const of = { siteId: site.id, personId, connector: 'declared', stream: 'likes' }
  await core.db.tx(async (tx) => {
    await lockProfile(tx, site.id, personId)
    const hashes = categoryIds.map((id) => core.vault.hash(site.id, 'fact', `${personId}\ndeclared/likes\n${id}`))
    await forgetRemoved(tx, of, hashes)
    const kept = await keepOwn(profiles, tx, { ...of, items })
    if (kept === null) throw profileFail('profile/not-agreed')
    await deleteOwnExcept(tx, of, hashes)
    await derive(profiles, tx, site.id, personId)
  })
  changed(core, site.id, personId)
  return { declared: categoryIds }
}

/** What became of an archive, stream by stream. */
export interface TakenArchive {
  readonly stream: string
  readonly files: number
  readonly items: number
  readonly kept: number
  readonly known: number
  readonly setAside: number
}

/** Things kept in one transaction. */
const AT_ONCE = 500
/** Things of one archive; services write the newest first, and what is beyond says nothing new. */
const MOST_OF_ARCHIVE = 100_000

/**
 * Reads a shopper's archive: only the files of streams they agreed to, nothing of it is stored but facts. Sent again it adds what
 * is new.
 * @throws profile/not-agreed, profile/archive-…
 */
export async function takeArchive(
  profiles: Profiles,
  input: { site: Site; personId: string; body: Readable },
): Promise<TakenArchive[]> {
  const { core, signIn } = profiles
  const { site, personId, body } = input
  const of = { siteId: site.id, personId, connector: 'upload' }
  const inForce = await listConsents(core.db, site.id, personId)
  const found = ownSources(signIn).find((one) => one.id === of.connector)
  const wanted = Object.entries(found?.descriptor.streams ?? {}).flatMap(([stream, spec]) =>
    'holds' in spec && found !== undefined && mayRead(site.settings, found, stream, inForce)
      ? [[stream, spec] as const]
      : [],
  )
  // Before anything of it is received.
  if (wanted.length === 0) throw profileFail('profile/not-agreed')
  const zip = await holdFile(body, `${site.id} ${personId}`)
  const taken = new Map<string, TakenArchive>()
  let left = MOST_OF_ARCHIVE
  try {
    for await (const [path, text] of filesOf(zip, (path) => wanted.some(([, spec]) => spec.holds(path)))) {
      for (const [stream, spec] of wanted) {
        if (!spec.holds(path)) continue
        const before = taken.get(stream) ?? { stream, files: 0, items: 0, kept: 0, known: 0, setAside: 0 }
        const items = itemsOf(spec, text, path).slice(0, left)
        left -= items.length
        const now = await takeFile(profiles, { ...of, stream, items })
        taken.set(stream, addedTo(before, now))
      }
    }
  } finally {
    await zip.close()
    // What was read before something broke is understood now.
    if (taken.size > 0) {
      await core.db.tx((tx) => derive(profiles, tx, site.id, personId))
      changed(core, site.id, personId)
    }
  }
  if (taken.size === 0) throw profileFail('profile/archive-unknown')
  return [...taken.values()]
}

const addedTo = (before: TakenArchive, now: Omit<TakenArchive, 'stream' | 'files'>): TakenArchive => ({
  stream: before.stream,
  files: before.files + 1,
  items: before.items + now.items,
  kept: before.kept + now.kept,
  known: before.known + now.known,
  setAside: before.setAside + now.setAside,
})

function itemsOf(spec: ArchiveStream, text: string, path: string): unknown[] {
  try {
    return [...spec.items(text, path)]
  } catch (cause) {
    throw profileFail(cause instanceof TooMuch ? 'profile/archive-too-large' : 'profile/archive-broken', { cause })
  }
}

/** Keeps the things of one file; withdrawn meanwhile, the rest of it is let go of. */
async function takeFile(profiles: Profiles, input: OwnInput) {
  const sum = { items: input.items.length, kept: 0, known: 0, setAside: 0 }
  for (let from = 0; from < input.items.length; from += AT_ONCE) {
    const items = input.items.slice(from, from + AT_ONCE)
    const now = await profiles.core.db.tx(async (tx) => {
      if ((await holdProfile(tx, input.siteId, input.personId)) === null) return null
      return await keepOwn(profiles, tx, { ...input, items })
    })
    if (now === null) break
    sum.kept += now.kept
    sum.known += now.known
    sum.setAside += now.setAside
  }
  return sum
}

/** Once a day: facts without an account whose time is over go, and profiles are formed without them. @returns of how many people */
export async function tidyOwn(profiles: Profiles, limit: number): Promise<number> {
  const { core } = profiles
  const people = await expireOwnFacts(core.db, core.clock.now(), limit)
  for (const { siteId, personId } of people) {
    await core.db.tx((tx) => derive(profiles, tx, siteId, personId))
    changed(core, siteId, personId)
  }
  return people.length
}

/** Orders of one person that say anything about them now. */
const MOST_ORDERS = 500

/** A shopper's orders as facts, one for each kind of goods: new ones come, cancelled ones go. Done twice it changes nothing. */
export async function readOwnOrders(profiles: Profiles, item: Pick<OutboxItem, 'siteId' | 'ref'>): Promise<void> {
  const { core } = profiles
  const { siteId, ref: personId } = item
  const orders = await listOrders(core.db, siteId, { personId, limit: MOST_ORDERS })
  const standing = orders.filter(({ state }) => state !== 'cancelled' && state !== 'returned')
  const ids = standing.map(({ id }) => id)
  const lines = await linesOfOrders(core.db, siteId, ids)
  const goods = new Map<string, Product | null>()
  for (const { sku } of [...lines.values()].flat())
    if (!goods.has(sku)) goods.set(sku, await loadProduct(core.db, siteId, sku))
  const items = standing.flatMap(({ id, placedAt }) =>
    (lines.get(id) ?? []).map(({ sku, title }) => {
      const product = goods.get(sku) ?? null
      const item = { id: `${id}/${sku}`, at: iso(placedAt), name: title, about: '', categories: [] }
      return product === null ? item : goodsItem(item.id, placedAt, product)
    }),
  )
  const of = { siteId, personId, ...OWN_ORDERS_STREAM }
  const isKept = await core.db.tx(async (tx) => {
    if ((await holdProfile(tx, siteId, personId)) === null) return false
    const kept = await keepOwn(profiles, tx, { ...of, items })
    if (kept === null) return false
    const gone = await deleteOwnExcept(tx, of, kept.hashes)
    if (kept.kept + gone > 0) await derive(profiles, tx, siteId, personId)
    return kept.kept + gone > 0
  })
  if (isKept) changed(core, siteId, personId)
}
