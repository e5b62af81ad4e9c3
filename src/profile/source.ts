import type { Clock } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import { retryAfterMs } from '../base/retry-after.ts'
import type { ApiAnswer, ApiRequest } from '../connectors/connector.ts'
import { profileFail } from './problems.ts'

/** A page that takes longer is a slow source. */
const TIMEOUT_MS = 5_000
/** A page of 100 items is some 100 KB. */
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Fetches one page of an open data source with a bearer token (RFC 6750). Follows no redirect, reads not more than 4 MB, waits
 * not longer than five seconds.
 * @throws profile/source-… with what the source asked for (Retry-After)
 */
export async function fetchPage(request: ApiRequest, token: string, clock: Clock): Promise<ApiAnswer> {
  try {
    const response = await fetch(request.url, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/activity+json, application/json',
        ...request.headers,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const fault = faultOf(response, clock)
    if (fault !== null) {
      await response.body?.cancel()
      throw fault
    }
    const body: unknown = JSON.parse(await limited(response))
    return { status: response.status, headers: Object.fromEntries(response.headers), body }
  } catch (error) {
    if (error instanceof Problem) throw error
    if ((error as Error).name === 'TimeoutError') throw profileFail('profile/source-slow', { cause: error })
    if (error instanceof SyntaxError) throw profileFail('profile/source-rubbish', { cause: error })
    throw profileFail('profile/source-down', { cause: error })
  }
}

function faultOf(response: Response, clock: Clock): Problem | null {
  const { status } = response
  const wait = retryAfterMs(response.headers.get('retry-after'), clock.now())
  const details = wait === undefined ? {} : { retryAfterMs: wait }
  if (status === 200) return null
  if (status === 401) return profileFail('profile/source-token')
  if (status === 403) return profileFail('profile/source-forbidden')
  if (status === 404 || status === 410) return profileFail('profile/source-gone')
  if (status === 429) return profileFail('profile/source-busy', details)
  if (status >= 500) return profileFail('profile/source-down', details)
  return profileFail('profile/source-rubbish')
}

async function limited(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > MAX_BYTES) throw profileFail('profile/source-rubbish')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
