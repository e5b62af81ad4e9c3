import { afterAll, beforeAll, test } from 'vitest'
import { github } from '../../src/connectors/github.ts'
import { LoopWorld } from '../loop-world.ts'
import { EMULATE_CLIENT, loginAtEmulation, startEmulate } from './emulate.ts'
import { here } from './here.ts'
import { journey, openShop, type Shop } from './journey.ts'
import { freePort } from './process.ts'

let peer: Awaited<ReturnType<typeof startEmulate>>
let shop: Shop
beforeAll(async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  peer = await startEmulate([`${url}/s/site-1/sign-in/github/callback`])
  here.set('github', github(peer.ready.github, peer.ready.github))
  shop = await openShop(await LoopWorld.open({ port, url }), {
    connector: 'github',
    clientId: EMULATE_CLIENT.id,
    clientSecret: EMULATE_CLIENT.secret,
    tokenAuth: 'client_secret_post',
  })
})
afterAll(async () => {
  await shop?.stop()
  await peer?.stop()
})

test('somebody of the emulation of GitHub goes the whole way with their public projects', async () => {
  await journey({
    shop,
    connector: 'github',
    streams: ['repos'],
    // Six public ones; the private seventh is none of ours.
    facts: 6,
    login: (url) => loginAtEmulation(url, shop.world.url),
  })
})
