import { createHmac, timingSafeEqual } from 'node:crypto'
import { SECOND } from '../../base/clock.ts'
import { ordersFail } from '../problems.ts'
import type { Callback } from './payment.ts'

/** How far a callback's time may be off, either way. */
const WINDOW_MS = 300 * SECOND

/**
 * Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(secret: string, id: string, timestampSeconds: number, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`
}

/**
 * Checks the three webhook headers of a callback; several signatures may come, for a change of secrets.
 * @returns the webhook's id
 * @throws orders/payment-forged, orders/payment-stale, orders/payment-invalid
 */
export function verifyWebhook(callback: Callback): string {
  const id = callback.headers['webhook-id']
  const timestamp = Number(callback.headers['webhook-timestamp'])
  const signatures = callback.headers['webhook-signature']
  if (id === undefined || !/^[\w.:-]{1,100}$/.test(id)) throw missing('webhook-id')
  if (!Number.isSafeInteger(timestamp)) throw missing('webhook-timestamp')
  if (signatures === undefined) throw missing('webhook-signature')
  const expected = Buffer.from(signWebhook(callback.secret, id, timestamp, callback.rawBody))
  const right = signatures
    .split(' ')
    .slice(0, 10)
    .map((s) => Buffer.from(s))
    .some((s) => s.length === expected.length && timingSafeEqual(s, expected))
  if (!right) throw ordersFail('orders/payment-forged')
  // The time is judged after the signature, so that a forger learns nothing of our clock.
  const off = Math.abs(callback.now - timestamp * SECOND)
  if (off > WINDOW_MS) throw ordersFail('orders/payment-stale', { params: { seconds: Math.round(off / SECOND) } })
  return id
}

function missing(part: string) {
  return ordersFail('orders/payment-invalid', { params: { part }, field: part })
}
