import type { Text } from '../base/i18n.ts'
import { problems } from '../base/problem.ts'

/** Whom a message is for: a worker, a signed-in shopper, or whoever holds the key of an order. */
export interface Recipient {
  readonly kind: 'worker' | 'shopper' | 'order'
  readonly id: string
}

/** Something worth telling a phone. */
export interface Message {
  readonly siteId: string
  readonly to: Recipient
  /** What it is about, `task.offered` or `order.shipped`: also the name of the event on an open stream. */
  readonly topic: string
  readonly title: Text
  readonly body: Text
  /** Path on this server that a touch opens. */
  readonly url: string
  readonly urgency: 'low' | 'normal' | 'high'
  /** How long it is worth showing. */
  readonly ttlSeconds: number
  /** A newer message with the same tag replaces an older one on the phone; `acknowledge` takes its pushes back by it. */
  readonly tag?: string
  /** The order whose story tells of the push. */
  readonly orderId?: string
  /** For the open app; ids and numbers only. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** A row of a recipient's stream. */
export interface InboxEntry {
  readonly n: number
  readonly event: string
  readonly data: Record<string, unknown>
  readonly at: number
}

/** A browser's subscription as `PushSubscription.toJSON()` gives it (W3C Push API). */
export interface Subscription {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

/** The key of a recipient in tables and streams. */
export function recipientKey(to: Recipient): string {
  return `${to.kind}:${to.id}`
}

/** Expected problems of push. */
export const pushFail = problems({
  'push/endpoint-refused': {
    status: 400,
    title: { zh: '不认识这个推送服务：{host}。', en: 'This push service is not known: {host}.' },
    next: { zh: '可用 TUIDAN_PUSH_HOSTS 另外允许。', en: 'TUIDAN_PUSH_HOSTS allows further ones.' },
  },
  'push/bad-subscription': {
    status: 400,
    title: { zh: '推送订阅不完整：{part}。', en: 'The push subscription is not whole: {part}.' },
    next: { zh: '在手机上关掉再打开通知。', en: 'Switch notifications off and on again on the phone.' },
  },
  'push/bad-receipt': {
    status: 403,
    title: { zh: '这张回执对不上。', en: 'This receipt does not match.' },
    next: { zh: '打开应用即可，消息都在里面。', en: 'Open the app; every message is there.' },
  },
})

/** Push services of the browsers; a subscription's endpoint is an address a client gives, so it must be on a list. */
const PUSH_HOSTS = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
  'wns2-*.notify.windows.com',
  '*.notify.windows.com',
  '*.push.apple.com',
  '*.push.services.mozilla.com',
]

/** Is this host on the list of push services (`*.` stands for any sub-domain)? `extra`: what the operator allows beside it. */
export function isPushHost(host: string, extra: readonly string[]): boolean {
  return [...PUSH_HOSTS, ...extra].some((pattern) => {
    if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    if (pattern.includes('*'))
      return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[\\w-]+')}$`).test(host)
    return host === pattern
  })
}

/**
 * Checks a subscription that a browser gave: https, a known host, a P-256 point (65 bytes), an auth secret (16 bytes).
 * Operator-added hosts may be plain http (a push service of one's own on loopback).
 * @throws push/bad-subscription, push/endpoint-refused
 */
export function readSubscription(input: unknown, extraHosts: readonly string[]): Subscription & { host: string } {
  const raw = (input ?? {}) as { endpoint?: unknown; keys?: { p256dh?: unknown; auth?: unknown } }
  let url: URL
  try {
    url = new URL(String(raw.endpoint))
  } catch {
    throw pushFail('push/bad-subscription', { params: { part: 'endpoint' }, field: 'subscription/endpoint' })
  }
  const known = isPushHost(url.host, extraHosts) || isPushHost(url.hostname, extraHosts)
  const plainAllowed = extraHosts.includes(url.host) || extraHosts.includes(url.hostname)
  if (!known || (url.protocol !== 'https:' && !(plainAllowed && url.protocol === 'http:')) || url.username !== '')
    throw pushFail('push/endpoint-refused', { params: { host: url.host }, field: 'subscription/endpoint' })
  const p256dh = keyOfLength(raw.keys?.p256dh, 65)
  const auth = keyOfLength(raw.keys?.auth, 16)
  if (p256dh === null)
    throw pushFail('push/bad-subscription', { params: { part: 'p256dh' }, field: 'subscription/keys/p256dh' })
  if (auth === null)
    throw pushFail('push/bad-subscription', { params: { part: 'auth' }, field: 'subscription/keys/auth' })
  return { endpoint: url.href, p256dh, auth, host: url.host }
}

function keyOfLength(value: unknown, bytes: number): string | null {
  if (typeof value !== 'string' || !/^[\w-]+=*$/.test(value)) return null
  const plain = value.replace(/=+$/, '')
  return Math.floor((plain.length * 3) / 4) === bytes ? plain : null
}
