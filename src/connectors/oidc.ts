import type {
  AccountCard,
  ApiAnswer,
  Connector,
  Raw,
  RawFact,
  ReadStream,
  SourceAt,
  SourcePage,
  Terms,
  Verb,
} from './connector.ts'

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown, most = 300): string => (typeof value === 'string' ? value.slice(0, most) : '')
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/**
 * Texts of other people may hold markup (ActivityStreams 2.0 Vocabulary, `content`): only the words are of use. A tag ends
 * before the next `<`, or a text of nothing else would take the square of its length.
 */
const plain = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * A page of an ActivityStreams 2.0 collection (https://www.w3.org/TR/activitystreams-core/#collections). A whole collection
 * without items of its own points to its first page.
 */
function page({ body: raw }: ApiAnswer, first: string, at: SourceAt): SourcePage {
  const type = isRecord(raw) ? raw.type : undefined
  if (!isRecord(raw) || typeof type !== 'string' || !/^(Ordered)?Collection(Page)?$/.test(type))
    throw new Error('an ActivityStreams collection or page was expected')
  const items = raw.orderedItems ?? raw.items
  if (items !== undefined && !Array.isArray(items)) throw new Error('orderedItems is no list')
  const all = listOf(items)
  const gone = (item: unknown) => isRecord(item) && (item.type === 'Tombstone' || item.type === 'Undo')
  const onward = raw.next ?? (items === undefined ? raw.first : null)
  return {
    items: all.filter((item) => !gone(item)),
    next: nextOf(addressOf(onward), at.next ?? first),
    total: Number.isInteger(raw.totalItems) && Number(raw.totalItems) >= 0 ? Number(raw.totalItems) : null,
    deleted: all.filter(gone).map((item) => textOf((item as Raw).id)),
  }
}

/** Where the next page is, read from where this one was. @throws Error when that is no address */
function nextOf(onward: string | null, current: string): string | null {
  if (onward === null) return null
  if (!URL.canParse(onward, current)) throw new Error('next is no address')
  return new URL(onward, current).href
}

const addressOf = (link: unknown): string | null =>
  typeof link === 'string' && link !== '' ? link : isRecord(link) ? addressOf(link.href ?? link.id) : null

function nameOf(object: Raw): { zh?: string; en?: string } {
  const map = isRecord(object.nameMap) ? object.nameMap : isRecord(object.contentMap) ? object.contentMap : {}
  const zh = plain(textOf(map.zh ?? map['zh-CN'] ?? map['zh-Hans']))
  const en = plain(textOf(map.en))
  const bare = plain(textOf(object.name) || textOf(object.content) || textOf(object.preferredUsername))
  const found = { ...(zh === '' ? {} : { zh }), ...(en === '' ? {} : { en }) }
  if (zh !== '' || en !== '' || bare === '') return found
  return /\p{Script=Han}/u.test(bare) ? { zh: bare } : { en: bare }
}

function aboutOf(object: Raw): string {
  const tags = listOf(object.tag).map((tag) => textOf(isRecord(tag) ? tag.name : tag, 60).replace(/^#/, ''))
  const words = [object.name, object.summary, object.content, object.category].map((part) => plain(textOf(part, 2000)))
  const maps = [object.nameMap, object.contentMap].filter(isRecord)
  const said = maps.flatMap((map) => Object.values(map).map((part) => plain(textOf(part, 2000))))
  return [...new Set([...words, ...said, ...tags])]
    .filter((part) => part !== '')
    .join(' \n ')
    .slice(0, 6000)
}

function factOf(activity: Raw, verb: Verb, object: Raw, number: number): RawFact {
  const at = Date.parse(textOf(activity.published) || textOf(object.published))
  return {
    sourceId: `${textOf(activity.id) || textOf(object.id)}${number === 0 ? '' : `#${number}`}`,
    verb,
    at: Number.isNaN(at) ? null : at,
    thing: textOf(listOf(object.type)[0], 40) || 'Thing',
    name: nameOf(object),
    about: aboutOf(object),
  }
}

/** Facts of one activity whose type is the stream's; anything else in a stream is somebody else's extension. */
function factsOf(type: string, verb: Verb): (item: unknown) => readonly RawFact[] {
  return (item) => {
    if (!isRecord(item) || item.type !== type) return []
    const object = isRecord(item.object) ? item.object : typeof item.object === 'string' ? { id: item.object } : null
    if (object === null || (textOf(item.id) === '' && textOf(object.id) === '')) return []
    if (verb !== 'buy') return [factOf(item, verb, object, 0)]
    // schema.org Order: one fact a product, so that one of three can be corrected alone.
    const goods = listOf(object.orderedItem).flatMap((line) => {
      const product = isRecord(line) && isRecord(line.orderedItem) ? line.orderedItem : line
      return isRecord(product) ? [{ ...product, tag: [...listOf(product.tag), ...listOf(object.tag)] }] : []
    })
    return (goods.length === 0 ? [object] : goods).map((product, i) => factOf(item, verb, product, i))
  }
}

/** `{source}/{name}`; the source's address may have a path of its own. */
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
  page: (answer, at) => page(answer, `${at.base}/${name}`, at),
})

function profile(claims: Raw): AccountCard {
  const picture = textOf(claims.picture, 500)
  const web = URL.canParse(picture) && /^https?:$/.test(new URL(picture).protocol)
  const name = textOf(claims.name, 80) || textOf(claims.nickname, 80) || textOf(claims.preferred_username, 80)
  return { name: name.trim() === '' ? null : name.trim(), picture: web ? picture : null }
}

/**
 * Any OpenID provider (OpenID Connect Core 1.0 and Discovery 1.0), by issuer, client id and secret alone, and the
 * ActivityStreams 2.0 source that belongs to its accounts where the setting names one.
 */
const oidc: Connector = {
  id: 'oidc',
  kind: 'oidc',
  names: { zh: 'OpenID 账号', en: 'OpenID account' },
  mark: null,
  login: { server: { issuer: null }, scopes: ['profile'], profile },
  streams: {
    likes: stream('likes', {
      title: { zh: '点赞', en: 'Likes' },
      purpose: { zh: '你赞过的帖子讲什么', en: 'What your likes are about' },
      example: { zh: '手冲咖啡，赞了 3 次', en: 'pour-over coffee, 3 likes' },
      retentionDays: 90,
      keepsName: true,
      facts: factsOf('Like', 'like'),
    }),
    follows: stream('follows', {
      title: { zh: '关注', en: 'Follows' },
      purpose: { zh: '你关注了哪些账号', en: 'Which accounts you follow' },
      example: { zh: '徒步地图社', en: 'Trail Map Club' },
      retentionDays: 90,
      keepsName: true,
      facts: factsOf('Follow', 'follow'),
    }),
    posts: stream('posts', {
      title: { zh: '你发的帖子', en: 'Your posts' },
      purpose: { zh: '从正文里认出兴趣，原文不留', en: 'Interests only, no text kept' },
      example: { zh: '周末去哪露营', en: 'weekend camping' },
      retentionDays: 30,
      keepsName: false,
      facts: factsOf('Create', 'post'),
    }),
    purchases: stream('purchases', {
      title: { zh: '买过的东西', en: 'Purchases' },
      purpose: { zh: '你在别处买了哪类商品', en: 'What kind of things you bought elsewhere' },
      example: { zh: '咖啡秤，买了 1 次', en: 'coffee scale, bought once' },
      retentionDays: 90,
      keepsName: true,
      facts: factsOf('Create', 'buy'),
    }),
  },
  terms: TERMS,
  revoke: 'rfc7009',
  unchecked: null,
}

export default oidc
