import { parentPort, Worker, workerData } from 'node:worker_threads'
import { knownProblem, Problem } from '../base/problem.ts'

/** What a thread posts: its result, or the expected problem it met. */
type Answer<T> = { readonly result: T } | { readonly problem: Pick<Problem, 'code' | 'params' | 'field'> }

/**
 * Runs a file of ours in a thread of its own, so that long reckoning holds up nobody here. The file ends in {@link answer}.
 * @throws the Problem that the thread met; an Error when it broke, `code` ERR_WORKER_OUT_OF_MEMORY when it took too much memory
 */
export async function inThread<T>(file: URL, input: object): Promise<T> {
  const posted = await new Promise<Answer<T>>((resolve, reject) => {
    const worker = new Worker(file, { workerData: input })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the thread ${file.pathname.split('/').at(-1)} ended with ${code}`))
    })
  })
  if ('result' in posted) return posted.result
  const { code, params, field } = posted.problem
  const spec = knownProblem(code)
  if (spec === null) throw new TypeError(`a thread met ${code}, which is in no table`)
  throw new Problem(code, spec, { params, ...(field === undefined ? {} : { field }) })
}

/** In the thread: does the work on what it was given, and posts how it went. */
export function answer<I, T>(work: (input: I) => T): void {
  try {
    parentPort!.postMessage({ result: work(workerData as I) } satisfies Answer<T>)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, params, field } = error
    parentPort!.postMessage({ problem: { code, params, field } } satisfies Answer<T>)
  }
}

/** A thread that had no work for this long is put away, with all it holds. */
const IDLE_MS = 60_000

interface Waiting<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/** What goes to a {@link StandingThread} and comes back. */
interface Told<Job> {
  readonly n: number
  readonly job: Job
}
interface Done<Result> {
  readonly n: number
  readonly result?: Result
  readonly reason?: string
}

/** A thread for many jobs: started by the first, ended when idle; an idle one keeps no process alive. Its file ends in {@link serve}. */
export class StandingThread<Job, Result> {
  readonly #file: URL
  readonly #waiting = new Map<number, Waiting<Result>>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #n = 0

  constructor(file: URL) {
    this.#file = file
  }

  /** Has one job done. @throws Error when the work failed (a slip of ours) or the thread broke */
  async run(job: Job): Promise<Result> {
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    const worker = this.#worker
    worker.ref()
    const n = this.#n++
    return await new Promise((resolve, reject) => {
      // What cannot be handed over is refused here, and waits for no answer.
      worker.postMessage({ n, job } satisfies Told<Job>)
      this.#waiting.set(n, { resolve, reject })
    })
  }

  /** Ends the thread; jobs in hand fail. One that comes while it ends has another. */
  async stop(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    if (worker === undefined) return
    this.#lose(worker, new Error(`${this.#name} was ended`))
    await worker.terminate()
  }

  #start(): Worker {
    const worker = new Worker(this.#file)
    worker.on('message', ({ n, result, reason }: Done<Result>) => {
      const waiting = this.#waiting.get(n)
      this.#waiting.delete(n)
      if (reason === undefined) waiting?.resolve(result as Result)
      else waiting?.reject(new Error(`${this.#name}: ${reason}`))
      if (this.#waiting.size > 0) return
      worker.unref()
      this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref()
    })
    worker.on('error', (error) => this.#lose(worker, error as Error))
    worker.on('exit', () => this.#lose(worker, new Error(`${this.#name} ended`)))
    return worker
  }

  get #name(): string {
    return `the thread ${this.#file.pathname.split('/').at(-1)}`
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** In a standing thread: does each job that comes. */
export function serve<Job, Result>(work: (job: Job) => Result | Promise<Result>): void {
  parentPort!.on('message', async ({ n, job }: Told<Job>) => {
    try {
      parentPort!.postMessage({ n, result: await work(job) } satisfies Done<Result>)
    } catch (error) {
      parentPort!.postMessage({ n, reason: String(error) } satisfies Done<Result>)
    }
  })
}
