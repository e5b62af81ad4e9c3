import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { DAY, MINUTE } from '../src/base/clock.ts'
import { accessToken, eraseSignIn, tokenRefused } from '../src/sign-in/flow-account.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { Providers } from '../src/sign-in/provider.ts'
import { lastFailures } from '../src/sign-in/store-failure.ts'
import { until } from './harness/wait.ts'
import {
  Browser,
  isletSetting,
  type Liar,
  type Lies,
  PUBLIC_URL,
  type Shop,
  SLUGS,
  signInWorld,
  startLiar,
  startShop,
  startTestIslet,
} from './sign-in-world.ts'

let world: Awaited<ReturnType<typeof signInWorld>>
let shop: Shop
beforeAll(async () => {
  world = await signInWorld()
  shop = world.shop
})
afterAll(async () => {
  await world?.stop()
})

const who = async (browser: Browser, slug = 'hill') => (await browser.ask(`/v1/sites/${slug}/sign-in`)).json()
const problemOf = (answer: { headers: Record<string, unknown> }) =>
  new URL(String(answer.headers.location), PUBLIC_URL).searchParams.get('code')
const count = async (table: string) => (await shop.core.db.one<{ n: number }>(`select count(*) as n from ${table}`)).n

describe('signing in with a real OpenID provider', () => {
  test('there and back gives a session, a face, and the page one came from', async () => {
    const browser = new Browser(shop.server)
    expect(await who(browser)).toMatchObject({
      providers: [{ connector: 'islet', name: '小岛', href: '/s/hill/sign-in/islet' }],
      signedIn: null,
    })
    const address = new URL(await browser.begin('hill', 'islet', '/s/hill/product/cup?x=1'))
    // Pushed beforehand (RFC 9126): the address says nothing that a browser could change.
    expect([...address.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    const answer = await browser.ask(await loginWith(address.href, 'lin-wan'))
    expect(answer.statusCode).toBe(302)
    expect(answer.headers).toMatchObject({ location: '/s/hill/product/cup?x=1', 'cache-control': 'no-store' })
    expect((await who(browser)).signedIn).toMatchObject({ name: '林晚', connector: 'islet' })
    const raw = String(answer.headers['set-cookie'])
    expect(raw).toContain('HttpOnly')
    expect(raw).toContain('SameSite=Lax')
  })

  test('the same account is the same shopper; on another site it is another one', async () => {
    const [first, second, lake] = [new Browser(shop.server), new Browser(shop.server), new Browser(shop.server)]
    await first.signIn('zhou-ye')
    await second.signIn('zhou-ye')
    await lake.signIn('zhou-ye', 'lake')
    const personOf = async (browser: Browser, slug: 'hill' | 'lake') =>
      (await shop.signIn.sessions.find(world.site(slug).id, browser.cookies.get(`shopper-${slug}`)!))?.personId
    expect(await personOf(first, 'hill')).toBe(await personOf(second, 'hill'))
    expect(await personOf(lake, 'lake')).not.toBe(await personOf(first, 'hill'))
    // A session of one site opens nothing on the other.
    expect(await shop.signIn.sessions.find(world.site('lake').id, first.cookies.get('shopper-hill')!)).toBeNull()
  })

  test('two tabs at once both come back, and make one account', async () => {
    const browser = new Browser(shop.server)
    const before = await count('account')
    const addresses = [await browser.begin(), await browser.begin()]
    const backs = await Promise.all(addresses.map((address) => loginWith(address, 'xu-xiao')))
    const answers = await Promise.all(backs.map((back) => browser.ask(back)))
    expect(answers.map((a) => a.headers.location)).toEqual(['/s/hill/', '/s/hill/'])
    expect(await count('account')).toBe(before + 1)
  })

  test('each sign-in gives a new session and ends the old one; signing out ends it on the server', async () => {
    const browser = new Browser(shop.server)
    await browser.signIn('lin-wan')
    const old = browser.cookies.get('shopper-hill')!
    await browser.signIn('lin-wan')
    const fresh = browser.cookies.get('shopper-hill')!
    expect(fresh).not.toBe(old)
    const siteId = world.site('hill').id
    expect(await shop.signIn.sessions.find(siteId, old)).toBeNull()
    expect(await shop.signIn.sessions.find(siteId, fresh)).not.toBeNull()
    expect((await browser.ask('/v1/sites/hill/sign-out', { method: 'POST' })).json()).toEqual({ signedIn: null })
    expect(await shop.signIn.sessions.find(siteId, fresh)).toBeNull()
  })

  test('a session ends after 30 idle days, and after 90 in any case', async () => {
    const browser = new Browser(shop.server)
    await browser.signIn('lin-wan')
    const find = () => shop.signIn.sessions.find(world.site('hill').id, browser.cookies.get('shopper-hill')!)
    try {
      for (const day of [29, 58, 87]) {
        shop.clock.byMs = day * DAY
        expect(await find()).not.toBeNull()
      }
      shop.clock.byMs = 91 * DAY
      expect(await find()).toBeNull()
      shop.clock.byMs = 0
      await browser.signIn('lin-wan')
      shop.clock.byMs = 31 * DAY
      expect(await find()).toBeNull()
    } finally {
      shop.clock.byMs = 0
    }
  })

  test('subject, name and tokens stand nowhere in clear', async () => {
    for (const table of ['account', 'account_token', 'sign_in_attempt', 'connector_setting', 'person', 'event']) {
      const rows = await shop.core.db.query<{ row: string }>(`select t::text as row from ${table} t`)
      const all = rows.map((r) => r.row + Buffer.from(r.row.replace(/[^0-9a-f]/g, ''), 'hex').toString('latin1')).join()
      for (const secret of ['is_8f3c21d7', '林晚', 'linwan', 'islet-secret-of-a-test'])
        expect(all).not.toContain(secret)
    }
  })
})

describe('where one comes back to', () => {
  test.each([
    ['https://evil.example/', '/s/hill/'],
    ['//evil.example/s/hill/', '/s/hill/'],
    ['/\\evil.example', '/s/hill/'],
    ['/s/hill/../../console/', '/s/hill/'],
    ['/s/lake/', '/s/hill/'],
    ['javascript:alert(1)', '/s/hill/'],
    [`${PUBLIC_URL}@evil.example/`, '/s/hill/'],
    ['/s/hill/cart#x', '/s/hill/cart#x'],
  ])('%s leads to %s', async (returnTo, expected) => {
    const browser = new Browser(shop.server)
    const answer = await browser.ask(await loginWith(await browser.begin('hill', 'islet', returnTo), 'lin-wan'))
    expect(answer.headers.location).toBe(expected)
  })

  test("a page of the merchant's own website is allowed by its origin", async () => {
    await shop.core.db.run("update site set origins = '{https://shop.example}' where slug = 'hill'")
    shop.core.bus.emit('site', '')
    const browser = new Browser(shop.server)
    const answer = await browser.ask(
      await loginWith(await browser.begin('hill', 'islet', 'https://shop.example/a?b'), 'lin-wan'),
    )
    expect(answer.headers.location).toMatch(/^https:\/\/shop\.example\/a\?b&tuidan_shopper=[\w-]+$/)
  })
})

describe('a callback that is not right', () => {
  const back = async (browser: Browser) => new URL(await loginWith(await browser.begin(), 'lin-wan'))
  const refused = async (browser: Browser, url: URL, code: string) => {
    const sessions = await count('shopper_session')
    const answer = await browser.ask(url.href)
    expect([answer.statusCode, problemOf(answer)]).toEqual([302, code])
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(browser.cookies.has('shopper-hill')).toBe(false)
    expect(await count('shopper_session')).toBe(sessions)
  }

  test('a forged state is refused', async () => {
    const browser = new Browser(shop.server)
    const url = await back(browser)
    url.searchParams.set('state', 'forged')
    await refused(browser, url, 'sign-in/state-mismatch')
  })

  test('a missing state is refused', async () => {
    const browser = new Browser(shop.server)
    const url = await back(browser)
    url.searchParams.delete('state')
    await refused(browser, url, 'sign-in/state-mismatch')
  })

  test('the same callback twice signs in once', async () => {
    const browser = new Browser(shop.server)
    const url = await back(browser)
    expect((await browser.ask(url.href)).headers.location).toBe('/s/hill/')
    browser.cookies.delete('shopper-hill')
    await refused(browser, url, 'sign-in/state-mismatch')
  })

  test("somebody else's callback in my browser is refused (login CSRF), and mine still works", async () => {
    const [attacker, victim] = [new Browser(shop.server), new Browser(shop.server)]
    const theirs = await back(attacker)
    const mine = await back(victim)
    await refused(victim, theirs, 'sign-in/state-mismatch')
    expect((await victim.ask(mine.href)).headers.location).toBe('/s/hill/')
  })

  test('a state swapped between two of my own tabs is refused: code and verifier belong together', async () => {
    const browser = new Browser(shop.server)
    const [a, b] = [await back(browser), await back(browser)]
    a.searchParams.set('state', b.searchParams.get('state')!)
    await refused(browser, a, 'sign-in/code-refused')
  })

  test('a callback at another site is refused', async () => {
    const browser = new Browser(shop.server)
    const url = await back(browser)
    url.pathname = '/s/lake/sign-in/islet/callback'
    await refused(browser, url, 'sign-in/state-mismatch')
  })

  test('after ten minutes it is too late', async () => {
    const browser = new Browser(shop.server)
    const url = await back(browser)
    shop.clock.byMs = 11 * MINUTE
    try {
      await refused(browser, url, 'sign-in/expired')
    } finally {
      shop.clock.byMs = 0
    }
  })

  test('a no at the provider is a no, and nothing more', async () => {
    const browser = new Browser(shop.server)
    const url = new URL(await loginWith(await browser.begin(), 'lin-wan', { answer: 'refuse' }))
    await refused(browser, url, 'sign-in/denied')
  })

  test('an unknown kind of account, an unknown site', async () => {
    const browser = new Browser(shop.server)
    expect(problemOf(await browser.ask('/s/hill/sign-in/nope'))).toBe('sign-in/unknown-connector')
    expect((await browser.ask('/s/nowhere/sign-in/islet')).statusCode).toBe(404)
  })
})

describe('a provider that lies, fails or sleeps', () => {
  let liar: Liar
  beforeAll(async () => {
    liar = await startLiar()
    await registerConnector(shop.core, world.site('hill').id, 'liar', {
      ...isletSetting(liar.issuer, null),
      tokenAuth: 'client_secret_post',
    })
  })
  afterEach(() => {
    liar.lies = {}
  })
  afterAll(async () => {
    await liar?.stop()
  })

  const codeOf = async (change?: (params: URLSearchParams) => void): Promise<string | null> => {
    const browser = new Browser(shop.server)
    const address = await browser.begin('hill', 'liar')
    if (address.startsWith('/s/')) return problemOf({ headers: { location: address } })
    const answer = await browser.ask(liar.answer(address, change))
    expect(answer.statusCode).toBe(302)
    expect(browser.cookies.has('shopper-hill')).toBe(answer.headers.location === '/s/hill/')
    return problemOf(answer)
  }

  test('honest, it signs in', async () => {
    const address = new URL(await new Browser(shop.server).begin('hill', 'liar'))
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC_URL}/s/hill/sign-in/liar/callback`,
    })
    expect(address.searchParams.get('nonce')).toBeTruthy()
    expect(await codeOf()).toBeNull()
  })

  test.each<[string, (params: URLSearchParams) => void, string]>([
    ['another iss (mix-up)', (p) => p.set('iss', 'https://evil.example'), 'sign-in/wrong-issuer'],
    ['no iss though promised', (p) => p.delete('iss'), 'sign-in/untrusted-answer'],
    ['two codes', (p) => p.append('code', 'x'), 'sign-in/no-code'],
    ['no code', (p) => p.delete('code'), 'sign-in/no-code'],
    ['an error of its own', (p) => p.set('error', 'invalid_scope'), 'sign-in/provider-refused'],
  ])('callback: %s', async (_name, change, code) => {
    expect(await codeOf(change)).toBe(code)
  })

  /** Another subject under the old signature. */
  const changed = (token: string) => {
    const [head, body, signature] = token.split('.') as [string, string, string]
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    return [head, Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url'), signature].join('.')
  }
  const untrusted = 'sign-in/untrusted-answer'
  const rubbish = 'sign-in/provider-rubbish'
  const LONG = 's'.repeat(100_000)
  test.each<[string, Lies, string]>([
    ['wrong nonce', { claims: (c) => ({ ...c, nonce: 'x' }) }, untrusted],
    ['no nonce', { claims: ({ nonce: _, ...c }) => c }, untrusted],
    ['wrong iss', { claims: (c) => ({ ...c, iss: 'https://evil.example' }) }, untrusted],
    ['iss with a slash at the end', { claims: (c) => ({ ...c, iss: `${c.iss}/` }) }, untrusted],
    ['wrong aud', { claims: (c) => ({ ...c, aud: 'other' }) }, untrusted],
    ['a foreign second aud', { claims: (c) => ({ ...c, aud: [c.aud as string, 'other'] }) }, untrusted],
    ['no sub', { claims: ({ sub: _, ...c }) => c }, untrusted],
    ['no iat', { claims: ({ iat: _, ...c }) => c }, untrusted],
    ['iat a week old', { claims: (c) => ({ ...c, iat: c.iat! - 604_800 }) }, untrusted],
    [
      'a clock ten minutes ahead',
      { claims: (c) => ({ ...c, iat: c.iat! + 600, exp: Number(c.exp) + 600, nbf: c.iat! + 600 }) },
      untrusted,
    ],
    [
      'a clock ten minutes behind',
      { claims: (c) => ({ ...c, iat: c.iat! - 600, exp: Number(c.exp) - 600 }) },
      untrusted,
    ],
    ['exp past', { claims: (c) => ({ ...c, exp: c.iat! - 300 }) }, untrusted],
    ['exp a text', { claims: (c) => ({ ...c, exp: 'soon' as unknown as number }) }, untrusted],
    ['nbf in the future', { claims: (c) => ({ ...c, nbf: c.iat! + 3600 }) }, untrusted],
    ['another key under the same kid', { key: 'other' }, untrusted],
    ['an unknown kid', { header: { kid: 'k9' } }, untrusted],
    ['no signature', { idToken: (t) => t.slice(0, t.lastIndexOf('.') + 1) }, untrusted],
    [
      'alg none',
      { idToken: (t) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${t.split('.')[1]}.` },
      untrusted,
    ],
    ['a changed payload', { idToken: changed }, untrusted],
    ['an ID token that is a number', { idToken: () => 7 }, untrusted],
    ['no ID token', { token: ({ id_token: _, ...t }) => t }, untrusted],
    ['no access token', { token: ({ access_token: _, ...t }) => t }, untrusted],
    ['token_type mac', { token: (t) => ({ ...t, token_type: 'mac' }) }, untrusted],
    ['a negative expires_in', { token: (t) => ({ ...t, expires_in: -1 }) }, untrusted],
    ['UserInfo of somebody else', { userInfo: (c) => ({ ...c, sub: 'other' }) }, untrusted],
    ['UserInfo without sub', { userInfo: () => ({ name: 'L' }) }, untrusted],
    ['UserInfo 401', { userInfoStatus: 401 }, rubbish],
    ['token: invalid_grant', { tokenRaw: { status: 400, body: '{"error":"invalid_grant"}' } }, 'sign-in/code-refused'],
    [
      'token: invalid_client',
      { tokenRaw: { status: 401, body: '{"error":"invalid_client"}' } },
      'sign-in/provider-refused',
    ],
    ['token: 500 in HTML', { tokenRaw: { status: 500, type: 'text/html', body: '<h1>' } }, 'sign-in/provider-down'],
    ['token: HTML', { tokenRaw: { type: 'text/html', body: '<h1>' } }, rubbish],
    ['token: broken JSON', { tokenRaw: { body: '{"access_token":' } }, rubbish],
    ['token: a redirect elsewhere', { tokenRaw: { status: 302, location: 'http://localhost:1/', body: '' } }, rubbish],
    ['token: 10 MB', { tokenRaw: { body: JSON.stringify({ x: 'x'.repeat(10_000_000) }) } }, rubbish],
    ['token: socket closed', { tokenRaw: 'close' }, 'sign-in/provider-down'],
    ['an access token of 200 KB', { token: (t) => ({ ...t, access_token: 'a'.repeat(200_000) }) }, rubbish],
    ['a refresh token of 200 KB', { token: (t) => ({ ...t, refresh_token: 'a'.repeat(200_000) }) }, rubbish],
    [
      'a subject of 100 KB',
      { claims: (c) => ({ ...c, sub: LONG }), userInfo: (c) => ({ ...c, sub: LONG }) },
      'sign-in/no-subject',
    ],
  ])('%s is refused', async (_name, lies, code) => {
    liar.lies = lies
    expect(await codeOf()).toBe(code)
  })

  test.each<[string, Lies]>([
    ['a life that no date can tell', { token: (t) => ({ ...t, expires_in: 1e300 }) }],
    ['a scope that no database keeps', { token: (t) => ({ ...t, scope: 'profile a\0b \ud800 likes' }) }],
    ['scopes without end', { token: (t) => ({ ...t, scope: 'x '.repeat(100_000) }) }],
  ])('%s is made what it may be', async (_name, lies) => {
    liar.lies = lies
    expect(await codeOf()).toBeNull()
  })

  test('a provider that never answers is slow, and says so after five seconds', async () => {
    liar.lies = { tokenRaw: 'hang' }
    const startedAt = Date.now()
    expect(await codeOf()).toBe('sign-in/provider-slow')
    expect(Date.now() - startedAt).toBeLessThan(8000)
  })

  test.each<[string, Lies['jwks']]>([
    ['HTML', 'html'],
    ['a 500', '500'],
  ])('keys that answer with %s are refused', async (_name, jwks) => {
    const other = await startLiar()
    other.lies = { jwks: jwks! }
    await registerConnector(shop.core, world.site('hill').id, 'keys', isletSetting(other.issuer, null))
    const browser = new Browser(shop.server)
    const answer = await browser.ask(other.answer(await browser.begin('hill', 'keys')))
    expect(problemOf(answer)).toMatch(/^sign-in\/provider-(rubbish|down)$/)
    await other.stop()
  })

  test.each<[string, Lies['discovery'], string]>([
    ['of another issuer', (d) => ({ ...d, issuer: 'https://evil.example' }), untrusted],
    ['without a token endpoint', ({ token_endpoint: _, ...d }) => d, rubbish],
    ['in HTML', () => 'html', rubbish],
    ['that fails', () => '500', 'sign-in/provider-down'],
    [
      'that sends the secret elsewhere',
      (d) => ({ ...d, token_endpoint: 'http://evil.example/token' }),
      'sign-in/insecure-issuer',
    ],
    [
      'that leads people off without TLS',
      (d) => ({ ...d, authorization_endpoint: 'http://evil.example/auth' }),
      'sign-in/insecure-issuer',
    ],
    [
      'that leads people to a script',
      (d) => ({ ...d, authorization_endpoint: 'javascript:alert(1)' }),
      'sign-in/insecure-issuer',
    ],
  ])('a discovery %s stops the sign-in, and the next try asks anew', async (_name, discovery, code) => {
    const other = await startLiar()
    other.lies = { discovery: discovery! }
    await registerConnector(shop.core, world.site('hill').id, 'disc', isletSetting(other.issuer, null))
    const browser = new Browser(shop.server)
    const first = await browser.begin('hill', 'disc')
    expect(problemOf({ headers: { location: first } })).toBe(code)
    expect(other.tokenCalls()).toBe(0)
    other.lies = {}
    const answer = await browser.ask(other.answer(await browser.begin('hill', 'disc')))
    expect(answer.headers.location).toBe('/s/hill/')
    await other.stop()
  })

  test('a discovery from elsewhere points this machine at nothing that only it can reach', async () => {
    const asked: string[] = []
    const issuer = 'https://id.example'
    for (const field of [
      'authorization_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
      'jwks_uri',
      'revocation_endpoint',
    ]) {
      const fetch = async (url: string) => {
        asked.push(url)
        const at = (path: string) => `${issuer}/${path}`
        const ends = { authorization_endpoint: at('a'), token_endpoint: at('t'), jwks_uri: at('k') }
        return Response.json({ issuer, ...ends, [field]: 'https://127.0.0.1:9200/_all' })
      }
      const registration = { ...isletSetting(issuer, null), name: 'ID' }
      await expect(new Providers(shop.clock, { fetch }).issuer(registration)).rejects.toMatchObject({
        code: 'sign-in/insecure-issuer',
      })
    }
    expect(new Set(asked)).toEqual(new Set([`${issuer}/.well-known/openid-configuration`]))
  })

  test('a provider that is not there is down; one without TLS is not talked to', async () => {
    await registerConnector(shop.core, world.site('hill').id, 'gone', isletSetting('http://localhost:1', null))
    await registerConnector(shop.core, world.site('hill').id, 'plain', isletSetting('http://id.example', null))
    const browser = new Browser(shop.server)
    expect(problemOf(await browser.ask('/s/hill/sign-in/gone'))).toBe('sign-in/provider-down')
    expect(problemOf(await browser.ask('/s/hill/sign-in/plain'))).toBe('sign-in/insecure-issuer')
  })

  test('is remembered with its last failure, a no of the shopper is not', async () => {
    const siteId = world.site('lake').id
    await registerConnector(shop.core, siteId, 'gone', isletSetting('http://localhost:1', null))
    const browser = new Browser(shop.server)
    for (const connector of ['gone', 'gone', 'unknown']) await browser.ask(`/s/lake/sign-in/${connector}`)
    const kept = await lastFailures(shop.core.db, siteId)
    expect(kept).toEqual([
      { connector: 'gone', code: 'sign-in/provider-down', params: { name: '小岛' }, at: kept[0]!.at },
    ])
  })

  test('the same subject at two issuers is two shoppers', async () => {
    const before = await count('person')
    const other = await startLiar()
    await registerConnector(shop.core, world.site('hill').id, 'second', isletSetting(other.issuer, null))
    const browser = new Browser(shop.server)
    await browser.ask(other.answer(await browser.begin('hill', 'second')))
    expect(await count('person')).toBe(before + 1)
    await other.stop()
  })
})

describe('tokens', () => {
  test('two processes that need a fresh token at once refresh it once, and both get a good one', async () => {
    const islet = await startTestIslet({ accessTokenSeconds: 600 })
    for (const slug of SLUGS)
      await registerConnector(shop.core, world.site(slug).id, 'islet', isletSetting(islet.issuer))
    const other = await startShop(world.database, world.keys)
    try {
      await new Browser(shop.server).signIn('su-he')
      const { id } = await shop.core.db.one<{ id: string }>('select id from account order by connected_at desc limit 1')
      const siteId = world.site('hill').id
      const first = await accessToken(shop.signIn, siteId, id)
      await tokenRefused(shop.core, siteId, id)
      const ask = (signIn: Shop['signIn']) => accessToken(signIn, siteId, id)
      const got = await Promise.all([ask(shop.signIn), ask(other.signIn), ask(shop.signIn)])
      expect(new Set(got).size).toBe(1)
      expect(got[0]).not.toBe(first)
      const answer = await fetch(`${islet.issuer}/api/likes`, { headers: { authorization: `Bearer ${got[0]}` } })
      expect(answer.status).toBe(200)
      const row = await shop.core.db.one<{ state: string }>('select state from account where id = $1', [id])
      expect(row.state).toBe('connected')
    } finally {
      await other.stop()
      await islet.stop()
    }
  })

  test('while a provider thinks about a refresh no transaction waits for it, and the next try is free', async () => {
    const slow = await startLiar()
    const siteId = world.site('hill').id
    await registerConnector(shop.core, siteId, 'slow', isletSetting(slow.issuer, null))
    slow.lies = { token: (answer) => ({ ...answer, refresh_token: 'r-of-a-liar', expires_in: 1 }) }
    const browser = new Browser(shop.server)
    await browser.ask(slow.answer(await browser.begin('hill', 'slow')))
    const { id } = await shop.core.db.one<{ id: string }>("select id from account where connector = 'slow'")
    slow.lies = { tokenRaw: 'hang' }
    const asked = slow.tokenCalls()
    const refused = expect(accessToken(shop.signIn, siteId, id)).rejects.toMatchObject({
      code: 'sign-in/provider-slow',
    })
    await until(() => slow.tokenCalls() > asked, { what: 'the provider to be asked' })
    const open = await count(
      "pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and pid <> pg_backend_pid()",
    )
    expect(open).toBe(0)
    await refused
    slow.lies = {
      tokenRaw: {
        body: JSON.stringify({ access_token: 'fresh', token_type: 'Bearer', expires_in: 300, refresh_token: 'r2' }),
      },
    }
    expect(await accessToken(shop.signIn, siteId, id)).toBe('fresh')
    expect(await accessToken(shop.signIn, siteId, id)).toBe('fresh')
    await slow.stop()
  })

  test('erased while it is refreshed: the token that comes too late is taken back too', async () => {
    const late = await startTestIslet({ accessTokenSeconds: 1 })
    const siteId = world.site('hill').id
    await registerConnector(shop.core, siteId, 'islet', isletSetting(late.issuer))
    await new Browser(shop.server).signIn('he-mo')
    const account = await shop.core.db.one<{ id: string; personId: string }>(
      'select id, person_id as "personId" from account order by signed_in_at desc limit 1',
    )
    let taken: string[] = []
    const providers = Object.create(shop.signIn.providers, {
      refresh: {
        value: async (...args: Parameters<typeof shop.signIn.providers.refresh>) => {
          const fresh = await shop.signIn.providers.refresh(...args)
          await shop.core.db.tx((tx) => eraseSignIn(shop.signIn, tx, siteId, account.personId))
          taken = [args[1], fresh.refresh!]
          return fresh
        },
      },
    })
    await expect(accessToken({ ...shop.signIn, providers }, siteId, account.id)).rejects.toMatchObject({
      code: 'sign-in/needs-reconnect',
    })
    await until(async () => (await count("outbox where kind = 'account.revoke'")) === 0, {
      what: 'both to be taken back',
    })
    const registration = { ...isletSetting(late.issuer), name: 'Islet' }
    for (const refresh of taken)
      await expect(shop.signIn.providers.refresh(registration, refresh)).rejects.toMatchObject({
        code: 'sign-in/needs-reconnect',
      })
    await late.stop()
  })

  test('a spent refresh token asks for a new connection, once, without a retry loop', async () => {
    const islet = await startTestIslet({ accessTokenSeconds: 1 })
    await registerConnector(shop.core, world.site('hill').id, 'islet', isletSetting(islet.issuer))
    await new Browser(shop.server).signIn('su-he')
    const { port } = islet
    await islet.stop()
    // The same address, with nothing remembered.
    const anew = await startTestIslet({ accessTokenSeconds: 1, port })
    const siteId = world.site('hill').id
    const { id } = await shop.core.db.one<{ id: string }>('select id from account order by connected_at desc limit 1')
    for (const _ of [1, 2])
      await expect(accessToken(shop.signIn, siteId, id)).rejects.toMatchObject({ code: 'sign-in/needs-reconnect' })
    // Its keys are new as well: the first try may be refused, the next finds them.
    await new Browser(shop.server).signIn('su-he')
    expect((await new Browser(shop.server).signIn('su-he')).headers.location).toBe('/s/hill/')
    expect(await accessToken(shop.signIn, siteId, id)).toBeTruthy()
    await anew.stop()
  })
})
