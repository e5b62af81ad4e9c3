import { isWithin } from '../catalog/categories.ts'
import type { Targeting } from './campaign.ts'

/** What is known when an offer is asked for. */
export interface Audience {
  /** Categories the page is about. */
  readonly pageCategories: readonly string[]
  /** Categories the person likes; null without a profile that may be used. */
  readonly interests: readonly string[] | null
}

/** Does a campaign's targeting let this page and person in? A campaign for an interest never meets somebody without a profile. */
export function isEligible(targeting: Targeting, audience: Audience): boolean {
  const hits = (wanted: readonly string[], have: readonly string[]) =>
    wanted.some((w) => have.some((h) => isWithin(h, w)))
  if (targeting.interests.length > 0 && (audience.interests === null || !hits(targeting.interests, audience.interests)))
    return false
  return targeting.pageCategories.length === 0 || hits(targeting.pageCategories, audience.pageCategories)
}
