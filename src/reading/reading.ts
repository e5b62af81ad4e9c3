import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import type { ApiRequest, ReadStream } from '../connectors/connector.ts'

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
  if (minutes < 90) return { zh: `${minutes} 分钟后`, en: `in ${minutes} minutes` }
  const hours = Math.round(minutes / 60)
  return hours < 48
    ? { zh: `${hours} 小时后`, en: `in ${hours} hours` }
    : { zh: `${Math.round(hours / 24)} 天后`, en: `in ${Math.round(hours / 24)} days` }
}

/**
 * May a request go out with the person's token? Only to where the stream's first page is: neither a descriptor's slip nor a
 * source's lie leads the token elsewhere.
 */
export function isAtHome(request: Pick<ApiRequest, 'url'>, home: string): boolean {
  return URL.canParse(request.url) && new URL(request.url).origin === new URL(home).origin
}

/** Is this another page than the one before, at the same source? Pages that repeat would never end. */
export function isNextPage(next: ApiRequest, current: ApiRequest, home: string): boolean {
  const whole = ({ url, form, json }: ApiRequest) => JSON.stringify([new URL(url).href, form, json])
  return isAtHome(next, home) && whole(next) !== whole(current)
}

/** A stream whose source tells of deletions by absence only is read whole this often, also where it can be read on. */
const WHOLE_EVERY_MS = 7 * DAY

/**
 * From where a run reads: null, everything. A stream whose deletions are found by comparing needs a whole reading once a week;
 * between them it is read on, like any other.
 */
export function sinceOf(
  deletes: ReadStream['deletes'],
  { since, wholeAt }: { readonly since: string | null; readonly wholeAt: number | null },
  now: number,
): string | null {
  if (since === null || (deletes === 'compare' && (wholeAt === null || wholeAt <= now - WHOLE_EVERY_MS))) return null
  return since
}

/** When a stream that was read to its end is read again, ms since the epoch; null: at the next sign-in. */
export function nextReadingAt(everyHours: number | null, accountId: string, now: number): number | null {
  if (everyHours === null) return null
  // Spread over a tenth of the time, always the same for an account: who signed in together is not read together for ever.
  const spread = Number.parseInt(accountId.slice(-4), 16) / 0xffff || 0
  return Math.round(now + everyHours * HOUR * (1 + spread / 10))
}

/** What a source answers about a page, or a place to read on from, that it no longer knows. */
const LOST_PAGE = ['profile/source-gone', 'profile/source-rubbish']

/** Is the run better begun anew than asked on with, because its source no longer knows the page it is at? */
export function isLost(
  problem: string | null,
  run: { readonly pages: number; readonly since: Uint8Array | null },
): boolean {
  return LOST_PAGE.includes(problem ?? '') && (run.pages > 0 || run.since !== null)
}

/** The profile is formed at the end of a run; before that at most so often, and less the more facts there are to go through. */
export function mayDerive(derivedAt: number | null, facts: number, now: number): boolean {
  return derivedAt === null || now - derivedAt >= SECOND + facts || now < derivedAt
}

/**
 * An allowance as pace and burst: not more than `requests` in any stretch of `perSeconds`, a fifth of them at once
 * (burst + what the pace gives in that time is the allowance).
 */
export function paceOf({ requests, perSeconds }: { readonly requests: number; readonly perSeconds: number }): {
  readonly paceMs: number
  readonly burstMs: number
} {
  const most = Math.floor(requests)
  const atOnce = Math.max(1, Math.floor(most / 5))
  const paceMs = (perSeconds * SECOND) / (most - atOnce + 1)
  return { paceMs, burstMs: (atOnce - 1) * paceMs }
}
