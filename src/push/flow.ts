import { ECDH } from 'node:crypto'
import type { Lang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import type { Sql } from '../storage/db.ts'
import { type Message, pushFail, type Recipient, readSubscription, recipientKey } from './message.ts'
import { appendInbox, appendInboxes, keepNewest, saveMessages, saveSubscription, subscriptionsOf } from './store.ts'
import { lockSubscriptions, moveRecipient, resealSubscription } from './store-merge.ts'

/**
 * How long a push waits while an app of its recipient is open: time to look at the message there and `acknowledge` it. An
 * open stream alone stops no push: a phone in a pocket may hold one, and must ring.
 */
const LOOK_MS = 2_000

/** The outbox's work of one push. */
export const PUSH = 'push.deliver'

/**
 * Tells somebody something, inside the caller's transaction: the message, its numbered place in the stream of their open
 * apps, and one outbox row a subscription for the closed ones. After the commit the caller calls `announce`.
 */
export async function send(core: Core, tx: Sql, message: Message): Promise<void> {
  await sendAll(core, tx, message.siteId, [message])
}

/** `send` for several messages of one site, in a handful of statements however many they are. */
export async function sendAll(core: Core, tx: Sql, siteId: string, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return
  const at = core.clock.now()
  const named = messages.map((message) => ({ id: newId(), recipient: recipientKey(message.to), message }))
  const entries = named.map(({ id, recipient, message: m }) => ({
    recipient,
    event: m.topic,
    data: { id, title: m.title, body: m.body, url: m.url, ...m.data },
  }))
  const recipients = [...new Set(named.map((one) => one.recipient))]
  const [found] = await Promise.all([
    subscriptionsOf(tx, siteId, recipients, at),
    saveMessages(tx, siteId, named, at),
    appendInboxes(tx, siteId, entries, at),
  ])
  const subscriptions = Map.groupBy(found, (s) => s.recipient)
  const deliveries = named.flatMap(({ id, recipient, message }) =>
    (subscriptions.get(recipient) ?? []).map((subscription) => ({
      siteId,
      kind: PUSH,
      ref: message.tag ?? id,
      dueAt: subscription.isOpen ? at + LOOK_MS : at,
      payload: { messageId: id, subscriptionId: subscription.id },
    })),
  )
  await core.outbox.addAll(tx, deliveries)
}

/** Somebody looked at what these messages are about and acts on it: pushes of them that have not gone yet stay here. */
export async function acknowledge(core: Core, tx: Sql, siteId: string, tag: string): Promise<void> {
  await core.outbox.cancel(tx, { siteId, kind: PUSH, ref: tag })
}

/** Puts an entry into the stream of open apps only: something changed, nothing worth a notification. In the caller's transaction. */
export async function tell(
  core: Core,
  tx: Sql,
  siteId: string,
  to: Recipient,
  event: string,
  data: object,
): Promise<void> {
  await appendInbox(tx, { siteId, recipient: recipientKey(to), event, data, at: core.clock.now() })
}

/** After the commit: wakes the streams. */
export function announce(core: Core, siteId: string, to: Recipient): void {
  core.bus.emit('inbox', siteId, recipientKey(to))
}

/** Nobody has more browsers that ring; without an end, an order's address would be enough to make us send thousands. */
const MOST_SUBSCRIPTIONS = 20

/**
 * Remembers a browser's subscription for a recipient; of very many the oldest ends.
 * @throws push/bad-subscription, push/endpoint-refused
 */
export async function subscribe(
  core: Core,
  { extraHosts }: { readonly extraHosts: readonly string[] },
  input: { siteId: string; to: Recipient; subscription: unknown; deviceId?: string; lang: Lang },
): Promise<{ id: string }> {
  const { host, ...target } = readSubscription(input.subscription, extraHosts)
  mustBePoint(target.p256dh)
  const recipient = recipientKey(input.to)
  const at = core.clock.now()
  const id = await saveSubscription(core.db, {
    siteId: input.siteId,
    id: newId(),
    recipient,
    deviceId: input.deviceId ?? null,
    endpointHash: core.vault.hash(input.siteId, 'push endpoint', target.endpoint),
    sealed: core.vault.seal(target, sealPlace(input.siteId, recipient)),
    host,
    lang: input.lang,
    at,
  })
  await keepNewest(core.db, { siteId: input.siteId, recipient, id, others: MOST_SUBSCRIPTIONS - 1, at })
  return { id }
}

/** 65 bytes may still be no point of the curve: then nothing could ever be encrypted for it. @throws push/bad-subscription */
function mustBePoint(p256dh: string): void {
  try {
    ECDH.convertKey(Buffer.from(p256dh, 'base64url'), 'prime256v1')
  } catch (cause) {
    throw pushFail('push/bad-subscription', { params: { part: 'p256dh' }, field: 'subscription/keys/p256dh', cause })
  }
}

/** A recipient is another one from now on, in the caller's transaction: where their browsers are reached is sealed for the other. */
export async function giveRecipient(
  core: Core,
  tx: Sql,
  siteId: string,
  from: Recipient,
  into: Recipient,
): Promise<void> {
  const [old, other] = [recipientKey(from), recipientKey(into)]
  const subscriptions = await lockSubscriptions(tx, siteId, old)
  await moveRecipient(tx, siteId, old, other)
  for (const { id, sealed } of subscriptions) {
    const target = core.vault.open(sealed, sealPlace(siteId, old))
    await resealSubscription(tx, siteId, id, core.vault.seal(target, sealPlace(siteId, other)))
  }
}

/** Where the address of a recipient's browser is sealed for. */
export const sealPlace = (siteId: string, recipient: string): string => `${siteId}|push_subscription|${recipient}`
