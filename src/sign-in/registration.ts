import type { Connector, FoundServer, Login, Raw } from '../connectors/connector.ts'

/** How a site is registered with one provider. */
export interface Registration {
  /** Where the descriptor names no server of its own. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  /** How the provider is called, for sentences. */
  readonly name: string
  /** Fields of the registration beside id and secret: `privateKey`, `teamId`. */
  readonly setup?: Readonly<Record<string, string>>
  /** Absent: an OpenID provider at `issuer`. */
  readonly descriptor?: Pick<Connector, 'id' | 'kind' | 'login' | 'revoke'>
  /** The server that was found from what somebody typed. */
  readonly found?: FoundServer
}

/** A key as JSON Web Key (RFC 7517). */
export interface Key {
  readonly kty?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly d?: string
}

/** Tokens as a provider gave them. */
export interface Tokens {
  readonly access: string
  readonly refresh: string | null
  /** ms since the epoch; null when the provider names no end. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
  /** The private key they are bound to (RFC 9449); null: whoever has them may use them. */
  readonly key?: Key | null
}

/** Somebody the provider vouches for. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Other names of the same account at the same issuer. */
  readonly aliases: readonly string[]
  /** ID token, UserInfo and the answers to the descriptor's questions together. */
  readonly claims: Raw
  readonly tokens: Tokens
}

const OIDC: Login = { server: { issuer: null }, scopes: [], profile: () => ({ name: null, picture: null }) }

/** How people sign in where this is registered. */
export const loginAt = ({ descriptor }: Registration): Login => descriptor?.login ?? OIDC

/** Where there is an issuer there is an ID token; a server that was found has one where the kind is OpenID. */
export const hasIdToken = (registration: Registration): boolean =>
  'issuer' in loginAt(registration).server || registration.descriptor?.kind === 'oidc'

/** The issuer that discovery begins at; null where there is none. */
export function issuerAt(registration: Registration): string | null {
  const { server } = loginAt(registration)
  return 'issuer' in server ? (server.issuer ?? registration.issuer) : null
}

/** Does the server take PKCE? Where a descriptor does not deny it, it is always sent: who does not know it ignores it. */
export function hasPkce(registration: Registration): boolean {
  const { server } = loginAt(registration)
  return 'pkce' in server ? server.pkce : true
}
