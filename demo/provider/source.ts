import type { Lang, Text } from '../../src/base/i18n.ts'
import { SENSITIVE } from './material/sensitive.ts'
import { ACCOUNT_FRAMES, AUTHORS, LIKE_FRAMES, POST_FRAMES, SELLERS } from './material/voices.ts'
import { materialOf, type Thing, type Topic } from './material.ts'
import { PERSONAS, type Persona } from './personas.ts'

/** The readable parts of what Islet holds about a person. Each is also the OAuth scope that opens it. */
export const STREAMS = ['likes', 'follows', 'posts', 'purchases'] as const
/** One of them. */
export type StreamId = (typeof STREAMS)[number]

/** An ActivityStreams 2.0 activity as it goes over the wire (https://www.w3.org/TR/activitystreams-core/). */
export interface Activity {
  readonly id: string
  readonly type: 'Like' | 'Follow' | 'Create'
  readonly actor: string
  /** ISO 8601. */
  readonly published: string
  readonly object: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000
/** Histories reach that far back: 18 months. */
const SPAN_MS = 548 * DAY_MS

/** What one thing in a history is about, before it has a number and a date. */
interface Draft {
  readonly type: Activity['type']
  readonly object: Readonly<Record<string, unknown>>
}

/**
 * A person's whole stream, newest first. The same persona, base address and start always give the same stream, so that what
 * was read yesterday is recognised today.
 */
export function streamOf(
  persona: Persona,
  stream: StreamId,
  { issuer, startedAt }: { issuer: string; startedAt: number },
): readonly Activity[] {
  if (persona.material === null) return []
  const random = seeded(hash(`${persona.id}/${stream}`))
  const drafts = shuffled(DRAFTS[stream](persona, random), random)
  const at = drafts.map(() => startedAt - Math.floor(DAY_MS / 8 + random() * SPAN_MS)).sort((a, b) => a - b)
  const activities = drafts.map((draft, i): Activity => {
    const id = `${issuer}/activities/${persona.subject}/${stream}/${i + 1}`
    const published = new Date(at[i]!).toISOString()
    const object = draft.type === 'Follow' ? draft.object : { id: `${id}/object`, published, ...draft.object }
    return { id, type: draft.type, actor: `${issuer}/people/${persona.subject}`, published, object }
  })
  return activities.reverse()
}

/** How each stream is made out of the hand-written material. */
const DRAFTS: Readonly<Record<StreamId, (persona: Persona, random: () => number) => Draft[]>> = {
  posts: (persona, random) => {
    const own = topicsOf(persona).flatMap((topic) => topic.posts.map(({ lang, text }) => note(text, lang, topic)))
    const framed = topicsOf(persona).flatMap((topic) =>
      topic.things.map((thing) => {
        const lang = random() < 0.72 ? 'zh' : 'en'
        return note(framedBy(pick(POST_FRAMES[lang], random), thing, lang), lang, topic)
      }),
    )
    return [...own, ...framed, ...sensitiveOf(persona, 'posts')]
  },
  likes: (persona, random) => {
    const written = topicsOf(persona).flatMap((topic, rank) =>
      topic.things.flatMap((thing) =>
        Array.from({ length: zealOf(rank) }, () => {
          const lang = random() < 0.72 ? 'zh' : 'en'
          return liked(framedBy(pick(LIKE_FRAMES[lang], random), thing, lang), lang, topic, pick(AUTHORS, random))
        }),
      ),
    )
    // A little of everything else: nobody likes only their own subjects.
    const others = shuffled(
      PERSONAS.filter((one) => one.material !== null && one.id !== persona.id).flatMap((one) =>
        topicsOf(one).flatMap((topic) =>
          topic.posts.map(({ lang, text }) => liked(text, lang, topic, pick(AUTHORS, random))),
        ),
      ),
      random,
    ).slice(0, 14)
    return [...written, ...others, ...sensitiveOf(persona, 'likes')]
  },
  follows: (persona, random) => {
    const drafts = topicsOf(persona).flatMap((topic, rank) => [
      follow('Group', { zh: topic.name.zh, en: topic.name.en }, topic),
      ...shuffled(ACCOUNT_FRAMES, random)
        .slice(0, 2 + zealOf(rank))
        .map((frame) =>
          follow(pick(['Person', 'Organization'] as const, random), accountName(frame, topic.name), topic),
        ),
      ...shuffled(topic.things, random)
        .slice(0, zealOf(rank))
        .map((thing) => follow('Group', thing, topic)),
    ])
    return [...drafts, ...sensitiveOf(persona, 'follows')]
  },
  purchases: (persona, random) => {
    const bought = topicsOf(persona).flatMap((topic) => topic.things.map((thing) => order(thing, topic, random)))
    // What is used up is bought again.
    const again = topicsOf(persona).flatMap((topic, rank) =>
      Array.from({ length: zealOf(rank) - 1 }, () => order(pick(topic.things, random), topic, random)),
    )
    return [...bought, ...again, ...sensitiveOf(persona, 'purchases')]
  },
}

const topicsOf = (persona: Persona): readonly Topic[] => (persona.material === null ? [] : materialOf(persona.material))

/**
 * How often a person comes back to a subject, 3 to 1: they stand in the order in which the person cares, so that a profile has
 * something to tell apart.
 */
const zealOf = (rank: number): number => (rank < 4 ? 3 : rank < 8 ? 2 : 1)

const tagsOf = (topic: Topic) =>
  [...topic.tags.zh, ...topic.tags.en].map((name) => ({ type: 'Hashtag', name: `#${name}` }))

/** A post in the person's own words (AS2 `Note`). */
function note(text: string, lang: Lang, topic: Topic): Draft {
  return { type: 'Create', object: { type: 'Note', content: text, contentMap: { [lang]: text }, tag: tagsOf(topic) } }
}

function liked(text: string, lang: Lang, topic: Topic, author: string): Draft {
  const attributedTo = { type: 'Person', name: author }
  const map = { [lang]: text }
  return { type: 'Like', object: { type: 'Article', name: text, nameMap: map, attributedTo, tag: tagsOf(topic) } }
}

function follow(type: 'Group' | 'Person' | 'Organization', name: Text, topic: Topic): Draft {
  return { type: 'Follow', object: { type, name: name.zh, nameMap: { zh: name.zh, en: name.en }, tag: tagsOf(topic) } }
}

/** A purchase: a schema.org Order (https://schema.org/Order) that was made. */
function order(thing: Thing, topic: Topic, random: () => number): Draft {
  const names = { name: thing.zh, nameMap: { zh: thing.zh, en: thing.en } }
  const quantity = random() < 0.82 ? 1 : 2
  const price = String(9 + Math.floor(random() ** 2 * 560))
  return {
    type: 'Create',
    object: {
      type: 'Order',
      ...names,
      seller: { type: 'Organization', name: pick(SELLERS, random) },
      orderedItem: [
        {
          type: 'OrderItem',
          orderQuantity: quantity,
          orderedItem: { type: 'Product', ...names, category: topic.name.zh, offers: { price, priceCurrency: 'CNY' } },
        },
      ],
      tag: tagsOf(topic),
    },
  }
}

/** Three of the delicate things in each stream, other ones for each person: what a profile must refuse. */
function sensitiveOf(persona: Persona, stream: StreamId): Draft[] {
  const random = seeded(hash(`${persona.id}/${stream}/sensitive`))
  return shuffled(SENSITIVE, random)
    .slice(0, 3)
    .map((one) => {
      const topic: Topic = { category: one.category, name: one.thing, tags: one.tags, things: [one.thing], posts: [] }
      if (stream === 'purchases') return order(one.thing, topic, random)
      if (stream === 'follows') return follow('Group', one.thing, topic)
      return stream === 'likes' ? liked(one.post, 'zh', topic, pick(AUTHORS, random)) : note(one.post, 'zh', topic)
    })
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function framedBy(frame: string, thing: Thing, lang: Lang): string {
  return frame.replace('{thing}', thing[lang]).replace('{Thing}', capital(thing[lang]))
}

function accountName(frame: Text, name: Text): Text {
  const en = frame.en.replace('{topic}', name.en).replace('{Topic}', capital(name.en))
  return { zh: frame.zh.replace('{topic}', name.zh), en }
}

/** FNV-1a, 32 bits: only spreads names over seeds. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Xorshift with 32 bits (Marsaglia 2003, triple 13-17-5): the same seed, the same history. Gives 0 ≤ x < 1. */
function seeded(seed: number): () => number {
  let x = seed || 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 4_294_967_296
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)]!
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}
