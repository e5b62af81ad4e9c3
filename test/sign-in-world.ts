import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { loginWith } from '../demo/provider/login.ts'
import { type Islet, startIslet } from '../demo/provider/server.ts'
import type { Clock } from '../src/base/clock.ts'
import { silentLog } from '../src/base/log.ts'
import { loadConnectors } from '../src/connectors/load.ts'
import { Bus } from '../src/engine/bus.ts'
import type { Core } from '../src/engine/core.ts'
import { Outbox } from '../src/engine/outbox.ts'
import { Vault } from '../src/engine/vault.ts'
import { Auth } from '../src/http/auth.ts'
import { createServer, type Server } from '../src/http/server.ts'
import { REVOKE, REVOKE_LANE, revoke } from '../src/sign-in/flow-account.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import type { SignIn } from '../src/sign-in/flow-open.ts'
import { signInRoutes } from '../src/sign-in/http.ts'
import { Providers } from '../src/sign-in/provider.ts'
import { Sessions } from '../src/sign-in/sessions.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { openDb } from '../src/storage/db.ts'
import { type FreshDatabase, freshDatabase } from './harness/database.ts'

/** The machine's clock, moved on by hand. */
export class MovedClock implements Clock {
  byMs = 0
  now(): number {
    return Date.now() + this.byMs
  }
}

/** One process: a core with its sign-in room and routes. */
export interface Shop {
  readonly core: Core
  readonly clock: MovedClock
  readonly signIn: SignIn
  readonly auth: Auth
  readonly server: Server
  stop(): Promise<void>
}

export const PUBLIC_URL = 'http://localhost:4460'
/** The two sites of every world. */
export const SLUGS = ['hill', 'lake'] as const
const redirects = (connector: string) => SLUGS.map((slug) => `${PUBLIC_URL}/s/${slug}/sign-in/${connector}/callback`)
const SECRET = 'islet-secret-of-a-test-0123456789'

/** The keys of a world: two processes share them. */
export const testKeys = () => ({ current: 1, keys: new Map([[1, randomBytes(32)]]) })

/** Builds one process on a database. `more` adds routes and outbox work before it starts. */
export async function startShop(
  database: FreshDatabase,
  keys: ConstructorParameters<typeof Vault>[0],
  more: (shop: Omit<Shop, 'stop'>) => void | (() => void | Promise<void>) = () => {},
  hooks: Pick<SignIn, 'onSignedIn' | 'onBirthdate' | 'joinTwins'> = {},
): Promise<Shop> {
  const db = openDb(database.url, { max: 8, applicationName: 'tuidan-sign-in-test' })
  const clock = new MovedClock()
  const bus = new Bus(db, silentLog)
  const outbox = new Outbox(db, clock, silentLog, bus)
  const core: Core = { db, clock, log: silentLog, bus, outbox, vault: new Vault(keys), publicUrl: PUBLIC_URL }
  const sessions = new Sessions(core)
  const { connectors } = await loadConnectors()
  const signIn: SignIn = {
    core,
    providers: new Providers(clock, { mayLoop: true }),
    sessions,
    connectors,
    fixed: {},
    ...hooks,
  }
  const auth = new Auth(core, sessions)
  const server = await createServer({
    publicUrl: PUBLIC_URL,
    trustProxy: [],
    tls: null,
    logLevel: 'error',
    version: 'test',
  })
  auth.install(server)
  signInRoutes(server, signIn, auth)
  outbox.handle(REVOKE, (item) => revoke(signIn, item), REVOKE_LANE)
  const stopMore = more({ core, clock, signIn, auth, server })
  await bus.start()
  outbox.start()
  await server.ready()
  return {
    core,
    clock,
    signIn,
    auth,
    server,
    async stop() {
      await stopMore?.()
      await server.close()
      await outbox.stop()
      sessions.stop()
      await bus.stop()
      await db.close()
    },
  }
}

/** A database, two sites, the demo provider and one process. */
export async function signInWorld(more?: Parameters<typeof startShop>[2], hooks?: Parameters<typeof startShop>[3]) {
  const database = await freshDatabase()
  const keys = testKeys()
  const shop = await startShop(database, keys, more, hooks)
  const islet = await startTestIslet()
  const sites = new Map<string, Site>()
  for (const slug of SLUGS) {
    const { site } = await createSite(shop.core, { slug, name: { zh: slug, en: slug } })
    sites.set(slug, site)
    await registerConnector(shop.core, site.id, 'islet', isletSetting(islet.issuer))
  }
  return {
    database,
    keys,
    shop,
    islet,
    site: (slug: (typeof SLUGS)[number]) => sites.get(slug)!,
    async stop() {
      await shop.stop()
      await islet.stop()
      await database.drop()
    },
  }
}

/** The demo provider, in this process, with faults to plan. */
export async function startTestIslet(change: { port?: number; accessTokenSeconds?: number } = {}): Promise<Islet> {
  return await startIslet({
    port: 0,
    host: '127.0.0.1',
    lang: 'zh',
    faults: true,
    perMinute: 10_000,
    accessTokenSeconds: 3600,
    ...change,
    clients: [{ client_id: 'shop', client_secret: SECRET, redirect_uris: redirects('islet') }],
  })
}

/** How a site is registered with the demo provider. */
export const isletSetting = (issuer: string, source: string | null = `${issuer}/api`) => ({
  kind: 'oidc',
  issuer,
  clientId: 'shop',
  clientSecret: SECRET,
  tokenAuth: 'client_secret_basic' as const,
  name: { zh: '小岛', en: 'Islet' },
  source,
})

/** A browser without pages: keeps cookies, follows nothing. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: Server
  constructor(server: Server) {
    this.#server = server
  }

  /** Asks, and keeps the cookies of the answer. */
  async ask(url: string, options: { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: object; lang?: string } = {}) {
    const path = url.startsWith(PUBLIC_URL) ? url.slice(PUBLIC_URL.length) : url
    const answer = await this.#server.inject({
      method: options.method ?? 'GET',
      url: path,
      headers: {
        'x-tuidan': '1',
        'accept-language': options.lang ?? 'zh',
        ...(this.cookies.size === 0
          ? {}
          : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      },
      ...(options.body === undefined ? {} : { payload: options.body }),
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** Begins a sign-in; the address at the provider. */
  async begin(slug = 'hill', connector = 'islet', returnTo?: string): Promise<string> {
    const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`
    const answer = await this.ask(`/s/${slug}/sign-in/${connector}${query}`)
    if (typeof answer.headers.location !== 'string') throw new Error(`${answer.statusCode} ${answer.body}`)
    return answer.headers.location
  }

  /** Signs in as one of the demo provider's people, from beginning to end. */
  async signIn(persona: string, slug = 'hill', options: Parameters<typeof loginWith>[2] = {}) {
    const back = await loginWith(await this.begin(slug), persona, options)
    return await this.ask(back)
  }
}

/** What the lying provider does wrong; each field replaces what an honest one does. */
export interface Lies {
  claims?: (honest: JWTPayload) => JWTPayload
  idToken?: (honest: string) => unknown
  header?: object
  key?: 'other'
  token?: (answer: Record<string, unknown>) => Record<string, unknown>
  tokenRaw?: { status?: number; type?: string; body: string; location?: string } | 'hang' | 'close'
  userInfo?: (claims: Record<string, unknown>) => Record<string, unknown>
  userInfoStatus?: number
  jwks?: 'html' | '500'
  discovery?: (honest: Record<string, unknown>) => Record<string, unknown> | 'hang' | 'html' | '500'
}

/** A provider that lies on demand; honest as long as nothing is planned. */
export interface Liar {
  readonly issuer: string
  lies: Lies
  /** The callback address of a person who said yes at once. */
  answer(authorizeUrl: string, change?: (params: URLSearchParams) => void): string
  /** How often the token endpoint was asked. */
  tokenCalls(): number
  stop(): Promise<void>
}

/** Starts one on a free port. */
export async function startLiar(): Promise<Liar> {
  const mine = await generateKeyPair('RS256', { extractable: true })
  const other = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(mine.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
  const codes = new Map<string, { nonce: string; clientId: string }>()
  let calls = 0
  let issuer = ''
  const json = (body: unknown, status = 200): { status: number; type: string; body: string } => ({
    status,
    type: 'application/json',
    body: JSON.stringify(body),
  })
  const liar: Liar = {
    get issuer() {
      return issuer
    },
    lies: {},
    tokenCalls: () => calls,
    answer(authorizeUrl, change) {
      const asked = new URL(authorizeUrl).searchParams
      const code = randomBytes(12).toString('base64url')
      codes.set(code, { nonce: asked.get('nonce')!, clientId: asked.get('client_id')! })
      const params = new URLSearchParams({ code, state: asked.get('state')!, iss: issuer })
      change?.(params)
      return `${asked.get('redirect_uri')}?${params}`
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const tokenAnswer = async (code: string) => {
    calls++
    const { lies } = liar
    if (lies.tokenRaw !== undefined) return lies.tokenRaw
    const { nonce, clientId } = codes.get(code)!
    const now = Math.floor(Date.now() / 1000)
    const honest: JWTPayload = { iss: issuer, sub: 'liar-1', aud: clientId, nonce, iat: now, exp: now + 300 }
    const idToken = await new SignJWT(lies.claims?.(honest) ?? honest)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...lies.header })
      .sign(lies.key === 'other' ? other.privateKey : mine.privateKey)
    const answer = {
      access_token: 'at-of-a-liar',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: lies.idToken === undefined ? idToken : lies.idToken(idToken),
    }
    return json(lies.token?.(answer) ?? answer)
  }
  const discovery = () => {
    const honest = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/me`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
    }
    const said = liar.lies.discovery?.(honest) ?? honest
    if (said === 'html') return { type: 'text/html', body: '<h1>hello</h1>' }
    return said === '500' ? json({}, 500) : said === 'hang' ? ('hang' as const) : json(said)
  }
  const server: HttpServer = createHttpServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const path = request.url?.split('?')[0]
    const { lies } = liar
    const said =
      path === '/.well-known/openid-configuration'
        ? discovery()
        : path === '/jwks'
          ? lies.jwks === 'html'
            ? { type: 'text/html', body: '<p>no' }
            : lies.jwks === '500'
              ? json({}, 500)
              : json({ keys: [jwk] })
          : path === '/token'
            ? await tokenAnswer(new URLSearchParams(body).get('code') ?? '')
            : json(lies.userInfo?.({ sub: 'liar-1', name: 'L' }) ?? { sub: 'liar-1', name: 'L' }, lies.userInfoStatus)
    if (said === 'hang') return
    if (said === 'close') return void request.socket.destroy()
    const plain: { status?: number; type?: string; body: string; location?: string } = said
    const { status = 200, type = 'application/json', body: text, location } = plain
    response.writeHead(status, { 'content-type': type, ...(location === undefined ? {} : { location }) }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  return liar
}
