/** How one piece of work of a batch ended. */
export type Outcome<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown }

/** How a collector joins work. */
export interface CollectorLimits {
  /** Most pieces in one batch. */
  readonly most: number
  /** How long the first waits for others. */
  readonly waitMs: number
  /** Most batches of one group at once; with more they only wait for each other's locks. */
  readonly atOnce: number
}

interface Waiting<T, R> {
  readonly item: T
  readonly resolve: (value: R) => void
  readonly reject: (error: unknown) => void
}

interface Group<T, R> {
  readonly waiting: Waiting<T, R>[]
  running: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * Joins pieces of work of one group that come at about the same time into one batch, so that they share one transaction
 * and one sync of the disk. Waits at most `waitMs`, or until a batch is full, or until a running one ends.
 */
export class Collector<T, R> {
  readonly #run: (group: string, items: readonly T[]) => Promise<readonly Outcome<R>[]>
  readonly #limits: CollectorLimits
  readonly #groups = new Map<string, Group<T, R>>()
  readonly #inHand = new Set<Promise<void>>()

  /** `run` does a batch and says for each item how it ended, in the same order; when it throws, all of them failed. */
  constructor(run: (group: string, items: readonly T[]) => Promise<readonly Outcome<R>[]>, limits: CollectorLimits) {
    this.#run = run
    this.#limits = limits
  }

  /** Adds a piece of work; resolves when its batch is committed. */
  add(group: string, item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const g = this.#groups.get(group) ?? { waiting: [], running: 0, timer: undefined }
      this.#groups.set(group, g)
      g.waiting.push({ item, resolve, reject })
      if (g.waiting.length >= this.#limits.most) this.#begin(group, g)
      else if (g.running < this.#limits.atOnce) g.timer ??= setTimeout(() => this.#begin(group, g), this.#limits.waitMs)
    })
  }

  /** Waits for the work in hand. Nothing may be added afterwards. */
  async stop(): Promise<void> {
    for (const [group, g] of this.#groups) this.#begin(group, g)
    while (this.#inHand.size > 0) await Promise.all(this.#inHand)
  }

  #begin(group: string, g: Group<T, R>): void {
    if (g.waiting.length === 0 || g.running >= this.#limits.atOnce) return
    clearTimeout(g.timer)
    g.timer = undefined
    g.running++
    const batch = g.waiting.splice(0, this.#limits.most)
    const work = this.#do(group, batch).finally(() => {
      g.running--
      this.#inHand.delete(work)
      if (g.waiting.length > 0) this.#begin(group, g)
      else if (g.running === 0) this.#groups.delete(group)
    })
    this.#inHand.add(work)
  }

  async #do(group: string, batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const outcomes = await this.#run(
        group,
        batch.map((w) => w.item),
      )
      batch.forEach((w, i) => {
        const outcome = outcomes[i]
        if (outcome === undefined) w.reject(new TypeError('a batch forgot one of its items'))
        else if (outcome.ok) w.resolve(outcome.value)
        else w.reject(outcome.error)
      })
    } catch (error) {
      for (const w of batch) w.reject(error)
    }
  }
}
