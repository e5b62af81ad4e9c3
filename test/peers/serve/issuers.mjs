// Two OpenID providers at once, of the library that the product itself depends on: for mixing them up, and for tokens that are
// bound to a key and change with each use.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { config, endWith, ready } from './end.mjs'

// Not from here: the Solid server brings an older one.
const product = createRequire(new URL('../../../package.json', import.meta.url))
const { Provider } = await import(pathToFileURL(product.resolve('oidc-provider')).href)
const collections = JSON.parse(config.collections ?? '{}')

const servers = config.ports.map((port, i) => {
  const issuer = `http://localhost:${port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: `shop-${i}`,
        client_secret: config.secret,
        redirect_uris: config.redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        scope: 'openid profile offline_access interests likes follows posts purchases',
      },
    ],
    scopes: ['openid', 'offline_access', 'likes', 'follows', 'posts', 'purchases'],
    claims: { profile: ['name'], interests: ['interests'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} of ${i}`, interests: ['coffee', 'hiking'] }),
    }),
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, i + 1), requireNonce: () => config.dpopNonce === true },
      pushedAuthorizationRequests: { enabled: true },
      revocation: { enabled: true },
      claimsParameter: { enabled: true },
    },
    ttl: { AccessToken: config.accessTokenSeconds ?? 3600, Grant: 7200, Interaction: 600, Session: 600 },
    cookies: { keys: ['for-tests-only'] },
  })
  const callback = provider.callback()
  return createServer(async (request, response) => {
    // The source that belongs to its accounts: ActivityStreams collections, open to whoever holds a token of the right scope.
    const stream = /^\/api\/(\w+)/.exec(request.url ?? '')?.[1]
    if (stream === undefined) return callback(request, response)
    const token = await provider.AccessToken.find((request.headers.authorization ?? '').replace(/^\w+ /, ''))
    if (token === undefined) return response.writeHead(401).end()
    if (!token.scopes.has(stream)) return response.writeHead(403).end()
    const body = { type: 'OrderedCollection', orderedItems: collections[stream] ?? [] }
    response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(body))
  }).listen(port, 'localhost')
})
await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))))
endWith(() => Promise.all(servers.map((server) => server.close())))
ready({ issuers: config.ports.map((port) => `http://localhost:${port}`) })
