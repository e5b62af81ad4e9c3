import { createSign, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type * as oidc from 'openid-client'
import { openBody } from '../base/body.ts'
import type { Clock } from '../base/clock.ts'
import type { ApiAnswer, ApiRequest } from '../connectors/connector.ts'
import type { Asked, Fetch } from '../engine/guarded-fetch.ts'
import { proofOf } from './dpop.ts'
import { readPrivateKey } from './private-key.ts'
import { signInFail } from './problems.ts'
import { gatewayParams, signedText, tokenAnswer, tokenCall } from './quirk.ts'
import { hasIdToken, type Key, loginAt, type Registration } from './registration.ts'

/**
 * The library's fetch for one registration: around the token call alone the provider's own ways are undone, everything else goes
 * through as it is.
 */
export function libraryFetch(registration: Registration, fetch: Fetch, clock: Clock): oidc.CustomFetch {
  const { quirk } = loginAt(registration)
  const isStandard = hasIdToken(registration) && quirk === undefined
  return async (url, options) => {
    const { body, headers, method, signal } = options
    // The library's bodies are forms.
    const asked = { method, headers, body: body as URLSearchParams, signal } as Asked
    if (isStandard || !(body instanceof URLSearchParams) || !body.has('grant_type')) return await fetch(url, asked)
    const call = tokenCall(body, url, quirk)
    const params = quirk?.sign === 'rsa2' ? signed(registration, call.params, clock.now()) : call.params
    const form = new URLSearchParams(params)
    const { 'content-type': _, ...kept } = headers
    const response = await fetch(
      call.method === 'GET' ? withQuery(call.url, form) : call.url,
      call.method === 'GET'
        ? { ...asked, method: 'GET', headers: kept, body: null }
        : { ...asked, headers: kept, body: form },
    )
    const type = response.headers.get('content-type') ?? ''
    const told = tokenAnswer(
      { status: response.status, type, text: await response.text() },
      quirk,
      hasIdToken(registration),
    )
    const answered = new Headers(response.headers)
    answered.set('content-type', told.type)
    return new Response([204, 205, 304].includes(told.status) ? null : told.body, {
      status: told.status,
      headers: answered,
    })
  }
}

/** What a request that a descriptor wishes is sent with. */
export interface Bearing {
  readonly token: string
  readonly key: Key | null
}

/** Sends a descriptor's request and opens the answer. A bound token is proven, twice where the server wants its nonce in it. */
export async function ask(
  fetch: Fetch,
  request: ApiRequest,
  bearing: Bearing | null,
  clock: Clock,
): Promise<ApiAnswer> {
  const isBound = bearing !== null && bearing.key !== null && (request.token ?? 'header') === 'header'
  const first = await fetch(...(await shaped(request, bearing, clock)))
  const nonce = first.headers.get('dpop-nonce') ?? undefined
  const isAgain = isBound && first.status === 401 && nonce !== undefined
  const response = isAgain ? await fetch(...(await shaped(request, bearing, clock, nonce))) : first
  const text = await response.text()
  const { status, headers } = response
  return { status, headers: Object.fromEntries(headers), body: openBody(text, headers.get('content-type') ?? '') }
}

async function shaped(
  request: ApiRequest,
  bearing: Bearing | null,
  clock: Clock,
  nonce?: string,
): Promise<[string, Asked]> {
  const { form, json, token: way = 'header' } = request
  const method = request.method ?? (form === undefined && json === undefined ? 'GET' : 'POST')
  const inQuery = way === 'query' && bearing !== null ? new URLSearchParams({ access_token: bearing.token }) : null
  const headers = {
    accept: 'application/json',
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(way === 'header' && bearing !== null ? await bearingHeaders(request.url, method, bearing, clock, nonce) : {}),
    ...request.headers,
  }
  const body = form !== undefined ? new URLSearchParams(form) : json !== undefined ? JSON.stringify(json) : null
  return [inQuery === null ? request.url : withQuery(request.url, inQuery), { method, headers, body }]
}

/** The headers that show a token: a bearer's (RFC 6750 §2.1), or with a proof of the key it is bound to (RFC 9449 §7.1). */
export async function bearingHeaders(
  url: string,
  method: string,
  { token, key }: Bearing,
  clock: Clock,
  nonce?: string,
): Promise<Record<string, string>> {
  if (key === null) return { authorization: `Bearer ${token}` }
  const request = { url, method, token, ...(nonce === undefined ? {} : { nonce }) }
  return { authorization: `DPoP ${token}`, dpop: await proofOf(key, request, clock.now()) }
}

function withQuery(address: string, params: URLSearchParams): string {
  const url = new URL(address)
  for (const [name, value] of params) url.searchParams.set(name, value)
  return url.href
}

/** A descriptor's request to a gateway that wants every call signed; others pass unchanged. @throws sign-in/setup-incomplete */
export function signedRequest(registration: Registration, request: ApiRequest, now: number): ApiRequest {
  const { quirk, server } = loginAt(registration)
  if (quirk?.sign !== 'rsa2' || !('token' in server)) return request
  if (new URL(request.url).origin !== new URL(server.token).origin) return request
  if (request.form !== undefined) return { ...request, form: signed(registration, request.form, now) }
  const url = new URL(request.url)
  const params = signed(registration, Object.fromEntries(url.searchParams), now)
  url.search = ''
  return { ...request, url: withQuery(url.href, new URLSearchParams(params)) }
}

/** RSA2: SHA256withRSA over the sorted parameters, in base64 (https://opendocs.alipay.com/common/02mse7). */
function signed(
  registration: Registration,
  params: Readonly<Record<string, string>>,
  now: number,
): Record<string, string> {
  const all = gatewayParams(params, registration.clientId, now)
  const sign = createSign('RSA-SHA256').update(signedText(all)).sign(privateKeyOf(registration), 'base64')
  return { ...all, sign }
}

/**
 * The client secret that is a token (https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret):
 * signed with the registration's private key, good for five minutes, made for each call.
 * @throws sign-in/setup-incomplete
 */
export async function secretToken(registration: Registration, issuer: string, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000)
  return await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: setupOf(registration, 'keyId') })
    .setIssuer(setupOf(registration, 'teamId'))
    .setSubject(registration.clientId)
    .setAudience(issuer)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 300)
    .sign(privateKeyOf(registration))
}

function setupOf({ setup, name }: Registration, field: string): string {
  const value = setup?.[field]
  if (value === undefined || value === '')
    throw signInFail('sign-in/setup-incomplete', { params: { name, what: field } })
  return value
}

/** @throws sign-in/setup-incomplete */
function privateKeyOf(registration: Registration): KeyObject {
  const key = readPrivateKey(setupOf(registration, 'privateKey'))
  if (key !== null) return key
  throw signInFail('sign-in/setup-incomplete', { params: { name: registration.name, what: 'privateKey' } })
}
