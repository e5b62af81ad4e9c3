import type { Traits } from '../matching/traits.ts'

/** So many of the last requests of a site are remembered, and one at most in so many ms. */
const MOST = 500
const EACH_MS = 20
/** Of all sites together; those that nobody asked for lately are let go first. */
const MOST_OF_ALL = 5_000
/** Of a long page the first words. */
const MOST_WORDS = 300

/** What pages asked lately, without whoever looked at them: no interests, segments or basket. */
export type PageRequest = Omit<Traits, 'interests' | 'segments' | 'basket'>

interface Held {
  readonly list: PageRequest[]
  readonly since: number
  next: number
  lastAt: number
}

/** The last requests of each site, in memory only: how many of them a campaign would fit is counted while a marketer edits it. */
export class Requests {
  /** The one that was asked for last is the last. */
  readonly #sites = new Map<string, Held>()
  #count = 0

  /** A page asked. `request` is called only when this one is remembered. */
  note(siteId: string, at: number, request: () => PageRequest): void {
    const known = this.#sites.get(siteId)
    if (known !== undefined && Math.abs(at - known.lastAt) < EACH_MS) return
    const held = known ?? { list: [], since: at, next: 0, lastAt: at }
    held.lastAt = at
    const one = request()
    if (held.next === held.list.length) this.#count++
    held.list[held.next] = { ...one, pageWords: one.pageWords.slice(0, MOST_WORDS) }
    held.next = (held.next + 1) % MOST
    this.#sites.delete(siteId)
    this.#sites.set(siteId, held)
    for (const [id, other] of this.#sites) {
      if (this.#count <= MOST_OF_ALL || id === siteId) break
      this.#sites.delete(id)
      this.#count -= other.list.length
    }
  }

  /** What is remembered of a site, and since when. */
  of(siteId: string): { readonly list: readonly PageRequest[]; readonly since: number | null } {
    const held = this.#sites.get(siteId)
    return { list: held?.list ?? [], since: held?.since ?? null }
  }
}
