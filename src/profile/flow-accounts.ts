import { iso } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { isRead, readableOf } from '../connectors/connector.ts'
import { type Consent, type How, isCovered, type Purpose, TEXT_VERSION } from '../consent/consent.ts'
import { eventsOf, forgetStream, receiptsOf } from '../consent/flow.ts'
import { deleteConsents, listConsents, listReceipts, saveConsents, saveReceipts } from '../consent/store.ts'
import { audit } from '../engine/audit.ts'
import { record, recordAll } from '../engine/event-log.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { orderIdsOf } from '../orders/store.ts'
import { beginReading } from '../reading/flow.ts'
import { streamJson } from '../reading/flow-view.ts'
import { listStreams } from '../reading/store.ts'
import { accountsOf, endAccount } from '../sign-in/flow-account.ts'
import { connectorsOf, type SiteConnector } from '../sign-in/flow-connectors.ts'
import { freshUntil } from '../sign-in/flow-link.ts'
import { type AccountRow, deleteOtherSessions, listAccounts } from '../sign-in/store.ts'
import { isLeaving } from '../sign-in/store-leaving.ts'
import { dropMergeOffers, loadMergeOffer, type MergeOffer } from '../sign-in/store-link.ts'
import type { Site } from '../sites/site.ts'
import type { Viewer } from '../sites/viewer.ts'
import type { Sql } from '../storage/db.ts'
import { changed, derive, ownSources, type Profiles } from './flow.ts'
import { cancelReading, merged, mergeLocked } from './flow-merge.ts'
import { mergeConsents, stricterSwitch } from './merge.ts'
import { profileFail } from './problems.ts'
import { loadProfile, lockProfile } from './store.ts'
import { factsByAccount, keepFactsOf } from './store-merge.ts'

/** Who looks at their accounts, by which session. */
export interface Session extends Viewer {
  readonly session: string
}

const nameOf = (connectors: readonly SiteConnector[], id: string, lang: Lang): string => {
  const names = connectors.find((one) => one.id === id)?.names
  return names === undefined ? id : say(names, lang)
}

/** The connected accounts of a shopper, with how far each is read and what hangs on it. */
export async function accountsView(profiles: Profiles, { site, personId, lang, session }: Session) {
  const { core, signIn } = profiles
  const now = core.clock.now()
  const [connectors, accounts, streams, inForce, counts, fresh] = await Promise.all([
    connectorsOf(signIn, site),
    accountsOf(core, core.db, site.id, personId),
    listStreams(core.db, site.id, personId),
    listConsents(core.db, site.id, personId),
    factsByAccount(core.db, site.id, personId),
    freshUntil(signIn, site.id, session),
  ])
  const ways = await waysIn(profiles, core.db, site, accounts)
  const own = new Set(ownSources(signIn).map((source) => source.id))
  const kept = counts.filter((c) => c.accountId === null && !own.has(c.connector))
  return {
    /** Until when another account may be connected without signing in again; null: not now. */
    freshUntil: fresh === null ? null : iso(fresh),
    textVersion: TEXT_VERSION,
    accounts: accounts.map((a) => ({
      id: a.id,
      connector: a.connector,
      kind: nameOf(connectors, a.connector, lang),
      name: a.name,
      picture: a.picture,
      typed: a.typed ?? null,
      state: a.state,
      connectedAt: iso(a.connectedAt),
      streams: streams.filter((s) => s.accountId === a.id).map((s) => streamJson(s, connectors, now, lang)),
      facts: counts.find((c) => c.accountId === a.id)?.n ?? 0,
      /** Without it nobody could sign in as this person any more. */
      isOnlyWay: ways.every((way) => way === a.id),
      /** Was it agreed to for another account of this kind, and is this one not read? */
      readable: readableToo(connectors, a, inForce, streams).map((stream) => ({
        stream,
        title: titleOf(connectors, a, stream, lang),
      })),
      hasStreams: Object.keys(readableOfAccount(connectors, a)).length > 0,
    })),
    /** What stayed of accounts that were disconnected. */
    kept: kept.map(({ connector, n }) => ({ connector, kind: nameOf(connectors, connector, lang), facts: n })),
  }
}

const readableOfAccount = (connectors: readonly SiteConnector[], { connector }: Pick<AccountRow, 'connector'>) => {
  const found = connectors.find((one) => one.id === connector)
  return found === undefined ? {} : readableOf(found.descriptor, found.source)
}

const titleOf = (
  connectors: readonly SiteConnector[],
  account: Pick<AccountRow, 'connector'>,
  stream: string,
  lang: Lang,
): string => {
  const title: Text = readableOfAccount(connectors, account)[stream]?.title ?? { zh: stream, en: stream }
  return say(title, lang)
}

/** Streams that were agreed to for this kind of account and of which this one is not read. */
function readableToo(
  connectors: readonly SiteConnector[],
  account: Pick<AccountRow, 'id' | 'connector'>,
  inForce: readonly Consent[],
  streams: readonly { accountId: string; stream: string }[],
): string[] {
  return Object.entries(readableOfAccount(connectors, account))
    .filter(([stream, spec]) => isRead(spec) && isCovered(inForce, account.connector, stream, 'read'))
    .map(([stream]) => stream)
    .filter((stream) => !streams.some((s) => s.accountId === account.id && s.stream === stream))
}

/** The accounts by which somebody can still sign in: of kinds that are set up and stay so. */
async function waysIn(
  { signIn }: Profiles,
  sql: Sql,
  site: Site,
  accounts: readonly Pick<AccountRow, 'id' | 'connector'>[],
): Promise<string[]> {
  const setUp = new Set((await connectorsOf(signIn, site)).map((one) => one.id))
  const kinds = [...new Set(accounts.map((one) => one.connector))].filter((kind) => setUp.has(kind))
  const leaving = await Promise.all(kinds.map((kind) => isLeaving(sql, site.id, kind)))
  return accounts
    .filter((one) => kinds.includes(one.connector) && !leaving[kinds.indexOf(one.connector)])
    .map((one) => one.id)
}

/**
 * Disconnects an account: its token is taken back at the provider, what was read from it goes, or stays where that was asked for.
 * What was agreed to for its kind ends with the last of the kind, with receipts; those there were stay. All sessions but this one
 * end, since it is not known which of them began with that account.
 * @throws profile/no-such-account, last-account
 */
export async function disconnect(
  profiles: Profiles,
  input: Session & { accountId: string; keepFacts: boolean },
): Promise<{ facts: number }> {
  const { core, signIn } = profiles
  const { site, personId, accountId, lang } = input
  const siteId = site.id
  const facts = await core.db.tx(async (tx) => {
    // The lock makes two tabs follow each other: the second one finds the last account.
    await lockProfile(tx, siteId, personId)
    const accounts = await listAccounts(tx, siteId, personId)
    const account = accounts.find((one) => one.id === accountId)
    if (account === undefined) throw profileFail('profile/no-such-account')
    const { connector } = account
    if ((await waysIn(profiles, tx, site, accounts)).every((way) => way === accountId))
      throw profileFail('profile/last-account')
    await cancelReading(core, tx, siteId, personId, accountId)
    const kept = input.keepFacts ? await keepFactsOf(tx, siteId, accountId) : 0
    await endAccount(signIn, tx, siteId, account)
    // Whoever proved this account a moment ago has proven nothing of this person any more.
    await dropMergeOffers(tx, siteId, [personId])
    // Nor does anybody stay who came in by it elsewhere.
    await deleteOtherSessions(tx, siteId, personId, hashOf(input.session))
    if (accounts.every((one) => one === account || one.connector !== connector))
      await endConsents(profiles, tx, { siteId, personId, connector, lang, how: 'unlink' }, kept > 0)
    const payload = { connector, kept: kept > 0 }
    await record(tx, { siteId, name: 'account.unlinked', at: core.clock.now(), personId, payload })
    await derive(profiles, tx, siteId, personId)
    const entry = {
      siteId,
      at: core.clock.now(),
      action: 'account.unlinked',
      about: `connector=${connector}`,
      personId,
    }
    await audit(tx, { ...entry, who: { kind: 'shopper', id: personId }, outcome: 'done' })
    return kept
  })
  signIn.sessions.allEnded(siteId)
  changed(core, siteId, personId)
  return { facts }
}

/** What was agreed to for a kind of account ends; reading only, where what was read stays. */
async function endConsents(
  { core }: Profiles,
  tx: Sql,
  of: { siteId: string; personId: string; connector: string; lang: Lang; how: How },
  isKept: boolean,
): Promise<void> {
  const { siteId, personId, connector, lang, how } = of
  const mine = (await listConsents(tx, siteId, personId)).filter((c) => c.connector === connector)
  const streams = Map.groupBy(mine, (c) => c.stream)
  for (const [stream, consents] of streams) {
    const stays = isKept ? consents.filter((c) => c.purpose !== 'read') : []
    const purposes = consents.filter((c) => !stays.includes(c)).map((c): Purpose => c.purpose)
    const receipts = receiptsOf(core, siteId, { personId, connector, stream, purposes, given: false, lang, how })
    await saveReceipts(tx, siteId, receipts)
    await recordAll(tx, eventsOf(siteId, receipts, true))
    if (stays.length === 0) await forgetStream(core, tx, siteId, personId, connector, stream)
    else {
      await deleteConsents(tx, siteId, personId, connector, stream)
      await saveConsents(tx, siteId, personId, stays)
    }
  }
}

/** What stayed of accounts of a kind that were disconnected goes too. @throws profile/no-such-account when nothing did */
export async function forgetKept(
  profiles: Profiles,
  input: { site: Site; personId: string; connector: string; lang: Lang },
): Promise<void> {
  const { core } = profiles
  const { site, personId, connector, lang } = input
  await core.db.tx(async (tx) => {
    await lockProfile(tx, site.id, personId)
    const accounts = await listAccounts(tx, site.id, personId)
    const of = 'site_id = $1 and person_id = $2 and connector = $3 and account_id is null'
    const isOwn = ownSources(profiles.signIn).some((one) => one.id === connector)
    const gone = isOwn ? 0 : await tx.run(`delete from fact where ${of}`, [site.id, personId, connector])
    if (gone === 0) throw profileFail('profile/no-such-account')
    if (accounts.every((one) => one.connector !== connector))
      await endConsents(profiles, tx, { siteId: site.id, personId, connector, lang, how: 'my-data' }, false)
    await derive(profiles, tx, site.id, personId)
  })
  changed(core, site.id, personId)
}

/**
 * One more account of a kind that was agreed to is read as well: a yes of its own, with receipts of its own.
 * @throws profile/no-such-account, text-changed
 */
export async function readToo(
  profiles: Profiles,
  input: { site: Site; personId: string; accountId: string; textVersion: string; lang: Lang },
): Promise<{ streams: readonly string[] }> {
  const { core, signIn } = profiles
  const { site, personId, accountId, lang } = input
  const siteId = site.id
  if (input.textVersion !== TEXT_VERSION) throw profileFail('profile/text-changed', { field: 'textVersion' })
  const connectors = await connectorsOf(signIn, site)
  const streams = await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    const account = (await listAccounts(tx, siteId, personId)).find((one) => one.id === accountId)
    if (account === undefined) throw profileFail('profile/no-such-account')
    const { connector } = account
    const inForce = await listConsents(tx, siteId, personId)
    const wanted = readableToo(connectors, account, inForce, await listStreams(tx, siteId, personId))
    for (const stream of wanted) {
      const purposes = inForce.filter((c) => c.connector === connector && c.stream === stream).map((c) => c.purpose)
      const receipts = receiptsOf(core, siteId, {
        personId,
        connector,
        stream,
        purposes,
        given: true,
        lang,
        how: 'my-data',
      })
      await saveReceipts(tx, siteId, receipts)
      await recordAll(tx, eventsOf(siteId, receipts, true))
      await saveConsents(
        tx,
        siteId,
        personId,
        receipts.map((r) => ({ ...r, receiptId: r.id })),
      )
      await beginReading(core, tx, { siteId, personId, accountId, connector, stream })
    }
    return wanted
  })
  changed(core, siteId, personId)
  return { streams }
}

async function offerOf(
  { core }: Profiles,
  sql: Sql,
  { site, personId, session }: Session,
  id: string,
): Promise<MergeOffer> {
  const by = { id, personId, sessionHash: hashOf(session), now: core.clock.now() }
  const offer = await loadMergeOffer(sql, site.id, by)
  if (offer === null) throw profileFail('profile/merge-over')
  return offer
}

/** What comes together if the shopper says yes. @throws profile/merge-over */
export async function mergeView(profiles: Profiles, who: Session, id: string) {
  const { core, signIn } = profiles
  const { site, lang } = who
  const { personId, otherId, expiresAt } = await offerOf(profiles, core.db, who, id)
  const connectors = await connectorsOf(signIn, site)
  const sideOf = async (person: string) => {
    const accounts = await accountsOf(core, core.db, site.id, person)
    const counts = await factsByAccount(core.db, site.id, person)
    const inForce = await listConsents(core.db, site.id, person)
    const receipts = await listReceipts(core.db, site.id, person)
    const view = {
      accounts: accounts.map((a) => ({
        kind: nameOf(connectors, a.connector, lang),
        name: a.name,
        picture: a.picture,
      })),
      facts: counts.reduce((sum, c) => sum + c.n, 0),
      orders: (await orderIdsOf(core.db, site.id, person)).length,
      consents: new Set(inForce.filter((c) => c.purpose === 'read').map((c) => `${c.connector}/${c.stream}`)).size,
      receipts: receipts.length,
    }
    const offers = (await loadProfile(core.db, site.id, person))?.offersSwitch ?? 'unset'
    return { view, offers, side: { inForce, receipts, connectors: new Set(accounts.map((a) => a.connector)) } }
  }
  const [mine, other] = [await sideOf(personId), await sideOf(otherId)]
  const sources = [...connectors, ...ownSources(signIn)]
  const { withdrawn } = mergeConsents(mine.side, other.side)
  return {
    id,
    expiresAt: iso(expiresAt),
    mine: mine.view,
    other: other.view,
    /** What only one of the two agreed to, and does not stand any more. */
    ends: withdrawn.map(({ connector, stream }) => {
      const source = sources.find((one) => one.id === connector)
      const title = source?.descriptor.streams[stream]?.title ?? { zh: stream, en: stream }
      return { source: source === undefined ? connector : say(source.names, lang), title: say(title, lang) }
    }),
    /** One of the two switched personal offers off: so they stay. */
    offersOff: stricterSwitch(mine.offers, other.offers) === 'off',
  }
}

/** The shopper says yes: two people are one. @throws profile/merge-over */
export async function mergeAsked(profiles: Profiles, who: Session, id: string): Promise<void> {
  const { core } = profiles
  const { otherId: from } = await offerOf(profiles, core.db, who, id)
  const merge = { siteId: who.site.id, into: who.personId, from, why: 'asked' } as const
  await core.db.tx(async (tx) => {
    await mergeLocked(profiles, tx, merge, async () => {
      // Asked again under the locks: of two tabs that say yes at once the second finds nothing.
      await offerOf(profiles, tx, who, id)
    })
  })
  merged(profiles, merge)
}

/** The shopper says no: both stay as they are. */
export async function dontMerge({ core }: Profiles, who: Session): Promise<void> {
  await dropMergeOffers(core.db, who.site.id, [who.personId])
}
