import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRead } from '../../src/connectors/connector.ts'
import { github } from '../../src/connectors/github.ts'
import { BACK, bareLogin } from './client.ts'
import { readToEnd, sender } from './descriptor.ts'
import { EMULATE_CLIENT, loginAtEmulation, startEmulate } from './emulate.ts'

let peer: Awaited<ReturnType<typeof startEmulate>>
beforeAll(async () => {
  peer = await startEmulate([BACK])
})
afterAll(() => peer?.stop())

const read = (name: string) => {
  const spec = github(peer.ready.github, peer.ready.github).streams[name]
  if (spec === undefined || !isRead(spec)) throw new Error(`no stream ${name}`)
  return spec
}

describe('the emulation of GitHub', () => {
  let send: ReturnType<typeof sender>
  beforeAll(async () => {
    const { login } = github(peer.ready.github, peer.ready.github)
    const server = login?.server
    if (server === undefined || !('authorize' in server)) throw new Error('GitHub has written addresses')
    const config = new oidc.Configuration(
      {
        issuer: peer.ready.github,
        authorization_endpoint: server.authorize,
        token_endpoint: server.token,
      },
      EMULATE_CLIENT.id,
      {},
      oidc.ClientSecretPost(EMULATE_CLIENT.secret),
    )
    oidc.allowInsecureRequests(config)
    const { tokens } = await bareLogin({
      config,
      redirectUri: BACK,
      scope: 'read:user',
      login: (url) => loginAtEmulation(url, BACK),
    })
    expect(tokens.expires_in, 'a token without an end').toBeUndefined()
    send = sender(() => ({ authorization: `Bearer ${tokens.access_token}` }))
  })

  test('who it is comes from the address that the descriptor asks', async () => {
    const { login } = github(peer.ready.github, peer.ready.github)
    const answer = await send(login!.me![0]!({}, {}, peer.ready.github))
    expect(answer.status).toBe(200)
    const me = answer.body as Record<string, unknown>
    expect(login!.subject!(me, {})?.id).toMatch(/^\d+$/)
    expect(login!.profile(me).name).toBe('Lin Xia')
  })

  test('public projects are read over pages that link to each other; a private one is none of ours', async () => {
    const spec = read('repos')
    const small = {
      ...spec,
      request: (at: Parameters<typeof spec.request>[0]) => {
        const asked = spec.request(at)
        return { ...asked, url: asked.url.replace('per_page=100', 'per_page=2') }
      },
    }
    const { pages, facts } = await readToEnd(small, { base: peer.ready.github, subject: '1' }, send)
    expect(pages.length).toBe(4)
    expect(facts.length).toBe(6)
    expect(facts[0]?.about).toContain('hiking')
  })

  test('what the emulation does not have is no page, and the descriptor says so instead of reading nothing', async () => {
    const at = { base: peer.ready.github, subject: '1' }
    await expect(readToEnd(read('stars'), at, send)).rejects.toThrow()
    await expect(readToEnd(read('following'), at, send)).rejects.toThrow()
  })
})

describe('the emulation of Google', () => {
  test('discovery, a code with PKCE, UserInfo of the same person, fresh tokens', async () => {
    const config = await oidc.discovery(
      new URL(peer.ready.google),
      EMULATE_CLIENT.id,
      {},
      oidc.ClientSecretPost(EMULATE_CLIENT.secret),
      { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
    )
    const { tokens } = await bareLogin({
      config,
      redirectUri: BACK,
      scope: 'openid profile email',
      withNonce: true,
      params: { access_type: 'offline', prompt: 'consent' },
      login: (url) => loginAtEmulation(url, BACK),
    })
    const claims = tokens.claims()
    const me = await oidc.fetchUserInfo(config, tokens.access_token, claims!.sub)
    expect(me.name).toBe('Lin Xia')
    const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token!)
    expect(fresh.access_token).not.toBe(tokens.access_token)
  })
})
