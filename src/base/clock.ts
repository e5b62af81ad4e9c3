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

/** Durations in ms. */
export const SECOND = 1000
/** 60 s in ms. */
export const MINUTE = 60 * SECOND
/** 60 min in ms. */
export const HOUR = 60 * MINUTE
/** 24 h in ms; a local day can have 23 or 25. */
export const DAY = 24 * HOUR
