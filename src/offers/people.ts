import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { within } from '../storage/scope.ts'
import { countedSince, hiddenSince } from './store.ts'
import type { DecisionWriter } from './writer.ts'

/** What was drawn counts as seen this long: by then the page has told whether it was, and fast asking cannot pass a cap. */
const DRAWN_MS = MINUTE
/** What somebody hid stays away this long: as long as decisions are kept. */
const HIDDEN_DAYS = 90
/** A copy is used this long without a look at the database: the longest that another process goes unnoticed without the bus. */
const BELIEVED_MS = 10 * SECOND
const MOST = 10_000

/** An offer drawn for somebody today. */
interface Drawn {
  readonly campaignId: string
  readonly at: number
  seen: boolean
}

interface Person {
  readonly dayFrom: number
  readonly loadedAt: number
  /** By decision. */
  readonly drawn: Map<string, Drawn>
  readonly hidden: Set<string>
}

/** What holds offers back from one person. */
export interface Known {
  /** Campaign to how often it counts as seen today. */
  readonly shownToday: ReadonlyMap<string, number>
  /** SKUs they do not want to see again. */
  readonly hidden: ReadonlySet<string>
}

/** Of somebody nobody knows: no cap can be counted, and nothing was hidden. */
export const NOBODY: Known = { shownToday: new Map(), hidden: new Set() }

/**
 * What people who are here saw today and hid, in memory: told by this process at once, by others through the bus, and read
 * anew after some seconds whatever was lost.
 */
export class People {
  readonly #core: Core
  readonly #writer: DecisionWriter
  readonly #held = new Map<string, Person>()
  readonly #loading = new Map<string, { person: Promise<Person>; isDirty: boolean }>()
  readonly #off: () => void
  #isOwn = false

  constructor(core: Core, writer: DecisionWriter) {
    this.#core = core
    this.#writer = writer
    this.#off = core.bus.on('seen', (siteId, personId) => {
      if (!this.#isOwn) this.#drop(`${siteId}/${personId}`)
    })
  }

  /**
   * How to look at what a person saw since `dayFrom` and hid. Whoever decides by it looks and draws without awaiting anything
   * in between: of those who waited for the same reading, each then sees what the one before drew.
   */
  async of(siteId: string, personId: string, dayFrom: number): Promise<() => Known> {
    const now = this.#core.clock.now()
    const key = `${siteId}/${personId}`
    const held = this.#held.get(key)
    const isFresh = held !== undefined && now >= held.loadedAt && now - held.loadedAt < BELIEVED_MS
    const person = isFresh && held.dayFrom === dayFrom ? held : await this.#load(key, siteId, personId, dayFrom)
    return () => {
      const shownToday = new Map<string, number>()
      for (const { campaignId, at, seen } of person.drawn.values())
        if (seen || at > now - DRAWN_MS) shownToday.set(campaignId, (shownToday.get(campaignId) ?? 0) + 1)
      return { shownToday, hidden: person.hidden }
    }
  }

  /** An offer was drawn for somebody. */
  drew(siteId: string, personId: string, decision: { id: string; campaignId: string; at: number }): void {
    const { campaignId, at } = decision
    this.#held.get(`${siteId}/${personId}`)?.drawn.set(decision.id, { campaignId, at, seen: false })
  }

  /** Somebody saw, clicked or hid an offer; call it after the commit. */
  did(
    siteId: string,
    personId: string,
    type: 'seen' | 'clicked' | 'hidden',
    decision: { id: string; sku: string },
  ): void {
    const key = `${siteId}/${personId}`
    const person = this.#held.get(key)
    const loading = this.#loading.get(key)
    if (loading !== undefined) loading.isDirty = true
    if (type === 'hidden') person?.hidden.add(decision.sku)
    else {
      const drawn = person?.drawn.get(decision.id)
      if (drawn !== undefined) drawn.seen = true
    }
    this.#isOwn = true
    this.#core.bus.emit('seen', siteId, personId)
    this.#isOwn = false
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }

  #drop(key: string): void {
    this.#held.delete(key)
    const loading = this.#loading.get(key)
    if (loading !== undefined) loading.isDirty = true
  }

  async #load(key: string, siteId: string, personId: string, dayFrom: number): Promise<Person> {
    const known = this.#loading.get(key)
    if (known !== undefined) return await known.person
    const loading = { person: within(siteId, () => this.#read(siteId, personId, dayFrom)), isDirty: false }
    this.#loading.set(key, loading)
    try {
      const person = await loading.person
      this.#held.delete(key)
      if (this.#held.size >= MOST) this.#held.delete(this.#held.keys().next().value!)
      if (!loading.isDirty) this.#held.set(key, person)
      return person
    } finally {
      this.#loading.delete(key)
    }
  }

  async #read(siteId: string, personId: string, dayFrom: number): Promise<Person> {
    const now = this.#core.clock.now()
    const drawn = new Map<string, Drawn>()
    // What waits now may be written while the database counts, or after: by its id it stands here once.
    const addWaiting = () => {
      for (const { id, campaignId, at } of this.#writer.waitingOf(siteId, personId))
        if (at >= dayFrom && !drawn.has(id)) drawn.set(id, { campaignId, at, seen: false })
    }
    addWaiting()
    const [rows, hidden] = await Promise.all([
      countedSince(this.#core.db, siteId, personId, dayFrom, now - DRAWN_MS),
      hiddenSince(this.#core.db, siteId, personId, now - HIDDEN_DAYS * DAY),
    ])
    for (const { id, campaignId, at, seen } of rows) drawn.set(id, { campaignId, at, seen })
    addWaiting()
    return { dayFrom, loadedAt: now, drawn, hidden: new Set(hidden) }
  }
}
