import { exportJWK, exportPKCS8, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { type Ask, fresh, Given, json, type Person, page, type Said, type Street } from './stand-in.ts'

/** What the merchant was given. */
export const APPLE_APP = { id: 'example.shop.web', teamId: 'TEAM123456', keyId: 'KEY7890123' }
const ACCESS_S = 3600
/** A client secret may live for half a year. */
const MOST_SECRET_S = 15_777_000

interface Grant {
  readonly person: Person
  readonly redirect: string
  readonly nonce: string | null
}

/** Stands in for Apple's identity server: docs/connectors/apple.md names the pages. Client secrets are verified, ID tokens signed. */
export async function appleStandIn(street: Street, issuer: string) {
  const merchant = await generateKeyPair('ES256', { extractable: true })
  const own = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'stand-in', alg: 'RS256', use: 'sig' }
  const codes = new Given<Grant>(street.now)
  const refreshes = new Given<Grant>(street.now)
  const known = new Set<string>()

  function consent(query: URLSearchParams): Said {
    const redirect = query.get('redirect_uri') ?? ''
    const scopes = (query.get('scope') ?? '').split(' ')
    if (query.get('client_id') !== APPLE_APP.id) return page('invalid_client')
    if (!street.redirects.includes(redirect)) return page('invalid_request: Invalid web redirect url.')
    if (query.get('response_type') !== 'code') return page('unsupported_response_type')
    const isPost = query.get('response_mode') === 'form_post'
    if (!isPost && scopes.some((one) => one === 'name' || one === 'email'))
      return page('invalid_request: response_mode must be form_post when name or email scope is requested.')
    const state = query.get('state')
    if (street.refuses) return form(redirect, { error: 'user_cancelled_authorize', state })
    const { person } = street
    const code = codes.give({ person, redirect, nonce: query.get('nonce') }, 300, 'c')
    const isFirst = !known.has(person.openId)
    known.add(person.openId)
    // The name is told once.
    const user = isFirst && scopes.includes('name') ? JSON.stringify({ name: nameOf(person) }) : null
    return form(redirect, { code, state, user })
  }

  async function token(body: URLSearchParams): Promise<Said> {
    if (!(await isClient(body))) return json({ error: 'invalid_client' }, 'application/json', 400)
    const isRefresh = body.get('grant_type') === 'refresh_token'
    if (!isRefresh && body.get('grant_type') !== 'authorization_code')
      return json({ error: 'unsupported_grant_type' }, 'application/json', 400)
    const name = body.get(isRefresh ? 'refresh_token' : 'code') ?? ''
    const grant = isRefresh ? refreshes.held(name) : codes.take(name)
    if (typeof grant === 'string' || (!isRefresh && grant.redirect !== body.get('redirect_uri')))
      return json({ error: 'invalid_grant' }, 'application/json', 400)
    return json({
      ...{ access_token: fresh('a'), token_type: 'Bearer', expires_in: ACCESS_S },
      // The refresh token stays the one it was.
      ...(isRefresh ? {} : { refresh_token: refreshes.give(grant, 10 * 365 * 86_400, 'r') }),
      id_token: await idToken(grant),
    })
  }

  async function revoke(body: URLSearchParams): Promise<Said> {
    if (!(await isClient(body))) return json({ error: 'invalid_client' }, 'application/json', 400)
    if (body.get('token') === null) return json({ error: 'invalid_request' }, 'application/json', 400)
    refreshes.take(body.get('token')!)
    return { type: 'text/plain', body: '' }
  }

  function idToken({ person, nonce }: Grant): Promise<string> {
    const now = Math.floor(street.now() / 1000)
    return new SignJWT({
      ...{ iss: issuer, sub: `001234.${person.openId}.0910`, aud: APPLE_APP.id, iat: now, exp: now + 86_400 },
      ...{ auth_time: now, nonce_supported: true, ...(nonce === null ? {} : { nonce }) },
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'stand-in' })
      .sign(own.privateKey)
  }

  /** The client secret is a token of the team's, for this issuer, signed with the key that was downloaded. */
  async function isClient(body: URLSearchParams): Promise<boolean> {
    if (body.get('client_id') !== APPLE_APP.id) return false
    try {
      const { payload, protectedHeader } = await jwtVerify(body.get('client_secret') ?? '', merchant.publicKey, {
        ...{ algorithms: ['ES256'], issuer: APPLE_APP.teamId, subject: APPLE_APP.id, audience: issuer },
        ...{ currentDate: new Date(street.now()), requiredClaims: ['iat', 'exp'] },
      })
      return protectedHeader.kid === APPLE_APP.keyId && payload.exp! - street.now() / 1000 <= MOST_SECRET_S
    } catch {
      // Whatever is wrong with it, Apple says the same.
      return false
    }
  }

  const host = ({ method, path, query, body }: Ask): Said | Promise<Said> | null => {
    if (path === '/.well-known/openid-configuration') return json(metadata(issuer))
    if (path === '/auth/keys') return json({ keys: [jwk] })
    if (path === '/auth/authorize') return consent(query)
    if (method !== 'POST') return null
    return path === '/auth/token' ? token(body) : path === '/auth/revoke' ? revoke(body) : null
  }
  return {
    /** The text of the AuthKey_….p8 that was downloaded. */
    privateKey: await exportPKCS8(merchant.privateKey),
    key: merchant.privateKey,
    hosts: { 'appleid.apple.com': host },
  }
}

/** OpenID Connect Discovery 1.0, as far as a sign-in reads it. */
const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth/authorize`,
  token_endpoint: `${issuer}/auth/token`,
  revocation_endpoint: `${issuer}/auth/revoke`,
  jwks_uri: `${issuer}/auth/keys`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'email', 'name'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
})

const nameOf = ({ name }: Person) => ({ firstName: name.slice(1), lastName: name.slice(0, 1) })

/** A page that posts a form back by itself (OAuth 2.0 Form Post Response Mode §2). */
function form(action: string, params: Readonly<Record<string, string | null>>): Said {
  const escaped = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`)
  const inputs = Object.entries(params)
    .filter((pair): pair is [string, string] => pair[1] !== null)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
  return page(
    `<form method="post" action="${escaped(action)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`,
  )
}
