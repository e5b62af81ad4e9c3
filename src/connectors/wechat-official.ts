import type { Connector } from './connector.ts'
import { wechatLogin } from './wechat.ts'

/**
 * WeChat from inside its own browser, by a service account (服务号), or at addresses of its own. The page to agree on is only shown
 * there, and only to a link whose parameters stand in the order appid, redirect_uri, response_type, scope, state.
 * https://developers.weixin.qq.com/doc/service/guide/h5/auth.html
 */
export const wechatOfficial = (web = 'https://open.weixin.qq.com', api = 'https://api.weixin.qq.com'): Connector => ({
  id: 'wechat-official',
  kind: 'quirk',
  names: { zh: '微信（公众号）', en: 'WeChat (in the app)' },
  mark: null,
  login: wechatLogin('/connect/oauth2/authorize', 'snsapi_userinfo', web, api),
  streams: {},
  pair: ['declared', 'own-site'],
  terms: {
    docs: 'https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo.html',
    reviewed: '2026-11-25',
    note: {
      zh: '只在本人点了登录之后用来登录：昵称和头像只给本人看，不用于推荐。',
      en: 'For signing in only, and only after a tap: name and picture are shown to their owner and serve no offer.',
    },
  },
  country: 'CN',
  revoke: 'none',
  calls: { id: 'AppID', secret: 'AppSecret', redirect: '网页授权域名', hostOnly: true },
  unchecked: {
    zh: '没有在真实的微信里打开过：授权页、快照页、换令牌、续期、取资料都只对照文档用替身试过。',
    en: 'Never opened in WeChat itself: consent, snapshot page, token, refresh and profile were tried on a stand-in made from its documents.',
  },
})

/** WeChat inside the app, at its own addresses. */
export default wechatOfficial()
