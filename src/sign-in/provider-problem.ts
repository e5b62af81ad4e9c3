import * as oidc from 'openid-client'
import { Problem } from '../base/problem.ts'
import { ForbiddenAddress, TooLarge } from '../engine/guarded-fetch.ts'
import { shortCode } from './handshake.ts'
import { signInFail } from './problems.ts'
import { COMPLAINT, shortComplaint } from './quirk.ts'

/** Codes of the library that mean "this is no answer of an OpenID provider". */
const RUBBISH = [
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_MISSING_SERVER_METADATA',
]

/** What the library or the network threw, as a problem that a shopper can read. */
export function asProblem(error: unknown, name: string): Problem {
  if (error instanceof Problem) return error
  const details = { params: { name }, cause: error }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return signInFail('sign-in/provider-down', details)
    if (error.error === 'invalid_grant') return signInFail('sign-in/code-refused', details)
    const what =
      error.error === COMPLAINT ? shortComplaint(error.error_description ?? '') : shortCode(String(error.error))
    return signInFail('sign-in/provider-refused', { ...details, params: { name, what } })
  }
  const chain = causesOf(error)
  const codes = chain.map((e) => (e as { code?: unknown }).code).filter((code) => typeof code === 'string')
  if (chain.some((e) => e instanceof ForbiddenAddress)) return signInFail('sign-in/private-address', details)
  if (chain.some((e) => e instanceof TooLarge)) return signInFail('sign-in/provider-rubbish', details)
  if (chain.some((e) => (e as { name?: unknown }).name === 'TimeoutError') || codes.includes('OAUTH_TIMEOUT'))
    return signInFail('sign-in/provider-slow', details)
  const status = chain.map((e) => (e as { cause?: unknown }).cause).find((c) => c instanceof Response)?.status ?? 0
  if (status >= 500) return signInFail('sign-in/provider-down', details)
  if (codes.some((code) => RUBBISH.includes(code))) return signInFail('sign-in/provider-rubbish', details)
  const code = codes.find((one) => one.startsWith('OAUTH_'))
  // No code of the library's: the connection failed (a closed socket is a bare TypeError, cause UND_ERR_SOCKET).
  if (code === undefined) return signInFail('sign-in/provider-down', details)
  return signInFail('sign-in/untrusted-answer', {
    ...details,
    params: { name, what: code.slice('OAUTH_'.length).toLowerCase() },
  })
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let e = error; e instanceof Error && chain.length < 6; e = e.cause) chain.push(e)
  return chain
}

/** Does a name simply not exist? */
export const isUnknownHost = (error: unknown): boolean =>
  causesOf(error).some((e) => ['ENOTFOUND', 'EAI_AGAIN'].includes(String((e as { code?: unknown }).code)))
