import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LoopWorld, Visitor } from '../loop-world.ts'
import { BACK, bareLogin } from './client.ts'
import { loginAtIssuer, SECRET, startIssuers } from './issuers.ts'
import { journey, openShop, type Shop } from './journey.ts'

const LIKES = Array.from({ length: 6 }, (_, i) => ({
  id: `https://social.example/likes/${i}`,
  type: 'Like',
  published: `2026-11-2${i}T08:00:00Z`,
  object: { type: 'Article', id: `https://social.example/a/${i}`, name: '徒步露营的帐篷', tag: ['露营'] },
}))

let world: LoopWorld
let shop: Shop
let peer: Awaited<ReturnType<typeof startIssuers>>

beforeAll(async () => {
  world = await LoopWorld.open()
  peer = await startIssuers({
    redirectUris: [BACK, `${world.url}/s/site-1/sign-in/oidc/callback`],
    collections: { likes: LIKES },
    dpopNonce: true,
  })
  shop = await openShop(world, {
    connector: 'oidc',
    issuer: peer.ready.issuers[0],
    clientId: 'shop-0',
    clientSecret: SECRET,
    tokenAuth: 'client_secret_basic',
    source: `${peer.ready.issuers[0]}/api`,
  })
})
afterAll(async () => {
  await world?.stop()
  await peer?.stop()
})

const configOf = (which: 0 | 1) =>
  oidc.discovery(new URL(peer.ready.issuers[which]), `shop-${which}`, undefined, oidc.ClientSecretBasic(SECRET), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  })

describe('two issuers of oidc-provider', () => {
  test('both offer PAR, DPoP and their own name in the answer; a token that is bound to a key says so', async () => {
    for (const which of [0, 1] as const) {
      const config = await configOf(which)
      const { tokens, dpop } = await bareLogin({
        config,
        redirectUri: BACK,
        scope: 'openid profile offline_access likes',
        withPar: true,
        withDpop: true,
        withNonce: true,
        params: { prompt: 'consent' },
        login: (url) => loginAtIssuer(url, 'lin', BACK),
      })
      expect(tokens.token_type.toLowerCase()).toBe('dpop')
      const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP: dpop! })
      expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
    }
  })

  test('an answer of the second to a question put to the first is refused', async () => {
    const visitor = new Visitor(world.url)
    const begun = await visitor.ask('GET', '/s/site-1/sign-in/oidc')
    const back = new URL(await loginAtIssuer(begun.headers.get('location')!, 'mallory', world.url))
    expect(back.searchParams.get('iss')).toBe(peer.ready.issuers[0])
    back.searchParams.set('iss', peer.ready.issuers[1])
    const end = await visitor.ask('GET', back.href.slice(world.url.length))
    expect(end.headers.get('location')).toContain('/sign-in-problem')
    expect((await visitor.ask('GET', '/v1/sites/site-1/sign-in')).json.signedIn).toBeNull()
  })

  test('somebody of the first goes the whole way', async () => {
    await journey({
      shop,
      connector: 'oidc',
      streams: ['likes'],
      facts: LIKES.length,
      login: (url) => loginAtIssuer(url, 'lin', world.url),
    })
  })
})
