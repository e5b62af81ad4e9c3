import { type Ask, back, Given, type Host, json, type Person, page, type Said, type Street } from './stand-in.ts'

/** What the merchant was given: a website application and a service account, bound to one open platform account. */
export const WECHAT_SITE = { id: 'wxbdc5610cc59c1631', secret: 'site-secret-of-a-stand-in' }
/** The service account. */
export const WECHAT_ACCOUNT = { id: 'wx520c15f417810387', secret: 'account-secret-of-a-stand-in' }

const APPS: Readonly<Record<string, { readonly secret: string; readonly prefix: string }>> = {
  [WECHAT_SITE.id]: { secret: WECHAT_SITE.secret, prefix: '' },
  // The openid is another one in each application.
  [WECHAT_ACCOUNT.id]: { secret: WECHAT_ACCOUNT.secret, prefix: 'oa-' },
}
const ACCESS_S = 7200
const REFRESH_S = 30 * 86_400
/** A link to consent inside WeChat is matched as a whole, order included; state is letters and digits. */
const LINK =
  /^\?appid=\w+&redirect_uri=[^&]+&response_type=code&scope=(snsapi_base|snsapi_userinfo)&state=[a-zA-Z0-9]{0,128}$/

interface Grant {
  readonly appId: string
  readonly scope: string
  readonly person: Person
  readonly isSnapshot: boolean
}

/** Stands in for WeChat: docs/connectors/wechat.md names the pages. */
export function wechatStandIn(street: Street) {
  const codes = new Given<Grant>(street.now)
  const tokens = new Given<Grant>(street.now)
  const refreshes = new Given<{ readonly grant: Grant; access: string }>(street.now)
  const manner = {
    /** Does WeChat show a copy of the page, with a person it made up? */
    isSnapshot: false,
  }
  const openId = ({ appId, person }: Grant) => `${APPS[appId]?.prefix}${person.openId}`
  const unionId = ({ scope, person }: Grant) =>
    scope === 'snsapi_base' || person.unionId === null ? {} : { unionid: person.unionId }

  function consent({ path, query, search, headers }: Ask): Said | null {
    const isInApp = path === '/connect/oauth2/authorize'
    if (!isInApp && path !== '/connect/qrconnect') return null
    if (isInApp && !String(headers['user-agent']).includes('MicroMessenger')) return page('请在微信客户端打开链接')
    if (isInApp && !LINK.test(search)) return page('该链接无法访问')
    const [appId, redirect, scope] = ['appid', 'redirect_uri', 'scope'].map((name) => query.get(name) ?? '')
    if (appId !== (isInApp ? WECHAT_ACCOUNT.id : WECHAT_SITE.id)) return page('AppID 参数错误')
    // The host was registered, not the address.
    const isOurs =
      URL.canParse(redirect!) && street.redirects.some((one) => new URL(one).host === new URL(redirect!).host)
    if (!isOurs) return page('redirect_uri 参数错误')
    if (!isInApp && scope !== 'snsapi_login') return page('Scope 参数错误或没有 Scope 权限')
    const state = query.get('state')
    // Who says no comes back without a code.
    if (street.refuses) return back(redirect!, { state })
    const isSnapshot = isInApp && manner.isSnapshot && scope === 'snsapi_userinfo'
    const person = isSnapshot
      ? { ...street.person, openId: 'made-up', unionId: 'made-up', name: '微信用户' }
      : street.person
    const code = codes.give({ appId, scope: scope!, person, isSnapshot }, isInApp ? 300 : 600)
    return back(redirect!, { code, state })
  }

  function token(query: URLSearchParams): Said {
    const app = APPS[query.get('appid') ?? '']
    if (query.get('appid') === null) return wrong(41002, 'appid missing')
    if (app === undefined) return wrong(40013, 'invalid appid')
    if (query.get('secret') === null) return wrong(41004, 'appsecret missing')
    if (query.get('secret') !== app.secret) return wrong(40125, 'invalid appsecret')
    if (query.get('grant_type') !== 'authorization_code') return wrong(40002, 'invalid grant_type')
    if (query.get('code') === null) return wrong(41008, 'missing code')
    const grant = codes.take(query.get('code')!)
    if (grant === 'taken') return wrong(40163, 'code been used')
    if (grant === 'expired') return wrong(42003, 'code expired')
    if (grant === 'unknown' || grant.appId !== query.get('appid')) return wrong(40029, 'invalid code')
    const access = tokens.give(grant, ACCESS_S)
    return plain({
      access_token: access,
      expires_in: ACCESS_S,
      refresh_token: refreshes.give({ grant, access }, REFRESH_S),
      openid: openId(grant),
      scope: grant.scope,
      ...(grant.isSnapshot ? { is_snapshotuser: 1 } : {}),
      ...unionId(grant),
    })
  }

  function refresh(query: URLSearchParams): Said {
    if (APPS[query.get('appid') ?? ''] === undefined) return wrong(40013, 'invalid appid')
    const name = query.get('refresh_token') ?? ''
    const found = refreshes.held(name)
    if (found === 'expired') return wrong(42002, 'refresh_token expired')
    if (typeof found === 'string') return wrong(40030, 'invalid refresh_token')
    // A token that is still good stays the same and lives longer.
    if (typeof tokens.held(found.access) === 'string') found.access = tokens.give(found.grant, ACCESS_S)
    tokens.prolong(found.access, ACCESS_S)
    const { grant, access } = found
    return plain({
      ...{ access_token: access, expires_in: ACCESS_S, refresh_token: name },
      ...{ openid: openId(grant), scope: grant.scope },
    })
  }

  function profile(query: URLSearchParams): Said {
    const grant = tokens.held(query.get('access_token') ?? '')
    if (grant === 'expired') return wrong(42001, 'access_token expired')
    if (typeof grant === 'string') return wrong(40001, 'invalid credential, access_token is invalid or not latest')
    if (query.get('openid') !== openId(grant)) return wrong(40003, 'invalid openid')
    if (grant.scope === 'snsapi_base') return wrong(48001, 'api unauthorized')
    const { name, picture } = grant.person
    return plain({
      ...{ openid: openId(grant), nickname: name, headimgurl: picture },
      ...{ sex: 0, province: '', city: '', country: '', privilege: [], ...unionId(grant) },
    })
  }

  const api: Host = ({ method, path, query }) => {
    const work = { '/sns/oauth2/access_token': token, '/sns/oauth2/refresh_token': refresh, '/sns/userinfo': profile }[
      path
    ]
    if (work === undefined) return null
    return method === 'GET' ? work(query) : wrong(43001, 'require GET method')
  }
  return { manner, hosts: { 'open.weixin.qq.com': consent, 'api.weixin.qq.com': api } }
}

/** JSON under the name of a plain text, as WeChat sends it. */
const plain = (body: object): Said => json(body, 'text/plain')
const wrong = (errcode: number, what: string): Said => plain({ errcode, errmsg: `${what}, rid: 0-0-0` })
