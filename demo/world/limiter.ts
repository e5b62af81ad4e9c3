/** Lets each caller do so many things a minute: the demo is open to everybody who can reach it, but not to a script. */
export class Limiter {
  readonly #perMinute: number
  readonly #now: () => number
  readonly #seen = new Map<string, { minute: number; count: number }>()

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute
    this.#now = now
  }

  /** Counts one; how long to wait, in ms, when it was too many, else null. */
  take(caller: string): number | null {
    const now = this.#now()
    const minute = Math.floor(now / 60_000)
    if (this.#seen.size > 10_000) this.#seen.clear()
    const seen = this.#seen.get(caller)
    const count = seen?.minute === minute ? seen.count + 1 : 1
    this.#seen.set(caller, { minute, count })
    return count > this.#perMinute ? (minute + 1) * 60_000 - now : null
  }
}
