import type { Part } from './measure.ts'
import { BUDGET_KEYS } from './offers/budgets.ts'
import { CONTENT_KEYS } from './offers/content.ts'
import { DECISION_KEYS } from './offers/decisions.ts'
import { HTTP_KEYS } from './offers/http.ts'
import { LEARNING_KEYS } from './offers/learning.ts'
import { MATCHING_KEYS } from './offers/matching.ts'
import { PROFILE_KEYS } from './offers/profiles.ts'
import { RULE_ENGINE_KEYS } from './offers/rule-engines.ts'

/** Offers: finding campaigns and goods, learning from what they did, the tag. Each part runs when it is its turn. */
export const OFFERS: readonly Part[] = [
  {
    name: 'tag',
    keys: ['tag_gzip'],
    run: async (bench) => (await import('./size.ts')).tagSize(bench),
  },
  {
    name: 'matching',
    keys: MATCHING_KEYS,
    run: async (bench) => (await import('./offers/matching.ts')).matching(bench),
  },
  {
    name: 'rule-engines',
    keys: RULE_ENGINE_KEYS,
    run: async (bench) => (await import('./offers/rule-engines.ts')).ruleEngines(bench),
  },
  {
    name: 'content',
    keys: CONTENT_KEYS,
    run: async (bench) => (await import('./offers/content.ts')).content(bench),
  },
  {
    name: 'decisions',
    keys: DECISION_KEYS,
    run: async (bench) => (await import('./offers/decisions.ts')).decisions(bench),
  },
  {
    name: 'profiles',
    keys: PROFILE_KEYS,
    run: async (bench) => (await import('./offers/profiles.ts')).profiles(bench),
  },
  {
    name: 'http',
    keys: HTTP_KEYS,
    run: async (bench) => (await import('./offers/http.ts')).overHttp(bench),
  },
  {
    name: 'budgets',
    keys: BUDGET_KEYS,
    run: async (bench) => (await import('./offers/budgets.ts')).budgets(bench),
  },
  {
    name: 'learning',
    keys: LEARNING_KEYS,
    run: async (bench) => (await import('./offers/learning.ts')).learning(bench),
  },
]
