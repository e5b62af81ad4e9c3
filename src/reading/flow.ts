import { isCovered } from '../consent/consent.ts'
import { listConsents } from '../consent/store.ts'
import type { Core } from '../engine/core.ts'
import { changed, type Profiles, planOwnOrders } from '../profile/flow.ts'
import { lockProfile } from '../profile/store.ts'
import type { Sql } from '../storage/db.ts'
import { isLost } from './reading.ts'
import { beginStream, continueStream, listStreams, type StreamState, stopStreams } from './store.ts'

/** What the room is built from: the same as profiles. */
export type Readings = Profiles

/** Outbox work: reading the next page of a stream of an account. */
export const READ = 'source.read'

/** Outbox work: deleting facts of a stream whose time is over. */
export const EXPIRE = 'source.expire'

/** Handle of a stream's outbox work. */
export const refOf = (accountId: string, stream: string) => `${accountId}/${stream}`

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

/** The shopper stops all reading; what was read stays until they take the consent back. */
export async function stopReading(profiles: Profiles, siteId: string, personId: string): Promise<void> {
  const { core } = profiles
  await core.db.tx(async (tx) => {
    for (const { accountId, stream } of await stopStreams(tx, siteId, personId))
      await core.outbox.cancel(tx, { siteId, kind: READ, ref: refOf(accountId, stream) })
  })
  changed(core, siteId, personId)
}
