import { afterAll, beforeAll, expect, test } from 'vitest'
import { atproto } from '../../src/connectors/atproto.ts'
import { LoopWorld } from '../loop-world.ts'
import { here } from './here.ts'
import { journey, openShop, type Shop } from './journey.ts'
import { loginAtPds, type Pds, type PdsAccount, startPds } from './pds.ts'

let pds: Pds
let lin: PdsAccount
let shop: Shop
beforeAll(async () => {
  pds = await startPds()
  lin = await pds.account('linxia')
  for (let i = 0; i < 30; i++)
    await lin.put('app.bsky.feed.post', { text: `周末徒步露营，第 ${i} 天，帐篷和睡袋都带了` })
  here.set('atproto', atproto({ directory: pds.ready.plc, appView: pds.ready.url }))
  shop = await openShop(await LoopWorld.open(), { connector: 'atproto' })
})
afterAll(async () => {
  await shop?.stop()
  await pds?.stop()
})

test('somebody of a real PDS goes the whole way', async () => {
  expect(lin.did).toMatch(/^did:plc:/)
  await journey({
    shop,
    connector: 'atproto',
    typed: lin.handle,
    streams: ['posts'],
    facts: 30,
    login: (url) => loginAtPds(url, lin, 'http://127.0.0.1:'),
  })
})
