import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'

const {
  ISSUER = 'http://localhost:4400/s/shop/openid',
  CLIENT_ID = '',
  CLIENT_SECRET = '',
  PORT = '4503',
} = process.env
const HERE = `http://localhost:${PORT}`

const auth = betterAuth({
  baseURL: HERE,
  secret: process.env.BETTER_AUTH_SECRET,
  database: new DatabaseSync(process.env.DATABASE ?? ':memory:'),
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'tuidan',
          clientId: CLIENT_ID,
          clientSecret: CLIENT_SECRET,
          discoveryUrl: `${ISSUER}/.well-known/openid-configuration`,
          scopes: ['openid', 'profile'],
          pkce: true,
          requireIdTokenVerification: true,
          // Many accounts have no address, and better-auth wants one: this one reaches nobody (RFC 2606).
          mapProfileToUser: ({ sub, name }) => ({
            name: name ?? 'visitor',
            email: `${sub.toLowerCase()}@visitor.invalid`,
          }),
        },
      ],
    }),
  ],
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()

const html = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
const BUTTON = (label, path, body) => `<button>${label}</button><script type="module">
  document.querySelector('button').onclick = async () => {
    const answer = await fetch('/api/auth/${path}', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '${JSON.stringify(body)}',
    })
    const { url } = await answer.json()
    location.assign(url ?? '/')
  }
</script>`
const IN = BUTTON('Sign in', 'sign-in/social', {
  provider: 'tuidan',
  callbackURL: '/',
  errorCallbackURL: '/not-signed-in',
})
const OUT = BUTTON('Sign out', 'sign-out', {})

const answerAuth = toNodeHandler(auth)
createServer(async (request, response) => {
  if (request.url.startsWith('/api/auth/')) return await answerAuth(request, response)
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) })
  const words = session ? `<p>Hello ${html(session.user.name)}</p>${OUT}` : IN
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(`<!doctype html><title>Tea house</title><h1>Tea house</h1>${words}`)
}).listen(PORT, '127.0.0.1', () => console.log(HERE))
