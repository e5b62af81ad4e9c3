/** The demo's provider (oidc-provider) in a process of its own. */
import { startIslet } from '../../demo/provider/server.ts'
import { beChild } from './child.ts'

/** What it is told. */
export interface ProviderOpen {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

/** What it says. */
export interface ProviderReady {
  readonly issuer: string
}

await beChild<ProviderOpen>(async ({ clientId, clientSecret, redirectUris }) => {
  const islet = await startIslet({
    port: 0,
    host: '127.0.0.1',
    lang: 'en',
    faults: false,
    perMinute: 1_000_000,
    accessTokenSeconds: 3600,
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
  })
  return { ready: { issuer: islet.issuer } satisfies ProviderReady, stop: () => islet.stop() }
})
