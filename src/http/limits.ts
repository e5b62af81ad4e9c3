import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { Problem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import { Buckets, callerOf, type Rate, times } from './bucket.ts'
import { httpFail } from './problems.ts'

/** Whom a limit counts. A person is a site's person key, a member of staff likewise; an address is that of the connection. */
export type By = 'address' | 'person' | 'staff' | 'site'

/** So many at once, and so many more per time. */
const rate = (burst: number, more: number, perMs: number): Rate => ({ burst, everyMs: perMs / more })

/**
 * Everything that is limited: so many at once, then so many per time. Behind one address there may be hundreds of shoppers (a
 * campus, a carrier's NAT), so an address gets much and a person little. Whoever has a secret key, a phone's or a console's
 * session is known by it and is limited by no address.
 */
export const LIMITS = {
  /** Single-use links for console and phone that were not right; a right one counts nothing. A link names no site. */
  link: { address: rate(20, 10, MINUTE) },
  /** Federated sign-ins that begin: each writes a row and may ask the provider. */
  signIn: { address: rate(300, 120, MINUTE), site: rate(1_200, 20, SECOND) },
  /** A site's back ends at its OpenID provider: all its shoppers come from one address. */
  openid: { address: rate(1_200, 1_200, MINUTE) },
  /** Pages that ask who their visitor is; each does so every few minutes. */
  visitor: { address: rate(600, 300, MINUTE) },
  /** Orders of somebody signed in. Cash on delivery reserves stock with the order. */
  order: { address: rate(200, 600, HOUR), person: rate(20, 30, HOUR) },
  /** Orders of nobody in particular: only the address tells them apart. */
  guestOrder: { address: rate(60, 120, HOUR) },
  /** Pages that ask for offers with the public key: each answer is written down. */
  decision: { address: rate(1_200, 600, MINUTE), person: rate(120, 60, MINUTE) },
  /** Offers shown, seen, hidden. Beyond it they are answered and not counted. */
  impression: { address: rate(3_000, 1_500, MINUTE), person: rate(240, 120, MINUTE) },
  /** Clicks, which may cost a merchant money. Beyond it they lead to the goods and are not counted. */
  click: { address: rate(600, 1_200, HOUR), person: rate(20, 60, HOUR) },
  /** Callbacks of payment providers that were refused; one that was taken counts nothing. */
  callback: { address: rate(120, 60, MINUTE) },
  /** What somebody says of their own data: each answer is written down, and kept. */
  said: { person: rate(300, 120, MINUTE) },
  /** Archives that shoppers bring: each may be minutes of work. */
  archive: { address: rate(60, 60, HOUR), person: rate(12, 12, HOUR) },
  /** Everything held about somebody, opened and written out. */
  takeAlong: { person: rate(20, 60, HOUR) },
  /** Files that are read: each is work for a thread. */
  import: { staff: rate(60, 120, HOUR) },
} as const satisfies Readonly<Record<string, Partial<Record<By, Rate>>>>

/** The name of a limit. */
export type LimitName = keyof typeof LIMITS

/** Who does something, by what counts them; what is left out counts nowhere. */
export type Who = Readonly<Partial<Record<By, string>>>

/** Callers remembered for each rate: a million of them would need some 200 MB, these need 2. */
const MOST_CALLERS = 10_000
/** A limit that is reached is said once so often, with how many were refused. */
const SAY_AGAIN_MS = MINUTE

/** The problem of whoever must wait, who is told how long. */
export function tooMany(waitMs: number): Problem {
  const retryAfterMs = Math.max(1, waitMs)
  return httpFail('http/too-many', { retryAfterMs, params: { seconds: Math.ceil(retryAfterMs / SECOND) } })
}

/**
 * Counts who does what, in the memory of this process: n processes beside each other allow n times as much, and one that
 * starts anew begins with nothing counted. Against a flood from many addresses it is no help; that is a proxy's work.
 */
export class Limits {
  readonly #core: Pick<Core, 'clock' | 'log'>
  /** By limit and what it counts; empty when limits are off. */
  readonly #buckets = new Map<string, Buckets>()
  readonly #said = new Map<LimitName, { at: number; refused: number }>()

  /** `factor`: how many times the table above is allowed; 0 switches limits off. */
  constructor(core: Pick<Core, 'clock' | 'log'>, factor = 1) {
    this.#core = core
    if (factor === 0) return
    for (const [name, rates] of Object.entries(LIMITS))
      for (const [by, one] of Object.entries(rates) as [By, Rate][])
        this.#buckets.set(`${name} ${by}`, new Buckets(times(one, factor), MOST_CALLERS))
  }

  /**
   * Takes one of each that this limit counts, or none. @returns how to put it back, for what turns out to be nothing to count
   * @throws http/too-many
   */
  take(name: LimitName, who: Who): () => void {
    const waitMs = this.#take(name, who)
    if (waitMs !== null) throw tooMany(waitMs)
    return () => {
      for (const [buckets, key] of this.#of(name, who)) buckets.give(key, this.#core.clock.now())
    }
  }

  /** `take` for what is left out silently. */
  allows(name: LimitName, who: Who): boolean {
    return this.#take(name, who) === null
  }

  /**
   * Work of which only refusals count: a guess that was right costs nothing, nor does what failed for a reason of ours.
   * Counted first and put back after, so that a thousand guesses at once are no more than the burst.
   * @throws http/too-many, and what `work` throws
   */
  async guess<T>(name: LimitName, who: Who, work: () => Promise<T>): Promise<T> {
    const giveBack = this.take(name, who)
    try {
      const done = await work()
      giveBack()
      return done
    } catch (error) {
      if (!(error instanceof Problem) || error.spec.status >= 500) giveBack()
      throw error
    }
  }

  #take(name: LimitName, who: Who): number | null {
    const now = this.#core.clock.now()
    const all = this.#of(name, who)
    const waits = all.map(([buckets, key]) => buckets.waitOf(key, now) ?? 0)
    const waitMs = Math.max(0, ...waits)
    if (waitMs > 0) {
      this.#say(name, now)
      return waitMs
    }
    for (const [buckets, key] of all) buckets.take(key, now)
    return null
  }

  /** The buckets that count these callers, with the key of each. */
  #of(name: LimitName, who: Who): [Buckets, string][] {
    const found: [Buckets, string][] = []
    for (const [by, key] of Object.entries(who) as [By, string][]) {
      const buckets = this.#buckets.get(`${name} ${by}`)
      if (buckets !== undefined) found.push([buckets, by === 'address' ? callerOf(key) : key])
    }
    return found
  }

  /** Whoever runs the server learns which limit is reached; never by whom, an address is personal data. */
  #say(name: LimitName, now: number): void {
    const last = this.#said.get(name)
    if (last !== undefined && now - last.at < SAY_AGAIN_MS) {
      last.refused += 1
      return
    }
    this.#said.set(name, { at: now, refused: 0 })
    this.#core.log.warn({ limit: name, more: last?.refused ?? 0 }, 'somebody does this too often and is told to wait')
  }
}
