import { DAY } from '../base/clock.ts'
import { fill, type Text } from '../base/i18n.ts'
import { category, categoryLabel, isWithin } from '../catalog/categories.ts'
import type { Verb } from '../connectors/connector.ts'
import { isDenied } from '../sensitive/denied.ts'
import type { FactCategory } from './fact.ts'

/** A fact as interests are formed from it. */
export interface FactInput {
  readonly id: string
  readonly verb: Verb
  readonly connector: string
  readonly stream: string
  /** When it happened, ms since the epoch. */
  readonly at: number
  readonly categories: readonly FactCategory[]
}

/** Facts of one kind that speak for an interest, in one sentence. */
export interface Evidence {
  readonly verb: Verb
  readonly connector: string
  readonly stream: string
  /** How many facts. */
  readonly count: number
  /** What they add up to now. */
  readonly mass: number
  /** The strongest of them. */
  readonly factIds: readonly string[]
  /** The youngest of them. */
  readonly at: number
}

/** Something the person cares about. */
export interface Interest {
  readonly categoryId: string
  /** 0 to 1 when it was derived; {@link weightAt} for later. */
  readonly weight: number
  /** Mass by verb when it was derived: each verb fades at its own speed. */
  readonly parts: Readonly<Partial<Record<Verb, number>>>
  /** Strongest first. */
  readonly evidence: readonly Evidence[]
}

/** What one act says: to buy says more than to like. */
const SAYS: Readonly<Record<Verb, number>> = {
  view: 0.3,
  listen: 0.6,
  add: 0.8,
  like: 1,
  share: 1.2,
  follow: 1.2,
  save: 1.3,
  post: 1.4,
  buy: 2,
  // Their own word is enough by itself.
  declare: 6,
}
/** Days until an act says half as much: a like is a mood, a follow stays until taken back. */
const HALF_LIFE_DAYS: Readonly<Record<Verb, number>> = {
  view: 14,
  add: 30,
  listen: 45,
  like: 60,
  share: 60,
  save: 120,
  post: 120,
  buy: 180,
  follow: 365,
  declare: 365,
}
/** Mass at which an interest has 63 % of full weight. */
const FULL = 6
/** Below this it is chance: one like somewhere makes nobody a gardener. */
const LEAST_WEIGHT = 0.2
/** More would say less. */
export const MOST_INTERESTS = 16
const MOST_FACT_IDS = 5

/** What is left of 1 after that long. A future time (a wrong clock at the source) counts as now. */
function decay(verb: Verb, ageMs: number): number {
  return 2 ** (-Math.max(0, ageMs) / (HALF_LIFE_DAYS[verb] * DAY))
}

const saturate = (mass: number): number => 1 - Math.exp(-mass / FULL)

/**
 * Forms interests out of facts: strongest first, {@link MOST_INTERESTS} at most, each with its evidence. Sensitive branches are never
 * inferred, whatever the facts say, nor is what the person denied (a denied branch takes all below it along).
 */
export function formInterests(facts: readonly FactInput[], denied: readonly string[], now: number): Interest[] {
  const byCategory = new Map<string, { fact: FactInput; mass: number }[]>()
  for (const fact of facts) {
    const strength = SAYS[fact.verb] * decay(fact.verb, now - fact.at)
    for (const { id, weight } of fact.categories) {
      if (!mayInfer(id, denied)) continue
      const list = byCategory.get(id) ?? []
      if (list.length === 0) byCategory.set(id, list)
      list.push({ fact, mass: strength * weight })
    }
  }
  return [...byCategory]
    .map(([categoryId, list]) => interestOf(categoryId, list))
    .filter((interest) => interest.weight >= LEAST_WEIGHT)
    .sort((a, b) => b.weight - a.weight || (a.categoryId < b.categoryId ? -1 : 1))
    .slice(0, MOST_INTERESTS)
}

/** May this be inferred of a person at all? Not when it is sensitive, unknown or denied. */
export function mayInfer(categoryId: string, denied: readonly string[]): boolean {
  return category(categoryId) !== null && !isDenied(categoryId) && !denied.some((no) => isWithin(categoryId, no))
}

function interestOf(categoryId: string, list: readonly { fact: FactInput; mass: number }[]): Interest {
  const groups = new Map<string, { fact: FactInput; mass: number }[]>()
  const parts: Partial<Record<Verb, number>> = {}
  for (const one of list) {
    const { verb, connector, stream } = one.fact
    parts[verb] = (parts[verb] ?? 0) + one.mass
    const key = `${verb} ${connector} ${stream}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  const evidence = [...groups.values()].map((group): Evidence => {
    const { verb, connector, stream } = group[0]!.fact
    const strongest = [...group].sort((a, b) => b.mass - a.mass).slice(0, MOST_FACT_IDS)
    return {
      verb,
      connector,
      stream,
      count: group.length,
      mass: group.reduce((sum, one) => sum + one.mass, 0),
      factIds: strongest.map((one) => one.fact.id),
      at: group.reduce((youngest, one) => Math.max(youngest, one.fact.at), Number.NEGATIVE_INFINITY),
    }
  })
  evidence.sort((a, b) => b.mass - a.mass)
  return { categoryId, weight: saturate(list.reduce((sum, one) => sum + one.mass, 0)), parts, evidence }
}

/** The weight of an interest at a later time: what nothing new was read about fades. */
export function weightAt(interest: Pick<Interest, 'parts'>, derivedAt: number, now: number): number {
  let mass = 0
  for (const [verb, part] of Object.entries(interest.parts) as [Verb, number][])
    mass += part * decay(verb, now - derivedAt)
  return saturate(mass)
}

const SENTENCES: Readonly<Record<Verb, { one: Text; more: Text }>> = {
  like: {
    one: { zh: '你喜欢过 1 条关于{about}的帖子', en: 'You liked 1 post on {about}' },
    more: { zh: '你喜欢过 {n} 条关于{about}的帖子', en: 'You liked {n} posts on {about}' },
  },
  follow: {
    one: { zh: '你关注了 1 个讲{about}的账号', en: 'You follow 1 account about {about}' },
    more: { zh: '你关注了 {n} 个讲{about}的账号', en: 'You follow {n} accounts about {about}' },
  },
  post: {
    one: { zh: '你发过 1 条关于{about}的帖子', en: 'You wrote 1 post on {about}' },
    more: { zh: '你发过 {n} 条关于{about}的帖子', en: 'You wrote {n} posts on {about}' },
  },
  buy: {
    one: { zh: '你买过 1 件和{about}有关的东西', en: 'You bought 1 thing to do with {about}' },
    more: { zh: '你买过 {n} 件和{about}有关的东西', en: 'You bought {n} things to do with {about}' },
  },
  share: {
    one: { zh: '你转发过 1 条关于{about}的帖子', en: 'You shared 1 post on {about}' },
    more: { zh: '你转发过 {n} 条关于{about}的帖子', en: 'You shared {n} posts on {about}' },
  },
  save: {
    one: { zh: '你收藏过 1 样和{about}有关的东西', en: 'You saved 1 thing to do with {about}' },
    more: { zh: '你收藏过 {n} 样和{about}有关的东西', en: 'You saved {n} things to do with {about}' },
  },
  view: {
    one: { zh: '你看过 1 次和{about}有关的东西', en: 'You looked once at something to do with {about}' },
    more: { zh: '你看过 {n} 次和{about}有关的东西', en: 'You looked {n} times at things to do with {about}' },
  },
  add: {
    one: { zh: '你把 1 件和{about}有关的东西放进过购物袋', en: 'You put 1 thing to do with {about} in the bag' },
    more: { zh: '你把 {n} 件和{about}有关的东西放进过购物袋', en: 'You put {n} things to do with {about} in the bag' },
  },
  listen: {
    one: { zh: '你听过 1 次{about}', en: 'You listened to {about} once' },
    more: { zh: '你听过 {n} 次{about}', en: 'You listened to {about} {n} times' },
  },
  declare: {
    one: { zh: '你说过你喜欢{about}', en: 'You said you like {about}' },
    more: { zh: '你说过你喜欢{about}', en: 'You said you like {about}' },
  },
}

/** The evidence in words: 你喜欢过 3 条关于手冲咖啡的帖子. */
export function evidenceSentence(categoryId: string, evidence: Pick<Evidence, 'verb' | 'count'>): Text {
  const label = categoryLabel(categoryId)
  const { one, more } = SENTENCES[evidence.verb]
  const template = evidence.count === 1 ? one : more
  const params = { n: evidence.count }
  return {
    zh: fill(template.zh, { ...params, about: label.zh }),
    en: fill(template.en, { ...params, about: lowered(label.en) }),
  }
}

/** "Pour-over coffee" inside a sentence; "TV" stays. */
const lowered = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
