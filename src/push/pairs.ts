import { createECDH, type ECDH, randomFillSync } from 'node:crypto'
import { ENVELOPE, type Envelope, envelopeOf, type Receiver } from './encrypt.ts'

let ecdh: ECDH | undefined
/** Random bytes are a call into the system, whether for one salt or for hundreds. */
const POOL = new Uint8Array(16 * 256)
let used = POOL.length

function newSalt(): Uint8Array {
  if (used === POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  used += 16
  return POOL.slice(used - 16, used)
}

/**
 * An envelope with a key pair and a salt of its own (RFC 8291 §2), the pair forgotten at once.
 * @throws Error when the receiver's point is none of the curve
 */
export function newEnvelope(to: Receiver): Envelope {
  ecdh ??= createECDH('prime256v1')
  const point = ecdh.generateKeys()
  return envelopeOf(to, { point, secret: ecdh.computeSecret(to.point) }, newSalt())
}

/** Bytes of an envelope that goes from one thread to another. */
export const PACKED = ENVELOPE.head + ENVELOPE.key + ENVELOPE.nonce

/** So many envelopes for one receiver, one behind the other. */
export function packedEnvelopes(to: Receiver, count: number): Uint8Array {
  const packed = new Uint8Array(PACKED * count)
  for (let n = 0; n < count; n++) {
    const { head, key, nonce } = newEnvelope(to)
    packed.set(head, n * PACKED)
    packed.set(key, n * PACKED + ENVELOPE.head)
    packed.set(nonce, n * PACKED + ENVELOPE.head + ENVELOPE.key)
  }
  return packed
}

/** The envelope at this place; its bytes stay there. */
export function unpacked(packed: Uint8Array, place: number): Envelope {
  const at = place * PACKED
  const cut = (from: number, length: number) => packed.subarray(at + from, at + from + length)
  return {
    head: cut(0, ENVELOPE.head),
    key: cut(ENVELOPE.head, ENVELOPE.key),
    nonce: cut(ENVELOPE.head + ENVELOPE.key, ENVELOPE.nonce),
  }
}
