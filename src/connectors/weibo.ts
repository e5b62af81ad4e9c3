import { cardOf, factOf, idOf, isRecord, listOf, recordOf, textOf, withQuery } from './answer.ts'
import type { Connector, Raw, SourceAt, Verb } from './connector.ts'
import { cursorStream, numberedStream, WORDS } from './stream.ts'

const API = 'https://api.weibo.com'
const TERMS = {
  docs: 'https://open.weibo.com/wiki/%E5%BC%80%E5%8F%91%E8%80%85%E5%8D%8F%E8%AE%AE',
  reviewed: '2026-11-25',
  note: { zh: '数据用途须向微博申请或购买', en: 'What data may serve is agreed with Weibo, or bought' },
  adUse: 'contract',
} as const
/** At the lowest level of an application, for each person. */
const LIMIT = { requests: 150, perSeconds: 3600, of: 'account' } as const

/** An address below which a person's own things lie; the token travels in the query. */
const own =
  (path: string, count: number) =>
  ({ subject: uid }: SourceAt) =>
    withQuery(`${API}/2/${path}.json`, { uid, count })
const COMMON = { terms: TERMS, limit: LIMIT, token: 'query' } as const

/** What a post says, with the post it passes on; nothing of what its author deleted. */
function postFacts(verb: Verb, status: Raw, at: unknown, tags: readonly unknown[] = []) {
  const shared = status.retweeted_status
  const there = [status, recordOf(shared)].filter((post) => idOf(post.deleted) !== '1')
  const words = there.map((post) => textOf(post.text, 2000))
  const fact = { id: idOf(status.idstr) || status.id, at, name: words[0], about: [...words, ...tags] }
  return factOf(verb === 'post' && isRecord(shared) ? 'share' : verb, 'Note', fact)
}

/** 微博: scopes stand apart by commas, tokens travel in the query. https://open.weibo.com/wiki */
const weibo: Connector = {
  id: 'weibo',
  kind: 'quirk',
  names: { zh: '微博', en: 'Weibo' },
  mark: null,
  login: {
    server: {
      authorize: `${API}/oauth2/authorize`,
      token: `${API}/oauth2/access_token`,
      revoke: (access_token) => ({
        url: withQuery(`${API}/oauth2/revokeoauth2`, { access_token }),
        token: 'none',
      }),
      pkce: false,
    },
    scopes: [],
    quirk: {
      scopeSeparator: ',',
      pageBlames: { redirect_uri_mismatch: 'redirect', '21322': 'redirect', '21324': 'id' },
      complaint: ({ error, error_code: code }) => (code === undefined ? null : textOf(error) || idOf(code)),
    },
    me: [({ uid }) => ({ url: `${API}/2/users/show.json?uid=${idOf(uid)}`, token: 'query' })],
    // The token answer says who it is, and the profile has to agree.
    subject: (me, { uid }) =>
      idOf(uid) !== '' && (idOf(me.idstr) || idOf(me.id)) === idOf(uid) ? { id: idOf(uid) } : null,
    profile: (me) => cardOf([me.screen_name, me.name], me.avatar_large ?? me.profile_image_url),
  },
  streams: {
    posts: numberedStream(own('statuses/user_timeline', 100), {
      ...COMMON,
      ...WORDS.posts,
      list: 'statuses',
      facts: (item) => postFacts('post', recordOf(item), recordOf(item).created_at),
    }),
    follows: cursorStream(own('friendships/friends', 200), {
      ...COMMON,
      ...WORDS.follows,
      list: 'users',
      cursor: 'next_cursor',
      sendAs: 'cursor',
      facts: (item) => {
        const { idstr, id, screen_name: name, description } = recordOf(item)
        return factOf('follow', 'Person', { id: idOf(idstr) || id, name, about: [name, description] })
      },
    }),
    favorites: numberedStream(own('favorites', 50), {
      ...COMMON,
      ...WORDS.saves,
      list: 'favorites',
      facts: (item) => {
        const { status, favorited_time: at, tags } = recordOf(item)
        return postFacts(
          'save',
          recordOf(status),
          at,
          listOf(tags).map((tag) => recordOf(tag).tag),
        )
      },
    }),
  },
  pair: ['declared'],
  terms: TERMS,
  country: 'CN',
  revoke: 'own',
  calls: { id: 'App Key', secret: 'App Secret', redirect: '授权回调页' },
  unchecked: { zh: '没有对真的微博跑过', en: 'Never run against the real Weibo' },
}

export default weibo
