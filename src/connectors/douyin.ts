import { cardOf, idOf, textOf } from './answer.ts'
import type { Connector, Raw } from './connector.ts'

/** Codes of https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/openapi/account-permission in RFC 6749 §5.2 words. */
const COMPLAINTS: Readonly<Record<string, string>> = {
  ...{ 10007: 'invalid_grant', 10010: 'invalid_grant' },
  ...{ 10003: 'invalid_client', 10013: 'invalid_client' },
  ...{ 10008: 'invalid_token', 2190008: 'invalid_token', 2190002: 'invalid_token' },
  ...{ 28001003: 'invalid_token', 28001008: 'invalid_token', 28001015: 'invalid_token' },
}

/** Errors come with status 200: `error_code` inside `data`, a number or a text, and `err_no` around it in newer answers. */
function complaint({ error_code: inner, err_no: outer }: Raw): string | null {
  const what = [inner, outer].map(idOf).find((one) => one !== '' && one !== '0')
  return what === undefined ? null : `${COMPLAINTS[what] ?? 'error'}: ${what}`
}

/** Douyin, or at an address of its own. https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/openapi/account-permission/get-access-token */
export const douyin = (open = 'https://open.douyin.com'): Connector => ({
  ...{ id: 'douyin', kind: 'quirk', names: { zh: '抖音', en: 'Douyin' }, mark: null },
  login: {
    server: {
      authorize: `${open}/platform/oauth/connect/`,
      token: `${open}/oauth/access_token/`,
      pkce: false,
    },
    scopes: ['user_info'],
    quirk: {
      scopeSeparator: ',',
      rename: { client_id: 'client_key' },
      drop: ['redirect_uri'],
      refreshUrl: `${open}/oauth/refresh_token/`,
      envelope: ['data'],
      complaint,
      blames: { 10003: 'id', 10013: 'client' },
    },
    me: [
      (token) => ({
        url: `${open}/oauth/userinfo/`,
        form: { open_id: textOf(token.open_id), access_token: textOf(token.access_token) },
        token: 'none',
      }),
    ],
    // The union_id is one for all apps of a developer and absent where the app belongs to none.
    subject(me, token) {
      const openId = textOf(token.open_id) || textOf(me.open_id)
      const unionId = textOf(me.union_id)
      if (openId === '') return null
      return unionId === '' ? { id: openId } : { id: unionId, aliases: [openId] }
    },
    profile: (me) => cardOf([me.nickname], me.avatar),
  },
  streams: {},
  pair: ['declared', 'own-site'],
  terms: {
    docs: 'https://developer.open-douyin.com/docs/resource/zh-CN/dop/ability/open-data/get-user-info-solution',
    reviewed: '2026-11-25',
    note: {
      zh: '只用来登录：昵称和头像只给账号本人看，不用于推荐；读作品、关注要另外申请。',
      en: 'For signing in only: name and picture serve no offer; videos and follows need a permission of their own.',
    },
  },
  country: 'CN',
  revoke: 'none',
  calls: { id: 'Client Key', secret: 'Client Secret', redirect: '授权回调' },
  unchecked: {
    zh: '没有连过真实的抖音：扫码、换令牌、续期、取资料都只对照文档用替身试过。',
    en: 'Never run against Douyin: code, token, refresh and profile were tried on a stand-in made from its documents.',
  },
})

/** Douyin at its own address. */
export default douyin()
