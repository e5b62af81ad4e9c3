import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import { dayOf, dayStart, daysAfter } from '../base/day.ts'
import type { Core } from '../engine/core.ts'
import type { Outlook } from '../orders/promise.ts'
import type { Site } from '../sites/site.ts'
import type { Role } from '../staff/staff.ts'
import { peopleOnShift } from '../warehouse/store.ts'
import type { TaskKind } from '../warehouse/task.ts'
import { outlookOf, type PickPace, type StepPace, slowOnes, usualHours } from './backlog.ts'
import { pendingOrders, pickPace, stepPace, workedSpans } from './store-backlog.ts'

/** What was done in so many days says how quick the floor is and when people come. */
const PAST_DAYS = 14
/** A promise follows the floor by no more than this. */
const FRESH_MS = SECOND
/** How quick people are changes slowly; where little is known yet, each task that is done says more. */
const PACE_FRESH_MS = 5 * MINUTE
const PACE_YOUNG_MS = 10 * SECOND
const KNOWN_DAYS = 3

/** Goods that take much longer to pick than others, slowest first, and what is usual, in ms. */
export type SlowGoods = { readonly slow: readonly PickPace[]; readonly usualMs: number }

interface Past {
  readonly pace: ReadonlyMap<TaskKind, StepPace>
  readonly hours: Outlook['hours']
  readonly picks: SlowGoods
  readonly until: number
}

interface Held {
  readonly outlook: Promise<Outlook | null>
  readonly at: number
}

/** How each site's floor stands, read at most once a second however many ask. */
export class Backlog {
  readonly #core: Core
  readonly #held = new Map<string, Held>()
  readonly #past = new Map<string, Past>()

  constructor(core: Core) {
    this.#core = core
  }

  /** How the floor of a site stands; null: nothing was done there yet. */
  async of(site: Pick<Site, 'id' | 'settings'>): Promise<Outlook | null> {
    const at = this.#core.clock.now()
    const known = this.#held.get(site.id)
    // A clock that was set back must not keep an old answer for ever.
    if (known !== undefined && Math.abs(at - known.at) < FRESH_MS) return await known.outlook
    const held: Held = { outlook: this.#read(site, at), at }
    this.#held.set(site.id, held)
    held.outlook.catch(() => {
      if (this.#held.get(site.id) === held) this.#held.delete(site.id)
    })
    return await held.outlook
  }

  /** Which goods are slow to pick there. */
  async slowGoods({ id, settings }: Pick<Site, 'id' | 'settings'>): Promise<SlowGoods> {
    return (await this.#pastOf(id, settings.timeZone, this.#core.clock.now())).picks
  }

  async #read({ id, settings }: Pick<Site, 'id' | 'settings'>, at: number): Promise<Outlook | null> {
    const { db } = this.#core
    const { pace, hours } = await this.#pastOf(id, settings.timeZone, at)
    if (pace.size === 0) return null
    const [pending, people] = await Promise.all([pendingOrders(db, id), peopleOnShift(db, id)])
    const hands = people.map(({ roles }) => ({ roles: roles as Role[] }))
    return outlookOf({ pending, pace, hours, people: hands, division: settings.division })
  }

  async #pastOf(siteId: string, timeZone: string, at: number): Promise<Past> {
    const known = this.#past.get(siteId)
    if (known !== undefined && at < known.until && at > known.until - PACE_FRESH_MS) return known
    const { db } = this.#core
    const today = dayOf(at, timeZone)
    const starts = Array.from({ length: PAST_DAYS + 1 }, (_, i) => dayStart(daysAfter(today, i - PAST_DAYS), timeZone))
    // Today is not over: it says how quick people are, and not when they end.
    const spans = starts.slice(1).map((to, i) => ({ from: starts[i]!, to }))
    const since = at - PAST_DAYS * DAY
    const [pace, picks, days] = await Promise.all([
      stepPace(db, siteId, since),
      pickPace(db, siteId, since),
      workedSpans(db, siteId, spans),
    ])
    const freshFor = days.length < KNOWN_DAYS ? PACE_YOUNG_MS : PACE_FRESH_MS
    const past = { pace, hours: usualHours(days, timeZone), picks: slowOnes(picks), until: at + freshFor }
    this.#past.set(siteId, past)
    return past
  }
}
