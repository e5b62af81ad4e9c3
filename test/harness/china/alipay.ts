import { createSign, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type Ask, back, Given, type Person, page, type Said, type Street } from './stand-in.ts'

/** What the merchant was given. */
export const ALIPAY_APP = { id: '2021000122650399' }
const ACCESS_S = 1_296_000
const REFRESH_S = 2_592_000

/** Stands in for Alipay's consent page and gateway: docs/connectors/alipay.md names the pages. Signatures are made and verified. */
export async function alipayStandIn(street: Street) {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Given<Person>(street.now)
  const tokens = new Given<Person>(street.now)
  const refreshes = new Given<Person>(street.now)
  const manner = {
    /** localhost and 127.0.0.1 are refused; a test that has nothing else switches it off. */
    refusesLocalhost: true,
    /** Older applications are told user ids. */
    tells: 'open_id' as 'open_id' | 'user_id' | 'both',
  }

  function consent({ path, query }: Ask): Said | null {
    if (path !== '/oauth2/publicAppAuthorize.htm') return null
    const [redirect, scope, state] = [
      query.get('redirect_uri') ?? '',
      query.get('scope') ?? '',
      query.get('state') ?? '',
    ]
    if (query.get('app_id') !== ALIPAY_APP.id) return page('invalid-app-id')
    const isLocal = URL.canParse(redirect) && ['localhost', '127.0.0.1'].includes(new URL(redirect).hostname)
    if (!street.redirects.includes(redirect) || (isLocal && manner.refusesLocalhost)) return page('redirect_uri 错误')
    if (!scope.split(',').every((one) => ['auth_base', 'auth_user'].includes(one))) return page('scope 错误')
    // Letters of base64 only, 100 at most.
    if (!/^[A-Za-z0-9+/=]{0,100}$/.test(state)) return page('state 错误')
    if (street.refuses) return page('')
    const more = { app_id: ALIPAY_APP.id, source: 'alipay_wallet', scope }
    return back(redirect, { ...more, auth_code: codes.give(street.person, 1800), state })
  }

  const whoIs = (person: Person) => ({
    ...(manner.tells === 'user_id' ? {} : { open_id: person.openId }),
    ...(manner.tells === 'open_id' ? {} : { user_id: '2088102150477652' }),
  })

  function tokensFor(person: Person): Said {
    return signed('alipay_system_oauth_token_response', {
      ...{ access_token: tokens.give(person, ACCESS_S, 'authusrB'), expires_in: ACCESS_S },
      ...{ refresh_token: refreshes.give(person, REFRESH_S, 'authusrB'), re_expires_in: REFRESH_S },
      ...{ auth_start: timestamp(street.now()), ...whoIs(person) },
    })
  }

  function token(params: URLSearchParams): Said {
    const grant = params.get('grant_type')
    if (grant === 'authorization_code') {
      const person = codes.take(params.get('code') ?? '')
      return typeof person === 'string' ? wrong('40002', 'isv.code-invalid', '授权码code无效') : tokensFor(person)
    }
    if (grant !== 'refresh_token') return wrong('40002', 'isv.grant-type-invalid', 'grant_type 无效')
    const person = refreshes.take(params.get('refresh_token') ?? '')
    if (person === 'expired') return wrong('40002', 'isv.refresh-token-time-out', '刷新令牌过期')
    if (person === 'taken') return wrong('40002', 'isv.refreshed-token-invalid', '刷新令牌已被使用')
    return typeof person === 'string' ? wrong('40002', 'isv.refresh-token-invalid', '刷新令牌无效') : tokensFor(person)
  }

  function profile(params: URLSearchParams): Said {
    const person = tokens.held(params.get('auth_token') ?? '')
    const frame = 'alipay_user_info_share_response'
    const denied = { code: '20001', msg: 'Insufficient Token Permissions' }
    if (person === 'expired')
      return signed(frame, { ...denied, sub_code: 'aop.auth-token-time-out', sub_msg: '令牌过期' })
    if (typeof person === 'string')
      return signed(frame, { ...denied, sub_code: 'aop.invalid-auth-token', sub_msg: '无效的访问令牌' })
    const { name, picture } = person
    return signed(frame, { code: '10000', msg: 'Success', ...whoIs(person), nick_name: name, avatar: picture })
  }

  function gateway({ method, path, query, body }: Ask): Said | null {
    if (path !== '/gateway.do' || method !== 'POST') return null
    const params = new URLSearchParams([...query, ...body])
    if (params.get('app_id') === null) return wrong('40001', 'isv.missing-app-id', '缺少 AppID')
    if (params.get('app_id') !== ALIPAY_APP.id) return wrong('40002', 'isv.invalid-app-id', '无效的AppID参数')
    if (params.get('sign') === null) return wrong('40001', 'isv.missing-signature', '缺少签名参数')
    if (params.get('sign_type') !== 'RSA2') return wrong('40002', 'isv.invalid-signature-type', '无效签名类型')
    if (!isSignedBy(merchant.publicKey, params)) return wrong('40002', 'isv.invalid-signature', '验签出错')
    if (params.get('version') !== '1.0') return wrong('40001', 'isv.missing-version', '缺少版本参数')
    const at = Date.parse(`${(params.get('timestamp') ?? '').replace(' ', 'T')}+08:00`)
    if (!(Math.abs(at - street.now()) < 86_400_000)) return wrong('40002', 'isv.invalid-timestamp', '非法的时间戳参数')
    const work = { 'alipay.system.oauth.token': token, 'alipay.user.info.share': profile }[params.get('method') ?? '']
    return work?.(params) ?? wrong('40002', 'isv.invalid-method', '不存在的方法名')
  }

  const signed = (frame: string, inner: object): Said => inEnvelope(frame, inner, own.privateKey)
  const wrong = (code: string, sub: string, text: string): Said =>
    signed('error_response', {
      ...{ code, msg: code === '40001' ? 'Missing Required Arguments' : 'Invalid Arguments' },
      ...{ sub_code: sub, sub_msg: text },
    })

  return {
    manner,
    /** The key that the merchant's tool made, as it saves it. */
    privateKey: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    hosts: { 'openauth.alipay.com': consent, 'openapi.alipay.com': gateway },
  }
}

/** An answer in its envelope, with a signature of Alipay's own over the inner JSON. */
function inEnvelope(frame: string, inner: object, key: KeyObject): Said {
  const text = JSON.stringify(inner)
  const sign = createSign('RSA-SHA256').update(text).sign(key, 'base64')
  return { type: 'text/html;charset=utf-8', body: `{"${frame}":${text},"sign":${JSON.stringify(sign)}}` }
}

/** Everything but the signature, without what is empty, sorted, as name=value between ampersands. */
function isSignedBy(key: KeyObject, params: URLSearchParams): boolean {
  const pairs = [...params].filter(([name, value]) => name !== 'sign' && value !== '')
  const text = pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return createVerify('RSA-SHA256')
    .update(text)
    .verify(key, params.get('sign') ?? '', 'base64')
}

const timestamp = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
