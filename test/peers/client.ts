import * as oidc from 'openid-client'

/** Where the peers lead back to when no shop of ours takes part. Nobody listens there: the address is only looked at. */
export const BACK = 'http://127.0.0.1:4460/callback'

/** A sign-in by openid-client alone, as little of it as there can be. */
export interface BareLogin {
  readonly config: oidc.Configuration
  readonly dpop: oidc.DPoPHandle | undefined
  readonly tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers
}

/** What a bare sign-in needs to know. */
export interface BareInput {
  readonly config: oidc.Configuration
  readonly redirectUri: string
  readonly scope: string
  readonly withDpop?: boolean
  readonly withPar?: boolean
  readonly withNonce?: boolean
  readonly params?: Readonly<Record<string, string>>
  /** Lets the person sign in; the address that leads back. */
  login(authorizeUrl: string): Promise<string>
}

/** Code flow with PKCE, and PAR and DPoP where asked for. */
export async function bareLogin(input: BareInput): Promise<BareLogin> {
  const { config, redirectUri, scope } = input
  const dpop = input.withDpop === true ? oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) : undefined
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = input.withNonce === true ? oidc.randomNonce() : undefined
  const params = {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(nonce === undefined ? {} : { nonce }),
    ...input.params,
  }
  const url =
    input.withPar === true
      ? await oidc.buildAuthorizationUrlWithPAR(config, params, dpop === undefined ? {} : { DPoP: dpop })
      : oidc.buildAuthorizationUrl(config, params)
  const back = await input.login(url.href)
  const tokens = await oidc.authorizationCodeGrant(
    config,
    new URL(back),
    { pkceCodeVerifier: verifier, expectedState: state, ...(nonce === undefined ? {} : { expectedNonce: nonce }) },
    undefined,
    dpop === undefined ? undefined : { DPoP: dpop },
  )
  return { config, dpop, tokens }
}
