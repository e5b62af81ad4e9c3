import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Grant, Provider } from 'oidc-provider'
import type { Connector, Login } from '../src/connectors/connector.ts'

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
const close = async (server: Server): Promise<void> => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const part of request) text += part
  return new URLSearchParams(text)
}

/** A kind of account of a test: only its login is of interest. */
export const kindOf = (
  id: string,
  kind: Connector['kind'],
  login: Login,
  more: Partial<Connector> = {},
): Connector => ({
  ...{ id, kind, names: { zh: id, en: id }, mark: null, login, streams: {}, pair: ['declared'] },
  terms: { docs: 'https://a.example', reviewed: '2026-11-25', note: { zh: '试', en: 'a test' } },
  ...{ revoke: 'rfc7009', unchecked: null },
  ...more,
})

/** An OAuth 2.0 server without discovery, ID tokens or UserInfo; checks secret, redirect address and PKCE. */
export async function startPlain() {
  const codes = new Map<string, URLSearchParams>()
  const asked: string[] = []
  const plain = {
    origin: '',
    /** Who sits in front of the browser. */
    who: { id: 'lin', old: null as string | null },
    asked,
    /** What the server says of itself, where it is looked for. */
    metadata: (): Record<string, unknown> => ({
      issuer: plain.origin,
      authorization_endpoint: `${plain.origin}/authorize`,
      token_endpoint: `${plain.origin}/token`,
      code_challenge_methods_supported: ['S256'],
    }),
    /** Said instead of the truth at one path. */
    lie: null as { path: string; status?: number; type?: string; body: string } | null,
    /** What it tells whoever shows the token of lin, by path and query. */
    pages: new Map<string, unknown>(),
    /** Whom the account's record names; null: this server. */
    home: null as string | null,
    /** The person said yes at once: the address that leads back. */
    answer(authorizeUrl: string): string {
      const params = new URL(authorizeUrl).searchParams
      const code = randomBytes(9).toString('base64url')
      codes.set(code, params)
      return `${params.get('redirect_uri')}?${new URLSearchParams({ code, state: params.get('state')! })}`
    },
    stop: () => close(server),
  }
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    asked.push(`${request.method} ${pathname}${searchParams.size === 0 ? '' : `?${searchParams}`}`)
    const say = (body: unknown, status = 200, type = 'application/json') =>
      void response
        .writeHead(status, { 'content-type': type })
        .end(typeof body === 'string' ? body : JSON.stringify(body))
    const isBearer = request.headers.authorization === 'Bearer of-lin'
    const { lie } = plain
    if (lie?.path === pathname) return say(lie.body, lie.status, lie.type)
    if (pathname === '/well-known') return say(plain.metadata())
    if (pathname === '/again') return say({ again: true })
    if (pathname === '/home') return say({ home: plain.home ?? plain.origin })
    const page = plain.pages.get(request.url ?? '')
    if (page !== undefined) return say(isBearer ? page : {}, isBearer ? 200 : 401)
    if (pathname === '/me') return say(isBearer ? { login: 'lin' } : {}, isBearer ? 200 : 401)
    if (pathname === '/more') return say({ ...plain.who, name: '林', of: searchParams.get('login') })
    if (pathname === '/app')
      return say({ ...(JSON.parse((await formOf(request)).keys().next().value ?? '{}') as object) })
    if (pathname === '/grant') return say('', 204)
    const form = await formOf(request)
    const begun = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isGood = begun?.get('code_challenge') === challenge && begun.get('redirect_uri') === form.get('redirect_uri')
    // GitHub answers so: a form, and errors with status 200.
    if (!isGood) return say('error=bad_verification_code', 200, 'application/x-www-form-urlencoded')
    say('access_token=of-lin&scope=read%2Cwrite&token_type=bearer', 200, 'application/x-www-form-urlencoded')
  })
  plain.origin = await listen(server)
  return plain
}

/** An OpenID provider whose tokens are bound to keys, which wants requests pushed, a nonce in proofs, and takes registrations. */
export async function startBound(accessTokenSeconds = 3600) {
  const proofs: (string | undefined)[] = []
  let handle: ReturnType<Provider['callback']> | null = null
  let provider: Provider
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith('/token') || request.url?.startsWith('/me')) proofs.push(String(request.headers.dpop))
    if (!request.url?.startsWith('/step/')) return handle?.(request, response)
    const { prompt, session, params } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login')
      return await provider.interactionFinished(request, response, { login: { accountId: 'lin' } })
    const grant: Grant = new provider.Grant({ accountId: session!.accountId, clientId: params.client_id! })
    grant.addOIDCScope('openid profile offline_access')
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
  const issuer = await listen(server)
  provider = new Provider(issuer, {
    clients: [],
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { profile: ['name'] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, name: '林晚' }) }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/step/${uid}` },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
    },
    ttl: { AccessToken: accessTokenSeconds, Grant: 7200, Interaction: 600, Session: 600 },
    cookies: { keys: ['of-a-test'] },
  })
  handle = provider.callback()
  return { issuer, proofs, stop: () => close(server) }
}

/** Follows redirects with a cookie jar until they lead to a callback. */
export async function followBack(address: string): Promise<string> {
  const jar = new Map<string, string>()
  let url = address
  for (let step = 0; step < 12; step++) {
    if (new URL(url).pathname.endsWith('/callback')) return url
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/s)
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${response.status} ${url}: ${await response.text()}`)
    url = new URL(location, url).href
  }
  throw new Error(`it goes in a circle at ${url}`)
}
