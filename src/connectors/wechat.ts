import { cardOf, textOf, withQuery } from './answer.ts'
import type { Connector, Login, Raw, Subject } from './connector.ts'

/** Codes of https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html in RFC 6749 §5.2 words. */
const COMPLAINTS: Readonly<Record<number, string>> = {
  ...{ 40029: 'invalid_grant', 40163: 'invalid_grant', 42003: 'invalid_grant', 41008: 'invalid_grant' },
  // 42007: they changed their password, and all tokens ended.
  ...{ 40030: 'invalid_grant', 42002: 'invalid_grant', 41003: 'invalid_grant', 42007: 'invalid_grant' },
  ...{ 40013: 'invalid_client', 40125: 'invalid_client', 41002: 'invalid_client', 41004: 'invalid_client' },
  ...{ 40001: 'invalid_token', 40014: 'invalid_token', 42001: 'invalid_token' },
}

/** What these codes say of the registration. 40164 is only known from the white list of other calls. */
const BLAMES = { 40013: 'id', 41002: 'id', 40125: 'secret', 41004: 'secret', 40164: 'host' } as const
/** Words on the page that shows the code to scan, as people report them. */
const PAGE_BLAMES = { 'redirect_uri 参数错误': 'redirect', 'AppID 参数错误': 'id' } as const

/** Errors come with status 200. */
function complaint({ errcode }: Raw): string | null {
  const code = Number(errcode ?? 0)
  if (code === 0) return null
  return `${COMPLAINTS[code] ?? 'errcode'}: ${code}`
}

/**
 * The unionid is one for all apps of an open platform account, the openid is one for each app. Whoever reads a snapshot page
 * (`is_snapshotuser`) has made-up ones: nobody to sign in.
 */
function subject(me: Raw, token: Raw): Subject | null {
  const openId = textOf(token.openid) || textOf(me.openid)
  const unionId = textOf(me.unionid) || textOf(token.unionid)
  const isMadeUp = [token, me].some(({ is_snapshotuser: snapshot }) => Number(snapshot) === 1)
  if (isMadeUp || openId === '') return null
  return unionId === '' ? { id: openId } : { id: unionId, aliases: [openId] }
}

/**
 * How people sign in with WeChat: `page` is where they agree, `scope` what to. The token endpoint is asked by GET and wants no
 * redirect address; the profile wants the token in its query.
 * https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 */
export const wechatLogin = (page: string, scope: string, web: string, api: string): Login => ({
  server: { authorize: `${web}${page}`, token: `${api}/sns/oauth2/access_token`, pkce: false },
  scopes: [scope],
  quirk: {
    scopeSeparator: ',',
    rename: { client_id: 'appid', client_secret: 'secret' },
    drop: ['redirect_uri'],
    fragment: '#wechat_redirect',
    tokenByGet: true,
    refreshUrl: `${api}/sns/oauth2/refresh_token`,
    complaint,
    blames: BLAMES,
    // Inside the app the page is shown to nobody else.
    ...(page === '/connect/qrconnect' ? { pageBlames: PAGE_BLAMES } : {}),
  },
  me: [
    (token) => ({
      url: withQuery(`${api}/sns/userinfo`, { openid: textOf(token.openid), lang: 'zh_CN' }),
      token: 'query',
    }),
  ],
  subject,
  // Pictures of older accounts are told of without TLS; the same host has it.
  profile: (me) => cardOf([me.nickname], textOf(me.headimgurl).replace(/^http:/, 'https:')),
})

/** WeChat by the code on the screen of a computer, or at addresses of its own. */
export const wechat = (web = 'https://open.weixin.qq.com', api = 'https://api.weixin.qq.com'): Connector => ({
  ...{ id: 'wechat', kind: 'quirk', names: { zh: '微信', en: 'WeChat' }, mark: null },
  login: wechatLogin('/connect/qrconnect', 'snsapi_login', web, api),
  streams: {},
  pair: ['declared', 'own-site'],
  terms: {
    docs: 'https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html',
    reviewed: '2026-11-25',
    note: {
      zh: '只用来登录：昵称和头像只给账号本人看，不用于推荐。',
      en: 'For signing in only: name and picture are shown to their owner and serve no offer.',
    },
  },
  country: 'CN',
  revoke: 'none',
  calls: { id: 'AppID', secret: 'AppSecret', redirect: '授权回调域', hostOnly: true },
  unchecked: {
    zh: '没有连过真实的微信：扫码、换令牌、续期、取资料都只对照文档用替身试过。',
    en: 'Never run against WeChat itself: code, token, refresh and profile were tried on a stand-in made from its documents.',
  },
})

/** WeChat at its own addresses. */
export default wechat()
