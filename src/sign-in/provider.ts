import { createHash } from 'node:crypto'
import * as oidc from 'openid-client'
import { type Clock, DAY, HOUR } from '../base/clock.ts'
import {
  type AccountCard,
  type ApiAnswer,
  type ApiRequest,
  type FoundServer,
  Mistyped,
  type Raw,
  type Subject,
} from '../connectors/connector.ts'
import { cappedFetch, type Fetch, guardedFetch } from '../engine/guarded-fetch.ts'
import { handleOf, newBoundKey } from './dpop.ts'
import { CLOCK_TOLERANCE_MS, MAX_ID_TOKEN_AGE_MS } from './handshake.ts'
import { signInFail } from './problems.ts'
import { configure, keptServer, type Means, registerClient } from './provider-config.ts'
import { type Checked, probe } from './provider-probe.ts'
import { asProblem, isUnknownHost } from './provider-problem.ts'
import { ask, type Bearing, signedRequest } from './provider-wire.ts'
import { authorizeAddress, openAnswer, shortComplaint } from './quirk.ts'
import {
  hasIdToken,
  hasPkce,
  type Identity,
  issuerAt,
  type Key,
  loginAt,
  type Registration,
  type Tokens,
} from './registration.ts'

/** What one request to an authorization endpoint is made of. */
export interface AuthorizeInput {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly lang: string
  /** The key that the tokens will be bound to; null: they will not be. */
  readonly key?: Key | null
}

/** How long discovery is believed; keys rotate on their own (the library fetches unknown ones). */
const DISCOVERY_MS = HOUR
/** Providers remembered at once. */
const MOST_KNOWN = 1_000
/** A search for a server asks a handful of questions; one that goes on is led in circles. */
const MOST_QUESTIONS = 12
const MOST_SEARCH_MS = 15_000

/** Letters of a token, of its scopes and of a subject: what is longer fits into no header, and is kept for nobody. */
const MOST_TOKEN = 16_384
const MOST_SCOPE = 8_000
const MOST_SUBJECT = 2_048
/** A token that lives longer has no end that anybody sees. */
const MOST_LIFE_MS = 3_650 * DAY
/** RFC 6749 §3.3; no database keeps a NUL. */
const isScope = (text: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)

/**
 * Towards the providers of all kinds: openid-client with its strict checks on, and what it lacks: a cap on size and age, a guard
 * before addresses of others, and the ways of providers that follow no standard. Every error becomes a problem with a next step.
 */
export class Providers {
  readonly #clock: Clock
  readonly #means: Means
  readonly #known = new Map<string, { readonly at: number; readonly config: Promise<oidc.Configuration> }>()

  /** `mayLoop`: what people type may lead to this machine. The two fetches stand in for the network in a test. */
  constructor(clock: Clock, parts: { mayLoop?: boolean; fetch?: Fetch; guarded?: Fetch } = {}) {
    const { mayLoop = false, fetch = cappedFetch, guarded = guardedFetch({ mayLoop }) } = parts
    this.#clock = clock
    this.#means = { clock, fetch, guarded, mayLoop }
  }

  /** A fresh secret for PKCE (RFC 7636 §4.1), state or nonce. */
  newSecret(): string {
    return oidc.randomPKCECodeVerifier()
  }

  /** The provider's own name for itself, as discovery says it (OpenID Connect Discovery §3). @throws sign-in/provider-… */
  async issuer(registration: Registration): Promise<string> {
    return metadataOf(await this.#config(registration)).issuer
  }

  /**
   * Tries a registration out without anybody signing in: is the server there, are id and secret right, is the redirect address
   * registered, is the clock. Says what of it could be seen. @throws sign-in/…-refused, not-released, clock-off, provider-…
   */
  async probe(registration: Registration, redirectUri: string): Promise<readonly Checked[]> {
    const secrets = { state: this.newSecret(), nonce: this.newSecret(), verifier: this.newSecret() }
    const { scopes } = loginAt(registration)
    const authorize = (at: string) =>
      this.authorizeUrl(registration, { redirectUri: at, scopes, lang: 'en', key: null, ...secrets })
    return await this.#judged(registration, () => probe(registration, this.#means, { redirectUri, authorize }))
  }

  /** A key to bind tokens to, where the server binds them (RFC 9449 §5.1); null where it does not. @throws sign-in/provider-… */
  async newKey(registration: Registration): Promise<Key | null> {
    const metadata = metadataOf(await this.#config(registration))
    const algorithms = metadata.dpop_signing_alg_values_supported as readonly string[] | undefined
    return algorithms?.includes('ES256') === true ? await newBoundKey() : null
  }

  /**
   * Where the browser goes: code flow, PKCE S256, state and nonce; pushed beforehand where the server takes that (RFC 9126).
   * @throws sign-in/provider-…
   */
  async authorizeUrl(registration: Registration, input: AuthorizeInput): Promise<string> {
    const config = await this.#config(registration)
    const { quirk } = loginAt(registration)
    const metadata = metadataOf(config)
    const isOpenId = hasIdToken(registration)
    const offline = isOpenId && metadata.scopes_supported?.includes('offline_access') === true
    const scopes = [...(isOpenId ? ['openid'] : []), ...input.scopes, ...(offline ? ['offline_access'] : [])]
    const params = {
      redirect_uri: input.redirectUri,
      scope: [...new Set(scopes)].join(quirk?.scopeSeparator ?? ' '),
      state: input.state,
      ...(isOpenId ? { nonce: input.nonce, ui_locales: input.lang === 'zh' ? 'zh-CN zh' : 'en' } : {}),
      ...(hasPkce(registration) ? { code_challenge: challengeOf(input.verifier), code_challenge_method: 'S256' } : {}),
      // OpenID Connect Core §11: offline access is only given with consent asked for.
      ...(offline ? { prompt: 'consent' } : {}),
    }
    const handle = input.key == null ? null : await handleOf(config, input.key)
    if (metadata.pushed_authorization_request_endpoint !== undefined && quirk === undefined)
      return await this.#judged(
        registration,
        async () => (await oidc.buildAuthorizationUrlWithPAR(config, params, optionsOf(handle))).href,
      )
    // RFC 9449 §10: the code is bound to the key as well.
    const bound = handle === null ? {} : { dpop_jkt: await handle.calculateThumbprint() }
    return authorizeAddress(oidc.buildAuthorizationUrl(config, { ...params, ...bound }), quirk)
  }

  /**
   * Trades the code and says who it is. Refuses an ID token that is unsigned, foreign, old or for another browser, a UserInfo of
   * somebody else, and an account whose own record does not name the server that was found.
   * @throws sign-in/untrusted-answer, code-refused, no-subject, not-vouched, provider-…
   */
  async exchange(
    registration: Registration,
    input: { callbackUrl: URL; state: string; nonce: string; verifier: string; key?: Key | null; said?: Raw },
  ): Promise<Identity> {
    const config = await this.#config(registration)
    const isOpenId = hasIdToken(registration)
    const handle = input.key == null ? null : await handleOf(config, input.key)
    return await this.#judged(registration, async () => {
      const answer = await oidc.authorizationCodeGrant(
        config,
        input.callbackUrl,
        {
          expectedState: input.state,
          ...(hasPkce(registration) ? { pkceCodeVerifier: input.verifier } : {}),
          ...(isOpenId ? { expectedNonce: input.nonce, idTokenExpected: true } : {}),
        },
        undefined,
        optionsOf(handle),
      )
      const tokens = this.#tokensOf(registration, answer, null, input.key ?? null)
      const claims = isOpenId ? await this.#claimsOf(registration, config, answer, handle) : {}
      const { issuer } = metadataOf(config)
      const me = await this.#whoIsIt(registration, { ...input.said, ...claims }, answer as Raw, tokens)
      const subject = subjectOf(registration, me, answer as Raw)
      await this.#confirm(registration, subject)
      return { issuer, subject: subject.id, aliases: subject.aliases ?? [], claims: me, tokens }
    })
  }

  async #claimsOf(
    { name }: Registration,
    config: oidc.Configuration,
    answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
    handle: oidc.DPoPHandle | null,
  ): Promise<Raw> {
    const claims = answer.claims()
    const ageMs = claims === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - claims.iat * 1000
    if (claims === undefined || ageMs > MAX_ID_TOKEN_AGE_MS || ageMs < -CLOCK_TOLERANCE_MS)
      throw signInFail('sign-in/untrusted-answer', { params: { name, what: 'iat' } })
    const hasUserInfo = metadataOf(config).userinfo_endpoint !== undefined
    const more = hasUserInfo
      ? await oidc.fetchUserInfo(config, answer.access_token, claims.sub, optionsOf(handle))
      : undefined
    return { ...claims, ...more }
  }

  /** The descriptor's questions in order, each knowing the answers before. */
  async #whoIsIt(registration: Registration, claims: Raw, token: Raw, tokens: Tokens): Promise<Raw> {
    const { me: questions = [], quirk } = loginAt(registration)
    let before = claims
    for (const question of questions) {
      const request = pure(registration, () => question(token, before, registration.found?.base ?? ''))
      const { status, body } = await this.#ask(registration, request, { token: tokens.access, key: tokens.key ?? null })
      const { name } = registration
      if (status >= 500) throw signInFail('sign-in/provider-down', { params: { name } })
      const opened = openAnswer(body, quirk)
      const complaint = opened?.complaint ?? (status === 200 ? null : `HTTP ${status}`)
      if (complaint !== null)
        throw signInFail('sign-in/provider-refused', { params: { name, what: shortComplaint(complaint) } })
      if (opened === null) throw signInFail('sign-in/provider-rubbish', { params: { name } })
      before = { ...before, ...opened.body }
    }
    return before
  }

  async #ask(registration: Registration, request: ApiRequest, bearing: Bearing | null): Promise<ApiAnswer> {
    const { fetch, guarded } = this.#means
    const signed = signedRequest(registration, request, this.#clock.now())
    return await ask(registration.found === undefined ? fetch : guarded, signed, bearing, this.#clock)
  }

  async #confirm(registration: Registration, subject: Subject): Promise<void> {
    const { server } = loginAt(registration)
    const { found, name } = registration
    if (!('find' in server) || server.confirm === undefined || found === undefined) return
    await this.#run(server.confirm(subject, found), (cause) =>
      signInFail('sign-in/not-vouched', { params: { name }, cause }),
    )
  }

  /**
   * Runs a descriptor's search for a server, which has no network of its own.
   * @throws sign-in/typed-…, sign-in/private-address, provider-…
   */
  async search(name: string, finding: Generator<ApiRequest, FoundServer, ApiAnswer>): Promise<FoundServer> {
    const asNowhere = (cause: unknown) =>
      cause instanceof Mistyped
        ? signInFail(`sign-in/typed-${cause.mistake}`, { params: { name }, cause })
        : signInFail('sign-in/typed-nowhere', { params: { name }, cause })
    const asked = new Set<string>()
    const found = keptServer(await this.#run(finding, asNowhere, name, asked))
    if (found === null) throw asNowhere(new Error('the server says of itself what has no end'))
    // Accounts are keyed by the issuer: who calls itself by a name has to have been asked under it.
    if (!asked.has(URL.parse(found.metadata.issuer)?.origin ?? ''))
      throw asNowhere(new Error('the server speaks for an issuer that was not asked'))
    return found
  }

  async #run<T>(
    steps: Generator<ApiRequest, T, ApiAnswer>,
    asFailure: (cause: unknown) => Error,
    name = '',
    asked = new Set<string>(),
  ): Promise<T> {
    const startedAt = this.#clock.now()
    /** What the network did: the descriptor may catch it and try elsewhere. */
    let network: unknown = null
    try {
      let step = steps.next()
      for (let n = 0; step.done !== true; n++) {
        if (n >= MOST_QUESTIONS || this.#clock.now() - startedAt > MOST_SEARCH_MS)
          throw new Error('a search without end')
        const { url } = step.value
        const answer = await ask(this.#means.guarded, step.value, null, this.#clock).catch((error: unknown) => {
          network = error
          return null
        })
        if (answer !== null) asked.add(new URL(url).origin)
        step = answer === null ? steps.throw(network) : steps.next(answer)
      }
      return step.value
    } catch (error) {
      if (error !== network || isUnknownHost(error)) throw asFailure(error)
      throw asProblem(error, name)
    }
  }

  /** Registers a site with a server that was found (RFC 7591). @throws sign-in/provider-… */
  async register(name: string, input: Parameters<typeof registerClient>[0]): ReturnType<typeof registerClient> {
    try {
      return await registerClient(input, this.#means)
    } catch (error) {
      throw asProblem(error, name)
    }
  }

  /** Fresh tokens for a refresh token (RFC 6749 §6). @throws sign-in/needs-reconnect when it is spent; provider-… */
  async refresh(registration: Registration, refreshToken: string, key: Key | null = null): Promise<Tokens> {
    const config = await this.#config(registration)
    const handle = key === null ? null : await handleOf(config, key)
    return await this.#judged(registration, async () => {
      try {
        const answer = await oidc.refreshTokenGrant(config, refreshToken, undefined, optionsOf(handle))
        return this.#tokensOf(registration, answer, refreshToken, key)
      } catch (error) {
        if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant')
          throw signInFail('sign-in/needs-reconnect', { params: { name: registration.name }, cause: error })
        throw error
      }
    })
  }

  /**
   * Takes access back at the provider: by RFC 7009 or by a request of its own; nothing to do where it offers neither.
   * @throws sign-in/provider-…
   */
  async revoke(registration: Registration, token: string): Promise<void> {
    const { server } = loginAt(registration)
    if ('authorize' in server) {
      if (server.revoke === undefined) return
      const client = { id: registration.clientId, secret: registration.clientSecret }
      const request = pure(registration, () => server.revoke!(token, client))
      const { status } = await this.#judged(registration, () => this.#ask(registration, request, { token, key: null }))
      // Anything else of the 400s says that there is nothing to take back any more.
      if (status >= 500 || [401, 403, 429].includes(status))
        throw signInFail('sign-in/provider-refused', { params: { name: registration.name, what: `HTTP ${status}` } })
      return
    }
    const config = await this.#config(registration)
    if (metadataOf(config).revocation_endpoint === undefined) return
    await this.#judged(registration, () => oidc.tokenRevocation(config, token))
  }

  /** @throws sign-in/provider-rubbish when a token is longer than any header may be */
  #tokensOf(
    { name }: Registration,
    answer: oidc.TokenEndpointResponse,
    oldRefresh: string | null,
    key: Key | null,
  ): Tokens {
    const { access_token: access, refresh_token: refresh, expires_in: seconds, scope = '' } = answer
    if (Math.max(access.length, refresh?.length ?? 0) > MOST_TOKEN)
      throw signInFail('sign-in/provider-rubbish', { params: { name } })
    return {
      access,
      // A provider that does not rotate sends none: the old one stays good (RFC 6749 §6).
      refresh: refresh ?? oldRefresh,
      expiresAt: seconds === undefined ? null : this.#clock.now() + Math.min(seconds * 1000, MOST_LIFE_MS),
      scopes: scope.slice(0, MOST_SCOPE).split(' ').filter(isScope),
      // A server may leave a token unbound (RFC 9449 §5).
      key: answer.token_type === 'dpop' ? key : null,
    }
  }

  async #config(registration: Registration): Promise<oidc.Configuration> {
    // Without discovery there is nothing to remember.
    if (issuerAt(registration) === null) return await configure(registration, this.#means)
    const key = keyOf(registration)
    const known = this.#known.get(key)
    if (known !== undefined && this.#clock.now() - known.at < DISCOVERY_MS) return await known.config
    const config = this.#judged(registration, () => configure(registration, this.#means))
    // Each secret that a shop tries makes one.
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
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

/** The library copies a server's description each time it is asked for it, which costs more than to look at it. */
const described = new WeakMap<oidc.Configuration, Readonly<oidc.ServerMetadata>>()

function metadataOf(config: oidc.Configuration): Readonly<oidc.ServerMetadata> {
  const known = described.get(config)
  if (known !== undefined) return known
  const metadata = config.serverMetadata()
  described.set(config, metadata)
  return metadata
}

/** S256 (RFC 7636 §4.2). The library's is the same, by way of another thread. */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

const optionsOf = (handle: oidc.DPoPHandle | null): oidc.DPoPOptions => (handle === null ? {} : { DPoP: handle })

const keyOf = (registration: Registration) => {
  const { clientId, clientSecret, tokenAuth, setup, descriptor } = registration
  return JSON.stringify([descriptor?.id, issuerAt(registration), clientId, clientSecret, tokenAuth, setup])
}

/** What a descriptor's function says of an answer; one that stumbles over it could not read it. */
function pure<T>({ name }: Registration, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw signInFail('sign-in/provider-rubbish', { params: { name }, cause })
  }
}

function subjectOf(registration: Registration, me: Raw, token: Raw): Subject {
  const { subject } = loginAt(registration)
  const who = subject === undefined ? { id: String(me.sub) } : pure(registration, () => subject(me, token))
  if (who === null || typeof who.id !== 'string' || who.id === '' || who.id.length > MOST_SUBJECT)
    throw signInFail('sign-in/no-subject', { params: { name: registration.name } })
  return who
}

/** The birthdate that an account tells; null where it tells none. */
export function birthdateOf(registration: Registration, claims: Raw): string | null {
  const login = loginAt(registration)
  return pure(registration, () => login.birthdate?.(claims)) || null
}

/**
 * How an account is shown, in its descriptor's words. An e-mail address is kept only when it is verified (OpenID Connect Core
 * §5.1), for sites whose back end asks for it and whose shopper says yes; nobody is known by it.
 */
export function cardOf(registration: Registration, claims: Raw): AccountCard {
  const { name, picture } = pure(registration, () => loginAt(registration).profile(claims))
  const { email, email_verified: isVerified } = claims
  const isTheirs = isVerified === true && typeof email === 'string' && /^[^\s@]{1,64}@[^\s@]{1,250}$/.test(email)
  return { name, picture, ...(isTheirs ? { email } : {}) }
}
