import { Worker } from 'node:worker_threads'
import type { LabelJob } from './label.ts'

/** A press that printed nothing for this long is put away, with the fonts it holds. */
const IDLE_MS = 60_000

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/** Prints labels in a thread of its own, started by the first label and ended when idle. */
export class LabelPress {
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #n = 0

  /** Prints one label or sheet. Errors are slips of ours: whatever text comes, it is drawn. */
  async print(job: LabelJob): Promise<Uint8Array> {
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    const worker = this.#worker
    worker.ref()
    const n = this.#n++
    return await new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject })
      worker.postMessage({ n, job })
    })
  }

  /** Ends the thread; labels in hand fail. */
  async stop(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(
      new URL(import.meta.url.endsWith('.ts') ? './label-thread.ts' : './label-thread.js', import.meta.url),
    )
    worker.on('message', (answer: { n: number; pdf?: Uint8Array; reason?: string }) => {
      const waiting = this.#waiting.get(answer.n)
      this.#waiting.delete(answer.n)
      if (answer.pdf !== undefined) waiting?.resolve(answer.pdf)
      else waiting?.reject(new Error(`a label could not be printed: ${answer.reason}`))
      if (this.#waiting.size > 0) return
      // An idle press keeps no process alive.
      worker.unref()
      this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref()
    })
    worker.on('error', (error) => this.#lose(worker, error as Error))
    worker.on('exit', () => this.#lose(worker, new Error('the label thread ended')))
    return worker
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
