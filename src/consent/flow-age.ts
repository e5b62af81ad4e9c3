import type { Lang } from '../base/i18n.ts'
import { record } from '../engine/event-log.ts'
import { changed, derive, type Profiles } from '../profile/flow.ts'
import { lockProfile } from '../profile/store.ts'
import { loadSaid, saveAge } from '../profile/store-said.ts'
import type { SignIn } from '../sign-in/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { isUnderAge } from './birthdate.ts'
import { forgetStream, receiptsOf } from './flow.ts'
import { listConsents, saveReceipts } from './store.ts'

/**
 * Somebody says whether they are under age; no birthday, nothing but yes or no and when. Under age, everything they agreed to ends at
 * once, with receipts, and what was read is gone: a child's data takes a guardian's consent (PIPL article 31, GDPR article 8).
 */
export async function sayAge(
  profiles: Profiles,
  input: { site: Site; personId: string; ofAge: boolean; lang: Lang },
): Promise<void> {
  const { core } = profiles
  const { site, personId, ofAge, lang } = input
  await core.db.tx(async (tx) => {
    await lockProfile(tx, site.id, personId)
    const said = await loadSaid(tx, site.id, personId)
    if (said.age === (ofAge ? 'of-age' : 'under')) return
    await saveAge(tx, site.id, personId, ofAge ? 'of-age' : 'under', core.clock.now())
    if (!ofAge) await endAll(profiles, tx, { siteId: site.id, personId, lang })
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
  if (minorAge === null || !isUnderAge(birthdate, minorAge, signIn.core.clock.now())) return
  await sayAge({ core: signIn.core, signIn }, { ...who, ofAge: false })
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
