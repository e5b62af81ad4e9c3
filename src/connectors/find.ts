import { isRecord, recordOf, textOf } from './answer.ts'
import type { ApiAnswer, ApiRequest, FoundServer, Raw } from './connector.ts'

/** What an authorization server says of itself, RFC 8414 §2. */
export type Metadata = FoundServer['metadata']

/** A search that asks and is answered. */
export type Search<Found> = Generator<ApiRequest, Found, ApiAnswer>

/**
 * The origin of a server that somebody typed, with or without `https://`; `http:` is left to whoever guards the connection.
 * @throws Error when it is no host
 */
export function originOf(typed: string): string {
  const address = /^https?:\/\//i.test(typed) ? typed : `https://${typed}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.password !== '' || /[\s<>]/.test(typed))
    throw new Error('the name of a server was expected')
  return url.origin
}

/** The object an answer holds. @throws Error when it is a refusal or none */
export function objectOf({ status, body }: ApiAnswer, what: string): Raw {
  if (status !== 200 || !isRecord(body)) throw new Error(`${what}: an object was expected, ${status} came`)
  return body
}

/** Is this the same issuer? Many write it with a slash at its end in one place and without in another. */
export const isSameIssuer = (one: unknown, other: string): boolean =>
  typeof one === 'string' && one.replace(/\/$/, '') === other.replace(/\/$/, '')

/** An authorization server's metadata. @throws Error when it speaks for another issuer or names no endpoints (RFC 8414 §3.3) */
export function metadataOf(answer: ApiAnswer, issuer: string): Metadata {
  const raw = objectOf(answer, `the metadata of ${issuer}`)
  const { issuer: said, authorization_endpoint, token_endpoint } = raw
  if (!isSameIssuer(said, issuer)) throw new Error(`the metadata of ${issuer} speak for another issuer`)
  if (!URL.canParse(textOf(authorization_endpoint)) || !URL.canParse(textOf(token_endpoint)))
    throw new Error(`the metadata of ${issuer} name no endpoints`)
  // Each of the three was looked at.
  return raw as Metadata
}

/** Asks an issuer for its metadata: RFC 8414 for OAuth, Discovery 1.0 for OpenID. @throws Error as {@link metadataOf} does */
export function* metadataFrom(
  issuer: string,
  document: 'oauth-authorization-server' | 'openid-configuration',
): Search<Metadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/${document}`
  return metadataOf(yield { url, token: 'none' }, issuer)
}

/** The client of an answer to a registration (RFC 7591 §3.2.1). @throws Error when there is none */
export function clientOf(answer: ApiAnswer): { readonly id: string; readonly secret: string } {
  const { client_id, client_secret } = recordOf(answer.body)
  if (textOf(client_id) === '') throw new Error(`a registration was expected, ${answer.status} came`)
  return { id: textOf(client_id), secret: textOf(client_secret, 2000) }
}
