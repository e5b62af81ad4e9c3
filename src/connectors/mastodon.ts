import { cardOf, factOf, followed, idOf, listOf, plain, recordOf, textOf } from './answer.ts'
import type { Connector, ReadStream, Verb } from './connector.ts'
import { findMastodon } from './mastodon-find.ts'
import { linkedStream, type OwnWords, sinceNewest, WORDS } from './stream.ts'

const TERMS = {
  docs: 'https://docs.joinmastodon.org/api/guidelines/',
  reviewed: '2026-11-25',
  note: { zh: '开放协议，本人同意后可用', en: 'An open protocol: usable once its owner agrees' },
  adUse: 'allowed',
} as const
/** A status, or the one it passes on; nothing of those that are not for everybody. */
const statusFacts = (verb: Verb) => (item: unknown) => {
  const { id, created_at, reblog } = recordOf(item)
  const status = { ...recordOf(item), ...recordOf(reblog) }
  if (status.sensitive === true || !/^(public|unlisted)$/.test(textOf(status.visibility))) return []
  const card = recordOf(status.card)
  const tags = listOf(status.tags).map((tag) => recordOf(tag).name)
  const text = plain(textOf(status.content, 5000))
  const about = [status.spoiler_text, text, card.title, card.description, ...tags]
  const isShare = verb === 'post' && recordOf(reblog).id !== undefined
  // When somebody favourited or saved it is not told.
  const fact = { id, at: verb === 'post' ? created_at : null, name: text, about }
  return factOf(isShare ? 'share' : verb, 'Note', fact)
}

const stream = (path: string, spec: OwnWords<'request' | 'page' | 'terms'>): ReadStream =>
  linkedStream(({ base, subject }) => `${base}/api/v1/${path.replace(':id', subject)}`, {
    ...spec,
    terms: TERMS,
    limit: { requests: 300, perSeconds: 300, of: 'account' },
  })

/** Mastodon, and what speaks its API, on any server. https://docs.joinmastodon.org/methods/ */
const mastodon: Connector = {
  id: 'mastodon',
  kind: 'oauth2',
  names: { zh: 'Mastodon 长毛象', en: 'Mastodon' },
  mark: 'M4.5 19.5v-14l7.5 9 7.5-9v14',
  login: {
    server: {
      asks: { zh: '服务器或账号', en: 'Server or address' },
      placeholder: 'mastodon.social',
      client: 'found',
      find: findMastodon,
    },
    scopes: ['read:accounts'],
    me: [(_token, _before, base) => ({ url: `${base}/api/v1/accounts/verify_credentials` })],
    subject: (me) => (/^[\w-]{1,100}$/.test(idOf(me.id)) ? { id: idOf(me.id) } : null),
    profile: (me) => cardOf([me.display_name, me.acct], me.avatar_static ?? me.avatar),
  },
  streams: {
    tags: stream('followed_tags?limit=100', {
      title: { zh: '关注的话题', en: 'Followed hashtags' },
      purpose: { zh: '你关注了哪些话题', en: 'Which hashtags you follow' },
      example: { zh: '#手冲咖啡', en: '#hiking' },
      scope: 'read:follows',
      facts: (item) => {
        const { id, name, url } = recordOf(item)
        return factOf('follow', 'Hashtag', { id: idOf(id) || url || name, name })
      },
    }),
    favourites: stream('favourites?limit=40', {
      ...WORDS.likes,
      scope: 'read:favourites',
      facts: statusFacts('like'),
    }),
    bookmarks: stream('bookmarks?limit=40', {
      ...WORDS.saves,
      scope: 'read:bookmarks',
      facts: statusFacts('save'),
    }),
    statuses: sinceNewest(
      stream('accounts/:id/statuses?limit=40&exclude_replies=true', {
        ...WORDS.posts,
        scope: 'read:statuses',
        facts: statusFacts('post'),
      }),
      (item) => idOf(recordOf(item).id),
    ),
    following: stream('accounts/:id/following?limit=80', {
      ...WORDS.follows,
      facts: followed(['display_name', 'acct'], ['note']),
    }),
  },
  terms: TERMS,
  country: null,
  revoke: 'rfc7009',
  unchecked: { zh: '没有对真的服务器跑过', en: 'Never run against a real server' },
}

export default mastodon
