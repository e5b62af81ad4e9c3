import { SECOND } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { forgetStream } from '../consent/flow.ts'
import { listConsents } from '../consent/store.ts'
import { record } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { listStreams } from '../reading/store.ts'
import { endAccount, type Leaving, REVOKE, sealLeaving } from '../sign-in/flow-account.ts'
import { connectorsOf, fixedOf } from '../sign-in/flow-connectors.ts'
import { signInFail } from '../sign-in/problems.ts'
import { listAccounts } from '../sign-in/store.ts'
import {
  deleteSetting,
  END_CONNECTOR,
  isErased,
  keepForRevoking,
  listHanging,
  listLeft,
  someAccounts,
} from '../sign-in/store-leaving.ts'
import type { Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { changed, derive, type Profiles } from './flow.ts'
import { erased, eraseLocked } from './flow-erase.ts'
import { deletePersonData, lockProfile } from './store.ts'

// Letting a kind of account go has two halves. At once: nobody signs in with it any more. Then, as outbox work that survives a
// restart: account by account, what was read and allowed is deleted and its token taken back at the provider. Who has no other
// account could never come back to ask for it, so all of theirs is erased, as if they had asked.

/** Accounts ended between two looks. */
const AT_A_TIME = 50
/** A sign-in that was with the provider at the moment of the removal is over by then. */
const LATE_MS = 20 * SECOND

/**
 * Lets a kind of account go, also one that is not set up any more and of which there are accounts left. `accounts` is how many
 * whoever asked was told of: with more, nothing is done.
 * @throws sign-in/unknown-connector, sign-in/connector-fixed, sign-in/connector-in-use, sign-in/demo-connector
 */
export async function removeConnector(
  profiles: Profiles,
  input: { site: Site; connector: string; accounts: number; by: string; lang: Lang },
): Promise<{ accounts: number }> {
  const { core, signIn } = profiles
  const { site, connector, by, lang } = input
  const found = (await connectorsOf(signIn, site)).find((one) => one.id === connector)
  if (found === undefined && !(await listLeft(core.db, site.id, [])).some((one) => one.connector === connector))
    throw signInFail('sign-in/unknown-connector')
  if (site.isDemo) throw signInFail('sign-in/demo-connector')
  const name = found === undefined ? connector : say(found.names, lang)
  if ((await fixedOf(signIn, site)).has(connector)) throw signInFail('sign-in/connector-fixed', { params: { name } })
  const leaving = found === undefined ? { connector, sealed: null } : sealLeaving(core, site.id, found)
  const accounts = await core.db.tx(async (tx) => {
    const now = (await listHanging(tx, site.id)).find((one) => one.connector === connector)?.accounts ?? 0
    if (now > input.accounts) throw signInFail('sign-in/connector-in-use', { params: { name, accounts: now } })
    await deleteSetting(tx, site.id, connector)
    if (leaving.sealed !== null) await keepForRevoking(tx, site.id, connector, REVOKE, leaving.sealed)
    await planEnd(profiles, tx, site.id, leaving, 0)
    const payload = { connector, accounts: now, by }
    await record(tx, { siteId: site.id, name: 'connector.removed', at: core.clock.now(), payload })
    return now
  })
  core.bus.emit('site', site.id)
  return { accounts }
}

async function planEnd({ core }: Profiles, sql: Sql, siteId: string, leaving: Leaving, round: number): Promise<void> {
  await core.outbox.add(sql, {
    siteId,
    kind: END_CONNECTOR,
    ref: leaving.connector,
    dueAt: core.clock.now() + round * LATE_MS,
    payload: { ...leaving, round },
  })
}

/**
 * The outbox's work `connector.end`: all accounts of the kind, one transaction each, and a second look for a late one. An account
 * that cannot be ended keeps nobody behind it waiting.
 * @throws when some were not ended; the next try finds only those
 */
export async function endConnector(profiles: Profiles, item: OutboxItem): Promise<void> {
  const { core } = profiles
  const { siteId } = item
  const { connector, sealed, round } = item.payload as unknown as Leaving & { readonly round: number }
  const leaving: Leaving = { connector, sealed }
  const failures: unknown[] = []
  let after: string | null = null
  for (;;) {
    const batch: Awaited<ReturnType<typeof someAccounts>> = await someAccounts(
      core.db,
      siteId,
      connector,
      after,
      AT_A_TIME,
    )
    for (const { id, personId } of batch) {
      await endOne(profiles, siteId, personId, id, leaving).catch((error) => failures.push(error))
      after = id
    }
    if (batch.length < AT_A_TIME) break
  }
  // Never one of the reasons themselves: what is final elsewhere is tried again here.
  if (failures.length > 0) throw new AggregateError(failures, `accounts that were not ended: ${failures.length}`)
  if (round === 0) await planEnd(profiles, core.db, siteId, leaving, 1)
}

/** One account: of somebody who has others theirs stay, and the profile is formed without it; else all of theirs goes. */
async function endOne(
  profiles: Profiles,
  siteId: string,
  personId: string,
  accountId: string,
  leaving: Leaving,
): Promise<void> {
  const { core, signIn } = profiles
  const { connector } = leaving
  const became = await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    // Asked under the lock: another kind of theirs may be leaving at the same time, in another process.
    const all = await listAccounts(tx, siteId, personId)
    if (all.length === 0 && (await isErased(tx, siteId, personId))) {
      // They went with an account before this one, or by themselves; the lock has made an empty profile.
      await deletePersonData(tx, siteId, personId)
      return 'gone'
    }
    if (all.every((one) => one.connector === connector)) {
      await eraseLocked(profiles, tx, siteId, personId, leaving)
      return 'erased'
    }
    const held = [...(await listStreams(tx, siteId, personId)), ...(await listConsents(tx, siteId, personId))]
    const streams = new Set(held.filter((one) => one.connector === connector).map((one) => one.stream))
    for (const stream of streams) await forgetStream(core, tx, siteId, personId, connector, stream)
    await endAccount(signIn, tx, siteId, { id: accountId, connector }, leaving)
    await record(tx, { siteId, name: 'account.ended', at: core.clock.now(), personId, payload: { connector } })
    await derive(profiles, tx, siteId, personId)
    return 'changed'
  })
  if (became === 'erased') erased(profiles, siteId, personId)
  if (became === 'changed') changed(core, siteId, personId)
}
