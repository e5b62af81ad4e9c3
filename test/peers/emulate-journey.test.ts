import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { github } from '../../src/connectors/github.ts'
import { google } from '../../src/connectors/google.ts'
import { LoopWorld } from '../loop-world.ts'
import { BLANK_PAGE, offering } from '../offers-world.ts'
import { EMULATE_CLIENT, loginAtEmulation, startEmulate } from './emulate.ts'
import { here } from './here.ts'
import { journey, openShop, readWhole, type Shop, signIn } from './journey.ts'
import { freePort } from './process.ts'

/** The emulation has no YouTube: this one, which is ours, answers as its documentation says. */
const youtube: Server = createServer((request, response) => {
  const id = { kind: 'youtube#subscription', id: 'sub-1' }
  const snippet = {
    title: '徒步露营 Outdoor Lab',
    description: 'camping, hiking and tents',
    publishedAt: '2026-11-20T08:00:00Z',
  }
  const isMine =
    request.url?.startsWith('/subscriptions?mine=true') && /^Bearer .+/.test(request.headers.authorization ?? '')
  response.writeHead(isMine ? 200 : 403, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isMine ? { items: [{ ...id, snippet }], pageInfo: { totalResults: 1 } } : { error: {} }))
})

let peer: Awaited<ReturnType<typeof startEmulate>>
let shop: Shop
beforeAll(async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  peer = await startEmulate(['github', 'google'].map((name) => `${url}/s/site-1/sign-in/${name}/callback`))
  await new Promise<void>((resolve) => youtube.listen(0, '127.0.0.1', resolve))
  const api = `http://127.0.0.1:${(youtube.address() as AddressInfo).port}`
  here.set('github', github(peer.ready.github, peer.ready.github))
  here.set('google', google(peer.ready.google, api))
  const client = {
    clientId: EMULATE_CLIENT.id,
    clientSecret: EMULATE_CLIENT.secret,
    tokenAuth: 'client_secret_post',
  } as const
  const world = await LoopWorld.open({ port, url })
  shop = await openShop(world, { connector: 'github', ...client }, { connector: 'google', ...client })
})
afterAll(async () => {
  await shop?.stop()
  await peer?.stop()
  youtube.close()
})

const login = (url: string) => loginAtEmulation(url, shop.world.url)

test('somebody of the emulation of GitHub goes the whole way with their public projects', async () => {
  await journey({
    shop,
    connector: 'github',
    streams: ['repos'],
    // Six public ones; the private seventh is none of ours.
    facts: 6,
    login,
  })
})

test('somebody of the emulation of Google goes the whole way with what they say they like', async () => {
  await journey({
    shop,
    connector: 'google',
    streams: ['likes'],
    declares: ['outdoor/camping'],
    facts: 1,
    login,
  })
})

test('what YouTube tells is shown to its owner and reaches no offer: Google’s terms forbid it', async () => {
  const { world, at } = shop
  const visitor = await signIn({ shop, connector: 'google', login })
  const path = `/v1/sites/${at.site.slug}`
  const consent = {
    connector: 'google',
    streams: { subscriptions: true },
    textVersion: '2026-11-25',
    ofAge: true,
    lang: 'zh',
  }
  const said = await visitor.ask('POST', `${path}/consents`, consent)
  expect(said.status, said.text).toBe(200)
  await readWhole(visitor, path, ['subscriptions'])
  const facts = await visitor.ask('GET', `${path}/facts`)
  expect(facts.json.items).toHaveLength(1)
  expect(JSON.stringify(facts.json.items)).toContain('Outdoor Lab')
  await offering(world).nothing(at, { who: visitor, page: BLANK_PAGE })
  expect((await visitor.ask('POST', `${path}/erase`, { confirm: true })).status).toBeLessThan(300)
})
