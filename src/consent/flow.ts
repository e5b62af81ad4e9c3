import type { Lang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { isRead, readableOf } from '../connectors/connector.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import {
  changed,
  derive,
  OWN_ORDERS_STREAM,
  ownSources,
  type Profiles,
  planOwnOrders,
  type Source,
} from '../profile/flow.ts'
import { profileFail } from '../profile/problems.ts'
import { deleteFactsOfStream, lockProfile, saveProfile } from '../profile/store.ts'
import { beginReading, EXPIRE, READ, refOf } from '../reading/flow.ts'
import { deleteStream } from '../reading/store.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import { connectorOf } from '../sign-in/flow-connectors.ts'
import type { Site } from '../sites/site.ts'
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
import { mustBeOfAge } from './flow-of-age.ts'
import { deleteConsents, listConsents, listReceipts, saveConsents, saveReceipts } from './store.ts'

/** What the room is built from: the same as profiles. */
export type Consents = Profiles

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
