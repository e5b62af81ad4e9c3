import { type Lang, say } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import type { Site } from '../sites/site.ts'
import type { Profiles } from './flow.ts'
import { weightAt } from './interest.ts'
import type { KeptInterest, SealedProfile } from './sealed.ts'
import { loadProfile } from './store.ts'

/** What an interest looks like outside, its weight as of now. */
export function interestJson(interest: KeptInterest, derivedAt: number, now: number, lang: Lang) {
  return {
    categoryId: interest.categoryId,
    label: say(categoryLabel(interest.categoryId), lang),
    weight: Math.round(weightAt(interest, derivedAt, now) * 1000) / 1000,
  }
}

/** A person's profile and what they denied, opened. */
export async function openProfile(profiles: Profiles, site: Site, personId: string) {
  const { core } = profiles
  const row = await loadProfile(core.db, site.id, personId)
  if (row === null) return { row, interests: [], denied: [] }
  const box = await core.vault.personBox(core.db, site.id, personId)
  return {
    row,
    interests: row.sealed === null ? [] : box.open<SealedProfile>(row.sealed, 'profile|sealed').interests,
    denied: row.denied === null ? [] : box.open<string[]>(row.denied, 'profile|denied'),
  }
}
