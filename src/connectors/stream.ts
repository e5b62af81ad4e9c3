import { idOf, linkedPage, listOf, memberPage, recordOf } from './answer.ts'
import type { ApiRequest, ReadStream, SourceAt } from './connector.ts'

/**
 * How most streams are read: nothing but the sign-in opens them, once a day to the end, what was taken back is found by comparing,
 * and what is found is kept for 90 days with its name.
 */
export const DAILY = {
  scope: null,
  everyHours: 24,
  deletes: 'compare',
  retentionDays: 90,
  keepsName: true,
} as const

/** The words for what many providers have: the shopper reads the same ones for the same thing. */
export const WORDS = {
  likes: {
    title: { zh: '点赞', en: 'Likes' },
    purpose: { zh: '你赞过的帖子讲什么', en: 'What your likes are about' },
    example: { zh: '手冲咖啡，赞了 3 次', en: 'pour-over coffee, 3 likes' },
  },
  follows: {
    title: { zh: '关注', en: 'Follows' },
    purpose: { zh: '你关注了哪些账号', en: 'Which accounts you follow' },
    example: { zh: '徒步地图社', en: 'Trail Map Club' },
  },
  posts: {
    title: { zh: '你发的帖子', en: 'Your posts' },
    purpose: { zh: '从正文里认出兴趣，原文不留', en: 'Interests only, no text kept' },
    example: { zh: '周末去哪露营', en: 'weekend camping' },
    keepsName: false,
    retentionDays: 30,
  },
  shares: {
    title: { zh: '转发', en: 'Shares' },
    purpose: { zh: '你转发的帖子讲什么，原文不留', en: 'What the posts you shared are about, no text kept' },
    example: { zh: '周末市集', en: 'weekend market' },
    keepsName: false,
    retentionDays: 30,
  },
  saves: {
    title: { zh: '收藏', en: 'Saved' },
    purpose: { zh: '你收藏的帖子讲什么，原文不留', en: 'What the posts you saved are about, no text kept' },
    example: { zh: '露营装备清单', en: 'camping gear list' },
    keepsName: false,
  },
  stars: {
    title: { zh: '星标', en: 'Stars' },
    purpose: { zh: '你标星的项目讲什么', en: 'What the projects you starred are about' },
    example: { zh: '开源相机固件', en: 'open camera firmware' },
  },
  projects: {
    title: { zh: '你的公开项目', en: 'Your public projects' },
    purpose: { zh: '看主题和语言，名字不留', en: 'Topics and languages, no names kept' },
    example: { zh: '用 Rust 写的徒步路线工具', en: 'a trail planner in Rust' },
    keepsName: false,
  },
  purchases: {
    title: { zh: '买过的东西', en: 'Purchases' },
    purpose: { zh: '你在别处买了哪类商品', en: 'What kind of things you bought elsewhere' },
    example: { zh: '咖啡秤，买了 1 次', en: 'coffee scale, bought once' },
  },
} as const

/** One set of them. */
export type Words = Pick<ReadStream, 'title' | 'purpose' | 'example'> & Partial<ReadStream>

/** What a stream must say for itself; the rest may be as {@link DAILY} has it. */
export type OwnWords<Given extends keyof ReadStream> = Omit<ReadStream, keyof typeof DAILY | Given> &
  Partial<ReadStream>

/** A stream of bare lists, each of which links to the next one (RFC 8288); `first` is the address of the first. */
export function linkedStream(
  first: (at: SourceAt) => string,
  { accept, ...spec }: OwnWords<'request' | 'page'> & { readonly accept?: string },
): ReadStream {
  return {
    ...DAILY,
    ...spec,
    request: (at) => ({ url: at.next ?? first(at), ...(accept === undefined ? {} : { headers: { accept } }) }),
    page: (answer, at) => linkedPage(answer, at.next ?? first(at)),
  }
}

/**
 * A stream of objects that hold a list and a cursor for the next one: `list` and `cursor` are their members, `sendAs` is the parameter
 * that takes the cursor. A list without one, with an empty one or with 0 is the last.
 */
export function cursorStream(
  first: (at: SourceAt) => string,
  {
    list,
    cursor,
    sendAs = cursor,
    token,
    ...spec
  }: OwnWords<'request' | 'page'> & {
    readonly list: string
    readonly cursor: string
    readonly sendAs?: string
    readonly token?: ApiRequest['token']
  },
): ReadStream {
  return {
    ...DAILY,
    ...spec,
    request: (at) => {
      const url = new URL(first(at))
      if (at.next !== null) url.searchParams.set(sendAs, at.next)
      return { url: url.href, ...(token === undefined ? {} : { token }) }
    },
    page: (answer) =>
      memberPage(answer, list, (body, items) => {
        const next = idOf(body[cursor])
        const isEnd = next === '' || next === '0' || items.length === 0
        return { next: isEnd ? null : next, total: body.total_number }
      }),
  }
}

/** As {@link cursorStream}, for a list that goes on by page numbers until it is empty: how many there are is not to be relied on. */
export function numberedStream(
  first: (at: SourceAt) => string,
  {
    list,
    token,
    ...spec
  }: OwnWords<'request' | 'page'> & { readonly list: string; readonly token?: ApiRequest['token'] },
): ReadStream {
  return {
    ...DAILY,
    ...spec,
    request: (at) => {
      const url = new URL(first(at))
      url.searchParams.set('page', at.next ?? '1')
      return { url: url.href, ...(token === undefined ? {} : { token }) }
    },
    page: (answer, { next }) =>
      memberPage(answer, list, (body, items) => ({
        next: items.length === 0 ? null : String(Number(next ?? 1) + 1),
        total: body.total_number,
      })),
  }
}

/**
 * Reads a list that begins with the newest only as far as the last reading knew it: for what grows without end. What was taken back
 * since is found by the whole reading that a compared stream has once a week, or at once when it is that newest item. `key` is an
 * item's name at the source.
 */
export function sinceNewest(stream: ReadStream, key: (item: unknown) => string): ReadStream {
  return {
    ...stream,
    page: (answer, at) => {
      const page = stream.page(answer, at)
      const known = page.items.findIndex((item) => at.since !== null && key(item) === at.since)
      const newest = page.items.map(key).find((one) => one !== '')
      return {
        ...page,
        ...(known < 0 ? {} : { items: page.items.slice(0, known), next: null }),
        ...(at.next === null ? { since: newest ?? at.since } : {}),
      }
    },
  }
}

/**
 * Asks what the items of a page point to, all of them at once: `pointsTo` is what an item names (empty: nothing to ask), `list` the
 * member of the answer that holds the things and `key` the one that names each. An item whose thing came has it as `seen`.
 */
export function seenBy(
  ask: (names: readonly string[]) => ApiRequest,
  pointsTo: (item: unknown) => string,
  { list, key }: { readonly list: string; readonly key: string },
): NonNullable<ReadStream['lookUp']> {
  return {
    request: (items) => {
      const names = items.map(pointsTo).filter((one) => one !== '')
      return names.length === 0 ? null : ask(names)
    },
    join: (items, { body }) => {
      const things = listOf(recordOf(body)[list]).map(recordOf)
      const byName = new Map(things.map((one) => [one[key], one]))
      return items.map((item) => ({ ...recordOf(item), seen: byName.get(pointsTo(item)) }))
    },
  }
}
