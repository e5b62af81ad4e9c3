import { cardOf, idOf, textOf } from './answer.ts'
import type { Connector, Raw } from './connector.ts'

/** `sub_code`s of https://opendocs.alipay.com/open/05lo3p in RFC 6749 §5.2 words. */
const COMPLAINTS: Readonly<Record<string, string>> = {
  'isv.code-invalid': 'invalid_grant',
  'isv.refresh-token-invalid': 'invalid_grant',
  'isv.refresh-token-time-out': 'invalid_grant',
  'isv.refreshed-token-invalid': 'invalid_grant',
  'isv.invalid-app-id': 'invalid_client',
  'isv.missing-app-id': 'invalid_client',
  'isv.invalid-signature': 'invalid_client',
  'isv.missing-signature': 'invalid_client',
  'aop.invalid-auth-token': 'invalid_token',
  'aop.auth-token-time-out': 'invalid_token',
}

/** 10000 is success, and so is no code at all: a token answer has none. */
function complaint({ code, sub_code: sub }: Raw): string | null {
  const what = idOf(code)
  if (what === '' || what === '10000') return null
  return `${COMPLAINTS[textOf(sub)] ?? 'code'}: ${what} ${textOf(sub, 60)}`
}

/**
 * Alipay, or at addresses of its own. Everything but the page to agree on is one gateway, whose every request is signed.
 * https://opendocs.alipay.com/open/263/105809, https://opendocs.alipay.com/common/02kf5q
 */
export const alipay = (
  page = 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm',
  gateway = 'https://openapi.alipay.com/gateway.do',
): Connector => ({
  ...{ id: 'alipay', kind: 'quirk', names: { zh: '支付宝', en: 'Alipay' }, mark: null },
  login: {
    server: { authorize: page, token: gateway, pkce: false },
    scopes: ['auth_user'],
    quirk: {
      scopeSeparator: ',',
      rename: { client_id: 'app_id' },
      drop: ['redirect_uri', 'client_secret'],
      add: {
        token: { method: 'alipay.system.oauth.token' },
        refresh: { method: 'alipay.system.oauth.token' },
      },
      envelope: ['alipay_system_oauth_token_response', 'alipay_user_info_share_response', 'error_response'],
      complaint,
      blames: {
        'isv.invalid-app-id': 'id',
        'isv.missing-app-id': 'id',
        'isv.invalid-signature': 'secret',
        'isv.missing-signature': 'secret',
      },
      codeName: 'auth_code',
      sign: 'rsa2',
    },
    me: [
      (token) => ({
        url: gateway,
        form: { method: 'alipay.user.info.share', auth_token: textOf(token.access_token) },
        token: 'none',
      }),
    ],
    // Newer applications are given an open_id of their own, older ones the user_id that all see; some see both for a while.
    subject(me, token) {
      const openId = textOf(me.open_id) || textOf(token.open_id)
      const userId = idOf(me.user_id) || idOf(token.user_id)
      if (openId === '') return userId === '' ? null : { id: userId }
      return userId === '' ? { id: openId } : { id: openId, aliases: [userId] }
    },
    profile: (me) => cardOf([me.nick_name], me.avatar),
  },
  streams: {},
  pair: ['declared', 'own-site'],
  terms: {
    docs: 'https://opendocs.alipay.com/open/263/105809',
    reviewed: '2026-11-25',
    note: {
      zh: '只用来登录：昵称和头像只给账号本人看，不用于推荐。',
      en: 'For signing in only: name and picture are shown to their owner and serve no offer.',
    },
  },
  country: 'CN',
  revoke: 'none',
  setup: {
    privateKey: {
      label: { zh: '应用私钥', en: 'Private key of the app' },
      hint: {
        zh: '密钥工具生成的 RSA2（2048 位）私钥，PKCS#8 或 PKCS#1，PEM 或一行 base64。',
        en: 'The RSA2 (2048 bit) private key that the key tool made: PKCS#8 or PKCS#1, as PEM or one line of base64.',
      },
      isSecret: true,
      key: 'RSA2',
    },
  },
  calls: { id: 'APPID', redirect: '授权回调地址' },
  unchecked: {
    zh: '没有连过真实的支付宝，也没有连过沙箱：授权、签名、换令牌、续期、取资料都只对照文档用替身试过。',
    en: 'Never run against Alipay or its sandbox: consent, signature, token, refresh and profile were tried on a stand-in made from its documents.',
  },
})

/** Alipay at its own addresses. */
export default alipay()
