import { formOf, Jar } from './browse.ts'
import { freePort, type Peer, startPeer } from './process.ts'

/** The secret of the client `shop-0` at the first issuer and `shop-1` at the second. */
export const SECRET = 'secret-of-a-shop-that-is-only-a-test'

/** What may be changed about the two issuers. */
export interface IssuersConfig {
  readonly redirectUris: readonly string[]
  readonly accessTokenSeconds?: number
  /** Ask for a nonce of the server's in every DPoP proof (RFC 9449 §8). */
  readonly dpopNonce?: boolean
  /** Items of the streams, by name. */
  readonly collections?: Readonly<Record<string, readonly object[]>>
}

/** Starts two OpenID providers of oidc-provider in one process. */
export async function startIssuers(config: IssuersConfig): Promise<Peer<{ readonly issuers: [string, string] }>> {
  const { collections, ...rest } = config
  const ports = [await freePort(), await freePort()]
  return await startPeer('issuers', 'oidc-provider', {
    ...rest,
    ports,
    secret: SECRET,
    collections: JSON.stringify(collections ?? {}),
  })
}

/** Signs in as anybody and agrees; the address that leads back to what begins with `until`. */
export async function loginAtIssuer(authorizeUrl: string, login: string, until: string): Promise<string> {
  const jar = new Jar()
  let seen = await jar.follow(authorizeUrl, until)
  for (let page = 0; seen.back === null && page < 3; page++) {
    const { action, fields } = formOf(seen)
    seen = await jar.follow(action, until, {
      form: { ...fields, ...('login' in fields ? { login, password: 'x' } : {}) },
    })
  }
  if (seen.back === null) throw new Error(`it does not lead back: ${seen.status} ${seen.text.slice(0, 300)}`)
  return seen.back
}
