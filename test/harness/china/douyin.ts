import { type Ask, back, fresh, Given, json, type Person, page, type Said, type Street } from './stand-in.ts'

/** What the merchant was given. */
export const DOUYIN_APP = { id: 'aw05az2qjvstandin', secret: 'secret-of-a-stand-in' }
const ACCESS_S = 15 * 86_400
const REFRESH_S = 30 * 86_400

/** Stands in for Douyin's open platform: docs/connectors/douyin.md names the pages. */
export function douyinStandIn(street: Street) {
  const codes = new Given<Person>(street.now)
  const tokens = new Given<Person>(street.now)
  const refreshes = new Given<Person>(street.now)
  const manner = {
    /** Redirect addresses have TLS; a test that has none switches it off. */
    wantsTls: true,
  }

  function consent(query: URLSearchParams): Said {
    const redirect = query.get('redirect_uri') ?? ''
    if (query.get('client_key') !== DOUYIN_APP.id) return page('client_key 不存在')
    if (query.get('response_type') !== 'code') return page('参数错误')
    // The whole address was registered.
    const isFit = street.redirects.includes(redirect) && (redirect.startsWith('https:') || !manner.wantsTls)
    if (!isFit) return page('redirect_uri 不合法')
    if (!(query.get('scope') ?? '').split(',').includes('user_info')) return page('scope 未申请')
    if (street.refuses) return page('')
    return back(redirect, { code: codes.give(street.person, 600), state: query.get('state'), scopes: 'user_info' })
  }

  function tokenData(person: Person, refreshToken: string, seconds: number | string = ACCESS_S): Said {
    return right({
      access_token: tokens.give(person, ACCESS_S, 'act.'),
      ...{ expires_in: seconds, refresh_token: refreshToken, refresh_expires_in: REFRESH_S },
      ...{ open_id: person.openId, scope: 'user_info', captcha: '', desc_url: '' },
    })
  }

  function token(body: URLSearchParams): Said {
    const [key, secret, code] = ['client_key', 'client_secret', 'code'].map((name) => body.get(name))
    if (key === null || secret === null || code === null) return wrong(10002, 'Parameter error')
    if (body.get('grant_type') !== 'authorization_code') return wrong(10002, 'Parameter error')
    if (key !== DOUYIN_APP.id) return wrong(10003, 'Client key does not exist')
    if (secret !== DOUYIN_APP.secret) return wrong(10013, 'Client key or secret is incorrect')
    const person = codes.take(code!)
    if (typeof person === 'string') return wrong(10007, 'Authorization code expired')
    return tokenData(person, refreshes.give(person, REFRESH_S, 'rft.'))
  }

  function refresh(body: URLSearchParams): Said {
    if (body.get('client_key') !== DOUYIN_APP.id) return wrong(10003, 'Client key does not exist')
    const name = body.get('refresh_token') ?? ''
    const person = refreshes.held(name)
    if (typeof person === 'string') return wrong(10010, 'Refresh token expired')
    // The refresh token stays, and so does its end; the seconds are a text here.
    return tokenData(person, name, String(ACCESS_S))
  }

  function profile(body: URLSearchParams): Said {
    const person = tokens.held(body.get('access_token') ?? '')
    if (person === 'expired') return newer(28001008, 'access_token过期,请刷新或重新授权')
    if (typeof person === 'string') return newer(28001003, 'access_token无效')
    if (body.get('open_id') !== person.openId) return newer(28001015, '请求参数 access_token 和 openId不匹配')
    return newer(0, '', {
      ...{ open_id: person.openId, nickname: person.name, avatar: person.picture, client_key: DOUYIN_APP.id },
      ...{ e_account_role: '', ...(person.unionId === null ? {} : { union_id: person.unionId }) },
    })
  }

  const open = ({ method, path, query, body }: Ask): Said | null => {
    if (path === '/platform/oauth/connect/') return consent(query)
    const work = { '/oauth/access_token/': token, '/oauth/refresh_token/': refresh, '/oauth/userinfo/': profile }[path]
    if (work === undefined) return null
    return method === 'POST' ? work(body) : wrong(10002, 'Parameter error')
  }
  return { manner, hosts: { 'open.douyin.com': open } }
}

const right = (data: object): Said =>
  json({ data: { ...data, description: '', error_code: 0, log_id: fresh() }, message: 'success' })
const wrong = (error: number, description: string): Said =>
  json({ data: { captcha: '', desc_url: '', description, error_code: error, log_id: fresh() }, message: 'error' })
/** The profile has a newer frame around the old one, and tells the inner code as a text. */
const newer = (error: number, text: string, data: object = {}): Said =>
  json({
    data: { ...data, description: text, error_code: String(error) },
    ...{ err_no: error, err_msg: text, log_id: fresh() },
  })
