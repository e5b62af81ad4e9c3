import type { Traits } from '../matching/traits.ts'

/** So many of the last requests of a site are remembered, and one at most in so many ms. */
const MOST = 2_000
const EACH_MS = 20
/** Sites that nobody asked for are let go first. */
const MOST_SITES = 1_000

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
  readonly #sites = new Map<string, Held>()

  /** A page asked. `request` is called only when this one is remembered. */
  note(siteId: string, at: number, request: () => PageRequest): void {
    let held = this.#sites.get(siteId)
    if (held === undefined) {
      if (this.#sites.size >= MOST_SITES) this.#sites.delete(this.#sites.keys().next().value!)
      held = { list: [], since: at, next: 0, lastAt: Number.NEGATIVE_INFINITY }
      this.#sites.set(siteId, held)
    }
    if (Math.abs(at - held.lastAt) < EACH_MS) return
    held.lastAt = at
    held.list[held.next] = request()
    held.next = (held.next + 1) % MOST
  }

  /** What is remembered of a site, and since when. */
  of(siteId: string): { readonly list: readonly PageRequest[]; readonly since: number | null } {
    const held = this.#sites.get(siteId)
    return { list: held?.list ?? [], since: held?.since ?? null }
  }
}
