import { DAY } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import { isRead, type ReadStream, type SourceAt, type SourcePage } from '../connectors/connector.ts'
import { record } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { connectorsOf, type SiteConnector } from '../sign-in/flow.ts'
import { accessToken, tokenRefused } from '../sign-in/flow-account.ts'
import { isSafeAddress } from '../sign-in/handshake.ts'
import { loadAccount } from '../sign-in/store.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { isCovered } from './consent.ts'
import { judgeFact } from './fact.ts'
import { changed, derive, EXPIRE, type Profiles, READ, refOf } from './flow.ts'
import { profileFail } from './problems.ts'
import { isAtHome, isNextPage, pauseMs } from './reading.ts'
import { fetchPage } from './source.ts'
import {
  deleteFactsByHash,
  expireFacts,
  type FactRow,
  holdProfile,
  holdReadConsent,
  listConsents,
  loadStream,
  lockStream,
  type StreamState,
  saveFacts,
  saveStream,
  streamsOverTime,
} from './store.ts'

/** A source whose pages never end is read to here. */
const MOST_PAGES = 500

/** A stream with all that is needed to read its next page. */
interface Task {
  readonly siteId: string
  readonly state: StreamState
  readonly connector: SiteConnector
  readonly spec: ReadStream
  readonly source: string
}

/**
 * Reads one page of a stream: outbox work, so that it goes on after a crash, in whichever process. Consent is looked at before
 * the page is asked for and again, locked, before anything of it is kept. Done twice it keeps everything once.
 */
export async function readPage(profiles: Profiles, item: OutboxItem): Promise<void> {
  const task = await taskOf(profiles, item)
  if (task === null) return
  try {
    const { at, page } = await nextPage(profiles, task)
    await keepPage(profiles, task, at, page)
  } catch (error) {
    if (!(error instanceof Problem) || !/^(profile|sign-in)\//.test(error.code)) throw error
    await noteFailure(profiles, task, error)
  }
  changed(profiles.core, item.siteId, task.state.personId)
}

/** What is to be read, or null when nothing may or need be: withdrawn, stopped, gone. */
async function taskOf(profiles: Profiles, item: OutboxItem): Promise<Task | null> {
  const { core, signIn } = profiles
  const { siteId } = item
  const [accountId = '', stream = ''] = item.ref.split('/')
  const state = await loadStream(core.db, siteId, accountId, stream)
  const site = await loadSite(core.db, siteId)
  if (state === null || site === null || state.state === 'done' || state.state === 'stopped') return null
  const connector = (await connectorsOf(signIn, site)).find((one) => one.id === state.connector)
  const spec = connector?.descriptor.streams[stream]
  if (connector === undefined || spec === undefined || !isRead(spec) || connector.source === null) return null
  const inForce = await listConsents(core.db, siteId, state.personId)
  if (!isCovered(inForce, state.connector, stream, 'read')) return null
  return { siteId, state, connector, spec, source: connector.source.replace(/\/+$/, '') }
}

async function nextPage(profiles: Profiles, task: Task): Promise<{ at: SourceAt; page: SourcePage }> {
  const { core, signIn } = profiles
  const { siteId, state, spec } = task
  const token = await accessToken(signIn, siteId, state.accountId)
  const box = await core.vault.personBox(core.db, siteId, state.personId)
  const next = state.nextPage === null ? null : box.open<string>(state.nextPage, pagePlace(state))
  const at: SourceAt = { base: task.source, subject: '', next, since: null }
  const request = spec.request(at)
  if (!isSafeAddress(request.url) || !isAtHome(request, at.base)) throw profileFail('profile/source-rubbish')
  const answer = await fetchPage(request, token, core.clock).catch(async (error: unknown) => {
    if ((error as Problem).code === 'profile/source-token') await tokenRefused(core, siteId, state.accountId)
    throw error
  })
  try {
    return { at, page: spec.page(answer, at) }
  } catch (cause) {
    throw profileFail('profile/source-rubbish', { cause })
  }
}

const pagePlace = (s: StreamState) => `account_stream|${refOf(s.accountId, s.stream)}|next_page`

/** Keeps a page: facts, how far it is, the next page's work, the profile formed anew: one transaction, under the consent. */
async function keepPage(profiles: Profiles, task: Task, at: SourceAt, page: SourcePage): Promise<void> {
  const { core } = profiles
  const { siteId, spec } = task
  const { accountId, stream, personId, connector } = task.state
  await core.db.tx(async (tx) => {
    // Everybody locks in this order: profile, stream, consent.
    if (!(await holdProfile(tx, siteId, personId))) return
    const state = await lockStream(tx, siteId, accountId, stream)
    // Withdrawn, stopped, begun anew or read by another process meanwhile: nothing of this page is kept.
    if (state === null || state.state === 'stopped' || state.pages !== task.state.pages) return
    if (state.startedAt !== task.state.startedAt) return
    const consent = await holdReadConsent(tx, siteId, personId, connector, stream)
    const account = await loadAccount(tx, siteId, accountId)
    if (consent === null || account === null) return
    const now = core.clock.now()
    const box = await core.vault.personBox(tx, siteId, personId)
    const hash = (id: string) => core.vault.hash(siteId, 'fact', `${accountId}\n${stream}\n${id}`)
    const raws = page.items.flatMap((item) => spec.facts(item))
    const facts: (FactRow & { sourceHash: Buffer })[] = []
    for (const raw of raws) {
      const fact = judgeFact(raw, spec)
      if (fact === null) continue
      const id = newId()
      const sealed = box.seal(fact, `fact|${id}`)
      const expiresAt = now + spec.retentionDays * DAY
      const { receiptId } = consent
      facts.push({
        id,
        accountId,
        connector,
        stream,
        sealed,
        receiptId,
        readAt: now,
        expiresAt,
        sourceHash: hash(raw.sourceId),
      })
    }
    const kept = await saveFacts(tx, siteId, personId, facts)
    await deleteFactsByHash(tx, siteId, accountId, stream, page.deleted.map(hash))
    // Newest first: a page without anything new, of a stream read to the end before, says that the rest is known.
    const isKnown = state.readAt !== null && facts.length > 0 && kept === 0
    const goesOn =
      page.next !== null &&
      !isKnown &&
      state.pages + 1 < MOST_PAGES &&
      isNextPage(spec.request({ ...at, next: page.next }), spec.request(at), at.base)
    const read: StreamState = {
      ...state,
      state: goesOn ? 'reading' : 'done',
      nextPage: goesOn ? box.seal(page.next, pagePlace(state)) : null,
      pages: state.pages + 1,
      count: state.count + page.items.length,
      kept: state.kept + kept,
      setAside: state.setAside + raws.length - facts.length,
      total: page.total ?? state.total,
      problem: null,
      failures: 0,
      nextAt: null,
      readAt: goesOn ? state.readAt : now,
    }
    await saveStream(tx, siteId, read)
    if (goesOn) await core.outbox.add(tx, { siteId, kind: READ, ref: refOf(accountId, stream), dueAt: now })
    else await finishRun(profiles, tx, siteId, read)
    await derive(profiles, tx, siteId, personId)
  })
}

async function finishRun(profiles: Profiles, tx: Sql, siteId: string, s: StreamState): Promise<void> {
  const at = profiles.core.clock.now()
  await planExpiry(profiles, tx, siteId, s.accountId, s.stream)
  const payload = { connector: s.connector, stream: s.stream, facts: s.kept }
  await record(tx, { siteId, name: 'stream.read', at, personId: s.personId, payload })
}

/** A problem at the source: said to the shopper, and tried again by itself where that makes sense. */
async function noteFailure(profiles: Profiles, task: Task, problem: Problem): Promise<void> {
  const { core } = profiles
  const { siteId } = task
  const { accountId, stream } = task.state
  await core.db.tx(async (tx) => {
    const state = await lockStream(tx, siteId, accountId, stream)
    if (state === null || state.state === 'stopped' || state.pages !== task.state.pages) return
    const at = core.clock.now()
    const failures = state.failures + 1
    const pause = problem.spec.retry === true ? pauseMs(failures, problem.retryAfterMs) : null
    const nextAt = pause === null ? null : at + pause
    const ref = refOf(accountId, stream)
    await core.outbox.cancel(tx, { siteId, kind: READ, ref })
    if (nextAt !== null) await core.outbox.add(tx, { siteId, kind: READ, ref, dueAt: nextAt })
    await saveStream(tx, siteId, { ...state, state: 'failed', problem: problem.code, failures, nextAt })
    // Once a trouble, not once a try.
    if (failures === 1) {
      const payload = { connector: state.connector, stream, facts: state.kept, code: problem.code }
      await record(tx, { siteId, name: 'stream.failed', at, personId: state.personId, payload })
    }
  })
  core.log.warn({ err: problem, connector: task.state.connector, stream }, 'a source could not be read')
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
  return [streams.length]
}

/** Deletes the facts of a stream whose time is over, and comes back when the next one's is. */
export async function expire(profiles: Profiles, item: Pick<OutboxItem, 'siteId' | 'ref'>): Promise<void> {
  const { core } = profiles
  const [accountId = '', stream = ''] = item.ref.split('/')
  const state = await loadStream(core.db, item.siteId, accountId, stream)
  if (state === null) return
  await core.db.tx(async (tx) => {
    if (!(await holdProfile(tx, item.siteId, state.personId))) return
    if ((await lockStream(tx, item.siteId, accountId, stream)) === null) return
    const deleted = await planExpiry(profiles, tx, item.siteId, accountId, stream)
    if (deleted > 0) await derive(profiles, tx, item.siteId, state.personId)
  })
  changed(core, item.siteId, state.personId)
}
