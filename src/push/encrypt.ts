import { createCipheriv, createHmac } from 'node:crypto'

/** The keys of a browser's subscription, as it gives them (W3C Push API, `getKey`). */
export interface Receiver {
  /** `p256dh`: an uncompressed point of P-256, 65 bytes. */
  readonly point: Uint8Array
  /** `auth`: 16 bytes that only this browser and we know. */
  readonly auth: Uint8Array
}

/** What a message's own key pair and the receiver's agreed on. */
export interface Agreed {
  /** The public half of the pair made for this message, 65 bytes. */
  readonly point: Uint8Array
  /** The secret both sides can reckon (ECDH), 32 bytes. */
  readonly secret: Uint8Array
}

/**
 * All that is needed to seal one message to one receiver but the message: made ahead, so that a rush of messages meets no arithmetic
 * on the curve. For one message only: a second one under the same key and nonce would lay both open.
 */
export interface Envelope {
  /** How the body begins (RFC 8188 §2.1): salt 16, record size 4, length of the key id 1, key id 65. */
  readonly head: Uint8Array
  /** For AES-128-GCM, 16 bytes. */
  readonly key: Uint8Array
  /** 12 bytes. */
  readonly nonce: Uint8Array
}

/** Bytes of the parts of an {@link Envelope}. */
export const ENVELOPE = { head: 86, key: 16, nonce: 12 } as const
/** One record, as RFC 8291 §4 asks: no longer than what every push service must take (RFC 8030 §7.2). */
const RECORD_SIZE = 4096
const TAG = 16
/** The longest message that fits beside head, delimiter and tag. */
export const MOST_BYTES = RECORD_SIZE - ENVELOPE.head - 1 - TAG

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
const INFO = ascii('WebPush: info\0')
const KEY_INFO = ascii('Content-Encoding: aes128gcm\0\x01')
const NONCE_INFO = ascii('Content-Encoding: nonce\0\x01')
const ONE = Buffer.of(1)

/**
 * Makes an envelope (RFC 8291 §3.4, RFC 8188 §2.2 and §2.3): five keyed hashes, of which each step of HKDF (RFC 5869) needs one, no
 * result being longer than a hash.
 * @param salt 16 random bytes, of this message alone
 */
export function envelopeOf(to: Receiver, agreed: Agreed, salt: Uint8Array): Envelope {
  const shared = hash(to.auth, agreed.secret)
  const material = hash(shared, INFO, to.point, agreed.point, ONE)
  const pseudo = hash(salt, material)
  const head = Buffer.allocUnsafe(ENVELOPE.head)
  head.set(salt)
  head.writeUInt32BE(RECORD_SIZE, 16)
  head[20] = agreed.point.length
  head.set(agreed.point, 21)
  return {
    head,
    key: hash(pseudo, KEY_INFO).subarray(0, ENVELOPE.key),
    nonce: hash(pseudo, NONCE_INFO).subarray(0, ENVELOPE.nonce),
  }
}

function hash(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** What is about to be sealed; one for all, since sealing waits for nothing. */
const plain = Buffer.alloc(RECORD_SIZE)

/**
 * The body of a push: the envelope's head and one record, the message sealed with AES-128-GCM (RFC 8188 §2). Erases the envelope's
 * key: it is used up.
 * @param padTo the message is filled up to a multiple of so many bytes, as far as there is room, so that its length tells little
 * @throws RangeError when the message is longer than {@link MOST_BYTES}; TypeError when the envelope was used before
 */
export function seal({ head, key, nonce }: Envelope, message: Uint8Array, padTo = 1): Buffer {
  if (message.length > MOST_BYTES) throw new RangeError(`${message.length} bytes, at most ${MOST_BYTES} fit`)
  if (key.every((byte) => byte === 0)) throw new TypeError('an envelope is good for one message')
  const length = 1 + Math.min(MOST_BYTES, Math.ceil(message.length / padTo) * padTo)
  plain.set(message)
  // The delimiter 2 says that this record is the last; what stands behind it is padding.
  plain[message.length] = 2
  plain.fill(0, message.length + 1, length)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const body = Buffer.allocUnsafe(ENVELOPE.head + length + TAG)
  body.set(head)
  body.set(cipher.update(plain.subarray(0, length)), ENVELOPE.head)
  cipher.final()
  body.set(cipher.getAuthTag(), ENVELOPE.head + length)
  key.fill(0)
  return body
}
