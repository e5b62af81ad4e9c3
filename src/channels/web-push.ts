import webpush from 'web-push'
import { retryAfterMs } from '../base/retry-after.ts'
import type { Channel, Notice, Outcome } from './channel.ts'

/** A browser's subscription. */
export interface WebPushTarget {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

const TIMEOUT_MS = 5_000

/**
 * Web Push: RFC 8030 (TTL, Urgency, Topic), RFC 8291 (encryption), RFC 8292 (VAPID).
 * The payload is Declarative Web Push (https://webkit.org/blog/16535/), which old browsers hand to the service worker.
 * `secrets`: publicKey, privateKey (VAPID, base64url), subject (mailto: or https:, or Apple answers 403).
 */
const webPush: Channel<WebPushTarget> = {
  id: 'web-push',
  maxBytes: 3993,
  async send(notice, target, secrets) {
    const request = webpush.generateRequestDetails(
      { endpoint: target.endpoint, keys: { p256dh: target.p256dh, auth: target.auth } },
      fitting(notice, webPush.maxBytes),
      {
        vapidDetails: { subject: secrets.subject!, publicKey: secrets.publicKey!, privateKey: secrets.privateKey! },
        TTL: notice.ttlSeconds,
        urgency: notice.urgency,
        topic: topicOf(notice.tag),
        contentEncoding: 'aes128gcm',
      },
    )
    let answer: Response
    try {
      answer = await fetch(request.endpoint, {
        method: 'POST',
        headers: request.headers as Record<string, string>,
        body: request.body as unknown as ArrayBuffer,
        // A push service that redirects would be a way to make us call any address.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
    } catch (error) {
      return { state: 'later', retryAfterMs: null, detail: (error as Error).name }
    }
    return judge(answer.status, answer.headers.get('retry-after'), Date.now())
  },
}
export default webPush

/** RFC 8030 §5.4: at most 32 characters of the base64url alphabet. */
function topicOf(tag: string): string {
  return tag.replace(/[^\w-]/g, '').slice(-32)
}

/** The payload within what a push service must take (RFC 8030 §7.2: 4096 bytes, encrypted); a body too long is cut. */
function fitting(notice: Notice, maxBytes: number): string {
  const whole = payloadOf(notice)
  const over = Buffer.byteLength(whole) - maxBytes
  if (over <= 0) return whole
  const body = Buffer.from(notice.body)
  // The ellipsis takes three bytes; a character cut in half is left out.
  const kept = body
    .subarray(0, Math.max(0, body.length - over - 3))
    .toString('utf8')
    .replace(/\ufffd+$/, '')
  return payloadOf({ ...notice, body: `${kept}…` })
}

function payloadOf(notice: Notice): string {
  return JSON.stringify({
    web_push: 8030,
    notification: {
      title: notice.title,
      body: notice.body,
      navigate: notice.navigate,
      lang: notice.lang,
      tag: notice.tag,
      data: { id: notice.id, receipt: notice.receipt, ...notice.data },
    },
  })
}

/** What a push service's answer means (RFC 8030 §5, §7; RFC 8292 §4.2 for 403). `now`: ms, for a date in Retry-After. */
export function judge(status: number, retryAfter: string | null, now: number): Outcome {
  if (status >= 200 && status < 300) return { state: 'accepted' }
  if (status === 404 || status === 410) return { state: 'gone', detail: String(status) }
  if (status === 429 || status >= 500)
    return { state: 'later', retryAfterMs: retryAfterMs(retryAfter, now) ?? null, detail: String(status) }
  return { state: 'failed', detail: String(status) }
}
