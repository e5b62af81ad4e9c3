import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LoopWorld, Visitor } from '../loop-world.ts'
import { openShop } from './journey.ts'
import { type Spoilt, startMock } from './mock.ts'

let world: LoopWorld
let mock: Awaited<ReturnType<typeof startMock>>
beforeAll(async () => {
  world = await LoopWorld.open()
  mock = await startMock()
  await openShop(world, {
    connector: 'oidc',
    issuer: mock.ready.issuer,
    clientId: 'shop',
    clientSecret: 'secret-of-a-shop',
    tokenAuth: 'client_secret_basic',
  })
})
afterAll(async () => {
  await world?.stop()
  await mock?.stop()
})

/** There and back; where the shop leads then, and whether somebody is signed in. */
async function signIn(spoilt?: Spoilt): Promise<{ where: string; isIn: boolean }> {
  const visitor = new Visitor(world.url)
  const begun = await visitor.ask('GET', '/s/site-1/sign-in/oidc')
  const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  const back = answer.headers.get('location') ?? ''
  expect(back.startsWith(world.url), back).toBe(true)
  if (spoilt !== undefined) await mock.spoil(spoilt)
  const end = await visitor.ask('GET', back.slice(world.url.length))
  const who = await visitor.ask('GET', '/v1/sites/site-1/sign-in')
  return { where: end.headers.get('location') ?? '', isIn: who.json.signedIn !== null }
}

describe('oauth2-mock-server', () => {
  test('an honest answer signs in', async () => {
    expect(await signIn()).toMatchObject({ isIn: true })
  })

  const now = Math.floor(Date.now() / 1000)
  const cases: readonly [string, Spoilt][] = [
    ['an ID token of another issuer', { event: 'beforeTokenSigning', claims: { iss: 'http://localhost:9' } }],
    ['an answer without a token', { event: 'beforeResponse', status: 200, body: {} }],
    ['a failure of the server', { event: 'beforeResponse', status: 503, body: { error: 'down' } }],
    ['a refusal', { event: 'beforeResponse', status: 400, body: { error: 'invalid_grant' } }],
    ['UserInfo of somebody else', { event: 'beforeUserinfo', status: 200, body: { sub: 'somebody-else', at: now } }],
    ['UserInfo that is none', { event: 'beforeUserinfo', status: 200, body: [] }],
  ]
  test.each(cases)('%s lets nobody in, and a page says so', async (_, spoilt) => {
    const { where, isIn } = await signIn(spoilt)
    expect(isIn).toBe(false)
    expect(where).toContain('/sign-in-problem?code=sign-in')
    expect((await signIn()).isIn, 'the next one is let in').toBe(true)
  })
})
