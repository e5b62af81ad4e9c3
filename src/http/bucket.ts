/** How often something may be done: so many at once, and one more each so many ms. */
export interface Rate {
  readonly burst: number
  readonly everyMs: number
}

/** What one caller has left. Fractions are time that has passed towards the next one. */
export interface Bucket {
  readonly left: number
  /** When `left` was true, in ms. */
  readonly at: number
}

/** A full bucket: whoever was not seen yet, or not for long. */
export const fullBucket = (rate: Rate, now: number): Bucket => ({ left: rate.burst, at: now })

/** What is left now. A clock that was put back takes nothing away and gives nothing. */
export function refill(bucket: Bucket, rate: Rate, now: number): Bucket {
  const came = Math.max(0, now - bucket.at) / rate.everyMs
  return { left: Math.min(rate.burst, bucket.left + came), at: now }
}

/**
 * Takes one: a token bucket. `waitMs` is null when there was one, else how long until there is; then nothing is taken, so
 * that asking in vain makes nobody wait longer.
 */
export function takeOne(bucket: Bucket, rate: Rate, now: number): { bucket: Bucket; waitMs: number | null } {
  const full = refill(bucket, rate, now)
  if (full.left < 1) return { bucket: full, waitMs: Math.ceil((1 - full.left) * rate.everyMs) }
  return { bucket: { ...full, left: full.left - 1 }, waitMs: null }
}

/** Puts one back: what was taken turned out to be nothing to count. */
export function giveOne(bucket: Bucket, rate: Rate, now: number): Bucket {
  const full = refill(bucket, rate, now)
  return { ...full, left: Math.min(rate.burst, full.left + 1) }
}

/** A rate that allows `factor` times as much. */
export function times(rate: Rate, factor: number): Rate {
  return { burst: rate.burst * factor, everyMs: rate.everyMs / factor }
}

/** Buckets by key, the most lately used ones: a caller who was pushed out by `most` others begins with a full one again. */
export class Buckets {
  readonly #rate: Rate
  readonly #most: number
  readonly #byKey = new Map<string, Bucket>()

  constructor(rate: Rate, most: number) {
    this.#rate = rate
    this.#most = most
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#byKey.size
  }

  /** How long this caller must wait, in ms; null: one may be taken now. Takes nothing. */
  waitOf(key: string, now: number): number | null {
    return takeOne(this.#of(key, now), this.#rate, now).waitMs
  }

  /** Takes one; how long to wait, in ms, when there was none. */
  take(key: string, now: number): number | null {
    const { bucket, waitMs } = takeOne(this.#of(key, now), this.#rate, now)
    this.#keep(key, bucket)
    return waitMs
  }

  /** Puts one back. */
  give(key: string, now: number): void {
    if (this.#byKey.has(key)) this.#keep(key, giveOne(this.#of(key, now), this.#rate, now))
  }

  #of(key: string, now: number): Bucket {
    return this.#byKey.get(key) ?? fullBucket(this.#rate, now)
  }

  /** A Map keeps the order of its keys: who is set anew stands last, who was not seen for longest first. */
  #keep(key: string, bucket: Bucket): void {
    this.#byKey.delete(key)
    this.#byKey.set(key, bucket)
    if (this.#byKey.size <= this.#most) return
    for (const oldest of this.#byKey.keys()) {
      this.#byKey.delete(oldest)
      return
    }
  }
}

/**
 * Whose an address is, as far as limits go. Whoever has one IPv6 address has the 2^64 of its subnet (RFC 4291 §2.5.4), so
 * those are one caller; IPv4 written as IPv6 (§2.5.5.2) is IPv4.
 */
export function callerOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (v4 !== undefined) return v4
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(gap).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
