import { openBody } from '../base/body.ts'
import type { Clock } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import { retryAfterMs } from '../base/retry-after.ts'
import type { ApiAnswer, ApiRequest } from '../connectors/connector.ts'
import { cappedFetchOf, type Fetch, ForbiddenAddress, guardedFetch, TooLarge } from '../engine/guarded-fetch.ts'
import { profileFail } from '../profile/problems.ts'

/** A page of 100 items is some 100 KB. */
const MAX_BYTES = 4 * 1024 * 1024

/** On whose behalf a source is asked. */
export interface OnBehalf {
  readonly token: string
  /** Headers that show it (RFC 6750 §2.1, RFC 9449 §7.1), with the nonce the source has asked for. */
  sign(request: { readonly url: string; readonly method?: string }, nonce?: string): Promise<Record<string, string>>
  /** What asks: where the person chose the address, one that is guarded. */
  readonly fetch: Fetch
}

/** A fetch for addresses that people typed, with room for a page. */
export const guardedPages = (mayLoop: boolean): Fetch => guardedFetch({ mayLoop, mostBytes: MAX_BYTES })

/** A fetch for the addresses of descriptors and settings. */
export const openPages: Fetch = cappedFetchOf(MAX_BYTES)

/**
 * Asks an open data source one thing, as its descriptor wishes it. Follows no redirect, reads not more than 4 MB, waits not longer
 * than five seconds. A body of JSON, JSONP or a form is opened; anything else stays a text that is no page.
 * @throws profile/source-… with what the source asked for (Retry-After)
 */
export async function fetchPage(request: ApiRequest, onBehalf: OnBehalf, clock: Clock): Promise<ApiAnswer> {
  try {
    let response = await send(request, onBehalf)
    const nonce = response.headers.get('dpop-nonce')
    // RFC 9449 §9: a source that wants a nonce of its own in the proof says so with 401, once.
    if (response.status === 401 && nonce !== null) {
      await response.body?.cancel()
      response = await send(request, onBehalf, nonce)
    }
    const fault = faultOf(response, clock)
    if (fault !== null) {
      await response.body?.cancel()
      throw fault
    }
    const headers = Object.fromEntries(response.headers)
    return { status: response.status, headers, body: openBody(await response.text(), headers['content-type']) }
  } catch (error) {
    if (error instanceof Problem) throw error
    if ((error as Error).name === 'TimeoutError') throw profileFail('profile/source-slow', { cause: error })
    if (error instanceof TooLarge || error instanceof ForbiddenAddress)
      throw profileFail('profile/source-rubbish', { cause: error })
    throw profileFail('profile/source-down', { cause: error })
  }
}

async function send(request: ApiRequest, { token, sign, fetch }: OnBehalf, nonce?: string): Promise<Response> {
  const { form, json } = request
  const method = request.method ?? (form === undefined && json === undefined ? 'GET' : 'POST')
  const { url } = request
  const signed = (request.token ?? 'header') === 'header' ? await sign({ url, method }, nonce) : {}
  const headers = {
    ...signed,
    accept: 'application/activity+json, application/json',
    'accept-encoding': 'gzip',
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  }
  return await fetch(addressOf(request, token), {
    method,
    headers,
    ...bodyOf(request),
  })
}

/** `access_token` as RFC 6750 §2.3 calls it, for the providers that take it nowhere else. */
function addressOf(request: ApiRequest, token: string): string {
  if (request.token !== 'query') return request.url
  const url = new URL(request.url)
  url.searchParams.set('access_token', token)
  return url.href
}

const bodyOf = ({ form, json }: ApiRequest): { body?: string } =>
  form !== undefined
    ? { body: new URLSearchParams(form).toString() }
    : json !== undefined
      ? { body: JSON.stringify(json) }
      : {}

function faultOf(response: Response, clock: Clock): Problem | null {
  const { status } = response
  const wait = retryAfterMs(response.headers.get('retry-after'), clock.now()) ?? resetMs(response.headers, clock)
  const details = wait === undefined ? {} : { retryAfterMs: wait }
  if (status === 200) return null
  if (status === 401) return profileFail('profile/source-token')
  // GitHub says 403 where the allowance is used up: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
  if (status === 429 || (status === 403 && response.headers.get('x-ratelimit-remaining') === '0'))
    return profileFail('profile/source-busy', details)
  if (status === 403) return profileFail('profile/source-forbidden')
  if (status === 404 || status === 410) return profileFail('profile/source-gone')
  if (status >= 500) return profileFail('profile/source-down', details)
  return profileFail('profile/source-rubbish')
}

/** When a used-up allowance is full again, by the header that most providers send: seconds since the epoch. */
function resetMs(headers: Headers, clock: Clock): number | undefined {
  if (headers.get('x-ratelimit-remaining') !== '0') return undefined
  const at = Number(headers.get('x-ratelimit-reset') ?? '') * 1000
  return Number.isFinite(at) && at > clock.now() ? at - clock.now() : undefined
}
