import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Finding, type FoundServer, isRead } from '../../src/connectors/connector.ts'
import solid from '../../src/connectors/solid.ts'
import { LoopWorld } from '../loop-world.ts'
import { BACK, type BareLogin, bareLogin } from './client.ts'
import { drive, readToEnd, sender } from './descriptor.ts'
import { journey, openShop } from './journey.ts'
import { loginAtSolid, type Solid, type SolidAccount, startSolid } from './solid.ts'

const LIKES = ['徒步露营的帐篷', '周末徒步路线', '露营灯', '登山鞋与徒步', '湖边露营地']

let server: Solid
let lin: SolidAccount
let bare: BareLogin
let found: FoundServer
/** Where the descriptor looks when the profile does not say where the pod is: what this server writes by itself. */
let baseUntold = ''

const login = (url: string) => loginAtSolid(url, lin, 'http://127.0.0.1:4460')
const finder = () => {
  const at = solid.login?.server
  if (at === undefined || !('find' in at)) throw new Error('it is found from what is typed')
  return at
}
const find = (typed: string) => {
  const input: Finding = {
    typed,
    redirectUri: BACK,
    scopes: ['webid'],
    siteName: 'A shop',
    siteUrl: 'http://127.0.0.1:4460',
    known: () => null,
  }
  return drive(finder().find(input), sender())
}

/** A proof for each request (RFC 9449 §4). */
const bound = () =>
  sender(() => {
    throw new Error('asked through openid-client')
  })

beforeAll(async () => {
  server = await startSolid()
  lin = await server.account('linxia')
  found = await find(lin.webId)
  const config = await oidc.dynamicClientRegistration(
    new URL(found.metadata.issuer),
    { redirect_uris: [BACK], token_endpoint_auth_method: 'client_secret_basic', scope: 'openid webid' },
    undefined,
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  )
  bare = await bareLogin({
    config,
    redirectUri: BACK,
    scope: 'openid webid',
    withDpop: true,
    withNonce: true,
    login,
  })
  baseUntold = found.base
  // This server's profiles do not say where the pod is; apps of pods add it, and so do we.
  const where = `INSERT DATA { <${lin.webId}> <http://www.w3.org/ns/pim/space#storage> <${lin.pod}> . }`
  const card = lin.webId.replace(/#.*/, '')
  const patched = await send(card, 'PATCH', where, { 'content-type': 'application/sparql-update' })
  expect(patched.ok).toBe(true)
  found = await find(lin.webId)
  for (const [i, name] of LIKES.entries()) {
    const text = `@prefix as: <https://www.w3.org/ns/activitystreams#> .
<> a as:Like ; as:published "2026-11-2${i}T08:00:00Z" ; as:object [ a as:Article ; as:name "${name}" ] .`
    const put = await send(`${lin.pod}likes/like-${i}`, 'PUT', text)
    expect(put.status).toBe(201)
  }
})
afterAll(() => server?.stop())

const send = (url: string, method = 'GET', body?: string, headers: Record<string, string> = {}) =>
  oidc.fetchProtectedResource(
    bare.config,
    bare.tokens.access_token,
    new URL(url),
    method,
    body ?? null,
    new Headers({ ...(body === undefined ? {} : { 'content-type': 'text/turtle' }), ...headers }),
    bare.dpop === undefined ? {} : { DPoP: bare.dpop },
  )

describe('a real Solid server', () => {
  test('is found from a WebID, with and without what follows the #', async () => {
    expect((await find(lin.webId)).typed).toBe(lin.webId)
    expect((await find(lin.webId.replace(/#.*/, ''))).typed).toBe(lin.webId)
    expect(`${found.base}/`).toBe(lin.pod)
    await expect(find(`${server.ready.url}/nobody/profile/card#me`)).rejects.toThrow()
  })

  test('whose profile does not say where the pod is, has it looked for above the profile', () => {
    expect(baseUntold).toBe(found.base)
  })

  test('vouches for the WebID, whose own document names it', async () => {
    const claims = bare.tokens.claims() as unknown as Record<string, unknown>
    const who = solid.login!.subject!(claims, bare.tokens)
    expect(who).toEqual({ id: lin.webId })
    await drive(finder().confirm!(who!, found), sender())
    const forged = { ...found, metadata: { ...found.metadata, issuer: 'http://localhost:9/' } }
    await expect(drive(finder().confirm!(who!, forged), sender())).rejects.toThrow('issuer')
  })

  test('gives what lies in a pod to its owner’s token alone', async () => {
    expect((await bound()({ url: `${lin.pod}likes/like-0`, token: 'none' })).status).toBe(401)
    const spec = solid.streams.likes
    if (spec === undefined || !isRead(spec)) throw new Error('no stream likes')
    const { facts } = await readToEnd(spec, { base: found.base, subject: lin.webId }, async (request) => {
      const answer = await send(request.url, 'GET', undefined, { ...request.headers })
      const text = await answer.text()
      const body = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body }
    })
    expect(facts.map((fact) => fact.name.zh).sort()).toEqual([...LIKES].sort())
    expect(facts[0]).toMatchObject({ verb: 'like', thing: 'Article' })
  })

  test('somebody with a pod goes the whole way', async () => {
    const world = await LoopWorld.open()
    try {
      const shop = await openShop(world, { connector: 'solid' })
      await journey({
        shop,
        connector: 'solid',
        typed: lin.webId,
        streams: ['likes'],
        facts: LIKES.length,
        login: (url) => loginAtSolid(url, lin, world.url),
      })
    } finally {
      await world.stop()
    }
  })
})
