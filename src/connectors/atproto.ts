import { cardOf, factOf, listOf, plain, recordOf, textOf, withQuery } from './answer.ts'
import { confirmAtproto, findAtproto, isDid, type Network } from './atproto-find.ts'
import type { Connector, Raw, ReadStream, Verb } from './connector.ts'
import { cursorStream, type OwnWords, sinceNewest, WORDS } from './stream.ts'

const PUBLIC: Network = { directory: 'https://plc.directory', appView: 'https://public.api.bsky.app' }
const TERMS = {
  docs: 'https://atproto.com/specs/oauth',
  reviewed: '2026-11-25',
  note: { zh: '公开数据，本人同意后可用', en: 'Public data: usable once its owner agrees' },
  adUse: 'allowed',
} as const

const uriOf = (item: unknown): string => textOf(recordOf(item).uri)
/** What a like, a repost or a follow points to: a post's address, or the DID of an account. */
const targetOf = (item: unknown): string => {
  const { subject } = recordOf(recordOf(item).value)
  return textOf(subject) || uriOf(subject)
}

/** A post as a fact; nothing of what it says where it is labelled as not for everybody. */
function postFact(verb: Verb, item: unknown, post: Raw, labels: unknown) {
  const isOpen = listOf(labels).length === 0 && listOf(recordOf(post.labels).values).length === 0
  const { text, tags, facets, embed } = isOpen ? post : {}
  const features = listOf(facets).flatMap((facet) => listOf(recordOf(facet).features))
  const { title, description } = recordOf(recordOf(embed).external)
  const alts = listOf(recordOf(embed).images).map((image) => recordOf(image).alt)
  const about = [text, title, description, ...alts, ...listOf(tags), ...features.map((one) => recordOf(one).tag)]
  const at = recordOf(recordOf(item).value).createdAt
  return factOf(verb, 'Note', { id: uriOf(item), at, name: plain(textOf(text, 2000)), about })
}

/** The facts of likes and reposts, whose posts were looked up. */
const pointed = (verb: Verb) => (item: unknown) => {
  const { record, labels } = recordOf(recordOf(item).seen)
  return postFact(verb, item, recordOf(record), labels)
}

/** Bluesky and whatever else keeps its accounts on the AT Protocol. https://docs.bsky.app */
export const atproto = (network = PUBLIC): Connector => {
  // 25: as many as one question to the AppView may name. Records are public, so no token goes along.
  const records = (name: string, spec: OwnWords<'request' | 'page' | 'terms'>): ReadStream =>
    cursorStream(
      ({ base, subject: repo }) =>
        withQuery(`${base}/xrpc/com.atproto.repo.listRecords`, { repo, collection: `app.bsky.${name}`, limit: 25 }),
      { list: 'records', cursor: 'cursor', token: 'none', terms: TERMS, ...spec },
    )
  const seen = (method: string, list: string, key: 'uris' | 'actors'): NonNullable<ReadStream['lookUp']> => ({
    request: (items) => {
      const asked = items
        .map(targetOf)
        .filter((one) => (key === 'actors' ? isDid(one) : /\/app\.bsky\.feed\.post\//.test(one)))
      if (network.appView === null || asked.length === 0) return null
      const query = new URLSearchParams(asked.map((one) => [key, one]))
      return { url: `${network.appView}/xrpc/app.bsky.${method}?${query}`, token: 'none' }
    },
    join: (items, { body }) => {
      const all = listOf(recordOf(body)[list]).map(recordOf)
      const found = new Map(all.map((one) => [key === 'actors' ? one.did : one.uri, one]))
      return items.map((item) => ({ ...recordOf(item), seen: found.get(targetOf(item)) }))
    },
  })
  return {
    id: 'atproto',
    kind: 'oauth2',
    names: { zh: 'Bluesky', en: 'Bluesky' },
    mark: null,
    login: {
      server: {
        asks: { zh: '账号', en: 'Handle' },
        placeholder: 'lin.bsky.social',
        client: 'document',
        find: (input) => findAtproto(input, network),
        confirm: (who, found) => confirmAtproto(who, found, network),
      },
      scopes: ['atproto'],
      me: [
        ({ sub }, _before, base) => ({
          url: withQuery(`${base}/xrpc/com.atproto.repo.describeRepo`, { repo: textOf(sub, 2048) }),
          token: 'none',
        }),
      ],
      subject: (_me, { sub }) => (isDid(sub) ? { id: sub } : null),
      profile: (me) => cardOf([me.handle]),
    },
    streams: {
      likes: records('feed.like', {
        ...WORDS.likes,
        facts: pointed('like'),
        lookUp: seen('feed.getPosts', 'posts', 'uris'),
      }),
      follows: records('graph.follow', {
        ...WORDS.follows,
        lookUp: seen('actor.getProfiles', 'profiles', 'actors'),
        facts: (item) => {
          const { displayName, handle, description } = recordOf(recordOf(item).seen)
          const name = textOf(displayName) || handle
          const at = recordOf(recordOf(item).value).createdAt
          return factOf('follow', 'Person', { id: uriOf(item), at, name, about: [name, description] })
        },
      }),
      posts: sinceNewest(
        records('feed.post', {
          ...WORDS.posts,
          facts: (item) => postFact('post', item, recordOf(recordOf(item).value), null),
        }),
        uriOf,
      ),
      reposts: sinceNewest(
        records('feed.repost', {
          ...WORDS.shares,
          facts: pointed('share'),
          lookUp: seen('feed.getPosts', 'posts', 'uris'),
        }),
        uriOf,
      ),
    },
    terms: TERMS,
    revoke: 'rfc7009',
    unchecked: { zh: '没有对真的 Bluesky 跑过', en: 'Never run against the real Bluesky' },
  }
}

/** The network that Bluesky is on. */
export default atproto()
