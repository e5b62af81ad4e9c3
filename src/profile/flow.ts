import type { Lang, Text } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { isRead, mayReachOffers, readableOf } from '../connectors/connector.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import type { PersonBox } from '../engine/vault.ts'
import { connectorOf, connectorsOf, type SignIn, type SiteConnector } from '../sign-in/flow.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import type { Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { APART, apartOf } from './apart.ts'
import {
  type Consent,
  EVERYTHING,
  type How,
  isCovered,
  PURPOSES,
  type Purpose,
  personalOffersOn,
  type Receipt,
  readAnswers,
  receiptText,
  shownOf,
  TEXT_VERSION,
} from './consent.ts'
import { type Correction, moved, weighed } from './corrections.ts'
import type { KeptFact } from './fact.ts'
import { mustBeOfAge } from './flow-of-age.ts'
import { evidenceSentence, type FactInput, formInterests, type Interest, mayInfer } from './interest.ts'
import { profileFail } from './problems.ts'
import { isLost } from './reading.ts'
import {
  allFacts,
  deleteConsents,
  deleteFactsOfStream,
  listConsents,
  listReceipts,
  lockFact,
  lockProfile,
  removeFact as removeFactRow,
  resealFact,
  saveConsents,
  saveProfile,
  saveReceipts,
} from './store.ts'
import { loadSaid } from './store-duties.ts'
import {
  beginStream,
  continueStream,
  deleteStream,
  listStreams,
  type StreamState,
  stopStreams,
} from './store-reading.ts'

/** What the profile room is built from. */
export interface Profiles {
  readonly core: Core
  readonly signIn: SignIn
}

/** Outbox work: reading the next page of a stream of an account. */
export const READ = 'source.read'
/** Outbox work: deleting facts of a stream whose time is over. */
export const EXPIRE = 'source.expire'
/** Handle of a stream's outbox work. */
export const refOf = (accountId: string, stream: string) => `${accountId}/${stream}`

/** Evidence as it stands sealed in the profile: a sentence, where it comes from, which facts. */
export interface KeptEvidence {
  readonly sentence: Text
  readonly source: Text
  readonly at: number
  readonly factIds: readonly string[]
}

/** An interest as it stands sealed in the profile. */
export interface KeptInterest extends Pick<Interest, 'categoryId' | 'weight' | 'parts'> {
  readonly evidence: readonly KeptEvidence[]
}

/** The sealed part of a profile: everything understood, and the part that offers may use. */
export interface SealedProfile {
  readonly interests: readonly KeptInterest[]
  readonly offers: readonly KeptInterest[]
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

/** Makes signed receipts; of the version of the sheet's text where none is named. */
export function receiptsOf(
  core: Core,
  siteId: string,
  input: {
    personId: string
    connector: string
    stream: string
    purposes: readonly Purpose[]
    given: boolean
    lang: Lang
    how: How
    textVersion?: string
  },
): (Receipt & { signature: Buffer })[] {
  const { purposes, textVersion = TEXT_VERSION, ...rest } = input
  return purposes.map((purpose) => {
    const receipt: Receipt = { ...rest, purpose, id: newId(), textVersion, at: core.clock.now() }
    return { ...receipt, signature: core.vault.hash(siteId, 'receipt', receiptText(siteId, receipt)) }
  })
}

/**
 * Takes a consent sheet: a receipt for every answer, consents in force or not, reading begun or everything of the stream
 * deleted, the profile formed anew: one transaction. The same sheet twice changes nothing the second time.
 * @throws profile/no-account, unknown-stream, text-changed, under-age, age-unsaid, apart-first
 */
export async function answerSheet(
  profiles: Profiles,
  input: {
    site: Site
    personId: string
    connector: string
    streams: Readonly<Record<string, boolean>>
    textVersion: string
    /** They say on the sheet that they are of age. */
    saysOfAge?: boolean
    lang: Lang
    how: How
  },
): Promise<Receipt[]> {
  const { core, signIn } = profiles
  const { site, personId, lang, how } = input
  if (input.textVersion !== TEXT_VERSION) throw profileFail('profile/text-changed', { field: 'textVersion' })
  const own = ownSources(signIn).find((one) => one.id === input.connector)
  const connector: Source = own ?? (await connectorOf(signIn, site, input.connector))
  const readable = readableOf(connector.descriptor, connector.source)
  for (const stream of Object.keys(input.streams)) {
    if (!Object.hasOwn(readable, stream))
      throw profileFail('profile/unknown-stream', {
        params: { name: connector.names[lang], stream },
        field: `streams/${stream}`,
      })
  }
  const receipts = await core.db.tx(async (tx) => {
    const accounts = (await accountsOf(core, tx, site.id, personId)).filter((a) => a.connector === connector.id)
    if (accounts.length === 0 && own === undefined) throw profileFail('profile/no-account')
    // The lock makes two sheets of one person follow each other.
    await lockProfile(tx, site.id, personId)
    const inForce = await listConsents(tx, site.id, personId)
    if (Object.values(input.streams).includes(true))
      await mustBeOfAge(profiles, tx, { site, personId, saysOfAge: input.saysOfAge === true })
    mustHaveApart(site, connector, input.streams, inForce)
    const before = await listReceipts(tx, site.id, personId)
    const made: (Receipt & { signature: Buffer })[] = []
    const events: NewEvent[] = []
    const versionOf = (stream: string) => shownOf(readable[stream]!)
    for (const answer of readAnswers(input.streams, inForce, before, connector.id, versionOf)) {
      if (!answer.changes) continue
      const { stream, given, had } = answer
      const mine = receiptsOf(core, site.id, {
        personId,
        connector: connector.id,
        stream,
        purposes: given
          ? PURPOSES
          : [...PURPOSES, ...APART.filter((one) => isCovered(inForce, connector.id, stream, one))],
        given,
        lang,
        how,
        textVersion: versionOf(stream),
      })
      made.push(...mine)
      events.push(...eventsOf(site.id, mine, had))
      if (given) {
        await saveConsents(
          tx,
          site.id,
          personId,
          mine.map((r) => ({ ...r, receiptId: r.id })),
        )
        const isAsked = !had && isRead(readable[stream]!)
        for (const { id } of isAsked ? accounts : [])
          await beginReading(core, tx, { siteId: site.id, personId, accountId: id, connector: connector.id, stream })
      } else if (had) await forgetStream(core, tx, site.id, personId, connector.id, stream)
    }
    if (made.length === 0) return []
    await saveReceipts(tx, site.id, made)
    await recordAll(tx, events)
    if (connector.id === OWN_ORDERS_STREAM.connector) await planOwnOrders(core, tx, { siteId: site.id, personId })
    await derive(profiles, tx, site.id, personId)
    return made
  })
  if (receipts.length > 0) changed(core, site.id, personId)
  return receipts
}

/** What is asked by itself is answered before. @throws profile/apart-first */
function mustHaveApart(
  { settings }: Site,
  { id, descriptor, names }: Source,
  streams: Readonly<Record<string, boolean>>,
  inForce: readonly Consent[],
): void {
  for (const [stream, given] of Object.entries(streams)) {
    const asked = given ? apartOf(settings, descriptor, descriptor.streams[stream]!) : []
    if (asked.every(({ what }) => isCovered(inForce, id, stream, what))) continue
    const name = descriptor.streams[stream]!.title
    throw profileFail('profile/apart-first', {
      params: { name: `${names.zh}：${name.zh}`, title: `${names.en}: ${name.en}` },
      field: `streams/${stream}`,
    })
  }
}

/** A no to what was in force is a withdrawal; to anything else, a refusal. */
export function eventsOf(siteId: string, receipts: readonly Receipt[], had: boolean): NewEvent[] {
  return receipts.map(({ id, personId, at, connector, stream, purpose, given }) => ({
    siteId,
    personId,
    at,
    name: given ? 'consent.given' : had ? 'consent.withdrawn' : 'consent.refused',
    payload: { connector, stream, purpose, receiptId: id },
  }))
}

/** Everything of a stream goes: consent, facts, how far it was read, work that waits. */
export async function forgetStream(
  core: Core,
  tx: Sql,
  siteId: string,
  personId: string,
  connector: string,
  stream: string,
): Promise<void> {
  // In the order in which a reader locks: profile (the caller has it), stream, consent, facts.
  for (const { accountId } of await deleteStream(tx, siteId, personId, connector, stream)) {
    const ref = refOf(accountId, stream)
    await core.outbox.cancel(tx, { siteId, kind: READ, ref })
    await core.outbox.cancel(tx, { siteId, kind: EXPIRE, ref })
  }
  await deleteConsents(tx, siteId, personId, connector, stream)
  await deleteFactsOfStream(tx, siteId, personId, connector, stream)
}

/** A run of reading begins; its first page is due now. */
export async function beginReading(
  core: Core,
  tx: Sql,
  input: {
    siteId: string
    personId: string
    accountId: string
    connector: string
    stream: string
    /** From where it was to go on is not known at the source any more. */
    forget?: boolean
  },
): Promise<void> {
  await beginStream(tx, { ...input, at: core.clock.now() })
  await readNow(core, tx, input)
}

async function readNow(core: Core, tx: Sql, of: { siteId: string; accountId: string; stream: string }): Promise<void> {
  const { siteId, accountId, stream } = of
  const work = { siteId, kind: READ, ref: refOf(accountId, stream) }
  await core.outbox.cancel(tx, work)
  await core.outbox.add(tx, { ...work, dueAt: core.clock.now() })
}

/** Streams that were read within this time are not read again at a sign-in. */
const FRESH_MS = 60 * 60_000

/** Somebody signed in again: what they consented to is read on, and what stood still for want of a token goes on. */
export async function readOn(
  core: Core,
  tx: Sql,
  who: { siteId: string; personId: string; accountId: string },
): Promise<void> {
  const { siteId, personId, accountId } = who
  const now = core.clock.now()
  // In one round trip.
  const [, streams] = await Promise.all([
    planOwnOrders(core, tx, { siteId, personId }),
    listStreams(tx, siteId, personId),
  ])
  for (const s of streams) {
    if (s.accountId !== accountId) continue
    const of = { siteId, personId, accountId, connector: s.connector, stream: s.stream }
    if (s.state === 'failed') await goOn(core, tx, of, s)
    else if (s.state === 'done' && (s.readAt ?? 0) < now - FRESH_MS) await beginReading(core, tx, of)
  }
}

async function goOn(core: Core, tx: Sql, of: Parameters<typeof beginReading>[2], s: StreamState): Promise<void> {
  // A page that the source itself no longer knows: the run begins anew rather than asking for it for ever.
  const forget = isLost(s.problem, s)
  if (s.nextPage === null || forget) return await beginReading(core, tx, { ...of, forget })
  await continueStream(tx, { ...of, at: core.clock.now() })
  await readNow(core, tx, of)
}

/** The shopper lets reading go on where they stopped it. */
export async function resumeReading(profiles: Profiles, siteId: string, personId: string): Promise<void> {
  const { core } = profiles
  await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    const inForce = await listConsents(tx, siteId, personId)
    for (const s of await listStreams(tx, siteId, personId)) {
      if (s.state !== 'stopped' || !isCovered(inForce, s.connector, s.stream, 'read')) continue
      await goOn(core, tx, { siteId, personId, accountId: s.accountId, connector: s.connector, stream: s.stream }, s)
    }
  })
  changed(core, siteId, personId)
}

/** The personal-offers switch: a receipt, and in force at the next decision. */
export async function setPersonalOffers(
  profiles: Profiles,
  input: { siteId: string; personId: string; on: boolean; lang: Lang; how: How },
): Promise<void> {
  const { core } = profiles
  const { siteId, personId, on, lang, how } = input
  await core.db.tx(async (tx) => {
    const profile = await lockProfile(tx, siteId, personId)
    if (profile.offersSwitch === (on ? 'on' : 'off')) return
    const receipts = receiptsOf(core, siteId, {
      personId,
      connector: EVERYTHING,
      stream: EVERYTHING,
      purposes: ['offers'],
      given: on,
      lang,
      how,
    })
    await saveReceipts(tx, siteId, receipts)
    const had = personalOffersOn(profile.offersSwitch, await listConsents(tx, siteId, personId))
    await recordAll(tx, eventsOf(siteId, receipts, had))
    await saveProfile(tx, siteId, personId, {
      ...profile,
      offersSwitch: on ? 'on' : 'off',
      offersSwitchAt: core.clock.now(),
    })
  })
  changed(core, siteId, personId)
}

/** The shopper stops all reading; what was read stays until they take the consent back. */
export async function stopReading(profiles: Profiles, siteId: string, personId: string): Promise<void> {
  const { core } = profiles
  await core.db.tx(async (tx) => {
    for (const { accountId, stream } of await stopStreams(tx, siteId, personId))
      await core.outbox.cancel(tx, { siteId, kind: READ, ref: refOf(accountId, stream) })
  })
  changed(core, siteId, personId)
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
    return {
      zh: `来自${name.zh}：${title.zh}`,
      en: `From ${title.en.toLowerCase().replace(/^(?!your )/, 'your ')} on ${name.en}`,
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
      sentence: evidenceSentence(categoryId, one),
      source: names(one.connector, one.stream),
      at: one.at,
      factIds: one.factIds,
    })),
  }
}
