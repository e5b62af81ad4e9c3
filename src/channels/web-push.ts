import { retryAfterMs } from '../base/retry-after.ts'
import { type Envelope, MOST_BYTES, seal } from '../push/encrypt.ts'
import type { Answer, Channel, Notice, Outcome } from './channel.ts'

/** A browser's subscription, and what its messages are sealed with. */
export interface WebPushTarget {
  readonly endpoint: string
  /** A new one for each body: an envelope is good for one. */
  envelope(): Envelope
}

/** `authorization`: the site's VAPID header for the endpoint's origin. */
export interface WebPushSecrets {
  readonly authorization: string
}

/** What asking again cannot change: an address that must not be asked, a key that is none. */
const FINAL: readonly string[] = ['ADDRESS_FORBIDDEN', 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY']
/** Lengths are filled up to a multiple of this: what is said cannot be told from how long it is. */
const PAD_TO = 256

/**
 * Web Push: RFC 8030 (TTL, Urgency, Topic), RFC 8291 (encryption), RFC 8292 (VAPID).
 * The payload is Declarative Web Push (https://webkit.org/blog/16535/), which old browsers hand to the service worker.
 */
const webPush: Channel<WebPushTarget, WebPushSecrets> = {
  id: 'web-push',
  async send(notice, target, { authorization }, { post, now }) {
    const headers = {
      authorization,
      ttl: String(notice.ttlSeconds),
      urgency: notice.urgency,
      topic: topicOf(notice.tag),
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
    }
    const ask = async (payload: string): Promise<Answer> =>
      await post(target.endpoint, { headers, body: seal(target.envelope(), Buffer.from(payload), PAD_TO) })
    try {
      const answer = await ask(fitting(notice))
      // A bridge may take less than it must: the app fetches what is left out.
      return judge(answer.status === 413 ? await ask(payloadOf({ ...notice, body: '', data: {} })) : answer, now)
    } catch (error) {
      const detail = reasonOf(error)
      return FINAL.includes(detail) ? { state: 'failed', detail } : { state: 'later', retryAfterMs: null, detail }
    }
  },
}
export default webPush

/** RFC 8030 §5.4: at most 32 characters of the base64url alphabet. */
function topicOf(tag: string): string {
  return tag.replace(/[^\w-]/g, '').slice(-32)
}

/** The payload within what a push service must take (RFC 8030 §7.2: 4096 bytes, encrypted); a body too long is cut. */
function fitting(notice: Notice): string {
  const whole = payloadOf(notice)
  const over = Buffer.byteLength(whole) - MOST_BYTES
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

/** Why there was no answer, in one word: the code of a socket or of TLS, else the kind of error. */
function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : String(name)
}

/** Services say why in a word (Apple: `{"reason":"BadJwtToken"}`; others `reason` or `error`); anything longer is left out. */
function saidWhy(words: string): string {
  return /"(?:reason|error|message)"\s*:\s*"([\w .:-]{1,60})"/.exec(words)?.[1] ?? ''
}

/**
 * What a push service's answer means (RFC 8030 §5, §7; RFC 8292 §4.2 for 403). A redirect is refused: it would lead us to any address.
 * @param now ms, for a date in Retry-After
 */
export function judge({ status, header, words }: Answer, now: number): Outcome {
  if (status >= 200 && status < 300) return { state: 'accepted' }
  if (status === 404 || status === 410) return { state: 'gone', detail: String(status) }
  if (status === 429 || status >= 500)
    return { state: 'later', retryAfterMs: retryAfterMs(header('retry-after'), now) ?? null, detail: String(status) }
  return { state: 'failed', detail: `${status} ${saidWhy(words)}`.trim() }
}
