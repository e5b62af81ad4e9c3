import { type Lang, say } from '../base/i18n.ts'
import type { Connector, FoundServer, Login, Raw } from '../connectors/connector.ts'
import { isRead } from '../connectors/connector.ts'
import type { Core } from '../engine/core.ts'
import type { Site } from '../sites/site.ts'
import type { SiteConnector } from './flow-connectors.ts'
import type { SignIn } from './flow-open.ts'
import type { FoundClient } from './handshake.ts'
import { signInFail } from './problems.ts'
import { type FoundClientRow, listFoundClients, saveFoundClient } from './store-found.ts'

/** What somebody types is a name or an address. */
export const MOST_TYPED = 300

/** A search for the server that somebody typed. */
interface Search {
  readonly site: Site
  readonly connector: SiteConnector
  readonly typed: string | undefined
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly lang: Lang
}

interface Kept extends FoundClient {
  readonly redirectUri: string
}

/** By the hash, as the row has it: its issuer stands nowhere. */
const clientPlace = (siteId: string, connector: string, issuerHash: Buffer) =>
  `${siteId}|found_client|${connector}|${issuerHash.toString('hex')}`

/**
 * Finds the server that somebody typed, and how the site is known there: by a registration made before, by one made now, or by
 * the address of the document about it.
 * @throws sign-in/typed-missing, typed-nowhere, private-address, provider-…
 */
export async function findServer(
  signIn: SignIn,
  search: Search,
): Promise<{ found: FoundServer; client: FoundClient } | null> {
  const { core, providers } = signIn
  const { site, connector, scopes, redirectUri, lang } = search
  const { server } = connector.descriptor.login as Login
  if (!('find' in server)) return null
  const name = say(connector.names, lang)
  const typed = search.typed?.trim() ?? ''
  if (typed === '' || typed.length > MOST_TYPED) throw signInFail('sign-in/typed-missing', { params: { name } })
  const hashOf = (issuer: string) => core.vault.hash(site.id, 'found client', `${connector.id}\n${issuer}`)
  const rows = await listFoundClients(core.db, site.id, connector.id)
  const known = (issuer: string): Kept | null => {
    const hash = hashOf(issuer)
    const row = rows.find((one) => one.issuerHash.equals(hash))
    const kept = row === undefined ? null : opened(core, row, clientPlace(site.id, connector.id, hash))
    // The server holds the address it was told; this one moved since.
    return kept?.redirectUri === redirectUri ? kept : null
  }
  const about = { siteName: say(site.name, lang), siteUrl: `${core.publicUrl}/s/${site.slug}/` }
  const found = await providers.search(name, server.find({ typed, redirectUri, scopes, known, ...about }))
  const { metadata } = found
  if (server.client === 'document')
    return { found, client: { id: clientDocument(core, site, connector).id, secret: '', tokenAuth: 'none' } }
  const made: FoundClient | undefined =
    found.client === undefined ? undefined : { ...found.client, tokenAuth: 'client_secret_post' }
  const client =
    made ??
    known(metadata.issuer) ??
    (server.client === 'dynamic'
      ? await providers.register(name, {
          metadata,
          redirectUri,
          scopes: registered(connector.descriptor, scopes, metadata),
          ...about,
        })
      : null)
  if (client === null) throw signInFail('sign-in/provider-rubbish', { params: { name } })
  const kept: Kept = { id: client.id, secret: client.secret, tokenAuth: client.tokenAuth, redirectUri }
  const issuerHash = hashOf(metadata.issuer)
  const row = { issuerHash, sealed: core.vault.seal(kept, clientPlace(site.id, connector.id, issuerHash)) }
  await saveFoundClient(core.db, site.id, connector.id, row, core.clock.now())
  return { found, client: kept }
}

/** A registration that was kept; one that does not open (an earlier version's, a key that is gone) is made anew. */
function opened(core: Core, row: FoundClientRow, place: string): Kept | null {
  try {
    return core.vault.open<Kept>(row.sealed, place)
  } catch (error) {
    if ((error as { code?: string }).code === 'vault/wrong-key') return null
    throw error
  }
}

/** Everything that may be asked for later: a server holds a client to what it was registered with. */
function registered({ kind }: Connector, scopes: readonly string[], { scopes_supported: offered }: Raw): string[] {
  const isOffline = Array.isArray(offered) && offered.includes('offline_access')
  return [
    ...new Set([
      ...(kind === 'oidc' ? ['openid'] : []),
      ...scopes,
      ...(kind === 'oidc' && isOffline ? ['offline_access'] : []),
    ]),
  ]
}

/**
 * The document about a site that its address stands for as client id
 * (https://atproto.com/specs/oauth#clients, draft-ietf-oauth-client-id-metadata-document). On http://localhost, where no server
 * could fetch it, the id itself says it all and people come back to 127.0.0.1.
 */
export function clientDocument(
  core: Pick<Core, 'publicUrl'>,
  site: Pick<Site, 'slug' | 'name'>,
  { id: connector, descriptor }: Pick<SiteConnector, 'id' | 'descriptor'>,
): { id: string; redirectUri: string; document: Readonly<Record<string, unknown>> } {
  const base = `/s/${site.slug}/sign-in/${connector}`
  const url = new URL(core.publicUrl)
  const isLocal = url.protocol === 'http:'
  const redirectUri = isLocal
    ? `http://127.0.0.1${url.port === '' ? '' : `:${url.port}`}${base}/callback`
    : `${core.publicUrl}${base}/callback`
  const scope = scopesOf(descriptor).join(' ')
  const id = isLocal
    ? `http://localhost?${new URLSearchParams({ redirect_uri: redirectUri, scope })}`
    : `${core.publicUrl}${base}/client.json`
  const document = {
    client_id: id,
    client_name: site.name.en,
    'client_name#zh': site.name.zh,
    client_uri: core.publicUrl,
    application_type: 'web',
    redirect_uris: [redirectUri],
    scope,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
  }
  return { id, redirectUri, document }
}

/** All scopes a kind of account may ask for: those of signing in, and those of its streams, so that a later yes needs no second journey. */
export function scopesOf({ login, streams }: Connector): string[] {
  const ofStreams = Object.values(streams).flatMap((one) =>
    isRead(one) && one.scope !== null ? one.scope.split(' ') : [],
  )
  return [...new Set([...(login?.scopes ?? []), ...ofStreams])]
}
