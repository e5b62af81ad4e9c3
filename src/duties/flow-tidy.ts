import { DAY } from '../base/clock.ts'
import { audit } from '../engine/audit.ts'
import type { Profiles } from '../profile/flow.ts'
import { erasePerson } from '../profile/flow-erase.ts'
import { within } from '../storage/scope.ts'
import { IDLE_DAYS, PROOF_DAYS } from './retention.ts'
import { forgetPhones, listIdle, sweepErased, sweepTables } from './store-tidy.ts'

/** Erasing takes back tokens and tells processes: a few of them a turn are enough for people who were away for two years. */
const MOST_IDLE = 50
/** A phone that was removed. */
const PHONE_DAYS = 30

/** Once a day: what the list of retention says and no room does by itself; people who have been away for two years. @returns how many went */
export async function tidyDuties(profiles: Profiles, limit: number): Promise<number[]> {
  const { core } = profiles
  const now = core.clock.now()
  const idle = await listIdle(core.db, now - IDLE_DAYS * DAY, now, Math.min(limit, MOST_IDLE))
  for (const { siteId, personId } of idle)
    await within(siteId, async () => {
      await erasePerson(profiles, siteId, personId)
      const asked = { siteId, at: now, who: { kind: 'system' }, personId } as const
      await audit(core.db, { ...asked, action: 'retention.ran', about: 'idle', outcome: 'done' })
    })
  return [
    // A full batch asks to be called again.
    idle.length === MOST_IDLE ? limit : idle.length,
    ...(await sweepTables(core.db, now, limit)),
    ...(await sweepErased(core.db, now - PROOF_DAYS * DAY, limit)),
    await forgetPhones(core.db, now - PHONE_DAYS * DAY, limit),
  ]
}
