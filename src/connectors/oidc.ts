import { activityFacts, collectionPage } from './activity.ts'
import { cardOf } from './answer.ts'
import type { Connector, ReadStream, Terms } from './connector.ts'

const TERMS: Terms = {
  docs: 'https://openid.net/specs/openid-connect-core-1_0.html',
  reviewed: '2026-11-25',
  note: {
    zh: '标准协议，资料属于账号本人；本人同意后可用于本站广告。',
    en: 'An open protocol; the data belongs to the account’s owner and may serve offers once they agree.',
  },
}

/** A stream of the source: a collection below its base address. */
const stream = (
  name: string,
  spec: Omit<ReadStream, 'scope' | 'everyHours' | 'deletes' | 'request' | 'page' | 'terms'>,
): ReadStream => ({
  ...spec,
  scope: name,
  everyHours: null,
  deletes: 'told',
  terms: { ...TERMS, adUse: 'allowed' },
  request: ({ base, next }) => ({ url: next ?? `${base}/${name}` }),
  page: (answer, at) => collectionPage(answer, `${at.base}/${name}`, at),
})

/**
 * Any OpenID provider (OpenID Connect Core 1.0 and Discovery 1.0), by issuer, client id and secret alone, and the
 * ActivityStreams 2.0 source that belongs to its accounts where the setting names one.
 */
const oidc: Connector = {
  id: 'oidc',
  kind: 'oidc',
  names: { zh: 'OpenID 账号', en: 'OpenID account' },
  mark: null,
  login: {
    server: { issuer: null },
    scopes: ['profile'],
    profile: (me) => cardOf([me.name, me.nickname, me.preferred_username], me.picture),
  },
  streams: {
    likes: stream('likes', {
      title: { zh: '点赞', en: 'Likes' },
      purpose: { zh: '你赞过的帖子讲什么', en: 'What your likes are about' },
      example: { zh: '手冲咖啡，赞了 3 次', en: 'pour-over coffee, 3 likes' },
      retentionDays: 90,
      keepsName: true,
      facts: activityFacts('Like', 'like'),
    }),
    follows: stream('follows', {
      title: { zh: '关注', en: 'Follows' },
      purpose: { zh: '你关注了哪些账号', en: 'Which accounts you follow' },
      example: { zh: '徒步地图社', en: 'Trail Map Club' },
      retentionDays: 90,
      keepsName: true,
      facts: activityFacts('Follow', 'follow'),
    }),
    posts: stream('posts', {
      title: { zh: '你发的帖子', en: 'Your posts' },
      purpose: { zh: '从正文里认出兴趣，原文不留', en: 'Interests only, no text kept' },
      example: { zh: '周末去哪露营', en: 'weekend camping' },
      retentionDays: 30,
      keepsName: false,
      facts: activityFacts('Create', 'post'),
    }),
    purchases: stream('purchases', {
      title: { zh: '买过的东西', en: 'Purchases' },
      purpose: { zh: '你在别处买了哪类商品', en: 'What kind of things you bought elsewhere' },
      example: { zh: '咖啡秤，买了 1 次', en: 'coffee scale, bought once' },
      retentionDays: 90,
      keepsName: true,
      facts: activityFacts('Create', 'buy'),
    }),
  },
  terms: TERMS,
  revoke: 'rfc7009',
  unchecked: null,
}

export default oidc
