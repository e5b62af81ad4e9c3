import { MINUTE, SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import type { ApiRequest } from '../connectors/connector.ts'

/** Pauses after failures in a row: quick at first, because most trouble is over in seconds. */
const PAUSES_MS = [2 * SECOND, 10 * SECOND, MINUTE, 10 * MINUTE]
/** After that many failures in a row the stream waits for the next sign-in. */
const MOST_FAILURES = 60
/** A source may ask for more patience, but not for ever. */
const LONGEST_MS = 24 * 60 * MINUTE

/** When reading goes on after the n-th failure in a row (1 is the first), in ms; null when it is given up. */
export function pauseMs(failures: number, retryAfterMs: number | undefined): number | null {
  if (failures > MOST_FAILURES) return null
  const own = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1]!
  return retryAfterMs === undefined ? own : Math.min(LONGEST_MS, Math.max(own, retryAfterMs))
}

/** 10 分钟后. */
export function whenText(ms: number): Text {
  const seconds = Math.max(1, Math.ceil(ms / SECOND))
  if (seconds < 90) return { zh: `${seconds} 秒后`, en: `in ${seconds} seconds` }
  const minutes = Math.ceil(seconds / 60)
  return { zh: `${minutes} 分钟后`, en: `in ${minutes} minutes` }
}

/**
 * May a request go out with the person's token? Only to the source's own origin: neither a descriptor's slip nor a source's lie
 * leads the token elsewhere.
 */
export function isAtHome(request: Pick<ApiRequest, 'url'>, base: string): boolean {
  return URL.canParse(request.url) && new URL(request.url).origin === new URL(base).origin
}

/** Is this another page than the one before, at the same source? Pages that repeat would never end. */
export function isNextPage(next: Pick<ApiRequest, 'url'>, current: Pick<ApiRequest, 'url'>, base: string): boolean {
  return isAtHome(next, base) && new URL(next.url).href !== new URL(current.url).href
}
