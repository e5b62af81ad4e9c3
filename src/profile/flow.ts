import type { Text } from '../base/i18n.ts'
import { mayReachOffers } from '../connectors/connector.ts'
import { type Consent, isCovered } from '../consent/consent.ts'
import { listConsents } from '../consent/store.ts'
import type { Core } from '../engine/core.ts'
import { recordAll } from '../engine/event-log.ts'
import type { PersonBox } from '../engine/vault.ts'
import { connectorsOf, type SiteConnector } from '../sign-in/flow-connectors.ts'
import type { SignIn } from '../sign-in/flow-open.ts'
import type { Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { type Correction, moved, weighed } from './corrections.ts'
import type { KeptFact } from './fact.ts'
import { evidenceSentence, type FactInput, formInterests, type Interest, mayInfer } from './interest.ts'
import { profileFail } from './problems.ts'
import type { KeptInterest, SealedProfile } from './sealed.ts'
import { allFacts, lockFact, lockProfile, removeFact as removeFactRow, resealFact, saveProfile } from './store.ts'
import { loadSaid } from './store-said.ts'

/** What the profile room is built from. */
export interface Profiles {
  readonly core: Core
  readonly signIn: SignIn
}

/** The names a person's evidence is told with. */
export type SourceNames = (connector: string, stream: string) => Text

/** Where facts come from: a kind of account as the site has it, or a source that nobody signs in with. */
export type Source = Pick<SiteConnector, 'id' | 'descriptor' | 'names' | 'source'>

/** Sources without sign-in, which every site has: what people declare, do on this site, bring in an archive. */
export function ownSources({ connectors }: SignIn): Source[] {
  return [...connectors.values()]
    .filter(({ login }) => login === undefined)
    .map((descriptor) => ({ id: descriptor.id, descriptor, names: descriptor.names, source: null }))
}

/** Every source of a site. */
export async function sourcesOf(signIn: SignIn, site: Pick<Site, 'id' | 'slug' | 'isDemo'>): Promise<Source[]> {
  return [...(await connectorsOf(signIn, site)), ...ownSources(signIn)]
}

/** Outbox work: what somebody ordered on this site becomes facts. */
export const OWN_ORDERS = 'own.orders'
/** What that needs their yes for. */
export const OWN_ORDERS_STREAM = { connector: 'own-site', stream: 'orders' } as const

/** Plans to look at somebody's orders, where they agreed to that; in the transaction that gives the reason. */
export async function planOwnOrders(core: Core, tx: Sql, of: { siteId: string; personId: string }): Promise<void> {
  const { siteId, personId } = of
  const { connector, stream } = OWN_ORDERS_STREAM
  if (!isCovered(await listConsents(tx, siteId, personId), connector, stream, 'read')) return
  await core.outbox.add(tx, { siteId, kind: OWN_ORDERS, ref: personId, dueAt: core.clock.now() })
}

/** Removes one fact; it is never read again, and the profile is formed without it. @throws profile/not-found */
export async function removeFact(profiles: Profiles, siteId: string, personId: string, factId: string): Promise<void> {
  const { core } = profiles
  await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    if (!(await removeFactRow(tx, siteId, personId, factId))) throw profileFail('profile/not-found')
    await recordAll(tx, [{ siteId, personId, at: core.clock.now(), name: 'fact.removed', payload: { factId } }])
    await derive(profiles, tx, siteId, personId)
  })
  changed(core, siteId, personId)
}

/**
 * The shopper says what a fact is really about: from now on that and nothing else, also when the source is read again.
 * @throws profile/not-found, profile/unknown-category (also for a sensitive one: no interest is ever formed of those)
 */
export async function correctFact(
  profiles: Profiles,
  input: { siteId: string; personId: string; factId: string; categoryId: string },
): Promise<void> {
  const { core } = profiles
  const { siteId, personId, factId, categoryId } = input
  if (!mayInfer(categoryId, [])) throw profileFail('profile/unknown-category', { field: 'categoryId' })
  await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    const row = await lockFact(tx, siteId, personId, factId)
    if (row === null) throw profileFail('profile/not-found')
    const box = await core.vault.personBox(tx, siteId, personId)
    const place = `fact|${factId}`
    const fact: KeptFact = { ...box.open<KeptFact>(row.sealed, place), categories: [{ id: categoryId, weight: 1 }] }
    await resealFact(tx, siteId, factId, box.seal(fact, place))
    // Not what it is about now: history must not say what somebody who was erased cared about.
    await recordAll(tx, [{ siteId, personId, at: core.clock.now(), name: 'fact.corrected', payload: { factId } }])
    await derive(profiles, tx, siteId, personId)
  })
  changed(core, siteId, personId)
}

/** Says that an interest is none of theirs, or takes that back. A denied one stays denied whatever is read. */
export async function denyInterest(
  profiles: Profiles,
  input: { siteId: string; personId: string; categoryId: string; denied: boolean },
): Promise<void> {
  const { siteId, personId, categoryId, denied } = input
  await profiles.core.db.tx(async (tx) => {
    await derive(profiles, tx, siteId, personId, (before) => {
      const others = before.filter((id) => id !== categoryId)
      return denied ? [...others, categoryId] : others
    })
  })
  changed(profiles.core, siteId, personId)
}

/** Tells everybody that a profile or the reading of a person is another now. Call it after the commit. */
export function changed(core: Core, siteId: string, personId: string): void {
  core.bus.emit('profile', siteId, personId)
}

/** Where things come from, in words: 来自小岛：点赞. */
export function sourceNames(connectors: readonly Source[]): SourceNames {
  return (id, stream) => {
    const connector = connectors.find((one) => one.id === id)
    const name = connector?.names ?? { zh: id, en: id }
    const title = connector?.descriptor.streams[stream]?.title ?? { zh: stream, en: stream }
    const what = title.en[0]!.toLowerCase() + title.en.slice(1)
    // Nobody has an account at what they said themselves, or at this very site.
    const isAccount = connector?.descriptor.login !== undefined
    return {
      zh: `来自${name.zh}：${title.zh}`,
      en: isAccount
        ? `From ${what.replace(/^(?!your )/, 'your ')} on ${name.en}`
        : `From ${name.en[0]!.toLowerCase()}${name.en.slice(1)}: ${what}`,
    }
  }
}

/**
 * Forms the profile anew out of the facts that stand and the consents in force, in the caller's transaction. What offers may use is a
 * part of its own: only streams agreed to for offers whose terms allow it.
 * @throws vault/erased
 */
export async function derive(
  profiles: Profiles,
  tx: Sql,
  siteId: string,
  personId: string,
  changeDenied: (denied: readonly string[]) => readonly string[] = (same) => same,
): Promise<readonly KeptInterest[]> {
  const { core, signIn } = profiles
  const now = core.clock.now()
  const profile = await lockProfile(tx, siteId, personId)
  const box = await core.vault.personBox(tx, siteId, personId)
  const site = await loadSite(tx, siteId)
  const connectors = site === null ? [] : await sourcesOf(signIn, site)
  const inForce = await listConsents(tx, siteId, personId)
  const denied = changeDenied(profile.denied === null ? [] : box.open<string[]>(profile.denied, 'profile|denied'))
  const corrections = correctionsIn(box, (await loadSaid(tx, siteId, personId)).corrections)
  const facts = moved(await factInputs(tx, box, siteId, personId, now), corrections)
  const names = sourceNames(connectors)
  const form = (usable: readonly FactInput[]) =>
    weighed(formInterests(usable, denied, now), corrections, now).map((interest) => kept(interest, names))
  const [forProfile, forOffers] = [[], []] as [FactInput[], FactInput[]]
  const useOf = usesOf(connectors, inForce)
  for (const fact of facts) {
    const { profile: isForProfile, offers } = useOf(fact)
    if (isForProfile) forProfile.push(fact)
    if (offers) forOffers.push(fact)
  }
  const interests = form(forProfile)
  // What may reach offers is a part of the rest; where it is all of it, it is not formed twice.
  const offers = forOffers.length === forProfile.length ? interests : form(forOffers)
  const sealed: SealedProfile = { interests, offers }
  await saveProfile(tx, siteId, personId, {
    ...profile,
    sealed: box.seal(sealed, 'profile|sealed'),
    denied: denied.length === 0 ? null : box.seal(denied, 'profile|denied'),
    consentVersion: youngest(inForce.filter((c) => c.purpose === 'offers'))?.receiptId ?? null,
    derivedAt: now,
  })
  return sealed.interests
}

/** What the facts of a stream may be used for, by the consents in force and the source's terms; worked out once a stream. */
function usesOf(connectors: readonly Source[], inForce: readonly Consent[]) {
  const known = new Map<string, { readonly profile: boolean; readonly offers: boolean }>()
  return ({ connector, stream }: FactInput) => {
    const key = `${connector} ${stream}`
    const found = known.get(key)
    if (found !== undefined) return found
    const adUse = connectors.find((c) => c.id === connector)?.descriptor.streams[stream]?.terms.adUse
    const profile = isCovered(inForce, connector, stream, 'profile')
    const isOffered = profile && adUse !== undefined && mayReachOffers(adUse)
    const uses = { profile, offers: isOffered && isCovered(inForce, connector, stream, 'offers') }
    known.set(key, uses)
    return uses
  }
}

/** What they corrected, opened. */
export const correctionsIn = (box: PersonBox, sealed: Buffer | null): readonly Correction[] =>
  sealed === null ? [] : box.open<Correction[]>(sealed, 'profile|corrections')

async function factInputs(
  tx: Sql,
  box: PersonBox,
  siteId: string,
  personId: string,
  now: number,
): Promise<FactInput[]> {
  return (await allFacts(tx, siteId, personId, now)).map(({ id, connector, stream, sealed, readAt }) => {
    const fact = box.open<KeptFact>(sealed, `fact|${id}`)
    return { id, connector, stream, verb: fact.verb, categories: fact.categories, at: fact.at ?? readAt }
  })
}

const youngest = (consents: readonly Consent[]): Consent | undefined =>
  consents.reduce<Consent | undefined>((best, c) => (best === undefined || c.at > best.at ? c : best), undefined)

function kept(interest: Interest, names: SourceNames): KeptInterest {
  const { categoryId, weight, parts, evidence } = interest
  return {
    categoryId,
    weight,
    parts,
    evidence: evidence.map((one) => ({
      verb: one.verb,
      count: one.count,
      sentence: evidenceSentence(categoryId, one),
      source: names(one.connector, one.stream),
      at: one.at,
      factIds: one.factIds,
    })),
  }
}
