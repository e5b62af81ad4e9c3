import { dayOf, dayStart } from '../base/day.ts'
import type { Product } from '../catalog/product.ts'
import { loadProduct } from '../catalog/store.ts'
import { takeHandover } from '../sign-in/flow-handover.ts'
import type { Site } from '../sites/site.ts'
import { within } from '../storage/scope.ts'
import { changed, derive, type Profiles } from './flow.ts'
import { keepOwn } from './flow-own.ts'
import { goodsItem } from './goods.ts'
import type { HotProfiles } from './hot.ts'
import { holdProfile } from './store.ts'
import { countOwnSince } from './store-said.ts'

/** What is done with goods on this site, by the stream that tells of it. */
export type DoneStream = 'views' | 'baskets'

/** Goods of one person and stream in a day; more say nothing that these did not. */
const MOST_A_DAY = 50
/** How long it waits for others of the same person. */
const WAIT_MS = 400
/** People whose doings wait at once; beyond it a view is let go of, and told by the next. */
const MOST_WAITING = 5_000

interface Waiting {
  readonly site: Site
  readonly personId: string
  readonly stream: DoneStream
  readonly goods: Map<string, Product>
}

/**
 * What people look at and put in the bag on this site, on its way to becoming facts. Only of somebody whose yes to that very stream
 * is in force is anything held at all, for less than half a second in memory; under the lock of their consent it is asked again. A
 * product counts once a day. What a crash takes along is told by the next page.
 */
export class Doings {
  readonly #profiles: Profiles
  readonly #hot: HotProfiles
  readonly #waiting = new Map<string, Waiting>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #work: Promise<void> = Promise.resolve()

  constructor(profiles: Profiles, hot: HotProfiles) {
    this.#profiles = profiles
    this.#hot = hot
  }

  /** Somebody did something with a product. Never throws: the page goes on whatever becomes of it. */
  note(site: Site, personId: string, stream: DoneStream, product: Product): void {
    void this.#take(site, personId, stream, product).catch((err) =>
      this.#profiles.core.log.warn({ err, stream }, 'what was done here was not noted'),
    )
  }

  /** Goods put in the bag; what the catalogue does not have is passed over. */
  async noteBasket(site: Site, personId: string, skus: readonly string[]): Promise<void> {
    for (const sku of new Set(skus)) {
      const product = await loadProduct(this.#profiles.core.db, site.id, sku)
      if (product !== null) this.note(site, personId, 'baskets', product)
    }
  }

  /** The same, of the shopper whom another shop's server was handed; gives what to send next, or null for somebody signed out. */
  async noteHandedOver(site: Site, shopper: string, skus: readonly string[]): Promise<string | null> {
    const found = await takeHandover(this.#profiles.signIn, site.id, shopper)
    if (found !== null) await this.noteBasket(site, found.personId, skus)
    return found?.next ?? null
  }

  /** Keeps what waits. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#work = this.#work.then(async () => {
      for (const one of all)
        await within(one.site.id, () => this.#keep(one)).catch((err) =>
          this.#profiles.core.log.warn({ err, stream: one.stream }, 'what was done here was not kept'),
        )
    })
    await this.#work
  }

  async #take(site: Site, personId: string, stream: DoneStream, product: Product): Promise<void> {
    const { own } = await this.#hot.of(site.id, personId)
    if (!own.has(stream)) return
    const key = `${site.id} ${personId} ${stream}`
    const waiting = this.#waiting.get(key) ?? { site, personId, stream, goods: new Map() }
    if (!this.#waiting.has(key)) {
      if (this.#waiting.size >= MOST_WAITING) return
      this.#waiting.set(key, waiting)
    }
    if (waiting.goods.size < MOST_A_DAY) waiting.goods.set(product.sku, product)
    this.#timer ??= setTimeout(() => void this.flush(), WAIT_MS)
  }

  async #keep({ site, personId, stream, goods }: Waiting): Promise<void> {
    const { core } = this.#profiles
    const now = core.clock.now()
    const { timeZone } = site.settings
    const day = dayOf(now, timeZone)
    const items = [...goods.values()].map((product) => goodsItem(`${day}/${product.sku}`, now, product))
    const of = { siteId: site.id, personId, connector: 'own-site', stream }
    const isKept = await core.db.tx(async (tx) => {
      if ((await holdProfile(tx, site.id, personId)) === null) return false
      const room = MOST_A_DAY - (await countOwnSince(tx, of, dayStart(day, timeZone)))
      let kept = 0
      // What was known before takes no room.
      for (let rest = items; rest.length > 0 && kept < room; ) {
        const most = room - kept
        const now = await keepOwn(this.#profiles, tx, { ...of, items: rest.slice(0, most) })
        if (now === null) return false
        kept += now.kept
        rest = rest.slice(most)
      }
      if (kept > 0) await derive(this.#profiles, tx, site.id, personId)
      return kept > 0
    })
    if (isKept) changed(core, site.id, personId)
  }
}
