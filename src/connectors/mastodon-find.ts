import type { ApiAnswer, Finding, FoundServer } from './connector.ts'
import { clientOf, type Metadata, metadataOf, type Search, serverTyped, typedText, webFingered } from './find.ts'

// An app can only ask for what it was registered with, and one serves all streams.
const SCOPES = ['read:accounts', 'read:favourites', 'read:bookmarks', 'read:follows', 'read:statuses']

/** Servers before 4.3 have no metadata: https://docs.joinmastodon.org/methods/oauth/ */
const oldMetadata = (base: string): Metadata => ({
  issuer: base,
  authorization_endpoint: `${base}/oauth/authorize`,
  token_endpoint: `${base}/oauth/token`,
  revocation_endpoint: `${base}/oauth/revoke`,
})

/**
 * From a server, or an address on one (`@lin@social.example`), to where people sign in; the site is registered once for each server.
 * @throws Mistyped, or Error when there is no such server
 */
export function* findMastodon({ typed, redirectUri, siteName, siteUrl, known }: Finding): Search<FoundServer> {
  const [, user, host = ''] = /^(?:@?([\w.-]+)@)?(.*)$/s.exec(typedText(typed)) ?? []
  const named = serverTyped(host)
  const base = (user === undefined ? null : yield* webFingered(user, named)) ?? named
  const answer: ApiAnswer = yield { url: `${base}/.well-known/oauth-authorization-server`, token: 'none' }
  const metadata = answer.status === 404 ? oldMetadata(base) : metadataOf(answer, base)
  const app = { client_name: siteName, redirect_uris: redirectUri, scopes: SCOPES.join(' '), website: siteUrl }
  const client = known(metadata.issuer) ?? clientOf(yield { url: `${base}/api/v1/apps`, form: app, token: 'none' })
  return { metadata, client, base, typed: new URL(base).host }
}
