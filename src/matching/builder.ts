import { StandingThread } from '../engine/thread.ts'
import type { FlatCampaigns } from './flat.ts'
import type { FoldJob, LiveIndex } from './live-index.ts'
import type { PredicateIndex } from './predicate-index.ts'

/** Makes new bases in a thread of its own, for all indexes of a process: one at a time, in the order in which they came. */
export class IndexBuilder {
  readonly #thread = new StandingThread<FoldJob, PredicateIndex>(
    new URL(import.meta.url.endsWith('.ts') ? './index-thread.ts' : './index-thread.js', import.meta.url),
  )

  /**
   * Gives the index a new base; it can be asked and changed all the while. Nothing happens when one is being made.
   * @throws Error when the thread broke; the index is as it was
   */
  async fold(index: LiveIndex): Promise<void> {
    await this.#make(index, index.startFold())
  }

  /**
   * {@link LiveIndex.startPutAll} and its base.
   * @throws Error when the thread broke: of them none is there
   */
  async putAll(index: LiveIndex, flat: FlatCampaigns): Promise<void> {
    await this.#make(index, index.startPutAll(flat))
  }

  async #make(index: LiveIndex, job: FoldJob | null): Promise<void> {
    if (job === null) return
    let base: PredicateIndex | null = null
    try {
      base = await this.#thread.run(job)
    } finally {
      index.endFold(base)
    }
  }

  /** Ends the thread; what it was making is not made. */
  async stop(): Promise<void> {
    await this.#thread.stop()
  }
}
