import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { rotateKeys } from '../src/openid/flow.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { asking, discovered, followed, issuerAt, type MadeClient, madeClient, signedInThrough } from './openid-world.ts'
import { isletSetting, type Liar, startLiar } from './sign-in-world.ts'

const BACK = 'http://localhost:9/back'
const OUT = 'http://localhost:9/out'

let world: LoopWorld
let hill: LoopSite
let lake: LoopSite
let made: MadeClient
let config: client.Configuration

beforeAll(async () => {
  world = await LoopWorld.open()
  hill = await world.site([])
  lake = await world.site([])
  made = await madeClient(hill, [BACK, `${BACK}?second`], [OUT])
  config = await discovered(world, hill, made)
})
afterAll(async () => {
  await world?.stop()
})

/** Signs somebody in through the provider to the end. */
async function through(visitor: Visitor, more: Record<string, string> = {}, persona?: string) {
  const { url, checks } = await asking(config, BACK, more)
  const back = await signedInThrough(world, hill, visitor, url, persona)
  return { back, checks, tokens: await client.authorizationCodeGrant(config, back, checks) }
}

describe('a back end signs its visitors in', () => {
  test.each([
    ['with its secret in the body', false],
    ['with its secret as basic', true],
  ])('%s', async (_name, basic) => {
    const mine = await discovered(world, hill, made, basic)
    const { url, checks } = await asking(mine, BACK)
    const visitor = new Visitor(world.url)
    const back = await signedInThrough(world, hill, visitor, url)
    expect(back.searchParams.get('iss')).toBe(issuerAt(world, hill).href)
    const tokens = await client.authorizationCodeGrant(mine, back, checks)
    const { sub, name } = tokens.claims()!
    expect(name).toBe('林晚')
    expect(await client.fetchUserInfo(mine, tokens.access_token, sub)).toMatchObject({ sub, name: '林晚' })
    expect(tokens.refresh_token).toBeUndefined()
  })

  test('who is signed in here goes through without being asked, as the same person', async () => {
    const visitor = await world.shopper(hill)
    const { url } = await asking(config, BACK)
    const { url: back } = await followed(world, visitor, url)
    expect(back.href).toMatch(/^http:\/\/localhost:9\/back\?code=/)
    const one = (await through(visitor)).tokens.claims()!.sub
    const again = (await through(new Visitor(world.url))).tokens.claims()!.sub
    const other = (await through(new Visitor(world.url), {}, 'he-mo')).tokens.claims()!.sub
    expect([again === one, other === one]).toEqual([true, false])
  })

  test('the subject is neither the key of the person here nor anybody at another site', async () => {
    const { sub } = (await through(new Visitor(world.url))).tokens.claims()!
    expect(await world.count('person where id::text = $1', [sub])).toBe(0)
    const there = await madeClient(lake, [BACK])
    const config2 = await discovered(world, lake, there)
    const { url, checks } = await asking(config2, BACK)
    const back = await signedInThrough(world, lake, new Visitor(world.url), url)
    const other = await client.authorizationCodeGrant(config2, back, checks)
    expect(other.claims()!.sub).not.toBe(sub)
  })

  test('somebody else on the same browser is somebody else at the back end', async () => {
    const visitor = new Visitor(world.url)
    const one = (await through(visitor)).tokens.claims()!.sub
    await visitor.ask('POST', `/v1/sites/${hill.site.slug}/sign-out`)
    const other = (await through(visitor, {}, 'he-mo')).tokens.claims()!.sub
    expect(other).not.toBe(one)
  })

  test('prompt=login asks again; prompt=none asks nobody', async () => {
    const visitor = await world.shopper(hill)
    const anew = await asking(config, BACK, { prompt: 'login' })
    expect((await followed(world, visitor, anew.url)).url.pathname).toBe(`/s/${hill.site.slug}/enter`)
    world.clock.ahead += 2_000
    expect((await signedInThrough(world, hill, visitor, anew.url)).searchParams.get('code')).not.toBeNull()
    const nobody = await asking(config, BACK, { prompt: 'none' })
    const { url } = await followed(world, new Visitor(world.url), nobody.url)
    expect(url.searchParams.get('error')).toBe('login_required')
  })

  test('who does not go on is led back with access_denied', async () => {
    const visitor = new Visitor(world.url)
    const { url } = await asking(config, BACK)
    const at = (await followed(world, visitor, url)).url.searchParams.get('to')!
    const asked = await visitor.ask('GET', `${at}/asked`)
    expect(asked.json).toEqual({ client: 'Tea house', asks: 'account', email: null })
    const { json } = await visitor.ask('POST', `${at}/asked`, { say: 'cancel' })
    const left = await followed(world, visitor, json.href)
    expect(left.url.searchParams.get('error')).toBe('access_denied')
    const stranger = await new Visitor(world.url).ask('GET', `${at}/asked`)
    expect([stranger.status, stranger.json.code]).toEqual([400, 'openid/expired'])
  })

  test('a no at the kind of account loses nobody: another way stays open, and the one back to the back end', async () => {
    const visitor = new Visitor(world.url)
    const { url } = await asking(config, BACK)
    const at = (await followed(world, visitor, url)).url.searchParams.get('to')!
    const begun = await visitor.ask(
      'GET',
      `/s/${hill.site.slug}/sign-in/islet?${new URLSearchParams({ returnTo: at })}`,
    )
    const no = await loginWith(begun.headers.get('location')!, 'lin-wan', { answer: 'refuse' })
    const told = new URL((await visitor.ask('GET', no.slice(world.url.length))).headers.get('location')!, world.url)
    expect(Object.fromEntries(told.searchParams)).toEqual({ code: 'sign-in/denied', connector: 'islet', to: at })
    expect((await visitor.ask('GET', `${at}/asked`)).json.client).toBe('Tea house')
    expect((await signedInThrough(world, hill, visitor, url)).searchParams.get('code')).not.toBeNull()
  })

  test('signing out ends the session here, and what was given in this browser', async () => {
    const visitor = new Visitor(world.url)
    const { tokens } = await through(visitor)
    const out = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: OUT,
      state: 'x',
    })
    const { url } = await followed(world, visitor, out)
    expect(url.href).toBe(`${OUT}?state=x`)
    const { json } = await visitor.ask('GET', `/v1/sites/${hill.site.slug}/sign-in`)
    expect(json.signedIn).toBeNull()
    await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
  })

  test('signing out here ends it as well, and a code that was not traded yet', async () => {
    const visitor = new Visitor(world.url)
    const { tokens } = await through(visitor, {}, 'zhou-ye')
    const { url, checks } = await asking(config, BACK)
    const { url: back } = await followed(world, visitor, url)
    await visitor.ask('POST', `/v1/sites/${hill.site.slug}/sign-out`)
    await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    await expect(client.authorizationCodeGrant(config, back, checks)).rejects.toThrow()
  })
})

describe('an e-mail address', () => {
  let liar: Liar
  beforeAll(async () => {
    liar = await startLiar()
    const setting = {
      ...isletSetting(liar.issuer, null),
      clientId: 'x',
      clientSecret: 'y',
      name: { zh: '信', en: 'Post' },
    }
    await registerConnector(world.app.core, hill.site.id, 'post', setting)
  })
  afterAll(() => liar?.stop())

  /** Signs in with that provider to the question, answers it, and gives what the back end is told. */
  async function told(claims: object, say: 'share' | 'keep' | null) {
    liar.lies = { userInfo: (honest) => ({ ...honest, ...claims }) }
    const visitor = new Visitor(world.url)
    const { url, checks } = await asking(config, BACK, { scope: 'openid profile email' })
    let at = await followed(world, visitor, url)
    const query = new URLSearchParams({ returnTo: at.url.searchParams.get('to')! })
    const begun = await visitor.ask('GET', `/s/${hill.site.slug}/sign-in/post?${query}`)
    at = await followed(world, visitor, liar.answer(begun.headers.get('location')!))
    if (say !== null) {
      const to = at.url.searchParams.get('to')!
      const { json } = await visitor.ask('GET', `${to}/asked`)
      expect(json).toEqual({ client: 'Tea house', asks: 'email', email: 'lin@post.example' })
      at = await followed(world, visitor, (await visitor.ask('POST', `${to}/asked`, { say })).json.href)
    }
    const tokens = await client.authorizationCodeGrant(config, at.url, checks)
    const { email, email_verified } = await client.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub)
    return [email, email_verified, tokens.claims()!.email]
  }
  const verified = { email: 'lin@post.example', email_verified: true }

  test('is told when the provider says it is theirs and they say yes; not told when they say no', async () => {
    expect(await told(verified, 'share')).toEqual(['lin@post.example', true, 'lin@post.example'])
    expect(await told(verified, 'keep')).toEqual([undefined, undefined, undefined])
  })

  test.each([{ email: 'lin@post.example' }, { email: 'lin@post.example', email_verified: 'true' }, {}])(
    'is neither kept nor asked for when it is %o',
    async (claims) => expect(await told(claims, null)).toEqual([undefined, undefined, undefined]),
  )
})

describe('what is refused', () => {
  const refused = async (change: (url: URL) => void, at = config, visitor = new Visitor(world.url)) => {
    const { url } = await asking(at, BACK)
    change(url)
    return await followed(world, visitor, url)
  }

  test.each([
    ['another address to come back to', 'redirect_uri', 'http://localhost:9/back/'],
    ['one with a query more', 'redirect_uri', `${BACK}?x`],
    ['a client nobody knows', 'client_id', 'nobody'],
    ['no address', 'redirect_uri', null],
  ])('%s: a page that says so, and no way on', async (_name, key, value) => {
    const { url, answer } = await refused(({ searchParams }) =>
      value === null ? searchParams.delete(key) : searchParams.set(key, value),
    )
    expect([url.origin, answer.status]).toEqual([world.url, 400])
    expect(answer.text).toContain('网站发来的登录请求不对')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test.each([
    ['no PKCE', 'code_challenge', null],
    ['plain PKCE', 'code_challenge_method', 'plain'],
    ['another flow', 'response_type', 'token'],
  ])('%s: led back with an error', async (_name, key, value) => {
    const { url } = await refused(({ searchParams }) =>
      value === null ? searchParams.delete(key) : searchParams.set(key, value),
    )
    expect(url.searchParams.get('error') ?? new URLSearchParams(url.hash.slice(1)).get('error')).toMatch(
      /invalid_request|unsupported_response_type/,
    )
  })

  test('a client of another site is unknown, there and at the token endpoint', async () => {
    const there = await madeClient(lake, [BACK])
    const stranger = await refused(({ searchParams }) => searchParams.set('client_id', there.id))
    expect([stranger.answer.status, stranger.url.origin]).toEqual([400, world.url])
    const { url, checks } = await asking(config, BACK)
    const back = await signedInThrough(world, hill, new Visitor(world.url), url)
    const other = await discovered(world, lake, there)
    const moved = new URL(back)
    moved.searchParams.set('iss', issuerAt(world, lake).href)
    await expect(client.authorizationCodeGrant(other, moved, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('a client with a NUL in its name is unknown', async () => {
    const { answer } = await refused(({ searchParams }) => searchParams.set('client_id', 'a\0b'))
    expect(answer.status).toBe(400)
  })

  test('a wrong secret', async () => {
    const wrong = await discovered(world, hill, { ...made, secret: `${made.secret.slice(0, -1)}~` })
    const { url, checks } = await asking(wrong, BACK)
    const back = await signedInThrough(world, hill, new Visitor(world.url), url)
    await expect(client.authorizationCodeGrant(wrong, back, checks)).rejects.toMatchObject({ error: 'invalid_client' })
    expect(await client.authorizationCodeGrant(config, back, checks)).toMatchObject({ token_type: 'bearer' })
  })

  test('a code a second time, which ends what it was traded for; of two at once one is good', async () => {
    const { back, checks, tokens } = await through(new Visitor(world.url))
    const again = client.authorizationCodeGrant(config, back, checks)
    await expect(again).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    const next = await asking(config, BACK)
    const other = await signedInThrough(world, hill, new Visitor(world.url), next.url)
    const both = await Promise.allSettled([0, 1].map(() => client.authorizationCodeGrant(config, other, next.checks)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a code with another verifier', async () => {
    const { url, checks } = await asking(config, BACK)
    const back = await signedInThrough(world, hill, new Visitor(world.url), url)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const answer = client.authorizationCodeGrant(config, back, { ...checks, pkceCodeVerifier })
    await expect(answer).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('signing out with a hint of another site, or to an address that is not written down', async () => {
    const visitor = new Visitor(world.url)
    const { tokens } = await through(visitor)
    const end = (query: Record<string, string>, at = hill) =>
      visitor.ask('GET', `/s/${at.site.slug}/openid/session/end?${new URLSearchParams(query)}`)
    const hint = tokens.id_token!
    for (const answer of [
      await end({}),
      await end({ id_token_hint: hint, post_logout_redirect_uri: 'http://localhost:9/elsewhere' }),
      await end({ id_token_hint: hint }, lake),
      await end({ id_token_hint: `${hint.slice(0, -4)}AAAA` }),
    ])
      expect([answer.status, answer.json?.code]).toEqual([400, 'openid/bad-sign-out'])
    const { json } = await visitor.ask('GET', `/v1/sites/${hill.site.slug}/sign-in`)
    expect(json.signedIn).not.toBeNull()
  })
})

describe('what is kept', () => {
  test('neither secret, code nor token stands in the database, and nothing of the person in clear', async () => {
    const { tokens, back } = await through(new Visitor(world.url))
    const all = await world.app.core.db.query<{ row: string }>(
      `select row_to_json(r)::text as row from openid_record r
       union all select row_to_json(c)::text from openid_client c union all select row_to_json(k)::text from openid_key k`,
    )
    const text = all.map(({ row }) => row).join('\n')
    const words = [
      made.secret,
      tokens.access_token,
      back.searchParams.get('code')!,
      tokens.claims()!.sub,
      '林晚',
      '"d":',
    ]
    expect(words.filter((word) => text.includes(word))).toEqual([])
  })

  test('of tries that nobody came back for does not pile up, however many are begun', async () => {
    const begin = async () =>
      await new Visitor(world.url).ask('GET', (await asking(config, BACK)).url.href.slice(world.url.length))
    const all = () => world.count(`openid_record where kind = 'Interaction' and site_id = $1`, [hill.site.id])
    for (let n = 0; n < 25; n++) await begin()
    expect(await all()).toBeGreaterThanOrEqual(25)
    world.clock.ahead += 3_600_000
    for (let n = 0; n < 8; n++) await begin()
    expect(await all()).toBe(8)
    world.clock.ahead -= 3_600_000
    await world.app.core.db.run(`delete from openid_record where kind = 'Interaction'`)
  })

  test('erasing somebody ends their tokens and leaves nothing of them', async () => {
    const visitor = new Visitor(world.url)
    const { tokens } = await through(visitor, {}, 'he-mo')
    const { json } = await visitor.ask('POST', `/v1/sites/${hill.site.slug}/erase`, { confirm: true })
    expect(json.kept).toBeDefined()
    await expect(client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    expect(
      await world.count(
        `openid_record r where person_id in (select id from person p where p.site_id = r.site_id and erased_at is not null)`,
      ),
    ).toBe(0)
  })

  test('a client that is removed is unknown at once, and its tokens end', async () => {
    const short = await madeClient(hill, [BACK])
    const mine = await discovered(world, hill, short)
    const { url, checks } = await asking(mine, BACK)
    const back = await signedInThrough(world, hill, new Visitor(world.url), url)
    const tokens = await client.authorizationCodeGrant(mine, back, checks)
    const gone = await hill.owner.ask('DELETE', `/v1/console/openid-clients/${short.id}`)
    expect(gone.json).toEqual({ removed: true })
    await expect(client.fetchUserInfo(mine, tokens.access_token, client.skipSubjectCheck)).rejects.toThrow()
    expect((await lake.owner.ask('DELETE', `/v1/console/openid-clients/${made.id}`)).status).toBe(404)
    const wrong = await hill.owner.ask('POST', '/v1/console/openid-clients', {
      name: 'x',
      redirectUris: ['http://a.example'],
    })
    expect([wrong.status, wrong.json.code, wrong.json.field]).toEqual([400, 'openid/bad-client', 'redirectUris/0'])
  })
})

test('keys are told of before they sign and after, by two processes that make them at once', async () => {
  const DAY = 86_400_000
  const told = async () => {
    const answer = await fetch(`${world.url}/s/${lake.site.slug}/.well-known/jwks.json`)
    const { keys } = (await answer.json()) as { keys: Record<string, string>[] }
    expect(keys.flatMap((key) => Object.keys(key)).filter((name) => ['d', 'p', 'q'].includes(name))).toEqual([])
    return keys.filter(({ alg }) => alg === 'RS256').map(({ kid }) => kid)
  }
  const there = await madeClient(lake, [BACK])
  const mine = await discovered(world, lake, there)
  const visitor = await world.shopper(lake)
  const signedBy = async () => {
    const { url, checks } = await asking(mine, BACK)
    const { url: back } = await followed(world, visitor, url)
    const tokens = await client.authorizationCodeGrant(mine, back, checks)
    return JSON.parse(Buffer.from(tokens.id_token!.split('.')[0]!, 'base64url').toString()).kid as string
  }
  const [first] = await told()
  const { core } = world.app
  await Promise.all([rotateKeys(core, lake.site.id), rotateKeys(core, lake.site.id)])
  const both = await told()
  expect([both.length, both[0], await signedBy()]).toEqual([2, first, first])
  world.clock.ahead += DAY
  expect([await signedBy(), await told()]).toEqual([both[1], [both[1], first]])
  world.clock.ahead += DAY
  expect(await told()).toEqual([both[1]])
})
