import { SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import { category } from '../catalog/categories.ts'
import type { Consent } from '../consent/consent.ts'
import type { Core } from '../engine/core.ts'
import type { Sql } from '../storage/db.ts'
import { weightAt } from './interest.ts'
import { loadProfile, profileVersion } from './store.ts'

/** What offers may know of a person. */
export interface HotProfile {
  /** False: withdrawn, switched off, erased, or nothing is covered; then nothing below is used. */
  readonly personal: boolean
  /** How the switch of personal offers stands; null when nothing was ever agreed to. */
  readonly personalOffers: boolean | null
  /** Category to weight now, 0 to 1. */
  readonly interests: ReadonlyMap<string, number>
  /** The strongest sentence about a category, where it comes from, and when that was (ms). */
  evidence(categoryId: string): { readonly text: Text; readonly source: Text; readonly at: number } | null
  /** Receipt of the youngest consent to offers in force. */
  readonly consentVersion: string | null
  /** Streams of this site itself that they agreed to have noted. */
  readonly own: ReadonlySet<string>
}

/** What stands sealed, as far as offers are concerned. */
interface Sealed {
  readonly offers: readonly {
    readonly categoryId: string
    readonly parts: Parameters<typeof weightAt>[0]['parts']
    readonly evidence: readonly { readonly sentence: Text; readonly source: Text; readonly at: number }[]
  }[]
}

interface Held {
  readonly version: number | null
  readonly profile: HotProfile
  checkedAt: number
}

/** A copy is used this long without a look at its version: the longest a withdrawal goes unnoticed when the bus is down. */
const BELIEVED_MS = SECOND
const MOST = 10_000

const NOTHING_OWN: ReadonlySet<string> = new Set()
/** Most agreed to none. */
const ownOf = (streams: readonly string[]): ReadonlySet<string> =>
  streams.length === 0 ? NOTHING_OWN : new Set(streams)

const NOBODY: HotProfile = {
  personal: false,
  personalOffers: null,
  interests: new Map(),
  evidence: () => null,
  consentVersion: null,
  own: new Set(),
}

/** What somebody agreed to. */
type ConsentsOf = (sql: Sql, siteId: string, personId: string) => Promise<readonly Consent[]>

/** Profiles of people who are here, in memory: dropped by the bus at once, and never used a second without a look at the version. */
export class HotProfiles {
  readonly #core: Core
  readonly #consentsOf: ConsentsOf
  readonly #held = new Map<string, Held>()
  readonly #off: () => void
  /** Grows with every drop, so that a copy loaded before one is not kept after it. */
  #drops = 0

  constructor(core: Core, consentsOf: ConsentsOf) {
    this.#core = core
    this.#consentsOf = consentsOf
    this.#off = core.bus.on('profile', (siteId, personId) => {
      this.#drops++
      if (personId === '') this.#held.clear()
      else this.#held.delete(`${siteId}/${personId}`)
    })
  }

  /** The profile as offers may use it now. */
  async of(siteId: string, personId: string): Promise<HotProfile> {
    const now = this.#core.clock.now()
    const key = `${siteId}/${personId}`
    const held = this.#held.get(key)
    if (held !== undefined) {
      if (now - held.checkedAt < BELIEVED_MS && now >= held.checkedAt) return held.profile
      if ((await profileVersion(this.#core.db, siteId, personId)) === held.version && this.#held.get(key) === held) {
        held.checkedAt = now
        return held.profile
      }
    }
    const drops = this.#drops
    const fresh = await this.#load(siteId, personId, now)
    if (drops === this.#drops) {
      if (this.#held.size >= MOST) this.#held.delete(this.#held.keys().next().value!)
      this.#held.delete(key)
      this.#held.set(key, fresh)
    }
    return fresh.profile
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }

  async #load(siteId: string, personId: string, now: number): Promise<Held> {
    const { db, vault } = this.#core
    const row = await loadProfile(db, siteId, personId)
    const held = (profile: HotProfile): Held => ({ version: row?.version ?? null, profile, checkedAt: now })
    const isAgreed = row !== null && row.consentVersion !== null
    const personalOffers = row === null || row.offersSwitch === 'unset' ? isAgreed || null : row.offersSwitch === 'on'
    const own = ownOf(
      row === null
        ? []
        : (await this.#consentsOf(db, siteId, personId)).flatMap(({ connector, stream, purpose }) =>
            connector === 'own-site' && purpose === 'read' ? [stream] : [],
          ),
    )
    const nobody: HotProfile = { ...NOBODY, personalOffers, own }
    if (row === null || row.sealed === null || row.offersSwitch === 'off' || row.consentVersion === null)
      return held(nobody)
    const box = await vault.personBox(db, siteId, personId).catch((error: { code?: string }) => {
      if (error.code === 'vault/erased') return null
      throw error
    })
    if (box === null) return held(NOBODY)
    const { offers } = box.open<Sealed>(row.sealed, 'profile|sealed')
    return held(
      new KnownProfile(offers, row.derivedAt ?? now, { now, personalOffers, consentVersion: row.consentVersion, own }),
    )
  }
}

/** Of many the same words: what sources are called is kept once. */
const sources = new Map<string, Text>()
const MOST_SOURCES = 5_000

function kept(source: Text): Text {
  const key = `${source.zh}\n${source.en}`
  const known = sources.get(key)
  if (known !== undefined) return known
  if (sources.size >= MOST_SOURCES) sources.clear()
  sources.set(key, source)
  return source
}

/** Of what was unsealed only what a decision asks for: all else would stay in memory as long as this does. */
class KnownProfile implements HotProfile {
  readonly personal: boolean
  readonly personalOffers: boolean | null
  readonly interests: ReadonlyMap<string, number>
  readonly consentVersion: string | null
  readonly own: ReadonlySet<string>
  readonly #best: readonly (Sealed['offers'][number]['evidence'][number] | undefined)[]

  constructor(
    offers: Sealed['offers'],
    derivedAt: number,
    is: { now: number } & Pick<HotProfile, 'personalOffers' | 'consentVersion' | 'own'>,
  ) {
    this.personal = offers.length > 0
    this.personalOffers = is.personalOffers
    this.consentVersion = is.consentVersion
    this.own = is.own
    this.interests = new Map(
      offers.map((one) => [category(one.categoryId)?.id ?? one.categoryId, weightAt(one, derivedAt, is.now)]),
    )
    const best = new Map(offers.map(({ categoryId, evidence }) => [categoryId, evidence[0]]))
    this.#best = [...this.interests.keys()].map((id) => {
      const one = best.get(id)
      return one && { sentence: one.sentence, source: kept(one.source), at: one.at }
    })
  }

  evidence(categoryId: string): ReturnType<HotProfile['evidence']> {
    let place = 0
    for (const id of this.interests.keys()) {
      if (id === categoryId) break
      place++
    }
    const best = this.#best[place]
    return best === undefined ? null : { text: best.sentence, source: best.source, at: best.at }
  }
}
