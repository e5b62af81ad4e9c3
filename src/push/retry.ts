const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait before a push service is asked again: doubling from one second to five minutes, up to half of it left out by
 * chance so that messages which failed together do not come back together; never less than what the service asked for.
 * @param tries how often it was asked, 1 after the first time
 * @param retryAfterMs what its Retry-After said (RFC 8030 §8.4), or null
 * @param chance from 0 to 1
 */
export function pauseMs(tries: number, retryAfterMs: number | null, chance: number): number {
  const own = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20))
  return Math.max(Math.round(own * (1 - chance / 2)), retryAfterMs ?? 0)
}
