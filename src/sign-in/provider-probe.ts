import * as oidc from 'openid-client'
import { MINUTE } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import type { Blame, Quirk } from '../connectors/connector.ts'
import { CLOCK_TOLERANCE_MS } from './handshake.ts'
import { signInFail } from './problems.ts'
import { configure, type Means } from './provider-config.ts'
import { COMPLAINT, shortComplaint } from './quirk.ts'
import { loginAt, type Registration } from './registration.ts'

/** A code that no provider ever gave: whoever knows the client refuses it (`invalid_grant`), whoever does not refuses the client. */
const NO_CODE = 'tuidan-tries-this-registration'
/** What is to blame by words that need no table: RFC 6749 §5.2, and what GitHub's and Weibo's documents call the same. */
const BLAMES: Readonly<Record<string, Blame>> = {
  invalid_client: 'client',
  unauthorized_client: 'client',
  incorrect_client_credentials: 'client',
  redirect_uri_mismatch: 'redirect',
}
/** No registration has it (RFC 2606 §2): a provider that refuses it looks at redirect addresses before anybody signs in. */
const UNREGISTERED = 'https://not-registered.invalid/callback'

/** What of a registration was seen to be right. What a provider lets nobody try is left out. */
export type Checked = 'client' | 'redirect' | 'clock'

/** How a registration is tried. */
export interface Probe {
  readonly redirectUri: string
  /** The address that a sign-in would lead to, for a redirect address. */
  readonly authorize: (redirectUri: string) => Promise<string>
}

/**
 * Asks the token endpoint with a code that never was, and the authorization endpoint for a page: what the first refuses tells
 * whether id and secret are right, what the second refuses whether the redirect address is registered there. That it takes ours
 * counts only where it refuses another.
 * @throws sign-in/client-, id-, secret-, redirect-, host-refused, not-released, clock-off; what the library throws when nothing answers
 */
export async function probe(registration: Registration, means: Means, input: Probe): Promise<readonly Checked[]> {
  const { name } = registration
  const dates: number[] = []
  const watched: Means = {
    ...means,
    async fetch(url, asked) {
      const answer = await means.fetch(url, asked)
      const date = Date.parse(answer.headers.get('date') ?? '')
      if (!Number.isNaN(date)) dates.push(Math.abs(date - means.clock.now()))
      return answer
    },
  }
  const config = await configure(registration, watched)
  const failed: unknown = await askToken(registration, config, input.redirectUri).then(
    () => null,
    (error: unknown) => error,
  )
  // A clock that is off may be why the client is refused, so it is told first.
  const offMs = Math.max(0, ...dates)
  if (offMs > CLOCK_TOLERANCE_MS)
    throw signInFail('sign-in/clock-off', { params: { name, minutes: Math.max(1, Math.round(offMs / MINUTE)) } })
  if (failed !== null) throw failed
  const blamed = await askPage(registration, watched, input, input.redirectUri)
  if (blamed !== null) throw refused(registration, blamed.blame, blamed.said, input.redirectUri)
  const other = await askPage(registration, watched, input, UNREGISTERED)
  return [
    'client',
    ...(other?.blame === 'redirect' ? (['redirect'] as const) : []),
    ...(dates.length > 0 ? (['clock'] as const) : []),
  ]
}

async function askToken(registration: Registration, config: oidc.Configuration, redirectUri: string): Promise<void> {
  const { quirk } = loginAt(registration)
  try {
    await oidc.genericGrantRequest(config, 'authorization_code', {
      code: NO_CODE,
      redirect_uri: redirectUri,
      code_verifier: oidc.randomPKCECodeVerifier(),
    })
  } catch (error) {
    const words = wordsOf(error)
    const blame = blameOf(words, quirk)
    if (blame !== null) throw refused(registration, blame, words.at(-1) ?? '', redirectUri, error)
    if (!(error instanceof oidc.ResponseBodyError) || error.status >= 500) throw error
    // A complaint that no table knows proves nothing of a provider that has a table.
    if (error.error === COMPLAINT)
      throw signInFail('sign-in/provider-refused', {
        params: { name: registration.name, what: shortComplaint(error.error_description ?? '') },
        cause: error,
      })
    // Any other refusal comes from somebody who knows the client: that is all that was asked.
  }
}

/** Words and codes of a refusal: its body's, or status 401 and a challenge (RFC 6749 §5.2), which the library wraps. */
function wordsOf(error: unknown): readonly string[] {
  const words: string[] = []
  for (let e = error, deep = 0; e instanceof Error && deep < 4; e = e.cause, deep++) {
    const { error: said, error_description: more, status, code } = e as unknown as Record<string, unknown>
    if (typeof said === 'string') words.push(said)
    if (e instanceof oidc.ResponseBodyError && typeof more === 'string') words.push(...more.split(/[\s:,()]+/))
    if (status === 401 || code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') words.push('invalid_client')
  }
  return words
}

/** The provider's own code says more than the word it stands for. */
function blameOf(words: readonly string[], quirk: Quirk | undefined): Blame | null {
  const own = words.find((word) => Object.hasOwn(quirk?.blames ?? {}, word))
  if (own !== undefined) return quirk?.blames?.[own] ?? null
  const known = words.find((word) => Object.hasOwn(BLAMES, word))
  return known === undefined ? null : (BLAMES[known] ?? null)
}

/** What the page that people would see refuses; null: nothing that can be told. */
async function askPage(
  registration: Registration,
  means: Means,
  { authorize }: Probe,
  redirectUri: string,
): Promise<{ blame: Blame; said: string } | null> {
  const { quirk, server } = loginAt(registration)
  // Without discovery and without known words the page of an error is a page like any other.
  if ('authorize' in server && quirk?.pageBlames === undefined) return null
  // Where the request is pushed beforehand, the redirect address is judged here already.
  const address = await authorize(redirectUri).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'sign-in/provider-refused') throw error
    return null
  })
  if (address === null) return { blame: 'redirect', said: '400' }
  const answer = await means.fetch(address, { method: 'GET', headers: { accept: 'text/html' } })
  const text = await answer.text()
  const words = Object.entries(quirk?.pageBlames ?? {}).find(([said]) => text.includes(said))
  if (words !== undefined) return { blame: words[1], said: words[0] }
  return answer.status >= 400 && answer.status < 500 ? { blame: 'redirect', said: String(answer.status) } : null
}

const PROBLEMS = {
  id: 'sign-in/id-refused',
  secret: 'sign-in/secret-refused',
  client: 'sign-in/client-refused',
  redirect: 'sign-in/redirect-refused',
  host: 'sign-in/host-refused',
  release: 'sign-in/not-released',
} as const satisfies Readonly<Record<Blame, string>>

function refused({ name }: Registration, blame: Blame, status: string, redirectUri: string, cause?: unknown): Problem {
  return signInFail(PROBLEMS[blame], { params: { name, redirectUri, status }, cause })
}
