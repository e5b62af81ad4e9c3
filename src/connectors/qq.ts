import { cardOf, idOf, textOf, withQuery } from './answer.ts'
import type { Connector, Raw } from './connector.ts'

/** Codes of https://wiki.connect.qq.com/公共返回码说明 in RFC 6749 §5.2 words. */
const COMPLAINTS: Readonly<Record<string, string>> = {
  ...{ 100005: 'invalid_grant', 100006: 'invalid_grant', 100018: 'invalid_grant', 100019: 'invalid_grant' },
  ...{ 100020: 'invalid_grant', 100022: 'invalid_grant' },
  ...{ 100001: 'invalid_client', 100002: 'invalid_client', 100008: 'invalid_client', 100009: 'invalid_client' },
  ...{ 100013: 'invalid_token', 100014: 'invalid_token', 100015: 'invalid_token', 100016: 'invalid_token' },
  // 100048 is an application that was not given unionids: its owner has to ask for them.
  100048: 'unionid_not_granted',
}

/** Errors come with status 200: `error` from the token endpoint and `me`, `ret` from the profile, `code` from old servers. */
function complaint({ error, ret, code }: Raw): string | null {
  const what = [error, ret, code].map(idOf).find((one) => one !== '' && one !== '0')
  return what === undefined ? null : `${COMPLAINTS[what] ?? 'error'}: ${what}`
}

/** QQ, or at an address of its own. https://wiki.connect.qq.com/使用authorization_code获取access_token */
export const qq = (graph = 'https://graph.qq.com'): Connector => ({
  ...{ id: 'qq', kind: 'quirk', names: { zh: 'QQ', en: 'QQ' }, mark: null },
  login: {
    server: { authorize: `${graph}/oauth2.0/authorize`, token: `${graph}/oauth2.0/token`, pkce: false },
    scopes: ['get_user_info'],
    quirk: {
      scopeSeparator: ',',
      // Without fmt a token is a form and an error a JSONP call.
      add: { token: { fmt: 'json' }, refresh: { fmt: 'json' } },
      tokenByGet: true,
      complaint,
      blames: { 100001: 'id', 100008: 'id', 100002: 'secret', 100009: 'secret', 100010: 'redirect', 100011: 'release' },
      pageBlames: { '100010': 'redirect', '100008': 'id' },
    },
    me: [
      () => ({ url: `${graph}/oauth2.0/me?unionid=1&fmt=json`, token: 'query' }),
      (_token, { client_id: key, openid }) => ({
        url: withQuery(`${graph}/user/get_user_info`, {
          oauth_consumer_key: idOf(key),
          openid: textOf(openid),
        }),
        token: 'query',
      }),
    ],
    subject(me) {
      const [openId, unionId] = [textOf(me.openid), textOf(me.unionid)]
      if (openId === '') return null
      return unionId === '' ? { id: openId } : { id: unionId, aliases: [openId] }
    },
    // Not everybody has the picture of 100 × 100 (figureurl_qq_2); addresses are told of without TLS.
    profile: (me) =>
      cardOf([me.nickname], (textOf(me.figureurl_qq_2) || textOf(me.figureurl_qq_1)).replace(/^http:/, 'https:')),
  },
  streams: {},
  pair: ['declared', 'own-site'],
  terms: {
    docs: 'https://wiki.connect.qq.com/get_user_info',
    reviewed: '2026-11-25',
    note: {
      zh: '只用来登录：昵称和头像只给账号本人看，不用于推荐。',
      en: 'For signing in only: name and picture are shown to their owner and serve no offer.',
    },
  },
  country: 'CN',
  revoke: 'none',
  calls: { id: 'APP ID', secret: 'APP Key', redirect: '网站回调域' },
  unchecked: {
    zh: '没有连过真实的 QQ 互联：授权、换令牌、续期、unionid、取资料都只对照文档用替身试过。',
    en: 'Never run against QQ Connect: consent, token, refresh, unionid and profile were tried on a stand-in made from its documents.',
  },
})

/** QQ Connect at its own address. */
export default qq()
