import { MINUTE } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import type { HotProfile, HotProfiles } from './hot.ts'
import { countProfiles, someProfiles } from './store-sample.ts'

/** Some people whose profile offers may use, and about how many there are. */
export interface ProfileSample {
  readonly people: readonly HotProfile[]
  readonly of: number
}

/** So many are looked at; for so long they stand for all; and of so many sites they are held. */
const MOST = 400
const GOOD_MS = 5 * MINUTE
const MOST_SITES = 50

/** Samples of each site's people, in memory only: for counting whom a campaign could reach. */
export class ProfileSamples {
  readonly #core: Core
  readonly #hot: HotProfiles
  readonly #held = new Map<string, { readonly sample: Promise<ProfileSample>; readonly at: number }>()

  constructor(core: Core, hot: HotProfiles) {
    this.#core = core
    this.#hot = hot
  }

  /** The sample of a site, drawn anew every few minutes; whoever withdrew since then is not in it. */
  async of(siteId: string): Promise<ProfileSample> {
    const at = this.#core.clock.now()
    let held = this.#held.get(siteId)
    if (held === undefined || Math.abs(at - held.at) > GOOD_MS) {
      held = { sample: this.#draw(siteId), at }
      this.#held.delete(siteId)
      if (this.#held.size >= MOST_SITES) this.#held.delete(this.#held.keys().next().value!)
      this.#held.set(siteId, held)
      held.sample.catch(() => this.#held.delete(siteId))
    }
    return await held.sample
  }

  async #draw(siteId: string): Promise<ProfileSample> {
    const { db } = this.#core
    const [ids, all] = await Promise.all([someProfiles(db, siteId, MOST), countProfiles(db, siteId)])
    const people: HotProfile[] = []
    for (const id of ids) {
      const profile = await this.#hot.of(siteId, id)
      if (profile.personal) people.push(profile)
    }
    return { people, of: ids.length === 0 ? 0 : Math.round((people.length / ids.length) * all) }
  }
}
