import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { within } from '../storage/scope.ts'
import { recentMs } from './person-cap.ts'
import { countedSince, hiddenSince } from './store-people.ts'
import { keyOfWhom, type Whom } from './whom.ts'
import type { DecisionWriter } from './writer.ts'

/** What was drawn counts as seen this long: by then the page has told whether it was, and fast asking cannot pass a cap. */
const DRAWN_MS = MINUTE
/** What somebody hid stays away this long: as long as decisions are kept. */
const HIDDEN_DAYS = 90
/** A copy is used this long without a look at the database: the longest that another process goes unnoticed without the bus. */
const BELIEVED_MS = 10 * SECOND
/** Beside other processes: a cap is passed by no more than they are many. */
const BELIEVED_BESIDE_MS = SECOND
/** Draws of this process are remembered so long as those that others may not know of: enough for {@link recentMs} of nineteen. */
const RECENT_MS = 10 * SECOND
const MOST = 10_000

/** An offer drawn for somebody today. */
interface Drawn {
  readonly campaignId: string
  readonly at: number
  seen: boolean
  /** Does it stand in the person's count? */
  counts: boolean
}

interface Person {
  readonly dayFrom: number
  readonly loadedAt: number
  /** By decision. */
  readonly drawn: Map<string, Drawn>
  /** Campaign to how many of `drawn` count. */
  readonly shownToday: Map<string, number>
  /** Those that count though nobody told yet that they were seen, oldest first. */
  readonly unsure: Drawn[]
  readonly hidden: Set<string>
}

/** What holds offers back from one person. */
export interface Known {
  /** Campaign to how often it counts as seen today. */
  readonly shownToday: ReadonlyMap<string, number>
  /** Of those, how often this process drew it a moment ago: other processes may not know yet. */
  readonly recent: ReadonlyMap<string, number>
  /** SKUs they do not want to see again. */
  readonly hidden: ReadonlySet<string>
}

const NONE: ReadonlyMap<string, number> = new Map()
/** Of somebody nobody knows: no cap can be counted, and nothing was hidden. */
export const NOBODY: Known = { shownToday: NONE, recent: NONE, hidden: new Set() }

/**
 * What people who are here saw today and hid, in memory: told by this process at once, by others through the bus, and read
 * anew after some seconds whatever was lost.
 */
export class People {
  readonly #core: Core
  readonly #writer: DecisionWriter
  readonly #held = new Map<string, Person>()
  readonly #loading = new Map<string, { person: Promise<Person>; isDirty: boolean }>()
  /** Beside other processes: what was drawn here a moment ago, whose last draw is oldest first. */
  readonly #recent = new Map<string, { readonly campaignId: string; readonly at: number }[]>()
  readonly #off: () => void
  #isOwn = false

  constructor(core: Core, writer: DecisionWriter) {
    this.#core = core
    this.#writer = writer
    this.#off = core.bus.on('seen', (siteId, whom) => {
      if (!this.#isOwn) this.#drop(`${siteId}/${whom}`)
    })
  }

  /**
   * How to look at what somebody saw since `dayFrom` and hid. Whoever decides by it looks and draws without awaiting anything
   * in between: of those who waited for the same reading, each then sees what the one before drew.
   * @param processes that make offers, this one too
   */
  async of(siteId: string, whom: Whom, dayFrom: number, processes: number): Promise<() => Known> {
    const now = this.#core.clock.now()
    const key = `${siteId}/${keyOfWhom(whom)}`
    const held = this.#held.get(key)
    const believedMs = processes === 1 ? BELIEVED_MS : BELIEVED_BESIDE_MS
    const isFresh = held !== undefined && now >= held.loadedAt && now - held.loadedAt < believedMs
    const person = isFresh && held.dayFrom === dayFrom ? held : await this.#load(key, siteId, whom, dayFrom)
    return () => {
      forget(person, now - DRAWN_MS)
      const { shownToday, hidden } = person
      return { shownToday, recent: this.#recentOf(key, now - recentMs(processes)), hidden }
    }
  }

  #recentOf(key: string, since: number): ReadonlyMap<string, number> {
    const draws = this.#recent.get(key)
    if (draws === undefined) return NONE
    const recent = new Map<string, number>()
    for (const { campaignId, at } of draws) if (at > since) add(recent, campaignId, 1)
    return recent
  }

  /** An offer was drawn for somebody. */
  drew(siteId: string, whom: Whom, decision: { id: string; campaignId: string; at: number }, processes: number): void {
    const { campaignId, at } = decision
    const key = `${siteId}/${keyOfWhom(whom)}`
    const person = this.#held.get(key)
    if (person !== undefined) draw(person, decision.id, { campaignId, at, seen: false, counts: false })
    if (processes !== 1) this.#remember(key, campaignId, at)
  }

  /** What was drawn for somebody is written: other processes look anew. */
  wrote(siteId: string, whom: Whom): void {
    this.#tell(siteId, keyOfWhom(whom))
  }

  /** Somebody saw, clicked or hid an offer; call it after the commit. */
  did(siteId: string, whom: Whom, type: 'seen' | 'clicked' | 'hidden', decision: { id: string; sku: string }): void {
    const key = `${siteId}/${keyOfWhom(whom)}`
    const person = this.#held.get(key)
    const loading = this.#loading.get(key)
    if (loading !== undefined) loading.isDirty = true
    if (type === 'hidden') person?.hidden.add(decision.sku)
    else {
      const drawn = person?.drawn.get(decision.id)
      if (drawn !== undefined) {
        drawn.seen = true
        count(person!, drawn)
      }
    }
    this.#tell(siteId, keyOfWhom(whom))
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }

  /** Tells other processes; what is held here is right. */
  #tell(siteId: string, whom: string): void {
    this.#isOwn = true
    this.#core.bus.emit('seen', siteId, whom)
    this.#isOwn = false
  }

  #remember(key: string, campaignId: string, at: number): void {
    const since = at - RECENT_MS
    const draws = (this.#recent.get(key) ?? []).filter((draw) => draw.at > since)
    draws.push({ campaignId, at })
    this.#recent.delete(key)
    this.#recent.set(key, draws)
    for (const [oldest, theirs] of this.#recent) {
      if (theirs.at(-1)!.at > since) return
      this.#recent.delete(oldest)
    }
  }

  #drop(key: string): void {
    this.#held.delete(key)
    const loading = this.#loading.get(key)
    if (loading !== undefined) loading.isDirty = true
  }

  async #load(key: string, siteId: string, whom: Whom, dayFrom: number): Promise<Person> {
    const known = this.#loading.get(key)
    if (known !== undefined) return await known.person
    const loading = { person: within(siteId, () => this.#read(siteId, whom, dayFrom)), isDirty: false }
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

  async #read(siteId: string, whom: Whom, dayFrom: number): Promise<Person> {
    const now = this.#core.clock.now()
    const drawn = new Map<string, Drawn>()
    // What waits now may be written while the database counts, or after: by its id it stands here once.
    const addWaiting = () => {
      for (const { id, campaignId, at } of this.#writer.waitingOf(siteId, whom))
        if (at >= dayFrom && !drawn.has(id)) drawn.set(id, { campaignId, at, seen: false, counts: false })
    }
    addWaiting()
    const [rows, hidden] = await Promise.all([
      countedSince(this.#core.db, siteId, whom, dayFrom, now - DRAWN_MS),
      hiddenSince(this.#core.db, siteId, whom, now - HIDDEN_DAYS * DAY),
    ])
    for (const { id, campaignId, at, seen } of rows) drawn.set(id, { campaignId, at, seen, counts: false })
    addWaiting()
    const shownToday = new Map<string, number>()
    const person: Person = { dayFrom, loadedAt: now, drawn: new Map(), shownToday, unsure: [], hidden: new Set(hidden) }
    for (const [id, one] of [...drawn].sort((a, b) => a[1].at - b[1].at)) draw(person, id, one)
    return person
  }
}

function draw(person: Person, id: string, drawn: Drawn): void {
  person.drawn.set(id, drawn)
  count(person, drawn)
  if (!drawn.seen) person.unsure.push(drawn)
}

function count({ shownToday }: Person, drawn: Drawn): void {
  if (drawn.counts) return
  drawn.counts = true
  add(shownToday, drawn.campaignId, 1)
}

/** What was drawn until then and never told to be seen counts no more. */
function forget({ unsure, shownToday }: Person, until: number): void {
  while (unsure.length > 0 && unsure[0]!.at <= until) {
    const drawn = unsure.shift()!
    if (drawn.seen) continue
    drawn.counts = false
    add(shownToday, drawn.campaignId, -1)
  }
}

function add(counts: Map<string, number>, key: string, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n)
}
