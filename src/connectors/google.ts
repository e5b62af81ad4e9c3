import { cardOf, factOf, listOf, recordOf } from './answer.ts'
import type { Connector, Verb } from './connector.ts'
import { cursorStream, WORDS, type Words } from './stream.ts'

const TERMS = {
  docs: 'https://developers.google.com/terms/api-services-user-data-policy',
  reviewed: '2026-11-25',
  note: { zh: '用户数据不得用于广告', en: 'User data must not serve advertising' },
  adUse: 'forbidden',
} as const

/** A list of the YouTube Data API v3: https://developers.google.com/youtube/v3/docs */
const youtube = (list: string, verb: Verb, thing: string, words: Words) =>
  cursorStream(() => `${list}&part=snippet&maxResults=50`, {
    ...{ ...words, terms: TERMS, list: 'items', cursor: 'nextPageToken', sendAs: 'pageToken' },
    scope: 'https://www.googleapis.com/auth/youtube.readonly',
    // One call costs one of the 10,000 units that all people of a client share each day.
    limit: { requests: 10_000, perSeconds: 86_400, of: 'client' },
    retentionDays: 30,
    facts: (item) => {
      const { id, snippet } = recordOf(item)
      const { title, description, tags, publishedAt } = recordOf(snippet)
      // A subscription is dated; of a liked video only its own date is told.
      const at = verb === 'follow' ? publishedAt : null
      return factOf(verb, thing, { id, at, name: title, about: [title, description, ...listOf(tags)] })
    },
  })

/**
 * Google, or what stands in for it: OpenID Connect, and what of YouTube its owner may look at; no offer ever rests on it.
 */
export const google = (
  issuer = 'https://accounts.google.com',
  youtubeApi = 'https://www.googleapis.com/youtube/v3',
): Connector => ({
  id: 'google',
  kind: 'quirk',
  names: { zh: 'Google', en: 'Google' },
  mark: 'M18 7.5a7.5 7.5 0 1 0 1.5 4.5H12.5',
  login: {
    server: { issuer },
    scopes: ['profile'],
    // There is no scope offline_access: a refresh token is asked for like this.
    quirk: { add: { authorize: { access_type: 'offline', prompt: 'consent' } } },
    profile: (me) => cardOf([me.name, me.given_name], me.picture),
  },
  streams: {
    likes: youtube(`${youtubeApi}/videos?myRating=like`, 'like', 'VideoObject', WORDS.likes),
    subscriptions: youtube(`${youtubeApi}/subscriptions?mine=true`, 'follow', 'Organization', WORDS.follows),
  },
  pair: ['declared'],
  terms: TERMS,
  country: 'US',
  revoke: 'rfc7009',
  calls: { id: 'Client ID', secret: 'Client secret', redirect: 'Authorized redirect URIs' },
  unchecked: {
    zh: '登录只对 Google 的仿真跑过，YouTube 没有',
    en: 'Sign-in ran against an emulation of Google only, YouTube not at all',
  },
})

/** Google at its own addresses. */
export default google()
