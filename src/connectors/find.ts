import { isRecord, listOf, recordOf, textOf } from './answer.ts'
import { type ApiAnswer, type ApiRequest, type FoundServer, Mistyped, type Raw } from './connector.ts'

/** What an authorization server says of itself, RFC 8414 §2. */
export type Metadata = FoundServer['metadata']

/** A search that asks and is answered. */
export type Search<Found> = Generator<ApiRequest, Found, ApiAnswer>

/** What was typed without what a keyboard or a copied text brings along: wide letters (＠ 。), invisible ones, blanks around. */
export const typedText = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('。', '.')
    .trim()

/**
 * The origin of a server that somebody typed, with or without `https://`, a path behind it and a dot at its end; `http:`, ports and
 * private networks are left to whoever guards the connection.
 * @throws Mistyped when it is no name of a server: an IP address but for this machine's own, or letters of one script that pass for
 * another's
 */
export function serverTyped(typed: string): string {
  const address = /^https?:\/\//i.test(typed) ? typed : `https://${typed}`
  const url = URL.parse(address)
  if (
    url === null ||
    url.username !== '' ||
    url.password !== '' ||
    url.hostname === '' ||
    /[\s<>"\\]|:\/\/.*:\/\//.test(address)
  )
    throw new Mistyped('wrong', 'the name of a server was expected')
  const host = url.hostname.replace(/\.$/, '')
  const written = /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? ''
  if (/^\[|^[\d.]+$/.test(host) && !/^(127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(written))
    throw new Mistyped('number', 'the name of a server was expected, not its number')
  if (written.split('.').some(seemsLatin)) throw new Mistyped('lookalike', 'letters of another script')
  return `${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}`
}

/** Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, confusables.txt, the small letters of it). */
const LOOKALIKES = /^[асеорхуіјѕһԁԛԝӏвнкмтьгпαοερτυνικχ\d-]+$/u
/** Would somebody read this part of a name as Latin although it is not, or not all of it (Unicode TR 39 §5.1)? */
const seemsLatin = (label: string): boolean =>
  /\p{Script=Cyrillic}|\p{Script=Greek}/u.test(label) &&
  (/\p{Script=Latin}/u.test(label) || LOOKALIKES.test(label.toLowerCase()))

/** The origin of a server that another server names. @throws Error when it is no host */
export function originOf(address: string): string {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
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

/**
 * The server that an account's address (`lin@social.example`) leads to by WebFinger (RFC 7033): the origin of its ActivityPub actor.
 * Null when its host does not tell. One redirect is followed: hosts that are nothing but a name answer so.
 */
export function* webFingered(user: string, host: string): Search<string | null> {
  const resource = `acct:${user}@${new URL(host).host}`
  const asked = `${host}/.well-known/webfinger?${new URLSearchParams({ resource })}`
  let answer: ApiAnswer = yield { url: asked, token: 'none' }
  const moved = URL.parse(answer.headers.location ?? '', asked)
  if (answer.status >= 301 && answer.status <= 308 && moved !== null) answer = yield { url: moved.href, token: 'none' }
  const self = listOf(recordOf(answer.body).links)
    .map(recordOf)
    .find(({ rel, type }) => rel === 'self' && /^application\/(activity|ld)\+json/.test(textOf(type)))
  return answer.status === 200 && self !== undefined && URL.canParse(textOf(self.href))
    ? originOf(textOf(self.href))
    : null
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
