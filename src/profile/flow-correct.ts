import type { Lang } from '../base/i18n.ts'
import { say } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { recordAll } from '../engine/event-log.ts'
import { type Correction, withCorrection } from './corrections.ts'
import { changed, correctionsIn, derive, type Profiles } from './flow.ts'
import { mayInfer } from './interest.ts'
import { profileFail } from './problems.ts'
import { lockProfile } from './store.ts'
import { loadSaid, saveCorrections } from './store-said.ts'

/**
 * The shopper says how much they care, or that what was taken for one interest is another; null takes that back. It stands whatever
 * is read later, and the profile is formed anew at once.
 * @throws profile/unknown-category, also for a sensitive one
 */
export async function correctInterest(
  profiles: Profiles,
  input: {
    siteId: string
    personId: string
    categoryId: string
    correction: Omit<Correction, 'categoryId'> | null
  },
): Promise<void> {
  const { core } = profiles
  const { siteId, personId, categoryId, correction } = input
  if (!mayInfer(categoryId, [])) throw profileFail('profile/unknown-category', { field: 'categoryId' })
  if (correction?.instead !== undefined && !mayInfer(correction.instead, []))
    throw profileFail('profile/unknown-category', { field: 'instead' })
  await core.db.tx(async (tx) => {
    await lockProfile(tx, siteId, personId)
    const box = await core.vault.personBox(tx, siteId, personId)
    const before = correctionsIn(box, (await loadSaid(tx, siteId, personId)).corrections)
    const now = withCorrection(before, categoryId, correction)
    await saveCorrections(tx, siteId, personId, now.length === 0 ? null : box.seal(now, 'profile|corrections'))
    // Not which: history must not say what somebody who was erased cared about.
    await recordAll(tx, [{ siteId, personId, at: core.clock.now(), name: 'interest.corrected', payload: {} }])
    await derive(profiles, tx, siteId, personId)
  })
  changed(core, siteId, personId)
}

/** What somebody corrected, in words. */
export async function correctionsView(profiles: Profiles, siteId: string, personId: string, lang: Lang) {
  const { db, vault } = profiles.core
  const { corrections } = await loadSaid(db, siteId, personId)
  if (corrections === null) return []
  return correctionsIn(await vault.personBox(db, siteId, personId), corrections).map((one) => ({
    categoryId: one.categoryId,
    label: say(categoryLabel(one.categoryId), lang),
    strength: one.strength ?? null,
    instead:
      one.instead === undefined ? null : { categoryId: one.instead, label: say(categoryLabel(one.instead), lang) },
  }))
}
