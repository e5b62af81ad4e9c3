import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { knownProblem } from '../src/base/problem.ts'
import { readConfig } from '../src/config.ts'
import type { ApiAnswer, ApiRequest, Connector, Finding, FoundServer, Raw } from '../src/connectors/connector.ts'
import { serverTyped, typedText } from '../src/connectors/find.ts'
import { accessToken, bearer, eraseSignIn, tokenRefused } from '../src/sign-in/flow-account.ts'
import { changeConnector, connectorsOf, registerConnector, setupView } from '../src/sign-in/flow-connectors.ts'
import { clientDocument } from '../src/sign-in/flow-find.ts'
import { Providers } from '../src/sign-in/provider.ts'
import { MOST_FOUND } from '../src/sign-in/store-found.ts'
import { tidySignIn } from '../src/sign-in/store-tidy.ts'
import { followBack, kindOf, startBound, startPlain } from './accounts-world.ts'
import { until } from './harness/wait.ts'
import { Browser, PUBLIC_URL, type Shop, signInWorld } from './sign-in-world.ts'

/* Kinds of account beside OpenID by discovery: written down, found from what somebody types, bound to a key. */

let world: Awaited<ReturnType<typeof signInWorld>>
let shop: Shop
let plain: Awaited<ReturnType<typeof startPlain>>
let siteId: string
beforeAll(async () => {
  world = await signInWorld()
  shop = world.shop
  siteId = world.site('hill').id
  plain = await startPlain()
})
afterAll(async () => {
  await plain?.stop()
  await world?.stop()
})

async function add(connector: Connector, change: { id?: string; setup?: Record<string, string> } = {}) {
  const kinds = shop.signIn.connectors as Map<string, Connector>
  kinds.set(connector.id, connector)
  await registerConnector(shop.core, siteId, change.id ?? connector.id, {
    ...{ kind: connector.id, issuer: '', clientId: 'shop', clientSecret: 'secret', tokenAuth: 'client_secret_post' },
    ...{ name: connector.names, source: null },
    ...(change.setup === undefined ? {} : { setup: change.setup }),
  })
}
const problemOf = (answer: { headers: Record<string, unknown> }) =>
  new URL(String(answer.headers.location), PUBLIC_URL).searchParams.get('code')
const who = async (browser: Browser) => (await browser.ask('/v1/sites/hill/sign-in')).json()
const accountsOf = async (connector: string) =>
  await shop.core.db.query<{ id: string; personId: string }>(
    'select id, person_id as "personId" from account where connector = $1 order by id',
    [connector],
  )
const begin = async (browser: Browser, connector: string, typed?: string) =>
  await browser.ask(`/s/hill/sign-in/${connector}${typed === undefined ? '' : `?${new URLSearchParams({ typed })}`}`)

describe('OAuth 2.0 that is written down', () => {
  const plainKind = (change: Partial<Connector> = {}) =>
    kindOf(
      'plain',
      'oauth2',
      {
        server: {
          authorize: `${plain.origin}/authorize`,
          token: `${plain.origin}/token`,
          revoke: (token, { id }) => ({ url: `${plain.origin}/grant`, method: 'DELETE', form: { token, id } }),
          pkce: true,
        },
        scopes: ['read'],
        me: [
          () => ({ url: `${plain.origin}/me` }),
          (_, before) => ({ url: `${plain.origin}/more?login=${before.login}`, token: 'none' }),
        ],
        subject: ({ id, old }) =>
          id === null ? null : { id: String(id), ...(typeof old === 'string' ? { aliases: [old] } : {}) },
        profile: ({ name }) => ({ name: String(name), picture: null }),
      },
      { revoke: 'own', ...change },
    )
  beforeAll(() => add(plainKind()))
  beforeEach(() => {
    plain.who = { id: 'lin', old: null }
  })
  const signIn = async (browser = new Browser(shop.server)) => {
    const answer = await browser.ask(plain.answer(String((await begin(browser, 'plain')).headers.location)))
    return { browser, answer }
  }

  test('signs in by asking who it is, question by question; no nonce, no openid', async () => {
    const browser = new Browser(shop.server)
    const address = new URL(String((await begin(browser, 'plain')).headers.location))
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ scope: 'read', code_challenge_method: 'S256' })
    expect(address.searchParams.has('nonce')).toBe(false)
    expect((await browser.ask(plain.answer(address.href))).headers.location).toBe('/s/hill/')
    expect(plain.asked).toContain('GET /more?login=lin')
    expect((await who(browser)).signedIn).toMatchObject({ name: '林', connector: 'plain' })
    const [account] = await accountsOf('plain')
    // No expiry means no expiry.
    expect(await accessToken(shop.signIn, siteId, account!.id)).toBe('of-lin')
    expect(await bearer(shop.signIn, siteId, account!.id)).toMatchObject({ base: null, isTyped: false, subject: 'lin' })
  })

  test('an error of status 200 in a form is a code that was refused', async () => {
    const browser = new Browser(shop.server)
    const back = new URL(plain.answer(String((await begin(browser, 'plain')).headers.location)))
    back.searchParams.set('code', 'other')
    expect(problemOf(await browser.ask(back.href))).toBe('sign-in/code-refused')
  })

  test('another name the same account had finds it, then and later, and takes it from nobody', async () => {
    plain.who = { id: 'openid-1', old: null }
    await signIn()
    const before = (await accountsOf('plain')).length
    plain.who = { id: 'union-1', old: 'openid-1' }
    await signIn()
    plain.who = { id: 'openid-1', old: null }
    await signIn()
    plain.who = { id: 'union-1', old: 'openid-2' }
    await signIn()
    plain.who = { id: 'openid-2', old: null }
    await signIn()
    expect(await accountsOf('plain')).toHaveLength(before)
    // Somebody else's name as another name of mine: I am found by mine, they by theirs.
    plain.who = { id: 'other', old: null }
    await signIn()
    plain.who = { id: 'union-1', old: 'other' }
    await signIn()
    plain.who = { id: 'other', old: null }
    const { browser } = await signIn()
    expect(await accountsOf('plain')).toHaveLength(before + 1)
    expect((await who(browser)).signedIn).not.toBeNull()
  })

  test('an account that nobody stands behind is refused with a next step', async () => {
    plain.who = { id: null as unknown as string, old: null }
    const { answer, browser } = await signIn()
    expect(problemOf(answer)).toBe('sign-in/no-subject')
    expect((await who(browser)).signedIn).toBeNull()
  })

  test.each<[string, NonNullable<typeof plain.lie>, string]>([
    ['tokens: a page', { path: '/token', type: 'text/html', body: '<h1>' }, 'sign-in/provider-rubbish'],
    ['tokens: a failure', { path: '/token', status: 503, body: '{}' }, 'sign-in/provider-down'],
    ['tokens: a list', { path: '/token', body: '[1]' }, 'sign-in/untrusted-answer'],
    ['tokens: none', { path: '/token', body: '{"scope":"read"}' }, 'sign-in/untrusted-answer'],
    [
      'tokens: of another kind',
      { path: '/token', body: '{"access_token":"a","token_type":"mac"}' },
      'sign-in/untrusted-answer',
    ],
    ['tokens: 1 MB', { path: '/token', body: `{"a":"${'x'.repeat(1_000_000)}"}` }, 'sign-in/provider-rubbish'],
    ['tokens: a redirect', { path: '/token', status: 302, body: '' }, 'sign-in/provider-rubbish'],
    ['who: a failure', { path: '/me', status: 500, body: '{}' }, 'sign-in/provider-down'],
    ['who: a refusal', { path: '/me', status: 403, body: '{}' }, 'sign-in/provider-refused'],
    ['who: a list', { path: '/me', body: '[1]' }, 'sign-in/provider-rubbish'],
    ['who: a page', { path: '/me', body: '<h1>' }, 'sign-in/provider-rubbish'],
    ['who: 1 MB', { path: '/more', body: `{"a":"${'x'.repeat(1_000_000)}"}` }, 'sign-in/provider-rubbish'],
    ['who: an id that is empty', { path: '/more', body: '{"id":""}' }, 'sign-in/no-subject'],
  ])('a provider that answers wrongly signs nobody in; %s', async (_name, lie, code) => {
    plain.lie = lie
    const { answer, browser } = await signIn()
    plain.lie = null
    expect(problemOf(answer)).toBe(code)
    expect((await who(browser)).signedIn).toBeNull()
  })

  test('access is taken back by the provider’s own request', async () => {
    plain.who = { id: 'leaver', old: null }
    await signIn()
    const account = (await accountsOf('plain')).at(-1)!
    await shop.core.db.tx((tx) => eraseSignIn(shop.signIn, tx, siteId, account.personId))
    await until(() => plain.asked.includes('DELETE /grant'), { what: 'the token to be taken back' })
  })

  test('a form that another site posts is taken only where the provider answers so', async () => {
    const post = await shop.server.inject({
      method: 'POST',
      url: '/s/hill/sign-in/plain/callback',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://id.example' },
      payload: 'code=a&state=b',
    })
    expect([post.statusCode, problemOf(post)]).toEqual([303, 'sign-in/no-code'])
  })
})

describe('a server that somebody types', () => {
  type Find = (input: Finding) => Generator<ApiRequest, FoundServer, ApiAnswer>
  const typedKind = (id: string, client: 'found' | 'dynamic' | 'document', find: Find): Connector =>
    kindOf(id, 'oauth2', {
      server: {
        ...{ asks: { zh: '服务器', en: 'Server' }, placeholder: 'social.example', client, find },
        *confirm(who, found) {
          const { body } = yield { url: `${found.base}/home`, token: 'none' }
          if ((body as Raw).home !== found.base) throw new Error(`${who.id} lives elsewhere`)
        },
      },
      scopes: ['read'],
      me: [(_token, _before, base) => ({ url: `${base}/me` })],
      subject: ({ login }) => ({ id: String(login) }),
      profile: () => ({ name: null, picture: null }),
    })
  const metadataAt = (answer: ApiAnswer) => answer.body as FoundServer['metadata']
  const registered: (string | null)[] = []
  function* find({ typed, known }: Finding): ReturnType<Find> {
    const metadata = metadataAt(yield { url: `${typed}/well-known`, token: 'none' })
    const before = known(metadata.issuer)
    registered.push(before?.id ?? null)
    return { metadata, client: before ?? { id: 'made', secret: 'secret' }, base: `${typed}`, typed }
  }
  beforeAll(async () => {
    await add(typedKind('found', 'found', find))
    await add(typedKind('document', 'document', find))
    await add(
      typedKind('named', 'found', function* ({ typed }): ReturnType<Find> {
        yield { url: serverTyped(typedText(typed)), token: 'none' }
        throw new Error('nobody is asked')
      }),
    )
    await add(
      typedKind('circle', 'found', function* ({ typed }): ReturnType<Find> {
        for (;;) yield { url: `${typed}/again`, token: 'none' }
      }),
    )
  })
  beforeEach(() => {
    plain.home = null
  })

  test('is found, the site is registered there once, and the account knows where its data is', async () => {
    for (const _ of [1, 2]) {
      const browser = new Browser(shop.server)
      const address = String((await begin(browser, 'found', plain.origin)).headers.location)
      expect(new URL(address).searchParams.get('client_id')).toBe('made')
      expect((await browser.ask(plain.answer(address))).headers.location).toBe('/s/hill/')
    }
    expect(registered.slice(-2)).toEqual([null, 'made'])
    const [account] = await accountsOf('found')
    const held = await bearer(shop.signIn, siteId, account!.id)
    expect(held).toMatchObject({ base: plain.origin, isTyped: true, subject: 'lin', token: 'of-lin' })
    expect(await held.sign({ url: `${plain.origin}/me` })).toEqual({ authorization: 'Bearer of-lin' })
    expect((await who(new Browser(shop.server))).providers).toContainEqual(
      expect.objectContaining({ connector: 'found', asks: { label: '服务器', placeholder: 'social.example' } }),
    )
    // One that belongs to one person may name them: it stands nowhere in clear.
    const rows = await shop.core.db.query(
      'select encode(sealed, $1) as s, encode(issuer_hash, $1) as h from found_client',
      ['escape'],
    )
    expect(JSON.stringify(rows)).not.toContain('localhost')
  })

  test('an account whose record names another server is not signed in', async () => {
    const browser = new Browser(shop.server)
    const address = String((await begin(browser, 'found', plain.origin)).headers.location)
    plain.home = 'https://elsewhere.example'
    expect(problemOf(await browser.ask(plain.answer(address)))).toBe('sign-in/not-vouched')
    expect((await who(browser)).signedIn).toBeNull()
  })

  test.each<[string, string, string | undefined, string]>([
    ['nothing', 'found', undefined, 'sign-in/typed-missing'],
    ['blanks', 'found', '  ', 'sign-in/typed-missing'],
    ['no address', 'found', 'not an address', 'sign-in/private-address'],
    ['no TLS', 'found', 'http://social.example', 'sign-in/private-address'],
    ['a name and a password', 'found', 'https://a:b@social.example', 'sign-in/private-address'],
  ])('typed: %s', async (_name, connector, typed, code) => {
    expect(problemOf(await begin(new Browser(shop.server), connector, typed))).toBe(code)
  })

  test.each<[string, string, string]>([
    ['a sentence', 'what is this', 'sign-in/typed-wrong'],
    ['script', '"><script>alert(1)</script>', 'sign-in/typed-wrong'],
    ['a name and a password', 'https://a:b@social.example', 'sign-in/typed-wrong'],
    ['a number', '10.0.0.1', 'sign-in/typed-number'],
    ['Cyrillic that passes for Latin', 'mаstodon.social', 'sign-in/typed-lookalike'],
  ])('typed for a server by name: %s, and in both languages what to do', async (_name, typed, code) => {
    expect(problemOf(await begin(new Browser(shop.server), 'named', typed))).toBe(code)
    expect(knownProblem(code)?.next).toEqual({ zh: expect.stringContaining('。'), en: expect.stringContaining('.') })
  })

  test('a search that never ends is ended', async () => {
    const before = plain.asked.length
    expect(problemOf(await begin(new Browser(shop.server), 'circle', plain.origin))).toBe('sign-in/typed-nowhere')
    expect(plain.asked.length - before).toBeLessThan(20)
  })

  test('a server that speaks for another issuer is not believed', async () => {
    const honest = plain.metadata
    plain.metadata = () => ({ ...honest(), issuer: 'https://mastodon.example' })
    try {
      expect(problemOf(await begin(new Browser(shop.server), 'found', plain.origin))).toBe('sign-in/typed-nowhere')
    } finally {
      plain.metadata = honest
    }
  })

  test('named by a page that is neither ours nor the merchant’s signs nobody in as its owner (login CSRF)', async () => {
    const { id } = world.site('hill')
    await shop.core.db.run('update site set origins = $2 where id = $1', [id, ['https://tea.example']])
    shop.core.bus.emit('site', id)
    const led = async (headers: Record<string, string>) => {
      const before = plain.asked.length
      const url = `/s/hill/sign-in/found?${new URLSearchParams({ typed: plain.origin })}`
      const { headers: told } = await shop.server.inject({ url, headers })
      return { to: String(told.location), asked: plain.asked.length - before }
    }
    const cross = { 'sec-fetch-site': 'cross-site' }
    for (const headers of [
      { ...cross, referer: 'https://evil.example/' },
      { ...cross, referer: 'https://tea.example.evil.example/' },
      { ...cross },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-site', referer: 'https://blog.hill.example/' },
      { referer: 'https://evil.example/' },
    ] as Record<string, string>[]) {
      const { to, asked } = await led(headers)
      expect(problemOf({ headers: { location: to } })).toBe('sign-in/typed-elsewhere')
      expect(asked).toBe(0)
    }
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { ...cross, referer: 'https://tea.example/cart' },
      { referer: `${PUBLIC_URL}/s/hill/` },
      {},
    ] as Record<string, string>[])
      expect((await led(headers)).to).toContain(`${plain.origin}/authorize`)
  })

  test('of what a server says of itself only what is of use is kept, and nothing without end', async () => {
    const honest = plain.metadata
    const browser = new Browser(shop.server)
    const largest = 'select max(octet_length(sealed)) as n from sign_in_attempt'
    try {
      const padding = {
        padding: 'x'.repeat(300_000),
        scopes_supported: Array.from({ length: 5_000 }, (_, i) => `s${i}`),
      }
      plain.metadata = () => ({ ...honest(), ...padding })
      const address = String((await begin(browser, 'found', plain.origin)).headers.location)
      expect((await shop.core.db.one<{ n: number }>(largest)).n).toBeLessThan(10_000)
      expect((await browser.ask(plain.answer(address))).headers.location).toBe('/s/hill/')
      plain.metadata = () => ({ ...honest(), jwks_uri: `${plain.origin}/${'x'.repeat(300_000)}` })
      expect(problemOf(await begin(browser, 'found', plain.origin))).toBe('sign-in/typed-nowhere')
    } finally {
      plain.metadata = honest
    }
  })

  test('of servers that people typed the site keeps those used last, and not as many as somebody may make up', async () => {
    const { db } = shop.core
    const count = async (what: string) => (await db.one<{ n: number }>(`select count(*) as n from ${what}`)).n
    await db.run(
      `insert into found_client (site_id, connector, issuer_hash, sealed, used_at)
       select $1, 'found', int4send(n), '\\x00', now() - make_interval(hours => n) from generate_series(1, $2) n`,
      [siteId, MOST_FOUND + 20],
    )
    const all = await count('found_client')
    const gone = await tidySignIn(shop.core, 100_000)
    expect(gone.at(-1)).toBeGreaterThanOrEqual(20)
    expect(await count(`found_client where connector = 'found'`)).toBe(MOST_FOUND)
    expect(await count('found_client')).toBe(all - gone.at(-1)!)
    await db.run('delete from found_client where octet_length(sealed) = 1')
  })

  test('what leads to this machine is not asked by a server that others reach', async () => {
    const { typed: _, ...input } = {
      typed: '',
      redirectUri: '',
      scopes: [],
      siteName: '',
      siteUrl: '',
      known: () => null,
    }
    const strict = new Providers(shop.clock)
    const before = plain.asked.length
    await expect(strict.search('x', find({ ...input, typed: plain.origin }))).rejects.toMatchObject({
      code: 'sign-in/private-address',
    })
    expect(plain.asked.length).toBe(before)
  })

  test('a document about the site is its client id; on localhost the id says it all, and people come back by 127.0.0.1', async () => {
    const browser = new Browser(shop.server)
    const address = new URL(String((await begin(browser, 'document', plain.origin)).headers.location))
    const redirect = `${PUBLIC_URL.replace('localhost', '127.0.0.1')}/s/hill/sign-in/document/callback`
    const id = `http://localhost?${new URLSearchParams({ redirect_uri: redirect, scope: 'read' })}`
    expect(address.searchParams.get('client_id')).toBe(id)
    const back = new URL(plain.answer(address.href))
    expect(back.origin + back.pathname).toBe(redirect)
    const bounced = await shop.server.inject({ url: back.pathname + back.search, headers: { host: '127.0.0.1:4460' } })
    expect(bounced.headers.location).toBe(`${PUBLIC_URL}${back.pathname}${back.search}`)
    expect((await browser.ask(String(bounced.headers.location))).headers.location).toBe('/s/hill/')
    const { document } = clientDocument({ publicUrl: 'https://shop.example' }, world.site('hill'), {
      id: 'document',
      descriptor: shop.signIn.connectors.get('document')!,
    })
    expect(document).toMatchObject({
      client_id: 'https://shop.example/s/hill/sign-in/document/client.json',
      redirect_uris: ['https://shop.example/s/hill/sign-in/document/callback'],
      token_endpoint_auth_method: 'none',
    })
    expect((await browser.ask('/s/hill/sign-in/document/client.json')).json()).toMatchObject({ client_id: id })
    expect((await browser.ask('/s/hill/sign-in/found/client.json')).statusCode).toBe(404)
  })
})

describe('an OpenID provider that binds tokens to a key, somewhere that is typed', () => {
  test('registered by itself, request pushed, proofs with the server’s nonce, refreshed and taken back with the same key', async () => {
    const bound = await startBound(600)
    await add(
      kindOf('pod', 'oidc', {
        server: {
          ...{ asks: { zh: '服务器', en: 'Server' }, placeholder: 'pod.example', client: 'dynamic' },
          *find({ typed }) {
            const { body } = yield { url: `${typed}/.well-known/openid-configuration`, token: 'none' }
            return { metadata: body as FoundServer['metadata'], base: typed, typed }
          },
        },
        scopes: ['profile'],
        profile: ({ name }) => ({ name: String(name), picture: null }),
      }),
    )
    const browser = new Browser(shop.server)
    const address = String((await begin(browser, 'pod', bound.issuer)).headers.location)
    expect(address).toContain('request_uri')
    expect([...new URL(address).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    const answer = await browser.ask(await followBack(address))
    expect(answer.headers.location).toBe('/s/hill/')
    expect((await who(browser)).signedIn).toMatchObject({ name: '林晚', connector: 'pod' })
    const [account] = await accountsOf('pod')
    const held = await bearer(shop.signIn, siteId, account!.id)
    const url = `${bound.issuer}/me`
    const first = await fetch(url, { headers: await held.sign({ url }) })
    const nonce = first.headers.get('dpop-nonce')!
    expect(first.status).toBe(401)
    expect((await fetch(url, { headers: await held.sign({ url }, nonce) })).status).toBe(200)
    expect((await fetch(url, { headers: { authorization: `Bearer ${held.token}` } })).status).toBe(401)
    await tokenRefused(shop.core, siteId, account!.id)
    const fresh = await bearer(shop.signIn, siteId, account!.id)
    expect(fresh.token).not.toBe(held.token)
    expect((await fetch(url, { headers: await fresh.sign({ url }, nonce) })).status).toBe(200)
    // The key is sealed, and in its own place.
    const row = await shop.core.db.one<{ dpop: Buffer }>('select dpop from account_token where account_id = $1', [
      account!.id,
    ])
    expect(row.dpop.toString('latin1')).not.toContain('"d"')
    await shop.core.db.tx((tx) => eraseSignIn(shop.signIn, tx, siteId, account!.personId))
    await until(async () => (await fetch(url, { headers: await fresh.sign({ url }, nonce) })).status === 401, {
      what: 'the token to be taken back',
    })
    await bound.stop()
  })
})

describe('the registration of a kind with fields of its own', () => {
  const keyed = () =>
    kindOf(
      'keyed',
      'oauth2',
      {
        server: { authorize: `${plain.origin}/authorize`, token: `${plain.origin}/token`, pkce: true },
        ...{
          scopes: [],
          me: [() => ({ url: `${plain.origin}/me` })],
          subject: ({ login }: Raw) => ({ id: String(login) }),
        },
        profile: () => ({ name: null, picture: null }),
      },
      {
        setup: {
          teamId: { label: { zh: '团队', en: 'Team' }, hint: { zh: '十个字符', en: 'Ten' }, isSecret: false },
          privateKey: { label: { zh: '私钥', en: 'Key' }, hint: { zh: '整个文件', en: 'All' }, isSecret: true },
          signing: {
            label: { zh: '签名', en: 'Signing key' },
            hint: { zh: '全部', en: 'All' },
            isSecret: true,
            key: 'ES256',
          },
        },
      },
    )
  const input = { issuer: '', clientId: 'c', tokenAuth: 'client_secret_post' as const, source: null }
  const change = (setup: Record<string, string>, more: object = {}) =>
    changeConnector(shop.signIn, world.site('hill'), 'keyed', {
      ...{ ...input, name: { zh: '钥', en: 'Keyed' }, kind: 'keyed', setup },
      ...more,
    })
  const seen = async () => {
    const one = (await connectorsOf(shop.signIn, world.site('hill'))).find(({ id }) => id === 'keyed')!
    return { held: one.registration.setup, view: setupView(one, 'zh') }
  }

  test('is kept sealed, told without its secrets, changed field by field', async () => {
    ;(shop.signIn.connectors as Map<string, Connector>).set('keyed', keyed())
    await change({ teamId: 'T1', privateKey: 'the-key-of-a-test' })
    expect((await seen()).view).toEqual([
      { name: 'teamId', label: '团队', hint: '十个字符', isSecret: false, isSet: true, value: 'T1' },
      { name: 'privateKey', label: '私钥', hint: '整个文件', isSecret: true, isSet: true, value: null },
      { name: 'signing', label: '签名', hint: '全部', isSecret: true, isSet: false, value: null },
    ])
    await change({ teamId: 'T2' })
    expect((await seen()).held).toEqual({ teamId: 'T2', privateKey: 'the-key-of-a-test' })
    await change({ privateKey: '' })
    expect((await seen()).held).toEqual({ teamId: 'T2' })
    const row = await shop.core.db.one<{ setup: Buffer }>(
      "select setup from connector_setting where connector = 'keyed'",
    )
    expect(row.setup.toString('latin1')).not.toContain('T2')
  })

  test('what is no private key of its kind is refused before it is kept', async () => {
    const { held } = await seen()
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const signing of ['nonsense', '-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----', String(rsa)])
      await expect(change({ signing })).rejects.toMatchObject({ code: 'sign-in/bad-key', field: 'setup/signing' })
    expect((await seen()).held).toEqual(held)
    // With what people paste around it; also as the one line that some consoles give.
    await change({ signing: `\n${ec}\n` })
    await change({ signing: String(ec).split('\n').slice(1, -2).join('') })
    await change({ signing: '' })
  })

  test('a field it does not have is refused by name, and so is one without a client id', async () => {
    await expect(change({ teamid: 'x' })).rejects.toMatchObject({ code: 'sign-in/bad-setup', field: 'setup/teamid' })
    await expect(change({}, { clientId: '' })).rejects.toMatchObject({ field: 'clientId' })
  })

  test('tuidan.json tells the same under options', () => {
    const file = { connectors: { apple: { kind: 'apple', clientId: 'c', options: { teamId: 'T' }, name: 'Apple' } } }
    const path = join(mkdtempSync(join(tmpdir(), 'tuidan-options-')), 'tuidan.json')
    writeFileSync(path, JSON.stringify(file))
    const { config } = readConfig({}, {}, path)
    expect(config.connectors.apple).toMatchObject({ kind: 'apple', issuer: '', setup: { teamId: 'T' } })
    writeFileSync(path, JSON.stringify({ connectors: { oidc: { clientId: 'c', clientSecret: 's', name: 'x' } } }))
    expect(() => readConfig({}, {}, path)).toThrow('connectors.oidc.issuer')
  })
})
