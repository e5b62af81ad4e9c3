import { createSign, generateKeyPairSync } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBody } from '../src/base/body.ts'
import { alipay } from '../src/connectors/alipay.ts'
import { apple } from '../src/connectors/apple.ts'
import type { ApiRequest, Connector, Raw } from '../src/connectors/connector.ts'
import { douyin } from '../src/connectors/douyin.ts'
import { qq } from '../src/connectors/qq.ts'
import { wechat } from '../src/connectors/wechat.ts'
import { wechatOfficial } from '../src/connectors/wechat-official.ts'
import {
  authorizeAddress,
  callbackParams,
  gatewayParams,
  openAnswer,
  signedText,
  tokenAnswer,
  tokenCall,
} from '../src/sign-in/quirk.ts'
import { ALIPAY_APP } from './harness/china/alipay.ts'
import { APPLE_APP } from './harness/china/apple.ts'
import { DOUYIN_APP } from './harness/china/douyin.ts'
import { QQ_APP } from './harness/china/qq.ts'
import { type China, LIN, startChina } from './harness/china/server.ts'
import { WECHAT_ACCOUNT, WECHAT_SITE } from './harness/china/wechat.ts'

/*
 * Descriptors against stand-ins, written from the providers' documents (test/harness/china/stand-in.ts says what that proves), by
 * plain requests: the address, the token call and the profile are made of the descriptor's own data and the pure rules alone.
 * The whole sign-in through the server is in china-sign-in.test.ts.
 */

const REDIRECT = 'https://shop.example/s/hill/sign-in/x/callback'
let china: China

interface Door {
  readonly connector: () => Connector
  readonly client: { readonly id: string; readonly secret: string }
  /** What signs instead of a secret. */
  readonly privateKey?: () => string
  readonly browser?: string
  readonly subject: { readonly id: string; readonly aliases?: readonly string[] }
}

const both = { id: LIN.unionId!, aliases: [LIN.openId] }
const DOORS: Readonly<Record<string, Door>> = {
  wechat: {
    connector: () => wechat(china.at('open.weixin.qq.com'), china.at('api.weixin.qq.com')),
    client: WECHAT_SITE,
    subject: both,
  },
  'wechat-official': {
    connector: () => wechatOfficial(china.at('open.weixin.qq.com'), china.at('api.weixin.qq.com')),
    client: WECHAT_ACCOUNT,
    browser: 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50',
    subject: { id: LIN.unionId!, aliases: [`oa-${LIN.openId}`] },
  },
  qq: { connector: () => qq(china.at('graph.qq.com')), client: QQ_APP, subject: both },
  alipay: {
    connector: () =>
      alipay(
        `${china.at('openauth.alipay.com')}/oauth2/publicAppAuthorize.htm`,
        `${china.at('openapi.alipay.com')}/gateway.do`,
      ),
    client: { id: ALIPAY_APP.id, secret: '' },
    privateKey: () => china.alipay.privateKey,
    subject: { id: LIN.openId },
  },
  douyin: { connector: () => douyin(china.at('open.douyin.com')), client: DOUYIN_APP, subject: both },
}

const loginOf = (door: Door) => {
  const login = door.connector().login!
  const server = login.server as { readonly authorize: string; readonly token: string }
  return { login, quirk: login.quirk!, server }
}

/** Goes to the provider's page and says yes; the callback's parameters, or the page that leads nowhere. */
async function agree(door: Door, change: (url: URL) => void = () => {}): Promise<URLSearchParams | string> {
  const { login, quirk, server } = loginOf(door)
  const url = new URL(server.authorize)
  url.search = new URLSearchParams({
    client_id: door.client.id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: login.scopes.join(quirk.scopeSeparator ?? ' '),
    state: 'st4te',
  }).toString()
  const address = new URL(authorizeAddress(url, quirk))
  change(address)
  const answer = await fetch(address, { redirect: 'manual', headers: { 'user-agent': door.browser ?? 'Mozilla/5.0' } })
  const location = answer.headers.get('location')
  return location === null ? await answer.text() : callbackParams(new URL(location).searchParams, quirk)
}

const codeOf = async (door: Door) => ((await agree(door)) as URLSearchParams).get('code')!

/** Sends parameters as the descriptor says, signed where it says so. */
async function send(
  door: Door,
  url: string,
  method: string,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  let sent = params
  if (loginOf(door).quirk.sign === 'rsa2') {
    const all = gatewayParams(params, door.client.id, china.street.now())
    const sign = createSign('RSA-SHA256').update(signedText(all)).sign(door.privateKey!(), 'base64')
    sent = { ...all, sign }
  }
  const form = new URLSearchParams(sent)
  return method === 'GET' ? await fetch(`${url}?${form}`) : await fetch(url, { method, body: form })
}

async function ask(door: Door, grant: Readonly<Record<string, string>>, client = door.client) {
  const { quirk, server } = loginOf(door)
  const standard = { client_id: client.id, client_secret: client.secret, ...grant }
  const call = tokenCall(new URLSearchParams(standard), server.token, quirk)
  const answer = await send(door, call.url, call.method, call.params)
  const type = answer.headers.get('content-type') ?? ''
  const { status, body } = tokenAnswer({ status: answer.status, type, text: await answer.text() }, quirk)
  return { status, body: JSON.parse(body) as Record<string, unknown> }
}

const trade = (door: Door, code: string, client?: Door['client']) =>
  ask(door, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT }, client)
const refresh = (door: Door, token: unknown) => ask(door, { grant_type: 'refresh_token', refresh_token: String(token) })

/** Asks who it is; the complaint of the first answer that has one. */
async function who(door: Door, token: Raw): Promise<{ readonly me: Raw; readonly complaint: string | null }> {
  const { login, quirk, server } = loginOf(door)
  let me: Raw = {}
  for (const question of login.me ?? []) {
    const request: ApiRequest = question(token, me, '')
    const url = new URL(request.url)
    if (request.token === 'query') url.searchParams.set('access_token', String(token.access_token))
    const answer = await (request.form === undefined
      ? fetch(url)
      : request.url === server.token
        ? send(door, request.url, 'POST', request.form)
        : fetch(url, { method: 'POST', body: new URLSearchParams(request.form) }))
    const opened = openAnswer(openBody(await answer.text(), answer.headers.get('content-type') ?? ''), quirk)
    if (opened === null || opened.complaint !== null) return { me, complaint: opened?.complaint ?? 'no object' }
    me = { ...me, ...opened.body }
  }
  return { me, complaint: null }
}

beforeAll(async () => {
  china = await startChina([REDIRECT])
})
beforeEach(() => {
  Object.assign(china.street, { person: LIN, refuses: false })
  china.clock.byMs = 0
  china.wechat.manner.isSnapshot = false
  Object.assign(china.qq.manner, { hasUnionId: true, isOld: false })
  Object.assign(china.alipay.manner, { refusesLocalhost: true, tells: 'open_id' })
})
afterAll(() => china.stop())

describe.each(Object.entries(DOORS))('%s, as its documents describe it', (_id, door) => {
  test('somebody agrees, is traded for tokens, and is known by subject, name and picture', async () => {
    const params = (await agree(door)) as URLSearchParams
    expect(params.get('state')).toBe('st4te')
    const { status, body: token } = await trade(door, params.get('code')!)
    expect(status).toBe(200)
    expect(token).toMatchObject({
      access_token: expect.any(String),
      expires_in: expect.any(Number),
      token_type: 'bearer',
    })
    const { me, complaint } = await who(door, token)
    expect(complaint).toBeNull()
    expect(loginOf(door).login.subject!(me, token)).toEqual(door.subject)
    expect(loginOf(door).login.profile(me)).toEqual({ name: LIN.name, picture: LIN.picture })
  })

  test('fresh tokens for the refresh token, and the same person behind them', async () => {
    const { body: first } = await trade(door, await codeOf(door))
    china.clock.byMs = Number(first.expires_in) * 1000 + 1
    expect((await who(door, first)).complaint).not.toBeNull()
    const { status, body: second } = await refresh(door, first.refresh_token)
    expect(status).toBe(200)
    expect(second.access_token).not.toBe(first.access_token)
    expect((await who(door, { ...first, ...second })).complaint).toBeNull()
  })

  test('a code that was used, is old or was never given is an invalid grant', async () => {
    const code = await codeOf(door)
    await trade(door, code)
    const refused = { status: 400, body: expect.objectContaining({ error: 'invalid_grant' }) }
    expect(await trade(door, code)).toEqual(refused)
    expect(await trade(door, 'never-given')).toEqual(refused)
    const old = await codeOf(door)
    china.clock.byMs = 86_400_000
    expect(await trade(door, old)).toEqual(refused)
  })

  test('a refresh token that was never given is an invalid grant', async () => {
    expect(await refresh(door, 'never-given')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('another secret, another key and another client are refused', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const other: Door = { ...door, privateKey: () => stranger.export({ type: 'pkcs8', format: 'pem' }).toString() }
    const refused = { status: 400, body: expect.objectContaining({ error: 'invalid_client' }) }
    expect(await trade(other, await codeOf(door), { ...door.client, secret: 'another' })).toEqual(refused)
    const nobody = { ...door, client: { ...door.client, id: '999' } }
    expect(await trade(nobody, await codeOf(door))).toEqual(refused)
  })

  test('who says no, and who comes for another address, brings no code', async () => {
    china.street.refuses = true
    const answer = await agree(door)
    expect(typeof answer === 'string' || !answer.has('code')).toBe(true)
    china.street.refuses = false
    const elsewhere = await agree(door, (url) => {
      const redirect = 'https://elsewhere.example/callback'
      url.search = url.search.replace(encodeURIComponent(REDIRECT), encodeURIComponent(redirect))
    })
    expect(elsewhere).toMatch(/^<title>STAND-IN/)
  })

  test('a token of somebody else tells of nobody', async () => {
    const { body: token } = await trade(door, await codeOf(door))
    const { me, complaint } = await who(door, { ...token, access_token: 'of-somebody-else' })
    expect(complaint).toMatch(/^invalid_token: /)
    expect(me).toEqual({})
  })
})

describe('WeChat', () => {
  const door = DOORS['wechat-official']!

  test('the addresses end in #wechat_redirect', () => {
    const { quirk, server } = loginOf(door)
    expect(authorizeAddress(new URL(server.authorize), quirk)).toMatch(/#wechat_redirect$/)
  })
  test('a page outside of WeChat leads nowhere, and so does a link in another order', async () => {
    expect(await agree({ ...door, browser: 'Mozilla/5.0' })).toContain('请在微信客户端打开链接')
    const turned = await agree(door, (url) => {
      url.search = new URLSearchParams([...url.searchParams].reverse()).toString()
    })
    expect(turned).toContain('该链接无法访问')
  })
  test('whoever reads a snapshot page is nobody', async () => {
    china.wechat.manner.isSnapshot = true
    const { body: token } = await trade(door, await codeOf(door))
    const { me } = await who(door, token)
    expect(me).toMatchObject({ nickname: '微信用户' })
    expect(loginOf(door).login.subject!(me, token)).toBeNull()
  })
  test('without an open platform account the openid is all there is', async () => {
    china.street.person = { ...LIN, unionId: null }
    const { body: token } = await trade(door, await codeOf(door))
    const { me } = await who(door, token)
    expect(loginOf(door).login.subject!(me, token)).toEqual({ id: `oa-${LIN.openId}` })
  })
  test('a token that is still good is prolonged and stays the same', async () => {
    const { body: first } = await trade(door, await codeOf(door))
    expect((await refresh(door, first.refresh_token)).body.access_token).toBe(first.access_token)
  })
})

describe('QQ', () => {
  const door = DOORS.qq!

  test('servers that only know forms and JSONP are understood', async () => {
    china.qq.manner.isOld = true
    const code = await codeOf(door)
    const { body: token } = await trade(door, code)
    const { me, complaint } = await who(door, token)
    expect(complaint).toBeNull()
    expect(loginOf(door).login.subject!(me, token)).toEqual(door.subject)
    expect((await trade(door, code)).body).toMatchObject({ error: 'invalid_grant' })
  })
  test('an application that was given no unionids says so', async () => {
    china.qq.manner.hasUnionId = false
    const { body: token } = await trade(door, await codeOf(door))
    expect((await who(door, token)).complaint).toBe('unionid_not_granted: 100048')
  })
  test('a refresh token is good once', async () => {
    const { body: token } = await trade(door, await codeOf(door))
    await refresh(door, token.refresh_token)
    expect((await refresh(door, token.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('Alipay', () => {
  const door = DOORS.alipay!

  test.each([
    ['user_id', { id: '2088102150477652' }],
    ['both', { id: LIN.openId, aliases: ['2088102150477652'] }],
  ] as const)('applications that are told %s', async (tells, subject) => {
    china.alipay.manner.tells = tells
    const { body: token } = await trade(door, await codeOf(door))
    expect(loginOf(door).login.subject!((await who(door, token)).me, token)).toEqual(subject)
  })
  test('a parameter that was changed after signing is refused', async () => {
    const gateway = loginOf(door).server.token
    const all = gatewayParams({ method: 'alipay.user.info.share', auth_token: 'a' }, door.client.id, china.street.now())
    const sign = createSign('RSA-SHA256').update(signedText(all)).sign(door.privateKey!(), 'base64')
    const form = new URLSearchParams({ ...all, auth_token: 'b', sign })
    const answer = await fetch(gateway, { method: 'POST', body: form })
    expect(await answer.json()).toMatchObject({ error_response: { sub_code: 'isv.invalid-signature' } })
  })
})

describe('Douyin', () => {
  test('a token of one person does not open another’s profile', async () => {
    const door = DOORS.douyin!
    const { body: token } = await trade(door, await codeOf(door))
    expect((await who(door, { ...token, open_id: 'another' })).complaint).toBe('invalid_token: 28001015')
  })
  test('refreshing does not move the end of the refresh token', async () => {
    const door = DOORS.douyin!
    const { body: first } = await trade(door, await codeOf(door))
    china.clock.byMs = 29 * 86_400_000
    const { body: second } = await refresh(door, first.refresh_token)
    expect(second.refresh_token).toBe(first.refresh_token)
    china.clock.byMs = 31 * 86_400_000
    expect((await refresh(door, second.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('Apple', () => {
  const secret = (claims: Record<string, unknown> = {}, keyId = APPLE_APP.keyId) => {
    const now = Math.floor(china.street.now() / 1000)
    const honest = {
      iss: APPLE_APP.teamId,
      sub: APPLE_APP.id,
      aud: china.at('appleid.apple.com'),
      iat: now,
      exp: now + 300,
    }
    return new SignJWT({ ...honest, ...claims }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(china.apple.key)
  }
  const consent = async (params: Record<string, string> = {}) => {
    const { scopes, quirk } = apple(china.at('appleid.apple.com')).login!
    const url = new URL(`${china.at('appleid.apple.com')}/auth/authorize`)
    url.search = new URLSearchParams({
      ...{ client_id: APPLE_APP.id, redirect_uri: REDIRECT, response_type: 'code', state: 's', nonce: 'n' },
      ...{ scope: ['openid', ...scopes].join(' '), ...params },
    }).toString()
    const html = await (await fetch(authorizeAddress(url, quirk))).text()
    return Object.fromEntries(
      [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value!.replaceAll('&#34;', '"'),
      ]),
    )
  }
  const call = async (path: string, form: Record<string, string>, clientSecret?: string) => {
    const body = new URLSearchParams({
      client_id: APPLE_APP.id,
      client_secret: clientSecret ?? (await secret()),
      ...form,
    })
    const answer = await fetch(`${china.at('appleid.apple.com')}/auth/${path}`, { method: 'POST', body })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string> }
  }
  const trade = (code: string, clientSecret?: string) =>
    call('token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT }, clientSecret)

  test('the name comes once, by a form that posts itself', async () => {
    china.street.person = { ...LIN, openId: 'once' }
    const first = await consent()
    expect(first).toMatchObject({ code: expect.any(String), state: 's' })
    const { profile } = apple().login!
    expect(profile({ sub: 'x', user: first.user })).toEqual({ name: '林晚', picture: null })
    const second = await consent()
    expect(second.user).toBeUndefined()
    expect(profile({ sub: 'x' })).toEqual({ name: null, picture: null })
  })
  test('a name without form_post is refused, and who says no comes back with an error', async () => {
    const { quirk: _, ...login } = apple().login!
    expect(login.scopes).toEqual(['name'])
    const url = `${china.at('appleid.apple.com')}/auth/authorize?client_id=${APPLE_APP.id}&response_type=code&scope=name&redirect_uri=${encodeURIComponent(REDIRECT)}`
    expect(await (await fetch(url)).text()).toContain('response_mode must be form_post')
    china.street.refuses = true
    expect(await consent()).toEqual({ error: 'user_cancelled_authorize', state: 's' })
  })
  test('the client secret is verified: key, team, client, audience, age', async () => {
    const now = Math.floor(china.street.now() / 1000)
    const { code } = await consent()
    for (const wrong of [
      await secret({ iss: 'OTHERTEAM1' }),
      await secret({ sub: 'other.client' }),
      await secret({ aud: 'https://elsewhere.example' }),
      await secret({ exp: now - 10 }),
      await secret({ exp: now + 16_000_000 }),
      await secret({}, 'OTHERKEY00'),
      'no token at all',
    ])
      expect(await trade(code!, wrong)).toEqual({ status: 400, body: { error: 'invalid_client' } })
    const { status, body } = await trade(code!)
    expect(status).toBe(200)
    expect(decodeJwt(body.id_token!)).toMatchObject({ sub: `001234.${LIN.openId}.0910`, nonce: 'n', aud: APPLE_APP.id })
    expect(await trade(code!)).toEqual({ status: 400, body: { error: 'invalid_grant' } })
  })
  test('a refresh token stays until it is revoked', async () => {
    const { body } = await trade((await consent()).code!)
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token! }
    expect((await call('token', form)).body.refresh_token).toBeUndefined()
    expect((await call('token', form)).status).toBe(200)
    expect((await call('revoke', { token: body.refresh_token! })).status).toBe(200)
    expect(await call('token', form)).toEqual({ status: 400, body: { error: 'invalid_grant' } })
  })
})
