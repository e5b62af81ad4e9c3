import * as oidc from 'openid-client'
import { type Clock, HOUR } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import { CLOCK_TOLERANCE_MS, isSafeAddress, MAX_ID_TOKEN_AGE_MS, shortCode } from './handshake.ts'
import { signInFail } from './problems.ts'

/** How a site is registered with one provider. */
export interface Registration {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  /** How the provider is called, for sentences. */
  readonly name: string
}

/** Tokens as a provider gave them. */
export interface Tokens {
  readonly access: string
  readonly refresh: string | null
  /** ms since the epoch; null when the provider names no end. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
}

/** Somebody the provider vouches for. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** ID token and UserInfo claims together. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly tokens: Tokens
}

/** What one request to an authorization endpoint is made of. */
export interface AuthorizeInput {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly lang: string
}

const TIMEOUT_S = 5
/** A token answer is some kilobytes; ten megabytes are an attack. */
const MAX_BYTES = 512 * 1024
/** How long discovery is believed; keys rotate on their own (the library fetches unknown ones). */
const DISCOVERY_MS = HOUR

class TooLarge extends Error {}

/**
 * Towards OpenID providers: openid-client with its strict checks on, and what it lacks: a cap on size and age. Every error of
 * the library becomes a problem with a next step.
 */
export class Providers {
  readonly #clock: Clock
  readonly #known = new Map<string, { readonly at: number; readonly config: Promise<oidc.Configuration> }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A fresh secret for PKCE (RFC 7636 §4.1), state or nonce. */
  newSecret(): string {
    return oidc.randomPKCECodeVerifier()
  }

  /** The provider's own name for itself, as discovery says it (OpenID Connect Discovery §3). @throws sign-in/provider-… */
  async issuer(registration: Registration): Promise<string> {
    return (await this.#config(registration)).serverMetadata().issuer
  }

  /** Where the browser goes: code flow, PKCE S256, state and nonce. @throws sign-in/provider-… */
  async authorizeUrl(registration: Registration, input: AuthorizeInput): Promise<string> {
    const config = await this.#config(registration)
    const offered = config.serverMetadata().scopes_supported
    const offline = offered?.includes('offline_access') === true
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: input.redirectUri,
      scope: [...new Set(['openid', ...input.scopes, ...(offline ? ['offline_access'] : [])])].join(' '),
      state: input.state,
      nonce: input.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(input.verifier),
      code_challenge_method: 'S256',
      ui_locales: input.lang === 'zh' ? 'zh-CN zh' : 'en',
      // OpenID Connect Core §11: offline access is only given with consent asked for.
      ...(offline ? { prompt: 'consent' } : {}),
    })
    return url.href
  }

  /**
   * Trades the code and says who it is. Refuses an ID token that is unsigned, foreign, old or for another browser, and a
   * UserInfo of somebody else.
   * @throws sign-in/untrusted-answer, code-refused, provider-…
   */
  async exchange(
    registration: Registration,
    input: { callbackUrl: URL; state: string; nonce: string; verifier: string },
  ): Promise<Identity> {
    const config = await this.#config(registration)
    return await this.#judged(registration, async () => {
      const answer = await oidc.authorizationCodeGrant(config, input.callbackUrl, {
        pkceCodeVerifier: input.verifier,
        expectedState: input.state,
        expectedNonce: input.nonce,
        idTokenExpected: true,
      })
      const claims = answer.claims()
      const ageMs = claims === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - claims.iat * 1000
      if (claims === undefined || ageMs > MAX_ID_TOKEN_AGE_MS || ageMs < -CLOCK_TOLERANCE_MS)
        throw signInFail('sign-in/untrusted-answer', { params: { name: registration.name, what: 'iat' } })
      const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined
      const more = hasUserInfo ? await oidc.fetchUserInfo(config, answer.access_token, claims.sub) : {}
      return {
        issuer: config.serverMetadata().issuer,
        subject: claims.sub,
        claims: { ...claims, ...more },
        tokens: this.#tokensOf(answer, null),
      }
    })
  }

  /** Fresh tokens for a refresh token (RFC 6749 §6). @throws sign-in/needs-reconnect when it is spent; provider-… */
  async refresh(registration: Registration, refreshToken: string): Promise<Tokens> {
    const config = await this.#config(registration)
    return await this.#judged(registration, async () => {
      try {
        return this.#tokensOf(await oidc.refreshTokenGrant(config, refreshToken), refreshToken)
      } catch (error) {
        if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant')
          throw signInFail('sign-in/needs-reconnect', { params: { name: registration.name }, cause: error })
        throw error
      }
    })
  }

  /** Takes access back at the provider (RFC 7009); nothing to do where it offers none. @throws sign-in/provider-… */
  async revoke(registration: Registration, token: string): Promise<void> {
    const config = await this.#config(registration)
    if (config.serverMetadata().revocation_endpoint === undefined) return
    await this.#judged(registration, () => oidc.tokenRevocation(config, token))
  }

  #tokensOf(answer: oidc.TokenEndpointResponse, oldRefresh: string | null): Tokens {
    const seconds = answer.expires_in
    return {
      access: answer.access_token,
      // A provider that does not rotate sends none: the old one stays good (RFC 6749 §6).
      refresh: answer.refresh_token ?? oldRefresh,
      expiresAt: seconds === undefined ? null : this.#clock.now() + seconds * 1000,
      scopes: answer.scope?.split(' ') ?? [],
    }
  }

  async #config(registration: Registration): Promise<oidc.Configuration> {
    const key = keyOf(registration)
    const known = this.#known.get(key)
    if (known !== undefined && this.#clock.now() - known.at < DISCOVERY_MS) return await known.config
    const config = this.#judged(registration, () => discover(registration))
    this.#known.set(key, { at: this.#clock.now(), config })
    try {
      return await config
    } catch (error) {
      // A failure is not remembered: the next person tries anew.
      this.#known.delete(key)
      throw error
    }
  }

  async #judged<T>(registration: Registration, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const problem = asProblem(error, registration.name)
      // The library looks for new keys once a minute at most; forgetting the old ones lets the next try find them.
      if (problem.code === 'sign-in/untrusted-answer') this.#known.delete(keyOf(registration))
      throw problem
    }
  }
}

const keyOf = ({ issuer, clientId, clientSecret, tokenAuth }: Registration) =>
  JSON.stringify([issuer, clientId, clientSecret, tokenAuth])

async function discover(registration: Registration): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret, tokenAuth, name } = registration
  if (!isSafeAddress(issuer)) throw signInFail('sign-in/insecure-issuer', { params: { name } })
  const method =
    tokenAuth === 'none'
      ? oidc.None()
      : tokenAuth === 'client_secret_post'
        ? oidc.ClientSecretPost(clientSecret)
        : oidc.ClientSecretBasic(clientSecret)
  const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  const metadata = { [oidc.clockTolerance]: CLOCK_TOLERANCE_MS / 1000 }
  const config = await oidc.discovery(new URL(issuer), clientId, metadata, method, {
    // Without this the library lets TLS stand in for the ID token's signature.
    execute: [oidc.enableNonRepudiationChecks, ...insecure],
    timeout: TIMEOUT_S,
    [oidc.customFetch]: cappedFetch,
  })
  const endpoints = config.serverMetadata()
  const {
    authorization_endpoint: authorize,
    token_endpoint: token,
    jwks_uri: keys,
    userinfo_endpoint: userInfo,
  } = endpoints
  if ([authorize, token, keys].some((address) => address === undefined || !URL.canParse(address)))
    throw signInFail('sign-in/provider-rubbish', { params: { name } })
  // A loopback issuer must not lead the secret away from this machine.
  if ([token, keys, userInfo].some((address) => address !== undefined && !isSafeAddress(address)))
    throw signInFail('sign-in/insecure-issuer', { params: { name } })
  return config
}

/** fetch that reads the whole answer under the same time limit, and not more than {@link MAX_BYTES} of it. */
async function cappedFetch(url: string, options: oidc.CustomFetchOptions): Promise<Response> {
  const response = await fetch(url, options as RequestInit)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > MAX_BYTES) throw new TooLarge(`more than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  const { status, headers } = response
  const body = [101, 204, 205, 304].includes(status) ? null : Buffer.concat(parts)
  // The body is decoded by now; these two would describe the encoded one.
  const kept = new Headers(headers)
  kept.delete('content-encoding')
  kept.delete('content-length')
  return new Response(body, { status, headers: kept })
}

/** Codes of the library that mean "this is no answer of an OpenID provider". */
const RUBBISH = [
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_MISSING_SERVER_METADATA',
]

/** What the library threw, as a problem that a shopper can read. */
export function asProblem(error: unknown, name: string): Problem {
  if (error instanceof Problem) return error
  const details = { params: { name }, cause: error }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return signInFail('sign-in/provider-down', details)
    if (error.error === 'invalid_grant') return signInFail('sign-in/code-refused', details)
    return signInFail('sign-in/provider-refused', { ...details, params: { name, what: shortCode(error.error) } })
  }
  const chain = causesOf(error)
  const codes = chain.map((e) => (e as { code?: unknown }).code).filter((code) => typeof code === 'string')
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
