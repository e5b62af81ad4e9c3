import type { Lang, Text } from '../../src/base/i18n.ts'
import { COFFEE } from './material/coffee.ts'
import { CYCLING } from './material/cycling.ts'
import { OUTDOOR } from './material/outdoor.ts'
import { PHOTO } from './material/photo.ts'
import { PLANTS } from './material/plants.ts'
import { READING } from './material/reading.ts'

/** A kind of goods, as one says it in either language. */
export type Thing = Text

/** One subject that somebody cares about, with everything that was written for it by hand. */
export interface Topic {
  /** The shop's category that it belongs to; for us who write, never sent. */
  readonly category: string
  readonly name: Text
  /** Hashtags without `#`. */
  readonly tags: { readonly zh: readonly string[]; readonly en: readonly string[] }
  readonly things: readonly Thing[]
  readonly posts: readonly { readonly lang: Lang; readonly text: string }[]
}

const TEXTS = { coffee: COFFEE, outdoor: OUTDOOR, cycling: CYCLING, plants: PLANTS, photo: PHOTO, reading: READING }
/** Whose subjects there are. */
export type MaterialId = keyof typeof TEXTS

const read = new Map<MaterialId, readonly Topic[]>()

/** The subjects of one person; read once, the texts never change. */
export function materialOf(id: MaterialId): readonly Topic[] {
  const known = read.get(id)
  if (known) return known
  const topics = readTopics(TEXTS[id])
  read.set(id, topics)
  return topics
}

/**
 * Reads topics. Each is a block:
 *
 *     # category | 中文名, more tags | English name, more tags
 *     中文 ~ English; 中文 ~ English        the goods
 *     + 中文的帖子
 *     > a post in English
 *
 * @throws TypeError with the line that is none of these
 */
export function readTopics(text: string): readonly Topic[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...rest] = block.trim().split('\n')
      const [category = '', zh = '', en = ''] = head.split('|').map((part) => part.trim())
      const tags = { zh: zh.split(/,\s*/), en: en.split(/,\s*/) }
      const things: Thing[] = []
      const posts: { lang: Lang; text: string }[] = []
      for (const line of rest) {
        if (line.startsWith('+ ')) posts.push({ lang: 'zh', text: line.slice(2) })
        else if (line.startsWith('> ')) posts.push({ lang: 'en', text: line.slice(2) })
        else things.push(...line.split(/;\s*/).map(readThing))
      }
      return { category, name: { zh: tags.zh[0]!, en: tags.en[0]! }, tags, things, posts }
    })
}

function readThing(text: string): Thing {
  const [zh, en] = text.split('~').map((part) => part.trim())
  if (!zh || !en) throw new TypeError(`material: expected 中文 ~ English, got ${text}`)
  return { zh, en }
}
