import { activityFacts, collectionPage } from './activity.ts'
import { cardOf, textOf } from './answer.ts'
import type { Connector, ReadStream, Terms } from './connector.ts'
import { DAILY, WORDS, type Words } from './stream.ts'

const TERMS: Terms = {
  docs: 'https://openid.net/specs/openid-connect-core-1_0.html',
  reviewed: '2026-11-25',
  note: {
    zh: '标准协议，资料属于账号本人；本人同意后可用于本站广告。',
    en: 'An open protocol; the data belongs to the account’s owner and may serve offers once they agree.',
  },
}

/** A stream of the source: a collection below its base address, read when somebody signs in. */
const stream = (name: string, words: Words, facts: ReadStream['facts']): ReadStream => ({
  ...DAILY,
  ...words,
  scope: name,
  everyHours: null,
  deletes: 'told',
  terms: { ...TERMS, adUse: 'allowed' },
  request: ({ base, next }) => ({ url: next ?? `${base}/${name}` }),
  page: (answer, at) => collectionPage(answer, `${at.base}/${name}`, at),
  facts,
})

/**
 * Any OpenID provider (OpenID Connect Core 1.0 and Discovery 1.0), by issuer, client id and secret alone, and the
 * ActivityStreams 2.0 source that belongs to its accounts where the setting names one.
 */
const oidc: Connector = {
  id: 'oidc',
  kind: 'oidc',
  names: { zh: 'OpenID 账号', en: 'OpenID account' },
  mark: 'M13 15.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM11.5 12.5l8-8M16.5 7.5l3 3',
  login: {
    server: { issuer: null },
    scopes: ['profile'],
    profile: (me) => cardOf([me.name, me.nickname, me.preferred_username], me.picture),
    // A claim of the scope profile (OpenID Connect Core §5.4).
    birthdate: (me) => textOf(me.birthdate),
  },
  streams: {
    likes: stream('likes', WORDS.likes, activityFacts('Like', 'like')),
    follows: stream('follows', WORDS.follows, activityFacts('Follow', 'follow')),
    posts: stream('posts', WORDS.posts, activityFacts('Create', 'post')),
    purchases: stream('purchases', WORDS.purchases, activityFacts('Create', 'buy')),
  },
  terms: TERMS,
  revoke: 'rfc7009',
  unchecked: null,
}

export default oidc
