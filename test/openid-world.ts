import * as client from 'openid-client'
import { loginWith } from '../demo/provider/login.ts'
import type { Json, LoopSite, LoopWorld, Visitor } from './loop-world.ts'

/** A back end of the merchant's as the console made it. */
export interface MadeClient {
  readonly id: string
  readonly secret: string
}

/** The owner writes down a back end. */
export async function madeClient(
  at: LoopSite,
  redirectUris: string[],
  signOutUris: string[] = [],
): Promise<MadeClient> {
  const { status, json } = await at.owner.ask('POST', '/v1/console/openid-clients', {
    name: 'Tea house',
    redirectUris,
    signOutUris,
  })
  if (status !== 201) throw new Error(JSON.stringify(json))
  return { id: json.client.id, secret: json.secret }
}

/** The issuer of a site. */
export const issuerAt = (world: LoopWorld, at: LoopSite): URL => new URL(`${world.url}/s/${at.site.slug}/openid`)

/** The configuration that openid-client gets by discovery. */
export async function discovered(world: LoopWorld, at: LoopSite, made: MadeClient, basic = false) {
  const way = basic ? client.ClientSecretBasic(made.secret) : client.ClientSecretPost(made.secret)
  return await client.discovery(issuerAt(world, at), made.id, undefined, way, {
    execute: [client.allowInsecureRequests],
  })
}

/** A request to sign in, and what it needs to be finished. */
export async function asking(config: client.Configuration, redirectUri: string, more: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  })
  return { url, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } }
}

/** Where an answer leads a browser: by a redirect, or by a page that goes on by itself. */
export const leadsTo = (headers: Headers): string | null =>
  headers.get('location') ?? headers.get('refresh')?.replace('0;url=', '') ?? null

/** Follows a browser within the program until it leaves it or is shown a page. */
export async function followed(world: LoopWorld, visitor: Visitor, address: string | URL) {
  let url = new URL(address)
  for (let step = 0; step < 12; step++) {
    const answer = await visitor.ask('GET', url.pathname + url.search, undefined, { accept: 'text/html' })
    const location = leadsTo(answer.headers)
    if (location === null) return { url, answer }
    url = new URL(location, url)
    if (url.origin !== world.url) return { url, answer }
  }
  throw new Error(`goes in a circle at ${url}`)
}

/** From a request to sign in to the address that the back end is given, by way of Tuidan's sheet and the demo provider. */
export async function signedInThrough(
  world: LoopWorld,
  at: LoopSite,
  visitor: Visitor,
  url: URL,
  persona = 'lin-wan',
): Promise<URL> {
  const asked = await followed(world, visitor, url)
  if (asked.url.origin !== world.url) return asked.url
  const to = asked.url.searchParams.get('to')
  if (asked.url.pathname !== `/s/${at.site.slug}/enter` || to === null)
    throw new Error(
      `${asked.answer.status} ${asked.url} ${asked.answer.text.replace(/<style.*?<\/style>|<[^>]+>/gs, ' ')}`,
    )
  const begun = await visitor.ask('GET', `/s/${at.site.slug}/sign-in/islet?${new URLSearchParams({ returnTo: to })}`)
  const back = await loginWith(begun.headers.get('location')!, persona)
  return (await followed(world, visitor, back)).url
}

/** The claims of a JWT, unchecked. */
export const claimsOf = (jwt: string): Json => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString())
