import type { Lang } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { changed, derive, type Profiles } from '../profile/flow.ts'
import { profileFail } from '../profile/problems.ts'
import { lockProfile } from '../profile/store.ts'
import { loadSaid, saveAge } from '../profile/store-said.ts'
import type { SignIn } from '../sign-in/flow-open.ts'
import type { Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { mayTakeBack, standingAge } from './age.ts'
import { isUnderAge } from './birthdate.ts'
import { forgetStream, receiptsOf } from './flow.ts'
import { listConsents, saveReceipts } from './store.ts'

/**
 * Somebody says whether they are under age; no birthday, nothing but yes or no and when. Under age, everything they agreed to ends at
 * once, with receipts, and what was read is gone: a child's data takes a guardian's consent (PIPL article 31, GDPR article 8).
 * @throws profile/age-by-account
 */
export async function sayAge(
  profiles: Profiles,
  input: { site: Site; personId: string; ofAge: boolean; lang: Lang; by?: 'self' | 'account' },
): Promise<void> {
  const { core } = profiles
  const { site, personId, ofAge, lang, by = 'self' } = input
  const { minorAge } = site.settings
  await core.db.tx(async (tx) => {
    await lockProfile(tx, site.id, personId)
    const said = await loadSaid(tx, site.id, personId)
    if (ofAge && !mayTakeBack(said)) throw profileFail('profile/age-by-account', { params: { age: minorAge ?? 18 } })
    const age = ofAge ? 'of-age' : 'under'
    if (standingAge(said, minorAge) === age && (ofAge || said.ageBy === 'account' || by === 'self')) return
    await saveAge(tx, site.id, personId, { age, ageAt: core.clock.now(), ageBy: by, ageOf: minorAge })
    if (said.age !== age && !ofAge) await endAll(profiles, tx, { siteId: site.id, personId, lang })
  })
  changed(core, site.id, personId)
}

/**
 * An account tells its owner's birthdate: under the age of this site that is as if they had said so. Compared and forgotten; that
 * somebody is older is theirs to say.
 */
export async function heedBirthdate(
  signIn: SignIn,
  who: { site: Site; personId: string; lang: Lang },
  birthdate: string,
): Promise<void> {
  const { minorAge } = who.site.settings
  const { core } = signIn
  if (minorAge === null) return
  if (isUnderAge(birthdate, minorAge, core.clock.now()))
    return await sayAge({ core, signIn }, { ...who, ofAge: false, by: 'account' })
  await outgrow(core, who.site, who.personId)
}

/** An account that said somebody is under age says it no more: they are asked again. */
async function outgrow(core: Core, site: Site, personId: string): Promise<void> {
  await core.db.tx(async (tx) => {
    if (mayTakeBack(await loadSaid(tx, site.id, personId))) return
    await lockProfile(tx, site.id, personId)
    await saveAge(tx, site.id, personId, { age: 'unsaid', ageAt: null, ageBy: null, ageOf: null })
  })
}

/** Every consent in force ends, each with its receipts. */
async function endAll(
  profiles: Profiles,
  tx: Sql,
  { siteId, personId, lang }: { siteId: string; personId: string; lang: Lang },
): Promise<void> {
  const { core } = profiles
  const byStream = Map.groupBy(await listConsents(tx, siteId, personId), (c) => `${c.connector}\n${c.stream}`)
  for (const consents of byStream.values()) {
    const { connector, stream } = consents[0]!
    const purposes = consents.map(({ purpose }) => purpose)
    const of = { personId, connector, stream, purposes, given: false, lang, how: 'age' as const }
    const receipts = receiptsOf(core, siteId, of)
    await saveReceipts(tx, siteId, receipts)
    for (const { id, at, purpose } of receipts) {
      const payload = { connector, stream, purpose, receiptId: id }
      await record(tx, { siteId, personId, at, name: 'consent.withdrawn', payload })
    }
    await forgetStream(core, tx, siteId, personId, connector, stream)
  }
  await derive(profiles, tx, siteId, personId)
}
