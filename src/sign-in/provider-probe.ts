import * as oidc from 'openid-client'
import { MINUTE } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import { CLOCK_TOLERANCE_MS } from './handshake.ts'
import { signInFail } from './problems.ts'
import type { Means } from './provider-config.ts'

/** A code that no provider ever gave: whoever knows the client refuses it (`invalid_grant`), whoever does not refuses the client. */
const NO_CODE = 'tuidan-tries-this-registration'
/** What is said of a client that is not known, or not by this secret (RFC 6749 §5.2). */
const CLIENT_REFUSED = ['invalid_client', 'unauthorized_client']

/** How a registration is tried: its name for sentences, and the address people are sent back to. */
export interface Probe {
  readonly name: string
  readonly redirectUri: string
  /** The address that a sign-in would lead to; null where asking it says nothing. */
  readonly authorize: (() => Promise<string>) | null
}

/**
 * Asks the token endpoint with a code that never was, and the authorization endpoint for a page: what the first refuses tells
 * whether id and secret are right, what the second refuses whether the redirect address is registered there.
 * @throws sign-in/client-refused, redirect-refused, clock-off; what the library throws when nothing answers
 */
export async function probe(
  config: oidc.Configuration,
  means: Means,
  { name, redirectUri, authorize }: Probe,
): Promise<void> {
  await askToken(config, name, redirectUri)
  if (authorize === null) return
  // Where the request is pushed beforehand, the redirect address is judged here already.
  const address = await authorize().catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'sign-in/provider-refused') throw error
    throw signInFail('sign-in/redirect-refused', { params: { name, redirectUri, status: 400 }, cause: error })
  })
  const answer = await means.fetch(address, { method: 'GET', headers: { accept: 'text/html' } })
  await answer.body?.cancel()
  const date = Date.parse(answer.headers.get('date') ?? '')
  const offMs = Number.isNaN(date) ? 0 : Math.abs(date - means.clock.now())
  if (offMs > CLOCK_TOLERANCE_MS)
    throw signInFail('sign-in/clock-off', { params: { name, minutes: Math.max(1, Math.round(offMs / MINUTE)) } })
  if (answer.status >= 400 && answer.status < 500)
    throw signInFail('sign-in/redirect-refused', { params: { name, redirectUri, status: answer.status } })
}

async function askToken(config: oidc.Configuration, name: string, redirectUri: string): Promise<void> {
  try {
    await oidc.genericGrantRequest(config, 'authorization_code', {
      code: NO_CODE,
      redirect_uri: redirectUri,
      code_verifier: oidc.randomPKCECodeVerifier(),
    })
  } catch (error) {
    if (isClientRefused(error)) throw signInFail('sign-in/client-refused', { params: { name }, cause: error })
    // Any other refusal comes from somebody who knows the client: that is all that was asked.
    if (error instanceof oidc.ResponseBodyError && error.status < 500) return
    throw error
  }
}

/** As the body says it, or by status 401 and a challenge (RFC 6749 §5.2), which the library wraps. */
function isClientRefused(error: unknown): boolean {
  for (let e = error, deep = 0; e instanceof Error && deep < 4; e = e.cause, deep++) {
    const { error: said, status, code } = e as { error?: unknown; status?: unknown; code?: unknown }
    if (CLIENT_REFUSED.includes(String(said)) || status === 401 || code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')
      return true
  }
  return false
}
