import { MINUTE, SECOND } from '../base/clock.ts'

/** A worker with a task in hand who was not heard for this long loses it to somebody else. */
export const LEASE_MS = 90 * SECOND
/**
 * An open stream alone counts no longer than this after the last call: the stream of a phone that died looks open until TCP
 * gives up (some 15 minutes), while a worker with both hands in a carton makes no call for a few.
 */
export const STREAM_COUNTS_MS = 5 * MINUTE

/** When a worker was last heard: by a call of the phone, or for a while by its open stream. */
export function heardAt(calledAt: number, streamAt: number | null): number {
  return streamAt === null ? calledAt : Math.max(calledAt, Math.min(streamAt, calledAt + STREAM_COUNTS_MS))
}

/** When a lease ends if nothing more is heard. */
export function leaseEndsAt(calledAt: number, streamAt: number | null): number {
  return heardAt(calledAt, streamAt) + LEASE_MS
}
