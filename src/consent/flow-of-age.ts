import type { Core } from '../engine/core.ts'
import { profileFail } from '../profile/problems.ts'
import { loadSaid, saveAge } from '../profile/store-said.ts'
import type { Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { standingAge } from './age.ts'

/**
 * May this person say yes to anything? What the sheet told of their age is kept with it, in the caller's transaction, which holds the
 * profile.
 * @throws profile/under-age, profile/age-unsaid
 */
export async function mustBeOfAge(
  { core }: { readonly core: Core },
  tx: Sql,
  input: { site: Site; personId: string; saysOfAge: boolean },
): Promise<void> {
  const { site, personId, saysOfAge } = input
  const { minorAge } = site.settings
  const age = standingAge(await loadSaid(tx, site.id, personId), minorAge)
  if (age === 'under') throw profileFail('profile/under-age', { params: { age: minorAge ?? 18 } })
  if (minorAge === null || age === 'of-age') return
  if (!saysOfAge) throw profileFail('profile/age-unsaid', { params: { age: minorAge }, field: 'ofAge' })
  await saveAge(tx, site.id, personId, { age: 'of-age', ageAt: core.clock.now(), ageBy: 'self', ageOf: minorAge })
}
