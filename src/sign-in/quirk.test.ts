import { describe, expect, test } from 'vitest'
import type { Quirk } from '../connectors/connector.ts'
import {
  authorizeAddress,
  COMPLAINT,
  callbackParams,
  gatewayParams,
  openAnswer,
  shortComplaint,
  signedText,
  tokenAnswer,
  tokenCall,
} from './quirk.ts'

const WECHAT: Quirk = {
  rename: { client_id: 'appid', client_secret: 'secret' },
  drop: ['redirect_uri'],
  add: { authorize: { lang: 'cn' }, refresh: { extra: '1' } },
  fragment: '#wechat_redirect',
  tokenByGet: true,
  refreshUrl: 'https://id.example/refresh',
  complaint: ({ errcode, errmsg }) =>
    typeof errcode === 'number' && errcode !== 0 ? `${errcode === 40029 ? 'invalid_grant: ' : ''}${errmsg}` : null,
}
const form = (more: Record<string, string>) =>
  new URLSearchParams({ client_id: 'c', client_secret: 's', redirect_uri: 'r', ...more })
const said = (answer: { status: number; body: string }) => [answer.status, JSON.parse(answer.body)]
const ok = (body: unknown, type = 'application/json') => ({
  status: 200,
  type,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('what is sent', () => {
  test('the authorization address has the provider’s names and what follows it', () => {
    const url = new URL('https://id.example/auth?client_id=c&state=x')
    expect(authorizeAddress(url, WECHAT)).toBe('https://id.example/auth?appid=c&lang=cn&state=x#wechat_redirect')
    expect(authorizeAddress(url)).toBe(url.href)
  })

  test('the token call is asked the way they want it; a refresh where they want it', () => {
    expect(
      tokenCall(form({ grant_type: 'authorization_code', code: 'k' }), 'https://id.example/token', WECHAT),
    ).toEqual({
      url: 'https://id.example/token',
      method: 'GET',
      params: { appid: 'c', secret: 's', grant_type: 'authorization_code', code: 'k' },
    })
    expect(tokenCall(form({ grant_type: 'refresh_token' }), 'https://id.example/token', WECHAT)).toMatchObject({
      url: 'https://id.example/refresh',
      params: { extra: '1' },
    })
    expect(tokenCall(form({}), 'https://id.example/token').method).toBe('POST')
  })

  test('a call to a signed gateway: sorted, nothing empty, the time of Beijing', () => {
    const params = gatewayParams({ method: 'm', empty: '' }, '2021', Date.UTC(2026, 10, 25, 20, 1, 2))
    expect(signedText({ ...params, sign: 'x' })).toBe(
      'app_id=2021&charset=utf-8&format=JSON&method=m&sign_type=RSA2&timestamp=2026-11-26 04:01:02&version=1.0',
    )
  })
})

describe('what comes back', () => {
  test('the callback’s code has its name', () => {
    const params = new URLSearchParams('auth_code=a&state=s&code=planted')
    expect(callbackParams(params, { codeName: 'auth_code' }).toString()).toBe('code=a&state=s')
    expect(callbackParams(params)).toBe(params)
  })

  test.each<[string, unknown, Quirk, [number, unknown]]>([
    [
      'JSON in text/plain, without a type, times in texts',
      '{"access_token":"A","expires_in":"7200","scope":"a,b","openid":"o"}',
      {},
      [200, { access_token: 'A', expires_in: 7200, scope: 'a b', openid: 'o', token_type: 'bearer' }],
    ],
    [
      'a form',
      'access_token=A&expires_in=7776000&refresh_token=',
      {},
      [200, { access_token: 'A', expires_in: 7776000, token_type: 'bearer' }],
    ],
    ['an error of status 200', { error: 'bad_verification_code' }, {}, [400, { error: 'invalid_grant' }]],
    ['an error in JSONP', 'callback( {"error":"x"} );', {}, [400, { error: 'x' }]],
    [
      'a complaint with a code',
      { errcode: 40029, errmsg: 'invalid code' },
      WECHAT,
      [400, { error: 'invalid_grant', error_description: 'invalid_grant: invalid code' }],
    ],
    [
      'a complaint in words of its own',
      { errcode: 40125, errmsg: 'invalid appsecret' },
      WECHAT,
      [400, { error: COMPLAINT, error_description: 'invalid appsecret' }],
    ],
    [
      'an envelope, and other names',
      { data: { session: 'A' }, message: 'ok' },
      { envelope: ['result', 'data'], answer: { access_token: 'session' } },
      [200, { access_token: 'A', session: 'A', token_type: 'bearer' }],
    ],
    [
      'a complaint within the envelope',
      { data: { error_code: 5 } },
      { envelope: ['data'], complaint: (body) => (body.error_code === 5 ? 'five' : null) },
      [400, { error: COMPLAINT, error_description: 'five' }],
    ],
  ])('%s', (_name, body, quirk, expected) => {
    expect(said(tokenAnswer(ok(body, 'text/plain'), quirk))).toEqual(expected)
  })

  test('a page is handed on as it came, for the library to refuse', () => {
    expect(tokenAnswer({ status: 502, type: 'text/html', text: '<h1>' })).toEqual({
      status: 502,
      type: 'text/html',
      body: '<h1>',
    })
  })

  test('what is no object opens to nothing; a complaint is one short line', () => {
    expect(openAnswer([1])).toBeNull()
    expect(openAnswer('x')).toBeNull()
    expect(shortComplaint(`a\nb${'x'.repeat(100)}`)).toHaveLength(60)
    expect(shortComplaint('\u0000')).toBe('?')
  })
})
