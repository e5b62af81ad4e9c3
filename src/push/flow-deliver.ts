import { timingSafeEqual } from 'node:crypto'
import { say } from '../base/i18n.ts'
import type { Notice, Outcome } from '../channels/channel.ts'
import webPush from '../channels/web-push.ts'
import { Collector } from '../engine/collector.ts'
import { Connections } from '../engine/connections.ts'
import type { Core } from '../engine/core.ts'
import { type NewEvent, recordAll } from '../engine/event-log.ts'
import { type OutboxItem, PutOff } from '../engine/outbox.ts'
import { within } from '../storage/scope.ts'
import { after, asked, type HostState, leftAloneMs, UNTRIED } from './breaker.ts'
import type { Receiver } from './encrypt.ts'
import { Envelopes } from './envelopes.ts'
import { sealPlace } from './flow.ts'
import { isPushHost, pushFail, type Subscription } from './message.ts'
import { pauseMs } from './retry.ts'
import {
  loadToDeliver,
  markGone,
  markShown,
  type StoredMessage,
  type StoredSubscription,
  saveDeliveries,
  type ToDeliver,
} from './store.ts'
import { VapidHeaders } from './vapid-headers.ts'

/** What push needs beside the core. */
export interface PushSettings {
  /** Contact that push services are given; Apple refuses anything but a real mailto: or https:. */
  readonly contact: string | null
  /** Further push hosts that the operator allows. */
  readonly extraHosts: readonly string[]
}

/** What brings messages to browsers that are closed. */
export interface Pushes {
  readonly core: Core
  readonly settings: PushSettings
  readonly connections: Connections
  readonly envelopes: Envelopes
  readonly headers: VapidHeaders
  /** Push services that did not answer lately, by host. */
  readonly hosts: Map<string, HostState>
  /** What is read and written of deliveries that run at the same time, each once for all of them. */
  readonly reads: Collector<Delivery, ToDeliver | null>
  readonly notes: Collector<Note, void>
  /** Between 0 and 1, by chance. */
  readonly random: () => number
  /** Ends what it opened; nothing is delivered afterwards. */
  stop(): Promise<void>
}

/** How reads and notes are joined: they are in a hurry, and wait for no longer than a turn of the loop. */
const JOINED = { most: 64, waitMs: 1, atOnce: 4 }

/** Opens what deliveries need. */
export function openPushes(core: Core, settings: PushSettings): Pushes {
  const connections = new Connections()
  const envelopes = new Envelopes({ onFailure: (err) => core.log.warn({ err }, 'no envelopes were made ahead') })
  const contact =
    settings.contact ?? (core.publicUrl.startsWith('https:') ? core.publicUrl : 'mailto:owner@localhost.invalid')
  const reads = new Collector<Delivery, ToDeliver | null>(
    (siteId, wanted) => within(siteId, () => readAll(core, siteId, wanted)),
    JOINED,
  )
  const notes = new Collector<Note, void>((siteId, all) => within(siteId, () => noteAll(core, siteId, all)), JOINED)
  return {
    ...{ core, settings, connections, envelopes, reads, notes },
    headers: new VapidHeaders(core, contact),
    hosts: new Map(),
    random: Math.random,
    async stop() {
      await connections.stop()
      await envelopes.stop()
      await reads.stop()
      await notes.stop()
    },
  }
}

async function readAll(core: Core, siteId: string, wanted: readonly Delivery[]) {
  const rows = await loadToDeliver(core.db, siteId, wanted)
  const found = new Map(rows.map((row) => [`${row.message.id} ${row.subscription.id}`, row]))
  return wanted.map(({ messageId, subscriptionId }) => ({
    ok: true as const,
    value: found.get(`${messageId} ${subscriptionId}`) ?? null,
  }))
}

/** What the outbox's work `push.deliver` carries. */
interface Delivery {
  readonly messageId: string
  readonly subscriptionId: string
  /** 1 at the first try. */
  readonly tries?: number
}

/**
 * The outbox's work `push.deliver`: one message to one subscription. A service that asks for patience, or is away, is asked
 * again until the message is not worth showing any more.
 */
export async function deliver(pushes: Pushes, item: OutboxItem): Promise<void> {
  const { core, settings, hosts } = pushes
  const { siteId } = item
  const wanted = item.payload as unknown as Delivery
  const { messageId, subscriptionId, tries = 1 } = wanted
  const found = await pushes.reads.add(siteId, wanted)
  if (found === null) return
  const { message, subscription } = found
  const { host } = subscription
  const at = core.clock.now()
  const note = async (state: DeliveryState, detail: string | null) =>
    await pushes.notes.add(siteId, { messageId, subscriptionId, state, detail, at: core.clock.now(), message })
  if (message.expiresAt <= at) return await note('expired', null)
  // The list may have become shorter since the subscription was taken.
  if (!isAllowed(host, settings)) return await note('failed', 'host not allowed')
  const before = hosts.get(host) ?? UNTRIED
  const alone = leftAloneMs(before, at)
  if (alone > 0) throw new PutOff(Math.min(at + alone, message.expiresAt))
  remember(hosts, host, asked(before, at))
  const outcome = await post(pushes, siteId, found, at)
  remember(hosts, host, after(hosts.get(host) ?? UNTRIED, saidBy(outcome), core.clock.now()))
  if (outcome.state === 'later') {
    core.log.info({ host, detail: outcome.detail, tries }, 'a push service says: later')
    const dueAt = Math.min(at + pauseMs(tries, outcome.retryAfterMs, pushes.random()), message.expiresAt)
    const payload = { messageId, subscriptionId, tries: tries + 1 }
    await core.outbox.add(core.db, { siteId, kind: item.kind, ref: item.ref, dueAt, payload })
    return
  }
  if (outcome.state === 'gone') {
    pushes.envelopes.drop(subscriptionId)
    await markGone(core.db, siteId, subscriptionId, at)
  }
  if (outcome.state === 'failed') core.log.warn({ host, detail: outcome.detail }, 'a push was refused')
  await note(outcome.state, outcome.state === 'accepted' ? null : outcome.detail)
}

/** Hosts that are as they should be are not kept; the names of others come from outside, so there is an end to them. */
const MOST_HOSTS = 1_000

function remember(hosts: Map<string, HostState>, host: string, state: HostState): void {
  hosts.delete(host)
  if (state.failures === 0) return
  if (hosts.size >= MOST_HOSTS) hosts.delete(hosts.keys().next().value!)
  hosts.set(host, state)
}

/** What an outcome says of the host; 429 is about us or this one message. */
function saidBy(outcome: Outcome): Parameters<typeof after>[1] {
  if (outcome.state !== 'later' || outcome.detail.startsWith('429')) return 'well'
  return outcome.retryAfterMs ?? 0
}

async function post(
  pushes: Pushes,
  siteId: string,
  { message, subscription }: ToDeliver,
  now: number,
): Promise<Outcome> {
  const { core, settings, connections, envelopes, headers } = pushes
  const { endpoint, p256dh, auth } = core.vault.open<Subscription>(
    subscription.sealed,
    sealPlace(siteId, subscription.recipient),
  )
  const to: Receiver = { point: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') }
  // A worker hears of the next task within minutes; most shoppers hear once.
  if (subscription.recipient.startsWith('worker:')) envelopes.prepare([{ id: subscription.id, to }], now)
  const trusted = isNamed(subscription.host, settings.extraHosts)
  return await webPush.send(
    noticeOf(core, siteId, message, subscription, now),
    { endpoint, envelope: () => envelopes.take(subscription.id, to, now) },
    { authorization: await headers.headerFor(siteId, new URL(endpoint).origin) },
    { now, post: (address, asked) => connections.post(address, asked, trusted) },
  )
}

/** Whether a host, with its port or without, is on the list of those that may be pushed to. */
const isAllowed = (host: string, { extraHosts }: PushSettings): boolean =>
  isPushHost(host, extraHosts) || isPushHost(withoutPort(host), extraHosts)

/** The operator wrote this very host down: it may be one of the own network. */
const isNamed = (host: string, extraHosts: readonly string[]): boolean =>
  extraHosts.includes(host) || extraHosts.includes(withoutPort(host))

const withoutPort = (host: string): string => host.replace(/:\d+$/, '')

type DeliveryState = 'accepted' | 'failed' | 'gone' | 'expired' | 'received' | 'shown' | 'opened'

/** What only a phone can say. */
const RECEIPTS: ReadonlySet<string> = new Set(['received', 'shown', 'opened'])

/** How far a message came on one subscription. */
interface Note {
  readonly messageId: string
  readonly subscriptionId: string
  readonly state: DeliveryState
  readonly detail: string | null
  readonly at: number
  readonly message: Pick<StoredMessage, 'topic' | 'data'>
}

/** Writes down how far messages came, and in the same transaction tells the stories of their orders, each step once a phone. */
async function noteAll(core: Core, siteId: string, notes: readonly Note[]) {
  await core.db.tx(async (tx) => {
    for (const round of eachOnce(notes)) {
      const steps = await saveDeliveries(tx, siteId, round)
      await recordAll(
        tx,
        round.flatMap((note) => {
          const step = steps.get(`${note.messageId} ${note.subscriptionId}`)
          return step === undefined ? [] : storyOf(siteId, note, step.before)
        }),
      )
    }
  })
  return notes.map(() => ({ ok: true as const, value: undefined }))
}

/** No statement writes a row twice: of the same message to the same phone each goes in a round of its own. */
function eachOnce(notes: readonly Note[]): Note[][] {
  const rounds: Note[][] = []
  const times = new Map<string, number>()
  for (const note of notes) {
    const key = `${note.messageId} ${note.subscriptionId}`
    const n = times.get(key) ?? 0
    times.set(key, n + 1)
    const round = rounds[n]
    if (round === undefined) rounds.push([note])
    else round.push(note)
  }
  return rounds
}

function storyOf(siteId: string, { state, detail, at, messageId, message }: Note, before: string | null): NewEvent[] {
  const { orderId } = message.data
  if (typeof orderId !== 'string') return []
  const about = { siteId, at, orderId }
  const base = { messageId, channel: webPush.id }
  if (state === 'accepted') return [{ ...about, name: 'push.sent', payload: { ...base, topic: message.topic } }]
  if (state === 'failed' || state === 'gone' || state === 'expired')
    return [{ ...about, name: 'push.failed', payload: { ...base, code: detail ?? state } }]
  return before === null || !RECEIPTS.has(before) ? [{ ...about, name: 'push.received', payload: base }] : []
}

/** A phone says how far a message came. The token proves that it could read the message. @throws push/bad-receipt */
export async function receipt(
  pushes: Pushes,
  input: {
    siteId: string
    messageId: string
    subscriptionId: string
    token: string
    state: 'received' | 'shown' | 'opened'
  },
): Promise<void> {
  const { core } = pushes
  const wanted = receiptToken(core, input.siteId, input.messageId, input.subscriptionId)
  const given = Buffer.from(input.token)
  if (given.length !== wanted.length || !timingSafeEqual(given, Buffer.from(wanted))) throw pushFail('push/bad-receipt')
  const at = core.clock.now()
  const { siteId, messageId, subscriptionId, state } = input
  const found = await pushes.reads.add(siteId, { messageId, subscriptionId })
  // Erased meanwhile, with all that was known of it.
  if (found === null) return
  await pushes.notes.add(siteId, { messageId, subscriptionId, state, detail: null, at, message: found.message })
  if (input.state !== 'received') await markShown(core.db, input.siteId, input.subscriptionId, at)
}

function noticeOf(
  core: Core,
  siteId: string,
  message: StoredMessage,
  subscription: StoredSubscription,
  at: number,
): Notice {
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

function receiptToken(core: Core, siteId: string, messageId: string, subscriptionId: string): string {
  return core.vault.hash(siteId, 'push receipt', `${messageId} ${subscriptionId}`).toString('base64url')
}
