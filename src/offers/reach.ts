import { EVERYBODY, type Field, type Rule } from '../matching/rule-words.ts'

/** How far a rule reaches. */
export interface Reach {
  /** Null: nobody's profile may be used yet. */
  readonly people: {
    readonly about: number
    readonly isFew: boolean
    readonly of: number
    readonly sampled: number
  } | null
  /** Null: no page has asked since the program started. */
  readonly pages: { readonly share: number; readonly sampled: number; readonly since: string } | null
}

/** Holds for nobody. */
const NOBODY: Rule = { any: [] }

/**
 * What a rule asks of some fields alone: conditions on others are taken to hold, and what they would exclude is taken not to be there.
 * So whoever the rule could let in at all is let in.
 */
export function onlyAbout(rule: Rule, fields: readonly Field[], holds = true): Rule {
  if ('field' in rule) return fields.includes(rule.field) ? rule : holds ? EVERYBODY : NOBODY
  if ('all' in rule) return { all: rule.all.map((part) => onlyAbout(part, fields, holds)) }
  if ('any' in rule) return { any: rule.any.map((part) => onlyAbout(part, fields, holds)) }
  return { none: rule.none.map((part) => onlyAbout(part, fields, !holds)) }
}
