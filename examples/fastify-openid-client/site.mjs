import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import * as openid from 'openid-client'

const {
  ISSUER = 'http://localhost:4400/s/shop/openid',
  CLIENT_ID = '',
  CLIENT_SECRET = '',
  PORT = '4502',
} = process.env
const HERE = `http://localhost:${PORT}`
const isLocal = ISSUER.startsWith('http://localhost')
const tuidan = await openid.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, {
  execute: isLocal ? [openid.allowInsecureRequests] : [],
})

/** Sessions by the id in a cookie: what a sign-in under way must be checked against, then who it was. A real site keeps them elsewhere. */
const sessions = new Map()
const COOKIE = { path: '/', httpOnly: true, sameSite: 'lax', secure: !isLocal }
const begin = (reply, session) => {
  const id = openid.randomState()
  sessions.set(id, session)
  reply.setCookie('session', id, COOKIE)
}
const take = ({ cookies }) => {
  const session = sessions.get(cookies.session)
  sessions.delete(cookies.session)
  return session
}
const html = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

const app = Fastify()
await app.register(fastifyCookie)

app.get('/', async ({ cookies }, reply) => {
  const who = sessions.get(cookies.session)?.who
  const words = who
    ? `<p>Hello ${html(who.name)}</p><a href="/sign-out">Sign out</a>`
    : '<a href="/sign-in">Sign in</a>'
  return reply
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><title>Tea house</title><h1>Tea house</h1>${words}`)
})

app.get('/sign-in', async (_request, reply) => {
  const checks = {
    pkceCodeVerifier: openid.randomPKCECodeVerifier(),
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
  }
  begin(reply, { checks })
  const address = openid.buildAuthorizationUrl(tuidan, {
    redirect_uri: `${HERE}/back`,
    scope: 'openid profile',
    code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  })
  return reply.redirect(address.href)
})

app.get('/back', async (request, reply) => {
  const checks = take(request)?.checks
  if (!checks) return reply.code(400).send('This sign-in was not begun here, or was used already.')
  try {
    const tokens = await openid.authorizationCodeGrant(tuidan, new URL(request.url, HERE), checks)
    const { sub, name = 'visitor' } = tokens.claims()
    begin(reply, { who: { sub, name }, idToken: tokens.id_token })
    return reply.redirect('/')
  } catch (error) {
    return reply.code(400).send(`You were not signed in: ${error.error ?? error.code}`)
  }
})

app.get('/sign-out', async (request, reply) => {
  const idToken = take(request)?.idToken
  reply.clearCookie('session', COOKIE)
  if (!idToken) return reply.redirect('/')
  const query = { id_token_hint: idToken, post_logout_redirect_uri: `${HERE}/` }
  return reply.redirect(openid.buildEndSessionUrl(tuidan, query).href)
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
console.log(HERE)
