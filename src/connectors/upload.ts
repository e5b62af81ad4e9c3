import { type ArchiveOf, archiveStream } from './archive.ts'
import { instagram } from './archives/instagram.ts'
import { mastodon } from './archives/mastodon.ts'
import { takeout } from './archives/takeout.ts'
import { x } from './archives/x.ts'
import type { Connector } from './connector.ts'
import { WORDS } from './stream.ts'

const TERMS = {
  docs: 'https://gdpr-info.eu/art-20-gdpr/',
  reviewed: '2026-11-25',
  note: {
    zh: '你自己的存档，只取选中的部分，原文件不留',
    en: 'Your own archive: only what you choose is read, the file is not kept',
  },
  adUse: 'allowed',
} as const
const KEPT = { retentionDays: 180, terms: TERMS }
const filesOf = (stream: keyof ArchiveOf) => [takeout, x, mastodon, instagram].flatMap((one) => one[stream] ?? [])

/** The archive a shopper has asked a service for, in the shapes of each service. */
const upload: Connector = {
  id: 'upload',
  kind: 'upload',
  names: { zh: '你带来的存档', en: 'An archive of yours' },
  mark: 'M4 15v5h16v-5M12 16V4M7 9l5-5 5 5',
  streams: {
    likes: archiveStream(filesOf('likes'), {
      ...{ ...WORDS.likes, ...KEPT, keepsName: false, verb: 'like', thing: 'Note' },
      purpose: { zh: '你赞过的帖子讲什么，原文不留', en: 'What your likes are about, no text kept' },
    }),
    follows: archiveStream(filesOf('follows'), {
      ...{ ...WORDS.follows, ...KEPT, keepsName: true, verb: 'follow', thing: 'Person' },
      title: { zh: '关注和订阅', en: 'Follows and subscriptions' },
      purpose: { zh: '你关注了哪些账号和频道', en: 'Which accounts and channels you follow' },
    }),
    watched: archiveStream(filesOf('watched'), {
      ...{ ...KEPT, keepsName: false, verb: 'view', thing: 'VideoObject' },
      title: { zh: '看过的视频', en: 'Videos you watched' },
      purpose: { zh: '你看过的视频讲什么，标题不留', en: 'What they are about, no title kept' },
      example: { zh: '露营，看了 5 次', en: 'camping, 5 videos' },
    }),
    posts: archiveStream(filesOf('posts'), { ...WORDS.posts, ...KEPT, verb: 'post', thing: 'Note' }),
  },
  terms: TERMS,
  revoke: 'none',
  unchecked: { zh: '只用仿照的存档跑过', en: 'Run on archives made like the real ones only' },
}

export default upload
