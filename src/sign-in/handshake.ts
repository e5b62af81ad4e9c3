import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Problem } from '../base/problem.ts'
import type { FoundServer } from '../connectors/connector.ts'
import { signInFail } from './problems.ts'
import type { Key, Registration } from './registration.ts'

/** A sign-in must end within this time. */
export const ATTEMPT_MS = 10 * MINUTE
/** An ID token older than this was not made for this sign-in; the library has no such limit. */
export const MAX_ID_TOKEN_AGE_MS = 10 * MINUTE
/** How far the provider's clock may be off. */
export const CLOCK_TOLERANCE_MS = MINUTE

/** A session ends when nobody came for this long… */
export const SESSION_IDLE_MS = 30 * DAY
/** …and in any case after this. */
export const SESSION_MS = 90 * DAY
/** How exact `seen_at` is: one write an hour and session at most. */
export const SESSION_TOUCH_MS = HOUR

/** Accounts are connected only by somebody who signed in not longer ago than this. */
export const FRESH_SESSION_MS = 10 * MINUTE

/** Who an account is being connected to: the person, and the session in which they began it. */
export interface LinkTo {
  readonly personId: string
  /** SHA-256 of the session's token, base64url. */
  readonly session: string
}

/** What a sign-in remembers between leaving for the provider and coming back; sealed at rest. */
export interface AttemptSecrets {
  readonly verifier: string
  readonly nonce: string
  readonly returnTo: string
  readonly issuer: string
  readonly redirectUri: string
  /** The key that the tokens will be bound to; null or absent: none. */
  readonly key?: Key | null
  /** The server that was found from what was typed, and how the site is known there. */
  readonly at?: { readonly found: FoundServer; readonly client: FoundClient }
  /** The account is to be connected to somebody who is signed in; absent: it signs in. */
  readonly link?: LinkTo
}

/** How a site is known to a server that was found. */
export interface FoundClient {
  readonly id: string
  readonly secret: string
  readonly tokenAuth: Registration['tokenAuth']
}

/** A callback that may be taken to the provider. */
export interface GoodCallback {
  readonly code: string
}

/**
 * Judges what came back to the redirect address before anything is sent (RFC 6749 §4.1.2, RFC 9207 §2.4). `state` has
 * already found the attempt; a promised but missing `iss` is refused by the library.
 */
export function judgeCallback(
  params: URLSearchParams,
  attempt: {
    readonly issuer: string
    readonly expiresAt: number
    readonly name: string
    /** Does the provider tell of a no by leaving the code out (WeChat)? */
    readonly mayBeSilent?: boolean
  },
  now: number,
): GoodCallback | Problem {
  const details = { params: { name: attempt.name } }
  if (now > attempt.expiresAt) return signInFail('sign-in/expired')
  for (const key of ['code', 'state', 'iss', 'error'])
    if (params.getAll(key).length > 1) return signInFail('sign-in/no-code', details)
  const iss = params.get('iss')
  if (iss !== null && iss !== attempt.issuer) return signInFail('sign-in/wrong-issuer', details)
  const error = params.get('error')
  // The other one is Apple's.
  if (error === 'access_denied' || error === 'user_cancelled_authorize') return signInFail('sign-in/denied', details)
  if (error === 'temporarily_unavailable' || error === 'server_error')
    return signInFail('sign-in/provider-down', details)
  if (error !== null)
    return signInFail('sign-in/provider-refused', { params: { name: attempt.name, what: shortCode(error) } })
  const code = params.get('code')
  if (code === null || code === '')
    return signInFail(attempt.mayBeSilent === true ? 'sign-in/denied' : 'sign-in/no-code', details)
  return { code }
}

/** Error codes of others are shown, but only what RFC 6749 §4.1.2.1 lets them be made of, and not for long. */
export function shortCode(code: string): string {
  return code.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '').slice(0, 60) || '?'
}

/**
 * Where a shopper may be sent after signing in: a path of this site's own shop, the demo page, or a page of the merchant's
 * own website. Anything else leads to the shop's first page (RFC 9700 §4.11: no open redirector).
 */
export function safeReturnTo(
  wanted: string | undefined,
  site: { readonly slug: string; readonly origins: readonly string[] },
  publicUrl: string,
): string {
  const home = `/s/${site.slug}/`
  if (wanted === undefined || wanted.length > 2000 || /[\\\p{Cc}]/u.test(wanted)) return home
  if (!URL.canParse(wanted, publicUrl)) return home
  const url = new URL(wanted, publicUrl)
  if (url.username !== '' || url.password !== '') return home
  if (url.origin === new URL(publicUrl).origin) {
    const isOurs = url.pathname.startsWith(home) || url.pathname === `/s/${site.slug}` || url.pathname === '/demo'
    // Only what follows the origin: whatever stood before the path is gone.
    return isOurs ? `${url.pathname}${url.search}${url.hash}` : home
  }
  return /^https?:$/.test(url.protocol) && site.origins.includes(url.origin) ? url.href : home
}

/** Does this address lead to the machine that it is opened on? */
const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)

/** Is this address safe to talk to: https, or http on this very machine (a demo, a test)? */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))
}

/** Is a server at this address reached from this machine only: a demo, a test, somebody at their desk? */
export const isOnlyHere = (publicUrl: string): boolean => isLoopback(new URL(publicUrl))

/**
 * May a shop's owner point us at this address? Who runs a server that others reach may have it ask what runs beside it, in
 * tuidan.json; its shops may not, or they could feel out what only this machine reaches.
 */
export function isAddressForShops(address: string, publicUrl: string): boolean {
  return isSafeAddress(address) && (!isLoopback(new URL(address)) || isLoopback(new URL(publicUrl)))
}

/** Is the session still good? Idle 30 days, 90 days in all. */
export function isAlive(session: { readonly seenAt: number; readonly expiresAt: number }, now: number): boolean {
  return now < session.expiresAt && now < session.seenAt + SESSION_IDLE_MS
}

/** Did they sign in a moment ago, so that an account may be connected? */
export function isFreshSession(session: { readonly signedInAt: number }, now: number): boolean {
  return now - session.signedInAt <= FRESH_SESSION_MS
}

/** Does this token last long enough to be used? No expiry means none (null never expires). */
export function isFresh(expiresAt: number | null, now: number): boolean {
  return expiresAt === null || expiresAt > now + 30_000
}
