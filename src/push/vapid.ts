import { type KeyObject, sign } from 'node:crypto'

/** A site's key pair for push services: they let nobody else push to its subscriptions (RFC 8292 §4). */
export interface VapidKey {
  /** An uncompressed point of P-256 in base64url: what browsers subscribe with. */
  readonly publicKey: string
  readonly privateKey: KeyObject
}

const HEAD = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'ES256' })).toString('base64url')

/**
 * The `Authorization` of a push (RFC 8292 §2 and §3). One serves every message to an origin until it expires.
 * @param origin of the push service
 * @param contact `mailto:` or `https:`; Apple refuses what is none
 * @param expiresAt ms since the epoch, at most 24 hours ahead
 */
export function vapidHeader(key: VapidKey, origin: string, contact: string, expiresAt: number): string {
  const claims = { aud: origin, exp: Math.floor(expiresAt / 1_000), sub: contact }
  const signed = `${HEAD}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  // A JWT carries the two numbers of the signature side by side (RFC 7518 §3.4), not in DER.
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${key.publicKey}`
}
