import { type Ask, back, Given, json, type Person, page, type Said, type Street } from './stand-in.ts'

/** What the merchant was given. */
export const QQ_APP = { id: '101814107', secret: 'key-of-a-stand-in' }
const ACCESS_S = 7_776_000
const REFRESH_S = 180 * 86_400

/** Stands in for QQ Connect: docs/connectors/qq.md names the pages. */
export function qqStandIn(street: Street) {
  const codes = new Given<{ readonly person: Person; readonly redirect: string }>(street.now)
  const tokens = new Given<Person>(street.now)
  const refreshes = new Given<Person>(street.now)
  const manner = {
    /** Was the application given unionids? */
    hasUnionId: true,
    /** Older servers: whatever is asked for, tokens are forms and the rest JSONP. */
    isOld: false,
  }

  function consent(query: URLSearchParams): Said {
    const [id, redirect] = [query.get('client_id'), query.get('redirect_uri') ?? '']
    if (query.get('response_type') !== 'code') return page('error: 100000')
    if (id === null) return page('error: 100001')
    if (id !== QQ_APP.id) return page('error: 100008')
    if (!street.redirects.includes(redirect)) return page('redirect uri is illegal (100010)')
    if (query.get('state') === null) return page('error: state is missing')
    // Who cancels closes the window: nobody comes back.
    if (street.refuses) return page('')
    return back(redirect, { code: codes.give({ person: street.person, redirect }, 600), state: query.get('state') })
  }

  function tokensFor(person: Person, query: URLSearchParams): Said {
    const access = tokens.give(person, ACCESS_S)
    const answer = { access_token: access, expires_in: ACCESS_S, refresh_token: refreshes.give(person, REFRESH_S) }
    if (wantsJson(query)) return json(answer, 'text/html')
    const form = new URLSearchParams(Object.entries(answer).map(([name, value]) => [name, String(value)]))
    return { type: 'text/html', body: form.toString() }
  }

  function token(query: URLSearchParams): Said {
    if (query.get('client_id') === null) return wrong(query, 100001, 'param client_id is wrong or lost')
    if (query.get('client_id') !== QQ_APP.id) return wrong(query, 100008, 'client_id is illegal')
    if (query.get('client_secret') === null) return wrong(query, 100002, 'param client_secret is wrong or lost')
    if (query.get('client_secret') !== QQ_APP.secret) return wrong(query, 100009, 'client_secret is illegal')
    if (query.get('grant_type') === 'refresh_token') {
      // A refresh token is good once.
      const person = refreshes.take(query.get('refresh_token') ?? '')
      return typeof person === 'string' ? wrong(query, 100022, 'get refresh token error') : tokensFor(person, query)
    }
    if (query.get('grant_type') !== 'authorization_code')
      return wrong(query, 100004, 'param grant_type is wrong or lost')
    if (query.get('code') === null) return wrong(query, 100005, 'param code is wrong or lost')
    const found = codes.take(query.get('code')!)
    if (found === 'taken') return wrong(query, 100020, 'code is reused error')
    if (typeof found === 'string') return wrong(query, 100019, 'code to access token error')
    if (found.redirect !== query.get('redirect_uri')) return wrong(query, 100010, 'redirect uri is illegal')
    return tokensFor(found.person, query)
  }

  function who(query: URLSearchParams): Said {
    const person = tokens.held(query.get('access_token') ?? '')
    if (typeof person === 'string') return wrong(query, 100016, 'access token check failed')
    if (query.get('unionid') === '1' && !manner.hasUnionId) return wrong(query, 100048, 'companyid not set')
    const unionId = query.get('unionid') === '1' && person.unionId !== null ? { unionid: person.unionId } : {}
    return told(query, { client_id: QQ_APP.id, openid: person.openId, ...unionId })
  }

  function profile(query: URLSearchParams): Said {
    const person = tokens.held(query.get('access_token') ?? '')
    const say = (ret: number, msg: string, more: object = {}) => json({ ret, msg, ...more }, 'text/html; charset=utf-8')
    if (query.get('oauth_consumer_key') !== QQ_APP.id)
      return say(-1, "client request's parameters are invalid, invalid appid")
    if (typeof person === 'string') return say(100013, 'access token is illegal')
    if (query.get('openid') !== person.openId) return say(-1, "client request's parameters are invalid, invalid openid")
    return say(0, '', {
      ...{ is_lost: 0, nickname: person.name, gender: '男', province: '', city: '', year: '0' },
      ...{ figureurl_qq_1: person.picture.replace('https:', 'http:'), figureurl_qq_2: '' },
    })
  }

  const wantsJson = (query: URLSearchParams) => query.get('fmt') === 'json' && !manner.isOld
  const told = (query: URLSearchParams, body: object): Said =>
    wantsJson(query) ? json(body, 'text/html') : { type: 'text/html', body: `callback( ${JSON.stringify(body)} );\n` }
  const wrong = (query: URLSearchParams, error: number, text: string) => told(query, { error, error_description: text })

  const graph = ({ path, query }: Ask): Said | null => {
    const work = {
      ...{ '/oauth2.0/authorize': consent, '/oauth2.0/token': token },
      ...{ '/oauth2.0/me': who, '/user/get_user_info': profile },
    }[path]
    return work?.(query) ?? null
  }
  return { manner, hosts: { 'graph.qq.com': graph } }
}
