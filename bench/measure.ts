/** What one part of a benchmark found: a figure a key, or null with the reason in `skipped`. */
export interface Figures {
  readonly figures: Readonly<Record<string, number | null>>
  readonly skipped: Readonly<Record<string, string>>
}

/** One part: its keys, and the code that measures them. */
export interface Part {
  readonly name: string
  readonly keys: readonly string[]
  readonly run: (bench: Bench) => Promise<Figures>
}

/** What all parts are given. */
export interface Bench {
  /** The project's folder. */
  readonly root: string
  /** An empty folder of this run; removed at the end. */
  readonly scratch: string
  /** Where data that is not ours lies; null: nowhere. */
  readonly data: string | null
  /** Fewer rounds and seeds, so that a whole suite ends in minutes; what is measured stays the same. */
  readonly quick: boolean
  /** Is this figure asked for? A part may leave out what it takes to measure others. */
  wants(key: string): boolean
  /** Tells the person at the terminal, on stderr. */
  say(text: string): void
}

/** Figures without anything skipped. */
export const found = (figures: Figures['figures']): Figures => ({ figures, skipped: {} })

/** All keys null for one reason. */
export function skipAll(keys: readonly string[], reason: string): Figures {
  return {
    figures: Object.fromEntries(keys.map((key) => [key, null])),
    skipped: Object.fromEntries(keys.map((key) => [key, reason])),
  }
}

/** The value below which this share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN
}

/** With at most one digit behind the point. */
export const round = (value: number): number => Math.round(value * 10) / 10

/** Waits. */
export const sleep = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

/** Keeps `lanes` calls in flight for `ms`; how many ended well, a second. Throws when one fails. */
export async function rateOf(lanes: number, ms: number, call: (n: number) => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  let done = 0
  let next = 0
  const lane = async () => {
    while (performance.now() - startedAt < ms) {
      await call(next++)
      done++
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return (done * 1000) / (performance.now() - startedAt)
}
