/** Where the time comes from: the real clock in the app, a hand-set one in tests. Milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** ISO 8601 in UTC, as all JSON at the edges has it. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
