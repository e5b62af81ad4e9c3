import { whyNot } from '../matching/holds.ts'
import type { Rule } from '../matching/rule-words.ts'
import { keysOf } from '../matching/traits.ts'
import { type DecisionInput, type SiteMemory, type Slot, timesLeft, traitsOf } from './decide.ts'
import { goodsOf } from './goods.ts'

/** Why a campaign has nothing to offer in a slot now; null: it has. */
export type Hindrance =
  | { readonly kind: 'dates' | 'no-goods' | 'left-out' | 'budget' | 'person-cap' }
  | { readonly kind: 'rule'; readonly at: readonly string[] }

/** A request as somebody supposes it, with everything that holds for it worked out. */
export interface Supposition {
  readonly input: DecisionInput
  readonly slot: Slot
  readonly keys: ReadonlySet<string>
}

/** Works out what holds for a request. */
export const supposing = (input: DecisionInput, slot: Slot): Supposition => ({
  input,
  slot,
  keys: keysOf(traitsOf(input, slot)),
})

/** What keeps a campaign out of a slot, by the first that is in its way: dates, its rule, goods, budget and caps. */
export function hindranceOf(memory: SiteMemory, number: number, { input, slot, keys }: Supposition): Hindrance | null {
  const { running, goods, free, heldBack, ledger } = memory
  if (!running.isOn(number, input.at)) return { kind: 'dates' }
  const campaign = running.at(number)
  const at = whyNot(campaign.targeting, keys)
  const formats = campaign.creatives.some(({ format }) => slot.formats.includes(format))
  if (at.length > 0 || !formats) return { kind: 'rule', at: formats ? at : [...at, 'format'] }
  const sold = [...goodsOf(goods, campaign)].filter((product) => free[product]! > 0)
  if (sold.length === 0) return { kind: 'no-goods' }
  const isOut = (product: number) => {
    const { sku } = goods.list[product]!
    return heldBack.marks[product] === 1 || input.hidden.has(sku) || input.page.content.productSku === sku
  }
  if (sold.every(isOut)) return { kind: 'left-out' }
  if (ledger.timesLeft(number, running.bidOf(number), slot.id) <= 0) return { kind: 'budget' }
  return timesLeft(memory, number, input, slot) > 0 ? null : { kind: 'person-cap' }
}

/** A hindrance with the conditions of the rule that are in the way, each by its path; of a missing format there is no condition. */
export interface SaidHindrance {
  readonly kind: Hindrance['kind']
  readonly conditions: readonly { readonly path: string; readonly rule: Rule | null; readonly isExcluded?: boolean }[]
}

/** What is in the way, with the conditions themselves. */
export function sayHindrance(found: Hindrance, rule: Rule): SaidHindrance {
  return { kind: found.kind, conditions: found.kind === 'rule' ? found.at.map((path) => conditionAt(rule, path)) : [] }
}

function conditionAt(rule: Rule, path: string): SaidHindrance['conditions'][number] {
  if (path === 'format') return { path, rule: null }
  let at: unknown = rule
  for (const step of path === '' ? [] : path.split('/')) at = (at as Record<string, unknown>)[step]
  return { path, rule: at as Rule, isExcluded: path.split('/').at(-2) === 'none' }
}
