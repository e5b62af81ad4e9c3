import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client, Context, Provider } from 'oidc-provider'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { type Library, SiteAdapter } from './adapter.ts'
import { keysOf, type SiteKeys, subjectOf } from './signing.ts'

/** What a site's back ends may be told of a shopper. */
export interface Card {
  readonly name: string | null
  readonly picture: string | null
  /** Only one that the account's provider says is verified. */
  readonly email: string | null
}

/** What the provider is given by the floors above. */
export interface OpenidParts {
  readonly core: Core
  /** The card of a shopper; null for one who was erased, or is signed in nowhere any more. */
  card(siteId: string, personId: string): Promise<Card | null>
  /** The page for a request that cannot be led back to its client. `what` is the provider's own sentence. */
  refusal(
    request: IncomingMessage,
    what: string,
  ): { readonly html: string; readonly headers: Readonly<Record<string, string>> }
}

/** A site as the provider knows it. */
export interface IssuerSite {
  readonly id: string
  readonly slug: string
}

/** The provider of a site, and its keys as they are now. */
export interface SiteProvider {
  readonly provider: Provider
  readonly keys: SiteKeys
}

/** Below a site's address. */
export const OPENID_PATH = '/openid'
/** The issuer of a site (OpenID Connect Discovery §3). */
export const issuerOf = (core: Pick<Core, 'publicUrl'>, slug: string): string =>
  `${core.publicUrl}/s/${slug}${OPENID_PATH}`

/** What a client may ask for. */
export const SCOPES: readonly string[] = ['openid', 'profile', 'email']

/** Keys are believed so long without a look; they change once in three months, told of a day ahead. */
const BELIEVED_MS = MINUTE
/** Providers held at once, some 200 KB each. */
const MOST = 200

const SECONDS = (ms: number): number => ms / SECOND

/**
 * The OpenID provider of each site, held in memory and built anew when its keys change. Clients, codes, tokens and sessions are in
 * the database, so that any process may answer any request.
 */
export class OpenidProviders {
  readonly #parts: OpenidParts
  readonly #held = new Map<string, SiteProvider & { readonly checkedAt: number }>()
  readonly #making = new Map<string, Promise<SiteProvider>>()
  /** Who is signed in here, by request: the provider's own session is only a copy of that. */
  readonly #here = new WeakMap<IncomingMessage, string | null>()
  #library: Promise<Library> | undefined
  readonly #off: () => void

  constructor(parts: OpenidParts) {
    this.#parts = parts
    this.#off = parts.core.bus.on('openid', (siteId) => void this.#held.delete(siteId))
  }

  /** The provider of a site. Of many who come at once the first has it made: a pair of keys is a second of work. */
  async of(site: IssuerSite): Promise<SiteProvider> {
    const now = this.#parts.core.clock.now()
    const known = this.#held.get(site.id)
    if (known !== undefined && now >= known.checkedAt && now - known.checkedAt < BELIEVED_MS) return known
    const begun = this.#making.get(site.id)
    if (begun !== undefined) return await begun
    const making = this.#make(site, known, now).finally(() => this.#making.delete(site.id))
    this.#making.set(site.id, making)
    return await making
  }

  async #make(site: IssuerSite, known: SiteProvider | undefined, now: number): Promise<SiteProvider> {
    const keys = await keysOf(this.#parts.core, site.id)
    const isSame = known?.keys.mark === keys.mark
    const provider = isSame ? known.provider : this.#build(await this.#load(), site, keys)
    const fresh = { provider, keys, checkedAt: now }
    if (this.#held.size >= MOST) this.#held.clear()
    this.#held.set(site.id, fresh)
    return fresh
  }

  /**
   * Answers a request below the issuer's address. `personId`: who is signed in here by Tuidan's own cookie; a provider's session
   * of anybody else is left aside.
   */
  async answer(
    site: IssuerSite,
    request: IncomingMessage,
    response: ServerResponse,
    personId: string | null,
  ): Promise<void> {
    const { provider } = await this.of(site)
    this.#here.set(request, personId)
    await this.#forgetOther(site, provider, request, response, personId)
    const base = `/s/${site.slug}${OPENID_PATH}`
    const mounted = request as IncomingMessage & { originalUrl?: string }
    mounted.originalUrl = request.url ?? base
    request.url = mounted.originalUrl.slice(base.length) || '/'
    await provider.callback()(mounted, response)
  }

  /** Prepares a request for a call of the provider's outside of its own addresses. */
  prepare(request: IncomingMessage): void {
    asSeenByPeople(request, this.#parts.core.publicUrl)
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }

  /** The provider's cookie of somebody who is not signed in here any more does not reach the provider. */
  async #forgetOther(
    site: IssuerSite,
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
    personId: string | null,
  ): Promise<void> {
    asSeenByPeople(request, this.#parts.core.publicUrl)
    const name = cookieNames(site.slug).session
    const { cookie } = request.headers
    if (cookie === undefined || !cookie.includes(`${name}=`)) return
    const session = await provider.Session.get(provider.createContext(request, response))
    if (session.accountId === undefined || session.accountId === personId) return
    request.headers.cookie = cookie
      .split(/; */)
      .filter((pair) => !pair.startsWith(name))
      .join('; ')
  }

  /** The package warns of any Node whose line is not called LTS yet; ours is pinned and tested. */
  #load(): Promise<Library> {
    if (this.#library !== undefined) return this.#library
    const { warn } = console
    console.warn = (...words: unknown[]) => {
      if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
    }
    this.#library = import('oidc-provider').finally(() => {
      console.warn = warn
    })
    return this.#library
  }

  #build(library: Library, site: IssuerSite, keys: SiteKeys): Provider {
    const { core } = this.#parts
    const issuer = issuerOf(core, site.slug)
    const provider = new library.Provider(issuer, {
      adapter: (kind: string) => new SiteAdapter(library, core, site.id, kind),
      jwks: { keys: keys.jwks },
      responseTypes: ['code'],
      scopes: SCOPES,
      claims: { openid: ['sub'], profile: ['name', 'picture'], email: ['email', 'email_verified'] },
      // Many clients read the ID token only; what is in it is what was granted.
      conformIdTokenClaims: false,
      subjectTypes: ['pairwise'],
      // One for the whole site: its back ends are one merchant's, and so are its pages.
      pairwiseIdentifier: (_ctx: Context, personId: string) => subjectOf(core, site.id, personId),
      clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
      enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
      findAccount: (_ctx: Context, personId: string) => this.#account(site.id, personId),
      pkce: { required: () => true },
      // Back ends call these; pages have the visitor token.
      clientBasedCORS: () => false,
      allowOmittingSingleRegisteredRedirectUri: false,
      interactions: {
        policy: asTuidanHasIt(library, this.#here),
        url: (_ctx: Context, { uid }: { uid: string }) => `/s/${site.slug}${OPENID_PATH}/enter/${uid}`,
      },
      features: {
        devInteractions: { enabled: false },
        userinfo: { enabled: true },
        revocation: {
          enabled: true,
          // A client ends its own tokens, nobody else's (RFC 7009 §2.1).
          allowedPolicy: (_ctx: Context, client: Client, token: { clientId: string }) =>
            token.clientId === client.clientId,
        },
        // Ours: it ends Tuidan's session, of which the provider's is a copy.
        rpInitiatedLogout: { enabled: false },
        dPoP: { enabled: false },
        resourceIndicators: { enabled: false },
        pushedAuthorizationRequests: { enabled: false },
      },
      cookies: {
        keys: [core.vault.hash(site.id, 'openid-cookie', '').toString('base64url')],
        names: cookieNames(site.slug),
        long: { httpOnly: true, sameSite: 'lax', path: `/s/${site.slug}${OPENID_PATH}` },
        short: { httpOnly: true, sameSite: 'lax' },
      },
      discovery: {
        end_session_endpoint: `${issuer}/session/end`,
        ui_locales_supported: ['zh', 'en'],
      },
      ttl: {
        AccessToken: SECONDS(HOUR),
        AuthorizationCode: 60,
        IdToken: SECONDS(10 * MINUTE),
        Grant: SECONDS(30 * DAY),
        Interaction: SECONDS(30 * MINUTE),
        Session: SECONDS(DAY),
      },
      renderError: (ctx: Context, out: { error: string; error_description?: string }) => {
        const { html, headers } = this.#parts.refusal(ctx.req, out.error_description ?? out.error)
        for (const [name, value] of Object.entries(headers)) ctx.set(name, value)
        ctx.type = 'html'
        ctx.body = html
      },
    })
    provider.proxy = true
    provider.on('server_error', (_ctx, err) => core.log.error({ err, siteId: site.id }, 'the OpenID provider failed'))
    // Only its hash is kept. Compared in constant time.
    provider.Client.prototype.compareClientSecret = function (actual) {
      const kept = Buffer.from(this.clientSecret ?? '', 'base64url')
      const given = hashOf(actual)
      return kept.length === given.length && timingSafeEqual(kept, given)
    }
    return provider
  }

  async #account(siteId: string, personId: string) {
    const found = await this.#parts.card(siteId, personId)
    if (found === null) return undefined
    const { name, picture, email } = found
    const claims = async () => ({
      sub: personId,
      ...(name === null ? {} : { name }),
      ...(picture === null ? {} : { picture }),
      ...(email === null ? {} : { email, email_verified: true }),
    })
    return { accountId: personId, claims }
  }
}

/** Each site's cookies have its name: their paths differ, but a path is no wall. */
const cookieNames = (slug: string) => ({
  session: `openid-${slug}`,
  interaction: `openid-enter-${slug}`,
  resume: `openid-resume-${slug}`,
})

/**
 * The provider makes addresses and cookies from what the request says of itself. Behind a proxy that is the proxy's affair, and
 * anybody may send such headers; so it is told the public address, whoever asks.
 */
function asSeenByPeople(request: IncomingMessage, publicUrl: string): void {
  const { host, protocol } = new URL(publicUrl)
  request.headers.host = host
  request.headers['x-forwarded-host'] = host
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
}

/** The usual questions, with Tuidan's own session as the answer to who is here. */
function asTuidanHasIt({ interactionPolicy }: Library, here: WeakMap<IncomingMessage, string | null>) {
  const policy = interactionPolicy.base()
  const { Check } = interactionPolicy
  const { checks } = policy.get('login')
  checks.add(
    new Check('signed_out', 'End-User authentication is required', 'login_required', (ctx) =>
      here.get(ctx.req) === ctx.oidc.session?.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
    ),
  )
  return policy
}
