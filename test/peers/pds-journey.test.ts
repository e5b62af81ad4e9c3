import { afterAll, beforeAll, expect, test } from 'vitest'
import { atproto } from '../../src/connectors/atproto.ts'
import { until } from '../harness/wait.ts'
import { LoopWorld } from '../loop-world.ts'
import { here } from './here.ts'
import { journey, openShop, readWhole, type Shop, signIn } from './journey.ts'
import { loginAtPds, type Pds, type PdsAccount, startPds } from './pds.ts'

let pds: Pds
let lin: PdsAccount
let shop: Shop
const posts: string[] = []
beforeAll(async () => {
  pds = await startPds()
  lin = await pds.account('linxia')
  for (let i = 0; i < 30; i++)
    posts.push(await lin.put('app.bsky.feed.post', { text: `周末徒步露营，第 ${i} 天，帐篷和睡袋都带了` }))
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

test('a post that its author takes back is gone here with the next whole reading', async () => {
  const { world, at } = shop
  const who = {
    shop,
    connector: 'atproto',
    typed: lin.handle,
    login: (url: string) => loginAtPds(url, lin, 'http://127.0.0.1:'),
  }
  const visitor = await signIn(who)
  const path = `/v1/sites/${at.site.slug}`
  const consent = { connector: 'atproto', streams: { posts: true }, textVersion: '2026-11-25', ofAge: true, lang: 'zh' }
  expect((await visitor.ask('POST', `${path}/consents`, consent)).status).toBe(200)
  await readWhole(visitor, path, ['posts'])
  const facts = () => world.count('fact where site_id = $1', [at.site.id])
  expect(await facts()).toBe(30)
  await Promise.all(posts.slice(10, 13).map((uri) => lin.remove(uri)))
  // A week later, for the shop alone: the server would not take proofs that are a week ahead of its clock.
  await world.app.core.db.run(
    'update account_stream set whole_at = whole_at - $2::interval, read_at = read_at - $2::interval where site_id = $1',
    [at.site.id, '8 days'],
  )
  await signIn(who)
  await until(async () => (await facts()) === 27, { what: 'three posts gone', timeoutMs: 20_000 })
  expect((await visitor.ask('POST', `${path}/erase`, { confirm: true })).status).toBeLessThan(300)
})
