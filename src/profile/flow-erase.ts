import type { Text } from '../base/i18n.ts'
import { listReceipts } from '../consent/store.ts'
import { audit } from '../engine/audit.ts'
import { record } from '../engine/event-log.ts'
import { deleteRecordsOf } from '../openid/store.ts'
import { orderIdsOf } from '../orders/store.ts'
import { recipientKey } from '../push/message.ts'
import { forgetRecipient } from '../push/store.ts'
import { EXPIRE, READ, refOf } from '../reading/flow.ts'
import { listStreams } from '../reading/store.ts'
import { eraseSignIn, type Leaving } from '../sign-in/flow-account.ts'
import type { Sql } from '../storage/db.ts'
import { changed, type Profiles } from './flow.ts'
import { ORDERS_KEPT } from './kept.ts'
import { deletePersonData, lockProfile } from './store.ts'

/** Something that stays after an erasure, and why. */
export interface Kept {
  readonly what: Text
  readonly count: number
  readonly why: Text
}

/**
 * Erases a shopper: their key is destroyed and with it everything sealed under it; account, tokens, sessions, facts, profile
 * and consents go; access is taken back at the provider. What stays names only a random key, or the law wants it; that is
 * what is answered.
 */
export async function erasePerson(profiles: Profiles, siteId: string, personId: string): Promise<Kept[]> {
  const kept = await profiles.core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    return await eraseLocked(profiles, tx, siteId, personId)
  })
  erased(profiles, siteId, personId)
  return kept
}

/**
 * The same in the caller's transaction, which holds the person's profile; after its commit `erased` is to be called. `leaving`:
 * the shop lets their kind of account go.
 */
export async function eraseLocked(
  profiles: Profiles,
  tx: Sql,
  siteId: string,
  personId: string,
  leaving?: Leaving,
): Promise<Kept[]> {
  const { core, signIn } = profiles
  for (const { accountId, stream } of await listStreams(tx, siteId, personId)) {
    await core.outbox.cancel(tx, { siteId, kind: READ, ref: refOf(accountId, stream) })
    await core.outbox.cancel(tx, { siteId, kind: EXPIRE, ref: refOf(accountId, stream) })
  }
  await deletePersonData(tx, siteId, personId)
  await eraseSignIn(signIn, tx, siteId, personId, leaving)
  await deleteRecordsOf(tx, siteId, personId)
  await forgetRecipient(tx, siteId, recipientKey({ kind: 'shopper', id: personId }))
  // The shop's pages subscribe to an order, not to its shopper: those browsers must not ring on.
  const orderIds = await orderIdsOf(tx, siteId, personId)
  for (const id of orderIds) await forgetRecipient(tx, siteId, recipientKey({ kind: 'order', id }))
  const orders = orderIds.length
  const receipts = (await listReceipts(tx, siteId, personId)).length
  const payload = { kept: [...(orders > 0 ? ['orders'] : []), ...(receipts > 0 ? ['receipts'] : [])] }
  const at = core.clock.now()
  await record(tx, { siteId, name: 'person.erased', at, personId, payload })
  // By themselves, or because the shop let the only kind of account go that led to them.
  const who = leaving === undefined ? ({ kind: 'shopper', id: personId } as const) : ({ kind: 'system' } as const)
  await audit(tx, { siteId, at, who, action: 'person.erased', personId, outcome: 'done' })
  return keptOf(orders, receipts)
}

/** Tells all processes that somebody was erased. */
export function erased({ core, signIn }: Profiles, siteId: string, personId: string): void {
  signIn.sessions.allEnded(siteId)
  changed(core, siteId, personId)
}

function keptOf(orders: number, receipts: number): Kept[] {
  const all: Kept[] = [
    {
      what: { zh: '订单', en: 'Orders' },
      count: orders,
      why: ORDERS_KEPT,
    },
    {
      what: { zh: '你答应和拒绝过什么', en: 'What you said yes and no to' },
      count: receipts,
      why: {
        zh: '证明当时同意或拒绝过什么，里面只有一个随机编号，认不出你。',
        en: 'They prove what was agreed or refused; they hold a random number that no longer leads to you.',
      },
    },
  ]
  return all.filter((one) => one.count > 0)
}
