import { cardOf, recordOf, textOf } from './answer.ts'
import type { Connector, Raw } from './connector.ts'

/** Apple tells a name once, at the first consent, beside the code: `user`, JSON in a text that nobody signed. */
function firstTold(user: unknown): Raw {
  if (typeof user !== 'string') return recordOf(recordOf(user).name)
  try {
    return recordOf(recordOf(JSON.parse(user.slice(0, 2000))).name)
  } catch {
    // No JSON is no name; the sign-in does not rest on it.
    return {}
  }
}

/**
 * Sign in with Apple, or an issuer that behaves like it. A whole OpenID provider but for two things: where a name is asked for,
 * the answer comes as a form by POST, and the client secret is a token signed with the key of the team.
 * https://developer.apple.com/documentation/signinwithapplerestapi
 */
export const apple = (issuer = 'https://appleid.apple.com'): Connector => ({
  ...{ id: 'apple', kind: 'quirk', names: { zh: 'Apple', en: 'Apple' }, mark: null },
  login: {
    server: { issuer },
    scopes: ['name'],
    quirk: { add: { authorize: { response_mode: 'form_post' } } },
    secret: 'es256-jwt',
    profile({ user }) {
      const { firstName, lastName } = firstTold(user)
      const [given, family] = [textOf(firstName, 60).trim(), textOf(lastName, 60).trim()]
      const isHan = /\p{Script=Han}/u.test(given + family)
      return cardOf([isHan ? family + given : `${given} ${family}`])
    },
  },
  streams: {},
  pair: ['declared', 'own-site', 'upload'],
  terms: {
    docs: 'https://developer.apple.com/documentation/signinwithapplerestapi',
    reviewed: '2026-11-25',
    note: {
      zh: '只用来登录：不要邮箱，名字只给账号本人看，不用于推荐。',
      en: 'For signing in only: no e-mail is asked for; the name is shown to its owner and serves no offer.',
    },
  },
  country: 'US',
  revoke: 'rfc7009',
  setup: {
    teamId: {
      label: { zh: '团队 ID', en: 'Team ID' },
      hint: { zh: '开发者账户里的 10 个字符。', en: 'The 10 characters of the developer account.' },
      isSecret: false,
    },
    keyId: {
      label: { zh: '密钥 ID', en: 'Key ID' },
      hint: {
        zh: '「通过 Apple 登录」密钥的 10 个字符。',
        en: 'The 10 characters of the key for Sign in with Apple.',
      },
      isSecret: false,
    },
    privateKey: {
      label: { zh: '私钥', en: 'Private key' },
      hint: {
        zh: '下载的 AuthKey_….p8 的全部内容，只能下载一次。',
        en: 'All of the downloaded AuthKey_….p8; it can be downloaded once.',
      },
      isSecret: true,
      key: 'ES256',
    },
  },
  calls: { id: 'Services ID', redirect: 'Return URLs' },
  unchecked: {
    zh: '没有连过真实的 Apple：授权、表单回传、客户端密钥、令牌、撤回都只对照文档用替身试过。',
    en: 'Never run against Apple: consent, form post, client secret, tokens and revocation were tried on a stand-in made from its documents.',
  },
})

/** Apple’s own issuer. */
export default apple()
