/**
 * A site that signs people in with openid-client alone, in a process of its own: what any sign-in costs that checks as much as ours.
 * Two routes on `node:http`, everything else in memory: no database, no sealing, no accounts.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as oidc from 'openid-client'
import { beChild } from './child.ts'

/** What it is told. */
export interface BareOpen {
  readonly port: number
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly scope: string
}

interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

await beChild<BareOpen>(async (open) => {
  const config = await oidc.discovery(
    new URL(open.issuer),
    open.clientId,
    undefined,
    oidc.ClientSecretBasic(open.clientSecret),
    { execute: [oidc.enableNonRepudiationChecks, oidc.allowInsecureRequests] },
  )
  const attempts = new Map<string, Attempt>()
  const sessions = new Map<string, { readonly sub: string; readonly name: unknown }>()

  /** The same request as ours makes: PKCE, state, nonce, pushed beforehand, consent asked for since offline access is. */
  async function begin(response: ServerResponse): Promise<void> {
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    }
    const url = await oidc.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: open.redirectUri,
      scope: open.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      ui_locales: 'en',
      prompt: 'consent',
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    })
    const id = oidc.randomState()
    attempts.set(id, attempt)
    response.writeHead(302, { location: url.href, 'set-cookie': `attempt=${id}; Path=/; HttpOnly; SameSite=Lax` }).end()
  }

  /** The same checks: state, nonce, issuer, signature of the ID token, UserInfo of the same subject. */
  async function finish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = /(?:^|; )attempt=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const attempt = attempts.get(id)
    attempts.delete(id)
    if (attempt === undefined) throw new Error('no such attempt')
    const tokens = await oidc.authorizationCodeGrant(config, new URL(request.url ?? '', open.redirectUri), {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    })
    const { sub } = tokens.claims()!
    const me = await oidc.fetchUserInfo(config, tokens.access_token, sub)
    const session = oidc.randomState()
    sessions.set(session, { sub, name: me.name })
    response.writeHead(302, { location: '/', 'set-cookie': `session=${session}; Path=/; HttpOnly; SameSite=Lax` }).end()
  }

  const server = createServer((request, response) => {
    const work = request.url === '/begin' ? begin(response) : finish(request, response)
    work.catch((error: unknown) => {
      response.writeHead(302, { location: `/sign-in-problem?${encodeURIComponent(String(error))}` }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(open.port, '127.0.0.1', resolve))
  return {
    ready: {},
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
})
