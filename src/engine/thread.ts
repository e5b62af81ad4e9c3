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
