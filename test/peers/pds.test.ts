import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atproto } from '../../src/connectors/atproto.ts'
import { type Connector, type FoundServer, isRead } from '../../src/connectors/connector.ts'
import { BACK, type BareLogin, bareLogin } from './client.ts'
import { drive, readToEnd, sender } from './descriptor.ts'
import { loginAtPds, type Pds, type PdsAccount, startPds } from './pds.ts'

let pds: Pds
let lin: PdsAccount
let friend: PdsAccount
let connector: Connector
const uris: string[] = []

beforeAll(async () => {
  pds = await startPds()
  lin = await pds.account('linxia')
  friend = await pds.account('muyang')
  for (let i = 0; i < 30; i++)
    uris.push(await lin.put('app.bsky.feed.post', { text: `hiking and camping, day ${i} of the trail` }))
  const post = await friend.put('app.bsky.feed.post', { text: 'pour-over coffee' })
  await lin.put('app.bsky.feed.like', { subject: { uri: post, cid: 'bafyreib2rxk3rh6kzwq' } }).catch(() => undefined)
  await lin.put('app.bsky.graph.follow', { subject: friend.did })
  // The server itself knows the handles of its accounts; in the real network an AppView does.
  connector = atproto({ directory: pds.ready.plc, appView: pds.ready.url })
})
afterAll(() => pds?.stop())

const stream = (name: string) => {
  const spec = connector.streams[name]
  if (spec === undefined || !isRead(spec)) throw new Error(`no stream ${name}`)
  return spec
}
const finder = () => {
  const server = connector.login?.server
  if (server === undefined || !('find' in server)) throw new Error('it is found from what is typed')
  return server
}
const find = (typed: string): Promise<FoundServer> =>
  drive(
    finder().find({
      typed,
      redirectUri: BACK,
      scopes: ['atproto'],
      siteName: 'A shop',
      siteUrl: 'http://127.0.0.1:4460',
      known: () => null,
    }),
    sender(),
  )

describe('a real PDS', () => {
  test('is found from a handle, a DID and its own address', async () => {
    const found = await Promise.all([`@${lin.handle}`, lin.did, pds.ready.url].map(find))
    expect(found.map(({ base }) => base)).toEqual([pds.ready.url, pds.ready.url, pds.ready.url])
    expect(found.map(({ typed }) => typed)).toEqual([lin.handle, lin.did, pds.ready.url])
    expect(found[0]?.metadata.issuer).toBe(pds.ready.url)
    await expect(find('nobody.test')).rejects.toThrow()
  })

  describe('lets somebody sign in', () => {
    let bare: BareLogin
    beforeAll(async () => {
      const found = await find(lin.handle)
      // A client on loopback is known by this address alone: https://atproto.com/specs/oauth#localhost-client-development
      const id = `http://localhost?${new URLSearchParams({ redirect_uri: BACK, scope: 'atproto' })}`
      const config = new oidc.Configuration(found.metadata as oidc.ServerMetadata, id, undefined, oidc.None())
      oidc.allowInsecureRequests(config)
      bare = await bareLogin({
        config,
        redirectUri: BACK,
        scope: 'atproto',
        withPar: true,
        withDpop: true,
        login: (url) => loginAtPds(url, lin, BACK),
      })
    })

    test('with PAR, PKCE and a bound token; the account leads back to the server that gave it', async () => {
      expect(bare.tokens.token_type.toLowerCase()).toBe('dpop')
      const { login } = connector
      const who = login!.subject!({}, bare.tokens)
      expect(who).toEqual({ id: lin.did })
      const found = await find(lin.handle)
      await drive(finder().confirm!(who!, found), sender())
      await expect(drive(finder().confirm!({ id: friend.did }, found), sender())).rejects.toThrow('another account')
      const me = await sender()(login!.me![0]!(bare.tokens, {}, found.base))
      expect(login!.profile(me.body as Record<string, unknown>).name).toBe(lin.handle)
    })

    test('a fresh token is given once; using a spent one ends the whole family', async () => {
      const { config, dpop } = bare
      const options = { DPoP: dpop! }
      const first = bare.tokens.refresh_token!
      const fresh = await oidc.refreshTokenGrant(config, first, undefined, options)
      expect(fresh.refresh_token).not.toBe(first)
      const again = oidc.refreshTokenGrant(config, first, undefined, options)
      await expect(again).rejects.toMatchObject({ error: 'invalid_grant' })
      const after = oidc.refreshTokenGrant(config, fresh.refresh_token!, undefined, options)
      await expect(after).rejects.toMatchObject({ error: 'invalid_grant' })
    })
  })

  test('posts come over pages with a cursor, and only new ones the next time', async () => {
    const at = { base: pds.ready.url, subject: lin.did }
    const { pages, facts } = await readToEnd(stream('posts'), at, sender())
    expect(pages.length).toBeGreaterThanOrEqual(2)
    expect(facts.map((fact) => fact.sourceId).sort()).toEqual([...uris].sort())
    expect(facts[0]?.about).toContain('hiking')
    const since = pages[0]?.since ?? null
    uris.push(await lin.put('app.bsky.feed.post', { text: 'a tent that holds in the wind' }))
    const later = await readToEnd(stream('posts'), { ...at, since }, sender())
    expect(later.facts.map((fact) => fact.sourceId)).toContain(uris.at(-1))
    expect(later.pages.length).toBe(1)
  })

  test('what is deleted at the server is not there any more for a whole reading', async () => {
    const at = { base: pds.ready.url, subject: lin.did }
    const gone = uris.shift()!
    await lin.remove(gone)
    const { facts } = await readToEnd(stream('posts'), at, sender())
    expect(facts.map((fact) => fact.sourceId)).not.toContain(gone)
  })

  test('likes of posts elsewhere and follows are listed; what they are about only an AppView tells', async (context) => {
    const at = { base: pds.ready.url, subject: lin.did }
    const asked = stream('follows').request({ ...at, next: null, since: null })
    const page = stream('follows').page(await sender()(asked), { ...at, next: null, since: null })
    expect(page.items).toHaveLength(1)
    const { lookUp } = stream('follows')
    const question = lookUp!.request(page.items, { ...at, next: null, since: null })
    expect((await sender()(question!)).status, 'this network has no AppView').not.toBe(200)
    context.skip('texts of liked posts and names of followed accounts: the test network has no AppView')
  })
})
