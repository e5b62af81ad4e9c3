import webpush from 'web-push'
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
      payloadOf(notice),
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
      return { state: 'later', retryAfterMs: 2_000, detail: (error as Error).name }
    }
    return judge(answer.status, answer.headers.get('retry-after'))
  },
}
export default webPush

/** RFC 8030 §5.4: at most 32 characters of the base64url alphabet. */
function topicOf(tag: string): string {
  return tag.replace(/[^\w-]/g, '').slice(-32)
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

/** What a push service's answer means (RFC 8030 §5, §7; RFC 8292 §4.2 for 403). */
export function judge(status: number, retryAfter: string | null): Outcome {
  if (status >= 200 && status < 300) return { state: 'accepted' }
  if (status === 404 || status === 410) return { state: 'gone', detail: String(status) }
  if (status === 429 || status >= 500) {
    const seconds = Number(retryAfter)
    return {
      state: 'later',
      retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 5_000,
      detail: String(status),
    }
  }
  return { state: 'failed', detail: String(status) }
}
