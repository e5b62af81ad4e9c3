import { SECOND } from '../base/clock.ts'
import type { Text } from '../base/i18n.ts'
import type { Consent } from '../consent/consent.ts'
import type { Core } from '../engine/core.ts'
import type { Sql } from '../storage/db.ts'
import { weightAt } from './interest.ts'
import {
  checked,
  checkedAtOf,
  evidenceOf,
  type Head,
  headOf,
  interestsOf,
  type Offered,
  type Packed,
  pack,
  packedId,
  Sources,
  versionOf,
} from './packed.ts'
import type { SealedProfile } from './sealed.ts'
import { loadProfile, profileVersion } from './store.ts'

/** What offers may know of a person. */
export interface HotProfile {
  /** False: withdrawn, switched off, erased, or nothing is covered; then nothing below is used. */
  readonly personal: boolean
  /** How the switch of personal offers stands; null when nothing was ever agreed to. */
  readonly personalOffers: boolean | null
  /** Category to weight now, 0 to 1. */
  readonly interests: ReadonlyMap<string, number>
  /** The strongest sentence about a category, and where it comes from. */
  evidence(categoryId: string): { readonly text: Text; readonly source: Text } | null
  /** Receipt of the youngest consent to offers in force. */
  readonly consentVersion: string | null
  /** Streams of this site itself that they agreed to have noted. */
  readonly own: ReadonlySet<string>
}

/** A copy is used this long without a look at its version: the longest a withdrawal goes unnoticed when the bus is down. */
const BELIEVED_MS = SECOND
/** People held; some 200 bytes each. */
const MOST = 50_000
/** Of those, the ones that are held unpacked: who looks at a page asks for several slots. */
const MOST_OPEN = 100
/** As many streams of this site as have a bit. */
const MOST_OWN = 8

/** What somebody agreed to. */
type ConsentsOf = (sql: Sql, siteId: string, personId: string) => Promise<readonly Consent[]>

/** Profiles of people who are here, in memory: dropped by the bus at once, and never used a second without a look at the version. */
export class HotProfiles {
  readonly #core: Core
  readonly #consentsOf: ConsentsOf
  readonly #held = new Map<string, Packed>()
  readonly #open = new Map<string, HotProfile>()
  readonly #siteNumbers = new Map<string, number>()
  readonly #ownStreams: string[] = []
  readonly #off: () => void
  #sources = new Sources()
  /** Grows with every drop, so that a copy loaded before one is not kept after it. */
  #drops = 0

  constructor(core: Core, consentsOf: ConsentsOf) {
    this.#core = core
    this.#consentsOf = consentsOf
    this.#off = core.bus.on('profile', (siteId, personId) => {
      this.#drops++
      if (personId === '') this.#dropAll()
      else this.#drop(this.#keyOf(siteId, personId))
    })
  }

  /** The profile as offers may use it now. */
  async of(siteId: string, personId: string): Promise<HotProfile> {
    const now = this.#core.clock.now()
    const key = this.#keyOf(siteId, personId)
    const held = this.#held.get(key)
    if (held !== undefined) {
      const checkedAt = checkedAtOf(held)
      if (now - checkedAt < BELIEVED_MS && now >= checkedAt) return this.#opened(key, held)
      const version = await profileVersion(this.#core.db, siteId, personId)
      if (version === versionOf(held) && this.#held.get(key) === held) {
        this.#held.set(key, checked(held, now))
        return this.#opened(key, held)
      }
    }
    const drops = this.#drops
    const { head, interests } = await this.#load(siteId, personId, now)
    if (this.#sources.isFull) this.#dropAll()
    const packed = pack(head, interests, this.#sources)
    this.#drop(key)
    if (drops !== this.#drops) return this.#unpacked(packed)
    if (this.#held.size >= MOST) this.#drop(this.#held.keys().next().value!)
    this.#held.set(key, packed)
    return this.#opened(key, packed)
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }

  #keyOf(siteId: string, personId: string): string {
    let site = this.#siteNumbers.get(siteId)
    if (site === undefined) {
      site = this.#siteNumbers.size
      this.#siteNumbers.set(siteId, site)
    }
    return String.fromCharCode(site & 0xff, site >>> 8) + packedId(personId)
  }

  #drop(key: string): void {
    this.#held.delete(key)
    this.#open.delete(key)
  }

  /** Sources are told by their places, which a list begun anew gives to others. */
  #dropAll(): void {
    this.#held.clear()
    this.#open.clear()
    this.#sources = new Sources()
  }

  #opened(key: string, packed: Packed): HotProfile {
    let profile = this.#open.get(key)
    if (profile !== undefined) return profile
    profile = this.#unpacked(packed)
    if (this.#open.size >= MOST_OPEN) this.#open.delete(this.#open.keys().next().value!)
    this.#open.set(key, profile)
    return profile
  }

  #unpacked(packed: Packed): HotProfile {
    const sources = this.#sources
    const interests = interestsOf(packed)
    const { own, ...head } = headOf(packed)
    return {
      ...head,
      personal: interests.size > 0,
      interests,
      evidence: (categoryId) => evidenceOf(packed, categoryId, sources),
      own: new Set(this.#ownStreams.filter((_, place) => own & (1 << place))),
    }
  }

  /** A bit for each of these streams; more than there are bits count as not agreed to. */
  #bitsOf(streams: readonly string[]): number {
    let bits = 0
    for (const stream of streams) {
      if (!this.#ownStreams.includes(stream) && this.#ownStreams.length < MOST_OWN) this.#ownStreams.push(stream)
      const place = this.#ownStreams.indexOf(stream)
      if (place >= 0) bits |= 1 << place
    }
    return bits
  }

  async #load(siteId: string, personId: string, now: number): Promise<{ head: Head; interests: readonly Offered[] }> {
    const { db, vault } = this.#core
    const row = await loadProfile(db, siteId, personId)
    const nobody = { version: row?.version ?? null, checkedAt: now, personalOffers: null, consentVersion: null, own: 0 }
    if (row === null) return { head: nobody, interests: [] }
    const { offersSwitch, consentVersion } = row
    const isAgreed = consentVersion !== null
    const personalOffers = offersSwitch === 'unset' ? isAgreed || null : offersSwitch === 'on'
    const agreed = await this.#consentsOf(db, siteId, personId)
    const own = this.#bitsOf(
      agreed.flatMap(({ connector, stream, purpose }) =>
        connector === 'own-site' && purpose === 'read' ? [stream] : [],
      ),
    )
    if (row.sealed === null || offersSwitch === 'off' || !isAgreed)
      return { head: { ...nobody, personalOffers, own }, interests: [] }
    const box = await vault.personBox(db, siteId, personId).catch((error: { code?: string }) => {
      if (error.code === 'vault/erased') return null
      throw error
    })
    if (box === null) return { head: nobody, interests: [] }
    const { offers } = box.open<SealedProfile>(row.sealed, 'profile|sealed')
    const derivedAt = row.derivedAt ?? now
    const interests = offers.map((one): Offered => {
      const [best] = one.evidence
      // What was formed before verbs were kept says nothing until it is formed anew.
      const isTold = best?.verb !== undefined
      return {
        categoryId: one.categoryId,
        weight: weightAt(one, derivedAt, now),
        best: isTold ? { verb: best.verb, count: best.count, source: best.source } : null,
      }
    })
    return { head: { ...nobody, personalOffers, own, consentVersion }, interests }
  }
}
