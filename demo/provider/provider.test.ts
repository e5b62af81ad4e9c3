import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { category } from '../../src/catalog/categories.ts'
import { readIsletConfig } from './config.ts'
import { loginWith } from './login.ts'
import { materialOf } from './material.ts'
import { avatarOf, PERSONAS } from './personas.ts'
import { type Islet, startIslet } from './server.ts'
import { type Activity, STREAMS, streamOf } from './source.ts'

const REDIRECT = 'http://localhost:4419/s/demo/sign-in/islet/callback'
const SECRET = 'a-secret-of-the-test-that-is-long-enough'
const SHOP = { client_id: 'shop', client_secret: SECRET, redirect_uris: [REDIRECT], name: '测试店' }
const ALL = 'openid profile offline_access likes follows posts purchases'
const people = PERSONAS.filter(({ material }) => material !== null)

const settings = (more: Record<string, unknown> = {}) => readIsletConfig({ port: 0, clients: [SHOP], ...more })

interface Page {
  readonly totalItems: number
  readonly orderedItems: readonly Activity[]
  readonly next?: string
}

let islet: Islet
beforeAll(async () => {
  islet = await startIslet(settings({ faults: true, perMinute: 10_000 }))
})
afterAll(() => islet.stop())

const discover = (issuer: string, secret = SECRET) =>
  client.discovery(new URL(issuer), 'shop', {}, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })

/** The whole code flow, as a shop does it. */
async function signIn(
  issuer: string,
  persona: string,
  {
    scope = ALL,
    answer,
    lang,
  }: { scope?: string; answer?: 'allow' | 'sign-in-only' | 'refuse'; lang?: 'zh' | 'en' } = {},
) {
  const config = await discover(issuer)
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope,
    state,
    nonce,
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const back = new URL(await loginWith(address.href, persona, { ...(answer && { answer }), ...(lang && { lang }) }))
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(config, back, checks)
  return { config, back, tokens, checks }
}

const ask = (path: string, token?: string, issuer = islet.issuer) =>
  fetch(new URL(path, issuer), token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })

/** Every page of a stream, by following `next`. */
async function readAll(path: string, token: string): Promise<Activity[]> {
  const items: Activity[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const response: Response = await ask(next, token)
    expect(response.status).toBe(200)
    const page = (await response.json()) as Page
    items.push(...page.orderedItems)
    next = page.next
  }
  return items
}

describe('the people', () => {
  test('every interest and every written subject is a category of the tree the shop sorts by', () => {
    const named = [
      ...PERSONAS.flatMap(({ interests }) => interests),
      ...people.flatMap(({ material }) => materialOf(material!).map((topic) => topic.category)),
    ]
    expect(named.filter((id) => category(id) === null)).toEqual([])
  })

  test.each(people.map(({ id }) => id))(
    '%s has 60 to 200 items in each stream, the same each time, over 18 months',
    (id) => {
      const persona = people.find((one) => one.id === id)!
      const startedAt = Date.UTC(2026, 0, 1)
      for (const stream of STREAMS) {
        const items = streamOf(persona, stream, { issuer: 'http://x', startedAt })
        expect(items.length).toBeGreaterThanOrEqual(60)
        expect(items.length).toBeLessThanOrEqual(200)
        expect(items).toEqual(streamOf(persona, stream, { issuer: 'http://x', startedAt }))
        expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
        const times = items.map(({ published }) => Date.parse(published))
        expect(times).toEqual([...times].sort((a, b) => b - a))
        expect(times[0]! - times.at(-1)!).toBeGreaterThan(500 * 86_400_000)
        expect(times[0]!).toBeLessThan(startedAt)
        expect(JSON.stringify(items)).not.toMatch(/\{[tT]|undefined/)
      }
    },
  )

  test('faces are SVG without anything from outside', () => {
    for (const { id } of PERSONAS) expect(avatarOf(id)).not.toMatch(/href|url\(|<script|<style/)
  })
})

describe('signing in', () => {
  test('the code flow passes every check of a strict client, and gives name and picture but no e-mail', async () => {
    const { config, tokens, back } = await signIn(islet.issuer, 'lin-wan')
    expect(back.searchParams.get('iss')).toBe(islet.issuer)
    expect(config.serverMetadata().code_challenge_methods_supported).toEqual(['S256'])
    expect(config.serverMetadata().response_types_supported).toEqual(['code'])
    const { sub } = tokens.claims()!
    const info = await client.fetchUserInfo(config, tokens.access_token, sub)
    expect(info).toEqual({
      sub: 'is_8f3c21d7',
      name: '林晚',
      'name#zh-CN': '林晚',
      'name#en': 'Lin Wan',
      preferred_username: 'linwan',
      picture: `${islet.issuer}/faces/lin-wan.svg`,
      locale: 'zh-CN',
    })
    expect((await fetch(info.picture!)).headers.get('content-type')).toBe('image/svg+xml')
  })

  test('a code works once; used twice, its tokens end too', async () => {
    const { config, back, checks, tokens } = await signIn(islet.issuer, 'zhou-ye')
    await expect(client.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await ask('/api/likes', tokens.access_token)).status).toBe(401)
  })

  test('no is an answer: the shop hears access_denied', async () => {
    await expect(signIn(islet.issuer, 'su-he', { answer: 'refuse', lang: 'en' })).rejects.toMatchObject({
      error: 'access_denied',
    })
  })

  test('the wrong face can be put back, and another picked by the same browser', async () => {
    const config = await discover(islet.issuer)
    const challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
    const params = { redirect_uri: REDIRECT, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
    const address = client.buildAuthorizationUrl(config, { ...params, state: 'kept' }).href
    const back = new URL(await loginWith(address, 'lin-wan', { changesTo: 'he-mo' }))
    expect(back.searchParams.get('state')).toBe('kept')
    expect(back.searchParams.get('code')).toBeTruthy()
  })

  test('who only signs in shares no data', async () => {
    const { tokens } = await signIn(islet.issuer, 'su-he', { answer: 'sign-in-only' })
    expect(tokens.scope?.split(' ').sort()).toEqual(['offline_access', 'openid', 'profile'])
    expect((await ask('/api/posts', tokens.access_token)).status).toBe(403)
  })

  test.each([
    ['a redirect address that only begins alike', { redirect_uri: `${REDIRECT}/x` }, /redirect_uri/],
    ['another host', { redirect_uri: 'http://localhost:4418/s/demo/sign-in/islet/callback' }, /redirect_uri/],
    ['an unknown shop', { client_id: 'nobody' }, /client/],
  ])('%s is refused on our own page', async (_name, change, expected) => {
    const config = await discover(islet.issuer)
    const challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
    const params = { redirect_uri: REDIRECT, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
    const address = client.buildAuthorizationUrl(config, { ...params, ...change })
    const response = await fetch(address, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).toMatch(expected)
  })

  test('without PKCE, or with the plain kind, there is no code', async () => {
    const config = await discover(islet.issuer)
    for (const more of [{}, { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }]) {
      const params = { redirect_uri: REDIRECT, scope: 'openid', state: 'x', ...more }
      const address = client.buildAuthorizationUrl(config, params)
      const back = new URL(await loginWith(address.href, 'lin-wan'))
      expect(back.searchParams.get('error')).toBe('invalid_request')
    }
  })

  test('pages carry no script, and forms lead only to us and to the shop', async () => {
    const config = await discover(islet.issuer)
    const challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
    const params = {
      redirect_uri: REDIRECT,
      scope: ALL,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ui_locales: 'en',
    }
    const first = await fetch(client.buildAuthorizationUrl(config, params), { redirect: 'manual' })
    const cookie = first.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const page = await fetch(new URL(first.headers.get('location')!, islet.issuer), { headers: { cookie } })
    const html = await page.text()
    expect(html).toContain('Who are you?')
    expect(html).not.toMatch(/<script|style=|\son\w+=/)
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:4419;")
    const foreign = await fetch(page.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ face: 'lin-wan' }),
    })
    expect(foreign.status).toBe(403)
    expect((await fetch(page.url)).status).toBe(400)
  })
})

describe('tokens', () => {
  test('a refresh token is good once; its second use ends the whole family', async () => {
    const { config, tokens } = await signIn(islet.issuer, 'he-mo')
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token!)
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
    expect((await ask('/api/likes', fresh.access_token)).status).toBe(200)
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    await expect(client.refreshTokenGrant(config, fresh.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    expect((await ask('/api/likes', fresh.access_token)).status).toBe(401)
  })

  test('revoking the refresh token ends the access', async () => {
    const { config, tokens } = await signIn(islet.issuer, 'he-mo')
    await client.tokenRevocation(config, tokens.refresh_token!)
    expect((await ask('/api/likes', tokens.access_token)).status).toBe(401)
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('a wrong secret gets nothing', async () => {
    const { tokens } = await signIn(islet.issuer, 'he-mo')
    const thief = await discover(islet.issuer, 'another')
    await expect(client.refreshTokenGrant(thief, tokens.refresh_token!)).rejects.toMatchObject({ status: 401 })
  })

  test('with a folder, tokens, keys and dates outlive a restart', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'islet-'))
    const before = await startIslet(settings({ stateDir }))
    const { tokens } = await signIn(before.issuer, 'fang-qi')
    const page = await (await ask('/api/posts', tokens.access_token, before.issuer)).json()
    const jwks = await (await ask('/jwks', undefined, before.issuer)).json()
    await before.stop()
    await expect(ask('/', undefined, before.issuer)).rejects.toThrow()
    const after = await startIslet(settings({ stateDir, port: before.port }))
    expect(await (await ask('/api/posts', tokens.access_token, after.issuer)).json()).toEqual(page)
    expect(await (await ask('/jwks', undefined, after.issuer)).json()).toEqual(jwks)
    const fresh = await client.refreshTokenGrant(await discover(after.issuer), tokens.refresh_token!)
    expect(fresh.access_token).toBeTruthy()
    await after.stop()
  })
})

describe('the open data source', () => {
  test.each(STREAMS)('%s is read to its end, page by page, newest first', async (stream) => {
    const { tokens } = await signIn(islet.issuer, 'xu-xiao')
    const first = (await (await ask(`/api/${stream}`, tokens.access_token)).json()) as Page
    expect(first).toMatchObject({ type: 'OrderedCollectionPage', partOf: `${islet.issuer}/api/${stream}` })
    expect(first.orderedItems).toHaveLength(40)
    const all = await readAll(`/api/${stream}`, tokens.access_token)
    expect(all).toHaveLength(first.totalItems)
    expect(await readAll(`/api/${stream}?limit=7`, tokens.access_token)).toEqual(all)
    const since = all[50]!.published
    expect(await readAll(`/api/${stream}?limit=9&since=${encodeURIComponent(since)}`, tokens.access_token)).toEqual(
      all.slice(0, 50),
    )
  })

  test('what a person bought is a schema.org Order inside a Create, with tags', async () => {
    const { tokens } = await signIn(islet.issuer, 'lin-wan')
    const page = (await (await ask('/api/purchases', tokens.access_token)).json()) as Page
    const { type, object } = page.orderedItems[0]!
    expect(type).toBe('Create')
    expect(object).toMatchObject({ type: 'Order', nameMap: { zh: expect.any(String), en: expect.any(String) } })
    expect(object.tag).toContainEqual({ type: 'Hashtag', name: expect.stringMatching(/^#/) })
  })

  test('who is new has an empty source', async () => {
    const { tokens } = await signIn(islet.issuer, 'newcomer')
    expect(await (await ask('/api/likes', tokens.access_token)).json()).toMatchObject({
      totalItems: 0,
      orderedItems: [],
    })
  })

  test.each([
    ['no token', '/api/likes', undefined, 401, /^Bearer realm="islet"$/],
    ['a made-up token', '/api/likes', 'made-up', 401, /error="invalid_token"/],
    ['a stream without its scope', '/api/purchases', 'likes', 403, /error="insufficient_scope", scope="purchases"/],
    ['a bad limit', '/api/likes?limit=0', 'likes', 400, null],
    ['a bad since', '/api/likes?since=soon', 'likes', 400, null],
    ['a bad cursor', '/api/likes?cursor=!!', 'likes', 400, null],
    ['an unknown stream', '/api/friends', 'likes', 404, null],
  ])('%s is refused', async (_name, path, which, status, challenge) => {
    const token =
      which === 'likes' ? (await signIn(islet.issuer, 'lin-wan', { scope: 'openid likes' })).tokens.access_token : which
    const response = await ask(path, token)
    expect(response.status).toBe(status)
    if (challenge !== null) expect(response.headers.get('www-authenticate')).toMatch(challenge)
    expect(await response.json()).toMatchObject({ status, code: expect.stringMatching(/^islet\//) })
  })

  test('beyond the budget of a minute comes 429 with the time to wait', async () => {
    const strict = await startIslet(settings({ perMinute: 3 }))
    const { tokens } = await signIn(strict.issuer, 'lin-wan')
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await ask('/api/likes?limit=1', tokens.access_token, strict.issuer))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(answers[0]!.headers.get('ratelimit')).toMatch(/^"person";r=2;t=\d+$/)
    expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(50)
    await strict.stop()
  })

  test('planned faults happen after their pages, that often, and then no more', async () => {
    const { tokens } = await signIn(islet.issuer, 'lin-wan')
    const plan = (fault: unknown) => fetch(`${islet.issuer}/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const likes = () => ask('/api/likes', tokens.access_token)
    expect((await plan({ kind: '500', stream: 'likes', afterPages: 1, times: 1 })).status).toBe(201)
    expect([(await likes()).status, (await likes()).status, (await likes()).status]).toEqual([200, 500, 200])
    await plan({ kind: 'rubbish', times: 1 })
    await expect((await likes()).json()).rejects.toThrow(SyntaxError)
    await plan({ kind: 'down' })
    await expect(likes()).rejects.toThrow()
    expect((await fetch(`${islet.issuer}/faults`, { method: 'DELETE' })).status).toBe(204)
    await plan({ kind: 'slow', ms: 30, times: 1 })
    expect((await likes()).status).toBe(200)
    await plan({ kind: '429', times: 1 })
    expect((await likes()).headers.get('retry-after')).toBe('1')
    expect((await plan({ kind: 'odd' })).status).toBe(400)
  })
})

describe('the process', () => {
  test('takes its settings from stdin, says one line, and ends when stdin closes', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--config', '-'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.stdin.write(`${JSON.stringify({ port: 0, clients: [SHOP] })}\n`)
    const lines: string[] = []
    const ready = new Promise<void>((resolve) =>
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line)
        resolve()
      }),
    )
    await ready
    const { issuer, port, ready: isReady } = JSON.parse(lines[0]!)
    expect(isReady).toBe(true)
    expect(issuer).toBe(`http://localhost:${port}`)
    const { tokens } = await signIn(issuer, 'zhou-ye')
    expect((await ask('/api/likes', tokens.access_token, issuer)).status).toBe(200)
    expect((await fetch(`${issuer}/faults`, { method: 'DELETE' })).status).toBe(404)
    child.stdin.end()
    expect(await ended).toBe(0)
    expect(lines).toHaveLength(1)
  })

  test.each([
    [{ port: 'x', clients: [SHOP] }, /config\.port/],
    [{ clients: [] }, /config\.clients/],
    [{ clients: [{ ...SHOP, redirect_uris: ['nowhere'] }] }, /clients\/0\/redirect_uris/],
    [{ clients: [SHOP], issuer: 'http://x/y' }, /config\.issuer/],
    [{ clients: [SHOP], prot: 1 }, /config\.prot: unknown/],
  ])('a wrong setting is named (%#)', (raw, expected) => {
    expect(() => readIsletConfig(raw)).toThrow(expected)
  })
})
