import type { Text } from '../base/i18n.ts'
import { shownLine } from '../base/shown.ts'
import { category } from '../catalog/categories.ts'
import { classify, countTelling } from '../catalog/match.ts'
import { terms } from '../catalog/terms.ts'
import type { RawFact, StreamSpec, Verb } from '../connectors/connector.ts'
import { isDenied } from '../sensitive/denied.ts'
import { isSensitiveText } from '../sensitive/text.ts'

/** A category that a fact speaks of, and how clearly (0 to 1). */
export interface FactCategory {
  readonly id: string
  readonly weight: number
}

/** What of a fact is kept, sealed under the person's own key. */
export interface KeptFact {
  readonly verb: Verb
  readonly thing: string
  /** Absent where the stream promised that no words are kept. */
  readonly name: { readonly zh?: string; readonly en?: string } | null
  /** When it happened, ms since the epoch; null: unknown. */
  readonly at: number | null
  readonly categories: readonly FactCategory[]
}

/** Letters of a name. */
const MOST_NAME = 300
/** A fact speaks of this many things at most. */
const MOST_CATEGORIES = 2
/** A sensitive category that is this close to the best decides. */
const SENSITIVE_SHARE = 0.5

/**
 * Judges one thing read: what it is about, in our tree: what the source itself names, else what its words say. Null when it touches
 * health, faith, politics, love, children or another sensitive branch, by its words or by what they add up to: such a thing is set
 * aside, nothing of it is kept.
 */
export function judgeFact(raw: RawFact, spec: Pick<StreamSpec, 'keepsName'>): KeptFact | null {
  const named = (raw.categories ?? []).filter((id) => category(id) !== null)
  if (named.some(isDenied)) return null
  const text = `${raw.about} ${raw.name.zh ?? ''} ${raw.name.en ?? ''}`
  if (isSensitiveText(text)) return null
  const hits = classify(countTelling(terms(text)), 6)
  const best = hits[0]?.weight ?? 0
  if (hits.some((hit) => isDenied(hit.id) && hit.weight >= best * SENSITIVE_SHARE)) return null
  const recognised = hits
    .filter((hit) => !isDenied(hit.id))
    .slice(0, MOST_CATEGORIES)
    .map(({ id, weight }) => ({ id, weight: Math.round(weight * 1000) / 1000 }))
  const categories =
    named.length === 0 ? recognised : [...new Set(named)].slice(0, MOST_CATEGORIES).map((id) => ({ id, weight: 1 }))
  const { verb, thing, at } = raw
  return { verb, thing, at, categories, name: spec.keepsName ? shownName(raw.name) : null }
}

/** A name as it is kept: whoever wrote the descriptor, other people wrote the name. */
function shownName({ zh, en }: RawFact['name']): RawFact['name'] {
  return {
    ...(zh === undefined ? {} : { zh: shownLine(zh, MOST_NAME) }),
    ...(en === undefined ? {} : { en: shownLine(en, MOST_NAME) }),
  }
}

const DID: Readonly<Record<Verb, Text>> = {
  like: { zh: '你喜欢过：{name}', en: 'You liked: {name}' },
  follow: { zh: '你关注了：{name}', en: 'You follow: {name}' },
  post: { zh: '你发过一条关于{name}的帖子', en: 'You posted about {name}' },
  buy: { zh: '你买过：{name}', en: 'You bought: {name}' },
  share: { zh: '你转发过：{name}', en: 'You shared: {name}' },
  save: { zh: '你收藏过：{name}', en: 'You saved: {name}' },
  view: { zh: '你看过：{name}', en: 'You looked at: {name}' },
  add: { zh: '你放进过购物袋：{name}', en: 'You put in the bag: {name}' },
  listen: { zh: '你听过：{name}', en: 'You listened to: {name}' },
  declare: { zh: '你说过喜欢：{name}', en: 'You said you like: {name}' },
}

/** A fact as one sentence: by its own name, else by what it is about. */
export function factSentence(fact: KeptFact, labelOf: (id: string) => Text): Text {
  const first = fact.categories[0]
  const about = first === undefined ? { zh: '别的', en: 'something else' } : labelOf(first.id)
  const name = {
    zh: fact.name?.zh ?? fact.name?.en ?? about.zh,
    en: fact.name?.en ?? fact.name?.zh ?? about.en,
  }
  // Names are other people's texts: they may hold braces, so they are not filled in by pattern.
  return { zh: DID[fact.verb].zh.split('{name}').join(name.zh), en: DID[fact.verb].en.split('{name}').join(name.en) }
}
