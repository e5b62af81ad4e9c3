import * as oidc from 'openid-client'
import type { Clock } from '../base/clock.ts'
import type { FoundServer } from '../connectors/connector.ts'
import { type Fetch, isFitAddress, TIMEOUT_MS, TooLarge } from '../engine/guarded-fetch.ts'
import { CLOCK_TOLERANCE_MS, isAddressForShops, isSafeAddress } from './handshake.ts'
import { signInFail } from './problems.ts'
import { libraryFetch, secretToken } from './provider-wire.ts'
import { hasIdToken, hasPkce, issuerAt, loginAt, type Registration } from './registration.ts'

/** What a configuration is made with. */
export interface Means {
  readonly clock: Clock
  /** To addresses that the merchant or a descriptor chose. */
  readonly fetch: Fetch
  /** To addresses that somebody typed, and whatever is found from there. */
  readonly guarded: Fetch
  /** May what is typed lead to this machine? For a demo and tests. */
  readonly mayLoop: boolean
}

/** The library's view of a provider: discovered, written down in its descriptor, or found from what somebody typed. */
export async function configure(registration: Registration, means: Means): Promise<oidc.Configuration> {
  const issuer = issuerAt(registration)
  return issuer === null ? written(registration, means) : await discover(registration, issuer, means)
}

const TOLERANCE = { [oidc.clockTolerance]: CLOCK_TOLERANCE_MS / 1000 }

async function discover(registration: Registration, issuer: string, means: Means): Promise<oidc.Configuration> {
  const { clientId, name } = registration
  if (!isSafeAddress(issuer)) throw signInFail('sign-in/insecure-issuer', { params: { name } })
  const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  const config = await oidc.discovery(new URL(issuer), clientId, TOLERANCE, authOf(registration, means.clock), {
    // Without this the library lets TLS stand in for the ID token's signature.
    execute: [oidc.enableNonRepudiationChecks, ...insecure],
    timeout: TIMEOUT_MS / 1000,
    [oidc.customFetch]: libraryFetch(registration, means.fetch, means.clock),
  })
  // Each request has a time-out already: that of our fetch.
  config.timeout = undefined
  const endpoints = config.serverMetadata()
  const { authorization_endpoint: authorize, token_endpoint: token, jwks_uri: keys } = endpoints
  if ([authorize, token, keys].some((address) => address === undefined || !URL.canParse(address)))
    throw signInFail('sign-in/provider-rubbish', { params: { name } })
  const {
    userinfo_endpoint: userInfo,
    pushed_authorization_request_endpoint: pushed,
    revocation_endpoint: revoke,
  } = endpoints
  // A loopback issuer must not lead the secret away from this machine, nor one elsewhere lead us to what only this machine reaches.
  const isFit = (address: string) => isAddressForShops(address, issuer)
  if ([authorize, token, keys, userInfo, pushed, revoke].some((address) => address !== undefined && !isFit(address)))
    throw signInFail('sign-in/insecure-issuer', { params: { name } })
  return config
}

function written(registration: Registration, means: Means): oidc.Configuration {
  const { clientId, found, name } = registration
  const metadata = found?.metadata ?? writtenDown(registration)
  const isFit = found === undefined ? isSafeAddress : (address: string) => isFitAddress(address, means.mayLoop)
  if (![metadata.issuer, metadata.authorization_endpoint, metadata.token_endpoint].every(isFit))
    throw signInFail('sign-in/insecure-issuer', { params: { name } })
  const auth = authOf(registration, means.clock)
  const config = new oidc.Configuration(metadata as oidc.ServerMetadata, clientId, TOLERANCE, auth)
  config.timeout = undefined
  const fetch = found === undefined ? means.fetch : means.guarded
  config[oidc.customFetch] = libraryFetch(registration, fetch, means.clock)
  if (hasIdToken(registration)) oidc.enableNonRepudiationChecks(config)
  if (metadata.token_endpoint.startsWith('http:')) oidc.allowInsecureRequests(config)
  return config
}

/** A server without discovery, in the words of RFC 8414. Its issuer is the origin of its authorization endpoint. */
function writtenDown(registration: Registration) {
  const { server } = loginAt(registration)
  if (!('authorize' in server)) throw signInFail('sign-in/typed-missing', { params: { name: registration.name } })
  return {
    issuer: new URL(server.authorize).origin,
    authorization_endpoint: server.authorize,
    token_endpoint: server.token,
    code_challenge_methods_supported: hasPkce(registration) ? ['S256'] : [],
  }
}

function authOf(registration: Registration, clock: Clock): oidc.ClientAuth {
  const { clientSecret, tokenAuth } = registration
  const { secret, quirk } = loginAt(registration)
  // Apple asks for a client secret that is a token, made anew for each call.
  if (secret === 'es256-jwt')
    return async (server, client, body) => {
      body.set('client_id', client.client_id)
      body.set('client_secret', await secretToken(registration, server.issuer, clock.now()))
    }
  if (tokenAuth === 'none' || clientSecret === '') return oidc.None()
  // A quirk renames the secret in the form, so that is where it must be.
  if (tokenAuth === 'client_secret_post' || quirk !== undefined) return oidc.ClientSecretPost(clientSecret)
  return oidc.ClientSecretBasic(clientSecret)
}

/** What of a server's description is of use (RFC 8414 §2, OpenID Connect Discovery §3, RFC 9126, 9207, 9449). */
const USED = [
  'issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri revocation_endpoint registration_endpoint',
  'pushed_authorization_request_endpoint require_pushed_authorization_requests scopes_supported',
  'authorization_response_iss_parameter_supported id_token_signing_alg_values_supported',
  'userinfo_signing_alg_values_supported dpop_signing_alg_values_supported code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
]
  .join(' ')
  .split(' ')
/** Letters of an address, and words of a list, that a server may have. */
const MOST_LETTERS = 2_000
const MOST_WORDS = 200

/**
 * A server that was found, as it is kept with every try and every account: without what nobody asks for. Anybody may run a server
 * that says half a megabyte of itself. Null: what is of use has no end either.
 */
export function keptServer({ metadata, base, typed, ...rest }: FoundServer): FoundServer | null {
  const said = Object.entries(metadata).filter(([name, value]) => USED.includes(name) && value !== null)
  const kept = said.map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.slice(0, MOST_WORDS).filter((one) => typeof one === 'string' && one.length < 200)
      : value,
  ])
  const isLong = (value: unknown) => !Array.isArray(value) && JSON.stringify(value).length > MOST_LETTERS
  if ([base, typed, ...kept.map(([, value]) => value)].some(isLong)) return null
  return { ...rest, metadata: Object.fromEntries(kept), base, typed }
}

/**
 * Registers a site with a server that was found (RFC 7591): a client of the code flow with this one redirect address.
 * @throws what the library throws
 */
export async function registerClient(
  input: {
    readonly metadata: Readonly<Record<string, unknown>> & { readonly issuer: string }
    readonly redirectUri: string
    readonly scopes: readonly string[]
    readonly siteName: string
    readonly siteUrl: string
  },
  means: Means,
): Promise<{ id: string; secret: string; tokenAuth: Registration['tokenAuth'] }> {
  const offered = input.metadata.token_endpoint_auth_methods_supported
  const takes = (method: string) => !Array.isArray(offered) || offered.includes(method)
  const tokenAuth = takes('client_secret_basic')
    ? 'client_secret_basic'
    : takes('client_secret_post')
      ? 'client_secret_post'
      : 'none'
  // The library would discover first; what was found answers that.
  const answerFirst: oidc.CustomFetch = async (url, { method, headers, body, signal }) =>
    method === 'GET'
      ? Response.json(input.metadata)
      : await means.guarded(url, { method, headers, body: body as string, ...(signal ? { signal } : {}) })
  const registered = await oidc.dynamicClientRegistration(
    new URL(input.metadata.issuer),
    {
      client_name: input.siteName,
      client_uri: input.siteUrl,
      redirect_uris: [input.redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: input.scopes.join(' '),
      token_endpoint_auth_method: tokenAuth,
    },
    oidc.None(),
    {
      timeout: TIMEOUT_MS / 1000,
      execute: means.mayLoop ? [oidc.allowInsecureRequests] : [],
      [oidc.customFetch]: answerFirst,
    },
  )
  const { client_id: id, client_secret: secret, token_endpoint_auth_method: given } = registered.clientMetadata()
  if (id.length + (secret?.length ?? 0) > 2 * MOST_LETTERS) throw new TooLarge('a registration without end')
  const method = given === 'client_secret_post' || given === 'none' ? given : tokenAuth
  return { id, secret: secret ?? '', tokenAuth: secret === undefined ? 'none' : method }
}
