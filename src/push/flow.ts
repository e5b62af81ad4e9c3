import { ECDH, generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { type Lang, say } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import webPush, { type WebPushTarget } from '../channels/web-push.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import type { Sql } from '../storage/db.ts'
import { isPushHost, type Message, pushFail, type Recipient, readSubscription, recipientKey } from './message.ts'
import { pauseMs } from './retry.ts'
import {
  appendInbox,
  appendInboxes,
  keepNewest,
  loadMessage,
  loadPushKey,
  loadSubscription,
  markGone,
  markShown,
  type StoredMessage,
  type StoredSubscription,
  saveDelivery,
  saveMessages,
  savePushKey,
  saveSubscription,
  subscriptionsOf,
} from './store.ts'

/** What push needs beside the core. */
export interface PushSettings {
  /** Contact that push services are given; Apple refuses anything but a real mailto: or https:. */
  readonly contact: string | null
  /** Further push hosts that the operator allows. */
  readonly extraHosts: readonly string[]
}

/**
 * How long a push waits while an app of its recipient is open: time to look at the message there and `acknowledge` it. An
 * open stream alone stops no push: a phone in a pocket may hold one, and must ring.
 */
const LOOK_MS = 2_000

/** The outbox's work of one push. */
const PUSH = 'push.deliver'

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

/**
 * The outbox's work `push.deliver`: one message to one subscription. A service that asks for patience, or is away, is asked
 * again until the message is not worth showing any more.
 */
export async function deliver(core: Core, settings: PushSettings, item: OutboxItem): Promise<void> {
  const { messageId, subscriptionId, tries = 1 } = item.payload as unknown as Delivery
  const message = await loadMessage(core.db, item.siteId, messageId)
  const subscription = await loadSubscription(core.db, item.siteId, subscriptionId)
  if (message === null || subscription === null) return
  const at = core.clock.now()
  const note = async (state: DeliveryState, detail: string | null) =>
    await noteDelivery(core, message, { siteId: item.siteId, messageId, subscriptionId, state, detail, at })
  if (message.expiresAt <= at) return await note('expired', null)
  // The list may have become shorter since the subscription was taken.
  if (!isAllowed(subscription.host, settings)) return await note('failed', 'host not allowed')
  const target = core.vault.open<WebPushTarget>(subscription.sealed, sealPlace(item.siteId, subscription.recipient))
  const outcome = await webPush.send(
    noticeOf(core, item.siteId, message, subscription, at),
    target,
    await secretsOf(core, settings, item.siteId),
  )
  if (outcome.state === 'later') {
    core.log.info({ host: subscription.host, detail: outcome.detail, tries }, 'a push service says: later')
    const dueAt = Math.min(at + pauseMs(tries, outcome.retryAfterMs), message.expiresAt)
    const payload = { messageId, subscriptionId, tries: tries + 1 }
    await core.outbox.add(core.db, { siteId: item.siteId, kind: item.kind, ref: item.ref, dueAt, payload })
    return
  }
  if (outcome.state === 'gone') await markGone(core.db, item.siteId, subscriptionId, at)
  if (outcome.state === 'failed')
    core.log.warn({ host: subscription.host, detail: outcome.detail }, 'a push was refused')
  await note(outcome.state, outcome.state === 'accepted' ? null : outcome.detail)
}

type DeliveryState = 'accepted' | 'failed' | 'gone' | 'expired' | 'received' | 'shown' | 'opened'

/** What only a phone can say. */
const RECEIPTS: ReadonlySet<string> = new Set(['received', 'shown', 'opened'])

/** Writes down how far a message came, and in the same transaction tells the story of its order, each step once a phone. */
async function noteDelivery(
  core: Core,
  message: Pick<StoredMessage, 'topic' | 'data'>,
  row: {
    siteId: string
    messageId: string
    subscriptionId: string
    state: DeliveryState
    detail: string | null
    at: number
  },
): Promise<void> {
  const { siteId, messageId, state, at } = row
  await core.db.tx(async (tx) => {
    const written = await saveDelivery(tx, row)
    const { orderId } = message.data
    if (written === null || typeof orderId !== 'string') return
    const about = { siteId, at, orderId }
    const base = { messageId, channel: webPush.id }
    if (state === 'accepted')
      await record(tx, { ...about, name: 'push.sent', payload: { ...base, topic: message.topic } })
    else if (state === 'failed' || state === 'gone' || state === 'expired')
      await record(tx, { ...about, name: 'push.failed', payload: { ...base, code: row.detail ?? state } })
    else if (written.before === null || !RECEIPTS.has(written.before))
      await record(tx, { ...about, name: 'push.received', payload: base })
  })
}

/** What `push.deliver` carries. */
interface Delivery {
  readonly messageId: string
  readonly subscriptionId: string
  /** 1 at the first try. */
  readonly tries?: number
}

const isAllowed = (host: string, settings: PushSettings): boolean =>
  isPushHost(host, settings.extraHosts) || isPushHost(host.replace(/:\d+$/, ''), settings.extraHosts)

/** Nobody has more browsers that ring; without an end, an order's address would be enough to make us send thousands. */
const MOST_SUBSCRIPTIONS = 20

/**
 * Remembers a browser's subscription for a recipient; of very many the oldest ends.
 * @throws push/bad-subscription, push/endpoint-refused
 */
export async function subscribe(
  core: Core,
  settings: PushSettings,
  input: { siteId: string; to: Recipient; subscription: unknown; deviceId?: string; lang: Lang },
): Promise<{ id: string }> {
  const { host, ...target } = readSubscription(input.subscription, settings.extraHosts)
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

/** A phone says how far a message came. The token proves that it could read the message. @throws push/bad-receipt */
export async function receipt(
  core: Core,
  input: {
    siteId: string
    messageId: string
    subscriptionId: string
    token: string
    state: 'received' | 'shown' | 'opened'
  },
): Promise<void> {
  const wanted = receiptToken(core, input.siteId, input.messageId, input.subscriptionId)
  const given = Buffer.from(input.token)
  if (given.length !== wanted.length || !timingSafeEqual(given, Buffer.from(wanted))) throw pushFail('push/bad-receipt')
  const at = core.clock.now()
  const { siteId, messageId, subscriptionId, state } = input
  const message = await loadMessage(core.db, siteId, messageId)
  // Erased meanwhile, with all that was known of it.
  if (message === null || (await loadSubscription(core.db, siteId, subscriptionId)) === null) return
  await noteDelivery(core, message, { siteId, messageId, subscriptionId, state, detail: null, at })
  if (input.state !== 'received') await markShown(core.db, input.siteId, input.subscriptionId, at)
}

/** The site's VAPID public key (RFC 8292), made at the first asking. */
export async function vapidPublicKey(core: Core, siteId: string): Promise<string> {
  const known = await loadPushKey(core.db, siteId)
  if (known !== null) return known.publicKey
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const jwk = pair.privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url')])
  await savePushKey(core.db, siteId, point.toString('base64url'), core.vault.seal(jwk.d!, `${siteId}|push_key|private`))
  return (await loadPushKey(core.db, siteId))!.publicKey
}

async function secretsOf(core: Core, settings: PushSettings, siteId: string): Promise<Record<string, string>> {
  const publicKey = await vapidPublicKey(core, siteId)
  const { privateKey } = (await loadPushKey(core.db, siteId))!
  return {
    publicKey,
    privateKey: core.vault.open<string>(privateKey, `${siteId}|push_key|private`),
    subject:
      settings.contact ?? (core.publicUrl.startsWith('https:') ? core.publicUrl : 'mailto:owner@localhost.invalid'),
  }
}

function noticeOf(core: Core, siteId: string, message: StoredMessage, subscription: StoredSubscription, at: number) {
  const token = receiptToken(core, siteId, message.id, subscription.id)
  return {
    id: message.id,
    title: say(message.title, subscription.lang),
    body: say(message.body, subscription.lang),
    navigate: `${core.publicUrl}${message.url}`,
    lang: subscription.lang,
    tag: String(message.data.tag ?? message.id),
    urgency: message.urgency,
    ttlSeconds: Math.max(1, Math.round((message.expiresAt - at) / 1000)),
    receipt: {
      url: `${core.publicUrl}/v1/push/receipts`,
      token: `${siteId}.${message.id}.${subscription.id}.${token}`,
    },
    data: { topic: message.topic },
  }
}

const sealPlace = (siteId: string, recipient: string): string => `${siteId}|push_subscription|${recipient}`

function receiptToken(core: Core, siteId: string, messageId: string, subscriptionId: string): string {
  return core.vault.hash(siteId, 'push receipt', `${messageId} ${subscriptionId}`).toString('base64url')
}
