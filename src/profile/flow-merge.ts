import { MINUTE } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import { allCategories } from '../catalog/categories.ts'
import { EVERYTHING, personalOffersOn } from '../consent/consent.ts'
import { eventsOf, forgetStream, receiptsOf } from '../consent/flow.ts'
import { listConsents, listReceipts, saveConsents, saveReceipts } from '../consent/store.ts'
import { audit } from '../engine/audit.ts'
import type { Core } from '../engine/core.ts'
import { record, recordAll } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import type { PersonBox } from '../engine/vault.ts'
import { giveOffers } from '../offers/store-merge.ts'
import { deleteRecordsOf } from '../openid/store.ts'
import { giveOrders } from '../orders/store.ts'
import { giveRecipient } from '../push/flow.ts'
import type { Recipient } from '../push/message.ts'
import { EXPIRE, READ, refOf } from '../reading/flow.ts'
import { listStreams, type StreamState } from '../reading/store.ts'
import { endTokens } from '../sign-in/flow-account.ts'
import type { SignIn } from '../sign-in/flow-open.ts'
import type { SealedAccount } from '../sign-in/flow-write.ts'
import { destroyPersonKey, listAccounts, loadAccount, loadPersonLang } from '../sign-in/store.ts'
import { dropMergeOffers, foldAccount, giveAccount, lockPeople, markMerged } from '../sign-in/store-link.ts'
import type { Sql } from '../storage/db.ts'
import { changed, correctionsIn, derive, OWN_ORDERS, type Profiles, planOwnOrders } from './flow.ts'
import { ownHash } from './flow-former.ts'
import { mergeConsents, type Side, stricterSwitch, type Withdrawn } from './merge.ts'
import { profileFail } from './problems.ts'
import { lockProfile, type ProfileRow, saveProfile } from './store.ts'
import {
  clearConsents,
  dropProfile,
  factsToMove,
  giveFacts,
  giveRemoved,
  giveStream,
  rehashOwn,
} from './store-merge.ts'
import { loadSaid, saveAge, saveCorrections } from './store-said.ts'

// Two people of one site turn out to be one human being: they have just proven both accounts, or their provider named both by one
// subject. Everything that hangs on the one goes over to the other in one transaction; what was sealed under the one's key is sealed
// under the other's, and that key is destroyed. Receipts and the event log are history: they keep the random key they were written
// with, and `person.merged_into` leads from it to the one who stays.

/**
 * Every table that names a person, and what becomes of its rows. A test compares this with the schema: a new one has to say.
 * `goes over`: written to the one who stays. `stays`: history under the old key. `ends`: deleted.
 */
export const ON_MERGE: Readonly<Record<string, 'goes over' | 'stays' | 'ends'>> = {
  account: 'goes over',
  account_stream: 'goes over',
  audit: 'stays',
  consent: 'goes over',
  consent_receipt: 'stays',
  event: 'stays',
  fact: 'goes over',
  fact_removed: 'goes over',
  merge_offer: 'ends',
  offer_decision: 'goes over',
  offer_event: 'goes over',
  openid_record: 'ends',
  orders: 'goes over',
  person_key: 'ends',
  profile: 'goes over',
  shopper_session: 'ends',
}

/** Outbox work: what was written for somebody while they were merged goes after them. Its ref is the old key. */
export const SETTLE_MERGE = 'person.settle'
/** Requests and batches that began before a merge are over by then. */
const SETTLE_MS = MINUTE
/** Facts sealed anew between two waits, so that others have their turn. */
const AT_ONCE = 500

/** Who becomes whom, and why that may be. */
export interface Merge {
  readonly siteId: string
  readonly into: string
  readonly from: string
  readonly why: 'asked' | 'same-subject'
}

interface Boxes {
  readonly from: PersonBox
  readonly into: PersonBox
}

/**
 * Makes one person of two, in the caller's transaction; after its commit `merged` is to be called. Whoever is being erased meanwhile
 * is waited for, and then there is nobody to merge. `look`: looks once more, when nobody else can change these people, whether it
 * may be.
 * @throws profile/merge-over when either is gone
 */
export async function mergeLocked(
  profiles: Profiles,
  tx: Sql,
  merge: Merge,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  const { core, signIn } = profiles
  const { siteId, into, from } = merge
  // Two merges, or a merge and anything else of these people, wait for each other here: always in this order.
  const rows = new Map<string, ProfileRow>()
  for (const id of [into, from].sort()) rows.set(id, await lockProfile(tx, siteId, id))
  const people = await lockPeople(tx, siteId, [into, from])
  if (people.length !== 2 || people.some((one) => one.erasedAt !== null)) throw profileFail('profile/merge-over')
  await look()
  const boxes: Boxes = {
    from: await core.vault.personBox(tx, siteId, from),
    into: await core.vault.personBox(tx, siteId, into),
  }
  const sides = { into: await sideOf(tx, siteId, into), from: await sideOf(tx, siteId, from) }
  const said = { into: await loadSaid(tx, siteId, into), from: await loadSaid(tx, siteId, from) }
  const isUnderAge = said.into.age === 'under' || said.from.age === 'under'

  const accounts = await giveAccounts(tx, merge, boxes)
  await giveStreams(core, tx, merge, boxes)
  const facts = await giveAllFacts(core, tx, merge, boxes)
  await giveConsents(profiles, tx, merge, sides, isUnderAge)
  await giveProfile(profiles, tx, merge, { boxes, rows, sides, said })
  const orders = await giveOrders(tx, siteId, from, into)
  await giveOffers(tx, siteId, from, into)
  await giveRecipient(core, tx, siteId, shopper(from), shopper(into))
  await deleteRecordsOf(tx, siteId, from)
  await dropMergeOffers(tx, siteId, [from, into])
  await core.outbox.cancel(tx, { siteId, kind: OWN_ORDERS, ref: from })
  await planOwnOrders(core, tx, { siteId, personId: into })
  await destroyPersonKey(tx, siteId, from, core.clock.now())
  await markMerged(tx, siteId, from, into)
  await core.outbox.add(tx, {
    siteId,
    kind: SETTLE_MERGE,
    ref: from,
    dueAt: core.clock.now() + SETTLE_MS,
    payload: { into },
  })
  const receipts = sides.from.receipts.length
  const payload = { from, why: merge.why, accounts, facts, orders, receipts }
  await record(tx, { siteId, name: 'person.merged', at: core.clock.now(), personId: into, payload })
  await derive({ core, signIn }, tx, siteId, into)
  // By themselves, or because their provider named both by one subject.
  const who = merge.why === 'asked' ? ({ kind: 'shopper', id: into } as const) : ({ kind: 'system' } as const)
  const entry = { siteId, at: core.clock.now(), who, action: 'person.merged', about: `from=${from}` }
  await audit(tx, { ...entry, personId: into, outcome: 'done' })
}

/** Tells all processes that two people are one. */
export function merged({ core, signIn }: Profiles, { siteId, into, from }: Merge): void {
  signIn.sessions.allEnded(siteId)
  for (const id of [from, into]) {
    changed(core, siteId, id)
    core.bus.emit('seen', siteId, id)
  }
}

const shopper = (id: string): Recipient => ({ kind: 'shopper', id })

async function sideOf(
  tx: Sql,
  siteId: string,
  personId: string,
): Promise<Side & { receipts: readonly { id: string }[] }> {
  const accounts = await listAccounts(tx, siteId, personId)
  return {
    inForce: await listConsents(tx, siteId, personId),
    receipts: await listReceipts(tx, siteId, personId),
    connectors: new Set(accounts.map((one) => one.connector)),
  }
}

/** Accounts with their tokens: those are bound to site, kind and account, not to the person, and stay as they are. */
async function giveAccounts(tx: Sql, { siteId, from, into }: Merge, boxes: Boxes): Promise<number> {
  const accounts = await listAccounts(tx, siteId, from)
  for (const { id, sealed } of accounts) {
    const place = `account|${id}`
    const card = boxes.from.open<SealedAccount>(sealed, place)
    await giveAccount(tx, siteId, { id, personId: into, sealed: boxes.into.seal(card, place) })
  }
  return accounts.length
}

/** A page that is being asked for under the old key is not kept: its work is planned anew. */
async function giveStreams(core: Core, tx: Sql, { siteId, from, into }: Merge, boxes: Boxes): Promise<void> {
  const now = core.clock.now()
  for (const s of await listStreams(tx, siteId, from)) {
    const ref = refOf(s.accountId, s.stream)
    const anew = (sealed: Buffer | null, column: 'next_page' | 'since') => {
      const place = `account_stream|${ref}|${column}`
      return sealed === null ? null : boxes.into.seal(boxes.from.open<string>(sealed, place), place)
    }
    await giveStream(tx, siteId, {
      ...{ accountId: s.accountId, stream: s.stream, personId: into },
      nextPage: anew(s.nextPage, 'next_page'),
      since: anew(s.since, 'since'),
      sinceNext: anew(s.sinceNext, 'since'),
    })
    const dueAt = nextTurn(s, now)
    if (dueAt === null) continue
    await core.outbox.cancel(tx, { siteId, kind: READ, ref })
    await core.outbox.add(tx, { siteId, kind: READ, ref, dueAt })
  }
}

const nextTurn = ({ state, nextAt }: StreamState, now: number): number | null =>
  state === 'waiting' || state === 'reading'
    ? now
    : state === 'stopped' || nextAt === null
      ? null
      : Math.max(now, nextAt)

/** In portions: a hundred thousand facts must not hold up everybody else. */
async function giveAllFacts(core: Core, tx: Sql, { siteId, from, into }: Merge, boxes: Boxes): Promise<number> {
  // What somebody declared is known by its category; the same said by both is one fact.
  const likes = { siteId, connector: 'declared', stream: 'likes' }
  const hashOf = (personId: string, category: string) => ownHash(core, { ...likes, personId }, category)
  const hashes = allCategories().map(({ id }) => [hashOf(from, id), hashOf(into, id)] as const)
  await rehashOwn(tx, { ...likes, from, into }, hashes)
  const all = await factsToMove(tx, siteId, from)
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const anew = all.slice(at, at + AT_ONCE).map(({ id, sealed }) => {
      const place = `fact|${id}`
      return { id, sealed: boxes.into.seal(boxes.from.open(sealed, place), place) }
    })
    await giveFacts(tx, siteId, into, anew)
  }
  await giveRemoved(tx, siteId, from, into)
  return all.length
}

/** What stands of both, and receipts for every yes that does not any more. */
async function giveConsents(
  profiles: Profiles,
  tx: Sql,
  { siteId, from, into }: Merge,
  sides: { into: Side; from: Side },
  isUnderAge: boolean,
): Promise<void> {
  const { core } = profiles
  const both = mergeConsents(sides.into, sides.from)
  const { inForce, withdrawn } = isUnderAge
    ? noneOf([...both.inForce, ...sides.into.inForce, ...sides.from.inForce])
    : both
  await clearConsents(tx, siteId, [from, into])
  await saveConsents(tx, siteId, into, inForce)
  const lang = await loadPersonLang(tx, siteId, into)
  for (const { connector, stream, purposes } of withdrawn) {
    await withdraw(core, tx, siteId, { personId: into, connector, stream, purposes, lang })
    if (purposes.includes('read')) await forgetStream(core, tx, siteId, into, connector, stream)
  }
}

/** Nothing stands: one of the two is under age. */
function noneOf(all: readonly { connector: string; stream: string; purpose: Withdrawn['purposes'][number] }[]) {
  const streams = Map.groupBy(all, ({ connector, stream }) => JSON.stringify([connector, stream]))
  const withdrawn = [...streams.values()].map((here): Withdrawn => {
    const { connector, stream } = here[0]!
    return { connector, stream, purposes: [...new Set(here.map((c) => c.purpose))] }
  })
  return { inForce: [], withdrawn }
}

async function withdraw(
  core: Core,
  tx: Sql,
  siteId: string,
  of: { personId: string; connector: string; stream: string; purposes: Withdrawn['purposes']; lang: Lang },
): Promise<void> {
  const receipts = receiptsOf(core, siteId, { ...of, given: false, how: 'merge' })
  await saveReceipts(tx, siteId, receipts)
  await recordAll(tx, eventsOf(siteId, receipts, true))
}

/** What they said of themselves: every no of either holds. */
async function giveProfile(
  { core }: Profiles,
  tx: Sql,
  { siteId, from, into }: Merge,
  both: {
    boxes: Boxes
    rows: ReadonlyMap<string, ProfileRow>
    sides: { into: Side; from: Side }
    said: Record<'into' | 'from', Awaited<ReturnType<typeof loadSaid>>>
  },
): Promise<void> {
  const { boxes, said, sides } = both
  const [mine, theirs] = [both.rows.get(into)!, both.rows.get(from)!]
  const deniedOf = (box: PersonBox, { denied }: ProfileRow) =>
    denied === null ? [] : box.open<string[]>(denied, 'profile|denied')
  const denied = [...new Set([...deniedOf(boxes.into, mine), ...deniedOf(boxes.from, theirs)])]
  const offersSwitch = stricterSwitch(mine.offersSwitch, theirs.offersSwitch)
  const setAt = [mine, theirs].filter((row) => row.offersSwitch === offersSwitch).map((row) => row.offersSwitchAt ?? 0)
  await saveProfile(tx, siteId, into, {
    ...mine,
    denied: denied.length === 0 ? null : boxes.into.seal(denied, 'profile|denied'),
    offersSwitch,
    offersSwitchAt: offersSwitch === 'unset' ? null : Math.max(...setAt),
  })
  if (offersSwitch === 'off' && personalOffersOn(mine.offersSwitch, sides.into.inForce)) {
    const lang = await loadPersonLang(tx, siteId, into)
    await withdraw(core, tx, siteId, {
      personId: into,
      connector: EVERYTHING,
      stream: EVERYTHING,
      purposes: ['offers'],
      lang,
    })
  }
  const [own, other] = [
    correctionsIn(boxes.into, said.into.corrections),
    correctionsIn(boxes.from, said.from.corrections),
  ]
  const corrections = [...own, ...other.filter((c) => !own.some((mine) => mine.categoryId === c.categoryId))]
  if (other.length > 0) await saveCorrections(tx, siteId, into, boxes.into.seal(corrections, 'profile|corrections'))
  const young = [said.into, said.from].filter((one) => one.age === 'under')
  // What an account told weighs more: it is not theirs to take back.
  const under = young.find((one) => one.ageBy === 'account') ?? young[0] ?? null
  const stands = under ?? (said.into.age === 'unsaid' ? said.from : said.into)
  if (stands !== said.into) await saveAge(tx, siteId, into, stands)
  await dropProfile(tx, siteId, from)
}

/** A minute later: what requests and batches that were under way wrote for the old key. Done twice it changes nothing. */
export async function settleMerge(
  { core }: Profiles,
  item: Pick<OutboxItem, 'siteId' | 'ref' | 'payload'>,
): Promise<void> {
  const { siteId, ref: from } = item
  await core.db.tx(async (tx) => {
    const row = await tx.maybe<{ into: string | null }>(
      'select merged_into as "into" from person where site_id = $1 and id = $2',
      [siteId, from],
    )
    if (row?.into == null) return
    await giveOrders(tx, siteId, from, row.into)
    await giveOffers(tx, siteId, from, row.into)
    await giveRecipient(core, tx, siteId, shopper(from), shopper(row.into))
    // Whoever looked for a profile by the old key made an empty one.
    await dropProfile(tx, siteId, from)
  })
}

/**
 * A provider's subject came with another name that is known here too: WeChat's openid of one app first, its unionid elsewhere. It is
 * one subject, proven now, so it becomes one account, and its people one person. The account that more was read from stays.
 */
export async function joinTwins(signIn: SignIn, siteId: string, accountIds: readonly string[]): Promise<void> {
  const { core } = signIn
  const profiles: Profiles = { core, signIn }
  const found = (await Promise.all(accountIds.map((id) => loadAccount(core.db, siteId, id)))).filter(
    (one) => one !== null,
  )
  const [stays, ...others] = await byReading(core, siteId, found)
  if (stays === undefined) return
  for (const other of others) {
    const of: Merge = { siteId, into: stays.personId, from: other.personId, why: 'same-subject' }
    const isDone = await core.db
      .tx(async (tx) => {
        if (of.into !== of.from) await mergeLocked(profiles, tx, of)
        else await lockProfile(tx, siteId, of.into)
        await foldTwin(profiles, tx, siteId, other.id, stays.id)
        return true
      })
      .catch((error: { code?: string }) => {
        // Another sign-in of theirs was first, or they are erased: whoever is there now is found by what is written next.
        if (error.code !== 'profile/merge-over') throw error
        return false
      })
    if (!isDone) continue
    if (of.into !== of.from) merged(profiles, of)
    else changed(core, siteId, of.into)
  }
}

/** Accounts, the one with most that was read first, else the oldest. */
async function byReading<T extends { id: string; personId: string; connectedAt: number }>(
  core: Core,
  siteId: string,
  accounts: readonly T[],
): Promise<T[]> {
  const counted = await Promise.all(
    accounts.map(async (account) => {
      const { n } = await core.db.one<{ n: number }>(
        'select count(*) as n from fact where site_id = $1 and account_id = $2',
        [siteId, account.id],
      )
      return { account, n }
    }),
  )
  return counted
    .sort((a, b) => b.n - a.n || a.account.connectedAt - b.account.connectedAt)
    .map(({ account }) => account)
}

/** What was read of the same subject by the other account is read again by this one, should it be agreed to. */
async function foldTwin(profiles: Profiles, tx: Sql, siteId: string, from: string, into: string): Promise<void> {
  const { core, signIn } = profiles
  const [other, stays] = [await loadAccount(tx, siteId, from), await loadAccount(tx, siteId, into)]
  // Two sign-ins at once found the same twins, and the other one was first.
  if (other === null || stays === null || other.personId !== stays.personId) return
  await cancelReading(core, tx, siteId, other.personId, from)
  // Of one kind both have the same grant at the provider: taking it back would end the one that stays.
  if (other.connector !== stays.connector) await endTokens(signIn, tx, siteId, other)
  await foldAccount(tx, siteId, from, into)
  await derive(profiles, tx, siteId, stays.personId)
}

/** Work that waits for the streams of an account is taken back. */
export async function cancelReading(
  core: Core,
  tx: Sql,
  siteId: string,
  personId: string,
  accountId: string,
): Promise<void> {
  for (const s of await listStreams(tx, siteId, personId)) {
    if (s.accountId !== accountId) continue
    const ref = refOf(accountId, s.stream)
    await core.outbox.cancel(tx, { siteId, kind: READ, ref })
    await core.outbox.cancel(tx, { siteId, kind: EXPIRE, ref })
  }
}
