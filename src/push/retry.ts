const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait before a push service is asked again: doubling from one second to five minutes, never less than what
 * the service asked for.
 * @param tries how often it was asked, 1 after the first time
 * @param retryAfterMs what its Retry-After said (RFC 8030 §8.4), or null
 */
export function pauseMs(tries: number, retryAfterMs: number | null): number {
  const own = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20))
  return Math.max(own, retryAfterMs ?? 0)
}
