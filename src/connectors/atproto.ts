import { cardOf, factOf, listOf, plain, type Query, recordOf, textOf, withQuery } from './answer.ts'
import { confirmAtproto, findAtproto, isDid, PUBLIC_NETWORK } from './atproto-find.ts'
import type { Connector, Raw, Verb } from './connector.ts'
import { cursorStream, type OwnWords, seenBy, sinceNewest, WORDS } from './stream.ts'

const TERMS = {
  docs: 'https://atproto.com/specs/oauth',
  reviewed: '2026-11-25',
  note: { zh: '公开数据，本人同意后可用', en: 'Public data: usable once its owner agrees' },
  adUse: 'allowed',
} as const

/** A question of the network. What is asked here is public, so no token goes along. https://atproto.com/specs/xrpc */
const xrpc = (base: string, method: string, query: Query) =>
  ({ url: withQuery(`${base}/xrpc/${method}`, query), token: 'none' }) as const
const valueIn = (item: unknown): Raw => recordOf(recordOf(item).value)
const seenIn = (item: unknown): Raw => recordOf(recordOf(item).seen)
const uriOf = (item: unknown): string => textOf(recordOf(item).uri)
/** The post that a like or a repost points to; some point to feeds and lists. */
const postOf = (item: unknown): string => {
  const uri = uriOf(valueIn(item).subject)
  return uri.includes('/app.bsky.feed.post/') ? uri : ''
}
const followedOf = (item: unknown): string => {
  const { subject } = valueIn(item)
  return isDid(subject) ? subject : ''
}

/** A post as a fact; nothing of what it says where it is labelled as not for everybody. */
function postFact(verb: Verb, item: unknown, post: Raw, labels: unknown) {
  const isOpen = listOf(labels).length === 0 && listOf(recordOf(post.labels).values).length === 0
  const { text, tags, facets, embed } = isOpen ? post : {}
  const features = listOf(facets).flatMap((facet) => listOf(recordOf(facet).features))
  const { title, description } = recordOf(recordOf(embed).external)
  const told = [...listOf(recordOf(embed).images), ...features].map(recordOf)
  const words = told.flatMap(({ alt, tag }) => [alt, tag])
  const about = [text, title, description, ...listOf(tags), ...words]
  const { createdAt: at } = valueIn(item)
  return factOf(verb, 'Note', { id: uriOf(item), at, name: plain(textOf(text, 2000)), about })
}
const pointedFact = (verb: Verb) => (item: unknown) =>
  postFact(verb, item, recordOf(seenIn(item).record), seenIn(item).labels)

/** Bluesky and whatever else keeps its accounts on the AT Protocol. https://docs.bsky.app */
export const atproto = (network = PUBLIC_NETWORK): Connector => {
  // 25: as many as one question to the AppView may name.
  const records = (name: string, spec: OwnWords<'request' | 'page' | 'terms'>) =>
    cursorStream(
      ({ base, subject: repo }) =>
        xrpc(base, 'com.atproto.repo.listRecords', { repo, collection: `app.bsky.${name}`, limit: 25 }).url,
      { list: 'records', cursor: 'cursor', token: 'none', terms: TERMS, ...spec },
    )
  const view = (method: string, parameter: string) => (names: readonly string[]) =>
    xrpc(`${network.appView}`, `app.bsky.${method}`, { [parameter]: names })
  // Without an AppView nobody can be asked.
  const seen = (...how: Parameters<typeof seenBy>) => (network.appView === null ? {} : { lookUp: seenBy(...how) })
  const posts = seen(view('feed.getPosts', 'uris'), postOf, { list: 'posts', key: 'uri' })
  return {
    id: 'atproto',
    kind: 'oauth2',
    names: { zh: 'Bluesky', en: 'Bluesky' },
    mark: 'M16 8.5v5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0z',
    login: {
      server: {
        asks: { zh: '账号', en: 'Handle' },
        placeholder: 'lin.bsky.social',
        client: 'document',
        find: (input) => findAtproto(input, network),
        confirm: (who, found) => confirmAtproto(who, found, network),
      },
      scopes: ['atproto'],
      me: [({ sub }, _before, base) => xrpc(base, 'com.atproto.repo.describeRepo', { repo: textOf(sub, 2048) })],
      subject: (_me, { sub }) => (isDid(sub) ? { id: sub } : null),
      profile: (me) => cardOf([me.handle]),
    },
    streams: {
      likes: records('feed.like', { ...WORDS.likes, ...posts, facts: pointedFact('like') }),
      follows: records('graph.follow', {
        ...WORDS.follows,
        ...seen(view('actor.getProfiles', 'actors'), followedOf, { list: 'profiles', key: 'did' }),
        facts: (item) => {
          const { displayName, handle, description } = seenIn(item)
          const [id, name, { createdAt: at }] = [uriOf(item), textOf(displayName) || handle, valueIn(item)]
          return factOf('follow', 'Person', { id, at, name, about: [name, description] })
        },
      }),
      posts: sinceNewest(
        records('feed.post', { ...WORDS.posts, facts: (item) => postFact('post', item, valueIn(item), null) }),
        uriOf,
      ),
      reposts: sinceNewest(records('feed.repost', { ...WORDS.shares, ...posts, facts: pointedFact('share') }), uriOf),
    },
    terms: TERMS,
    country: null,
    revoke: 'rfc7009',
    unchecked: { zh: '只对真的 PDS 跑过，没有对 Bluesky', en: 'Run against a real PDS only' },
  }
}

/** The network that Bluesky is on. */
export default atproto()
