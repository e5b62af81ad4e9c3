import { parse } from 'csv-parse/sync'
import { factOf, isRecord, listOf, recordOf, textOf } from './answer.ts'
import type { ArchiveStream, Connector, Raw, RawFact, Verb } from './connector.ts'

const TERMS = {
  docs: 'https://gdpr-info.eu/art-20-gdpr/',
  reviewed: '2026-11-25',
  note: {
    zh: '你自己的存档，只取选中的部分，原文件不留',
    en: 'Your own archive: only what you choose is read, the file is not kept',
  },
}

/** A thing out of an archive, whichever service wrote it. */
interface Thing {
  readonly id: unknown
  readonly at?: unknown
  readonly name: unknown
  readonly about: readonly unknown[]
}
/** Reads a file into things. */
type Format = readonly [path: RegExp, things: (text: string) => Iterable<Thing>]

/** X writes a script that assigns a list of JSON: `window.YTD.like.part0 = [ … ]`. */
const script = (text: string): readonly unknown[] => listOf(JSON.parse(text.slice(text.indexOf('['))))
const rows = (text: string): readonly Raw[] =>
  parse(text, { columns: true, bom: true, relax_column_count: true }) as Raw[]
const seconds = (at: unknown): unknown => (Number(at) > 0 ? new Date(Number(at) * 1000).toISOString() : undefined)
/** Instagram's lists hang below one member of many names. */
const under = (text: string): readonly Raw[] => {
  const whole: unknown = JSON.parse(text)
  return (Array.isArray(whole) ? whole : Object.values(recordOf(whole)).flatMap(listOf)).filter(isRecord)
}
const entry = (one: Raw): Raw => recordOf(listOf(one.string_list_data)[0])

const LIKES: readonly Format[] = [
  // https://help.x.com/en/managing-your-account/how-to-download-your-x-archive
  [
    /(^|\/)data\/like(-part\d+)?\.js$/,
    (text) =>
      script(text)
        .map((one) => recordOf(recordOf(one).like))
        .map((like) => ({ id: like.tweetId, name: like.fullText, about: [like.fullText] })),
  ],
  [
    /(^|\/)liked_posts\.json$/,
    (text) =>
      under(text).map((one) => ({
        id: entry(one).href,
        at: seconds(entry(one).timestamp),
        name: one.title,
        about: [one.title],
      })),
  ],
]
const FOLLOWS: readonly Format[] = [
  // https://support.google.com/accounts/answer/3024190: the file is named in the language of the account.
  [
    /(^|\/)(subscriptions|订阅内容)\.csv$/,
    (text) =>
      rows(text)
        .map((row) => Object.values(row))
        .map(([id, , title]) => ({ id, name: title, about: [title] })),
  ],
  // https://docs.joinmastodon.org/user/moving/#export
  [
    /(^|\/)following_accounts\.csv$/,
    (text) =>
      rows(text)
        .map((row) => Object.values(row))
        .map(([address]) => ({ id: address, name: address, about: [address] })),
  ],
  [
    /(^|\/)following\.json$/,
    (text) =>
      under(text).map((one) => ({
        id: entry(one).href,
        at: seconds(entry(one).timestamp),
        name: textOf(entry(one).value) || one.title,
        about: [entry(one).value, one.title],
      })),
  ],
]
const WATCHED: readonly Format[] = [
  [
    /(^|\/)(watch-history|观看记录)\.json$/,
    (text) =>
      listOf(JSON.parse(text))
        .map(recordOf)
        .map((one) => {
          const title = textOf(one.title).replace(/^Watched |^观看了 ?/, '')
          return {
            id: `${textOf(one.titleUrl)} ${textOf(one.time)}`.trim(),
            at: one.time,
            name: title,
            about: [title, ...listOf(one.subtitles).map((by) => recordOf(by).name)],
          }
        }),
  ],
]
const POSTS: readonly Format[] = [
  [
    /(^|\/)outbox\.json$/,
    (text) =>
      listOf(recordOf(JSON.parse(text)).orderedItems)
        .map((one) => recordOf(recordOf(one).object))
        .map((note) => ({
          id: note.id,
          at: note.published,
          name: note.content,
          about: [note.content, ...listOf(note.tag).map((tag) => recordOf(tag).name)],
        })),
  ],
  [
    /(^|\/)data\/tweets?(-part\d+)?\.js$/,
    (text) =>
      script(text)
        .map((one) => recordOf(recordOf(one).tweet))
        .map((tweet) => ({ id: tweet.id_str, at: tweet.created_at, name: tweet.full_text, about: [tweet.full_text] })),
  ],
]

const stream = (
  formats: readonly Format[],
  [verb, thing]: readonly [Verb, string],
  spec: Pick<ArchiveStream, 'title' | 'purpose' | 'example' | 'keepsName'>,
): ArchiveStream => ({
  ...spec,
  retentionDays: 180,
  terms: { ...TERMS, adUse: 'allowed' },
  holds: (path) => formats.some(([of]) => of.test(path)),
  items: (text, path) => formats.find(([of]) => of.test(path))?.[1](text) ?? [],
  facts: (item): readonly RawFact[] => {
    const { id, at, name, about } = recordOf(item)
    return factOf(verb, thing, { id, at, name, about: listOf(about) })
  },
})

/** The archive a shopper has asked a service for: Google Takeout, X, Mastodon, Instagram, in the shapes they document. */
const upload: Connector = {
  id: 'upload',
  kind: 'upload',
  names: { zh: '你带来的存档', en: 'An archive of yours' },
  mark: null,
  streams: {
    likes: stream(LIKES, ['like', 'Note'], {
      title: { zh: '点赞', en: 'Likes' },
      purpose: { zh: '你赞过的帖子讲什么，原文不留', en: 'What your likes are about, no text kept' },
      example: { zh: '手冲咖啡，赞了 3 次', en: 'pour-over coffee, 3 likes' },
      keepsName: false,
    }),
    follows: stream(FOLLOWS, ['follow', 'Person'], {
      title: { zh: '关注和订阅', en: 'Follows and subscriptions' },
      purpose: { zh: '你关注了哪些账号和频道', en: 'Which accounts and channels you follow' },
      example: { zh: '徒步地图社', en: 'Trail Map Club' },
      keepsName: true,
    }),
    watched: stream(WATCHED, ['view', 'VideoObject'], {
      title: { zh: '看过的视频', en: 'Videos you watched' },
      purpose: { zh: '你看过的视频讲什么，标题不留', en: 'What they are about, no title kept' },
      example: { zh: '露营，看了 5 次', en: 'camping, 5 videos' },
      keepsName: false,
    }),
    posts: stream(POSTS, ['post', 'Note'], {
      title: { zh: '你发的帖子', en: 'Your posts' },
      purpose: { zh: '从正文里认出兴趣，原文不留', en: 'Interests only, no text kept' },
      example: { zh: '周末去哪露营', en: 'weekend camping' },
      keepsName: false,
    }),
  },
  terms: TERMS,
  revoke: 'none',
  unchecked: { zh: '没有用真的存档跑过', en: 'Never run on a real archive' },
}

export default upload
