import { DAY, SECOND } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import {
  type ApiRequest,
  isRead,
  type RawFact,
  type ReadStream,
  type SourceAt,
  type SourcePage,
} from '../connectors/connector.ts'
import { mayRead } from '../consent/apart.ts'
import { holdReadConsent, listConsents } from '../consent/store.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { type Handler, type OutboxItem, PutOff } from '../engine/outbox.ts'
import { takingTurns } from '../engine/turn.ts'
import type { PersonBox } from '../engine/vault.ts'
import { changed, derive, type Profiles } from '../profile/flow.ts'
import { tidyOwn } from '../profile/flow-own.ts'
import { judgeFacts } from '../profile/judging.ts'
import { profileFail } from '../profile/problems.ts'
import {
  deleteFactsByHash,
  deleteUnseen,
  expireFacts,
  holdProfile,
  markSeen,
  type NewFact,
  saveFacts,
} from '../profile/store.ts'
import { type Bearer, bearer, tokenRefused } from '../sign-in/flow-account.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import { isOnlyHere, isSafeAddress } from '../sign-in/handshake.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { EXPIRE, READ, refOf } from './flow.ts'
import { isAtHome, isLost, isNextPage, mayDerive, nextReadingAt, paceOf, pauseMs, sinceOf } from './reading.ts'
import { fetchPage, guardedPages, openPages } from './source.ts'
import {
  beginStream,
  closeBucket,
  loadStream,
  lockStream,
  type StreamState,
  saveStream,
  streamsOverTime,
  takeRequest,
  tidyBuckets,
} from './store.ts'

/** A source whose pages never end is read to here. */
const MOST_PAGES = 500
/** Things on one page: most sources give a hundred. In 4 MB there would be room for 400,000, which are a minute's work for everybody. */
const MOST_OF_PAGE = 5_000
/** Things of one run: whoever runs a server of their own could fill ours. */
const MOST_OF_RUN = 200_000
/** Pages of a stream are read one after the other for this long; then whatever else is due has its turn. */
const TURN_MS = 3 * SECOND
/** Streams that one process reads at once, of one site and at one provider; the others of the lane are for the others. */
const MOST_OF_SITE = 8
const MOST_AT_PROVIDER = 4
const LOOK_AGAIN_MS = 200
/** A wait that is worth telling. */
const TOLD_MS = 2 * SECOND

/** A stream with all that is needed to read its next page. */
interface Task {
  readonly siteId: string
  readonly state: StreamState
  readonly spec: ReadStream
  readonly source: string
}

/** What one page said, judged and sealed: all that can be done before anything is locked. */
interface Read {
  readonly page: SourcePage
  readonly facts: readonly NewFact[]
  /** Things that touch a sensitive branch: set aside. */
  readonly setAside: number
  /** Is everything of the stream asked for, from the beginning? */
  readonly isWhole: boolean
  /** Is there another page to ask for? */
  readonly hasNext: boolean
}

/** How many streams are being read in this process, of which site and where. */
type InHand = Map<string, number>

/**
 * The reader of one process: outbox work, so that reading goes on after a crash, in whichever process. Consent is looked at before
 * a page is asked for and again, locked, before anything of it is kept. Done twice it keeps everything once.
 */
export function openReader(profiles: Profiles): Handler {
  const inHand: InHand = new Map()
  return async (item) => {
    const task = await taskOf(profiles, item)
    if (task === null) return
    await inTurn(profiles, inHand, task, () => readPages(profiles, task))
  }
}

/** One site or one provider does not take all the hands of a process. @throws PutOff */
async function inTurn({ core }: Profiles, inHand: InHand, task: Task, work: () => Promise<void>): Promise<void> {
  const shares: [string, number][] = [
    [task.siteId, MOST_OF_SITE],
    [`${task.siteId} ${task.state.connector}`, MOST_AT_PROVIDER],
  ]
  if (shares.some(([key, most]) => (inHand.get(key) ?? 0) >= most)) throw new PutOff(core.clock.now() + LOOK_AGAIN_MS)
  const count = (by: 1 | -1) => {
    for (const [key] of shares) {
      const now = (inHand.get(key) ?? 0) + by
      if (now === 0) inHand.delete(key)
      else inHand.set(key, now)
    }
  }
  count(1)
  try {
    await work()
  } finally {
    count(-1)
  }
}

/** Page after page, as long as it is this stream's turn. @throws PutOff when it is not, or its provider allows no more for now */
async function readPages(profiles: Profiles, begun: Task): Promise<void> {
  const { core } = profiles
  const { siteId } = begun
  const endsAt = core.clock.now() + TURN_MS
  let task: Task | null = begun
  try {
    let who: Bearer | null = null
    // One turn long: of somebody who is erased meanwhile nothing is kept, so that it seals nothing that stays.
    let box: PersonBox | null = null
    while (task !== null) {
      await takeAllowance(profiles, task)
      who ??= await bearer(profiles.signIn, siteId, task.state.accountId)
      box ??= await core.vault.personBox(core.db, siteId, task.state.personId)
      const read = await nextPage(profiles, task, who, box)
      const state: StreamState | null = await keepPage(profiles, task, read, box)
      changed(core, siteId, begun.state.personId)
      if (state !== null && core.clock.now() >= endsAt) throw new PutOff(core.clock.now())
      task = state === null ? null : { ...task, state }
    }
  } catch (error) {
    if (!(error instanceof Problem) || !/^(profile|sign-in)\//.test(error.code)) throw error
    await noteFailure(profiles, task ?? begun, error)
    changed(core, siteId, begun.state.personId)
  }
}

/** What is to be read, or null when nothing may or need be: withdrawn, stopped, gone. */
async function taskOf(profiles: Profiles, item: OutboxItem): Promise<Task | null> {
  const { core, signIn } = profiles
  const { siteId } = item
  const [accountId = '', stream = ''] = item.ref.split('/')
  const state = await loadStream(core.db, siteId, accountId, stream)
  const site = await loadSite(core.db, siteId)
  if (state === null || site === null || state.state === 'stopped') return null
  const connector = (await connectorsOf(signIn, site)).find((one) => one.id === state.connector)
  const spec = connector?.descriptor.streams[stream]
  if (connector === undefined || spec === undefined || !isRead(spec)) return null
  const inForce = await listConsents(core.db, siteId, state.personId)
  if (!mayRead(site.settings, connector, stream, inForce)) return null
  const task = { siteId, state, spec, source: connector.source?.replace(/\/+$/, '') ?? '' }
  if (state.state !== 'done') return task
  const begun = await beginAgain(profiles, task)
  return begun === null ? null : { ...task, state: begun }
}

/** The hours are over: a run begins. Null when it is not so far, or another process has begun it. */
async function beginAgain({ core }: Profiles, { siteId, state }: Task): Promise<StreamState | null> {
  const { accountId, stream, personId, connector } = state
  return await core.db.tx(async (tx) => {
    const now = core.clock.now()
    const held = await lockStream(tx, siteId, accountId, stream)
    if (held === null || held.state !== 'done' || held.nextAt === null || held.nextAt > now) return null
    await beginStream(tx, { siteId, accountId, stream, personId, connector, at: now })
    return await lockStream(tx, siteId, accountId, stream)
  })
}

/** Waits for no allowance: while the provider's is used up the work is put off, and the shopper told when it goes on. */
async function takeAllowance({ core }: Profiles, { siteId, state, spec }: Task): Promise<void> {
  if (spec.limit === undefined) return
  const now = core.clock.now()
  const goesOnAt = await takeRequest(core.db, siteId, bucketOf(core, siteId, state, spec.limit), {
    now,
    ...paceOf(spec.limit),
  })
  if (goesOnAt === 0) return
  if (goesOnAt - now > TOLD_MS)
    await core.db.tx(async (tx) => {
      const held = await lockStream(tx, siteId, state.accountId, state.stream)
      if (held !== null && /^(waiting|reading)$/.test(held.state) && held.runAt === state.runAt)
        await saveStream(tx, siteId, { ...held, nextAt: goesOnAt })
    })
  throw new PutOff(goesOnAt)
}

function bucketOf(
  { vault }: Profiles['core'],
  siteId: string,
  { connector, stream, accountId }: StreamState,
  { of }: NonNullable<ReadStream['limit']>,
): string {
  const whose = of === 'client' ? '' : vault.hash(siteId, 'bucket', accountId).toString('base64url')
  return `${connector}|${stream}|${whose}`
}

async function nextPage(profiles: Profiles, task: Task, who: Bearer, box: PersonBox): Promise<Read> {
  const { core } = profiles
  const { siteId, state, spec } = task
  const open = (sealed: Buffer | null, place: string) => (sealed === null ? null : box.open<string>(sealed, place))
  const since = open(state.since, placeOf(state, 'since'))
  const isFirst = state.pages === 0
  const at: SourceAt = {
    base: who.base ?? task.source,
    subject: who.subject,
    next: open(state.nextPage, placeOf(state, 'next_page')),
    since: isFirst
      ? sinceOf(spec.deletes, { since, wholeAt: state.wholeAt }, core.clock.now())
      : state.isWhole
        ? null
        : since,
  }
  const home = rubbishless(() => spec.request({ ...at, next: null })).url
  const asking = who.isTyped ? guardedPages(isOnlyHere(core.publicUrl)) : openPages
  const ask = async (request: ApiRequest) => {
    const mayGo = isSafeAddress(request.url) && (request.token === 'none' || isAtHome(request, home))
    if (!mayGo) throw profileFail('profile/source-rubbish')
    return await fetchPage(request, { ...who, fetch: asking }, core.clock)
  }
  const answer = await ask(rubbishless(() => spec.request(at))).catch(async (error: unknown) => {
    if ((error as Problem).code === 'profile/source-token') await tokenRefused(core, siteId, state.accountId)
    throw error
  })
  const page = rubbishless(() => spec.page(answer, at))
  if (page.items.length > MOST_OF_PAGE || page.deleted.length > MOST_OF_PAGE)
    throw profileFail('profile/source-rubbish')
  const items = await lookedUp(profiles, task, page.items, at, ask)
  const raws = rubbishless(() => items.flatMap((item) => spec.facts(item)))
  // One thing may be many: the goods of an order.
  if (raws.length > MOST_OF_PAGE) throw profileFail('profile/source-rubbish')
  const facts = await newFacts(core, task, raws, box)
  const { next } = page
  const hasNext = next !== null && rubbishless(() => isNextPage(spec.request({ ...at, next }), spec.request(at), home))
  return { page, facts, setAside: raws.length - facts.length, isWhole: at.since === null, hasNext }
}

/** Things read as they are kept: judged and sealed. Sensitive ones are left out. */
async function newFacts(
  core: Core,
  { siteId, state, spec }: Task,
  raws: readonly RawFact[],
  box: PersonBox,
): Promise<NewFact[]> {
  const facts: NewFact[] = []
  const turn = takingTurns()
  for (const [i, fact] of (await judgeFacts(raws, spec, box)).entries()) {
    if (fact === null) continue
    const pause = turn()
    if (pause !== null) await pause
    facts.push({ ...fact, sourceHash: hashOf(core, siteId, state, raws[i]!.sourceId) })
  }
  return facts
}

/** What a thing read is found again by. */
const hashOf = ({ vault }: Core, siteId: string, { accountId, stream }: StreamState, sourceId: string): Buffer =>
  vault.hash(siteId, 'fact', `${accountId}\n${stream}\n${sourceId}`)

/** What a descriptor makes of an answer it cannot read is the answer's fault. @throws profile/source-rubbish */
function rubbishless<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw profileFail('profile/source-rubbish', { cause })
  }
}

/** Asks what the items are about, where they only point to it. What does not come costs the words, not the page. */
async function lookedUp(
  { core }: Profiles,
  { spec, state }: Task,
  items: readonly unknown[],
  at: SourceAt,
  ask: (request: ApiRequest) => ReturnType<typeof fetchPage>,
): Promise<readonly unknown[]> {
  const { lookUp } = spec
  if (lookUp === undefined || items.length === 0) return items
  try {
    const request = lookUp.request(items, at)
    return request === null ? items : lookUp.join(items, await ask(request))
  } catch (error) {
    core.log.warn({ err: error, connector: state.connector, stream: state.stream }, 'a look-up gave nothing')
    return items
  }
}

const placeOf = (s: StreamState, column: 'next_page' | 'since') =>
  `account_stream|${refOf(s.accountId, s.stream)}|${column}`

/**
 * Keeps a page: facts, how far it is, the profile formed anew where that is due: one transaction, under the consent.
 * @returns where the run stands, or null when there is nothing more to read
 */
async function keepPage(profiles: Profiles, task: Task, read: Read, box: PersonBox): Promise<StreamState | null> {
  const { core } = profiles
  const { siteId, spec } = task
  const { accountId, stream, personId, connector } = task.state
  const { page, isWhole } = read
  return await core.db.tx(async (tx) => {
    // Everybody locks in this order: profile, stream, consent.
    const [profile, state, consent] = await Promise.all([
      holdProfile(tx, siteId, personId),
      lockStream(tx, siteId, accountId, stream),
      holdReadConsent(tx, siteId, personId, connector, stream),
    ])
    if (profile === null || state === null || consent === null) return null
    // Stopped, begun anew or read by another process meanwhile: nothing of this page is kept.
    if (state.state === 'stopped' || state.pages !== task.state.pages || state.startedAt !== task.state.startedAt)
      return null
    const now = core.clock.now()
    const { facts } = read
    const times = { readAt: now, expiresAt: now + spec.retentionDays * DAY }
    const of = { accountId, connector, stream, receiptId: consent.receiptId, ...times }
    const kept = await saveFacts(tx, siteId, personId, of, facts)
    if (spec.deletes === 'compare') {
      const hashes = facts.map((fact) => fact.sourceHash)
      await markSeen(tx, { siteId, accountId, stream, runAt: state.runAt }, hashes)
    }
    const gone = page.deleted.map((id) => hashOf(core, siteId, state, id))
    await deleteFactsByHash(tx, siteId, accountId, stream, gone)
    // Newest first: a page without anything new, of a stream read to the end before, says that the rest is known.
    const isKnown = isWhole && spec.deletes !== 'compare' && state.readAt !== null && facts.length > 0 && kept === 0
    const isFull =
      state.pages + 1 >= MOST_PAGES || Math.max(state.count + page.items.length, state.kept + kept) >= MOST_OF_RUN
    const goesOn = read.hasNext && !isKnown && !isFull
    const isSince = state.pages === 0 && page.since != null
    const stands: StreamState = {
      ...state,
      state: 'reading',
      nextPage: goesOn ? box.seal(page.next, placeOf(state, 'next_page')) : null,
      pages: state.pages + 1,
      count: state.count + page.items.length,
      kept: state.kept + kept,
      setAside: state.setAside + read.setAside,
      total: page.total ?? state.total,
      problem: null,
      failures: 0,
      nextAt: null,
      isWhole,
      sinceNext: isSince ? box.seal(page.since, placeOf(state, 'since')) : state.sinceNext,
    }
    if (goesOn) await saveStream(tx, siteId, stands)
    else await finishRun(profiles, tx, siteId, stands, { spec, sawAll: isWhole && page.next === null })
    if (!goesOn || mayDerive(profile.derivedAt, stands.kept, now)) await derive(profiles, tx, siteId, personId)
    return goesOn ? stands : null
  })
}

/** Everything was read: what is not at the source any more goes, and the next reading is planned. */
async function finishRun(
  profiles: Profiles,
  tx: Sql,
  siteId: string,
  s: StreamState,
  { spec, sawAll }: { spec: ReadStream; sawAll: boolean },
): Promise<void> {
  const { core } = profiles
  const { accountId, stream, connector, personId, runAt } = s
  const now = core.clock.now()
  if (sawAll && spec.deletes === 'compare') await deleteUnseen(tx, { siteId, accountId, stream, runAt })
  const nextAt = nextReadingAt(spec.everyHours, accountId, now)
  await saveStream(tx, siteId, {
    ...s,
    state: 'done',
    readAt: now,
    wholeAt: sawAll ? now : s.wholeAt,
    since: s.sinceNext ?? s.since,
    sinceNext: null,
    nextAt,
  })
  const ref = refOf(accountId, stream)
  await core.outbox.cancel(tx, { siteId, kind: READ, ref })
  if (nextAt !== null) await core.outbox.add(tx, { siteId, kind: READ, ref, dueAt: nextAt })
  await planExpiry(profiles, tx, siteId, accountId, stream)
  const payload = { connector, stream, facts: s.kept }
  await record(tx, { siteId, name: 'stream.read', at: now, personId, payload })
}

/** A problem at the source: said to the shopper, and tried again by itself where that makes sense. */
async function noteFailure(profiles: Profiles, task: Task, problem: Problem): Promise<void> {
  const { core } = profiles
  const { siteId, spec } = task
  const { accountId, stream, personId, connector } = task.state
  await core.db.tx(async (tx) => {
    const profile = await holdProfile(tx, siteId, personId)
    const state = await lockStream(tx, siteId, accountId, stream)
    if (profile === null || state === null || state.state === 'stopped' || state.pages !== task.state.pages) return
    const at = core.clock.now()
    const failures = state.failures + 1
    const { pause, anew } = planAfter(problem, { ...state, failures })
    const nextAt = pause === null ? null : at + pause
    const ref = refOf(accountId, stream)
    await core.outbox.cancel(tx, { siteId, kind: READ, ref })
    if (nextAt !== null) await core.outbox.add(tx, { siteId, kind: READ, ref, dueAt: nextAt })
    const restarts = state.restarts + 1
    if (anew) await beginStream(tx, { siteId, accountId, stream, personId, connector, at, forget: true, restarts })
    const stands = anew ? await lockStream(tx, siteId, accountId, stream) : state
    if (stands !== null)
      await saveStream(tx, siteId, { ...stands, state: 'failed', problem: problem.code, failures, nextAt })
    // What it read before is understood now, not when the source is well again.
    if (state.kept > 0) await derive(profiles, tx, siteId, personId)
    // Who shares the allowance is refused as well: nobody asks in vain.
    if (problem.code === 'profile/source-busy' && spec.limit?.of === 'client' && nextAt !== null) {
      const bucket = bucketOf(core, siteId, state, spec.limit)
      await closeBucket(tx, siteId, bucket, nextAt, paceOf(spec.limit).burstMs)
    }
    // Once a trouble, not once a try.
    if (failures === 1) {
      const payload = { connector, stream, facts: state.kept, code: problem.code }
      await record(tx, { siteId, name: 'stream.failed', at, personId, payload })
    }
  })
  core.log.warn({ err: problem, connector, stream }, 'a source could not be read')
}

/** A page that was asked for in vain this often is lost; nobody begins a run anew for a hiccup. */
const LOST_AFTER = 2

/** After how many ms it is tried again (null: not by itself), and whether from the beginning: once a run, if its next page is lost. */
function planAfter(problem: Problem, state: StreamState): { pause: number | null; anew: boolean } {
  const isOver = problem.spec.retry !== true || state.failures >= LOST_AFTER
  if (isLost(problem.code, state) && isOver && state.restarts === 0)
    return { pause: pauseMs(Math.max(state.failures, 3), problem.retryAfterMs), anew: true }
  return { pause: problem.spec.retry === true ? pauseMs(state.failures, problem.retryAfterMs) : null, anew: false }
}

async function planExpiry(
  profiles: Profiles,
  tx: Sql,
  siteId: string,
  accountId: string,
  stream: string,
): Promise<number> {
  const { core } = profiles
  const { deleted, nextAt } = await expireFacts(tx, siteId, accountId, stream, core.clock.now())
  const ref = refOf(accountId, stream)
  await core.outbox.cancel(tx, { siteId, kind: EXPIRE, ref })
  if (nextAt !== null) await core.outbox.add(tx, { siteId, kind: EXPIRE, ref, dueAt: nextAt })
  return deleted
}

/** Once a day: the facts whose time is over and that no run's end planned for. @returns of how many streams */
export async function tidyProfile(profiles: Profiles, limit: number): Promise<number[]> {
  const { db, clock } = profiles.core
  const streams = await streamsOverTime(db, clock.now(), limit)
  for (const { siteId, accountId, stream } of streams) await expire(profiles, { siteId, ref: refOf(accountId, stream) })
  return [streams.length, await tidyBuckets(db, clock.now(), limit), await tidyOwn(profiles, limit)]
}

/** Deletes the facts of a stream whose time is over, and comes back when the next one's is. */
export async function expire(profiles: Profiles, item: Pick<OutboxItem, 'siteId' | 'ref'>): Promise<void> {
  const { core } = profiles
  const [accountId = '', stream = ''] = item.ref.split('/')
  const state = await loadStream(core.db, item.siteId, accountId, stream)
  if (state === null) return
  await core.db.tx(async (tx) => {
    if ((await holdProfile(tx, item.siteId, state.personId)) === null) return
    if ((await lockStream(tx, item.siteId, accountId, stream)) === null) return
    const deleted = await planExpiry(profiles, tx, item.siteId, accountId, stream)
    if (deleted > 0) await derive(profiles, tx, item.siteId, state.personId)
  })
  changed(core, item.siteId, state.personId)
}
