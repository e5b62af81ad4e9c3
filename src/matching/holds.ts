import { keyOf, type Rule } from './rule-words.ts'
import { hasKey } from './traits.ts'

/** Does the rule hold for whoever has these keys ({@link keysOf})? The plain reading of a rule, which everything faster must equal. */
export function holds(rule: Rule, keys: ReadonlySet<string>): boolean {
  if ('field' in rule) return rule.in.some((value) => hasKey(keys, keyOf(rule.field, value)))
  if ('all' in rule) return rule.all.every((part) => holds(part, keys))
  if ('any' in rule) return rule.any.some((part) => holds(part, keys))
  return !rule.none.some((part) => holds(part, keys))
}

/** Where a rule that does not hold fails, as paths into it (`all/1`, `none/0`); empty when it holds. */
export function whyNot(rule: Rule, keys: ReadonlySet<string>, path = ''): string[] {
  if (holds(rule, keys)) return []
  const at = (key: string, i: number) => `${path}${path === '' ? '' : '/'}${key}/${i}`
  if ('all' in rule) return rule.all.flatMap((part, i) => whyNot(part, keys, at('all', i)))
  if ('none' in rule) return rule.none.flatMap((part, i) => (holds(part, keys) ? [at('none', i)] : []))
  return [path]
}
