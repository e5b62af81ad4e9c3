import type { Text } from '../base/i18n.ts'
import { normalForm, TooManyConjunctions } from './normal-form.ts'
import { EVERYBODY, FIELDS, type Field, isField, type KnownCategories, type Rule, readValue } from './rule-words.ts'

/** What is wrong at one place of a rule. */
export interface RuleFault {
  /** From the root of what was sent: `targeting/all/0/in/2`. */
  readonly path: string
  readonly expected: Text
}

/** How much a rule may say. */
export const RULE_LIMITS = {
  /** Groups inside one another. */
  depth: 6,
  leaves: 100,
  /** Values of one leaf. */
  values: 200,
  /** Characters of one value. */
  valueLength: 80,
  /** What is left when everything is multiplied out. */
  conjunctions: 64,
  /** Beyond so many faults nobody reads on. */
  faults: 100,
} as const

/** Control characters, halves of pairs, and what turns the direction of writing: a value would look like another. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

const GROUPS = ['all', 'any', 'none'] as const
const SHAPE: Text = {
  zh: '一个条件组 { all | any | none: [...] }，或一个条件 { field, in: [...] }，没有别的键',
  en: 'a group { all | any | none: [...] } or a condition { field, in: [...] }, with no other key',
}
const NOBODY: Text = {
  zh: '至少有人符合的条件；这一条谁也不符合',
  en: 'a condition that somebody can meet; nobody can meet this one',
}

/**
 * A rule out of what was sent, with values as they are compared; or everything that is wrong with it. Never throws, runs nothing.
 * What is empty or absent lets everybody in. Also takes the older `{ interests, pageCategories }`.
 * @param path what the paths of faults begin with
 */
export function readRule(
  input: unknown,
  known: KnownCategories,
  path = 'targeting',
): { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly faults: readonly RuleFault[] } {
  const reading = new Reading(known)
  const rule = reading.read(input, path)
  if (reading.faults.length === 0) {
    const fault = wholeFault(rule, path)
    if (fault === null) return { ok: true, rule }
    reading.faults.push(...fault)
  }
  return { ok: false, faults: reading.faults }
}

/** The rule that the two lists of older campaigns mean; an empty list asks for nothing. */
export function fromLists(lists: {
  readonly interests?: readonly string[]
  readonly pageCategories?: readonly string[]
}): Rule {
  const leaf = (field: Field, values: readonly string[] = []): Rule[] =>
    values.length === 0 ? [] : [{ field, in: values }]
  return { all: [...leaf('interest', lists.interests), ...leaf('pageCategory', lists.pageCategories)] }
}

/** Too much when multiplied out, or for nobody: then where. */
function wholeFault(rule: Rule, path: string): RuleFault[] | null {
  const most = RULE_LIMITS.conjunctions
  const tooMany: RuleFault = {
    path,
    expected: {
      zh: `展开后最多 ${most} 种组合；请少用嵌套，或分成几个活动`,
      en: `at most ${most} combinations when multiplied out; nest less, or make several campaigns of it`,
    },
  }
  try {
    const { length } = normalForm(rule)
    if (length > most) return [tooMany]
    return length > 0 ? null : deadEnds(rule, path).map((at) => ({ path: at, expected: NOBODY }))
  } catch (error) {
    if (!(error instanceof TooManyConjunctions)) throw error
    return [tooMany]
  }
}

/** The innermost places that by themselves let nobody in. */
function deadEnds(rule: Rule, path: string): string[] {
  const inner = 'all' in rule ? rule.all : 'any' in rule ? rule.any : []
  const key = 'all' in rule ? 'all' : 'any'
  const found = inner.flatMap((part, i) => (normalForm(part).length === 0 ? deadEnds(part, `${path}/${key}/${i}`) : []))
  return found.length > 0 ? found : [path]
}

/** One reading: gathers faults, counts leaves. */
class Reading {
  readonly faults: RuleFault[] = []
  readonly #known: KnownCategories
  #leaves = 0

  constructor(known: KnownCategories) {
    this.#known = known
  }

  read(input: unknown, path: string): Rule {
    if (input === undefined || input === null) return EVERYBODY
    if (!isPlain(input)) return this.#wrong(path, SHAPE)
    const keys = Object.keys(input)
    if (keys.length === 0) return EVERYBODY
    if (keys.every((key) => key === 'interests' || key === 'pageCategories')) return this.#readLists(input, path)
    return this.#readNode(input, path, 1)
  }

  #wrong(path: string, expected: Text): Rule {
    if (this.faults.length < RULE_LIMITS.faults) this.faults.push({ path, expected })
    return EVERYBODY
  }

  #readLists(raw: Plain, path: string): Rule {
    const leaf = (name: string, field: Field): Rule[] => {
      const list = raw[name] ?? []
      if (Array.isArray(list) && list.length === 0) return []
      return [{ field, in: this.#readValues(field, list, `${path}/${name}`) }]
    }
    return { all: [...leaf('interests', 'interest'), ...leaf('pageCategories', 'pageCategory')] }
  }

  #readNode(input: unknown, path: string, depth: number): Rule {
    if (!isPlain(input)) return this.#wrong(path, SHAPE)
    const group = GROUPS.find((name) => Object.hasOwn(input, name))
    const allowed: readonly string[] = group === undefined ? ['field', 'in'] : [group]
    const strange = Object.keys(input).filter((key) => !allowed.includes(key))
    for (const key of strange.slice(0, 10)) this.#wrong(`${path}/${key.slice(0, RULE_LIMITS.valueLength)}`, SHAPE)
    if (strange.length > 0) return EVERYBODY
    return group === undefined ? this.#readLeaf(input, path) : this.#readGroup(group, input[group], path, depth)
  }

  #readGroup(name: (typeof GROUPS)[number], inner: unknown, path: string, depth: number): Rule {
    const at = `${path}/${name}`
    if (!Array.isArray(inner)) return this.#wrong(at, { zh: '一列条件', en: 'a list of conditions' })
    const most = RULE_LIMITS.depth
    if (depth > most)
      return this.#wrong(at, { zh: `最多嵌套 ${most} 层`, en: `at most ${most} groups inside one another` })
    if (inner.length > RULE_LIMITS.leaves) return this.#tooManyLeaves(at)
    if (name === 'any' && inner.length === 0) return this.#wrong(at, NOBODY)
    const rules = inner.map((part, i) => this.#readNode(part, `${at}/${i}`, depth + 1))
    return name === 'all' ? { all: rules } : name === 'any' ? { any: rules } : { none: rules }
  }

  #tooManyLeaves(path: string): Rule {
    const most = RULE_LIMITS.leaves
    return this.#wrong(path, { zh: `全部加起来最多 ${most} 个条件`, en: `at most ${most} conditions in all` })
  }

  #readLeaf({ field, in: list }: Plain, path: string): Rule {
    this.#leaves++
    if (this.#leaves === RULE_LIMITS.leaves + 1) return this.#tooManyLeaves(path)
    if (this.#leaves > RULE_LIMITS.leaves) return EVERYBODY
    if (!isField(field)) {
      const names = FIELDS.join(', ')
      return this.#wrong(`${path}/field`, { zh: `其中之一：${names}`, en: `one of ${names}` })
    }
    return { field, in: this.#readValues(field, list, `${path}/in`) }
  }

  #readValues(field: Field, list: unknown, path: string): string[] {
    const { values: most, valueLength } = RULE_LIMITS
    const length: Text = {
      zh: `1 到 ${valueLength} 个字，没有控制字符`,
      en: `1 to ${valueLength} characters, without control characters`,
    }
    if (!Array.isArray(list) || list.length > most) {
      this.#wrong(path, { zh: `一列值，最多 ${most} 个`, en: `a list of at most ${most} values` })
      return []
    }
    if (list.length === 0) this.#wrong(path, NOBODY)
    const found = new Set<string>()
    for (const [i, given] of list.entries()) {
      const value = typeof given === 'string' && given.length <= 4 * valueLength ? given.trim() : ''
      const isFit = value !== '' && value.length <= valueLength && !UNFIT.test(value)
      const read = isFit ? readValue(field, value, this.#known) : { expected: length }
      if (typeof read === 'string') found.add(read)
      else this.#wrong(`${path}/${i}`, read.expected)
    }
    return [...found]
  }
}

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
